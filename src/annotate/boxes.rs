//! Where on its pages a piece of text stands: the boxes of what it begins and ends in, cut to the piece.

use std::collections::BTreeMap;

use crate::source::{Cut, Source, Span, Spot};

/// A box on a page as it is shown, in hundredths of a point from its upper left corner: left, top, right, bottom.
pub type Bounds = [i64; 4];

/// Beyond so many boxes a page, a mark is a blot.
const MOST: usize = 200;
/// What tenths of a point are in hundredths.
const TENTH: i64 = 10;

/// The boxes of `span`, page by page; lines of text that go on are one box each.
pub fn boxes(source: &Source, span: Span) -> BTreeMap<u32, Vec<Bounds>> {
    let mut found: BTreeMap<u32, Vec<Bounds>> = BTreeMap::new();
    let Some(layout) = source.layout() else { return found };
    let (start, end) = (span.start, span.end.max(span.start + 1));
    let first = layout.spots.partition_point(|(at, _)| *at <= start).saturating_sub(1);
    for (index, (at, spot)) in
        layout.spots.iter().enumerate().skip(first).take_while(|(_, (at, _))| *at < end)
    {
        let Spot::Page { page, x, y, width, height } = *spot else { continue };
        let next = layout.spots.get(index + 1).map_or(source.text().len(), |(at, _)| *at as usize);
        let run = source.text().cut(*at as usize..next).trim_end();
        let within = |byte: u32| wide(run.first(byte.saturating_sub(*at) as usize));
        let (from, to, all) = (within(start), within(end), wide(run));
        if from >= to {
            continue;
        }
        let (x, y, width, height) =
            (i64::from(x) * TENTH, i64::from(y) * TENTH, i64::from(width) * TENTH, i64::from(height) * TENTH);
        // Text that runs down the page is not cut.
        let (left, right) = if width < height { (0, width) } else { (width * from / all, width * to / all) };
        let on_page = found.entry(page).or_default();
        let new = [x + left, y, x + right, y + height];
        if let Some(last) = on_page.last_mut().filter(|last| goes_on(last, &new)) {
            *last = joined(last, &new);
        } else if on_page.len() < MOST {
            on_page.push(new);
        }
    }
    found
}

/// How wide a text is, in halves of an ideograph.
fn wide(text: &str) -> i64 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a box stands beside another, on its line.
fn goes_on(last: &Bounds, new: &Bounds) -> bool {
    let height = last[3] - last[1];
    let level = (last[1] + last[3] - new[1] - new[3]).abs() < height;
    level && new[0] >= last[0] && new[0] - last[2] <= height * 2
}

fn joined(one: &Bounds, two: &Bounds) -> Bounds {
    [one[0].min(two[0]), one[1].min(two[1]), one[2].max(two[2]), one[3].max(two[3])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Layout};

    #[test]
    fn a_piece_is_marked_and_not_the_words_around_it() {
        let text = "支出合计 12.50\n";
        let page = |x, width| Spot::Page { page: 2, x, y: 100, width, height: 100 };
        let layout = Layout { spots: vec![(0, page(100, 400)), (13, page(520, 250))], ..Layout::default() };
        let source = Source::new("a.pdf", text).with_layout(layout);
        let of = |range| boxes(&source, Span::new(FileId(0), range)).remove(&2).unwrap_or_default();
        assert_eq!(of(6..12), [[3000, 1000, 5000, 2000]], "the second half of the words");
        assert_eq!(of(13..18), [[5200, 1000, 7700, 2000]]);
        assert_eq!(of(0..18), [[1000, 1000, 7700, 2000]], "one line, one box");
        assert_eq!(of(13..13), [[5200, 1000, 5700, 2000]], "a place is marked by what stands there");
    }
}
