//! How the library is linked for a page.

use std::io::Write as _;
use std::{env, io};

/// What asks for more memory than these bytes ends its worker, not the machine.
const MOST_MEMORY: u32 = 2 << 30;
/// Stacks are as deep as those of the program's threads.
const STACK: u32 = 2 << 20;

fn main() -> io::Result<()> {
    let is_page = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    let mut out = io::stdout();
    if is_page {
        writeln!(out, "cargo::rustc-link-arg-cdylib=--max-memory={MOST_MEMORY}")?;
        writeln!(out, "cargo::rustc-link-arg-cdylib=-zstack-size={STACK}")?;
    }
    writeln!(out, "cargo::rerun-if-changed=build.rs")
}
