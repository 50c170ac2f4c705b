//! The title: the short lines a document begins with.

use super::Place;
use super::fold::is_ideograph;
use crate::source::Cut;

/// No title has more lines; covers repeat what stands on them as watermarks.
const LINES: usize = 40;
/// Notes of whoever passed a document on may stand before its title, in no more sentences than this.
const BEFORE: usize = 3;
/// No line of a title is wider; an ideograph takes two columns.
const WIDEST: usize = 100;
/// A line of so many words that ends in a full stop is a sentence; Ltd. and Inc. end names.
const WORDS: usize = 5;

/// The title as it is read, line by line.
#[derive(Debug, Default)]
pub struct Title {
    /// Its lines.
    pub lines: Vec<Place>,
    /// How many sentences stand before it.
    before: usize,
    /// Whether it has ended.
    ended: bool,
}

impl Title {
    /// Takes in a line, if it is one of the title's: the first sentence ends it.
    pub fn take(&mut self, place: Place, words: &str) {
        if self.ended || self.lines.len() >= LINES {
            return;
        }
        if !is_sentence(words) {
            self.lines.push(place);
            return;
        }
        self.before += 1;
        self.ended = !self.lines.is_empty() || self.before > BEFORE;
    }

    /// Ends the title: a table or a numbered heading begins.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// A table of contents ends the title, unless it stands before it.
    pub fn contents(&mut self) {
        self.ended |= !self.lines.is_empty();
    }
}

/// True where a line says something: it has the marks or the length of a sentence. `text` is folded.
pub fn is_sentence(text: &str) -> bool {
    let width: usize = text.chars().map(|c| if is_ideograph(c) { 2 } else { 1 }).sum();
    let goes_on = text.ends_with([',', ':', '、', ';']) || text.contains(['。', ';', '!', '?']);
    // A comma between ideographs parts clauses; one within 1,234 or before a year in English does not.
    let clauses = text.match_indices(',').any(|(at, _)| text.cut(..at).ends_with(is_ideograph));
    let stops = text.ends_with('.') && text.split(' ').count() >= WORDS;
    width > WIDEST || goes_on || clauses || stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_titles_are_told_from_sentences() {
        for title in [
            "青岚县环境卫生中心",
            "2026年度部门预算公开",
            "预算主管部门:青岚县财政局",
            "关于青岚县2025年预算执行情况与2026年预算草案的报告",
            "COUNTY GOVERNMENTS BUDGET REVIEW REPORT FY 2031/32 AUGUST, 2031",
            "Harbour Works Ltd.",
        ] {
            assert!(!is_sentence(title), "{title}");
        }
        for sentence in [
            "各位代表:",
            "受县人民政府委托,现将预算执行情况报告如下",
            "负责审核批复部门决算。",
            "承担债务管理工作;组织编制决算",
            "The department has prepared this budget.",
            "主要职能包括:",
        ] {
            assert!(is_sentence(sentence), "{sentence}");
        }
    }

    #[test]
    fn the_first_sentence_ends_a_title() {
        let mut title = Title::default();
        for (at, words) in
            ["内部资料。", "青岚县财政局", "2026年部门预算", "负责批复部门决算。", "决算"].iter().enumerate()
        {
            title.take(at as u32..at as u32 + 1, words);
        }
        assert_eq!(title.lines, [1..2, 2..3]);
    }
}
