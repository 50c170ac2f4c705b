//! What the heads of columns themselves say of how they follow: (b/a), (3)=(2)-(1), c = a + b, 2031/2030. A head that says so is worth more
//! than rows in which it comes out by chance.

use std::collections::BTreeSet;

use super::{Follows, Sheet, Way};
use crate::document::cell::is_year;

/// A mark of a column has so many digits at most: 12 in (12)=(10)-(11).
const DIGITS: usize = 2;

/// A column, as its head reckons it from two others.
struct Formula {
    sign: char,
    one: String,
    other: String,
}

impl Sheet<'_> {
    /// Whether the head of one of the columns of a way says the way.
    pub(super) fn is_declared(&self, way: Way) -> bool {
        if self.names_years(way) {
            return true;
        }
        let pair =
            |a: usize, b: usize| (a, b) == (way.column, way.other) || (b, a) == (way.column, way.other);
        [way.column, way.one, way.other].into_iter().any(|column| {
            let Some(formula) = self.formula(column) else { return false };
            let Some((one, other)) = self.marked(&formula.one).zip(self.marked(&formula.other)) else {
                return false;
            };
            match (way.how, formula.sign) {
                // c = a − b is b = a − c as well, and c = a + b is a = c − b.
                (Follows::Less, '-') => way.one == one && pair(column, other),
                (Follows::Less, '+') => way.one == column && pair(one, other),
                (Follows::Share, '/') => (way.column, way.one, way.other) == (column, one, other),
                _ => false,
            }
        })
    }

    /// Whether a column of changes names the two years that the columns beside it are of: Change 2031/2030, 2031年比2030年增减%.
    fn names_years(&self, way: Way) -> bool {
        let (own, one, other) = (self.years(way.column), self.years(way.one), self.years(way.other));
        matches!(way.how, Follows::Growth | Follows::Less)
            && one.len() == 1
            && other.len() == 1
            && one != other
            && own == one.union(&other).cloned().collect()
    }

    /// The years that the head of a column names.
    fn years(&self, column: usize) -> BTreeSet<String> {
        let head = self.head(column);
        let numbers = head.split(|c: char| !c.is_ascii_digit());
        numbers.filter(|number| is_year(number)).map(str::to_owned).collect()
    }

    /// All that the head of a column says, without spaces.
    fn head(&self, column: usize) -> String {
        let path = self.table.columns[column].path.iter().map(|place| self.document.text(place));
        path.flat_map(|words| words.chars().chain([' '])).filter(|c| !c.is_whitespace()).collect()
    }

    /// What the head of a column reckons it from, where that is two others.
    fn formula(&self, column: usize) -> Option<Formula> {
        let head = self.head(column);
        let said = match head.rsplit_once('=') {
            Some((_, said)) => said,
            None => head.rsplit_once('(')?.1.split_once(')').map(|(inner, _)| inner)?,
        };
        let plain: String = said.chars().filter(|c| !matches!(c, '(' | ')' | '%')).collect();
        let sign = |c: char| matches!(c, '+' | '-' | '–' | '−' | '/' | '÷');
        let (at, found) = plain.char_indices().find(|(_, c)| sign(*c))?;
        let (one, other) = (plain.get(..at)?, plain.get(at.checked_add(found.len_utf8())?..)?);
        let sign = match found {
            '+' => '+',
            '/' | '÷' => '/',
            _ => '-',
        };
        (is_mark(one) && is_mark(other)).then(|| Formula {
            sign,
            one: one.to_owned(),
            other: other.to_owned(),
        })
    }

    /// The only column that goes by a mark: Actual (b), (3)=(2)-(1).
    fn marked(&self, mark: &str) -> Option<usize> {
        let of = |column: &usize| {
            let head = self.head(*column);
            let own = head.split_once('=').map_or(head.as_str(), |(own, _)| own);
            own.strip_suffix(')')
                .and_then(|own| own.strip_suffix(mark))
                .is_some_and(|rest| rest.ends_with('('))
                || own == mark
        };
        let mut marked = self.pane.columns.clone().filter(of);
        marked.next().filter(|_| marked.next().is_none())
    }
}

/// A letter, or a number of a column.
fn is_mark(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    !text.is_empty()
        && (digits && text.len() <= DIGITS
            || text.len() == 1 && text.bytes().all(|b| b.is_ascii_alphabetic()))
}
