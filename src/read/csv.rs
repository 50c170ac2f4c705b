//! CSV and TSV: which sign parts the values is seen from the file; rows and columns are counted as a spreadsheet counts them.

use csv::{ReaderBuilder, StringRecord};

use super::sheet::{Book, Sheet, view};
use super::{MAX_TEXT, Why, encoding, too_long};
use crate::source::{About, Cut, Note, Source};

/// What may part values, the likeliest first.
const SIGNS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// How much is looked at to tell which it is.
const SAMPLE: usize = 1 << 16;
/// No value has more lines: a quotation mark was never closed.
const LINES: usize = 60;

/// Reads values between signs.
///
/// # Errors
/// Where the bytes are no text, or too much of it.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let decoded = encoding::decode(bytes, None)?;
    if decoded.text.len() > MAX_TEXT {
        return Err(too_long(MAX_TEXT));
    }
    let mut notes = decoded.notes;
    let mut text = decoded.text;
    if memchr::memchr(b'\n', text.as_bytes()).is_none() && text.contains('\r') {
        text = text.replace('\r', "\n").into();
    }
    let (text, told, skipped) = declared(&text);
    let sign = told.unwrap_or_else(|| sign(text));
    let sheet = match sheet(text, sign, true, skipped)? {
        Ok(sheet) => sheet,
        Err(line) => {
            notes.push(Note {
                about: About::Unreadable,
                place: 0..0,
                zh: format!("第 {line} 行起有引号没有合上，引号一概按文字读取"),
                en: format!(
                    "from line {line} on a quotation mark is never closed; all of them are read as text"
                ),
            });
            sheet_without_quotes(text, sign, skipped)?
        }
    };
    let source = view(name, Book { sheets: vec![sheet], notes })?;
    Ok(placed(source))
}

/// Wrong bytes are told where they stand in the view, which has as many as the file and in its order.
fn placed(source: Source) -> Source {
    let Some(layout) = source.layout().filter(|layout| layout.notes.iter().any(is_wrong)) else {
        return source;
    };
    let mut layout = layout.clone();
    let mut wrong = source.text().match_indices(char::REPLACEMENT_CHARACTER);
    for note in layout.notes.iter_mut().filter(|note| is_wrong(note)) {
        note.place = wrong.next().map_or(0..0, |(at, c)| at as u32..(at + c.len()) as u32);
    }
    source.with_layout(layout)
}

fn is_wrong(note: &Note) -> bool {
    note.about == About::Unreadable && !note.place.is_empty()
}

/// `sep=;` on the first line, which Excel heeds: the text after it, the sign, how many rows were passed over.
fn declared(text: &str) -> (&str, Option<u8>, u32) {
    let line = text.lines().next().unwrap_or_default();
    match line.trim().strip_prefix("sep=").map(str::as_bytes) {
        Some([sign]) => {
            (text.cut(line.len()..).trim_start_matches('\r').strip_prefix('\n').unwrap_or(""), Some(*sign), 1)
        }
        _ => (text, None, 0),
    }
}

/// The sign that parts most lines into the same number of values.
fn sign(text: &str) -> u8 {
    let sample = text.first(SAMPLE);
    let score = |sign: u8| {
        let mut widths: Vec<usize> = Vec::new();
        let mut reader = reader(sample, sign, true);
        let mut record = StringRecord::new();
        while widths.len() < 200 && reader.read_record(&mut record).is_ok_and(|more| more) {
            widths.push(record.len());
        }
        widths.retain(|width| *width > 1);
        widths.sort_unstable();
        let most = widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0]));
        most.map_or((0, 0), |same| (same.len(), same[0]))
    };
    let best = SIGNS.into_iter().rev().max_by_key(|sign| score(*sign));
    best.unwrap_or(b',')
}

fn reader(text: &str, sign: u8, quoted: bool) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(sign)
        .quoting(quoted)
        .from_reader(text.as_bytes())
}

fn sheet_without_quotes(text: &str, sign: u8, skipped: u32) -> Result<Sheet, Why> {
    sheet(text, sign, false, skipped).map(Result::unwrap_or_default)
}

/// The values as a sheet without a name; the line of a quotation mark that is never closed.
fn sheet(text: &str, sign: u8, quoted: bool, skipped: u32) -> Result<Result<Sheet, u64>, Why> {
    let mut reader = reader(text, sign, quoted);
    let mut record = StringRecord::new();
    let mut sheet = Sheet::default();
    // Lines that stand within values are no rows.
    let mut within = 0u64;
    // The text is Unicode and rows may be of any width: nothing is left that could fail but its end.
    while reader.read_record(&mut record).is_ok_and(|more| more) {
        let breaks = |words: &str| memchr::memchr_iter(b'\n', words.as_bytes()).count();
        let own = if quoted { record.iter().map(breaks).sum() } else { 0 } as u64;
        // The reader stands behind the record, and on the next line where a line feed ended it.
        let after = reader.position();
        let ended =
            after.byte().checked_sub(1).and_then(|at| text.as_bytes().get(at as usize)) == Some(&b'\n');
        let line = after.line().saturating_sub(u64::from(ended) + own);
        if quoted && record.iter().any(|words| breaks(words) > LINES) {
            return Ok(Err(after.line().saturating_sub(own) + u64::from(skipped)));
        }
        let row = u32::try_from(line.saturating_sub(within)).unwrap_or(u32::MAX).saturating_add(skipped);
        within += own;
        for (column, words) in record.iter().enumerate() {
            sheet.put(row, column as u32 + 1, words, false)?;
        }
    }
    Ok(Ok(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Spot;

    fn shown(text: &str) -> Source {
        read("a.csv", text.as_bytes()).unwrap()
    }

    #[test]
    fn the_sign_is_seen_from_the_file() {
        for (text, wanted) in [
            ("项目,金额\n甲,1\n", b','),
            ("项目\t金额\n甲\t1,000\n乙\t2,000\n", b'\t'),
            ("项目;金额\n甲;1,5\n", b';'),
            ("项目|金额\n甲|1,5\n", b'|'),
            ("只有一列\n", b','),
            ("某局预算，单位：元\n项目,金额,备注\n\"甲;乙\",1,\"x;y\"\n", b','),
        ] {
            assert_eq!(char::from(sign(text)), char::from(wanted), "{text}");
        }
        assert_eq!(shown("sep=;\n甲;1\n").text(), "甲\t1\n\n");
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let source = shown(
            "某局收支表,,\n单位：元,,\n\n项目,\"本年\n预算\",备注\n一、收入,\"1,200.50\",\n,,\n合计,\"1,200.50\",\n",
        );
        assert_eq!(
            source.text(),
            "某局收支表\n单位：元\n项目\t本年 预算\t备注\n一、收入\t1,200.50\t\n合计\t1,200.50\t\n\n"
        );
        let layout = source.layout().unwrap();
        assert_eq!(layout.grids.first(), Some(&(2..5)));
        let spot = |words: &str| layout.spot(source.text().rfind(words).unwrap());
        assert_eq!(spot("1,200.50"), Some(Spot::Cell { sheet: 0, row: 7, column: 2 }));
        assert_eq!(spot("本年"), Some(Spot::Cell { sheet: 0, row: 4, column: 2 }));
    }

    #[test]
    fn any_line_end_will_do() {
        for end in ["\n", "\r\n", "\r"] {
            let source = shown(&["甲表", "", "项目,金额", "一,1", "二,2"].join(end));
            let at = source.text().find('二').unwrap();
            assert_eq!(
                source.layout().unwrap().spot(at),
                Some(Spot::Cell { sheet: 0, row: 5, column: 1 }),
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_swallows_nothing() {
        let rows: String = (0..80).map(|row| format!("项目{row},{row}\n")).collect();
        let source = shown(&format!("名称,金额\n某\"甲,1\n\"乙,2\n{rows}"));
        assert_eq!(source.layout().unwrap().grids.first(), Some(&(0..83)));
        let told: Vec<_> = source.notes().map(|note| (note.about, note.zh.as_str())).collect();
        assert_eq!(told, [(About::Unreadable, "第 3 行起有引号没有合上，引号一概按文字读取")]);
    }

    #[test]
    fn wrong_bytes_are_told_in_their_cell() {
        let mut bytes = "项目,金额\n基本支出与项目支出的合计数，不含结转,12.50\n".as_bytes().to_vec();
        let at = bytes.windows(2).position(|two| two == b"2.").unwrap();
        bytes.insert(at, 0xFE);
        let source = read("a.csv", &bytes).unwrap();
        let note = source.notes().next().unwrap();
        let spot = source.layout().unwrap().spot(note.place.start as usize);
        assert_eq!(spot, Some(Spot::Cell { sheet: 0, row: 2, column: 2 }));
    }

    #[test]
    fn any_encoding_will_do() {
        let (bytes, ..) = encoding_rs::GB18030.encode("项目,金额\n基本支出,12.50\n");
        let source = read("a.csv", &bytes).unwrap();
        assert!(source.text().contains("基本支出\t12.50"));
        assert_eq!(source.notes().count(), 1);
    }
}
