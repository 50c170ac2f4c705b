//! For people: excerpts with labels, notes, and what the run comes to. The only user of codespan-reporting.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, termcolor};

use super::excerpt::{Window, visible, window};
use super::{Counts, Options, Run, clamp, place};
use crate::diagnostic::{Diagnostic, Label, Lang, Severity};
use crate::ledger::Mark;
use crate::read::Unreadable;
use crate::source::{Cut, FileId, Source, Sources, Span};

/// What the tool says of a document it cannot check.
pub const UNREADABLE: &str = "gouji/unreadable";

/// How many places beside the primary one an excerpt shows; machine formats tell them all.
const MOST_RELATED: usize = 12;

/// Stands after the name in the header of a file without lines: what codespan writes after it is taken out again. No name
/// holds it, since it is a control character and names are shown by [`visible`].
const NO_LINES: char = '\u{1}';

/// Tells `run` to people.
pub fn render(run: &Run) -> String {
    let mut out = String::new();
    let mut live = run.live();
    // What a person would sign comes first.
    live.sort_by_key(|(found, _)| found.severity);
    let most = run.options.max_findings.unwrap_or(live.len()).min(live.len());
    let told = (run.options.spread)(most, &|at| {
        let (found, print) = &live[at];
        let printed = run.options.fingerprints && run.can_be_waived(found);
        one(run.sources, found, printed.then_some(print.as_str()), run.options)
    });
    told.iter().for_each(|told| out.extend([told, "\n"]));
    if let Some(more) = super::not_shown(run, live.len()) {
        let _ = writeln!(out, "{more}\n");
    }
    for unread in run.unreadable {
        out.push_str(&draw(
            &Pages::default(),
            &refused(unread, run.options.lang),
            run.options.lang,
            run.options.colour,
        ));
        out.push('\n');
    }
    if run.options.ledger {
        ledger(&mut out, run);
    }
    out.push_str(&super::closing(run));
    out
}

/// Tells `diagnostics` to people, with an empty line after each.
pub fn render_diagnostics<'a>(
    sources: &Sources,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    options: Options,
) -> String {
    let mut out = String::new();
    for found in diagnostics {
        out.push_str(&one(sources, found, None, options));
        out.push('\n');
    }
    out
}

fn one(sources: &Sources, found: &Diagnostic, print: Option<&str>, options: Options) -> String {
    let lang = options.lang;
    let mut labels: Vec<(Span, codespan::LabelStyle, String)> = Vec::new();
    let first = found.primary.span;
    let mut add = |label: &Label, style| {
        let (span, cut) = first_line(sources.get(label.span.file), label.span);
        let mut text = visible(label.text.get(lang));
        if cut && !text.is_empty() {
            text.push_str(" …");
        }
        // The header says the first place only, and lines of a view mean nothing.
        let place = place::told(sources, label.span, lang).filter(|_| label.span != first);
        if let Some(place) = place.filter(|place| Some(place) != place::told(sources, first, lang).as_ref()) {
            let space = if text.is_empty() { "" } else { "  " };
            let _ = write!(text, "{space}@ {}", visible(&place));
        }
        labels.push((span, style, text));
    };
    add(&found.primary, codespan::LabelStyle::Primary);
    for label in found.related.iter().take(MOST_RELATED) {
        add(label, codespan::LabelStyle::Secondary);
    }
    let demanded = found.rule_span.filter(|rule| rule.file != found.primary.span.file);
    if let Some(rule) = demanded {
        let (span, _) = first_line(sources.get(rule.file), rule);
        let text = lang.pick("规则在此", "the rule").to_owned();
        labels.push((span, codespan::LabelStyle::Secondary, text));
    }
    let pages = Pages::of(sources, &labels, options.width, lang);
    let mut notes = notes(sources, found, demanded, lang);
    notes.extend(print.map(|print| format!("{}{print}", lang.pick("指纹：", "fingerprint: "))));
    let diagnostic = codespan::Diagnostic::new(severity(found.severity))
        .with_code(visible(&found.rule))
        .with_message(visible(found.message.get(lang)))
        .with_labels(pages.labels(labels))
        .with_notes(notes);
    draw(&pages, &diagnostic, lang, options.colour)
}

/// The notes in the order people need them: what was reckoned, the law, the step to take, where to read on.
fn notes(sources: &Sources, found: &Diagnostic, rule: Option<Span>, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = found.notes.iter().map(|note| lines(note.get(lang))).collect();
    let hidden = found.related.len().saturating_sub(MOST_RELATED);
    if hidden > 0 {
        notes.push(match lang {
            Lang::Zh => format!("另有 {hidden} 处未画出"),
            Lang::En => format!("{hidden} more places are not shown"),
        });
    }
    if let Some(basis) = &found.basis {
        notes.push(format!("{}{}", lang.pick("依据：", "basis: "), lines(basis.get(lang))));
    }
    if let Some(help) = &found.help {
        notes.push(format!("{}{}", lang.pick("帮助：", "help: "), lines(help.get(lang))));
    }
    if let Some(span) = rule {
        let source = sources.get(span.file);
        let (name, line) = (visible(source.name()), source.line_column(span.start as usize).0);
        let id = visible(&found.rule);
        notes.push(match lang {
            Lang::Zh => format!("规则：{id}（{name}:{line}）    详情：gouji explain {id}"),
            Lang::En => format!("rule: {id} ({name}:{line})    more: gouji explain {id}"),
        });
    }
    notes
}

/// A note may have several lines, each of them visible.
fn lines(note: &str) -> String {
    let shown: Vec<String> = note.lines().map(visible).collect();
    shown.join("\n")
}

fn refused(unread: &Unreadable, lang: Lang) -> codespan::Diagnostic<usize> {
    let (name, reason) = (visible(&unread.name), visible(unread.reason.get(lang)));
    codespan::Diagnostic::error()
        .with_code(UNREADABLE)
        .with_message(match lang {
            Lang::Zh => format!("{name} 无法检查：{reason}"),
            Lang::En => format!("{name} cannot be checked: {reason}"),
        })
        .with_note(format!("{}{}", lang.pick("帮助：", "help: "), visible(unread.help.get(lang))))
}

/// Each document's figures, and how every rule ended on it.
fn ledger(out: &mut String, run: &Run) {
    let lang = run.options.lang;
    for document in run.documents {
        let ledger = &document.ledger;
        let (figures, tied) = (ledger.n_figures(), ledger.marked(Mark::Tied));
        let (against, none) = (ledger.marked(Mark::Contradicted), ledger.marked(Mark::Unchecked));
        let name = visible(run.sources.get(document.file).name());
        let _ = match lang {
            Lang::Zh => writeln!(
                out,
                "{name}  {figures} 个数 · {tied} 个已核对 · {against} 个矛盾 · {none} 个无规则核对"
            ),
            Lang::En => writeln!(
                out,
                "{name}  {figures} figures · {tied} tied out · {against} contradicted · {none} checked by no rule"
            ),
        };
        for (rule, counts) in Counts::by_rule(ledger) {
            let words = match counts.said() {
                0 => lang.pick("不适用", "not applicable").to_owned(),
                _ => counts.words(lang),
            };
            let _ = writeln!(out, "  {rule}  {words}");
        }
        out.push('\n');
    }
}

fn severity(severity: Severity) -> codespan::Severity {
    match severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Note => codespan::Severity::Note,
    }
}

/// The word of a severity that codespan writes first, and the one Chinese readers expect there.
fn severity_words(severity: codespan::Severity) -> (&'static str, &'static str) {
    match severity {
        codespan::Severity::Warning => ("warning", "警告"),
        codespan::Severity::Note => ("note", "提示"),
        codespan::Severity::Help => ("help", "帮助"),
        codespan::Severity::Error | codespan::Severity::Bug => ("error", "错误"),
    }
}

fn draw(pages: &Pages, diagnostic: &codespan::Diagnostic<usize>, lang: Lang, colour: bool) -> String {
    let config = term::Config::default();
    let mut bytes = Vec::new();
    let done = if colour {
        let mut writer = termcolor::Ansi::new(&mut bytes);
        term::emit_to_write_style(&mut writer, &config, pages, diagnostic)
    } else {
        term::emit_to_io_write(&mut bytes, &config, pages, diagnostic)
    };
    let mut out = without_lines(&String::from_utf8_lossy(&bytes));
    if done.is_err() {
        // The excerpt is lost, the message is not.
        out = format!("{}\n", diagnostic.message);
    }
    if lang == Lang::Zh {
        let (word, chinese) = severity_words(diagnostic.severity);
        out = out.replacen(word, chinese, 1);
    }
    let kept = out.trim_end_matches('\n').len();
    out.truncate(kept);
    out.push('\n');
    out
}

/// Takes line and column out of the headers of files that have none.
fn without_lines(drawn: &str) -> String {
    let mut parts = drawn.split(NO_LINES);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out
}

/// The part of `span` on the first line that it says something on, and whether that leaves something out.
pub(super) fn first_line(source: &Source, span: Span) -> (Span, bool) {
    let range = clamp(source.text(), span);
    let mut index = source.line_index(range.start);
    loop {
        let line = source.line_range(index);
        let (start, end) = (range.start.max(line.start).min(line.end), range.end.min(line.end));
        let words = source.text().cut(start..end.max(start)).trim_end();
        if words.is_empty() && line.end + 1 < range.end && index + 1 < source.n_lines() {
            index += 1;
            continue;
        }
        let kept = if words.is_empty() { start..end.max(start) } else { start..start + words.len() };
        let cut = !source.text().cut(kept.end..range.end.max(kept.end)).trim().is_empty();
        return (Span::new(span.file, kept), cut);
    }
}

/// What is pointed at, line by line, in bytes of the line.
type Marks = BTreeMap<usize, Vec<Range<usize>>>;

/// The lines of several files that are shown, each cut to a window: what codespan takes for the files themselves.
#[derive(Default)]
struct Pages<'a> {
    pages: Vec<Page<'a>>,
}

struct Page<'a> {
    file: FileId,
    /// What the header calls it.
    name: String,
    source: &'a Source,
    /// The lines shown, one after the other.
    text: String,
    rows: Vec<Row>,
}

struct Row {
    /// 0-based, in the source.
    line: usize,
    /// Where the line begins in the source.
    start: usize,
    /// Where the window stands in the page's text.
    shown: Range<usize>,
    window: Window,
}

impl<'a> Pages<'a> {
    fn of(
        sources: &'a Sources,
        labels: &[(Span, codespan::LabelStyle, String)],
        width: usize,
        lang: Lang,
    ) -> Self {
        let mut files: Vec<(FileId, Marks)> = Vec::new();
        for (span, _, _) in labels {
            let source = sources.get(span.file);
            let line = source.line_index(span.start as usize);
            let start = source.line_range(line).start;
            let mark = span.start as usize - start..span.end as usize - start;
            let at = match files.iter().position(|(file, _)| *file == span.file) {
                Some(at) => at,
                None => {
                    files.push((span.file, BTreeMap::new()));
                    files.len() - 1
                }
            };
            files[at].1.entry(line).or_default().push(mark);
        }
        let pages = files.into_iter().map(|(file, mut lines)| {
            // A single line between two shown ones is shown as well, as codespan would.
            let numbers: Vec<usize> = lines.keys().copied().collect();
            for pair in numbers.windows(2).filter(|pair| pair[1] - pair[0] == 2) {
                lines.insert(pair[0] + 1, Vec::new());
            }
            let source = sources.get(file);
            let first = labels.iter().find(|(span, _, _)| span.file == file);
            let name = match (source.view(), first) {
                (Some(_), Some((span, _, _))) => {
                    let whole = place::whole(source.name(), source, span.start as usize, lang);
                    format!("{}{NO_LINES}", visible(&whole))
                }
                _ => visible(source.name()),
            };
            Page { name, ..Page::new(file, source, lines, width) }
        });
        Self { pages: pages.collect() }
    }

    fn labels(&self, labels: Vec<(Span, codespan::LabelStyle, String)>) -> Vec<codespan::Label<usize>> {
        let place = |(span, style, text): (Span, codespan::LabelStyle, String)| {
            let id = self.pages.iter().position(|page| page.file == span.file)?;
            let range = self.pages[id].shown(span)?;
            Some(codespan::Label::new(style, id, range).with_message(text))
        };
        labels.into_iter().filter_map(place).collect()
    }

    fn page(&self, id: usize) -> Result<&Page<'a>, Error> {
        self.pages.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a> Page<'a> {
    fn new(file: FileId, source: &'a Source, lines: Marks, width: usize) -> Self {
        let (mut text, mut rows) = (String::new(), Vec::with_capacity(lines.len()));
        for (line, marks) in lines {
            let range = source.line_range(line);
            let window = window(source.text().cut(range.clone()), &marks, width);
            let start = text.len();
            text.push_str(&window.text);
            rows.push(Row { line, start: range.start, shown: start..text.len(), window });
            text.push('\n');
        }
        Self { file, name: String::new(), source, text, rows }
    }

    fn shown(&self, span: Span) -> Option<Range<usize>> {
        let line = self.source.line_index(span.start as usize);
        let row = self.rows.iter().find(|row| row.line == line)?;
        let at = |byte: u32| row.shown.start + row.window.shown(byte as usize - row.start);
        Some(at(span.start)..at(span.end))
    }

    fn row(&self, line: usize) -> Result<&Row, Error> {
        self.rows
            .iter()
            .find(|row| row.line == line)
            .ok_or(Error::LineTooLarge { given: line, max: self.source.n_lines() })
    }
}

impl<'f> Files<'f> for Pages<'_> {
    type FileId = usize;
    type Name = String;
    type Source = &'f str;

    fn name(&'f self, id: usize) -> Result<String, Error> {
        Ok(self.page(id)?.name.clone())
    }

    fn source(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(&self.page(id)?.text)
    }

    fn line_index(&'f self, id: usize, at: usize) -> Result<usize, Error> {
        let rows = &self.page(id)?.rows;
        let index = rows.partition_point(|row| row.shown.start <= at).saturating_sub(1);
        rows.get(index).map(|row| row.line).ok_or(Error::FileMissing)
    }

    fn line_number(&'f self, id: usize, line: usize) -> Result<usize, Error> {
        let source = self.page(id)?.source;
        Ok(place::counted(source, source.line_range(line).start))
    }

    fn column_number(&'f self, id: usize, line: usize, at: usize) -> Result<usize, Error> {
        let page = self.page(id)?;
        let row = page.row(line)?;
        let original = row.window.original(at.saturating_sub(row.shown.start));
        Ok(page.source.line_column(row.start + original).1)
    }

    fn line_range(&'f self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        Ok(self.page(id)?.row(line)?.shown.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;

    const PAGE: &str = "部门预算\n合计\t9049.96\t5637.20\t3412.76\n\n项目支出。\n";

    fn span(sources: &Sources, file: FileId, words: &str) -> Span {
        let start = sources.get(file).text().find(words).unwrap();
        Span::new(file, start..start + words.len())
    }

    #[test]
    fn figures_pages_apart_and_the_rule_are_shown() {
        let mut sources = Sources::new();
        let long = format!("{PAGE}{}占项目支出总额的96%。{}", "其中：".repeat(100), "余下的话。".repeat(90));
        let file = sources.add(Source::new("a.txt", long));
        let rules =
            sources.add(Source::new("rules/p/n.toml", "[pack]\n\n[rule.share]\ncheck.formula = \"1 = 1\"\n"));
        let mut found = Diagnostic::new(
            "p/share",
            Severity::Error,
            span(&sources, file, "96%"),
            Text::new("文中写 96%，应为 100%", "stated 96%, expected 100%"),
        )
        .labelled(Text::new("应为 100%", "expected 100%"))
        .with(span(&sources, file, "3412.76"), Text::new("整体", "whole"))
        .note(Text::same("3412.76 ÷ 3412.76 = 100%"))
        .help(Text::new("改为 100%", "write 100%"));
        found.basis = Some(Text::same("《预算法》"));
        found.rule_span = Some(span(&sources, rules, "[rule.share]"));
        let told = render_diagnostics(&sources, [&found], Options::default());
        let column = 300 + "占项目支出总额的".chars().count() + 1;
        assert!(told.contains(&format!("┌─ a.txt:5:{column}")), "{told}");
        assert!(told.contains("^^^ 应为 100%"), "{told}");
        assert!(told.contains("2 │ 合计 │ 9049.96 │ 5637.20 │ 3412.76"), "{told}");
        assert!(told.contains("------- 整体"), "{told}");
        assert!(told.contains("┌─ rules/p/n.toml:3:1"), "{told}");
        assert!(told.contains("= 依据：《预算法》"), "{told}");
        assert!(told.contains("= 帮助：改为 100%"), "{told}");
        assert!(told.contains("规则：p/share（rules/p/n.toml:3）    详情：gouji explain p/share"), "{told}");
        assert!(told.lines().all(|line| super::super::excerpt::columns(line) < 125), "{told}");
        let english =
            render_diagnostics(&sources, [&found], Options { lang: Lang::En, ..Options::default() });
        assert!(english.contains("stated 96%, expected 100%") && english.contains("help: write 100%"));
    }

    #[test]
    fn the_caret_stands_under_its_cell() {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a.txt", PAGE));
        let found =
            Diagnostic::new("p/r", Severity::Warning, span(&sources, file, "5637.20"), Text::same("m"));
        let told = render_diagnostics(&sources, [&found], Options::default());
        let rows: Vec<&str> = told.lines().collect();
        let at = rows.iter().position(|row| row.contains("5637.20")).unwrap();
        let before = |row: &str, sign: &str| super::super::excerpt::columns(&row[..row.find(sign).unwrap()]);
        assert_eq!(before(rows[at], "5637.20"), before(rows[at + 1], "^^^^^^^"), "{told}");
    }

    #[test]
    fn spans_over_lines_ends_and_nothing_are_survived() {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a\u{1b}.txt", PAGE));
        let empty = sources.add(Source::new("empty.txt", ""));
        let length = PAGE.len();
        for span in [
            Span::new(file, 0..length),
            Span::new(file, length..length),
            Span::new(file, 12..length - 1),
            Span::new(file, 1..2),
            Span::new(file, length + 7..length + 9),
            Span { file, start: 9, end: 3 },
            Span::new(empty, 0..0),
        ] {
            let found =
                Diagnostic::new("p/r", Severity::Note, span, Text::same("a\nb")).labelled(Text::same("x"));
            let told = render_diagnostics(&sources, [&found], Options::default());
            assert!(told.starts_with("提示[p/r]: a b\n"), "{told}");
            assert!(told.contains("^") && !told.contains('\u{1b}'), "{told}");
        }
    }

    #[test]
    fn colour_is_only_escape_sequences() {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a.txt", PAGE));
        let found = Diagnostic::new("p/r", Severity::Error, span(&sources, file, "合计"), Text::same("m"));
        let told = render_diagnostics(&sources, [&found], Options { colour: true, ..Options::default() });
        assert!(told.contains("\u{1b}["));
    }
}
