//! Kinds of check: a new one is a file and a line, and a layer can change every list of every kind.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gouji::check::bind::Bound;
use gouji::check::kind::{keys_of, of};
use gouji::check::mutate::{Kind as Fault, faults as faults_of, is_located};
use gouji::check::reference::page;
use gouji::check::schema::schema;
use gouji::check::{KINDS, check};
use gouji::diagnostic::{Diagnostic, Lang};
use gouji::document::parse;
use gouji::keys::{Kind, Kinds, Shape};
use gouji::rule::load::load;
use gouji::rule::{Pack, Rule};
use gouji::source::{FileId, Source, Sources};
use serde_json::Value;

use crate::invented::Dated;

/// The kinds there are and one more.
fn kinds() -> Vec<Kind> {
    [KINDS, &[of::<Dated>()]].concat()
}

fn read(kinds: Kinds<'_>, files: &[&str]) -> (Sources, Vec<Pack>, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let add = |(at, text): (usize, &&str)| sources.add(Source::new(format!("{at}.toml"), *text));
    let ids: Vec<FileId> = files.iter().enumerate().map(add).collect();
    let (packs, faults) = load(kinds, &ids, &sources, &|_| None);
    (sources, packs, faults)
}

/// What is told of rule files, as `the finger: the message`.
fn told(sources: &Sources, faults: &[Diagnostic]) -> Vec<String> {
    let line = |fault: &Diagnostic| {
        format!("{}: {}", sources.slice(fault.primary.span), fault.message.get(Lang::En))
    };
    faults.iter().map(line).collect()
}

const BASE: &str = r#"
[pack]
name = "works"
[fact."年度"]
in   = "title"
find = "{value:year}年"
[table."竣工表"]
caption = "*竣工表"
[rule.date-is-of-another-year]
title = "竣工日期应在年度之内"
check.dated = { fact = "年度", tables = "竣工表", columns = "*竣工" }
"#;

const WORKS: &str = "某单位2031年工程\n\n竣工表\n项目\t竣工\t金额\n码头\t20310401\t12.00\n栈桥\t20310902\t8.00\n泵站\t待定\t3.00\n";

#[test]
fn a_new_kind_is_a_file_and_a_line() {
    let (sources, packs, faults) = read(&kinds(), &[BASE]);
    assert_eq!(told(&sources, &faults), [""; 0]);
    let source = Source::new("works.txt", WORKS);
    let document = parse(FileId(9), &source);
    let checked = check(&packs, &document);
    let pointed: Vec<&str> =
        checked.diagnostics.iter().map(|found| &source.text()[found.primary.span.range()]).collect();
    assert_eq!(pointed, ["待定"]);
    assert_eq!(checked.diagnostics[0].rule, "works/date-is-of-another-year");

    // A layer knows its keys without a word more.
    let layer = "[pack]\nname = \"harbour\"\nextends = \"works\"\n[rule.date-is-of-another-year]\ncheck.dated.\"except+\" = \"待定\"\n";
    let (sources, packs, faults) = read(&kinds(), &[BASE, layer]);
    assert_eq!(told(&sources, &faults), [""; 0]);
    assert_eq!(check(&packs, &document).diagnostics, []);
    // So does explain.
    let rule = &packs[1].rules[0];
    let demands = r#"{ fact = "年度", tables = "竣工表", columns = "*竣工", except = "待定" }"#;
    assert_eq!((rule.demands.as_deref(), rule.changes.len()), (Some(demands), 1));
    assert_eq!(keys_of::<Dated>(rule).unwrap().except, ["待定"]);

    // What is wrong is told at its place.
    let wrong = BASE.replace("fact = \"年度\"", "fact = \"年\"").replace("columns", "colums");
    let (sources, _, faults) = read(&kinds(), &[&wrong]);
    assert_eq!(told(&sources, &faults), ["年: there is no fact named `年`", "colums: unknown key `colums`"]);

    // Its schema and its page.
    let dated = &schema(&kinds())["properties"]["rule"]["additionalProperties"]["properties"]["check"]["properties"]
        ["dated"];
    assert_eq!(dated["properties"]["except+"]["description"], "Words that stand for no date. 不是日期的词");
    let page = page(&of::<Dated>(), Lang::En);
    assert!(page.contains("| `tables` (needed) | table, or several | Tables. |"), "{page}");

    // A wrong digit in its column is seen: --mutate.
    let seen = |packs: &[Pack]| -> Vec<(String, bool)> {
        let sound = check(packs, &document).diagnostics;
        let bounds = [Bound::new(&document, &packs[0])];
        let planted = faults_of(&document, &source, &bounds).into_iter();
        let digits = planted.filter(|fault| fault.kind == Fault::Digit);
        let seen = digits.map(|fault| {
            let words = document.text(&document.figure(fault.figure).place).to_owned();
            (words, is_located(&source, &fault, &sound, &document, &|document| check(packs, document)))
        });
        seen.collect()
    };
    let dates = ["20310401", "20310902"].map(|date| (date.to_owned(), true));
    assert!(dates.iter().all(|date| seen(&packs).contains(date)), "{:?}", seen(&packs));
    let unruled = [Pack { rules: Vec::new().into(), ..packs[0].clone() }];
    assert!(seen(&unruled).iter().all(|(_, seen)| !seen));
}

/// A file that no line names would be compiled and never tried.
#[test]
fn every_file_of_a_kind_is_in_the_table() {
    let files = std::fs::read_dir("src/check/kind").unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.filter(|name| name.to_str().unwrap().ends_with(".rs")).count(), KINDS.len());
    assert!(KINDS.len() <= 16, "a new kind is worth it where no other can be made to say the same");
}

/// Names for everything that a key may speak of, twice.
const NAMES: &str = r#"
[fact."年度"]
find = "{value:year}年"
[fact."部门"]
find = "部门：{value}"
[section."甲"]
heading = "*甲"
[section."乙"]
heading = "*乙"
[table."收支表"]
caption = "*收支表"
[table."项目表"]
caption = "*项目表"
[form."目标表"]
caption = "*目标表"
field."名称" = "名称"
field."金额" = "金额"
indicators = { category."数量" = "数量", category."质量" = "质量" }
[dictionary."科目"]
codes = "201,一般公共服务"
"#;

/// What else a check of this kind must say where `key` is tried.
fn rest(kind: &str, key: &str) -> &'static str {
    match (kind, key) {
        ("rollup", "tables") => "",
        ("rollup", _) => "tables = '收支表'",
        ("share", _) => "part = '{amount:money}占{share:percent}'",
        ("same", "tables") => "dictionary = '科目'",
        ("same", _) => "fact = '年度'",
        ("text", "forbid") => "require = '应有'",
        ("text", _) => "forbid = '不应有'",
        ("listing", "list") => "",
        ("listing", _) => "list = '包括{list:text}'",
        ("value", "forbid" | "require") => "of = '目标表'\nexpected = '应如此'",
        ("value", _) => "of = '目标表'",
        ("cover", "funds") => "of = '目标表'",
        ("cover", _) => "of = '目标表'\nfunds = '金额'",
        ("agree", "find" | "from") => "of = '目标表'\nfield = '名称'",
        ("agree", _) => "of = '目标表'\nfield = '名称'\nfind = '{value:count}'",
        ("pair", "amount") => "of = '目标表'\nname = '名称'\nrows = '项目表[*, 合计]'\ndemand = 'row'",
        ("pair", "rows") => "of = '目标表'\nname = '名称'\namount = '金额'\ndemand = 'row'",
        ("pair", _) => {
            "of = '目标表'\nname = '名称'\namount = '金额'\nrows = '项目表[*, 合计]'\ndemand = 'row'"
        }
        ("outline", "parts") => "",
        ("outline", _) => "parts = ['概述', '依据']",
        ("builtin", "find") => "name = 'dates'",
        ("builtin", "except") => "name = 'numbers'",
        ("builtin", "words") => "name = 'doubled-words'",
        ("builtin", _) => "name = 'footing'\nwords = '合计'",
        ("dated", "tables") => "fact = '年度'",
        ("dated", _) => "fact = '年度'\ntables = '收支表'",
        _ => "",
    }
}

/// Three things that a list of this shape may hold, each as it is written in TOML.
fn items(shape: &Shape) -> [String; 3] {
    let quoted = |words: [&str; 3]| words.map(|word| format!("'{word}'"));
    match shape {
        Shape::Text((_, noun)) => quoted(match *noun {
            "a formula" => ["收支表[甲] = 1", "收支表[乙] = 1", "收支表[丙] = 1"],
            "a formula for one figure" | "table[row, column]" => ["收支表[甲]", "收支表[乙]", "收支表[丙]"],
            "a pattern, then formulas" => ["共{amount:money}", "计{amount:money}", "合{amount:money}"],
            "table" | "table or form" => ["收支表", "项目表", "项目表"],
            "section" => ["甲", "乙", "乙"],
            "section, table or form" => ["text", "title", "cells"],
            "field" => ["名称", "金额", "金额"],
            "category" => ["数量", "质量", "质量"],
            "part" => ["概述", "依据", "依据"],
            "a word" | "a text, * for anything" => ["甲词", "乙词", "丙词"],
            other => panic!("what may `{other}` be?"),
        }),
        Shape::Pattern(captures) => {
            let all: String = captures.iter().map(|capture| format!("{{{capture}:text}}、")).collect();
            ["甲词", "乙词", "丙词"].map(|word| format!("'{word}{all}'"))
        }
        Shape::List(inner) => items(inner).map(|item| format!("[{item}]")),
        other => panic!("a list of {other:?}?"),
    }
}

/// Every list of every kind, with the keys of the schema that add to it and take from it.
#[test]
fn a_layer_adds_to_and_takes_from_every_list_of_every_kind() {
    let all = kinds();
    let schema = schema(&all);
    let checks = &schema["properties"]["rule"]["additionalProperties"]["properties"]["check"]["properties"];
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut tried = 0;
    for kind in &all {
        let (keys, promised): (Vec<(&str, Shape)>, &Value) = match (kind.shape)() {
            Shape::Table(about) => (
                about.keys.into_iter().map(|key| (key.name, key.shape)).collect(),
                &checks[kind.name]["properties"],
            ),
            shape => (vec![(kind.name, shape)], checks),
        };
        for (key, shape) in keys {
            let plus = promised.get(format!("{key}+")).is_some();
            assert_eq!((plus, promised.get(format!("{key}-")).is_some()), (shape.is_list(), plus), "{key}");
            let Shape::List(item) = &shape else { continue };
            let [first, second, more] = items(item);
            let whole = key == kind.name;
            let table = if whole { String::new() } else { format!(".{}", kind.name) };
            let rest = if whole { "" } else { rest(kind.name, key) };
            let base = format!(
                "[pack]\nname = \"base\"\n{NAMES}\n[rule.one]\ntitle = \"一\"\n[rule.one.check{table}]\n{rest}\n{key} = [{first}, {second}]\n"
            );
            let layer = format!(
                "[pack]\nname = \"layer\"\nextends = \"base\"\n[rule.one.check{table}]\n\"{key}+\" = [{more}]\n\"{key}-\" = [{first}]\n"
            );
            let (sources, packs, faults) = read(&all, &[&base, &layer]);
            assert_eq!(told(&sources, &faults), [""; 0], "{base}{layer}");
            let rule: &Rule = &packs[1].rules[0];
            let demands = rule.demands.as_deref().unwrap();
            let left = format!("[{second}, {more}]");
            assert!(demands.contains(&left), "{} {key}: {demands}", kind.name);
            assert_eq!(rule.changes.len(), 2, "{} {key}", kind.name);
            assert!(validator.is_valid(&toml::from_str::<Value>(&layer).unwrap()), "{layer}");
            tried += 1;
        }
    }
    assert!(tried >= 75, "{tried} lists");
}

/// So it is with what rules speak of.
#[test]
fn a_layer_changes_every_list_of_a_binding() {
    let base = format!(
        "[pack]\nname = \"base\"\n{NAMES}\n[table.\"收支表\".row]\n\"合计\" = [\"合计\", \"总计\"]\n"
    );
    let layer = r#"
[pack]
name = "layer"
extends = "base"
[table."收支表"]
"caption+" = "*收支一览"
except = "*附*"
"header+" = "项目"
row."合计-" = "总计"
row."合计+" = "共计"
[section."甲"]
"heading+" = "*甲甲"
"heading-" = "*甲"
[form."目标表"]
"caption+" = "*绩效表"
"halves+" = ["一半", "另一半"]
[fact."年度"]
"find+" = "{value:year}年度"
"#;
    let (sources, packs, faults) = read(KINDS, &[&base, layer]);
    assert_eq!(told(&sources, &faults), [""; 0]);
    let texts = |globs: &[gouji::rule::Glob]| globs.iter().map(|glob| glob.text.clone()).collect::<Vec<_>>();
    let table = &packs[1].names.tables[0];
    assert_eq!(texts(&table.caption), ["*收支表", "*收支一览"]);
    assert_eq!((texts(&table.except), texts(&table.header)), (vec!["*附*".into()], vec!["项目".into()]));
    assert_eq!(texts(&table.rows[0].globs), ["合计", "共计"]);
    assert_eq!(texts(&packs[1].names.sections[0].heading), ["*甲甲"]);
    let form = &packs[1].names.forms[0];
    assert_eq!((texts(&form.caption).len(), form.halves.len(), form.fields.len()), (2, 2, 2));
    assert_eq!(packs[1].names.facts[0].find.len(), 2);
    // What is not said stays where it was written: in the file of the base.
    assert_eq!(form.fields[0].span.file, FileId(0));
}

/// A list that cannot be told from none, and a key that is no list.
#[test]
fn what_cannot_be_added_to_or_taken_from_is_told() {
    let base = format!(
        "[pack]\nname = \"base\"\n{NAMES}\n[rule.one]\ntitle = \"一\"\ncheck.same = {{ fact = \"年度\", find = \"{{value:year}}\" }}\n"
    );
    let layer = |keys: &str| {
        let layer = format!("[pack]\nname = \"layer\"\nextends = \"base\"\n[rule.one]\n{keys}\n");
        let (sources, packs, faults) = read(KINDS, &[&base, &layer]);
        assert_eq!(packs[1].rules.len(), 1, "the rule of the base stays");
        told(&sources, &faults)
    };
    let no_list = "is no list that items could be added to or taken from";
    assert_eq!(layer("check.same.\"fact+\" = \"部门\""), [format!("\"fact+\": `fact` {no_list}")]);
    assert_eq!(layer("check.same.fact- = \"年度\""), [format!("fact-: `fact` {no_list}")]);
    assert_eq!(layer("check.\"same+\" = { fact = \"部门\" }"), [format!("\"same+\": `same` {no_list}")]);
    assert_eq!(
        layer("check.same.except- = \"收支表\""),
        ["\"收支表\": `收支表` is not in `except` and cannot be taken out"]
    );
    assert_eq!(layer("check.same.\"fnd+\" = \"x\""), ["\"fnd+\": unknown key `fnd`"]);
    // Without a layer there is nothing to add to.
    let alone = base.replace("find = \"{value:year}\"", "\"find+\" = \"{value:year}\"");
    let (sources, _, faults) = read(KINDS, &[&alone]);
    assert_eq!(told(&sources, &faults), ["\"find+\": unknown key `find+`"]);
}

/// Kinds that rules of the first version named are told by what they are now.
#[test]
fn a_kind_of_before_is_told_by_its_name_of_today() {
    let rule = |kind: &str| {
        let text =
            format!("[pack]\nname = \"p\"\n{NAMES}\n[rule.one]\ntitle = \"一\"\ncheck.{kind} = {{}}\n");
        let (_, _, faults) = read(KINDS, &[&text]);
        faults[0].help.as_ref().unwrap().get(Lang::En).to_owned()
    };
    assert_eq!(rule("filled"), "did you mean `value`?");
    assert_eq!(rule("code"), "did you mean `same`?");
    assert!(KINDS.len() <= 16);
}

/// `[phrase]` names a fragment of patterns; what is wrong in it or around it is told at its place, and a layer rewords it.
#[test]
fn patterns_are_made_of_phrases() {
    let base = r#"
[pack]
name = "base"
[phrase]
"金额"   = "{amount:money}(左右|)"
"数"     = '/[0-9]+(?:\.[0-9]+)?/'
"约数"   = '/约{=数}/'
[rule.sum-is-named]
title = "不应写明合计"
check.text.forbid = ["合计{=金额}", '/(?P<here>总{=约数}元)/']
"#;
    let text = "某单位说明\n\n合计12.00万元左右，总约3.5元，共计8.00万元。\n";
    let pointed = |packs: &[Pack]| -> Vec<String> {
        let source = Source::new("text.txt", text);
        let document = parse(FileId(9), &source);
        let found = check(packs, &document).diagnostics.into_iter();
        found.map(|found| source.text()[found.primary.span.range()].to_owned()).collect()
    };
    let (sources, packs, faults) = read(KINDS, &[base]);
    assert_eq!(told(&sources, &faults), [""; 0]);
    assert_eq!(pointed(&packs), ["合计12.00万元左右", "总约3.5元"]);

    let layer = "[pack]\nname = \"layer\"\nextends = \"base\"\n[phrase]\n\"金额\" = \"{amount:money}\"\n";
    let (sources, packs, faults) = read(KINDS, &[base, layer]);
    assert_eq!(told(&sources, &faults), [""; 0]);
    assert_eq!(pointed(&packs), ["合计12.00万元", "总约3.5元"]);

    for (from, to, expected) in [
        ("{=金额}", "{=金}", "金: there is no fact named `金`"),
        ("合计{=金额}", "合计{=数}", "{=数}: the phrase `数` is not written the way this pattern is"),
        ("[0-9]+(?", "[0-9+(?", "[: bad regular expression: unclosed character class"),
        ("合计{=金额}", "{amount:money}合计{=金额}", "{=金额}: `amount` is captured twice"),
        ("(左右|)", "(左右|", "(: the bracket is never closed"),
    ] {
        let (sources, _, faults) = read(KINDS, &[&base.replace(from, to)]);
        assert!(
            told(&sources, &faults).iter().any(|line| line.starts_with(expected)),
            "{expected}: {:?}",
            told(&sources, &faults)
        );
    }
    let fact = base.replace("[rule.", "[fact.\"数\"]\nfind = \"{value}\"\n[rule.");
    let (sources, _, faults) = read(KINDS, &[&fact]);
    assert_eq!(told(&sources, &faults), ["数: `数` is defined twice"]);
}
