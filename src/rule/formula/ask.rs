//! What is asked of a formula where a key holds one: a comparison, a figure, one to divide by, names of figures.

use super::{ExprKind, Formula, shape};
use crate::diagnostic::Text;
use crate::keys::fault::Fault;

/// What is wanted of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Two sides and how they compare.
    Comparison,
    /// One expression.
    Value,
    /// One that others are divided by.
    Whole,
    /// Figures by their names and nothing else.
    Figures,
}

impl Formula {
    /// Whether the formula is what is asked for.
    ///
    /// # Errors
    /// What keeps it from that, placed.
    pub fn answers(&self, ask: Ask) -> Result<(), Box<Fault>> {
        misses(self, ask).map_or(Ok(()), Err)
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
        (Ask::Whole, Ok(shape::Shape::Part(part))) if part.times > 1 || part.beside => Some(
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
