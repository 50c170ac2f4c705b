//! Documents that were dropped together: files of one disclosure are one document, and years are tied to each other, as the
//! command does it.

use std::fs;

use tempfile::TempDir;

use super::*;

/// The words of a budget and its tables, as two files have them.
fn in_two(text: &str) -> [String; 2] {
    let start = text.find("\n第二部分 2025年部门预算报表\n\n").unwrap() + 1;
    let end = start + text[start..].find("\n第三部分 ").unwrap() + 1;
    let title: Vec<&str> = text.split("\n\n").take(2).collect();
    [
        format!("{}{}", &text[..start], &text[end..]),
        format!("{}\n\n{}", title.join("\n\n"), &text[start..end]),
    ]
}

pub fn documents_beside_each_other_are_what_they_are_for_the_command() {
    let folder = TempDir::new().unwrap();
    let disclosed = folder.path().join("公开");
    let put = |name: &str, text: &str| {
        let path = disclosed.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let read = |name: &str| fs::read_to_string(fixture(name)).unwrap();
    let [words, tables] = in_two(&read("budget-clean.txt"));
    let account = read("accounts-faulty.txt");
    put("甲/words.txt", &words);
    put("甲/tables.txt", &tables);
    put("乙/2031.txt", &account);
    put("丙.txt", &read("budget-one-digit.txt"));
    let browser = open();
    give(&browser, "#pickFolder", std::slice::from_ref(&disclosed));
    done(&browser, 60);
    let same = || {
        let by_page = findings(&saved(&browser, "sarif"));
        let told = command(folder.path(), &["check", "--no-config", "--format", "sarif", "公开"]);
        assert_eq!(by_page, findings(told.as_bytes()));
        by_page.to_string()
    };
    let rows = inner("querySelectorAll('.departments tbody tr').length");
    same();
    assert_eq!(browser.number(&rows), 3);
    // What comes later is tied to what was there, which is told anew.
    let before = account.replace("2030", "2029").replace("2031", "2030");
    put("乙/2030.txt", &before);
    give(&browser, "#pickFolder", std::slice::from_ref(&disclosed));
    wait(&browser, "document.querySelector('#work').hidden", 60);
    wait(&browser, &format!("{rows} === 4"), 30);
    assert!(same().contains("opening-balance-differs-from-last-years-closing"));
}

/// A Word document with a paragraph for each line.
fn docx(text: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org";
    let paragraph = |line: &str| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    let body: String = text.lines().map(paragraph).collect();
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let types = format!(
        "<Types xmlns=\"{OFFICE}/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
         PartName=\"/word/document.xml\" ContentType=\"{main}\"/></Types>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{OFFICE}/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"{OFFICE}/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let document = format!(
        "<w:document xmlns:w=\"{OFFICE}/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

pub fn files_are_one_disclosure_where_somebody_says_so() {
    let folder = TempDir::new().unwrap();
    let [words, tables] = in_two(&fs::read_to_string(fixture("budget-faulty.txt")).unwrap());
    // Nothing in them says that they belong together.
    let tables = tables[tables.find("第二部分").unwrap()..].replace("清河市文献服务局", "");
    let (first, second) = (folder.path().join("a.docx"), folder.path().join("b.txt"));
    fs::write(&first, docx(&words)).unwrap();
    fs::write(&second, tables).unwrap();
    let browser = open();
    give(&browser, "#pick", &[first, second]);
    done(&browser, 60);
    let rows = inner("querySelectorAll('.departments tbody tr').length");
    assert_eq!(browser.number(&rows), 2);
    browser.js("document.querySelector('#asOne').click()");
    wait(&browser, &format!("document.querySelector('#work').hidden && {rows} === 1"), 60);
    let by_page = findings(&saved(&browser, "sarif"));
    let arguments = ["check", "--no-config", "--format", "sarif", "--as-one", "a.docx", "b.txt"];
    assert_eq!(by_page, findings(command(folder.path(), &arguments).as_bytes()));
    // The copy is of the file that takes remarks, and has those of that file.
    let copy = saved(&browser, "copy");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(copy)).unwrap();
    assert!(archive.by_name("word/comments.xml").is_ok());
}
