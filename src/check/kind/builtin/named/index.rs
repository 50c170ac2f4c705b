//! Where a text names a row or a column of a table: the words of all labels, walked as a tree of words, so that a sentence is gone
//! through once, whatever the number of labels. In languages without spaces a word is a character.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{Document, Item, Table};
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
/// Endings that a word has in one place and not in another, tried in turn: services, Ausgaben, dépenses.
const ENDINGS: [&str; 5] = ["es", "en", "s", "n", "e"];
/// Articles and what joins words are no longer.
const ARTICLE: usize = 3;
/// What is left of a word has no fewer letters.
const STEM: usize = 4;

/// The labels of all tables.
#[derive(Debug, Default)]
pub(super) struct Index {
    words: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
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
            let word = *self.words.entry(token.word.clone()).or_insert(next);
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
        let (mut found, mut at) = (Vec::new(), 0);
        while at < tokens.len() {
            let (mut node, mut longest) = (0, None);
            for (nth, token) in tokens[at..].iter().take(LONGEST).enumerate() {
                let step = self.words.get(&token.word).and_then(|word| self.steps.get(&(node, *word)));
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
        part.eq_ignore_ascii_case(word) || part.to_lowercase() == word.to_lowercase()
    };
    let begins = vocabulary().totals.iter().find_map(|word| {
        let rest = label.get(word.len()..).filter(|rest| rest.starts_with(' ') && whole(rest))?;
        fits(label.cut(..word.len()), word).then_some(rest)
    });
    let ends = || {
        vocabulary().totals.iter().find_map(|word| {
            let rest = label.get(..label.len().checked_sub(word.len())?).filter(|rest| whole(rest))?;
            let wide = word.chars().all(|c| c >= WIDE);
            (fits(label.cut(rest.len()..), word) && (wide || rest.ends_with(' '))).then_some(rest)
        })
    };
    begins.or_else(ends).map(str::trim)
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

/// The rows of a table that add up others and have a figure in `column`.
pub(super) fn totals<'t>(
    document: &'t Document,
    table: &'t Table,
    column: usize,
) -> impl Iterator<Item = &'t Item> {
    let panes = table.panes.iter().filter(move |pane| pane.columns.contains(&column));
    // Where no row is called a total the last one may be it: Year, All ages.
    panes.flat_map(|pane| {
        let is_total = |item: &&Item| is_total(document, item);
        let last = pane.items.last().filter(|_| !pane.items.iter().any(|item| is_total(&item)));
        pane.items.iter().filter(is_total).chain(last)
    })
}

/// A word, as it is compared, and where it stands.
struct Token {
    range: Range<usize>,
    word: String,
    /// It is a character of a language without spaces between words.
    wide: bool,
}

/// Characters from here on are words of their own.
const WIDE: char = '\u{2e80}';

fn tokens(text: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    let mut open: Option<usize> = None;
    let close = |all: &mut Vec<Token>, open: &mut Option<usize>, end: usize| {
        if let Some(start) = open.take() {
            all.push(Token { range: start..end, word: stem(text.cut(start..end)), wide: false });
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
            all.push(Token { range: at..at + c.len_utf8(), word: c.to_string(), wide });
        }
    }
    close(&mut all, &mut open, text.len());
    all
}

/// A word in small letters without the ending that its place in the sentence gives it.
fn stem(word: &str) -> String {
    let low = word.to_lowercase();
    let shorter = ENDINGS.iter().find_map(|ending| low.strip_suffix(ending));
    shorter.filter(|rest| rest.chars().count() >= STEM).map_or(low.clone(), str::to_owned)
}
