//! What the sentences of a document say: every amount of money and every percentage of its running text, with what it is called,
//! for which year, in which state, and what it is to the amounts around it. Each sentence is read once, from left to right, for
//! all checks; only the words of the language are listed, in [`vocabulary`].

pub mod cells;
pub mod name;
pub mod standing;
#[cfg(test)]
mod tests;

use super::flow::Flow;
use super::prose::figures;
use crate::amount::{Kind, Unit};
use crate::document::{Document, FigureId, Place};
use crate::source::Cut;
use crate::words::vocabulary;
use name::{Name, before_comparison, is_empty, strip};

/// What an amount is to those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// An amount, whole or part.
    Stock,
    /// How much something grew.
    Up,
    /// How much it fell.
    Down,
    /// What a change is reckoned from.
    Base,
    /// A part of a whole in percent.
    Share,
    /// How much of what was planned was done, in percent.
    Completion,
    /// A percentage of which no more is known.
    Rate,
    /// A bound or a price, which counts nothing here.
    Bound,
}

/// The year an amount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// Nobody says.
    Unsaid,
    /// That of the document.
    This,
    /// The one before.
    Last,
    /// Another.
    Year(u32),
}

impl Period {
    /// A year, in a document that is for `this`.
    fn of(said: u32, this: Option<u32>) -> Self {
        match this {
            Some(this) if said == this => Self::This,
            Some(this) if said + 1 == this => Self::Last,
            _ => Self::Year(said),
        }
    }
}

/// Four digits before the word for a year, and what they may be.
const YEARS: std::ops::Range<u32> = 1990..2100;

/// The years that a text says.
fn years(text: &str) -> impl Iterator<Item = u32> {
    let said = text.match_indices(|c| vocabulary().year.has(c));
    let years = said.filter_map(|(at, _)| text.cut(..at).last(4).parse().ok());
    years.filter(|year| YEARS.contains(year))
}

/// Whether words say that something is of the year before that of the document, by a word or by its number.
pub fn is_of_last_year(document: &Document, words: &str) -> bool {
    let numbered = words.contains(|c: char| c.is_ascii_digit());
    let year = || document.year().and_then(|year| year.checked_sub(1)).map(|year| year.to_string());
    vocabulary().said_last.within(words) || numbered && year().is_some_and(|year| words.contains(&year))
}

/// How far an amount has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Nobody says.
    Unsaid,
    /// Planned.
    Budget,
    /// Spent.
    Final,
}

/// One amount of a sentence.
#[derive(Debug, Clone)]
pub struct Said {
    /// The amount.
    pub figure: FigureId,
    /// What it is called.
    pub name: Name,
    /// The same without the words that end it.
    pub bare: String,
    /// Two names stand before it: 会议费、培训费共.
    pub joint: bool,
    /// What it is to the others.
    pub role: Role,
    /// The year it is for.
    pub period: Period,
    /// How far it has come.
    pub state: State,
    /// The amount it is a part of, by 其中 or a bracket: an index into the document's.
    pub above: Option<u32>,
    /// The amount before it in its sentence that a change is of: the same.
    pub of: Option<u32>,
    /// Which sentence of the document it stands in.
    pub sentence: u32,
    /// The words after it say that it is what it was.
    pub even: bool,
}

impl Said {
    /// Whether it is called by one name that says something.
    pub fn is_named(&self) -> bool {
        !self.joint && !is_empty(&self.bare)
    }
}

/// What the sentence says of an amount.
pub fn said_of(said: &[Said], id: FigureId) -> Option<&Said> {
    said.get(said.partition_point(|one| one.figure < id)).filter(|one| one.figure == id)
}

/// The amount that the sentence says one to be a part of.
pub fn head_of(said: &[Said], id: FigureId) -> Option<FigureId> {
    let above = said_of(said, id)?.above?;
    said.get(above as usize).map(|head| head.figure).filter(|head| *head != id)
}

/// Every amount of the paragraphs `flows`.
pub fn read(document: &Document, flows: &[Place]) -> Vec<Said> {
    let mut said = Vec::new();
    let year = document.year();
    let mut number = 0;
    for place in flows {
        let sentence = Sentence { number, ..Sentence::default() };
        let mut reader = Reader { document, year, said: &mut said, heads: Vec::new(), sentence };
        reader.paragraph(place);
        number = reader.sentence.number + 1;
    }
    said
}

/// What is known of the sentence that is being read.
#[derive(Debug, Default, Clone)]
struct Sentence {
    number: u32,
    /// What the amount before was called.
    name: Option<Name>,
    period: Option<Period>,
    /// The first stock of the sentence before, and the last of this one.
    opened: Option<u32>,
    first: Option<u32>,
    last: Option<u32>,
    head: Option<u32>,
    /// The amount before was planned, and the words before it say that so much of it was done as follows.
    completed: bool,
}

struct Reader<'d, 's> {
    document: &'d Document,
    year: Option<u32>,
    said: &'s mut Vec<Said>,
    /// The heads of brackets that are open.
    heads: Vec<Option<u32>>,
    sentence: Sentence,
}

/// Whether an amount is what it was is said no further behind it than this many bytes.
const AHEAD: usize = 45;
/// What an amount is called stands no further before it than this many bytes.
const FAR: usize = 360;

impl Reader<'_, '_> {
    fn paragraph(&mut self, place: &Place) {
        let mut ids = figures(self.document, place)
            .filter(|id| matches!(self.document.figure(*id).amount.unit.kind, Kind::Money | Kind::Percent))
            .peekable();
        if ids.peek().is_none() {
            return;
        }
        let flow = Flow::new(self.document, place);
        let mut from = 0;
        while let Some(id) = ids.next() {
            let at = &self.document.figure(id).place;
            let (start, end) = (flow.from(at.start), flow.from(at.end).max(flow.from(at.start)));
            let next =
                ids.peek().map_or(flow.text.len(), |next| flow.from(self.document.figure(*next).place.start));
            let after = flow.text.cut(end.min(next)..next);
            self.amount(id, flow.text.cut(from.min(start)..start), after);
            // A unit that the page cut from its digits is no part of the words after them.
            let digits = flow.text.cut(start..end).ends_with(|c: char| c.is_ascii_digit());
            let unit = Unit::prefix_of(after).filter(|(unit, _)| digits && unit.kind == Kind::Money);
            from = end + unit.map_or(0, |(_, len)| len);
        }
    }

    /// Takes in an amount that stands between the words `before`, up to the amount before it, and `after`.
    fn amount(&mut self, id: FigureId, before: &str, after: &str) {
        let (clauses, words) = (self.walk(before), vocabulary());
        let kind = self.document.figure(id).amount.unit.kind;
        let clause = clauses.clause.last(FAR);
        let tail = tail(clause);
        let way = if words.said_up.end(tail) {
            Some(Role::Up)
        } else {
            words.said_down.end(tail).then_some(Role::Down)
        };
        let bound = words.said_bounds.begin(after);
        let compares = words.said_than.begin(clause) && self.sentence.last.is_some();
        let role = match (kind, way) {
            _ if bound => Role::Bound,
            (_, Some(way)) => way,
            (Kind::Percent, None) if words.said_completed.end(tail) => Role::Completion,
            (Kind::Percent, None) if self.sentence.completed && tail.is_empty() => Role::Completion,
            (Kind::Percent, None) if words.said_of_whole.end(tail) || words.said_share.within(clause) => {
                Role::Share
            }
            (Kind::Percent, None) => Role::Rate,
            // Right after another amount stands what that is compared with.
            _ if compares
                || self.sentence.last.is_some() && tail.trim_matches([',', ' ', '/']).is_empty() =>
            {
                Role::Base
            }
            _ => Role::Stock,
        };
        let changes = matches!(role, Role::Up | Role::Down);
        let own = if changes { before_comparison(tail_of_change(tail)) } else { clause };
        let mut name = name::name(own);
        let names = |name: &Name| name.code.is_some() || !is_empty(&strip(&name.words));
        let empty = !names(&name);
        let period = self.period(if changes { own } else { clause });
        // 甲18万元，上年预算安排16万元，增加2万元: what an amount was is no amount of its own.
        let nameless = empty || words.said_last.has(&strip(&name.words));
        let was = nameless && self.sentence.last.is_some() && period == Some(Period::Last);
        let role = if role == Role::Stock && was { Role::Base } else { role };
        let joint = clauses.joint && !empty;
        if empty {
            let far = name::name(clauses.previous.last(FAR));
            name = if names(&far) && !changes { far } else { self.sentence.name.clone().unwrap_or(name) };
        }
        let index = self.said.len() as u32;
        self.said.push(Said {
            figure: id,
            bare: strip(&name.words),
            name: name.clone(),
            joint,
            role,
            period: period.or(self.sentence.period).unwrap_or(Period::Unsaid),
            state: state(clause),
            above: self.sentence.head,
            of: if changes || kind == Kind::Percent { self.sentence.last } else { None },
            sentence: self.sentence.number,
            even: vocabulary().said_even.within(after.first(AHEAD)),
        });
        self.sentence.completed = kind == Kind::Money && words.said_completed.end(tail);
        if role == Role::Stock {
            self.sentence.name = Some(name);
            self.sentence.period = period.or(self.sentence.period);
            self.sentence.first.get_or_insert(index);
            self.sentence.last = Some(index);
        }
    }

    /// Follows brackets, stops and 其中 from one amount to the next, and gives the clause that the next one ends.
    fn walk<'w>(&mut self, words: &'w str) -> Clauses<'w> {
        let (mut start, mut previous, mut joint) = (0, 0..0, false);
        let mut open: Vec<(usize, usize, std::ops::Range<usize>)> = Vec::new();
        for (at, c) in words.char_indices() {
            let next = at + c.len_utf8();
            match c {
                '(' => open.push((at, start, previous.clone())),
                ')' => match open.pop() {
                    Some((_, before, earlier)) => (start, previous) = (before, earlier),
                    None => {
                        // What follows a bracket is of the amount before it.
                        self.sentence.last = self.sentence.head.or(self.sentence.last);
                        self.sentence.head = self.heads.pop().unwrap_or_default();
                        (start, previous) = (next, 0..0);
                    }
                },
                '。' | '!' | '?' | '\n' if open.is_empty() && self.heads.is_empty() => {
                    self.stop();
                    (start, previous, joint) = (next, 0..0, false);
                }
                '。' | ';' | ',' | ':' | '、' => {
                    let own = words.cut(start..at);
                    if open.is_empty() && (opens(own) || c == ':' && own.is_empty()) {
                        self.sentence.head = self.sentence.last.or(self.sentence.opened);
                    }
                    joint = c == '、' && open.is_empty() && !own.trim().is_empty() && !opens(own);
                    if !own.trim().is_empty() {
                        previous = start..at;
                    }
                    start = next;
                }
                _ => {}
            }
        }
        // What is still open holds the amount.
        for (at, ..) in &open {
            self.heads.push(self.sentence.head);
            self.sentence.head = self.sentence.last;
            start = start.max(at + 1);
            previous = 0..0;
        }
        let clause = words.cut(start..);
        if opens(clause) {
            self.sentence.head = self.sentence.last.or(self.sentence.opened);
        }
        Clauses { clause, previous: words.cut(previous), joint }
    }

    /// Begins another sentence.
    fn stop(&mut self) {
        let opened = self.sentence.first.or(self.sentence.opened);
        self.sentence = Sentence { number: self.sentence.number + 1, opened, ..Sentence::default() };
    }

    /// The year that a clause says.
    fn period(&self, clause: &str) -> Option<Period> {
        if let Some(said) = years(clause).last() {
            return Some(Period::of(said, self.year));
        }
        let words = vocabulary();
        let last =
            |word: &str| clause.find(word).is_some_and(|at| !words.said_carried.within(clause.cut(at..)));
        words.said_last.iter().any(last).then_some(Period::Last)
    }
}

struct Clauses<'w> {
    /// The words of the clause before the amount.
    clause: &'w str,
    /// Those of the clause before that, if no amount stands between.
    previous: &'w str,
    /// A list mark stands between the two.
    joint: bool,
}

/// A clause without the words that may stand between its verb and the amount.
fn tail(clause: &str) -> &str {
    let mut words = clause.trim_end();
    for _ in 0..3 {
        let Some(rest) = vocabulary().said_fillers.strip_end(words) else { break };
        words = rest;
    }
    words
}

/// The same without the verb of change.
fn tail_of_change(words: &str) -> &str {
    let (up, down) = (&vocabulary().said_up, &vocabulary().said_down);
    let verbs = up.iter().chain(down.iter());
    let verb = verbs.filter_map(|word| words.strip_suffix(word)).min_by_key(|rest| rest.len());
    let rest = verb.unwrap_or(words);
    vocabulary().said_each.strip_end(rest).unwrap_or(rest)
}

/// True for words that open a list of parts.
fn opens(words: &str) -> bool {
    vocabulary().said_opens.begin(words.trim_start())
}

fn state(clause: &str) -> State {
    let (budget, done) = (vocabulary().said_budget.iter(), vocabulary().said_final.iter());
    let all = done.map(|word| (word, State::Final)).chain(budget.map(|word| (word, State::Budget)));
    let last = all.filter_map(|(word, state)| Some((clause.rfind(word)?, state)));
    last.max_by_key(|(at, _)| *at).map_or(State::Unsaid, |(_, state)| state)
}
