//! `inspect --format markdown` writes a document down as it was read: what is read back is the same document, with the same
//! figures and the same findings, whatever it was read from.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::office::{docx, html};
use crate::common::pdf::{Turn, typeset};
use crate::common::workbook::{sheets, xlsx};
use crate::common::{Library, fixtures, gouji_in, library, shipped};
use gouji::document::{Document, Place, parse};
use gouji::read::read;
use gouji::source::{FileId, Source};
use tempfile::TempDir;

/// Every sign that Markdown has a meaning for, in words and in cells, with tables that stand close and lines that only look
/// like something else.
const SIGNS: &str = "某局_2025_年度部门*预算*公开\n\n# 不是标题的井号\n-12.50 万元是减少的数\n- 其中：上年结转 3.00 万元\n1. 某项目 100~200 万元\n2) 某项目\n---\n`收支` [总表](x) <b>加粗</b> &amp; C:\\表\\\\ \\_\n<!-- 第3页 -->\n\n一、收支情况\n\n某局收支总表\n单位：万元\n项目|甲\t合计\t<b>基本</b> \t说明\\\n一、a|b\t12.50\t10.00\t**重点**\n---\t---\t---\t--\n#2\t1,234.50\t-3.00\t_x_ *y* ~z~\n1. 其他\t--\t:--\t\\|\n合计\t1,247.00\t7.00\t&lt;\n\n另见 | 附表 | 二\n\n12\n\n注：合计含结转\n";

/// The same document in every format that the tests can make.
fn formats(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let csv = |line: &str| {
        let cells: Vec<String> =
            line.split('\t').map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        cells.join(",") + "\r\n"
    };
    vec![
        ("a.txt", text.as_bytes().to_vec()),
        ("a.md", text.as_bytes().to_vec()),
        ("a.docx", docx(text)),
        ("a.html", html(text).into_bytes()),
        ("a.xlsx", xlsx(&sheets(text))),
        ("a.csv", text.lines().map(csv).collect::<String>().into_bytes()),
        ("a.pdf", typeset(text, Turn::None).finish()),
    ]
}

/// What the program writes down of a document.
fn twin(desk: &Path, name: &str, bytes: &[u8]) -> String {
    fs::write(desk.join(name), bytes).unwrap();
    let told = gouji_in(desk, &["inspect", "--no-config", "--format", "markdown", name]);
    assert_eq!(told.code, 0, "{name}: {}", told.err);
    assert!(told.out.starts_with("<!-- gouji-document 1 -->\n"), "{}", told.out);
    told.out
}

/// Everything a document says, line by line, without its places.
fn told(document: &Document, source: &Source) -> Vec<String> {
    let said = |place: &Place| document.text(place).to_owned();
    let all = |places: &[Place]| places.iter().map(said).collect::<Vec<_>>();
    let mut told = vec![format!("title {:?}", all(&document.title))];
    told.extend(
        document.contents.iter().map(|entry| format!("entry {} {:?}", said(&entry.heading), entry.page)),
    );
    told.extend(
        document.sections.iter().map(|section| {
            format!("section {} {:?} {}", said(&section.heading), section.ordinal, section.rank)
        }),
    );
    for table in &document.tables {
        let unit = table.unit.as_ref().map(|(unit, place)| (*unit, said(place)));
        let notes: Vec<_> = table.headnotes.iter().map(|note| (said(&note.key), said(&note.value))).collect();
        told.push(format!(
            "table {:?} {:?} {unit:?} {notes:?} form {} notes {:?}",
            table.caption.as_ref().map(said),
            table.number.as_ref().map(said),
            table.is_form,
            all(&table.footnotes)
        ));
        told.extend(
            table.columns.iter().map(|column| format!("column {:?} {:?}", all(&column.path), column.kind)),
        );
        for row in &table.rows {
            let cells: Vec<_> = row.cells.iter().map(|cell| (said(&cell.place), cell.value)).collect();
            told.push(format!("row {:?} {cells:?}", row.kind));
        }
        for item in table.panes.iter().flat_map(|pane| &pane.items) {
            told.push(format!("item {} {} {:?}", item.code, said(&item.name), item.figures));
        }
    }
    told.extend(document.paragraphs.iter().map(|paragraph| format!("paragraph {}", said(&paragraph.place))));
    told.extend(document.figures.iter().map(|figure| {
        let words = source.said(document.span(&figure.place).range());
        format!(
            "figure {words} {:?} {} {} {}",
            figure.amount, figure.usual_decimals, figure.blank, figure.unreadable
        )
    }));
    told
}

/// Every finding but what readers say of a file: rule, severity, text under the finger, what it says and should say.
fn findings(library: &mut Library, name: &str, bytes: &[u8]) -> Vec<String> {
    let checked = library.check(name, bytes);
    let source = library.sources.get(checked.file);
    let mut found: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|found| {
            let words: Vec<String> = std::iter::once(&found.primary)
                .chain(&found.related)
                .map(|label| source.said(label.span.range()).replace(['|', ' ', '\t'], ""))
                .collect();
            let (severity, rule) = (found.severity.as_str(), &found.rule);
            format!("{severity} {rule} {words:?} {:?} {:?}", found.message, found.arithmetic)
        })
        .collect();
    found.sort();
    found
}

fn parsed(name: &str, bytes: &[u8]) -> Vec<String> {
    let source = read(name, bytes).unwrap();
    told(&parse(FileId(0), &source), &source)
}

/// The lines of one list that the other lacks.
fn lacking(list: &[String], other: &[String]) -> Vec<String> {
    let mut rest = other.to_vec();
    let lacks = |line: &&String| match rest.iter().position(|known| known == *line) {
        Some(at) => {
            rest.swap_remove(at);
            false
        }
        None => true,
    };
    list.iter().filter(lacks).cloned().collect()
}

/// Holds a document against its twin.
fn hold(library: &mut Library, desk: &Path, name: &str, bytes: &[u8], which: &str) {
    let twin = twin(desk, name, bytes);
    for (own, others) in [
        (parsed(name, bytes), parsed("twin.md", twin.as_bytes())),
        (findings(library, name, bytes), findings(library, "twin.md", twin.as_bytes())),
    ] {
        let (lost, new) = (lacking(&own, &others), lacking(&others, &own));
        assert!(
            lost.is_empty() && new.is_empty() && own == others,
            "{which} as {name}: lost {lost:#?} new {new:#?}\n{twin}"
        );
    }
    // A twin has a twin.
    let again = self::twin(desk, "twin.md", twin.as_bytes());
    assert!(parsed("twin.md", again.as_bytes()) == parsed(name, bytes), "{which} as {name}, twice: {again}");
}

#[test]
fn fixtures_are_read_back_from_every_format() {
    let (mut library, desk) = (shipped(), TempDir::new().unwrap());
    for (number, path) in fixtures().into_iter().enumerate() {
        let text = fs::read_to_string(&path).unwrap();
        let which = path.display().to_string();
        if path.extension().is_some_and(|ending| ending == "md") {
            hold(&mut library, desk.path(), "a.md", text.as_bytes(), &which);
            continue;
        }
        // Each in every second format, and every format for half of them: all in all take minutes and tell the same.
        for (at, (name, bytes)) in formats(&text).into_iter().enumerate() {
            if name != "a.md" && (at + number).is_multiple_of(2) {
                hold(&mut library, desk.path(), name, &bytes, &which);
            }
        }
    }
}

#[test]
fn other_languages_and_packs_are_read_back() {
    let desk = TempDir::new().unwrap();
    for folder in ["english", "nonprofit", "gallery", "layers"] {
        let folder = format!("tests/data/{folder}");
        // Beside the pack of the gallery lies one that is broken on purpose.
        let mut library = match folder.ends_with("gallery") {
            true => {
                library(&[], &[("pack.toml", &fs::read_to_string(format!("{folder}/pack.toml")).unwrap())])
            }
            false => library(&[&folder], &[]),
        };
        let mut documents: Vec<PathBuf> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        documents.retain(|path| {
            ["txt", "md", "csv"].iter().any(|ending| path.extension().is_some_and(|own| own == *ending))
        });
        documents.sort();
        assert!(!documents.is_empty());
        for path in documents {
            let name = path.file_name().unwrap().to_str().unwrap();
            let bytes = fs::read(&path).unwrap();
            hold(&mut library, desk.path(), name, &bytes, &folder);
        }
    }
}

#[test]
fn signs_of_markdown_are_read_back_as_words() {
    let (mut library, desk) = (shipped(), TempDir::new().unwrap());
    for (name, bytes) in formats(SIGNS) {
        hold(&mut library, desk.path(), name, &bytes, "signs");
    }
}

/// Numbers that look thrown and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.throw(of.len())]
    }

    /// A text of lines that are rows, headings, entries, page numbers, rules, or only look like one of them.
    fn text(&mut self) -> String {
        const WORDS: &[&str] = &[
            "合计",
            "项目",
            "12.50",
            "1,300",
            "-3.00",
            "",
            "",
            "a|b",
            "**粗**",
            "#1",
            "- 其中",
            "1. 甲",
            "——",
            "---",
            ":--",
            "C:\\",
            "\\",
            "_x_",
            "<!-- 1x2 -->",
            "-->",
            "<b>乙",
            "１２",
            "（元）",
            "单位：万元",
            "96%",
            " 空 ",
            "注：无",
            "2025",
        ];
        const LINES: &[&str] = &[
            "",
            "",
            "某局收支总表",
            "单位：万元",
            "一、收入情况",
            "（一）其他",
            "3",
            "目录",
            "第一部分 概况.....1",
            "第一部分 概况\t1",
            "----",
            "| --- | --- |",
            "|---|---|",
            "某局2025年度部门预算公开",
            "收入 12.50 万元，支出 10.00 万元。",
            "## 支出",
            "表一\t\t",
            "\t\t缩进",
            "注：本表无数据",
            "完\\",
            "<!-- page: 3 -->",
            "<!-- gouji-document 1 -->",
            "183万",
            "元整",
        ];
        let mut text = String::new();
        for _ in 0..4 + self.throw(40) {
            let cells = 1 + self.throw(4);
            let line = match self.throw(4) {
                0 => self.pick(LINES).to_owned(),
                1 => (0..cells).map(|_| self.pick(WORDS)).collect::<Vec<_>>().join("\t"),
                2 => format!("| {} |", (0..cells).map(|_| self.pick(WORDS)).collect::<Vec<_>>().join(" | ")),
                _ => (0..cells).map(|_| self.pick(WORDS)).collect(),
            };
            text.push_str(&line);
            text.push_str(if self.throw(9) == 0 { "\r\n" } else { "\n" });
        }
        text
    }
}

#[test]
fn thrown_lines_are_read_back() {
    let desk = TempDir::new().unwrap();
    let mut library = library(&["tests/data/english"], &[]);
    let mut dice = Dice(4711);
    for throw in 0..30 {
        let text = dice.text();
        let (name, bytes) = match throw % 3 {
            0 => ("a.md", text.into_bytes()),
            1 => ("a.html", html(&text).into_bytes()),
            _ => ("a.xlsx", xlsx(&sheets(&text))),
        };
        if read(name, &bytes).is_ok() {
            hold(&mut library, desk.path(), name, &bytes, &format!("throw {throw}"));
        }
    }
}

/// A marked text may say anything: it is read, and every place in it leads back to whole characters.
#[test]
fn thrown_marks_are_survived() {
    let mut dice = Dice(42);
    for _ in 0..500 {
        let text = format!("<!-- gouji-document 1 -->\n{}", dice.text());
        let source = read("a.md", text.as_bytes()).unwrap();
        let document = parse(FileId(0), &source);
        let marks = source.marks();
        assert!(marks.windows(2).all(|pair| pair[0].place.end <= pair[1].place.start), "{marks:?}");
        let figures = document.figures.iter().map(|figure| &figure.place);
        let rows = document.tables.iter().flat_map(|table| table.rows.iter().map(|row| &row.place));
        for place in figures.chain(rows).chain(document.paragraphs.iter().map(|paragraph| &paragraph.place)) {
            assert!(source.text().get(document.span(place).range()).is_some(), "{text}");
        }
    }
}

/// The program itself says the same of both, and names lines of the twin.
#[test]
fn the_check_of_a_twin_says_what_the_check_of_the_document_says() {
    let desk = TempDir::new().unwrap();
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let twin = twin(desk.path(), "a.xlsx", &xlsx(&sheets(&text)));
    fs::write(desk.path().join("twin.md"), &twin).unwrap();
    let check = |name: &str| {
        let told = gouji_in(desk.path(), &["check", "--no-config", "--format", "json", name]);
        assert_eq!(told.code, 1, "{}", told.err);
        serde_json::from_str::<serde_json::Value>(&told.out).unwrap()["documents"][0].take()
    };
    let (own, other) = (check("a.xlsx"), check("twin.md"));
    for key in ["figures", "tied", "contradicted", "unchecked", "outcomes"] {
        assert_eq!(own[key], other[key], "{key}");
    }
    let said = |document: &serde_json::Value| -> Vec<String> {
        let found = document["diagnostics"].as_array().unwrap().iter();
        found.map(|found| format!("{} {} {}", found["rule"], found["message"], found["arithmetic"])).collect()
    };
    assert_eq!(said(&own), said(&other));
    let primary = &other["diagnostics"][0]["primary"];
    let place = |key: &str| usize::try_from(primary[key].as_u64().unwrap()).unwrap();
    let line = twin.lines().nth(place("line") - 1).unwrap();
    assert!(line.starts_with('|') && line.contains(&twin[place("start")..place("end")]), "{line}");
    let told = gouji_in(desk.path(), &["check", "--no-config", "--format", "short", "twin.md"]);
    assert!(told.out.starts_with(&format!("twin.md:{}:", place("line"))), "{}", told.out);
}

/// What Markdown cannot say stands in comments, which are no part of the document.
#[test]
fn what_markdown_cannot_say_is_a_comment() {
    let desk = TempDir::new().unwrap();
    let pages = "某局2025年度部门预算公开\n\n一、概况\n某局2025年度部门预算公开\n\n3\n\n某局2025年度部门预算公开\n\n4\n\n完\n";
    let twin = twin(desk.path(), "a.txt", pages.as_bytes());
    assert!(twin.contains("<!-- page: 3 -->\n") && twin.contains("\n### 一、概况\n"), "{twin}");
    let edited = twin.replace("完\n", "<!-- 人写的话：共 99.00 万元 -->\n完\n");
    assert_eq!(parsed("a.md", twin.as_bytes()), parsed("a.md", edited.as_bytes()));
    let merged = "<table><tr><td rowspan=2>项目</td><td colspan=2>金额</td></tr><tr><td>合计</td><td>其中</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr></table>";
    let twin = self::twin(desk.path(), "b.html", merged.as_bytes());
    assert!(twin.contains("| 项目 <!-- 2x1 --> | 金额 <!-- 1x2 --> |  |\n| --- | --- | --- |\n"), "{twin}");
    assert!(twin.contains("<!-- 表1 第1行 第1格 -->\n"), "{twin}");
}

/// The report shows what the document says, without the marks.
#[test]
fn the_report_of_a_twin_shows_no_marks() {
    let desk = TempDir::new().unwrap();
    let twin = twin(desk.path(), "a.xlsx", &xlsx(&sheets(SIGNS)));
    fs::write(desk.path().join("twin.md"), twin).unwrap();
    gouji_in(desk.path(), &["check", "--no-config", "--format", "html=a.html", "a.xlsx"]);
    gouji_in(desk.path(), &["check", "--no-config", "--format", "html=twin.html", "twin.md"]);
    let paper = |name: &str| {
        let page = fs::read_to_string(desk.path().join(name)).unwrap();
        let page = page.split("<div class=\"paper").nth(1).unwrap().to_owned();
        // Words and figures, without the tags around them.
        page.split('<')
            .map(|part| part.split_once('>').map_or("", |(_, words)| words))
            .collect::<Vec<_>>()
            .join("")
    };
    let (own, other) = (paper("a.html"), paper("twin.html"));
    for mark in ["gouji-document", "&lt;!-- 1x", "\\_x", "| ---"] {
        assert!(!other.contains(mark), "{mark}: {other}");
    }
    let figures = |text: &str| text.matches("1,234.50").count();
    assert!(figures(&own) > 0 && figures(&own) == figures(&other), "{other}");
}

/// A twin that somebody touches is checked as it stands: a digit that is changed is found.
#[test]
fn a_digit_changed_in_a_twin_is_found() {
    let desk = TempDir::new().unwrap();
    let clean = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    let twin = twin(desk.path(), "a.pdf", &typeset(&clean, Turn::None).finish());
    fs::write(desk.path().join("twin.md"), &twin).unwrap();
    let check = || gouji_in(desk.path(), &["check", "--no-config", "--format", "short", "twin.md"]);
    assert_eq!(check().code, 0, "it is clean");
    let total = twin.lines().find(|line| line.starts_with("| 本年收入合计 |")).unwrap();
    let wrong = total.replacen("978.37", "987.37", 1);
    fs::write(desk.path().join("twin.md"), twin.replacen(total, &wrong, 1)).unwrap();
    let told = check();
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    let at = twin.lines().position(|line| line == total).unwrap() + 1;
    assert!(told.out.contains(&format!("twin.md:{at}:")), "{}", told.out);
}
