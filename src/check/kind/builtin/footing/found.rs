//! Sums that no word tells: rows and columns that come to those beside them by their figures alone, or by their codes and
//! numbers.
//!
//! One line of figures, a column or a row, is gone through from its end: what comes to a run of those that are a part of
//! nothing yet is their sum. Where a sum found in one line comes out in the others as well, it is how the table is built;
//! where the digits that agree are too few, it is chance.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::runs::{Part, push, runs};
use super::score::{Comes, SLIP_DIGITS, Score, are_near, digits_of, needed, rounded_digits};
use super::twins::takes_in;
use super::{Fair, Line, Sheet};
use crate::amount::{apart, half_digit};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, is_telling};
use crate::check::aid::tally::Tally;
use crate::check::results::Results;
use crate::document::{CellId, ColumnKind, FigureId};
use crate::ledger::Outcome;

/// So many lines are asked how the table is built, those with most figures.
const ASKED: usize = 8;
/// No more ways to make up a total are tried.
const WAYS: usize = 6;
/// A sum of several hundred figures says little of any one of them.
const MOST_PARTS: usize = 200;
/// So many sums that are proved without a doubt let others be with less.
const PROVED: usize = 2;
/// So many lines that come out say that a total which repeats what stands beside it was put down for that.
const COPIED: usize = 3;

/// Which of the two sides of a table is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Rows, column by column.
    Down,
    /// Columns, row by row.
    Across,
}

/// A member, a row or a column, and those it adds up.
pub(super) type Sum = (usize, Vec<usize>);

/// The figures of a statement as sums see them: members that are added up, and the lines in which they are.
pub(super) struct Figures<'s, 'a> {
    pub(super) sheet: &'s Sheet<'a>,
    pub(super) way: Way,
    pub(super) members: Vec<usize>,
    pub(super) lines: Vec<usize>,
    /// What each member comes to in each line, member by member; nothing where no figure stands.
    values: Vec<Option<Option<Decimal>>>,
    /// How many lines a member has room for there.
    width: usize,
}

impl Sheet<'_> {
    /// Tells sums whose totals are not told yet, `down` a column or `across` a row: rows first, then columns.
    pub(super) fn found(&self, down: HashSet<FigureId>, across: HashSet<FigureId>, results: &mut Results) {
        // Shares add up to a hundred, where that is said; what else is called a rate adds up to nothing.
        let figures = Figures::down(self);
        let rows = figures.members.clone();
        figures.tell(down, results);
        Figures::new(self, Way::Across, self.values(), rows).tell(across, results);
    }
}

impl<'s, 'a> Figures<'s, 'a> {
    /// The rows with figures, column by column.
    pub(super) fn down(sheet: &'s Sheet<'a>) -> Self {
        let is_value = |at: &usize| sheet.table.columns[*at].kind == ColumnKind::Value;
        let columns: Vec<usize> = sheet.pane.columns.clone().filter(is_value).collect();
        let written = |row: &usize| columns.iter().any(|&column| sheet.figure(*row, column).is_some());
        let rows: Vec<usize> = (0..sheet.pane.items.len()).filter(written).collect();
        Self::new(sheet, Way::Down, rows, columns)
    }

    fn new(sheet: &'s Sheet<'a>, way: Way, members: Vec<usize>, lines: Vec<usize>) -> Self {
        let past = |all: &[usize]| all.iter().max().map_or(0, |most| most + 1);
        let (height, width) = (past(&members), past(&lines));
        let mut figures = Self { sheet, way, members, lines, values: vec![None; height * width], width };
        for &member in &figures.members {
            for &line in &figures.lines {
                let Some(id) = figures.figure(member, line) else { continue };
                let figure = sheet.document.figure(id);
                let value = if figure.unreadable { None } else { figure.amount.checked_base() };
                figures.values[member * width + line] = Some(value);
            }
        }
        figures
    }
}

impl Figures<'_, '_> {
    pub(super) fn figure(&self, member: usize, line: usize) -> Option<FigureId> {
        match self.way {
            Way::Down => self.sheet.figure(member, line),
            Way::Across => self.sheet.figure(line, member),
        }
    }

    /// Which member a figure is of.
    pub(super) fn member(&self, id: FigureId) -> Option<usize> {
        let cell = self.sheet.document.figure(id).cell?;
        match self.way {
            Way::Down => self.item(cell),
            Way::Across => Some(cell.column as usize),
        }
    }

    /// Which line a cell is in.
    fn line_at(&self, cell: CellId) -> Option<usize> {
        match self.way {
            Way::Down => Some(cell.column as usize),
            Way::Across => self.item(cell),
        }
    }

    fn item(&self, cell: CellId) -> Option<usize> {
        self.sheet.pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()
    }

    /// What a member comes to in a line: nothing where nothing is written, unknown where it cannot be read.
    pub(super) fn value(&self, member: usize, line: usize) -> Option<Decimal> {
        let known = (line < self.width).then(|| self.values.get(member * self.width + line));
        known.flatten().copied().flatten().unwrap_or(Some(Decimal::ZERO))
    }

    /// Tells every sum that the table itself shows.
    fn tell(&self, mut told: HashSet<FigureId>, results: &mut Results) {
        if self.members.len() < 3 || self.lines.is_empty() {
            return;
        }
        if self.way == Way::Down {
            for level in self.by_codes().into_values().chain(self.by_numbers().into_values()) {
                self.tell_level(&level, &mut told, results);
            }
        }
        let mut ways: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
        let mut add = |(total, parts): Sum| {
            let known = ways.entry(total).or_default();
            if known.len() < WAYS && parts.len() <= MOST_PARTS && !known.contains(&parts) {
                known.push(parts);
            }
        };
        let mut found: Vec<Sum> = Vec::new();
        // No more than a few ways are kept of each total: those of long figures first, for small counts add up to anything.
        let mut asked = self.asked();
        asked.sort_by_cached_key(|&line| {
            Reverse(self.members.iter().map(|&member| self.digits(member, line)).sum::<usize>())
        });
        let mut chance: BTreeSet<usize> = BTreeSet::new();
        for members in self.with_and_without_shadows() {
            found.extend(self.shown(&members, &asked, &chance));
        }
        // What is a sum in one line and nowhere near one in the others is none, and takes nothing away from those that are.
        chance.extend(found.iter().filter(|(total, parts)| self.is_chance(*total, parts)).map(|sum| sum.0));
        if !chance.is_empty() {
            found.extend(self.shown(&self.members, &asked, &chance));
        }
        // What is nothing in one line has its own parts in another: none of these is a part beside it.
        let mut above: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (total, parts) in &found {
            for part in parts {
                above.entry(*part).or_default().insert(*total);
            }
        }
        for (total, parts) in found {
            let beside: BTreeSet<usize> = parts.iter().copied().collect();
            let apart = |part: &usize| above.get(part).is_none_or(|above| above.is_disjoint(&beside));
            add((total, beside.iter().copied().filter(apart).collect()));
            add((total, beside.into_iter().collect()));
        }
        // What is made up of those before it may be a whole for those after it as well.
        let best: Vec<(Score, usize, &Vec<usize>)> = ways
            .iter()
            .flat_map(|(&total, ways)| {
                [false, true].into_iter().filter_map(move |after| {
                    let side = ways
                        .iter()
                        .filter(|parts| parts.first().is_some_and(|&part| after == (part > total)));
                    let scored = side.map(|parts| (self.score(total, parts), total, parts));
                    scored.max_by_key(|(score, _, parts)| (score.worth(), Reverse(parts.len())))
                })
            })
            .collect();
        let needed = self.needed_digits(&best);
        let sums: Vec<Vec<Line>> = best
            .into_iter()
            .filter_map(|(score, total, parts)| {
                let ways = ways.get(&total)?;
                if score.digits < needed || score.holding == 0 {
                    return None;
                }
                let mut lines = self.lines_of(total, parts);
                // The total of a column is its own sum; the other rows still add up along themselves.
                if self.way == Way::Across {
                    lines.retain(|line| !told.contains(&line.0));
                }
                let fresh = lines.iter().all(|line| !told.contains(&line.0));
                // What comes to another run in its own line is no slip there: one digit off may be, where that stands on the
                // other side.
                let is_after = |parts: &Vec<usize>| parts.first().is_some_and(|&part| part > total);
                let otherwise = |line: &Line| {
                    let off = self.way == Way::Down
                        && one_digit_away(self.sheet.document, &self.sheet.equation(line));
                    // A total of the rows above it may be made up of those below it as well, in every line: both hold.
                    let too = |other: &Vec<usize>| {
                        off || score.failing <= 1 && self.holds_as_well(total, parts, other)
                    };
                    let alike = ways.iter().filter(|other| is_after(other) == is_after(parts) || !too(other));
                    let at = self.sheet.document.figure(line.0).cell.and_then(|cell| self.line_at(cell));
                    let mut others = alike.filter_map(|parts| self.line_of(total, parts, at?));
                    others.any(|other| other.0 == line.0 && self.sheet.comes_out(&other))
                };
                let left_out = |line: &Line| {
                    let cell = self.sheet.document.figure(line.0).cell;
                    let mut members = BTreeSet::from([total]);
                    members.extend(line.1.iter().filter_map(|id| self.member(*id)));
                    cell.and_then(|cell| self.line_at(cell))
                        .is_some_and(|at| self.leaves_out(line, &members, at))
                };
                let told = |line: &Line| {
                    self.sheet.comes_out(line)
                        || !otherwise(line) && !left_out(line) && !self.is_of_another(line)
                };
                fresh.then(|| lines.into_iter().filter(told).collect())
            })
            .collect();
        let all = self.additive(sums.concat());
        let kept: HashSet<FigureId> = match self.way {
            Way::Down => self.sheet.without_averages(all).into_iter().map(|line| line.0).collect(),
            Way::Across => all.into_iter().map(|line| line.0).collect(),
        };
        for lines in sums {
            let lines = lines.into_iter().filter(|line| kept.contains(&line.0)).collect();
            self.take(lines, needed, results);
        }
    }

    /// Whether another way to make up a total comes out wherever this one does, in several lines.
    fn holds_as_well(&self, total: usize, parts: &[usize], other: &[usize]) -> bool {
        let out = |parts: &[usize], line: usize| {
            self.line_of(total, parts, line).is_some_and(|line| self.sheet.comes_out(&line))
        };
        let lines: Vec<usize> = self.lines.iter().copied().filter(|&line| out(parts, line)).collect();
        lines.len() >= PROVED && lines.iter().all(|&line| out(other, line))
    }

    /// Whether what the parts of a row come to stands in another column of it, and no digit makes it the total: what was planned
    /// is what was spent and what is left, not what has come in of it, though the two are the same in most rows.
    fn is_of_another(&self, line: &Line) -> bool {
        let equation = self.sheet.equation(line);
        let cell = self.sheet.document.figure(line.0).cell;
        let Some((at, sum)) = cell.and_then(|cell| self.line_at(cell)).zip(equation.expected()) else {
            return false;
        };
        let others = self
            .members
            .iter()
            .filter_map(|&member| self.figure(member, at))
            .filter(|id| !line.1.contains(id));
        let is_sum = |id: FigureId| self.sheet.operand(id).value == sum;
        self.way == Way::Across
            && !one_digit_away(self.sheet.document, &equation)
            && others.into_iter().any(is_sum)
    }

    /// Takes in what is told of lines; where nothing but the figures says that they belong together, a sum that is nowhere near
    /// its total is another reading, unless a digit explains it, or the total was put down for what stands beside it.
    pub(super) fn take(&self, lines: Vec<Line>, needed: usize, results: &mut Results) {
        let document = self.sheet.document;
        let proving = lines.iter().filter(|line| self.sheet.proves(line)).count();
        let total = |equation: &Equation| equation.left.terms.first().and_then(|term| term.operand.figure);
        // A whole that has but one part says what that says: only what is called a total was put down for it.
        let called = |id: FigureId| self.member(id).is_some_and(|row| self.sheet.is_called_total(row));
        let copied = |equation: &Equation| {
            let is_copy = |id: FigureId| called(id) && document.repeats_neighbour(id);
            self.way == Way::Down && proving >= COPIED && total(equation).is_some_and(is_copy)
        };
        for Fair { equation, slip } in self.sheet.fair(&lines, needed) {
            let near = || are_near(&equation) || slip || one_digit_away(document, &equation);
            if equation.outcome() != Outcome::Fails || near() && !takes_in(&equation) || copied(&equation) {
                results.found(equation);
            }
        }
    }

    /// The lines with most figures, in their order.
    pub(super) fn asked(&self) -> Vec<usize> {
        let written =
            |line: &usize| self.members.iter().filter(|&&m| self.figure(m, *line).is_some()).count();
        let mut counted: Vec<(usize, usize)> = self.lines.iter().map(|line| (written(line), *line)).collect();
        counted.sort_by_key(|(count, line)| (Reverse(*count), *line));
        let mut asked: Vec<usize> = counted.into_iter().take(ASKED).map(|(_, line)| line).collect();
        asked.sort_unstable();
        asked
    }

    /// How many digits must agree: as many as there are ways to try, and some more.
    pub(super) fn needed(&self) -> usize {
        needed(self.members.len() * self.lines.len().min(ASKED) * 2)
    }

    /// The same; one less where other sums are proved without a doubt, for a table that is added up is so throughout.
    fn needed_digits(&self, best: &[(Score, usize, &Vec<usize>)]) -> usize {
        let needed = self.needed();
        let sound = |score: &Score| score.failing == 0 && score.digits >= needed;
        let proved = best.iter().filter(|(score, ..)| sound(score)).count();
        needed - usize::from(proved >= PROVED)
    }

    /// What a total comes to in every line.
    pub(super) fn lines_of(&self, total: usize, parts: &[usize]) -> Vec<Line> {
        self.lines.iter().filter_map(|&line| self.line_of(total, parts, line)).collect()
    }

    pub(super) fn line_of(&self, total: usize, parts: &[usize], line: usize) -> Option<Line> {
        let parts = parts.iter().map(|&part| self.figure(part, line));
        self.sheet.line(self.figure(total, line), parts).filter(|(_, parts)| !parts.is_empty())
    }

    /// How a sum comes out in every line.
    pub(super) fn score(&self, total: usize, parts: &[usize]) -> Score {
        let mut score = Score::default();
        let mut seen: BTreeSet<(Decimal, Vec<Decimal>)> = BTreeSet::new();
        for &line in &self.lines {
            match self.comes(total, parts, line) {
                None => {}
                Some(Comes::Off { gap, own }) => {
                    score.failing += 1;
                    score.digits += self.near_digits(total, parts, line, gap, own);
                }
                Some(Comes::Out { largest, own, exact }) => {
                    score.holding += 1;
                    // The same total of other parts is another: games that were won, drawn and lost.
                    let made = parts.iter().filter(|_| self.way == Way::Across);
                    let made: Vec<Decimal> = made.filter_map(|&part| self.value(part, line)).collect();
                    if seen.insert((own.abs(), made)) {
                        let digits = digits_of(self.sheet.document.figure(largest).amount.value);
                        // Nobody rounded small counts: one off in the last place says nothing of them.
                        score.digits += if exact { digits } else { rounded_digits(digits) };
                    }
                }
            }
        }
        score
    }

    /// How a sum comes out in one line; nothing where it says nothing. Equations are made of few: what comes out to the last
    /// digit needs none, nor does what is off by more than all its figures may have been rounded by.
    pub(super) fn comes(&self, total: usize, parts: &[usize], line: usize) -> Option<Comes> {
        self.figure(total, line)?;
        let own = self.value(total, line)?;
        let (mut sum, mut written) = (Some(Decimal::ZERO), 0);
        for &part in parts {
            let value = self.value(part, line)?;
            written += usize::from(!value.is_zero());
            sum = sum.and_then(|sum| sum.checked_add(value));
        }
        let gap = apart(sum?, own);
        let rounding = self.last_place(total, line).saturating_mul(Decimal::from(parts.len()));
        let out = match gap.is_zero() {
            true => true,
            false if gap > rounding && !self.sheet.is_rounded() => false,
            false => self.line_of(total, parts, line).is_some_and(|line| self.sheet.comes_out(&line)),
        };
        match out {
            _ if written == 0 => None,
            false => Some(Comes::Off { gap, own }),
            true if written == 1 => None,
            true => {
                let line = self.line_of(total, parts, line)?;
                Some(Comes::Out { largest: self.sheet.largest(&line), own, exact: gap.is_zero() })
            }
        }
    }

    /// How many digits say that a line which does not come out is the same sum with a wrong digit in it: those of the total
    /// but for [`SLIP_DIGITS`].
    fn near_digits(&self, total: usize, parts: &[usize], line: usize, gap: Decimal, own: Decimal) -> usize {
        if gap > own.abs() {
            return 0;
        }
        let Some(sum) = self.line_of(total, parts, line) else { return 0 };
        if !one_digit_away(self.sheet.document, &self.sheet.equation(&sum)) {
            return 0;
        }
        self.sheet.digits(self.sheet.largest(&sum)).saturating_sub(SLIP_DIGITS)
    }

    /// The sums that one line of figures shows among `members`, totals before their parts or after them; and what is then a
    /// part of nothing. What is a sum by `chance` is none.
    pub(super) fn by_figures(
        &self,
        members: &[usize],
        line: usize,
        after: bool,
        chance: &BTreeSet<usize>,
    ) -> (Vec<Sum>, Vec<usize>) {
        let mut open = Tally::default();
        let (mut sums, mut tops) = (Vec::new(), Vec::new());
        let members: Vec<usize> = match after {
            true => members.to_vec(),
            false => members.iter().rev().copied().collect(),
        };
        for member in members {
            let Some(own) = self.value(member, line) else {
                // What cannot be read belongs to something unknown: nothing runs across it.
                tops.extend(std::mem::take(&mut open).nearest().map(|part: Part| part.member));
                continue;
            };
            let runs = match chance.contains(&member) {
                true => Vec::new(),
                false => runs(&mut open, own, self.last_place(member, line)),
            };
            if let [short, long] = runs.as_slice() {
                sums.extend(self.between(member, short.len(), long).map(|parts| (member, parts)));
            }
            sums.extend(runs.into_iter().map(|parts| (member, parts)));
            push(&mut open, member, own);
        }
        tops.extend(open.nearest().map(|part| part.member));
        tops.sort_unstable();
        (sums, tops)
    }

    /// The members, first without those that are the only part of one before them: the same figures in every line, with
    /// nothing that is written between them.
    pub(super) fn with_and_without_shadows(&self) -> Vec<Vec<usize>> {
        let written = |member: usize| {
            self.lines.iter().any(|&line| self.value(member, line).is_none_or(|value| !value.is_zero()))
        };
        let mut bare: Vec<usize> = Vec::new();
        let mut last: Option<usize> = None;
        for &member in &self.members {
            if written(member) {
                if self.way == Way::Down && last.is_some_and(|last| self.is_same(member, last)) {
                    continue;
                }
                last = Some(member);
            }
            bare.push(member);
        }
        let all = (bare.len() < self.members.len()).then(|| self.members.clone());
        std::iter::once(bare).chain(all).collect()
    }

    /// Whether two members are the same figures in every line, and not nothing.
    fn is_same(&self, one: usize, other: usize) -> bool {
        let value = |member: usize| self.lines.iter().map(move |&line| self.value(member, line));
        value(one).eq(value(other)) && value(one).any(|value| value.is_some_and(|value| !value.is_zero()))
    }

    /// What one more in the last place of a figure is worth.
    pub(super) fn last_place(&self, member: usize, line: usize) -> Decimal {
        let figure = self.figure(member, line).map(|id| self.sheet.document.figure(id));
        let half = figure.map(|figure| half_digit(figure.usual_decimals, figure.amount.unit));
        half.and_then(|half| half.checked_mul(Decimal::TWO)).unwrap_or_default()
    }

    /// Where a run ends whose far end is nothing in the line that showed it: most other lines say so. `long` has the nearest
    /// first, `short` of them at least are in it.
    fn between(&self, total: usize, short: usize, long: &[usize]) -> Option<Vec<usize>> {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for &line in &self.lines {
            let Some(own) = self.value(total, line).filter(|own| !own.is_zero()) else { continue };
            let (place, mut sum) = (self.last_place(total, line), Decimal::ZERO);
            for (at, &part) in long.iter().enumerate() {
                let Some(value) = self.value(part, line) else { break };
                sum = sum.saturating_add(value);
                let near = apart(sum, own) <= place.saturating_mul(Decimal::TWO);
                if at >= short && !value.is_zero() && near {
                    *votes.entry(at + 1).or_default() += 1;
                    break;
                }
            }
        }
        let most = votes.iter().max_by_key(|(len, count)| (**count, Reverse(**len)));
        most.map(|(len, _)| long[..*len].to_vec())
    }

    /// Whether what keeps a sum from coming out stands in its own line, in a member that is none of its parts: the reading
    /// left something out, and nobody slipped.
    fn leaves_out(&self, sum: &Line, members: &BTreeSet<usize>, line: usize) -> bool {
        let equation = self.sheet.equation(sum);
        let gap = equation.left.value().zip(equation.right.value()).map(|(left, right)| apart(left, right));
        let Some(gap) = gap else { return false };
        let unit = self.sheet.document.figure(sum.0).amount.unit;
        let others = self.members.iter().filter(|member| !members.contains(*member));
        is_telling(gap, unit)
            && others.filter_map(|&member| self.value(member, line)).any(|value| value.abs() == gap)
    }
}
