//! The kinds of check, one a file: the keys it has, what it looks at, what it works out, and what it says. What every kind
//! is stands here; which there are, in the table of `check`.

pub mod agree;
pub mod builtin;
pub mod change;
pub mod cover;
pub mod enumeration;
pub mod formula;
pub mod listing;
pub mod outline;
pub mod pair;
pub mod present;
pub mod rollup;
pub mod same;
pub mod share;
pub mod text;
pub mod tie;
pub mod value;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use super::aid::bind::Bound;
use super::aid::form::{self, BoundForm};
pub use super::aid::relation::Grounds;
use super::results::Results;
use crate::keys::tree::Node;
use crate::keys::{Demand, Keys, Kind, Lack, Reader};
use crate::ledger::Missed;
use crate::rule::Rule;
use crate::rule::formula::Formula;
use crate::rule::pattern::Pattern;

/// A kind of check: its keys, and what it makes of a document.
pub trait Check: Keys + Debug + Send + Sync + 'static {
    /// The key under `check`.
    const NAME: &'static str;

    /// What rules of earlier versions wrote instead.
    const FORMERLY: &'static [&'static str] = &[];

    /// Tries it.
    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results);

    /// What its relations are read from.
    fn grounds(&self) -> Grounds {
        Grounds::Words
    }

    /// What it names in a table, where the table stands in the document and has nothing of the kind.
    fn missed(&self, _: &Bound<'_>) -> Option<Missed> {
        None
    }

    /// Its formulas, where it is told in nothing else: those that speak of other documents are tried between documents.
    fn formulas(&self) -> &[Formula] {
        &[]
    }

    /// What its keys lack together.
    fn lacks(&self) -> Option<Lack<'static>> {
        None
    }
}

/// A check with its keys, whatever its kind.
trait Tried: Any + Debug + Send + Sync {
    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results);

    fn grounds(&self) -> Grounds;

    fn missed(&self, bound: &Bound<'_>) -> Option<Missed>;

    fn formulas(&self) -> &[Formula];
}

impl<C: Check> Tried for C {
    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        Check::run(self, bound, rule, results);
    }

    fn grounds(&self) -> Grounds {
        Check::grounds(self)
    }

    fn missed(&self, bound: &Bound<'_>) -> Option<Missed> {
        Check::missed(self, bound)
    }

    fn formulas(&self) -> &[Formula] {
        Check::formulas(self)
    }
}

/// What rules carry.
#[derive(Debug)]
struct Carried(Box<dyn Tried>);

impl Demand for Carried {}

/// Tries a rule.
pub fn run(bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
    if let Some(check) = rule.check.demand::<Carried>() {
        check.0.run(bound, rule, results);
    }
}

/// The formulas of a rule that speak of other documents; a rule has none or only such.
pub fn across(rule: &Rule) -> Vec<&Formula> {
    let formulas = rule.check.demand::<Carried>().map_or(&[][..], |check| check.0.formulas());
    formulas.iter().filter(|formula| formula.is_across()).collect()
}

/// What the relations of a rule are read from.
pub fn grounds(rule: &Rule) -> Grounds {
    rule.check.demand::<Carried>().map_or(Grounds::Words, |check| check.0.grounds())
}

/// What a rule names in a table, where the table stands in the document and has nothing of the kind.
pub fn missed(bound: &Bound<'_>, rule: &Rule) -> Option<Missed> {
    let missed = rule.check.demand::<Carried>()?.0.missed(bound)?;
    Some(Missed { span: missed.span.or(Some(rule.check_span)), ..missed })
}

/// The keys of a rule that is of the kind `C`.
pub fn keys_of<C: Check>(rule: &Rule) -> Option<&C> {
    let check: &dyn Any = &*rule.check.demand::<Carried>()?.0;
    check.downcast_ref()
}

/// The kind `C` for the table of kinds.
pub const fn of<C: Check>() -> Kind {
    Kind { name: C::NAME, formerly: C::FORMERLY, about: C::about, shape: C::shape, read: read::<C> }
}

fn read<C: Check>(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Arc<dyn Demand>> {
    let before = reader.desk.faults();
    let check = C::read(reader, node)?;
    // What is missing may be what was told of already.
    let sound = reader.desk.faults() == before;
    if let Some(lack) = check.lacks().filter(|_| sound) {
        reader.lacks(node, lack);
    }
    Some(Arc::new(Carried(Box::new(check))))
}

/// The forms named `name` that a rule is for.
fn forms<'b>(bound: &'b Bound<'_>, name: &'b str, rule: &'b Rule) -> impl Iterator<Item = &'b BoundForm> {
    form::meant(bound, name, &rule.when.field)
}

/// What is lacking where one of `patterns` does not capture all of `names`.
fn captures_all(patterns: &[Pattern], names: &[&'static str]) -> Option<Lack<'static>> {
    let has = |one: &Pattern, name: &str| one.names().iter().any(|known| known == name);
    let name = names.iter().find(|name| !patterns.iter().all(|one| has(one, name)))?;
    Some(Lack::Capture(name, None))
}
