//! What a formula may ask for. A relation holds sums of figures and, beside them, one product of two sums or one quotient: that
//! can be solved for any of its figures, and the digits as written say how far it may be off. What is more is refused where
//! it stands, at its sign, so that a formula means what it says or does not load.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Expr, ExprKind, Formula, Link};
use crate::diagnostic::Text;
use crate::keys::fault::Fault;

/// Numbers of a formula are no larger, alone or together: more than all money there is, in its smallest coin. What figures
/// are multiplied by stays so far within what a decimal holds.
const LARGEST: Decimal = Decimal::from_parts(0xa764_0000, 0x0de0_b6b3, 0, false, 0);

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A number that the formula itself says.
    Number(Decimal),
    /// Figures, added up and multiplied with numbers.
    Sum,
    /// A product or quotient of sums.
    Part(Part),
}

/// A product or quotient of sums, and whether a sum stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How many sums are multiplied.
    pub times: usize,
    /// How many sums they are divided by.
    pub over: usize,
    /// Something is added to it.
    pub beside: bool,
    /// The sign that makes it one, as bytes of the formula's text.
    pub sign: Range<usize>,
}

impl Part {
    /// A quotient alone: two of them can be compared.
    pub fn is_quotient(&self) -> bool {
        self.times <= 1 && self.over == 1 && !self.beside
    }

    /// A relation can hold it.
    fn fits(&self) -> bool {
        self.times <= 2 && self.over <= 1
    }
}

impl Expr {
    /// What the expression comes to.
    ///
    /// # Errors
    /// What no relation can hold, at its sign.
    pub fn shape(&self) -> Result<Shape, Box<Fault>> {
        match &self.kind {
            ExprKind::Literal(amount) => {
                let base = amount.value.checked_mul(amount.unit.worth());
                within_reach(base, &self.range).map(Shape::Number)
            }
            ExprKind::Reference(_) => Ok(Shape::Sum),
            ExprKind::Sum(inner) | ExprKind::Count(inner) => match inner.shape()? {
                Shape::Part(part) => Err(summed(part.sign)),
                _ if matches!(self.kind, ExprKind::Count(_)) && !inner.is_reference() => {
                    Err(counted(inner.range.clone()))
                }
                _ => Ok(Shape::Sum),
            },
            ExprKind::Neg(inner) => Ok(match inner.shape()? {
                Shape::Number(value) => Shape::Number(-value),
                other => other,
            }),
            ExprKind::Terms(links) => terms(links),
            ExprKind::Factors(links) => factors(links),
        }
    }

    fn is_reference(&self) -> bool {
        matches!(self.kind, ExprKind::Reference(_))
    }

    /// The number that the expression is, where it has no figure.
    pub fn number(&self) -> Option<Decimal> {
        match self.shape() {
            Ok(Shape::Number(value)) => Some(value),
            _ => None,
        }
    }
}

/// Refuses what no relation can hold.
pub(super) fn check(formula: &Formula) -> Result<(), Box<Fault>> {
    for formula in std::iter::once(formula).chain(&formula.or) {
        let shapes = formula.chain.iter().map(Expr::shape).collect::<Result<Vec<_>, _>>()?;
        for (at, sides) in shapes.windows(2).enumerate() {
            match sides {
                [Shape::Part(left), Shape::Part(right)] if !(left.is_quotient() && right.is_quotient()) => {
                    return Err(second(right.sign.clone()));
                }
                [Shape::Number(_), Shape::Number(_)] => {
                    let range = formula.chain[at].range.start..formula.chain[at + 1].range.end;
                    return Err(without_figures(range));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A sum of members: numbers make a number, one product or quotient may be among them.
fn terms(links: &[Link]) -> Result<Shape, Box<Fault>> {
    let mut sum = Shape::Number(Decimal::ZERO);
    for link in links {
        sum = match (sum, link.expr.shape()?) {
            (Shape::Number(sum), Shape::Number(value)) => {
                let sum = if link.inverse { sum.checked_sub(value) } else { sum.checked_add(value) };
                Shape::Number(within_reach(sum, &link.sign)?)
            }
            (Shape::Part(_), Shape::Part(part)) => return Err(second(part.sign)),
            (Shape::Part(part), _) => Shape::Part(Part { beside: true, ..part }),
            // The first member has nothing before it.
            (_, Shape::Part(part)) => {
                let beside = part.beside || !link.sign.is_empty();
                Shape::Part(Part { beside, ..part })
            }
            _ => Shape::Sum,
        };
    }
    Ok(sum)
}

/// A product of members: numbers make a number, and what is left of the others must fit.
fn factors(links: &[Link]) -> Result<Shape, Box<Fault>> {
    let mut number = Decimal::ONE;
    let mut all = Part { times: 0, over: 0, beside: false, sign: 0..0 };
    for link in links {
        let other = match link.expr.shape()? {
            Shape::Number(value) => {
                number = times_number(number, value, link)?;
                continue;
            }
            Shape::Sum => Part { times: 1, over: 0, beside: false, sign: link.sign.clone() },
            Shape::Part(part) => part,
        };
        let as_it_is = all.times + all.over == 0 && !link.inverse;
        // A sum with a product in it cannot be multiplied out.
        if (all.beside || other.beside) && !as_it_is {
            return Err(second(link.sign.clone()));
        }
        let sign = if as_it_is { other.sign } else { link.sign.clone() };
        let (times, over) = if link.inverse { (other.over, other.times) } else { (other.times, other.over) };
        all = Part { times: all.times + times, over: all.over + over, beside: other.beside, sign };
        if !all.fits() {
            return Err(second(link.sign.clone()));
        }
    }
    Ok(match (all.times, all.over) {
        (0, 0) => Shape::Number(number),
        (1, 0) => Shape::Sum,
        _ => Shape::Part(all),
    })
}

fn times_number(number: Decimal, value: Decimal, link: &Link) -> Result<Decimal, Box<Fault>> {
    let place = if link.sign.is_empty() { &link.expr.range } else { &link.sign };
    if link.inverse && value.is_zero() {
        return Err(by_nothing(link.sign.start..link.expr.range.end));
    }
    let product = if link.inverse { number.checked_div(value) } else { number.checked_mul(value) };
    // What became nothing without a zero in it was too small.
    let lost = |product: &Decimal| product.is_zero() && !number.is_zero() && !value.is_zero();
    within_reach(product.filter(|product| !lost(product)), place)
}

fn within_reach(value: Option<Decimal>, place: &Range<usize>) -> Result<Decimal, Box<Fault>> {
    value.filter(|value| value.abs() <= LARGEST).ok_or_else(|| {
        let message =
            Text::new("公式里的常数超出了能算的范围", "the constants of the formula are out of reach");
        Fault::new(place.clone(), message)
            .label(Text::new("最大 10 的 18 次方", "at most 10 to the power of 18"))
            .help(Text::new("核对位数，或换一个单位", "compare the digits, or use another unit"))
    })
}

fn by_nothing(place: Range<usize>) -> Box<Fault> {
    Fault::new(place, Text::new("除数是 0", "a division by zero"))
        .label(Text::new("除以 0 没有结果", "nothing comes of it"))
        .help(Text::new(
            "改成不是 0 的数，或 表[行, 列]",
            "write a number other than 0, or table[row, column]",
        ))
}

fn second(sign: Range<usize>) -> Box<Fault> {
    let message = Text::new(
        "一个等式里只能有一处数与数相乘或相除",
        "a relation holds one product or quotient of figures",
    );
    Fault::new(sign, message)
        .label(Text::new("这里多了一处", "this is one too many"))
        .help(Text::new(
            "两边各一个商可以写 甲 ÷ 乙 = 丙 ÷ 丁；其余拆成几条公式，中间结果取表里的数",
            "two quotients are compared as A ÷ B = C ÷ D; split the rest into formulas over figures of the document",
        ))
}

fn summed(sign: Range<usize>) -> Box<Fault> {
    let message = Text::new(
        "sum(…) 和 count(…) 里不能把数与数相乘或相除",
        "figures are not multiplied or divided inside sum(…) and count(…)",
    );
    Fault::new(sign, message).label(Text::new("在括号外面乘除", "do this outside of it")).help(Text::new(
        "先求和，再乘除：sum(表[组]) ÷ 表[合计]",
        "sum first, then divide: sum(table[group]) ÷ table[Total]",
    ))
}

fn counted(range: Range<usize>) -> Box<Fault> {
    let message = Text::new("count(…) 里只能写一个名字", "count(…) takes one name");
    Fault::new(range, message).label(Text::new("不能数算式", "what is reckoned cannot be counted")).help(
        Text::new(
            "数行写 count(表[组])，数表单写 count(表单)",
            "count(table[group]) counts rows, count(form) forms",
        ),
    )
}

fn without_figures(range: Range<usize>) -> Box<Fault> {
    Fault::new(range, Text::new("比较的两边都是常数", "two constants are compared"))
        .label(Text::new("这里没有文件里的数", "no figure of a document is here"))
        .help(Text::new("写出要核对的数：表[行, 列]", "write the figure that is meant: table[row, column]"))
}
