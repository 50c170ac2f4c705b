//! Lists as Word documents: one to send to a department, and the index over all of them.

use super::word::{Said, WIDTH, Word};
use super::{Item, List, ranks, wording};
use crate::diagnostic::{Lang, Severity};
use crate::ledger::Mark;
use crate::report::{Run, grouped};

/// How wide the columns of a list are: number, place, table or paragraph, written, due, basis, answer.
const WIDTHS: [u32; 7] = [650, 1250, 2900, 2100, 3950, 2100, WIDTH - 12950];
/// The same of the index.
const INDEX: [u32; 8] = [650, 3400, 4388, 1000, 1000, 1000, 1000, WIDTH - 12438];

/// The list of one document as a file.
///
/// # Errors
/// Where it cannot be packed.
pub fn list(list: &List<'_>, lang: Lang) -> Result<Vec<u8>, String> {
    let mut word = Word::new(wording::title(lang), lang);
    word.paragraph(&Said::strong(wording::address(list, lang)));
    word.paragraph(&Said::plain(wording::covering(list, lang)));
    if !list.open.is_empty() {
        word.paragraph(&Said::plain(wording::open(lang)));
        list.open.iter().for_each(|line| word.paragraph(&Said::small(line)));
    }
    let (errors, warnings) = list.counts();
    for (severity, count) in [(Severity::Error, errors), (Severity::Warning, warnings)] {
        if count == 0 {
            continue;
        }
        let kind = wording::kind(severity, lang);
        word.heading(&lang.pick(format!("{kind}（{count} 处）"), format!("{kind} ({count})")));
        let items = list.items.iter().enumerate().filter(|(_, item)| item.severity == severity);
        let rows: Vec<_> = items.map(|(at, item)| row(at + 1, item, lang)).collect();
        word.table(&WIDTHS, &wording::heads(lang), &rows);
    }
    word.signatures(&wording::signatures(lang));
    word.done()
}

fn row(number: usize, item: &Item, lang: Lang) -> Vec<Vec<Said>> {
    let mut due: Vec<Said> = wording::expected(item, lang).map(Said::strong).into_iter().collect();
    let mut why = item.why.iter();
    if due.is_empty() {
        due.extend(why.next().map(Said::plain));
    }
    due.extend(why.map(Said::small));
    if !item.folded.is_empty() {
        due.push(Said::small(wording::folded(lang)));
        due.extend(item.folded.iter().map(Said::small));
    }
    vec![
        vec![Said::plain(number.to_string())],
        vec![Said::plain(&item.place)],
        vec![Said::plain(&item.at)],
        vec![Said::plain(&item.stated)],
        due,
        vec![Said::small(&item.basis)],
        Vec::new(),
    ]
}

/// The index over all documents of a run, with what could not be read and what is clean on top; `names` are those of the lists.
///
/// # Errors
/// Where it cannot be packed.
pub fn index(run: &Run, lists: &[List<'_>], names: &[String]) -> Result<Vec<u8>, String> {
    let lang = run.options.lang;
    let ranks = ranks(lists);
    let mut word = Word::new(wording::index_title(lang), lang);
    for line in wording::index_lines(run, lists, &ranks) {
        word.paragraph(&Said::plain(line));
    }
    let order = ranks.worst.iter().chain(&ranks.open).chain(&ranks.clean);
    let row = |(at, &index): (usize, &usize)| {
        let list = &lists[index];
        let (errors, warnings) = list.counts();
        let ledger = &list.checked.ledger;
        let counts = [errors, warnings, ledger.n_figures(), ledger.marked(Mark::Tied)];
        let mut cells = vec![(at + 1).to_string(), list.department.name.clone(), list.file.to_owned()];
        cells.extend(counts.map(grouped));
        cells.push(names[index].clone());
        cells.into_iter().map(|cell| vec![Said::plain(cell)]).collect()
    };
    let rows: Vec<Vec<Vec<Said>>> = order.enumerate().map(row).collect();
    word.table(&INDEX, &wording::index_heads(lang), &rows);
    word.signatures(&wording::signatures(lang));
    word.done()
}
