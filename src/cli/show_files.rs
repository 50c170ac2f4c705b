//! `gouji check --show-files`: which files are read, which are passed over and why, which cannot be read; nothing is checked.

use std::path::{Path, PathBuf};

use gouji::diagnostic::{Lang, Severity, Text};
use gouji::gate::{Evidence, judge};
use gouji::read::passed::{Cause, Passed};
use gouji::report::{Options, render_diagnostics, visible};

use super::check::origin;
use super::examine::nothing_matched;
use super::open::list;
use super::settings::{Settings, absolute, folder_of};
use super::terminal::Terminal;
use super::walk::walk;
use super::{Stop, outputs, words};

/// A file, the sign before it, and what there is to say.
type Row = (String, char, Text);

/// The signs, in the order in which they are counted.
const SIGNS: [(char, &str, &str); 3] =
    [('+', "要读", "read"), ('-', "跳过", "passed over"), ('!', "无法检查", "not checked")];

/// Lists the files of `paths`; 3 where one cannot be read, as in a run that checks.
pub fn run(paths: &[PathBuf], mut settings: Settings, terminal: &Terminal) -> Result<u8, Stop> {
    let found = walk(paths, &mut settings)?;
    found.told.iter().for_each(|told| terminal.say(told));
    let mut rows: Vec<Row> = Vec::new();
    let mut passed = found.passed;
    for path in &found.files {
        let config = settings.of_folder(&folder_of(path))?;
        let start = absolute(path);
        let look = |inner: &Path| config.passes_over(&absolute(inner), &start);
        let (files, left) = list(path, found.met.contains(path), &look);
        passed.extend(left);
        rows.extend(files.into_iter().map(|(path, refused)| match refused {
            None => (path.display().to_string(), '+', Text::default()),
            Some(refused) => (refused.name, '!', refused.reason),
        }));
    }
    rows.extend(found.unreadable.into_iter().map(|refused| (refused.name, '!', refused.reason)));
    outputs::not_read(&mut passed, &settings.inputs);
    for file in passed {
        rows.push(row(file, &mut settings)?);
    }
    rows.sort_by(|left, right| left.0.cmp(&right.0));
    terminal.print(&page(&rows, terminal.lang));
    let options = Options { lang: terminal.lang, ..Options::default() };
    terminal.aside(&render_diagnostics(&settings.sources, &settings.faults, options));
    let count = |sign: char| rows.iter().filter(|(_, known, _)| *known == sign).count();
    if count('+') + count('!') == 0 {
        return Err(nothing_matched(paths));
    }
    let broken = settings.faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok(judge(Evidence { broken, open: count('!') > 0, ..Evidence::default() }).code())
}

/// What is passed over, and where that was said.
fn row(file: Passed, settings: &mut Settings) -> Result<Row, Stop> {
    let mut why = file.cause.words();
    let config = settings.of_folder(&folder_of(Path::new(&file.name)))?;
    let span = match file.cause {
        Cause::Excluded => config.exclude.as_ref().map(|given| given.span),
        Cause::NotIncluded => config.include.as_ref().map(|given| given.span),
        Cause::Kind(_) | Cause::Hidden | Cause::Own => None,
    };
    if let Some(span) = span {
        let place = |lang| match span {
            Some(span) => origin(&settings.sources, span),
            None => words(lang, "命令行", "command line"),
        };
        let (zh, en) = (why.get(Lang::Zh), why.get(Lang::En));
        why = Text::new(format!("{zh}：{}", place(Lang::Zh)), format!("{en}: {}", place(Lang::En)));
    }
    Ok((file.name, '-', why))
}

fn page(rows: &[Row], lang: Lang) -> String {
    let mut out = String::new();
    for (name, sign, why) in rows {
        let line = format!("{sign} {}  {}", visible(name), visible(why.get(lang)));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let counted = SIGNS.map(|(sign, zh, en)| {
        let count = rows.iter().filter(|(_, known, _)| *known == sign).count();
        words(lang, &format!("{count} 个{zh}"), &format!("{count} {en}"))
    });
    out.push_str(&counted.join(" · "));
    out.push('\n');
    out
}
