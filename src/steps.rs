//! How much work a rule may do on a document, counted in steps and not in seconds: a document that makes some rule try all
//! pairs of what it holds ends alike on every machine. A step is a text that is looked at or a figure that is reckoned with; a
//! rule at work on one thread counts its own.

use std::cell::Cell;
use std::panic;

thread_local! {
    /// What is left to the rule at work on this thread.
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// What a rule ends with that has used up its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted;

/// Takes `steps` of those that are left; where there are not so many, the work ends here, and [`within`] was told so.
pub fn take(steps: u64) {
    let left = LEFT.get().checked_sub(steps);
    LEFT.set(left.unwrap_or(u64::MAX));
    if left.is_none() {
        // No defect, so that no hook is to tell of it: whoever gave out the steps catches it.
        panic::resume_unwind(Box::new(Exhausted));
    }
}

/// Does `work` with `steps`, and puts back what was left before.
pub fn within<T>(steps: u64, work: impl FnOnce() -> T) -> T {
    struct Back(u64);
    impl Drop for Back {
        fn drop(&mut self) {
            LEFT.set(self.0);
        }
    }
    let _back = Back(LEFT.replace(steps));
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_at_its_last_step_and_not_before() {
        let spend = |n: u64| panic::catch_unwind(move || within(10, || (0..n).for_each(|_| take(1))));
        assert!(spend(10).is_ok());
        assert!(spend(11).unwrap_err().is::<Exhausted>());
        // Outside of any budget there is no end.
        take(u64::MAX / 2);
        within(5, || within(1, || take(1)));
        take(1);
    }
}
