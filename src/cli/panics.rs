//! A defect of the program ends what it was at work on and nothing else: one document, one report, or the whole run; what is
//! told of it is short. Whoever works on the program itself sets `RUST_BACKTRACE` and is told everything.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use gouji::diagnostic::{Lang, Text};
use gouji::read::Unreadable;

use super::Stop;

/// What went wrong and at which line of the program: what is caught knows only the words. The first are enough to find it.
static PLACES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// So many are kept.
const MOST: usize = 100;

/// Makes panics silent: each is told by whoever catches it.
pub fn silence() {
    // Machines that test other programs have this set as well: what is shipped heeds it not.
    let wanted = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| !value.is_empty() && value != "0");
    if !(cfg!(debug_assertions) && wanted) {
        panic::set_hook(Box::new(note));
    }
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    if places.len() < MOST {
        places.push((words(info.payload()).to_owned(), place));
    }
}

/// Does a piece of work that may fail by a defect, and the rest goes on.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    panic::catch_unwind(AssertUnwindSafe(work))
}

fn words(panic: &(dyn Any + Send)) -> &str {
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

/// Where it failed in anything else: why, and the step to take. `work` is what it was at.
pub fn failed(work: &Text, panic: &(dyn Any + Send)) -> Stop {
    let (zh, en) = (work.get(Lang::Zh), work.get(Lang::En));
    let words = words(panic);
    let places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    let place = places.iter().find(|(known, _)| known == words).map(|(_, place)| place.as_str());
    let why = place.map_or_else(|| words.to_owned(), |place| format!("{words} ({place})"));
    Stop::new(Text::new(format!("{zh}时程序出错：{why}"), format!("the program failed in {en}: {why}"))).help(
        Text::new(
            "这是 gouji 的缺陷，请附上命令、规则和文件报告",
            "this is a defect of gouji: please report it with the command, the rules and the documents",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::process::Command;

    /// What [`is_silent`] runs in a process of its own; by itself it does nothing.
    #[test]
    fn victim() {
        if std::env::var_os("GOUJI_VICTIM").is_some() {
            silence();
            let panic = guarded(|| panic!("甲")).unwrap_err();
            let stop = failed(&Text::same("乙"), panic.as_ref());
            let told = broke("丙", panic.as_ref());
            let line = format!("{} | {}\n", stop.what.get(Lang::En), told.reason.get(Lang::En));
            std::io::stdout().write_all(line.as_bytes()).unwrap();
        }
    }

    #[test]
    fn is_silent() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cli::panics::tests::victim", "--nocapture"])
            .env("GOUJI_VICTIM", "1")
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("the program failed in 乙: 甲 (src/cli/panics.rs:"), "{told}");
        assert!(told.contains("| the program failed: 甲\n"), "{told}");
    }
}
