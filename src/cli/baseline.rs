//! `gouji baseline`: writes down what is found today, so that from then on only what is new fails.

use std::fmt::Write as _;

use gouji::diagnostic::{Lang, Text};
use gouji::gate::baseline::Baseline;
use gouji::gate::config::{Config, Given};
use gouji::gate::{Evidence, Verdict, judge};

use super::check::read_baseline;
use super::examine::{Keep, examine, leading};
use super::outputs::Inputs;
use super::rules::tell_faults;
use super::settings::{Settings, folder_of, told_from};
use super::terminal::Terminal;
use super::{BaselineArgs, Stop, files, write};

/// Writes the baseline; 1 where it would grow and may not, and nothing is written unless everything was checked.
pub fn run(args: &BaselineArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let by_hand = Config { lang: terminal.lang_by_hand.map(Given::by_hand), ..Config::default() };
    let mut settings = Settings::new(&args.scope, by_hand)?;
    let config = leading(&args.paths, &mut settings)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    let done = examine(&args.paths, &args.scope, settings, terminal, Keep::Findings)?;
    tell_faults(&done.sources, &done.faults, terminal);
    for unread in &done.unread {
        let reason = |lang| format!("{}: {}", unread.name, unread.reason.get(lang));
        terminal.say(&Text::new(reason(Lang::Zh), reason(Lang::En)));
    }
    let verdict = judge(Evidence {
        broken: done.is_broken(),
        unchecked: done.unread.len() + done.unchecked,
        ..Evidence::default()
    });
    if verdict != Verdict::Clean {
        terminal.say(&Text::new(
            "没有全部核对完，基线未写",
            "not everything was checked: no baseline is written",
        ));
        return Ok(verdict.code());
    }
    Inputs::new(&done.inputs).spare(&args.file)?;
    let exists = files::is_there(&args.file);
    let old = if exists { read_baseline(&args.file)?.0 } else { Baseline::default() };
    let folder = folder_of(&args.file);
    let mut new = old.clone();
    for (document, told) in done.documents.iter().zip(&done.told) {
        new.take(&told_from(&folder, &told.path), &document.diagnostics, &told.prints);
    }
    let (added, removed) = (old.lacks(&new), new.lacks(&old).len());
    let file = args.file.display();
    let mut out = String::new();
    let grows = exists && !added.is_empty() && !args.accept_new;
    if grows {
        for (document, print, rule, place) in &added {
            let _ = writeln!(out, "+ {document}  {rule}  {place}  {print}");
        }
    }
    let (plus, count) = (added.len(), new.len());
    let _ = match terminal.lang {
        Lang::Zh => writeln!(out, "{file}：+{plus}/−{removed}，共 {count} 条"),
        Lang::En => writeln!(out, "{file}: +{plus}/−{removed}, {count} in all"),
    };
    if grows {
        let told = terminal.print(&out);
        terminal.say(&Text::new(
            format!("基线不能变大：{plus} 条是新的；确认后加 --accept-new"),
            format!("a baseline does not grow: {plus} are new; if they are meant, say --accept-new"),
        ));
        return Ok(if told { Verdict::Findings } else { Verdict::Misconfigured }.code());
    }
    write::whole(&args.file, new.render().as_bytes()).map_err(|error| {
        Stop::new(Text::new(format!("写不出 {file}：{error}"), format!("cannot write {file}: {error}")))
    })?;
    Ok(if terminal.print(&out) { 0 } else { 2 })
}
