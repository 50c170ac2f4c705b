//! Parts that find something: patterns in a text, formulas in tables and forms.

use crate::diagnostic::Text;
use crate::diagnostic::near::nearest;
use crate::keys::fault::Origin;
use crate::keys::known::{FACTS, FORMS, GRIDS, PHRASES};
use crate::keys::parts::{List, TextOf};
use crate::keys::tree::Node;
use crate::keys::{Lack, Part, Reader, Shape};
use crate::rule::formula::{Ask, Formula, Rows};
use crate::rule::pattern::{self, LazyRegex, fold_regex, phrase, regex_fault};
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
        let origin = reader.desk.origin(node.span, written.len());
        let spelt = phrase::spell(written, &origin, &reader.known.phrases);
        let (text, origin) = reader.desk.told(spelt, &origin)?;
        let strict = (reader.desk.shelf.strict)(node.span.file);
        let read = pattern::Pattern::parse(&text, &origin);
        let read = read.and_then(|read| if strict { read.check().map(|()| read) } else { Ok(read) });
        let read = reader.desk.told(read, &origin)?;
        let names = || read.names().iter().map(String::as_str);
        let lacking: Vec<&str> =
            self.captures.iter().copied().filter(|capture| !names().any(|name| name == *capture)).collect();
        for capture in &lacking {
            reader.lacks(node, Lack::Capture(capture, nearest(capture, names())));
        }
        let sound = self.knows_its_facts(reader, &origin, &read) && lacking.is_empty();
        sound.then_some(read)
    }
}

/// A fragment of patterns, by its name; it may use those before it.
pub const PHRASE: TextOf<String> =
    TextOf(("句式的一段", "a fragment of a pattern"), |reader, node, text| {
        let origin = reader.desk.origin(node.span, text.len());
        let read = phrase::spell(text, &origin, &reader.known.phrases);
        let strict = (reader.desk.shelf.strict)(node.span.file);
        let checked = |text: &str, origin: &Origin| if strict { phrase::check(text, origin) } else { Ok(()) };
        let read = read.and_then(|(text, origin)| checked(&text, &origin).map(|()| text));
        reader.desk.told(read, &origin)
    });

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
    List(TextOf(VALUE.0, |reader, node, text| asked(reader, node, text, Ask::Whole)));
/// Figures by their names.
pub const FIGURES: List<TextOf<Formula>> = List(FIGURE);
/// Figures by one name.
pub const FIGURE: TextOf<Formula> = TextOf(("表[行, 列]", "table[row, column]"), |reader, node, text| {
    asked(reader, node, text, Ask::Figures)
});

fn asked(reader: &mut Reader<'_, '_>, node: &Node, text: &str, ask: Ask) -> Option<Formula> {
    let origin = reader.desk.origin(node.span, text.len());
    let read = Formula::parse(text, &origin).and_then(|formula| formula.answers(ask).map(|()| formula));
    reader.desk.told(read, &origin).filter(|formula| references(reader, formula))
}

/// A formula given outside a rule file, as the whole of `file`; it may be a figure alone.
pub fn alone(reader: &mut Reader<'_, '_>, file: FileId) -> Option<Formula> {
    let text = reader.desk.sources.get(file).text();
    let origin = Origin::plain(file, 0, text.len());
    let read = Formula::parse(text, &origin);
    reader.desk.told(read, &origin).filter(|formula| references(reader, formula))
}

/// Whether every reference names what the pack knows.
fn references(reader: &mut Reader<'_, '_>, formula: &Formula) -> bool {
    let (grids, forms) = ((GRIDS.names)(reader.known), (FORMS.names)(reader.known));
    let is_form = |name: &String| forms.contains(&name.as_str());
    let has_form = formula.references().iter().any(|reference| is_form(&reference.table));
    let before = reader.desk.faults();
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
    reader.desk.faults() == before
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
    if !(reader.desk.shelf.strict)(node.span.file) {
        return Some(regex);
    }
    let Err(error) = regex.check() else { return Some(regex) };
    let mut fault = regex_fault(written, &error, false);
    fault.range = fault.range.start + from..fault.range.end + from;
    reader.desk.fault(node.span, text, &fault);
    None
}
