//! Until when a disclosure is to be published: `due = "{year}-02-20"`.

use crate::calendar::{Date, days_of};
use crate::diagnostic::Text;
use crate::keys::parts::{Leaf, SAID, leaf};
use crate::keys::{Part, Shape};

/// A day counted from the year that a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// How many years after that year.
    years: u32,
    month: u32,
    day: u32,
}

/// No disclosure is due later.
const MOST_YEARS: u32 = 9;

/// The value of the key.
pub(super) const DUE: Leaf<Due> = leaf(
    Shape::Text((
        "最晚哪一天公开，如 \"{year}-02-20\"，次年写作 \"{year+1}-09-20\"",
        "the last day for publishing, such as \"{year}-02-20\", or \"{year+1}-09-20\" in the year after",
    )),
    |reader, node| {
        let text = SAID.read(reader, node)?;
        let read = Due::parse(&text);
        if read.is_none() {
            let why = Text::new(format!("「{text}」不是日期"), format!("`{text}` is no day"));
            let help = Text::new(
                "写成 \"{year}-02-20\"；次年写 \"{year+1}-09-20\"",
                "write \"{year}-02-20\", or \"{year+1}-09-20\" in the year after",
            );
            reader.desk.say(node.span, why, help, None);
        }
        read
    },
);

impl Due {
    /// Reads `{year}-02-20`, `{year+1}-09-20`.
    fn parse(text: &str) -> Option<Self> {
        let (year, day) = text.split_once('}')?;
        let years = match year.strip_prefix("{year")? {
            "" => 0,
            later => later.strip_prefix('+')?.parse().ok().filter(|years| *years <= MOST_YEARS)?,
        };
        // A year that has a 29 February.
        let Date { month, day, .. } = Date::parse(&format!("2000{day}"))?;
        Some(Self { years, month, day })
    }

    /// The day for a document about `year`; 29 February is the 28th where there is none.
    pub fn of(self, year: u32) -> Date {
        let year = year.saturating_add(self.years);
        Date { year, month: self.month, day: self.day.min(days_of(year, self.month)) }
    }

    /// As it is written.
    pub fn written(self) -> String {
        let later = if self.years == 0 { String::new() } else { format!("+{}", self.years) };
        format!("{{year{later}}}-{:02}-{:02}", self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_counted_from_the_year_of_the_document() {
        for (text, year, day) in [
            ("{year}-02-20", 2031, "2031-02-20"),
            ("{year+1}-09-20", 2031, "2032-09-20"),
            ("{year}-02-29", 2031, "2031-02-28"),
        ] {
            let due = Due::parse(text).unwrap();
            assert_eq!((due.of(year).to_string(), due.written()), (day.to_owned(), text.to_owned()));
        }
        for text in [
            "2031-02-20",
            "{year}",
            "{year}-13-01",
            "{year}-2-20",
            "{year-1}-02-20",
            "{year+10}-02-20",
            "02-20",
        ] {
            assert_eq!(Due::parse(text), None, "{text}");
        }
    }
}
