//! Situations and how each ends: what is written, what is asked, the exit code. What is wrong with what judges is 2, what was
//! found 1, what could not be read 3; nothing of it is 0 by accident.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;

use tempfile::TempDir;

use crate::common::{DESK, gouji_in, put};

const CLEAN: &str = "某部门预算\n一、说明\n无。\n";
const FAULTY: &str = "某部门预算\n一、概况\n无。\n";

/// Bytes of a document, by what they are, and how its check ends.
fn documents() -> Vec<(String, &'static str, Vec<u8>, i32)> {
    let utf16 = |text: &str, little: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    };
    let mut all: Vec<(&str, &str, Vec<u8>, i32)> = Vec::new();
    for (name, text, code) in [("clean", CLEAN, 0), ("faulty", FAULTY, 1)] {
        let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        all.extend([
            (name, "txt", text.as_bytes().to_vec(), code),
            (name, "md", text.as_bytes().to_vec(), code),
            ("with a byte order mark", "txt", bom, code),
            ("with CRLF", "txt", text.replace('\n', "\r\n").into_bytes(), code),
            ("UTF-16, little", "txt", [b"\xFF\xFE".to_vec(), utf16(text, true)].concat(), code),
            ("UTF-16, big", "txt", [b"\xFE\xFF".to_vec(), utf16(text, false)].concat(), code),
            ("in bold", "txt", text.replace("一、", "**一、**").into_bytes(), code),
            ("with trailing blanks", "txt", text.replace('\n', "   \n").into_bytes(), code),
            ("with a page break", "txt", format!("{text}\u{c}").into_bytes(), code),
            ("full-width blanks", "txt", text.replace('。', "。\u{3000}").into_bytes(), code),
            ("no end of line", "txt", text.trim_end().as_bytes().to_vec(), code),
        ]);
    }
    for ending in [
        "txt", "md", "csv", "tsv", "html", "xlsx", "xlsm", "xls", "et", "ods", "docx", "doc", "wps", "pdf",
        "ofd", "zip",
    ] {
        all.extend([
            ("nothing", ending, Vec::new(), 3),
            ("blanks", ending, b" \n\t\n ".to_vec(), 3),
            ("a byte order mark alone", ending, b"\xEF\xBB\xBF".to_vec(), 3),
            ("NUL", ending, vec![0; 64], 3),
            ("noise", ending, (0..600u32).map(|at| (at * at % 251) as u8 | 0x80).collect(), 3),
            ("a picture", ending, [b"\x89PNG\r\n\x1A\n".as_slice(), &[0; 40]].concat(), 3),
            ("a program", ending, [b"\x7FELF\x02\x01\x01".as_slice(), &[0; 60]].concat(), 3),
            (
                "an old document",
                ending,
                [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 60]].concat(),
                3,
            ),
            ("a cut archive", ending, b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), 3),
            ("a cut PDF", ending, b"%PDF-1.7\n1 0 obj\n<<".to_vec(), 3),
        ]);
    }
    all.push(("a header alone", "csv", "项目,合计\n".into(), 3));
    all.into_iter().map(|(name, ending, bytes, code)| (name.to_owned(), ending, bytes, code)).collect()
}

/// What is wrong in `gouji.toml`.
const CONFIGURATIONS: &[&str] = &[
    "fail_on = \"error\"",
    "fail-on = \"eror\"",
    "fail-on = 1",
    "fail-on = []",
    "fail-on = true",
    "fail-on = \"\"",
    "lang = \"fr\"",
    "lang = 5",
    "root = 1",
    "root = \"yes\"",
    "strict = \"true\"",
    "strict = 0",
    "min-read = 101",
    "min-read = -1",
    "min-read = \"all\"",
    "min-read = true",
    "min-read = []",
    "rules = 5",
    "rules = [5]",
    "rules = [\"\"]",
    "rules = { a = 1 }",
    "include = 5",
    "include = [\"a{b\"]",
    "include = [\"[\"]",
    "include = [true]",
    "exclude = [\"a{b\"]",
    "exclude = \" \"",
    "exclude = { a = 1 }",
    "allow = \"everything\"",
    "allow = [1]",
    "allow = true",
    "packs = 1",
    "packs = { desk = \"of\" }",
    "packs = { desk = 1 }",
    "packs = { dsek = \"off\" }",
    "severity = 1",
    "[severity]\n\"desk/section-is-missing\" = \"fatal\"",
    "[severity]\n\"desk/section-is-missing\" = 1",
    "[severity]\n\"desk/none\" = \"off\"",
    "[kind]\npath = \"a\"",
    "kind = 1",
    "[[kind]]\npath = \"a\"",
    "[[kind]]\npacks = [\"desk\"]",
    "[[kind]]\npath = \"a\"\npacks = [\"none\"]",
    "[[kind]]\npath = \"a{\"\npacks = [\"desk\"]",
    "[[kind]]\npath = 1\npacks = [\"desk\"]",
    "[[kind]]\npath = \"a\"\npacks = [\"desk\"]\nmore = 1",
    "trust = 1",
    "trust = [\"a{\"]",
    "trust = [1]",
    "a = = 1",
    "a = \"",
    "[",
    "[[",
    "= 1",
    "fail-on = \"error\"\nfail-on = \"never\"",
    "\u{0}",
    "a.b.c = 1",
    "[a]\n[a]",
    "fail-on = 2030-01-01",
    "root = true\nroot = true",
];

/// What is wrong in `gouji-waivers.toml`, after what is right.
const WAIVERS: &[&str] = &[
    "",
    "rule = \"p/r\"",
    "rule = \"p/r\"\nplace = \"*\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"",
    "place = \"*\"\nreason = \"a\"\nby = \"b\"",
    "rule = \"p/r\"\nreason = \"a\"\nby = \"b\"",
    "rule = \"p/r\"\nplace = \"*\"\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \" \"\nby = \"b\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = 1",
    "rule = \"p/r\"\nplace = 1\nreason = \"a\"\nby = \"b\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nuntil = \"soon\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nuntil = 2030-02-30",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nuntil = 5",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nseverity = \"fatal\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\ndate = \"x\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nstated = 5",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\nmore = 1",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\ndocument = \"a{\"",
    "rule = \"p/r\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\ndocument = 1",
    "rule = [\"p/r\"]\nplace = \"*\"\nreason = \"a\"\nby = \"b\"",
    "= 1",
];

/// What is wrong in a baseline.
const BASELINES: &[&str] = &[
    "",
    "{",
    "[]",
    "1",
    "null",
    "\"a\"",
    "{}",
    "{\"version\": 9, \"documents\": {}}",
    "{\"version\": \"1\", \"documents\": {}}",
    "{\"version\": 1}",
    "{\"version\": 1, \"documents\": []}",
    "{\"version\": 1, \"documents\": {\"a.txt\": 1}}",
    "{\"version\": 1, \"documents\": {\"a.txt\": [1]}}",
    "{\"version\": 1, \"documents\": {}} x",
    "\u{0}",
];

/// What is wrong in a rule file; it stands after the head of a pack.
const RULES: &[&str] = &[
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"s\\u{10}um(经费表N[部, 合\\u{ae}]c) ≤c\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"{\\u{0}money}，9|主体)tm\" }",
    "[phrase]\n\"金额\" = \"1/[\\q费。\\:(\"\n",
    "x = 1",
    "[rule.A]\ntitle = \"t\"\ncheck.text = { forbid = \"x\" }",
    "[rule.a-b]\n",
    "[rule.a-b]\ntitle = \"t\"",
    "[rule.a-b]\ncheck.text = { forbid = \"x\" }",
    "[rule.a-b]\ntitle = 1\ncheck.text = { forbid = \"x\" }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.txt = { forbid = \"x\" }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = {}",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = 1 }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"/(/\" }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"{x:none}\" }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"{=none}\" }",
    "[rule.a-b]\ntitle = \"t\"\nseverity = \"fatal\"\ncheck.text = { forbid = \"x\" }",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"x\" }\ncheck.formula = \"a[b] = 1\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"a[b] =\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"无[b] = 1\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"1 = 1 +\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.formula = \"((((((1\"",
    "[rule.a-b]\ntitle = \"t\"\ncheck.text = { forbid = \"x\", in = \"nowhere\" }",
    "[rule.a-b]\ntitle = \"t\"\ntolerance = \"x\"\ncheck.text = { forbid = \"x\" }",
    "[rule.a-b]\ntitle = \"t\"\napplies = 1\ncheck.text = { forbid = \"x\" }",
    "[table.\"表\"]\n",
    "[table.\"表\"]\ncaption = 1",
    "[table.\"表\"]\ncaption = \"x\"\nunit = \"斤\"",
    "[form.\"单\"]\n",
    "[section.\"部\"]\n",
    "[dictionary.\"典\"]\n",
    "[dictionary.\"典\"]\nfile = \"none.csv\"",
    "[dictionary.\"典\"]\nfile = \"../a.csv\"",
    "[dictionary.\"典\"]\nfile = \"/etc/passwd\"",
    "[dictionary.\"典\"]\ncodes = \"x\"",
    "[fact.\"年\"]\n",
    "[fact.\"年\"]\nfind = \"x\"",
    "[phrase]\n\"a\" = \"/(/\"",
    "[table.\"表\"]\ncaption = \"x\"\n[table.\"表\"]\ncaption = \"y\"",
    "[",
    "a = \"",
];

/// Arguments that mean nothing, or cannot be met.
const ARGUMENTS: &[&[&str]] = &[
    &["check"],
    &["chek", "a.txt"],
    &["check", "--no-such", "a.txt"],
    &["check", "none.txt", "--config"],
    &["check", "a.txt", "--format", "xml"],
    &["check", "a.txt", "--format", "json=a.txt"],
    &["check", "a.txt", "--format", "json=x", "--format", "sarif=x"],
    &["check", "a.txt", "--format", "json", "--format", "sarif"],
    &["check", "a.txt", "--fail-on", "fatal"],
    &["check", "a.txt", "--min-read", "101"],
    &["check", "a.txt", "--min-read", "x"],
    &["check", "a.txt", "--lang", "fr"],
    &["check", "a.txt", "--as-of", "soon"],
    &["check", "a.txt", "--as-of", "2030-02-30"],
    &["check", "a.txt", "--config", "none.toml"],
    &["check", "a.txt", "--config", "a.txt"],
    &["check", "a.txt", "--config", "rules", "--no-config"],
    &["check", "a.txt", "--rules", "none"],
    &["check", "a.txt", "--rules", "a.txt"],
    &["check", "a.txt", "--rules", "empty"],
    &["check", "a.txt", "--waivers", "none.toml"],
    &["check", "a.txt", "--waivers", "a.txt"],
    &["check", "a.txt", "--baseline", "none.json"],
    &["check", "a.txt", "--baseline", "a.txt"],
    &["check", "a.txt", "--max-findings", "x"],
    &["check", "a.txt", "--max-findings", "-1"],
    &["check", "a.txt", "--include", "a{"],
    &["check", "a.txt", "--exclude", "["],
    &["check", "empty"],
    &["explain"],
    &["explain", "no/such-rule"],
    &["waive", "x", "a.txt", "--reason", "a", "--by", "b"],
    &["waive", "0123456789ab", "a.txt", "--reason", "a", "--by", "b"],
    &["waive", "0123456789ab", "a.txt"],
    &["baseline"],
    &["test", "none.toml"],
    &["try", "1 = ", "a.txt"],
    &["new", "pack"],
];

/// What it is called, files by their paths, arguments, and the exit code.
type Situation = (String, Vec<(String, Vec<u8>)>, Vec<String>, i32);

/// Runs all of a table at once, for most of the time goes by in starting the program; tells what ended otherwise.
fn ends(situations: Vec<Situation>) -> usize {
    let count = situations.len();
    let wrong = std::sync::Mutex::new(String::new());
    std::thread::scope(|scope| {
        for part in situations.chunks(count.div_ceil(4)) {
            let wrong = &wrong;
            scope.spawn(move || {
                for (name, files, args, code) in part {
                    let folder = TempDir::new().unwrap();
                    put(folder.path(), &[("rules/desk.toml", DESK), ("a.txt", CLEAN), ("empty/.keep", "")]);
                    for (path, bytes) in files {
                        fs::write(folder.path().join(path), bytes).unwrap();
                    }
                    let args: Vec<&str> = args.iter().map(String::as_str).collect();
                    let told = gouji_in(folder.path(), &args);
                    if told.code != *code || *code != 0 && told.both().trim().is_empty() {
                        let mut wrong = wrong.lock().unwrap();
                        writeln!(wrong, "{name}: {}, not {code}\n{}", told.code, told.both()).unwrap();
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{wrong}");
    count
}

fn owned(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).collect()
}

fn file(path: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    vec![(path.to_owned(), text.as_bytes().to_vec())]
}

const CHECK: [&str; 4] = ["check", "--no-default-rules", "--rules", "rules/desk.toml"];

#[test]
fn every_document_ends_as_it_must() {
    let situations = documents().into_iter().map(|(name, ending, bytes, code)| {
        let path = format!("b.{ending}");
        let args = owned(&[&CHECK[..], &[&path]].concat());
        (format!("{name}.{ending}"), vec![(path, bytes)], args, code)
    });
    assert!(ends(situations.collect()) >= 180);
}

#[test]
fn whatever_is_wrong_in_what_judges_ends_with_2() {
    let mut all = Vec::new();
    for text in CONFIGURATIONS {
        all.push((
            format!("gouji.toml: {text}"),
            file("gouji.toml", text),
            owned(&[&CHECK[..], &["a.txt"]].concat()),
            2,
        ));
    }
    for text in WAIVERS {
        let text = format!("[[waiver]]\n{text}\n");
        all.push((
            text.clone(),
            file("gouji-waivers.toml", &text),
            owned(&[&CHECK[..], &["a.txt"]].concat()),
            2,
        ));
    }
    for text in BASELINES {
        let args = owned(&[&CHECK[..], &["a.txt", "--baseline", "b.json"]].concat());
        all.push((format!("baseline: {text}"), file("b.json", text), args, 2));
    }
    for text in RULES {
        let text = format!("[pack]\nname = \"mine\"\n{text}\n");
        let args = owned(&["check", "--no-default-rules", "--rules", "mine.toml", "a.txt"]);
        all.push((text.clone(), file("mine.toml", &text), args, 2));
    }
    for deep in ["(".repeat(10_000) + "a" + &")".repeat(10_000), "[a".repeat(10_000), "a{999}".repeat(10_000)]
    {
        let text = format!(
            "[pack]\nname = \"mine\"\n[rule.a]\ntitle = \"t\"\ncheck.text = {{ forbid = \"/{deep}/\" }}\n"
        );
        let args = owned(&["check", "--no-default-rules", "--rules", "mine.toml", "a.txt"]);
        all.push((deep[..8].to_owned(), file("mine.toml", &text), args, 2));
    }
    for args in ARGUMENTS {
        all.push((format!("{args:?}"), Vec::new(), owned(args), 2));
    }
    assert!(ends(all) >= 170);
}

/// What the page of threats says holds something is there: a test by room and name, or a script.
#[test]
fn what_was_tried_is_held_by_tests_that_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/threats.md")).unwrap();
    let tried = page.split_once("What was tried").unwrap().1;
    let names: Vec<&str> = tried.split('`').skip(1).step_by(2).collect();
    let there = |name: &str| match name.split_once("::") {
        None => root.join(name).is_file(),
        Some((room, test)) => fs::read_to_string(root.join(format!("tests/it/{room}.rs")))
            .is_ok_and(|text| text.contains(&format!("#[test]\nfn {test}("))),
    };
    let lost: Vec<&&str> = names.iter().filter(|name| !there(name)).collect();
    assert!(names.len() > 40 && lost.is_empty(), "{} names, lost: {lost:?}", names.len());
}
