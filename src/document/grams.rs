//! Which words may stand in a document: one pass over its text tells of most words that they do not, so that nobody has to look
//! for them.

use super::Document;

/// As many bits as there are for the runs of three bytes: a text of 60 KB has some 10,000 different ones, and a word is taken for
/// one that stands there where all of its own are by chance.
const BITS: usize = 1 << 17;

/// The runs of three bytes that a text has, an ideograph each or parts of two.
#[derive(Debug)]
pub struct Grams(Vec<u64>);

impl Default for Grams {
    fn default() -> Self {
        Self(vec![0; BITS / 64])
    }
}

impl Grams {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let mut grams = Self::default();
        text.as_bytes().windows(3).for_each(|run| {
            let bit = bit(run);
            grams.0[bit / 64] |= 1 << (bit % 64);
        });
        grams
    }

    /// Whether `word` may stand in the text; false where it does not.
    pub fn may_have(&self, word: &[u8]) -> bool {
        word.windows(3).all(|run| {
            let bit = bit(run);
            self.0[bit / 64] >> (bit % 64) & 1 == 1
        })
    }
}

/// The bit that stands for a run.
fn bit(run: &[u8]) -> usize {
    let number = run.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    // Multiplied by the golden ratio, the upper bits are those that all bytes have a part in.
    (number.wrapping_mul(0x9E37_79B1) >> 15) as usize % BITS
}

impl Document {
    /// Which words may stand in the document, read when first asked for.
    pub fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(self.folded.text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_is_never_denied() {
        let text = "某单位2031年度部门预算 total";
        let grams = Grams::of(text);
        for from in 0..text.len() {
            for to in from..=text.len() {
                assert!(grams.may_have(&text.as_bytes()[from..to]));
            }
        }
        assert!(!grams.may_have("决算".as_bytes()) && !grams.may_have("预备".as_bytes()));
        assert!(grams.may_have(b"x") && Grams::of("").may_have(b""), "too short to be told of");
    }
}
