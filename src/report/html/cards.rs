//! Findings: a card beside the place with the arithmetic and links to the other figures, and a line in the list of all.

use std::fmt::Write as _;

use super::escape::{escape, escaped};
use super::ink::Ink;
use crate::diagnostic::{Diagnostic, Label, Lang, Reckoning, Severity, Step};
use crate::report::{place, waived_words};
use crate::source::{Cut, FileId, Sources, Span};

/// How many other places a card links to.
const MOST_RELATED: usize = 24;

/// A place is quoted at most so far.
const QUOTED: usize = 28;

/// Cards in the order of the pieces they stand beside.
pub struct Cards<'a> {
    due: &'a [(usize, String)],
}

impl<'a> Cards<'a> {
    /// Cards with the piece that each is about, ascending.
    pub fn new(due: &'a [(usize, String)]) -> Self {
        Self { due }
    }

    /// Whether there are cards about pieces up to `last`.
    pub fn are_due(&self, last: usize) -> bool {
        self.due.first().is_some_and(|(piece, _)| *piece <= last)
    }

    /// Writes the cards about pieces up to `last` that are not written yet.
    pub fn up_to(&mut self, out: &mut String, last: usize) {
        while let Some(((piece, card), rest)) = self.due.split_first()
            && *piece <= last
        {
            out.push_str(card);
            self.due = rest;
        }
    }
}

/// What cards are written with.
pub struct Writer<'a> {
    /// Every source of the run.
    pub sources: &'a Sources,
    /// The marks of the document; none for what is wrong with rules and configurations.
    pub ink: Option<&'a Ink<'a>>,
    /// The document.
    pub file: Option<FileId>,
    /// What ids of cards begin with.
    pub prefix: String,
    /// The reader's language.
    pub lang: Lang,
}

impl Writer<'_> {
    /// The card of one finding.
    pub fn card(&self, index: usize, found: &Diagnostic, print: &str) -> String {
        let lang = self.lang;
        let mut out = String::with_capacity(1024);
        let live = if found.standing.is_live() { "" } else { " let" };
        let _ = write!(
            out,
            "<article class=\"card {}{live}\" id=\"{}f{index}\" tabindex=\"-1\" {}>",
            class(found.severity),
            self.prefix,
            self.data(found)
        );
        let _ =
            write!(out, "<p class=\"what\"><span class=\"sev\">{}</span> ", severity(found.severity, lang));
        escape(&mut out, found.message.get(lang));
        self.certainty(&mut out, found);
        out.push_str("</p><p class=\"where\">");
        self.link(&mut out, found.primary.span, &self.place(found.primary.span));
        if !found.primary.text.is_empty() {
            let _ = write!(out, " <span class=\"aim\">{}</span>", escaped(found.primary.text.get(lang)));
        }
        out.push_str("</p>");
        self.standing(&mut out, found);
        self.notes(&mut out, found);
        self.related(&mut out, &found.related);
        out.push_str("<dl>");
        if let Some(basis) = &found.basis {
            let _ =
                write!(out, "<dt>{}</dt><dd>{}</dd>", lang.pick("依据", "Basis"), escaped(basis.get(lang)));
        }
        if let Some(help) = &found.help {
            let _ =
                write!(out, "<dt>{}</dt><dd>{}</dd>", lang.pick("怎么办", "Help"), escaped(help.get(lang)));
        }
        out.push_str("</dl>");
        self.own(&mut out, found, print);
        out.push_str("</article>\n");
        out
    }

    /// What else there is to know: arithmetic as a sum, the rest line by line.
    fn notes(&self, out: &mut String, found: &Diagnostic) {
        if found.notes.is_empty() {
            return;
        }
        out.push_str("<ul class=\"reckoning\">");
        for (at, note) in found.notes.iter().enumerate() {
            match found.reckonings.iter().find(|reckoning| reckoning.note == at) {
                Some(reckoning) => {
                    let _ = write!(out, "<li>{}", escaped(reckoning.demand.get(self.lang)));
                    self.reckoning(out, reckoning, true);
                    out.push_str("</li>");
                }
                None => {
                    for line in note.get(self.lang).lines() {
                        let _ = write!(out, "<li>{}</li>", escaped(line));
                    }
                }
            }
        }
        out.push_str("</ul>");
    }

    /// A sum as on paper: the parts, a line, what they come to, what is written, by how much that is off. Figures lead to their
    /// places where `links` says so; within a link there can be none.
    fn reckoning(&self, out: &mut String, reckoning: &Reckoning, links: bool) {
        let lang = self.lang;
        let row = |out: &mut String, class: &str, sign: &str, value: &str, name: &str| {
            let (sign, value, name) = (escaped(sign), escaped(value), escaped(name));
            let _ = write!(
                out,
                "<tr{class}><td class=\"op\">{sign}</td><td class=\"v\">{value}</td><td>{name}</td></tr>"
            );
        };
        let step = |out: &mut String, step: &Step, class: &str, lead: &str| {
            let (value, name) = (step.value.get(lang), step.name.get(lang));
            let _ = write!(out, "<tr{class}><td class=\"op\">{}</td><td class=\"v\">", step.sign);
            match step.span.filter(|_| links) {
                Some(span) => self.link(out, span, value),
                None => escape(out, value),
            }
            let gap = if lead.is_empty() || name.is_empty() { "" } else { " " };
            let _ = write!(out, "</td><td>{lead}{gap}{}</td></tr>", escaped(name));
        };
        out.push_str("<table class=\"sum\">");
        reckoning.parts.iter().for_each(|part| step(out, part, "", ""));
        let total = " class=\"total\"";
        let mut ruled = false;
        if let Some((said, value)) = &reckoning.comes_to {
            row(out, total, "=", value, said.get(lang));
            ruled = true;
        }
        for (nth, stated) in reckoning.stated.iter().enumerate() {
            let class = if nth == 0 && !ruled { total } else { "" };
            step(out, stated, class, if nth == 0 { lang.pick("写作", "written") } else { "" });
        }
        row(out, " class=\"apart\"", "", &reckoning.off, lang.pick("相差", "off by"));
        out.push_str("</table>");
    }

    /// What is for whoever keeps the rules, folded away: the rule, where it stands, the fingerprint.
    fn own(&self, out: &mut String, found: &Diagnostic, print: &str) {
        let lang = self.lang;
        let (title, rule) = (lang.pick("规则与指纹", "Rule and fingerprint"), lang.pick("规则", "Rule"));
        let _ = write!(out, "<details class=\"own\"><summary>{title}</summary><dl><dt>{rule}</dt><dd><code>");
        escape(out, &found.rule);
        out.push_str("</code>");
        if let Some(span) = found.rule_span {
            let source = self.sources.get(span.file);
            let line = source.line_column(span.start as usize).0;
            let _ = write!(out, " <span class=\"dim\">{}:{line}</span>", escaped(source.name()));
        }
        out.push_str("</dd>");
        if !print.is_empty() {
            let title = lang.pick("指纹", "Fingerprint");
            let _ = write!(out, "<dt>{title}</dt><dd class=\"dim\">{}</dd>", escaped(print));
        }
        out.push_str("</dl></details>");
    }

    /// The line of one finding in the list of all.
    pub fn line(&self, out: &mut String, index: usize, found: &Diagnostic) {
        let live = if found.standing.is_live() { "" } else { " let" };
        let _ = write!(
            out,
            "<li class=\"{}{live}\" {}><a href=\"#{}f{index}\"><span class=\"sev\">{}</span> ",
            class(found.severity),
            self.data(found),
            self.prefix,
            severity(found.severity, self.lang),
        );
        escape(out, found.message.get(self.lang));
        self.certainty(out, found);
        self.sum(out, found);
        let _ = write!(out, " <small>{}</small></a></li>", escaped(&self.place(found.primary.span)));
    }

    /// Which figures do not agree, where the message does not say what should be written.
    fn sum(&self, out: &mut String, found: &Diagnostic) {
        let known = found.arithmetic.as_ref().is_none_or(|figures| figures.expected.is_some());
        if let Some(first) = found.reckonings.first().filter(|_| !known) {
            self.reckoning(out, first, false);
        }
    }

    /// What filters go by.
    fn data(&self, found: &Diagnostic) -> String {
        format!("data-rule=\"{}\" data-severity=\"{}\"", escaped(&found.rule), found.severity.as_str())
    }

    /// How certain a finding is that nobody would sign as it stands.
    fn certainty(&self, out: &mut String, found: &Diagnostic) {
        let Some(certainty) = found.certainty.filter(|_| found.severity != Severity::Error) else { return };
        let (word, sure) = (self.lang.pick("把握", "certainty"), certainty.hundredths());
        let _ = write!(out, " <span class=\"sure\">{word} {sure}%</span>");
    }

    fn standing(&self, out: &mut String, found: &Diagnostic) {
        let words = match &found.standing.waived {
            Some(waived) => {
                format!("{}{}", self.lang.pick("已豁免：", "Waived: "), waived_words(waived, self.lang))
            }
            None if !found.standing.is_live() => self.lang.pick("在基线里", "In the baseline").to_owned(),
            None => return,
        };
        let _ = write!(out, "<p class=\"standing\">{}</p>", escaped(&words));
    }

    fn related(&self, out: &mut String, related: &[Label]) {
        if related.is_empty() {
            return;
        }
        let _ = write!(
            out,
            "<p class=\"also\">{}</p><ul class=\"also\">",
            self.lang.pick("相关的数与位置", "Figures and places it is held against")
        );
        for label in related.iter().take(MOST_RELATED) {
            out.push_str("<li>");
            let mut words = self.quoted(label.span);
            if words.is_empty() {
                words = self.place(label.span);
            }
            self.link(out, label.span, &words);
            let said = label.text.get(self.lang);
            if !said.is_empty() {
                let _ = write!(out, " <span>{}</span>", escaped(said));
            }
            out.push_str("</li>");
        }
        out.push_str("</ul>");
        if related.len() > MOST_RELATED {
            let more = related.len() - MOST_RELATED;
            let _ = match self.lang {
                Lang::Zh => write!(out, "<p class=\"dim\">另有 {more} 处</p>"),
                Lang::En => write!(out, "<p class=\"dim\">{more} more places</p>"),
            };
        }
    }

    /// Whether a place is of the document, be it in one of several files.
    fn shows(&self, span: Span) -> bool {
        self.file.is_some_and(|file| self.sources.get(file).within(file, span).is_some())
    }

    /// `words` as a link to a place, where the page shows it.
    fn link(&self, out: &mut String, span: Span, words: &str) {
        let target = self.ink.filter(|_| self.shows(span)).and_then(|ink| ink.target(span));
        match target {
            Some(target) => {
                let _ = write!(out, "<a class=\"jump\" href=\"#{target}\">{}</a>", escaped(words));
            }
            None => {
                let _ = write!(out, "<span class=\"place\">{}</span>", escaped(words));
            }
        }
    }

    fn quoted(&self, span: Span) -> String {
        let Some(ink) = self.ink.filter(|_| self.shows(span)) else { return String::new() };
        let words = ink.words(span);
        let words = words.trim();
        match words.char_indices().nth(QUOTED) {
            Some((cut, _)) => format!("{}…", words.cut(..cut)),
            None => words.to_owned(),
        }
    }

    /// Where a place is, for someone who has the document open.
    fn place(&self, span: Span) -> String {
        let source = self.sources.get(span.file);
        if self.file != Some(span.file) {
            return place::whole(source.name(), source, span.start as usize, self.lang);
        }
        match place::told(self.sources, span, self.lang) {
            Some(place) => place,
            None => {
                let line = source.line_column(span.start as usize).0;
                match self.lang {
                    Lang::Zh => format!("第 {line} 行"),
                    Lang::En => format!("line {line}"),
                }
            }
        }
    }
}

/// The word for a severity.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Note => lang.pick("提示", "note"),
    }
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Note => "i",
    }
}
