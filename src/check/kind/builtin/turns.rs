//! Rows that are rates, in tables whose other rows are amounts: a name that ends in a sign for a rate, a unit beside it, or figures
//! that are percentages throughout. Many tables have one below each row of amounts, the share of it or what it changed by.

use crate::amount::{Kind, Unit};
use crate::document::{Document, Item, Pane};
use crate::source::Cut;

/// So many rows of amounts with rates below them say that the table has two kinds of rows by turns.
const BLOCKS: usize = 3;

/// Whether a row says that it is one of rates: 2016年比2015年增减%, % share, Anteil (v. H.). 增值税(50%) is an amount.
pub(super) fn says_rate(document: &Document, item: &Item) -> bool {
    let said = |words: &str| Unit::parse(words.trim()).is_some_and(|unit| unit == Unit::PERCENT);
    let name = document.text(&item.name);
    let bare = name.trim_end_matches(')').strip_suffix('%');
    let in_brackets = name.rfind('(').is_some_and(|open| said(name.cut(open + 1..).trim_end_matches(')')));
    let unit = item.second.as_ref().is_some_and(|place| said(document.text(place)));
    bare.is_some_and(|bare| !bare.ends_with(|c: char| c.is_ascii_digit()))
        || name.starts_with('%')
        || in_brackets
        || unit
}

/// The same, or that all its figures are percentages.
pub(super) fn is_rate(document: &Document, item: &Item) -> bool {
    let mut written = item.figures.iter().flatten().map(|id| document.figure(*id)).filter(|it| !it.blank);
    let first = written.next();
    let percent = |kind: Kind| kind == Kind::Percent;
    first.is_some_and(|first| {
        says_rate(document, item)
            || percent(first.amount.unit.kind) && written.all(|figure| percent(figure.amount.unit.kind))
    })
}

/// For each row of a statement, whether it is one of rates below a row of amounts, where the rows go by turns.
pub(super) fn by_turns(document: &Document, pane: &Pane) -> Vec<bool> {
    let has_figures = |item: &Item| item.figures.iter().flatten().any(|id| !document.figure(*id).blank);
    let rates: Vec<bool> = pane.items.iter().map(|item| is_rate(document, item)).collect();
    let (mut below, mut blocks, mut amounts) = (vec![false; rates.len()], 0, false);
    for (row, item) in pane.items.iter().enumerate() {
        below[row] = rates[row] && row > 0 && (amounts || below[row - 1]);
        blocks += usize::from(rates[row] && amounts);
        amounts = !rates[row] && has_figures(item);
    }
    if blocks < BLOCKS { vec![false; rates.len()] } else { below }
}
