//! The report for people, as text: every address leads somewhere, nothing of a document is left out, every figure has its
//! mark. What it does in a browser is in `browser`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;

use crate::common::{fixtures, shipped};
use gouji::check::{Checked, check};
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::document::parse;
use gouji::gate::judged::Judged;
use gouji::ledger::Mark;
use gouji::report::{Format, Options, Run, render};
use gouji::source::{Layout, Merge, Source, Sources, Span, Spot};

/// Every fixture with its report, in both languages.
fn reports(mut look: impl FnMut(&str, &str, &Checked)) {
    let mut library = shipped();
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        let checked = [library.check(path.to_str().unwrap(), &bytes)];
        for lang in [Lang::Zh, Lang::En] {
            let run = Run {
                sources: &library.sources,
                packs: &library.packs,
                faults: &[],
                documents: &checked,
                parsed: &[],
                unreadable: &[],
                judged: &Judged::default(),
                passed: &[],
                exit_code: 1,
                options: Options { lang, ..Options::default() },
            };
            let page = render(&run, Format::Html);
            look(library.sources.get(checked[0].file).text(), &page, &checked[0]);
        }
    }
}

/// What stands between `before` and the next quote, everywhere.
fn quoted<'p>(page: &'p str, before: &str) -> Vec<&'p str> {
    page.split(before).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_address_leads_somewhere() {
    reports(|_, page, checked| {
        let ids = quoted(page, " id=\"");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "ids are unique");
        let astray: Vec<&str> =
            quoted(page, "href=\"#").into_iter().filter(|target| !known.contains(target)).collect();
        assert!(astray.is_empty(), "{astray:?}");
        assert_eq!(page.matches("<article class=\"card ").count(), checked.diagnostics.len());
    });
}

#[test]
fn every_figure_has_its_mark() {
    reports(|_, page, checked| {
        for (class, mark) in [("t", Mark::Tied), ("x", Mark::Contradicted), ("u", Mark::Unchecked)] {
            let drawn = page.matches(&format!("<b class=\"n {class}\"")).count();
            assert_eq!(drawn, checked.ledger.marked(mark), "{mark:?}");
        }
    });
}

/// The document as the page shows it, without the findings beside it and without spaces.
fn shown(page: &str) -> String {
    let paper = page.split_once("<div class=\"paper\"").unwrap().1.split_once("<script").unwrap().0;
    let mut text = String::new();
    let mut rest = paper.split_once('>').unwrap().1;
    while let Some((words, tag)) = rest.split_once('<') {
        text.push_str(words);
        rest = match tag.starts_with("article class=\"card") {
            true => tag.split_once("</article>").unwrap().1,
            false => tag.split_once('>').unwrap().1,
        };
    }
    text.push_str(rest);
    for (name, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        text = text.replace(name, c);
    }
    text.retain(|c| !c.is_whitespace());
    text
}

#[test]
fn nothing_of_a_document_is_left_out() {
    reports(|text, page, _| {
        let shown = shown(page);
        let marks = |c: char| c.is_whitespace() || "#*|-=_\\".contains(c);
        for part in text.split(['\n', '\t', '|']) {
            let mut words = part.replace("**", "");
            words = words.trim_matches(marks).to_owned();
            words.retain(|c| !c.is_whitespace());
            // A line of the contents is drawn with leaders of its own.
            let heading =
                words.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['.', '…', '·']);
            assert!(
                shown.contains(&words) || heading.len() < words.len() && shown.contains(heading),
                "left out: {words}"
            );
        }
    });
}

#[test]
fn one_script_and_one_style_sheet_are_allowed_by_name() {
    reports(|_, page, _| {
        let policy = quoted(page, "http-equiv=\"Content-Security-Policy\" content=\"");
        assert_eq!(policy.len(), 1);
        assert!(policy[0].starts_with("default-src 'none'; style-src 'sha256-"), "{}", policy[0]);
        assert!(
            policy[0].contains("; script-src 'sha256-") && !policy[0].contains("unsafe"),
            "{}",
            policy[0]
        );
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("<style>").count(), 1);
        for outside in ["http://", "https://", " src=", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    });
}

#[test]
fn merged_cells_are_one_cell_and_places_are_those_of_the_file() {
    let text = "某单位部门预算\n\n经费表\n\n项目\t预算数\t\n\t合计\t其中\n人员\t21.00\t8.50\n\t20.00\t1.00\n";
    let line = |words: &str| text[..text.find(words).unwrap()].matches('\n').count() as u32;
    let head = line("项目");
    let layout = Layout {
        grids: std::iter::once(head..head + 4).collect(),
        merges: vec![
            Merge { line: head, column: 0, rows: 2, columns: 1 },
            Merge { line: head, column: 1, rows: 1, columns: 2 },
            Merge { line: head + 2, column: 0, rows: 2, columns: 1 },
        ],
        spots: vec![(0, Spot::Cell { sheet: 0, row: 4, column: 3 })],
        sheets: vec!["<表1>".to_owned()],
        ..Layout::default()
    };
    let mut sources = Sources::new();
    let file = sources.add(Source::new("a.xlsx", text).with_layout(layout));
    let mut checked = check(&[], &parse(file, sources.get(file)));
    // A finding on the first of two rows that one cell covers stands under both.
    let start = text.find("8.50").unwrap();
    checked.diagnostics.push(Diagnostic::new(
        "a/b",
        Severity::Error,
        Span::new(file, start..start + 4),
        Text::same("此处"),
    ));
    let run = Run {
        sources: &sources,
        packs: &[],
        faults: &[],
        documents: &[checked],
        parsed: &[],
        unreadable: &[],
        judged: &Judged::default(),
        passed: &[],
        exit_code: 1,
        options: Options::default(),
    };
    let page = render(&run, Format::Html);
    let paper = page.split_once("<div class=\"paper\"").unwrap().1;
    for cell in [
        "<th scope=\"col\" rowspan=\"2\">项目</th>",
        "<th scope=\"col\" colspan=\"2\">预算数</th>",
        " rowspan=\"2\">人员</th>",
    ] {
        assert!(paper.contains(cell), "{cell} in {paper}");
    }
    assert!(
        paper.contains("&#39;&lt;表1&gt;&#39;!C4</a>"),
        "the place in the file, not a line of its view: {paper}"
    );
    let at = |words: &str| paper.find(words).unwrap();
    assert!(
        at("20.00") < at("<tr class=\"found\">") && at("<tr class=\"found\">") < at("</table>"),
        "{paper}"
    );
}

#[test]
fn a_report_begins_with_departments_the_worst_first_and_every_page_can_be_signed() {
    let folder = tempfile::TempDir::new().unwrap();
    let here = folder.path();
    let budget = |name: &str, share: &str| {
        format!(
            "{name}\n2031年度部门预算\n\n一、支出情况\n\n2031年支出预算100.00万元，其中：基本支出40.00万元，占{share}；项目支出60.00万元，占60%。\n"
        )
    };
    fs::create_dir(here.join("in")).unwrap();
    for nth in 0..21 {
        let (name, share) =
            if nth == 20 { ("青岚县档案馆", "45%") } else { ("青岚县图书馆", "40%") };
        fs::write(here.join(format!("in/{nth:02}.txt")), budget(name, share)).unwrap();
    }
    fs::write(here.join("in/z.rtf"), "{\\rtf1}").unwrap();
    let asked = ["check", "in", "--no-config", "--lang", "zh", "--format", "html=r.html"];
    crate::common::gouji_in(here, &asked);
    let index = fs::read_to_string(here.join("r.html")).unwrap();
    assert!(index.contains("1 个没有核对，1 个须改正，0 个请核实，20 个没有问题"), "{index}");
    let (unread, worst) = (index.find("in/z.rtf").unwrap(), index.find("r/0021.html").unwrap());
    assert!(unread < worst && worst < index.find("r/0001.html").unwrap());
    assert!(index.contains("r/0021.html\">青岚县档案馆</a>"), "departments are called by their titles");
    assert!(!index.contains("gouji annotate"), "plain text takes no comments");
    let page = fs::read_to_string(here.join("r/0021.html")).unwrap();
    assert_eq!(page.matches("<p class=\"sign\">").count(), 1);
    let folded = page.split("<details class=\"own\">").nth(1).unwrap();
    assert!(folded.split("</details>").next().unwrap().contains("<code>"), "the rule is folded away");
    let open = page.split("<article class=\"card ").nth(1).unwrap().split("<details").next().unwrap();
    assert!(!open.contains("<code>"), "{open}");
    #[cfg(feature = "docx")]
    {
        let word = crate::common::office::docx(&budget("青岚县文化馆", "45%"));
        fs::write(here.join("in/a.docx"), word).unwrap();
        crate::common::gouji_in(here, &["check", "in/a.docx", "--no-config", "--format", "html=w.html"]);
        assert!(fs::read_to_string(here.join("w.html")).unwrap().contains("<code>gouji annotate …</code>"));
    }
}
