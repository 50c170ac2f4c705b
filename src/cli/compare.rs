//! `gouji compare`: the second round. What of the old version is corrected in the new one, what is not, what is new; which
//! figures changed, and what that did to the relations. Files are held against files, folders against folders.

mod pairs;
mod round;

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use gouji::calendar::Date;
use gouji::diagnostic::{Lang, Text};
use gouji::gate::config::{Config, Given};
use gouji::gate::{Evidence, Verdict, judge};
use gouji::report::{grouped, visible};
use rayon::prelude::*;

use super::examine::{Examined, Keep, examine, leading};
use super::rules::tell_faults;
use super::settings::{Settings, today};
use super::terminal::Terminal;
use super::{Scope, Stop};
use pairs::{Pairs, pairs};
use round::Round;

#[derive(Debug, Args)]
pub struct Compare {
    /// 上一稿：文件或目录 · The old version: a file or a folder
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// 这一稿：文件或目录 · The new version: a file or a folder
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// 列出全部改动的数，不只前几个 · List every figure that changed, not only the first
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    scope: Scope,
}

/// Compares; 1 where the new version has findings that fail, 2 where rules are at fault, 3 where something was not judged.
pub fn run(args: &Compare, terminal: &Terminal) -> Result<u8, Stop> {
    let mut old = examined(args, &args.old, terminal)?;
    let mut new = examined(args, &args.new, terminal)?;
    let config = leading(std::slice::from_ref(&args.new), &mut settings(args, terminal)?)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    if tell_faults(&new.sources, &new.faults, terminal) != 0 {
        return Ok(Verdict::Misconfigured.code());
    }
    for unread in old.unread.iter().chain(&new.unread) {
        let said = |lang| format!("{}: {}", unread.name, unread.reason.get(lang));
        terminal.stop(&Stop::new(Text::new(said(Lang::Zh), said(Lang::En))).help(unread.help.clone()));
    }
    let pairs = pairs(&old, &new, &args.old, &args.new);
    let day = today(&args.scope)?;
    let rounds = rounds(&mut old, &mut new, &pairs, day, terminal.lang);
    let mut out = String::new();
    for (round, (was, is)) in rounds.iter().zip(&pairs.both) {
        let name = |done: &Examined, at: usize| visible(done.sources.get(done.documents[at].file).name());
        let _ = writeln!(out, "{} → {}", name(&old, *was), name(&new, *is));
        out.push_str(&round.render(args.all, terminal.lang));
        out.push('\n');
    }
    alone(&mut out, &old, &pairs.old, terminal.lang.pick("只有上一稿有", "only in the old version"));
    alone(&mut out, &new, &pairs.new, terminal.lang.pick("只有这一稿有", "only in the new version"));
    let sum = |of: fn(&Round) -> usize| grouped(rounds.iter().map(of).sum());
    let (corrected, left) = (sum(|round| round.corrected.len()), sum(|round| round.left.len()));
    let (changed, fresh) = (sum(|round| round.changed.len()), sum(|round| round.fresh.len()));
    let _ = match terminal.lang {
        Lang::Zh => writeln!(out, "已改正 {corrected} · 未改 {left} · 改了仍不对 {changed} · 新增 {fresh}"),
        Lang::En => writeln!(
            out,
            "corrected {corrected} · not corrected {left} · changed and still wrong {changed} · new {fresh}"
        ),
    };
    terminal.print(&out);
    let failing = new.documents.iter().zip(&new.told).any(|(document, told)| {
        let threshold = told.config.threshold();
        let mut live = document.diagnostics.iter().filter(|found| found.standing.waived.is_none());
        live.any(|found| threshold.reached_by(found.severity))
    });
    // Without a version to compare with, nobody knows what became of it.
    let open = new.open || !old.unread.is_empty() || pairs.both.is_empty();
    Ok(judge(Evidence { broken: new.is_broken(), failing, open }).code())
}

fn settings(args: &Compare, terminal: &Terminal) -> Result<Settings, Stop> {
    let by_hand = Config { lang: terminal.lang_by_hand.map(Given::by_hand), ..Config::default() };
    Settings::new(&args.scope, by_hand)
}

fn examined(args: &Compare, path: &PathBuf, terminal: &Terminal) -> Result<Examined, Stop> {
    examine(std::slice::from_ref(path), &args.scope, settings(args, terminal)?, terminal, Keep::Documents)
}

/// What became of each pair.
fn rounds(old: &mut Examined, new: &mut Examined, pairs: &Pairs, day: Date, lang: Lang) -> Vec<Round> {
    for (was, is) in &pairs.both {
        round::mark(old, *was, new, *is, day);
    }
    let (old, new) = (&*old, &*new);
    pairs.both.par_iter().map(|(was, is)| Round::of(old, *was, new, *is, lang)).collect()
}

/// Documents that only one of the versions has.
fn alone(out: &mut String, done: &Examined, which: &[usize], said: &str) {
    for at in which {
        let _ = writeln!(out, "{said}: {}", visible(done.sources.get(done.documents[*at].file).name()));
    }
}
