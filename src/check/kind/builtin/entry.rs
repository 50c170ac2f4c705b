//! An entry in the table of built-in checks: what one is called, which keys it takes, and how it is run.

use crate::check::aid::bind::Bound;
use crate::check::kind::Grounds;
use crate::check::results::Results;
use crate::keys::Both;

/// A check that is run with the keys `K`.
#[derive(Debug)]
pub struct Entry<K> {
    /// Its name in rule files.
    pub name: &'static str,
    /// The keys it takes; those that it cannot do without are marked `!`.
    pub keys: &'static [&'static str],
    /// What its patterns must capture.
    pub captures: &'static [&'static str],
    /// What its relations are read from.
    pub grounds: Grounds,
    /// What it does.
    pub run: fn(&K, &Bound<'_>, &mut Results),
}

// Derived, these would ask that the keys be copied as well.
impl<K> Clone for Entry<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Entry<K> {}

/// The check as a choice among others: its name, what it is for, and the entry.
pub type Named<K> = (&'static str, Both, Entry<K>);

/// An entry: the check's name, what it is for, the keys it takes and what it does with them.
pub const fn built<K>(
    name: &'static str,
    says: Both,
    keys: &'static [&'static str],
    run: fn(&K, &Bound<'_>, &mut Results),
) -> Named<K> {
    (name, says, Entry { name, keys, captures: &[], grounds: Grounds::Words, run })
}

/// An entry of a check that has asked the page before it tells anything.
pub const fn asked<K>(
    name: &'static str,
    says: Both,
    keys: &'static [&'static str],
    run: fn(&K, &Bound<'_>, &mut Results),
) -> Named<K> {
    on(Grounds::Asked, built(name, says, keys, run))
}

/// The same with what the patterns of `find` must capture.
pub const fn capturing<K>(captures: &'static [&'static str], (name, says, entry): Named<K>) -> Named<K> {
    (name, says, Entry { captures, ..entry })
}

/// The same with what its relations are read from.
pub const fn on<K>(grounds: Grounds, (name, says, entry): Named<K>) -> Named<K> {
    (name, says, Entry { grounds, ..entry })
}
