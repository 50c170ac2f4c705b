//! The check `builtin`: what is the same in every document, and needs a name and a few words at most. One file a check in the
//! folder beside this, and one entry in the table here.

pub mod announced;
mod calculation;
mod called;
mod carried;
mod changes;
mod checksum;
mod columns;
mod compared;
mod completion;
mod copies;
mod counted;
mod date;
mod doubled;
mod empty;
mod entry;
mod footing;
mod gaps;
mod headnotes;
mod measures;
mod named;
mod named_shares;
mod number;
mod numeral;
mod pairs;
mod placed;
mod product;
mod quotient;
mod rates;
mod restated;
mod running;
mod sequence;
mod serial;
mod shares;
mod surplus;
mod turns;
mod year;
mod years;

use super::{Check, Grounds, captures_all, keys_of};
use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use crate::keys;
use crate::keys::known::FACTS;
use crate::keys::{Both, Lack};
use crate::rule::parts::{Choice, GLOBS, Name, WITHIN, WORDS, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Glob, Pack, Rule, Within};
use crate::words::vocabulary;
use announced::Lead;
use entry::{Entry, asked, built, capturing, on};

keys! {
    /// What is the same in every document, by its name. What the other keys are for, each check says with its name.
    "各种文件都一样的检查，按名字取用。别的键作什么用，写在各个名字那里。"
    pub struct Builtin {
        /// Which check.
        name: Built = "name", Choice(("内置检查", "built-in check"), BUILTINS), "哪一种检查";
        /// Where it is looked for.
        within: Within = "in", WITHIN, "在哪里找";
        /// The fact that says the year of the document.
        fact: Option<String> = "fact", opt(Name(FACTS)), "说文件年度的那件事";
        /// What is looked at.
        find: Vec<Pattern> = "find", patterns(&[]), "查什么";
        /// What is left alone.
        except: Vec<Pattern> = "except", patterns(&[]), "不查什么";
        /// Words that the check needs.
        words: Vec<String> = "words", WORDS, "这种检查要用的词";
        /// Names that the check is for, or not for.
        names: Vec<Glob> = "names", GLOBS, "这种检查管的或不管的名字";
    }
}

/// A built-in check.
pub type Built = Entry<Builtin>;

/// The built-in checks. One is a file in `builtin` and an entry here.
const BUILTINS: &[(&str, Both, Built)] = &[
    built(
        "numbers",
        (
            "数字应写得对，在表格和正文里；except 之内的不算",
            "numbers are well formed, in cells and in running text; within `except` nothing is",
        ),
        &["except"],
        |it, bound, results| number::run(bound, &it.except, results),
    ),
    built(
        "doubled-words",
        (
            "词语和值不应连写两遍；words 是可以连写的词，* 后面是与前一个词合成另一个词的字",
            "words and values are not written twice in a row; `words` may be, and words that end in what stands after *",
        ),
        &["words"],
        |it, bound, results| doubled::run(bound, &it.words, results),
    ),
    built(
        "brackets",
        ("括号引号应在一段之内成对", "brackets and quotes pair within their paragraph"),
        &[],
        |_, bound, results| pairs::run(bound, false, results),
    ),
    built(
        "bracket-widths",
        ("一对括号应同是全角或半角", "both brackets of a pair are of one width"),
        &[],
        |_, bound, results| pairs::run(bound, true, results),
    ),
    built(
        "heading-numbers",
        ("标题的序号不应跳号、重号", "the numbers of headings follow one another"),
        &[],
        |_, bound, results| sequence::run(bound, true, results),
    ),
    built(
        "list-numbers",
        ("各项的序号不应跳号", "the numbers of items follow one another"),
        &[],
        |_, bound, results| sequence::run(bound, false, results),
    ),
    built(
        "dates",
        (
            "日期应存在；find 捕获 month、day、year，或 stamp（8 位日期、14 位时间），没有捕获的不查",
            "dates exist; `find` captures `month`, `day` and `year`, or `stamp` (yyyyMMdd or yyyyMMddHHmmss); what is not captured is not tried",
        ),
        &["find!", "in"],
        |it, bound, results| date::run(bound, &it.within, &it.find, results),
    ),
    capturing(
        &["words", "figures"],
        built(
            "amounts-in-words",
            (
                "大写金额应与小写相符；find 捕获 words、figures，有单位的捕获 unit",
                "amounts in words are those in figures; `find` captures `words` and `figures`, and `unit` where there is one",
            ),
            &["find!", "in"],
            |it, bound, results| numeral::run(bound, &it.within, &it.find, results),
        ),
    ),
    on(
        Grounds::Rates,
        built(
            "calculations",
            (
                "文中写出的算式、话里算出的数应算得对",
                "what a text works out, in signs or words, comes to what it says",
            ),
            &["in"],
            |it, bound, results| calculation::run(bound, &it.within, results),
        ),
    ),
    capturing(
        &["value"],
        built(
            "credit-codes",
            (
                "统一社会信用代码的校验位应对（GB 32100）；find 捕获 value",
                "the check digits of credit codes are right (GB 32100); `find` captures `value`",
            ),
            &["find!", "in"],
            |it, bound, results| {
                checksum::run(bound, checksum::credit_code, (&it.within, &it.find), results);
            },
        ),
    ),
    capturing(
        &["value"],
        built(
            "identity-numbers",
            (
                "公民身份号码的校验位应对（GB 11643）；find 捕获 value",
                "the check digits of identity numbers are right (GB 11643); `find` captures `value`",
            ),
            &["find!", "in"],
            |it, bound, results| {
                checksum::run(bound, checksum::identity, (&it.within, &it.find), results);
            },
        ),
    ),
    capturing(
        &["year"],
        built(
            "years",
            (
                "计划的年份不应早于 fact 所说的年度，历时应算得对，一年没有那么多天的不应写；find 捕获 year，说历时的捕获 elapsed，说天数的捕获 days；except 之内的不算",
                "no plan is for a year before that of `fact`, years told since an event are those that passed, and a year has its days; `find` captures `year`, and `elapsed` or `days` where these are told; within `except` nothing is",
            ),
            &["fact!", "find!", "except", "in"],
            |it, bound, results| {
                let said = it.fact.as_ref().and_then(|fact| bound.fact_value(fact));
                if let Some(this) = said.and_then(|year| year.parse().ok()) {
                    year::run(bound, this, &it.within, (&it.find, &it.except), results);
                }
            },
        ),
    ),
    capturing(
        &["year"],
        built(
            "compared-years",
            (
                "一年的数不应与这一年自己相比；find 捕获比的是哪一年 year；except 之内的不算",
                "what is told of a year is not compared with that year; `find` captures the `year` compared with; within `except` nothing is",
            ),
            &["find!", "except"],
            |it, bound, results| compared::run(bound, &it.find, &it.except, results),
        ),
    ),
    built(
        "years-alike",
        (
            "前后的话相同的几处，年份应相同；标题的年份应是各处的年份",
            "years that stand between the same words are the same, and that of the title is one of them",
        ),
        &[],
        |_, bound, results| years::run(bound, results),
    ),
    capturing(
        &["number"],
        built(
            "serial-numbers",
            (
                "表中的序号和文中逐条的编号应逐个加一；find 捕获一处文字里逐条的 number，各类编号分开数的另捕获 label",
                "serial numbers of rows, and of goals within one text, run on by one; `find` captures the `number` of a goal, and its `label` where several are numbered apart",
            ),
            &["find"],
            |it, bound, results| serial::run(bound, &it.find, results),
        ),
    ),
    capturing(
        &["item"],
        built(
            "items-in-words",
            (
                "文中所说的科目应是表中的编码和名称；find 捕获 item，和它的 code，或它上面的 group（再上面的 class）",
                "an item in words has the code and the names of the tables; `find` captures `item`, and its `code` or the `group` above it (and the `class` above that)",
            ),
            &["find!"],
            |it, bound, results| called::run(bound, &it.find, results),
        ),
    ),
    capturing(
        &["value"],
        built(
            "rates",
            (
                "一行里说的比率应是比率的值，像 names 的表单另有检查，不在此列；find 捕获不应有的 value",
                "a row that names a rate has the value of one, in grids other than the forms that read like `names`; `find` captures the `value` that no rate has",
            ),
            &["find!", "except", "names"],
            |it, bound, results| rates::run(bound, &it.names, (&it.find, &it.except), results),
        ),
    ),
    on(
        Grounds::Asked,
        capturing(
            &["count"],
            built(
                "numbered-items",
                (
                    "后面逐条编号的段落应与所说的个数一样多；find 捕获 count，words 是这些段落里都有的词",
                    "as many numbered paragraphs follow as were announced; `find` captures `count`, each of the paragraphs holds one of the `words`",
                ),
                &["find!", "words!"],
                |it, bound, results| counted::run(bound, &it.find, &it.words, results),
            ),
        ),
    ),
    asked(
        "restated-amounts",
        (
            "文中只出现一次、又与叫法相同或反复写到的一个金额只差一位数字的，就是那个金额写错了",
            "an amount in words that stands nowhere else, and differs in one digit from one that is called alike or told again and again, is that one, misprinted",
        ),
        &[],
        |_, bound, results| restated::run(bound, results),
    ),
    asked(
        "amounts-in-tables",
        (
            "文中的金额应是它所说的那一行的数，是哪一列由前后的金额说明",
            "an amount in words is the figure of the row that it is called after, in the column that the amounts around it are in",
        ),
        &[],
        |_, bound, results| placed::run(bound, results),
    ),
    on(
        Grounds::Changes,
        built(
            "changes",
            (
                "总数的增减应是各部分增减之和，一句话里说到的都算；find 所匹配的各部分名称（一行一个）是全部",
                "what a sum changed by is what its parts changed by, where a sentence tells both; names of parts, one a line, that `find` matches are all there are",
            ),
            &["find"],
            |it, bound, results| changes::run(bound, &it.find, results),
        ),
    ),
    asked(
        "measures",
        (
            "并列的各项合成总数的，预算也应合成总的预算，总的增长率、完成率应是各项的加权平均；说了 words 之一的比率另有口径，不算",
            "where items come to a whole, so do their plans, and its rate of growth or completion is the weighted mean of theirs; rates with one of the `words` have another basis",
        ),
        &["words"],
        |it, bound, results| measures::run(bound, &it.words, results),
    ),
    on(
        Grounds::Asked,
        capturing(
            &["share"],
            built(
                "named-shares",
                (
                    "只说名称的占比（税收收入占财政总收入的比重为53.79%）和率（办结率95.0%）应合于前面叫这些名称的数；find 捕获占比 `share` 和部分 `part`，说了整体的捕获 `of`；说的是率的，捕获 `share` 和“率”字前面的 `rate`",
                    "a share of two amounts by their names alone, and a rate that is called after what it counts, is that of figures before it that are called so; `find` captures `share` and the name of its `part`, and `of` where the whole is named; or `share` and what the name of a `rate` says",
                ),
                &["find!"],
                |it, bound, results| named_shares::run(bound, &it.find, results),
            ),
        ),
    ),
    on(
        Grounds::Rates,
        built(
            "completion",
            (
                "完成预算的百分比应等于完成数除以预算数，哪个是完成、哪个是预算凭各自前面的词",
                "a rate of completion is what was done over what was planned, each known by the words before it",
            ),
            &[],
            |_, bound, results| completion::run(bound, results),
        ),
    ),
    asked(
        "surplus",
        (
            "收入减支出应等于所说的盈余或赤字；收入、支出是前面几句里各自最后说的，都不是别的数的一部分",
            "what is left, or lacking, is the income less the expenditure: the last that the sentences before say, neither a part of another amount",
        ),
        &[],
        |_, bound, results| surplus::run(bound, results),
    ),
    asked(
        "columns",
        (
            "一列是另外两列之差、之积、之比或增减的幅度的，每一行都应算得出；列名像 names 的是比率",
            "a column that is the difference, the product, the share or the rate of change of two others is so in every row; those that read like `names` are rates",
        ),
        &["names"],
        |it, bound, results| columns::run(bound, &it.names, results),
    ),
    built(
        "gaps",
        (
            "处处都填了的表，不应单单空一格",
            "in a table that is filled in throughout, one cell is not left empty",
        ),
        &[],
        |_, bound, results| gaps::run(bound, results),
    ),
    asked(
        "shares",
        (
            "构成比的合计应为百分之百；列名像 names 的是构成比，有 words 之一的句子里的百分比也是",
            "the shares of a whole come to a hundred in a hundred; columns that read like `names` are shares, and so are percentages of a sentence with one of the `words`",
        ),
        &["names", "words"],
        |it, bound, results| shares::run(bound, &it.names, &it.words, results),
    ),
    asked(
        "copies",
        (
            "两张表里各行名称相同、数也相同的两列，每一行都应相同",
            "two columns of two tables that are the same row for row, under the same names, are so in every row",
        ),
        &[],
        |_, bound, results| copies::run(bound, results),
    ),
    asked(
        "footing",
        (
            "任何一张表都应横加竖加对得上；words 是合计的行或列在各语言词表（rules/lang）之外的叫法，names 是不相加的列，如比率、单价",
            "columns foot and rows cross-foot, in any table; `words`: what a row or column that adds up others is called beside the words of the languages (rules/lang), `names`: columns that nobody adds up, such as rates and unit prices",
        ),
        &["words", "names"],
        |it, bound, results| footing::run(bound, &totals(&it.words), &it.names, results),
    ),
    asked(
        "carried",
        (
            "年末结余应等于上年末结余加本年的收支；words 两个一组，是结余和收支的行名的结尾",
            "a balance is that of the year before and what it changed by; `words`, in pairs: how the names of the rows of a balance and of its change end",
        ),
        &["words!"],
        |it, bound, results| carried::run(bound, &it.words, results),
    ),
    built(
        ANNOUNCED,
        (
            "目录里像 names 的条目，正文都要有；words 是条目前面与编号、年份一起写，本身不算名字的词",
            "entries of the table of contents that read like `names` stand in the document; `words`: what stands with a number or a year before a name and says nothing of it",
        ),
        &["names!", "words"],
        |it, bound, results| stands(it, bound, false, results),
    ),
    built(
        NEARLY,
        (
            "同上，标题只差几个字的也算有",
            "the same, and a heading that is alike but for a few characters will do",
        ),
        &["names!", "words"],
        |it, bound, results| stands(it, bound, true, results),
    ),
    built(
        "headnotes",
        (
            "认出的每张表都应标明 words，如单位",
            "every table that the pack recognises states `words`, such as its unit",
        ),
        &["words!"],
        |it, bound, results| it.words.iter().for_each(|word| headnotes::run(bound, word, results)),
    ),
    built(
        "empty-tables",
        (
            "没有一个数的表应有像 names 的说明，有数的表不应有；文字里说 words 中的哪种预算为 0 的，也算说明",
            "a table without any figure carries a note like `names`, one with figures none; that a budget in `words` is 0 is one",
        ),
        &["names!", "words"],
        |it, bound, results| empty::run(bound, &it.names, &it.words, results),
    ),
];

/// What the table of contents announces stands in the document.
const ANNOUNCED: &str = "announced";
/// The same, or something alike but for a few characters.
const NEARLY: &str = "announced-nearly";

impl Check for Builtin {
    const NAME: &'static str = "builtin";

    fn lacks(&self) -> Option<Lack<'static>> {
        let written = [
            ("in", self.within != Within::Document),
            ("fact", self.fact.is_some()),
            ("find", !self.find.is_empty()),
            ("except", !self.except.is_empty()),
            ("words", !self.words.is_empty()),
            ("names", !self.names.is_empty()),
        ];
        let takes = |key: &str| self.name.keys.iter().find(|known| known.trim_end_matches('!') == key);
        let lack = written.into_iter().find_map(|(key, written)| match takes(key) {
            None if written => Some(Lack::Use(key)),
            Some(known) if !written && known.ends_with('!') => Some(Lack::Key(vec![key])),
            _ => None,
        });
        lack.or_else(|| captures_all(&self.find, self.name.captures))
    }

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        (self.name.run)(self, bound, results);
    }

    fn grounds(&self) -> Grounds {
        self.name.grounds
    }
}

/// What a total is called in the languages that are known, and in the pack's own words.
fn totals(own: &[String]) -> Vec<String> {
    vocabulary().totals.iter().map(str::to_owned).chain(own.iter().cloned()).collect()
}

fn stands(it: &Builtin, bound: &Bound<'_>, nearly: bool, results: &mut Results) {
    announced::run(bound.document, &lead(bound.pack), (&it.names, nearly), results);
}

/// The rule's keys, if it is about what the table of contents announces.
fn announces(rule: &Rule) -> Option<&Builtin> {
    keys_of::<Builtin>(rule).filter(|it| [ANNOUNCED, NEARLY].contains(&it.name.name))
}

/// Whether a rule of the pack is about what the table of contents announces.
pub fn is_announced(pack: &Pack) -> bool {
    pack.rules.iter().any(|rule| announces(rule).is_some())
}

/// The words before names in a table of contents that say nothing of them, from all rules of the pack.
pub fn lead(pack: &Pack) -> Lead<'_> {
    Lead(pack.rules.iter().filter_map(announces).flat_map(|it| &it.words).map(String::as_str).collect())
}
