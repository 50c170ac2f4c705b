//! How names say that something is a total.

use crate::document::heading::without_ordinal;
use crate::source::Cut;
use crate::words::vocabulary;

/// Whether a name begins or ends with a word for a total: Total assets, Subtotal staff, 流动资产合计(元).
pub(super) fn names_total(totals: &[String], name: &str) -> bool {
    let name = without_ordinal(name).trim_end_matches(':');
    let bare = name.strip_suffix(')').and_then(|name| name.rsplit_once('('));
    let name = bare.map_or(name, |(name, _)| name.trim_end());
    // 计 alone ends 设计 and 统计 as well.
    let mut words = totals.iter().filter(|total| total.chars().nth(1).is_some());
    let is_total = totals.iter().any(|total| name.eq_ignore_ascii_case(total));
    // Total funds brought forward are those of last year.
    (is_total || words.any(|total| begins_or_ends(name, total))) && !vocabulary().brought.fit(name)
}

/// Words at the beginning or end of a name; letters that go on are another word.
pub(super) fn begins_or_ends(name: &str, word: &str) -> bool {
    // Scripts from Thai on set no space between words.
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{0e00}');
    let is_word = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(word));
    let begins = is_word(name.get(..word.len()))
        && !(letter(word.chars().next_back()) && letter(name.cut(word.len()..).chars().next()));
    let at = name.len().saturating_sub(word.len());
    let ends = is_word(name.get(at..))
        && !(letter(word.chars().next()) && letter(name.cut(..at).chars().next_back()));
    begins || ends
}
