//! What was accepted of a finding, and whether that is what stands there today: one wrong figure that somebody answers for
//! must not hide another wrong figure in the same place.

use crate::calendar::Date;
use crate::diagnostic::{Accepted, Diagnostic, Lang, Severity, Text};
use crate::rule::words::fold;
use crate::source::Sources;

/// Who accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// It was there when the gate was put up.
    Baseline,
    /// Somebody answers for it.
    Waiver,
}

impl Accepted {
    /// What is kept of `found`, accepted on `day`.
    pub fn of(found: &Diagnostic, sources: &Sources, day: Date) -> Self {
        Self { date: Some(day.to_string()), ..Self::now(found, sources) }
    }

    /// What stands there today.
    pub fn now(found: &Diagnostic, sources: &Sources) -> Self {
        let (stated, expected) = value(found, sources);
        Self { stated, expected, severity: Some(found.severity), date: None }
    }

    /// The figures in one line, to find others like them by.
    pub fn figures(&self) -> String {
        let plain = |value: &Option<String>| value.as_deref().map(plain).unwrap_or_default();
        format!("{}|{}", plain(&self.stated), plain(&self.expected))
    }

    /// Whether nothing is kept although `found` has a figure that could be.
    pub fn lacks_figures_of(&self, found: &Diagnostic, sources: &Sources) -> bool {
        self.is_bare() && !Self::now(found, sources).is_bare()
    }

    /// Whether nothing is kept that a figure could be held against.
    pub fn is_bare(&self) -> bool {
        self.stated.is_none() && self.expected.is_none()
    }

    /// Whether `found` is what was accepted: the same figure, the same expectation, no worse than it was.
    pub fn covers(&self, found: &Diagnostic, sources: &Sources) -> bool {
        !self.differs(&Self::now(found, sources))
    }

    /// Whether `other` has another figure or another expectation, or is worse. Where one of the two says nothing there is
    /// nothing to hold the other against.
    pub fn differs(&self, other: &Accepted) -> bool {
        let unlike = |kept: &Option<String>, now: &Option<String>| {
            kept.as_ref().zip(now.as_ref()).is_some_and(|(kept, now)| plain(kept) != plain(now))
        };
        let worse = self.severity.zip(other.severity).is_some_and(|(was, is)| is < was);
        unlike(&self.stated, &other.stated) || unlike(&self.expected, &other.expected) || worse
    }

    /// Says in `found` that it is no longer what was accepted.
    pub fn tell(&self, by: By, found: &mut Diagnostic, sources: &Sources) {
        let now = Self::now(found, sources);
        let said = match by {
            By::Baseline => Text::new("基线里接受的变了", "what the baseline accepted has changed"),
            By::Waiver => Text::new("豁免的变了", "what was waived has changed"),
        };
        let severities = self.severity.is_some_and(|severity| found.severity < severity);
        let words = |lang| {
            let (was, is) = (self.words(severities, lang), now.words(severities, lang));
            let said = said.get(lang);
            match lang {
                Lang::Zh => format!("{said}：当时{was}，现在{is}"),
                Lang::En => format!("{said}: then {was}, now {is}"),
            }
        };
        let told = Text::new(words(Lang::Zh), words(Lang::En));
        // A finding without an identity is known by its words, which therefore stay as they are.
        if found.identity.is_empty() {
            found.notes.insert(0, told);
            found.reckonings.iter_mut().for_each(|reckoning| reckoning.note += 1);
        } else {
            let (zh, en) = (found.message.get(Lang::Zh), found.message.get(Lang::En));
            let (more, also) = (told.get(Lang::Zh), told.get(Lang::En));
            found.message = Text::new(format!("{zh}（{more}）"), format!("{en} ({also})"));
        }
        found.standing.changed = Some(Box::new(self.clone()));
    }

    fn words(&self, severity: bool, lang: Lang) -> String {
        let mut parts = Vec::new();
        let mut part = |zh: &str, en: &str, value: Option<&str>| {
            parts.extend(value.map(|value| match lang {
                Lang::Zh => format!("{zh} {value}"),
                Lang::En => format!("{en}{value}"),
            }));
        };
        part("写", "", self.stated.as_deref());
        part("应为", "expected ", self.expected.as_deref());
        part("是", "", self.severity.filter(|_| severity).map(Severity::as_str));
        parts.join(if lang == Lang::Zh { "、" } else { ", " })
    }
}

/// What a finding is about: its figures; without any, the words under the finger where the message itself quotes them. Words
/// that are only where something is missing, or that a rule masks, are not what was accepted and are not kept.
fn value(found: &Diagnostic, sources: &Sources) -> (Option<String>, Option<String>) {
    if let Some(figures) = &found.arithmetic {
        return (Some(figures.stated.clone()), figures.expected.clone());
    }
    let words = sources.slice(found.primary.span).trim();
    let quoted = !words.is_empty() && found.message.get(Lang::Zh).contains(words);
    (quoted.then(|| words.to_owned()), None)
}

/// A value without what may differ from one format of the same document to another: widths, commas, spaces.
fn plain(value: &str) -> String {
    fold(value).chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Arithmetic;
    use crate::source::{FileId, Source, Span};

    fn page() -> Sources {
        let mut sources = Sources::new();
        sources.add(Source::new("a.txt", "合计 1,528.97 XX年"));
        sources
    }

    fn figure(stated: &str, expected: Option<&str>, severity: Severity) -> Diagnostic {
        let mut found = Diagnostic::new("p/r", severity, Span::new(FileId(0), 0..6), Text::same("m"));
        found.identity = "表|合计".to_owned();
        let expected = expected.map(str::to_owned);
        found.arithmetic = Some(Arithmetic { stated: stated.to_owned(), expected, difference: None });
        found
    }

    #[test]
    fn another_figure_another_expectation_and_a_worse_severity_are_not_what_was_accepted() {
        let sources = page();
        let day = Date::of_unix(0);
        let kept = Accepted::of(&figure("1,528.97", Some("1582.97"), Severity::Warning), &sources, day);
        for (stated, expected, severity, covered) in [
            ("1,528.97", Some("1582.97"), Severity::Warning, true),
            ("１５２８.97", Some("1,582.97"), Severity::Note, true),
            ("1,528.97", None, Severity::Warning, true),
            ("9,999.97", Some("1582.97"), Severity::Warning, false),
            ("1,528.97", Some("1600.00"), Severity::Warning, false),
            ("1,528.97", Some("1582.97"), Severity::Error, false),
        ] {
            let found = figure(stated, expected, severity);
            assert_eq!(kept.covers(&found, &sources), covered, "{found:?}");
            assert!(Accepted::default().covers(&found, &sources));
        }
    }

    #[test]
    fn what_has_changed_is_said_with_both_values() {
        let sources = page();
        let kept = Accepted::of(&figure("1.00", Some("2.00"), Severity::Warning), &sources, Date::of_unix(0));
        let mut found = figure("3.00", Some("2.00"), Severity::Error);
        kept.tell(By::Baseline, &mut found, &sources);
        assert_eq!(
            found.message.get(Lang::Zh),
            "m（基线里接受的变了：当时写 1.00、应为 2.00、是 warning，现在写 3.00、应为 2.00、是 error）"
        );
        assert_eq!(
            found.message.get(Lang::En),
            "m (what the baseline accepted has changed: then 1.00, expected 2.00, warning, now 3.00, expected 2.00, error)"
        );
        assert!(found.standing.changed.is_some());
    }

    #[test]
    fn words_are_kept_where_the_message_quotes_them() {
        let sources = page();
        let mut found =
            Diagnostic::new("p/r", Severity::Error, Span::new(FileId(0), 16..18), Text::same("“XX”"));
        assert_eq!(value(&found, &sources), (Some("XX".to_owned()), None));
        found.message = Text::same("缺少“附件”");
        assert_eq!(value(&found, &sources), (None, None));
    }
}
