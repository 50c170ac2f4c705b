//! What the columns of a table hold: names, codes, figures, and what is none of these; and which of them are statements
//! side by side.

use std::collections::HashSet;

use super::cell::{Tally, is_list_of_references, is_number_of_item, is_reference, is_year};
use super::header::is_total;
use super::{Cell, Column, ColumnKind, Pane, Place, RowKind, Table, Value};
use crate::source::Cut;
use crate::words::vocabulary;

/// Decides the kind of every column, by its header and by what stands in it.
pub fn settle(text: &str, table: &Table, columns: &mut [Column]) {
    for (index, column) in columns.iter_mut().enumerate() {
        column.kind = kind(text, table, index, &column.path);
    }
    settle_codes(text, table, columns);
    settle_years(text, table, columns);
    settle_numbers(text, table, columns);
}

fn kind(text: &str, table: &Table, column: usize, path: &[Place]) -> ColumnKind {
    let mut tally = Tally::default();
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    data.filter_map(|row| row.cells.get(column)).for_each(|cell| tally.take(text, cell));
    let (numbers, texts) = (tally.figures(), tally.words());
    let name = path.last().map_or("", |place| text.at(place));
    let remarks = vocabulary().remarks.fit(name);
    if remarks && numbers == 0
        || points_elsewhere(text, table, column, (remarks, name))
        || column > 0 && counts_notes(text, table, column)
    {
        return ColumnKind::Other;
    }
    if vocabulary().lines.fit(name) || holds_signs(text, table, column) {
        return ColumnKind::Other;
    }
    let coded = path.iter().any(|place| {
        let label = text.at(place);
        vocabulary().coded.fit(label) && !vocabulary().named.fit(label)
    });
    if coded && !vocabulary().named.fit(name) {
        return ColumnKind::Code;
    }
    if texts > numbers || numbers == 0 && texts == 0 && (column == 0 || vocabulary().named_blank.fit(name)) {
        ColumnKind::Name
    } else {
        ColumnKind::Value
    }
}

/// Whether a column holds nothing but the numbers of notes, (18, 19), or of its rows, 2.: its head says so, or one of its cells is
/// no figure whatever its head says.
fn points_elsewhere(text: &str, table: &Table, column: usize, (remarks, head): (bool, &str)) -> bool {
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let cells = data.filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
    // A head that stands again over the second half of a statement is none of its cells.
    let words = cells.map(|cell| (text.at(&cell.place), cell)).filter(|(word, _)| *word != head);
    // Nor are the ends of names that the page cut off among them.
    let (words, names): (Vec<(&str, &Cell)>, Vec<_>) =
        words.partition(|(word, _)| word.contains(|c: char| c.is_ascii_digit()));
    let mut proved = remarks;
    let all = words.len() > 2 * names.len()
        && words.iter().all(|(word, cell)| {
            // 20,34 is a figure where a comma parts the fraction.
            let is_figure = matches!(cell.value, Value::Number(_)) && word.contains(',');
            proved |= is_list_of_references(word) && !is_figure || is_number_of_item(word);
            is_reference(word) || is_number_of_item(word)
        });
    all && proved
}

/// Whether a column holds nothing but the signs that belong to the figures beside it: $ before them, or ) and % behind.
fn holds_signs(text: &str, table: &Table, column: usize) -> bool {
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let cells = data.filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
    let mut words = cells.map(|cell| text.at(&cell.place)).peekable();
    let sign =
        |c: char| matches!(c, ')' | '(' | '%' | '$' | '£' | '€' | '¥') || vocabulary().money_signs.has(c);
    column > 0 && words.peek().is_some() && words.all(|word| word.chars().all(sign))
}

/// So many numbers that follow one another, each one more than the last, are none of figures.
const COUNTED: usize = 4;

/// Whether a column holds nothing but bare numbers of which each is one more than the one before it, among figures of more digits:
/// notes, lines, ranks, whatever their head is called.
fn counts_notes(text: &str, table: &Table, column: usize) -> bool {
    let data = || table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let cells = data().filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
    let words: Vec<&str> = cells.map(|cell| text.at(&cell.place)).collect();
    if words.len() < COUNTED || !words.iter().all(|word| is_reference(word)) || !follow(&words) {
        return false;
    }
    let others = data().flat_map(|row| row.cells.iter().enumerate().filter(|(at, _)| *at != column));
    let figures = others.filter(|(_, cell)| matches!(cell.value, Value::Number(_)));
    let long = figures.map(|(_, cell)| {
        let word = text.at(&cell.place);
        word.contains([',', '.', ' ']) || word.len() > "999".len()
    });
    let (mut all, mut longer) = (0_usize, 0_usize);
    for is_long in long {
        all += 1;
        longer += usize::from(is_long);
    }
    longer * 2 > all
}

/// Whether each of several bare numbers is one more than the one before it.
fn follow(words: &[&str]) -> bool {
    let numbers: Option<Vec<u32>> = words.iter().map(|word| word.parse().ok()).collect();
    numbers.is_some_and(|n| n.windows(2).all(|two| two[0].checked_add(1) == Some(two[1])))
}

/// Bare digits to the left of the names are codes, unless their head or the digits say otherwise; three columns of them
/// (类 款 项) are one. A head that says code has them under it wherever it stands.
fn settle_codes(text: &str, table: &Table, columns: &mut [Column]) {
    // Beside the codes of the items, the code of who spends is none of theirs.
    let of_items =
        |column: &Column| column.path.iter().any(|place| vocabulary().item_codes.fit(text.at(place)));
    let coded = |column: &&mut Column| column.kind == ColumnKind::Code;
    if columns.iter().any(|column| column.kind == ColumnKind::Code && of_items(column)) {
        for column in columns.iter_mut().filter(coded).filter(|column| !of_items(column)) {
            column.kind = ColumnKind::Other;
        }
    }
    let first_name = columns.iter().position(|column| column.kind == ColumnKind::Name).unwrap_or(0);
    let mut figures = false;
    for (index, column) in columns.iter_mut().enumerate() {
        let head = Head::of(text, column);
        column.kind = match column.kind {
            ColumnKind::Value if index < first_name && !head.of_amounts => {
                Digits::of(text, table, index).kind(&head)
            }
            ColumnKind::Value
                if head.of_codes
                    && (Digits::of(text, table, index).are_of_one_length()
                        || are_dotted(text, table, index)) =>
            {
                // After the figures they are those of what stands beside them: a fund, an office.
                if figures { ColumnKind::Other } else { ColumnKind::Code }
            }
            kind => kind,
        };
        figures |= column.kind == ColumnKind::Value;
    }
}

/// What the head of a column says of its digits.
struct Head {
    of_codes: bool,
    of_amounts: bool,
    of_years: bool,
}

impl Head {
    fn of(text: &str, column: &Column) -> Self {
        let label = column.path.last().map_or("", |place| text.at(place));
        Self {
            of_codes: vocabulary().digits.fit(label),
            of_amounts: vocabulary().amounts.fit(label),
            of_years: vocabulary().years.fit(label),
        }
    }
}

/// No code has more digits in one cell.
const LONGEST: usize = 12;
/// Of so many digits in turn codes are, where none goes on with another: those of items, of offices, of projects.
const LENGTHS: usize = 2;

/// What stands in a column that may hold codes.
struct Digits<'t> {
    /// Cells of bare digits.
    codes: Vec<&'t str>,
    /// A total's name may stand among them.
    words: usize,
    /// Figures that are no bare digits: 1,234.50.
    figures: usize,
    /// A row that is called a total has digits here.
    totalled: bool,
}

impl<'t> Digits<'t> {
    fn of(text: &'t str, table: &Table, column: usize) -> Self {
        let mut held = Self { codes: Vec::new(), words: 0, figures: 0, totalled: false };
        let data = || table.rows.iter().filter(|row| row.kind == RowKind::Data);
        let filled = |cell: &&Cell| cell.value != Value::Blank;
        held.totalled = data().any(|row| {
            let called = row.cells.iter().take(column).any(|cell| is_total(text.at(&cell.place)));
            called && row.cells.get(column).is_some_and(|cell| matches!(cell.value, Value::Number(_)))
        });
        for cell in data().filter_map(|row| row.cells.get(column)).filter(filled) {
            let words = without_note(text.at(&cell.place));
            match cell.value {
                _ if words.bytes().all(|byte| byte.is_ascii_digit()) => held.codes.push(words),
                Value::Text => held.words += 1,
                _ => held.figures += 1,
            }
        }
        held
    }

    /// What a column left of the names is.
    fn kind(&self, head: &Head) -> ColumnKind {
        let short = self.codes.iter().all(|code| code.len() <= LONGEST);
        let bare = short && self.figures == 0 && self.words * 3 <= self.words + self.codes.len();
        match bare {
            true if head.of_years && self.codes.iter().all(|code| is_year(code)) => ColumnKind::Other,
            // What only counts the rows is no tree in which 1 stands above 10.
            true if !head.of_codes && self.codes.len() > TEN && follow(&self.codes) => ColumnKind::Other,
            true if self.totalled && !head.of_codes => ColumnKind::Value,
            true if head.of_codes || self.lengths().len() <= LENGTHS || self.go_on() => ColumnKind::Code,
            _ => ColumnKind::Value,
        }
    }

    fn lengths(&self) -> HashSet<usize> {
        self.codes.iter().map(|code| code.len()).collect()
    }

    /// Most cells are bare digits of one length; one that stands for all others may be longer.
    fn are_of_one_length(&self) -> bool {
        let of = |len: usize| self.codes.iter().filter(|code| code.len() == len).count();
        let most = self.lengths().into_iter().map(of).max().unwrap_or(0);
        let all = self.codes.len() + self.words + self.figures;
        all > 0 && most * 3 > all * 2
    }

    /// Whether a code goes on with another, as those of items do with that of their class, or is the part that a row adds.
    fn go_on(&self) -> bool {
        let all: HashSet<&str> = self.codes.iter().copied().collect();
        let mut before = self.codes.iter().copied();
        let part = self.codes.first().is_some_and(|first| first.len() > PART)
            && before.any(|code| code.len() == PART);
        part || all.iter().any(|code| (PART..code.len()).any(|len| all.contains(code.cut(..len))))
    }
}

/// Whether a column holds nothing but numbers of two digits with points between them: 48.02, 08.02.30.
fn are_dotted(text: &str, table: &Table, column: usize) -> bool {
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let cells = data.filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let pair = |part: &str| part.len() == PART && digits(part);
    let (dotted, others): (Vec<&str>, Vec<&str>) = cells
        .map(|cell| text.at(&cell.place))
        .partition(|word| word.contains('.') && word.split('.').all(pair));
    // The number of the column may stand above them.
    !dotted.is_empty() && others.len() <= 1 && others.iter().all(|word| word.len() <= PART && digits(word))
}

/// Of fewer numbers in a row none has the digits of another before its own.
const TEN: usize = 10;

/// Digits of the parts of a code under its class: 08 under 201.
const PART: usize = 2;

/// So many numbers one above another are no chance.
const ASCENDING: usize = 3;

/// So many years that follow one another are those that the figures beside them are of.
const DATED: usize = 3;

/// A column of nothing but years that follow one another, beside columns of figures, says what these are of, wherever it stands: 2031,
/// 2032, 2033 for each group of people.
fn settle_years(text: &str, table: &Table, columns: &mut [Column]) {
    let years = |column: usize| -> Option<Vec<u32>> {
        let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
        let cells = data.filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
        cells.map(|cell| Some(text.at(&cell.place)).filter(|word| is_year(word))?.parse().ok()).collect()
    };
    let follow = |years: &Vec<u32>| {
        let span =
            years.iter().max().zip(years.iter().min()).map_or(0, |(most, least)| (most - least) as usize);
        let own: HashSet<&u32> = years.iter().collect();
        years.len() >= DATED && own.len() > 1 && span < own.len()
    };
    let is_value = |column: &Column| column.kind == ColumnKind::Value;
    let dated: Vec<usize> = (0..columns.len())
        .filter(|&at| is_value(&columns[at]) && !Head::of(text, &columns[at]).of_amounts)
        .filter(|&at| years(at).as_ref().is_some_and(follow))
        .collect();
    let figures = columns.iter().filter(|column| is_value(column)).count();
    if dated.len() == 1 && figures > 1 {
        columns[dated[0]].kind = ColumnKind::Other;
    }
}

/// Where nothing but the first column can name the rows, years or numbers that count them do, though they look like figures.
fn settle_numbers(text: &str, table: &Table, columns: &mut [Column]) {
    let [first, rest @ ..] = columns else { return };
    let figures = rest.iter().any(|column| column.kind == ColumnKind::Value);
    let named = rest.iter().any(|column| matches!(column.kind, ColumnKind::Name | ColumnKind::Code));
    if first.kind != ColumnKind::Value || !figures || named {
        return;
    }
    let cells = |column: usize| {
        let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
        data.filter_map(move |row| row.cells.get(column))
    };
    let numbers = |column: usize| -> Vec<&str> {
        let cells = cells(column).filter(|cell| matches!(cell.value, Value::Number(_)));
        cells.map(|cell| text.at(&cell.place)).collect()
    };
    let years = |column: usize| numbers(column).iter().all(|number| is_year(number));
    let whole: Option<Vec<u32>> = numbers(0).iter().map(|number| number.parse().ok()).collect();
    let whole = whole.filter(|numbers| numbers.len() > 1);
    let are = |rule: fn(&[u32]) -> bool| whole.as_deref().is_some_and(rule);
    let counts = |n: &[u32]| n[0] <= 1 && n.windows(2).all(|two| two[0].checked_add(1) == Some(two[1]));
    let ascend = |n: &[u32]| n.len() >= ASCENDING && n.windows(2).all(|two| two[0] < two[1]);
    // Among figures with fractions or groups, whole numbers that only go up are those of lines, wards, weeks.
    let plain = || {
        let others: Vec<&str> = (1..=rest.len()).flat_map(numbers).collect();
        others.iter().filter(|number| number.contains(['.', ','])).count() * 2 > others.len()
    };
    // The total has its name where the others have their numbers.
    let mut words = cells(0).filter(|cell| cell.value == Value::Text).peekable();
    let totals = words.peek().is_some() && words.all(|cell| is_total(text.at(&cell.place)));
    let totals = totals && whole.is_some() && !Head::of(text, first).of_amounts;
    // Nothing but years all over is figures that look like years.
    let all_years = || years(0) && !(1..=rest.len()).all(years);
    if totals || are(counts) || are(ascend) && plain() || all_years() {
        first.kind = ColumnKind::Other;
    }
}

/// 6042[1]: a code without the mark of its note.
fn without_note(words: &str) -> &str {
    let body = words.strip_suffix(']').and_then(|words| words.rsplit_once('['));
    body.map_or(words, |(body, _)| body)
}

/// Statements side by side: a run of label columns after a value column opens another where it names rows as the first does, and
/// those before it have names of their own: names between two years are those of both. Codes without names, and words that
/// repeat from row to row, say more of the same rows.
pub fn panes(text: &str, table: &Table) -> Vec<Pane> {
    let mut starts = vec![0];
    let mut seen_value = false;
    let kinds = |from: usize| table.columns[from..].iter().map(|column| column.kind);
    let is_label = |kind: &ColumnKind| matches!(kind, ColumnKind::Name | ColumnKind::Code);
    let names = |from: usize| -> Vec<usize> {
        let run = kinds(from).take_while(|kind| *kind != ColumnKind::Value);
        (from..).zip(run).filter(|(_, kind)| *kind == ColumnKind::Name).map(|(at, _)| at).collect()
    };
    let of_first = names(0);
    let first_repeats = !of_first.iter().any(|&at| names_rows(text, table, at));
    for index in 0..table.columns.len() {
        let kind = table.columns[index].kind;
        let last = starts.last().copied().unwrap_or(0);
        let labelled = kinds(last).take(index.saturating_sub(last)).any(|kind| is_label(&kind));
        let opens = is_label(&kind) && seen_value && labelled;
        if opens
            && kinds(index).any(|kind| kind == ColumnKind::Value)
            && (first_repeats || names(index).into_iter().any(|at| names_rows(text, table, at)))
        {
            starts.push(index);
            seen_value = false;
        }
        seen_value |= kind == ColumnKind::Value;
    }
    let end = table.columns.len();
    starts
        .iter()
        .enumerate()
        .map(|(at, &start)| Pane {
            columns: start..starts.get(at + 1).copied().unwrap_or(end),
            items: Vec::new(),
            codes: None,
        })
        .collect()
}

/// Of so many cells at most, one that is a name of its own: 2 of 3 may repeat.
const REPEATS: usize = 3;

/// Whether the words of a column tell its rows apart.
fn names_rows(text: &str, table: &Table, column: usize) -> bool {
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let cells = data.filter_map(|row| row.cells.get(column)).filter(|cell| cell.value != Value::Blank);
    let words: Vec<&str> = cells.map(|cell| text.at(&cell.place)).collect();
    let own: HashSet<&str> = words.iter().copied().collect();
    own.len() * REPEATS > words.len() || words.is_empty()
}
