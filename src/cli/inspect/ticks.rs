//! `gouji inspect --ticks`: the lines with figures, each figure with the mark an auditor would put beside it.

use std::fmt::Write as _;
use std::iter::Peekable;

use gouji::diagnostic::Lang;
use gouji::document::Document;
use gouji::ledger::{Ledger, Mark};
use gouji::report::{self, grouped, place, visible};
use gouji::source::{Cut, Source};

use super::super::Ticks;

/// The document with the marks that its figures have in `ledger`.
pub fn render(document: &Document, source: &Source, ledger: &Ledger, which: Ticks, lang: Lang) -> String {
    let figures: Vec<(usize, Mark)> = report::ticks(document, ledger)
        .into_iter()
        .filter(|tick| which == Ticks::All || tick.mark == Mark::Unchecked)
        .map(|tick| (tick.range.end, tick.mark))
        .collect();
    let mut out = String::new();
    let mut rest = figures.into_iter().peekable();
    while let Some(&(end, _)) = rest.peek() {
        // A figure never ends at the start of a line.
        let index = source.line_index(end.saturating_sub(1));
        let place = place::brief(source, source.line_range(index).start, lang);
        let _ = writeln!(out, "{place:>5} │ {}", line(source, index, &mut rest));
    }
    let [all, tied, against, none] = [
        ledger.n_figures(),
        ledger.marked(Mark::Tied),
        ledger.marked(Mark::Contradicted),
        ledger.marked(Mark::Unchecked),
    ]
    .map(grouped);
    let _ = match lang {
        Lang::Zh => writeln!(out, "\n{all} 个数：✓ 已核对 {tied} · ✗ 矛盾 {against} · ○ 无规则核对 {none}"),
        Lang::En => {
            writeln!(out, "\n{all} figures: ✓ {tied} tied · ✗ {against} contradicted · ○ {none} unchecked")
        }
    };
    out
}

/// One line with a mark after each of its figures.
fn line(
    source: &Source,
    index: usize,
    figures: &mut Peekable<impl Iterator<Item = (usize, Mark)>>,
) -> String {
    let range = source.line_range(index);
    let mut out = String::new();
    let mut at = range.start;
    while let Some((end, mark)) = figures.next_if(|(end, _)| *end <= range.end) {
        out.push_str(source.text().cut(at..end.max(at)));
        out.push(mark.sign());
        at = end.max(at);
    }
    out.push_str(source.text().cut(at..range.end));
    visible(out.trim_end())
}
