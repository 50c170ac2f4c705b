//! A share whose whole has no name of its own but stands right before it, 幼儿园248所，其中普惠性幼儿园204所，占全县幼儿园的82.26%: the last
//! amount of the unit of its part, whose name ends as what the share is said to be of.

use super::of_whole;
use crate::amount::slip::significant;
use crate::check::aid::evidence::any_mends;
use crate::check::aid::flow::joined;
use crate::check::aid::formula::Value;
use crate::check::aid::prose::{clause, counts, figures, stops};
use crate::check::aid::relation::Operand;
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// Names end alike in so many characters.
const ALIKE: usize = 2;
/// A share of fewer digits is that of any two amounts.
const TELLING: u32 = 3;
/// The whole is looked for among so many figures before the part.
const BEFORE: usize = 12;
/// A word of comparison stands no more bytes before what is compared with.
const BY: u32 = 24;

/// Tells a share by such a whole, where it comes out or one digit keeps it from doing so; true where it does.
pub(super) fn tell(
    document: &Document,
    place: &Place,
    part: (FigureId, FigureId),
    of: &str,
    results: &mut Results,
) -> bool {
    let Some(whole) = whole(document, place, part, of) else { return false };
    let equation = of_whole(document, part, &Value::from(Operand::of(document, whole)));
    let slip = || equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, |_| true));
    if equation.outcome() != Outcome::Fails || slip() {
        results.relation(equation);
        return true;
    }
    false
}

/// The whole of the share `stated` of `part`, which is said to be one of `of`, in the sentence of the paragraph `place`.
fn whole(
    document: &Document,
    place: &Place,
    (part, stated): (FigureId, FigureId),
    of: &str,
) -> Option<FigureId> {
    let bare = of.is_empty();
    let of = vocabulary().said_of_whole.strip_end(of).unwrap_or(of);
    // 旅客总数, 总数: of what is counted, by its name or without.
    let of = vocabulary().said_predicates.strip_end(of).unwrap_or(of);
    let end: String = of.chars().rev().take(ALIKE).collect::<Vec<char>>().into_iter().rev().collect();
    if end.chars().count() == 1 || significant(document.figure(stated).amount) < TELLING {
        return None;
    }
    let at = document.figure(part).place.start;
    let text = document.folded.text.cut(place.start as usize..at as usize);
    // 幼儿园248所，…。其中，普惠性幼儿园204所: the sentence before tells the whole.
    let mut ends: Vec<usize> = stops(text).collect();
    let own = ends.pop().map_or(0, |stop| stop + '。'.len_utf8());
    let goes_on = vocabulary().said_opens.begin(text.cut(own..).trim_start()) || end.is_empty();
    let before = ends.pop().map_or(0, |stop| stop + '。'.len_utf8());
    let start = place.start + if goes_on { before } else { own } as u32;
    let unit = counts(document, part)?;
    let value = |id: FigureId| document.figure(id).amount.base();
    let mut before = figures(document, &(start..at)).rev().take(BEFORE);
    // 汽车86万辆，其中私人汽车78万辆，占90.5%: where nothing says of what, a word before the part does.
    let opened = |id: FigureId| {
        let between = joined(document, document.figure(id).place.end, at);
        vocabulary().said_opens.within(&between)
    };
    before.find(|id| {
        let from = document.figure(*id).place.start;
        let called = clause(document, start, from);
        counts(document, *id) == Some(unit)
            && value(*id) > value(part)
            && (!bare || opened(*id))
            && called.contains(end.as_str())
            && !vocabulary().said_than.within(&joined(document, start.max(from.saturating_sub(BY)), from))
    })
}
