//! Whose rules are for whom: what one folder's configuration names is for its documents alone, what comes with the program
//! makes way only where somebody says so, and no pack reads files that are not its own.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use crate::common::{Told, gouji_in, put};
use tempfile::TempDir;

/// A document of no known kind in which something is left to fill in.
const LEFT: &str = "会议纪要\n一、议题\n本年XX元。\n";
const FOUND: &str = "f.txt:3:3: error[text/placeholder-left]";

/// A rule of the pack `name` against `word`.
fn against(name: &str, word: &str) -> String {
    format!(
        "[pack]\nname = \"{name}\"\n[rule.word-is-there]\ntitle = \"词\"\nseverity = \"error\"\nwhy = \"-\"\ncheck.text = {{ forbid = \"{word}\" }}\n"
    )
}

fn desk(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    // Each folder speaks for itself.
    put(folder.path(), &[("gouji.toml", "trust = [\"**\"]\n")]);
    put(folder.path(), files);
    folder
}

fn check(folder: &Path, args: &[&str]) -> Told {
    gouji_in(folder, &[&["check", "--format", "short"], args].concat())
}

/// Lines of `told` about the document at `path`.
fn about<'t>(told: &'t Told, path: &str) -> Vec<&'t str> {
    told.out.lines().filter(|line| line.starts_with(path)).collect()
}

#[test]
fn a_pack_of_the_same_name_belongs_to_the_folder_that_names_it() {
    for word in ["绝不出现", "议题"] {
        let rules = against("text", word);
        let files = [("a/x.toml", rules.as_str()), ("a/gouji.toml", "rules = [\"x.toml\"]\n")];
        let folder = desk(&[&files[..], &[("a/f.txt", LEFT), ("b/f.txt", LEFT)]].concat());
        let alone = check(folder.path(), &["b"]);
        let both = check(folder.path(), &["a", "b"]);
        assert_eq!((alone.code, both.code), (1, 1), "{word}: {}", both.both());
        assert_eq!(about(&alone, "b/"), about(&both, "b/"), "{word}");
        assert!(about(&both, "b/").iter().any(|line| line.contains("gouji/no-pack")), "{}", both.out);
        let fires = about(&both, "a/").iter().any(|line| line.contains("text/word-is-there"));
        assert_eq!(fires, word == "议题", "{}", both.out);
        assert!(about(&both, "a/").iter().any(|line| line.contains(FOUND)), "{}", both.out);
    }
}

/// A file of the same path as a shipped one takes nothing away, wherever the program is called.
#[test]
fn a_configuration_replaces_nothing_by_a_path() {
    let rules = against("text", "绝不出现");
    let folder = desk(&[
        ("v/rules/text/placeholders.toml", &rules),
        ("v/gouji.toml", "rules = [\"rules/text/placeholders.toml\"]\n"),
        ("v/f.txt", LEFT),
        ("b/f.txt", LEFT),
    ]);
    let within = check(&folder.path().join("v"), &["f.txt", "../b/f.txt"]);
    assert!(within.code == 1 && within.out.matches(FOUND).count() == 2, "{}", within.both());
    let above = check(folder.path(), &["v", "b"]);
    assert!(above.code == 1 && above.out.matches(FOUND).count() == 2, "{}", above.both());
}

#[test]
fn what_replaces_a_shipped_file_says_so() {
    let says = |what: &str| {
        let head = format!("[pack]\nname = \"text\"\nreplaces = {what}\n");
        against("text", "议题").replacen("[pack]\nname = \"text\"\n", &head, 1)
    };
    let rules = says("\"gouji:rules/text/placeholders.toml\"");
    let folder = desk(&[
        ("a/x.toml", &rules),
        ("a/gouji.toml", "rules = [\"x.toml\"]\n"),
        ("a/f.txt", LEFT),
        ("b/f.txt", LEFT),
    ]);
    // Where it is named by a configuration, for its documents.
    let told = check(folder.path(), &["a", "b"]);
    assert!(about(&told, "a/").iter().all(|line| !line.contains("placeholder-left")), "{}", told.out);
    assert!(about(&told, "a/").iter().any(|line| line.contains("text/word-is-there")), "{}", told.out);
    assert!(about(&told, "b/").iter().any(|line| line.contains(FOUND)), "{}", told.out);
    // By hand, for all.
    let told = check(folder.path(), &["b", "--rules", "a/x.toml"]);
    assert!(told.code == 1 && !told.out.contains("placeholder-left"), "{}", told.both());
    // The other files of a pack stay with what took the place of its head.
    let all = says("[\"gouji:rules/text/pack.toml\", \"gouji:rules/text/placeholders.toml\"]");
    let fact = "[fact.\"年度\"]\nin = \"title\"\nfind = \"{value:year}年\"\n";
    put(folder.path(), &[("a/x.toml", &format!("{all}{fact}"))]);
    let told = check(folder.path(), &["b", "--rules", "a/x.toml"]);
    assert!(told.code == 1 && told.out.contains("text/word-is-there"), "{}", told.both());
    // What there is not cannot make way.
    put(folder.path(), &[("a/x.toml", &says("\"gouji:rules/text/placeholder.toml\""))]);
    let told = gouji_in(folder.path(), &["check", "b", "--rules", "a/x.toml"]);
    let meant = "是不是「gouji:rules/text/placeholders.toml」";
    assert!(told.code == 2 && told.out.contains(meant), "{}", told.both());
    let bare = gouji_in(folder.path(), &["check", "b", "--rules", "a/x.toml", "--no-default-rules"]);
    assert_eq!(bare.code, 1, "nothing to make way: {}", bare.both());
}

/// Named by hand, a file of the same path still takes the place of the shipped one, and that is told.
#[test]
fn by_hand_the_path_is_enough_and_is_told() {
    let rules = against("text", "议题");
    let folder = desk(&[("rules/text/placeholders.toml", &rules), ("b/f.txt", LEFT)]);
    for named in ["rules/text/placeholders.toml", "rules", "./rules/text"] {
        let told = check(folder.path(), &["b", "--rules", named]);
        assert_eq!(told.code, 1, "{named}: {}", told.both());
        assert!(!told.out.contains("placeholder-left"), "{named}: {}", told.out);
        assert!(
            told.out.contains("代替了自带的 gouji:rules/text/placeholders.toml"),
            "{named}: {}",
            told.out
        );
    }
}

/// Rules that never ran on their own folder's documents are not alive because others of their name are elsewhere.
#[test]
fn rules_are_idle_where_they_never_ran() {
    let table = |name: &str, table: &str| {
        format!(
            "[pack]\nname = \"{name}\"\n[table.\"表\"]\ncaption = \"*{table}\"\n[rule.total-differs]\ntitle = \"合计\"\nwhy = \"-\"\ncheck.formula = \"表[甲] = 21\"\n"
        )
    };
    let document = "收支表\n\n项目\t金额\n甲\t21.00\n";
    let folder = desk(&[
        ("a/x.toml", &table("mine", "渡船表")),
        ("a/gouji.toml", "rules = [\"x.toml\"]\n"),
        ("a/f.txt", document),
        ("b/x.toml", &table("mine", "收支表")),
        ("b/gouji.toml", "rules = [\"x.toml\"]\n"),
        ("b/f.txt", document),
    ]);
    let told = check(folder.path(), &["a", "b", "--no-default-rules"]);
    assert!(told.code == 0 && told.out.contains("gouji/idle-rules"), "{}", told.both());
    let idle: Vec<&str> = told.out.lines().filter(|line| line.contains("gouji/idle-rules")).collect();
    assert!(idle.len() == 1 && idle[0].contains("a/x.toml"), "{}", told.out);
    let told = check(folder.path(), &["b", "--no-default-rules"]);
    assert_eq!(told.code, 0, "{}", told.both());
}

#[test]
fn many_folders_share_what_they_have_in_common() {
    let rules = against("mine", "议题");
    let folder = desk(&[]);
    for at in 0..12 {
        put(
            folder.path(),
            &[
                (&format!("{at:02}/x.toml"), &rules),
                (&format!("{at:02}/gouji.toml"), "rules = [\"x.toml\"]\n"),
                (&format!("{at:02}/f.txt"), LEFT),
            ],
        );
    }
    let told = gouji_in(folder.path(), &["check", ".", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let count = |id: &str| rules.iter().filter(|rule| rule["id"] == id).count();
    assert_eq!((count("text/placeholder-left"), count("budget/table-is-missing")), (1, 1));
    assert_eq!(told.out.matches("\"ruleId\": \"mine/word-is-there\"").count(), 12);
}

/// What a folder says beside others is what it says alone: of a layer over a shipped pack, of a pack over one that is named by
/// hand, and of mistakes.
#[test]
fn a_folder_says_the_same_beside_others() {
    let layer = "[pack]\nname = \"ours\"\nextends = \"text\"\napplies = { title = \"*会议*\" }\n[rule.placeholder-left]\nseverity = \"warning\"\n";
    let over = against("ours", "议题").replacen("\n[rule", "\nextends = \"hand\"\n[rule", 1);
    let lost = layer.replace("\"text\"", "\"txet\"");
    let files: [(&str, &str, &str); 5] = [
        ("a", layer, "warning[text/placeholder-left]"),
        ("b", &over, "hand/word-is-there"),
        ("c", &lost, "没有名为「txet」的规则包"),
        ("d", "[rule.x]\ntitle = \"x\"\n", "不知道这个文件属于哪个规则包"),
        ("e", "[pack]\nname = \"e\"\n", "hand/word-is-there"),
    ];
    let folder = desk(&[("hand.toml", &against("hand", "本年"))]);
    for (name, rules, _) in &files {
        put(
            folder.path(),
            &[
                (&format!("{name}/x.toml"), *rules),
                (&format!("{name}/gouji.toml"), "rules = [\"x.toml\"]\nallow = \"idle-rules\"\n"),
                (&format!("{name}/f.txt"), LEFT),
            ],
        );
    }
    let by_hand = ["--rules", "hand.toml"];
    let all = check(folder.path(), &[&["a", "b", "c", "d", "e"][..], &by_hand].concat());
    assert_eq!(all.code, 2, "{}", all.both());
    for (name, _, told) in &files {
        let alone = check(folder.path(), &[&[*name][..], &by_hand].concat());
        assert_eq!(about(&alone, name), about(&all, name), "{name}");
        assert!(about(&all, name).iter().any(|line| line.contains(told)), "{name}: {}", all.out);
    }
}

/// Nothing of the machine's files is told because a folder's configuration names them.
#[test]
fn a_configuration_names_rules_of_its_own_folder_only() {
    let secret = "密码一二三\n";
    for (named, link) in [
        ("../secret.toml", None),
        ("/SECRET", None),
        ("../more", None),
        ("l.toml", Some("../secret.toml")),
        ("m", Some("../more")),
        ("sub/../../secret.toml", None),
    ] {
        let folder = desk(&[
            ("secret.toml", secret),
            ("more/secret.toml", secret),
            ("d/sub/x.toml", "[pack]\nname = \"x\"\n"),
            ("d/f.txt", LEFT),
        ]);
        let absolute = folder.path().join("secret.toml").display().to_string();
        let named = named.replace("/SECRET", &absolute);
        put(folder.path(), &[("d/gouji.toml", &format!("rules = [\"{named}\"]\n"))]);
        #[cfg(unix)]
        if let Some(link) = link {
            std::os::unix::fs::symlink(link, folder.path().join("d").join(&named)).unwrap();
        }
        let told = gouji_in(folder.path(), &["check", "d"]);
        assert!(told.code == 2 && told.both().contains("不在这份配置所在的目录里"), "{}", told.both());
        assert!(!told.both().contains("密码"), "{named}: {}", told.both());
        assert!(told.out.contains("--config"), "the step: {}", told.out);
        // Whoever starts the program may name any.
        let told = gouji_in(folder.path(), &["check", "d", "--config", "d/gouji.toml"]);
        assert!(told.code == 2 && !told.both().contains("不在这份配置"), "{named}: {}", told.both());
    }
}

#[test]
fn a_pack_reads_nothing_outside_its_folder() {
    let pack = |file: &str| {
        format!(
            "[pack]\nname = \"p\"\napplies = {{ title = \"*\" }}\n[dictionary.\"科目\"]\nfile = \"{file}\"\n"
        )
    };
    for (file, link) in [
        ("../secret.csv", None),
        ("sub/../../secret.csv", None),
        ("/SECRET", None),
        ("l.csv", Some("../secret.csv")),
        ("sub/l.csv", Some("../../secret.csv")),
    ] {
        let folder = desk(&[("secret.csv", "密码一二三\n"), ("p/sub/x.txt", ""), ("f.txt", LEFT)]);
        let absolute = folder.path().join("secret.csv").display().to_string();
        let file = file.replace("/SECRET", &absolute);
        put(folder.path(), &[("p/p.toml", &pack(&file))]);
        #[cfg(unix)]
        if let Some(link) = link {
            std::os::unix::fs::symlink(link, folder.path().join("p").join(&file)).unwrap();
        }
        for named in ["p", "p/p.toml"] {
            let told = gouji_in(folder.path(), &["check", "f.txt", "--no-default-rules", "--rules", named]);
            assert!(told.code == 2 && !told.both().contains("密码"), "{file}: {}", told.both());
            assert!(told.both().contains("目录"), "{file}: {}", told.both());
        }
    }
    // Beside it, below it, and what comes with the program.
    for file in ["codes.csv", "./sub/codes.csv", "gouji:rules/budget/functional-codes.csv"] {
        let folder = desk(&[
            ("p/codes.csv", "201,甲\n"),
            ("p/sub/codes.csv", "201,甲\n"),
            ("p/p.toml", &pack(file)),
            ("f.txt", LEFT),
        ]);
        let told = gouji_in(folder.path(), &["check", "f.txt", "--no-default-rules", "--rules", "p"]);
        assert_eq!(told.code, 0, "{file}: {}", told.both());
    }
}

/// In a rules directory too a link leads nowhere else.
#[cfg(unix)]
#[test]
fn a_rules_directory_holds_its_own_files() {
    let folder =
        desk(&[("secret.toml", "密码一二三\n"), ("p/p.toml", &against("p", "议题")), ("f.txt", LEFT)]);
    std::os::unix::fs::symlink("../secret.toml", folder.path().join("p/l.toml")).unwrap();
    let told = gouji_in(folder.path(), &["check", "f.txt", "--no-default-rules", "--rules", "p"]);
    assert!(told.code == 2 && told.err.contains("p/l.toml"), "{}", told.both());
    assert!(!told.both().contains("密码"), "{}", told.both());
}
