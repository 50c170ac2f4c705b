//! Codes: which columns of a statement hold them, whose they are, and how the code of a row is put together. Decided once for
//! all rows, by the header and by the rows themselves.
//!
//! A row may print all of its code, or the part that it adds to the rows above: 201, 08 and 01 in three columns or in one. A
//! part is taken as one where the row below goes on with what it makes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::heading::without_ordinal;
use super::{CodeForm, Codes, CodesOf, Column, ColumnKind, Figure, Item, Pane, Row};
use crate::source::Cut;
use crate::words::{Names, vocabulary};

/// A code of a class has so many digits at least; fewer are a part of one.
const CLASS: usize = 3;
/// No code has more digits, however many parts it has.
const LONGEST: usize = 24;

/// The columns that hold the code of a row: the first that hold any, side by side. Codes further right are those of what
/// stands beside them.
pub fn run(columns: &[Column], pane: &Range<usize>) -> Range<usize> {
    let coded = |at: &usize| columns[*at].kind == ColumnKind::Code;
    let Some(first) = pane.clone().find(coded) else { return pane.start..pane.start };
    first..(first..pane.end).find(|at| !coded(at)).unwrap_or(pane.end)
}

/// Puts the codes of a pane's items together, and tells rows of units and where the rows of each begin.
pub fn settle(text: &str, columns: &[Column], rows: &[Row], pane: &mut Pane, figures: &[Figure]) {
    let run = run(columns, &pane.columns);
    let of = whose(text, &columns[run.clone()]);
    let form = match run.len() {
        0 => glued(text, pane),
        1 if of == CodesOf::Items => short(pane),
        1 => Some(CodeForm::Whole),
        _ => Some(joined(text, rows, &run, pane)),
    };
    pane.codes = form.map(|form| Codes { columns: run, of, form });
    if of == CodesOf::Items {
        units(pane);
        blocks(pane, figures);
    }
}

/// Whose codes the header says they are.
fn whose(text: &str, columns: &[Column]) -> CodesOf {
    let says = |words: &Names| {
        let mut labels = columns.iter().flat_map(|column| &column.path).map(|place| text.at(place));
        labels.any(|label| words.fit(label))
    };
    if says(&vocabulary().of_units) && !says(&vocabulary().of_items) {
        CodesOf::Units
    } else {
        CodesOf::Items
    }
}

/// Columns that are parts of one code (类, 款, 项): a row goes on with the parts that stand left of its own, in it or above.
fn joined(text: &str, rows: &[Row], run: &Range<usize>, pane: &mut Pane) -> CodeForm {
    let mut held: Vec<String> = vec![String::new(); run.len()];
    let mut form = CodeForm::Whole;
    for item in pane.items.iter_mut().filter(|item| !item.code.is_empty()) {
        let cells = &rows[item.row].cells;
        let part = |level: usize| cells.get(run.start + level).map_or("", |cell| text.at(&cell.place));
        let parts = || (0..run.len()).map(part);
        let digits = parts().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        // Where all of them are blank, the code stands in front of the name.
        let Some(first) = parts().position(|part| !part.is_empty()).filter(|_| digits) else { continue };
        let mut code = first.checked_sub(1).map_or(String::new(), |above| held[above].clone());
        for (level, part) in parts().enumerate().skip(first) {
            match part.len() > code.len() && part.starts_with(&code) {
                true => part.clone_into(&mut code),
                false => code.push_str(part),
            }
            if code.len() > LONGEST {
                return form;
            }
            held[level].clone_from(&code);
        }
        if item.code != code {
            form = CodeForm::Parts;
        }
        item.code = code;
    }
    form
}

/// Codes of one column that are parts of those above: 10 under 201, where 2011007 stands below.
fn short(pane: &mut Pane) -> Option<CodeForm> {
    let codes: Vec<&str> = pane.items.iter().map(|item| item.code.as_str()).collect();
    let lens = codes.iter().map(|code| code.len()).filter(|len| *len >= CLASS);
    let class = lens.min()?;
    let mut top = "";
    let (mut made, mut confirmed, mut refuted) = (Vec::new(), 0, 0);
    for (at, code) in codes.iter().enumerate().filter(|(_, code)| !code.is_empty()) {
        if code.len() == class {
            top = code;
        }
        if code.len() >= CLASS || top.is_empty() {
            continue;
        }
        let whole = format!("{top}{code}");
        match codes[at + 1..].iter().find(|code| !code.is_empty()).filter(|next| next.len() > class) {
            Some(next) if next.starts_with(&whole) => confirmed += 1,
            Some(_) => refuted += 1,
            None => {}
        }
        made.push((at, whole));
    }
    if confirmed <= refuted {
        return Some(CodeForm::Whole);
    }
    made.into_iter().for_each(|(at, whole)| pane.items[at].code = whole);
    Some(CodeForm::Short { confirmed })
}

/// What digits in front of it number or measure, beside what they count: no name of an item begins so.
const COUNTED: &str = "、.,%/";
/// What may stand between a code and its name.
const JOINTS: &[char] = &['-', '—', '–', ':', ' '];

/// Codes without a column of their own, in front of the names (2080505机关…, 201—…): most rows have one, or digits are words.
fn glued(text: &str, pane: &mut Pane) -> Option<CodeForm> {
    if pane.items.iter().any(|item| !item.code.is_empty()) {
        return Some(CodeForm::Whole);
    }
    let mut class = "";
    let mut found: Vec<(usize, Range<usize>, usize)> = Vec::new();
    for (at, item) in pane.items.iter().enumerate() {
        let name = text.at(&item.name);
        let start = name.len() - without_ordinal(name).len();
        let len = name.cut(start..).bytes().take_while(u8::is_ascii_digit).count();
        let code = name.cut(start..start + len);
        let rest = name.cut(start + len..).trim_start_matches(JOINTS);
        // Digits under a class that begins with the same are its, whatever the name begins with.
        let under = !class.is_empty() && code.starts_with(class);
        let named = rest.starts_with(|c: char| {
            !c.is_ascii_alphanumeric() && (under || !COUNTED.contains(c) && !vocabulary().counts.has(c))
        });
        if named && matches!(len, 3 | 5 | 7) {
            class = code.cut(..CLASS);
            found.push((at, start..start + len, name.len() - rest.len()));
        }
    }
    if found.len() < 2 || found.len() * 2 <= pane.items.len() {
        return None;
    }
    for (at, digits, joint) in found {
        let item = &mut pane.items[at];
        text.at(&item.name).cut(digits).clone_into(&mut item.code);
        item.name.start += joint as u32;
    }
    Some(CodeForm::Whole)
}

/// Rows of units among rows of items, by their codes: of a length that no code has which goes on with another or is gone on
/// with, or that most have.
fn units(pane: &mut Pane) {
    let codes: BTreeSet<&str> =
        pane.items.iter().map(|item| item.code.as_str()).filter(|code| !code.is_empty()).collect();
    let mut lens: BTreeMap<usize, usize> = BTreeMap::new();
    let mut related: BTreeSet<usize> = BTreeSet::new();
    for code in &codes {
        *lens.entry(code.len()).or_default() += 1;
        for len in (1..code.len()).filter(|len| codes.contains(code.cut(..*len))) {
            related.extend([len, code.len()]);
        }
    }
    let Some((&most, _)) = lens.iter().max_by_key(|(_, count)| **count) else { return };
    let strange: Vec<bool> = pane
        .items
        .iter()
        .map(|item| {
            let len = item.code.len();
            len > CLASS && len != most && !related.contains(&len)
        })
        .collect();
    // A unit has items below it.
    for at in (0..strange.len()).filter(|&at| strange[at]) {
        pane.items[at].of_unit =
            pane.items.get(at + 1).is_some_and(|next| !next.code.is_empty() && !strange[at + 1]);
    }
}

/// Where the rows of each unit begin: at its row, at a row with a name and no code after which the codes begin anew, or where
/// they do so without one.
fn blocks(pane: &mut Pane, figures: &[Figure]) {
    let Pane { items, .. } = pane;
    let written = |item: &Item| {
        item.figures.iter().flatten().any(|id| figures.get(id.0 as usize).is_some_and(|figure| !figure.blank))
    };
    let mut next: Vec<Option<String>> = vec![None; items.len()];
    let mut below = None;
    for at in (0..items.len()).rev() {
        next[at].clone_from(&below);
        if !items[at].code.is_empty() {
            below = Some(items[at].code.clone());
        }
    }
    let mut block: Option<(String, String)> = None;
    for at in 0..items.len() {
        let item = &items[at];
        let fresh = match &block {
            _ if item.of_unit => true,
            Some((_, last)) if item.code.is_empty() => {
                !item.name.is_empty() && written(item) && next[at].as_ref().is_some_and(|next| next <= last)
            }
            Some((first, last)) => item.code < *last && item.code <= *first,
            None => false,
        };
        let own = (!item.code.is_empty() && !item.of_unit).then(|| item.code.clone());
        items[at].opens = fresh;
        block = match (block.filter(|_| !fresh), own) {
            (Some((first, _)), Some(own)) => Some((first, own)),
            (None, Some(own)) => Some((own.clone(), own)),
            (kept, None) => kept,
        };
    }
    rows_of_units(items);
}

/// Whose rows they are, where those of several units stand one after another.
fn rows_of_units(items: &mut [Item]) {
    let names = |item: &Item| item.opens && (item.of_unit || item.code.is_empty());
    if items.iter().filter(|item| names(item)).count() < 2 {
        return;
    }
    let mut unit = None;
    for item in items {
        if item.opens {
            unit = names(item).then(|| item.name.clone());
        }
        item.unit.clone_from(&unit);
    }
}

/// A name without the number in front of it and the brackets around what is said besides.
pub fn bare_name(name: &str) -> String {
    let kept = |c: &char| !matches!(c, '(' | ')' | ' ' | '、' | ',');
    without_ordinal(name).chars().filter(kept).collect()
}
