//! A defect of the program ends what it was at work on and nothing else: one document, one report, or the whole run; what is
//! told of it is short. Whoever works on the program itself sets `GOUJI_BACKTRACE` beside `RUST_BACKTRACE`, and is told everything
//! by a program that was built for tests.

use std::any::Any;
use std::panic::{self, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use gouji::checker::words;
use gouji::diagnostic::{Lang, Text};

use super::Stop;
#[cfg(unix)]
use super::stdout;

/// What went wrong and at which line of the program: what is caught knows only the words. The first are enough to find it.
static PLACES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
/// So many are kept.
const MOST: usize = 100;

/// Makes panics silent: each is told by whoever catches it.
pub fn silence() {
    if cfg!(debug_assertions) && is_set("GOUJI_BACKTRACE") {
        return;
    }
    panic::set_hook(Box::new(note));
    #[cfg(unix)]
    restart();
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// Puts the same run without `RUST_BACKTRACE` in the place of this one. Machines that test programs have it set, and where memory
/// runs out the standard library would write a backtrace, needs memory for it, and waits for itself for ever.
#[cfg(unix)]
fn restart() {
    use std::os::unix::process::CommandExt;
    const ASKED: &str = "RUST_BACKTRACE";
    if is_set(ASKED)
        && let Ok(program) = std::env::current_exe()
    {
        let mut arguments = std::env::args_os();
        let mut again = std::process::Command::new(program);
        if let Some(name) = arguments.next() {
            again.arg0(name);
        }
        if stdout::is_closed() {
            again.env(stdout::CLOSED_BEFORE, "1");
        }
        // It comes back only where it could not be done, and the run goes on as it is.
        drop(again.args(arguments).env_remove(ASKED).exec());
    }
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    if places.len() < MOST {
        places.push((words(info.payload()).to_owned(), place));
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
    use gouji::checker::{broke, guarded};
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
