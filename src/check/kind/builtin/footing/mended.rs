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
use crate::amount::slip::{is_slip, significant};
use crate::check::aid::evidence::any_mends;
use crate::check::aid::tally::Tally;
use crate::check::results::Results;
use crate::ledger::Outcome;

/// In tables of more columns of figures these prove each other.
const LINES: usize = 2;
/// A wrong digit is looked for in runs of up to so many members.
const LONGEST: usize = 40;
/// So many supposed slips of a line are tried, the first ones from its end.
const SUPPOSED: usize = 24;
/// A line is gone through again for every supposed slip: one of more members is gone through in pieces. A piece of more is no
/// tree that a reader could follow, and among so many some run is always off by a digit.
const MEMBERS: usize = 100;
/// A line is one tree where so many sums come out and nothing is left over.
const TREE: usize = 3;
/// A figure of so many digits differs from a sum in one of them once in a thousand times by chance.
const LONG: usize = 5;
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
    /// Tells the sums of rows in which one digit is wrong, of those whose totals are not `known`: what is a sum in one column is
    /// the same sum in the others.
    pub(super) fn mended(&self, known: &HashSet<usize>, results: &mut Results) {
        let figures = Figures::down(self);
        if figures.lines.len() <= LINES {
            figures.tell_mended(known, results);
        }
    }
}

impl Figures<'_, '_> {
    fn tell_mended(&self, known: &HashSet<usize>, results: &mut Results) {
        let mut seen: HashSet<(usize, usize)> = HashSet::new();
        for line in self.asked() {
            for after in [false, true] {
                for members in self.with_and_without_shadows() {
                    for proved in self.mended(&members, line, after) {
                        let fresh = !known.contains(&proved[0].0) && seen.insert((proved[0].0, line));
                        if fresh {
                            self.tell_proved(&proved, line, results);
                        }
                    }
                }
            }
        }
    }

    /// Tells a sum that does not come out, the first, and those above it that prove it.
    fn tell_proved(&self, sums: &[Sum], line: usize, results: &mut Results) {
        let lines = sums.iter().filter_map(|(total, parts)| self.line_of(*total, parts, line));
        let equations: Vec<_> = lines.map(|line| self.sheet.equation(&line)).collect();
        if equations.first().is_some_and(|equation| equation.outcome() == Outcome::Fails) {
            equations.into_iter().for_each(|equation| results.found(equation));
        }
    }

    /// The sums of one line that one wrong digit keeps from coming out, each with those above it that prove it.
    fn mended(&self, members: &[usize], line: usize, after: bool) -> Vec<Vec<Sum>> {
        let members: Vec<usize> = match after {
            true => members.to_vec(),
            false => members.iter().rev().copied().collect(),
        };
        if members.len() <= MEMBERS {
            return self.mended_in(&members, line);
        }
        let pieces = self.pieces(&members, line).into_iter().filter(|piece| piece.len() <= MEMBERS);
        pieces.flat_map(|piece| self.mended_in(&piece, line)).collect()
    }

    /// What is gone through of a line that is too long to be gone through again and again: those that are a part of nothing,
    /// and what stands between one of them that others come to and the next.
    fn pieces(&self, members: &[usize], line: usize) -> Vec<Vec<usize>> {
        let (sums, mut tops) = self.climb(members, line, None, None);
        tops.reverse();
        let totals: HashSet<usize> = sums.iter().map(|(total, _)| *total).collect();
        let single: HashSet<usize> = tops.iter().copied().collect();
        let closed = |member: &usize| single.contains(member) && totals.contains(member);
        let blocks = members.split_inclusive(closed).map(<[usize]>::to_vec);
        let broken = |block: &Vec<usize>| block.iter().filter(|member| single.contains(member)).count() > 1;
        let blocks = blocks.filter(broken).collect::<Vec<_>>();
        std::iter::once(tops).chain(blocks).collect()
    }

    fn mended_in(&self, members: &[usize], line: usize) -> Vec<Vec<Sum>> {
        let values = members.iter().filter_map(|&member| self.value(member, line));
        let written = values.map(|value| value.abs()).collect();
        let mut supposed = Supposed { written, slips: Vec::new() };
        let (plain, tops) = self.both_ways(members, line, None, Some(&mut supposed));
        if tops.len() < 2 {
            return Vec::new();
        }
        let plain: HashSet<Sum> = plain.into_iter().collect();
        let slips = supposed.slips.iter().filter_map(|slip| self.proved(slip, members, line, &plain));
        slips.collect()
    }

    /// A sum with a slip in it, and those that come out as soon as the slip is supposed, in it or in its parts. `None`: they are
    /// no proof of it.
    fn proved(&self, slip: &Slip, members: &[usize], line: usize, plain: &HashSet<Sum>) -> Option<Vec<Sum>> {
        let needed = self.needed() + SUPPOSED.ilog10() as usize + 1;
        let own = self.digits(slip.total, line).saturating_sub(FREE);
        [self.value(slip.total, line)?, slip.sum].into_iter().find_map(|value| {
            let (above, tops) = self.both_ways(members, line, Some((slip, value)), None);
            // Nothing that came out without it comes out no more.
            let known: HashSet<&Sum> = above.iter().collect();
            if plain.iter().any(|sum| sum.0 != slip.total && !known.contains(sum)) {
                return None;
            }
            // With the slip supposed the whole line is one tree, and without it only these rows are a part of nothing.
            let tree = tops.len() == 1 && above.len() >= TREE;
            let whole = tree && own + FREE >= LONG;
            let new = |sum: &Sum| !plain.contains(sum) || whole && sum.1.contains(&slip.total);
            let more: Vec<Sum> = above.into_iter().filter(|sum| sum.0 != slip.total && new(sum)).collect();
            let digits: usize = more.iter().map(|sum| self.digits(sum.0, line)).sum();
            // A long total that comes out with it leaves no more to chance than a long figure of its own.
            let long = tree && digits >= LONG;
            (whole || long || digits > 0 && digits + own >= needed)
                .then(|| std::iter::once((slip.total, slip.parts.clone())).chain(more).collect())
        })
    }

    /// The sums of a line from its end, and those on the other side of what is then a part of nothing: the total below sections
    /// whose heads stand above their parts.
    fn both_ways(
        &self,
        members: &[usize],
        line: usize,
        slip: Option<(&Slip, Decimal)>,
        supposed: Option<&mut Supposed>,
    ) -> (Vec<Sum>, Vec<usize>) {
        let (mut sums, tops) = self.climb(members, line, slip, supposed);
        let (more, tops) = self.climb(&tops, line, slip, None);
        sums.extend(more);
        (sums, tops)
    }

    /// The sums of a line from its end, and what is then a part of nothing, the nearest first: with one supposed slip in it and
    /// what its member is then taken for. The slips that can be supposed go into `supposed`.
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
        let (mut sum, mut parts, first) = (Decimal::ZERO, Vec::new(), supposed.slips.len());
        for part in open.nearest().take(LONGEST) {
            parts.push(part.member);
            sum = sum.saturating_add(self.value(part.member, line).unwrap_or_default());
            if supposed.slips.len() >= SUPPOSED {
                break;
            }
            // What is a member itself was left out, or counted in, by this reading.
            let gap = apart(sum, own);
            if !is_slip(gap, Decimal::ZERO) || supposed.written.contains(&gap) {
                continue;
            }
            let Some(line) = self.line_of(total, &parts, line) else { continue };
            let equation = self.sheet.equation(&line);
            // What is the only part of something says the same to the last digit: nothing was rounded.
            let allowed = if parts.len() > 1 { equation.allowed() } else { Some(Decimal::ZERO) };
            let mends =
                allowed.is_some_and(|allowed| any_mends(self.sheet.document, &equation, allowed, |_| true));
            if equation.outcome() == Outcome::Fails && mends {
                supposed.slips.push(Slip { total, parts: parts.clone(), sum });
            }
        }
        // Among many small parts some run is always off by a digit.
        let own = &supposed.slips[first..];
        if own.windows(2).any(|pair| pair[0].sum != pair[1].sum) {
            supposed.slips.truncate(first);
        }
    }

    /// How many digits of a member in a line say something.
    pub(super) fn digits(&self, member: usize, line: usize) -> usize {
        let figure = self.figure(member, line).map(|id| self.sheet.document.figure(id));
        figure.map_or(0, |figure| significant(figure.amount) as usize)
    }
}
