//! Signs behind figures: 423- is less than nothing in a table that writes 5,000- as well, and all from there on in any other.

use super::{Row, Value};
use crate::amount::style::Style;
use crate::amount::{Unit, number};
use crate::source::Cut;

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
