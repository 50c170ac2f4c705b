//! When a disclosure was published: as its first lines say (公开日期：2031年3月2日), or its path. Later than the day it was due is
//! told.

use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Document;
use crate::source::{Cut, Span};
use crate::words::vocabulary;

/// A document that was published later than it was due.
pub const LATE: &str = "gouji/published-late";
/// What says when a document was published stands on its cover or over its text.
const HEAD: usize = 40;
/// It stands at the beginning of its line; of what is longer, so many bytes are looked at.
const LONGEST: usize = 400;

/// The day that a document says it was published on, and where.
pub fn said(document: &Document) -> Option<(Date, Span)> {
    let mut start = 0;
    for whole in document.folded.text.as_str().split_inclusive('\n').take(HEAD) {
        let line = whole.first(LONGEST);
        for (colon, _) in line.match_indices(':') {
            let key = line.cut(..colon).rsplit(['\t', '|']).next().unwrap_or_default().trim();
            // Last published: 2031-03-02 and the like: the word before the colon may be the key.
            let last = key.rsplit(' ').next().unwrap_or_default();
            let Some(key) =
                [key, last].into_iter().find(|key| !key.is_empty() && vocabulary().published.fit(key))
            else {
                continue;
            };
            let value = line.cut(colon + 1..);
            if let Some(date) = Date::begun_by(value) {
                let from = line.cut(..colon).rfind(key).unwrap_or_default();
                let to = colon + 1 + value.find(['\t', '|', '\n']).unwrap_or(value.len());
                return Some((date, document.span(&((start + from) as u32..(start + to) as u32))));
            }
        }
        start += whole.len();
    }
    None
}

/// What there is to say of a document published on `day`, told at `place`, that was due on `due`.
pub fn late(day: Date, due: Date, place: Span) -> Option<Diagnostic> {
    if day <= due {
        return None;
    }
    let message = Text::new(
        format!("公开日期 {day} 晚于期限 {due}"),
        format!("published on {day}, later than it was due on {due}"),
    );
    let help = Text::new(
        "核对日期；期限由 gouji.toml 的 [[disclosure]] due 规定",
        "check the date; when it is due is said by due under [[disclosure]] in gouji.toml",
    );
    let mut found = Diagnostic::new(LATE, Severity::Warning, place, message).help(help);
    found.identity = day.to_string();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::{FileId, Source};

    #[test]
    fn the_day_is_read_from_the_head_of_a_document() {
        let told = |text: &str| {
            let source = Source::new("x.txt", text);
            let (day, place) = said(&parse(FileId(0), &source))?;
            Some((day.to_string(), source.text().cut(place.range()).to_owned()))
        };
        for (text, words) in [
            ("某局2031年部门预算\n公开日期：2031年3月2日\n\n一、职责\n", "公开日期：2031年3月2日"),
            ("某局2031年部门预算\n来源：某局\t发布时间：2031-03-02", "发布时间：2031-03-02"),
            ("Budget 2031\nDate of publication: 2031-03-02\n", "Date of publication: 2031-03-02"),
        ] {
            assert_eq!(told(text), Some(("2031-03-02".to_owned(), words.to_owned())), "{text}");
        }
        for text in ["某局2031年部门预算\n公开日期：另行通知\n", "某局2031年部门预算\n批复日期：2031-03-02\n"]
        {
            assert_eq!(told(text), None, "{text}");
        }
        let deep = format!("某局2031年部门预算\n{}公开日期：2031-03-02\n", "一行\n".repeat(HEAD));
        assert_eq!(told(&deep), None);
        assert_eq!(told(&":".repeat(1 << 20)), None);
    }
}
