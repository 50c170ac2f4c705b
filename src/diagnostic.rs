//! The one diagnostic type, for documents, rule files and waivers alike, and the one order they are told in.

pub mod near;

use crate::source::{Sources, Span};

/// How bad a diagnostic is. The order is that of telling: errors first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Provable from the page alone; fails the gate.
    Error,
    /// What a careful reviewer would ask about.
    Warning,
    /// For the record; never fails a gate.
    Note,
}

impl Severity {
    /// The word used in rule files and machine formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// How certain a finding is, in hundredths: of so many told with 90, nine in ten are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Certainty(u8);

impl Certainty {
    /// From 1 to 99: nothing is told that is impossible, and nothing is beyond doubt.
    pub fn new(hundredths: u8) -> Self {
        Self(hundredths.clamp(1, 99))
    }

    /// In hundredths.
    pub fn hundredths(self) -> u8 {
        self.0
    }
}

/// The language messages are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// What is said in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Words in both languages. Nothing can be said in one and forgotten in the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text {
    zh: String,
    en: String,
}

impl Text {
    /// The same thing said in Chinese and in English.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Words that read the same in every language: names, figures, arithmetic.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { zh: words.clone(), en: words }
    }

    /// The words in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// True where nothing is said.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }
}

/// A span with a few words. The first label of a diagnostic is its primary one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A few words on one line; may be empty.
    pub text: Text,
}

/// The figures of a relation that does not hold, in the document's own notation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arithmetic {
    /// What the document says.
    pub stated: String,
    /// What it should say, where that is known.
    pub expected: Option<String>,
    /// Stated less expected.
    pub difference: Option<String>,
}

/// A relation as it is reckoned on paper: what is added up or divided, what that comes to, what is written instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// The index in [`Diagnostic::notes`] of the line that says the same.
    pub note: usize,
    /// What is demanded.
    pub demand: Text,
    /// What is reckoned with, in order.
    pub parts: Vec<Step>,
    /// What the parts come to, and what that is: equal to what should be written, or its bound. Nothing where a single part
    /// says it.
    pub comes_to: Option<(Text, String)>,
    /// What is written.
    pub stated: Vec<Step>,
    /// By how much that is off.
    pub off: String,
}

/// One line of a reckoning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `+`, `−`, `×`, `÷`; nothing before the first.
    pub sign: &'static str,
    /// The figure as it is written.
    pub value: Text,
    /// What it is called.
    pub name: Text,
    /// Where it stands.
    pub span: Option<Span>,
}

/// One located message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `pack/rule`, or `gouji/…` for what the tool itself says of a file.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// One line, true without its labels, without a full stop.
    pub message: Text,
    /// Where a person puts the finger; the other figures follow in `related`.
    pub primary: Label,
    /// The other figures, pages apart or in other tables.
    pub related: Vec<Label>,
    /// The arithmetic and what else there is to know, a line each.
    pub notes: Vec<Text>,
    /// Those of the notes that are arithmetic, as it is reckoned on paper.
    pub reckonings: Vec<Reckoning>,
    /// The one step to take.
    pub help: Option<Text>,
    /// The article of law or the standard behind the rule.
    pub basis: Option<Text>,
    /// The figures, where the rule is arithmetic.
    pub arithmetic: Option<Arithmetic>,
    /// The rule's own line, in the rule file.
    pub rule_span: Option<Span>,
    /// What tells this finding from every other of the same rule when lines move: the table, row and column or the
    /// words around it, never a line number.
    pub identity: String,
    /// How certain it is, where the figures themselves say so; other findings are as certain as their rules.
    pub certainty: Option<Certainty>,
    /// What the gate made of it.
    pub standing: Standing,
}

/// What the gate made of a finding: whether somebody waived it, whether it was known before, whether it fails the run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Who let it pass, and why.
    pub waived: Option<Box<Waived>>,
    /// Where there is a baseline: whether the finding is in it.
    pub known: Option<bool>,
    /// What was accepted at its place, where that is no longer what stands there: then the finding counts.
    pub changed: Option<Box<Accepted>>,
    /// Whether it fails the run; nothing where the gate has not judged it.
    pub fails: Option<bool>,
}

impl Standing {
    /// True where the finding counts: neither waived nor known from a baseline.
    pub fn is_live(&self) -> bool {
        self.waived.is_none() && self.known != Some(true)
    }
}

/// What a waiver or a baseline keeps of a finding: another value at the same place is not what was accepted. Entries of old
/// keep nothing and accept whatever stands there.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// What the document said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// What it should have said, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// How bad it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The day it was accepted, as `2030-12-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A waiver as it covers one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub by: String,
    /// The last day it holds, as `2030-12-31`.
    pub until: Option<String>,
}

/// A count with what is counted, in English: `1 rule`, `2 rules`.
pub fn count_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Arithmetic {
    /// What stands for a cell with nothing in it, in every language: baselines and waivers keep it.
    pub const BLANK: &str = "（空白）";

    /// What the document says, for a person.
    pub fn told(&self, lang: Lang) -> &str {
        if self.stated == Self::BLANK { lang.pick(Self::BLANK, "(blank)") } else { &self.stated }
    }
}

impl Diagnostic {
    /// A diagnostic with nothing but its place and its message; fill in the rest with struct update or field by field.
    pub fn new(rule: impl Into<String>, severity: Severity, span: Span, message: Text) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message,
            primary: Label { span, text: Text::default() },
            related: Vec::new(),
            notes: Vec::new(),
            reckonings: Vec::new(),
            help: None,
            basis: None,
            arithmetic: None,
            rule_span: None,
            identity: String::new(),
            certainty: None,
            standing: Standing::default(),
        }
    }

    /// The same with words under the primary label.
    pub fn labelled(mut self, text: Text) -> Self {
        self.primary.text = text;
        self
    }

    /// The same with one more place.
    pub fn with(mut self, span: Span, text: Text) -> Self {
        self.related.push(Label { span, text });
        self
    }

    /// The same with one more note.
    pub fn note(mut self, note: Text) -> Self {
        self.notes.push(note);
        self
    }

    /// The same with the step to take.
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}

/// Puts diagnostics in the order that is promised: path, start, severity, rule, message.
pub fn sort(diagnostics: &mut [Diagnostic], sources: &Sources) {
    diagnostics.sort_by(|a, b| {
        let name = |d: &Diagnostic| sources.get(d.primary.span.file).name().to_owned();
        name(a)
            .cmp(&name(b))
            .then_with(|| a.primary.span.start.cmp(&b.primary.span.start))
            .then_with(|| a.severity.cmp(&b.severity))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.message.cmp(&b.message))
            .then_with(|| a.primary.span.end.cmp(&b.primary.span.end))
    });
}
