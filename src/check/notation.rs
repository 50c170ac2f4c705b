//! How the texts of rule files are written: patterns, formulas, names, places, units. Told in the reference; a test reads every
//! line of it as the loader does.

use crate::keys::Both;
use crate::rule::pattern::CAPTURES;

/// What is written, and what it means.
pub type Line = (&'static str, Both);

/// One notation.
#[derive(Debug)]
pub struct Notation {
    /// What is written so.
    pub title: Both,
    /// Where it stands.
    pub says: Both,
    /// Its signs.
    pub lines: &'static [Line],
}

/// Patterns.
pub const PATTERNS: Notation = Notation {
    title: ("句式", "Patterns"),
    says: (
        "在文字里找什么。文字先折叠：全角作半角，空格可有可无；写繁体的文件作简体。",
        "What is looked for in a text. Texts are folded first: full-width is half-width, a space is as good as none, and a \
         document in traditional Chinese characters is matched in simplified ones.",
    ),
    lines: &[
        (
            "收入{amount:money}",
            ("`{名字:种类}` 捕获一种值，种类见下", "`{name:kind}` captures a kind of value, see below"),
        ),
        ("收入{money}", ("`{种类}` 捕获，以种类为名", "`{kind}` captures it under the name of the kind")),
        (
            "占{whole}的",
            ("`{名字}` 捕获不含标点的最短一段", "`{name}` captures the shortest run without punctuation"),
        ),
        ("共…项", ("`…` 或 `*`：一句之内最短的一段", "`…` or `*`: the shortest run within the sentence")),
        (
            "(本年|当年)收入(合计|)",
            ("两者之一；`|` 后面空着的可以没有", "either; what has nothing after its `|` may be missing"),
        ),
        (
            "{=年度}年预算",
            ("一件事的值，或一段起了名字的句式", "the value of a fact, or a fragment that has a name"),
        ),
        ("\\(含\\)", ("反斜线后面的字符是它自己", "a character after a backslash is itself")),
        (
            "/收入(?P<amount>[0-9,.]+)万元/",
            ("正则表达式；`(?P<名字>…)` 捕获", "a regular expression; `(?P<name>…)` captures"),
        ),
    ],
};

/// The kinds of capture.
pub const KINDS: Notation = Notation {
    title: ("捕获的种类", "Kinds of capture"),
    says: ("写在 `{名字:种类}` 里。", "As they stand in `{name:kind}`."),
    lines: CAPTURES,
};

/// Formulas and the paths in them.
pub const FORMULAS: Notation = Notation {
    title: ("公式和路径", "Formulas and paths"),
    says: (
        "数的名字是 表[行, 列] 或 表单[栏目]；两个数比较，或一个数与算式比较。",
        "A figure is called table[row, column] or form[field]; figures are compared, or one with what others come to.",
    ),
    lines: &[
        (
            "表[合计] = 表[甲] + 表[乙]",
            ("不写列：相加的每一列各查各的", "without a column: each column that adds up, by itself"),
        ),
        (
            "表[合计, 金额]",
            (
                "一行一列；行可以是行名、别名或一组行",
                "one row and column; a row is a label, an alias or a group",
            ),
        ),
        (
            "表[*, 合计] = 表[*, 甲] + 表[*, 乙]",
            ("`*`：每一行（列），按编码或名称配对", "`*`: each row, or column, matched by code or by label"),
        ),
        (
            "表[收入/合计, 金额]",
            (
                "行名前的 `/`：并排几栏时，在哪一个表头下面",
                "before a row, `/`: under which header it stands, where several statements stand side by side",
            ),
        ),
        (
            "表[合计, 本年收入/小计]",
            ("列名里的 `/`：从上到下的表头", "in a column, `/`: heads from the top down"),
        ),
        (
            "表[合计, \"2031/32\"]",
            (
                "名字里有 `[ ] , = + × ÷ * / ( )` 的加双引号",
                "a name that holds `[ ] , = + × ÷ * / ( )` is put in double quotes",
            ),
        ),
        (
            "表[甲, 金额]?",
            (
                "`?`：文件里没有的当作没有这一项，而不是不查",
                "`?`: what is not there counts as nothing; without it the relation is left out",
            ),
        ),
        ("单[栏目]", ("表单里一个栏目的数", "the figure of a field of a form")),
        (
            "单[*, 得分]",
            ("表单指标行里，这个栏头下的每个数", "each figure under a head, in the rows of indicators"),
        ),
        (
            "表[=项目名称, 金额] = 单[金额]",
            ("`=栏目`：行名与表单这一栏所写的相同", "`=field`: the row that is called what the field says"),
        ),
        ("sum(表[类, 金额])", ("所有这些数的和", "the sum of all of them")),
        ("count(表[类])", ("有几行；count(单) 是有几张表单", "how many rows; count(form) is how many forms")),
        (
            "表[甲] ÷ 表[乙] ≤ 0.3",
            ("`+ − × ÷`，写 - * / 也可以；比较用 `= ≤ ≥`", "`+ − × ÷`, or - * /; compared by `= ≤ ≥`"),
        ),
        ("表[甲] = 12万元", ("数可以带单位", "a number may have a unit")),
        (
            "表[甲] = 表[乙] | 表[甲] = 表[丙]",
            (
                "`|`：成立一个就行，用在各地列法不同时",
                "`|`: any one of them, where tables are laid out otherwise",
            ),
        ),
    ],
};

/// Names of tables, rows and columns.
pub const NAMES: Notation = Notation {
    title: ("名字", "Names"),
    says: (
        "文件里怎么写：表名、标题、行名、列名的样子。拉丁字母不分大小写。",
        "How documents write a caption, a heading, a row, a column. Latin letters stand for either case.",
    ),
    lines: &[
        ("*支出表", ("`*`：任意文字", "`*`: anything")),
        ("支出?表", ("`?`：任意一个字", "`?`: any character")),
        ("{年度}年预算数", ("别名里的 `{…}`：一件事的值", "in an alias, `{…}`: the value of a fact")),
        (
            "本年收入/合计",
            (
                "列的别名里的 `/`：从上到下的表头；以 `/` 开头的是整条路径",
                "in an alias of a column, `/`: heads from the top down; one that begins with `/` is all of them",
            ),
        ),
        (
            "支出/[一二三]+、",
            (
                "一组行：`栏/正则表达式`，按连同序号的行名认；没有栏的只写正则表达式",
                "a group of rows: `pane/regular expression`, over labels with their ordinals; the expression alone where there is no pane",
            ),
        ),
    ],
};

/// Places of a document.
pub const PLACES: Notation = Notation {
    title: ("文件里的地方", "Places of a document"),
    says: ("写在 `in` 里。", "As they stand in `in`."),
    lines: &[
        (
            "document",
            ("全文，连同表格；不写就是它", "all of it, tables too; so it is where nothing is written"),
        ),
        ("title", ("第一个部分之前的各行", "the lines before the first section")),
        ("captions", ("认出的表的表名", "captions of the tables that are recognised")),
        ("headnotes", ("认出的表上方的说明，如单位", "what stands over these tables, such as the unit")),
        ("text", ("正文", "running text")),
        ("cells", ("表格和表单的格子", "cells of tables and forms")),
        (
            "section:说明",
            (
                "一个部分；名字不重时可以只写名字",
                "a section; its name alone will do where nothing else has it",
            ),
        ),
        ("table:表", ("一张表的格子、说明和表名", "the cells, headnotes and caption of a table")),
        ("form:单", ("一张表单的栏目和格子", "the fields and cells of a form")),
    ],
};

/// Units.
pub const UNITS: Notation = Notation {
    title: ("单位", "Units"),
    says: (
        "写在 `unit` 里和公式的数后面；各语言词表（rules/lang）的 `[unit.money]`、`[unit.rate]` 里的都可以，如：",
        "As they stand in `unit` and after numbers of formulas; any of `[unit.money]` and `[unit.rate]` in the files of rules/lang, such as:",
    ),
    lines: &[
        ("元", ("一元", "one yuan")),
        ("万元", ("一万元", "ten thousand yuan")),
        ("亿元", ("一亿元", "a hundred million yuan")),
        ("£000", ("一千", "a thousand")),
        ("£ million", ("一百万", "a million")),
        ("%", ("百分比", "percent")),
    ],
};

/// All of them, in the order they are told.
pub const NOTATIONS: &[&Notation] = &[&PATTERNS, &KINDS, &FORMULAS, &NAMES, &PLACES, &UNITS];
