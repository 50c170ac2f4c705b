//! Faults of rule files: what is said, where the finger is, and what is suggested.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gouji::check::KINDS;
use gouji::check::kind::formula::Formulas;
use gouji::check::kind::keys_of;
use gouji::check::kind::share::Share;
use gouji::diagnostic::{Diagnostic, Lang, Severity};
use gouji::rule::formula::Formula;
use gouji::rule::{Pack, RULE_FILE, Within, load};
use gouji::source::{FileId, Source, Sources};

/// A pack with one of everything; mistakes are put after it.
const SOUND: &str = r#"[pack]
name    = "budget"
title   = { zh = "部门预算公开", en = "Department budgets" }
applies = { title = "*部门预算*", except = "*决算*", tables = 3 }

[fact."年度"]
in   = "title"
find = "{value:year}年"

[section."收入说明"]
heading = ["*收入*说明", "收入情况"]

[table."收支总表"]
caption = ["*收支总表", "*收支总体情况表"]
except  = "*财政拨款*"
header  = "收入"
unit    = "万元"
row."支出总计" = ["支出总计", "总计"]
column."预算数" = "{年度}预算数"
group."各类支出" = "支出/^[一二三四五六七八九十]+、"
group."收入项" = { pane = "收入", match = "^（[一二三]）", except = "合计", after = "本年收入", before = "收入总计" }

[table."项目支出表"]
caption = "*项目支出*"

[form."绩效目标表"]
caption = "*绩效目标*"
field."项目名称" = "项目名称"
halves = ["实施期目标", "年度目标"]
indicators = { category."数量指标" = "数量指标", labels = ["产出指标"] }

[dictionary."科目"]
codes = """
code,name
201,一般公共服务支出|一般公共服务
203,国防支出
"""

"#;

struct Loaded {
    sources: Sources,
    packs: Vec<Pack>,
    diagnostics: Vec<Diagnostic>,
}

fn load_files(files: &[(&str, &str)]) -> Loaded {
    let mut sources = Sources::new();
    let ids: Vec<FileId> = files.iter().map(|(name, text)| sources.add(Source::new(*name, *text))).collect();
    let rules: Vec<FileId> =
        ids.iter().zip(files).filter(|(_, (name, _))| name.ends_with(".toml")).map(|(id, _)| *id).collect();
    let sibling = |path: &str| ids.iter().zip(files).find(|(_, (name, _))| *name == path).map(|(id, _)| *id);
    let (packs, diagnostics) = load::load(KINDS, &rules, &sources, &sibling);
    Loaded { sources, packs, diagnostics }
}

impl Loaded {
    /// Each diagnostic as `line:column [words under the finger] message → help`.
    fn told(&self) -> Vec<String> {
        self.diagnostics
            .iter()
            .map(|d| {
                assert_eq!((d.rule.as_str(), d.severity), (RULE_FILE, Severity::Error));
                assert!(!d.message.get(Lang::En).is_empty() && !d.identity.contains('\n'));
                let source = self.sources.get(d.primary.span.file);
                let (line, column) = source.line_column(d.primary.span.start as usize);
                assert!(d.help.is_some(), "no step to take: {}", d.message.get(Lang::Zh));
                let help = d.help.as_ref().map_or(String::new(), |help| format!(" → {}", help.get(Lang::Zh)));
                let words = self.sources.slice(d.primary.span);
                format!("{line}:{column} [{words}] {}{help}", d.message.get(Lang::Zh))
            })
            .collect()
    }
}

/// What is told of `rules` after the sound part; lines are counted from the first of `rules`.
fn told(rules: &str) -> Vec<String> {
    let loaded = load_files(&[("rules/budget.toml", &format!("{SOUND}{rules}"))]);
    let before = SOUND.lines().count();
    let relative = |line: &String| {
        let (number, rest) = line.split_once(':').unwrap();
        format!("{}:{rest}", number.parse::<usize>().unwrap() - before)
    };
    loaded.told().iter().map(relative).collect()
}

/// A sound rule named `total-differs` with `keys` in its place of the check.
fn rule(keys: &str) -> String {
    format!("[rule.total-differs]\ntitle = \"总计\"\n{keys}\n")
}

#[test]
fn a_sound_pack_loads_whole() {
    let rules = r#"
[rule.total-differs]
title = "总计"
severity = "warning"
why = "说明"
basis = "《预算法》"
help = { zh = "核对", en = "compare" }
applies = { except = "*汇总*" }
tolerance = 0.10
check.formula = ["收支总表[支出总计] = 收支总表[各类支出]", "绩效目标表[项目名称] = 项目支出表[=项目名称, 合计]"]

[[rule.total-differs.example]]
name = "一"
text = """
正文
"""
marks = ["1"]

[rule.share-is-wrong]
title = "占比"
check.share = { in = "收入说明", part = "{part}{amount:money}，占{share:percent}", whole = "收支总表[收入总计]", sum = 100 }

[rule.codes-do-not-add-up]
title = "逐级"
check.rollup = { tables = "项目支出表", total = "合计" }

[rule.field-is-blank]
title = "空"
check.value = { of = "绩效目标表", fields = ["项目名称"], indicators = true }

[rule.table-is-missing]
title = "缺"
check.present = { tables = ["收支总表"], sections = "收入说明" }

[rule.year-differs]
title = "年"
check.same = { fact = "年度", in = "captions", find = "{value:year}年" }

[rule.placeholder-is-left]
title = "占位"
check.text = { in = "section:收入说明", forbid = ["XX", "{=年度}年0月"], except = "/X+公司/" }

[rule.code-is-unknown]
title = "码"
check.same = { tables = "项目支出表", dictionary = "科目" }
"#;
    let loaded = load_files(&[("rules/budget.toml", &format!("{SOUND}{rules}"))]);
    assert_eq!(loaded.told(), [""; 0]);
    let [pack] = loaded.packs.as_slice() else { panic!("one pack") };
    assert_eq!((pack.name.as_str(), pack.title.get(Lang::En)), ("budget", "Department budgets"));
    assert_eq!(pack.applies.tables, 3);
    assert_eq!(pack.names.dictionaries[0].entries()[0].1, ["一般公共服务支出", "一般公共服务"]);
    let table = &pack.names.tables[0];
    assert_eq!((table.rows[0].globs.len(), table.groups.len()), (2, 2));
    assert!(table.groups[0].matches.as_ref().unwrap().is_match("十二、其他支出"));
    assert!(table.groups[0].pane.as_ref().unwrap().matches("支出"));
    assert!(table.groups[1].matches.as_ref().unwrap().is_match("(一)事业收入"));
    let ids: Vec<&str> = pack.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids.len(), 8);
    assert_eq!(ids[0], "budget/total-differs");
    let first = &pack.rules[0];
    assert_eq!((first.tolerance.unwrap().to_string().as_str(), first.severity), ("0.10", Severity::Warning));
    assert_eq!(loaded.sources.slice(first.span), "total-differs");
    assert_eq!((first.examples[0].text.as_str(), first.examples[0].marks.len()), ("正文\n", 1));
    let Formulas(formulas) = keys_of(first).unwrap();
    assert_eq!(loaded.sources.slice(formulas[1].references()[1].span), "项目支出表[=项目名称, 合计]");
    let share: &Share = keys_of(&pack.rules[1]).unwrap();
    assert_eq!(
        (&share.within, share.sum.to_string()),
        (&Within::Section("收入说明".to_owned()), "100".to_owned())
    );
    assert_eq!(loaded.sources.slice(share.part.span), "{part}{amount:money}，占{share:percent}");
}

#[test]
fn the_formulas_of_the_design_parse() {
    for text in [
        "收支总表[支出总计] = 收支总表[本年支出合计] + 收支总表[年终结转]",
        "支出总表[*, 合计] = 支出总表[*, 基本支出] + 支出总表[*, 项目支出]",
        "支出总表[*, 合计] = 收入总表[*, 合计] + 收入总表[*, 上年结转]",
        "一般公共预算支出表[合计, 基本支出] = 基本支出经济分类表[合计, 合计]",
        "项目支出表[合计, 合计] = sum(项目支出表[项目, 合计])",
        "基本支出经济分类表[公务接待费, 合计] ≤ 三公经费表[公务接待费, 合计]",
        "绩效目标表[年度资金总额] = 项目支出表[=项目名称, 合计]",
    ] {
        assert!(
            Formula::parse(text, &gouji::keys::fault::Origin::plain(FileId(0), 0, text.len())).is_ok(),
            "{text}"
        );
    }
}

/// One mistake each: the keys of a rule, and all that is told.
#[test]
fn gallery_of_mistakes_in_a_rule() {
    let formula = "check.formula = \"收支总表[支出总计] = 1\"";
    for (keys, expected) in [
        (
            format!("severty = \"error\"\n{formula}"),
            "3:1 [severty] 没有名为「severty」的键 → 是不是「severity」？",
        ),
        (format!("severity = \"eror\"\n{formula}"), "3:13 [eror] 严重程度不能是「eror」 → 是不是「error」？"),
        ("check.formla = \"1 = 1\"".into(), "3:7 [formla] 没有名为「formla」的检查 → 是不是「formula」？"),
        (String::new(), "1:7 [total-differs] 缺少 check → 如 check.formula = \"表[行] = 表[行]\""),
        (
            format!("{formula}\ncheck.rollup = {{ tables = \"收支总表\" }}"),
            "4:7 [rollup] 一条规则只能有一种检查，这条是 formula → 只留 check.formula，另一种写成一条新规则",
        ),
        (
            "check.formula = \"收支表[支出总计] = 1\"".into(),
            "3:18 [收支表] 没有名为「收支表」的表或表单 → 是不是「收支总表」？",
        ),
        (
            "check.formula = '收支总表[支出总计] = 收支总表'".into(),
            "3:31 [收支总表] 「收支总表」后面缺少方括号 → 写作 收支总表[行, 列]，每一行写 收支总表[*]",
        ),
        (
            r#"check.formula = "收支总表[\"甲+乙\"] = 收支总表[丙+丁]""#.into(),
            "3:40 [+] 方括号里的名字不能直接有「+」 → 名字里确有这个字符时，整个名字加双引号",
        ),
        (
            "check.formula = \"收支总表[支出总计]\"".into(),
            "3:18 [收支总表[支出总计]] 公式里没有比较 → 写出两边：这个数 = 它应等于的算式",
        ),
        (
            "check.formula = \"绩效目标表[项目名称, 合计] = 1\"".into(),
            "3:18 [绩效目标表[项目名称, 合计]] 「绩效目标表」是表单，方括号里只写栏目名 → 改标出的这一处：如 表单[栏目]、表单[*, 得分]",
        ),
        (
            "check.formula = \"项目支出表[=项目名称, 合计] = 1\"".into(),
            "3:24 [=项目名称] 按栏目取行，公式里却没有表单 → 公式里要有 表单[栏目]",
        ),
        (
            "check.share = { part = '{part}{amount:mony}{share}' }".into(),
            "3:39 [mony] 没有名为「mony」的捕获类型 → 是不是「money」？",
        ),
        (
            "check.share = { part = '{part}{amount:money}占{shre:percent}' }".into(),
            "3:25 [{part}{amount:money}占{shre:percent}] 句式里缺少 {share} → 把 {shre} 改名为 {share}？",
        ),
        (
            "check.share = { sum = 100 }".into(),
            "3:15 [{ sum = 100 }] 缺少 part → 补上 part = …：一个部分和它的占比：捕获 amount 和 share",
        ),
        (
            "check.text = { forbid = '/占[/' }".into(),
            "3:28 [[] 正则表达式有误：unclosed character class → 括号要成对；本来就是文字的 [ ( * + ? . | 前面加 \\",
        ),
        (
            "check.text = { forbid = \"{=年渡}年\" }".into(),
            "3:28 [年渡] 没有名为「年渡」的事实 → 是不是「年度」？",
        ),
        (
            "check.text = { forbid = \"X\", in = \"section:收入说\" }".into(),
            "3:44 [收入说] 没有名为「收入说」的部分 → 是不是「收入说明」？",
        ),
        (
            "check.text = { forbid = \"X\", in = \"tilte\" }".into(),
            "3:36 [tilte] 没有名为「tilte」的部分、表或表单 → 是不是「title」？",
        ),
        (
            "check.same = { tables = \"项目支出表\", dictionary = \"科木\" }".into(),
            "3:48 [科木] 没有名为「科木」的字典 → 是不是「科目」？",
        ),
        (
            "check.same = { fact = \"年\", in = \"title\" }".into(),
            "3:24 [年] 没有名为「年」的事实 → 是不是「年度」？",
        ),
        (
            format!("tolerance = \"0.1\"\n{formula}"),
            "3:13 [\"0.1\"] 这里应是数，如 0.01，不加引号，却是 \"0.1\" → 改写成数，如 0.01，不加引号",
        ),
        (format!("basis = 5\n{formula}"), "3:9 [5] 这里应是文字或 { zh = …, en = … }，却是 5 → 加上引号"),
        (
            format!("{formula}\nexample = [{{ name = \"a\", text = \"b\" }}]"),
            "4:12 [{ name = \"a\", text = \"b\" }] 缺少 marks → 写 marks = [\"应被指出的原文\"]；应当沉默的例子写 marks = []",
        ),
        (
            format!("{formula}\nexample = [{{ name = \"a\", text = \"b\", marks = [1] }}]"),
            "4:47 [1] 这里应是文字，却是 1 → 加上引号",
        ),
        (format!("title = \"两次\"\n{formula}"), "3:1 [title] title 写了两次 → 去掉其中一处"),
    ] {
        assert_eq!(told(&rule(&keys)), [expected], "{keys}");
    }
}

#[test]
fn gallery_of_mistakes_around_rules() {
    for (text, expected) in [
        (
            "[rule.TotalDiffers]\ntitle = \"t\"\ncheck.formula = \"收支总表[a] = 1\"",
            "1:7 [TotalDiffers] 规则名「TotalDiffers」不是小写单词加连字符 → 写作 total-differs",
        ),
        ("[tabel.a]\ncaption = \"a\"", "1:2 [tabel] 没有名为「tabel」的键 → 是不是「table」？"),
        ("[table.\"甲\"]\nunit = \"万元\"", "1:9 [甲] 缺少 caption 或 header → 如 caption = \"*收支总表\""),
        (
            "[table.\"甲\"]\ncaption = \"甲\"\nunit = \"万圆\"",
            "3:8 [\"万圆\"] 这里应是单位，如 元、千元、万元、亿元、%、£000，却是 \"万圆\" → 改写成单位，如 元、千元、万元、亿元、%、£000",
        ),
        (
            "[table.\"甲\"]\ncaption = \"甲\"\ngroup.\"乙\" = \"支出/（(a\"",
            "3:18 [(] 正则表达式有误：unclosed group → 括号要成对；本来就是文字的 [ ( * + ? . | 前面加 \\",
        ),
        (
            "[table.\"甲\"]\ncaption = \"甲\"\ngroup.\"乙\" = { mach = \"a\" }",
            "3:15 [mach] 没有名为「mach」的键 → 是不是「match」？",
        ),
        ("[section.\"甲\"]\nhead = \"甲\"", "2:1 [head] 没有名为「head」的键 → 是不是「heading」？"),
        (
            "[form.\"收支总表\"]\ncaption = \"x\"",
            "1:8 [收支总表] 「收支总表」定义了两次 → 去掉其中一处，或改名",
        ),
        (
            "[fact.\"名\"]\nfind = \"单位：{name}\"",
            "2:9 [单位：{name}] 句式里缺少 {value} → 在句式里写上 {value}，捕获要取的那一段",
        ),
        (
            "[dictionary.\"甲\"]\ncodes = '''\n201,a\n202\n'''",
            "4:1 [202] 字典的这一行不是「代码,名称」 → 改标出的这一处：如 20101,人大事务|旧名称",
        ),
        (
            "[dictionary.\"甲\"]\nfile = \"codes.csv\"",
            "2:9 [codes.csv] 找不到文件 rules/codes.csv → 把文件放到规则文件旁边，或把内容写进 codes = \"…\"；自带的写作 \"gouji:rules/….csv\"",
        ),
        (
            "[dictionary.\"甲\"]",
            "1:14 [甲] codes = …、file = … 要写一个，只写一个 → 留下其中一个：codes = …、file = …",
        ),
    ] {
        let told = told(text);
        let last = told.last().map(String::as_str);
        assert_eq!(last, Some(expected), "{text}\n{told:#?}");
    }
}

#[test]
fn two_mistakes_in_one_rule_are_both_told() {
    let keys = "severty = \"error\"\nbasis = 5\ncheck.share = { prt = \"x\", whole = \"收支表[a]\" }";
    assert_eq!(
        told(&rule(keys)),
        [
            "3:1 [severty] 没有名为「severty」的键 → 是不是「severity」？",
            "4:9 [5] 这里应是文字或 { zh = …, en = … }，却是 5 → 加上引号",
            "5:15 [{ prt = \"x\", whole = \"收支表[a]\" }] 缺少 part → 补上 part = …：一个部分和它的占比：捕获 amount 和 share",
            "5:17 [prt] 没有名为「prt」的键 → 是不是「part」？",
            "5:37 [收支表] 没有名为「收支表」的表或表单 → 是不是「收支总表」？",
        ]
    );
}

#[test]
fn ten_typos_in_one_file_are_ten_errors() {
    let rules = r#"
[rule.one]
titel = "1"
title = "1"
check.formula = "收支总表[a] == 1"
[rule.two]
title = "2"
severity = "warn"
check.formula = ["收支总表[a = 1", "项目支表[a] = 1"]
[rule.three]
title = "3"
check.sum = "x"
[rule.Four]
title = "4"
check.text = { forbid = "(a", excpt = "b" }
[rule.five]
title = "5"
check.value = { of = "绩效表" }
"#;
    let loaded = load_files(&[("rules/budget.toml", &format!("{SOUND}{rules}"))]);
    assert_eq!(loaded.diagnostics.len(), 10, "{:#?}", loaded.told());
    assert!(loaded.packs[0].rules.is_empty());
}

#[test]
fn syntax_errors_do_not_hide_the_rest() {
    let told = told(
        "[rule.one]\ntitle = \ncheck.formula = \"收支总表[a] = 1\"\n[rule.two]\ntitle = \"2\"\nchek.formula = \"1 = 1\"\n",
    );
    assert!(told.iter().any(|line| line.starts_with("2:") && line.contains("TOML 语法有误")), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with("6:1 [chek]")), "{told:#?}");
}

#[test]
fn no_rule_file_is_too_broken_to_load() {
    let whole = format!("{SOUND}{}", rule("check.formula = \"收支总表[\\u652f出总计] = 1\""));
    let marks = ['"', '[', '=', '\n', '{', '\\', '。', '/'];
    for (at, c) in whole.char_indices() {
        let rest = &whole[at + c.len_utf8()..];
        let mark = marks[at % marks.len()];
        // Cut off, without a character, with another one in its place: in turn, one at each place.
        let broken = match at % 3 {
            0 => whole[..at].to_owned(),
            1 => format!("{}{rest}", &whole[..at]),
            _ => format!("{}{mark}{rest}", &whole[..at]),
        };
        let loaded = load_files(&[("p.toml", &broken)]);
        for d in &loaded.diagnostics {
            let text = loaded.sources.get(FileId(0)).text();
            assert!(text.get(d.primary.span.range()).is_some(), "{broken}");
        }
    }
}

#[test]
fn packs_span_files_and_name_both_places_of_a_duplicate() {
    let one = "[rule.same]\ntitle = \"1\"\ncheck.formula = \"收支总表[a] = 1\"\n";
    let loaded = load_files(&[
        ("rules/budget/pack.toml", SOUND),
        ("rules/budget/one.toml", one),
        ("rules/budget/two.toml", one),
        ("rules/other/lost.toml", one),
    ]);
    assert_eq!(
        loaded.told(),
        [
            "1:7 [same] 「same」定义了两次 → 去掉其中一处，或改名",
            "1:1 [[rule.same]] 不知道这个文件属于哪个规则包 → 写上 [pack] name = \"…\"",
        ]
    );
    let first = loaded.diagnostics[0].related[0].span;
    assert_eq!(loaded.sources.get(first.file).name(), "rules/budget/one.toml");
    assert_eq!(loaded.packs[0].rules.len(), 1);
}

#[test]
fn a_dictionary_may_be_a_file() {
    let text = "[pack]\nname = \"p\"\n[dictionary.\"科目\"]\nfile = \"codes.csv\"\n";
    let loaded = load_files(&[("rules/p.toml", text), ("rules/codes.csv", "203,国防\n201,人大|旧名\nx\n")]);
    assert_eq!(
        loaded.told(),
        ["3:1 [x] 字典的这一行不是「代码,名称」 → 改标出的这一处：如 20101,人大事务|旧名称"]
    );
    assert_eq!(loaded.packs[0].names.dictionaries[0].entries()[0].0, "201");
}
