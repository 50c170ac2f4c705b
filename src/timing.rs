//! Where the time of a run goes, by stage and by rule, all threads together. Nothing is measured until a program asks for it:
//! there are machines without a clock.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What time is spent on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Rules and vocabularies are read.
    Loading,
    /// Files are opened, unpacked and turned into text.
    Reading,
    /// Text becomes tables, sections and figures.
    Parsing,
    /// The packs that are for a document, and what they know in it.
    Binding,
    /// A rule is tried.
    Rule(String),
    /// Relations that fail are weighed, and the figures at fault found.
    Blaming,
    /// Findings are put into words, with what was proved and what was not looked at.
    Telling,
    /// Figures are kept for other documents, and tied to theirs.
    Keeping,
    /// Reports are drawn and written.
    Reporting,
}

/// What one kind of work came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// How long it took, without other work within it.
    pub time: Duration,
    /// How often it was done.
    pub times: u64,
}

static MEASURED: AtomicBool = AtomicBool::new(false);
static SPENT: Mutex<BTreeMap<Work, Spent>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// What the work at hand has spent on other work so far.
    static WITHIN: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// From now on time is measured.
pub fn measure() {
    MEASURED.store(true, Ordering::Relaxed);
}

/// What was spent so far.
pub fn spent() -> BTreeMap<Work, Spent> {
    SPENT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Does `work` and, where time is measured, notes how long it took; also where it does not come to its end.
pub fn of<T>(name: impl FnOnce() -> Work, work: impl FnOnce() -> T) -> T {
    /// Notes what was spent when it goes.
    struct Noted {
        work: Work,
        begun: Instant,
        around: Duration,
    }
    impl Drop for Noted {
        fn drop(&mut self) {
            let all = self.begun.elapsed();
            let time = all.saturating_sub(WITHIN.get());
            WITHIN.set(self.around.saturating_add(all));
            let mut spent = SPENT.lock().unwrap_or_else(PoisonError::into_inner);
            let known = spent.entry(self.work.clone()).or_default();
            known.time = known.time.saturating_add(time);
            known.times = known.times.saturating_add(1);
        }
    }
    if !MEASURED.load(Ordering::Relaxed) {
        return work();
    }
    let _noted = Noted { work: name(), begun: Instant::now(), around: WITHIN.replace(Duration::ZERO) };
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_within_other_work_is_its_own() {
        measure();
        let pause = |milliseconds| std::thread::sleep(Duration::from_millis(milliseconds));
        let rule = || Work::Rule("timed/inner".to_owned());
        of(
            || Work::Rule("timed/outer".to_owned()),
            || {
                of(rule, || pause(40));
                of(rule, || pause(40));
                pause(5);
            },
        );
        let spent = spent();
        let of = |name: &str| spent[&Work::Rule(name.to_owned())];
        assert_eq!((of("timed/inner").times, of("timed/outer").times), (2, 1));
        assert!(of("timed/inner").time >= Duration::from_millis(80), "{spent:?}");
        assert!(of("timed/outer").time < of("timed/inner").time, "{spent:?}");
    }
}
