//! The table of a run's documents, by department: what could not be read first, then the worst, then those with nothing to
//! correct; each with a small picture of its pages.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::escape::escaped;
use crate::check::Checked;
use crate::diagnostic::{Lang, Severity};
use crate::disclosure::department::Department;
use crate::document::Document;
use crate::ledger::Mark;
use crate::read::Unreadable;
use crate::report::summary::grouped;
use crate::report::{Run, ticks};
use crate::source::{Source, Spot};

/// A picture has so many parts at most: those of longer documents are several pages each.
const MOST_PARTS: usize = 60;
/// A document without pages is shown in so many parts of one length.
const STRETCHES: usize = 24;

/// Errors, warnings, notes; figures contradicted, tied, unchecked; all figures.
const CLASSES: [&str; 7] = ["e", "w", "i", "x", "t", "u", ""];

/// Which of the counts a telephone has room for.
const NARROW: [bool; 7] = [true, true, false, true, false, false, false];

/// What the table says of one document.
pub struct Row {
    department: Department,
    counts: [usize; 7],
    parts: Vec<[usize; 3]>,
    paged: bool,
}

impl Row {
    /// What there is to say of the document at `index`.
    pub fn of(run: &Run<'_>, index: usize) -> Self {
        let checked = &run.documents[index];
        let source = run.sources.get(checked.file);
        let document = &*run.document(index);
        let (parts, paged) = parts(document, checked, source);
        Self {
            department: Department::of(document, source, run.packs),
            counts: counts(checked),
            parts,
            paged,
        }
    }

    /// Whose document it is.
    pub fn name(&self) -> &str {
        &self.department.name
    }

    fn state(&self) -> &'static str {
        let [errors, warnings, ..] = self.counts;
        match (errors, warnings) {
            (1.., _) => "error",
            (_, 1..) => "warning",
            _ => "clean",
        }
    }
}

fn counts(document: &Checked) -> [usize; 7] {
    let ledger = &document.ledger;
    let live = |severity: Severity| {
        let found = document.diagnostics.iter().filter(|found| found.standing.is_live());
        found.filter(|found| found.severity == severity).count()
    };
    [
        live(Severity::Error),
        live(Severity::Warning),
        live(Severity::Note),
        ledger.marked(Mark::Contradicted),
        ledger.marked(Mark::Tied),
        ledger.marked(Mark::Unchecked),
        ledger.n_figures(),
    ]
}

/// How many figures are contradicted, tied and unchecked in each part of a document, and whether the parts are pages.
fn parts(document: &Document, checked: &Checked, source: &Source) -> (Vec<[usize; 3]>, bool) {
    // Pages of several files are not counted through.
    let layout = source.view().filter(|_| source.files().is_empty());
    let page = |spot: Spot| if let Spot::Page { page, .. } = spot { page as usize } else { 0 };
    let pages =
        layout.map_or(0, |layout| layout.spots.iter().map(|(_, spot)| page(*spot)).max().unwrap_or(0));
    let n_parts = if pages > 0 { pages.min(MOST_PARTS) } else { STRETCHES };
    let mut parts = vec![[0; 3]; n_parts];
    let length = source.text().len().max(1);
    for tick in ticks(document, &checked.ledger) {
        let at = tick.range.start;
        let on = layout.and_then(|layout| layout.spot(at)).map_or(0, page);
        let stretch = at * n_parts / length;
        let part = (on.saturating_sub(1) * n_parts).checked_div(pages).unwrap_or(stretch);
        if let Some(part) = parts.get_mut(part) {
            part[match tick.mark {
                Mark::Contradicted => 0,
                Mark::Tied => 1,
                Mark::Unchecked => 2,
            }] += 1;
        }
    }
    (parts, pages > 0)
}

/// The documents, the worst first, those that are alike in the order of their paths.
fn order(rows: &[Row]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| Reverse((rows[*at].counts[0], rows[*at].counts[1])));
    order
}

/// What it comes to, in departments.
pub fn sentence(run: &Run<'_>, rows: &[Row]) -> String {
    let count = |state: &str| rows.iter().filter(|row| row.state() == state).count();
    let (errors, warnings, clean) = (count("error"), count("warning"), count("clean"));
    let unread = run.unreadable.len();
    let mut said = match run.options.lang {
        Lang::Zh => {
            vec![format!("{errors} 个须改正"), format!("{warnings} 个请核实"), format!("{clean} 个没有问题")]
        }
        Lang::En => vec![
            format!("{errors} to correct"),
            format!("{warnings} to look into"),
            format!("{clean} with nothing to correct"),
        ],
    };
    if unread > 0 {
        said.insert(
            0,
            run.options.lang.pick(format!("{unread} 个没有核对"), format!("{unread} not checked")),
        );
    }
    said.join(run.options.lang.pick("，", ", "))
}

/// Writes the table. `link` leads to the document at an index.
pub fn table(out: &mut String, run: &Run<'_>, rows: &[Row], link: &dyn Fn(usize) -> String) {
    let lang = run.options.lang;
    if rows.len() + run.unreadable.len() > 1 {
        choice(out, lang);
    }
    out.push_str("<div class=\"scroll\"><table class=\"documents departments\"><thead><tr>");
    let heads = lang.pick(
        ["部门", "错误", "警告", "提示", "✗ 矛盾", "✓ 已核对", "○ 无规则核对", "数"],
        [
            "Department",
            "Errors",
            "Warnings",
            "Notes",
            "✗ Contradicted",
            "✓ Tied out",
            "○ Unchecked",
            "Figures",
        ],
    );
    for (column, head) in heads.iter().enumerate() {
        let class = if column == 0 || NARROW[column - 1] { "" } else { " class=\"more\"" };
        let _ = write!(
            out,
            "<th scope=\"col\"{class}><button type=\"button\" class=\"sort\" data-do=\"sort\">{head}</button></th>"
        );
    }
    out.push_str("</tr></thead><tbody>");
    for refused in run.unreadable {
        unread(out, refused, lang);
    }
    for index in order(rows) {
        let row = &rows[index];
        let checked = &run.documents[index];
        let file = escaped(run.sources.get(checked.file).name());
        let year =
            row.department.year.map_or(String::new(), |year| format!(" <span class=\"dim\">{year}</span>"));
        let _ = write!(
            out,
            "<tr data-state=\"{}\"><th scope=\"row\"><a href=\"{}\">{}</a>{year}",
            row.state(),
            escaped(&link(index)),
            escaped(&row.department.name),
        );
        if row.state() == "clean" {
            let _ = write!(out, " <span class=\"ok\">{}</span>", lang.pick("没有问题", "nothing to correct"));
        }
        let _ = write!(out, "<small class=\"dim\">{file}</small>");
        picture(out, row, lang);
        out.push_str("</th>");
        cells(out, &row.counts);
    }
    out.push_str("</tbody>");
    if rows.len() > 1 {
        let _ = write!(out, "<tfoot><tr><th scope=\"row\">{}</th>", lang.pick("合计", "Total"));
        let mut total = [0; 7];
        for row in rows {
            total.iter_mut().zip(&row.counts).for_each(|(sum, count)| *sum += count);
        }
        cells(out, &total);
        out.push_str("</tfoot>");
    }
    out.push_str("</table></div>\n");
}

/// What the script filters the table by.
fn choice(out: &mut String, lang: Lang) {
    let _ = write!(
        out,
        "<p class=\"choice only-js\"><select id=\"state\" aria-label=\"{}\">",
        lang.pick("按结果筛选部门", "Filter departments by result")
    );
    for (state, words) in [
        ("", lang.pick("全部", "All")),
        ("error", lang.pick("须改正", "To correct")),
        ("warning", lang.pick("请核实", "To look into")),
        ("clean", lang.pick("没有问题", "Nothing to correct")),
        ("unread", lang.pick("没有核对", "Not checked")),
    ] {
        let _ = write!(out, "<option value=\"{state}\">{words}</option>");
    }
    let words = lang.pick("部门或文件", "Department or file");
    let _ = writeln!(
        out,
        "</select><input type=\"search\" id=\"department\" placeholder=\"{words}\" aria-label=\"{words}\"></p>"
    );
}

fn unread(out: &mut String, refused: &Unreadable, lang: Lang) {
    let _ = write!(
        out,
        "<tr class=\"unread\" data-state=\"unread\"><th scope=\"row\">{}</th><td colspan=\"7\"><span class=\"sev\">{}</span> {} <span class=\"dim\">{}</span></td></tr>",
        escaped(&refused.name),
        lang.pick("无法检查", "Not checked"),
        escaped(refused.reason.get(lang)),
        escaped(refused.help.get(lang)),
    );
}

fn cells(out: &mut String, counts: &[usize; 7]) {
    for ((count, class), narrow) in counts.iter().zip(CLASSES).zip(NARROW) {
        let class = if *count == 0 { "nil" } else { class };
        let more = if narrow { "" } else { " more" };
        let _ = write!(out, "<td class=\"v {class}{more}\">{}</td>", grouped(*count));
    }
    out.push_str("</tr>\n");
}

/// A mark for every page: whether something on it is contradicted, and else whether most of it is tied.
fn picture(out: &mut String, row: &Row, lang: Lang) {
    let words = match (row.paged, lang) {
        (true, Lang::Zh) => "各页的数",
        (true, Lang::En) => "the figures of each page",
        (false, Lang::Zh) => "从头到尾的数",
        (false, Lang::En) => "the figures from first to last",
    };
    let _ = write!(out, "<span class=\"pages\" role=\"img\" aria-label=\"{words}\">");
    for [against, tied, open] in &row.parts {
        let class = match (against, tied, open) {
            (1.., ..) => "x",
            (_, 0, 0) => "z",
            _ if tied >= open => "t",
            _ => "u",
        };
        let _ = write!(out, "<i class=\"{class}\"></i>");
    }
    out.push_str("</span>");
}
