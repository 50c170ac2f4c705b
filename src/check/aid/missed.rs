//! What a rule names and a document does not have, though it has the table: of use to who wrote the rule.

use super::bind::Bound;
use crate::ledger::Missed;
use crate::rule::formula::{Reference, Rows};

/// The first of `references` whose table stands in the document, and no row or no column of it is the one that is named.
pub fn first(bound: &Bound<'_>, references: &[&Reference]) -> Option<Missed> {
    references.iter().filter(|reference| !reference.optional).find_map(|reference| {
        let tables: Vec<_> = bound.tables_named(&reference.table).collect();
        let rows_of =
            |table| bound.rows(table, &reference.row, &|_| None).into_iter().map(move |id| (table, id));
        let rows: Vec<_> = tables.iter().copied().flat_map(rows_of).collect();
        if rows.is_empty() {
            let named = !tables.is_empty() && matches!(reference.row.rows, Rows::Named(_));
            return named.then_some(Missed { span: Some(reference.row.span), column: false });
        }
        let column = reference.column.as_ref();
        let lost = rows.into_iter().all(|(table, id)| bound.columns(table, id.pane, column).is_empty());
        lost.then_some(Missed { span: reference.column_span.or(Some(reference.span)), column: true })
    })
}
