//! A share of a hundred as people write it: `97`, `97.5`, `97 %`.

use std::fmt;

use rust_decimal::Decimal;

/// A share between 0 and 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(Decimal);

impl Percent {
    /// How much of the figures in the tables of a document must have been read where nothing else is asked for. Readers of
    /// clean files lose nothing; a page that lost more than three figures in a hundred has lost whole columns, and what the
    /// rules say of the rest is no longer said of the document.
    pub const MIN_READ: Self = Self(Decimal::from_parts(97, 0, 0, false, 0));

    /// Reads `97`, `97.5` or `97 %`; nothing below 0 or above 100 is one.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.trim();
        let bare = bare.strip_suffix('%').or_else(|| bare.strip_suffix('％')).unwrap_or(bare).trim_end();
        let plain = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let share: Decimal = bare.parse().ok().filter(|_| plain)?;
        (share <= Decimal::ONE_HUNDRED).then_some(Self(share.normalize()))
    }

    /// How many of a hundred.
    pub fn of_hundred(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        let read = |text: &str| Percent::parse(text).map(|share| share.to_string());
        for (text, told) in
            [("97", "97%"), ("97.50", "97.5%"), (" 97 % ", "97%"), ("0", "0%"), ("100%", "100%")]
        {
            assert_eq!(read(text).as_deref(), Some(told), "{text}");
        }
        for text in ["", "%", "-1", "+5", "100.1", "1e2", "all", ".5", "9 7"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Percent::MIN_READ.to_string(), "97%");
    }
}
