//! Packs and their rules: what must hold of which documents, and the tests that every rule carries.

use std::any::Any;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::binding::{Dictionary, Fact, FormBinding, SectionBinding, TableBinding};
use super::later::Later;
use super::parts::{
    ByName, COUNT, Choice, FLAG, GLOBS, List, NUMBER, OWN_NAME, OWN_SPAN, RAW, TOLD, YEARS, known_name,
    needed, none, opt, or, own, placed, table,
};
use super::pattern::Glob;
use crate::diagnostic::{Severity, Text};
use crate::keys;
use crate::keys::known::FIELDS;
use crate::keys::tree::{Entry, Node};
use crate::keys::{Demand, Part, Reader, Shape};
use crate::source::{FileId, Span};

keys! {
    /// A pack of rules.
    "一个规则包。"
    pub struct Pack {
        /// Its name, which the names of its rules begin with.
        name: String = "name", needed(RAW), "名字，规则的全名以它开头";
        /// What it is for.
        title: Text = "title", or(TOLD, Text::default), "管什么文件";
        /// Which documents it applies to.
        applies: Applies = "applies", table::<Applies>(), "适用于哪些文件";
        /// The pack it takes over and changes.
        extends: Option<String> = "extends", opt(RAW), "在哪个规则包的基础上改";
        /// Shipped rule files that this file takes the place of.
        replaces: Vec<(String, Span)> = "replaces", List(placed(("自带的规则文件", "a shipped rule file"))), "代替哪些自带的规则文件";
        /// Titles of documents of a unit, where others are of a department as a whole.
        units: Vec<Glob> = "units", GLOBS, "哪些标题是单位的，别的是整个部门的";
        /// The pack for the budgets that its documents are the final accounts of.
        budget: Option<String> = "budget", opt(RAW), "它的文件是哪个规则包那类预算的决算";
        /// The pack for the documents whose tables have a row for each of its documents.
        above: Option<String> = "above", opt(RAW), "哪个规则包的文件里，它的文件各占表的一行";
        /// How its documents are laid out is presumed: a relation that fails is held against the author only where others of
        /// its kind hold there.
        presumed: bool = "presumed", FLAG, "各地写法不一：一种关系在文件里大多成立，才据它指出错误";
        /// Rules of the pack it extends that it switches off, and where.
        off: Vec<(String, Span)> = "", none(), "";
        /// The files it is written in; those of the pack it extends are not among them.
        files: Vec<FileId> = "", none(), "";
        /// What its rules speak of.
        names: Later<Names> = "", none(), "";
        /// The rules in the order they were written.
        rules: Later<Vec<Rule>> = "", none(), "";
    }
}

/// What the rules of a pack speak of by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Things a document says of itself: its year, the department.
    pub facts: Vec<Fact>,
    /// How to recognise tables.
    pub tables: Vec<TableBinding>,
    /// How to recognise forms.
    pub forms: Vec<FormBinding>,
    /// How to recognise sections.
    pub sections: Vec<SectionBinding>,
    /// Codes and their names.
    pub dictionaries: Vec<Dictionary>,
    /// Fragments of patterns, with what they stand for.
    pub phrases: Vec<(String, String)>,
}

keys! {
    /// Which documents a pack or a rule applies to. Empty lists demand nothing.
    "适用于哪些文件；不写的不限。"
    pub struct Applies {
        /// One of these matches a line of the title.
        title: Vec<Glob> = "title", GLOBS, "标题有一行像其中之一";
        /// None of these matches a line of the title.
        except: Vec<Glob> = "except", GLOBS, "标题没有一行像其中之一";
        /// A document with at least this many of the pack's tables is one of its kind whatever its title says; 0: never.
        tables: usize = "tables", or(COUNT, || 0), "标题认不出时，认出这么多张表的也算；0 为不算";
        /// The document's year is one of these; a document that says no year is not ruled out.
        years: Option<(u32, u32)> = "years", opt(YEARS), "文件的年度；没有写年度的文件不排除";
    }
}

const SEVERITY: Choice<Severity> = Choice(
    ("严重程度", "severity"),
    &[
        ("error", ("从页面本身就能证明", "provable from the page alone"), Severity::Error),
        ("warning", ("复核的人会追问", "what a careful reviewer would ask about"), Severity::Warning),
        ("note", ("记录在案", "for the record"), Severity::Note),
    ],
);

keys! {
    /// A named demand on documents.
    "一条规则：对文件的一个要求。"
    pub struct Rule {
        /// `pack/name`, the only id. The name states the fault.
        id: String = "", OWN_NAME, "";
        /// The demand in one line.
        title: Text = "title", TOLD, "一句话写明要求";
        /// How bad a breach is: error where nothing is said.
        severity: Severity = "severity", or(SEVERITY, || Severity::Error), "不符合有多严重；不写是 error";
        /// Why it matters.
        why: Option<Text> = "why", opt(TOLD), "为什么要紧";
        /// The article of law or the standard behind it.
        basis: Option<Text> = "basis", opt(TOLD), "依据的条文";
        /// The step to take.
        help: Option<Text> = "help", opt(TOLD), "怎么办";
        /// Narrows the pack's own `applies`.
        applies: Option<Applies> = "applies", opt(table::<Applies>()), "在规则包适用的文件里再限定";
        /// How far figures may lie apart, instead of what their digits allow; in the base of their kind.
        tolerance: Option<Decimal> = "tolerance", opt(NUMBER), "允许相差多少（以元、个为单位）；不写时由小数位数决定";
        /// Only forms that read so.
        when: When = "when", table::<When>(), "只管这样填写的表单";
        /// What it finds is one finding: the first place, with the others beside it.
        once: bool = "once", FLAG, "全文只报一条，其余各处列在旁边";
        /// What it finds waits to be filled in: a document with more of that than figures is a blank form, and told as one.
        awaits: bool = "awaits", FLAG, "指出的是待填的地方；待填的比数字还多的文件是空白表样，只报一条";
        /// A document its pack applies to, and on which it cannot be judged, does not pass.
        required: bool = "required", FLAG, "适用的文件上判断不了时，不算通过";
        /// What it demands: one kind of check.
        check: Check = "check", CheckPart, "查什么：一种检查";
        /// Switched off: in a layer, a rule of the pack that it extends.
        off: bool = "off", FLAG, "停用；写在改别的规则包的地方";
        /// Its own tests.
        examples: Vec<Example> = "example", List(table::<Example>()), "规则自带的例子，至少一个应被指出、一个应当沉默";
        /// The rule's line in its file: the key of its table.
        span: Span = "", OWN_SPAN, "";
        /// The value of `check`, for a label on what demands this.
        check_span: Span = "", own(|_, node| Some(node.get("check")?.node.table()?.first()?.node.span)), "";
        /// What it demands, where that does not stand in one place: as layers left it, or its keys apart.
        demands: Option<String> = "", own(|reader, node| Some(apart(reader, node))), "";
        /// What layers changed of it, the first layer first.
        changes: Vec<Change> = "", none(), "";
    }
}

keys! {
    /// Only forms of which each of these fields reads like one of its globs.
    "只管这些栏目都这样填写的表单。"
    pub struct When {
        /// Fields, and how they read.
        field: Vec<(String, Vec<Glob>)> = "field", ByName(GLOBS, field), "栏目和填写的样子";
    }
}

/// The keys of a check that are not written in braces, a line each.
fn apart(reader: &Reader<'_, '_>, rule: &Node) -> Option<String> {
    let kind = &rule.get("check")?.node.table()?.first()?.node;
    let entries = kind.table().filter(|_| !reader.desk.sources.slice(kind.span).starts_with('{'))?;
    let line = |entry: &Entry| format!("{} = {}", entry.key, entry.node.written(reader.desk.sources));
    Some(entries.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// The field that is read, if a form has it, and how it reads.
fn field(reader: &mut Reader<'_, '_>, globs: Vec<Glob>) -> Option<(String, Vec<Glob>)> {
    let written = reader.desk.sources.slice(reader.name.1);
    let known = (FIELDS.names)(reader.known);
    Some((known_name(reader, reader.name.1, written, FIELDS.what, &known)?, globs))
}

keys! {
    /// A snippet with what must be pointed at.
    "一段文件，和应被指出的地方。"
    pub struct Example {
        /// What it shows.
        name: String = "name", RAW, "说明什么";
        /// A document.
        text: String = "text", RAW, "一份文件";
        /// The document of the year before, where the rule speaks of it.
        last: Option<String> = "last", opt(RAW), "规则说到上一年时，上一年的文件";
        /// The documents of the units.
        units: Vec<String> = "units", List(RAW), "规则说到各单位时，各单位的文件";
        /// The budget.
        budget: Option<String> = "budget", opt(RAW), "规则说到预算时，预算文件";
        /// The document above, with a row for this one.
        above: Option<String> = "above", opt(RAW), "规则说到上级的文件时，里面有本文件一行的那份";
        /// Texts the finger must be on, in order; empty means silence.
        marks: Vec<String> = "marks", needed(List(RAW)), "应被指出的原文，依次；空的是应当沉默";
        /// The value of `marks` in the rule file.
        marks_span: Span = "", own(|_, node| Some(node.get("marks")?.node.span)), "";
        /// Where in the rule file.
        span: Span = "", own(|_, node| Some(node.span)), "";
    }
}

/// What a rule demands.
#[derive(Debug, Clone)]
pub struct Check {
    /// The kind of check: the key under `check`.
    pub kind: &'static str,
    /// What the kind has read.
    demand: Arc<dyn Demand>,
}

impl Check {
    /// What the kind has read, if it reads a `D`.
    pub fn demand<D: Demand>(&self) -> Option<&D> {
        (&*self.demand as &dyn Any).downcast_ref()
    }
}

/// `check.<kind>`: the key is the kind, so that every place under it is known.
#[derive(Debug, Clone, Copy)]
struct CheckPart;

impl Part for CheckPart {
    type Value = Check;

    fn shape(&self) -> Shape {
        Shape::Check
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Check> {
        let entries = reader.taken(node.table(), node, Shape::Check.expected())?;
        let names: Vec<&str> = reader.kinds.iter().map(|kind| kind.name).collect();
        let mut known = Vec::new();
        for entry in entries {
            if let Some(kind) = reader.kinds.iter().find(|kind| kind.name == entry.key) {
                known.push((entry, kind));
                continue;
            }
            let now = reader.kinds.iter().find(|kind| kind.formerly.contains(&&*entry.key));
            let key = (&*entry.key, now.map(|kind| kind.name));
            reader.desk.unknown_key(entry.span, key, &names, ("检查", "there is no kind of check"));
        }
        let ((first, kind), others) = known.split_first()?;
        for (other, _) in others {
            let own = kind.name;
            let message = Text::new(
                format!("一条规则只能有一种检查，这条是 {own}"),
                format!("a rule has one kind of check, which is {own} here"),
            );
            let help = Text::new(
                format!("只留 check.{own}，另一种写成一条新规则"),
                format!("keep check.{own}, and make the other a new rule"),
            );
            reader.desk.both(Some(first.span), other.span, message, help);
        }
        let sound = reader.may_change(first, &(kind.shape)());
        let demand = (kind.read)(reader, &first.node).filter(|_| sound)?;
        Some(Check { kind: kind.name, demand })
    }
}

/// One key of a rule that a layer changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The pack that changes it.
    pub pack: String,
    /// The key: `severity`, `check.present.tables+`.
    pub key: String,
    /// The new value in the rule file.
    pub span: Span,
}

impl Rule {
    /// The name without the pack's.
    pub fn name(&self) -> &str {
        self.id.rsplit_once('/').map_or(self.id.as_str(), |(_, name)| name)
    }
}

impl Pack {
    /// True where the rule was written for this pack, not inherited.
    pub fn owns(&self, rule: &Rule) -> bool {
        rule.id.rsplit_once('/').is_some_and(|(pack, _)| pack == self.name)
    }
}
