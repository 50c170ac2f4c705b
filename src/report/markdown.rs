//! A summary for the page of a job: a table of documents, then one of findings for each.

use std::fmt::Write as _;

use super::excerpt::visible;
use super::{Run, Summary, place, waived_words};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::ledger::Mark;
use crate::source::FileId;

/// Tells `run` in Markdown.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut out = String::from("## gouji\n\n");
    let verdict = match (run.exit_code, lang) {
        (0, Lang::Zh) => "✅ 通过",
        (1, Lang::Zh) => "❌ 不通过",
        (3, Lang::Zh) => "❌ 有文件没有核对完",
        (_, Lang::Zh) => "❌ 规则或配置有误",
        (0, Lang::En) => "✅ passed",
        (1, Lang::En) => "❌ failed",
        (3, Lang::En) => "❌ not everything was checked",
        (_, Lang::En) => "❌ rules or configuration are wrong",
    };
    let _ = writeln!(out, "**{verdict}** — {}\n", text(&Summary::of(run).line(lang)));
    let judged = run.judged.lines(lang);
    for line in &judged {
        let _ = writeln!(out, "- {}", text(line));
    }
    if !judged.is_empty() {
        out.push('\n');
    }
    if !run.documents.is_empty() {
        documents(&mut out, run);
    }
    if !run.faults.is_empty() {
        let title = lang.pick("规则、配置、豁免和基线", "Rules, configuration, waivers and baseline");
        findings(&mut out, run, title, None, run.faults);
    }
    for document in run.documents.iter().filter(|document| !document.diagnostics.is_empty()) {
        let name = run.sources.get(document.file).name();
        findings(&mut out, run, &code(name), Some(document.file), &document.diagnostics);
    }
    if !run.unreadable.is_empty() {
        let _ = writeln!(out, "### {}\n", lang.pick("无法检查", "Not checked"));
        for unread in run.unreadable {
            let (reason, help) = (text(unread.reason.get(lang)), text(unread.help.get(lang)));
            let _ = writeln!(out, "- {}: {reason} — {help}", code(&unread.name));
        }
        out.push('\n');
    }
    out
}

fn documents(out: &mut String, run: &Run) {
    let head = match run.options.lang {
        Lang::Zh => "| 文件 | 错误 | 警告 | 提示 | 数字 | 已核对 | 矛盾 | 无规则核对 |",
        Lang::En => {
            "| document | errors | warnings | notes | figures | tied out | contradicted | by no rule |"
        }
    };
    let _ = writeln!(out, "{head}\n|---|--:|--:|--:|--:|--:|--:|--:|");
    for document in run.documents {
        let count = |severity: Severity| {
            let live = document.diagnostics.iter().filter(|found| found.standing.is_live());
            live.filter(|found| found.severity == severity).count()
        };
        let ledger = &document.ledger;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            code(run.sources.get(document.file).name()),
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Note),
            ledger.n_figures(),
            ledger.marked(Mark::Tied),
            ledger.marked(Mark::Contradicted),
            ledger.marked(Mark::Unchecked),
        );
    }
    out.push('\n');
}

fn findings(out: &mut String, run: &Run, title: &str, document: Option<FileId>, found: &[Diagnostic]) {
    let lang = run.options.lang;
    let head = lang.pick("| 级别 | 位置 | 问题 | 规则 |", "| severity | place | finding | rule |");
    let _ = writeln!(out, "### {title}\n\n{head}\n|---|---|---|---|");
    for found in found {
        let span = found.primary.span;
        let place = place::of_document(run.sources, document.unwrap_or(span.file), span, lang);
        let standing = match (&found.standing.waived, found.standing.known) {
            (Some(waived), _) => {
                format!("<br>{}{}", lang.pick("已豁免：", "waived: "), text(&waived_words(waived, lang)))
            }
            (None, Some(true)) => format!("<br>{}", lang.pick("在基线里", "in the baseline")),
            _ => String::new(),
        };
        let sign = match found.severity {
            _ if !found.standing.is_live() => "⏸️",
            Severity::Error => "❌",
            Severity::Warning => "⚠️",
            Severity::Note => "ℹ️",
        };
        let _ = writeln!(
            out,
            "| {sign} {} | {} | {}{standing} | {} |",
            word(found.severity, lang),
            text(&place),
            text(found.message.get(lang)),
            code(&found.rule),
        );
    }
    out.push('\n');
}

/// A severity in words.
pub(super) fn word(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Note, Lang::Zh) => "提示",
        (severity, Lang::En) => severity.as_str(),
    }
}

/// Words of a document or a rule that mean nothing but themselves.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in visible(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '@' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The same in the type of code; HTML has no need of counting backticks.
fn code(words: &str) -> String {
    let mut out = String::from("<code>");
    for c in visible(words).chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | ' ') => out.push(c),
            c => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
        }
    }
    out.push_str("</code>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_only_themselves() {
        assert_eq!(text("a|b <img> [x](y)"), "a\\|b &lt;img&gt; \\[x\\](y)");
        assert_eq!(code("a|`b`<x>.txt"), "<code>a&#124;&#96;b&#96;&#60;x&#62;.txt</code>");
    }
}
