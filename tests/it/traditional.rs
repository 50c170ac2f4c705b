//! Documents in traditional Chinese characters: what is known of Chinese holds for them, they are shown as they are written, and
//! Japanese, which has most of these characters, is left as it is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// What the program says of a file `a.txt` that says `text`, beside rules of one's own.
fn said(text: &str, rules: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), text).unwrap();
    fs::write(folder.path().join("own.toml"), rules).unwrap();
    let asked = ["check", "a.txt", "--no-config", "--format", "short", "--lang", "zh", "--rules", "own.toml"];
    let asked = if rules.is_empty() { &asked[..7] } else { &asked[..] };
    gouji_in(folder.path(), asked).out
}

#[test]
fn shares_and_changes_of_sentences_are_held() {
    let text = "雲臺縣2031年度決算說明\n\n歲入決算數12,500萬元，較上年度增加2,500萬元，成長25%，其中：稅課收入7,500萬元，佔60%；\
        規費收入3,000萬元，佔24%；財產收入2,000萬元，佔16%。\n";
    let right = said(text, "");
    assert!(!right.contains("text/"), "{right}");
    // 1萬3137 is one number.
    let born = said("雲臺縣2031年戶口統計\n\n今年1月出生數為1萬3137人，較去年同月增加3536人。\n", "");
    assert!(!born.contains("text/"), "{born}");
    for (from, to, name) in [
        ("佔24%", "佔42%", "text/stated-share-is-wrong"),
        ("成長25%", "成長35%", "text/change-rate-is-wrong"),
        ("財產收入2,000", "財產收入2,300", "2,300萬元"),
    ] {
        assert_eq!(text.matches(from).count(), 1);
        let wrong = said(&text.replace(from, to), "");
        assert!(wrong.contains(name), "{to}: {wrong}");
    }
}

#[test]
fn names_are_shown_as_they_are_written() {
    let text = "雲臺縣經費表\n\n單位：萬元\n\n項目\t合計\t人員經費\t業務費\n總計\t31.00\t17.00\t14.10\n辦公室\t10.50\t7.00\t3.50\n\
        檔案館\t10.00\t5.00\t5.00\n圖書館\t10.50\t5.00\t5.50\n";
    let out = said(text, "");
    assert!(out.contains("[總計, 業務費]") && !out.contains("总计"), "{out}");
}

#[test]
fn names_of_a_rule_are_written_in_either() {
    let text = "雲臺縣經費表\n\n單位：萬元\n\n項目\t合計\t人員經費\t業務費\n辦公室\t21.00\t8.50\t3.50\n";
    let rules = "[pack]\nname = \"own\"\n[table.\"經費表\"]\ncaption = \"*經費表\"\n[rule.total-differs]\n\
        title = \"合計應等於兩項之和\"\n\
        check.formula = \"經費表[*, 合計] = 經費表[*, 人員經費] + 經費表[*, 業務費]\"\n";
    let simplified =
        rules.replace("經費", "经费").replace("員", "员").replace("業務費", "业务费").replace("計", "计");
    for rules in [rules.to_owned(), simplified] {
        let out = said(text, &rules);
        assert!(out.contains("own/total-differs") && out.contains("21.00"), "{out}");
    }
}

#[test]
fn japanese_keeps_its_characters() {
    use gouji::{
        document::parse,
        source::{Source, Sources},
    };
    let folded = |text: &str| {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("a.txt", text));
        parse(file, sources.get(file)).folded.text
    };
    assert!(folded("歳入歳出決算総額\n税金の合計は1,200円で、前年度より増額\n").contains("合計"));
    assert!(folded("歲入歲出決算總額\n稅捐合計1,200元，較上年度增加\n").contains("合计"));
    // A name of a place in a simplified text is no text in traditional characters.
    assert!(folded("關岭县2031年度部门决算说明\n收入总计1,200万元，比上年增加\n").contains("關"));
}
