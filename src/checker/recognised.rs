//! Findings on pages whose text a program recognised in a picture: they say so, and are questions. What looks wrong there may be
//! a character that was read wrongly, and nobody has to correct that.

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::rule::{DOUBTFUL, FIGURE_AT_FAULT};
use crate::source::Source;

/// Makes questions of the errors that rest on recognised text.
pub fn soften(found: &mut [Diagnostic], source: &Source) {
    let Some(layout) = source.layout().filter(|layout| !layout.recognised.is_empty()) else { return };
    for found in found {
        // What the program says of its own reading stays as it is.
        let own = found.rule.starts_with("gouji/");
        let of_figures = [FIGURE_AT_FAULT, DOUBTFUL].contains(&found.rule.as_str());
        let places = std::iter::once(&found.primary).chain(&found.related);
        let rests = places.map(|label| label.span.start as usize).any(|at| layout.is_recognised(at));
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
