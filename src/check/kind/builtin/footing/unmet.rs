//! Totals that what the table lists does not come to, where no other reading makes them up: it is told as a doubt, for the row that
//! was left out and the total that is wrong look alike.
//!
//! A row called the total of its table, at the end of all others, falls short of nothing in a column or two and of something in the
//! rest: whoever made it had more rows than he shows. And a total of everything is no less than a part of it.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::score::{are_near, digits_of};
use super::twins::takes_in;
use super::{Line, Sheet};
use crate::amount::{Kind, apart};
use crate::check::aid::name;
use crate::check::aid::relation::{Equation, Linear, Relation, in_notation};
use crate::check::results::Results;
use crate::diagnostic::{Arithmetic, Certainty, Diagnostic, Lang, Severity, Text};
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// A total of fewer rows may well be one of some of them; where it lacks as much in several columns, one of fewer still.
const ROWS: usize = 5;
const ROWS_IN_SEVERAL: usize = 2;
/// The rows of a list that all have their figure, with nothing but their total below them.
const PLAIN: usize = 3;
/// So few rows are what it adds up where another year says so.
const PARTS: usize = 2;
/// So many rows under a total that is called one are what it adds up, though no other column says so.
const LIST: usize = 10;
/// A list that no other column proves lacks less than one in so many of its total: what lists the largest alone lacks more.
const SMALL: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// One column adds up so many others, or they say nothing of each other.
const ACROSS: usize = 3;
/// What one row is of its total in a column is no more than so many times what it is in another.
const ALIKE: Decimal = Decimal::TEN;
/// So near its total, as a part of it, the sum of many rows comes by no chance; the total has more digits than that takes.
const CLOSE: Decimal = Decimal::ONE_THOUSAND;
const CLOSE_DIGITS: usize = 4;
/// So many digits in the columns that come out say that the rows are what the total adds up.
const DIGITS: usize = 4;
/// For each column that comes out so many may fall short.
const SHORT: usize = 2;

/// So many columns in which a row adds up those below it say that it does in the others, where its figures have so many digits.
const PROVING: usize = 2;
const ALL_DIGITS: usize = 8;
/// No more rows below a row are added up.
const RUN: usize = 200;

/// How sure it is that rows are missing where other columns come out, and where none does.
const PROVED: u8 = 75;
const SUPPOSED: u8 = 50;
/// How sure it is that a total less than its part is wrong.
const LESS: u8 = 80;

impl Sheet<'_> {
    /// Tells of totals that nothing comes to; what is told of the statement stands among the relations from `before` on.
    pub(super) fn unmet(&self, before: usize, results: &mut Results) {
        if self.torn.above || self.torn.below {
            return;
        }
        let told = self.with_parts_in_rows(&results.relations[before..]);
        self.short(&told, results);
        if self.pane.items.len() < ROWS {
            return;
        }
        self.never_filled(results);
        self.less_than_parts(&told, results);
    }

    /// The totals that add up figures of other rows.
    fn with_parts_in_rows(&self, relations: &[Relation]) -> HashSet<FigureId> {
        let row = |id: FigureId| self.document.figure(id).cell.map(|cell| cell.row);
        let figures = |sum: &Linear| -> Vec<FigureId> {
            sum.terms.iter().filter_map(|term| term.operand.figure).collect()
        };
        let mut told = HashSet::new();
        for relation in relations {
            let parts = figures(&relation.equation.right);
            let down = |total: &FigureId| parts.iter().any(|&part| row(part) != row(*total));
            told.extend(figures(&relation.equation.left).into_iter().filter(down));
        }
        told
    }

    /// Tells of rows that add up those below them in some columns, and say nothing, as a figure, in others.
    fn never_filled(&self, results: &mut Results) {
        let columns = self.values();
        for row in 0..self.pane.items.len() {
            let of = |zero: bool| -> Vec<usize> {
                let is = |&column: &usize| self.worth(row, column).is_some_and(|own| own.is_zero() == zero);
                columns.iter().copied().filter(is).collect()
            };
            let (none, some) = (of(true), of(false));
            if none.is_empty() || some.len() < PROVING {
                continue;
            }
            let Some(end) = self.run_below(row, some[0]) else { continue };
            let parts: Vec<usize> = (row + 1..end).collect();
            let out =
                |&column: &usize| self.lines(row, &parts, &[column]).iter().any(|line| self.proves(line));
            let digits: usize = some
                .iter()
                .filter_map(|&column| self.figure(row, column))
                .map(|id| digits_of(self.document.figure(id).amount.value))
                .sum();
            if parts.len() < ROWS || digits < ALL_DIGITS || !some.iter().all(out) {
                continue;
            }
            for line in self.lines(row, &parts, &none) {
                let something = |id: &&FigureId| !self.document.figure(**id).amount.value.is_zero();
                if line.1.iter().filter(something).count() > 1 {
                    results.found(self.equation(&line));
                }
            }
        }
    }

    /// Where the rows below a row end that come to it in a column.
    fn run_below(&self, row: usize, column: usize) -> Option<usize> {
        let own = self.worth(row, column)?;
        let half = self.operand(self.figure(row, column)?).half;
        let mut sum = Decimal::ZERO;
        for (nth, below) in (row + 1..self.pane.items.len()).take(RUN).enumerate() {
            sum = sum.saturating_add(self.worth(below, column).unwrap_or_default());
            let rounding = half.saturating_mul(Decimal::from(nth).saturating_add(Decimal::TWO));
            if apart(sum, own) <= rounding && nth > 0 {
                return Some(below + 1);
            }
        }
        None
    }

    /// Tells of the only total of the pane, at its end or its beginning, that comes to more than all other rows.
    fn short(&self, told: &HashSet<FigureId>, results: &mut Results) {
        let columns = self.of_one_sign();
        let has_figures = |row: &usize| columns.iter().any(|&column| self.figure(*row, column).is_some());
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(has_figures).collect();
        let mut named = rows.iter().copied().filter(|&row| self.is_called_total(row));
        let (Some(total), None) = (named.next(), named.next()) else { return };
        let is_told = |&column: &usize| self.figure(total, column).is_none_or(|id| told.contains(&id));
        if columns.iter().all(is_told) {
            return;
        }
        let rest: Vec<usize> = rows.iter().copied().filter(|&row| row != total).collect();
        let at_end = rest.iter().all(|&row| row < total) || rest.iter().all(|&row| row > total);
        let apart = |&row: &usize| vocabulary().of_which.strip(self.name(row)).is_some();
        if !at_end
            || self.is_listed(total)
            || self.has_levels(&rest)
            || rest.len() < PARTS
            || rest.iter().any(apart)
        {
            return;
        }
        let lines = self.lines(total, &rest, &columns);
        if let Some(odd) = self.odd_year(&lines, told) {
            results.against(self.rows_missing(std::slice::from_ref(odd), PROVED), vec![odd.0]);
            return;
        }
        let plain = self.is_plain(total, &rest, &columns);
        let few = match columns.len() {
            1 if plain => PLAIN,
            1 => ROWS,
            _ => ROWS_IN_SEVERAL,
        };
        if rest.len() < few {
            return;
        }
        let (mut out, mut short) = (Vec::new(), Vec::new());
        // What its rows come so near to that it is no chance is their sum, and a wrong one.
        let mut close = 0;
        for line in lines {
            if self.proves(&line) {
                out.push(line);
            } else if !told.contains(&line.0) && self.is_close(&line) {
                close += 1;
                short.push(line);
            } else if !told.contains(&line.0) && line.1.len() >= few && self.falls_short(&line) {
                short.push(line);
            } else if !self.comes_out(&line) {
                // What comes to less than its rows, or lies among them, adds up something else.
                return;
            }
        }
        let digits: usize = out.iter().map(|line| digits_of(self.document.figure(line.0).amount.value)).sum();
        let proved =
            rest.len() >= ROWS && (close > 0 || digits >= DIGITS && short.len() <= SHORT * out.len());
        let supposed = out.is_empty()
            && match short.as_slice() {
                [_] if plain => true,
                [only] => {
                    rest.len() >= LIST
                        && self.lacks(only).is_some_and(|part| part.saturating_mul(SMALL) <= Decimal::ONE)
                }
                several => self.lack_alike(several) || self.ties_across(total, &rest, &columns),
            }
            && !short.iter().any(|line| self.lists_the_largest(line));
        if !short.is_empty() && (proved || supposed) {
            let figures = short.iter().map(|line| line.0).collect();
            let sure = if proved { PROVED } else { SUPPOSED };
            results.against(self.rows_missing(&short, sure), figures);
        }
    }

    /// Whether all rows of a list of one column have their figure, and nothing but the total stands below them.
    fn is_plain(&self, total: usize, rest: &[usize], columns: &[usize]) -> bool {
        let [column] = columns else { return false };
        let more = |row: &usize| self.worth(*row, *column).is_some_and(|worth| worth > Decimal::ZERO);
        // The rows of a block may go on in the one beside it.
        rest.len() >= PLAIN
            && self.table.panes.len() == 1
            && total + 1 == self.pane.items.len()
            && !self.is_listed(total)
            && rest.len() == total
            && rest.iter().all(more)
            && self.numbered(rest).is_none()
    }

    /// Whether a row has the number that follows that of the row before it: it is one of the list, whatever it is called.
    fn is_listed(&self, row: usize) -> bool {
        let number = |row: usize| -> Option<u32> {
            let cells = &self.table.rows.get(self.pane.items.get(row)?.row)?.cells;
            self.document.text(&cells.get(self.pane.columns.start)?.place).trim_end_matches('.').parse().ok()
        };
        let before = row.checked_sub(1).and_then(number);
        before.is_some_and(|before| number(row) == before.checked_add(1))
    }

    /// The only line of a total that does not come out, where the others do and are of the same thing in other years.
    fn odd_year<'l>(&self, lines: &'l [Line], told: &HashSet<FigureId>) -> Option<&'l Line> {
        let head = |line: &Line| -> Option<String> {
            let cell = self.document.figure(line.0).cell?;
            let path = &self.table.columns.get(cell.column as usize)?.path;
            // 2031 and 2030, Budget 2031 and Budget 2030: what is left without the digits.
            let words = path.iter().map(|place| self.document.text(place));
            Some(words.flat_map(str::chars).filter(|c| !c.is_ascii_digit()).collect())
        };
        let dated = |line: &Line| {
            let cell = self.document.figure(line.0).cell;
            let path =
                cell.and_then(|cell| self.table.columns.get(cell.column as usize)).map(|column| &column.path);
            path.is_some_and(|path| {
                path.iter().any(|place| self.document.text(place).contains(|c: char| c.is_ascii_digit()))
            })
        };
        let mut off = lines.iter().filter(|line| !self.comes_out(line));
        let (odd, None) = (off.next()?, off.next()) else { return None };
        let proof = lines.iter().filter(|line| self.proves(line) && head(line) == head(odd));
        let digits: usize = proof.map(|line| self.digits(self.largest(line))).sum();
        let equation = self.equation(odd);
        (!told.contains(&odd.0)
            && dated(odd)
            && digits >= DIGITS
            && odd.1.len() >= PARTS
            && equation.outcome() == Outcome::Fails
            && are_near(&equation)
            && !takes_in(&equation)
            && !self.is_of_which(&equation))
        .then_some(odd)
    }

    /// Whether the code of a row begins that of another: some of these rows are parts of others.
    fn has_levels(&self, rows: &[usize]) -> bool {
        let mut codes: Vec<&str> = rows.iter().map(|&row| self.pane.items[row].code.as_str()).collect();
        codes.retain(|code| !code.is_empty());
        codes.sort_unstable();
        codes.windows(2).any(|pair| pair[1].starts_with(pair[0]))
    }

    /// Which part of a total its rows lack.
    fn lacks(&self, line: &Line) -> Option<Decimal> {
        let equation = self.equation(line);
        equation.gap()?.checked_div(equation.left.value()?).map(|part| part.abs())
    }

    /// Whether what the rows lack of a total is about as much of it in every column: one row was left out.
    pub(super) fn lack_alike(&self, short: &[Line]) -> bool {
        let parts: Option<Vec<Decimal>> = short.iter().map(|line| self.lacks(line)).collect();
        let parts = parts.unwrap_or_default();
        let (least, most) = (parts.iter().min(), parts.iter().max());
        short.len() > 1 && least.zip(most).is_some_and(|(least, most)| least.saturating_mul(ALIKE) >= *most)
    }

    /// Whether all rows, and their total, say in one column what they say in all others together: what the total lacks does so as
    /// well then, as one row does and wrong digits do not.
    pub(super) fn ties_across(&self, total: usize, parts: &[usize], columns: &[usize]) -> bool {
        let rows = || parts.iter().chain([&total]);
        let worth = |row: usize, column: usize| self.worth(row, column).unwrap_or_default();
        let ties = |row: usize, whole: usize| {
            let others = columns.iter().filter(|column| **column != whole);
            let sum = others.fold(Decimal::ZERO, |sum, &column| sum.saturating_add(worth(row, column)));
            let halves =
                columns.iter().filter_map(|&column| Some(self.operand(self.figure(row, column)?).half));
            let rounding = halves.fold(Decimal::ZERO, |sum, half| sum.saturating_add(half));
            apart(sum, worth(row, whole)) <= rounding
        };
        columns.len() >= ACROSS && columns.iter().any(|&whole| rows().all(|&row| ties(row, whole)))
    }

    /// Whether what a total lacks is more than every one of its rows, and these stand in order of their size: a list of the largest
    /// leaves many out.
    fn lists_the_largest(&self, line: &Line) -> bool {
        let rows: Vec<Decimal> = line.1.iter().map(|&id| self.operand(id).value.abs()).collect();
        let ordered = rows.windows(2).all(|two| two[0] >= two[1]);
        let gap = self.equation(line).gap().map(|gap| gap.abs());
        ordered && gap.zip(rows.first()).is_some_and(|(gap, largest)| gap > *largest)
    }

    /// Whether a total comes to more than its rows, by less than they come to, and no rounding explains it.
    fn falls_short(&self, line: &Line) -> bool {
        let equation = self.equation(line);
        let sides = equation.left.value().zip(equation.right.value());
        equation.outcome() == Outcome::Fails
            && sides.is_some_and(|(total, sum)| total.abs() > sum.abs())
            && are_near(&equation)
            && !self.is_of_which(&equation)
    }

    /// Whether many rows come within a thousandth of a total, but not by rounding.
    fn is_close(&self, line: &Line) -> bool {
        let equation = self.equation(line);
        let (gap, total) = (equation.gap().unwrap_or_default(), equation.left.value().unwrap_or_default());
        line.1.len() >= LIST
            && equation.outcome() == Outcome::Fails
            && gap.abs().saturating_mul(CLOSE) <= total.abs()
            && digits_of(total) > CLOSE_DIGITS
            && !takes_in(&equation)
    }

    /// The words for a total that its rows do not come to, at its first figure.
    pub(super) fn rows_missing(&self, short: &[Line], sure: u8) -> Diagnostic {
        let equations: Vec<Equation> = short.iter().map(|line| self.equation(line)).collect();
        let shown = |equation: &Equation, value: Option<Decimal>| {
            in_notation(self.document, &equation.left.terms[0].operand, value.unwrap_or_default())
        };
        let first = &equations[0];
        let (stated, sum, gap) =
            (shown(first, first.left.value()), shown(first, first.right.value()), shown(first, first.gap()));
        let (name, rows) = (self.named(short[0].0), short[0].1.len());
        let message = Text::new(
            format!(
                "{} 写作 {stated}，所列 {rows} 行合为 {sum}，相差 {gap}：像是漏了一行，或有一个数写错",
                name.get(Lang::Zh)
            ),
            format!(
                "{} reads {stated}, and the {rows} rows listed come to {sum}, {gap} apart: a row may be left out, or a figure be wrong",
                name.get(Lang::En)
            ),
        );
        let mut told = self.doubt(short[0].0, message, sure);
        for (line, equation) in short.iter().zip(&equations).skip(1) {
            let (sum, gap) = (shown(equation, equation.right.value()), shown(equation, equation.gap()));
            let said = Text::new(
                format!("各行合为 {sum}，相差 {gap}"),
                format!("the rows come to {sum}, {gap} apart"),
            );
            told = told.with(self.document.span(&self.document.figure(line.0).place), said);
        }
        told.arithmetic = Some(Arithmetic { stated, expected: Some(sum), difference: Some(gap) });
        told
    }

    /// Tells of a total of everything that is less than a part of it.
    fn less_than_parts(&self, told: &HashSet<FigureId>, results: &mut Results) {
        let columns = self.values();
        let mut begin = 0;
        for row in 0..self.pane.items.len() {
            let (grand, whole) = (self.is_grand(row), self.is_whole_of_table(row));
            if !grand && !whole {
                continue;
            }
            let above = begin..row;
            begin = row + 1;
            // A grand total is held against the totals above it, which are parts of it for sure.
            let parts: Vec<usize> =
                above.clone().filter(|&part| whole || self.is_called_total(part)).collect();
            let less: Vec<(FigureId, FigureId)> = columns
                .iter()
                .filter_map(|&column| self.greater_part(row, &parts, above.clone(), column, told))
                .collect();
            let written = columns.iter().filter(|&&column| self.figure(row, column).is_some()).count();
            if !less.is_empty() && 2 * less.len() > written {
                results.against(self.less(&less), less.iter().map(|(total, _)| *total).collect());
            }
        }
    }

    /// The largest of `parts` in a column, where it is more than the total `row` and nothing among the rows `above` is taken away.
    fn greater_part(
        &self,
        row: usize,
        parts: &[usize],
        above: std::ops::Range<usize>,
        column: usize,
        told: &HashSet<FigureId>,
    ) -> Option<(FigureId, FigureId)> {
        let total = self.figure(row, column).filter(|id| !told.contains(id))?;
        let own = self.worth(row, column).filter(|own| *own > Decimal::ZERO)?;
        let percent = self.document.figure(total).amount.unit.kind == Kind::Percent;
        let worth = |part: usize| self.worth(part, column);
        let against = above.filter_map(worth).filter(|value| value.is_sign_negative());
        let against = against.fold(Decimal::ZERO, Decimal::saturating_add);
        let largest = parts.iter().filter_map(|&part| Some((worth(part)?, part))).max()?;
        (!percent && largest.0.saturating_add(against) > own)
            .then(|| self.figure(largest.1, column).map(|part| (total, part)))?
    }

    /// Whether a row is called the total of all totals.
    pub(super) fn is_grand(&self, row: usize) -> bool {
        let name = self.name(row);
        vocabulary().grand_totals.iter().any(|word| super::called::begins_or_ends(name, word))
    }

    /// Whether a row is called after the whole that its table is about, by a word for it: 全市政府性基金收入.
    fn is_whole_of_table(&self, row: usize) -> bool {
        let caption = self.table.caption.as_ref().map_or("", |place| self.document.text(place));
        let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let name = bare(self.name(row));
        let rest = vocabulary().of_all.iter().find_map(|word| name.strip_prefix(word));
        // The caption may say more than the row: 政府性基金预算支出 for 政府性基金支出.
        let caption = bare(caption);
        let mut letters = caption.chars();
        rest.is_some_and(|rest| {
            rest.chars().count() >= ROWS && rest.chars().all(|c| letters.any(|own| own == c))
        })
    }

    fn less(&self, less: &[(FigureId, FigureId)]) -> Diagnostic {
        let written = |id: FigureId| self.document.text(&self.document.figure(id).place);
        let (total, part) = less[0];
        let (name, other) = (self.named(total), self.named(part));
        let message = Text::new(
            format!(
                "{} 写作 {}，小于其中的 {} {}",
                name.get(Lang::Zh),
                written(total),
                other.get(Lang::Zh),
                written(part)
            ),
            format!(
                "{} reads {}, which is less than its part {} of {}",
                name.get(Lang::En),
                written(total),
                other.get(Lang::En),
                written(part)
            ),
        );
        let mut told = self.doubt(total, message, LESS);
        let span = |id: FigureId| self.document.span(&self.document.figure(id).place);
        told = told.with(span(part), Text::new("其中一项", "a part of it"));
        for &(total, part) in &less[1..] {
            told = told.with(span(total), Text::new("同样小于其中一项", "less than a part of it as well"));
            told = told.with(span(part), Text::new("其中一项", "a part of it"));
        }
        told
    }

    pub(super) fn named(&self, id: FigureId) -> Text {
        name::figure(std::slice::from_ref(self.bound), self.document, id)
    }

    /// A doubt at a figure.
    pub(super) fn doubt(&self, id: FigureId, message: Text, sure: u8) -> Diagnostic {
        let span = self.document.span(&self.document.figure(id).place);
        let mut told = Diagnostic::new("", Severity::Warning, span, message);
        told.identity = name::identity(std::slice::from_ref(self.bound), self.document, id);
        told.certainty = Some(Certainty::new(sure));
        told
    }
}
