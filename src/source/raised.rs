//! Note marks: what stands raised behind a figure and leads to a note. 60¹ is 60 with a mark, and no 601; m² and 10³ are no
//! marks. Formats that raise a `1` by how it looks hand over a `¹`, so that the text says what the page shows.

use std::borrow::Cow;

use super::Cut;

/// The characters that are raised by themselves, each behind what it raises; brackets of any kind are one. Digits stand first.
const RAISED: [(char, char); 47] = [
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('(', '⁽'),
    (')', '⁾'),
    ('（', '⁽'),
    ('）', '⁾'),
    ('[', '⁽'),
    (']', '⁾'),
    ('〔', '⁽'),
    ('〕', '⁾'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('=', '⁼'),
    ('a', 'ᵃ'),
    ('b', 'ᵇ'),
    ('c', 'ᶜ'),
    ('d', 'ᵈ'),
    ('e', 'ᵉ'),
    ('f', 'ᶠ'),
    ('g', 'ᵍ'),
    ('h', 'ʰ'),
    ('i', 'ⁱ'),
    ('j', 'ʲ'),
    ('k', 'ᵏ'),
    ('l', 'ˡ'),
    ('m', 'ᵐ'),
    ('n', 'ⁿ'),
    ('o', 'ᵒ'),
    ('p', 'ᵖ'),
    ('r', 'ʳ'),
    ('s', 'ˢ'),
    ('t', 'ᵗ'),
    ('u', 'ᵘ'),
    ('v', 'ᵛ'),
    ('w', 'ʷ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('z', 'ᶻ'),
];

/// What stands between the marks of several notes.
fn is_between(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | ' ')
}

/// Whether `c` is a digit that is raised by itself.
pub fn is_raised_digit(c: char) -> bool {
    RAISED.iter().take(10).any(|(_, raised)| *raised == c)
}

/// Whether `c` leads to a note where it stands behind a figure: a raised digit, letter or bracket, a star, a dagger, a
/// number in a circle.
pub fn is_note_mark(c: char) -> bool {
    match c {
        '*' | '†' | '‡' | '①'..='⑳' => true,
        // Every cell is asked, and nearly all of them end in an ASCII letter or an ideograph.
        '\u{b2}'..='\u{b9}' | '\u{2b0}'..='\u{2ff}' | '\u{1d2c}'..='\u{1dbf}' | '\u{2070}'..='\u{209f}' => {
            RAISED.iter().any(|(_, raised)| *raised == c)
        }
        _ => false,
    }
}

/// Whether `c` behind the letters of a unit makes another unit of it: m², km³, s⁻¹.
pub fn is_exponent(c: char) -> bool {
    matches!(c, '²' | '³' | '⁻')
}

/// `text` without the note marks at its end, one or several: `60¹`, `1,234 *`, `12.5%¹,²`.
pub fn without_marks(text: &str) -> &str {
    let bare = text.trim_end_matches(is_note_mark);
    if bare.len() == text.len() {
        return text;
    }
    // A comma belongs to the marks only where there is one before it.
    let rest = bare.trim_end_matches(is_between);
    if rest.len() < bare.len() && rest.ends_with(is_note_mark) { without_marks(rest) } else { rest }
}

/// What a text that stands raised says, in characters that are raised themselves: digits, brackets, single letters. Words
/// (5th) stay as they are.
pub fn raised(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut after_letter = false;
    for c in text.chars() {
        if after_letter && c.is_alphabetic() {
            return Cow::Borrowed(text);
        }
        after_letter = c.is_ascii_alphabetic();
        match RAISED.iter().find(|(plain, _)| *plain == c) {
            Some((_, raised)) => out.push(*raised),
            None if is_note_mark(c) || is_between(c) || c == '§' => out.push(c),
            None => return Cow::Borrowed(text),
        }
    }
    Cow::Owned(out)
}

/// No mark in tags is longer.
const LONGEST: usize = 24;

/// What `text` says between the tags `<sup>` that it begins with, raised, and how long it is with them; nothing where it
/// begins with no such tags, or they hold words.
pub fn tagged(text: &str) -> Option<(usize, String)> {
    const OPEN: &str = "<sup>";
    const CLOSE: &str = "</sup>";
    let is = |part: Option<&str>, tag: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(tag));
    if !is(text.get(..OPEN.len()), OPEN) {
        return None;
    }
    let room = text.cut(OPEN.len()..).first(LONGEST + CLOSE.len());
    let words = room.cut(..room.find('<')?);
    let after = room.get(words.len()..words.len() + CLOSE.len());
    match raised(words.trim()) {
        Cow::Owned(raised) if is(after, CLOSE) && !raised.is_empty() => {
            Some((OPEN.len() + words.len() + CLOSE.len(), raised))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_behind_a_figure() {
        for (text, bare) in [
            ("60¹", "60"),
            ("1,234.50 *", "1,234.50"),
            ("12.5%¹,²", "12.5%"),
            ("60⁽¹⁾", "60"),
            ("60ᵃ†", "60"),
            ("60①", "60"),
            ("60,", "60,"),
            ("60", "60"),
            ("¹", ""),
        ] {
            assert_eq!(without_marks(text), bare, "{text}");
        }
    }

    #[test]
    fn every_raised_character_is_a_mark() {
        assert!(RAISED.iter().all(|(plain, raised)| is_note_mark(*raised) && !is_note_mark(*plain)));
    }

    #[test]
    fn what_stands_raised_is_raised() {
        for (text, wanted) in
            [("1", "¹"), ("[12]", "⁽¹²⁾"), ("1, 2", "¹, ²"), ("a", "ᵃ"), ("*", "*"), ("-3", "⁻³")]
        {
            assert_eq!(raised(text), wanted);
        }
        for words in ["th", "注1", "TM", "1.5", "q"] {
            assert_eq!(raised(words), words);
        }
    }

    #[test]
    fn tags_raise_what_is_in_them() {
        assert_eq!(tagged("<sup>1</sup>万元"), Some((12, "¹".to_owned())));
        assert_eq!(tagged("<SUP>(2)</SUP>"), Some((14, "⁽²⁾".to_owned())));
        for text in
            ["<sup>", "<sup>th</sup>", "<sup></sup>", "<sup>1", "<sup>1<b>2</b></sup>", "1<sup>2</sup>"]
        {
            assert_eq!(tagged(text), None, "{text}");
        }
    }
}
