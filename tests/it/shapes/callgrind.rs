//! Counts the instructions of a test of this binary, function by function, between the calls of one of them.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Instructions by function.
pub type Work = BTreeMap<String, u64>;

/// Starts a test of this binary under callgrind, which writes a part of what it counts to `out` with a number, before every
/// call of a function that has `boundary` in its name. `key` says in its environment which of the runs it is.
pub fn count(out: &Path, test: &str, boundary: &str, (key, run): (&str, usize)) -> Child {
    Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(format!("--dump-before=*{boundary}*"))
        .arg(env::current_exe().unwrap())
        .args([test, "--exact", "--test-threads=1"])
        .env(key, run.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("valgrind is installed")
}

/// What a part says, each function without what it calls.
pub fn work_of(part: &str) -> Work {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut work: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut at, mut called) = ("", false);
    for line in part.lines() {
        if let Some((key, rest)) = line.split_once('=').filter(|(key, _)| matches!(*key, "fn" | "cfn")) {
            // A name is written where it stands first.
            let (number, name) = rest.split_once(' ').unwrap_or((rest, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            if key == "fn" {
                at = number;
            }
        } else if line.starts_with("calls=") {
            called = true;
        } else if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '*')) {
            // The line after a call is the work of what was called.
            if !std::mem::take(&mut called) {
                let count = line.split(' ').nth(1).and_then(|count| count.parse::<u64>().ok());
                *work.entry(at).or_default() += count.unwrap_or(0);
            }
        }
    }
    let mut by_name = Work::new();
    for (number, count) in work {
        *by_name.entry(names.get(number).copied().unwrap_or(number).to_owned()).or_default() += count;
    }
    by_name
}
