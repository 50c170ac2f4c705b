//! Where the faults of a file are gathered, each with its place and the step to take.

use super::fault::{Fault, Origin};
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::source::{Cut, FileId, Sources, Span};

/// What the loader is given: the files of a shelf, and how they stand to each other.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The rule files, in order.
    pub files: &'a [FileId],
    /// Finds the source of a data file by its path.
    pub sibling: &'a (dyn Fn(&str) -> Option<FileId> + Sync),
    /// Whether the expressions of a file are compiled at once, so that their mistakes are told. Those of other files are
    /// compiled when they are first used: packs that are tested before they are shipped need no second look at every start.
    pub strict: &'a (dyn Fn(FileId) -> bool + Sync),
    /// Whether somebody named a file by hand: it takes the place of the shipped one of the same path.
    pub by_hand: &'a (dyn Fn(FileId) -> bool + Sync),
}

impl Shelf<'_> {
    /// A file that stands alone.
    pub const ALONE: Self = Self { files: &[], sibling: &|_| None, strict: &|_| true, by_hand: &|_| false };
}

/// What reading a rule file needs of the world, and what it has to tell.
pub struct Desk<'a> {
    /// Every rule file.
    pub sources: &'a Sources,
    /// The files that are read, and how they stand to each other.
    pub shelf: Shelf<'a>,
    /// The id of what is wrong with files of this kind.
    pub id: &'static str,
    /// How names are compared: as their folded spellings are.
    pub fold: fn(&str) -> String,
    /// What was told.
    pub told: Faults,
}

/// Faults in the order in which they were told.
#[derive(Debug, Default)]
pub struct Faults {
    /// Up to [`MOST_TOLD`].
    told: Vec<Diagnostic>,
    /// The place of the last beyond them, and how many these are.
    more: Option<(Span, usize)>,
}

/// So many faults are told with their places, and all others counted: a file of megabytes with a fault in each line must not
/// take a gigabyte to say so, and nobody mends more of them at a time.
const MOST_TOLD: usize = 1000;

impl<'a> Desk<'a> {
    /// A desk for files each of which stands alone, and whose names mean what they read.
    pub fn new(id: &'static str, sources: &'a Sources) -> Self {
        Self { sources, shelf: Shelf::ALONE, id, fold: str::to_owned, told: Faults::default() }
    }

    /// An error at `span`, widened to whole characters.
    pub fn error(&self, span: Span, message: Text) -> Diagnostic {
        let text = self.sources.get(span.file).text();
        let start = text.first(span.start as usize).len();
        let end = text.len() - text.last(text.len().saturating_sub(span.end as usize)).len();
        let span = Span::new(span.file, start..end.max(start));
        Diagnostic::new(self.id, Severity::Error, span, message)
    }

    /// Tells what is wrong at `span`, in a few words what stands there, and the step to take where these do not say it.
    pub fn say(&mut self, span: Span, message: Text, label: Text, help: impl Into<Option<Text>>) {
        let mut diagnostic = self.error(span, message).labelled(label);
        diagnostic.help = help.into();
        self.tell(diagnostic);
    }

    /// Takes a diagnostic in; unless it says otherwise, its identity is what stands at its place.
    pub fn tell(&mut self, mut diagnostic: Diagnostic) {
        if self.told.told.len() == MOST_TOLD {
            let (_, count) = self.told.more.unwrap_or((diagnostic.primary.span, 0));
            self.told.more = Some((diagnostic.primary.span, count + 1));
            return;
        }
        if diagnostic.identity.is_empty() {
            let words = self.sources.slice(diagnostic.primary.span).lines().next().unwrap_or_default();
            diagnostic.identity = words.to_owned();
        }
        // Nobody is left without a step to take.
        if diagnostic.help.is_none() {
            let label = &diagnostic.primary.text;
            let (zh, en) = (label.get(Lang::Zh), label.get(Lang::En));
            diagnostic.help = Some(match zh.is_empty() {
                false => {
                    Text::new(format!("改标出的这一处：{zh}"), format!("mend the place pointed at: {en}"))
                }
                true => Text::new(
                    "照 gouji explain 某条规则的写法改",
                    "see how another rule says it: gouji explain RULE",
                ),
            });
        }
        self.told.told.push(diagnostic);
    }

    /// How many faults there are so far.
    pub fn faults(&self) -> usize {
        self.told.told.len() + self.told.more.map_or(0, |(_, count)| count)
    }

    /// Every fault that is told; behind them, how many there are beyond these.
    pub fn all(self) -> Vec<Diagnostic> {
        let mut told = self.told.told;
        if let Some((last, count)) = self.told.more {
            let message = Text::new(
                format!("还有 {count} 处错误没有列出"),
                format!("{count} more faults are not listed"),
            );
            let label = Text::new("最后一处在这里", "the last one is here");
            let help = Text::new("先改列出的，再运行一次", "mend those that are listed, and run it again");
            told.push(Desk::new(self.id, self.sources).error(last, message).labelled(label).help(help));
        }
        told
    }

    /// Where the bytes of a text, written at `span` and `len` bytes long, stand in its file.
    pub fn origin(&self, span: Span, len: usize) -> Origin {
        let raw = self.sources.get(span.file).text().get(span.range()).unwrap_or_default();
        Origin::of_string(span.file, span.start as usize, raw, len)
    }

    /// Tells a fault of the text written at `span`.
    pub fn fault(&mut self, span: Span, text: &str, fault: &Fault) {
        self.mend(fault, &self.origin(span, text.len()));
    }

    /// What was read of a text, or the telling of what is wrong with it.
    pub fn told<T>(&mut self, read: Result<T, Box<Fault>>, origin: &Origin) -> Option<T> {
        read.map_err(|fault| self.mend(&fault, origin)).ok()
    }

    /// Tells a fault of a text that came from `origin`.
    pub fn mend(&mut self, fault: &Fault, origin: &Origin) {
        // What TOML itself could not read leads back to a place within a character.
        let told = self.error(origin.span(&fault.range), fault.message.clone());
        let mut told = told.labelled(fault.label.clone());
        told.help.clone_from(&fault.help);
        self.tell(told);
    }

    /// The span of what a text says, without its quotes.
    pub fn inside(&self, span: Span, text: &str) -> Span {
        self.origin(span, text.len()).span(&(0..text.len()))
    }

    /// The first line of what stands at `span`.
    pub fn first_line(&self, span: Span) -> Span {
        let line = self.sources.slice(span).lines().next().map_or(0, |line| line.trim_end().len());
        Span { end: span.start + line as u32, ..span }
    }

    /// A name that is not among `known`.
    pub fn unknown_name(&mut self, span: Span, (zh, en): (&str, &str), name: &str, known: &[&str]) {
        let help = match known.is_empty() {
            true => Text::new(format!("先定义这个{zh}"), format!("define the {en} first")),
            false => Text::new(
                format!("先定义这个{zh}，或改用已定义的"),
                format!("define the {en}, or use one that is defined"),
            ),
        };
        let message =
            Text::new(format!("没有名为「{name}」的{zh}"), format!("there is no {en} named `{name}`"));
        let label = Text::new("没有定义过", "never defined");
        let near = nearest(&(self.fold)(name), known.iter().copied());
        self.unknown(self.error(span, message), (label, help), near, ("已定义的有", "defined are"), known);
    }

    /// A key that means nothing, with the one that is `meant`, or the nearest that does.
    pub fn unknown_key(
        &mut self,
        span: Span,
        (key, meant): (&str, Option<&str>),
        known: &[&str],
        what: (&str, &str),
    ) {
        let message = Text::new(format!("没有名为「{key}」的{}", what.0), format!("{} `{key}`", what.1));
        let label = Text::new("不认识的键", "not known here");
        let help = Text::new("去掉它，或改用上面列出的", "take it out, or use one of those above");
        let near = meant.or_else(|| nearest(key, known.iter().copied()));
        self.unknown(self.error(span, message), (label, help), near, ("这里可用的有", "known here"), known);
    }

    /// Tells of what is not known, with what is; what is `near` it is most likely meant.
    fn unknown(
        &mut self,
        mut told: Diagnostic,
        (label, help): (Text, Text),
        near: Option<&str>,
        (zh, en): (&str, &str),
        known: &[&str],
    ) {
        told = told.labelled(near.map_or(label, did_you_mean)).help(near.map_or(help, did_you_mean));
        if !known.is_empty() {
            let all = Text::new(format!("{zh} {}", known.join("、")), format!("{en}: {}", known.join(", ")));
            told = told.note(all);
        }
        self.tell(told);
    }

    /// Tells of what stands twice, at both places.
    pub fn both(&mut self, first: Option<Span>, second: Span, message: Text, help: Text) {
        let label = Text::new("第二处在这里", "the second one here");
        let mut told = self.error(second, message).labelled(label).help(help);
        if let Some(first) = first {
            told = told.with(first, Text::new("第一处在这里", "the first one here"));
        }
        self.tell(told);
    }

    /// Tells of an item that cannot be taken out of the list `key`, which holds `known`.
    pub fn not_there(&mut self, key: &str, (span, item): (Span, &str), known: &[&str]) {
        let message = Text::new(
            format!("「{key}」里没有「{item}」，去不掉"),
            format!("`{item}` is not in `{key}` and cannot be taken out"),
        );
        let label = Text::new("原来就没有", "not there");
        let help = Text::new("去掉这一项", "leave this item out");
        let near = nearest(item, known.iter().copied());
        self.unknown(self.error(span, message), (label, help), near, ("现有的是", "there are"), known);
    }
}
