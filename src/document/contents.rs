//! Tables of contents: the lines that announce headings, with leaders and pages or without.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::heading::{ordinal, without_ordinal};
use super::lines::{Line, Shape};
use super::title::is_sentence;
use crate::source::Cut;
use crate::words::vocabulary;

/// What leads from an entry to its page.
const LEADERS: [char; 6] = ['.', '…', '·', '‥', '⋯', '・'];
/// Leaders without a page are at least so many bytes long; an ellipsis ends sentences.
const LEADING: usize = 6;
/// An entry is no longer than this.
const LONGEST: usize = 60;
/// Under the word for contents so many lines with no sentence between them are contents; a body has no such row of headings.
const MANY: usize = 8;
/// Without that word, fewer lines than this are headings of the body.
const FEW: usize = 3;

/// A line of a table of contents: the heading's length, and the page. `within`: the line stands under 目录, where a bare number
/// at the end is a page; elsewhere only leaders make it an entry.
pub fn entry(text: &str, within: bool) -> Option<(usize, Option<u32>)> {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.cut(head.len()..);
    let heading =
        head.trim_end_matches(|c: char| LEADERS.contains(&c) || matches!(c, '-' | '_' | ' ' | '\t'));
    let leaders = head.cut(heading.len()..);
    let leads = ["..", "…", "··"].iter().any(|lead| leaders.contains(lead));
    if heading.is_empty() || digits.len() > 4 {
        return None;
    }
    if digits.is_empty() {
        let leads = leads && leaders.len() >= LEADING && !leaders.contains(['-', '_']);
        return leads.then_some((heading.len(), None));
    }
    let fits = leads || within && !leaders.is_empty();
    fits.then(|| digits.parse().ok().map(|page| (heading.len(), Some(page))))?
}

/// True for the line that opens a table of contents.
pub fn opens(text: &str) -> bool {
    vocabulary().contents.fit(text)
}

/// Finds the entries that have neither leaders nor pages: they stand under 目录, or before all text, and stand again as
/// headings. A line with leaders alone among text is text.
pub fn mark(text: &str, lines: &mut [Line]) {
    lonely(text, lines);
    let marker = Marker::new(text, lines);
    let mut entries: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut opened = lines.iter().any(|line| line.shape == Shape::Contents);
    while let Some(found) = (at..lines.len()).find(|&at| marker.opens(at)) {
        opened = true;
        let block = marker.block(found + 1);
        at = block.end.max(found + 1);
        if marker.is_under_its_name(&block) {
            entries.extend(block.entries);
        }
    }
    if !opened && let Some(first) = marker.first_numbered() {
        let block = marker.block(first);
        if marker.stands_for_itself(&block) {
            entries.extend(block.entries);
        }
    }
    for entry in entries {
        lines[entry].shape = Shape::Contents;
    }
}

/// Lines with leaders and no page that stand beside no other entry are text.
fn lonely(text: &str, lines: &mut [Line]) {
    if !lines.iter().any(|line| line.shape == Shape::Contents) {
        return;
    }
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].shape != Shape::Blank).collect();
    let words = |line: &Line| text.at(&line.text);
    let is_entry = |at: Option<&usize>| at.is_some_and(|&at| lines[at].shape == Shape::Contents);
    let alone = |nth: usize| {
        let line = &lines[filled[nth]];
        let before = nth.checked_sub(1).and_then(|nth| filled.get(nth));
        line.shape == Shape::Contents
            && entry(words(line), true).is_none_or(|(_, page)| page.is_none())
            && !is_entry(before)
            && !is_entry(filled.get(nth + 1))
    };
    let alone: Vec<usize> = (0..filled.len()).filter(|&nth| alone(nth)).map(|nth| filled[nth]).collect();
    for at in alone {
        lines[at].shape = Shape::Text;
    }
}

/// Lines that may be a table of contents.
struct Block {
    /// Those that may be entries.
    entries: Vec<usize>,
    /// The line after the last looked at.
    end: usize,
    /// The first of them stands again there, in other words or the same.
    again: bool,
    /// In the same.
    same: bool,
}

struct Marker<'a> {
    text: &'a str,
    lines: &'a [Line],
    /// The last line that says something, by its words without their number; found when first asked for.
    last: OnceCell<HashMap<&'a str, usize>>,
}

impl<'a> Marker<'a> {
    fn new(text: &'a str, lines: &'a [Line]) -> Self {
        Self { text, lines, last: OnceCell::new() }
    }

    fn words(&self, at: usize) -> &'a str {
        let place = &self.lines[at].text;
        self.text.at(place)
    }

    /// What a line announces, without its number, its leaders and its page.
    fn name(&self, at: usize) -> &'a str {
        let words = self.words(at);
        let len = match self.lines[at].shape {
            Shape::Contents => entry(words, true).map_or(words.len(), |(len, _)| len),
            _ => words.len(),
        };
        without_ordinal(words.cut(..len))
    }

    fn opens(&self, at: usize) -> bool {
        self.lines[at].shape == Shape::Text && opens(self.words(at))
    }

    fn may_be_entry(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let words = self.words(at);
        match line.shape {
            Shape::Contents => true,
            Shape::Text => line.marks == 0 && words.chars().count() <= LONGEST && !is_sentence(words),
            _ => false,
        }
    }

    /// The lines from `from` on that may be entries, up to a sentence, a table, or where the first of them stands again.
    fn block(&self, from: usize) -> Block {
        let mut block = Block { entries: Vec::new(), end: from, again: false, same: false };
        let mut highest = u8::MAX;
        while block.end < self.lines.len() {
            let at = block.end;
            if matches!(self.lines[at].shape, Shape::Blank | Shape::Page) || self.opens(at) {
                block.end += 1;
                continue;
            }
            if !self.may_be_entry(at) {
                break;
            }
            let number = ordinal(self.words(at)).map(|(number, _)| number);
            if let Some(&first) = block.entries.first() {
                let begun = ordinal(self.words(first)).map(|(number, _)| number);
                block.same = self.name(at) == self.name(first);
                block.again = block.same
                    || number.is_some()
                        && number == begun
                        && number.is_some_and(|own| own.style as u8 <= highest);
                if block.again {
                    break;
                }
            }
            highest = highest.min(number.map_or(u8::MAX, |number| number.style as u8));
            block.entries.push(at);
            block.end += 1;
        }
        self.drop_headings_of_the_body(&mut block);
        block
    }

    /// Lines without a number after entries that have one are no entries.
    fn drop_headings_of_the_body(&self, block: &mut Block) {
        let is_numbered = |at: &usize| ordinal(self.words(*at)).is_some();
        let numbered = block.entries.iter().filter(|at| is_numbered(at)).count();
        while numbered * 2 > block.entries.len()
            && block.entries.last().is_some_and(|at| !is_numbered(at) && self.lines[*at].shape == Shape::Text)
        {
            block.entries.pop();
        }
    }

    /// How many of the entries stand again after them.
    fn announced(&self, block: &Block) -> usize {
        let last = self.last.get_or_init(|| (0..self.lines.len()).map(|at| (self.name(at), at)).collect());
        let again = |at: &&usize| last.get(self.name(**at)).is_some_and(|&last| last >= block.end);
        block.entries.iter().filter(again).count()
    }

    fn is_under_its_name(&self, block: &Block) -> bool {
        block.entries.len() >= MANY
            || block.entries.len() >= 2 && (block.again || self.announced(block) * 2 >= block.entries.len())
    }

    fn stands_for_itself(&self, block: &Block) -> bool {
        let enough = if block.same { FEW } else { MANY };
        block.entries.len() >= enough && self.announced(block) * 2 >= block.entries.len()
    }

    /// The first line with a number, if no sentence and no table stands before it.
    fn first_numbered(&self) -> Option<usize> {
        let text =
            (0..self.lines.len()).filter(|&at| !matches!(self.lines[at].shape, Shape::Blank | Shape::Page));
        let mut front = text.take_while(|&at| self.may_be_entry(at));
        front.find(|&at| ordinal(self.words(at)).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        assert_eq!(entry("一、本部门职责.....1", false), Some(("一、本部门职责".len(), Some(1))));
        assert_eq!(entry("第一部分 概况\t12", true), Some(("第一部分 概况".len(), Some(12))));
        assert_eq!(entry("一、部门主要职能………………", false), Some(("一、部门主要职能".len(), None)));
        assert_eq!(entry("合计\t12", false), None);
        assert_eq!(entry("等等…", false), None);
        assert_eq!(entry("见附件", true), None);
    }
}
