//! What lists say beside the corrections themselves, in both languages.

use super::{Item, List, Ranks};
use crate::diagnostic::{Lang, Severity};
use crate::ledger::Mark;
use crate::report::{Run, grouped, visible};

/// Heads of the columns of a list: number, place, table or paragraph, what is written, what it should be, basis, answer.
pub fn heads(lang: Lang) -> [&'static str; 7] {
    lang.pick(
        ["序号", "页／位置", "表或段落", "现为", "应为，或不符之处", "依据", "整改情况"],
        [
            "No.",
            "Page or place",
            "Table or paragraph",
            "Written",
            "Should be, or what disagrees",
            "Basis",
            "Answer",
        ],
    )
}

/// Heads of the working paper.
pub fn paper_heads(lang: Lang) -> [&'static str; 6] {
    lang.pick(
        ["序号", "页／位置", "表或段落", "数", "核对结果", "与哪些数、按什么关系核对"],
        ["No.", "Page or place", "Table or paragraph", "Figure", "Result", "Tied to what, by which relation"],
    )
}

/// Heads of the index over departments.
pub fn index_heads(lang: Lang) -> [&'static str; 8] {
    lang.pick(
        ["序号", "部门", "文件", "须改正", "请核实", "数", "已核对", "清单"],
        ["No.", "Department", "File", "To correct", "To look into", "Figures", "Tied out", "List"],
    )
}

/// What a list is called.
pub fn title(lang: Lang) -> &'static str {
    lang.pick("整改清单", "Corrections")
}

/// What the working paper is called.
pub fn paper_title(lang: Lang) -> &'static str {
    lang.pick("工作底稿", "Working paper")
}

/// What the index is called.
pub fn index_title(lang: Lang) -> &'static str {
    lang.pick("各部门整改清单索引", "Corrections by department")
}

/// What is asked for by a severity.
pub fn kind(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("须改正", "to correct"),
        _ => lang.pick("请核实", "to look into"),
    }
}

/// The covering line.
pub fn covering(list: &List<'_>, lang: Lang) -> String {
    // Folders of whoever checked it mean nothing to its author.
    let (title, file) = (&list.department.title, list.file.rsplit(['/', '\\']).next().unwrap_or(list.file));
    let ledger = &list.checked.ledger;
    let (all, tied) = (grouped(ledger.n_figures()), grouped(ledger.marked(Mark::Tied)));
    match (list.counts(), lang) {
        ((0, 0), Lang::Zh) if list.open.is_empty() => format!(
            "你单位《{title}》（文件：{file}）经逐项核对，未发现须改正之处：共 {all} 个数，其中 {tied} 个与其他数核对一致。"
        ),
        ((0, 0), Lang::En) if list.open.is_empty() => format!(
            "“{title}” (file: {file}) was checked item by item and nothing was found to correct: of {all} figures, {tied} tie out with others."
        ),
        ((0, 0), Lang::Zh) => format!("你单位《{title}》（文件：{file}）没有核对完，原因列于下。"),
        ((0, 0), Lang::En) => {
            format!("“{title}” (file: {file}) was not judged whole; the reasons are below.")
        }
        ((errors, warnings), Lang::Zh) => format!(
            "你单位《{title}》（文件：{file}）经逐项核对，有 {errors} 处须改正，{warnings} 处请核实，列于下表。请在“整改情况”栏逐条答复，并连同改正后的文件退回。"
        ),
        ((errors, warnings), Lang::En) => format!(
            "“{title}” (file: {file}) was checked item by item: {errors} to correct, {warnings} to look into, as listed below. Please answer each in the last column and return it with the corrected file."
        ),
    }
}

/// How the department is addressed.
pub fn address(list: &List<'_>, lang: Lang) -> String {
    let name = &list.department.name;
    lang.pick(format!("{name}："), format!("{name}:"))
}

/// What stands over the lines that could not be judged.
pub fn open(lang: Lang) -> &'static str {
    lang.pick("以下内容没有核对，或可能读得不对：", "Not judged, or perhaps read wrongly:")
}

/// What stands over what follows from a correction.
pub fn folded(lang: Lang) -> &'static str {
    lang.pick("改正后随之解决：", "Gone when this is corrected:")
}

/// What should be written, as the first line of its cell.
pub fn expected(item: &Item, lang: Lang) -> Option<String> {
    let value = item.expected.as_ref()?;
    Some(lang.pick(format!("应为 {value}"), format!("should be {value}")))
}

/// A correction as it is said at its place, line by line.
pub fn remark(item: &Item, lang: Lang) -> Vec<String> {
    let kind = kind(item.severity, lang);
    let stated = lang.pick(format!("“{}”", item.stated), format!(" “{}”", item.stated));
    let due = expected(item, lang).map(|due| lang.pick(format!("，{due}"), format!(", {due}")));
    let mut lines = vec![format!(
        "{}{stated}{}",
        lang.pick(format!("{kind}："), format!("{kind}:")),
        due.unwrap_or_default()
    )];
    lines.extend(item.why.iter().cloned());
    // What is demanded is often the beginning of why.
    if !item.basis.is_empty() && !item.why.iter().any(|why| why.starts_with(&item.basis)) {
        lines.push(lang.pick(format!("依据：{}", item.basis), format!("Basis: {}", item.basis)));
    }
    if !item.folded.is_empty() {
        lines.push(folded(lang).to_owned());
        lines.extend(item.folded.iter().cloned());
    }
    lines.iter().map(|line| visible(line)).collect()
}

/// A mark in words.
pub fn mark(mark: Mark, lang: Lang) -> &'static str {
    match mark {
        Mark::Tied => lang.pick("✓ 已核对", "✓ tied out"),
        Mark::Contradicted => lang.pick("✗ 矛盾", "✗ contradicted"),
        Mark::Unchecked => lang.pick("○ 无规则核对", "○ nothing ties it"),
    }
}

/// Lines to sign on.
pub fn signatures(lang: Lang) -> [&'static str; 3] {
    lang.pick(["核对人：", "复核人：", "日期："], ["Checked by:", "Reviewed by:", "Date:"])
}

/// What the index says on top: what could not be read, what is clean, what must be corrected.
pub fn index_lines(run: &Run, lists: &[List<'_>], ranks: &Ranks) -> Vec<String> {
    let lang = run.options.lang;
    let names = |of: &[usize]| {
        let names: Vec<&str> = of.iter().map(|at| lists[*at].department.name.as_str()).collect();
        names.join(lang.pick("、", ", "))
    };
    let n_unread = run.unreadable.len();
    let (n, worst, clean) = (lists.len() + n_unread, ranks.worst.len(), ranks.clean.len());
    let open = match ranks.open.len() {
        0 => String::new(),
        open => lang.pick(format!("{open} 个没有核对完，"), format!("{open} not judged whole, ")),
    };
    let mut lines = vec![lang.pick(
        format!("共 {n} 个文件：{worst} 个有须改正或请核实之处，{clean} 个没有，{open}{n_unread} 个读不了。"),
        format!(
            "{n} files: {worst} with something to correct or look into, {clean} without, {open}{n_unread} that could not be read."
        ),
    )];
    for unread in run.unreadable {
        let (name, reason, help) = (&unread.name, unread.reason.get(lang), unread.help.get(lang));
        lines.push(lang.pick(
            format!("读不了：{name}：{reason}；{help}"),
            format!("Not read: {name}: {reason}; {help}"),
        ));
    }
    if !ranks.open.is_empty() {
        let names = names(&ranks.open);
        lines.push(lang.pick(format!("没有核对完：{names}"), format!("Not judged whole: {names}")));
    }
    if !ranks.clean.is_empty() {
        let names = names(&ranks.clean);
        lines.push(lang.pick(format!("未发现须改正之处：{names}"), format!("Nothing to correct: {names}")));
    }
    lines
}
