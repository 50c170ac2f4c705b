//! Shares that are told in a row behind the amounts they are of: 基本支出60万元、项目支出40万元，分别占60%和40%.

use crate::amount::{Kind, Unit};
use crate::check::aid::flow::joined;
use crate::check::aid::prose::{are_joined, clause, counts, figures};
use crate::document::{Document, FigureId, Place};
use crate::source::Cut;
use crate::words::vocabulary;

/// A row of shares has no more than so many.
const LONGEST: usize = 12;

/// Amounts, each with the share of its place.
pub(super) struct Row {
    /// Each part and its share.
    pub(super) parts: Vec<(FigureId, FigureId)>,
    /// What the words say that they are shares of.
    pub(super) of: String,
    /// The amount that stands between these words and the shares: 占总额100万元的60%、40%.
    pub(super) whole: Option<FigureId>,
}

/// The rows of a paragraph.
pub(super) fn rows(document: &Document, place: &Place) -> Vec<Row> {
    let ids: Vec<FigureId> = figures(document, place).collect();
    let kind = |at: usize| document.figure(ids[at]).amount.unit.kind;
    let (mut rows, mut at) = (Vec::new(), 0);
    while at < ids.len() {
        let follows = |next: &usize| {
            are_joined(document, ids[next - 1], ids[*next])
                || is_in_proportion(document, ids[next - 1], ids[*next])
        };
        let more = (at + 1..ids.len().min(at + LONGEST))
            .take_while(|next| kind(*next) == Kind::Percent && follows(next));
        let len = if kind(at) == Kind::Percent { 1 + more.count() } else { 1 };
        if len > 1 {
            rows.extend(row(document, place, (&ids[..at], &ids[at..at + len])));
        }
        at += len;
    }
    rows
}

/// Whether two shares stand in one proportion: 5.6:56.6.
fn is_in_proportion(document: &Document, left: FigureId, right: FigureId) -> bool {
    joined(document, document.figure(left).place.end, document.figure(right).place.start) == ":"
}

/// The parts that a proportion tells the shares of: the last amounts of one kind before it, as many as it has shares.
fn proportion(document: &Document, before: &[FigureId], shares: &[FigureId]) -> Option<Row> {
    let counted = |id: &FigureId| counts(document, *id);
    let unit = before.iter().rev().find_map(counted)?;
    let mut parts: Vec<FigureId> =
        before.iter().rev().filter(|id| counted(id) == Some(unit)).take(shares.len()).copied().collect();
    parts.reverse();
    let whole = parts.len() == shares.len();
    let parts = parts.into_iter().zip(shares.iter().copied()).collect();
    whole.then(|| Row { parts, of: String::new(), whole: None })
}

/// The row of these shares with the amounts `before` them.
fn row(document: &Document, place: &Place, (before, shares): (&[FigureId], &[FigureId])) -> Option<Row> {
    if let [first, second, ..] = shares
        && is_in_proportion(document, *first, *second)
    {
        return proportion(document, before, shares);
    }
    let at = |id: FigureId| &document.figure(id).place;
    let money = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Money;
    let &last = before.last().filter(|last| money(last))?;
    let first = *shares.first()?;
    // The words that say of what: behind the amounts, or before one that is the whole.
    let behind = joined(document, at(last).end, at(first).start);
    let named = clause(document, place.start, at(last).start);
    let said = |words: &str| {
        let of =
            vocabulary().said_share.iter().filter_map(|word| Some((words.find(word)?, word.len()))).min();
        of.map(|(at, len)| words.cut(at + len..).to_owned())
    };
    let (amounts, of, whole) = match said(&behind) {
        Some(of) if !behind.contains(['。', ';']) => (before, of, None),
        _ => (before.split_last()?.1, said(&named)?, Some(last)),
    };
    let parts = amounts.get(amounts.len().checked_sub(shares.len())?..)?;
    // One sentence tells them, and no other of their list stands before them.
    let between = |pair: &[FigureId]| joined(document, at(pair[0]).end, at(pair[1]).start);
    let broken = |pair: &[FigureId]| between(pair).contains(['。', ';']);
    let before = amounts.len().checked_sub(shares.len() + 1);
    let one_more = before.and_then(|before| amounts.get(before..before + 2));
    let listed = |pair: &[FigureId]| {
        let words = between(pair);
        let words = Unit::prefix_of(&words).map_or(&*words, |(_, len)| words.cut(len..));
        money(&pair[0]) && vocabulary().said_joins.begin(words.trim_start())
    };
    if !parts.iter().all(money) || parts.windows(2).any(broken) || one_more.is_some_and(listed) {
        return None;
    }
    let of = vocabulary().said_fillers.strip_end(of.trim()).unwrap_or(of.trim());
    let of = vocabulary().said_of_whole.strip_end(of).unwrap_or(of).to_owned();
    Some(Row { parts: parts.iter().copied().zip(shares.iter().copied()).collect(), of, whole })
}
