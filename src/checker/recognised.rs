//! Findings on pages whose text a program recognised in a picture: they say so, and are questions. What looks wrong there may be
//! a character that was read wrongly, and nobody has to correct that.

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::rule::{DOUBTFUL, FIGURE_AT_FAULT};
use crate::source::{Source, Span};

/// Makes questions of the errors that rest on recognised text.
pub fn soften(found: &mut [Diagnostic], source: &Source) {
    let is_recognised = |source: &Source| source.layout().is_some_and(|layout| !layout.recognised.is_empty());
    if !is_recognised(source) && !source.files().parts().iter().any(|part| is_recognised(&part.source)) {
        return;
    }
    let at = |span: Span| {
        source.home(span).layout().is_some_and(|layout| layout.is_recognised(span.start as usize))
    };
    for found in found {
        // What the program says of its own reading stays as it is.
        let own = found.rule.starts_with("gouji/");
        let of_figures = [FIGURE_AT_FAULT, DOUBTFUL].contains(&found.rule.as_str());
        let places = std::iter::once(&found.primary).chain(&found.related);
        let rests = places.map(|label| label.span).any(at);
        if !rests || own && !of_figures {
            continue;
        }
        found.severity = found.severity.max(Severity::Warning);
        found.notes.push(Text::new(
            "文字是从扫描图片识别出来的，可能识别有误：先对照原件",
            "the text was recognised in a scanned picture and may be misread: look at the original first",
        ));
    }
}
