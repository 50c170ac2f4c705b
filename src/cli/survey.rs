//! `gouji survey`: every document of a folder in one run, what it comes to document by document and rule by rule, and what
//! changed since the run before: what a change of rules did to a hundred documents.

mod compare;
mod record;
mod summary;

use std::path::PathBuf;

use clap::Args;
use gouji::diagnostic::Text;
use gouji::gate::Verdict;
use gouji::gate::config::{Config, Given};

use super::check::put;
use super::examine::{Keep, examine, leading};
use super::rules::tell_faults;
use super::settings::Settings;
use super::terminal::Terminal;
use super::{Scope, Stop};
use compare::Comparison;
use record::Record;

#[derive(Debug, Args)]
pub struct Survey {
    /// 目录 · The folder
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// 把结果写到这个文件，一行一处，供下次比较 · Write the result there, a finding a line, to compare with
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 与这份记录比较：哪些问题出现、消失、变化 · Compare with this one: which findings appeared, vanished, changed
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// 列出全部变化，不只每条规则的前几处 · List every change, not only the first of each rule
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    scope: Scope,
}

/// Surveys the folder; 1 where findings are not what they were in the record to compare with, 2 where rules are at fault.
pub fn run(args: &Survey, terminal: &Terminal) -> Result<u8, Stop> {
    let by_hand = Config { lang: terminal.lang_by_hand.map(Given::by_hand), ..Config::default() };
    let mut settings = Settings::new(&args.scope, by_hand)?;
    let paths = std::slice::from_ref(&args.folder);
    let config = leading(paths, &mut settings)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    // The record to compare with may be the one that is written anew.
    let before = args.against.as_deref().map(Record::read).transpose()?;
    let done = examine(paths, &args.scope, settings, terminal, Keep::Findings)?;
    if tell_faults(&done.sources, &done.faults, terminal) != 0 {
        terminal.say(&Text::new(
            "规则有误，没有汇总；改好再来",
            "the rules are at fault: nothing is summed up; mend them first",
        ));
        return Ok(Verdict::Misconfigured.code());
    }
    let now = Record::of(&done, &args.folder, terminal.lang);
    let mut out = summary::render(&now, terminal.lang);
    let comparison = before.as_ref().map(|before| Comparison::of(before, &now));
    if let (Some(comparison), Some(path)) = (&comparison, &args.against) {
        out.push('\n');
        out.push_str(&comparison.render(path, args.all, terminal.lang));
    }
    let written = args.out.as_ref().is_none_or(|path| put(path, &now.render(), terminal));
    terminal.print(&out);
    Ok(if done.is_broken() || !written {
        Verdict::Misconfigured.code()
    } else if comparison.is_some_and(|comparison| !comparison.is_same()) {
        Verdict::Findings.code()
    } else {
        Verdict::Clean.code()
    })
}
