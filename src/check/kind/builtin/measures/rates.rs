//! The rate of a whole as the mean of those of its parts.

use rust_decimal::Decimal;

use super::entries::{Entry, value};
use crate::amount::apart;
use crate::amount::slip::{neighbours_swapped, one_digit_off};
use crate::check::aid::prose::operand;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::document::{Document, FigureId};

/// Weights are shown with so many digits; what that leaves out is below any digit of a rate.
const WEIGHT: u32 = 6;

/// An amount, and by what it is divided to give what it is reckoned from: one and the rate of growth, or a rate of completion.
struct Rated {
    amount: Decimal,
    half: Decimal,
    /// `None` where it is what it was.
    rate: Option<FigureId>,
    /// 1 for growth and completion, −1 for a fall.
    sign: Decimal,
    factor: Decimal,
    half_rate: Decimal,
}

impl Rated {
    /// What the amount is reckoned from, if it is `factor` times that.
    fn base(&self, factor: Decimal) -> Option<Decimal> {
        self.amount.checked_div(factor).filter(|_| factor > Decimal::ZERO)
    }

    /// Between what and what the amount lies, by rounding.
    fn amounts(&self) -> Option<(Decimal, Decimal)> {
        Some((self.amount.checked_sub(self.half)?, self.amount.checked_add(self.half)?))
    }

    /// The same of what it is reckoned from.
    fn bounds(&self) -> Option<(Decimal, Decimal)> {
        let (low, high) =
            (self.factor.checked_sub(self.half_rate)?, self.factor.checked_add(self.half_rate)?);
        if low <= Decimal::ZERO {
            return None;
        }
        let (least, most) = self.amounts()?;
        Some((least.checked_div(high)?, most.checked_div(low)?))
    }
}

/// Holds the growth of the whole to that of its parts.
pub(super) fn grown(document: &Document, whole: &Entry<'_>, parts: &[&Entry<'_>]) -> Option<Equation> {
    let growth = |entry: &Entry<'_>| match entry.growth {
        Some((rate, up)) => {
            let sign = if up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
            Some(rated(document, entry, Some(rate), (Decimal::ONE, sign)))
        }
        None => entry.even.then(|| rated(document, entry, None, (Decimal::ONE, Decimal::ONE))),
    };
    let parts: Option<Vec<Rated>> = parts.iter().map(|part| growth(part)).collect();
    mean(document, &growth(whole)?, &parts?)
}

/// The same of what was done of a plan, where all say the same plan.
pub(super) fn completed(document: &Document, whole: &Entry<'_>, parts: &[&Entry<'_>]) -> Option<Equation> {
    let words = whole.done.as_ref().map(|done| &done.words);
    let done = |entry: &Entry<'_>| {
        let done = entry.done.as_ref().filter(|done| words == Some(&done.words))?;
        Some(rated(document, entry, Some(done.figure), (Decimal::ZERO, Decimal::ONE)))
    };
    let parts: Option<Vec<Rated>> = parts.iter().map(|part| done(part)).collect();
    mean(document, &done(whole)?, &parts?)
}

fn rated(
    document: &Document,
    entry: &Entry<'_>,
    rate: Option<FigureId>,
    (from, sign): (Decimal, Decimal),
) -> Rated {
    let stock = operand(document, entry.stock);
    let own = rate.map(|rate| operand(document, rate));
    let (rate_value, half_rate) = own.map_or((Decimal::ZERO, Decimal::ZERO), |own| (own.value, own.half));
    Rated {
        amount: stock.value,
        half: stock.half,
        rate,
        sign,
        factor: from.saturating_add(sign.saturating_mul(rate_value)),
        half_rate,
    }
}

/// The factor of the whole as the mean of those of its parts, weighted by what these are reckoned from.
fn mean(document: &Document, whole: &Rated, parts: &[Rated]) -> Option<Equation> {
    if parts.iter().filter(|part| part.rate.is_some()).count() < 2 {
        return None;
    }
    let own = whole.rate?;
    let mut bases = parts.iter().map(|part| part.base(part.factor)).collect::<Option<Vec<Decimal>>>()?;
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
    for part in parts {
        let (least, most) = part.bounds()?;
        (low, high) = (low.checked_add(least)?, high.checked_add(most)?);
    }
    let total = bases.iter().try_fold(Decimal::ZERO, |sum, base| sum.checked_add(*base))?;
    let mean = whole.base(total)?;
    let (fewest, largest) = whole.amounts()?;
    let (least, most) = (fewest.checked_div(high)?, largest.checked_div(low)?);
    let allowed = apart(most, mean).max(apart(mean, least)).checked_add(whole.half_rate)?;
    // Of a part whose rate is wrong the weight is wrong as well: where one slip explains all, the weights are those without it.
    let whole_base = whole.base(whole.factor)?;
    if apart(mean, whole.factor) > allowed {
        let width = apart(high, low).checked_add(whole_base.checked_mul(whole.half_rate)?)?;
        let mut suspects = (0..parts.len()).filter_map(|at| {
            let base = whole_base.checked_sub(total.checked_sub(bases[at])?)?;
            slip(document, &parts[at], (base, width)).then_some((at, base))
        });
        if let (Some((at, base)), None) = (suspects.next(), suspects.next()) {
            bases[at] = base;
        }
    }
    let total = bases.iter().try_fold(Decimal::ZERO, |sum, base| sum.checked_add(*base))?;
    let term = |(part, base): (&Rated, &Decimal)| {
        let coefficient = base.checked_div(total)?.round_dp(WEIGHT).checked_mul(part.sign)?;
        Some(Term { operand: operand(document, part.rate?), coefficient })
    };
    let right = Linear { terms: parts.iter().zip(&bases).filter_map(term).collect() };
    let left = Linear::one(operand(document, own)).scaled(whole.sign);
    Some(Equation { tolerance: Some(allowed), ..Equation::equal(left, right) })
}

/// Whether a slip in the rate of a part, or in which way it went, would make it reckoned from `base`.
fn slip(document: &Document, part: &Rated, (base, width): (Decimal, Decimal)) -> bool {
    let Some(rate) = part.rate.filter(|_| base > Decimal::ZERO) else { return false };
    let amount = document.figure(rate).amount;
    let worth = amount.unit.worth();
    let from = part.factor.saturating_sub(part.sign.saturating_mul(value(document, rate)));
    let fits = |value: Decimal, sign: Decimal| {
        let factor = from.saturating_add(sign.saturating_mul(value));
        part.base(factor).is_some_and(|own| apart(own, base) <= width)
    };
    let turned = fits(amount.base(), Decimal::ZERO.saturating_sub(part.sign)) && !from.is_zero();
    let mut values = one_digit_off(amount).chain(neighbours_swapped(amount));
    turned || values.any(|value| fits(value.saturating_mul(worth), part.sign))
}
