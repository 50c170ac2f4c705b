//! What must stand in a text before a pattern can match it: looked for first, because a search for words is many times faster
//! than a regular expression, and most patterns meet a text that has none of theirs.

use super::Piece;
use crate::document::fold::{fold_str, is_ideograph};
use crate::source::Cut;

/// Words of which at least one stands in every match; empty where nothing can be said.
pub(super) fn needles(pieces: &[Piece]) -> Vec<String> {
    sequence(pieces).unwrap_or_default()
}

fn sequence(pieces: &[Piece]) -> Option<Vec<String>> {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(text) => longest(runs(text)).map(|run| vec![run]),
            Piece::Either(branches) => branches
                .iter()
                .map(|branch| sequence(branch))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            Piece::Raw(text) => raw(text),
            Piece::Capture(..) | Piece::Gap | Piece::Fact(_) => None,
        })
        .max_by_key(|words| strength(words))
}

/// The rarer the words, the better: their length, and how few there are.
fn strength(words: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    (words.iter().map(String::len).min().unwrap_or(0), std::cmp::Reverse(words.len()))
}

/// Runs of ideographs: folding leaves them whole, and no space comes between.
fn runs(text: &str) -> Vec<String> {
    text.split(|c: char| !is_ideograph(c)).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn longest(runs: Vec<String>) -> Option<String> {
    runs.into_iter().max_by_key(String::len)
}

/// The same for a regular expression, as far as it is plain to read.
fn raw(text: &str) -> Option<Vec<String>> {
    let folded = fold_str(text);
    // Flags may change what letters mean, never what ideographs mean.
    let flagged = folded.match_indices("(?").any(|(at, _)| {
        let flags = folded.cut(at + 2..).split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        !flags.starts_with('P') && flags.contains(['i', 'x'])
    });
    let mut reader = Reader { chars: folded.chars().collect(), at: 0, only_ideographs: flagged };
    let words = reader.alternation();
    (reader.at == reader.chars.len()).then_some(words).flatten()
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    only_ideographs: bool,
}

/// Of classes of more characters than this nothing is said.
const FEW: usize = 6;

impl Reader {
    /// `a|b|c`, up to a closing bracket or the end.
    fn alternation(&mut self) -> Option<Vec<String>> {
        let mut all = Some(Vec::new());
        loop {
            let branch = self.branch();
            all = all.zip(branch).map(|(mut all, branch): (Vec<String>, _)| {
                all.extend(branch);
                all
            });
            match self.chars.get(self.at) {
                Some('|') => self.at += 1,
                _ => return all,
            }
        }
    }

    fn branch(&mut self) -> Option<Vec<String>> {
        let mut best: Option<Vec<String>> = None;
        let mut run = String::new();
        let mut take = |words: Vec<String>| {
            if !words.is_empty() && best.as_ref().is_none_or(|known| strength(&words) > strength(known)) {
                best = Some(words);
            }
        };
        while let Some(&c) = self.chars.get(self.at) {
            match c {
                '|' | ')' => break,
                '(' => {
                    take(std::mem::take(&mut run).into_words());
                    self.at += 1;
                    self.opening();
                    let inner = self.alternation();
                    self.at += 1;
                    if !self.skip_quantifier() {
                        take(inner.unwrap_or_default());
                    }
                }
                '[' => {
                    take(std::mem::take(&mut run).into_words());
                    let few = self.class();
                    if !self.skip_quantifier() {
                        take(few);
                    }
                }
                '\\' if !self.escapes_itself() => {
                    take(std::mem::take(&mut run).into_words());
                    self.at += 2;
                    if self.chars.get(self.at) == Some(&'{') {
                        while self.chars.get(self.at).is_some_and(|c| *c != '}') {
                            self.at += 1;
                        }
                        self.at += 1;
                    }
                    self.skip_quantifier();
                }
                c => {
                    let escaped = c == '\\';
                    let c = if escaped { self.chars[self.at + 1] } else { c };
                    self.at += 1 + usize::from(escaped);
                    let before = self.at;
                    let optional = self.skip_quantifier();
                    if self.stands_for_itself(c, escaped) && !optional {
                        run.push(c);
                        // What comes after a repeated character need not come after its first.
                        if self.at != before {
                            take(std::mem::take(&mut run).into_words());
                        }
                    } else {
                        take(std::mem::take(&mut run).into_words());
                    }
                }
            }
        }
        take(run.into_words());
        best
    }

    /// A backslash that only takes the meaning from what is after it.
    fn escapes_itself(&self) -> bool {
        self.chars.get(self.at + 1).is_some_and(char::is_ascii_punctuation)
    }

    fn stands_for_itself(&self, c: char, escaped: bool) -> bool {
        let plain = c.is_ascii_digit() || !c.is_ascii() || escaped || ",:;%/<>=!\"'#&@~_-".contains(c);
        let letter = c.is_ascii_alphabetic();
        is_ideograph(c) || !self.only_ideographs && (plain && !c.is_whitespace() || letter)
    }

    /// `?:`, `?P<name>`, `?i` after an opening bracket.
    fn opening(&mut self) {
        if self.chars.get(self.at) != Some(&'?') {
            return;
        }
        while let Some(&c) = self.chars.get(self.at) {
            if c == ')' {
                return;
            }
            self.at += 1;
            if c == ':' || c == '>' {
                return;
            }
        }
    }

    /// The characters of a class, where it is a list of a few.
    fn class(&mut self) -> Vec<String> {
        self.at += 1;
        let first = self.at;
        let (mut few, mut listed) = (Vec::new(), !self.only_ideographs);
        while let Some(&c) = self.chars.get(self.at) {
            self.at += if c == '\\' { 2 } else { 1 };
            let opens =
                self.at - 1 == first || self.at - 1 == first + 1 && self.chars.get(first) == Some(&'^');
            if c == ']' && !opens {
                break;
            }
            listed &= !['\\', '^', '-', '[', '&', '~'].contains(&c) && !c.is_whitespace();
            few.push(c.to_string());
        }
        if listed && few.len() <= FEW { few } else { Vec::new() }
    }

    /// Steps over a quantifier; true where it lets what is before it be missing.
    fn skip_quantifier(&mut self) -> bool {
        match self.chars.get(self.at) {
            Some('?' | '*' | '{') => {}
            Some('+') => {
                self.at += 1;
                if self.chars.get(self.at) == Some(&'?') {
                    self.at += 1;
                }
                return false;
            }
            _ => return false,
        }
        let mut optional = true;
        if self.chars[self.at] == '{' {
            optional = self.chars.get(self.at + 1).is_none_or(|least| !('1'..='9').contains(least));
            while self.chars.get(self.at).is_some_and(|c| *c != '}') {
                self.at += 1;
            }
        }
        self.at += 1;
        if self.chars.get(self.at) == Some(&'?') {
            self.at += 1;
        }
        optional
    }
}

trait IntoWords {
    fn into_words(self) -> Vec<String>;
}

impl IntoWords for String {
    fn into_words(self) -> Vec<String> {
        if self.is_empty() { Vec::new() } else { vec![self] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        raw(text).unwrap_or_default()
    }

    #[test]
    fn words_that_every_match_has() {
        assert_eq!(of("根据(?:依照|按照)"), ["根据"]);
        assert_eq!(of("布署|按装|座落于"), ["布署", "按装", "座落于"]);
        assert_eq!(of("(?P<here>锟斤拷|烫烫烫)"), ["锟斤拷", "烫烫烫"]);
        assert_eq!(of("部门(?:名称)?[::](?P<value>[^\\s]{2,40})"), ["部门"]);
        assert_eq!(of("20[0-9]{2}年度?(?:部门)?[^年]*表"), ["年"]);
        assert_eq!(of("[一-龥]+(?:XX|××)"), ["XX", "××"]);
        assert_eq!(of("(?i)(?:null|nan)"), Vec::<String>::new());
        assert_eq!(of("(?:[Xx]{2,}|○)"), ["X", "x", "○"]);
        assert_eq!(of("[,、]{0,2}a{0,1}"), Vec::<String>::new());
        assert_eq!(of("ab+c"), ["ab"]);
        assert_eq!(of(r"#N\/A\d"), ["#N/A"]);
        assert_eq!(of("大?约[0-9]+(?:元|人)?左右"), ["左右"]);
        assert_eq!(of("[]甲]乙"), ["乙"]);
    }
}
