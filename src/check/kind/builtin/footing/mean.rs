//! Rows that are added up by nobody: the average age of women, of men and of all.

use rust_decimal::Decimal;

use super::Sheet;

/// So many totals of a row that all lie between their parts are none.
const SEVERAL: usize = 2;

impl Sheet<'_> {
    /// Whether what stands under the totals of columns lies between what it would add up, in several of the `sums` of a row, or in
    /// one of a row that alone has fractions: these are means.
    pub(super) fn is_mean(&self, row: usize, sums: &[(usize, Vec<usize>)]) -> bool {
        let (mut between, mut fractions) = (0_usize, false);
        for (total, parts) in sums {
            let values: Vec<Decimal> = parts.iter().filter_map(|&part| self.worth(row, part)).collect();
            let (Some(own), Some(least), Some(most)) =
                (self.worth(row, *total), values.iter().min(), values.iter().max())
            else {
                continue;
            };
            if values.len() < SEVERAL || *least <= Decimal::ZERO || own <= *least || own >= *most {
                return false;
            }
            between += 1;
            fractions |= self.decimals(row, *total) > 0;
        }
        let whole = |row: usize| sums.iter().all(|(total, _)| self.decimals(row, *total) == 0);
        let alone = || (0..self.pane.items.len()).filter(|&other| other != row).all(whole);
        between >= SEVERAL || between > 0 && fractions && alone()
    }

    fn decimals(&self, row: usize, column: usize) -> u32 {
        self.figure(row, column).map_or(0, |id| self.document.figure(id).amount.decimals)
    }
}
