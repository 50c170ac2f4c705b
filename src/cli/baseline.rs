//! `gouji baseline`: writes down what is found today, so that from then on only what is new fails.

use std::fmt::Write as _;

use gouji::diagnostic::{Lang, Text, count_of};
use gouji::gate::baseline::Baseline;
use gouji::gate::config::{Config, Given};
use gouji::gate::{Evidence, Verdict, judge};

use super::check::read_baseline;
use super::examine::{Examined, Keep, examine, leading};
use super::outputs::Inputs;
use super::rules::tell_faults;
use super::settings::{Settings, folder_of, today, told_from};
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
    let verdict =
        judge(Evidence { broken: done.is_broken(), open: !done.unread.is_empty(), ..Evidence::default() });
    if verdict != Verdict::Clean {
        refuse(&done, terminal);
        return Ok(verdict.code());
    }
    tell_gaps(&done, terminal);
    Inputs::new(&done.inputs).spare(&args.file)?;
    let exists = files::is_there(&args.file);
    let old = if exists { read_baseline(&args.file)?.0 } else { Baseline::default() };
    let folder = folder_of(&args.file);
    let day = today(&args.scope)?;
    let mut new = old.clone();
    for (document, told) in done.documents.iter().zip(&done.told) {
        let name = told_from(&folder, &told.path);
        new.take(&name, &document.diagnostics, &told.prints, &done.sources, day);
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
        terminal.print(&out);
        terminal.say(&Text::new(
            format!("基线不能变大：{plus} 条是新的；确认后加 --accept-new"),
            format!("a baseline does not grow: {plus} are new; if they are meant, say --accept-new"),
        ));
        return Ok(Verdict::Findings.code());
    }
    write::whole(&args.file, new.render().as_bytes()).map_err(|error| {
        Stop::new(Text::new(format!("写不出 {file}：{error}"), format!("cannot write {file}: {error}")))
    })?;
    terminal.print(&out);
    Ok(0)
}

/// Says which files stand in the way, and what to do about each.
fn refuse(done: &Examined, terminal: &Terminal) {
    for unread in &done.unread {
        let (reason, name) = (&unread.reason, &unread.name);
        let what = Text::new(
            format!("{name}：{}", reason.get(Lang::Zh)),
            format!("{name}: {}", reason.get(Lang::En)),
        );
        terminal.stop(&Stop::new(what).help(unread.help.clone()));
    }
    let n = done.unread.len();
    let stop = match n {
        0 => Stop::new(Text::new(
            "规则或配置有误，基线未写",
            "rules or configuration are wrong: no baseline is written",
        ))
        .help(Text::new("先改好上面的错误", "mend what is told above")),
        _ => Stop::new(Text::new(
            format!("有 {n} 个文件读不了，基线未写"),
            format!("{} cannot be read: no baseline is written", count_of(n, "file", "files")),
        ))
        .help(Text::new(
            "改好这些文件，或用 --exclude 略去，直接写出的就不要写",
            "mend these files, leave them out with --exclude, or do not name them",
        )),
    };
    terminal.stop(&stop);
}

/// Says of which documents something is left open that no baseline lets pass.
fn tell_gaps(done: &Examined, terminal: &Terminal) {
    for told in done.told.iter().filter(|told| told.gaps.open(&told.config)) {
        let path = told.path.display();
        terminal.say(&Text::new(
            format!("{path} 没有核对完，基线不能代替：gouji check 仍会以 3 结束并说明原因"),
            format!("{path} was not judged whole, which no baseline lets pass: gouji check ends with 3 and says why"),
        ));
    }
}
