//! SARIF as rendered is SARIF as published, and says what the other formats say.

#![allow(clippy::unwrap_used)]

use gouji::check::{Checked, KINDS};
use gouji::diagnostic::{Arithmetic, Diagnostic, Lang, Severity, Text, Waived};
use gouji::gate::judged::Judged;
use gouji::ledger::{Entry, Ledger, Mark, Outcome};
use gouji::read::Unreadable;
use gouji::report::{Format, Options, Run, render};
use gouji::rule::load::load;
use gouji::rule::{Pack, Rule};
use gouji::source::{FileId, Source, Sources, Span};
use serde_json::Value;

const PAGE: &str = "某部门预算\n合计\t9049.96\t5637.20\t3412.76\n项目支出占96%，𠮷。\n";
const RULES: &str = "[pack]\nname = \"p\"\n\n[rule.share-is-wrong]\ncheck.present = {}\n";

struct Desk {
    sources: Sources,
    packs: Vec<Pack>,
    faults: Vec<Diagnostic>,
    documents: Vec<Checked>,
    unreadable: Vec<Unreadable>,
    judged: Judged,
}

impl Desk {
    fn new() -> Self {
        let mut sources = Sources::new();
        let page = sources.add(Source::new("公开/2024 预算#1.txt", PAGE));
        let rules = sources.add(Source::new("rules/p/p.toml", RULES));
        let mut wrong = Diagnostic::new(
            "p/share-is-wrong",
            Severity::Error,
            span(PAGE, page, "96%"),
            Text::new("文中写 96%，应为 100%", "stated 96%, expected 100%"),
        )
        .labelled(Text::new("应为 100%", "expected 100%"))
        .with(span(PAGE, page, "3412.76"), Text::new("整体", "whole"))
        .with(span(PAGE, page, "𠮷"), Text::default())
        .note(Text::same("3412.76 ÷ 3412.76 = 100%"));
        wrong.arithmetic = Some(Arithmetic {
            stated: "96%".to_owned(),
            expected: Some("100%".to_owned()),
            difference: Some("-4%".to_owned()),
        });
        wrong.identity = "支出说明/占比".to_owned();
        wrong.rule_span = Some(span(RULES, rules, "[rule.share-is-wrong]"));
        let twin = wrong.clone();
        let blank = Diagnostic::new(
            "gouji/damaged",
            Severity::Note,
            Span::new(page, PAGE.len()..PAGE.len()),
            Text::new("页面缺了一块", "a piece of the page is missing"),
        );
        let fault = Diagnostic::new(
            "gouji/unknown-key",
            Severity::Warning,
            span(RULES, rules, "present"),
            Text::new("没有这样的键", "no such key"),
        );
        let ledger = Ledger {
            entries: vec![Entry {
                rule: "p/share-is-wrong".into(),
                outcome: Outcome::Fails,
                figures: Vec::new(),
            }],
            marks: vec![Mark::Contradicted, Mark::Tied],
            blank: vec![false, false],
            ..Ledger::default()
        };
        let unread = Unreadable {
            name: "b.pdf".to_owned(),
            reason: Text::new("这是PDF，不是文本", "this is PDF, not text"),
            help: Text::new("先转成文本", "turn it into text first"),
        };
        Self {
            packs: vec![pack(rules)],
            faults: vec![fault],
            documents: vec![Checked { file: page, diagnostics: vec![wrong, twin, blank], ledger }],
            unreadable: vec![unread],
            judged: Judged::default(),
            sources,
        }
    }

    fn run(&self, lang: Lang) -> Run<'_> {
        Run {
            sources: &self.sources,
            packs: &self.packs,
            faults: &self.faults,
            documents: &self.documents,
            parsed: &[],
            unreadable: &self.unreadable,
            judged: &self.judged,
            passed: &[],
            exit_code: 3,
            options: Options { lang, ledger: true, ..Options::default() },
        }
    }
}

fn span(text: &str, file: FileId, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(file, start..start + words.len())
}

/// The pack of a text that says more than [`RULES`], every place in it that of the rule there.
fn pack(rules: FileId) -> Pack {
    let mut sources = Sources::new();
    let file = sources.add(Source::new(
        "p.toml",
        r#"
[pack]
name = "p"
[rule.share-is-wrong]
title = { zh = "占比应与金额相符", en = "shares agree with amounts" }
why   = { zh = "读者只看占比", en = "readers look at shares" }
basis = "《预算法》"
help  = { zh = "重算占比", en = "reckon the share again" }
check.present = {}
"#,
    ));
    let (packs, faults) = load(KINDS, &[file], &sources, &|_| None);
    assert!(faults.is_empty(), "{faults:#?}");
    let rule = Rule { span: span(RULES, rules, "[rule.share-is-wrong]"), ..packs[0].rules[0].clone() };
    Pack { rules: vec![rule].into(), ..packs[0].clone() }
}

fn sarif(lang: Lang) -> Value {
    serde_json::from_str(&render(&Desk::new().run(lang), Format::Sarif)).unwrap()
}

fn published() -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(include_str!("../data/sarif-2.1.0.json")).unwrap();
    // The pattern of a property that is never written has a stray bracket, which strict readers refuse.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn what_does_not_count_is_told_and_said_not_to_count() {
    let mut desk = Desk::new();
    let found = &mut desk.documents[0].diagnostics;
    let waived = Waived { reason: "已报批".to_owned(), by: "某某".to_owned(), until: None };
    found[0].standing.waived = Some(Box::new(waived));
    found[0].standing.known = Some(false);
    found[1].standing.known = Some(true);
    let log: Value = serde_json::from_str(&render(&desk.run(Lang::Zh), Format::Sarif)).unwrap();
    assert!(published().is_valid(&log), "{log:#}");
    let results = &log["runs"][0]["results"];
    assert_eq!(results[1]["suppressions"][0]["justification"], "已报批（某某）");
    assert_eq!(results[1]["baselineState"], "new");
    assert_eq!(results[2]["suppressions"][0]["kind"], "external");
    assert_eq!(results[2]["baselineState"], "unchanged");
    assert!(results[3].get("suppressions").is_none());
    let json: Value = serde_json::from_str(&render(&desk.run(Lang::Zh), Format::Json)).unwrap();
    let counts = ["errors", "waived", "known"].map(|key| json["summary"][key].as_u64());
    assert_eq!(counts, [Some(0), Some(1), Some(1)]);
    assert_eq!(json["documents"][0]["diagnostics"][0]["waiver"]["by"], "某某");
    let text = render(&desk.run(Lang::Zh), Format::Text);
    assert!(
        !text.contains("p/share-is-wrong]") && text.contains("1 个问题已豁免 · 1 个问题在基线里"),
        "{text}"
    );
}

#[test]
fn it_is_valid_by_the_published_schema() {
    let schema = published();
    for lang in [Lang::Zh, Lang::En] {
        let faults: Vec<String> = schema
            .iter_errors(&sarif(lang))
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
    let empty = Sources::new();
    let run = Run {
        sources: &empty,
        packs: &[],
        faults: &[],
        documents: &[],
        parsed: &[],
        unreadable: &[],
        judged: &Judged::default(),
        passed: &[],
        exit_code: 0,
        options: Options::default(),
    };
    let empty: Value = serde_json::from_str(&render(&run, Format::Sarif)).unwrap();
    assert!(schema.is_valid(&empty), "{empty:#}");
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })), "the schema refuses something");
}

#[test]
fn places_are_in_code_points_and_paths_are_encoded() {
    let log = sarif(Lang::Zh);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let wrong = &run["results"][1];
    let place = &wrong["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%E5%85%AC%E5%BC%80/2024%20%E9%A2%84%E7%AE%97%231.txt");
    let region = serde_json::json!({ "startLine": 3, "startColumn": 6, "endLine": 3, "endColumn": 9 });
    assert_eq!(place["region"], region);
    let related = &wrong["relatedLocations"];
    assert_eq!(related[0]["message"]["text"], "整体");
    assert_eq!(related[0]["physicalLocation"]["region"]["startLine"], 2);
    assert_eq!(related[1]["message"]["text"], "𠮷");
    assert_eq!(related[1]["physicalLocation"]["region"]["endColumn"], 11);
}

#[test]
fn rules_levels_figures_and_fingerprints_are_told() {
    let log = sarif(Lang::Zh);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["p/share-is-wrong", "gouji/unknown-key", "gouji/damaged"]);
    assert_eq!(rules[0]["name"], "share-is-wrong");
    assert_eq!(rules[0]["fullDescription"]["text"], "读者只看占比");
    let results = run["results"].as_array().unwrap();
    let levels: Vec<&str> = results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["warning", "error", "error", "note"]);
    for result in results {
        let at = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"].as_str(), Some(ids[at]));
    }
    let properties = &results[1]["properties"];
    assert_eq!((&properties["stated"], &properties["difference"]), (&"96%".into(), &"-4%".into()));
    assert_eq!(properties["notes"][0], "3412.76 ÷ 3412.76 = 100%");
    let print = |at: usize| results[at]["partialFingerprints"]["gouji/v1"].as_str().unwrap();
    assert_eq!(print(1).len(), 32);
    assert_ne!(print(1), print(2), "twins differ");
    let notified = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notified["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "b.pdf");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn the_other_formats_tell_the_same() {
    let desk = Desk::new();
    let short = render(&desk.run(Lang::En), Format::Short);
    let lines: Vec<&str> = short.lines().collect();
    assert_eq!(lines[1], "公开/2024 预算#1.txt:3:6: error[p/share-is-wrong] stated 96%, expected 100%");
    assert_eq!(lines[4], "b.pdf: error[gouji/unreadable] this is PDF, not text");
    let json: Value = serde_json::from_str(&render(&desk.run(Lang::Zh), Format::Json)).unwrap();
    let document = &json["documents"][0];
    let figures = ["figures", "tied", "contradicted", "unchecked"].map(|key| document[key].as_u64().unwrap());
    assert_eq!(figures, [2, 1, 1, 0]);
    let place = &document["diagnostics"][0]["primary"];
    assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(3), Some(6)));
    assert_eq!(document["rules"]["p/share-is-wrong"]["fails"], 1);
    assert_eq!(json["summary"]["errors"], 2);
    let prints = [0, 1].map(|at| document["diagnostics"][at]["fingerprint"].clone());
    let sarif = sarif(Lang::Zh);
    let theirs = [1, 2].map(|at| sarif["runs"][0]["results"][at]["partialFingerprints"]["gouji/v1"].clone());
    assert_eq!(prints, theirs);
    let text = render(&desk.run(Lang::Zh), Format::Text);
    assert!(text.contains("应为 100%") && text.contains("1 个文件无法检查"), "{text}");
}
