//! Columns that a pack has no name for: where the sums of several rows are off by what stands in one column of theirs, it belongs to
//! the sum; where they are off by one of their own terms, that is in another already. What a column holds is shown by the rows
//! together: one row that is off so is an author's slip, and stays one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use crate::check::relation::{Equation, Operand, Relation, Term, is_telling};
use crate::document::{CellId, Document, FigureId};
use crate::hash::Map;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;

/// So many rows off by what stands in one column say that it is part of their sum.
const ROWS: usize = 2;
/// A sum that held without the column, and does not with it, speaks against so many that come out by it.
const AGAINST: usize = 5;
/// So many columns a sum may lack.
const COLUMNS: usize = 3;

/// A column of a table.
type Column = (u32, u32);

/// What makes sums come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// One more column of the same rows.
    More(Column),
    /// The same, taken off.
    Less(Column),
    /// One of their own less.
    Without(Column),
}

/// Gives sums of one row the column that they lack, or takes from them what they count twice, where several rows of the page say
/// so. Those that `may_err` does not pick stay.
pub fn complete(document: &Document, relations: &mut [Relation], may_err: &dyn Fn(&Relation) -> bool) {
    let mut families: BTreeMap<(usize, Vec<Column>), Vec<usize>> = BTreeMap::new();
    for (at, relation) in relations.iter().enumerate().filter(|(_, relation)| may_err(relation)) {
        if let Some(columns) = columns(document, &relation.equation) {
            families.entry((relation.rule, columns)).or_default().push(at);
        }
    }
    let fails = |relations: &[Relation], family: &[usize]| {
        family.iter().filter(|&&at| relations[at].outcome == Outcome::Fails).count()
    };
    families.retain(|_, family| fails(relations, family) >= ROWS);
    let tables: HashSet<u32> =
        families.keys().flat_map(|(_, columns)| columns).map(|(table, _)| *table).collect();
    let rows = Rows::of(document, &tables);
    for ((_, columns), family) in families {
        let mut used: BTreeSet<Column> = columns.into_iter().collect();
        for _ in 0..COLUMNS {
            if fails(relations, &family) < ROWS || !rows.mend(relations, &family, &mut used) {
                break;
            }
        }
    }
}

/// The columns of a sum whose figures stand in one row of each of their tables; `None`: it is none.
fn columns(document: &Document, equation: &Equation) -> Option<Vec<Column>> {
    if equation.cmp != Cmp::Eq || !equation.is_sum() || equation.left.terms.len() != 1 {
        return None;
    }
    let cells: Option<Vec<CellId>> =
        equation.operands().map(|operand| document.figure(operand.figure?).cell).collect();
    let cells = cells?;
    let mut rows: Map<u32, u32> = Map::default();
    let one_row = cells.iter().all(|cell| *rows.entry(cell.table).or_insert(cell.row) == cell.row);
    let columns: BTreeSet<Column> = cells.iter().map(|cell| (cell.table, cell.column)).collect();
    (one_row && columns.len() == cells.len()).then(|| columns.into_iter().collect())
}

/// The figures of some tables by their rows.
struct Rows<'d> {
    document: &'d Document,
    of: Map<(u32, u32), Vec<(u32, FigureId)>>,
}

impl<'d> Rows<'d> {
    fn of(document: &'d Document, tables: &HashSet<u32>) -> Self {
        let mut of: Map<(u32, u32), Vec<(u32, FigureId)>> = Map::default();
        let figures = (0..).map(FigureId).zip(&document.figures);
        for (id, cell) in figures.filter_map(|(id, figure)| Some((id, figure.cell?))) {
            if tables.contains(&cell.table) {
                of.entry((cell.table, cell.row)).or_default().push((cell.column, id));
            }
        }
        Self { document, of }
    }

    /// Restates the sums of a family in the way that most of those that fail ask for; true where there is one.
    fn mend(&self, relations: &mut [Relation], family: &[usize], used: &mut BTreeSet<Column>) -> bool {
        let mut votes: BTreeMap<Way, usize> = BTreeMap::new();
        for relation in family.iter().map(|&at| &relations[at]).filter(|one| one.outcome == Outcome::Fails) {
            let ways: BTreeSet<Way> = self.ways(&relation.equation, used).collect();
            ways.into_iter().for_each(|way| *votes.entry(way).or_default() += 1);
        }
        // Of ways that as many ask for, the first: no order of a hash has a say.
        let best = votes.into_iter().rev().max_by_key(|(_, many)| *many);
        let Some((way, many)) = best.filter(|(_, many)| *many >= ROWS) else { return false };
        let restated: Vec<(usize, Equation)> = family
            .iter()
            .filter_map(|&at| Some((at, self.restated(&relations[at].equation, way)?)))
            .collect();
        let comes = |outcome: Outcome| matches!(outcome, Outcome::Holds | Outcome::WithinRounding);
        let against = |(at, equation): &&(usize, Equation)| {
            comes(relations[*at].outcome) && equation.outcome() == Outcome::Fails
        };
        if restated.iter().filter(against).count() * AGAINST > many {
            return false;
        }
        for (at, equation) in restated {
            relations[at].restate(equation);
        }
        if let Way::More(column) | Way::Less(column) = way {
            used.insert(column);
        }
        true
    }

    /// What would let a sum come out that does not.
    fn ways<'r>(
        &'r self,
        equation: &'r Equation,
        used: &'r BTreeSet<Column>,
    ) -> impl Iterator<Item = Way> + 'r {
        let unit = equation.left.terms.first().map(|term| term.operand.unit);
        let gap = equation.gap().zip(unit).filter(|(gap, unit)| is_telling(*gap, *unit)).map(|(gap, _)| gap);
        let gap = gap.zip(equation.allowed());
        let is = move |value: Decimal| {
            gap.and_then(|(gap, allowed)| Some(gap.checked_sub(value)?.abs() <= allowed)).unwrap_or(false)
        };
        let is_less = move |value: Decimal| Decimal::ZERO.checked_sub(value).is_some_and(is);
        let beside = self.beside(equation).filter(|(column, _)| !used.contains(column));
        let beside = beside.filter_map(move |(column, operand)| match operand.value {
            value if value.is_zero() => None,
            value if is(value) => Some(Way::More(column)),
            value if is_less(value) => Some(Way::Less(column)),
            _ => None,
        });
        let several = equation.right.terms.len() > 1;
        let own = equation.right.terms.iter().filter(move |_| several).filter_map(move |term| {
            let value = term.coefficient.checked_mul(term.operand.value)?;
            (!value.is_zero() && is_less(value)).then(|| Some(Way::Without(self.column(term)?)))?
        });
        beside.chain(own)
    }

    /// The figures that stand in the rows of a sum, in columns that add up.
    fn beside<'r>(&'r self, equation: &'r Equation) -> impl Iterator<Item = (Column, Operand)> + 'r {
        let mut seen: HashSet<(u32, u32)> = HashSet::new();
        let rows = equation.operands().filter_map(move |operand| {
            let cell = self.document.figure(operand.figure?).cell?;
            seen.insert((cell.table, cell.row)).then_some((cell, operand.unit))
        });
        rows.flat_map(move |(cell, unit)| {
            let columns = &self.document.tables[cell.table as usize].columns;
            let figures = self.of.get(&(cell.table, cell.row)).into_iter().flatten();
            let adds = figures.filter(|(column, _)| {
                columns.get(*column as usize).is_some_and(|column| column.measure.adds_up())
            });
            adds.map(move |(column, id)| {
                ((cell.table, *column), Operand::of(self.document, *id).in_unit(Some(unit)))
            })
        })
    }

    fn column(&self, term: &Term) -> Option<Column> {
        self.document.figure(term.operand.figure?).cell.map(|cell| (cell.table, cell.column))
    }

    /// The sum in another way; `None` where its row has nothing of the kind.
    fn restated(&self, equation: &Equation, way: Way) -> Option<Equation> {
        let mut equation = equation.clone();
        match way {
            Way::Without(column) => {
                equation.right.terms.retain(|term| self.column(term) != Some(column));
                if equation.right.terms.is_empty() {
                    return None;
                }
            }
            Way::More(column) | Way::Less(column) => {
                let (_, operand) = self.beside(&equation).find(|(own, _)| *own == column)?;
                let more = matches!(way, Way::More(_));
                let coefficient = if more { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
                equation.right.terms.push(Term { operand, coefficient });
            }
        }
        Some(equation)
    }
}
