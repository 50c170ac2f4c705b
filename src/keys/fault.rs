//! What is wrong with a piece of text inside a TOML file, and the way from that text back to the file.

use std::ops::Range;

use crate::diagnostic::Text;
use crate::source::{Cut, FileId, Span};

/// A mistake in a formula or a pattern, by the bytes of that formula or pattern; whoever knows the file adds the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes at fault.
    pub range: Range<usize>,
    /// What is wrong, true without the label.
    pub message: Text,
    /// What was expected there, in a few words.
    pub label: Text,
    /// The one step to take.
    pub help: Option<Text>,
}

impl Fault {
    /// A fault over `range`; boxed, so that what succeeds does not carry its size.
    pub fn new(range: Range<usize>, message: Text) -> Box<Self> {
        Box::new(Self { range, message, label: Text::default(), help: None })
    }

    /// The same with words under the finger.
    pub fn label(mut self: Box<Self>, label: Text) -> Box<Self> {
        self.label = label;
        self
    }

    /// The same with the step to take.
    pub fn help(mut self: Box<Self>, help: Text) -> Box<Self> {
        self.help = Some(help);
        self
    }
}

/// Where in a file each byte of a decoded string stands.
#[derive(Debug, Clone)]
pub struct Origin {
    file: FileId,
    /// One for each byte of the text and one for its end.
    bytes: Vec<u32>,
    /// What stands for something shorter in the file is pointed at whole.
    pieces: Vec<Range<usize>>,
}

impl Origin {
    /// `len` bytes that stand in `file` from `start` as they are.
    pub fn plain(file: FileId, start: usize, len: usize) -> Self {
        Self { file, bytes: (start..=start + len).map(|at| at as u32).collect(), pieces: Vec::new() }
    }

    /// A TOML string: `raw` is how it is written, quotes and all, from byte `start` of `file`; `len` is the length of what
    /// it means. All four kinds of strings and bare keys are known.
    pub fn of_string(file: FileId, start: usize, raw: &str, len: usize) -> Self {
        let (quotes, escapes) = ["\"\"\"", "'''", "\"", "'"]
            .iter()
            .find(|quote| raw.starts_with(**quote))
            .map_or((0, false), |quote| (quote.len(), quote.starts_with('"')));
        let mut at = quotes;
        if quotes == 3 {
            at += if raw.cut(at..).starts_with("\r\n") {
                2
            } else {
                usize::from(raw.cut(at..).starts_with('\n'))
            };
        }
        let mut bytes = Vec::with_capacity(len + 1);
        while bytes.len() < len && at < raw.len() {
            let (written, meant) = if escapes { step(raw.cut(at..), quotes == 3) } else { (1, 1) };
            let one_to_one = written == meant;
            bytes.extend((0..meant).map(|i| (start + at + if one_to_one { i } else { 0 }) as u32));
            at += written;
        }
        let end = (start + at.min(raw.len())) as u32;
        bytes.truncate(len);
        bytes.resize(len + 1, end);
        Self { file, bytes, pieces: Vec::new() }
    }

    /// The same for a text in which each of `cuts`, from left to right, stands for as many bytes as it says.
    pub fn spliced(&self, cuts: &[(Range<usize>, usize)]) -> Self {
        let (mut bytes, mut pieces, mut at) = (Vec::new(), Vec::new(), 0);
        for (cut, len) in cuts {
            bytes.extend(self.bytes.get(at..cut.start).unwrap_or_default());
            pieces.push(bytes.len()..bytes.len() + len);
            bytes.resize(bytes.len() + len, self.bytes.get(cut.start).copied().unwrap_or_default());
            at = cut.end;
        }
        bytes.extend(self.bytes.get(at..).unwrap_or_default());
        Self { file: self.file, bytes, pieces }
    }

    /// The place of `range` in the file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let at = |i: usize| self.bytes.get(i).or(self.bytes.last()).copied().unwrap_or_default();
        let touched = self.pieces.iter().filter(|piece| piece.start < range.end && range.start < piece.end);
        let range = touched.fold(range.clone(), |all, one| all.start.min(one.start)..all.end.max(one.end));
        let start = at(range.start);
        Span { file: self.file, start, end: at(range.end).max(start) }
    }
}

/// How many bytes of a basic string the next character takes, and how many it means.
fn step(rest: &str, multiline: bool) -> (usize, usize) {
    let mut chars = rest.chars();
    let first = chars.next().map_or(1, char::len_utf8);
    if !rest.starts_with('\\') {
        return (first, first);
    }
    let hex = |n: usize| {
        let digits: String = rest.chars().skip(2).take(n).take_while(char::is_ascii_hexdigit).collect();
        let meant = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).map_or(1, char::len_utf8);
        (2 + digits.len(), meant)
    };
    match chars.next() {
        Some('x') => hex(2),
        Some('u') => hex(4),
        Some('U') => hex(8),
        Some(c) if multiline && c.is_whitespace() => {
            (1 + rest.cut(1..).len() - rest.cut(1..).trim_start_matches([' ', '\t', '\r', '\n']).len(), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(raw: &str, text: &str, needle: &str) -> String {
        let at = text.find(needle).unwrap();
        let origin = Origin::of_string(FileId(0), 0, raw, text.len());
        raw[origin.span(&(at..at + needle.len())).range()].to_owned()
    }

    #[test]
    fn every_kind_of_string_leads_back() {
        assert_eq!(place("'支出总表[合计]'", "支出总表[合计]", "合计"), "合计");
        assert_eq!(place(r#""a\"b\" 合计""#, "a\"b\" 合计", "合计"), "合计");
        assert_eq!(place(r#""\u5408计x""#, "合计x", "合计"), "\\u5408计");
        assert_eq!(place("'''\n一\n二'''", "一\n二", "二"), "二");
        assert_eq!(place("\"\"\"\n一\\\n   二三\"\"\"", "一二三", "二"), "二");
        assert_eq!(place("合计", "合计", "计"), "计");
    }
}
