//! What a count changed by is what its parts changed by: 货运量12463万吨，比上年增加512万吨。其中铁路2315万吨，增加86万吨；公路…. Amounts of money are held
//! to it by the check `changes`.

use super::{Item, MONEY, Paragraph};
use crate::amount::Kind;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::{clause, counts, figures};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// What an amount changed by stands among so many figures behind it.
const BEHIND: usize = 3;

impl<'a> Paragraph<'a> {
    /// Tells the change of a count that its parts come to, where each of them has one.
    pub(super) fn moved(&self, total: FigureId, parts: &[Item<'a>], results: &mut Results) {
        let counted = self.items.iter().find(|item| item.id == total).filter(|item| item.unit != MONEY);
        let here = parts.last().is_some_and(|last| last.end <= self.place.end);
        let (Some(total), true) = (counted, here && parts.len() > 1) else { return };
        let own = self.change(total);
        let changes: Option<Vec<Term>> = parts.iter().map(|part| self.change(part)).collect();
        if let (Some(own), Some(terms)) = (own, changes) {
            let equation = Equation::equal(Linear { terms: vec![own] }, Linear { terms });
            if equation.outcome() != Outcome::Fails || one_digit_away(self.document, &equation) {
                results.relation(equation);
            }
        }
    }

    /// What the words right behind an amount say that it changed by, with its sign.
    fn change(&self, item: &Item<'a>) -> Option<Term> {
        let end = self.sentence_end(item.end);
        let next = self.items.partition_point(|other| other.start <= item.start);
        let end = self.items.get(next).map_or(end, |next| next.start.min(end));
        let mut behind = figures(self.document, &(item.end..end)).take(BEHIND);
        let change = behind.find(|id| {
            self.document.figure(*id).amount.unit.kind != Kind::Percent
                && counts(self.document, *id) == Some(item.unit)
        })?;
        let words = clause(self.document, item.end, self.document.figure(change).place.start);
        let words = vocabulary().said_fillers.strip_end(&words).unwrap_or(&words);
        let coefficient = match (vocabulary().said_up.end(words), vocabulary().said_down.end(words)) {
            (true, _) => Decimal::ONE,
            (_, true) => Decimal::NEGATIVE_ONE,
            _ => return None,
        };
        Some(Term { operand: self.read(change), coefficient })
    }
}
