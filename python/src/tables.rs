//! What is known of a document, column by column: the shape in which many rows reach Python soonest.

use gouji::amount::Kind;
use gouji::checker::Told;
use gouji::diagnostic::Lang;
use gouji::ledger::{Mark, Outcome};
use gouji::report::corrections::Places;

/// The figures of a document: as written, value in the unit written, unit, kind, mark, whether blank, whether unreadable, table,
/// row, column, where in words, page or cell in words, first byte, one past the last.
pub type Figures = (
    (Vec<String>, Vec<String>, Vec<&'static str>, Vec<&'static str>, Vec<&'static str>),
    (Vec<bool>, Vec<bool>, Vec<Option<u32>>, Vec<Option<u32>>, Vec<Option<u32>>),
    (Vec<String>, Vec<String>, Vec<u32>, Vec<u32>),
);

/// The ledger of a document: rules, outcomes, and the figures each spoke of.
pub type Ledger = (Vec<String>, Vec<&'static str>, Vec<Vec<u32>>);

/// The figures of a document in the order of reading.
pub fn figures(told: &Told, lang: Lang) -> Figures {
    let document = &told.document;
    let source = told.sources.get(told.checked.file);
    let places = Places::of(document, source, lang);
    let mut figures = Figures::default();
    for (at, figure) in document.figures.iter().enumerate() {
        let ((texts, values, units, kinds, marks), (blank, unread, tables, rows, columns), rest) =
            &mut figures;
        let span = document.span(&figure.place);
        texts.push(source.said(span.range()).into_owned());
        values.push(figure.amount.value.to_string());
        units.push(figure.amount.unit.name());
        kinds.push(match figure.amount.unit.kind {
            Kind::Money => "money",
            Kind::Percent => "percent",
            Kind::Count => "count",
        });
        marks.push(match told.checked.ledger.marks.get(at).copied().unwrap_or_default() {
            Mark::Tied => "tied",
            Mark::Contradicted => "contradicted",
            Mark::Unchecked => "unchecked",
        });
        blank.push(figure.blank);
        unread.push(figure.unreadable);
        tables.push(figure.cell.map(|cell| cell.table));
        rows.push(figure.cell.map(|cell| cell.row));
        columns.push(figure.cell.map(|cell| cell.column));
        rest.0.push(places.at(span));
        rest.1.push(places.place(span));
        rest.2.push(span.start);
        rest.3.push(span.end);
    }
    figures
}

/// Every outcome, in the order in which rules were tried.
pub fn ledger(told: &Told) -> Ledger {
    let mut ledger = Ledger::default();
    for entry in &told.checked.ledger.entries {
        ledger.0.push(entry.rule.to_string());
        ledger.1.push(match entry.outcome {
            Outcome::Holds => "holds",
            Outcome::WithinRounding => "within_rounding",
            Outcome::Fails => "fails",
            Outcome::Doubtful => "doubtful",
            Outcome::NotApplicable => "not_applicable",
            Outcome::Unreadable => "unreadable",
        });
        ledger.2.push(entry.figures.iter().map(|figure| figure.0).collect());
    }
    ledger
}
