//! Of what an archive or a package holds, nothing is passed over: where two files in it cannot be told from each other, that
//! is said by name, and no program's choice between them is taken for the document.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::{Cursor, Write};

use crate::common::office::{docx, package};
use crate::common::workbook::{ods_of, sheets, xlsx};
use crate::common::{Told, gouji_in};
use zip::write::{SimpleFileOptions, ZipWriter};

const CLEAN: &str = "某局2031年部门预算\n\n一、概况\n\n本部门职责不变。\n";
const FAULTY: &str = "某局2031年部门预算\n\n一、概况\n\n本部门职责XX。\n";

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The archive with a name in it written otherwise, wherever it stands.
fn renamed(mut bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    assert_eq!(places.len(), 2, "before the file and in the directory");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// The archive with the second entry of its directory pointing at the data of the first.
fn overlapping(mut bytes: Vec<u8>) -> Vec<u8> {
    let entries: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    // Checksum and sizes, and where the file begins.
    for range in [16..28, 42..46] {
        let first: Vec<u8> = bytes[entries[0] + range.start..entries[0] + range.end].to_vec();
        bytes[entries[1] + range.start..entries[1] + range.end].copy_from_slice(&first);
    }
    bytes
}

fn check(name: &str, bytes: &[u8]) -> Told {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("gouji.toml"), "allow = [\"no-pack\"]\n").unwrap();
    gouji_in(folder.path(), &["check", name])
}

#[test]
fn an_archive_that_is_in_order_is_read_whole() {
    let told =
        check("a.zip", &zip(&[("空/", b""), ("a.txt", CLEAN.as_bytes()), ("b.txt", FAULTY.as_bytes())]));
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("2 个文件") && told.out.contains("placeholder"), "{}", told.out);
}

#[test]
fn a_name_met_twice_in_an_archive_is_told_and_the_rest_is_read() {
    for (first, second) in [(CLEAN, FAULTY), (FAULTY, CLEAN)] {
        let files: &[(&str, &[u8])] =
            &[("a.txt", first.as_bytes()), ("b.txt", second.as_bytes()), ("c.txt", CLEAN.as_bytes())];
        let told = check("a.zip", &renamed(zip(files), "b.txt", "a.txt"));
        assert_eq!(told.code, 3, "{}", told.both());
        assert!(told.out.contains("a.zip/a.txt 无法检查：里面有两个“a.txt”"), "{}", told.out);
        assert!(told.out.contains("1 个文件 · "), "c.txt is read: {}", told.out);
    }
}

#[test]
fn a_part_met_twice_in_a_package_refuses_it() {
    let text = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    let document = |words: &str| crate::common::office::document(&crate::common::office::p(words));
    let (one, two) = (document("收入XX"), document("收入1.00万元"));
    let word = package(&[("word/document.xml", &one), ("word/document.xm_", &two)]);
    let word = renamed(word, "word/document.xm_", "word/document.xml");
    let workbook = {
        let made = xlsx(&sheets(&text));
        // The same sheet under two names that are one.
        renamed(made, "xl/worksheets/s1.xml", "xl/worksheets/s0.xml")
    };
    let cased = renamed(
        package(&[("word/document.xml", &one), ("word/document.xm_", &two)]),
        "word/document.xm_",
        "Word/Document.XML",
    );
    let open = {
        let made = ods_of(
            "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>",
        );
        let mut archive = zip::ZipArchive::new(Cursor::new(made)).unwrap();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            writer.raw_copy_file(archive.by_index_raw(index).unwrap()).unwrap();
        }
        writer.start_file("content.xm_", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<x/>").unwrap();
        renamed(writer.finish().unwrap().into_inner(), "content.xm_", "content.xml")
    };
    for (name, bytes) in [("a.docx", word), ("b.xlsx", workbook), ("c.docx", cased), ("d.ods", open)] {
        let told = check(name, &bytes);
        assert_eq!(told.code, 3, "{name}: {}", told.both());
        assert!(told.out.contains(&format!("{name} 无法检查：里面有两个“")), "{name}: {}", told.out);
    }
}

#[test]
fn files_that_share_their_data_are_told() {
    let files: &[(&str, &[u8])] =
        &[("a.txt", CLEAN.as_bytes()), ("b.txt", FAULTY.as_bytes()), ("c.txt", CLEAN.as_bytes())];
    let told = check("a.zip", &overlapping(zip(files)));
    assert_eq!(told.code, 3, "{}", told.both());
    for name in ["a.txt", "b.txt"] {
        let words = format!("a.zip/{name} 无法检查：里面的“{name}”和别的文件共用一段数据");
        assert!(told.out.contains(&words), "{}", told.out);
    }
    assert!(told.out.contains("1 个文件 · "), "{}", told.out);
    let told = check("a.docx", &overlapping(docx(CLEAN)));
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.out.contains("共用一段数据"), "{}", told.out);
}

#[test]
fn archives_glued_together_are_refused() {
    let (clean, faulty) = (zip(&[("a.txt", CLEAN.as_bytes())]), zip(&[("b.txt", FAULTY.as_bytes())]));
    for glued in [[clean.clone(), faulty.clone()].concat(), [faulty, clean].concat()] {
        let told = check("a.zip", &glued);
        assert_eq!(told.code, 3, "{}", told.both());
        assert!(told.out.contains("像是两个压缩包接在一起"), "{}", told.out);
    }
    let told = check("a.docx", &[docx(FAULTY), docx(CLEAN)].concat());
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.out.contains("像是两个压缩包接在一起"), "{}", told.out);
}

#[test]
fn an_archive_that_unpacks_without_measure_is_refused_file_by_file() {
    let much = "1 ".repeat(2 << 20);
    let told = check("a.zip", &zip(&[("a.txt", CLEAN.as_bytes()), ("b.txt", much.as_bytes())]));
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.out.contains("a.zip/b.txt 无法检查：解开后超过 1 MB"), "{}", told.out);
    assert!(told.out.contains("1 个文件 · "), "{}", told.out);
}
