//! What a configuration says, what it may not say, and which of two holds.

use super::*;
use crate::source::Source;

fn read(text: &str) -> (Config, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("gouji.toml", text));
    let (config, faults) = Config::parse(file, &sources, Path::new("/a"));
    (config, faults, sources)
}

#[test]
fn everything_is_read() {
    let (config, faults, _) = read(
        "root = true\nlang = \"en\"\nfail-on = \"warning\"\nstrict = true\nmin-read = 99.5\nrules = \"ours\"\ninclude = [\"*.text\"]\nexclude = [\"old\"]\n\
         allow = [\"no-pack\"]\npacks = { budget = \"off\", other = true }\n[severity]\n\"p/r\" = \"off\"\n\"p/s\" = \"note\"\n\
         [[kind]]\npath = \"final/**\"\npacks = [\"final\"]\n",
    );
    assert!(faults.is_empty(), "{faults:?}");
    assert!(
        config.root && config.allows(Allow::NoPack) && config.is_off("p/r") && !config.has_pack("budget")
    );
    assert_eq!(config.threshold(), Threshold::Warning);
    assert_eq!((config.is_strict(), config.min_read()), (true, Percent::parse("99.5%").unwrap()));
    assert_eq!(config.rules.as_ref().unwrap().value, [PathBuf::from("/a/ours")]);
    assert_eq!(config.severity("p/s", Severity::Error, Some(Severity::Error)), Severity::Note);
    assert!(config.kind(Path::new("/a/final/2030/x.txt")).is_some());
    assert!(config.kind(Path::new("/a/x.txt")).is_none());
    assert!(config.exclude.unwrap().value.hold(Path::new("/a/b/old/c.txt"), Path::new("/")));
}

#[test]
fn what_is_wrong_is_told_at_its_place_with_what_was_meant() {
    for (text, place, said, meant) in [
        ("fail_on = \"error\"\n", "fail_on", "没有名为「fail_on」的键", Some("fail-on")),
        ("fail-on = \"eror\"\n", "eror", "门槛不能是「eror」", Some("error")),
        ("lang = 5\n", "5", "这里应是文字", None),
        ("allow = [\"nopack\"]\n", "nopack", "可以放行的情形不能是「nopack」", Some("no-pack")),
        ("[severity]\n\"p/r\" = \"warn\"\n", "warn", "严重程度不能是「warn」", Some("warning")),
        ("[[kind]]\npacks = []\n", "[[kind]]", "缺少 path", None),
        ("[[kind]]\npath = \"a\"\npack = []\n", "pack", "没有名为「pack」的键", Some("packs")),
        ("exclude = [\"a{b\"]\n", "[\"a{b\"]", "通配符有误", None),
        ("root = \"yes\"\n", "\"yes\"", "true 或 false", None),
        ("strict = 1\n", "1", "true 或 false", None),
        ("min-read = 101\n", "101", "百分比", None),
        ("min-read = \"all\"\n", "\"all\"", "百分比", None),
        ("a = = 1\n", "", "TOML 语法有误", None),
    ] {
        let (_, faults, sources) = read(text);
        let fault = faults.iter().find(|fault| fault.message.get(Lang::Zh).contains(said));
        let fault = fault.unwrap_or_else(|| panic!("{text}: {faults:?}"));
        assert!(place.is_empty() || sources.slice(fault.primary.span) == place, "{text}: {fault:?}");
        let help = fault.help.as_ref().map(|help| help.get(Lang::En)).unwrap();
        let near = help.strip_prefix("did you mean `").map(|rest| rest.trim_end_matches("`?"));
        assert_eq!(near, meant, "{text}: {help}");
    }
}

#[test]
fn the_nearer_file_holds_key_by_key() {
    let near = read("fail-on = \"never\"\n[severity]\na = \"off\"\n").0;
    let far = read("fail-on = \"warning\"\nlang = \"en\"\n[severity]\na = \"note\"\nb = \"note\"\n").0;
    let both = near.over(&far);
    assert_eq!(both.threshold(), Threshold::Never);
    assert_eq!(both.lang.as_ref().unwrap().value, Lang::En);
    assert!(both.is_off("a") && !both.is_off("b"));
    assert_eq!(both.shown(Lang::Zh).len(), 13);
}

#[test]
fn a_finding_that_is_weaker_than_its_rule_stays_so() {
    let config = read("[severity]\na = \"error\"\n").0;
    assert_eq!(config.severity("a", Severity::Warning, Some(Severity::Warning)), Severity::Error);
    assert_eq!(config.severity("a", Severity::Note, Some(Severity::Warning)), Severity::Note);
}

#[test]
fn rules_and_packs_that_are_not_there_are_told() {
    let (config, _, _) = read("packs = { budgte = \"off\" }\n[severity]\n\"budget/shares\" = \"off\"\n");
    let faults = config.check_names(&["budget/share"], &["budget"]);
    let helps: Vec<&str> =
        faults.iter().filter_map(|fault| fault.help.as_ref()).map(|help| help.get(Lang::En)).collect();
    assert_eq!(helps, ["did you mean `budget/share`?", "did you mean `budget`?"]);
}

#[test]
fn words_that_have_no_effect_are_told_and_not_refused() {
    let told = |text: &str| read(text).0.without_effect().map(|told| told.message.get(Lang::En).to_owned());
    let all = "allow = [\"no-pack\", \"unreadable-figures\", \"idle-rules\"]\n";
    assert!(told(all).unwrap().starts_with("no-pack, idle-rules in `allow` has no effect"));
    assert_eq!(told(&format!("strict = true\n{all}")), None);
    assert_eq!(told("allow = [\"unreadable-figures\"]\n"), None);
}
