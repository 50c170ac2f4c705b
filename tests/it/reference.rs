//! The reference of rule files, `docs/reference.md` and `docs/reference.zh.md`: what the declarations of the kinds say, and a
//! shipped rule of each kind. `UPDATE_EXPECT=1 cargo test --test it reference::` writes both.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use crate::common::{accept, differs, gouji, library};
use gouji::check::KINDS;
use gouji::check::notation;
use gouji::check::reference::reference;
use gouji::diagnostic::Lang;
use gouji::keys::Kind;
use gouji::rule::Rule;
use gouji::rule::load::load;
use gouji::source::{Source, Sources};

/// What stands over the reference.
fn head(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "# 规则文件的键\n\n\
             由程序里各种检查自己的声明生成，与它读的、`gouji schema` 给编辑器的是同一份。怎样写规则见\
             [writing-rules.zh.md](writing-rules.zh.md)；`gouji explain 种类` 显示其中一页。\n\n\
             列表的键在改别的规则包时可以写 `键+`（加上）和 `键-`（去掉）。\n\n"
        }
        Lang::En => {
            "# The keys of rule files\n\n\
             Made of what each kind of check declares: the same that the program reads, and that `gouji schema` gives to editors. How to\n\
             write rules is in [writing-rules.md](writing-rules.md); `gouji explain KIND` shows one of these pages.\n\n\
             Where a pack changes another, a key that holds a list may be written `key+`, which adds to it, and `key-`, which takes from it.\n\n"
        }
    }
}

#[test]
fn the_reference_is_up_to_date() {
    let library = library(&["rules"], &[]);
    let rules = || library.packs.iter().flat_map(|pack| &pack.rules);
    let mut differences = Vec::new();
    for (lang, path) in [(Lang::En, "docs/reference.md"), (Lang::Zh, "docs/reference.zh.md")] {
        let example = |kind: &Kind| {
            let of_kind = rules().filter(|rule| rule.check.kind == kind.name);
            let written = |rule: &&Rule| {
                rule.demands.as_deref().unwrap_or(library.sources.slice(rule.check_span)).len()
            };
            let shortest = of_kind.min_by_key(written);
            // A kind that no shipped rule needs yet has no example.
            let Some(rule) = shortest else { return String::new() };
            let as_in = if lang == Lang::Zh { "例如" } else { "As in" };
            let inline = || format!("check.{} = {}", kind.name, library.sources.slice(rule.check_span));
            let table = |keys: &String| format!("[rule.{}.check.{}]\n{keys}", rule.name(), kind.name);
            let code = rule.demands.as_ref().map_or_else(inline, table);
            format!("\n{as_in} `{}`:\n\n```toml\n{code}\n```\n", rule.id)
        };
        let text = format!("{}{}", head(lang), reference(KINDS, lang, &example));
        differences.extend(differs(Path::new(path), &format!("{}\n", text.trim_end())));
    }
    accept("reference", &differences);
}

#[test]
fn every_word_of_the_reference_is_said_in_both_languages() {
    let (zh, en) =
        (reference(KINDS, Lang::Zh, &|_| String::new()), reference(KINDS, Lang::En, &|_| String::new()));
    assert_eq!(zh.lines().count(), en.lines().count());
    let ideographs = |line: &str| line.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    // Examples within the English are in Chinese: 年度, 元, 实施期目标.
    let untold: Vec<&str> = en.lines().filter(|line| ideographs(line) * 3 > line.len()).collect();
    assert!(untold.is_empty(), "{untold:#?}");
    let empty: Vec<&str> = zh.lines().chain(en.lines()).filter(|line| line.contains("|  |")).collect();
    assert!(empty.is_empty(), "{empty:#?}");
}

#[test]
fn a_kind_is_explained_like_a_rule() {
    let told = gouji(&["explain", "--lang", "en", "share"]);
    assert_eq!(told.code, 0);
    assert!(told.out.starts_with("## `check.share`\n\nShares told in words agree"), "{}", told.out);
    assert!(told.out.contains("text/stated-share-is-wrong"), "{}", told.out);
}

/// What the reference shows of a notation is read as it says.
#[test]
fn every_line_of_a_notation_is_read() {
    let pack = |check: &str| {
        format!(
            "[pack]\nname = \"p\"\n[fact.\"年度\"]\nfind = \"{{value:year}}年\"\n[section.\"说明\"]\nheading = \"说明\"\n[table.\"表\"]\ncaption = \"*表\"\ngroup.\"类\" = \"[一二]、\"\n[form.\"单\"]\ncaption = \"*单\"\nfield.\"栏目\" = \"栏目\"\nfield.\"金额\" = \"金额\"\nfield.\"项目名称\" = \"项目名称\"\nindicators.labels = \"得分\"\n[rule.a]\ntitle = \"a\"\n{check}\n"
        )
    };
    let read = |line: &str, check: String| {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("p.toml", pack(&check)));
        let (packs, faults) = load(KINDS, &[file], &sources, &|_| None);
        let told: Vec<&str> = faults.iter().map(|fault| fault.message.get(Lang::En)).collect();
        assert!(told.is_empty() && packs[0].rules.len() == 1, "{line}: {told:?}");
    };
    let literal = |text: &str| format!("'''{text}'''");
    for (line, _) in notation::PATTERNS.lines {
        read(line, format!("check.text.forbid = {}", literal(line)));
    }
    for (line, _) in notation::KINDS.lines {
        read(line, format!("check.text.forbid = \"共{{{line}}}，\""));
    }
    for (line, _) in notation::FORMULAS.lines {
        let whole = if line.contains(['=', '≤']) && !line.contains("[=") || line.contains("] =") {
            (*line).to_owned()
        } else {
            format!("{line} = 1")
        };
        read(line, format!("check.formula = {}", literal(&whole)));
    }
    for (line, _) in notation::PLACES.lines {
        read(line, format!("check.text = {{ forbid = \"甲\", in = \"{line}\" }}"));
    }
    for (line, _) in notation::UNITS.lines {
        assert!(gouji::amount::Unit::parse(line).is_some(), "{line}");
    }
}
