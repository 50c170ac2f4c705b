//! The parser of patterns.

use std::ops::Range;

use super::{KINDS, Kind, Piece};
use crate::diagnostic::Text;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::keys::fault::Fault;
use crate::rule::words::fold;
use crate::source::Cut;

/// Groups inside one another beyond this are refused.
const DEEPEST: usize = 16;

/// A pattern's pieces, the names it captures and the facts it needs.
pub(super) struct Parsed {
    pub(super) pieces: Vec<Piece>,
    pub(super) names: Vec<String>,
    pub(super) facts: Vec<(String, Range<usize>)>,
}

/// Reads a phrase pattern, or a regular expression between slashes.
pub(super) fn parse(text: &str) -> Result<Parsed, Box<Fault>> {
    let mut parser = Parser { text, at: 0, depth: 0, names: Vec::new(), facts: Vec::new() };
    let pieces = match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        Some(regex) => parser.raw(regex),
        None => {
            let pieces = parser.sequence()?;
            match parser.rest().chars().next() {
                Some(c) => {
                    let at = parser.at..parser.at + c.len_utf8();
                    return Err(Fault::new(
                        at,
                        Text::new(format!("词句模式里单独的「{c}」"), format!("a lone `{c}` in the pattern")),
                    )
                    .label(Text::new("没有与它配对的 (", "no `(` opens it"))
                    .help(Text::new(
                        format!("要匹配它本身，写作 \\{c}"),
                        format!("write \\{c} for the character itself"),
                    )));
                }
                None => pieces,
            }
        }
    };
    Ok(Parsed { pieces, names: parser.names, facts: parser.facts })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    names: Vec<String>,
    facts: Vec<(String, Range<usize>)>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.cut(self.at..)
    }

    /// Cuts a regular expression at its facts.
    fn raw(&mut self, regex: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(open) = regex.cut(at..).find("{=") {
            let Some(len) = regex.cut(at + open..).find('}') else { break };
            pieces.push(Piece::Raw(regex.cut(at..at + open).to_owned()));
            let inner = at + open + 2..at + open + len;
            let name = fold(regex.cut(inner.clone()));
            self.facts.push((name.clone(), inner.start + 1..inner.end + 1));
            pieces.push(Piece::Fact(name));
            at = inner.end + 1;
        }
        pieces.push(Piece::Raw(regex.cut(at..).to_owned()));
        pieces
    }

    /// Pieces up to `|`, `)` or the end.
    fn sequence(&mut self) -> Result<Vec<Piece>, Box<Fault>> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        while let Some(c) = self.rest().chars().next() {
            if matches!(c, '|' | ')') {
                break;
            }
            if c == '\\' {
                self.at += 1;
                let escaped = self.rest().chars().next().unwrap_or('\\');
                literal.push(escaped);
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                continue;
            }
            if !matches!(c, '{' | '(' | '*' | '…') {
                literal.push(c);
                self.at += c.len_utf8();
                continue;
            }
            flush(&mut pieces, &mut literal);
            let piece = match c {
                '{' => self.braces()?,
                '(' => self.either()?,
                _ => {
                    self.at += self.rest().len() - self.rest().trim_start_matches(['*', '…']).len();
                    Piece::Gap
                }
            };
            pieces.push(piece);
        }
        flush(&mut pieces, &mut literal);
        Ok(pieces)
    }

    fn either(&mut self) -> Result<Piece, Box<Fault>> {
        let open = self.at;
        if self.depth >= DEEPEST {
            return Err(Fault::new(
                open..open + 1,
                Text::new("词句模式的括号嵌套太深", "the pattern nests too deeply"),
            )
            .label(Text::new("到这里太深了", "here it is too deep"))
            .help(Text::new(
                "去掉不必要的括号，或拆成几个模式",
                "drop needless brackets, or split the pattern",
            )));
        }
        self.depth += 1;
        let mut branches = Vec::new();
        loop {
            self.at += 1;
            branches.push(self.sequence()?);
            match self.rest().chars().next() {
                Some('|') => {}
                Some(_) => break,
                None => {
                    return Err(Fault::new(
                        open..open + 1,
                        Text::new("词句模式的括号没有合上", "the bracket is never closed"),
                    )
                    .label(Text::new("缺少与它配对的 )", "its `)` is missing"))
                    .help(Text::new(
                        "要匹配括号本身，用全角或写作 \\(",
                        "write \\( for the bracket itself",
                    )));
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Piece::Either(branches))
    }

    fn braces(&mut self) -> Result<Piece, Box<Fault>> {
        let open = self.at;
        let Some(len) = self.rest().find('}') else {
            return Err(Fault::new(open..open + 1, Text::new("花括号没有合上", "the brace is never closed"))
                .label(Text::new("缺少与它配对的 }", "its `}` is missing")));
        };
        self.at += len + 1;
        let inner = open + 1..open + len;
        let words = self.text.cut(inner.clone());
        if let Some(fact) = words.strip_prefix('=') {
            let name = fold(fact);
            self.facts.push((name.clone(), inner.start + 1..inner.end));
            return Ok(Piece::Fact(name));
        }
        let (name, kind) = match words.split_once([':', '：']) {
            Some((name, kind)) => (name.trim(), Some(kind)),
            None => (words.trim(), None),
        };
        let kind_at = inner.end - kind.map_or(0, str::len)..inner.end;
        let known = |name: &str| KINDS.iter().find(|(kind, _)| *kind == name).map(|(_, kind)| *kind);
        if !well_named(name) {
            return Err(Fault::new(
                open..self.at,
                Text::new(format!("「{words}」不能作捕获的名字"), format!("`{words}` cannot name a capture")),
            )
            .label(Text::new("应写作 {名字} 或 {名字:类型}", "expected {name} or {name:kind}"))
            .help(Text::new(
                "名字由文字、数字、下划线组成，不以数字开头",
                "letters, digits and underscores, no digit first",
            )));
        }
        let Some(kind) = kind.map(str::trim) else {
            let kind = known(name);
            let again = self.names.iter().any(|n| n == name);
            if again && kind.is_none() {
                return Err(self.twice(name, inner));
            }
            let captured = (!again).then(|| name.to_owned());
            self.names.extend(captured.clone());
            return Ok(Piece::Capture(captured, kind.unwrap_or(Kind::Words)));
        };
        let Some(found) = known(kind) else {
            let all = KINDS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>();
            let fault = Fault::new(
                kind_at,
                Text::new(
                    format!("没有名为「{kind}」的捕获类型"),
                    format!("there is no kind of capture `{kind}`"),
                ),
            )
            .label(Text::new(
                format!("可用的有 {}", all.join("、")),
                format!("there are {}", all.join(", ")),
            ));
            return Err(match nearest(kind, all) {
                Some(near) => fault.help(did_you_mean(near)),
                None => fault,
            });
        };
        if self.names.iter().any(|n| n == name) {
            return Err(self.twice(name, inner));
        }
        self.names.push(name.to_owned());
        Ok(Piece::Capture(Some(name.to_owned()), found))
    }

    fn twice(&self, name: &str, at: Range<usize>) -> Box<Fault> {
        Fault::new(at, Text::new(format!("「{name}」捕获了两次"), format!("`{name}` is captured twice")))
            .label(Text::new("第二次在这里", "the second time here"))
            .help(Text::new("给其中一处换个名字", "give one of them another name"))
    }
}

fn flush(pieces: &mut Vec<Piece>, literal: &mut String) {
    if literal.is_empty() {
        return;
    }
    let folded = fold(literal);
    if !folded.is_empty() {
        pieces.push(Piece::Literal(folded));
    }
    literal.clear();
}

fn well_named(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}
