//! Standard output as it was when the program was started.
//!
//! Rust puts `/dev/null` where nothing stands before `main` begins, so that whether somebody is to hear can only be seen before.

use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells a run that is put in the place of this one what only this one saw.
pub const CLOSED_BEFORE: &str = "GOUJI_STDOUT_CLOSED";

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Runs before `main`, when nothing of Rust's library is set up: it asks the system one thing and keeps the answer.
#[cfg(unix)]
#[ctor::ctor(unsafe)]
fn look() {
    let found = rustix::io::fcntl_getfd(rustix::stdio::stdout());
    CLOSED.store(found.is_err(), Ordering::Relaxed);
}

/// Whether nobody can hear what is written.
pub fn is_closed() -> bool {
    CLOSED.load(Ordering::Relaxed) || std::env::var_os(CLOSED_BEFORE).is_some()
}

/// Writes to standard output.
///
/// # Errors
///
/// What cannot be written was heard by nobody, nor was what is written where standard output was closed (`>&-`).
pub fn write(bytes: &[u8]) -> io::Result<()> {
    if is_closed() && !bytes.is_empty() {
        return Err(io::Error::new(ErrorKind::NotConnected, "standard output is closed"));
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())
}
