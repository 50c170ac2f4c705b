//! Arguments, files, exit code.

#![cfg_attr(test, allow(clippy::string_slice, reason = "a test may fail"))]

mod cli;

use std::process::ExitCode;

/// Checking makes and drops many small things on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(cli::main(std::env::args_os()))
}
