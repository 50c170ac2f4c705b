//! A disclosure of several files is one document: what is found in it is what is found where it is one file, at its place in the
//! file that has it. Which files are one is said, or seen by their titles; versions of one document are never joined.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::common::office::{docx, html};
use crate::common::workbook::{sheets, xlsx};
use crate::common::{Library, fixtures, gouji_in, put, shipped};
use gouji::check::check;
use gouji::diagnostic;
use gouji::document::parse;
use gouji::read::read;
use gouji::report::Fingerprints;
use gouji::source::{Source, Sources};

/// What is found in the files as one document: severity, rule, fingerprint and the words under the finger; and the figures that are
/// tied, contradicted and checked by nothing.
fn found(library: &Library, files: &[(String, Vec<u8>)]) -> (Vec<String>, String) {
    let mut sources: Sources = library.sources.clone();
    let ids: Vec<_> = files.iter().map(|(name, bytes)| sources.add(read(name, bytes).unwrap())).collect();
    let file = match ids.as_slice() {
        [only] => *only,
        several => sources.add(Source::joined("all", several, &sources)),
    };
    let document = parse(file, sources.get(file));
    let mut checked = check(&library.packs, &document);
    diagnostic::sort(&mut checked.diagnostics, &sources);
    let mut prints = Fingerprints::new();
    let line = |found: &diagnostic::Diagnostic| {
        assert!(ids.contains(&found.primary.span.file), "a place is in a file: {found:?}");
        let words = sources.slice(found.primary.span).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {} {} 「{words}」", found.severity.as_str(), found.rule, prints.of(found, &sources))
    };
    let mut lines: Vec<String> = checked.diagnostics.iter().map(line).collect();
    lines.sort();
    let marks =
        [gouji::ledger::Mark::Tied, gouji::ledger::Mark::Contradicted, gouji::ledger::Mark::Unchecked];
    (lines, format!("{:?}", marks.map(|mark| checked.ledger.marked(mark))))
}

fn text_files(parts: &[&str]) -> Vec<(String, Vec<u8>)> {
    parts.iter().enumerate().map(|(at, part)| (format!("{at}.txt"), part.as_bytes().to_vec())).collect()
}

#[test]
fn a_text_cut_in_five_places_is_the_text() {
    let library = shipped();
    for path in fixtures() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let one = found(&library, &[(name.clone(), text.clone().into_bytes())]);
        let lines: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        // Anywhere: between paragraphs, within a table, within a form.
        let cut = |at: usize| lines[lines.len() * at / 6];
        let places: Vec<Range<usize>> =
            (0..6).map(|at| cut(at)..if at == 5 { text.len() } else { cut(at + 1) }).collect();
        let parts: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(found(&library, &text_files(&parts)), one, "{name}");
    }
}

/// The words of a budget, its tables, and its target forms, as three files have them.
fn in_three(text: &str) -> Option<[String; 3]> {
    let tables = text.find("\n第二部分 2025年部门预算报表\n\n")? + 1;
    let words = tables + text[tables..].find("\n第三部分 ")? + 1;
    let forms = words + text[words..].find("项目支出绩效目标表\n")?;
    let forms = text[..forms].rfind('\n')? + 1;
    let rest = forms + text[forms..].find("\n第四部分 ")? + 1;
    Some([
        format!("{}{}{}", &text[..tables], &text[words..forms], &text[rest..]),
        text[tables..words].to_owned(),
        text[forms..rest].to_owned(),
    ])
}

#[test]
fn words_tables_and_forms_of_three_formats_are_one_document() {
    let library = shipped();
    let mut tried = 0;
    for path in fixtures() {
        let text = fs::read_to_string(&path).unwrap();
        let Some([words, tables, forms]) = in_three(&text) else { continue };
        tried += 1;
        let (one, _) = found(&library, &[("a.txt".to_owned(), text.clone().into_bytes())]);
        let files = vec![
            ("说明.docx".to_owned(), docx(&words)),
            ("表.xlsx".to_owned(), xlsx(&sheets(&tables))),
            ("目标.html".to_owned(), html(&forms).into_bytes()),
        ];
        let (three, _) = found(&library, &files);
        assert_eq!(three, one, "{}", path.display());
    }
    assert!(tried >= 2, "fixtures with words, tables and forms");
}

const WORDS: &str = "青岚县图书馆2031年部门预算说明\n\n一、收入预算情况说明\n\n2031年收入总计100.00万元，其中：一般公共预算收入80.00万元，上年结转20.00万元。\n\n";
const TABLES: &str = "青岚县图书馆2031年部门预算表\n\n2031年预算收支总表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t2031年\t项目\t2031年合计\n一、一般公共预算\t80.00\t一、文化旅游支出\t90.00\n上年结转\t10.00\t年终结转\t\n收入总计\t90.00\t支出总计\t90.00\n";

/// Sentences that say nothing of figures: a narrative is longer than a note.
fn narrative() -> String {
    let line = "本馆负责全县的图书借阅、古籍保护和阅读推广，办理读者证，组织讲座、展览和流动服务，指导乡镇分馆的业务工作，培训基层文化人员。\n\n";
    format!("{WORDS}{}", line.repeat(8))
}

fn json(folder: &Path, args: &[&str]) -> serde_json::Value {
    let told = gouji_in(folder, &[&["check", "--format", "json"], args].concat());
    serde_json::from_str(&told.out).unwrap()
}

/// The documents of a run by name, and the rules that tell of the carried-over sum with the file of their place.
fn told(run: &serde_json::Value) -> (Vec<String>, Vec<String>) {
    let documents = run["documents"].as_array().unwrap();
    let name = |document: &serde_json::Value| document["path"].as_str().unwrap().to_owned();
    let found = documents.iter().flat_map(|document| document["diagnostics"].as_array().unwrap());
    let found = found.filter(|found| found["rule"].as_str().unwrap().starts_with("budget/"));
    let place = |found: &serde_json::Value| {
        format!("{}:{}", found["primary"]["path"].as_str().unwrap(), found["primary"]["line"])
    };
    (documents.iter().map(name).collect(), found.map(place).collect())
}

#[test]
fn files_are_one_where_it_is_said_or_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (words, at) = (narrative(), folder.path());
    put(at, &[("图书馆/2031/说明.txt", &words), ("图书馆/2031/表.txt", TABLES)]);
    // By title: a table of the one is tied to a sentence of the other.
    let (documents, found) = told(&json(at, &["图书馆"]));
    assert_eq!(documents.len(), 1, "{documents:?}");
    assert!(found.iter().any(|place| place.contains("说明.txt:5")), "{found:?}");
    let run = json(at, &["图书馆"]);
    assert_eq!(run["documents"][0]["files"].as_array().unwrap().len(), 2);
    assert_eq!((&run["summary"]["files"], &run["summary"]["disclosures"]), (&2.into(), &1.into()));
    // As told: in whatever order the files are named.
    for files in
        [["图书馆/2031/说明.txt", "图书馆/2031/表.txt"], ["图书馆/2031/表.txt", "图书馆/2031/说明.txt"]]
    {
        assert_eq!(told(&json(at, &["--as-one", files[0], files[1]])).0.len(), 1);
    }
    // By path, where titles say nothing.
    put(
        at,
        &[
            ("甲/2031/a.txt", "情况说明\n\n2031年收入总计100.00万元。\n"),
            ("甲/2031/b.txt", &TABLES.replace("青岚县图书馆", "")),
            ("甲/2032/b.txt", TABLES),
        ],
    );
    assert_eq!(told(&json(at, &["甲"])).0.len(), 3);
    put(at, &[("gouji.toml", "[[disclosure]]\nfiles = \"{department}/{year}/*\"\n")]);
    assert_eq!(told(&json(at, &["甲"])).0.len(), 2);
    let run = json(at, &["甲/2032"]);
    assert!(run.to_string().contains("gouji/tables-alone"), "{run}");
    // A zip is a folder.
    put(at, &[("gouji.toml", "")]);
}

#[test]
fn versions_and_other_documents_are_not_joined() {
    let folder = tempfile::tempdir().unwrap();
    let (words, at) = (narrative(), folder.path());
    let whole = format!("{words}{}", &TABLES[TABLES.find("2031年预算收支总表").unwrap()..]);
    for (case, files) in [
        ("two versions", vec![("a.txt", whole.clone()), ("b.txt", whole.clone())]),
        ("the whole and its tables", vec![("a.txt", whole.clone()), ("b.txt", TABLES.to_owned())]),
        ("another year", vec![("a.txt", words.clone()), ("b.txt", TABLES.replace("2031", "2032"))]),
        ("another department", vec![("a.txt", words.clone()), ("b.txt", TABLES.replace("图书馆", "档案馆"))]),
        ("another kind", vec![("a.txt", words.clone()), ("b.txt", TABLES.replace("部门预算", "部门决算"))]),
        (
            "no title",
            vec![("a.txt", words.clone()), ("b.txt", TABLES.replace("青岚县图书馆2031年部门预算表\n\n", ""))],
        ),
    ] {
        let folder = at.join(case);
        for (name, text) in &files {
            put(&folder, &[(name, text)]);
        }
        assert_eq!(told(&json(at, &[case])).0.len(), files.len(), "{case}");
    }
}

#[test]
fn every_format_tells_the_file_of_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    put(at, &[("说明.txt", &narrative()), ("表.txt", TABLES)]);
    let args =
        ["check", "--as-one", "说明.txt", "表.txt", "--lang", "zh", "--fail-on", "warning", "--format"];
    for format in ["short", "sarif", "github", "gitlab", "rdjson", "csv", "junit", "markdown", "html", "text"]
    {
        let told = gouji_in(at, &[&args[..], &[format]].concat());
        let named = told.out.contains("说明.txt") || told.out.contains("%E8%AF%B4%E6%98%8E.txt");
        assert!(named && told.code == 1, "{format}: {}", told.both());
    }
    // A waiver speaks of the file that has the finding; a baseline of the disclosure.
    let run = json(at, &["--as-one", "说明.txt", "表.txt"]);
    let found = run["documents"][0]["diagnostics"].as_array().unwrap();
    let told: Vec<&str> = found
        .iter()
        .filter(|found| found["rule"].as_str().unwrap().starts_with("budget/"))
        .map(|found| found["fingerprint"].as_str().unwrap())
        .collect();
    let n = told.len();
    assert!(n > 0, "{run}");
    let waived =
        gouji_in(at, &["waive", told[0], "--as-one", "说明.txt", "表.txt", "--reason", "x", "--by", "y"]);
    assert_eq!(waived.code, 0, "{}", waived.both());
    assert!(fs::read_to_string(at.join("gouji-waivers.toml")).unwrap().contains(".txt"));
    let run = json(at, &["--as-one", "说明.txt", "表.txt"]);
    assert_eq!((&run["summary"]["warnings"], &run["summary"]["waived"]), (&(n - 1).into(), &1.into()));
    assert_eq!(gouji_in(at, &["baseline", "--as-one", "说明.txt", "表.txt"]).code, 0);
    let told = gouji_in(
        at,
        &[
            "check",
            "--as-one",
            "说明.txt",
            "表.txt",
            "--baseline",
            "gouji-baseline.json",
            "--fail-on",
            "warning",
        ],
    );
    assert_eq!(told.code, 0, "{}", told.both());
    // `inspect` shows the files as one.
    let told = gouji_in(at, &["inspect", "说明.txt", "表.txt"]);
    assert!(told.code == 0 && told.out.contains("表.txt"), "{}", told.both());
}

#[cfg(feature = "docx")]
#[test]
fn every_author_gets_his_own_file_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("说明.docx"), docx(&narrative())).unwrap();
    fs::write(at.join("表.xlsx"), xlsx(&sheets(TABLES))).unwrap();
    let told = gouji_in(at, &["annotate", "--as-one", "说明.docx", "表.xlsx", "--lang", "zh", "-o", "out"]);
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(at.join("out/说明.批注.docx").is_file(), "{}", told.both());
}

/// When a disclosure was published is said by its cover or its path, when it was due by the configuration.
#[test]
fn who_published_late_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let words = |day: &str| {
        format!("青岚县图书馆2031年部门预算说明\n来源：县财政局\t公开日期：{day}\n\n{}", narrative())
    };
    put(
        at,
        &[
            (
                "gouji.toml",
                "[[disclosure]]\nfiles = \"预算/{department}/{year}/*\"\ndue = \"{year}-02-20\"\n\n[[disclosure]]\nfiles = \"决算/{department}/{year}/{published}/*\"\ndue = \"{year+1}-09-20\"\n",
            ),
            ("预算/甲/2031/说明.txt", &words("2031年2月20日")),
            ("预算/乙/2031/说明.txt", &words("2031-02-21")),
            ("预算/丙/2031/说明.txt", &narrative()),
            ("决算/甲/2031/2032-09-20/说明.txt", &narrative()),
            ("决算/乙/2031/2032年10月8日/说明.txt", &narrative()),
        ],
    );
    let late = |more: &[&str]| -> Vec<String> {
        let told = gouji_in(at, &[&["check", "--lang", "en", "--format", "short", "."], more].concat());
        let lines = told.out.lines().filter(|line| line.contains("warning[gouji/published-late]"));
        lines.map(str::to_owned).collect()
    };
    let told = late(&[]);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].contains("决算/乙") && told[0].contains("on 2032-10-08, later than it was due on 2032-09-20"),
        "{told:#?}"
    );
    assert!(
        told[1].contains("预算/乙/2031/说明.txt:2:") && told[1].contains("due on 2031-02-20"),
        "{told:#?}"
    );
    // What is told beside the rules is as severe as the configuration wants it.
    let config = fs::read_to_string(at.join("gouji.toml")).unwrap();
    put(at, &[("gouji.toml", &format!("severity.\"gouji/published-late\" = \"off\"\n{config}"))]);
    assert_eq!(late(&[]), [""; 0]);
    put(at, &[("gouji.toml", "[[disclosure]]\nfiles = \"{year}/*\"\ndue = \"2031-02-20\"\n")]);
    let told = gouji_in(at, &["check", "--lang", "en", "--format", "short", "."]);
    assert!(told.code == 2 && told.both().contains("`2031-02-20` is no day"), "{}", told.both());
}
