//! Word documents and web pages are checked as the same text is: what is found does not depend on the format.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::office::{document, docx, html, p, package};
use crate::common::{Library, gouji_in, shipped};
use gouji::diagnostic::Diagnostic;
use gouji::read::read;
use gouji::report::Fingerprints;
use gouji::source::{About, Source, Spot};

/// What was found without the place it was found at: severity, rule and the words under the finger.
fn found(library: &mut Library, name: &str, bytes: &[u8]) -> Vec<String> {
    let checked = library.check(name, bytes);
    let mut found: Vec<String> = checked.diagnostics.iter().map(|found| said(library, found)).collect();
    found.sort();
    found
}

fn said(library: &Library, found: &Diagnostic) -> String {
    let words = library.sources.slice(found.primary.span).split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{} {} 「{words}」", found.severity.as_str(), found.rule)
}

/// What is in one list and not in the other.
fn against(text: &[String], other: &[String]) -> Vec<String> {
    let mut rest = other.to_vec();
    let mut differs = Vec::new();
    for line in text {
        match rest.iter().position(|known| known == line) {
            Some(at) => drop(rest.remove(at)),
            None => differs.push(format!("only in the text: {line}")),
        }
    }
    differs.extend(rest.into_iter().map(|line| format!("only here: {line}")));
    differs
}

#[test]
fn the_same_document_in_other_formats_has_the_same_findings() {
    let mut library = shipped();
    let mut paths = crate::common::fixtures();
    // More documents to compare may be named, one a line of the variable.
    paths.extend(std::env::var("GOUJI_COMPARE").iter().flat_map(|list| list.lines()).map(Into::into));
    let mut differences = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        let text = fs::read_to_string(path).unwrap();
        let plain = found(&mut library, "a.txt", text.as_bytes());
        for (name, bytes) in [("a.docx", docx(&text)), ("a.html", html(&text).into_bytes())] {
            let other = found(&mut library, name, &bytes);
            let merges = library.sources.get(library.last()).layout().unwrap().merges.len();
            assert!(
                merges > 4 || !text.contains('\t'),
                "{} as {name}: {merges} merged cells",
                path.display()
            );
            let told = against(&plain, &other);
            differences.extend(told.iter().map(|line| format!("{} as {name}: {line}", path.display())));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn fingerprints_are_those_of_the_text() {
    let mut library = shipped();
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let mut prints = |name: &str, bytes: &[u8]| {
        let checked = library.check(name, bytes);
        let mut prints = Fingerprints::new();
        let mut all: Vec<String> =
            checked.diagnostics.iter().map(|found| prints.of(found, &library.sources)).collect();
        all.sort();
        all
    };
    let plain = prints("a.txt", text.as_bytes());
    assert!(!plain.is_empty());
    assert_eq!(prints("a.docx", &docx(&text)), plain);
    assert_eq!(prints("a.html", html(&text).as_bytes()), plain);
}

fn word(body: &str) -> Source {
    read("a.docx", &package(&[("word/document.xml", &document(body))])).unwrap()
}

fn page(text: &str) -> Source {
    read("a.html", text.as_bytes()).unwrap()
}

fn notes(source: &Source) -> Vec<(About, &str)> {
    source.notes().map(|note| (note.about, note.zh.as_str())).collect()
}

#[test]
fn word_tables_keep_their_merged_cells() {
    let cell =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let span = |n: u32| format!("<w:gridSpan w:val=\"{n}\"/>");
    let (down, on) = ("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>");
    let body = format!(
        "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr></w:tbl>",
        cell(down, "项目"),
        cell(&span(2), "支出"),
        cell(on, ""),
        cell("", "基本"),
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>".to_owned()
            + &cell("", "项目")
            + "</w:sdtContent></w:sdt>",
        cell("", "1.00"),
        cell("", "2.00"),
    );
    let source = word(&body);
    assert_eq!(source.text(), "项目\t支出\t\n\t基本\t项目\n\t1.00\t2.00\n");
    let layout = source.layout().unwrap();
    let merges: Vec<_> = layout.merges.iter().map(|m| (m.line, m.column, m.rows, m.columns)).collect();
    assert_eq!(merges, [(0, 0, 2, 1), (0, 1, 1, 2)]);
    let at = source.text().find("2.00").unwrap();
    assert_eq!(layout.spot(at), Some(Spot::Row { table: 1, row: 3, column: 3 }));
}

#[test]
fn headings_numbers_boxes_and_notes_are_read_as_word_shows_them() {
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let footnotes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\"><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>脚注一句。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let relations = "<Relationships><Relationship Type=\"x/styles\" Target=\"styles.xml\"/><Relationship Type=\"x/numbering\" Target=\"/word/numbering.xml\"/><Relationship Type=\"x/footnotes\" Target=\"./footnotes.xml\"/></Relationships>";
    let heading =
        |text: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>框外&amp;&#x5916;</w:t></w:r></w:p>",
        p("框内")
    );
    let body = format!("{}{}{}{boxed}", heading("概况"), p("正文。"), heading("收支"));
    let parts = [
        ("word/document.xml", document(&body)),
        ("word/styles.xml", styles.to_owned()),
        ("word/numbering.xml", numbering.to_owned()),
        ("word/footnotes.xml", footnotes.to_owned()),
        ("word/_rels/document.xml.rels", relations.to_owned()),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let source = read("a.docx", &package(&parts)).unwrap();
    assert_eq!(source.text(), "一、概况\n正文。\n二、收支\n框外&外\n框内\n脚注一句。\n");
    assert_eq!(source.layout().unwrap().headings, [(0, 1), (2, 1)]);
}

#[test]
fn changes_are_read_as_accepted_and_what_is_hidden_is_told() {
    let run =
        |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:del w:id=\"1\"><w:r><w:delText>100</w:delText></w:r></w:del><w:ins w:id=\"2\">{}</w:ins></w:p><w:p><w:pPr><w:rPr><w:del w:id=\"3\"/></w:rPr></w:pPr>{}</w:p><w:p>{}{}<w:r><w:commentReference w:id=\"0\"/></w:r></w:p><w:tbl><w:tr>{c}{c}</w:tr><w:tr><w:trPr><w:del w:id=\"4\"/></w:trPr>{c}{c}</w:tr></w:tbl>",
        run("", "收入"),
        run("", "120万元"),
        run("", "前半"),
        run("<w:vanish/>", "底稿勿删"),
        run("<w:vanish w:val=\"0\"/>", "后半"),
        c = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>",
    );
    let source = word(&body);
    assert_eq!(source.text(), "收入120万元\n前半后半\n1\t1\n");
    assert_eq!(
        notes(&source),
        [
            (About::Changes, "插入 1 处，删除 2 处"),
            (About::Hidden, "隐藏的文字「底稿勿删」"),
            (About::Hidden, "批注 1 条"),
        ]
    );
}

#[test]
fn a_page_is_read_without_what_is_around_it() {
    let links: String =
        (0..40).map(|at| format!("<li><a href=\"/{at}\">某某单位网站{at}</a></li>")).collect();
    let prose =
        "本部门按照要求编制预算，收入预算1,200.00万元，支出预算1,200.00万元，收支平衡，与上年相比略有增加。";
    let text = format!(
        "<!doctype html><title>某局2025年部门预算_某市政府</title><script>var a = '<p>不是正文</p>';</script><style>p{{}}</style>\
        <div class='wap-head'><ul>{links}</ul></div>\
        <div class='main'><div class='tit'><b>某局2025年部门预算</b></div><div id='content'><h2>一、概况</h2><p>{prose}</p>\
        <p>{prose}<span style='display:none'>藏着的</span></p><table><caption>收支总表</caption>\
        <tr><th rowspan=2>项目<th colspan=2>预算<tr><td>基本<td>项目<br>支出\
        <tr><td>合计<td>1,000&#46;00&nbsp;<td>200.00</table></div></div>\
        <div class='foot'>主办：某市人民政府　地址：某市某路1号，邮编100000，电话00000000，网站标识码0000000000，某备00000000号</div>"
    );
    let source = page(&text);
    let expected = format!(
        "某局2025年部门预算\n一、概况\n{prose}\n{prose}\n收支总表\n项目\t预算\t\n\t基本\t项目支出\n合计\t1,000.00\t200.00\n"
    );
    assert_eq!(source.text(), expected);
    assert_eq!(notes(&source), [(About::Hidden, "隐藏的文字「藏着的」")]);
    let layout = source.layout().unwrap();
    assert_eq!((layout.grids.first(), layout.headings.as_slice()), (Some(&(5..8)), &[(1, 2)][..]));
    let merges: Vec<_> = layout.merges.iter().map(|m| (m.line, m.column, m.rows, m.columns)).collect();
    assert_eq!(merges, [(5, 0, 2, 1), (5, 1, 1, 2)]);
}

#[test]
fn pages_laid_out_by_tables_and_in_several_parts_are_read_whole() {
    let links: String = (0..30).map(|at| format!("<a href='/{at}'>某某单位网站{at}</a>&nbsp;")).collect();
    let prose =
        "本部门按照要求编制预算，收入预算1,200.00万元，支出预算1,200.00万元，收支平衡，与上年相比略有增加。";
    let rows: String = (1..9).map(|at| format!("<tr><td><div class=top>项目{at}</div><td>{at}.00")).collect();
    let table = format!("<table>{rows}</table>");
    let read_rows: String = (1..9).map(|at| format!("项目{at}\t{at}.00\n")).collect();
    let title = "<title>某局2025年部门预算-某市财政局</title>";
    let old = format!(
        "<html><head>{title}</head><body><table><tr><td>{links}</table><table><tr><td>{links}<td><table><tr><td align=center>某局2025年部门预算        <tr><td>发布时间：2025-02-01<tr><td><p>{prose}</p><p>{prose}</p>{table}</table></table><table><tr><td>主办：某市财政局{links}</table></body></html>"
    );
    let expected = format!("某局2025年部门预算\n{prose}\n{prose}\n{read_rows}");
    assert_eq!(page(&old).text(), expected);
    // Several parts side by side, one of them called as if it were the head of the page.
    let parts = format!(
        "<html><head>{title}</head><body><div class=hd>{links}</div><div class=wrap><h1>某局2025年部门预算</h1><div><p>{prose}</p><p>{prose}</p></div>        <div class=header>{table}</div></div></body></html>"
    );
    assert!(page(&parts).text().ends_with(&expected), "{}", page(&parts).text());
}

#[test]
fn a_page_that_is_all_text_stays_whole_whatever_its_parts_are_called() {
    let source = page(
        "<html><body><div class=header><p>一、概况</p><table><tr><td>a<td>1<tr><td>b<td>2<tr><td>c<td>3</table></div><p>完</p></body></html>",
    );
    assert_eq!(source.text(), "一、概况\na\t1\nb\t2\nc\t3\n完\n");
}

#[test]
fn pages_in_old_encodings_and_with_old_names_are_read() {
    let gbk = b"<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'></head><body><p>\xB2\xBF\xC3\xC5\xD4\xA4\xCB\xE3</p></body></html>";
    assert_eq!(read("a.xls", gbk).unwrap().text(), "部门预算\n");
    assert_eq!(read("a.md", b"<div align=center>\n\n# a\n").unwrap().layout(), None);
}

#[test]
fn a_merged_header_covers_its_columns_and_no_more() {
    let text = "<table><tr><td rowspan=2>项目<td colspan=2>2025年<td rowspan=2>比例<td rowspan=2>说明的数\
        <tr><td>合计<td>基本支出<tr><td>一、教育<td>3.00<td>1.00<td>5%<td>7.00<tr><td>二、科技<td>3.00<td>1.00<td>5%<td>7.00</table>";
    let source = page(text);
    let document = gouji::document::parse(gouji::source::FileId(0), &source);
    let paths: Vec<String> = document.tables[0]
        .columns
        .iter()
        .map(|column| column.path.iter().map(|place| document.text(place)).collect::<Vec<_>>().join("/"))
        .collect();
    assert_eq!(paths, ["项目", "2025年/合计", "2025年/基本支出", "比例", "说明的数"]);
    // A column under no spanner whose own header stands lower is not drawn under its neighbour.
    let text = "<table><tr><td rowspan=2>项目<td colspan=2>2025年<td>&nbsp;<tr><td>合计<td>基本支出<td>备用数\
        <tr><td>一、教育<td>3.00<td>1.00<td>5.00<tr><td>二、科技<td>3.00<td>1.00<td>7.00</table>";
    let source = page(text);
    let document = gouji::document::parse(gouji::source::FileId(0), &source);
    let last: Vec<&str> =
        document.tables[0].columns[3].path.iter().map(|place| document.text(place)).collect();
    assert_eq!(last, ["备用数"]);
}

#[test]
fn a_table_that_was_cut_into_pieces_is_one_table() {
    let table = |rows: &[&str]| {
        let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(words));
        let row = |row: &&str| format!("<w:tr>{}</w:tr>", row.split(' ').map(cell).collect::<String>());
        format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
    };
    let grids = |between: &str, second: &[&str]| {
        let first = table(&["科目 合计 其中", "教育 3.00 1.00"]);
        let source = word(&format!("{first}{between}{}", table(second)));
        source.layout().unwrap().grids.len()
    };
    let blank = p("");
    assert_eq!(grids(&blank, &["科技 1,004.00 2.00", "文化 5.00 1.00"]), 1, "figures go on");
    assert_eq!(grids(&blank, &["科目 合计 其中", "科技 4.00 2.00"]), 1, "the header stands again");
    assert_eq!(grids(&blank, &["项目 预算数 备注", "科技 4.00 2.00"]), 2, "another header");
    assert_eq!(grids(&blank, &["科技 4.00", "文化 5.00"]), 2, "not as wide");
    assert_eq!(grids(&p("支出表"), &["科技 4.00 2.00"]), 2, "a caption between");
}

#[test]
fn a_label_merged_over_a_column_of_blanks_is_that_of_the_figures() {
    for cells in ["<td colspan=2>5.00", "<td><td>5.00", "<td>5.00<td>"] {
        let text = format!(
            "<table><tr><td>项目<td>合计<td colspan=2>上年结转<tr><td>一、教育<td>3.00{cells}<tr><td>二、科技<td>3.00{cells}</table>"
        );
        let source = page(&text);
        let document = gouji::document::parse(gouji::source::FileId(0), &source);
        let named = |column: &gouji::document::Column| {
            column.path.iter().any(|place| document.text(place) == "上年结转")
        };
        let columns: Vec<usize> = (0..document.tables[0].columns.len())
            .filter(|at| named(&document.tables[0].columns[*at]))
            .collect();
        let figures = &document.tables[0].panes[0].items[0].figures;
        let told = figures[columns[0]].map(|id| document.text(&document.figure(id).place));
        assert_eq!((columns.len(), told), (1, Some("5.00")), "{cells}");
    }
}

#[test]
fn statements_that_a_word_processor_glued_are_read_each_by_itself() {
    let cell = |text: &str, columns: usize| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/></w:tcPr>{}</w:tc>", p(text))
    };
    let row = |cells: &[(&str, usize)]| {
        let cells: String = cells.iter().map(|(text, columns)| cell(text, *columns)).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows = [
        row(&[("某市2031年收入完成情况表", 9)]),
        row(&[("预算科目", 3), ("预算数", 3), ("完成数", 3)]),
        row(&[("税收收入", 3), ("1200", 3), ("1318", 3)]),
        row(&[("非税收入", 3), ("430", 3), ("455", 3)]),
        row(&[("本年收入合计", 3), ("1630", 3), ("1773", 3)]),
        row(&[("附表2", 2), ("", 7)]),
        row(&[("某市2031年支出完成情况表", 9)]),
        row(&[("预算科目", 1), ("预算数", 4), ("完成数", 4)]),
        row(&[("教育支出", 1), ("850", 4), ("900", 4)]),
        row(&[("卫生健康支出", 1), ("610", 4), ("640", 4)]),
        row(&[("本年支出合计", 1), ("1460", 4), ("1640", 4)]),
    ];
    let body = format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.concat());
    let bytes = package(&[("word/document.xml", document(&body).as_str())]);
    let source = read("a.docx", &bytes).unwrap();
    assert_eq!(source.layout().unwrap().grids.len(), 2, "{}", source.text());
    let mut library = shipped();
    let told = found(&mut library, "a.docx", &bytes);
    assert!(
        told.iter().any(|told| told.contains("table-does-not-foot") && told.contains("1640")),
        "{told:?}"
    );
    assert!(told.iter().all(|told| !told.contains("1773")), "{told:?}");
}

#[test]
fn glued_statements_of_several_widths_are_read_each_by_itself() {
    let cell = |text: &str, columns: usize| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/></w:tcPr>{}</w:tc>", p(text))
    };
    // What glues them fills the rows of the narrow one up to the width of the wide one.
    let row = |cells: &[(&str, usize)]| {
        let width: usize = cells.iter().map(|(_, columns)| columns).sum();
        let cells: String = cells.iter().map(|(text, columns)| cell(text, *columns)).collect();
        let filling = cell("", 1).repeat(14 - width);
        format!("<w:tr>{cells}{filling}</w:tr>")
    };
    let rows = [
        row(&[("某市2031年收入完成情况表", 14)]),
        row(&[("预算科目", 5), ("预算数", 3), ("完成数", 3), ("备注", 3)]),
        row(&[("税收收入", 5), ("1200", 3), ("1318", 3), ("", 3)]),
        row(&[("本年收入合计", 5), ("1200", 3), ("1318", 3), ("", 3)]),
        row(&[("附表2", 3), ("", 6)]),
        row(&[("某市2031年支出完成情况表", 9)]),
        row(&[("预算科目", 3), ("预算数", 3), ("完成数", 3)]),
        row(&[("教育支出", 3), ("850", 3), ("900", 3)]),
        row(&[("卫生健康支出", 3), ("610", 3), ("640", 3)]),
        row(&[("本年支出合计", 3), ("1460", 3), ("1640", 3)]),
    ];
    let body = format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.concat());
    let bytes = package(&[("word/document.xml", document(&body).as_str())]);
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("a.docx"), bytes).unwrap();
    let read = gouji_in(folder.path(), &["inspect", "a.docx", "--format", "json", "--no-config"]);
    let read: serde_json::Value = serde_json::from_str(&read.out).unwrap();
    assert_eq!(read["tables"].as_array().unwrap().len(), 2, "{read}");
    let told = gouji_in(folder.path(), &["check", "a.docx", "--no-config", "--format", "short"]);
    assert!(told.out.contains("1640") && !told.out.contains("1318"), "{}", told.out);
}
