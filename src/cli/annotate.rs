//! `gouji annotate`: copies of the authors' own files, PDF, Word and Excel, with every correction as a comment at its place.
//! The words are those of the corrections list; a file without corrections needs no copy.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use gouji::annotate::annotate;
use gouji::checker::{broke, guarded};
use gouji::diagnostic::{Lang, Text};
use gouji::gate::config::{Config, Given};
use gouji::gate::{Evidence, judge};
use gouji::read::Unreadable;
use gouji::report::Options;
use gouji::report::corrections::{self, List, remarks};

use super::examine::{Examined, Keep, examine, leading};
use super::outputs::{Inputs, is_as_written};
use super::rules::tell_faults;
use super::settings::Settings;
use super::terminal::Terminal;
use super::{Scope, Stop, open, write};
use gouji::source::FileId;

#[derive(Debug, Args)]
pub struct Annotate {
    /// 文件或目录：PDF、DOCX、XLSX · Files, or directories of them: PDF, DOCX, XLSX
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// 副本写到这个目录，默认写在原文件旁边 · Where the copies go; beside the originals by default
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    scope: Scope,
}

/// Writes the copies; 2 where rules are at fault or a copy could not be written, 3 where a file could not be read or takes no
/// comments.
pub fn run(args: &Annotate, terminal: &Terminal) -> Result<u8, Stop> {
    let by_hand = Config { lang: terminal.lang_by_hand.map(Given::by_hand), ..Config::default() };
    let mut settings = Settings::new(&args.scope, by_hand)?;
    let config = leading(&args.paths, &mut settings)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    let mut done = examine(&args.paths, &args.scope, settings, terminal, Keep::Documents)?;
    let broken = tell_faults(&done.sources, &done.faults, terminal) != 0;
    let unread = std::mem::take(&mut done.unread);
    let mut open = !unread.is_empty();
    for refused in unread {
        terminal.refuse(refused);
    }
    let inputs = Inputs::new(&done.inputs);
    let mut taken = BTreeSet::new();
    for index in 0..done.documents.len() {
        for (file, path) in &done.told[index].files {
            open |= one(args, &done, index, (*file, path), &inputs, &mut taken, terminal)?;
        }
    }
    Ok(judge(Evidence { broken, open, ..Evidence::default() }).code())
}

/// Writes the copy of one file of a document; true where it takes no comments.
fn one(
    args: &Annotate,
    done: &Examined,
    index: usize,
    (file, path): (FileId, &Path),
    inputs: &Inputs<'_>,
    taken: &mut BTreeSet<PathBuf>,
    terminal: &Terminal,
) -> Result<bool, Stop> {
    let source = done.sources.get(file);
    let shown = path.display();
    let mut list = list(done, index, terminal.lang);
    list.items.retain(|item| item.span.file == file);
    if list.items.is_empty() {
        terminal.say(&Text::new(
            format!("{shown}：没有要标注的，不写副本"),
            format!("{shown}: nothing to comment on, no copy"),
        ));
        return Ok(false);
    }
    let copied = open::bytes_of(path).and_then(|bytes| {
        let name = shown.to_string();
        let made = guarded(|| annotate(source, &bytes, &remarks(&list, terminal.lang)));
        let made = made.map_err(|panic| broke(&name, panic.as_ref()))?;
        made.map_err(|why| Unreadable { name, reason: why.reason, help: why.help })
    });
    let bytes = match copied {
        Ok(bytes) => bytes,
        Err(refused) => {
            terminal.refuse(refused);
            return Ok(true);
        }
    };
    let copy = place(args, path, taken, terminal.lang);
    spare(inputs, &copy)?;
    let folder = copy.parent().filter(|folder| !folder.as_os_str().is_empty());
    let written = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| write::whole(&copy, &bytes));
    let copy = copy.display();
    written.map_err(|error| {
        Stop::new(Text::new(format!("写不出 {copy}：{error}"), format!("cannot write {copy}: {error}")))
    })?;
    let (errors, warnings) = list.counts();
    terminal.print(&terminal.lang.pick(
        format!("{copy}：批注 {} 条，须改正 {errors}，请核实 {warnings}\n", errors + warnings),
        format!("{copy}: {} comments, {errors} to correct, {warnings} to look into\n", errors + warnings),
    ));
    Ok(false)
}

/// What goes back to the author of one document.
fn list(done: &Examined, index: usize, lang: Lang) -> List<'_> {
    let run = done.run(0, Options { lang, ..Options::default() });
    corrections::list(&run, index, &run.document(index))
}

/// Where the copy of a file goes: beside it or into the folder that was named, under a name that says what it is.
fn place(args: &Annotate, path: &Path, taken: &mut BTreeSet<PathBuf>, lang: Lang) -> PathBuf {
    // A document in an archive has no folder of its own.
    let beside = path.ancestors().skip(1).find(|folder| folder.as_os_str().is_empty() || folder.is_dir());
    let folder = args.out.as_deref().or(beside).unwrap_or(Path::new(""));
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    let said = lang.pick("批注", "annotated");
    let name = |nth: usize| match nth {
        1 => format!("{stem}.{said}.{ending}"),
        nth => format!("{stem}.{said} ({nth}).{ending}"),
    };
    let mut places = (1..).map(|nth| folder.join(name(nth)));
    let place = places.find(|place| !taken.contains(place)).unwrap_or_default();
    taken.insert(place.clone());
    place
}

/// Stops where a copy would be written over a file that was read, or over one that is no copy as it was written: somebody may
/// have answered in it.
fn spare(inputs: &Inputs<'_>, copy: &Path) -> Result<(), Stop> {
    inputs.spare(copy)?;
    let Ok(there) = fs::metadata(copy) else { return Ok(()) };
    if there.is_file() && is_as_written(copy) {
        return Ok(());
    }
    let copy = copy.display();
    Err(Stop::new(Text::new(
        format!("不能写到 {copy}：已有这个文件，而且不是 gouji 写的那一份，可能有人改过"),
        format!("{copy} is not written: it is there already and not as gouji wrote it; somebody may have worked in it"),
    ))
    .help(Text::new("挪开它，或用 -o 写到别的目录", "move it away, or write to another folder with -o")))
}
