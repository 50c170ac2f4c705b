//! Rows of one name in every block of a table, and once more under the total of the blocks: 其中：利息收入 of each fund, and of all
//! funds together. The last of them adds up the others, and what no block says of its rows their names do.

use std::collections::{BTreeMap, HashSet};

use super::score::digits_of;
use super::{ENOUGH, Line, Sheet};
use crate::check::aid::evidence::one_digit_away;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::FigureId;
use crate::words::vocabulary;

/// A name that stands less often names no row of every block.
const BLOCKS: usize = 3;
/// So many digits of totals that come out say that rows of one name make up the last of them.
const DIGITS: usize = 8;
/// Among so many rows that come to something else two are looked for that have each other's name.
const PAIRED: usize = 8;
/// How sure it is that two rows have each other's name where each comes to the other's rows in every column.
const SWAPPED: u8 = 95;

/// The rows of one name: the last and those before it.
struct Named {
    total: usize,
    parts: Vec<usize>,
}

impl Sheet<'_> {
    /// Tells sums of rows that have one name; what is in `told` is held otherwise.
    pub(super) fn alike(&self, told: &HashSet<FigureId>, results: &mut Results) {
        let columns = self.values();
        let named = self.of_one_name(&columns);
        let lines = |total: usize, named: &Named| self.lines(total, &named.parts, &columns);
        let known = |line: &Line| told.contains(&line.0);
        let all: Vec<Vec<Line>> = named.iter().map(|named| lines(named.total, named)).collect();
        let proving = || all.iter().flatten().filter(|line| self.proves(line));
        let digits: usize = proving().map(|line| digits_of(self.document.figure(line.0).amount.value)).sum();
        if digits < DIGITS {
            return;
        }
        let fails = |at: &usize| !all[*at].is_empty() && all[*at].iter().all(|line| !self.comes_out(line));
        let failing: Vec<usize> = (0..named.len()).filter(fails).take(PAIRED).collect();
        let mut swapped: HashSet<usize> = HashSet::new();
        for (nth, &one) in failing.iter().enumerate() {
            for &other in &failing[nth + 1..] {
                let crossed = |total: usize, parts: usize| {
                    let lines = lines(named[total].total, &named[parts]);
                    lines.len() == all[parts].len() && lines.iter().all(|line| self.proves(line))
                };
                if !swapped.contains(&one) && crossed(one, other) && crossed(other, one) {
                    swapped.extend([one, other]);
                    let figures = all[one].iter().chain(&all[other]).map(|line| line.0).collect();
                    results.against(self.swapped(&all[one], &all[other]), figures);
                }
            }
        }
        let rest = all.iter().enumerate().filter(|(at, _)| !swapped.contains(at));
        let rest: Vec<&Line> = rest.flat_map(|(_, lines)| lines).filter(|line| !known(line)).collect();
        let wrong = rest.iter().filter(|line| !self.comes_out(line)).count();
        let several = proving().count() >= ENOUGH * wrong;
        for line in rest.into_iter().filter(|line| line.1.len() > 1) {
            let equation = self.equation(line);
            if self.comes_out(line) || several && one_digit_away(self.document, &equation) {
                results.found(equation);
            }
        }
    }

    /// The rows that have a name in common with several others, in the order of the last of them.
    fn of_one_name(&self, columns: &[usize]) -> Vec<Named> {
        let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..self.pane.items.len() {
            let whole = self.name(row);
            let name = vocabulary().of_which.strip(whole).unwrap_or(whole).trim_start_matches([':', ' ']);
            let written = columns.iter().any(|&column| self.figure(row, column).is_some());
            let is_total = || if name == whole { self.is_called_total(row) } else { self.names_total(name) };
            if written && !name.is_empty() && !is_total() {
                rows.entry(name).or_default().push(row);
            }
        }
        let several = rows.into_values().filter(|rows| rows.len() > BLOCKS);
        let mut named: Vec<Named> =
            several.filter_map(|mut parts| Some(Named { total: parts.pop()?, parts })).collect();
        named.sort_unstable_by_key(|named| named.total);
        named
    }

    /// The words for two rows that have each other's name, at the first of them.
    fn swapped(&self, one: &[Line], other: &[Line]) -> Diagnostic {
        let (first, second) = (one[0].0, other[0].0);
        let (name, beside) = (self.named(first), self.named(second));
        let message = Text::new(
            format!("{} 与 {} 像是对调了：各是另一行名下各项之和", name.get(Lang::Zh), beside.get(Lang::Zh)),
            format!(
                "{} and {} seem to be swapped: each is what the rows named like the other come to",
                name.get(Lang::En),
                beside.get(Lang::En)
            ),
        );
        let span = |id: FigureId| self.document.span(&self.document.figure(id).place);
        let mut told = self.doubt(first, message, SWAPPED);
        told.severity = Severity::Error;
        for line in other.iter().chain(&one[1..]) {
            told = told.with(span(line.0), Text::new("与之对调", "swapped with it"));
        }
        told
    }
}
