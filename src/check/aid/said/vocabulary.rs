//! The words of a language that sentences about amounts are built with. What a sentence speaks of is never listed here: that is
//! what remains of it.

/// Words that end what an amount is called and do not belong to its name: 收入预算为, 支出决算共计.
pub const TAILS: &[&str] = &[
    "预算安排",
    "预算总额",
    "预算数",
    "决算数",
    "执行数",
    "预算",
    "决算",
    "安排了",
    "安排",
    "金额",
    "总额",
    "总计",
    "合计",
    "共计",
    "小计",
    "科目",
    "资金",
    "大约",
    "达到",
    "分别",
    "为",
    "是",
    "共",
    "计",
    "约",
    "达",
    "数",
    "了",
    "各",
    "均",
    "的",
    "额",
    "年初",
    "-",
    ":",
    "。",
    "年度",
    "当年",
    "本年",
    "全年",
    "支出",
    "收入",
    "经费",
    "费用",
    "费",
    "拨款",
    "其中",
    "主要",
    "实际",
    "调整",
    "完成",
];

/// Names that say nothing of their own: an amount called so is of what was spoken of before.
pub const EMPTY: &[&str] = &["支出", "经费", "资金", "拨款", "预算", "决算", "金额", "合计", "总计", "年初"];

/// Words that may begin a clause and are no part of the name in it.
pub const STARTS: &[&str] = &[
    "其中",
    "主要包括",
    "包括",
    "包含",
    "分别为",
    "分别是",
    "主要用于",
    "用于",
    "主要是",
    "以及",
    "及",
    "和",
    "与",
    "加上",
    "另",
    "我部门",
    "我单位",
    "我局",
    "我委",
    "本部门",
    "本单位",
    "本级",
    "全年",
    "当年",
    "本年度",
    "本年",
];

/// Words that may stand right before a name and say nothing of it.
pub const LEADS: &[&str] = &[
    "部门",
    "单位",
    "本级",
    "年初",
    "年度",
    "年",
    "安排",
    "预算",
    "财政拨款",
    "一般公共预算",
    "支出",
    "使用",
    "按照",
    "用于",
    "其中",
    "即",
    "的",
];

/// Words that join two names to one: what follows them is not what the amount is of.
pub const JOINS: &[&str] = &["、", "和", "及", "与", "或", "/", "加"];

/// Words by which what follows is just what the amount is not of.
pub const EXCEPTS: &[&str] =
    &["不含", "不包括", "除", "扣除", "剔除", "未", "无", "超过", "不足", "低于", "高于", "代"];

/// Words that make an amount an increase.
pub const UP: &[&str] = &["增加", "增长", "上升", "提高", "增收", "增支", "多", "增", "上涨", "追加", "调增"];

/// Words that make an amount a decrease.
pub const DOWN: &[&str] = &["减少", "下降", "降低", "减收", "减支", "少", "减", "压减", "下浮", "调减"];

/// Words that say that nothing changed.
pub const EVEN: &[&str] = &["持平", "无变化", "没有变化", "相同", "一致", "无增减", "无变动", "没有增减"];

/// Words that compare: what follows them is what it was before.
pub const THAN: &[&str] = &["比", "较", "与", "同"];

/// Words that name the year before.
pub const LAST: &[&str] = &["上年", "去年", "上一年", "上期", "以前年度"];

/// What was carried over from the year before is for this one: 上年结转.
pub const CARRIED: &[&str] = &["结转", "结余"];

/// Words that make a percentage a part of something.
pub const OF_WHOLE: &[&str] = &["占", "比重", "比例", "的"];

/// Words that open the list of an amount's parts.
pub const OPENS: &[&str] = &["其中", "包括", "分别", "具体"];

/// What follows an amount that is a threshold of a requirement, no amount of anything.
pub const BOUNDS: &[&str] = &["以上", "以下", "及以上", "(含)以", "以内", "之内", "(不含)以", "/", "每"];

/// Which state of an amount the words before it name, the first that is found from their end.
pub const STATES: &[(&str, super::State)] = &[
    ("决算", super::State::Final),
    ("执行", super::State::Final),
    ("支出数", super::State::Final),
    ("年初", super::State::Budget),
    ("预算", super::State::Budget),
    ("批复", super::State::Budget),
];

/// Names of rows that add up all others.
pub const TOTALS: &[&str] =
    &["合计", "总计", "收入总计", "支出总计", "本年收入合计", "本年支出合计", "total", "Total"];

/// Heads of columns that say nothing but that figures stand below.
pub const HEADS: &[&str] =
    &["合计", "总计", "小计", "金额", "预算数", "决算数", "执行数", "数量", "备注", "total", "Total"];

/// Levels of a functional item, which stand in brackets after its name: 社会保障和就业支出（类）.
pub const LEVELS: &[&str] = &["(类)", "(款)", "(项)", "(目)"];

/// What is left before a name where the digits of its year are gone: 2026年度收入.
pub const YEARS: &[&str] = &["年度", "年"];
