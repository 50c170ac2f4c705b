//! Maps by hash, for what is looked up many thousand times in a document. The hash is a fast one with a seed of the process's
//! own, so that no file can be written to make all that it holds fall together.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use foldhash::fast::RandomState;
use rust_decimal::Decimal;

/// Values by what they are known by.
pub type Map<K, V> = HashMap<K, V, RandomState>;

/// What was met.
pub type Set<K> = HashSet<K, RandomState>;

/// A decimal by what it comes to, however many zeros it is written with. What the decimal itself does is right and slower: it takes
/// the zeros away, a division each, and these are looked up more often than anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth(pub Decimal);

/// How many of the least units that a decimal can tell one is, for each number of digits behind its point.
const UNITS: [i128; Decimal::MAX_SCALE as usize + 1] = {
    let mut units = [1; Decimal::MAX_SCALE as usize + 1];
    let mut scale = Decimal::MAX_SCALE as usize;
    while scale > 0 {
        units[scale - 1] = units[scale] * 10;
        scale -= 1;
    }
    units
};

impl Hash for Worth {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let units = UNITS.get(self.0.scale() as usize).copied().unwrap_or(1);
        // Equal decimals are equally many least units, and still are where these run over.
        state.write_i128(self.0.mantissa().wrapping_mul(units));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_decimals_are_found_whatever_they_are_written_with() {
        let of = |mantissa: i128, scale: u32| Worth(Decimal::from_i128_with_scale(mantissa, scale));
        let known: Set<Worth> = [of(15, 1), of(i128::from(u64::MAX), 0), of(0, 3)].into_iter().collect();
        assert!(known.contains(&of(150, 2)) && known.contains(&of(15_000_000_000, 10)));
        assert!(known.contains(&of(i128::from(u64::MAX) * 1_000, 3)), "more least units than an i128 holds");
        assert!(
            known.contains(&Worth(-Decimal::ZERO))
                && !known.contains(&of(151, 2))
                && !known.contains(&of(-15, 1))
        );
    }
}
