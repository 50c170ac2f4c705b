//! A table for spreadsheets: RFC 4180 in UTF-8 with a byte order mark, so that Excel reads the Chinese. Files that are no
//! plain text have no line and no column; the last column tells the place in them.

use super::markdown::word;
use super::{Run, place, waived_words};
use crate::diagnostic::{Diagnostic, Lang};
use crate::gate::judged::JUDGED_BY;

const HEAD_ZH: [&str; 16] = [
    "文件",
    "行",
    "列",
    "级别",
    "规则",
    "问题",
    "写的",
    "应为",
    "差额",
    "说明",
    "依据",
    "怎么办",
    "状态",
    "位置",
    "指纹",
    "所在",
];
const HEAD_EN: [&str; 16] = [
    "document",
    "line",
    "column",
    "severity",
    "rule",
    "finding",
    "stated",
    "expected",
    "difference",
    "notes",
    "basis",
    "help",
    "standing",
    "place",
    "fingerprint",
    "where",
];

/// Tells `run` as a table, a finding a row; what is waived or known is there as well.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut out = String::from("\u{FEFF}");
    row(&mut out, if lang == Lang::Zh { HEAD_ZH } else { HEAD_EN }.map(str::to_owned));
    for (found, print) in run.groups().into_iter().flatten() {
        let region = place::region(run.sources, found.primary.span);
        let figures = found.arithmetic.as_ref();
        let notes: Vec<&str> = found.notes.iter().map(|note| note.get(lang)).collect();
        row(
            &mut out,
            [
                run.sources.get(found.primary.span.file).name().to_owned(),
                region.map(|region| region.line.to_string()).unwrap_or_default(),
                region.map(|region| region.column.to_string()).unwrap_or_default(),
                word(found.severity, lang).to_owned(),
                found.rule.clone(),
                found.message.get(lang).to_owned(),
                figures.map(|figures| figures.stated.clone()).unwrap_or_default(),
                figures.and_then(|figures| figures.expected.clone()).unwrap_or_default(),
                figures.and_then(|figures| figures.difference.clone()).unwrap_or_default(),
                notes.join("\n"),
                found.basis.as_ref().map_or_else(String::new, |basis| basis.get(lang).to_owned()),
                found.help.as_ref().map(|help| help.get(lang).to_owned()).unwrap_or_default(),
                standing(found, lang),
                found.identity.clone(),
                print,
                place::told(run.sources, found.primary.span, lang).unwrap_or_default(),
            ],
        );
    }
    for unread in run.unreadable {
        let mut cells: [String; 16] = std::array::from_fn(|_| String::new());
        cells[0] = unread.name.clone();
        cells[3] = word(crate::diagnostic::Severity::Error, lang).to_owned();
        cells[4] = super::text::UNREADABLE.to_owned();
        cells[5] = unread.reason.get(lang).to_owned();
        cells[11] = unread.help.get(lang).to_owned();
        row(&mut out, cells);
    }
    for (path, line) in run.judged.told(lang) {
        let mut cells: [String; 16] = std::array::from_fn(|_| String::new());
        cells[0] = path.to_owned();
        cells[3] = word(crate::diagnostic::Severity::Note, lang).to_owned();
        cells[4] = JUDGED_BY.to_owned();
        cells[5] = line;
        row(&mut out, cells);
    }
    out
}

fn standing(found: &Diagnostic, lang: Lang) -> String {
    let words = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    match (&found.standing.waived, found.standing.known) {
        (Some(waived), _) => format!("{}{}", words("已豁免：", "waived: "), waived_words(waived, lang)),
        (None, Some(true)) => words("在基线里", "in the baseline"),
        (None, Some(false)) if found.standing.changed.is_some() => words("变了", "changed"),
        (None, Some(false)) => words("新", "new"),
        (None, None) => String::new(),
    }
}

fn row(out: &mut String, cells: [String; 16]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(cell));
    }
    out.push_str("\r\n");
}

/// A cell. What a spreadsheet would take for a formula is made text; plain figures stay figures.
fn quoted(cell: &str) -> String {
    let figure = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let figure = figure.starts_with(|c: char| c.is_ascii_digit())
        && figure.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
    let risky = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    let mark = if risky && !figure { "'" } else { "" };
    let mut text = String::with_capacity(cell.len() + 2);
    text.push_str(mark);
    text.extend(cell.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
    if text.contains(['"', ',', '\n', '\r']) || text != text.trim() {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_figures_are_figures() {
        for (cell, written) in [
            ("合计", "合计"),
            ("1,234.50", "\"1,234.50\""),
            ("-12.30", "-12.30"),
            ("-4%", "-4%"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+1", "+1"),
            (" =1+1", "' =1+1"),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(quoted(cell), written, "{cell}");
        }
    }
}
