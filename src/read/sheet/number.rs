//! Numbers as a spreadsheet shows them: what is stored is binary, what people read is a decimal in a format.
//! Fifteen significant digits are all that a spreadsheet keeps (182506.58999999997 is 182506.59).

pub mod binary;
mod date;
mod pattern;

pub use pattern::Format;

/// A decimal of at most fifteen significant digits: `0.d₁d₂d₃… × 10^point`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    /// Less than zero.
    pub negative: bool,
    /// From the first that is not zero to the last that is not; none for zero.
    digits: Vec<u8>,
    /// How many of them stand before the point.
    point: i32,
}

impl Digits {
    /// Digits of which `point` stand before the point.
    fn new(negative: bool, digits: Vec<u8>, point: i32) -> Self {
        let mut made = Self { negative, digits, point };
        made.trim();
        made
    }

    /// The decimal that `text` writes out in at most fifteen digits; nothing for any other, which [`binary`] is for. It
    /// comes to the same: fifteen digits survive the way through a binary number.
    pub fn written(text: &str) -> Option<Self> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        if body.len() > 16 || body.is_empty() {
            return None;
        }
        let mut digits = Vec::with_capacity(16);
        let mut point = None;
        for byte in body.bytes() {
            match byte {
                b'0'..=b'9' => digits.push(byte - b'0'),
                b'.' if point.is_none() && !digits.is_empty() => point = Some(digits.len()),
                _ => return None,
            }
        }
        if digits.len() > 15 {
            return None;
        }
        let point = point.unwrap_or(digits.len()) as i32;
        Some(Self::new(negative, digits, point))
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= zeros as i32;
        if self.digits.is_empty() {
            (self.negative, self.point) = (false, 0);
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The same without a sign.
    pub fn absolute(&self) -> Self {
        Self { negative: false, ..self.clone() }
    }

    /// Ten to the power of `by` times as much.
    pub fn shifted(&self, by: i32) -> Self {
        let point = if self.is_zero() { 0 } else { self.point.saturating_add(by) };
        Self { point, ..self.clone() }
    }

    /// Rounded to `decimals` places, halves away from zero.
    pub fn rounded(&self, decimals: u32) -> Self {
        let keep = self.point.saturating_add(decimals as i32);
        if keep >= self.digits.len() as i32 {
            return self.clone();
        }
        if keep < 0 {
            return Self { negative: false, digits: Vec::new(), point: 0 };
        }
        let keep = keep as usize;
        let up = self.digits[keep] >= 5;
        let mut made = Self { digits: self.digits[..keep].to_vec(), ..self.clone() };
        if up {
            let mut at = keep;
            loop {
                if at == 0 {
                    made.digits.insert(0, 1);
                    made.point += 1;
                    break;
                }
                at -= 1;
                if made.digits[at] < 9 {
                    made.digits[at] += 1;
                    break;
                }
                made.digits[at] = 0;
            }
        }
        made.trim();
        made
    }

    /// The digits before the point, without zeros in front; none below one.
    pub fn whole(&self) -> String {
        (0..self.point.clamp(0, 400)).map(|at| self.digit(at)).collect()
    }

    /// `decimals` digits behind the point.
    pub fn fraction(&self, decimals: u32) -> String {
        (self.point..self.point.saturating_add(decimals as i32)).map(|at| self.digit(at)).collect()
    }

    /// How many digits behind the point are needed to say it all.
    pub fn decimals(&self) -> u32 {
        (self.digits.len() as i32 - self.point).max(0) as u32
    }

    fn digit(&self, at: i32) -> char {
        let digit = usize::try_from(at).ok().and_then(|at| self.digits.get(at)).copied().unwrap_or(0);
        char::from(b'0' + digit)
    }

    /// As briefly as it can be said exactly: the format General.
    pub fn plain(&self) -> String {
        let whole = self.whole();
        let whole = if whole.is_empty() { "0" } else { &whole };
        let sign = if self.negative { "-" } else { "" };
        match self.decimals().min(330) {
            0 => format!("{sign}{whole}"),
            decimals => format!("{sign}{whole}.{}", self.fraction(decimals)),
        }
    }
}

/// What a cell shows in which a number is stored that is written `text`; nothing where that is no number.
pub fn shown(text: &str, format: &Format, since_1904: bool) -> Option<String> {
    let digits = Digits::written(text).map_or_else(|| binary::of_text(text), |digits| Some(Some(digits)))?;
    Some(digits.map_or_else(|| "#NUM!".to_owned(), |digits| format.show(&digits, since_1904)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(value: &str, code: &str) -> String {
        shown(value, &Format::parse(code), false).unwrap()
    }

    #[test]
    fn what_is_stored_in_binary_is_shown_in_decimal() {
        assert_eq!(show("182506.58999999997", "General"), "182506.59");
        assert_eq!(show("182506.58999999997", "#,##0.00"), "182,506.59");
        assert_eq!(show("9876.005", "#,##0.00"), "9,876.01");
        assert_eq!(show("9876.300000000001", "General"), "9876.3");
        assert_eq!(show("0.30000000000000004", "General"), "0.3");
        assert_eq!(show("976.0000000000001", "#0.00"), "976.00");
        assert_eq!(show("1e21", "General"), "1000000000000000000000");
        assert_eq!(show("-0.0", "0.00"), "0.00");
        assert_eq!(show("NaN", "0.00"), "#NUM!");
        assert_eq!(show("1.5e-310", "0.00"), "0.00");
    }

    #[test]
    fn what_is_written_is_what_is_stored() {
        for text in
            ["0", "12", "-3.50", "182506.59", "0.005", "123456789012345", "-0", "0.1", "1000", "00.10"]
        {
            assert_eq!(Some(Digits::written(text)), binary::of_text(text), "{text}");
        }
        for text in ["", "-", "1e3", "1.2.3", ".5", "1234567890123456", "182506.58999999997", "1,2"] {
            assert_eq!(Digits::written(text), None, "{text}");
        }
    }

    #[test]
    fn halves_go_away_from_zero() {
        for (value, code, wanted) in [
            ("0.125", "0.00", "0.13"),
            ("-0.125", "0.00", "-0.13"),
            ("2.5", "0", "3"),
            ("0.5", "0", "1"),
            ("0.05", "0.0", "0.1"),
            ("0.04", "0.0", "0.0"),
            ("999.995", "#,##0.00", "1,000.00"),
            ("1.005", "0.00", "1.01"),
            ("-0.001", "0.00", "0.00"),
        ] {
            assert_eq!(show(value, code), wanted, "{value} {code}");
        }
    }

    #[test]
    fn formats_of_every_day() {
        for (value, code, wanted) in [
            ("0.1234", "0.00%", "12.34%"),
            ("0.9", "0%", "90%"),
            ("1234567.0", "#,##0", "1,234,567"),
            ("1234.5", "#,##0.##", "1,234.5"),
            ("5.0", "0000000", "0000005"),
            ("205.0", "@", "205"),
            ("-12.5", "0.00_);[Red]\\(0.00\\)", "(12.50)"),
            ("12.5", "0.00_);[Red]\\(0.00\\)", "12.50"),
            ("0.0", "0.00;-0.00;;@", ""),
            ("0.0", "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-"),
            ("-1234.0", "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-1,234.00"),
            ("1234.5", "\"¥\"#,##0.00", "¥1,234.50"),
            ("1234.5", "[$¥-804]#,##0.00", "¥1,234.50"),
            ("12345.0", "0!.0,\"万\"", "1.2万"),
            ("12345678.0", "#,##0.00,,", "12.35"),
            ("3.0", "0\"人\"", "3人"),
            ("0.5", "#.00", ".50"),
            ("0.0", "#", ""),
            ("123.456", "# ?/?", "123.456"),
            ("12345.678", "0.00E+00", "12345.678"),
            ("150.0", "[>=100]0.0;[<0]-0.00;0", "150.0"),
            ("50.0", "[>=100]0.0;[<0]-0.00;0", "50"),
            ("7.0", "G/通用格式", "7"),
        ] {
            assert_eq!(show(value, code), wanted, "{value} {code}");
        }
    }

    #[test]
    fn dates_of_every_day() {
        for (value, code, wanted) in [
            ("45530.0", "yyyy/m/d", "2024/8/26"),
            ("45530.0", "yyyy\"年\"m\"月\"d\"日\"", "2024年8月26日"),
            ("45530.75", "yyyy-mm-dd hh:mm", "2024-08-26 18:00"),
            ("0.5", "h:mm", "12:00"),
            ("60.0", "yyyy/m/d", "1900/2/29"),
            ("59.0", "yyyy/m/d", "1900/2/28"),
            ("1.25", "[h]:mm:ss", "30:00:00"),
            ("45530.0", "[$-804]e\"年\"m\"月\"", "2024年8月"),
            ("-1.0", "yyyy/m/d", "-1"),
            ("1e300", "yyyy/m/d", &format!("1{}", "0".repeat(300))),
            ("45530.6", "yyyy/m/d h:mm AM/PM", "2024/8/26 2:24 PM"),
        ] {
            assert_eq!(show(value, code), wanted, "{value} {code}");
        }
        assert_eq!(shown("0.0", &Format::parse("yyyy/m/d"), true).unwrap(), "1904/1/1");
        assert_eq!(shown("44068.0", &Format::parse("yyyy/m/d"), true).unwrap(), "2024/8/26");
    }
}
