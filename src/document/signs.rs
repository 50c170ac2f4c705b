//! Figures that are some among others only: 423- is less than nothing in a table that writes 5,000- as well, and all from there
//! on in any other; EUR 45 and 60(a) are figures in a column of figures, and names elsewhere.

use super::{Cell, Row, Value};
use crate::amount::style::Style;
use crate::amount::{Unit, number};
use crate::source::Cut;

/// Reads percentages with a decimal comma in a table whose amounts group by commas: a workbook shows its numbers as the program that
/// reads them does, and percentages typed in as words as their author does. So many that can be nothing else are a custom, where
/// none has a point.
pub fn settle_percentages(text: &str, rows: &mut [Row], style: Style) {
    if style != Style::Point {
        return;
    }
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let percent = |cell: &Cell| text.at(&cell.place).ends_with('%');
    let read = |cell: &Cell| {
        let words = text.at(&cell.place);
        let amount = number::parse_amount(words, Unit::ONE, Style::Comma).and_then(Result::ok);
        amount.filter(|amount| amount.decimals > 0 && words.contains(','))
    };
    let pointed = cells().any(|cell| percent(cell) && text.at(&cell.place).contains('.'));
    let parted = |cell: &&Cell| cell.value == Value::Malformed && percent(cell) && read(cell).is_some();
    if pointed || cells().filter(parted).take(PERCENTAGES).count() < PERCENTAGES {
        return;
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        if cell.value == Value::Malformed
            && percent(cell)
            && let Some(amount) = read(cell)
        {
            cell.value = Value::Number(amount);
        }
    }
}

/// So many percentages with a decimal comma are no slips.
const PERCENTAGES: usize = 3;

/// So many figures with groups or a fraction and the sign behind them make a custom of the table.
const CUSTOM: usize = 2;

/// Reads the bare figures with a minus behind them, where the table has others that can be nothing else.
pub fn settle(text: &str, rows: &mut [Row], style: Style) {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let behind = |words: &str| words.ends_with('-') && words.starts_with(|c: char| c.is_ascii_digit());
    let certain =
        cells().filter(|cell| matches!(cell.value, Value::Number(_)) && behind(text.at(&cell.place)));
    if certain.take(CUSTOM).count() < CUSTOM {
        return;
    }
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.value == Value::Text) {
        let Some(digits) = text.at(&cell.place).strip_suffix('-') else { continue };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some(Ok(mut amount)) = number::parse_amount(digits, Unit::ONE, style) {
            amount.value.set_sign_negative(true);
            cell.value = Value::Number(amount);
        }
    }
}

/// Reads the cells of columns of figures that would name something elsewhere: EUR 45, 60(a), 12B. Where they are all that a
/// column has, and more than a few, they are its figures.
pub fn settle_columns(text: &str, rows: &mut [Row], style: Style) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut figures: Vec<[usize; 3]> = vec![[0; 3]; width];
    let mut among = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.cells.iter().enumerate() {
            let words = text.at(&cell.place);
            let counted = &mut figures[column];
            match cell.value {
                Value::Number(_) => counted[0] += 1,
                Value::Text if words.len() <= LONGEST => match number::parse_among(words, Unit::ONE, style) {
                    Some(amount) => {
                        counted[1] += 1;
                        among.push((row, column, amount));
                    }
                    None => counted[2] += 1,
                },
                Value::Text => counted[2] += 1,
                Value::Blank | Value::Malformed => {}
            }
        }
    }
    for (row, column, amount) in among {
        let [numbers, among, words] = figures[column];
        if (numbers >= among || among >= FEW) && among + numbers > words {
            rows[row].cells[column].value = Value::Number(amount);
        }
    }
}

/// No figure with all that stands about it is longer.
const LONGEST: usize = 32;
/// So many cells of a column that may be figures are some where it has few others.
const FEW: usize = 3;
