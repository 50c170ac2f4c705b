//! Format codes (`#,##0.00_);[Red]\(#,##0.00\)`): what they are made of, and a decimal written by them.

use super::{Digits, date};

/// A format code, read once and used for many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    sections: Vec<Section>,
}

/// What stands between two semicolons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Section {
    parts: Vec<Part>,
    /// `[>=100]`
    condition: Option<(Compare, i64)>,
    kind: Kind,
    /// Commas between thousands.
    grouped: bool,
    /// How many powers of ten it shows more, or less, than there are.
    shift: i32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Words,
    Number,
    Date,
    General,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compare {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Other,
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words as they are.
    Literal(String),
    /// `0`, `#` or `?`: a place for a digit.
    Digit(char),
    /// The decimal point.
    Point,
    /// `General`
    General,
    /// `yyyy`, `m`, `dd`, `h`, `ss`
    Date(char, usize),
    /// `[h]`
    Elapsed(char, usize),
    /// `AM/PM`, `上午/下午`: whether in Chinese.
    Half(bool),
}

impl Format {
    /// Reads a format code. What is not understood shows numbers as they are.
    pub fn parse(code: &str) -> Self {
        let sections = split(code).iter().take(4).map(|section| parse_section(section)).collect();
        Self { sections }
    }

    /// The format with the number `id` of those that need not be written out.
    pub fn built_in(id: u32) -> Self {
        Self::parse(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "¥#,##0;¥-#,##0",
            7 | 8 => "¥#,##0.00;¥-#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 | 48 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 | 30 => "yyyy/m/d",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "yyyy/m/d h:mm",
            27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
            28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
            31 => "yyyy\"年\"m\"月\"d\"日\"",
            32 => "h\"时\"mm\"分\"",
            33 => "h\"时\"mm\"分\"ss\"秒\"",
            34 | 55 => "上午/下午h\"时\"mm\"分\"",
            35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 | 42 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
            43 | 44 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mm:ss",
            _ => "General",
        })
    }

    /// What a cell with this number shows.
    pub fn show(&self, value: &Digits, since_1904: bool) -> String {
        let Some((section, signed)) = self.section(value) else { return value.plain() };
        let own = if signed { value.clone() } else { value.absolute() };
        let shown = match section.kind {
            Kind::General => section.general(&own),
            Kind::Date => date::show(value, &section.parts, since_1904).unwrap_or_else(|| value.plain()),
            Kind::Number => section.number(&own),
            Kind::Words => section.words(),
        };
        shown.trim().to_owned()
    }

    /// The section for a number, and whether it writes the sign.
    fn section(&self, value: &Digits) -> Option<(&Section, bool)> {
        // The last section of four is for text.
        let sections = &self.sections[..self.sections.len().min(3)];
        if let Some(first) = sections.iter().position(|section| section.condition.is_some()) {
            let fits =
                |section: &&Section| section.condition.is_none_or(|(how, limit)| holds(value, how, limit));
            let chosen = sections.iter().find(fits).unwrap_or(&sections[first]);
            return Some((chosen, true));
        }
        match (sections, value.is_zero(), value.negative) {
            ([], ..) => None,
            ([_, _, zero], true, _) => Some((zero, false)),
            ([_, negative, ..], _, true) => Some((negative, false)),
            ([first, ..], ..) => Some((first, true)),
        }
    }
}

fn holds(value: &Digits, how: Compare, limit: i64) -> bool {
    // Places before the point decide unless they are the same.
    let order = match value.plain().parse::<rust_decimal::Decimal>() {
        Ok(value) => value.cmp(&rust_decimal::Decimal::from(limit)),
        Err(_) if value.negative => std::cmp::Ordering::Less,
        Err(_) => std::cmp::Ordering::Greater,
    };
    match how {
        Compare::Less => order.is_lt(),
        Compare::AtMost => order.is_le(),
        Compare::More => order.is_gt(),
        Compare::AtLeast => order.is_ge(),
        Compare::Equal => order.is_eq(),
        Compare::Other => order.is_ne(),
    }
}

impl Section {
    fn words(&self) -> String {
        let words = self.parts.iter().filter_map(|part| match part {
            Part::Literal(words) => Some(words.as_str()),
            _ => None,
        });
        words.collect()
    }

    fn general(&self, value: &Digits) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(words) => out.push_str(words),
                Part::General => out.push_str(&value.plain()),
                _ => {}
            }
        }
        out
    }

    fn number(&self, value: &Digits) -> String {
        let point = self.parts.iter().position(|part| *part == Part::Point).unwrap_or(self.parts.len());
        let places = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Digit(_))).count();
        let (before, after) = self.parts.split_at(point);
        let decimals = places(after) as u32;
        let value = value.shifted(self.shift).rounded(decimals);
        let mut out = self.before(before, &value.whole());
        if value.negative {
            out.insert(0, '-');
        }
        let fraction = value.fraction(decimals);
        // `#` and `?` show no zeros at the end.
        let kinds: Vec<char> = after
            .iter()
            .filter_map(|part| if let Part::Digit(kind) = part { Some(*kind) } else { None })
            .collect();
        let shown = (0..kinds.len())
            .rev()
            .find(|&at| kinds[at] == '0' || fraction.as_bytes().get(at) != Some(&b'0'))
            .map_or(0, |at| at + 1);
        let mut digits = fraction.chars().take(shown);
        for part in after {
            match part {
                Part::Point if shown > 0 => out.push('.'),
                Part::Digit(_) => out.extend(digits.next()),
                Part::Literal(words) => out.push_str(words),
                _ => {}
            }
        }
        out
    }

    /// The digits before the point into their places, from the right.
    fn before(&self, parts: &[Part], whole: &str) -> String {
        let mut places = parts.iter().filter(|part| matches!(part, Part::Digit(_))).count();
        let mut digits = whole.bytes().rev();
        let mut backwards: Vec<char> = Vec::with_capacity(24);
        let mut written = 0;
        let mut push = |digit: u8, into: &mut Vec<char>| {
            if self.grouped && written > 0 && written % 3 == 0 {
                into.push(',');
            }
            written += 1;
            into.push(char::from(digit));
        };
        for part in parts.iter().rev() {
            match part {
                Part::Digit(kind) => {
                    places -= 1;
                    match digits.next() {
                        Some(digit) => push(digit, &mut backwards),
                        None if *kind == '0' => push(b'0', &mut backwards),
                        None => {}
                    }
                    if places == 0 {
                        digits.by_ref().for_each(|digit| push(digit, &mut backwards));
                    }
                }
                Part::Literal(words) => backwards.extend(words.chars().rev()),
                _ => {}
            }
        }
        backwards.iter().rev().collect()
    }
}

/// A format code at its semicolons, but for those in quotes and brackets.
fn split(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.chars().take(512) {
        let plain = !quoted && !bracketed && !escaped;
        if plain && c == ';' {
            sections.push(String::new());
            continue;
        }
        if let Some(last) = sections.last_mut() {
            last.push(c);
        }
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            '\\' | '!' | '_' | '*' if plain => escaped = true,
            _ => {}
        }
    }
    sections
}

fn parse_section(code: &str) -> Section {
    let mut section = Section::default();
    let mut parts: Vec<Part> = Vec::new();
    let letters: Vec<char> = code.chars().collect();
    let mut at = 0;
    let mut exact = true;
    let mut commas = 0;
    while at < letters.len() {
        let c = letters[at];
        let rest = &letters[at..];
        at += 1;
        match c {
            '"' => {
                let len = rest[1..].iter().position(|c| *c == '"').unwrap_or(rest.len() - 1);
                literal(&mut parts, &rest[1..=len].iter().collect::<String>());
                at += len + 1;
            }
            '\\' | '!' => {
                literal(&mut parts, &rest[1..].iter().take(1).collect::<String>());
                at += 1;
            }
            '_' => {
                literal(&mut parts, " ");
                at += 1;
            }
            '*' => at += 1,
            '[' => {
                let len = rest.iter().position(|c| *c == ']').unwrap_or(rest.len() - 1);
                bracket(&rest[1..len.max(1)].iter().collect::<String>(), &mut section, &mut parts);
                at += len;
            }
            '0' | '#' | '?' => {
                // Commas before another digit part thousands.
                section.grouped |= commas > 0;
                commas = 0;
                parts.push(Part::Digit(c));
            }
            '.' if parts.iter().any(|part| matches!(part, Part::Date('s', _))) => {
                at += rest[1..].iter().take_while(|c| **c == '0').count();
            }
            '.' => {
                section.shift -= 3 * commas;
                commas = 0;
                parts.push(Part::Point);
            }
            ',' if parts.iter().any(|part| matches!(part, Part::Digit(_))) => commas += 1,
            '%' => {
                section.shift += 2;
                literal(&mut parts, "%");
            }
            'E' if matches!(rest.get(1), Some('+' | '-')) => exact = false,
            '/' if parts.last().is_some_and(|part| matches!(part, Part::Digit(_))) => exact = false,
            'G' | 'g' => match general(rest) {
                Some(len) => {
                    parts.push(Part::General);
                    at += len - 1;
                }
                None => literal(&mut parts, "G"),
            },
            'A' | 'a' if starts(rest, "AM/PM") || starts(rest, "A/P") => {
                parts.push(Part::Half(false));
                at += if starts(rest, "AM/PM") { 4 } else { 2 };
            }
            '上' if starts(rest, "上午/下午") => {
                parts.push(Part::Half(true));
                at += 4;
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'a' | 'e' => {
                let count = rest.iter().take_while(|other| **other == c).count();
                parts.push(Part::Date(c.to_ascii_lowercase(), count));
                at += count - 1;
            }
            '@' => parts.push(Part::General),
            c => literal(&mut parts, &c.to_string()),
        }
    }
    // Commas behind the last digit leave out thousands.
    section.shift -= 3 * commas;
    let any = |wanted: fn(&Part) -> bool| parts.iter().any(wanted);
    section.kind = if !exact {
        parts = vec![Part::General];
        section.shift = 0;
        Kind::General
    } else if any(|part| matches!(part, Part::General)) {
        Kind::General
    } else if any(|part| matches!(part, Part::Digit(_))) {
        Kind::Number
    } else if any(|part| matches!(part, Part::Date(..) | Part::Elapsed(..) | Part::Half(_))) {
        Kind::Date
    } else {
        Kind::Words
    };
    section.parts = parts;
    section
}

fn starts(letters: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| letters.get(at).is_some_and(|own| own.eq_ignore_ascii_case(&c)))
}

fn general(letters: &[char]) -> Option<usize> {
    ["General", "G/通用格式"].iter().find(|word| starts(letters, word)).map(|word| word.chars().count())
}

fn literal(parts: &mut Vec<Part>, words: &str) {
    match parts.last_mut() {
        Some(Part::Literal(before)) => before.push_str(words),
        _ => parts.push(Part::Literal(words.to_owned())),
    }
}

/// `[Red]` says nothing, `[$¥-804]` a sign, `[h]` hours that go on past a day, `[>=100]` what the section is for.
fn bracket(inner: &str, section: &mut Section, parts: &mut Vec<Part>) {
    if let Some(currency) = inner.strip_prefix('$') {
        literal(parts, currency.split('-').next().unwrap_or_default());
        return;
    }
    let first = inner.chars().next().map(|c| c.to_ascii_lowercase());
    if let Some(letter @ ('h' | 'm' | 's')) = first
        && inner.chars().all(|c| c.eq_ignore_ascii_case(&letter))
    {
        parts.push(Part::Elapsed(letter, inner.len()));
        return;
    }
    for (sign, how) in [
        ("<=", Compare::AtMost),
        (">=", Compare::AtLeast),
        ("<>", Compare::Other),
        ("<", Compare::Less),
        (">", Compare::More),
        ("=", Compare::Equal),
    ] {
        if let Some(limit) = inner.strip_prefix(sign).and_then(|limit| limit.trim().parse().ok()) {
            section.condition = Some((how, limit));
            return;
        }
    }
}
