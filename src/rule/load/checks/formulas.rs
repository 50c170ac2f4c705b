//! Formulas of checks: what is asked for there, and that the pack knows every name in them.

use super::{FORMS, GRIDS, Reader};
use crate::diagnostic::Text;
use crate::rule::Pack;
use crate::rule::fault::Fault;
use crate::rule::formula::shape::Shape;
use crate::rule::formula::{ExprKind, Formula, Rows};
use crate::rule::load::Desk;
use crate::rule::load::leaf::Str;
use crate::source::FileId;

/// What a check wants of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule::load) enum Ask {
    /// Two sides and how they compare.
    Comparison,
    /// One expression.
    Value,
    /// One that others are divided by.
    Whole,
    /// Figures by their names and nothing else.
    Figures,
}

impl Reader<'_, '_> {
    pub(in crate::rule::load) fn formula(&mut self, text: &Str, ask: Ask) -> Option<Formula> {
        if text.is_missing() {
            return None;
        }
        let origin = self.desk.origin(self.file, text);
        let formula = Formula::parse(&text.text, &origin).and_then(|formula| match misses(&formula, ask) {
            Some(fault) => Err(fault),
            None => Ok(formula),
        });
        match formula {
            Ok(formula) => self.references(&formula).then_some(formula),
            Err(fault) => {
                self.desk.fault(self.file, text, &fault);
                None
            }
        }
    }

    /// True where every reference names what the pack knows.
    fn references(&mut self, formula: &Formula) -> bool {
        let grids = (GRIDS.names)(self.pack);
        let forms = (FORMS.names)(self.pack);
        let has_form = formula.references().iter().any(|reference| forms.contains(&reference.table.as_str()));
        let mut sound = true;
        for reference in formula.references() {
            if !grids.contains(&reference.table.as_str()) {
                let what = Text::new(GRIDS.zh, GRIDS.en);
                self.desk.unknown_name(reference.table_span, what, &reference.table, &grids);
                sound = false;
            } else if forms.contains(&reference.table.as_str())
                && reference.column.is_some()
                && !matches!(reference.row.rows, Rows::Each)
            {
                let message = Text::new(
                    format!("「{}」是表单，方括号里只写栏目名", reference.table),
                    format!("`{}` is a form: its brackets hold one field", reference.table),
                );
                let diagnostic = self.desk.error(self.file, reference.span.range(), message).labelled(
                    Text::new("如 表单[栏目]、表单[*, 得分]", "such as form[field], form[*, score]"),
                );
                self.desk.tell(diagnostic);
                sound = false;
            }
            if matches!(reference.row.rows, Rows::Field(_)) && !has_form {
                let message = Text::new(
                    "按栏目取行，公式里却没有表单",
                    "a row by a form's field, but the formula has no form",
                );
                let diagnostic = self
                    .desk
                    .error(self.file, reference.row.span.range(), message)
                    .labelled(Text::new("取哪个表单的栏目？", "the field of which form?"))
                    .help(Text::new("公式里要有 表单[栏目]", "the formula needs a form[field]"));
                self.desk.tell(diagnostic);
                sound = false;
            }
        }
        sound
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
        (Ask::Whole, Ok(Shape::Part(part))) if part.times > 1 || part.beside => Some(
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

/// A formula given outside a rule file, as the whole of `file`; it may be a figure alone.
pub(in crate::rule::load) fn alone(desk: &mut Desk<'_>, pack: &Pack, file: FileId) -> Option<Formula> {
    let text = desk.sources.get(file).text().to_owned();
    let origin = crate::rule::fault::Origin::plain(file, 0, text.len());
    match Formula::parse(&text, &origin) {
        Ok(formula) => {
            let mut reader = Reader { desk, pack, file };
            reader.references(&formula).then_some(formula)
        }
        Err(fault) => {
            let diagnostic = fault.locate(&origin);
            desk.tell(diagnostic);
            None
        }
    }
}
