//! The check `formula`: figures are related by a formula; several formulas are several relations of one rule.

use super::{Check, Grounds};
use crate::check::aid::bind::Bound;
use crate::check::aid::formula::relations;
use crate::check::aid::missed;
use crate::check::results::Results;
use crate::keys::tree::Node;
use crate::keys::{About, Keys, Part, Reader, Shape};
use crate::ledger::Missed;
use crate::rule::Rule;
use crate::rule::formula::Formula;
use crate::rule::parts::FORMULAS;

/// Formulas, each of which must hold.
#[derive(Debug, Clone)]
pub struct Formulas(pub Vec<Formula>);

impl Keys for Formulas {
    fn about() -> About {
        About {
            says: ("公式应成立；几个公式各查各的。", "A formula holds; of several, each."),
            keys: Vec::new(),
        }
    }

    fn shape() -> Shape {
        FORMULAS.shape()
    }

    fn read(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self> {
        FORMULAS.read(reader, node).filter(|formulas| !formulas.is_empty()).map(Self)
    }

    fn absent() -> Option<Self> {
        None
    }
}

impl Check for Formulas {
    const NAME: &'static str = "formula";

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        // What speaks of other documents is tried where there are any.
        for formula in self.0.iter().filter(|formula| !formula.is_across()) {
            for mut equation in relations(bound, formula, &rule.when.field) {
                equation.tolerance = rule.tolerance;
                results.relation(equation);
            }
        }
    }

    fn formulas(&self) -> &[Formula] {
        &self.0
    }

    fn grounds(&self) -> Grounds {
        Grounds::Tables
    }

    fn missed(&self, bound: &Bound<'_>) -> Option<Missed> {
        missed::first(bound, &self.0.iter().flat_map(Formula::references).collect::<Vec<_>>())
    }
}
