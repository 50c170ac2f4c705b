//! Days counted from 1900 or 1904, shown as dates and times.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Digits;
use super::pattern::Part;
use crate::calendar::Date;

/// The last day a spreadsheet knows: 31 December 9999.
const LAST: i64 = 2_958_465;

/// A moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    days: i64,
    seconds: i64,
    year: i64,
    month: i64,
    day: i64,
}

/// What `parts` show of the day that `digits` count; nothing where there is no such day.
pub fn show(digits: &Digits, parts: &[Part], since_1904: bool) -> Option<String> {
    let moment = moment(digits, since_1904)?;
    let half = parts.iter().any(|part| matches!(part, Part::Half(_)));
    let (hours, minutes, seconds) = (moment.seconds / 3600, moment.seconds / 60 % 60, moment.seconds % 60);
    let mut out = String::new();
    let mut after_hour = false;
    for (index, part) in parts.iter().enumerate() {
        let letter = match part {
            Part::Date(letter, count) => (*letter, *count),
            Part::Half(chinese) => {
                let late = hours >= 12;
                out.push_str(match (chinese, late) {
                    (true, false) => "上午",
                    (true, true) => "下午",
                    (false, false) => "AM",
                    (false, true) => "PM",
                });
                continue;
            }
            Part::Elapsed(letter, count) => {
                let all = moment.days * 86_400 + moment.seconds;
                let all = match letter {
                    'h' => all / 3600,
                    'm' => all / 60,
                    _ => all,
                };
                out.push_str(&padded(all, *count));
                after_hour = *letter == 'h';
                continue;
            }
            Part::Literal(words) => {
                out.push_str(words);
                continue;
            }
            _ => continue,
        };
        let next = parts[index + 1..].iter().find_map(|part| match part {
            Part::Date(letter, _) => Some(*letter),
            _ => None,
        });
        match letter {
            ('y' | 'e', count) if count == 2 && letter.0 == 'y' => {
                out.push_str(&padded(moment.year % 100, 2))
            }
            ('y' | 'e', _) => out.push_str(&padded(moment.year, 4)),
            ('m', count) if after_hour || next == Some('s') => out.push_str(&padded(minutes, count)),
            ('m', count) if count < 3 => out.push_str(&padded(moment.month, count)),
            ('m', _) => out.push_str(&moment.month.to_string()),
            ('d', count) if count < 3 => out.push_str(&padded(moment.day, count)),
            ('d' | 'a', _) => {
                let names = ["日", "一", "二", "三", "四", "五", "六"];
                // Day 1 of 1900 was a Sunday to spreadsheets.
                let name = names[usize::try_from((moment.days + 6) % 7).unwrap_or(0)];
                out.push_str(if letter.1 > 3 { "星期" } else { "周" });
                out.push_str(name);
            }
            ('h', count) => {
                let hours = if half { (hours + 11) % 12 + 1 } else { hours };
                out.push_str(&padded(hours, count));
            }
            ('s', count) => out.push_str(&padded(seconds, count)),
            _ => {}
        }
        after_hour = letter.0 == 'h';
    }
    Some(out)
}

fn padded(number: i64, width: usize) -> String {
    format!("{number:0width$}", width = width.min(4))
}

fn moment(digits: &Digits, since_1904: bool) -> Option<Moment> {
    if digits.negative || digits.whole().len() > 7 {
        return None;
    }
    let value: Decimal = digits.rounded(10).plain().parse().ok()?;
    let mut days = value.trunc().to_i64()?;
    let mut seconds = (value.fract() * Decimal::from(86_400)).round().to_i64()?;
    if seconds >= 86_400 {
        (days, seconds) = (days + 1, 0);
    }
    days += if since_1904 { 1462 } else { 0 };
    if days > LAST {
        return None;
    }
    let (year, month, day) = match days {
        // A day that never was, and that spreadsheets count all the same.
        60 => (1900, 2, 29),
        0 => (1900, 1, 0),
        _ => {
            let day = Date::of_day(days - if days > 60 { 25_569 } else { 25_568 });
            (day.year.into(), day.month.into(), day.day.into())
        }
    };
    Some(Moment { days, seconds, year, month, day })
}
