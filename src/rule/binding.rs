//! How documents are recognised, whatever a province calls things: tables, forms, sections, codes, and what a document says
//! of itself.

use std::collections::BTreeMap;

use super::SHIPPED;
use super::parts::{
    ByName, GLOB, GLOBS, List, OWN_NAME, OWN_SPAN, RAW, REGEX, TextOf, TextOr, UNIT, WITHIN, WORD, WORDS,
    expression, needed, opt, own, patterns, table,
};
use super::pattern::{Glob, LazyRegex, Pattern};
use super::within::Within;
use super::words::fold;
use crate::amount::Unit;
use crate::diagnostic::Text;
use crate::keys;
use crate::keys::Reader;
use crate::keys::fault::{Fault, Origin};
use crate::keys::tree::Node;
use crate::source::{Cut, Span};

keys! {
    /// Something a document says of itself, one or many times. The value is what most places say.
    "文件说自己的一件事，如年度、部门；说得最多的那个值算数。"
    pub struct Fact {
        /// Its name: 年度.
        name: String = "", OWN_NAME, "";
        /// Where it is said.
        within: Within = "in", WITHIN, "在哪里说的；不写是全文";
        /// How it is said; each has one capture `{value:…}`.
        find: Vec<Pattern> = "find", needed(List(patterns(&["value"]).0.of_fact())), "怎么说的，每个句式捕获 {value:…}";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

keys! {
    /// How to recognise a table.
    "怎样认出一张表。"
    pub struct TableBinding {
        /// The name rules use.
        name: String = "", OWN_NAME, "";
        /// One of these matches the caption; the most specific (longest) wins between tables.
        caption: Vec<Glob> = "caption", GLOBS, "表名像其中之一；几张表都像时，写得最具体的算";
        /// None of these matches it.
        except: Vec<Glob> = "except", GLOBS, "表名像其中之一的不算";
        /// Headers of which at least one column must match each, where captions are lost or shared.
        header: Vec<Glob> = "header", GLOBS, "表头里要有的各栏，用在没有表名或表名相同时";
        /// The unit where the document says none.
        unit: Option<Unit> = "unit", opt(UNIT), "表上没有注明时的单位";
        /// Names for rows: the name rules use and how documents write it.
        rows: Vec<Alias> = "row", ALIASES, "行的名字和文件里的各种写法";
        /// Names for columns.
        columns: Vec<Alias> = "column", ALIASES, "列的名字和文件里的各种写法";
        /// Names for sets of rows.
        groups: Vec<Group> = "group", ByName(GROUP, |_, group| Some(group)), "一组行的名字和怎样认出它们";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

/// One name and the ways it is written, the preferred first.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The name rules use.
    pub name: String,
    /// The ways it is written, folded; `*` stands for anything; `{fact}` for the value of a fact.
    pub globs: Vec<Glob>,
    /// Where in the rule file.
    pub span: Span,
}

/// Names and the ways they are written.
const ALIASES: ByName<List<TextOf<Glob>>, Alias> = ByName(GLOBS, |reader, globs| {
    let (name, span) = reader.name.clone();
    Some(Alias { name, globs, span })
});

keys! {
    /// A set of rows by what their labels look like.
    "一组行，按名称的样子认。"
    pub struct Group {
        /// The name rules use.
        name: String = "", OWN_NAME, "";
        /// The statement they stand in, by the header over it (支出), where the table has several.
        pane: Option<Glob> = "pane", opt(GLOB), "在哪一栏（如支出），用在一张表并排几栏时";
        /// The label as written, ordinal and all.
        matches: Option<LazyRegex> = "match", opt(REGEX), "名称连同序号的样子";
        /// Labels (or aliases) that do not belong.
        except: Vec<String> = "except", WORDS, "不算在内的行";
        /// Only rows after the row of this name.
        after: Option<String> = "after", opt(WORD), "只算这一行之后的";
        /// Only rows before the row of this name.
        before: Option<String> = "before", opt(WORD), "只算这一行之前的";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

/// `"支出/[一二三]+、"`, or a table of keys.
const GROUP: TextOr<Group> = TextOr(
    ("「栏/正则」或 { match = … }", "\"pane/regex\" or { match = … }"),
    |reader, node, text| {
        let cut = text.find('/').map_or(0, |slash| slash + 1);
        let (name, span) = reader.name.clone();
        let pane = (cut > 1).then(|| Glob::new(text.cut(..cut - 1)));
        let matches = expression(reader, node, text, cut);
        Some(Group { name, pane, matches, except: Vec::new(), after: None, before: None, span })
    },
);

keys! {
    /// How to recognise a form and the labels of its blanks.
    "怎样认出一张表单和它的栏目。"
    pub struct FormBinding {
        /// The name rules use.
        name: String = "", OWN_NAME, "";
        /// One of these matches the caption.
        caption: Vec<Glob> = "caption", needed(GLOBS), "表名像其中之一";
        /// None of these matches it.
        except: Vec<Glob> = "except", GLOBS, "表名像其中之一的不算";
        /// Its labelled blanks.
        fields: Vec<Alias> = "field", ALIASES, "栏目的名字和表单里的各种写法";
        /// Labels that open the halves standing side by side (实施期目标 | 年度目标); empty where there is one. More than two
        /// are the heads of columns (年初预算数 | 全年预算数 | 全年执行数): each value belongs to the head over it.
        halves: Vec<Half> = "halves", List(HALF), "并排各半的名目（实施期目标、年度目标）；多于两个时是各列的栏头，值归上面的栏头";
        /// Of these, those whose numbers are percentages, though they may carry no sign.
        percent: Vec<String> = "percent", WORDS, "其中数字是百分比、可以不写 % 的";
        /// The unit of amounts that carry none.
        unit: Option<Unit> = "unit", opt(UNIT), "没有写单位的金额的单位";
        /// Indicator rows, if it has them.
        indicators: Option<Indicators> = "indicators", opt(table::<Indicators>()), "指标行，如果有";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

/// One of several values that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The name rules use: the first of its labels.
    pub name: String,
    /// The ways it is written, folded.
    pub labels: Vec<String>,
    /// Its numbers are percentages, though they may carry no sign.
    pub percent: bool,
}

/// `全年预算数|预算数`: a name, and other ways to write it.
const HALF: TextOf<Half> =
    TextOf(("名目，| 之间是别的写法", "a label, | between ways to write it"), |_, _, text| {
        let labels: Vec<String> = fold(text).split('|').map(|label| label.trim().to_owned()).collect();
        let name = labels.first()?.clone();
        Some(Half { name, labels, percent: false })
    });

keys! {
    /// Rows of (category, name, value), repeated for each half.
    "指标行：类别、名称、值，各半各有一份。"
    pub struct Indicators {
        /// Categories of the second level: the name rules use and how forms write it.
        categories: Vec<Alias> = "category", ALIASES, "二级指标的名字和各种写法";
        /// Labels of the first level and of the header: never a name or a value.
        labels: Vec<Glob> = "labels", GLOBS, "一级指标和表头的字样，不当作名称或值";
        /// Where in the rule file.
        span: Span = "", own(|_, node| Some(node.span)), "";
    }
}

keys! {
    /// How to recognise a section by its heading.
    "怎样按标题认出一个部分。"
    pub struct SectionBinding {
        /// The name rules use.
        name: String = "", OWN_NAME, "";
        /// One of these matches the heading without its number.
        heading: Vec<Glob> = "heading", needed(GLOBS), "标题去掉编号后像其中之一";
        /// None of these matches it.
        except: Vec<Glob> = "except", GLOBS, "像其中之一的不算";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

/// Codes with their names, sorted by code: every name that is right for it, today's first.
type Entries = Vec<(String, Vec<String>)>;

keys! {
    /// Codes and the names they have, written out or in a file of their own.
    "代码和名称，写在这里或另一个文件里。"
    pub struct Dictionary {
        /// The name rules use.
        name: String = "", OWN_NAME, "";
        /// Lines of `code,name|other name`; a line of `#` is a remark.
        codes: Option<Entries> = "codes", opt(TextOf(RAW.0, |reader, node, text| {
            let origin = reader.desk.origin(node.span, text.len());
            Some(entries(reader, text, &origin))
        })), "一行一个「代码,名称|别的名称」；# 开头的行是注";
        /// The same in a file beside this one.
        file: Option<Entries> = "file", opt(TextOf(("文件，相对于规则文件", "a file beside the rule file"), of_file)), "同样的内容，在规则文件旁边的文件里";
        /// Where in the rule file.
        span: Span = "", OWN_SPAN, "";
    }
}

impl Dictionary {
    /// Codes with their names.
    pub fn entries(&self) -> &[(String, Vec<String>)] {
        self.codes.as_ref().or(self.file.as_ref()).map_or(&[], Vec::as_slice)
    }
}

fn of_file(reader: &mut Reader<'_, '_>, node: &Node, file: &str) -> Option<Entries> {
    let rules = reader.desk.sources.get(node.span.file).name();
    let folder = rules.rfind(['/', '\\']).map_or("", |end| rules.cut(..=end));
    let parts = file.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."));
    let below = || format!("{folder}{}", parts.collect::<Vec<_>>().join("/"));
    let path = if file.starts_with(SHIPPED) { file.to_owned() } else { below() };
    let twin = || (reader.desk.shelf.by_hand)(node.span.file).then(|| format!("{SHIPPED}{path}"));
    let found = || (reader.desk.shelf.sibling)(&path).or_else(|| (reader.desk.shelf.sibling)(&twin()?));
    let Some(data) = Some(()).filter(|()| stays_below(file)).and_then(|()| found()) else {
        let message = match stays_below(file) {
            true => Text::new(format!("找不到文件 {path}"), format!("there is no file {path}")),
            false => Text::new("指到了规则文件所在的目录之外", "it leads out of the folder of the rule file"),
        };
        let label = Text::new("路径相对于规则文件", "the path is relative to the rule file");
        let help = Text::new(
            format!(
                "把文件放到规则文件旁边，或把内容写进 codes = \"…\"；自带的写作 \"{SHIPPED}rules/….csv\""
            ),
            format!(
                "put the file beside the rule file, or write what it holds as codes = \"…\"; a shipped one is written \"{SHIPPED}rules/….csv\""
            ),
        );
        reader.desk.say(reader.desk.inside(node.span, file), message, label, help);
        return None;
    };
    let text = reader.desk.sources.get(data).text();
    Some(entries(reader, text, &Origin::plain(data, 0, text.len())))
}

/// The data files beside its own folder that a rule file names.
pub fn data_files(root: &Node) -> Vec<String> {
    let dictionaries = root.get("dictionary").and_then(|entry| entry.node.table());
    let named = dictionaries.into_iter().flatten().filter_map(|entry| entry.node.get("file")?.node.text());
    let wanted = |path: &&str| path.ends_with(".csv") && stays_below(path) && !path.starts_with(SHIPPED);
    named.filter(wanted).map(str::to_owned).collect()
}

/// Whether a path, as written, leads nowhere but below the folder it is told from.
fn stays_below(path: &str) -> bool {
    let rooted = path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
    !rooted && path.split(['/', '\\']).all(|part| part != "..")
}

fn entries(reader: &mut Reader<'_, '_>, text: &str, origin: &Origin) -> Entries {
    let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') || line == "code,name" {
            continue;
        }
        let unquoted = line.replace('"', "");
        let parts = unquoted.split_once([',', '，']).map(|(code, names)| (code.trim(), names));
        let Some((code, names)) = parts.filter(|(code, names)| !code.is_empty() && !names.trim().is_empty())
        else {
            let message = Text::new("字典的这一行不是「代码,名称」", "a dictionary's line is code,name");
            let fault = Fault::new(range, message)
                .label(Text::new("如 20101,人大事务|旧名称", "such as 20101,name|older name"));
            reader.desk.mend(&fault, origin);
            continue;
        };
        let names = names.split('|').map(fold).filter(|name| !name.is_empty());
        entries.entry(code.to_owned()).or_default().extend(names);
    }
    entries.into_iter().collect()
}
