//! Layers: national, province, city; and a non-profit's statement, a field of its own. Both by TOML alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use crate::common::{gouji, library};
use gouji::check::{KINDS, example};
use gouji::diagnostic::Lang;
use gouji::rule::load;
use gouji::source::{Source, Sources};

const LAYERS: &str = "tests/data/layers";
const NONPROFIT: &str = "tests/data/nonprofit";

/// What a document under the layers comes to, line by line.
fn told(document: &str) -> Vec<String> {
    let mut library = library(&[LAYERS], &[]);
    let checked = library.check("document.txt", document.as_bytes());
    checked.diagnostics.iter().map(|found| library.notation(found)).collect()
}

#[test]
fn the_innermost_layer_decides() {
    let city = fs::read_to_string(format!("{LAYERS}/document.txt")).unwrap();
    // Strict as the province wants it, no 资产表 as the city wants it, and 待定 is nobody's business here.
    assert_eq!(told(&city), ["10 error national/total-differs-from-parts 「100.50」"]);
    let province = city.replace("清泉市", "");
    assert_eq!(
        told(&province),
        [
            "2 error national/table-is-missing 「2030年度收支公开」",
            "4 error national/placeholder-is-left 「待定」",
            "10 error national/total-differs-from-parts 「100.50」",
        ]
    );
    let earlier = province.replace("2030年度", "2029年度");
    assert_eq!(told(&earlier).len(), 2, "the province asks for its tables from 2030 on");
    let nation = province.replace("云岭省", "").replace("收支情况一览", "收支表");
    assert!(
        told(&nation).iter().all(|line| !line.contains("total-differs")),
        "within the nation's tolerance"
    );
}

#[test]
fn every_layer_passes_its_examples() {
    for folder in [LAYERS, NONPROFIT] {
        let library = library(&[folder], &[]);
        for pack in &library.packs {
            for rule in &pack.rules {
                for case in &rule.examples {
                    let ran = example::run(pack, rule, case);
                    assert!(ran.passed(), "{} {} 「{}」: {ran:#?}", pack.name, rule.id, case.name);
                }
            }
        }
    }
    let told = gouji(&["test", "--lang", "en", LAYERS]);
    assert_eq!(
        (told.code, told.out.lines().last()),
        (0, Some("7 rules, 14 examples: all as marked")),
        "{}",
        told.out
    );
}

#[test]
fn explain_tells_where_each_value_comes_from() {
    let explained = |rule: &str| gouji(&["explain", "--lang", "zh", "--rules", LAYERS, rule]).out;
    let told = explained("national/table-is-missing");
    for line in [
        "check.present.tables+ = \"采购表\"\n            ← province  tests/data/layers/province.toml:27",
        "check.present.tables- = \"资产表\"\n            ← city  tests/data/layers/city.toml:10",
        "applies = { years = \"2030..\" }\n            ← province  tests/data/layers/province.toml:26",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let told = explained("placeholder-is-left");
    assert!(told.contains("off = true\n            ← city  tests/data/layers/city.toml:20"), "{told}");
}

/// What is told of a layer over the nation's pack, as `line:column [words] message → help`.
fn faults(layer: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let nation = format!("{LAYERS}/national.toml");
    let files = [
        sources.add(Source::new(nation.clone(), fs::read_to_string(&nation).unwrap())),
        sources.add(Source::new("layer/city.toml", layer)),
    ];
    let (_, faults) = load::load(KINDS, &files, &sources, &|_| None);
    let line = |fault: &gouji::diagnostic::Diagnostic| {
        let span = fault.primary.span;
        let (line, column) = sources.get(span.file).line_column(span.start as usize);
        let help = fault.help.as_ref().map_or(String::new(), |help| format!(" → {}", help.get(Lang::Zh)));
        format!("{line}:{column} [{}] {}{help}", sources.slice(span), fault.message.get(Lang::Zh))
    };
    faults.iter().map(line).collect()
}

#[test]
fn mistakes_in_a_layer_are_located() {
    let head = "[pack]\nname = \"c\"\nextends = \"national\"\n";
    for (keys, expected) in [
        (
            "[rule.table-is-mising]\nseverity = \"note\"",
            "4:7 [table-is-mising] national 里没有可改的规则「table-is-mising」 → 是不是「table-is-missing」？",
        ),
        (
            "[rule.table-is-missing]\ncheck.present.tables- = \"资产负债表\"",
            "5:25 [\"资产负债表\"] 「tables」里没有「资产负债表」，去不掉 → 是不是「资产表」？",
        ),
        (
            "[rule.table-is-missing]\ncheck.present.\"tables+\" = \"采够表\"",
            "5:28 [采够表] 没有名为「采够表」的表或表单 → 是不是「采购表」？",
        ),
        (
            "[rule.table-is-missing]\ncheck.text.\"forbid+\" = \"x\"",
            "5:7 [text] 一条规则只能有一种检查，这条是 present → 只留 check.present，另一种写成一条新规则",
        ),
        (
            "[rule.placeholder-is-left]\ncheck.text.mask- = true",
            "5:12 [mask-] 「mask」不是列表，不能加减 → 改标出的这一处：写 mask = …",
        ),
        (
            "[rule.table-is-missing]\nserverity = \"note\"",
            "5:1 [serverity] 没有名为「serverity」的键 → 是不是「severity」？",
        ),
        (
            "[rule.table-is-missing]\napplies.years = \"24..\"",
            "5:17 [\"24..\"] 这里应是年份，如 2024..，却是 \"24..\" → 改写成年份，如 2024..",
        ),
    ] {
        assert_eq!(faults(&format!("{head}{keys}\n")), [expected], "{keys}");
    }
    assert_eq!(
        faults("[pack]\nname = \"c\"\nextends = \"nationl\"\n"),
        ["3:12 [nationl] 没有名为「nationl」的规则包 → 是不是「national」？"]
    );
    assert_eq!(
        faults("[pack]\nname = \"c\"\nextends = \"c\"\n"),
        ["3:12 [c] 规则包「c」绕了一圈又扩展到自己 → 去掉其中一个 extends"]
    );
}

#[test]
fn a_nonprofit_ties_out_by_toml_alone() {
    let mut library = library(&[NONPROFIT], &[]);
    let mut check = |name: &str| {
        let path = format!("{NONPROFIT}/{name}.txt");
        let checked = library.check(&path, &fs::read(&path).unwrap());
        let told: Vec<String> = checked.diagnostics.iter().map(|found| library.notation(found)).collect();
        let tried: Vec<String> =
            checked.ledger.entries.into_iter().map(|entry| entry.rule.to_string()).collect();
        (told, tried)
    };
    let (told, tried) = check("statement");
    assert_eq!(told, [""; 0]);
    let (faulty, _) = check("statement-faulty");
    assert_eq!(
        faulty,
        [
            "14 error nonprofit/spending-does-not-add-up 「8,151」",
            "21 error gouji/figure-at-fault 「46,750」",
        ]
    );
    for rule in &library.packs[0].rules {
        assert!(tried.contains(&rule.id), "{} was not tried", rule.id);
    }
}

/// A binding that fits two tables is told at both places, for formulas see one of them only.
#[test]
fn two_tables_under_one_name_are_told_at_both_places() {
    let mut library = library(&[LAYERS], &[]);
    let text = "单位收支公开\n\n收支表\n项目\t金额\n合计\t1.00\n\n资产表\n项目\t金额\n合计\t1.00\n\n下属单位收支表\n项目\t金额\n合计\t2.00\n";
    let checked = library.check("document.txt", text.as_bytes());
    let [found] = checked.diagnostics.as_slice() else { panic!("{:#?}", checked.diagnostics) };
    assert_eq!(library.notation(found), "11 note gouji/table-stands-twice 「下属单位收支表」");
    assert_eq!(library.sources.slice(found.related[0].span), "收支表");
}

/// A level of government is what a title says; a rule and a pack may be limited to it. A layer adds words to a check.
#[test]
fn a_layer_adds_words_and_a_rule_keeps_to_its_level() {
    let base = r#"
[pack]
name = "base"
applies = { title = "*收支公开*" }
[section."说明"]
heading = "*说明*"
[rule.change-is-wrong]
title = "增减率应与金额相符"
check.change = { in = "说明", up = ["增加"], down = ["减少"], than = ["比上年"], rate = ["增长"] }
[rule.placeholder-is-left]
title = "县里的稿子不留占位"
applies = { title = ["*县*", "*区*"] }
check.text = { forbid = "待定" }
"#;
    let layer = r#"
[pack]
name = "county"
extends = "base"
applies = { title = "*县*" }
[rule.change-is-wrong]
check.change."up+" = "调增"
"#;
    let told = |title: &str| {
        let mut library = library(&[], &[("base.toml", base), ("county.toml", layer)]);
        let text = format!(
            "{title}2030年度收支公开\n\n一、说明\n\n本年支出120万元，比上年调增20万元，增长10%，去向待定。\n"
        );
        let checked = library.check("document.txt", text.as_bytes());
        checked.diagnostics.iter().map(|found| library.notation(found)).collect::<Vec<_>>()
    };
    assert_eq!(
        told("云溪县渡口所"),
        ["5 error base/change-is-wrong 「10%」", "5 error base/placeholder-is-left 「待定」"]
    );
    assert_eq!(told("云溪市渡口所"), [""; 0]);
}

/// By the command: what the schema has always promised is done, and what is then demanded is shown whole.
#[test]
fn lists_of_any_kind_are_changed_and_shown_whole() {
    let folder = tempfile::tempdir().unwrap();
    let base = r#"
[pack]
name = "base"
[table."收支表"]
caption = "*收支表"
row."甲" = "甲类"
row."乙" = "乙类"
[rule.share-is-wrong]
title = "占比应与金额相符"
check.share = { part = "{amount:money}，占{share:percent}", whole = "收支表[甲]" }
[rule.amounts-differ]
title = "文中金额应等于表中"
check.tie.rows = "收支表[甲]"
"#;
    let layer = r#"
[pack]
name = "layer"
extends = "base"
[table."收支表"]
except = "*附*"
[rule.share-is-wrong]
check.share."whole+" = "收支表[乙]"
[rule.amounts-differ]
check.tie."rows+" = "收支表[乙]"
"#;
    let document = "某单位收支\n\n收支表\n项目\t金额（万元）\n甲类\t50.00\n乙类\t80.00\n\n其中捐赠40.00万元，占50.00%。\n";
    crate::common::put(
        folder.path(),
        &[("base.toml", base), ("layer.toml", layer), ("document.txt", document)],
    );
    let run = |args: &[&str]| crate::common::gouji_in(folder.path(), args);
    let rules = ["--rules", "base.toml", "--rules", "layer.toml", "--no-default-rules"];
    let told = run(&[&["check", "--lang", "en"][..], &rules, &["document.txt"]].concat());
    // 40 is half of 80, which is the row that the layer adds.
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let told = run(&[&["explain", "--lang", "en"][..], &rules, &["share-is-wrong"]].concat()).out;
    let unwrapped: String = told.lines().map(str::trim).collect();
    assert!(unwrapped.contains("whole = [\"收支表[甲]\", \"收支表[乙]\"]"), "{told}");
    let told = run(&[&["explain", "--lang", "en"][..], &rules, &["amounts-differ"]].concat()).out;
    assert!(told.contains("demands   rows = \"收支表[甲]\""), "{told}");
}
