//! Globs over folded text: `*部门预算*`. `*` is any run, `?` any character, Latin letters stand for either case (TOTAL is Total);
//! nothing else has a meaning of its own, for names of tables are full of brackets.

use std::borrow::Cow;

use memchr::{memchr2_iter, memmem};

use crate::document::fold::{fold_str, simplified};
use crate::source::Cut;

/// A glob with the words it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    /// As written.
    pub text: String,
    /// What stands between the stars, folded.
    pieces: Vec<Piece>,
    /// The same in simplified characters, where it is written in others: documents are matched in these.
    simplified: Option<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    /// It has a question mark, or letters that stand for either case: it is compared character by character.
    open: bool,
}

impl Glob {
    /// Compiles a glob; its text is folded as documents are.
    pub fn new(text: &str) -> Self {
        let piece = |text: &str| Piece {
            text: fold_str(text),
            open: text.contains(|c: char| c.is_ascii_alphabetic() || matches!(c, '?' | '？')),
        };
        let pieces: Vec<Piece> = text.split('*').map(piece).collect();
        let simplified = simplified::has_traditional(text).then(|| {
            let piece = |piece: &Piece| Piece { text: simplified::simplified(&piece.text), ..*piece };
            pieces.iter().map(piece).collect()
        });
        Self { text: text.to_owned(), pieces, simplified }
    }

    /// The glob with `{=fact}` replaced by what the document says of it; `None` where it says nothing.
    pub fn with_facts(&self, facts: &dyn Fn(&str) -> Option<String>) -> Option<Cow<'_, Glob>> {
        let Some((before, rest)) = self.text.split_once("{=") else { return Some(Cow::Borrowed(self)) };
        let (name, after) = rest.split_once('}')?;
        let value = facts(&fold_str(name))?;
        Some(Cow::Owned(Glob::new(&format!("{before}{value}{after}"))))
    }

    /// How many bytes are not stars: the more, the more specific.
    pub fn weight(&self) -> usize {
        self.pieces.iter().map(|piece| piece.text.len()).sum()
    }

    /// True where all of `text`, which is folded, fits.
    pub fn matches(&self, text: &str) -> bool {
        fits(&self.pieces, text) || self.simplified.as_ref().is_some_and(|pieces| fits(pieces, text))
    }
}

/// True where all of `text` is `pieces` with anything between them.
fn fits(pieces: &[Piece], text: &str) -> bool {
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| starts(text, only) == Some(text.len()));
    };
    let Some(mut at) = starts(text, first) else { return false };
    for piece in middle {
        match find(text.cut(at..), piece) {
            Some((_, end)) => at += end,
            None => return false,
        }
    }
    ends(text.cut(at..), last)
}

/// Bytes of `text` that `piece` takes at its start.
fn starts(text: &str, piece: &Piece) -> Option<usize> {
    if !piece.open {
        return text.starts_with(&piece.text).then_some(piece.text.len());
    }
    let mut chars = text.char_indices();
    for wanted in piece.text.chars() {
        let (_, c) = chars.next()?;
        if wanted != '?' && !wanted.eq_ignore_ascii_case(&c) {
            return None;
        }
    }
    Some(chars.next().map_or(text.len(), |(at, _)| at))
}

fn ends(text: &str, piece: &Piece) -> bool {
    if !piece.open {
        return text.ends_with(&piece.text);
    }
    let skip = text.chars().count().checked_sub(piece.text.chars().count());
    skip.and_then(|skip| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(skip))
        .is_some_and(|at| starts(text.cut(at..), piece) == Some(text.len() - at))
}

/// Where `piece` first stands in `text`.
fn find(text: &str, piece: &Piece) -> Option<(usize, usize)> {
    if !piece.open {
        let at = memmem::find(text.as_bytes(), piece.text.as_bytes())?;
        return Some((at, at + piece.text.len()));
    }
    let begins = |at: usize| starts(text.cut(at..), piece).map(|len| (at, at + len));
    match piece.text.bytes().next() {
        Some(first) if first.is_ascii_alphabetic() => {
            let (low, high) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
            memchr2_iter(low, high, text.as_bytes()).find_map(begins)
        }
        _ => text.char_indices().find_map(|(at, _)| begins(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        let fits = |glob: &str, text: &str| Glob::new(glob).matches(text);
        assert!(fits("*收支总表", "2025年预算收支总表"));
        assert!(!fits("*收支总表", "2025年财政拨款收支总表(续)"));
        assert!(fits("因公出国（境）费*", "因公出国(境)费用"));
        assert!(fits("20??年*表", "2025年预算表"));
        assert!(!fits("20??年*表", "202年预算表"));
        assert!(fits("*", ""));
        assert!(fits("合计", "合计") && !fits("合计", "合计数"));
        assert!(!fits("a*a", "a"));
        assert!(fits("“三公”*", "\"三公\"经费"));
        assert!(
            fits("*Total income*", "TOTAL INCOME 2031") && fits("Total", "total") && !fits("Total", "Totals")
        );
    }

    #[test]
    fn a_name_in_traditional_characters_fits_in_either() {
        let glob = Glob::new("*收支總表");
        assert!(glob.matches("2025年收支總表") && glob.matches("2025年收支总表"));
        assert!(!Glob::new("*收支总表").matches("2025年收支總表"));
    }

    #[test]
    fn facts_stand_in_globs() {
        let glob = Glob::new("{=年度}年*数");
        let bound = glob.with_facts(&|name| (name == "年度").then(|| "2030".to_owned())).expect("a value");
        assert!(bound.matches("2030年预算数") && !bound.matches("2029年预算数"));
        assert!(glob.with_facts(&|_| None).is_none());
    }
}
