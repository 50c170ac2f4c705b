//! With how many digits figures are written: how far a figure may lie from what it stands for is said by the digits of those
//! around it as much as by its own.

use rust_decimal::Decimal;

use super::Figure;
use crate::amount::Unit;

/// So many figures that say all their digits and none behind the point, one in so many of all, are no oversight: amounts stand there
/// that were rounded, beside rates or quotients.
const WHOLE: usize = 4;
const WHOLE_OF: usize = 4;

/// Gives each figure the digits that most figures of its unit are written with, where those are finer.
pub fn usual(figures: Vec<&mut Figure>) {
    // For each unit, how many figures have so many digits, and how many whole ones say them all.
    let mut counts: Vec<(Unit, [usize; 8], usize)> = Vec::new();
    for figure in
        figures.iter().filter(|figure| !figure.blank && !figure.unreadable && !figure.amount.value.is_zero())
    {
        let at = counts.iter().position(|(unit, ..)| *unit == figure.amount.unit).unwrap_or_else(|| {
            counts.push((figure.amount.unit, [0; 8], 0));
            counts.len() - 1
        });
        counts[at].1[figure.amount.decimals.min(7) as usize] += 1;
        counts[at].2 += usize::from(figure.amount.decimals == 0 && says_all(figure));
    }
    for figure in figures {
        let own = counts.iter().find(|(unit, ..)| *unit == figure.amount.unit);
        let Some((_, count, whole)) = own else { continue };
        let rounded = *whole >= WHOLE && whole * WHOLE_OF >= count.iter().sum::<usize>();
        let most = (0..8).max_by_key(|&digits| (count[digits], digits)).unwrap_or(0);
        if count[most] >= 3 && !(rounded && figure.amount.decimals == 0) {
            figure.usual_decimals = figure.amount.decimals.max(most as u32);
        }
    }
}

/// So many figures of a section that say all their digits and none behind the point are rounded, whatever the rest of the
/// document does.
const COARSE: usize = 5;
/// A figure says all its digits where it has so many and the last is none that people round to.
const SAID: i64 = 100;

fn says_all(figure: &Figure) -> bool {
    let value = figure.amount.value.abs();
    value >= Decimal::from(SAID) && !(value % Decimal::TEN).is_zero()
}

/// Lets the figures of a section in which no figure of their unit has a decimal be rounded to their last digit.
pub fn coarse(section: &mut [&mut Figure]) {
    let mut units: Vec<(Unit, usize, bool)> = Vec::new();
    for figure in section.iter().filter(|figure| !figure.blank && !figure.unreadable) {
        let unit = figure.amount.unit;
        let at = units.iter().position(|(own, ..)| *own == unit).unwrap_or_else(|| {
            units.push((unit, 0, true));
            units.len() - 1
        });
        units[at].1 += usize::from(says_all(figure));
        units[at].2 &= figure.amount.decimals == 0;
    }
    for figure in section.iter_mut() {
        let whole = |(unit, said, whole): &(Unit, usize, bool)| {
            *unit == figure.amount.unit && *whole && *said >= COARSE
        };
        if units.iter().any(whole) {
            figure.usual_decimals = figure.amount.decimals;
        }
    }
}
