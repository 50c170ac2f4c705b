//! Which items of a sentence are the parts of one list: marks divide lists, and a list within an item is told by itself.

use std::collections::HashMap;

use super::{Item, MONEY, Paragraph};
use crate::check::aid::prose::{after, stops};
use crate::check::aid::tally::Tally;

/// No text stands in more brackets, one in the other; those that nothing closes are passed over.
const DEEPEST: usize = 16;
/// A bracket holds no more characters than this.
const BRACKET: usize = 4000;

/// Where the marks of a paragraph stand that divide its lists.
#[derive(Debug)]
pub(super) struct Marks {
    /// Sentences end here.
    stops: Vec<u32>,
    semicolons: Vec<u32>,
    commas: Vec<u32>,
    /// Where sentences end, and the parts of them that ; ends, in their order.
    ends: Vec<u32>,
    /// In the order in which they open.
    brackets: Vec<Bracket>,
}

/// A bracket, and the one that it stands in.
#[derive(Debug)]
struct Bracket {
    open: u32,
    close: Option<u32>,
    within: Option<usize>,
}

/// The brackets of a text that begins at byte `start`.
fn brackets(text: &str, start: u32) -> Vec<Bracket> {
    let (mut all, mut open): (Vec<Bracket>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, mark) in text.match_indices(['(', ')']) {
        let at = start + at as u32;
        if mark == "(" {
            all.push(Bracket { open: at, close: None, within: open.last().copied() });
            open.push(all.len() - 1);
        } else if let Some(last) = open.pop().and_then(|last| all.get_mut(last)) {
            last.close = Some(at);
        }
    }
    all
}

impl Marks {
    fn new(paragraph: &Paragraph<'_>) -> Self {
        let text = paragraph.document.text(paragraph.place);
        let places = |mark: char| -> Vec<u32> {
            text.match_indices(mark).map(|(at, _)| paragraph.place.start + at as u32).collect()
        };
        let stops: Vec<u32> = stops(text).map(|at| paragraph.place.start + at as u32).collect();
        let brackets = brackets(text, paragraph.place.start);
        let semicolons = places(';');
        let mut ends: Vec<u32> = stops.iter().chain(&semicolons).copied().collect();
        ends.sort_unstable();
        Self { stops, semicolons, commas: places(','), ends, brackets }
    }
}

impl Marks {
    /// Where sentences end, and the parts of them that ; ends, in their order.
    pub(super) fn ends(&self) -> &[u32] {
        &self.ends
    }
}

/// True where one of `places` lies from byte `from` to byte `to`.
fn any(places: &[u32], from: u32, to: u32) -> bool {
    places.get(places.partition_point(|&at| at < from)).is_some_and(|&at| at < to)
}

impl<'a> Paragraph<'a> {
    pub(super) fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| Marks::new(self))
    }

    /// Where the sentence that byte `at` stands in begins.
    pub(super) fn sentence_start(&self, at: u32) -> u32 {
        let stops = &self.marks().stops;
        let before = stops.partition_point(|&stop| stop < at).checked_sub(1).and_then(|last| stops.get(last));
        before.map_or(self.place.start, |stop| stop + '。'.len_utf8() as u32)
    }

    /// Where the sentence that byte `at` stands in ends.
    pub(super) fn sentence_end(&self, at: u32) -> u32 {
        let stops = &self.marks().stops;
        stops.get(stops.partition_point(|&stop| stop < at)).copied().unwrap_or(self.place.end)
    }

    /// The words between the last mark before byte `at` and that byte, a colon before it aside.
    pub(super) fn words_after_mark(&self, at: u32) -> &'a str {
        let text = after(self.document, self.place.start, at).trim_end_matches(':');
        let end = self.place.start + text.len() as u32;
        let ends = self.ends.get_or_init(|| {
            let text = self.document.text(self.place);
            let marks = text.match_indices(['。', ';', ',', '、', ':']);
            marks.map(|(at, mark)| self.place.start + (at + mark.len()) as u32).collect()
        });
        let from = ends.partition_point(|&mark| mark <= end).checked_sub(1).and_then(|last| ends.get(last));
        after(self.document, from.copied().unwrap_or(self.place.start), end)
    }

    /// How many of `items` are the list that begins with the first: up to a mark that divides more than those between its
    /// items.
    pub(super) fn level(&self, items: impl Iterator<Item = Item<'a>>) -> usize {
        let mut items = items.peekable();
        let (mut own, mut len) = (None, 0);
        while let Some(item) = items.next() {
            len += 1;
            let Some(next) = items.peek() else { break };
            let mark = self.mark(&item, next);
            if mark > *own.get_or_insert(mark.max(1)) {
                break;
            }
        }
        len
    }

    /// How strongly two items are divided.
    fn mark(&self, left: &Item<'_>, right: &Item<'_>) -> u8 {
        let (marks, from, to) = (self.marks(), left.end, right.start);
        if any(&marks.stops, from, to) {
            3
        } else if any(&marks.semicolons, from, to) {
            2
        } else {
            u8::from(any(&marks.commas, from, to))
        }
    }

    /// Where the bracket closes that opens at byte `at`; `None`: none does.
    pub(super) fn closes(&self, at: u32) -> Option<u32> {
        let text = after(self.document, at, self.place.end);
        let mut depth = 0_i32;
        let marks = text.strip_prefix('(').into_iter().flat_map(|_| text.char_indices());
        let close = marks.take(BRACKET).find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        close.map(|(close, _)| at + close as u32)
    }

    /// Where the bracket closes that byte `at` stands in, where that is in its sentence: 车辆(包括特种用车)购置.
    pub(super) fn closes_around(&self, at: u32) -> Option<u32> {
        let brackets = &self.marks().brackets;
        let mut own = brackets.partition_point(|bracket| bracket.open < at).checked_sub(1);
        for _ in 0..DEEPEST {
            let bracket = own.and_then(|own| brackets.get(own))?;
            if let Some(close) = bracket.close.filter(|close| *close >= at) {
                return Some(close).filter(|close| *close <= self.sentence_end(at));
            }
            own = bracket.within;
        }
        None
    }

    /// `items` without the parts of those before one of the `inner` places, where a list of parts opens: so many as come to
    /// the item right before it, or else the list that begins there.
    pub(super) fn outer(&self, items: &[Item<'a>], inner: &[(u32, u32)]) -> Vec<Item<'a>> {
        let (mut kept, mut rest) = (Tally::default(), items);
        for &(open, _) in inner.iter().rev() {
            let (before, behind) = rest.split_at(rest.partition_point(|item| item.start < open));
            behind.iter().rev().for_each(|item| kept.push(*item, self.value(item)));
            rest = before;
            let Some(host) = before.last() else { break };
            let parts = match self.closes(open) {
                Some(close) => kept.nearest().take_while(|item| item.start < close).count(),
                None => {
                    let whole = kept.come_to(self.value(host));
                    // 人员经费50万元，主要包括：工资、津贴；公用经费…: what it lists has no amounts, and the list goes on.
                    let next = behind.first().filter(|item| self.rule.evident && item.unit == MONEY);
                    let bare = next.is_some_and(|next| any(&self.marks().semicolons, open, next.start));
                    whole.unwrap_or_else(|| if bare { 0 } else { self.level(kept.nearest()) })
                }
            };
            kept.take(parts);
        }
        rest.iter().copied().chain(kept.nearest()).collect()
    }
}

/// The items by what they count, in the order in which that is first counted.
pub(super) fn units<'d>(items: &[Item<'d>]) -> Vec<(&'d str, Vec<Item<'d>>)> {
    let mut units: Vec<(&str, Vec<Item<'d>>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for item in items {
        let at = *known.entry(item.unit).or_insert(units.len());
        if at == units.len() {
            units.push((item.unit, Vec::new()));
        }
        units[at].1.push(*item);
    }
    units
}
