//! Jobs that do not depend on each other: the library does them in turn, a program may give them to several threads.

/// How such jobs are done: it gets their number and the job, and gives what each of them came to, in the order of their
/// numbers.
pub type Spread<T> = fn(usize, &(dyn Fn(usize) -> T + Sync)) -> Vec<T>;

/// Does one job after the other.
pub fn in_turn<T>(jobs: usize, job: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    (0..jobs).map(job).collect()
}
