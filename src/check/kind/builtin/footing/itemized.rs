//! Lists that are no tables: a name and an amount on each line, and one line that is called their total, above them or below.

use super::called::names_total;
use super::score::are_near;
use crate::check::aid::evidence::slipped_by;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// Of so many differences from the only total of a list one may look like a slip by chance.
const ALONE: u64 = 20;
/// So many lines are added up at least.
const PARTS: usize = 2;
/// A name of more letters is a sentence, and what stands on a line of more is running text.
const NAME: usize = 60;
const LINE: usize = 240;
/// What ends a name before its amount.
const ENDS: [char; 5] = [':', '—', '–', '…', '='];
/// What may follow an amount on its line, its unit left aside.
const CLOSES: [char; 8] = [';', ',', '.', '。', '；', '，', '*', '|'];

/// A line of a list.
struct Line<'d> {
    name: &'d str,
    id: FigureId,
    /// Where the line begins and ends.
    start: usize,
    end: usize,
}

/// Tells the lists of the document whose only total is called one.
pub(super) fn tell(document: &Document, totals: &[String], results: &mut Results) {
    let mut run: Vec<Line<'_>> = Vec::new();
    for (at, figure) in document.figures.iter().enumerate() {
        let id = u32::try_from(at).ok().filter(|_| figure.cell.is_none() && !figure.unreadable);
        let Some(line) = id.and_then(|id| line(document, FigureId(id))) else { continue };
        let follows = run.last().is_some_and(|last| {
            let between = document.folded.text.as_str().cut(last.end..line.start);
            last.end <= line.start && between.trim().is_empty()
        });
        if !follows {
            list(document, totals, &std::mem::take(&mut run), results);
        }
        run.push(line);
    }
    list(document, totals, &run, results);
}

/// The line on which nothing but a name and this figure stand.
fn line(document: &Document, id: FigureId) -> Option<Line<'_>> {
    let (text, place) = (document.folded.text.as_str(), &document.figure(id).place);
    let (from, to) = (place.start as usize, place.end as usize);
    let (above, below) = (text.cut(..from).last(LINE), text.cut(to..).first(LINE));
    let begin = above.rfind('\n').map(|at| from - above.len() + at + 1);
    let start = begin.or_else(|| (above.len() == from).then_some(0))?;
    let end = below.find('\n').map(|at| to + at);
    let end = end.or_else(|| (below.len() == text.len() - to).then_some(text.len()))?;
    // A sign of a currency may stand before the amount, and dots lead to it.
    let leads = |c: char| !c.is_alphanumeric() && !ENDS.contains(&c) && c != ')';
    let before = text.cut(start..from).trim_end_matches(leads);
    let bare = before.strip_suffix(ENDS)?.trim_matches(|c: char| !c.is_alphanumeric() && !"()".contains(c));
    let rest = text.cut(to..end).trim().trim_end_matches(CLOSES);
    let has_digits = |words: &str| words.contains(|c: char| c.is_ascii_digit());
    let named = bare.chars().any(char::is_alphabetic) && bare.chars().count() <= NAME;
    let plain = !has_digits(rest) && !rest.contains(char::is_whitespace) && !before.contains(['。', ';']);
    (named && plain).then_some(Line { name: bare, id, start, end })
}

/// Tells of one list what its total adds up.
fn list(document: &Document, totals: &[String], lines: &[Line<'_>], results: &mut Results) {
    let mut named = (0..lines.len()).filter(|&at| names_total(totals, lines[at].name));
    let (Some(total), None) = (named.next(), named.next()) else { return };
    let at_end = total == 0 || total + 1 == lines.len();
    let of_which = lines.iter().any(|line| vocabulary().of_which.strip(line.name).is_some());
    if lines.len() <= PARTS || !at_end || of_which {
        return;
    }
    let operand = |line: &Line<'_>| Operand::of(document, line.id);
    let unit = operand(&lines[total]).unit;
    if lines.iter().any(|line| operand(line).unit != unit) {
        return;
    }
    let parts = lines.iter().enumerate().filter(|(at, _)| *at != total);
    let terms = parts.map(|(_, line)| Term { operand: operand(line), coefficient: Decimal::ONE }).collect();
    let equation = Equation::equal(Linear::one(operand(&lines[total])), Linear { terms });
    let holds = equation.outcome() != Outcome::Fails;
    if holds || are_near(&equation) && slipped_by(document, &equation, ALONE) {
        results.relation(equation);
    }
}
