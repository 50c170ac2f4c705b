//! Where a text names a row or a column of a table: the words of all labels, walked as a tree of words, so that a sentence is gone
//! through once, whatever the number of labels. In languages without spaces a word is a character.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::document::{Document, FigureId, Item};
use crate::hash::Map;
use crate::source::Cut;
use crate::words::vocabulary;

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// A row: table, pane and item.
    Row(u32, u32, u32),
    /// A column: table and column.
    Column(u32, u32),
}

/// A label that a text holds, and what it names.
#[derive(Debug, Clone)]
pub(super) struct Mention<'i> {
    /// Where in the text.
    pub(super) range: Range<usize>,
    /// The rows and columns of that name.
    pub(super) meant: &'i [Meant],
}

/// No label of more words is looked for.
const LONGEST: usize = 24;
/// A name that more rows have says of none of them which it is.
const ALIKE: usize = 24;
/// Letters of a label that say something, and ideographs.
const LETTERS: usize = 4;
const IDEOGRAPHS: usize = 2;
/// Articles and what joins words are no longer.
const ARTICLE: usize = 3;
/// What is left of a word has no fewer letters.
const STEM: usize = 4;

/// The labels of all tables.
#[derive(Debug, Default)]
pub(super) struct Index {
    words: Map<String, u32>,
    steps: Map<(u32, u32), u32>,
    ends: Vec<Vec<Meant>>,
}

impl Index {
    /// Takes in the labels of a document.
    pub(super) fn new(document: &Document) -> Self {
        let mut index = Self { ends: vec![Vec::new()], ..Self::default() };
        let tables = document.tables.iter().enumerate().filter(|(_, table)| !table.is_form);
        for (at, table) in tables {
            for (nth, pane) in table.panes.iter().enumerate() {
                for (number, item) in pane.items.iter().enumerate() {
                    let meant = Meant::Row(at as u32, nth as u32, number as u32);
                    index.add(document.text(&item.name), meant);
                }
            }
            for (column, head) in table.columns.iter().enumerate() {
                for place in &head.path {
                    index.add(document.text(place), Meant::Column(at as u32, column as u32));
                }
            }
        }
        index
    }

    /// True where no label says anything.
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn add(&mut self, label: &str, meant: Meant) {
        let bare = label.find('(').map(|at| label.cut(..at)).filter(|bare| !bare.trim().is_empty());
        for label in std::iter::once(label).chain(bare) {
            self.add_one(label, meant);
            if let Some(label) = without_total(label) {
                self.add_one(without_article(label), meant);
            }
        }
    }

    fn add_one(&mut self, label: &str, meant: Meant) {
        if vocabulary().totals.has_in_any_case(label.trim()) {
            return;
        }
        let all = tokens(label);
        let is_number = |token: &&Token| token.word.bytes().all(|byte| byte.is_ascii_digit());
        let first = all.iter().position(|token| !is_number(&token)).unwrap_or(all.len());
        // A year behind a name is none of its words, the number of a kind is: Scope 1.
        let year = |token: &&Token| is_number(token) && token.word.len() > 1;
        let last = all.iter().rposition(|token| !year(&token)).map_or(0, |last| last + 1);
        let own = all.get(first..last).unwrap_or_default();
        let letters: usize = own.iter().map(|token| token.word.chars().count()).sum();
        let least = if own.iter().any(|token| token.wide) { IDEOGRAPHS } else { LETTERS };
        if own.len() > LONGEST || letters < least {
            return;
        }
        let mut node = 0;
        for token in own {
            let next = self.words.len() as u32;
            let known = self.words.get(token.word.as_ref()).copied();
            let word = known.unwrap_or_else(|| *self.words.entry(token.word.to_string()).or_insert(next));
            let fresh = self.ends.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(Vec::new());
            }
        }
        let ends = &mut self.ends[node as usize];
        if ends.len() < ALIKE && !ends.contains(&meant) {
            ends.push(meant);
        }
    }

    /// The labels that a text holds, from left to right, the longest where one is in another.
    pub(super) fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        let tokens = tokens(text);
        let words: Vec<Option<u32>> =
            tokens.iter().map(|token| self.words.get(token.word.as_ref()).copied()).collect();
        let (mut found, mut at) = (Vec::new(), 0);
        while at < tokens.len() {
            let (mut node, mut longest) = (0, None);
            for (nth, word) in words[at..].iter().take(LONGEST).enumerate() {
                let step = word.and_then(|word| self.steps.get(&(node, word)));
                let Some(&next) = step else { break };
                node = next;
                if !self.ends[node as usize].is_empty() {
                    longest = Some((nth, node));
                }
            }
            match longest {
                Some((nth, node)) => {
                    let range = tokens[at].range.start..tokens[at + nth].range.end;
                    found.push(Mention { range, meant: &self.ends[node as usize] });
                    at += nth + 1;
                }
                None => at += 1,
            }
        }
        found
    }
}

/// A label without the word for a total that begins or ends it: a sentence says income of what a table calls Total income.
fn without_total(label: &str) -> Option<&str> {
    let label = label.trim();
    let whole = |rest: &str| !rest.trim().is_empty();
    let fits = |part: &str, word: &str| {
        part.eq_ignore_ascii_case(word) || !part.is_ascii() && in_small(part).eq(in_small(word))
    };
    let begins = vocabulary().totals.iter().find_map(|word| {
        let rest = label.get(word.len()..).filter(|rest| rest.starts_with(' ') && whole(rest))?;
        fits(label.cut(..word.len()), word).then_some(rest)
    });
    let ends = || {
        vocabulary().totals.iter().find_map(|word| {
            let rest = label.get(..label.len().checked_sub(word.len())?).filter(|rest| whole(rest))?;
            let parted = || rest.ends_with(' ') || word.chars().all(|c| c >= WIDE);
            (fits(label.cut(rest.len()..), word) && parted()).then_some(rest)
        })
    };
    begins.or_else(ends).map(str::trim)
}

/// The characters of a text in small letters.
fn in_small(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// The same without the short word that joined it to that: Total des dépenses.
fn without_article(label: &str) -> &str {
    let joined = label.split_once(' ').filter(|(first, _)| first.len() <= ARTICLE && first.is_ascii());
    joined.map_or(label, |(_, rest)| rest)
}

/// Whether a row adds up others, by its name.
pub(super) fn is_total(document: &Document, item: &Item) -> bool {
    let name = document.text(&item.name);
    vocabulary().totals.has_in_any_case(name) || vocabulary().total_labels.fit(name)
}

/// What stands in the rows of tables that add up others, by column; a table is gone through when it is first asked for.
pub(super) struct Totals<'d> {
    document: &'d Document,
    tables: Vec<OnceCell<Vec<Vec<FigureId>>>>,
}

impl<'d> Totals<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, tables: document.tables.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The figures of the rows of `table` that add up others in `column`, from the top down.
    pub(super) fn of(&self, table: u32, column: u32) -> &[FigureId] {
        let columns = self.tables.get(table as usize).map(|known| known.get_or_init(|| self.columns(table)));
        columns.and_then(|columns| columns.get(column as usize)).map_or(&[], Vec::as_slice)
    }

    fn columns(&self, table: u32) -> Vec<Vec<FigureId>> {
        let table = &self.document.tables[table as usize];
        let mut columns: Vec<Vec<FigureId>> = vec![Vec::new(); table.columns.len()];
        for pane in &table.panes {
            let mut totals: Vec<&Item> =
                pane.items.iter().filter(|item| is_total(self.document, item)).collect();
            // Where no row is called a total the last one may be it: Year, All ages.
            if totals.is_empty() {
                totals.extend(pane.items.last());
            }
            for id in totals.iter().flat_map(|item| item.figures.iter().flatten().copied()) {
                let at = self.document.figure(id).cell.map(|cell| cell.column as usize);
                if let Some(all) = at.and_then(|at| columns.get_mut(at)) {
                    all.push(id);
                }
            }
        }
        columns
    }
}

/// A word, as it is compared, and where it stands.
struct Token<'t> {
    range: Range<usize>,
    word: Cow<'t, str>,
    /// It is a character of a language without spaces between words.
    wide: bool,
}

/// Characters from here on are words of their own.
const WIDE: char = '\u{2e80}';

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut all: Vec<Token<'_>> = Vec::new();
    let mut open: Option<usize> = None;
    let close = |all: &mut Vec<Token<'_>>, open: &mut Option<usize>, end: usize| {
        if let Some(start) = open.take() {
            all.push(Token { range: start..end, word: stem(text.cut(start..end)).into(), wide: false });
        }
    };
    for (at, c) in text.char_indices() {
        let wide = c >= WIDE && c.is_alphanumeric();
        if c.is_alphanumeric() && !wide {
            open.get_or_insert(at);
            continue;
        }
        close(&mut all, &mut open, at);
        if wide {
            let range = at..at + c.len_utf8();
            all.push(Token { word: text.cut(range.clone()).into(), range, wide });
        }
    }
    close(&mut all, &mut open, text.len());
    all
}

/// A word in small letters without the ending that its place in the sentence gives it.
fn stem(word: &str) -> String {
    let mut low = word.to_lowercase();
    let shorter = vocabulary().endings.strip_longest_end(&low);
    if let Some(length) = shorter.filter(|rest| rest.chars().count() >= STEM).map(str::len) {
        low.truncate(length);
    }
    low
}
