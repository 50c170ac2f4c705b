//! Shares: 375 246 € ont représenté 45 % des dépenses; 地方税37億円(全体の19.6%).
//!
//! Of several told of one whole the digits say which it is. One alone is of the amount that is called as the words say.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::reading::{Reading, stems};
use crate::amount::Kind;
use crate::amount::slip::{neighbours_swapped, one_digit_off};
use crate::check::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// What shares are of stands among so many figures before the first of them.
const WHOLES: usize = 24;
/// A share alone is of an amount no more than so many paragraphs above.
const ABOVE: usize = 2;
/// So many shares of one whole are enough to say which it is, of a group that agrees but for so many of them.
const AGREE: usize = 2;
/// No more are held against each other.
const GROUP: usize = 40;
/// Their digits together that leave nothing to chance where the whole itself is wrong.
const TOGETHER: u32 = 5;
/// What a share is of takes no more bytes.
const OF: usize = 48;
/// A share of so many digits is that of any two amounts by no chance.
const TELLING: u32 = 3;

struct Share {
    part: usize,
    stated: usize,
    /// The words that say of what.
    of: String,
}

pub(super) fn run(reading: &Reading<'_>, results: &mut Results) {
    let shares: Vec<Share> = (0..reading.items.len()).filter_map(|at| share(reading, at)).collect();
    let near = |a: &Share, b: &Share| {
        let paragraph = |share: &Share| reading.items[share.stated].paragraph;
        paragraph(b) <= paragraph(a) + 1 && reading.kind(a.part) == reading.kind(b.part)
    };
    for group in shares.chunk_by(near) {
        // One paragraph may divide several wholes.
        let lines =
            |a: &Share, b: &Share| reading.items[a.stated].sentence == reading.items[b.stated].sentence;
        let several = group.chunk_by(lines).any(|run| run.len() > 1);
        let runs: Vec<&[Share]> = if several { group.chunk_by(lines).collect() } else { vec![group] };
        for run in runs.into_iter().flat_map(|run| run.chunks(GROUP)) {
            if !together(reading, run, results) {
                run.iter().for_each(|share| alone(reading, share, results));
            }
        }
    }
}

/// The share that a percentage is of the amount before it.
fn share(reading: &Reading<'_>, at: usize) -> Option<Share> {
    let words = vocabulary();
    let item = &reading.items[at];
    let part = at.checked_sub(1)?;
    let before = &reading.items[part];
    if reading.kind(at) != Kind::Percent
        || reading.kind(part) == Kind::Percent
        || before.sentence != item.sentence
    {
        return None;
    }
    let between = item.before.trim();
    let end = item.behind.find([',', ';', ')', '。', '、', '(']).unwrap_or(item.behind.len());
    let behind = item.behind.cut(..end).first(OF).trim_end();
    let of_change = between.ends_with(['+', '-', '–', '△', '▲'])
        || words.moves.fit(between)
        || words.moves.fit(&before.before);
    if of_change || words.moves.fit(behind) {
        return None;
    }
    let inner = between.strip_prefix('(').map(str::trim);
    let bracketed = inner.is_some_and(|inner| inner.is_empty() || words.shares.fit(inner));
    let said = words.shares.fit(between) || words.shares.fit(&format!("%{behind}"));
    let of = format!("{between} {behind}");
    (bracketed || said && !between.contains(')') || said && between.starts_with(')')).then_some(Share {
        part,
        stated: at,
        of,
    })
}

fn equation(reading: &Reading<'_>, share: &Share, whole: &Linear) -> Equation {
    Equation {
        over: Some(whole.clone()),
        ..Equation::equal(reading.linear(share.stated), reading.linear(share.part))
    }
}

/// Shares that the digits say to be of one whole, an amount before them or all of them together; false where they do not.
fn together(reading: &Reading<'_>, run: &[Share], results: &mut Results) -> bool {
    let [first, .., _] = run else { return false };
    let parts: BTreeSet<usize> = run.iter().map(|share| share.part).collect();
    let before = (first.part.saturating_sub(WHOLES)..first.part).rev();
    let amounts: Vec<usize> = before.filter(|at| reading.kind(*at) == reading.kind(first.part)).collect();
    let sum = parts.iter().fold(Linear::default(), |sum, part| sum.plus(reading.linear(*part)));
    let wholes = amounts.iter().map(|at| reading.linear(*at)).chain([sum]);
    let fits = |whole: &Linear| {
        run.iter().filter(|share| equation(reading, share, whole).outcome() != Outcome::Fails).count()
    };
    let mut best: Option<(usize, Linear)> = None;
    for whole in wholes {
        let fit = fits(&whole);
        if best.as_ref().is_none_or(|(most, _)| fit > *most) {
            best = Some((fit, whole));
        }
    }
    let Some((fit, whole)) = best else { return false };
    let most = run.len().saturating_sub(1).max(AGREE);
    if fit < AGREE || fit < most && fit * 3 < run.len() * 2 {
        return whole_is_wrong(reading, run, &amounts, results);
    }
    for share in run {
        let twin = run.iter().any(|other| {
            other.stated != share.stated && reading.value(other.stated) == reading.value(share.stated)
        });
        let own = |id| id == reading.items[share.stated].id || id == reading.items[share.part].id;
        let slip = |equation: &Equation| {
            twin || reading.mends(equation, own) || equation.has_a_copy(reading.document)
        };
        reading.meant_by(equation(reading, share, &whole), slip, results);
    }
    true
}

/// Whether one digit of an amount before a run of shares lets all of them come out.
fn whole_is_wrong(reading: &Reading<'_>, run: &[Share], amounts: &[usize], results: &mut Results) -> bool {
    let digits: u32 = run.iter().map(|share| reading.digits(share.stated)).sum();
    if digits < TOGETHER {
        return false;
    }
    let fits = |value: Decimal| {
        run.iter().all(|share| {
            let stated = reading.amount(share.stated);
            let share = reading.value(share.part).checked_div(value);
            let off = share.and_then(|share| share.checked_sub(stated.base()));
            off.is_some_and(|off| off.abs() <= stated.half_digit())
        })
    };
    let wrong = amounts.iter().find(|at| {
        let own = reading.amount(**at);
        let values = one_digit_off(own).chain(neighbours_swapped(own));
        values.filter_map(|value| value.checked_mul(own.unit.worth())).any(fits)
    });
    let Some(&wrong) = wrong else { return false };
    run.iter().for_each(|share| results.proved(equation(reading, share, &reading.linear(wrong))));
    true
}

/// A share of the amount that is called as the words around it say.
fn alone(reading: &Reading<'_>, share: &Share, results: &mut Results) {
    let paragraph = reading.items[share.part].paragraph;
    let wanted = stems(&share.of);
    let words = vocabulary();
    let of = (words.incomes.fit(&share.of), words.expenses.fit(&share.of));
    let score = |at: usize| {
        let called = format!("{} {}", reading.name(at), reading.behind(at));
        let own = stems(&called).intersection(&wanted).count();
        let same = of.0 && words.incomes.fit(&called) || of.1 && words.expenses.fit(&called);
        own + usize::from(same)
    };
    let before = (share.part.saturating_sub(WHOLES)..share.part)
        .rev()
        .take_while(|at| reading.items[*at].paragraph + ABOVE >= paragraph);
    let scored = before
        .filter(|at| reading.kind(*at) == reading.kind(share.part) && !reading.is_changed(*at))
        .map(|at| (score(at), at));
    let named: Vec<(usize, usize)> = scored.filter(|(score, _)| *score > 0).collect();
    let of_whole = |at: usize| equation(reading, share, &reading.linear(at));
    let digits = reading.digits(share.stated);
    let holds = named.iter().find(|(_, at)| of_whole(*at).outcome() != Outcome::Fails);
    if let Some((_, at)) = holds {
        return results.found(of_whole(*at));
    }
    let Some(best) = named.iter().map(|(score, _)| *score).max() else { return };
    let slip = |at: usize| {
        let near = reading.items[at].paragraph == paragraph;
        let one = |id| digits >= TELLING || id != reading.items[at].id;
        let equation = of_whole(at);
        (near || digits >= TELLING) && reading.mends(&equation, one)
    };
    let nearest = named.iter().filter(|(score, _)| *score == best).map(|(_, at)| *at);
    if let Some(at) = nearest.take(2).find(|at| slip(*at)) {
        results.proved(of_whole(at));
    }
}
