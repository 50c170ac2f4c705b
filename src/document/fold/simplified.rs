//! Traditional characters as simplified ones: a document that is written in the former is matched in the latter, so that what is
//! known of Chinese is written once. A character stands for one character of as many bytes, and every place stays where it is.

use super::is_ideograph;
use crate::words::vocabulary;

/// The characters in pairs, after the Unicode Han Database; lines that begin with `#` are remarks.
const TABLE: &str = include_str!("../../../rules/lang/simplified.txt");
/// How many pairs there are.
const N: usize = count(TABLE.as_bytes());
/// The pairs, ascending.
static PAIRS: [(u16, u16); N] = pairs(TABLE.as_bytes());

/// A text is judged by so many characters that are no ASCII: a page or two.
const SAMPLE: usize = 600;
/// So many traditional characters stand in a text that is written in them, for each that only others write. Names of people and
/// places keep theirs in a simplified text, and a quotation of one stands in a traditional one.
const FOR_EACH: usize = 4;
/// One traditional character may be a slip.
const FEWEST: usize = 2;

const fn count(bytes: &[u8]) -> usize {
    let (mut at, mut n) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = line_end(bytes, at),
            b'\n' => at += 1,
            _ => (at, n) = (at + 6, n + 1),
        }
    }
    n
}

const fn pairs(bytes: &[u8]) -> [(u16, u16); N] {
    let mut out = [(0, 0); N];
    let (mut at, mut n) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = line_end(bytes, at),
            b'\n' => at += 1,
            _ => {
                out[n] = (three(bytes, at), three(bytes, at + 3));
                (at, n) = (at + 6, n + 1);
            }
        }
    }
    out
}

const fn line_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'\n' {
        at += 1;
    }
    at
}

/// The character of three bytes at `at`.
const fn three(bytes: &[u8], at: usize) -> u16 {
    (bytes[at] as u16 & 0x0F) << 12 | (bytes[at + 1] as u16 & 0x3F) << 6 | bytes[at + 2] as u16 & 0x3F
}

/// The simplified character of a traditional one.
fn simple(c: char) -> Option<char> {
    let code = u16::try_from(u32::from(c)).ok().filter(|_| is_ideograph(c))?;
    let at = PAIRS.binary_search_by_key(&code, |pair| pair.0).ok()?;
    char::from_u32(PAIRS[at].1.into())
}

/// Whether a text is written in traditional characters, by its beginning. Japanese and Korean have many of them.
pub fn is_traditional(text: &str) -> bool {
    let (mut own, mut others) = (0, 0);
    for c in text.chars().filter(|c| *c >= '\u{3040}').take(SAMPLE) {
        own += usize::from(simple(c).is_some());
        // Kana and Hangul.
        let foreign = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
        others += usize::from(foreign || vocabulary().not_traditional.has(c));
    }
    own >= FEWEST && own >= others * FOR_EACH
}

/// Whether a traditional character stands in it.
pub fn has_traditional(text: &str) -> bool {
    text.chars().any(|c| simple(c).is_some())
}

/// The text with simplified characters for traditional ones; each of its bytes stands where it stood.
pub fn simplified(text: &str) -> String {
    text.chars().map(|c| simple(c).unwrap_or(c)).collect()
}
