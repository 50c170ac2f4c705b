//! `gouji waive`: writes a waiver for a finding that is there, with the reason, who answers for it, and until when.

use std::path::{Path, PathBuf};

use gouji::diagnostic::{Accepted, Lang, Text, Waived};
use gouji::gate::config::{self, Config, Given};
use gouji::gate::waiver;
use gouji::report::Fingerprints;

use super::examine::{Examined, Keep, examine, leading};
use super::files::{self, MOST_WRITTEN};
use super::outputs::{Input, Inputs, Role};
use super::rules::tell_faults;
use super::settings::{Settings, date, folder_of, read_text, short, today, told_from};
use super::terminal::Terminal;
use super::{Stop, Waive, write};

/// Fingerprints may be cut off, but not shorter than this.
const SHORTEST: usize = 8;

/// Appends the waiver; stops where there is no such finding, or more than one.
pub fn run(args: &Waive, terminal: &Terminal) -> Result<u8, Stop> {
    for (name, words) in [("--reason", &args.reason), ("--by", &args.by)] {
        if words.trim().is_empty() {
            return Err(Stop::new(Text::new(
                format!("{name} 不能空着"),
                format!("{name} must say something"),
            )));
        }
    }
    let until = args.until.as_deref().map(date).transpose()?;
    if args.fingerprint.len() < SHORTEST || !args.fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Stop::new(Text::new(
            format!("“{}”不是指纹", args.fingerprint),
            format!("'{}' is no fingerprint", args.fingerprint),
        ))
        .help(Text::new(
            "gouji check --fingerprints 在每个问题下面写出指纹；至少给前 8 位",
            "gouji check --fingerprints tells the fingerprint of each finding; give 8 digits or more",
        )));
    }
    let by_hand = Config { lang: terminal.lang_by_hand.map(Given::by_hand), ..Config::default() };
    // Waivers may be kept in a file that is not there yet.
    let mut scope = args.scope.clone();
    scope.waivers = scope.waivers.filter(|path| files::is_there(path));
    let mut settings = Settings::new(&scope, by_hand)?;
    let root = settings.root.clone();
    let config = leading(&args.paths, &mut settings)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    let done = examine(&args.paths, &scope, settings, terminal, Keep::Findings)?;
    if tell_faults(&done.sources, &done.faults, terminal) != 0 {
        return Ok(2);
    }
    let (document, at) = only(&done, &args.fingerprint)?;
    let (found, told) = (&done.documents[document].diagnostics[at], &done.told[document]);
    if found.standing.waived.is_some() {
        return Err(Stop::new(Text::new("这一处已经豁免了", "this finding is waived already")));
    }
    let path = match &args.scope.waivers {
        Some(path) => path.clone(),
        None => home(told.path_of(found.primary.span), &told.config, &root)?,
    };
    let waived = Waived {
        reason: args.reason.clone(),
        by: args.by.clone(),
        until: until.map(|until| until.to_string()),
    };
    let name = told_from(&folder_of(&path), told.path_of(found.primary.span));
    let others: Vec<Input> =
        done.inputs.iter().filter(|input| input.role != Role::Waivers).cloned().collect();
    Inputs::new(&others).spare(&path)?;
    let mut text = if files::is_there(&path) { read_text(&path, MOST_WRITTEN)? } else { String::new() };
    if !text.is_empty() {
        text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
    }
    let accepted = Accepted::of(found, &done.sources, today(&args.scope)?);
    text.push_str(&waiver::entry(&found.rule, &told.prints[at], &name, &waived, &accepted));
    let shown = short(&path);
    write::whole(&path, text.as_bytes()).map_err(|error| {
        Stop::new(Text::new(format!("写不出 {shown}：{error}"), format!("cannot write {shown}: {error}")))
    })?;
    let line =
        |lang: Lang, verb: &str| format!("{shown}: {verb} {} {}\n", found.rule, found.message.get(lang));
    terminal.print(&match terminal.lang {
        Lang::Zh => line(Lang::Zh, "已豁免"),
        Lang::En => line(Lang::En, "waived"),
    });
    Ok(0)
}

/// The one finding with this fingerprint: its document and its place there.
fn only(done: &Examined, wanted: &str) -> Result<(usize, usize), Stop> {
    let wanted = wanted.to_ascii_lowercase();
    let all: Vec<(usize, usize)> = done
        .told
        .iter()
        .enumerate()
        .flat_map(|(document, told)| {
            told.prints.iter().enumerate().map(move |(at, print)| (document, at, print))
        })
        .filter(|(_, _, print)| print.starts_with(&wanted))
        .map(|(document, at, _)| (document, at))
        .collect();
    match all.as_slice() {
        [one] => Ok(*one),
        [] if is_of_no_document(done, &wanted) => Err(Stop::new(Text::new(
            format!("{wanted} 说的是规则、配置或基线，不是文件里的问题，不能豁免"),
            format!("{wanted} is said of rules, a configuration or a baseline, not of a document: it cannot be waived"),
        ))
        .help(Text::new("照它的说明改", "do what it says"))),
        [] => Err(Stop::new(Text::new(
            format!("给出的文件里没有指纹为 {wanted} 的问题"),
            format!("nothing with the fingerprint {wanted} is found in these documents"),
        ))
        .help(Text::new(
            "先用 gouji check --fingerprints 看有哪些",
            "see what there is with gouji check --fingerprints",
        ))),
        many => {
            let paths: Vec<String> =
                many.iter().map(|(document, _)| done.told[*document].path.display().to_string()).collect();
            Err(Stop::new(Text::new(
                format!("指纹 {wanted} 不止一处：{}", paths.join("、")),
                format!("the fingerprint {wanted} stands in several places: {}", paths.join(", ")),
            ))
            .help(Text::new(
                "只给出那一份文件，或写全指纹",
                "name only that document, or the whole fingerprint",
            )))
        }
    }
}

/// Whether the fingerprint is of something that is told beside the documents.
fn is_of_no_document(done: &Examined, wanted: &str) -> bool {
    let mut prints = Fingerprints::new();
    done.faults.iter().any(|fault| prints.of(fault, &done.sources).starts_with(wanted))
}

/// Where the waivers of a document are kept: beside the nearest waivers or configuration that are heeded, or else in the root.
fn home(document: &Path, config: &Config, root: &Path) -> Result<PathBuf, Stop> {
    let folder = folder_of(document);
    let heeded = |folder: &&Path| root.starts_with(folder) || config.trusts(folder);
    let known = folder
        .ancestors()
        .filter(heeded)
        .find(|folder| [waiver::FILE, config::FILE].iter().any(|name| files::is_there(&folder.join(name))));
    match known {
        Some(folder) => Ok(folder.join(waiver::FILE)),
        None if folder.starts_with(root) => Ok(root.join(waiver::FILE)),
        None => Err(Stop::new(Text::new(
            format!("{} 不在检查的根目录 {} 之下", short(document), root.display()),
            format!("{} does not lie below the root of the gate, {}", short(document), root.display()),
        ))
        .help(Text::new(
            "用 --root 指定它的上级目录，或用 --waivers 指定豁免文件",
            "name a directory above it by --root, or the file of waivers by --waivers",
        ))),
    }
}
