//! What must stand in a text before a pattern can match it: looked for first, because a search for words is many times faster
//! than a regular expression, and most patterns meet a text that has none of theirs.

use super::Piece;
use crate::document::fold::fold_str;

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

fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The same for a regular expression, as far as it is plain to read.
fn raw(text: &str) -> Option<Vec<String>> {
    let folded = fold_str(text);
    // Flags change what letters mean, never what ideographs mean.
    let mut reader = Reader { chars: folded.chars().collect(), at: 0 };
    let words = reader.alternation();
    (reader.at == reader.chars.len()).then_some(words).flatten()
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

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
                    self.class();
                    self.skip_quantifier();
                }
                '\\' => {
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
                    self.at += 1;
                    let optional = self.skip_quantifier();
                    if is_ideograph(c) && !optional {
                        run.push(c);
                    } else {
                        take(std::mem::take(&mut run).into_words());
                    }
                }
            }
        }
        take(run.into_words());
        best
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

    fn class(&mut self) {
        self.at += 1;
        let first = self.at;
        while let Some(&c) = self.chars.get(self.at) {
            self.at += if c == '\\' { 2 } else { 1 };
            let opens =
                self.at - 1 == first || self.at - 1 == first + 1 && self.chars.get(first) == Some(&'^');
            if c == ']' && !opens {
                return;
            }
        }
    }

    /// Steps over a quantifier; true where it lets what is before it be missing, or ends a run by repeating it.
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
        if self.chars[self.at] == '{' {
            while self.chars.get(self.at).is_some_and(|c| *c != '}') {
                self.at += 1;
            }
        }
        self.at += 1;
        if self.chars.get(self.at) == Some(&'?') {
            self.at += 1;
        }
        true
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
        assert_eq!(of("[一-龥]+(?:XX|××)"), Vec::<String>::new());
        assert_eq!(of("大?约[0-9]+(?:元|人)?左右"), ["左右"]);
        assert_eq!(of("[]甲]乙"), ["乙"]);
    }
}
