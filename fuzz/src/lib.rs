//! What holds of every reader, whatever the bytes are: of documents, and of all that judges them.

pub mod walks;

use std::borrow::Cow;
use std::io::{Cursor, Write};
use std::path::Path;

use gouji::annotate::{Remark, annotate};
use gouji::calendar::Date;
use gouji::check::{KINDS, check};
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::document::parse;
use gouji::gate::Threshold;
use gouji::gate::baseline::Baseline;
use gouji::gate::config::Config;
use gouji::gate::judged::Judged;
use gouji::gate::waiver;
use gouji::read::read;
use gouji::report::corrections::{self, docx, xlsx};
use gouji::report::{Options, Run};
use gouji::rule::load::load;
use gouji::source::{FileId, Source, Sources, Span};
use gouji::words;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The command is the program's own.
#[path = "../../src"]
mod program {
    pub mod cli;
}

/// A document for rules to be tried on.
const DOCUMENT: &str = "某单位经费表\n\n单位：万元\n\n项目\t合计\t人员经费\t公用经费\n办公室\t21.00\t8.50\t3.50\n\n一、说明\n经费21.00万元，占50%。\n";

/// A pack with a table and the head of a rule.
const PACK: &str =
    "[pack]\nname = \"mine\"\n[table.\"经费表\"]\ncaption = \"*经费表\"\n[rule.a-b]\ntitle = \"t\"\n";

/// What begins the name of a part where a package is written as text.
const PART: &str = "--- ";

/// A ZIP of the parts that `bytes` tell one after another, each below a line `--- name`, stored as they stand; bytes that begin as a
/// ZIP does are one. What changes in parts is read, where a change in a packed file would only make its checksum wrong.
pub fn package(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(text) = str::from_utf8(bytes).ok().and_then(|text| text.strip_prefix(PART)) else {
        return Cow::Borrowed(bytes);
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in text.split(&format!("\n{PART}")) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        if writer.start_file(name, options).is_ok() {
            writer.write_all(content.as_bytes()).expect("memory takes it");
        }
    }
    Cow::Owned(writer.finish().expect("memory takes it").into_inner())
}

/// Reads `bytes` as the file `name` and parses them: that ends, rows and places lie in the text, and every figure has one.
pub fn reads(name: &str, bytes: &[u8]) {
    let Ok(source) = read(name, bytes) else { return };
    if let Some(layout) = source.layout() {
        assert!(layout.grids.iter().all(|grid| grid.end as usize <= source.n_lines()));
        assert!(layout.spots.iter().all(|(at, _)| source.text().is_char_boundary(*at as usize)));
    }
    let document = parse(FileId(0), &source);
    for figure in &document.figures {
        assert!(source.text().get(document.span(&figure.place).range()).is_some());
    }
}

/// So many remarks are written into a file: they lie in several of its parts.
const REMARKS: usize = 8;

/// What a remark may have to say: everything that markup, strings of PDF and tables of characters give a meaning of their own.
const HOSTILE: &str = "<&>\"']]>--><!--\u{0}\u{1b}\u{202e}\u{fffe}\\()[%\r\n\t𠮷";

/// Writes remarks into `bytes`, the file `name`: that ends, and what comes of it reads as the file did.
pub fn annotates(name: &str, bytes: &[u8]) {
    let Ok(source) = read(name, bytes) else { return };
    let document = parse(FileId(0), &source);
    let remark = |place| Remark {
        span: document.span(place),
        severity: Severity::Error,
        lines: vec![HOSTILE.to_owned(), source.text().chars().take(40).collect()],
        place: HOSTILE.to_owned(),
    };
    let figures = document.figures.iter().take(REMARKS).map(|figure| remark(&figure.place));
    let titles = document.title.iter().take(1).map(remark);
    let remarks: Vec<Remark> = figures.chain(titles).collect();
    let Ok(copy) = annotate(&source, bytes, &remarks) else { return };
    let again = read(name, &copy).expect("a copy can be read as what it was made of");
    assert_eq!(again.text(), source.text());
}

/// Checks `text` and writes what is found as lists to send: that ends, and both can be read again.
pub fn lists(text: &[u8]) {
    let Ok(source) = read("a.txt", text) else { return };
    let mut sources = Sources::new();
    let rules = sources.add(Source::new(
        "a.toml",
        format!("{PACK}check.formula = \"经费表[*, 合计] = 经费表[*, 人员经费] + 经费表[*, 公用经费]\"\n"),
    ));
    let (packs, _) = load(KINDS, &[rules], &sources, &|_| None);
    let file = sources.add(source);
    let parsed = [parse(file, sources.get(file))];
    let documents = [check(&packs, &parsed[0])];
    let judged = Judged::default();
    let run = Run {
        sources: &sources,
        packs: &packs,
        faults: &[],
        documents: &documents,
        parsed: &parsed,
        unreadable: &[],
        judged: &judged,
        passed: &[],
        exit_code: 0,
        options: Options::default(),
    };
    let list = corrections::list(&run, 0, &parsed[0]);
    let paper = corrections::paper(&run, list.checked, &parsed[0]);
    let names = corrections::file_names([&list.department].into_iter());
    let lists = [list];
    let made = [
        ("a.docx", docx::list(&lists[0], Lang::Zh)),
        ("a.xlsx", xlsx::list(&lists[0], &paper, Lang::Zh)),
        ("a.docx", docx::index(&run, &lists, &names)),
        ("a.xlsx", xlsx::index(&run, &lists, &names)),
    ];
    for (name, bytes) in made {
        read(name, &bytes.expect("a list is written")).expect("a list can be read");
    }
}

/// Loads `text` as a rule file beside the shipped ones and tries what it says on a document: that ends, and every fault has a
/// place in the text.
pub fn rules(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("a.toml", text));
    let (packs, faults) = load(KINDS, &[file], &sources, &|_| None);
    placed(&faults, &sources);
    let document = sources.add(Source::new("a.txt", DOCUMENT));
    let checked = check(&packs, &parse(document, sources.get(document)));
    placed(&checked.diagnostics, &sources);
}

/// `formula` in a rule of a pack that knows a table.
pub fn formula(formula: &str) {
    rules(&format!("{PACK}check.formula = {formula:?}\n"));
}

/// `pattern` in a rule.
pub fn pattern(pattern: &str) {
    rules(&format!("{PACK}check.text = {{ forbid = {pattern:?} }}\n"));
}

/// Reads `text` as `gouji.toml`, alone and below another: what is not trusted is never laxer.
pub fn configuration(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("gouji.toml", text));
    let (config, faults) = Config::parse(file, &sources, Path::new("/a"));
    placed(&faults, &sources);
    let (kept, told) = config.under(&Config::default());
    placed(&told, &sources);
    assert!(kept.threshold() != Threshold::Never && kept.allow.iter().all(|given| given.value.is_empty()));
    assert!(kept.packs.values().all(|given| given.value) && kept.exclude.is_none() && kept.kinds.is_none());
    let path = Path::new("/a/b/c.txt");
    for globs in [&config.include, &config.exclude].into_iter().flatten() {
        let _ = (globs.value.fit(path, Path::new("/a")), globs.value.hold(path, Path::new("/a")));
    }
}

/// Reads `text` as a file of waivers and lets them look at a finding.
pub fn waivers(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("gouji-waivers.toml", text));
    let (mut waivers, faults) = waiver::parse(file, &sources, Path::new("/a"), false);
    placed(&faults, &sources);
    let mut found = [Diagnostic::new("p/r", Severity::Error, Span::new(file, 0..0), Text::same("x"))];
    let day = Date::of_unix(0);
    waiver::apply(&mut waivers, Path::new("/a/b.txt"), &mut found, &["f".to_owned()], &sources, day);
    let _ = waiver::leftovers(&waivers, &[], day);
}

/// Reads `text` as a baseline.
pub fn baseline(text: &str) {
    let _ = Baseline::parse(text);
}

/// Reads `text` as the words of a language.
pub fn language(text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("xx.toml", text));
    let (_, faults) = words::load(&[file], &sources);
    placed(&faults, &sources);
}

/// Every diagnostic has a place in its file, and can be told.
fn placed(told: &[Diagnostic], sources: &Sources) {
    for one in told {
        let text = sources.get(one.primary.span.file).text();
        assert!(text.get(one.primary.span.range()).is_some(), "{one:?}");
        assert!(!one.message.get(Lang::Zh).is_empty() && !one.message.get(Lang::En).is_empty());
    }
}
