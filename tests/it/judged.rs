//! Every output says by whose rules a run was judged: a folder's configuration that pardons its own documents is named, with
//! what it switches off, grades otherwise and leaves out.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{DESK, Told, gouji_in, put};

const FAULTY: &str = "某部门预算\n一、概况\n无。\n";

/// What a folder may say to pardon itself, and what is told of it.
const PARDONS: &[(&str, &str)] = &[
    ("fail-on = \"never\"\n", "fail-on = never"),
    ("[severity]\n\"desk/section-is-missing\" = \"off\"\n", "关闭规则 desk/section-is-missing"),
    ("[severity]\n\"desk/section-is-missing\" = \"note\"\n", "改级 desk/section-is-missing = note"),
    ("packs = { desk = \"off\" }\n", "关闭规则包 desk"),
    ("[[kind]]\npath = \"**\"\npacks = [\"other\"]\n", "按路径定规则包 ** → other"),
    ("exclude = [\"f.txt\"]\n", "略去 1 个文件"),
    ("include = [\"c.txt\"]\n", "略去 3 个文件"),
    ("exclude = [\"deep\"]\nfail-on = \"never\"\n", "略去 2 个文件"),
    ("strict = true\nallow = [\"no-pack\"]\nfail-on = \"never\"\n", "strict = true；放行 no-pack"),
    ("min-read = 5\nfail-on = \"never\"\n", "min-read = 5%"),
];

const FORMATS: [&str; 11] =
    ["text", "short", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "csv", "html"];

fn desk(config: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        &[
            ("rules/desk.toml", DESK),
            ("rules/other.toml", "[pack]\nname = \"other\"\napplies = { title = \"*决算*\" }\n"),
            ("gouji.toml", "trust = \"docs\"\n"),
            ("docs/gouji.toml", config),
            ("docs/f.txt", FAULTY),
            ("docs/c.txt", "某部门预算\n一、说明\n无。\n"),
            ("docs/deep/g.txt", FAULTY),
            ("docs/deep/h.md", FAULTY),
            ("docs/deep/.hidden.txt", FAULTY),
            ("docs/deep/i.bin", "x"),
        ],
    );
    folder
}

fn check(folder: &Path, args: &[&str]) -> Told {
    let rules = ["check", "--no-default-rules", "--rules", "rules/desk.toml", "--rules", "rules/other.toml"];
    gouji_in(folder, &[&rules[..], args].concat())
}

#[test]
fn a_folder_that_pardons_itself_is_named_in_every_format() {
    for (config, said) in PARDONS {
        let folder = desk(config);
        for format in FORMATS {
            let told = check(folder.path(), &["docs", "--format", format]).out;
            let told = told.replace('\\', "").replace("&gt;", ">");
            let is_for_programs = ["json", "sarif"].contains(&format);
            assert!(told.contains("docs/gouji.toml"), "{format} names no configuration: {config}\n{told}");
            let shown = is_for_programs || told.contains(said);
            assert!(shown, "{format} does not say {said}: {config}\n{told}");
        }
    }
}

#[test]
fn programs_are_told_all_of_it_for_each_configuration() {
    let config = "fail-on = \"never\"\nexclude = [\"f.txt\"]\nallow = [\"no-pack\"]\n[severity]\n\"desk/section-is-missing\" = \"off\"\n";
    let folder = desk(config);
    put(
        folder.path(),
        &[
            ("gouji.toml", "trust = \"docs\"\nmin-read = 90\n"),
            (
                "docs/gouji-waivers.toml",
                "[[waiver]]\nrule = \"desk/section-is-missing\"\nplace = \"*\"\ndocument = \"none.txt\"\nreason = \"a\"\nby = \"b\"\n",
            ),
            ("b.json", "{\"version\": 1, \"documents\": {}}"),
            ("own/k.txt", FAULTY),
        ],
    );
    let args = ["docs", "own", "--baseline", "b.json", "--format"];
    let told = check(folder.path(), &[&args[..], &["json"]].concat());
    let json: Value = serde_json::from_str(&told.out).unwrap();
    let by = json["judged_by"].as_array().unwrap();
    assert_eq!(by.len(), 2, "{by:#?}");
    let docs = &by[0];
    assert_eq!(docs["files"], serde_json::json!(["docs/gouji.toml", "gouji.toml"]));
    assert_eq!((docs["documents"].as_u64(), docs["left_out"].as_u64()), (Some(3), Some(1)));
    for (key, value) in [
        ("fail_on", serde_json::json!("never")),
        ("min_read", serde_json::json!("90%")),
        ("allow", serde_json::json!(["no-pack"])),
        ("rules_off", serde_json::json!(["desk/section-is-missing"])),
        ("exclude", serde_json::json!(["f.txt"])),
    ] {
        assert_eq!(docs[key], value, "{key}");
    }
    assert_eq!(by[1]["files"], serde_json::json!(["gouji.toml"]));
    assert_eq!(by[1]["documents"].as_u64(), Some(1));
    assert_eq!(json["waivers"][0]["path"], "docs/gouji-waivers.toml");
    assert_eq!(json["baseline"]["path"], "b.json");
    let told = check(folder.path(), &[&args[..], &["sarif"]].concat());
    let sarif: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(sarif["runs"][0]["invocations"][0]["properties"]["judgedBy"], json["judged_by"]);
    assert!(!told.out.contains("crates.io"), "nothing leads where nobody of ours is");
}

#[test]
fn where_nothing_was_configured_nothing_is_told() {
    let folder = desk("");
    let told = check(folder.path(), &["docs", "--no-config"]);
    assert!(!told.out.contains("判定依据"), "{}", told.out);
    let told = check(folder.path(), &["docs", "--no-config", "--format", "json"]);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        (json["judged_by"][0]["files"].as_array().unwrap().len(), json["judged_by"][0]["fail_on"].as_str()),
        (0, Some("error"))
    );
    let told = check(folder.path(), &["docs", "--no-config", "--fail-on", "never", "--exclude", "deep"]);
    assert!(told.out.contains("判定依据 命令行（2 个文件）：fail-on = never；略去 2 个文件"), "{}", told.out);
}

/// A host attaches what is found to files of the repository: it knows them by their paths in it.
#[test]
fn faults_of_a_configuration_stand_under_paths_of_the_repository() {
    let folder = desk("");
    put(folder.path(), &[("gouji.toml", "fail_on = \"never\"\n")]);
    let absolute = folder.path().join("docs").canonicalize().unwrap();
    for (here, path, expected) in [
        ("", "docs", "gouji.toml"),
        ("", absolute.to_str().unwrap(), "gouji.toml"),
        ("docs", "f.txt", "../gouji.toml"),
        ("docs/deep", "g.txt", "../../gouji.toml"),
    ] {
        let here = folder.path().join(here);
        let told = gouji_in(&here, &["check", path, "--format", "github"]).out;
        assert!(told.contains(&format!("::error file={expected},line=1")), "{told}");
        let told = gouji_in(&here, &["check", path, "--format", "sarif"]).out;
        let sarif: Value = serde_json::from_str(&told).unwrap();
        let place =
            &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(place, expected, "{told}");
    }
}

#[test]
fn what_no_pack_is_for_is_said_as_it_is() {
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        &[("a.txt", "商店账目\n\n项目\t本年\t上年\n甲\t6.00\t3.00\n乙\t4.00\t2.00\n合计\t10.00\t5.00\n")],
    );
    let told = gouji_in(folder.path(), &["check", "a.txt"]);
    assert_eq!(told.code, 0, "{}", told.out);
    assert!(
        told.out.contains("没有一个规则包专门适用于这类文件；6 个数里有 6 个由通用规则核对了"),
        "{}",
        told.out
    );
    let told = gouji_in(folder.path(), &["check", "a.txt", "--lang", "en"]).out;
    assert!(
        told.contains("6 of 6 figures were tied out by general rules") && !told.contains("were not checked"),
        "{told}"
    );
    assert!(told.contains("1 file of no known kind"), "{told}");
}

/// Which contents judged a run is told, so that two runs can be known to have been judged alike.
#[test]
fn programs_are_told_the_contents_of_all_that_judged() {
    let config = "fail-on = \"never\"\n";
    let folder = desk(config);
    put(folder.path(), &[("b.json", "{\"version\": 1, \"documents\": {}}")]);
    let run = |format: &str| check(folder.path(), &["docs", "--baseline", "b.json", "--format", format]).out;
    let json = |folder: &str| -> Value { serde_json::from_str(folder).unwrap() };
    let told = json(&run("json"));
    let digests = told["digests"].as_array().unwrap().clone();
    let of = |digests: &[Value], path: &str| {
        digests.iter().find(|one| one["path"] == path).unwrap_or(&Value::Null).clone()
    };
    for (path, role, text) in [
        ("docs/gouji.toml", "configuration", config),
        ("gouji.toml", "configuration", "trust = \"docs\"\n"),
        ("rules/desk.toml", "rules", DESK),
        ("b.json", "baseline", "{\"version\": 1, \"documents\": {}}"),
    ] {
        let one = of(&digests, path);
        assert_eq!(one["role"], role, "{path}: {digests:#?}");
        assert_eq!(one["sha256"], gouji::gate::sha256::sha256(text.as_bytes()), "{path}");
    }
    assert!(of(&digests, "gouji:rules").is_null(), "they were left out");
    assert_eq!(json(&run("sarif"))["runs"][0]["invocations"][0]["properties"]["digests"], told["digests"]);
    let page = run("html");
    assert!(digests.iter().all(|one| page.contains(one["sha256"].as_str().unwrap())));
    let told =
        json(&gouji_in(folder.path(), &["check", "docs/c.txt", "--no-config", "--format", "json"]).out);
    let own = of(told["digests"].as_array().unwrap(), "gouji:rules");
    assert_eq!((&own["role"], own["sha256"].as_str().unwrap().len()), (&Value::from("rules"), 64));
}
