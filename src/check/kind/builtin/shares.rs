//! The built-in check `shares`: the shares of a whole come to a hundred in a hundred, column by column.
//!
//! A column is one of shares where its head says so or its figures are percentages; the whole is the row that says a hundred, above
//! its parts or below them, once for each section of the table. What is off by more than rounding is told where a slip explains it,
//! or where the whole is called a total; a part that is made of others further down is another reading, and no slip. Shares that
//! have no such row are a list of the largest, unless they come to more than a hundred.

mod weights;

use rust_decimal::Decimal;

use crate::amount::slip::significant;
use crate::amount::{Amount, Kind, apart, total as total_of};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{ColumnKind, Document, FigureId, Pane, Place, Table};
use crate::ledger::Outcome;
use crate::rule::Glob;
use crate::source::Cut;
use crate::words::vocabulary;

/// Shares that come to less than two thirds of the whole, or to half as much again, are shares of something else.
const FAR: Decimal = Decimal::from_parts(35, 0, 0, false, 0);
/// So many shares say that they are all there are where no row says a hundred.
const SEVERAL: usize = 3;
/// Shares of so few digits may be any.
const DIGITS: u32 = 2;
/// Of three shares of so many decimals what they lack looks like a slip once in thirty times, of shares of one once in three.
const EXACT: u32 = 2;
/// More parts are no list of shares that a reader could add up.
const MOST: usize = 200;

/// Shares with the row that says a hundred, where there is one.
#[derive(Default)]
struct Block {
    whole: Option<FigureId>,
    called_total: bool,
    parts: Vec<FigureId>,
}

/// Tries the rule on every table that is no form, and on every sentence; columns that read like `names` are shares, and so are
/// percentages in a sentence with one of the `words`.
pub fn run(bound: &Bound<'_>, names: &[Glob], words: &[String], results: &mut Results) {
    let document = bound.document;
    in_words(document, words, results);
    for table in document.tables.iter().filter(|table| !table.is_form) {
        let mut named: Vec<usize> = Vec::new();
        for pane in &table.panes {
            let sheet = Sheet { document, table, pane };
            let values = || pane.columns.clone().filter(|&at| table.columns[at].kind == ColumnKind::Value);
            let of_pane: Vec<usize> = values().filter(|&column| sheet.is_named(column, names)).collect();
            named.extend(&of_pane);
            for column in values() {
                let named = of_pane.contains(&column);
                if named || sheet.is_of_percentages(column) {
                    sheet.blocks(column).iter().for_each(|block| tell(document, block, named, results));
                }
            }
        }
        weights::tell(document, table, &named, results);
    }
}

/// Lists of shares in sentences: nothing but percentages, and a word that says so.
fn in_words(document: &Document, words: &[String], results: &mut Results) {
    for paragraph in &document.paragraphs {
        for sentence in sentences(document, &paragraph.place) {
            let Some(block) = listed(document, &sentence) else { continue };
            let text = document.text(&sentence);
            let said = words.iter().any(|word| text.contains(word.as_str()));
            let totalled = || vocabulary().totals.iter().filter(|word| word.chars().count() > 1);
            let whole = block.whole.is_some() && (said || totalled().any(|word| text.contains(word)));
            if (said || whole) && !block.parts.iter().any(|id| is_a_change(document, *id)) {
                tell(document, &block, true, results);
            }
        }
    }
}

/// Whether the words right before a percentage say that something grew or fell by it. One sign alone is in many words: 少儿 is no
/// decrease.
fn is_a_change(document: &Document, id: FigureId) -> bool {
    let at = document.figure(id).place.start;
    let words = prose::clause(document, 0, at);
    let words = vocabulary().said_fillers.strip_end(&words).unwrap_or(&words);
    let mut changes = vocabulary().said_up.iter().chain(vocabulary().said_down.iter());
    changes.any(|word| word.chars().count() > 1 && words.ends_with(word))
}

/// The percentages of a sentence that has several of them and nothing else.
fn listed(document: &Document, sentence: &Place) -> Option<Block> {
    let from = document.figures.partition_point(|figure| figure.place.start < sentence.start);
    let figures = (from..).zip(&document.figures[from..]);
    let own = figures.take_while(|(_, figure)| figure.place.start < sentence.end);
    let mut block = Block::default();
    for (at, figure) in own.filter(|(_, figure)| figure.cell.is_none()) {
        let id = u32::try_from(at).map(FigureId).ok()?;
        if figure.amount.unit.kind != Kind::Percent || block.whole.is_some() {
            return None;
        }
        match figure.amount.value == Decimal::ONE_HUNDRED {
            true => (block.whole, block.called_total) = (Some(id), true),
            false => block.parts.push(id),
        }
    }
    (block.parts.len() >= SEVERAL).then_some(block)
}

/// The sentences of a paragraph. One whose parts ; divides is one list where each of them tells one figure, 少儿占46.2%；成人占38.5%；….
fn sentences(document: &Document, place: &Place) -> Vec<Place> {
    let (text, mut sentences, mut start) = (document.text(place), Vec::new(), 0);
    let of = |at: usize| u32::try_from(at).ok().and_then(|at| place.start.checked_add(at));
    let figures = |from: usize, to: usize| Some(prose::figures(document, &(of(from)?..of(to)?)).count());
    // Where the parts of this sentence begin that told one figure each.
    let mut listed: Vec<usize> = Vec::new();
    for (at, end) in text.match_indices(['。', ';', '\n', '.']) {
        let after = at.saturating_add(end.len());
        // A point within a number ends nothing.
        let within = end == "." && !text.cut(after..).starts_with(char::is_whitespace) && after < text.len();
        if within {
            continue;
        }
        let one = figures(start, after) == Some(1);
        let goes_on = one && (end == ";" || !listed.is_empty());
        if goes_on {
            listed.push(start);
        }
        if end != ";" || !goes_on {
            let from = listed.first().copied().filter(|_| goes_on);
            // What went before this part was a list of its own.
            if let (None, Some(first)) = (from, listed.first()) {
                sentences.push((*first, start));
            }
            sentences.push((from.unwrap_or(start), after));
            listed.clear();
        }
        start = after;
    }
    sentences.push((listed.first().copied().unwrap_or(start), text.len()));
    sentences.into_iter().filter_map(|(from, to)| Some(of(from)?..of(to)?)).collect()
}

struct Sheet<'a> {
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
}

impl Sheet<'_> {
    fn is_named(&self, column: usize, names: &[Glob]) -> bool {
        let path = &self.table.columns[column].path;
        path.iter().any(|place| names.iter().any(|glob| glob.matches(self.document.text(place))))
    }

    fn is_of_percentages(&self, column: usize) -> bool {
        let mut written = (0..self.pane.items.len()).filter_map(|row| self.figure(row, column)).peekable();
        written.peek().is_some() && written.all(|id| self.amount(id).unit.kind == Kind::Percent)
    }

    fn figure(&self, row: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[row].figures.get(column - self.pane.columns.start).copied().flatten()?;
        (!self.document.figure(id).blank).then_some(id)
    }

    /// Whether a dash stands in a cell.
    fn says_nothing(&self, row: usize, column: usize) -> bool {
        let at = column.checked_sub(self.pane.columns.start);
        let id = at.and_then(|at| self.pane.items[row].figures.get(at).copied().flatten());
        id.is_some_and(|id| !self.document.text(&self.document.figure(id).place).is_empty())
    }

    fn amount(&self, id: FigureId) -> Amount {
        self.document.figure(id).amount
    }

    /// The shares of a column, whole by whole.
    fn blocks(&self, column: usize) -> Vec<Block> {
        let mut blocks: Vec<Block> = vec![Block::default()];
        for row in 0..self.pane.items.len() {
            let Some(last) = blocks.last_mut() else { continue };
            let Some(id) = self.figure(row, column) else {
                // A heading, or a row that has no share; a dash is one of nothing.
                if !self.says_nothing(row, column) {
                    blocks.push(Block::default());
                }
                continue;
            };
            if self.amount(id).value != Decimal::ONE_HUNDRED {
                last.parts.push(id);
                continue;
            }
            let name = self.document.text(&self.pane.items[row].name);
            let called_total =
                vocabulary().total_labels.fit(name) || vocabulary().totals.has_in_any_case(name);
            if last.whole.is_none() && !last.parts.is_empty() {
                (last.whole, last.called_total) = (Some(id), called_total);
                blocks.push(Block::default());
            } else {
                blocks.push(Block { whole: Some(id), called_total, parts: Vec::new() });
            }
        }
        blocks
    }
}

fn tell(document: &Document, block: &Block, named: bool, results: &mut Results) {
    let shares = || block.parts.iter().map(|id| document.figure(*id).amount.value);
    let hundred = Decimal::ONE_HUNDRED;
    let of_one_kind = |id: &FigureId| {
        let first = block.parts.first().map(|first| document.figure(*first).amount.unit.kind);
        Some(document.figure(*id).amount.unit.kind) == first && !document.figure(*id).unreadable
    };
    let sound = block.parts.len() <= MOST
        && block.parts.iter().all(of_one_kind)
        && shares().all(|share| !share.is_sign_negative() && share <= hundred);
    let (Some(sum), true) = (total_of(shares()), sound && block.parts.len() > 1) else { return };
    let equation = equation(document, block);
    let several = block.parts.len() >= SEVERAL;
    if equation.outcome() != Outcome::Fails {
        if named && several || block.called_total {
            results.found(equation);
        }
        return;
    }
    let gap = apart(sum, hundred);
    let telling = block.parts.iter().any(|id| significant(document.figure(*id).amount) > DIGITS);
    let slip = telling && one_digit_away(document, &equation);
    let told = match block.whole {
        Some(_) => slip && (named || block.called_total) || named && block.called_total,
        None => {
            named && several && slip && (sum > hundred || is_exact(document, block) && gap >= Decimal::ONE)
        }
    };
    if told && gap <= FAR && !is_made_of_parts(document, block, gap) {
        results.found(equation);
    }
}

/// Whether the shares of a sentence are told so exactly that what they lack hardly ever looks like a slip.
fn is_exact(document: &Document, block: &Block) -> bool {
    let exact = |id: &FigureId| {
        let figure = document.figure(*id);
        figure.cell.is_none() && figure.amount.decimals >= EXACT
    };
    block.parts.iter().all(exact)
}

/// Whether shares that follow one another come to what is too much, or too little: they are parts of a part.
fn is_made_of_parts(document: &Document, block: &Block, gap: Decimal) -> bool {
    let mut before = vec![Decimal::ZERO];
    let mut sum = Decimal::ZERO;
    block.parts.iter().any(|id| {
        sum = sum.saturating_add(document.figure(*id).amount.value);
        let run = before.contains(&sum.saturating_sub(gap));
        before.push(sum);
        run
    })
}

fn equation(document: &Document, block: &Block) -> Equation {
    let whole = block.whole.map(|id| Operand::of(document, id));
    let percent = block.parts.iter().any(|id| document.figure(*id).amount.unit.kind == Kind::Percent);
    let one = if percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
    let mut whole = whole.unwrap_or_else(|| Operand::exact(one));
    if let Some(id) = block.parts.first().filter(|_| block.whole.is_none()) {
        whole.unit = document.figure(*id).amount.unit;
    }
    // A hundred is exactly that, however it is written, and the sign of the parts is meant for it.
    (whole.value, whole.half) = (one, Decimal::ZERO);
    let term = |&id: &FigureId| Term { operand: Operand::of(document, id), coefficient: Decimal::ONE };
    Equation::equal(Linear::one(whole), Linear { terms: block.parts.iter().map(term).collect() })
}
