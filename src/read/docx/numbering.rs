//! Automatic numbers of paragraphs: how each level is written, and what it has counted to.

use std::collections::BTreeMap;

use super::xml::{Element, Token, Xml};
use crate::read::Why;
use crate::source::Cut;

/// Levels of a list.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    /// `第%1章`: each `%n` is the number of level n.
    text: String,
    /// What stands between the number and the text: `tab`, `space`, `nothing`.
    suffix: String,
    /// All numbers in Arabic digits.
    legal: bool,
    /// The style of paragraphs that are counted here.
    style: String,
}

/// A list as paragraphs refer to it.
#[derive(Debug, Clone, Default)]
struct List {
    /// The definition it counts with; lists of one definition go on counting.
    definition: u32,
    /// Levels that begin anew at a number, where the list is met first.
    starts: BTreeMap<usize, u32>,
    met: bool,
}

/// What a definition has counted to.
type Count = [Option<u32>; LEVELS];

/// The lists of a document.
#[derive(Debug, Default)]
pub struct Numbering {
    definitions: BTreeMap<u32, [Level; LEVELS]>,
    lists: BTreeMap<u32, List>,
    counts: BTreeMap<u32, Count>,
}

impl Numbering {
    /// Reads the part that defines lists.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn read(text: &str) -> Result<Self, Why> {
        let mut all = Self::default();
        let mut xml = Xml::new(text);
        loop {
            match xml.next()? {
                Token::Start(element) if element.name() == "abstractNum" => {
                    let id = number(&element, "abstractNumId").unwrap_or(0);
                    let levels = levels(&mut xml)?;
                    all.definitions.insert(id, levels);
                }
                Token::Start(element) if element.name() == "num" => {
                    let id = number(&element, "numId").unwrap_or(0);
                    let list = all.list(&mut xml, id)?;
                    all.lists.insert(id, list);
                }
                Token::Eof => return Ok(all),
                _ => {}
            }
        }
    }

    fn list(&mut self, xml: &mut Xml<'_>, id: u32) -> Result<List, Why> {
        let mut list = List::default();
        let (mut depth, mut at) = (0, 0);
        loop {
            match xml.next()? {
                Token::Start(element) => match element.name() {
                    "abstractNumId" => {
                        list.definition = element.number().unwrap_or(0);
                        xml.skip()?;
                    }
                    "lvlOverride" => {
                        at = number(&element, "ilvl").map_or(0, |at| (at as usize).min(LEVELS - 1));
                        depth += 1;
                    }
                    "startOverride" => {
                        list.starts.insert(at, element.number().unwrap_or(1));
                        xml.skip()?;
                    }
                    "lvl" => {
                        // A level of its own makes a definition of its own.
                        let own = u32::MAX - id;
                        let mut levels = self.definitions.get(&list.definition).cloned().unwrap_or_default();
                        levels[at] = level(xml)?;
                        self.definitions.insert(own, levels);
                        list.definition = own;
                    }
                    _ => depth += 1,
                },
                Token::End if depth == 0 => return Ok(list),
                Token::End => depth -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(list),
            }
        }
    }

    /// The level at which the list `id` counts paragraphs of a style.
    pub fn level_of(&self, id: u32, style: &str) -> Option<usize> {
        let levels = self.definitions.get(&self.lists.get(&id)?.definition)?;
        levels.iter().position(|level| level.style == style)
    }

    /// Counts one paragraph more and gives its number as it is written, with the space after it.
    pub fn next(&mut self, id: u32, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some(list) = self.lists.get_mut(&id) else { return String::new() };
        let Some(levels) = self.definitions.get(&list.definition) else { return String::new() };
        let count = self.counts.entry(list.definition).or_default();
        if !std::mem::replace(&mut list.met, true) {
            for (&at, &start) in &list.starts {
                count[at] = start.checked_sub(1);
            }
        }
        count[level] = Some(count[level].map_or(levels[level].start, |last| last.saturating_add(1)));
        count[level + 1..].fill(None);
        for at in 0..level {
            count[at].get_or_insert(levels[at].start);
        }
        written(levels, count, level)
    }
}

fn written(levels: &[Level; LEVELS], count: &Count, level: usize) -> String {
    let own = &levels[level];
    if own.format == "bullet" {
        return String::new();
    }
    let mut out = String::new();
    let mut rest = own.text.as_str();
    while let Some(at) = rest.find('%') {
        out.push_str(rest.cut(..at));
        rest = rest.cut(at + 1..);
        let digit = rest.bytes().next().filter(|digit| (b'1'..=b'9').contains(digit));
        let Some(digit) = digit else {
            out.push('%');
            continue;
        };
        rest = rest.cut(1..);
        let at = usize::from(digit - b'1');
        let format = if own.legal { "decimal" } else { &levels[at].format };
        out.push_str(&spelled(count[at].unwrap_or(levels[at].start), format));
    }
    out.push_str(rest);
    let wide = out.chars().next_back().is_some_and(|c| !c.is_ascii());
    if !out.is_empty() && (own.suffix == "space" || own.suffix != "nothing" && !wide) {
        out.push(' ');
    }
    out
}

fn number(element: &Element<'_>, name: &str) -> Option<u32> {
    element.get(name)?.trim().parse().ok()
}

fn levels(xml: &mut Xml<'_>) -> Result<[Level; LEVELS], Why> {
    let mut all: [Level; LEVELS] = Default::default();
    let mut depth = 0;
    loop {
        match xml.next()? {
            Token::Start(element) if element.name() == "lvl" => {
                let at = number(&element, "ilvl").map_or(0, |at| (at as usize).min(LEVELS - 1));
                all[at] = level(xml)?;
            }
            Token::Start(_) => depth += 1,
            Token::End if depth == 0 => return Ok(all),
            Token::End => depth -= 1,
            Token::Text(_) => {}
            Token::Eof => return Ok(all),
        }
    }
}

fn level(xml: &mut Xml<'_>) -> Result<Level, Why> {
    let mut level = Level { start: 1, format: "decimal".to_owned(), ..Level::default() };
    let mut depth = 0;
    loop {
        match xml.next()? {
            Token::Start(element) => {
                let value = || element.value().unwrap_or_default();
                match element.name() {
                    "start" => level.start = element.number().unwrap_or(1),
                    "numFmt" => level.format = value(),
                    "lvlText" => level.text = value(),
                    "suff" => level.suffix = value(),
                    "isLgl" => level.legal = element.is_on(),
                    "pStyle" => level.style = value(),
                    _ => {}
                }
                depth += 1;
            }
            Token::End if depth == 0 => return Ok(level),
            Token::End => depth -= 1,
            Token::Text(_) => {}
            Token::Eof => return Ok(level),
        }
    }
}

/// A number as a format writes it.
fn spelled(number: u32, format: &str) -> String {
    const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];
    let offset = |from: u32, most: u32| {
        let c = (1..=most).contains(&number).then(|| char::from_u32(from + number - 1)).flatten();
        c.map_or_else(|| number.to_string(), String::from)
    };
    let among = |signs: &[char]| {
        let at = (number as usize).checked_sub(1).and_then(|at| signs.get(at));
        at.map_or_else(|| number.to_string(), char::to_string)
    };
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_ascii_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_ascii_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => chinese(
            number,
            ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
            ["", "十", "百", "千"],
        ),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => chinese(
            number,
            ["", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
            ["", "拾", "佰", "仟"],
        ),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital" => {
            let digit = |byte: u8| {
                ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"][usize::from(byte - b'0')]
            };
            number.to_string().bytes().map(digit).collect()
        }
        "ideographTraditional" => among(&STEMS),
        "ideographZodiac" => among(&BRANCHES),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => offset(0x2460, 20),
        "decimalEnclosedParen" => offset(0x2474, 20),
        "decimalEnclosedFullstop" => offset(0x2488, 20),
        "ideographEnclosedCircle" => offset(0x3280, 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
            number.to_string().chars().map(wide).collect()
        }
        _ => number.to_string(),
    }
}

/// 十, 十二, 二十, 一百零三; larger numbers in digits.
fn chinese(number: u32, digits: [&str; 10], units: [&str; 4]) -> String {
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let written: Vec<usize> = number.to_string().bytes().map(|byte| usize::from(byte - b'0')).collect();
    let mut out = String::new();
    let mut gap = false;
    for (at, &digit) in written.iter().enumerate() {
        let unit = written.len() - 1 - at;
        if digit == 0 {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        // Ten to nineteen are said without a one.
        if !(digit == 1 && unit == 1 && written.len() == 2 && digits[1] == "一") {
            out.push_str(digits[digit]);
        }
        out.push_str(units[unit]);
    }
    out
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let (mut out, mut rest) = (String::new(), number);
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

/// A, B … Z, AA, BB: as Word counts in letters.
fn letters(number: u32) -> String {
    let Some(at) = number.checked_sub(1).filter(|at| *at < 26 * 30) else { return number.to_string() };
    let letter = char::from(b'A' + (at % 26) as u8);
    std::iter::repeat_n(letter, (at / 26 + 1) as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_the_format_says() {
        for (number, format, written) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (12, "chineseCountingThousand", "十二"),
            (20, "japaneseCounting", "二十"),
            (103, "chineseCountingThousand", "一百零三"),
            (110, "chineseCountingThousand", "一百一十"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (14, "lowerRoman", "xiv"),
            (28, "upperLetter", "BB"),
            (7, "decimalZero", "07"),
            (12, "decimalFullWidth", "１２"),
            (5, "unheard-of", "5"),
        ] {
            assert_eq!(spelled(number, format), written, "{format}");
        }
    }

    #[test]
    fn levels_count_within_their_parents_and_lists_may_begin_anew() {
        let text = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="4">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="H1"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
            <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>
            </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
            </w:numbering>"#;
        let mut all = Numbering::read(text).unwrap();
        let told: Vec<String> =
            [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (1, 2), (2, 0), (3, 0), (3, 1), (9, 0)]
                .map(|(id, level)| all.next(id, level))
                .to_vec();
        assert_eq!(told, ["一、", "1.1 ", "1.2 ", "二、", "2.1 ", "", "一、", "五、", "5.1 ", ""]);
        assert_eq!((all.level_of(1, "H1"), all.level_of(1, "H2")), (Some(0), None));
    }
}
