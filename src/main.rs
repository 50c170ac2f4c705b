//! Arguments, files, exit code.
fn main() {}
