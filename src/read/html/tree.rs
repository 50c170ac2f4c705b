//! Tags ─▶ a tree of parts, paragraphs and tables. Tags that are missing or stand wrong are dealt with as browsers do where
//! it matters: cells and rows end by themselves, and no tag inside a table ends what is outside.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::inline::{Inline, Look};
use super::names::{beside, is_aside, is_part, names_aside};
use crate::source::Cut;
use crate::source::raised;

/// Parts are nested no deeper than this; what is deeper belongs to the last.
const DEEPEST: usize = 150;
/// No table is wider than this: the most columns a cell may cover.
const WIDEST: u32 = 256;

/// A part of the page: a `div`, a list, a cell.
#[derive(Debug, Default)]
pub struct Part {
    /// What it holds, in order.
    pub children: Vec<Child>,
    /// Set apart by its tag, its class or its id: navigation, head, foot, forms.
    pub aside: bool,
    /// Not shown.
    pub hidden: bool,
    /// How much it says, in characters outside links, without what is set apart in it.
    pub weight: usize,
    /// Whether a long paragraph or a table of figures is in it.
    pub matters: bool,
    /// Whether a table of some size is in it that says more than links.
    pub tabled: bool,
    /// The number of the last item, in a numbered list.
    pub count: Option<u32>,
}

/// What a part holds.
#[derive(Debug)]
pub enum Child {
    /// A part of its own.
    Part(Part),
    /// Running text.
    Text(Text),
    /// A table.
    Table(Table),
}

/// A paragraph; breaks are line breaks.
#[derive(Debug, Default)]
pub struct Text {
    /// What it says.
    pub words: String,
    /// What it says and does not show.
    pub hidden: String,
    /// What is struck out in it.
    pub struck: String,
    /// Whether something in it stands on the line: what is raised with nothing beside it is the text itself.
    on_line: bool,
    /// How many characters it says, without spaces.
    said: usize,
    /// How many of these are links.
    pub linked: usize,
    /// Its level as a heading, 1 for the highest; 0 where it is none.
    pub level: u8,
}

/// A table.
#[derive(Debug, Default)]
pub struct Table {
    /// What stands over it: its caption, and text that is in no cell.
    pub over: Vec<Text>,
    /// Its rows.
    pub rows: Vec<Vec<Place>>,
    /// Whether what comes next is within its `thead`.
    in_head: bool,
}

/// A cell and how much it covers.
#[derive(Debug, Default)]
pub struct Place {
    /// What it holds.
    pub part: Part,
    /// How many columns it covers.
    pub columns: u32,
    /// How many rows it covers; 0: all there are.
    pub rows: u32,
    /// Whether it is called a header.
    pub head: bool,
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// All of it.
    pub root: Part,
    /// What `<title>` says.
    pub title: String,
    /// Whether it has a beginning and no end.
    pub cut: bool,
    /// How many pictures it shows that have a name.
    pub pictures: usize,
    /// How many documents it shows in frames.
    pub frames: usize,
}

/// An element that is open.
enum Open {
    Part(String, Part),
    Table(Table),
    Row(Vec<Place>),
    Cell(Place),
}

/// The tree as it grows.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    text: Text,
    /// What is open within the paragraph.
    inline: Inline,
    /// The element whose text is not the page's: script, style, title.
    raw: Option<String>,
    page: Page,
}

/// Reads a page.
pub fn read(text: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut builder =
        Builder { open: vec![Open::Part(String::new(), Part::default())], ..Builder::default() };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => builder.start(&tag),
            Token::EndTag(tag) => builder.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(words) => builder.words(&String::from_utf8_lossy(&words)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    builder.flush();
    while builder.open.len() > 1 {
        builder.close();
    }
    if let Some(Open::Part(_, root)) = builder.open.pop() {
        builder.page.root = root;
    }
    builder.page
}

impl Builder {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = std::str::from_utf8(&tag.name).unwrap_or_default();
        let get = |key: &str| {
            tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        let look = Look::of(tag, name);
        // What is hidden as a whole is a part of its own.
        let shown = Look { hidden: false, ..look };
        let apart = |open: &Open| matches!(open, Open::Part(_, part) if part.aside || part.hidden);
        if !look.hidden && !self.open.iter().any(apart) {
            let (pictures, frames) = beside(name, &get);
            self.page.pictures += pictures;
            self.page.frames += frames;
        }
        match name {
            "script" | "style" | "title" | "textarea" | "noframes" => self.raw = Some(name.to_owned()),
            "br" => self.text.end_line(self.inline.look()),
            "body" | "html" => {
                self.flush();
                self.page.cut = true;
            }
            "hr" | "head" => self.flush(),
            "table" => {
                self.flush();
                if self.open.len() < DEEPEST {
                    self.open.push(Open::Table(Table::default()));
                }
            }
            "tr" => {
                self.flush();
                if self.close_within(|open| matches!(open, Open::Table(_))) {
                    self.open.push(Open::Row(Vec::new()));
                }
            }
            "thead" | "tbody" | "tfoot" => {
                if let Some(table) = self.table() {
                    table.in_head = name == "thead";
                }
            }
            "td" | "th" => {
                self.flush();
                if !self.close_within(|open| matches!(open, Open::Row(_) | Open::Table(_))) {
                    return;
                }
                if matches!(self.open.last(), Some(Open::Table(_))) {
                    self.open.push(Open::Row(Vec::new()));
                }
                let span = |key| get(key).and_then(|value| value.trim().parse::<u32>().ok());
                let columns = span("colspan").unwrap_or(1).clamp(1, WIDEST);
                let rows = span("rowspan").unwrap_or(1).min(65_534);
                let part = Part { hidden: look.hidden, ..Part::default() };
                let head = name == "th" || self.table().is_some_and(|table| table.in_head);
                self.open.push(Open::Cell(Place { part, columns, rows, head }));
                self.inline.end_cell();
                self.inline.open(name, shown);
            }
            "p" | "li" | "dt" | "dd" | "caption" | "pre" | "address" | "figcaption" | "option" => {
                self.flush();
                if name == "li" {
                    self.item(get("value").and_then(|value| value.trim().parse().ok()));
                }
                self.inline.open(name, look);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.text.level = name.as_bytes()[1] - b'0';
                self.inline.open(name, shown);
            }
            _ if is_part(name) => {
                self.flush();
                let classes = [get("class"), get("id"), get("role")].into_iter().flatten();
                // What a cell calls its parts says nothing of the page.
                let in_cell = self.open.iter().any(|open| matches!(open, Open::Cell(_)));
                let aside =
                    is_aside(name) || !in_cell && classes.into_iter().any(|names| names_aside(&names));
                let count = (name == "ol").then(|| {
                    let start = get("start").and_then(|start| start.trim().parse::<u32>().ok());
                    start.unwrap_or(1).saturating_sub(1)
                });
                let hidden = look.hidden;
                if self.open.len() < DEEPEST {
                    self.open
                        .push(Open::Part(name.to_owned(), Part { aside, hidden, count, ..Part::default() }));
                }
                self.inline.open(name, shown);
            }
            _ => self.inline.open(name, look),
        }
    }

    fn end(&mut self, name: &str) {
        if self.raw.as_deref() == Some(name) {
            self.raw = None;
            return;
        }
        match name {
            "body" | "html" => {
                self.flush();
                self.page.cut = false;
            }
            "table" => {
                self.flush();
                if self.close_within(|open| matches!(open, Open::Table(_))) {
                    self.close();
                }
            }
            "tr" => {
                self.flush();
                if self.close_within(|open| matches!(open, Open::Row(_))) {
                    self.close();
                }
            }
            "thead" => {
                if let Some(table) = self.table() {
                    table.in_head = false;
                }
            }
            "td" | "th" => {
                self.flush();
                if self.close_within(|open| matches!(open, Open::Cell(_))) {
                    self.close();
                }
                self.inline.end_cell();
            }
            "p" | "li" | "dt" | "dd" | "caption" | "pre" | "address" | "figcaption" | "option" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" => self.flush(),
            _ if is_part(name) => {
                self.flush();
                if self.close_within(|open| matches!(open, Open::Part(known, _) if known == name)) {
                    self.close();
                }
            }
            _ => {}
        }
        self.inline.close(name);
    }

    /// Closes what is open inside of the nearest element that `wanted` is for; false where there is none, or a table stands
    /// between. A part of the page is no reason to end a cell, and a cell none to end another table.
    fn close_within(&mut self, wanted: impl Fn(&Open) -> bool) -> bool {
        let mut at = self.open.len();
        while at > 1 {
            at -= 1;
            if wanted(&self.open[at]) {
                while self.open.len() > at + 1 {
                    self.close();
                }
                return true;
            }
            if matches!(self.open[at], Open::Table(_)) {
                return false;
            }
        }
        false
    }

    /// The innermost table that is open.
    fn table(&mut self) -> Option<&mut Table> {
        self.open.iter_mut().rev().find_map(|open| match open {
            Open::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Closes what was opened last and gives it to what it is in.
    fn close(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match done {
            Open::Part(name, mut part) => {
                // Only the tag itself is believed where there is a table in it.
                part.aside &= is_aside(&name) || !part.tabled;
                self.child(Child::Part(part));
            }
            Open::Table(table) => self.child(Child::Table(table)),
            Open::Row(row) => {
                if let Some(Open::Table(table)) = self.open.last_mut() {
                    table.rows.push(row);
                }
            }
            Open::Cell(cell) => {
                if let Some(Open::Row(row)) = self.open.last_mut() {
                    row.push(cell);
                }
            }
        }
    }

    fn child(&mut self, child: Child) {
        match self.open.last_mut() {
            Some(Open::Part(_, part) | Open::Cell(Place { part, .. })) => part.take(child),
            Some(Open::Table(table)) => table.lift(child),
            Some(Open::Row(_)) => {
                if let Some(Open::Table(table)) =
                    self.open.iter_mut().rev().find(|open| matches!(open, Open::Table(_)))
                {
                    table.lift(child);
                }
            }
            None => {}
        }
    }

    fn words(&mut self, words: &str) {
        match self.raw.as_deref() {
            Some("title") => self.page.title.push_str(words),
            Some(_) => {}
            None => {
                let look = self.inline.look();
                let before = self.text.said;
                self.text.say(words, look);
                if look.linked {
                    self.text.linked += self.text.said - before;
                }
            }
        }
    }

    /// The number of an item in a numbered list.
    fn item(&mut self, value: Option<u32>) {
        let nearest = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Part(name, part) if name == "ol" || name == "ul" => Some(part),
            _ => None,
        });
        if let Some(count) = nearest.and_then(|part| part.count.as_mut()) {
            *count = value.unwrap_or(count.saturating_add(1));
            self.text.words = format!("{count}. ");
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.inline.end_paragraph();
        if [&text.words, &text.hidden, &text.struck].iter().any(|words| !words.trim().is_empty()) {
            self.child(Child::Text(text));
        }
    }
}

impl Part {
    fn take(&mut self, child: Child) {
        let (weight, matters) = match &child {
            Child::Part(part) if part.aside || part.hidden => (0, false),
            Child::Part(part) => (part.weight, part.matters),
            Child::Text(text) => (text.weight(), text.weight() >= 60),
            Child::Table(table) => (table.weight(), table.matters()),
        };
        self.tabled |= match &child {
            Child::Part(part) => part.tabled,
            Child::Text(_) => false,
            Child::Table(table) => {
                table.rows.len() >= 3 && table.weight() >= 30 || table.parts().any(|part| part.tabled)
            }
        };
        self.weight += weight;
        self.matters |= matters;
        self.children.push(child);
    }
}

impl Text {
    /// A paragraph that says `words`.
    pub fn of(words: &str) -> Self {
        Self { words: words.to_owned(), ..Self::default() }
    }

    /// How many characters it says outside links; lines that are mostly links say nothing.
    pub fn weight(&self) -> usize {
        if self.linked * 2 > self.said { 0 } else { self.said - self.linked }
    }

    /// Adds a line break.
    fn end_line(&mut self, look: Look) {
        let to = self.to(look);
        to.truncate(to.trim_end_matches(' ').len());
        to.push('\n');
    }

    /// Where words that look so go.
    fn to(&mut self, look: Look) -> &mut String {
        match (look.hidden, look.struck) {
            (true, _) => &mut self.hidden,
            (_, true) => &mut self.struck,
            _ => &mut self.words,
        }
    }

    /// Adds words that look so.
    fn say(&mut self, words: &str, look: Look) {
        self.on_line |= !look.raised && !words.trim().is_empty();
        if look.raised && self.on_line {
            self.push(&raised::raised(words), look);
        } else {
            self.push(words, look);
        }
    }

    /// Adds words with the spaces between them that a browser shows.
    fn push(&mut self, words: &str, look: Look) {
        let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}');
        let is_shown = !look.hidden && !look.struck;
        let mut said = 0;
        let to = self.to(look);
        let mut rest = words;
        while !rest.is_empty() {
            let end = rest.find(space).unwrap_or(rest.len());
            to.push_str(rest.cut(..end));
            said += rest.cut(..end).chars().count();
            let next = rest.cut(end..).find(|c| !space(c)).map_or(rest.len(), |next| end + next);
            if next > end && !to.is_empty() && !to.ends_with([' ', '\n']) {
                to.push(' ');
            }
            rest = rest.cut(next..);
        }
        self.said += if is_shown { said } else { 0 };
    }
}

impl Table {
    /// Takes out of the table what is in no cell.
    fn lift(&mut self, child: Child) {
        match child {
            Child::Text(text) => self.over.push(text),
            Child::Part(part) => part.children.into_iter().for_each(|child| self.lift(child)),
            Child::Table(table) => self.rows.extend(table.rows),
        }
    }

    /// Every cell's part.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.rows.iter().flatten().map(|place| &place.part)
    }

    fn weight(&self) -> usize {
        self.parts().map(|part| part.weight).sum::<usize>()
            + self.over.iter().map(Text::weight).sum::<usize>()
    }

    fn matters(&self) -> bool {
        self.rows.len() >= 3 && self.weight() > 0 || self.parts().any(|part| part.matters)
    }
}
