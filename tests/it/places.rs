//! Files that are no plain text: every format names the place a person finds, none a line of the program's own view.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use gouji::check::Checked;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::gate::judged::Judged;
use gouji::ledger::Ledger;
use gouji::report::{Format, Options, Run, render};
use gouji::source::{Layout, Source, Sources, Span, Spot};
use serde_json::Value;

const VIEW: &str = "某部门预算\n\n\n合计\t9049.96\t5637.20\n占96%。\n";

struct Desk {
    sources: Sources,
    documents: Vec<Checked>,
}

impl Desk {
    fn new() -> Self {
        let at = |words: &str| VIEW.find(words).unwrap() as u32;
        let layout = Layout {
            grids: std::iter::once(3..4).collect(),
            spots: vec![
                (0, Spot::Paragraph(1)),
                (at("合计"), Spot::Cell { sheet: 0, row: 12, column: 1 }),
                (at("9049"), Spot::Cell { sheet: 0, row: 12, column: 3 }),
                (at("5637"), Spot::Page { page: 3, x: 10, y: 20, width: 30, height: 40 }),
                (at("占"), Spot::Row { table: 2, row: 5, column: 3 }),
            ],
            sheets: vec!["收支总表".to_owned()],
            ..Layout::default()
        };
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a.xlsx", VIEW).with_layout(layout));
        let span = |words: &str| Span::new(file, at(words) as usize..at(words) as usize + words.len());
        let found = Diagnostic::new(
            "p/r",
            Severity::Error,
            span("9049.96"),
            Text::new("合计有误", "the total is wrong"),
        )
        .labelled(Text::new("应为 1", "expected 1"))
        .with(span("5637.20"), Text::new("部分", "a part"))
        .with(span("96%"), Text::default());
        let documents = vec![Checked { file, diagnostics: vec![found], ledger: Ledger::default() }];
        Self { sources, documents }
    }

    fn told(&self, format: Format, lang: Lang) -> String {
        let run = Run {
            sources: &self.sources,
            packs: &[],
            faults: &[],
            documents: &self.documents,
            parsed: &[],
            unreadable: &[],
            judged: &Judged::default(),
            passed: &[],
            exit_code: 1,
            options: Options { lang, ..Options::default() },
        };
        render(&run, format)
    }
}

#[test]
fn people_are_told_the_cell_and_no_line() {
    let desk = Desk::new();
    let told = desk.told(Format::Text, Lang::Zh);
    assert!(told.contains("┌─ a.xlsx:收支总表!C12\n"), "{told}");
    assert!(told.contains("12 │ 合计"), "the row of the sheet stands in the margin: {told}");
    assert!(told.contains("部分  @ 第3页") && told.contains("@ 表2 第5行 第3格"), "{told}");
    assert!(!told.contains('\u{1}') && !told.contains(":4:"), "{told}");
    let english = desk.told(Format::Text, Lang::En);
    assert!(
        english.contains("a part  @ page 3") && english.contains("@ table 2, row 5, cell 3"),
        "{english}"
    );
    let short = desk.told(Format::Short, Lang::Zh);
    assert!(short.starts_with("a.xlsx:收支总表!C12: error[p/r] 合计有误\n"), "{short}");
    let markdown = desk.told(Format::Markdown, Lang::Zh);
    assert!(markdown.contains("| 收支总表\\!C12 | 合计有误 |"), "{markdown}");
    let csv = desk.told(Format::Csv, Lang::Zh);
    let row = csv.lines().nth(1).unwrap();
    assert!(row.starts_with("a.xlsx,,,错误,p/r,") && row.ends_with(",收支总表!C12"), "{csv}");
    assert!(desk.told(Format::Junit, Lang::Zh).contains("收支总表!C12: 合计有误"));
}

#[test]
fn programs_are_told_the_spot_and_no_region() {
    let desk = Desk::new();
    let github = desk.told(Format::Github, Lang::Zh);
    assert!(github.starts_with("::error file=a.xlsx,title=p/r::收支总表!C12：合计有误\n"), "{github}");
    let gitlab: Value = serde_json::from_str(&desk.told(Format::Gitlab, Lang::Zh)).unwrap();
    assert_eq!(gitlab[0]["description"], "收支总表!C12：合计有误");
    assert_eq!(gitlab[0]["location"]["lines"]["begin"], 1);
    let rdjson: Value = serde_json::from_str(&desk.told(Format::Rdjson, Lang::En)).unwrap();
    let found = &rdjson["diagnostics"][0];
    assert_eq!(found["message"], "收支总表!C12: the total is wrong");
    assert!(found["location"].get("range").is_none());
    assert_eq!(found["related_locations"][0]["message"], "page 3: a part");
    let json: Value = serde_json::from_str(&desk.told(Format::Json, Lang::Zh)).unwrap();
    let found = &json["documents"][0]["diagnostics"][0];
    assert_eq!(found["primary"]["spot"]["path"], "收支总表!C12");
    let page =
        serde_json::json!({ "kind": "page", "path": "page/3", "words": "第3页", "box": [10, 20, 30, 40] });
    assert_eq!(found["related"][0]["spot"], page);
    let sarif: Value = serde_json::from_str(&desk.told(Format::Sarif, Lang::Zh)).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../data/sarif-2.1.0.json")).unwrap();
    let faults: Vec<String> =
        sarif_schema(schema).iter_errors(&sarif).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let place = &sarif["runs"][0]["results"][0]["locations"][0];
    assert!(place["physicalLocation"].get("region").is_none(), "{place:#}");
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "收支总表!C12");
    let related = &sarif["runs"][0]["results"][0]["relatedLocations"];
    assert_eq!(related[0]["logicalLocations"][0]["fullyQualifiedName"], "page/3");
    assert_eq!(related[1]["logicalLocations"][0]["fullyQualifiedName"], "table/2/row/5/cell/3");
    assert_eq!(related[0]["message"]["text"], "部分");
}

fn sarif_schema(mut schema: Value) -> jsonschema::Validator {
    // The pattern of a property that is never written has a stray bracket, which strict readers refuse.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::validator_for(&schema).unwrap()
}
