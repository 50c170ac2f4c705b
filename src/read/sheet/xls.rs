//! XLS: the records in which Excel kept a workbook before 2007, and WPS still does.

mod records;

use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};

use super::number::{Digits, binary};
use super::styles::{self, Styles};
use super::{Area, Book, Sheet, view};
use crate::diagnostic::Text;
use crate::read::Why;
use crate::read::ole::{Container, damaged, u16_at, u32_at};
use crate::source::Source;
use records::{Pieces, Record, Records, compressed};

/// Reads an XLS workbook.
///
/// # Errors
/// Where it is damaged, locked, of a version before Excel 95, or too large.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let stream = Container::open(bytes)?.stream(&["Workbook", "Book"])?.ok_or_else(damaged)?;
    view(name, book(&stream)?)
}

/// What the sheets of a workbook share.
#[derive(Debug)]
struct Shared {
    /// Excel 97 and later: text is Unicode.
    unicode: bool,
    encoding: &'static Encoding,
    words: Vec<String>,
    /// Which of the words have something struck out in them, ascending.
    struck: Vec<u32>,
    /// Whether each font raises words, and whether it strikes them out.
    fonts: Vec<(bool, bool)>,
    styles: Styles,
    since_1904: bool,
}

fn book(stream: &[u8]) -> Result<Book, Why> {
    let mut shared = Shared {
        unicode: true,
        encoding: WINDOWS_1252,
        words: Vec::new(),
        struck: Vec::new(),
        fonts: Vec::new(),
        styles: Styles::default(),
        since_1904: false,
    };
    let mut tabs: Vec<(Sheet, usize)> = Vec::new();
    let mut formats: Vec<(u32, String)> = Vec::new();
    let mut ids: Vec<u32> = Vec::new();
    let mut ended = false;
    for record in Records::new(stream, 0) {
        let data = record.data;
        match record.id {
            0x0809 => shared.unicode = version(data)?,
            0x002F => return Err(locked()),
            0x0042 => shared.encoding = code_page(u16_at(data, 0).unwrap_or(0)),
            0x0022 => shared.since_1904 = u16_at(data, 0) == Some(1),
            0x0085 => tabs.extend(tab(&shared, data)),
            0x041E => {
                let code = if shared.unicode {
                    words(&shared, &record, 2, 2)
                } else {
                    data.get(3..)
                        .map(|bytes| shared.encoding.decode_without_bom_handling(bytes).0.into_owned())
                };
                if let (Some(id), Some(code)) = (u16_at(data, 0), code) {
                    formats.push((u32::from(id), code));
                }
            }
            0x00E0 => ids.push(u16_at(data, 2).map_or(0, u32::from)),
            0x0031 => shared.fonts.push(font(data)),
            0x00FC => shared_words(&record, &mut shared),
            0x000A => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if !ended {
        return Err(damaged());
    }
    shared.styles = styles::resolve(&ids, &formats);
    let mut book = Book::default();
    // Sheets stand one after another: none is read twice.
    let mut left = stream.len();
    let (mut worked_out, mut sheets) = (false, Vec::with_capacity(tabs.len()));
    for (mut sheet, at) in tabs {
        let formulas = cells(stream, at, &shared, &mut sheet, &mut left)?;
        worked_out |= formulas.worked_out;
        sheets.push((sheet, formulas.empty));
    }
    for (mut sheet, empty) in sheets {
        // Programs that write workbooks without working them out store empty words for every formula.
        if !worked_out {
            empty.iter().try_for_each(|(row, column)| sheet.put_formula(*row, *column, "…"))?;
        }
        book.push(sheet)?;
    }
    Ok(book)
}

/// What the values of formulas say of the program that stored them.
#[derive(Debug, Default)]
struct Formulas {
    /// One at least has a value that is not empty words.
    worked_out: bool,
    /// The cells whose formula has empty words for its value.
    empty: Vec<(u32, u32)>,
}

/// Whether the text of this version is Unicode.
fn version(data: &[u8]) -> Result<bool, Why> {
    match u16_at(data, 0) {
        Some(0x0600) => Ok(true),
        Some(0x0500) => Ok(false),
        _ => Err(Why::new(
            Text::new("Excel 95 之前的工作簿", "a workbook of a version before Excel 95"),
            Text::new("用 Excel 或 WPS 打开，另存为 XLSX", "open it in Excel and save it as XLSX"),
        )),
    }
}

fn locked() -> Why {
    Why::new(
        Text::new("工作簿加了密码", "the workbook is locked with a password"),
        Text::new("去掉密码，另存一份再检查", "save a copy without the password"),
    )
}

fn code_page(number: u16) -> &'static Encoding {
    match number {
        936 => GB18030,
        950 => BIG5,
        _ => WINDOWS_1252,
    }
}

/// A sheet, still empty, with where its records begin. Charts and macros are none.
fn tab(shared: &Shared, data: &[u8]) -> Option<(Sheet, usize)> {
    let (at, state, kind) = (u32_at(data, 0)? as usize, *data.get(4)?, *data.get(5)?);
    let len = usize::from(*data.get(6)?);
    let name = if shared.unicode {
        let wide = data.get(7)? & 1 == 1;
        let bytes = data.get(8..)?;
        if wide { unicode(bytes.get(..len * 2)?) } else { compressed(bytes.get(..len)?) }
    } else {
        shared.encoding.decode_without_bom_handling(data.get(7..7 + len)?).0.into_owned()
    };
    let mut sheet = Sheet::new(name);
    sheet.hidden = state & 3 != 0;
    (kind == 0).then_some((sheet, at))
}

fn unicode(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|two| u16_at(two, 0)).collect();
    String::from_utf16_lossy(&units)
}

/// The words of a record that stand at `at`, after their length of `width` bytes.
fn words(shared: &Shared, record: &Record<'_>, at: usize, width: usize) -> Option<String> {
    if shared.unicode {
        let mut pieces = Pieces::new(record);
        pieces.skip(at)?;
        pieces.words(width)
    } else {
        let len = usize::from(u16_at(record.data, at)?);
        let bytes = record.data.get(at + 2..at + 2 + len)?;
        Some(shared.encoding.decode_without_bom_handling(bytes).0.into_owned())
    }
}

/// Whether a font raises words, and whether it strikes them out.
fn font(data: &[u8]) -> (bool, bool) {
    let struck = u16_at(data, 2).is_some_and(|flags| flags & 8 != 0);
    (u16_at(data, 8) == Some(1), struck)
}

/// The words that cells refer to by number.
fn shared_words(record: &Record<'_>, shared: &mut Shared) {
    let mut pieces = Pieces::new(record);
    // No font has the number 4.
    let place = |font: u16| usize::from(font) - usize::from(font > 4);
    let looks = |font: u16| shared.fonts.get(place(font)).copied().unwrap_or_default();
    let (mut all, mut struck) = (Vec::new(), Vec::new());
    if pieces.skip(8).is_some() {
        while let Some((words, lost)) = pieces.rich(2, &looks) {
            struck.extend(lost.then_some(all.len() as u32));
            all.push(words);
        }
    }
    (shared.words, shared.struck) = (all, struck);
}

/// The cells of the sheet whose records begin at `at`.
fn cells(
    stream: &[u8],
    at: usize,
    shared: &Shared,
    sheet: &mut Sheet,
    left: &mut usize,
) -> Result<Formulas, Why> {
    let mut depth = 0;
    let mut formulas = Formulas::default();
    // A formula whose value is words is followed by them.
    let mut waiting: Option<(u32, u32)> = None;
    for record in Records::new(stream, at) {
        let data = record.data;
        *left = left.checked_sub(data.len() + 4).ok_or_else(damaged)?;
        match record.id {
            0x0809 => {
                depth += 1;
                continue;
            }
            0x000A => {
                depth -= 1;
                if depth <= 0 {
                    return Ok(formulas);
                }
                continue;
            }
            // A chart within the sheet has records of its own.
            _ if depth != 1 => continue,
            _ => {}
        }
        let place = || Some((u32::from(u16_at(data, 0)?) + 1, u32::from(u16_at(data, 2)?) + 1));
        let style = |at: usize| u16_at(data, at).map_or(0, usize::from);
        match record.id {
            0x0208 if data.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                sheet.hidden_rows.extend(u16_at(data, 0).map(|row| u32::from(row) + 1));
            }
            0x007D if data.get(8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) {
                    sheet.hide_columns(u32::from(first) + 1..u32::from(last) + 2);
                }
            }
            0x00E5 => sheet.merges.extend(data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(area)),
            0x00FD => {
                if let (Some((row, column)), Some(index)) = (place(), u32_at(data, 6)) {
                    let words = shared.words.get(index as usize).map_or("#N/A", String::as_str);
                    sheet.put(row, column, words, false)?;
                    if shared.struck.binary_search(&index).is_ok() {
                        sheet.strike(row, column);
                    }
                }
            }
            0x0204 | 0x00D6 => {
                if let (Some((row, column)), Some(words)) = (place(), words(shared, &record, 6, 2)) {
                    sheet.put(row, column, &words, false)?;
                }
            }
            0x0203 => {
                if let (Some(at), Some(value)) = (place(), stored(data, 6)) {
                    number(shared, sheet, at, style(4), value)?;
                }
            }
            0x027E => {
                if let (Some(at), Some(packed)) = (place(), u32_at(data, 6)) {
                    number(shared, sheet, at, style(4), unpacked(packed))?;
                }
            }
            0x00BD => {
                if let Some((row, column)) = place() {
                    let several = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                    for (index, one) in several.chunks_exact(6).enumerate() {
                        let style = u16_at(one, 0).map_or(0, usize::from);
                        let value = u32_at(one, 2).and_then(unpacked);
                        number(shared, sheet, (row, column + index as u32), style, value)?;
                    }
                }
            }
            0x0205 => {
                if let (Some((row, column)), Some(value), Some(error)) = (place(), data.get(6), data.get(7)) {
                    sheet.put(row, column, truth(*value, *error == 1), false)?;
                }
            }
            0x0006 => {
                waiting = None;
                let Some((row, column)) = place() else { continue };
                let value = data.get(6..14).unwrap_or_default();
                let is_empty = matches!(value, [3, .., 0xFF, 0xFF]);
                formulas.worked_out |= !is_empty;
                match value {
                    _ if is_empty => formulas.empty.push((row, column)),
                    [0, .., 0xFF, 0xFF] => waiting = Some((row, column)),
                    [kind @ (1 | 2), _, value, .., 0xFF, 0xFF] => {
                        sheet.put(row, column, truth(*value, *kind == 2), false)?;
                    }
                    [.., 0xFF, 0xFF] => {}
                    _ => {
                        if let Some(value) = stored(data, 6) {
                            number(shared, sheet, (row, column), style(4), value)?;
                        }
                    }
                }
            }
            0x0207 => {
                if let (Some((row, column)), Some(words)) = (waiting.take(), words(shared, &record, 0, 2)) {
                    sheet.put(row, column, &words, false)?;
                }
            }
            _ => {}
        }
    }
    // The records broke off before the sheet ended.
    Err(damaged())
}

fn number(
    shared: &Shared,
    sheet: &mut Sheet,
    (row, column): (u32, u32),
    style: usize,
    value: Option<Digits>,
) -> Result<(), Why> {
    let format = shared.styles.format(style);
    let words = value.map_or_else(|| "#NUM!".to_owned(), |digits| format.show(&digits, shared.since_1904));
    sheet.put(row, column, &words, true)
}

/// A binary number in eight bytes; nothing within where it is none.
fn stored(data: &[u8], at: usize) -> Option<Option<Digits>> {
    Some(binary::of_bits(u64::from_le_bytes(data.get(at..at + 8)?.try_into().ok()?)))
}

/// A number in four bytes: whole or the upper half of a binary one, and perhaps a hundred times too large.
fn unpacked(packed: u32) -> Option<Digits> {
    let digits = if packed & 2 != 0 {
        Digits::written(&(packed.cast_signed() >> 2).to_string())
    } else {
        binary::of_bits(u64::from(packed & !3) << 32)
    }?;
    Some(if packed & 1 != 0 { digits.shifted(-2) } else { digits })
}

fn truth(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
}

fn area(eight: &[u8]) -> Option<Area> {
    let at = |index| u16_at(eight, index).map(|number| u32::from(number) + 1);
    let (top, bottom, left, right) = (at(0)?, at(2)?, at(4)?, at(6)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ole::tests::container;

    #[test]
    fn numbers_in_four_bytes() {
        let shown = |packed: u32| unpacked(packed).map(|digits| digits.plain());
        assert_eq!(shown((1234 << 2) | 2).as_deref(), Some("1234"));
        assert_eq!(shown((123456 << 2) | 3).as_deref(), Some("1234.56"));
        assert_eq!(shown(((-5i32 << 2) as u32) | 2).as_deref(), Some("-5"));
        assert_eq!(shown(0x4004_0000).as_deref(), Some("2.5"));
    }

    fn record(id: u16, data: &[u8]) -> Vec<u8> {
        [&id.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A workbook of one sheet with these records.
    fn stream(records: &[Vec<u8>]) -> Vec<u8> {
        let bof = record(0x0809, &[0, 6, 5, 0]);
        let name: Vec<u8> = "总表".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let sheet = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 2, 1], &name].concat());
        let format: Vec<u8> = [&[200, 0, 8, 0, 0][..], b"#,##0.00"].concat();
        // Words in two pieces, the second of which goes on in Unicode.
        let shared = [
            record(0x00FC, &[1, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b'a', b'b']),
            record(0x003C, &[1, 0x08, 0x54, 0xA1, 0x8B]),
        ]
        .concat();
        let rest = [
            record(0x041E, &format),
            record(0x00E0, &[0, 0, 0, 0]),
            record(0x00E0, &[0, 0, 200, 0]),
            shared,
            record(0x000A, &[]),
        ]
        .concat();
        let at = bof.len() + sheet(0).len() + rest.len();
        [bof.clone(), sheet(at as u32), rest, bof, records.concat(), record(0x000A, &[])].concat()
    }

    #[test]
    fn records_become_cells() {
        let place = |row: u8, column: u8, style: u8| vec![row, 0, column, 0, style, 0];
        let made = stream(&[
            record(0x0208, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]),
            record(0x00FD, &[place(0, 0, 0), vec![0, 0, 0, 0]].concat()),
            record(0x0203, &[place(0, 1, 1), 0x4106_4754_B851_EB84_u64.to_le_bytes().to_vec()].concat()),
            record(
                0x00BD,
                &[vec![1, 0, 0, 0], vec![0, 0, 14, 0, 0, 0], vec![1, 0, 3, 1, 0, 0], vec![1, 0]].concat(),
            ),
            record(0x0006, &[place(2, 0, 0), vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]].concat()),
            record(0x0207, &[3, 0, 0, b'x', b'y', b'z']),
            record(0x0006, &[place(2, 1, 0), vec![2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF, 0, 0]].concat()),
            record(0x00E5, &[1, 0, 0, 0, 1, 0, 0, 0, 2, 0]),
        ]);
        let mut book = book(&made).unwrap();
        let sheet = &mut book.sheets[0];
        sheet.settle();
        let said: Vec<_> =
            sheet.cells().iter().map(|cell| (cell.row, cell.column, sheet.words(cell))).collect();
        assert_eq!(
            said,
            [
                (1, 1, "ab合计"),
                (1, 2, "182,506.59"),
                (2, 1, "3"),
                (2, 2, "0.64"),
                (3, 1, "xyz"),
                (3, 2, "#REF!")
            ]
        );
        assert_eq!((sheet.name.as_str(), &sheet.hidden_rows[..]), ("总表", &[2][..]));
        assert_eq!(sheet.merges, [Area { top: 1, left: 1, bottom: 2, right: 3 }]);
        for at in 0..made.len() {
            assert!(super::book(&made[..at]).is_err(), "cut at {at}");
        }
        let source = read("a.xls", &container("Workbook", &made)).unwrap();
        assert!(source.text().contains("ab合计\t182,506.59\n"), "{}", source.text());
        assert_eq!(source.notes().count(), 1, "a hidden row");
    }
}
