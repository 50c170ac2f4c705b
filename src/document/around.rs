//! What stands around a grid: its caption, its number, headnotes over it and footnotes under it.

use super::lines::{Line, Shape};
use super::parse::Rows;
use super::{Cell, Headnote, Place, Row, Table, Value};
use super::{contents, heading};
use crate::amount::Unit;
use crate::amount::numeral::NUMERALS;
use crate::source::Cut;
use crate::words::vocabulary;

/// Caption, number, headnotes and footnotes of a grid; the lines they take are marked as used.
pub fn surround(text: &str, lines: &[Line], rows: &Rows, used: &mut [bool], next: usize) -> Table {
    let content = |index: usize| text.at(&lines[index].text);
    let (Some(&first), Some(&last)) = (rows.lines.first(), rows.lines.last()) else {
        return Table::empty(0..0);
    };
    let mut table = Table::empty(lines[first].place.start..lines[last].place.end);
    let mut index = first;
    let mut seen = 0;
    while index > 0 && seen < 6 {
        index -= 1;
        let line = &lines[index];
        match line.shape {
            Shape::Blank | Shape::Rule => continue,
            Shape::Text if !used[index] => {}
            // A line with one text that ends in tabs.
            Shape::Tabbed if !used[index] => {}
            _ => break,
        }
        seen += 1;
        let words = content(index);
        if let Some(mut notes) = headnotes(words, line.text.start) {
            used[index] = true;
            notes.append(&mut table.headnotes);
            table.headnotes = notes;
            table.place.start = line.text.start;
            continue;
        }
        let len = words.chars().count();
        if len > 80 || is_sentence(words) || contents::opens(words) {
            break;
        }
        // The number may stand under the name: 收入决算表, 公开02表.
        if table.caption.is_none() && table.number.is_none() && is_number_line(words) {
            let above =
                (0..index).rev().find(|&above| !matches!(lines[above].shape, Shape::Blank | Shape::Rule));
            let named = above.filter(|&above| !used[above] && lines[above].shape == Shape::Text).map(content);
            if named
                .is_some_and(|name| names_table(name) && !is_number_line(name) && name.chars().count() <= 60)
            {
                used[index] = true;
                table.number = Some(line.text.clone());
                table.place.start = line.text.start;
                continue;
            }
        }
        if table.caption.is_none() {
            // A numbered heading may name the table and stays a heading.
            let numbered = heading::heading(words, line.marks).is_some_and(|found| found.ordinal.is_some());
            if numbered && !names_table(words) {
                break;
            }
            table.caption = Some(line.text.clone());
            table.place.start = line.text.start;
            used[index] = !numbered;
            if numbered {
                break;
            }
        } else {
            if is_number_line(words) {
                used[index] = true;
                table.number = Some(line.text.clone());
                table.place.start = line.text.start;
            }
            break;
        }
    }
    let mut index = last + 1;
    let mut blank = 0;
    while index < next && blank < 3 {
        let line = &lines[index];
        match line.shape {
            Shape::Blank | Shape::Rule => blank += 1,
            Shape::Text | Shape::Tabbed if is_footnote(content(index)) => {
                used[index] = true;
                table.footnotes.push(line.text.clone());
                table.place.end = line.text.end;
            }
            _ => break,
        }
        index += 1;
    }
    table
}

/// Whether a line is what a text says, and names nothing: it ends as sentences do. A name may end in a point.
fn is_sentence(words: &str) -> bool {
    const WORDS: usize = 6;
    let point = words.strip_suffix('.').and_then(|rest| rest.chars().next_back());
    let ends_there = point.is_some_and(|c| vocabulary().ends_at_point.has(c));
    let long = || words.split(' ').count() >= WORDS && !vocabulary().table_numbers.fit(words);
    words.ends_with(['。', ';', ',', ':']) || ends_there || point.is_some_and(char::is_alphabetic) && long()
}

/// What the first rows of the grid say of the table as a whole: its number, its caption, headnotes. They may share a row
/// with the header: 部门名称:某局 ⇥ 本年收入 ⇥ 单位:万元.
pub fn take_top(text: &str, table: &mut Table) {
    let content = |place: &Place| text.at(place);
    let filled = |row: &Row| row.cells.iter().filter(|cell| cell.value != Value::Blank).count();
    let widest = table.rows.iter().map(filled).max().unwrap_or(0);
    // Of two columns, a text alone may be a label: only the name of a table is more.
    let stands_over = |words: &str| widest > 2 || widest == 2 && names_table(words);
    for _ in 0..6 {
        if table.rows.len() < 2 {
            return;
        }
        let row = &mut table.rows[0];
        for cell in row.cells.iter_mut().filter(|cell| cell.value == Value::Text) {
            let words = content(&cell.place);
            if !words.contains(':') || words.ends_with(':') {
                continue;
            }
            if let Some(notes) = headnotes(words, cell.place.start) {
                table.headnotes.extend(notes);
                cell.value = Value::Blank;
                cell.place = cell.place.end..cell.place.end;
            }
        }
        let filled: Vec<&Cell> = row.cells.iter().filter(|cell| cell.value != Value::Blank).collect();
        match filled.as_slice() {
            [] => {}
            [only]
                if only.value == Value::Text
                    && (is_name(content(&only.place)) || is_number_line(content(&only.place)))
                    && stands_over(content(&only.place))
                    && content(&only.place).chars().count() <= 60 =>
            {
                let place = only.place.clone();
                if is_number_line(content(&place)) {
                    table.number = Some(place);
                } else {
                    table.caption = Some(place);
                }
            }
            // The number may stand beside the name: 收入决算表 ⇥ 公开02表.
            [left, right] => {
                let places = [&left.place, &right.place];
                let number = places.into_iter().find(|place| is_number_line(content(place)));
                let name = places
                    .into_iter()
                    .find(|place| names_table(content(place)) && !is_number_line(content(place)));
                let Some((number, name)) = number.zip(name) else { return };
                table.number = Some(number.clone());
                table.caption = Some(name.clone());
            }
            _ => return,
        }
        table.rows.remove(0);
    }
}

/// What a table may be called: words, no value (≥3项, 完成率100%), and more than the rest of a cell that a page cut (标).
fn is_name(text: &str) -> bool {
    const SHORTEST: usize = 3;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let value = text.starts_with(['≥', '≤', '<', '>', '=', '＞', '＜', '±', '~']) || text.ends_with('%');
    letters >= SHORTEST && !value
}

/// A numbered heading that reads like the name of a table.
pub fn names_table(text: &str) -> bool {
    let name = text.split(['(', '-']).next().unwrap_or(text).trim_end();
    vocabulary().tables.fit(name)
}

/// 预算公开表1, 公开01表, 表一, 附表2, Table 3: a number and no name.
pub fn is_number_line(text: &str) -> bool {
    let len = text.chars().count();
    let number = |c: char| c.is_ascii_digit() || c == ':' || NUMERALS.contains(c);
    // 公开01表, 01-1表: few words before the digits, or it is a name with a number after it.
    let numbered = vocabulary().after_number.iter().filter_map(|word| text.strip_suffix(word)).any(|rest| {
        let words = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        words.len() < rest.len() && words.chars().count() <= 4
    });
    len <= 12 && (numbered || vocabulary().table_numbers.fit(text) && text.ends_with(number))
}

/// 注：本表无数据
pub fn is_footnote(text: &str) -> bool {
    vocabulary().notes.fit(text) && text.chars().count() <= 200
}

/// 部门名称:某局, 单位:万元, (2025年度): what may stand between a caption and its grid. Several on a line are several.
pub fn headnotes(text: &str, start: u32) -> Option<Vec<Headnote>> {
    if text.starts_with('(')
        && text.ends_with(')')
        && text.chars().count() <= 30
        && !text.contains(':')
        && text.bytes().any(|byte| byte.is_ascii_digit())
    {
        return Some(vec![Headnote { key: start..start, value: start..start + text.len() as u32 }]);
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let offset = start + (inner.as_ptr() as usize - text.as_ptr() as usize) as u32;
    // (en millions d'euros), in Mio. EUR: a unit of several words.
    if unit_word(inner).is_some() {
        return Some(vec![Headnote { key: offset..offset, value: offset..offset + inner.len() as u32 }]);
    }
    let mut notes = Vec::new();
    for part in inner.split(['\t', ' ']).flat_map(before_unit).filter(|part| !part.is_empty()) {
        let at = offset + (part.as_ptr() as usize - inner.as_ptr() as usize) as u32;
        let Some(colon) = part.find(':') else {
            // 单位 万元 without a colon, or a word on its own: no headnote unless it is a unit.
            unit_word(part)?;
            notes.push(Headnote { key: at..at, value: at..at + part.len() as u32 });
            continue;
        };
        let (key, value) = (part.cut(..colon), part.cut(colon + 1..));
        if key.is_empty()
            || key.chars().count() > 10
            || value.chars().count() > 40
            || vocabulary().no_keys.fit(key)
        {
            return None;
        }
        if is_number_line(key) || value.contains(['。', ';', ',', ':']) {
            return None;
        }
        notes.push(Headnote {
            key: at..at + colon as u32,
            value: at + colon as u32 + 1..at + part.len() as u32,
        });
    }
    (!notes.is_empty()).then_some(notes)
}

/// 部门:某局单位:万元 is two headnotes whose space was dropped.
fn before_unit(part: &str) -> impl Iterator<Item = &str> {
    let second = vocabulary().unit_after.iter().find_map(|key| {
        let key = format!("{key}:");
        let at = part.rfind(&key).filter(|&at| at > 0 && part.cut(..at).contains(':'))?;
        Unit::parse(part.cut(at + key.len()..)).map(|_| at)
    });
    let (left, right) = part.split_at(second.unwrap_or(part.len()));
    [left, right].into_iter()
}

fn unit_word(text: &str) -> Option<Unit> {
    Unit::parse(text)
}
