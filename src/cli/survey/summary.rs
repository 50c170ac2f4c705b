//! What a survey comes to: how documents end, how many figures are tied out, how many errors documents have, and how often
//! each rule has something to say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gouji::diagnostic::{Lang, Severity};
use gouji::report::{columns, grouped, visible};

use super::super::rules::{pad, severity};
use super::record::{Document, Ends, Record};

/// Published documents are mostly right: more findings of one rule on one document are a sign that it is misread.
const MANY: usize = 5;
/// The most errors of each class of documents but the last.
const CLASSES: [usize; 3] = [0, MANY, 20];

/// Tells what `record` comes to.
pub fn render(record: &Record, lang: Lang) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", ends(record, lang));
    let _ = writeln!(out, "{}", figures(record, lang));
    let _ = writeln!(out, "{}", errors(record, lang));
    rules(&mut out, record, lang);
    unread(&mut out, record, lang);
    out
}

fn ends(record: &Record, lang: Lang) -> String {
    let words = |ends| match (ends, lang) {
        (Ends::Clean, Lang::Zh) => "无问题",
        (Ends::Findings, Lang::Zh) => "有问题",
        (Ends::Partly, Lang::Zh) => "没有查全",
        (Ends::Unread, Lang::Zh) => "无法检查",
        (Ends::Clean, Lang::En) => "clean",
        (Ends::Findings, Lang::En) => "with findings",
        (Ends::Partly, Lang::En) => "not checked in full",
        (Ends::Unread, Lang::En) => "not checked",
    };
    let count = |ends| record.documents.iter().filter(|document| document.ends == ends).count();
    let counts: Vec<String> =
        Ends::ALL.iter().map(|ends| format!("{} {}", words(*ends), grouped(count(*ends)))).collect();
    let (all, counts) = (grouped(record.documents.len()), counts.join(" · "));
    match lang {
        Lang::Zh => format!("{all} 份文件：{counts}"),
        Lang::En => format!("documents {all}: {counts}"),
    }
}

fn figures(record: &Record, lang: Lang) -> String {
    let sum = |of: fn(&Document) -> usize| record.documents.iter().map(of).sum::<usize>();
    let (all, tied) = (sum(|document| document.figures), sum(|document| document.tied));
    let (against, none) = (sum(|document| document.contradicted), sum(|document| document.unchecked));
    let share = (tied * 100).checked_div(all).unwrap_or(0);
    let [all, tied, against, none] = [all, tied, against, none].map(grouped);
    match lang {
        Lang::Zh => format!("{all} 个数：已核对 {tied}（{share}%）· 矛盾 {against} · 无规则核对 {none}"),
        Lang::En => format!(
            "figures {all}: tied out {tied} ({share}%) · contradicted {against} · checked by no rule {none}"
        ),
    }
}

fn errors(record: &Record, lang: Lang) -> String {
    let mut classes = [0; CLASSES.len() + 1];
    for document in record.documents.iter().filter(|document| document.ends != Ends::Unread) {
        classes[CLASSES.partition_point(|most| *most < document.errors)] += 1;
    }
    let classes: Vec<String> = classes.iter().map(|count| grouped(*count)).collect();
    let classes = classes.join(" / ");
    match lang {
        Lang::Zh => format!("错误 0 / 1–5 / 6–20 / 多于 20 处的文件：{classes}"),
        Lang::En => format!("documents with 0 / 1–5 / 6–20 / more than 20 errors: {classes}"),
    }
}

/// How often a rule has something to say.
#[derive(Default)]
struct Often {
    findings: usize,
    documents: usize,
    many: usize,
}

fn rules(out: &mut String, record: &Record, lang: Lang) {
    let mut by_document: BTreeMap<(Severity, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for finding in record.findings.iter().filter(|finding| !finding.waived) {
        let rule = by_document.entry((finding.severity, &finding.rule)).or_default();
        *rule.entry(&finding.document).or_default() += 1;
    }
    let often = |documents: &BTreeMap<&str, usize>| Often {
        findings: documents.values().sum(),
        documents: documents.len(),
        many: documents.values().filter(|count| **count > MANY).count(),
    };
    let mut rules: Vec<((Severity, &str), Often)> =
        by_document.iter().map(|(rule, documents)| (*rule, often(documents))).collect();
    if rules.is_empty() {
        return;
    }
    rules.sort_by_key(|((severity, _), often)| (*severity, std::cmp::Reverse(often.findings)));
    let head = match lang {
        Lang::Zh => ["处", "份", "多于 5 处", "级别", "规则"],
        Lang::En => ["findings", "documents", "more than 5", "severity", "rule"],
    };
    let _ = writeln!(out, "\n{}", head.join("  "));
    for ((level, rule), often) in rules {
        for (count, head) in [often.findings, often.documents, often.many].into_iter().zip(head) {
            let count = grouped(count);
            let _ = write!(out, "{}{count}  ", pad(&count, columns(head)));
        }
        let level = severity(level, lang);
        let _ = writeln!(out, "{level}{}  {}", pad(level, columns(head[3]).max(7)), visible(rule));
    }
}

/// What could not be read, each with the reason.
fn unread(out: &mut String, record: &Record, lang: Lang) {
    let unread: Vec<&Document> =
        record.documents.iter().filter(|document| document.ends == Ends::Unread).collect();
    if !unread.is_empty() {
        let _ = writeln!(out, "\n{}", if lang == Lang::Zh { "无法检查：" } else { "not checked:" });
    }
    for document in unread {
        let reason = document.reason.as_deref().unwrap_or_default();
        let _ = writeln!(out, "  {}  {}", visible(&document.document), visible(reason));
    }
}
