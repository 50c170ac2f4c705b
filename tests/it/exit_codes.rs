//! How a run ends, situation by situation: 2 arguments, rules or configuration; else 1 findings; else 3 not judged; else 0.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{DESK, gouji_in, put};
use tempfile::TempDir;

/// Another, for documents of any title, off by its path.
const OTHER: &str = "[pack]\nname = \"other\"\napplies = { title = \"*决算*\" }\n";

/// A third, for tables that nobody has.
const NEVER: &str = "[pack]\nname = \"never\"\n[table.\"渡船表\"]\ncaption = \"*渡船表\"\n\n[rule.total-differs]\ntitle = \"合计\"\ncheck.formula = \"渡船表[合计] = 渡船表[甲] + 渡船表[乙]\"\n";

/// A pack with a rule that must be judged wherever it applies.
const REQUIRED: &str = "[pack]\nname = \"needed\"\napplies = { title = \"*部门预算*\" }\n[table.\"渡船表\"]\ncaption = \"*渡船表\"\n\n[rule.total-differs]\ntitle = \"合计\"\nrequired = true\ncheck.formula = \"渡船表[合计] = 渡船表[甲] + 渡船表[乙]\"\n";

/// The same of what must stand in one part.
const WORDED: &str = "[pack]\nname = \"worded\"\napplies = { title = \"*部门预算*\" }\n[section.\"绩效\"]\nheading = \"*绩效说明\"\n\n[rule.target-is-missing]\ntitle = \"绩效说明要写目标\"\nrequired = true\ncheck.text = { in = \"绩效\", require = [\"目标\"] }\n";
const GOAL: &str = "某部门预算\n一、说明\n无。\n二、绩效说明\n年度目标已定。\n";

const FERRY: &str = "某部门预算\n一、说明\n渡船表\n项目\t金额\n甲\t6.00\n乙\t4.00\n合计\t10.00\n";
const FERRY_LOST: &str =
    "某部门预算\n一、说明\n渡船表\n项目\t本年\t上年\n甲\t6.0.0\t6.00\n乙\t4.00\t4.00\n合计\t10.00\t10.00\n";
/// Twelve figures in a table, one of them not read.
const TABLE: &str = "某部门预算\n一、说明\n渡船表\n项目\t本年\t上年\t前年\n甲\t1.00\t1.00\t1.00\n乙\t2.00\t2.0.0\t2.00\n丙\t3.00\t3.00\t3.00\n丁\t4.00\t4.00\t4.00\n";

const CLEAN: &str = "某部门预算\n一、说明\n无。\n";
const FAULTY: &str = "某部门预算\n一、概况\n无。\n";

struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    args: &'static [&'static str],
    code: i32,
    /// What must be told, on either output.
    told: &'static str,
}

const fn case(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    args: &'static [&'static str],
    code: i32,
    told: &'static str,
) -> Case {
    Case { name, files, args, code, told }
}

const WAIVER: &str = "[[waiver]]\nrule = \"desk/section-is-missing\"\nplace = \"*\"\nreason = \"补充公开\"\nby = \"甲\"\nuntil = 2030-06-30\n";
const UNUSED: &str =
    "[[waiver]]\nrule = \"desk/section-is-missing\"\nplace = \"别处\"\nreason = \"补充公开\"\nby = \"甲\"\n";
const NO_REASON: &str = "[[waiver]]\nrule = \"desk/section-is-missing\"\nplace = \"*\"\nby = \"甲\"\n";
const EMPTY_BASELINE: &str = "{\"version\": 1, \"documents\": {}}";
const STALE_BASELINE: &str = "{\"version\": 1, \"documents\": {\"a.txt\": {\"00000000000000000000000000000000\": {\"rule\": \"desk/x\", \"place\": \"\"}}}}";

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("a clean document", &[("a.txt", CLEAN)], &["a.txt"], 0, "1 个文件"),
    case("an error", &[("a.txt", FAULTY)], &["a.txt"], 1, "desk/section-is-missing"),
    case("an error that nobody fails on", &[("a.txt", FAULTY)], &["a.txt", "--fail-on", "never"], 0, "desk/section-is-missing"),
    case("one of two", &[("a.txt", CLEAN), ("b.txt", FAULTY)], &["."], 1, "2 个文件"),
    case("no such file", &[], &["gone.txt"], 3, "没有这个文件"),
    case("no text", &[("a.txt", "%PDF-1.7")], &["a.txt"], 3, "PDF"),
    case("no text beside an error", &[("a.txt", "%PDF-1.7"), ("b.txt", FAULTY)], &["."], 1, "1 个文件无法检查"),
    case("no text, failing on nothing", &[("a.txt", "%PDF-1.7")], &["a.txt", "--fail-on", "never"], 3, "PDF"),
    case("nothing matched", &[("docs/a.bin", "x")], &["docs"], 2, "没有可检查的文件"),
    case("all excluded", &[("docs/a.txt", CLEAN)], &["docs", "--exclude", "*"], 2, "没有可检查的文件"),
    case("all excluded by the configuration", &[("docs/a.txt", CLEAN), ("gouji.toml", "exclude = [\"docs\"]\n")], &["docs"], 2, "没有可检查的文件"),
    case("no pack", &[("a.txt", "会议纪要\n")], &["a.txt"], 0, "1 个文件没有专门的规则包"),
    case("no pack, strictly", &[("a.txt", "会议纪要\n")], &["a.txt", "--strict"], 3, "gouji/no-pack"),
    case("no pack, strictly by the configuration", &[("a.txt", "会议纪要\n"), ("gouji.toml", "strict = true\n")], &["a.txt"], 3, "gouji/no-pack"),
    case("no pack, strictly, allowed", &[("a.txt", "会议纪要\n"), ("gouji.toml", "strict = true\nallow = [\"no-pack\"]\n")], &["a.txt"], 0, "gouji/no-pack"),
    case("no pack, strictly, something else allowed", &[("a.txt", "会议纪要\n"), ("gouji.toml", "strict = true\nallow = [\"idle-rules\"]\n")], &["a.txt"], 3, "gouji/no-pack"),
    case("no pack, allowed where that has no effect", &[("a.txt", "会议纪要\n"), ("gouji.toml", "allow = [\"no-pack\"]\n")], &["a.txt"], 0, "allow 里的 no-pack 不起作用"),
    case("no pack, its warning fails", &[("a.txt", "会议纪要\n"), ("gouji.toml", "fail-on = \"warning\"\n")], &["a.txt"], 1, "gouji/no-pack"),
    case("no pack, strictly, its warning off", &[("a.txt", "会议纪要\n"), ("gouji.toml", "[severity]\n\"gouji/no-pack\" = \"off\"\n")], &["a.txt", "--strict"], 3, "1 个文件没有专门的规则包"),
    case("the pack off, strictly", &[("a.txt", CLEAN), ("gouji.toml", "packs = { desk = \"off\" }\n")], &["a.txt", "--strict"], 3, "gouji/no-pack"),
    case("no pack beside an error", &[("a.txt", "会议纪要\n"), ("b.txt", FAULTY)], &[".", "--strict"], 1, "gouji/no-pack"),
    case("a strictness that is none", &[("a.txt", CLEAN), ("gouji.toml", "strict = \"yes\"\n")], &["a.txt"], 2, "true 或 false"),
    case("tables read well enough", &[("a.txt", TABLE), ("gouji.toml", "min-read = 90\n")], &["a.txt"], 0, "1 个数没读出来"),
    case("tables not read well enough", &[("a.txt", TABLE)], &["a.txt"], 3, "表里的 12 个数只读出 11 个，占 91.6%，少于 min-read = 97%"),
    case("tables not read well enough, allowed", &[("a.txt", TABLE), ("gouji.toml", "allow = [\"unreadable-figures\"]\n")], &["a.txt"], 3, "gouji/too-little-read"),
    case("tables not read well enough beside an error", &[("a.txt", TABLE), ("b.txt", FAULTY)], &["."], 1, "gouji/too-little-read"),
    case("tables read well enough for the command line", &[("a.txt", TABLE), ("gouji.toml", "min-read = \"99 %\"\n")], &["a.txt", "--min-read", "91.6%"], 0, "1 个数没读出来"),
    case("tables read well enough, strictly", &[("a.txt", TABLE)], &["a.txt", "--min-read", "0", "--strict"], 3, "1 个数没读出来"),
    case("tables read well enough, strictly, allowed", &[("a.txt", TABLE), ("gouji.toml", "strict = true\nmin-read = 0\nallow = \"unreadable-figures\"\n")], &["a.txt"], 0, "1 个数没读出来"),
    case("a share that is none", &[("a.txt", CLEAN), ("gouji.toml", "min-read = 101\n")], &["a.txt"], 2, "百分比"),
    case("a share that is none, by hand", &[("a.txt", CLEAN)], &["a.txt", "--min-read", "lots"], 2, "百分比"),
    case("a required rule that is judged", &[("a.txt", FERRY), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml"], 0, "3 个已核对"),
    case("a required rule with nothing to compare", &[("a.txt", CLEAN), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml"], 3, "必须核对的规则 needed/total-differs 没有核对成：文件里没有它要核对的内容"),
    case("a required rule that cannot read its figures", &[("a.txt", FERRY_LOST), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml", "--min-read", "0"], 3, "没有核对成：1 处的数字读不出来"),
    case("a required rule on a document of another kind", &[("a.txt", "会议纪要\n"), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml"], 0, "1 个文件没有专门的规则包"),
    case("a required rule of words in a part that is there", &[("a.txt", GOAL), ("r.toml", WORDED)], &["a.txt", "--rules", "r.toml"], 0, "1 个文件"),
    case("a required rule of words in a part that is not there", &[("a.txt", CLEAN), ("r.toml", WORDED)], &["a.txt", "--rules", "r.toml"], 3, "必须核对的规则 worded/target-is-missing 没有核对成"),
    case("dead rules of words are listed", &[("a.txt", CLEAN), ("r.toml", WORDED)], &["a.txt", "--rules", "r.toml", "--dead-rules"], 3, "worded/target-is-missing  r.toml:"),
    case("a required rule that is off", &[("a.txt", CLEAN), ("r.toml", REQUIRED), ("gouji.toml", "[severity]\n\"needed/total-differs\" = \"off\"\n")], &["a.txt", "--rules", "r.toml"], 0, "关闭规则 needed/total-differs"),
    case("a required rule, not judged, beside an error", &[("a.txt", FAULTY), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml"], 1, "gouji/required-rule"),
    case("a required rule, not judged, failing on nothing", &[("a.txt", CLEAN), ("r.toml", REQUIRED)], &["a.txt", "--rules", "r.toml", "--fail-on", "never"], 3, "gouji/required-rule"),
    case("an empty document", &[("a.txt", "")], &["a.txt"], 3, "a.txt 无法检查：文件是空的"),
    case("an empty document, whatever its kind may", &[("a.txt", ""), ("gouji.toml", "allow = [\"no-pack\"]\n")], &["a.txt"], 3, "文件是空的"),
    case("an empty document of a kind by its path", &[("a.txt", "\u{feff} \n\u{3000}\n"), ("gouji.toml", "[[kind]]\npath = \"*\"\npacks = [\"desk\"]\n")], &["a.txt"], 3, "文件是空的"),
    case("an empty table", &[("a.csv", " ,\n,\n"), ("gouji.toml", "allow = [\"no-pack\"]\n")], &["a.csv"], 3, "文件是空的"),
    case("a header alone", &[("a.csv", "项目,金额\n"), ("gouji.toml", "allow = [\"no-pack\"]\n")], &["a.csv"], 3, "只有一行表头"),
    case("a row of figures alone", &[("a.csv", "合计,100\n"), ("gouji.toml", "allow = [\"no-pack\"]\n")], &["a.csv"], 0, "1 个数"),
    case("the path decides", &[("final/a.txt", FAULTY), ("gouji.toml", "[[kind]]\npath = \"final/*\"\npacks = [\"other\"]\n")], &["final"], 0, "1 个文件"),
    case("the rule off", &[("a.txt", FAULTY), ("gouji.toml", "[severity]\n\"desk/section-is-missing\" = \"off\"\n")], &["a.txt"], 0, "0 不成立"),
    case("the rule a warning", &[("a.txt", FAULTY), ("gouji.toml", "[severity]\n\"desk/section-is-missing\" = \"warning\"\n")], &["a.txt"], 0, "警告[desk"),
    case("the rule a warning that fails", &[("a.txt", FAULTY), ("gouji.toml", "fail-on = \"warning\"\n[severity]\n\"desk/section-is-missing\" = \"warning\"\n")], &["a.txt"], 1, "警告[desk"),
    case("the command line is nearest", &[("a.txt", FAULTY), ("gouji.toml", "fail-on = \"never\"\n")], &["a.txt", "--fail-on", "error"], 1, "错误[desk"),
    case("the nearer file holds, if it is trusted", &[("gouji.toml", "fail-on = \"error\"\ntrust = \"docs\"\n"), ("docs/gouji.toml", "fail-on = \"never\"\n"), ("docs/a.txt", FAULTY)], &["docs"], 0, "错误[desk"),
    case("a nearer file is never laxer", &[("gouji.toml", "fail-on = \"error\"\n"), ("docs/gouji.toml", "fail-on = \"never\"\n"), ("docs/a.txt", FAULTY)], &["docs"], 1, "「fail-on」没有采用"),
    case("a nearer file is stricter", &[("docs/gouji.toml", "fail-on = \"warning\"\n"), ("docs/a.txt", "会议纪要\n")], &["docs"], 1, "gouji/no-pack"),
    case("thresholds are each document's", &[("gouji.toml", "fail-on = \"error\"\ntrust = [\"docs\"]\n"), ("docs/gouji.toml", "fail-on = \"never\"\n"), ("docs/a.txt", FAULTY), ("b.txt", FAULTY)], &["docs", "b.txt"], 1, "错误[desk"),
    case("no configuration", &[("a.txt", FAULTY), ("gouji.toml", "fail-on = \"never\"\n")], &["a.txt", "--no-config"], 1, "错误[desk"),
    case("another configuration", &[("a.txt", FAULTY), ("ci.toml", "fail-on = \"never\"\n")], &["a.txt", "--config", "ci.toml"], 0, "错误[desk"),
    case("a configuration that is not there", &[("a.txt", CLEAN)], &["a.txt", "--config", "gone.toml"], 2, "gone.toml"),
    case("an unknown key", &[("a.txt", CLEAN), ("gouji.toml", "fail_on = \"never\"\n")], &["a.txt"], 2, "fail-on"),
    case("an unknown rule", &[("a.txt", CLEAN), ("gouji.toml", "[severity]\n\"desk/section-missing\" = \"off\"\n")], &["a.txt"], 2, "是不是「desk/section-is-missing」"),
    case("an unknown pack", &[("a.txt", CLEAN), ("gouji.toml", "packs = { deks = \"off\" }\n")], &["a.txt"], 2, "是不是「desk」"),
    case("bad TOML", &[("a.txt", CLEAN), ("gouji.toml", "a = = 1\n")], &["a.txt"], 2, "TOML"),
    case("a broken rule", &[("a.txt", CLEAN), ("rules/bad.toml", "[pack]\nname = \"bad\"\n[rule.x]\nseverty = 1\n")], &["a.txt", "--rules", "rules/bad.toml"], 2, "severity"),
    case("a broken rule of the configuration", &[("a.txt", CLEAN), ("ours/bad.toml", "[pack]\nname = \"bad\"\n[rule.x]\nseverty = 1\n"), ("gouji.toml", "rules = [\"ours\"]\n")], &["a.txt"], 2, "severity"),
    case("rules of the configuration that are not there", &[("a.txt", CLEAN), ("gouji.toml", "rules = [\"ours\"]\n")], &["a.txt"], 2, "ours"),
    case("waived", &[("a.txt", FAULTY), ("gouji-waivers.toml", WAIVER)], &["a.txt", "--as-of", "2030-06-30"], 0, "1 个问题已豁免"),
    case("waived until yesterday", &[("a.txt", FAULTY), ("gouji-waivers.toml", WAIVER)], &["a.txt", "--as-of", "2030-07-01"], 1, "gouji/waiver-expired"),
    case("waivers without the configuration", &[("a.txt", FAULTY), ("gouji-waivers.toml", WAIVER)], &["a.txt", "--as-of", "2030-06-30", "--no-config"], 1, "错误[desk"),
    case("waivers by hand", &[("a.txt", FAULTY), ("w/w.toml", WAIVER)], &["a.txt", "--as-of", "2030-06-30", "--waivers", "w/w.toml"], 0, "已豁免"),
    case("an unused waiver", &[("a.txt", CLEAN), ("gouji-waivers.toml", UNUSED)], &["a.txt"], 0, "gouji/waiver-unused"),
    case("an unused waiver, warnings fail", &[("a.txt", CLEAN), ("gouji-waivers.toml", UNUSED)], &["a.txt", "--fail-on", "warning"], 1, "gouji/waiver-unused"),
    case("a waiver without a reason", &[("a.txt", FAULTY), ("gouji-waivers.toml", NO_REASON)], &["a.txt"], 2, "缺少 reason"),
    case("a day that is none", &[("a.txt", CLEAN)], &["a.txt", "--as-of", "2030-02-30"], 2, "2030-02-30"),
    case("an empty baseline", &[("a.txt", FAULTY), ("b.json", EMPTY_BASELINE)], &["a.txt", "--baseline", "b.json"], 1, "错误[desk"),
    case("a baseline that is not there", &[("a.txt", CLEAN)], &["a.txt", "--baseline", "b.json"], 2, "b.json"),
    case("a baseline that is none", &[("a.txt", CLEAN), ("b.json", "[]")], &["a.txt", "--baseline", "b.json"], 2, "b.json"),
    case("a stale entry", &[("a.txt", CLEAN), ("b.json", STALE_BASELINE)], &["a.txt", "--baseline", "b.json"], 0, "gouji/baseline-stale"),
    case("a stale entry, warnings fail", &[("a.txt", CLEAN), ("b.json", STALE_BASELINE)], &["a.txt", "--baseline", "b.json", "--fail-on", "warning"], 1, "gouji/baseline-stale"),
    case("an unknown format", &[("a.txt", CLEAN)], &["a.txt", "--format", "xml"], 2, "junit"),
    case("two formats on one output", &[("a.txt", CLEAN)], &["a.txt", "--format", "text", "--format", "json"], 2, "标准输出"),
    case("a file that cannot be written", &[("a.txt", CLEAN), ("out", "x")], &["a.txt", "--format", "text", "--format", "json=out/x.json"], 2, "out/x.json"),
    case("rules by hand, never tried", &[("a.txt", CLEAN), ("never.toml", NEVER)], &["a.txt", "--rules", "never.toml"], 0, "1 条另加的规则没有用上"),
    case("rules by hand, never tried, strictly", &[("a.txt", CLEAN), ("never.toml", NEVER)], &["a.txt", "--rules", "never.toml", "--strict"], 3, "gouji/idle-rules"),
    case("rules by hand, never tried, beside an error", &[("a.txt", FAULTY), ("never.toml", NEVER)], &["a.txt", "--rules", "never.toml"], 1, "gouji/idle-rules"),
    case("rules by hand, never tried, strictly, allowed", &[("a.txt", CLEAN), ("never.toml", NEVER), ("gouji.toml", "strict = true\nallow = \"idle-rules\"\n")], &["a.txt", "--rules", "never.toml"], 0, "gouji/idle-rules"),
    case("rules of the configuration, never tried", &[("a.txt", CLEAN), ("never.toml", NEVER), ("gouji.toml", "strict = true\nrules = [\"never.toml\"]\n")], &["a.txt"], 3, "gouji/idle-rules"),
    case("rules of the configuration, never tried, switched off", &[("a.txt", CLEAN), ("never.toml", NEVER), ("gouji.toml", "strict = true\nrules = [\"never.toml\"]\npacks = { never = \"off\" }\n")], &["a.txt"], 0, "1 个文件"),
    case("dead rules are listed", &[("a.txt", CLEAN), ("never.toml", NEVER)], &["a.txt", "--rules", "never.toml", "--dead-rules"], 0, "never/total-differs  never.toml:6"),
    case("the configuration is shown", &[("a.txt", FAULTY), ("gouji.toml", "fail-on = \"never\"\n")], &["a.txt", "--show-config"], 0, "# gouji.toml:1"),
    case("a configuration at fault is shown", &[("a.txt", FAULTY), ("gouji.toml", "failon = \"never\"\n")], &["a.txt", "--show-config"], 2, "fail-on"),
    case("findings that are not shown count", &[("a.txt", FAULTY)], &["a.txt", "--max-findings", "0"], 1, "另有 1 条未显示"),
];

fn run(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let told = gouji_in(folder.path(), args);
    (told.code, told.both())
}

fn desk(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("rules/desk.toml", DESK), ("rules/other.toml", OTHER)]);
    put(folder.path(), files);
    folder
}

const RULES: [&str; 5] = ["--no-default-rules", "--rules", "rules/desk.toml", "--rules", "rules/other.toml"];

#[test]
fn every_situation_ends_as_it_must() {
    let mut wrong = Vec::new();
    for case in CASES {
        let folder = desk(case.files);
        let mut args = vec!["check"];
        args.extend(RULES);
        args.extend(case.args);
        let (code, told) = run(&folder, &args);
        if code != case.code || !told.contains(case.told) {
            wrong.push(format!("{}: {code}, not {}, or without {}\n{told}", case.name, case.code, case.told));
        }
    }
    assert!(CASES.len() >= 25 && wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Runs `gouji` step by step in one folder: what it is called with, how it ends, what it tells.
fn steps(folder: &TempDir, steps: &[(&[&str], i32, &str)]) {
    for (args, code, told) in steps {
        let mut all: Vec<&str> = args.to_vec();
        all.extend(RULES);
        let (ended, said) = run(folder, &all);
        assert!(
            ended == *code && said.contains(told),
            "{args:?}: {ended}, not {code}, or without {told}\n{said}"
        );
    }
}

#[test]
fn a_baseline_grows_only_when_told_and_shrinks_by_itself() {
    let folder = desk(&[("a.txt", FAULTY)]);
    steps(
        &folder,
        &[
            (&["baseline", "a.txt"], 0, "+1/−0，共 1 条"),
            (&["check", "a.txt", "--baseline", "gouji-baseline.json"], 0, "1 个问题在基线里"),
            (&["check", "a.txt"], 1, "错误[desk"),
        ],
    );
    fs::write(folder.path().join("b.txt"), FAULTY).unwrap();
    steps(
        &folder,
        &[
            (&["check", "a.txt", "b.txt", "--baseline", "gouji-baseline.json"], 1, "b.txt:1"),
            (&["baseline", "a.txt", "b.txt"], 1, "--accept-new"),
            (&["check", "b.txt", "--baseline", "gouji-baseline.json"], 1, "b.txt:1"),
            (&["baseline", "a.txt", "b.txt", "--accept-new"], 0, "+1/−0，共 2 条"),
            (&["check", "a.txt", "b.txt", "--baseline", "gouji-baseline.json"], 0, "2 个问题在基线里"),
        ],
    );
    fs::write(folder.path().join("a.txt"), format!("\n\n\n{FAULTY}")).unwrap();
    fs::write(folder.path().join("b.txt"), CLEAN).unwrap();
    steps(
        &folder,
        &[
            (&["check", "a.txt", "b.txt", "--baseline", "gouji-baseline.json"], 0, "gouji/baseline-stale"),
            (&["baseline", "a.txt", "b.txt"], 0, "+0/−1，共 1 条"),
            (&["baseline", "a.txt", "gone.txt"], 3, "基线未写"),
            (&["baseline", "a.txt", "gone.txt", "--no-config", "--config", "x"], 2, "--config"),
        ],
    );
}

#[test]
fn waivers_are_written_for_findings_that_are_there() {
    let folder = desk(&[
        ("docs/a.txt", FAULTY),
        ("docs/b.txt", FAULTY),
        ("gouji.toml", "trust = \"docs\"\n"),
        ("docs/gouji.toml", ""),
    ]);
    let mut args = vec!["check", "docs/a.txt", "--fingerprints", "--format", "short"];
    args.extend(RULES);
    let (_, told) = run(&folder, &args);
    let print = told.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(print.len(), 32, "{told}");
    let known = |day: &'static str| ["--reason", "补充\"公开\"", "--by", "甲", "--until", day];
    let waive = |print: &'static str, path: &'static str| {
        let mut all = vec!["waive", print, path];
        all.extend(known("2030-06-30"));
        all
    };
    let short: &'static str = Box::leak(print[..10].to_owned().into_boxed_str());
    steps(
        &folder,
        &[
            (&waive("0123456789", "docs/a.txt"), 2, "没有指纹"),
            (&waive("xyz", "docs/a.txt"), 2, "不是指纹"),
            (&waive(short, "docs"), 2, "不止一处"),
            (&["waive", short, "docs/a.txt", "--reason", " ", "--by", "甲"], 2, "--reason"),
            (
                &["waive", short, "docs/a.txt", "--reason", "x", "--by", "甲", "--until", "明天"],
                2,
                "不是日期",
            ),
            (&["waive", short, "docs/a.txt", "--reason", "x"], 2, "--by"),
            (&waive(short, "docs/a.txt"), 0, "docs/gouji-waivers.toml"),
            (&waive(short, "docs/a.txt"), 2, "已经豁免"),
            (&["check", "docs/a.txt", "--as-of", "2030-06-30"], 0, "1 个问题已豁免"),
            (&["check", "docs", "--as-of", "2030-06-30"], 1, "b.txt"),
            (&["check", "docs/a.txt", "--as-of", "2031-01-01"], 1, "gouji/waiver-expired"),
        ],
    );
    let (_, told) = run(
        &folder,
        &[&["check", "docs", "--as-of", "2030-06-30", "--format", "sarif"], &RULES[..]].concat(),
    );
    let sarif: serde_json::Value = serde_json::from_str(&told).unwrap();
    let results = &sarif["runs"][0]["results"];
    let said = &results[0]["suppressions"][0];
    assert_eq!(
        (said["kind"].as_str(), said["justification"].as_str()),
        (Some("external"), Some("补充\"公开\"（甲，到 2030-06-30）"))
    );
    assert!(results[1].get("suppressions").is_none(), "{results}");
}

#[test]
fn rules_of_a_configuration_are_for_its_documents_only() {
    let folder = desk(&[
        ("gouji.toml", "trust = \"a\"\n"),
        ("a/gouji.toml", "rules = [\"ours.toml\"]\n"),
        (
            "a/ours.toml",
            "[pack]\nname = \"ours\"\n[section.\"附件\"]\nheading = \"*附件*\"\n[rule.annex-is-missing]\ntitle = \"要有附件\"\nseverity = \"error\"\ncheck.present = { sections = [\"附件\"] }\n",
        ),
        ("a/x.txt", CLEAN),
        ("b/y.txt", CLEAN),
    ]);
    steps(
        &folder,
        &[
            (&["check", "a", "b", "--format", "short"], 1, "a/x.txt:1:1: error[ours/annex-is-missing]"),
            (&["check", "b"], 0, "1 个文件"),
        ],
    );
    let (_, told) = run(&folder, &[&["check", "a", "b", "--format", "short"], &RULES[..]].concat());
    assert!(!told.contains("b/y.txt"), "{told}");
}

#[test]
fn the_origin_of_every_value_is_shown() {
    let folder = desk(&[
        (
            "gouji.toml",
            "lang = \"en\"\nfail-on = \"error\"\ntrust = \"docs\"\n[severity]\n\"p/r\" = \"off\"\n",
        ),
        ("docs/gouji.toml", "fail-on = \"never\"\n[[kind]]\npath = \"*.md\"\npacks = [\"desk\"]\n"),
        ("docs/a.txt", CLEAN),
    ]);
    let (code, told) = run(&folder, &["check", "docs", "--show-config", "--exclude", "old"]);
    assert_eq!(code, 0);
    for (line, origin) in [
        ("lang = \"en\"", "gouji.toml:1"),
        ("fail-on = \"never\"", "docs/gouji.toml:1"),
        ("include = [", "default"),
        ("exclude = [\"old\"]", "command line"),
        ("severity.\"p/r\" = \"off\"", "gouji.toml:5"),
        ("kind = { path = [\"*.md\"], packs = [\"desk\"] }", "docs/gouji.toml:2"),
    ] {
        let shown = told.lines().find(|shown| shown.starts_with(line)).unwrap_or_default();
        assert!(shown.ends_with(&format!("# {origin}")), "{line}: {told}");
    }
}

#[test]
fn demands_that_could_not_be_checked_fail_a_strict_run_unless_allowed() {
    let folder = desk(&[("a.txt", include_str!("../../fixtures/budget-faulty.txt"))]);
    for (allow, args, code) in [
        ("", &["check", "a.txt"][..], 1),
        ("", &["check", "a.txt", "--fail-on", "never"], 0),
        ("", &["check", "a.txt", "--fail-on", "never", "--strict"], 3),
        ("strict = true\nallow = [\"unreadable-figures\"]\n", &["check", "a.txt", "--fail-on", "never"], 0),
        ("strict = true\nallow = [\"no-pack\"]\n", &["check", "a.txt", "--fail-on", "never"], 3),
    ] {
        fs::write(folder.path().join("gouji.toml"), allow).unwrap();
        let (ended, told) = run(&folder, args);
        assert!(
            ended == code && told.contains("提示[gouji/unreadable-figures]"),
            "{allow}{args:?}: {ended}\n{told}"
        );
    }
}

/// What is said of a document as a whole points at the first line that says something.
#[test]
fn what_is_said_of_a_document_points_at_words() {
    let faults = "\n\n2025年部门预算公开\n\n表八 项目支出表\n项目\t金额\n甲\tx\n";
    let folder = desk(&[("a.txt", "\n\n  会议纪要\n一、议题\n无。\n"), ("b.txt", faults)]);
    let (_, told) = run(&folder, &["check", "a.txt", "b.txt", "--format", "short"]);
    let place = |rule: &str| {
        told.lines().find(|line| line.contains(rule)).map(|line| line.split(' ').next().unwrap())
    };
    assert_eq!(place("gouji/no-pack"), Some("a.txt:3:3:"), "{told}");
    assert_eq!(place("gouji/unreadable-figures"), Some("b.txt:3:1:"), "{told}");
}

#[test]
fn rules_that_are_for_any_document_do_not_make_it_a_known_one() {
    let folder = desk(&[("a.txt", "会议纪要\n一、议题\n无。\n")]);
    let (code, told) = run(&folder, &["check", "a.txt", "--strict"]);
    assert!(code == 3 && told.contains("gouji/no-pack"), "{code}\n{told}");
}

#[test]
fn rules_of_a_configuration_are_heard_by_every_command() {
    let ours = "[pack]\nname = \"ours\"\n[table.\"收支表\"]\ncaption = \"*收支表\"\n[rule.total-differs]\ntitle = \"两项\"\ncheck.formula = \"收支表[两项] = 收支表[甲] + 收支表[乙]\"\nexample = [\n  { name = \"错\", text = \"收支表\\n项目\\t金额\\n甲\\t6.00\\n乙\\t4.00\\n两项\\t12.00\\n\", marks = [\"12.00\"] },\n  { name = \"对\", text = \"收支表\\n项目\\t金额\\n甲\\t6.00\\n乙\\t4.00\\n两项\\t10.00\\n\", marks = [] },\n]\n";
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        &[
            ("gouji.toml", "root = true\nrules = [\"ours.toml\"]\n"),
            ("ours.toml", ours),
            ("a.txt", "收支表\n项目\t金额\n甲\t6.00\n乙\t4.00\n两项\t10.00\n"),
        ],
    );
    for (args, told) in [
        (&["rules"][..], "ours/total-differs"),
        (&["rules", "--dead", "a.txt"], "个文件上没有用上"),
        (&["explain", "ours/total-differs"], "规则文件"),
        (&["inspect", "--names", "a.txt"], "# ours  ours"),
        (&["inspect", "--ticks", "a.txt"], "10.00✓"),
        (&["try", "收支表[两项] = 10", "a.txt"], "成立"),
        (&["test", "ours.toml"], "全部符合"),
        (&["check", "a.txt"], "3 个已核对"),
    ] {
        let (code, said) = run(&folder, args);
        assert!(code == 0 && said.contains(told), "{args:?}: {code}, or without {told}\n{said}");
        let without = [args, &["--no-config"]].concat();
        let (_, said) = run(&folder, &without);
        assert!(args[0] == "test" || args.contains(&"--dead") || !said.contains(told), "{without:?}\n{said}");
    }
}

#[test]
fn a_layer_may_require_what_its_base_does_not() {
    let base = REQUIRED.replace("required = true\n", "");
    let layer = "[pack]\nname = \"strict\"\nextends = \"needed\"\n[rule.total-differs]\nrequired = true\n";
    let folder = desk(&[("a.txt", CLEAN), ("base.toml", &base), ("layer.toml", layer)]);
    steps(
        &folder,
        &[
            (&["check", "a.txt", "--rules", "base.toml"], 0, "1 条另加的规则没有用上"),
            (&["check", "a.txt", "--rules", "base.toml", "--rules", "layer.toml"], 3, "gouji/required-rule"),
            (&["explain", "total-differs", "--rules", "base.toml", "--rules", "layer.toml"], 0, "必须核对"),
            (
                &["rules", "--format", "json", "--rules", "base.toml", "--rules", "layer.toml"],
                0,
                "\"required\": true",
            ),
        ],
    );
    let wrong = REQUIRED.replace("required = true", "required = \"yes\"");
    fs::write(folder.path().join("wrong.toml"), wrong).unwrap();
    steps(&folder, &[(&["check", "a.txt", "--rules", "wrong.toml"], 2, "true")]);
}
