//! How an entry of the table of built-in checks is written.

use super::{Built, Builtin, Grounds};
use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use crate::keys::Both;

/// An entry: the check's name, what it is for, the keys it takes and what it does with them.
pub(super) const fn built(
    name: &'static str,
    says: Both,
    keys: &'static [&'static str],
    run: fn(&Builtin, &Bound<'_>, &mut Results),
) -> (&'static str, Both, Built) {
    (name, says, Built { name, keys, captures: &[], grounds: Grounds::Words, run })
}

/// The same with what the patterns of `find` must capture.
pub(super) const fn capturing(
    captures: &'static [&'static str],
    (name, says, built): (&'static str, Both, Built),
) -> (&'static str, Both, Built) {
    (name, says, Built { captures, ..built })
}

/// The same with what its relations are read from.
pub(super) const fn on(
    grounds: Grounds,
    (name, says, built): (&'static str, Both, Built),
) -> (&'static str, Both, Built) {
    (name, says, Built { grounds, ..built })
}
