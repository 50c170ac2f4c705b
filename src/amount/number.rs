//! Numbers as people write them: thousands separators, brackets for less than nothing, and what is no number at all.

use rust_decimal::Decimal;

use super::style::{Style, is_lakh};
use super::{Amount, Number, Unit, money};
use crate::source::Cut;
use crate::source::raised::{is_exponent, is_note_mark, is_raised_digit, without_marks};
use crate::words::vocabulary;

/// Reads all of `text` as one number in `style`, without the note marks behind it. `None`: it is no attempt at a number.
/// `text` is folded.
pub fn parse(text: &str, style: Style) -> Option<Number> {
    let plain = style.plain(text);
    let text = figure_before_marks(&plain)?;
    let (negative, body) = signed(text);
    if !body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        || !body.bytes().any(|b| b.is_ascii_digit())
    {
        return None;
    }
    let (whole, fraction) = match body.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body, None),
    };
    if is_dotted(body) {
        return None;
    }
    // A fraction may stand alone: .45
    let good = (is_grouped(whole, style) || whole.is_empty() && fraction.is_some())
        && fraction
            .is_none_or(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !good {
        return Some(Number::Malformed);
    }
    let decimals = fraction.map_or(0, str::len) as u32;
    let digits: String = body.chars().filter(char::is_ascii_digit).collect();
    // Up to 28 digits are exact; more are no figure of a disclosure.
    let Some(mantissa) = digits.parse::<i128>().ok().filter(|_| digits.len() <= 28 && decimals <= 28) else {
        return Some(Number::Malformed);
    };
    let value = Decimal::from_i128_with_scale(if negative { -mantissa } else { mantissa }, decimals);
    Some(Number::Good(value, decimals))
}

/// Signs of currencies that stand before a figure.
const CURRENCIES: &[char] = &['¥', '$', '£', '€'];

/// Signs of less than nothing before a figure: △1,234 and ▲1,234 are what accounts in Japan and Korea write.
const LESS: &[char] = &['-', '–', '△', '▲'];

/// Whether a number is less than nothing, and it without its sign, which may stand apart: + 2,273.4, (1,234 ), 1,234-.
fn signed(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inner.trim_matches(' '));
    }
    // Accounts in Taiwan set the sign in brackets before the figure.
    if let Some(rest) = text.strip_prefix("(-)") {
        return (true, rest.trim_start_matches(' '));
    }
    match text.strip_prefix(LESS) {
        Some(rest) => (true, rest.trim_start_matches(' ')),
        // A range that is open above (65-) has no groups and no fraction.
        None => match text.strip_suffix('-').filter(|rest| rest.contains([',', '.'])) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').map_or(text, |rest| rest.trim_start_matches(' '))),
        },
    }
}

/// `text` without the note marks at its end: 60¹, 1,234 *. `None`: what stands raised is a power (10³).
fn figure_before_marks(text: &str) -> Option<&str> {
    let bare = without_marks(text);
    (!is_power(bare, text.cut(bare.len()..))).then_some(bare)
}

/// Whether `marks` behind `figure` make a power of it: nobody writes 10¹ for ten.
fn is_power(figure: &str, marks: &str) -> bool {
    let ten = figure.strip_suffix("10").is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit()));
    ten && marks != "¹" && marks.starts_with(|c: char| is_raised_digit(c) || c == '⁻')
}

/// Digits, or digits in groups of three, all of them or, in that style, the last.
fn is_grouped(whole: &str, style: Style) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    if rest.is_empty() {
        return !first.is_empty();
    }
    let late = style == Style::LastGroup && rest.len() == 1 && !first.is_empty();
    let lakh = style == Style::Lakh && is_lakh(whole);
    lakh || (late || (1..=3).contains(&first.len())) && rest.iter().all(|group| group.len() == 3)
}

/// Dates and outline numbers (2024.3.1, 1.2.3): dots between short runs of digits, no number and no slip either.
fn is_dotted(body: &str) -> bool {
    let parts: Vec<&str> = body.split('.').collect();
    parts.len() >= 3
        && !body.contains(',')
        && parts.iter().all(|part| !part.is_empty())
        && (parts.iter().all(|part| part.len() <= 2)
            || (is_year(parts[0]) && parts[1..].iter().all(|part| part.len() <= 2)))
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Reads all of `text` as a number in `style`, with or without a unit or a currency: `9,115.55`, `95%`, `20万元`, `¥300`.
pub fn parse_amount(text: &str, unit: Unit, style: Style) -> Option<Result<Amount, ()>> {
    let plain = style.plain(text);
    let turned = percent_in_front(&plain);
    let plain = turned.as_deref().unwrap_or(&plain);
    bare_amount(plain, unit, style).or_else(|| {
        let text = figure_before_marks(plain)?;
        let written = money::figure(text, unit, style.of_plain())?;
        written.certain.then_some(Ok(written.amount))
    })
}

/// `%12.3`, `-%12.3`, `(%12.3)`, as Turkish and Basque write it, with the sign behind the figure.
fn percent_in_front(text: &str) -> Option<String> {
    let (sign, body) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => ("-", inner),
        None => text.strip_prefix('-').map_or(("", text), |rest| ("-", rest)),
    };
    let digits = body.strip_prefix('%')?.trim_start_matches(' ');
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    (whole && !digits.is_empty()).then(|| format!("{sign}{digits}%"))
}

/// Reads all of `text` as a figure among figures, where no other reading is left: `EUR 45`, `60(a)`.
pub fn parse_among(text: &str, unit: Unit, style: Style) -> Option<Amount> {
    let plain = style.plain(text);
    money::figure(figure_before_marks(&plain)?, unit, style.of_plain()).map(|written| written.amount)
}

/// The same with nothing but a sign of money before it and a unit behind.
fn bare_amount(text: &str, unit: Unit, style: Style) -> Option<Result<Amount, ()>> {
    let text = match without_marks(text) {
        bare if bare.ends_with(|c: char| c.is_ascii_alphabetic())
            && text.cut(bare.len()..).starts_with(is_exponent) =>
        {
            text
        }
        _ => figure_before_marks(text)?,
    };
    let last = text.bytes().next_back()?;
    if !last.is_ascii_digit() && !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // ($1,234) is $(1,234). The sign of a currency says what is counted, not by how much: $84,489 in thousands is thousands.
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let turned = inner.and_then(|inner| inner.strip_prefix(CURRENCIES)).map(|rest| format!("({rest})"));
    let text = turned.as_deref().unwrap_or(text);
    let text = text.strip_prefix(CURRENCIES).map_or(text, str::trim_start);
    let split =
        text.rfind(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ')' | '-')).map_or(0, |at| at + 1);
    let (digits, rest) = text.split_at(split);
    let suffix = rest.trim_start_matches(is_note_mark);
    if is_power(digits, rest.cut(..rest.len() - suffix.len())) {
        return None;
    }
    let unit = match suffix {
        "" => unit,
        // 12.5 % has a space before its sign.
        suffix => match Unit::prefix_of(suffix).or_else(|| Unit::prefix_of(suffix.trim_start())) {
            Some((found, len)) if len == suffix.len() || len == suffix.trim_start().len() => found,
            _ => return None,
        },
    };
    match parse(digits, style.of_plain())? {
        Number::Good(value, decimals) => Some(Ok(Amount::new(value, decimals, unit))),
        Number::Malformed => Some(Err(())),
    }
}

/// An amount found in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte of the digits.
    pub digits_end: usize,
    /// One past the last byte of the unit.
    pub end: usize,
    /// The amount.
    pub amount: Amount,
}

/// Every amount, percentage and count in running text, from left to right. Years, dates, numbers of documents and ordinals
/// are none. `text` is folded.
pub fn scan(text: &str, style: Style) -> Vec<Found> {
    let plain = style.plain(text);
    let (text, style) = (plain.as_ref(), style.of_plain());
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + step;
        let end = end_of_number(bytes, start, style);
        at = end;
        if bytes.get(end) == Some(&b':')
            && let Some(shares) = super::proportion::at(text, start, style)
        {
            at = shares.last().map_or(end, |last| last.end);
            found.extend(shares);
            continue;
        }
        if let Some(amount) = amount_at(text, start, end, style) {
            at = amount.end.max(end);
            found.push(amount);
        }
        // A run of digits that ends in no number is passed over whole.
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
    }
    found
}

/// One past the number that begins at `start`: digits, groups of three after commas, a fraction.
fn end_of_number(bytes: &[u8], start: usize, style: Style) -> usize {
    let digits = |mut at: usize| {
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        at
    };
    let mut end = digits(start);
    if style == Style::Lakh && end - start <= 2 {
        let mut at = end;
        while bytes.get(at) == Some(&b',') && digits(at + 1) == at + 3 {
            at += 3;
        }
        if at > end && bytes.get(at) == Some(&b',') && digits(at + 1) == at + 4 {
            end = at;
        }
    }
    if end - start <= 3 || style == Style::Lakh || style == Style::LastGroup {
        while bytes.get(end) == Some(&b',') && digits(end + 1) == end + 4 {
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    end
}

fn amount_at(text: &str, start: usize, end: usize, style: Style) -> Option<Found> {
    let ahead = text.cut(..start);
    let lead = ahead.strip_suffix(' ').unwrap_or(ahead);
    // R1,234 is money, and R 12 a name.
    let parted = text.cut(start..end).contains([',', '.']);
    let currency = vocabulary().currencies.suffix_of(lead);
    let currency = currency.filter(|name| parted || !name.chars().all(|c| c.is_ascii_alphabetic()));
    let before = match currency {
        // Folding drops the space before a sign: of£6.2.
        Some(name) if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => None,
        Some(name) => lead.cut(..lead.len() - name.len()).chars().next_back(),
        None => ahead.chars().next_back(),
    };
    let behind = text.cut(end..);
    // A star between figures multiplies them, a number in a circle begins an item.
    let rest = behind.trim_start_matches(|c| is_note_mark(c) && !matches!(c, '*' | '①'..='⑳'));
    let marks = behind.len() - rest.len();
    if is_power(text.cut(start..end), behind.cut(..marks)) {
        return None;
    }
    if before.is_some_and(|c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '〔' | '[' | '【' | '_') || vocabulary().ordinal.has(c)
    }) {
        return None;
    }
    let Some(Number::Good(value, decimals)) = parse(text.cut(start..end), style) else { return None };
    let from = if currency.is_some() { lead.len() - currency.map_or(0, str::len) } else { start };
    if vocabulary().money_signs.begin(rest)
        && let Some((amount, len)) = money::several_powers(text.cut(start..), style)
    {
        return Some(Found { start: from, digits_end: start + len, end: start + len, amount });
    }
    let sign = currency.is_some();
    // A sign may stand apart (1,234.50 €, 12.5 %), where it does not begin the next amount (2031 €5).
    let apart = rest.trim_start_matches(' ');
    let begins_next = apart.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let (rest, marks) = match apart.starts_with(['%', '‰', '€']) && !begins_next {
        true => (apart, marks + rest.len() - apart.len()),
        false => (rest, marks),
    };
    let apart = unit_apart(rest, parted);
    let (unit, len) = match Unit::prefix_of(rest) {
        // A letter that goes on (5km, 3males) is no unit of money.
        Some((unit, len)) if !ends_inside_word(rest, len) => (unit, len),
        _ if apart.is_some() || sign => apart.or_else(|| money::letter(rest)).unwrap_or((Unit::YUAN, 0)),
        _ => {
            let number = text.cut(start..end);
            let next = rest.chars().next();
            let counts = next.is_some_and(|next| {
                (('\u{4e00}'..='\u{9fff}').contains(&next) || is_hangul(next))
                    && !counts_nothing(rest, before)
            });
            let among_letters = number.contains(',') && stands_in_letters(ahead, rest);
            if !(counts || among_letters) {
                return None;
            }
            (Unit::ONE, 0)
        }
    };
    let end_of_unit = end + if len > 0 { marks + len } else { 0 };
    Some(Found { start: from, digits_end: end, end: end_of_unit, amount: Amount::new(value, decimals, unit) })
}

/// Whether what stands behind a number is no counter: 2030年, 3分钟, and 30分 behind an hour, where 95分 are points.
pub(super) fn counts_nothing(rest: &str, before: Option<char>) -> bool {
    let words = vocabulary();
    let time = || before.is_some_and(|c| words.hours.has(c)) && rest.starts_with(|c| words.minutes.has(c));
    rest.starts_with(|c| words.counts_nothing.has(c)) || words.counts_nothing_words.begin(rest) || time()
}

/// The unit that stands a space behind a figure, as most languages with letters write it: 72,9 Mio. €. Names of a single letter
/// are no units there (12 m), names of currencies alone only behind figures with groups or a fraction (1,234 CHF, but not 12 R).
fn unit_apart(rest: &str, parted: bool) -> Option<(Unit, usize)> {
    let after = rest.strip_prefix(' ')?;
    let unit = Unit::prefix_of(after).filter(|(_, len)| after.cut(..*len).trim().chars().count() > 1);
    let currency = || {
        let name = vocabulary().currencies.prefix_of(after).filter(|_| parted)?;
        Some((Unit::YUAN, name.len()))
    };
    let (unit, len) = unit.filter(|(_, len)| !ends_inside_word(after, *len)).or_else(currency)?;
    // What is of the next amount is not of this one: 2031 EUR 5.
    let begins_next = after.cut(len..).trim_start().starts_with(|c: char| c.is_ascii_digit());
    (!begins_next).then_some((unit, 1 + len))
}

/// Whether a number stands among words of letters: one in groups counts something there, whatever that is called.
fn stands_in_letters(ahead: &str, rest: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && c < '\u{2e80}');
    let spaced = |text: &str| text.starts_with([' ', ',', '.', ';', ')']) || text.is_empty();
    let before = ahead.trim_end_matches([' ', '(', ':']);
    spaced(rest) && (letter(before.chars().next_back()) || letter(rest.trim_start().chars().next()))
}

fn is_hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

fn ends_inside_word(rest: &str, len: usize) -> bool {
    let next = rest.cut(len..).chars().next();
    rest.cut(..len).ends_with(|c: char| c.is_ascii_alphabetic())
        && next.is_some_and(|c| c.is_ascii_alphanumeric() || is_exponent(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str) -> Option<(String, u32)> {
        match parse(text, Style::Point) {
            Some(Number::Good(value, decimals)) => Some((value.to_string(), decimals)),
            _ => None,
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(good("9,115.55"), Some(("9115.55".into(), 2)));
        assert_eq!(good("200,000"), Some(("200000".into(), 0)));
        assert_eq!(good("(1,234.50)"), Some(("-1234.50".into(), 2)));
        assert_eq!(good("-3"), Some(("-3".into(), 0)));
        assert_eq!(good("- 1,234.5"), Some(("-1234.5".into(), 1)));
        assert_eq!(good("+ 2.50"), Some(("2.50".into(), 2)));
        assert_eq!(good("0.00"), Some(("0.00".into(), 2)));
        for less in ["△1,234", "▲ 1,234", "–1,234", "1,234-", "(1,234 )", "( 1,234)", "(-) 1,234", "(-)1,234"]
        {
            assert_eq!(good(less), Some(("-1234".into(), 0)), "{less}");
        }
        assert_eq!(good("65-"), None);
    }

    #[test]
    fn slips_are_known_as_slips() {
        for slip in ["1,23456", "230..37", "377,83894", "1,23", ",5", "5.", "8190.02.5"] {
            assert_eq!(parse(slip, Style::Point), Some(Number::Malformed), "{slip}");
        }
        for other in ["2024.3.1", "1.2.3", "1e3", "1_000", "合计", "", "12-3"] {
            assert_eq!(parse(other, Style::Point), None, "{other}");
        }
    }

    #[test]
    fn marks_behind_a_figure_lead_to_notes() {
        for text in ["60¹", "60 *", "60†‡", "60⁽¹⁾", "60ᵃ", "60¹,²", "60①"] {
            assert_eq!(good(text), Some(("60".into(), 0)), "{text}");
        }
        assert_eq!(good("10¹"), Some(("10".into(), 0)));
        assert_eq!(good("(1,234.50)²"), Some(("-1234.50".into(), 2)));
        for power in ["10³", "10¹²", "10⁻³", "¹", "m²", "60m²", "¹60"] {
            assert_eq!(parse(power, Style::Point), None, "{power}");
        }
        let amount = |text: &str| {
            parse_amount(text, Unit::ONE, Style::Point)
                .and_then(Result::ok)
                .map(|amount| (amount.value.to_string(), amount.unit))
        };
        assert_eq!(amount("12.5%¹"), Some(("12.5".into(), Unit::PERCENT)));
        assert_eq!(amount("60¹万元"), Some(("60".into(), Unit::WAN)));
        assert_eq!(amount("60万元*"), Some(("60".into(), Unit::WAN)));
        for million in ["£1.2m¹", "£1.2m *", "£1.2m†"] {
            assert_eq!(
                amount(million).map(|(value, unit)| (value, unit.power)),
                Some(("1.2".into(), 6)),
                "{million}"
            );
        }
        for none in ["60m²", "5km²", "10³m", "10³", "3×10³"] {
            assert_eq!(amount(none), None, "{none}");
        }
        let found: Vec<String> =
            scan("收入60¹万元,支出50万元²,占12.5†%,面积60m²,£60m²,约10³元,10³吨,3¹个", Style::Point)
                .iter()
                .map(|f| format!("{}{}", f.amount.value, f.amount.unit.name()))
                .collect();
        assert_eq!(found, ["60万元", "50万元", "12.5%", "60元", "3"]);
    }

    #[test]
    fn amounts_with_units() {
        assert_eq!(
            parse_amount("95%", Unit::WAN, Style::Point),
            Some(Ok(Amount::new(Decimal::from(95), 0, Unit::PERCENT)))
        );
        assert_eq!(
            parse_amount("20万元", Unit::ONE, Style::Point),
            Some(Ok(Amount::new(Decimal::from(20), 0, Unit::WAN)))
        );
        assert_eq!(
            parse_amount("+ 12.5 %", Unit::ONE, Style::Point),
            Some(Ok(Amount::new(Decimal::new(125, 1), 1, Unit::PERCENT)))
        );
        for (text, value) in [("%12,3", 123), ("-%12,3", -123), ("(%12,3)", -123), ("% 12,3", 123)] {
            assert_eq!(
                parse_amount(text, Unit::ONE, Style::Comma),
                Some(Ok(Amount::new(Decimal::new(value, 1), 1, Unit::PERCENT))),
                "{text}"
            );
        }
        assert_eq!(parse_amount("%", Unit::ONE, Style::Point), None);
        assert_eq!(parse_amount("2025年", Unit::ONE, Style::Point), None);
        assert_eq!(parse_amount("≥95%", Unit::ONE, Style::Point), None);
    }

    #[test]
    fn running_text() {
        let found: Vec<String> = scan(
            "2025年预算9,230.50万元,其中:占98.75%;〔2018〕124号实有321人,¥1685000,3个项目,2025-2026,共1,2项",
            Style::Point,
        )
        .iter()
        .map(|f| format!("{}{}", f.amount.value, f.amount.unit.name()))
        .collect();
        assert_eq!(found, ["9230.50万元", "98.75%", "321", "1685000元", "3", "2"]);
    }

    #[test]
    fn numbers_in_the_style_of_their_page() {
        let read = |text: &str, style: Style| match parse(text, style) {
            Some(Number::Good(value, _)) => value.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(read("-19.425.000,00", Style::Comma), "-19425000.00");
        assert_eq!(read("2,5", Style::Comma), "2.5");
        assert_eq!(read("1,234.50", Style::Comma), "Some(Malformed)");
        assert_eq!(read("120258,600", Style::LastGroup), "120258600");
        assert_eq!(read("1,23456", Style::LastGroup), "Some(Malformed)");
        assert_eq!(read("1,05,523.50", Style::Lakh), "105523.50");
        assert_eq!(read("99,023", Style::Lakh), "99023");
        assert_eq!(read("1,05,523", Style::Point), "Some(Malformed)");
        assert_eq!(read("(1'234'567.50)", Style::Apostrophe), "-1234567.50");
        let found = scan("Einnahmen 1.234,50 € und 2,5%", Style::Comma);
        let found: Vec<String> = found.iter().map(|found| found.amount.value.to_string()).collect();
        assert_eq!(found, ["1234.50", "2.5"]);
        assert_eq!(scan("spent 12,05,523元", Style::Lakh)[0].amount.value.to_string(), "1205523");
        assert_eq!(scan("支出120258,600元", Style::LastGroup)[0].amount.value.to_string(), "120258600");
    }
}
