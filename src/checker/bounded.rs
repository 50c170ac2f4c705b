//! A defect of the program ends what it was at work on and nothing else: what panics is caught, and said of that one document.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use crate::diagnostic::Text;
use crate::read::Unreadable;

/// Does a piece of work that may fail by a defect, and the rest goes on.
///
/// # Errors
/// What it panicked with.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    panic::catch_unwind(AssertUnwindSafe(work))
}

/// The words that a panic carries.
pub fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?")
}

/// What there is to say where the program itself failed on a document.
pub fn broke(name: &str, panic: &(dyn Any + Send)) -> Unreadable {
    let why = words(panic);
    Unreadable {
        name: name.to_owned(),
        reason: Text::new(format!("程序出错：{why}"), format!("the program failed: {why}")),
        help: Text::new(
            "这是 gouji 的缺陷，请附上文件报告",
            "this is a defect of gouji: please report it with the document",
        ),
    }
}
