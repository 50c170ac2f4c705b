//! Folding: the text as it is matched.
//!
//! Compatibility forms become the plain ones (NFKC: ⽀出 is 支出, （ is (, １ is 1), markup (`**`, `<b>`) and spaces that carry
//! no meaning are dropped, so that rules meet one spelling. Lines and tabs stay. Every byte of the folded text leads back to
//! the bytes it came from.

pub mod simplified;
mod way;

use unicode_normalization::UnicodeNormalization;

use super::spaced::{self, Gap};
use super::{Place, scripts};
use crate::source::struck::struck;
use crate::source::{Cut, FileId, Source, Span, raised};

/// Tags of HTML that say how text looks and are left in it by converters: folding drops them.
pub const TAGS: [&str; 14] = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<u>",
    "</u>",
    "<br>",
    "<br/>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<sup>",
    "</sup>",
];

/// A folded text with the way back to the source.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The text as it is matched.
    pub text: String,
    /// The same in the characters it is written in, where it is matched in others; place by place.
    written: Option<String>,
    /// Where the way back changes, ascending.
    segments: Vec<Segment>,
    /// Before which bytes two blanks or more stand within a line, as between columns; ascending.
    gaps: Vec<u32>,
    /// Which pipes have a backslash before them, and part no cells; ascending.
    bars: Vec<u32>,
}

/// A run of folded bytes that came from one run of source bytes.
#[derive(Debug, Clone, Copy)]
struct Segment {
    folded: u32,
    source: u32,
    /// 0: byte for byte. Otherwise all of the run stands for these many bytes of the source.
    source_len: u32,
}

impl Folded {
    /// Has a text in traditional characters matched in simplified ones.
    pub fn simplify(&mut self) {
        if simplified::is_traditional(&self.text) {
            let text = simplified::simplified(&self.text);
            self.written = Some(std::mem::replace(&mut self.text, text));
        }
    }

    /// The text in the characters it is written in, as people are shown it; place by place [`Folded::text`].
    pub fn written(&self) -> &str {
        self.written.as_ref().unwrap_or(&self.text)
    }

    /// Where in the source `place` stands.
    pub fn span(&self, file: FileId, place: &Place) -> Span {
        let start = self.segment(place.start).map_or(0, |segment| match segment.source_len {
            0 => segment.source + (place.start - segment.folded),
            _ => segment.source,
        });
        if place.end <= place.start {
            // An empty place is the gap after what stands before it: the blank cell, not the tab that follows.
            let end = place.start.checked_sub(1).map_or(0, |last| self.end_of(last));
            return Span { file, start: end, end };
        }
        Span { file, start, end: self.end_of(place.end - 1).max(start) }
    }

    /// Whether two blanks or more stand before one of the bytes of `place` but the first: columns, no words.
    pub fn has_gap(&self, place: &Place) -> bool {
        let next = self.gaps.partition_point(|gap| *gap <= place.start);
        self.gaps.get(next).is_some_and(|gap| *gap < place.end)
    }

    /// The pipes with a backslash before them within `place`.
    pub fn bars(&self, place: &Place) -> &[u32] {
        let [from, to] = [place.start, place.end].map(|end| self.bars.partition_point(|bar| *bar < end));
        self.bars.get(from..to).unwrap_or_default()
    }

    /// One past the source bytes that the folded byte at `last` stands for.
    fn end_of(&self, last: u32) -> u32 {
        self.segment(last).map_or(0, |segment| match segment.source_len {
            0 => segment.source + (last - segment.folded) + 1,
            len => segment.source + len,
        })
    }

    fn segment(&self, at: u32) -> Option<Segment> {
        let next = self.segments.partition_point(|segment| segment.folded <= at);
        next.checked_sub(1).map(|index| self.segments[index])
    }
}

/// Folds what a source says, its marks left out, and remembers the way back.
pub fn fold_source(source: &Source) -> Folded {
    let mut whole = Folded::default();
    for part in source.files().parts() {
        whole.append(fold_source(&part.source), part.place.start);
        // Every part ends its last line.
        if !whole.text.is_empty() && !whole.text.ends_with('\n') {
            whole.segments.push(Segment {
                folded: whole.text.len() as u32,
                source: part.place.end - 1,
                source_len: 0,
            });
            whole.text.push('\n');
        }
    }
    if !source.files().is_empty() {
        return whole;
    }
    let text = source.text();
    match source.marks() {
        // What is struck out is marked so in plain text only.
        [] if source.layout().is_none() => fold_laid_out(text),
        [] => fold(text),
        marks => fold(&source.said(0..text.len())).through(marks),
    }
}

/// Folds a whole text and remembers the way back.
pub fn fold(source: &str) -> Folded {
    fold_parted(source, &[])
}

/// Folds plain text: what is struck out is left out, and tabs part the columns that are laid out by spaces.
pub fn fold_laid_out(source: &str) -> Folded {
    let gone = struck(source);
    let mut gaps = spaced::gaps(source);
    // Signs of striking stand within a cell; what reaches over its end is no gap.
    gaps.retain(|gap| {
        let next = gone.partition_point(|range| range.end <= gap.place.start);
        gone.get(next).is_none_or(|range| range.start >= gap.place.end)
    });
    let mut parts: Vec<Gap> = gone.into_iter().map(|place| Gap { place, columns: 0 }).chain(gaps).collect();
    parts.sort_by_key(|part| part.place.start);
    fold_parted(source, &parts)
}

/// Folds a text of which `parts`, which ascend, say nothing but how many columns further the rest of its line stands.
fn fold_parted(source: &str, parts: &[Gap]) -> Folded {
    let mut folder = Folder {
        source,
        out: Folded { text: String::with_capacity(source.len()), ..Folded::default() },
        space: None,
        blanks: 0,
    };
    let mut at = 0;
    for part in parts {
        folder.run(at, part.place.start);
        at = part.place.end;
        if part.columns > 0 {
            at -= folder.part(part);
        }
    }
    folder.run(at, source.len());
    folder.out
}

/// True for the characters of Chinese words: folding leaves them as they are.
pub fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Folds a short text, a pattern or a name, without a way back.
pub fn fold_str(source: &str) -> String {
    fold(source).text
}

struct Folder<'a> {
    source: &'a str,
    out: Folded,
    /// A space seen and not yet written: where it starts and how long it is.
    space: Option<(usize, usize)>,
    /// How many blanks it is the first of.
    blanks: usize,
}

impl Folder<'_> {
    /// Folds the bytes from `at` to `end`.
    fn run(&mut self, mut at: usize, end: usize) {
        let bytes = self.source.as_bytes();
        while at < end {
            let start = at;
            while at < end && is_plain(bytes[at]) {
                at += 1;
            }
            if at > start {
                self.copy(start, at);
                continue;
            }
            at += match bytes[at] {
                b'\n' | b'\t' => {
                    self.space = None;
                    self.push_identity(at, at + 1);
                    1
                }
                b'\r' => 1,
                b' ' => self.set_space(at, 1),
                b'*' if bytes.get(at + 1) == Some(&b'*') => 2,
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => self.escape(at),
                b'<' => self.tag(at),
                0x0B | 0x0C => self.set_space(at, 1),
                // Controls are not seen.
                0x00..=0x1F | 0x7F => 1,
                byte if byte < 0x80 => {
                    self.copy(at, at + 1);
                    1
                }
                // Ideographs, U+4000 to U+9FFF, are by far the most frequent and always stay.
                0xE4..=0xE9 => {
                    self.copy(at, at + 3);
                    3
                }
                _ => self.wide(at),
            };
        }
    }

    /// Writes the tabs of a gap; of the break at its end, which stays, it hands back the length.
    fn part(&mut self, gap: &Gap) -> usize {
        self.space = None;
        let (start, len) = (gap.place.start as u32, gap.place.len() as u32);
        let folded = self.out.text.len() as u32;
        self.out.segments.push(Segment { folded, source: start, source_len: len });
        self.out.text.extend(std::iter::repeat_n('\t', gap.columns));
        let broken = self.source.as_bytes().get(gap.place.end - 1).is_some_and(|byte| *byte == b'\n');
        usize::from(broken)
    }

    /// Drops a backslash; a pipe whose meaning it takes is copied.
    fn escape(&mut self, at: usize) -> usize {
        if self.source.as_bytes().get(at + 1) != Some(&b'|') {
            return 1;
        }
        self.copy(at + 1, at + 2);
        self.out.bars.push(self.out.text.len() as u32 - 1);
        2
    }

    /// Copies source bytes as they are.
    fn copy(&mut self, start: usize, end: usize) {
        let first = self.source.as_bytes()[start];
        self.flush_space(first >= 0x80 && !LETTERS.contains(&first));
        self.push_identity(start, end);
    }

    fn push_identity(&mut self, start: usize, end: usize) {
        let folded = self.out.text.len() as u32;
        let follows =
            self.out.segments.last().is_some_and(|last| {
                last.source_len == 0 && last.source + (folded - last.folded) == start as u32
            });
        if !follows {
            self.out.segments.push(Segment { folded, source: start as u32, source_len: 0 });
        }
        self.out.text.push_str(self.source.cut(start..end));
    }

    /// Writes `text` for the `len` source bytes at `start`.
    fn replace(&mut self, start: usize, len: usize, text: &str) {
        let wide = text.bytes().next().is_some_and(|byte| byte >= 0x80) || len > 1;
        self.flush_space(wide);
        let folded = self.out.text.len() as u32;
        self.out.segments.push(Segment { folded, source: start as u32, source_len: len as u32 });
        self.out.text.push_str(text);
    }

    fn set_space(&mut self, at: usize, len: usize) -> usize {
        self.blanks = if self.space.is_some() { self.blanks + 1 } else { 1 };
        self.space.get_or_insert((at, len));
        len
    }

    /// A space between two Latin words or numbers is one space; every other carries no meaning.
    fn flush_space(&mut self, next_is_wide: bool) {
        let Some((start, len)) = self.space.take() else { return };
        let within = self.out.text.bytes().last().is_some_and(|byte| !matches!(byte, b'\n' | b'\t' | b'|'));
        let is_narrow = |c: char| c > ' ' && (c.is_ascii() || c.is_alphabetic() && c < LAST_LETTER);
        let keeps = !next_is_wide && self.out.text.chars().next_back().is_some_and(is_narrow);
        // A full-width character that was folded to ASCII is still wide: `：` and what follows it need no space.
        let after_wide = self
            .out
            .segments
            .last()
            .is_some_and(|last| last.source_len > 1 && self.out.text.len() as u32 == last.folded + 1);
        if keeps && !after_wide {
            let folded = self.out.text.len() as u32;
            self.out.segments.push(Segment { folded, source: start as u32, source_len: len as u32 });
            self.out.text.push(' ');
        }
        if within && self.blanks > 1 {
            self.out.gaps.push(self.out.text.len() as u32);
        }
    }

    /// Drops the tags that converters leave in text; everything else with a `<` is text.
    fn tag(&mut self, at: usize) -> usize {
        let rest = self.source.cut(at..);
        let beside = self.out.text.chars().next_back().is_some_and(|c| !matches!(c, '\n' | '\t' | '|'));
        if let Some((len, words)) = raised::tagged(rest).filter(|_| beside) {
            self.replace(at, len, &words);
            return len;
        }
        match tag(rest) {
            0 => {
                self.copy(at, at + 1);
                1
            }
            len => len,
        }
    }

    /// Everything that is neither ASCII nor a common ideograph.
    fn wide(&mut self, at: usize) -> usize {
        let Some(c) = self.source.cut(at..).chars().next() else { return 1 };
        let len = c.len_utf8();
        match c {
            '\u{85}' | '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => {
                self.set_space(at, len);
            }
            '\u{ad}' if is_minus(self.source, at) => self.replace(at, len, "-"),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' => {}
            c if c.is_control() => {}
            '“' | '”' | '„' | '‟' | '＂' | '「' | '」' => self.replace(at, len, "\""),
            '‘' | '’' => self.replace(at, len, "'"),
            '−' | '‐' | '‑' | '‒' => self.replace(at, len, "-"),
            '￥' => self.replace(at, len, "¥"),
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
                self.replace(at, len, ascii.encode_utf8(&mut [0; 4]));
            }
            '\u{2e80}'..='\u{2eff}' => match radical(c) {
                Some(plain) => self.replace(at, len, plain.encode_utf8(&mut [0; 4])),
                None => self.copy(at, at + len),
            },
            '\u{2f00}'..='\u{2fdf}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff5f}'..='\u{ffef}'
            | '\u{3200}'..='\u{33ff}'
            | '\u{2474}'..='\u{249b}' => {
                let plain: String = std::iter::once(c).nfkc().collect();
                self.replace(at, len, &plain);
            }
            c => match scripts::plain(c) {
                Some(plain) => self.replace(at, len, plain.encode_utf8(&mut [0; 4])),
                None => self.copy(at, at + len),
            },
        }
        len
    }
}

/// Whether the soft hyphen at `at` is a minus sign: fonts draw both as one stroke, and no word is parted before a digit
/// where none stands before it.
pub fn is_minus(text: &str, at: usize) -> bool {
    let before = text.cut(..at).chars().next_back();
    let after = text.cut(at..).chars().nth(1);
    !before.is_some_and(char::is_alphabetic) && after.is_some_and(|c| c.is_ascii_digit())
}

/// How long the tag is that `rest` begins with and that folding drops; 0 where it begins with none.
fn tag(rest: &str) -> usize {
    let begins = |tag: &&&str| rest.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    TAGS.iter().find(begins).map_or(0, |tag| tag.len())
}

/// How long the markup is that `rest` begins with and that folding drops; a backslash together with the sign whose meaning it
/// takes. 0 where it begins with none.
pub fn markup(rest: &str) -> usize {
    match rest.as_bytes() {
        [b'*', b'*', ..] => 2,
        [b'\\', next, ..] if next.is_ascii_punctuation() => 2,
        [b'<', ..] => tag(rest),
        _ => 0,
    }
}

/// First bytes of the letters of Europe beyond ASCII, é, ß, ж, which stand in words with spaces between them.
const LETTERS: std::ops::RangeInclusive<u8> = 0xC3..=0xD3;
/// One past the last of these.
const LAST_LETTER: char = '\u{500}';

/// ASCII that is copied without a second look.
fn is_plain(byte: u8) -> bool {
    byte > b' ' && byte < 0x7f && !matches!(byte, b'*' | b'\\' | b'<')
}

/// Radicals of the supplement (U+2E80 to U+2EFF) that PDF fonts put in place of ideographs and NFKC leaves alone.
fn radical(c: char) -> Option<char> {
    const PAIRS: &str = "⺎兀⺒巳⺝月⺟母⺠民⺴网⻁虎⻄西⻅见⻆角⻉贝⻋车⻒镸⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";
    let mut chars = PAIRS.chars();
    while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
        if from == c {
            return Some(to);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(source: &str, needle: &str) -> String {
        let folded = fold(source);
        let at = folded.text.find(needle).expect("needle") as u32;
        let span = folded.span(FileId(0), &(at..at + needle.len() as u32));
        source[span.range()].to_owned()
    }

    #[test]
    fn compatibility_forms_meet_one_spelling() {
        assert_eq!(fold_str("因公出国（境）费　１２３．４５"), "因公出国(境)费123.45");
        assert_eq!(fold_str("⽀出 ⾦额 ㈠ ⺠"), "支出金额(一)民");
        assert_eq!(fold_str("应急管 理支出"), "应急管理支出");
        assert_eq!(fold_str("<b>合计</b> **总计** \\_"), "合计总计_");
        assert_eq!(fold_str("“三公”经费"), "\"三公\"经费");
    }

    #[test]
    fn spaces_between_latin_words_stay() {
        assert_eq!(fold_str("Total  expenditure 2024"), "Total expenditure 2024");
        assert_eq!(fold_str("a \t b\r\n c"), "a\tb\nc");
        assert_eq!(fold_str("2024 年 3 月"), "2024年3月");
    }

    #[test]
    fn every_place_leads_back() {
        assert_eq!(slice("收入（元）合计", "(元)"), "（元）");
        assert_eq!(slice("**基本 支出**：指", "基本支出"), "基本 支出");
        assert_eq!(slice("第㈠条", "一"), "㈠");
        assert_eq!(slice("x\r\ny　１，２３４", "1,234"), "１，２３４");
    }

    #[test]
    fn marks_are_passed_on_the_way_back() {
        let text = "<!-- gouji-document 1 -->\n# 一\\_（二）\n|  其中 | １\\*2 <!-- 1x2 --> |  |\n完\n";
        let source = Source::new("a", text).marked();
        let folded = fold_source(&source);
        assert_eq!(folded.text, "一_(二)\n其中\t1*2\t\n完\n");
        let back = |needle: &str| {
            let at = folded.text.find(needle).expect("needle") as u32;
            &text[folded.span(FileId(0), &(at..at + needle.len() as u32)).range()]
        };
        for (needle, wanted) in [
            ("一", "一"),
            ("_(二", "_（二"),
            ("其中", "其中"),
            ("\t1", " | １"),
            ("1*2", "１\\*2"),
            ("2\t", "2 <!-- 1x2 --> | "),
            ("完", "完"),
        ] {
            assert_eq!(back(needle), wanted, "{needle:?}");
        }
    }

    #[test]
    fn columns_are_told_from_words_by_the_blanks_between_them() {
        assert_eq!(fold_str("nach  Ämtern à  l'État où est"), "nach Ämtern à l'État où est");
        let folded = fold("  小计  小计\n保障 保障\nTotal  2024\n");
        assert_eq!(folded.text, "小计小计\n保障保障\nTotal 2024\n");
        let place = |needle: &str| {
            let at = folded.text.find(needle).expect("needle") as u32;
            at..at + needle.len() as u32
        };
        assert!(folded.has_gap(&place("小计小计")));
        assert!(!folded.has_gap(&place("小计")));
        assert!(!folded.has_gap(&place("保障保障")));
        assert!(folded.has_gap(&place("Total 2024")));
    }

    #[test]
    fn a_blank_place_is_the_gap() {
        let folded = fold("a\t\tb");
        assert_eq!(folded.span(FileId(0), &(2..2)).range(), 2..2);
    }
}
