//! Arguments, files, exit code.

mod cli;

use std::process::ExitCode;

/// Checking makes and drops many small things on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
