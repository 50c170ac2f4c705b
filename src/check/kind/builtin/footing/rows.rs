//! Sums of rows: which rows a total adds up, and which of them are subtotals, no further parts of it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::called::names_total;
use super::open::Open;
use super::score::are_near;
use super::{Line, Sheet};
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::name;
use crate::check::aid::relation::in_notation;
use crate::check::aid::tally::Tally;
use crate::check::results::Results;
use crate::diagnostic::{Arithmetic, Diagnostic, Lang, Severity, Text};
use crate::document::FigureId;

/// Where so many totals add up nothing above them, the table is built otherwise.
const MISSES: usize = 8;
/// Totals are held against so many rows for each row of the table, and no further: a subtotal takes its block away, so that
/// a table of totals needs a few, and one that only looks like it costs no more.
const TRIES: usize = 24;

/// So many sums that come out say that a total which does not is one as well.
const SOUND: usize = 3;

/// No more figures of a sum are told.
const SHOWN: usize = 8;

/// A row and those it adds up.
pub(super) type Sum = (usize, Vec<usize>);

/// A total of one column that counts subtotals twice.
struct Doubled {
    /// All that it adds up.
    stated: Line,
    /// What it should add up.
    right: Line,
    /// What that comes to.
    once: Decimal,
    /// The subtotals.
    subtotals: Vec<FigureId>,
}

/// How the rows called totals build up a table.
#[derive(Default)]
struct Built {
    /// The totals that come out.
    sums: Vec<Sum>,
    /// Those that do not, with the rows that stand before them and are a part of nothing.
    missed: Vec<Sum>,
    /// Of those that do not, the one for the whole table, and every other row with figures.
    whole: Option<Sum>,
}

impl Sheet<'_> {
    /// Sums of rows: what the rows called totals add up.
    pub(super) fn down(&self, results: &mut Results) {
        let all = || 0..self.pane.items.len();
        let coded = self.pane.items.iter().any(|item| !item.code.is_empty());
        let named: Vec<usize> = all().filter(|&item| self.is_called_total(item)).collect();
        // One total among the rows has parts on one side of it, and what it is a part of, or is held against, on the other.
        let within = |&row: &usize| row > 0 && row + 1 < self.pane.items.len();
        let several = named.len() > 1 || named.iter().any(within);
        if !coded && several && self.tell_built(&named, results) {
            return;
        }
        let called: Vec<usize> = all().filter(|&item| self.is_total(self.name(item))).collect();
        let total = match (called.as_slice(), named.as_slice()) {
            ([only], _) | ([], [only]) => *only,
            _ => return,
        };
        let rest: Vec<usize> = all().filter(|&item| item != total).collect();
        if rest.len() > 1 {
            self.tell_total(total, &rest, coded, results);
        }
    }

    pub(super) fn name(&self, item: usize) -> &str {
        self.document.text(&self.pane.items[item].name)
    }

    /// Whether a name begins or ends with a word for a total.
    pub(super) fn names_total(&self, name: &str) -> bool {
        names_total(self.totals, name)
    }

    /// The same of a row.
    pub(super) fn is_called_total(&self, item: usize) -> bool {
        let all = || (0..self.pane.items.len()).map(|item| self.names_total(self.name(item))).collect();
        self.called.get_or_init(all).get(item).is_some_and(|called| *called)
    }

    /// Tells what one total adds up: all other rows, or the topmost by their codes or by what they show.
    fn tell_total(&self, total: usize, rest: &[usize], coded: bool, results: &mut Results) {
        let columns = self.values();
        if coded && self.tell_doubled(&self.families(total, rest), &columns, results) {
            return;
        }
        let candidates = if coded { vec![self.tops(rest), rest.to_vec()] } else { vec![rest.to_vec()] };
        let ways = candidates.into_iter().map(|parts| self.lines(total, &parts, &columns));
        let count = |lines: &Vec<Line>| lines.iter().filter(|line| self.comes_out(line)).count();
        let best = ways.max_by_key(count);
        if !coded && best.as_ref().is_some_and(|lines| count(lines) == 0) {
            let nested = columns.iter().find_map(|&column| self.nested(total, rest, column, &columns));
            match (nested, best.as_deref()) {
                (Some(lines), _) => self.tell(lines, results),
                (None, Some([line])) => self.tell_alone(total, rest, line, results),
                _ => {}
            }
            return;
        }
        if let Some(lines) = best {
            // Numbers of rows draw no tree.
            match lines.as_slice() {
                [line] if self.tops(rest) == rest && !self.comes_out(line) => {
                    self.tell_alone(total, rest, line, results);
                }
                _ => self.tell(lines, results),
            }
        }
    }

    /// The rows that are no parts of another by their codes: a row whose code begins with that of a row above is one.
    fn tops(&self, rows: &[usize]) -> Vec<usize> {
        let items = &self.pane.items;
        let mut tops: Vec<usize> = Vec::new();
        for &item in rows {
            let part = tops.last().is_some_and(|&above| {
                let (whole, part) = (&items[above].code, &items[item].code);
                !whole.is_empty() && part.len() > whole.len() && part.starts_with(whole.as_str())
            });
            if !part {
                tops.push(item);
            }
        }
        tops
    }

    /// The rows that others are parts of by their codes, each with those right below it.
    fn families(&self, total: usize, rows: &[usize]) -> Built {
        let code = |item: usize| self.pane.items[item].code.as_str();
        let is_part = |whole: usize, part: usize| {
            !code(whole).is_empty()
                && code(part).len() > code(whole).len()
                && code(part).starts_with(code(whole))
        };
        let mut built = Built { whole: Some((total, rows.to_vec())), ..Built::default() };
        // The sums that the row at hand may be a part of, from the topmost down.
        let mut open: Vec<usize> = Vec::new();
        for &item in rows {
            while open.last().is_some_and(|&sum| !is_part(built.sums[sum].0, item)) {
                open.pop();
            }
            if let Some(&sum) = open.last() {
                built.sums[sum].1.push(item);
            }
            open.push(built.sums.len());
            built.sums.push((item, Vec::new()));
        }
        built.sums.retain(|(_, parts)| !parts.is_empty());
        built
    }

    /// Without codes, the figures of one column say which rows are parts of which: a row that comes to the rows below it is
    /// their sum. Where the tops then come to the total, this is how the table is built, in every column.
    fn nested(&self, total: usize, rows: &[usize], column: usize, columns: &[usize]) -> Option<Vec<Line>> {
        let value = |item: usize| {
            let figure = self.figure(item, column);
            figure.map_or(Decimal::ZERO, |id| self.document.figure(id).amount.base())
        };
        // A row with nothing here says nothing of where it belongs.
        let unreadable =
            |item: usize| self.figure(item, column).is_some_and(|id| self.document.figure(id).unreadable);
        if unreadable(total) || rows.iter().any(|&row| value(row).is_zero() || unreadable(row)) {
            return None;
        }
        // From the last row up: what stands below that is a part of nothing yet, the nearest first.
        let mut tops: Tally<usize> = Tally::default();
        let mut sums: Vec<Sum> = Vec::new();
        for &row in rows.iter().rev() {
            if let Some(parts) = tops.come_to(value(row)) {
                sums.push((row, tops.take(parts)));
            }
            tops.push(row, value(row));
        }
        let whole: Vec<usize> = tops.nearest().collect();
        if whole.len() < 2 || sums.is_empty() || tops.sum() != value(total) {
            return None;
        }
        sums.push((total, whole));
        Some(sums.iter().flat_map(|(whole, parts)| self.lines(*whole, parts, columns)).collect())
    }

    /// Tells what several rows called totals add up; false where none of them adds up rows of this table.
    fn tell_built(&self, named: &[usize], results: &mut Results) -> bool {
        let columns = self.values();
        // Totals stand below their parts, or above them.
        let down: Vec<usize> = (0..self.pane.items.len()).collect();
        let up: Vec<usize> = down.iter().rev().copied().collect();
        let proved = |built: &Built| {
            let lines = self.lines_of(&built.sums, &columns);
            lines.iter().filter(|line| self.proves(line)).count()
        };
        let [up, down] = [up, down].map(|rows| self.built(&rows, named, &columns));
        let mut built = if proved(&down) >= proved(&up) { down } else { up };
        self.take_far(&mut built.sums, &mut built.missed, &columns);
        let doubled = self.tell_doubled(&built, &columns, results);
        if !doubled && proved(&built) == 0 {
            return false;
        }
        let mut lines = self.lines_of(&built.sums, &columns);
        // A total that alone misses its block is told where the others are proof enough.
        if let ([(total, parts)], false) = (built.missed.as_slice(), doubled)
            && parts.len() > 1
            && (built.sums.len() >= SOUND || self.is_sound_part(*total, parts, &built.sums, &columns))
        {
            let missed = self.lines(*total, parts, &columns);
            lines.extend(missed.into_iter().filter(|line| are_near(&self.equation(line))));
        }
        self.tell(self.without_averages(lines), results);
        if !doubled {
            self.tell_bereft(&built.sums, &built.missed, &columns, results);
        }
        true
    }

    /// Whether a total that misses its block by a digit is itself a part of one that comes out: it is right then, and one of its parts
    /// is not.
    fn is_sound_part(&self, total: usize, parts: &[usize], sums: &[Sum], columns: &[usize]) -> bool {
        let lines = self.lines(total, parts, columns);
        let mut wrong = lines.iter().filter(|line| !self.comes_out(line)).map(|line| self.equation(line));
        sums.iter().any(|(_, parts)| parts.contains(&total))
            && wrong.all(|equation| one_digit_away(self.document, &equation))
    }

    /// The lines but those of columns in which nothing is known to add up, whose total lies among its parts: an average.
    pub(super) fn without_averages(&self, lines: Vec<Line>) -> Vec<Line> {
        let column = |line: &Line| self.document.figure(line.0).cell.map(|cell| cell.column);
        let adds_up: BTreeSet<Option<u32>> =
            lines.iter().filter(|line| self.proves(line)).map(column).collect();
        let value = |id: &FigureId| self.document.figure(*id).amount.base();
        let is_average = |(total, parts): &Line| {
            let (least, most) = (parts.iter().map(value).min(), parts.iter().map(value).max());
            least <= Some(value(total)) && Some(value(total)) <= most
        };
        // What counts against others is no average of them.
        let mixed = |(_, parts): &Line| {
            let signs = parts.iter().map(value).filter(|value| !value.is_zero());
            signs.map(|value| value.is_sign_negative()).collect::<BTreeSet<bool>>().len() > 1
        };
        let told = |line: &Line| {
            adds_up.contains(&column(line))
                || self.comes_out(line)
                || !is_average(line)
                || slipped(self.document, &self.equation(line))
                || mixed(line) && one_digit_away(self.document, &self.equation(line))
        };
        lines.into_iter().filter(told).collect()
    }

    /// Goes through `rows` and gives every total what stands before it and is a part of nothing yet.
    fn built(&self, rows: &[usize], named: &[usize], columns: &[usize]) -> Built {
        let mut built = Built::default();
        let (mut before, mut first) = (Vec::new(), None);
        let mut open = Open::new(TRIES * rows.len());
        for &row in rows {
            let is_total = named.binary_search(&row).is_ok();
            if columns.iter().all(|&column| self.figure(row, column).is_none()) {
                // A heading.
                open.begin();
            } else if is_total && before.is_empty() {
                first = Some(row);
            } else {
                if is_total && built.missed.len() < MISSES {
                    built.whole =
                        self.take(row, &mut open, &mut built, columns).then(|| (row, before.clone()));
                } else {
                    open.rows.push(row);
                }
                before.push(row);
            }
        }
        // The total of all may stand before everything, whatever side the other totals stand on.
        if let Some(row) = first {
            built.whole = self.take(row, &mut open, &mut built, columns).then_some((row, before));
        }
        built
    }
}

/// What a total adds up.
struct Block {
    /// Where it begins among the rows that are a part of nothing.
    start: usize,
    parts: Vec<usize>,
    /// Sums within it that no word calls so.
    within: Vec<Sum>,
}

impl Sheet<'_> {
    /// Gives the total `row` its parts among the open rows; true where it adds up none of them.
    fn take(&self, row: usize, open: &mut Open, built: &mut Built, columns: &[usize]) -> bool {
        let found = self.parts(row, open, columns);
        let missed = found.is_none();
        match found {
            Some(Block { start, parts, within }) => {
                built.sums.extend(within);
                built.sums.push((row, parts));
                open.close(start, row);
            }
            None => {
                let start = open.nearest().first().copied().unwrap_or(0);
                let parts = open.parts(start);
                let bare = self.without_inner(&parts, columns).into_iter().next();
                open.behind.extend(&parts);
                built.missed.push((row, bare.map_or(parts, |(tops, _)| tops)));
                open.missed.push(row);
                open.close(open.rows.len(), row);
            }
        }
        missed
    }

    /// The block that a total adds up.
    fn parts(&self, total: usize, open: &mut Open, columns: &[usize]) -> Option<Block> {
        let mut best: Option<(usize, Block)> = None;
        for start in open.nearest() {
            let all = open.rows[start..].to_vec();
            let without = open.parts(start);
            let closed = open.closed(start);
            let inner = without.clone();
            let mut ways = vec![without];
            for way in [all, closed] {
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            for parts in ways {
                let block = Block { start, parts, within: Vec::new() };
                if self.is_whole(total, block, open, columns, &mut best)? {
                    return best.map(|(_, block)| block);
                }
            }
            if let Some(parts) = self.numbered(&inner) {
                let block = Block { start, parts, within: Vec::new() };
                if self.is_whole(total, block, open, columns, &mut best)? {
                    return best.map(|(_, block)| block);
                }
            }
            // What no word calls a sum is looked for where nothing else comes out.
            if best.is_none() {
                open.tries = open.tries.checked_sub(inner.len())?;
                for (parts, within) in self.without_inner(&inner, columns) {
                    let proved = self.lines(total, &parts, columns).iter().any(|line| self.proves(line));
                    let block = Block { start, parts, within };
                    if proved && self.is_whole(total, block, open, columns, &mut best)? {
                        return best.map(|(_, block)| block);
                    }
                }
            }
        }
        best.map(|(_, block)| block)
    }

    /// Whether a total adds up a block in every column; the best so far is kept. `None`: enough was tried.
    fn is_whole(
        &self,
        total: usize,
        block: Block,
        open: &mut Open,
        columns: &[usize],
        best: &mut Option<(usize, Block)>,
    ) -> Option<bool> {
        open.tries = open.tries.checked_sub(block.parts.len())?;
        let (holding, failing) = self.judged(total, &block.parts, columns);
        if holding > 0 && holding >= failing && best.as_ref().is_none_or(|(most, _)| *most < holding) {
            *best = Some((holding, block));
        }
        Some(failing == 0 && holding > 0)
    }

    /// In how many columns a total comes out and in how many it does not. Nothing is proof of nothing, unless there is no more.
    pub(super) fn judged(&self, total: usize, parts: &[usize], columns: &[usize]) -> (usize, usize) {
        let lines = self.lines(total, parts, columns);
        let written = |line: &&Line| !self.document.figure(line.0).amount.value.is_zero();
        let some: Vec<&Line> = lines.iter().filter(written).collect();
        let judged = if some.is_empty() { lines.iter().collect() } else { some };
        let holding = judged.iter().filter(|line| self.comes_out(line)).count();
        (holding, judged.len() - holding)
    }

    /// The lines of a sum, one for each column.
    pub(super) fn lines(&self, total: usize, parts: &[usize], columns: &[usize]) -> Vec<Line> {
        let line = |&column: &usize| {
            self.line(self.figure(total, column), parts.iter().map(|&part| self.figure(part, column)))
        };
        columns.iter().filter_map(line).filter(|(_, parts)| !parts.is_empty()).collect()
    }

    fn lines_of(&self, sums: &[Sum], columns: &[usize]) -> Vec<Line> {
        sums.iter().flat_map(|(total, parts)| self.lines(*total, parts, columns)).collect()
    }

    /// Whether a sum of several figures comes out in a line, and not as nothing.
    pub(super) fn proves(&self, line: &Line) -> bool {
        let written = |id: &&FigureId| !self.document.figure(**id).amount.value.is_zero();
        line.1.iter().filter(written).count() > 1 && self.comes_out(line)
    }

    /// Tells of a total that comes out only if subtotals are added up beside their own parts; true where there is one.
    fn tell_doubled(&self, built: &Built, columns: &[usize], results: &mut Results) -> bool {
        let Some((total, rest)) = &built.whole else { return false };
        let parts: BTreeSet<usize> = built.sums.iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
        let tops: Vec<usize> = rest.iter().copied().filter(|row| !parts.contains(row)).collect();
        let in_column = |column: &usize| {
            let column = std::slice::from_ref(column);
            let stated = self.lines(*total, rest, column).pop().filter(|line| self.comes_out(line))?;
            let right = self.lines(*total, &tops, column).pop().filter(|line| !self.comes_out(line))?;
            let is_subtotal =
                |line: &Line| self.comes_out(line) && !self.document.figure(line.0).amount.value.is_zero();
            let subtotals = self.lines_of(&built.sums, column).into_iter().filter(is_subtotal);
            let subtotals: Vec<FigureId> = subtotals.map(|(subtotal, _)| subtotal).collect();
            let once = self.equation(&right).right.value().filter(|_| !subtotals.is_empty())?;
            Some(Doubled { stated, right, once, subtotals })
        };
        let doubled: Vec<Doubled> = columns.iter().filter_map(in_column).collect();
        let Some((first, others)) = doubled.split_first() else { return false };
        let figures = doubled.iter().map(|doubled| doubled.stated.0).collect();
        results.against(self.doubled(first, others), figures);
        true
    }

    /// The words for a total that counts its subtotals twice, at its first figure.
    fn doubled(&self, first: &Doubled, others: &[Doubled]) -> Diagnostic {
        let document = self.document;
        let written = |id: FigureId| document.text(&document.figure(id).place).to_owned();
        let span = |id: FigureId| document.span(&document.figure(id).place);
        let expected = |doubled: &Doubled| {
            let equation = self.equation(&doubled.right);
            let like = &equation.left.terms[0].operand;
            in_notation(document, like, doubled.once)
        };
        let should_be = |doubled: &Doubled| {
            let right = expected(doubled);
            Text::new(format!("应为 {right}"), format!("should be {right}"))
        };
        let (total, right) = (first.stated.0, expected(first));
        let bounds = std::slice::from_ref(self.bound);
        let (name, stated) = (name::figure(bounds, document, total), written(total));
        let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
        let message = Text::new(
            format!("{zh} 写作 {stated}，是把小计与其各项重复相加；不重复应为 {right}"),
            format!("{en} reads {stated}, which counts its subtotals twice; counted once they make {right}"),
        );
        let mut told = Diagnostic::new("", Severity::Error, span(total), message).labelled(should_be(first));
        for &subtotal in &first.subtotals {
            told = told.with(span(subtotal), Text::new("小计", "a subtotal"));
        }
        for other in others {
            told = told.with(span(other.stated.0), should_be(other));
        }
        let sum = |line: &Line| {
            let more = if line.1.len() > SHOWN { " + …" } else { "" };
            let shown: Vec<String> = line.1.iter().take(SHOWN).map(|&id| written(id)).collect();
            format!("{}{more}", shown.join(" + "))
        };
        let (twice, once) = (sum(&first.stated), sum(&first.right));
        told.identity = name::identity(bounds, document, total);
        told.arithmetic =
            Some(Arithmetic { stated: stated.clone(), expected: Some(right.clone()), difference: None });
        told.note(Text::new(
            format!("{stated} = {twice}；不重复：{right} = {once}"),
            format!("{stated} = {twice}; counted once: {right} = {once}"),
        ))
    }
}
