//! Chains of comparisons: `A = B ≤ C`.

use super::{Parsed, Parser};
use crate::diagnostic::Text;
use crate::keys::fault::Fault;
use crate::rule::formula::{Cmp, Formula};
use crate::source::Cut;

impl Parser<'_> {
    pub(super) fn comparison(&mut self) -> Parsed<Option<Cmp>> {
        self.skip();
        let start = self.at;
        if self.take(&["<=", "≤", "≦", "⩽"]) {
            return Ok(Some(Cmp::Le));
        }
        if self.take(&[">=", "≥", "≧", "⩾"]) {
            return Ok(Some(Cmp::Ge));
        }
        if self.take(&["==", "!=", "<>", "≠", "<", ">", "＜", "＞"]) {
            let sign = self.text.cut(start..self.at);
            let instead = match sign {
                "<" | "＜" => "≤",
                ">" | "＞" => "≥",
                _ => "=",
            };
            return Err(Fault::new(
                start..self.at,
                Text::new(
                    format!("公式没有「{sign}」这种比较"),
                    format!("a formula cannot compare with `{sign}`"),
                ),
            )
            .label(Text::new(format!("改用 {instead}"), format!("use {instead}")))
            .help(Text::new("可用的比较是 =、≤、≥", "the comparisons are =, ≤ and ≥")));
        }
        Ok(self.take(&["=", "＝"]).then_some(Cmp::Eq))
    }

    /// Expressions joined by comparisons.
    pub(super) fn chain(&mut self) -> Parsed<Formula> {
        self.skip();
        let start = self.at;
        let mut chain = vec![self.sum()?];
        let mut comparisons = Vec::new();
        while let Some(comparison) = self.comparison()? {
            comparisons.push(comparison);
            chain.push(self.sum()?);
        }
        let range = start..self.at;
        let (text, span) = (self.text.cut(range.clone()).trim_end().to_owned(), self.origin.span(&range));
        Ok(Formula { text, span, chain, comparisons, or: Vec::new() })
    }
}
