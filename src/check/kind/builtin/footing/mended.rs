//! Sums in which one digit is wrong: nothing in their own line says that they are sums but the line itself, once the digit is
//! mended.
//!
//! Where a line of figures is a tree, a wrong digit lets one member come to nothing that stands beside it, and neither do
//! those that it is a part of. If some slip lets it come to a run of the members that are a part of nothing yet, and those
//! above it come out to the last digit as soon as that run is taken away, both cannot be chance.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Sheet;
use super::found::{Figures, Sum};
use super::runs::{Part, push, runs};
use crate::amount::apart;
use crate::amount::slip::significant;
use crate::check::aid::evidence::{any_mends, is_one_slip};
use crate::check::aid::tally::Tally;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// A wrong digit is looked for in runs of up to so many members.
const LONGEST: usize = 40;
/// So many supposed slips of a line are tried, the first ones from its end.
const SUPPOSED: usize = 24;
/// So many digits of a figure say nothing where one of them may be another one.
const FREE: usize = 3;

/// A member that would come to a run of others, were one digit another one.
#[derive(Debug, Clone)]
struct Slip {
    total: usize,
    parts: Vec<usize>,
    /// What they come to.
    sum: Decimal,
}

/// The slips that can be supposed in a line.
struct Supposed {
    /// What its members come to.
    written: HashSet<Decimal>,
    slips: Vec<Slip>,
}

impl Sheet<'_> {
    /// Tells the sums of rows in which one digit is wrong, of those whose totals are not `told`.
    pub(super) fn mended(&self, told: &HashSet<FigureId>, results: &mut Results) {
        Figures::down(self).tell_mended(told, results);
    }
}

impl Figures<'_, '_> {
    fn tell_mended(&self, told: &HashSet<FigureId>, results: &mut Results) {
        // What is a sum in one line is the same sum in the others.
        let known: HashSet<usize> = told.iter().filter_map(|id| self.member(*id)).collect();
        let mut seen: HashSet<FigureId> = HashSet::new();
        for line in self.asked() {
            for after in [false, true] {
                for members in self.with_and_without_shadows() {
                    for (total, parts) in self.mended(&members, line, after) {
                        let Some(sum) = self.line_of(total, &parts, line) else { continue };
                        if known.contains(&total) || !seen.insert(sum.0) {
                            continue;
                        }
                        let equation = self.sheet.equation(&sum);
                        if equation.outcome() == Outcome::Fails {
                            results.found(equation);
                        }
                    }
                }
            }
        }
    }

    /// The sums of one line that one wrong digit keeps from coming out, and that others above them prove.
    fn mended(&self, members: &[usize], line: usize, after: bool) -> Vec<Sum> {
        let members: Vec<usize> = match after {
            true => members.to_vec(),
            false => members.iter().rev().copied().collect(),
        };
        let values = members.iter().filter_map(|&member| self.value(member, line));
        let mut supposed = Supposed { written: values.map(|value| value.abs()).collect(), slips: Vec::new() };
        let plain = self.both_ways(&members, line, None, Some(&mut supposed));
        let proved = |slip: &Slip| {
            let own = self.value(slip.total, line).unwrap_or_default();
            [own, slip.sum].into_iter().any(|value| {
                let above = self.both_ways(&members, line, Some((slip, value)), None);
                // Nothing that came out without it comes out no more.
                let kept = plain.iter().filter(|sum| sum.0 != slip.total).all(|sum| above.contains(sum));
                let more = above.iter().filter(|sum| sum.0 != slip.total && !plain.contains(sum));
                let digits: usize = more.map(|sum| self.digits(sum.0, line)).sum();
                let own = self.digits(slip.total, line).saturating_sub(FREE);
                kept && digits > 0 && digits + own >= self.needed_digits() + SUPPOSED.ilog10() as usize + 1
            })
        };
        supposed.slips.iter().filter(|slip| proved(slip)).map(|slip| (slip.total, slip.parts.clone())).collect()
    }

    /// The sums of a line from its end, and those on the other side of what is then a part of nothing: the total below sections
    /// whose heads stand above their parts.
    fn both_ways(
        &self,
        members: &[usize],
        line: usize,
        slip: Option<(&Slip, Decimal)>,
        supposed: Option<&mut Supposed>,
    ) -> Vec<Sum> {
        let (mut sums, tops) = self.climb(members, line, slip, supposed);
        let (more, _) = self.climb(&tops, line, slip, None);
        sums.extend(more);
        sums
    }

    /// The sums of a line from its end, and what is then a part of nothing, the nearest first, with one supposed slip in it and what its member is then taken for; and the slips that
    /// can be supposed.
    fn climb(
        &self,
        members: &[usize],
        line: usize,
        slip: Option<(&Slip, Decimal)>,
        mut supposed: Option<&mut Supposed>,
    ) -> (Vec<Sum>, Vec<usize>) {
        let mut open = Tally::default();
        let (mut sums, mut tops) = (Vec::new(), Vec::new());
        for &member in members {
            let Some(own) = self.value(member, line) else {
                // What cannot be read belongs to something unknown: nothing runs across it.
                tops.extend(std::mem::take(&mut open).nearest().map(|part: Part| part.member));
                continue;
            };
            if let Some((slip, value)) = slip.filter(|(slip, _)| slip.total == member) {
                // On the way back its parts are gone already.
                if members.contains(&slip.parts[0]) {
                    open.take(slip.parts.len());
                }
                push(&mut open, member, value);
                continue;
            }
            let found = runs(&mut open, own, self.last_place(member, line));
            match found.into_iter().next() {
                Some(parts) => sums.push((member, parts)),
                None => {
                    if let Some(supposed) = supposed.as_deref_mut() {
                        self.suppose(member, line, &open, supposed);
                    }
                }
            }
            push(&mut open, member, own);
        }
        tops.extend(open.nearest().map(|part| part.member));
        (sums, tops)
    }

    /// The runs that a member would come to, were one digit of it or of them another one.
    fn suppose(&self, total: usize, line: usize, open: &Tally<Part>, supposed: &mut Supposed) {
        let own = self.value(total, line).unwrap_or_default();
        if own.is_zero() || self.digits(total, line) < FREE {
            return;
        }
        let (mut sum, mut parts) = (Decimal::ZERO, Vec::new());
        for part in open.nearest().take(LONGEST) {
            parts.push(part.member);
            sum = sum.saturating_add(self.value(part.member, line).unwrap_or_default());
            if supposed.slips.len() >= SUPPOSED {
                return;
            }
            // What is a member itself was left out, or counted in, by this reading.
            let gap = apart(sum, own);
            if !is_one_slip(gap, Decimal::ZERO) || supposed.written.contains(&gap) {
                continue;
            }
            let Some(line) = self.line_of(total, &parts, line) else { continue };
            let equation = self.sheet.equation(&line);
            let mends = equation.allowed().is_some_and(|allowed| any_mends(self.sheet.document, &equation, allowed, |_| true));
            if equation.outcome() == Outcome::Fails && mends {
                supposed.slips.push(Slip { total, parts: parts.clone(), sum });
            }
        }
    }

    /// How many digits of a member in a line say something.
    fn digits(&self, member: usize, line: usize) -> usize {
        let figure = self.figure(member, line).map(|id| self.sheet.document.figure(id));
        figure.map_or(0, |figure| significant(figure.amount) as usize)
    }
}
