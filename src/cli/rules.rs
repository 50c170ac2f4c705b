//! `gouji rules`: what is checked, pack by pack.

use std::fmt::Write as _;
use std::path::Path;

use gouji::diagnostic::{Diagnostic, Lang, Severity, Text, count_of};
use gouji::gate::config::Config;
use gouji::report::{Options, columns, render_diagnostics, visible};
use gouji::source::Sources;
use serde_json::json;

use super::examine::{self, Examined, Keep};
use super::idle;
use super::settings::{Settings, absolute};
use super::terminal::Terminal;
use super::{ListFormat, Rules, Scope, Stop, packs};

/// Lists the rules; 2 where rule files are at fault.
pub fn run(args: &Rules, terminal: &Terminal) -> Result<u8, Stop> {
    if !args.dead.is_empty() {
        return dead(args, terminal);
    }
    let (loaded, _) = packs::of(&args.rules, &absolute(Path::new(".")), packs::Examples::Kept)?;
    let lang = terminal.lang;
    let out = match args.format {
        ListFormat::Text => text(&loaded, lang),
        ListFormat::Json => machine(&loaded, lang),
    };
    terminal.print(&out);
    Ok(tell_faults(&loaded.sources, &loaded.faults, terminal))
}

/// Tells what is wrong with rule files beside the result; 2 where there is an error among it.
pub fn tell_faults(sources: &Sources, faults: &[Diagnostic], terminal: &Terminal) -> u8 {
    let options = Options { lang: terminal.lang, ..Options::default() };
    terminal.aside(&render_diagnostics(sources, faults, options));
    if faults.iter().any(|fault| fault.severity == Severity::Error) { 2 } else { 0 }
}

/// A severity in words.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Note, Lang::Zh) => "提示",
        (severity, Lang::En) => severity.as_str(),
    }
}

/// Spaces that fill `words` up to `width` columns.
pub fn pad(words: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(columns(words)))
}

/// Lists the rules that had nothing to say on any of the documents: not applicable, or never tried.
fn dead(args: &Rules, terminal: &Terminal) -> Result<u8, Stop> {
    let scope = Scope { rules: args.rules.clone(), ..Scope::default() };
    let settings = Settings::new(&scope, Config::default())?;
    let Examined { sources, packs, faults, documents, unread, .. } =
        examine::examine(&args.dead, &scope, settings, terminal, Keep::Findings)?;
    for unread in &unread {
        let reason = |lang| format!("{}: {}", unread.name, unread.reason.get(lang));
        terminal.say(&Text::new(reason(Lang::Zh), reason(Lang::En)));
    }
    terminal.print(&idle::listing(&packs, &sources, &documents, terminal.lang));
    let faults = tell_faults(&sources, &faults, terminal);
    Ok(if faults > 0 || documents.is_empty() {
        2
    } else if unread.is_empty() {
        0
    } else {
        3
    })
}

fn text(loaded: &packs::Loaded, lang: Lang) -> String {
    let mut out = String::new();
    let width = loaded.rules().map(|(_, rule)| columns(&rule.id)).max().unwrap_or(0);
    for pack in &loaded.packs {
        let _ = writeln!(out, "{}  {}", pack.name, visible(pack.title.get(lang)));
        for rule in &pack.rules {
            let words = severity(rule.severity, lang);
            let (id, title) = (visible(&rule.id), visible(rule.title.get(lang)));
            let _ = writeln!(out, "  {id}{}  {words}{}  {title}", pad(&id, width), pad(words, 7));
        }
        out.push('\n');
    }
    let n = loaded.rules().count();
    let _ = match lang {
        Lang::Zh => writeln!(out, "{n} 条规则；gouji explain <规则名> 看详情"),
        Lang::En => {
            writeln!(out, "{}; gouji explain <rule> for more", count_of(n, "rule", "rules"))
        }
    };
    out
}

fn machine(loaded: &packs::Loaded, lang: Lang) -> String {
    let packs = loaded.packs.iter().map(|pack| {
        let rules = pack.rules.iter().map(|rule| {
            let source = loaded.sources.get(rule.span.file);
            json!({
                "id": rule.id,
                "severity": rule.severity,
                "required": rule.required,
                "title": rule.title.get(lang),
                "why": rule.why.as_ref().map(|why| why.get(lang)),
                "basis": rule.basis.as_ref().map(|basis| basis.get(lang)),
                "help": rule.help.as_ref().map(|help| help.get(lang)),
                "path": source.name(),
                "line": source.line_column(rule.span.start as usize).0,
                "examples": rule.examples.len(),
            })
        });
        json!({
            "name": pack.name,
            "title": pack.title.get(lang),
            "rules": rules.collect::<Vec<_>>(),
        })
    });
    let packs: Vec<_> = packs.collect();
    format!("{:#}\n", json!({ "version": 1, "packs": packs }))
}
