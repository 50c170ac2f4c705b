//! Digits of other scripts, which are counted by ten as ours are: figures in Arabic, Persian or Devanagari are figures.

/// Zero in the scripts whose digits are counted by ten as ours are: Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati,
/// Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan, Burmese, Khmer. Unicode has the others after it.
const ZEROS: [char; 16] = [
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
];

/// The digit that a digit of another script is, or the sign that stands between such digits or behind them.
pub fn plain(c: char) -> Option<char> {
    match c {
        '\u{66a}' => return Some('%'),
        '\u{66b}' => return Some('.'),
        '\u{66c}' => return Some(','),
        _ => {}
    }
    if !('\u{660}'..='\u{17e9}').contains(&c) {
        return None;
    }
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= c)].last()?;
    char::from_digit((c as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10)?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_are_ours() {
        let all = |text: &str| -> Option<String> { text.chars().map(plain).collect() };
        for text in ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙", "০১২৩৪৫৬৭৮৯"]
        {
            assert_eq!(all(text).as_deref(), Some("0123456789"));
        }
        assert_eq!(all("١٬٢٣٤٫٥٪").as_deref(), Some("1,234.5%"));
        for other in ['1', 'अ', 'ก', '一', 'é'] {
            assert_eq!(plain(other), None);
        }
    }
}
