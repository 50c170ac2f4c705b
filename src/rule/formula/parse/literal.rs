//! Numbers of a formula, with their units.

use rust_decimal::Decimal;

use super::*;
use crate::amount::{Amount, Unit};
use crate::source::Cut;

impl Parser<'_> {
    pub(super) fn literal(&mut self) -> Parsed<Expr> {
        let start = self.at;
        let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９' | ',' | '.' | '．');
        self.at += self.rest().find(|c| !is_digit(c)).unwrap_or(self.rest().len());
        let written = fold(self.text.cut(start..self.at));
        let digits: String = written.chars().filter(|c| *c != ',').collect();
        let value = Decimal::from_str_exact(&digits).ok().filter(|_| well_grouped(&written));
        let Some(value) = value else {
            return Err(Fault::new(
                start..self.at,
                Text::new(format!("「{written}」不是数"), format!("`{written}` is no number")),
            )
            .label(Text::new("写作 1,234.5 或 1234.5", "write 1,234.5 or 1234.5")));
        };
        let before_unit = self.at;
        let unit = self.unit();
        let end = self.at;
        self.skip();
        if self.peek().is_some_and(|c| !OUTSIDE.contains(c) && c != '）') {
            let from = self.text.len() - self.text.cut(before_unit..).trim_start().len();
            self.at = from;
            let left = self.bare(OUTSIDE);
            let words = self.text.cut(left.range.clone());
            return Err(Fault::new(
                left.range.clone(),
                Text::new(format!("「{words}」不是单位"), format!("`{words}` is no unit")),
            )
            .label(Text::new("如 元、万元、亿元、%", "such as 元, 万元, 亿元, %"))
            .help(Text::new("若是表名，后面要有 [行, 列]", "a table's name is followed by [row, column]")));
        }
        let amount = Amount::new(value, value.scale(), unit);
        Ok(self.expr(ExprKind::Literal(amount), start..end))
    }

    fn unit(&mut self) -> Unit {
        let rest = self.rest();
        let trimmed = rest.trim_start();
        let skipped = rest.len() - trimmed.len();
        if trimmed.starts_with('％') {
            self.at += skipped + '％'.len_utf8();
            return Unit::PERCENT;
        }
        let found = Unit::prefix_of(rest)
            .or_else(|| Unit::prefix_of(trimmed).map(|(unit, len)| (unit, len + skipped)));
        self.at += found.map_or(0, |(_, len)| len);
        found.map_or(Unit::ONE, |(unit, _)| unit)
    }
}

/// Commas, if there are any, stand before groups of three digits.
fn well_grouped(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| !first.is_empty()) && groups.all(|group| group.len() == 3)
}
