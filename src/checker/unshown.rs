//! Findings about the words of rows that a sheet does not show: nobody who opens it sees them, and what they say of figures is told
//! as ever, for totals add them up.

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{Source, Span};

/// Makes notes of the errors about words that nobody sees.
pub fn soften(found: &mut [Diagnostic], source: &Source) {
    let has_unshown = |source: &Source| source.layout().is_some_and(|layout| !layout.unshown.is_empty());
    if !has_unshown(source) && !source.files().parts().iter().any(|part| has_unshown(&part.source)) {
        return;
    }
    let at =
        |span: Span| source.home(span).layout().is_some_and(|layout| layout.is_unshown(span.start as usize));
    let of_words = |found: &&mut Diagnostic| found.arithmetic.is_none() && !found.rule.starts_with("gouji/");
    for found in found.iter_mut().filter(of_words).filter(|found| at(found.primary.span)) {
        found.severity = Severity::Note;
        found.notes.push(Text::new("这一行不显示", "the row is not shown"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Layout, Spot};

    #[test]
    fn words_of_rows_that_nobody_sees_are_notes() {
        let spot = |row| Spot::Cell { sheet: 0, row, column: 1 };
        let layout =
            Layout { spots: vec![(0, spot(1)), (4, spot(2))], unshown: vec![(0, 2)], ..Layout::default() };
        let source = Source::new("a", "aaa\nbbb\n").with_layout(layout);
        let found = |start| {
            let span = Span { file: FileId(0), start, end: start + 3 };
            let words = Diagnostic::new("text/wrong-word", Severity::Error, span, Text::same("x".to_owned()));
            let mut figures = words.clone();
            figures.arithmetic = Some(crate::diagnostic::Arithmetic {
                stated: "1".to_owned(),
                expected: None,
                difference: None,
            });
            [words, figures]
        };
        let mut all: Vec<Diagnostic> = [0, 4].into_iter().flat_map(found).collect();
        soften(&mut all, &source);
        let severities: Vec<Severity> = all.iter().map(|one| one.severity).collect();
        assert_eq!(severities, [Severity::Error, Severity::Error, Severity::Note, Severity::Error]);
    }
}
