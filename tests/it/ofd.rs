//! OFD: what is drawn on its pages is read as a PDF of the same is. The files are made here, by the standard.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;

use crate::common::pdf::{Turn, typeset};
use crate::common::{gouji_in, office};
use tempfile::TempDir;

const XMLNS: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// A page in the making, in tenths of a millimetre.
#[derive(Default)]
struct Page(String);

impl Page {
    /// A text whose box begins at a place; type of 4 mm.
    fn text(&mut self, x: i32, y: i32, text: &str) {
        // Every character says how far it is to the next, equal steps in the short form.
        let steps: Vec<String> =
            text.chars().map(|c| if c.is_ascii() { "2".to_owned() } else { "4".to_owned() }).collect();
        let steps = steps[..steps.len() - 1].join(" ").replace("4 4 4 4", "g 4 4");
        writeln!(
            self.0,
            "<ofd:TextObject ID=\"1\" Boundary=\"{} {} 100 6\" Font=\"1\" Size=\"4\"><ofd:FillColor Value=\"0 0 0\"/><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"{steps}\">{text}</ofd:TextCode></ofd:TextObject>",
            f(x),
            f(y)
        )
        .unwrap();
    }

    fn line(&mut self, x0: i32, y0: i32, x1: i32, y1: i32) {
        writeln!(
            self.0,
            "<ofd:PathObject ID=\"2\" Boundary=\"{} {} {} {}\" LineWidth=\"0.2\"><ofd:AbbreviatedData>M 0 0 L {} {}</ofd:AbbreviatedData></ofd:PathObject>",
            f(x0),
            f(y0),
            f(x1 - x0),
            f(y1 - y0),
            f(x1 - x0),
            f(y1 - y0)
        )
        .unwrap();
    }

    fn content(&self, before: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ofd:Page {XMLNS}>{before}<ofd:Content><ofd:Layer ID=\"9\">{}</ofd:Layer></ofd:Content></ofd:Page>",
            self.0
        )
    }
}

fn f(tenths: i32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// An OFD of these pages, over what they have in common.
fn ofd(pages: &[String], common: &Page) -> Vec<u8> {
    let root = format!(
        "<ofd:OFD {XMLNS} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    );
    let listed: String = (0..pages.len())
        .map(|at| format!("<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>", at + 20))
        .collect();
    let document = format!(
        "<ofd:Document {XMLNS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID=\"7\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    );
    let common = common.content("");
    let mut parts = vec![
        ("OFD.xml".to_owned(), root),
        ("Doc_0/Document.xml".to_owned(), document),
        ("Doc_0/Tpls/Tpl_0/Content.xml".to_owned(), common),
    ];
    for (at, page) in pages.iter().enumerate() {
        parts.push((format!("Doc_0/Pages/Page_{at}/Content.xml"), page.clone()));
    }
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    office::bare(&parts)
}

const TABLE: [[&str; 4]; 4] = [
    ["项目", "合计", "基本支出", "项目支出"],
    ["图书馆", "100.00", "40.00", "60.00"],
    ["分馆", "50.00", "20.00", "30.00"],
    ["合计", "150.00", "60.00", "96.00"],
];
const SENTENCE: &str = "支出预算150.00万元，其中：基本支出60.00万元，占45%；";
const GOES_ON: &str = "项目支出90.00万元，占60%。";

/// A budget of two pages whose table and whose sentence are wrong.
fn budget() -> Vec<u8> {
    let mut first = Page::default();
    first.text(700, 250, "青岚县图书馆");
    first.text(700, 330, "2031年度部门预算");
    first.text(700, 500, "收支总表");
    first.text(1500, 580, "单位：万元");
    for (row, cells) in TABLE.iter().enumerate() {
        let top = 650 + row as i32 * 80;
        for (column, cell) in cells.iter().enumerate() {
            first.text(220 + column as i32 * 400, top + 15, cell);
        }
    }
    for row in 0..=4 {
        first.line(200, 650 + row * 80, 1800, 650 + row * 80);
    }
    for column in 0..=4 {
        first.line(200 + column * 400, 650, 200 + column * 400, 970);
    }
    let mut second = Page::default();
    second.text(300, 250, "二、支出情况");
    second.text(300, 350, SENTENCE);
    second.text(220, 430, GOES_ON);
    let mut common = Page::default();
    common.text(900, 100, "青岚县图书馆预算");
    let template = "<ofd:Template TemplateID=\"7\" ZOrder=\"Background\"/>";
    ofd(&[first.content(template), second.content(template)], &common)
}

#[test]
fn an_ofd_is_read_as_it_is_drawn() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("a.ofd"), budget()).unwrap();
    let read = gouji_in(here, &["inspect", "a.ofd", "--format", "markdown", "--no-config"]).out;
    for row in TABLE {
        assert!(read.contains(&format!("| {} |", row.join(" | "))), "{read}");
    }
    assert!(read.contains(&format!("{SENTENCE}{GOES_ON}")), "lines are paragraphs: {read}");
    assert!(
        read.contains("page: 青岚县图书馆预算") || read.matches("青岚县图书馆预算").count() <= 2,
        "{read}"
    );
    let told = gouji_in(here, &["check", "a.ofd", "--no-config", "--lang", "zh", "--format", "short"]);
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("a.ofd 第1页") && told.out.contains("96.00"), "{}", told.out);
    assert!(told.out.contains("a.ofd 第2页") && told.out.contains("45%"), "{}", told.out);
}

#[test]
fn the_findings_of_an_ofd_are_those_of_a_pdf_of_the_same() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let rows = TABLE.map(|row| row.join("\t")).join("\n");
    let text = format!(
        "青岚县图书馆\n2031年度部门预算\n\n收支总表\n单位：万元\n{rows}\n\n二、支出情况\n\n{SENTENCE}{GOES_ON}\n"
    );
    fs::write(here.join("a.ofd"), budget()).unwrap();
    fs::write(here.join("b.pdf"), typeset(&text, Turn::None).finish()).unwrap();
    let found = |name: &str| {
        let told = gouji_in(here, &["check", name, "--no-config", "--lang", "zh", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        let found = told["documents"][0]["diagnostics"].as_array().unwrap();
        let mut said: Vec<String> =
            found.iter().map(|found| format!("{} {}", found["rule"], found["message"])).collect();
        said.sort();
        said
    };
    let (ofd, pdf) = (found("a.ofd"), found("b.pdf"));
    assert!(!ofd.is_empty());
    assert_eq!(ofd, pdf);
}

#[test]
fn an_ofd_that_is_damaged_or_hostile_is_refused_and_ends() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let page = |objects: &str| Page(objects.to_owned()).content("");
    let text = |more: &str, said: &str| {
        page(&format!(
            "<ofd:TextObject Boundary=\"10 10 100 10\" Size=\"4\" {more}><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 99999999999 4\">{said}</ofd:TextCode></ofd:TextObject>"
        ))
    };
    let deep = format!("{}{}", "<ofd:PageBlock>".repeat(50_000), "</ofd:PageBlock>".repeat(50_000));
    let cases: Vec<(&str, Vec<u8>, Option<&str>)> = vec![
        ("no root", office::bare(&[("OFD.xml", "<x/>")]), Some("OFD 里没有页")),
        ("no page", ofd(&[], &Page::default()), Some("OFD 里没有页")),
        ("blank", ofd(&[page("")], &Page::default()), Some("OFD 里没有文字")),
        ("broken", ofd(&["<ofd:Page><ofd:Content".to_owned()], &Page::default()), Some("XML")),
        ("deep", ofd(&[page(&deep)], &Page::default()), Some("OFD 里没有文字")),
        ("many steps", ofd(&[text("", "合计")], &Page::default()), None),
        ("far", ofd(&[text("CTM=\"1e30 0 0 1e30 9e9 9e9\"", "合计")], &Page::default()), None),
        ("no size", ofd(&[text("CTM=\"0 0 0 0 0 0\"", "合计")], &Page::default()), Some("OFD 里没有文字")),
        (
            "entity",
            ofd(&[format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", text("", "&a;合计"))], &Page::default()),
            None,
        ),
    ];
    for (case, bytes, reason) in cases {
        fs::write(here.join("a.ofd"), bytes).unwrap();
        let told = gouji_in(here, &["check", "a.ofd", "--no-config", "--lang", "zh"]);
        match reason {
            Some(reason) => {
                assert_eq!(told.code, 3, "{case}: {}", told.both());
                assert!(told.both().contains(reason), "{case}: {}", told.both());
            }
            None => assert!((0..=3).contains(&told.code), "{case}: {}", told.both()),
        }
        assert!(!told.both().contains("panic"), "{case}: {}", told.both());
    }
    // A page that is listed and not there.
    let whole = office::bare(&[
        ("OFD.xml", "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>"),
        ("D/Document.xml", "<Document><Pages><Page ID=\"1\" BaseLoc=\"P/Content.xml\"/></Pages></Document>"),
    ]);
    fs::write(here.join("a.ofd"), whole).unwrap();
    let told = gouji_in(here, &["check", "a.ofd", "--no-config", "--lang", "zh"]);
    assert!(told.code == 3 && told.both().contains("D/P/Content.xml"), "{}", told.both());
}
