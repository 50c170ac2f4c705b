//! The page around the documents: the head with its policy, the bar, the table of documents, the list of findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::article::Article;
use super::cards::{Writer, severity};
use super::digest::source_expression;
use super::escape::{escaped, segment};
use super::overview::{self, Row};
use super::page_name;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::gate::judged::Digest;
use crate::ledger::Mark;
use crate::report::summary::grouped;
use crate::report::{Fingerprints, Run, Summary};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

type Titles<'a> = BTreeMap<&'a str, &'a Text>;

/// Everything in one file.
pub fn whole(run: &Run, articles: &[Article], rows: &[Row], titles: &Titles<'_>) -> String {
    let bytes: usize = articles.iter().map(Article::bytes).sum();
    let mut page = Page::new(run, bytes);
    page.open(&page.title(), None, true, run.diagnostics(), titles);
    page.summary(rows, &|index| format!("#d{index}"));
    let (faults, lines) = faults(run);
    page.list(&lines, articles.iter().map(|article| article.list.as_str()));
    page.out.push_str(&faults);
    for article in articles {
        page.out.push_str(&article.body);
    }
    page.close()
}

/// A table of the documents, without the documents.
pub fn index(run: &Run, folder: &str, rows: &[Row], titles: &Titles<'_>) -> String {
    let mut page = Page::new(run, 0);
    page.open(&page.title(), None, !run.faults.is_empty(), run.faults.iter(), titles);
    page.summary(rows, &|index| format!("{}/{}", segment(folder), page_name(index)));
    let (faults, lines) = faults(run);
    if !lines.is_empty() {
        page.list(&lines, std::iter::empty());
    }
    page.out.push_str(&faults);
    page.by_rule(titles);
    page.close()
}

/// One document.
pub fn page(run: &Run, index: usize, article: &Article, index_name: &str, titles: &Titles<'_>) -> String {
    let checked = &run.documents[index];
    let mut page = Page::new(run, article.bytes());
    let title = run.sources.get(checked.file).name().to_owned();
    let back = format!("../{}", segment(index_name));
    page.open(&title, Some(&back), true, checked.diagnostics.iter(), titles);
    page.list("", std::iter::once(article.list.as_str()));
    page.out.push_str(&article.body);
    page.judges();
    page.sign();
    page.close()
}

/// What is wrong with rules, configurations, waivers and the baseline: cards, and their lines in the list.
fn faults(run: &Run) -> (String, String) {
    if run.faults.is_empty() {
        return (String::new(), String::new());
    }
    let lang = run.options.lang;
    let writer = Writer { sources: run.sources, ink: None, file: None, prefix: "r".to_owned(), lang };
    let title = lang.pick("规则、配置、豁免和基线", "Rules, configuration, waivers and baseline");
    let mut cards = format!("<section class=\"faults\" id=\"r\"><h2>{title}</h2>");
    let mut lines = format!("<section class=\"of\"><h3><a href=\"#r\">{title}</a></h3><ol>");
    let mut prints = Fingerprints::new();
    for (at, fault) in run.faults.iter().enumerate() {
        cards.push_str(&writer.card(at, fault, &prints.of(fault, run.sources)));
        writer.line(&mut lines, at, fault);
    }
    cards.push_str("</section>\n");
    lines.push_str("</ol></section>\n");
    (cards, lines)
}

struct Page<'r, 'a> {
    run: &'r Run<'a>,
    lang: Lang,
    out: String,
}

impl<'r, 'a> Page<'r, 'a> {
    fn new(run: &'r Run<'a>, bytes: usize) -> Self {
        let room = bytes + STYLE.len() + SCRIPT.len() + 4096 + 512 * run.documents.len();
        Self { run, lang: run.options.lang, out: String::with_capacity(room) }
    }

    fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        self.lang.pick(zh, en)
    }

    fn title(&self) -> String {
        self.say("勾稽核对报告", "Tie-out report").to_owned()
    }

    /// The head, and the bar with filters for what is on the page; `listed` where a list of findings stands beside it.
    fn open<'d>(
        &mut self,
        title: &str,
        back: Option<&str>,
        listed: bool,
        found: impl Iterator<Item = &'d Diagnostic>,
        titles: &Titles<'_>,
    ) {
        let lang = match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            source_expression(STYLE),
            source_expression(SCRIPT)
        );
        let _ = write!(
            self.out,
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"generator\" content=\"gouji {}\">\n<title>{}</title>\n<style>{STYLE}</style></head>\n<body{} data-words=\"{}\">\n",
            env!("CARGO_PKG_VERSION"),
            escaped(title),
            // Browsers of offices are old: what a style cannot ask of the page, a class says.
            if listed { " class=\"listed\"" } else { "" },
            escaped(&self.words().to_string()),
        );
        let (skip, toggle) = (self.say("跳到正文", "Skip to the documents"), self.say("问题", "Findings"));
        let _ = write!(
            self.out,
            "<a class=\"skip\" href=\"#main\">{skip}</a>\n<header class=\"bar\" role=\"banner\"><strong class=\"brand{}\">{}</strong><button type=\"button\" class=\"only-js\" data-do=\"list\" aria-expanded=\"false\" aria-controls=\"list\">{toggle}</button>",
            if back.is_some() { " back" } else { "" },
            match back {
                Some(back) =>
                    format!("<a href=\"{}\">‹ {}</a>", escaped(back), self.say("全部文件", "All documents")),
                None => self.say("勾稽", "gouji").to_owned(),
            }
        );
        self.filters(found, titles);
        let _ = write!(
            self.out,
            "<span class=\"search only-js\"><input type=\"search\" id=\"search\" placeholder=\"{}\" aria-label=\"{}\"><output id=\"hits\"></output></span><span class=\"buttons only-js\"><button type=\"button\" data-do=\"previous\" title=\"{}\">↑</button><button type=\"button\" data-do=\"next\" title=\"{}\">↓</button><button type=\"button\" data-do=\"theme\" title=\"{}\">◐</button><button type=\"button\" data-do=\"print\" title=\"{}\">{}</button><button type=\"button\" data-do=\"help\" title=\"{}\">?</button></span></header>\n<main id=\"main\">\n",
            self.say("查找", "Search"),
            self.say("在报告里查找", "Search the report"),
            self.say("上一个问题（k）", "Previous finding (k)"),
            self.say("下一个问题（j）", "Next finding (j)"),
            self.say("深色或浅色（t）", "Dark or light (t)"),
            self.say("打印（Ctrl+P）", "Print (Ctrl+P)"),
            self.say("打印", "Print"),
            self.say("快捷键（?）", "Keys (?)"),
        );
    }

    fn filters<'d>(&mut self, found: impl Iterator<Item = &'d Diagnostic>, titles: &Titles<'_>) {
        let mut severities = [0usize; 3];
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for found in found {
            severities[found.severity as usize] += 1;
            *rules.entry(&found.rule).or_default() += 1;
        }
        if rules.is_empty() {
            return;
        }
        let _ = write!(
            self.out,
            "<fieldset class=\"only-js\"><legend>{}</legend>",
            self.say("按级别筛选", "Filter by severity")
        );
        for (kind, count) in SEVERITIES.iter().zip(severities) {
            let (name, word) = (kind.as_str(), severity(*kind, self.lang));
            let _ = write!(
                self.out,
                "<label class=\"{name}\"><input type=\"checkbox\" name=\"severity\" value=\"{name}\" checked> {word} <b>{count}</b></label>",
            );
        }
        let label = self.say("按规则筛选", "Filter by rule");
        let _ = write!(
            self.out,
            "</fieldset><select id=\"rule\" class=\"only-js\" aria-label=\"{label}\"><option value=\"\">{}</option>",
            self.say("全部规则", "All rules")
        );
        for (rule, count) in rules {
            // People know what is demanded, not what the rule is called.
            let title = titles.get(rule).map_or(rule, |title| title.get(self.lang));
            let (rule, title) = (escaped(rule), escaped(title));
            let _ = write!(self.out, "<option value=\"{rule}\" title=\"{rule}\">{title} ({count})</option>");
        }
        self.out.push_str("</select>");
    }

    /// What the script says.
    fn words(&self) -> serde_json::Value {
        let keys = [
            ("j / k", self.say("下一个 / 上一个问题", "next / previous finding")),
            ("n / p", self.say("下一个 / 上一个没有核对或矛盾的数", "next / previous figure not tied out")),
            (
                "/",
                self.say(
                    "查找；Enter 下一处，Shift+Enter 上一处",
                    "search; Enter next, Shift+Enter previous",
                ),
            ),
            ("t", self.say("深色、浅色", "dark, light")),
            ("?", self.say("显示快捷键", "show these keys")),
            ("Esc", self.say("关闭", "close")),
        ];
        json!({
            "keys": keys,
            "keysTitle": self.say("快捷键", "Keys"),
            "close": self.say("关闭", "Close"),
            "shown": self.say("显示 {0} / {1} 条", "{0} of {1} shown"),
            "tied": self.say("这个数参与的关系", "Relations this figure stands in"),
            "none": self.say("没有规则核对这个数", "No rule checks this figure"),
            "more": self.say("另有 {0} 个", "{0} more"),
            "blank": self.say("（空白）", "(blank)"),
            "outcomes": [
                self.say("成立", "holds"),
                self.say("四舍五入内成立", "holds within rounding"),
                self.say("不成立", "fails"),
                self.say("无法读取", "unreadable"),
            ],
        })
    }

    /// The table of documents, and what the run comes to.
    fn summary(&mut self, rows: &[Row], link: &dyn Fn(usize) -> String) {
        let run = self.run;
        let sum = Summary::of(run);
        let verdict = match run.exit_code {
            0 => self.say("通过", "Passed"),
            1 => self.say("不通过", "Failed"),
            3 => self.say("有文件没有核对完", "Not everything was checked"),
            _ => self.say("规则或配置有误", "Rules or configuration are wrong"),
        };
        let class = if run.exit_code == 0 { "passed" } else { "failed" };
        let _ = writeln!(
            self.out,
            "<section class=\"summary\" id=\"summary\"><h1>{}</h1><p class=\"verdict {class}\"><strong>{verdict}</strong> <span class=\"told\">{}</span> <span>{}</span></p>",
            self.title(),
            overview::sentence(run, rows),
            escaped(&sum.line(self.lang)),
        );
        overview::table(&mut self.out, run, rows, link);
        self.offer();
        self.judges();
        self.legend();
        self.out.push_str("</section>\n");
    }

    /// What judged the run.
    fn judges(&mut self) {
        for line in self.run.judged.lines(self.lang) {
            let _ = writeln!(self.out, "<p class=\"judged dim\">{}</p>", escaped(&line));
        }
        for Digest { path, sha256, .. } in &self.run.judged.digests {
            let _ = writeln!(
                self.out,
                "<p class=\"judged dim\">SHA-256 {} <code>{sha256}</code></p>",
                escaped(path)
            );
        }
    }

    /// How the authors get their own files back with marks, where there are such files.
    fn offer(&mut self) {
        let takes = |file| {
            let source = self.run.sources.get(file);
            let parts = source.files().parts().iter().map(|part| part.source.name());
            let mut names = std::iter::once(source.name()).chain(parts).map(str::to_ascii_lowercase);
            names.any(|name| [".pdf", ".docx", ".xlsx"].iter().any(|ending| name.ends_with(ending)))
        };
        let mut wrong = self.run.documents.iter().filter(|document| !document.diagnostics.is_empty());
        if wrong.any(|document| takes(document.file)) {
            let _ = writeln!(
                self.out,
                "<p class=\"offer\">{} <code>gouji annotate …</code></p>",
                self.say(
                    "把问题作为批注写进原文件（PDF、Word、Excel）的副本，退给作者：",
                    "Copies of the original files (PDF, Word, Excel) with what was found as comments, to send back:"
                )
            );
        }
    }

    /// What the tick marks mean, and in print the lines to sign on.
    fn legend(&mut self) {
        let marks = [
            (Mark::Tied, "t", self.say("有关系成立，与别的数对得上", "ties out with another figure")),
            (Mark::Contradicted, "x", self.say("有关系不成立", "a relation with it fails")),
            (Mark::Unchecked, "u", self.say("没有规则核对", "no rule checks it")),
        ];
        self.out.push_str("<p class=\"legend\">");
        for (mark, class, words) in marks {
            let _ = write!(self.out, "<span><i class=\"{class}\">{}</i> {words}</span> ", mark.sign());
        }
        let _ = write!(
            self.out,
            "<span><span class=\"pages\"><i class=\"t\"></i><i class=\"x\"></i><i class=\"u\"></i></span> {}</span></p>",
            self.say("一格一页，没有页的文件按篇幅分格", "a mark for each page, or for parts of one length")
        );
        self.sign();
    }

    /// Lines to sign on, in print.
    fn sign(&mut self) {
        let _ = write!(
            self.out,
            "<p class=\"sign\"><span>{}</span><span>{}</span><span>{}</span></p>",
            self.say("核对人：", "Checked by:"),
            self.say("复核人：", "Reviewed by:"),
            self.say("日期：", "Date:"),
        );
    }

    /// The list of findings, part by part.
    fn list<'l>(&mut self, first: &str, rest: impl Iterator<Item = &'l str>) {
        let (label, title) = (self.say("问题一览", "All findings"), self.say("问题一览", "Findings"));
        let _ = write!(
            self.out,
            "<nav class=\"list\" id=\"list\" aria-label=\"{label}\"><h2>{title} <output id=\"shown\"></output></h2>{first}"
        );
        rest.for_each(|part| self.out.push_str(part));
        self.out.push_str("</nav>\n");
    }

    /// Which rules found most, for reports whose findings are pages away.
    fn by_rule(&mut self, titles: &Titles<'_>) {
        let mut rules: BTreeMap<&str, (Severity, usize, usize)> = BTreeMap::new();
        for document in self.run.documents {
            let mut here: BTreeMap<&str, usize> = BTreeMap::new();
            for found in document.diagnostics.iter().filter(|found| found.standing.is_live()) {
                let known = rules.entry(&found.rule).or_insert((found.severity, 0, 0));
                known.0 = known.0.min(found.severity);
                known.1 += 1;
                *here.entry(&found.rule).or_default() += 1;
            }
            for rule in here.keys() {
                if let Some(known) = rules.get_mut(rule) {
                    known.2 += 1;
                }
            }
        }
        let mut rules: Vec<_> = rules.into_iter().collect();
        rules.sort_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)).then(a.0.cmp(b.0)));
        if rules.is_empty() {
            return;
        }
        let _ = write!(
            self.out,
            "<section class=\"rules\"><h2>{}</h2><div class=\"scroll\"><table class=\"documents\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
            self.say("按规则", "By rule"),
            self.say("规则", "Rule"),
            self.say("级别", "Severity"),
            self.say("问题", "Findings"),
            self.say("文件", "Documents"),
        );
        for (rule, (kind, count, documents)) in rules {
            let title = titles.get(rule).map_or("", |title| title.get(self.lang));
            let _ = write!(
                self.out,
                "<tr><th scope=\"row\">{} <code class=\"dim\">{}</code></th><td class=\"{}\">{}</td><td class=\"v\">{}</td><td class=\"v\">{}</td></tr>",
                escaped(title),
                escaped(rule),
                kind.as_str(),
                severity(kind, self.lang),
                grouped(count),
                grouped(documents),
            );
        }
        self.out.push_str("</tbody></table></div></section>\n");
    }

    fn close(mut self) -> String {
        let _ = write!(
            self.out,
            "</main>\n<aside class=\"panel\" id=\"panel\" hidden aria-live=\"polite\"></aside>\n<dialog id=\"keys\"></dialog>\n<script>{SCRIPT}</script>\n</body></html>\n"
        );
        self.out
    }
}
