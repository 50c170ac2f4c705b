//! `count(…)`: how many rows of a table, or how many forms.

use super::*;

impl Name {
    pub(super) fn is_count(&self) -> bool {
        self.folded.eq_ignore_ascii_case("count")
    }
}

impl Parser<'_> {
    /// `count(table[rows])`, or `count(form)`: each form of that name.
    pub(super) fn count(&mut self, name: &Name) -> Parsed<Expr> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        let form = if self.peek() == Some('"') { self.quoted()? } else { self.bare(OUTSIDE) };
        if form.folded.is_empty() || self.peek() == Some('[') {
            self.at = start;
            let inner = self.bracketed(open)?;
            return Ok(self.expr(ExprKind::Count(Box::new(inner)), name.range.start..self.at));
        }
        let span = self.origin.span(&form.range);
        let row = RowSelector { pane: None, rows: Rows::Each, span };
        let reference = Reference {
            of: Of::Own,
            table: form.folded,
            row,
            column: None,
            column_span: None,
            optional: false,
            span,
            table_span: span,
        };
        let inner = self.expr(ExprKind::Reference(reference), form.range);
        self.skip();
        if !self.take(&[")", "）"]) {
            return Err(Fault::new(open..open + 1, Text::new("括号没有合上", "the bracket is never closed"))
                .label(Text::new("缺少与它配对的 )", "its `)` is missing")));
        }
        Ok(self.expr(ExprKind::Count(Box::new(inner)), name.range.start..self.at))
    }
}
