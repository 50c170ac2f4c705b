//! A folder of two hundred hostile files, of all kinds in turn: one run, each named with its reason, and none of it passes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::common::office::docx;
use crate::common::workbook::{sheets, xlsx};
use crate::common::{program, told};

/// So many there are at least.
const FILES: usize = 200;

/// Makes one hostile thing at a path.
type Make = fn(&Path, usize);

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An archive whose second file goes by the name of the first.
fn twice(first: &str, second: &str) -> Vec<u8> {
    let bytes = zip(&[(first, b"<x/>"), (second, b"<x/>")]);
    let (from, to) = (second.as_bytes(), first.as_bytes());
    let mut out = bytes.clone();
    for at in (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)) {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

/// The bytes cut at another place each time.
fn cut(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[..bytes.len() * (at % 7 + 1) / 9]
}

fn workbook() -> Vec<u8> {
    xlsx(&sheets("<row><c t=\"inlineStr\"><is><t>甲</t></is></c></row>"))
}

/// What is hostile, by the ending of its name.
const KINDS: &[(&str, Make)] = &[
    ("txt", |path, _| {
        let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    }),
    ("txt", |path, _| drop(UnixListener::bind(path).unwrap())),
    ("txt", |path, _| symlink("/dev/zero", path).unwrap()),
    ("csv", |path, _| symlink("/etc/passwd", path).unwrap()),
    ("txt", |path, _| symlink("nowhere", path).unwrap()),
    ("txt", |path, _| symlink(path.file_name().unwrap(), path).unwrap()),
    ("txt", |path, _| write(path, b"")),
    ("txt", |path, at| write(path, " \n\u{3000}\t".repeat(at + 1).as_bytes())),
    ("csv", |path, _| write(path, "项目,金额\n".as_bytes())),
    ("txt", |path, at| {
        write(path, &(0..2000).map(|n| (n * 7 + at * 13) as u8 ^ (n >> 3) as u8).collect::<Vec<u8>>())
    }),
    ("rtf", |path, _| write(path, b"{\\rtf1 x}")),
    ("7z", |path, _| write(path, b"7z\xBC\xAF\x27\x1C\x00\x04")),
    ("rar", |path, _| write(path, b"Rar!\x1A\x07\x01\x00")),
    ("doc", |path, at| {
        write(path, &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &vec![0; at * 40]].concat())
    }),
    ("xls", |path, at| {
        write(path, &[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &vec![0xFF; at * 100]].concat())
    }),
    ("xlsb", |path, _| write(path, b"\xD0\xCF\x11\xE0")),
    ("pdf", |path, at| {
        write(
            path,
            format!("%PDF-1.7\n{} 0 obj\n<</Type/Catalog/Pages {} 0 R>>\nendobj\n", at + 1, at + 1)
                .as_bytes(),
        )
    }),
    ("pdf", |path, _| write(path, b"%PDF-1.7\n")),
    ("docx", |path, at| write(path, cut(&docx("某局部门预算"), at))),
    ("xlsx", |path, at| write(path, cut(&workbook(), at))),
    ("docx", |path, _| write(path, &twice("word/document.xml", "word/document.xm_"))),
    ("xlsx", |path, _| write(path, &zip(&[("xl/other.xml", b"<x/>")]))),
    ("zip", |path, at| write(path, cut(&zip(&[("a.txt", "甲".repeat(400).as_bytes())]), at))),
    ("zip", |path, _| {
        write(path, &[zip(&[("a.txt", "甲".as_bytes())]), zip(&[("b.txt", "乙".as_bytes())])].concat())
    }),
    ("zip", |path, _| write(path, &zip(&[("a.txt", &vec![b' '; 40 << 20])]))),
    ("html", |path, _| write(path, b"<html><body><iframe src=\"a.pdf\"></iframe></body></html>")),
    ("ods", |path, at| {
        write(
            path,
            cut(
                &zip(&[
                    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                    ("content.xml", b"<x>"),
                ]),
                at,
            ),
        )
    }),
    ("ofd", |path, _| write(path, &zip(&[("OFD.xml", b"<x/>")]))),
];

#[test]
fn each_of_two_hundred_hostile_files_is_named_with_its_reason() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("d")).unwrap();
    let names: Vec<String> =
        (0..FILES).map(|at| format!("d/{at:03}.{}", KINDS[at % KINDS.len()].0)).collect();
    for (at, name) in names.iter().enumerate() {
        KINDS[at % KINDS.len()].1(&folder.path().join(name), at / KINDS.len());
    }
    // All of it in a gigabyte: what the program may ask for in all bounds what it takes.
    let script = "ulimit -c 0; ulimit -v 1000000; exec \"$0\" check d --format json";
    let mut short = assert_cmd::Command::new("bash");
    short.current_dir(folder.path()).env("LC_ALL", "zh_CN.UTF-8").args(["-c", script]).arg(program());
    let told = told(&mut short);
    assert_eq!(told.code, 3, "{}", told.err);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    let unread = json["unreadable"].as_array().unwrap();
    let lost = |name: &String| {
        !unread.iter().any(|one| {
            let path = one["path"].as_str().unwrap();
            let of_it = path == name || path.starts_with(&format!("{name}/"));
            of_it && !one["reason"].as_str().unwrap().is_empty() && !one["help"].as_str().unwrap().is_empty()
        })
    };
    let lost: Vec<&String> = names.iter().filter(|name| lost(name)).collect();
    assert!(lost.is_empty(), "not named: {lost:?}\n{:#}", json["documents"]);
    // The same where memory is short: the run is told of it or ended, and neither passes nor waits for itself, whatever the machine
    // asks of programs.
    for kilobytes in ["400000", "150000", "60000"] {
        let script = "ulimit -c 0; ulimit -v $0; shift 0; exec \"$@\"";
        let mut short = assert_cmd::Command::new("bash");
        short.current_dir(folder.path()).args(["-c", script, kilobytes]).env("RUST_BACKTRACE", "1");
        short.arg(program()).args(["check", "d", "--format", "short"]);
        let ended = short.timeout(Duration::from_secs(120)).output().unwrap().status;
        assert_ne!(ended.code(), Some(0), "{kilobytes} kB: {ended}");
        // The runner ends by this signal what takes too long.
        assert_ne!(ended.signal(), Some(9), "{kilobytes} kB: it did not end");
    }
}
