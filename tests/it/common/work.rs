//! How much work something takes: time of a processor, however busy the machine is with other things.

use std::fs;
use std::time::{Duration, Instant};
#[cfg(unix)]
use std::{path::Path, process::Command};

#[cfg(unix)]
use super::program;

/// Work of this thread since it was begun. Where the system does not count it by thread, the clock does.
pub struct Work {
    begun: Instant,
    counted: Option<Duration>,
}

impl Work {
    /// Begins to count.
    pub fn begun() -> Self {
        Self { begun: Instant::now(), counted: of_this_thread() }
    }

    /// What this thread did since then.
    pub fn done(&self) -> Duration {
        let counted = self.counted.zip(of_this_thread());
        counted.map_or_else(|| self.begun.elapsed(), |(before, now)| now - before)
    }
}

/// The nanoseconds that this thread was on a processor.
fn of_this_thread() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// How `gouji` ends in `folder`, and how long it was on a processor.
#[cfg(unix)]
pub fn of_program(folder: &Path, args: &[&str]) -> (Option<i32>, Duration) {
    let script = "\"$0\" \"$@\" > /dev/null; code=$?; times; exit $code";
    let output = Command::new("sh")
        .args(["-c", script])
        .arg(program())
        .args(args)
        .current_dir(folder)
        .output()
        .expect("there is a shell");
    let told = String::from_utf8_lossy(&output.stdout);
    // The last line is of what the shell has run: 0m0.120s 0m0.010s.
    let spent = told.lines().last().unwrap_or_default().split(' ').map(|spent| {
        let (minutes, seconds) = spent.trim_end_matches('s').split_once('m').expect("minutes and seconds");
        let seconds = Duration::from_secs_f64(seconds.parse().expect("a number"));
        Duration::from_secs(60 * minutes.parse::<u64>().expect("a number")) + seconds
    });
    (output.status.code(), spent.sum())
}
