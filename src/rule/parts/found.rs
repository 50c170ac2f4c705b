//! Parts that find something: patterns in a text, formulas in tables and forms.

use super::basic::{List, TextOf};
use crate::diagnostic::Text;
use crate::rule::fault::{Fault, Origin};
use crate::rule::formula::{self, ExprKind, Formula, Rows};
use crate::rule::keys::{Part, Reader, Shape};
use crate::rule::known::{FACTS, FORMS, GRIDS, PHRASES};
use crate::rule::pattern::{self, LazyRegex, regex_fault};
use crate::rule::tree::Node;
use crate::rule::words::{fold, fold_regex, nearest};
use crate::source::{Cut, FileId};

/// A pattern that captures what is named here.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    captures: &'static [&'static str],
    /// It may speak of facts.
    facts: bool,
}

/// A pattern with these captures.
pub const fn pattern(captures: &'static [&'static str]) -> Pattern {
    Pattern { captures, facts: true }
}

/// Patterns with these captures each.
pub const fn patterns(captures: &'static [&'static str]) -> List<Pattern> {
    List(pattern(captures))
}

impl Pattern {
    /// The same, but what it finds is a fact, which cannot need another.
    pub const fn of_fact(self) -> Self {
        Self { facts: false, ..self }
    }

    /// Tells that the pattern lacks a capture.
    fn lacks(reader: &mut Reader<'_, '_>, pattern: &pattern::Pattern, capture: &str) {
        let message = Text::new(
            format!("词句模式里缺少 {{{capture}}}"),
            format!("the pattern captures no {{{capture}}}"),
        );
        let label = Text::new(format!("这里要捕获 {capture}"), format!("`{capture}` must be captured"));
        let near = nearest(capture, pattern.names().iter().map(String::as_str));
        let help = match near {
            Some(near) => Text::new(
                format!("把 {{{near}}} 改名为 {{{capture}}}？"),
                format!("rename {{{near}}} to {{{capture}}}?"),
            ),
            None => Text::new(
                format!("在模式里写上 {{{capture}}}，捕获要取的那一段"),
                format!("write {{{capture}}} into the pattern where it captures what is meant"),
            ),
        };
        reader.desk.say(pattern.span, message, label, help);
    }

    /// Whether the facts that the pattern needs are there.
    fn knows_its_facts(
        self,
        reader: &mut Reader<'_, '_>,
        origin: &Origin,
        pattern: &pattern::Pattern,
    ) -> bool {
        let known = (FACTS.names)(reader.known);
        let mut sound = true;
        for (name, range) in pattern.facts() {
            if self.facts && known.contains(&name.as_str()) {
                continue;
            }
            sound = false;
            if self.facts {
                let likely = [known.clone(), (PHRASES.names)(reader.known)].concat();
                reader.desk.unknown_name(origin.span(range), FACTS.what, name, &likely);
            } else {
                let message = Text::new("事实不能依赖另一个事实", "a fact cannot need another fact");
                reader.desk.say(origin.span(range), message, Text::default(), None);
            }
        }
        sound
    }
}

impl Part for Pattern {
    type Value = pattern::Pattern;

    fn shape(&self) -> Shape {
        Shape::Pattern(self.captures)
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self::Value> {
        let written = reader.text(node)?;
        let (text, origin) = spelt_out(reader, node, written)?;
        let strict = (reader.desk.strict)(node.span.file);
        let parsed = pattern::Pattern::parse(&text, &origin);
        let checked = parsed.and_then(|read| if strict { read.check().map(|()| read) } else { Ok(read) });
        let read = match checked {
            Ok(read) => read,
            Err(fault) => {
                reader.desk.tell(fault.locate(&origin));
                return None;
            }
        };
        let lacking = |capture: &&&str| !read.names().iter().any(|name| name == **capture);
        let lacking: Vec<&&str> = self.captures.iter().filter(lacking).collect();
        lacking.iter().for_each(|capture| Self::lacks(reader, &read, capture));
        let sound = self.knows_its_facts(reader, &origin, &read) && lacking.is_empty();
        sound.then_some(read)
    }
}

/// What stands between the slashes of a regular expression.
fn expression_in(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/')
}

/// A pattern with what its phrases stand for in their place, `{=phrase}`, and the way back to where it is written.
fn spelt_out(reader: &mut Reader<'_, '_>, node: &Node, text: &str) -> Option<(String, Origin)> {
    let origin = reader.desk.origin(node.span, text.len());
    let is_regex = expression_in(text).is_some();
    let (mut spelt, mut cuts, mut at) = (String::new(), Vec::new(), 0);
    while let Some(open) = text.cut(at..).find("{=").map(|open| at + open) {
        let Some(end) = text.cut(open..).find('}').map(|len| open + len + 1) else { break };
        let name = fold(text.cut(open + 2..end - 1));
        let meant = reader.known.phrases.iter().find(|(known, _)| *known == name).map(|(_, meant)| meant);
        spelt.push_str(text.cut(at..open));
        let meant = match meant.map(|meant| (meant, expression_in(meant))) {
            // A fact, or nothing that is known: the pattern keeps it.
            None => {
                spelt.push_str(text.cut(open..end));
                at = end;
                continue;
            }
            Some((_, Some(regex))) if is_regex => format!("(?:{regex})"),
            Some((phrase, None)) if !is_regex => phrase.clone(),
            Some(_) => {
                let message = Text::new(
                    format!("短语「{name}」与这个模式不是一种写法"),
                    format!("the phrase `{name}` is not written the way this pattern is"),
                );
                let label =
                    Text::new("一个是 /正则表达式/，一个是句式", "one of them is a /regular expression/");
                let help = Text::new("两处写成同一种", "write both in the same way");
                reader.desk.say(origin.span(&(open..end)), message, label, help);
                return None;
            }
        };
        cuts.push((open..end, meant.len()));
        spelt.push_str(&meant);
        at = end;
    }
    spelt.push_str(text.cut(at..));
    let origin = origin.spliced(&cuts);
    Some((spelt, origin))
}

/// A fragment of patterns, by its name; it may use those before it.
pub const PHRASE: TextOf<String> =
    TextOf(("句式的一段", "a fragment of a pattern"), |reader, node, text| {
        let (text, origin) = spelt_out(reader, node, text)?;
        // A fragment may match nothing at all, which a pattern may not.
        let whole = expression_in(&text).map_or(format!("x{text}"), |regex| format!("/x(?:{regex})/"));
        let read = |text: &str| pattern::Pattern::parse(text, &origin).and_then(|read| read.check());
        if let (Err(_), Err(fault)) = (read(&whole), read(&text)) {
            reader.desk.tell(fault.locate(&origin));
            return None;
        }
        Some(text)
    });

/// What is wanted of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// Two sides and how they compare.
    Comparison,
    /// One expression.
    Value,
    /// One that others are divided by.
    Whole,
    /// Figures by their names and nothing else.
    Figures,
}

/// Formulas that compare.
pub const FORMULAS: List<TextOf<Formula>> =
    List(TextOf(("公式", "a formula"), |reader, node, text| asked(reader, node, text, Ask::Comparison)));
/// Formulas that are one figure each, any one of which is right.
pub const VALUES: List<TextOf<Formula>> = List(VALUE);
/// A formula that is one figure.
pub const VALUE: TextOf<Formula> =
    TextOf(("算式，得一个数", "a formula for one figure"), |reader, node, text| {
        asked(reader, node, text, Ask::Value)
    });
/// Formulas for figures that others are divided by.
pub const WHOLES: List<TextOf<Formula>> =
    List(TextOf(("算式，得一个数", "a formula for one figure"), |reader, node, text| {
        asked(reader, node, text, Ask::Whole)
    }));
/// Figures by their names.
pub const FIGURES: List<TextOf<Formula>> = List(FIGURE);
/// Figures by one name.
pub const FIGURE: TextOf<Formula> = TextOf(("表[行, 列]", "table[row, column]"), |reader, node, text| {
    asked(reader, node, text, Ask::Figures)
});

fn asked(reader: &mut Reader<'_, '_>, node: &Node, text: &str, ask: Ask) -> Option<Formula> {
    let origin = reader.desk.origin(node.span, text.len());
    let formula = Formula::parse(text, &origin).and_then(|formula| match misses(&formula, ask) {
        Some(fault) => Err(fault),
        None => Ok(formula),
    });
    match formula {
        Ok(formula) => references(reader, &formula).then_some(formula),
        Err(fault) => {
            reader.desk.tell(fault.locate(&origin));
            None
        }
    }
}

/// A formula given outside a rule file, as the whole of `file`; it may be a figure alone.
pub fn alone(reader: &mut Reader<'_, '_>, file: FileId) -> Option<Formula> {
    let text = reader.desk.sources.get(file).text();
    let origin = Origin::plain(file, 0, text.len());
    match Formula::parse(text, &origin) {
        Ok(formula) => references(reader, &formula).then_some(formula),
        Err(fault) => {
            reader.desk.tell(fault.locate(&origin));
            None
        }
    }
}

/// What keeps a formula from being what is asked for.
fn misses(formula: &Formula, ask: Ask) -> Option<Box<Fault>> {
    let whole = 0..formula.text.len();
    let compares = !formula.comparisons.is_empty();
    if ask == Ask::Comparison {
        let fault = Fault::new(whole, Text::new("公式里没有比较", "the formula compares nothing"))
            .label(Text::new("缺少 =、≤ 或 ≥", "=, ≤ or ≥ is missing"))
            .help(Text::new(
                "写出两边：这个数 = 它应等于的算式",
                "write both sides: this figure = what it must come to",
            ));
        return (!compares).then_some(fault);
    }
    if compares {
        let message = Text::new("这里要一个数，不是一个比较", "a figure is wanted, not a comparison");
        return Some(
            Fault::new(whole, message)
                .label(Text::new("只写一个算式", "write one expression"))
                .help(Text::new("去掉比较和它的另一边", "drop the comparison and its other side")),
        );
    }
    if let Some(other) = formula.or.first().and_then(|other| other.chain.first()) {
        let message = Text::new("这里要一个数，不是几种写法", "one expression is wanted, not several");
        return Some(
            Fault::new(other.range.clone(), message).label(Text::new("这是另一种", "this is another")).help(
                Text::new(
                    "这里可以写成列表：[\"…\", \"…\"]",
                    "several may stand here as a list: [\"…\", \"…\"]",
                ),
            ),
        );
    }
    let expr = formula.chain.first()?;
    match (ask, expr.shape()) {
        (Ask::Whole, Ok(formula::shape::Shape::Part(part))) if part.times > 1 || part.beside => Some(
            Fault::new(part.sign, Text::new("不能除以这个算式", "nothing can be divided by this expression"))
                .label(Text::new(
                    "作分母只能是数的和，或一个商",
                    "a whole is a sum of figures, or one quotient",
                ))
                .help(Text::new(
                    "取表里算好的数：表[行, 列]",
                    "name a figure that has it: table[row, column]",
                )),
        ),
        (Ask::Figures, _) if !matches!(expr.kind, ExprKind::Reference(_)) => Some(
            Fault::new(
                expr.range.clone(),
                Text::new("这里只能写数的名字，不能写算式", "figures are named here, nothing is reckoned"),
            )
            .label(Text::new("应是 表[行, 列]", "expected table[row, column]"))
            .help(Text::new("每一行写 表[*, 列]", "table[*, column] is each row")),
        ),
        _ => None,
    }
}

/// Whether every reference names what the pack knows.
fn references(reader: &mut Reader<'_, '_>, formula: &Formula) -> bool {
    let (grids, forms) = ((GRIDS.names)(reader.known), (FORMS.names)(reader.known));
    let is_form = |name: &String| forms.contains(&name.as_str());
    let has_form = formula.references().iter().any(|reference| is_form(&reference.table));
    let before = reader.desk.diagnostics.len();
    for reference in formula.references() {
        let name = &reference.table;
        if !grids.contains(&name.as_str()) {
            reader.desk.unknown_name(reference.table_span, GRIDS.what, name, &grids);
        } else if is_form(name) && reference.column.is_some() && !matches!(reference.row.rows, Rows::Each) {
            let message = Text::new(
                format!("「{name}」是表单，方括号里只写栏目名"),
                format!("`{name}` is a form: its brackets hold one field"),
            );
            let label = Text::new("如 表单[栏目]、表单[*, 得分]", "such as form[field], form[*, score]");
            reader.desk.say(reference.span, message, label, None);
        }
        if matches!(reference.row.rows, Rows::Field(_)) && !has_form {
            let message = Text::new(
                "按栏目取行，公式里却没有表单",
                "a row by a form's field, but the formula has no form",
            );
            let label = Text::new("取哪个表单的栏目？", "the field of which form?");
            let help = Text::new("公式里要有 表单[栏目]", "the formula needs a form[field]");
            reader.desk.say(reference.row.span, message, label, help);
        }
    }
    reader.desk.diagnostics.len() == before
}

/// A regular expression for the labels of rows.
pub const REGEX: TextOf<LazyRegex> =
    TextOf(("正则表达式", "a regular expression"), |reader, node, text| {
        expression(reader, node, text, 0)
    });

/// A regular expression from byte `from` of `text`.
pub fn expression(reader: &mut Reader<'_, '_>, node: &Node, text: &str, from: usize) -> Option<LazyRegex> {
    let written = text.cut(from..);
    let regex = (!written.is_empty()).then(|| LazyRegex::new(fold_regex(written)))?;
    if !(reader.desk.strict)(node.span.file) {
        return Some(regex);
    }
    let Err(error) = regex.check() else { return Some(regex) };
    let mut fault = regex_fault(written, &error, false);
    fault.range = fault.range.start + from..fault.range.end + from;
    reader.desk.fault(node.span, text, &fault);
    None
}
