//! What is read and what is not: regular files up to a limit, along every path that leads to them, and nothing passed over
//! in silence.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{DESK, gouji_in, program, put, told};
use tempfile::TempDir;

const CLEAN: &str = "某部门预算\n一、说明\n无。\n";
const FAULTY: &str = "某部门预算\n一、概况\n无。\n";
const RULES: [&str; 3] = ["--no-default-rules", "--rules", "desk.toml"];

/// A folder with the pack `desk` and a clean document in `d`.
fn desk() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("desk.toml", DESK), ("d/a.txt", CLEAN)]);
    folder
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// What stands where a file should, by the word for it.
fn special(kind: &str, path: &Path) {
    match kind {
        "命名管道" => pipe(path),
        "套接字" => drop(UnixListener::bind(path).unwrap()),
        "设备" => symlink("/dev/zero", path).unwrap(),
        "目录" => fs::create_dir(path).unwrap(),
        _ => symlink("nowhere", path).unwrap(),
    }
}

#[test]
fn what_is_no_regular_file_is_told_and_never_waited_for() {
    let mut wrong = Vec::new();
    for (kind, path, args, code) in [
        ("命名管道", "p.txt", &["check", "p.txt"][..], 3),
        ("设备", "p.txt", &["check", "p.txt"], 3),
        ("命名管道", "d/p.txt", &["check", "d"], 3),
        ("套接字", "d/p.txt", &["check", "d"], 3),
        ("设备", "d/p.txt", &["check", "d"], 3),
        ("命名管道", "p.txt", &["inspect", "p.txt"], 3),
        ("命名管道", "p.toml", &["check", "d", "--rules", "p.toml"], 2),
        ("设备", "p.toml", &["check", "d", "--rules", "p.toml"], 2),
        ("命名管道", "more/p.toml", &["check", "d", "--rules", "more"], 2),
        ("命名管道", "codes.csv", &["check", "d", "--rules", "more/codes.toml"], 0),
        ("命名管道", "more/codes.csv", &["check", "d", "--rules", "more/codes.toml"], 2),
        ("命名管道", "b.json", &["check", "d", "--baseline", "b.json"], 2),
        ("命名管道", "c.toml", &["check", "d", "--config", "c.toml"], 2),
        ("命名管道", "w.toml", &["check", "d", "--waivers", "w.toml"], 2),
        ("命名管道", "gouji.toml", &["check", "d"], 2),
        ("设备", "d/gouji.toml", &["check", "d"], 2),
        ("目录", "gouji.toml", &["check", "d"], 2),
        ("没有这个文件", "gouji.toml", &["check", "d"], 2),
        ("命名管道", "gouji-waivers.toml", &["check", "d"], 2),
        ("目录", "d/gouji-waivers.toml", &["check", "d"], 2),
        ("没有这个文件", "gouji-waivers.toml", &["check", "d"], 2),
    ] {
        let folder = desk();
        put(
            folder.path(),
            &[
                ("more/a.toml", "[pack]\nname = \"more\"\n"),
                (
                    "more/codes.toml",
                    "[pack]\nname = \"codes\"\n[dictionary.\"科目\"]\nfile = \"codes.csv\"\n",
                ),
            ],
        );
        if path == "codes.csv" {
            put(folder.path(), &[("more/codes.csv", "201,甲\n")]);
        }
        special(kind, &folder.path().join(path));
        let Told { code: ended, text } = run(folder.path(), args);
        if ended != code || code != 0 && !(text.contains(path) && text.contains(kind)) {
            wrong.push(format!("{kind} {path} {args:?}: {ended}, not {code}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

struct Told {
    code: i32,
    text: String,
}

/// Runs the program with the rules of the desk.
fn run(folder: &Path, args: &[&str]) -> Told {
    let told = gouji_in(folder, &[args, &RULES[..]].concat());
    Told { code: told.code, text: told.both() }
}

#[test]
fn rules_that_a_folder_names_are_never_waited_for() {
    let folder = desk();
    put(folder.path(), &[("gouji.toml", "trust = \"d\"\n"), ("d/gouji.toml", "rules = [\"p.toml\"]\n")]);
    pipe(&folder.path().join("d/p.toml"));
    let told = run(folder.path(), &["check", "d"]);
    assert!(told.code == 2 && told.text.contains("d/p.toml"), "{}: {}", told.code, told.text);
}

/// Words between quotes, in a remark or in a title are no file to open.
#[test]
fn only_a_dictionary_names_a_file() {
    let folder = desk();
    let text = "[pack]\nname = \"more\"\ntitle = \"p.csv\" # 'p.csv'\napplies = { title = \"*部门预算*\" }\n";
    put(folder.path(), &[("more.toml", text)]);
    fs::write(folder.path().join("p.csv"), b"\xFF1\xFF1\xFF").unwrap();
    let told = run(folder.path(), &["check", "d", "--rules", "more.toml"]);
    assert_eq!(told.code, 0, "{}", told.text);
}

#[test]
fn what_the_shell_hands_over_is_read() {
    let folder = desk();
    for (text, code) in [(CLEAN, 0), (FAULTY, 1)] {
        let mut child = Command::new(program())
            .current_dir(folder.path())
            .args(["check", "/dev/stdin"])
            .args(RULES)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
    }
}

/// Files with a hole: a gigabyte that takes no place.
#[test]
fn what_is_longer_than_anybody_writes_is_not_read() {
    let folder = desk();
    for (name, args, code, limit) in [
        ("long.txt", &["check", "long.txt"][..], 3, "256 MB"),
        ("long.toml", &["check", "d", "--rules", "long.toml"], 2, "8 MB"),
        ("long.toml", &["check", "d", "--config", "long.toml"], 2, "8 MB"),
        ("long.json", &["check", "d", "--baseline", "long.json"], 2, "64 MB"),
    ] {
        File::create(folder.path().join(name)).unwrap().set_len(1 << 30).unwrap();
        let told = run(folder.path(), args);
        assert!(told.code == code && told.text.contains(limit), "{args:?} {}: {}", told.code, told.text);
    }
    // Endless, and handed over: no more than the limit is read.
    let script = "exec \"$0\" \"$@\" < /dev/zero";
    let mut shell = assert_cmd::Command::new("bash");
    shell.current_dir(folder.path()).args(["-c", script]).arg(program());
    shell.args(["check", "d", "--no-default-rules", "--rules", "/dev/stdin"]);
    let told = told(&mut shell);
    assert!(told.code == 2 && told.err.contains("8 MB"), "{}: {}", told.code, told.err);
}

/// A link takes no document under another folder's configuration: it is judged there, and where it stands.
#[test]
fn a_document_is_judged_along_every_path() {
    for (link, target) in [("a/l.txt", "../b/f.txt"), ("a/m", "../b")] {
        let folder = desk();
        put(
            folder.path(),
            &[
                ("b/f.txt", FAULTY),
                ("gouji.toml", "trust = \"a\"\n"),
                ("a/gouji.toml", "fail-on = \"never\"\n"),
            ],
        );
        assert_eq!(run(folder.path(), &["check", "."]).code, 1);
        symlink(target, folder.path().join(link)).unwrap();
        let told = run(folder.path(), &["check", "."]);
        assert_eq!(told.code, 1, "{link}: {}", told.text);
        assert!(told.text.contains("b/f.txt:1") && told.text.contains(link), "{}", told.text);
        assert_eq!(run(folder.path(), &["check", "a"]).code, 0);
    }
    // The same path is the same document, however it is written.
    let folder = desk();
    let told = run(folder.path(), &["check", "d", "./d", "d/a.txt", "d/../d"]);
    assert!(told.code == 0 && told.text.starts_with("1 个文件"), "{}", told.text);
}

/// Twenty-four folders, each with two links to the next: sixteen million paths to the last, which is judged where it stands.
#[test]
fn links_to_links_end() {
    let folder = desk();
    let path = |at: usize| folder.path().join(format!("l/{at:02}"));
    for at in 0..24 {
        fs::create_dir_all(path(at)).unwrap();
        for name in ["x", "y"] {
            symlink(format!("../{:02}", at + 1), path(at).join(name)).unwrap();
        }
    }
    fs::create_dir_all(path(24)).unwrap();
    fs::write(path(24).join("a.txt"), FAULTY).unwrap();
    let told = run(folder.path(), &["check", "l", "--format", "short"]);
    assert!(told.code == 1 && told.text.contains("不再进入"), "{}: {}", told.code, told.text);
    assert!(told.text.contains("l/24/a.txt:1"), "{}", told.text);
}

/// A folder with files that nobody reads, and what there is to tell of them.
fn odd() -> TempDir {
    let folder = desk();
    for name in ["a.pptx", "b.PPTX", "c", "e.jpg", ".hidden.txt", ".git/x.txt", "old/x.txt", "old/y.txt"] {
        put(folder.path(), &[(&format!("d/{name}"), FAULTY)]);
    }
    folder
}

#[test]
fn what_is_passed_over_is_counted() {
    let folder = odd();
    let told = run(folder.path(), &["check", "d", "--exclude", "old"]);
    assert_eq!(told.code, 0, "{}", told.text);
    assert!(told.text.contains("跳过 4 个文件（2 pptx、1 无扩展名、1 jpg）"), "{}", told.text);
    let told = run(folder.path(), &["check", "d", "--exclude", "old", "--lang", "en"]);
    assert!(told.text.contains("4 files passed over (2 pptx, 1 without ending, 1 jpg)"), "{}", told.text);
    let told = run(folder.path(), &["check", "d", "--exclude", "old", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.text).unwrap();
    let count = |why: &str, kind: Option<&str>| {
        let all = json["passed_over"].as_array().unwrap();
        let found = all.iter().find(|entry| entry["why"] == why && entry["kind"].as_str() == kind);
        found.and_then(|entry| entry["files"].as_u64()).unwrap_or_default()
    };
    assert_eq!(
        [
            count("kind", Some("pptx")),
            count("kind", Some("")),
            count("kind", Some("jpg")),
            count("hidden", None),
            count("excluded", None),
        ],
        [2, 1, 1, 2, 1],
        "{}",
        json["passed_over"]
    );
}

/// What gouji reads for itself, and what it wrote, is no document that was passed over.
#[test]
fn its_own_files_are_not_passed_over() {
    let folder = desk();
    put(folder.path(), &[("gouji.toml", "fail-on = \"error\"\n"), ("d/gouji-waivers.toml", "")]);
    let check = ["check", ".", "--format", "text", "--format", "json=out.json"];
    let first = run(folder.path(), &check);
    assert!(first.code == 0 && !first.text.contains("跳过"), "{}", first.text);
    assert_eq!(run(folder.path(), &check).text, first.text, "the second run tells the same");
}

#[test]
fn the_files_of_a_run_are_shown() {
    let folder = odd();
    put(folder.path(), &[("gouji.toml", "root = true\nexclude = [\"old\"]\n")]);
    pipe(&folder.path().join("d/p.txt"));
    let told = run(folder.path(), &["check", "d", "--show-files"]);
    assert_eq!(told.code, 3, "{}", told.text);
    for line in [
        "+ d/a.txt",
        "- d/a.pptx  不读 .pptx 文件",
        "- d/c  没有扩展名，不知道是哪种文件",
        "- d/.git/  隐藏文件",
        "- d/.hidden.txt  隐藏文件",
        "- d/old/  已排除（exclude）：gouji.toml:2",
        "! d/p.txt  不是普通文件，是命名管道",
        "1 个要读 · 7 个跳过 · 1 个无法检查",
    ] {
        assert!(told.text.lines().any(|shown| shown == line), "{line}\n{}", told.text);
    }
    let args = ["check", "d", "--show-files", "--include", "*.txt", "--lang", "en"];
    let told = run(folder.path(), &args);
    for line in ["+ d/a.txt", "- d/a.pptx  not among what include names: command line"] {
        assert!(told.text.lines().any(|shown| shown == line), "{line}\n{}", told.text);
    }
}

/// Formats in which disclosures are published and that no reader is for are told by name, as `.doc` is.
#[test]
fn what_may_be_a_disclosure_never_passes_unread() {
    for (name, bytes) in [
        ("b.rtf", &b"{\\rtf1 x}"[..]),
        ("b.rar", b"Rar!\x1A\x07\x01\x00"),
        ("b.7z", b"7z\xBC\xAF\x27\x1C\x00\x04"),
        ("b.odt", b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.text"),
        ("b.xlsb", b"\xD0\xCF\x11\xE0"),
        ("b.docm", b"PK\x03\x04"),
    ] {
        let folder = desk();
        fs::write(folder.path().join("d").join(name), bytes).unwrap();
        let told = run(folder.path(), &["check", "d"]);
        assert!(told.code == 3 && told.text.contains(name), "{name}: {}: {}", told.code, told.text);
    }
}

#[cfg(feature = "archive")]
#[test]
fn what_an_archive_holds_is_not_passed_over_in_silence() {
    use zip::write::{SimpleFileOptions, ZipWriter};
    let zip = |names: &[&str]| {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            let text = if *name == "a.txt" { CLEAN } else { FAULTY };
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let folder = desk();
    fs::write(
        folder.path().join("z.zip"),
        zip(&["a.txt", "b.pptx", "budget", "__MACOSX/a.txt", "..a/a.txt"]),
    )
    .unwrap();
    let told = run(folder.path(), &["check", "z.zip"]);
    assert!(
        told.code == 0 && told.text.contains("跳过 2 个文件（1 无扩展名、1 pptx）"),
        "{}: {}",
        told.code,
        told.text
    );
    let told = run(folder.path(), &["check", "z.zip", "--show-files"]);
    for line in ["+ z.zip/a.txt", "- z.zip/b.pptx  不读 .pptx 文件", "- z.zip/..a/a.txt  隐藏文件"] {
        assert!(told.text.lines().any(|shown| shown == line), "{line}\n{}", told.text);
    }
    let told = |names: &[&str]| {
        let mut bytes = zip(names);
        // A name that says folder, as no program that packs would let it be written.
        let at: Vec<usize> = memchr::memmem::find_iter(&bytes, b"b.txt_").collect();
        at.iter().for_each(|at| bytes[at + 5] = b'/');
        fs::write(folder.path().join("z.zip"), bytes).unwrap();
        run(folder.path(), &["check", "z.zip"])
    };
    let stuffed = told(&["a.txt", "b.txt_"]);
    assert!(stuffed.code == 3 && stuffed.text.contains("z.zip/b.txt 无法检查"), "{}", stuffed.text);
    assert_eq!(told(&["a.txt", "b.rtf"]).code, 1, "by its ending it is a document");
}
