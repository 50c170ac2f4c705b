//! A page as it is drawn: glyphs, ruling lines, how much of it pictures cover. Lengths are hundredths of a point from the
//! upper left corner, in the frame in which most of the page's text runs from left to right.

/// One character and the box it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// The character; [`LOST`] where the file does not say which.
    pub c: char,
    /// Left edge.
    pub x0: i32,
    /// Upper edge.
    pub y0: i32,
    /// Right edge.
    pub x1: i32,
    /// Lower edge.
    pub y1: i32,
    /// The size of the type.
    pub size: i32,
    /// Which showing of text it belongs to: glyphs of one number were written together.
    pub run: u32,
    /// Which way it runs.
    pub way: Way,
    /// Pale enough to lie under other text.
    pub pale: bool,
    /// Not drawn: the text under a scanned picture.
    pub hidden: bool,
}

/// Stands for a character that the file does not name.
pub const LOST: char = '\u{FFFD}';

/// Which way text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To the right, upright.
    Right,
    /// Downwards, turned clockwise.
    Down,
    /// To the left, upside down.
    Left,
    /// Upwards, turned counterclockwise.
    Up,
    /// Aslant.
    Aslant,
}

/// The ways along the axes, each a quarter turn clockwise of the one before.
pub const QUARTERS: [Way; 4] = [Way::Right, Way::Down, Way::Left, Way::Up];

/// A line along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// True where it runs up and down.
    pub upright: bool,
    /// Where it stands on the other axis.
    pub at: i32,
    /// Its lesser end.
    pub from: i32,
    /// Its greater end.
    pub to: i32,
}

/// One page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Width in the frame of its text.
    pub width: i32,
    /// Height in the frame of its text.
    pub height: i32,
    /// By how many quarters clockwise its text runs on the page as it is shown.
    pub quarters: u8,
    /// What is written on it.
    pub glyphs: Vec<Glyph>,
    /// What is ruled on it.
    pub rules: Vec<Rule>,
    /// How many percent of it pictures cover, 100 at most.
    pub pictured: i32,
    /// Its content could not be decoded, or a font of it could not be loaded.
    pub damaged: bool,
}

impl Glyph {
    /// Its middle.
    pub fn middle(&self) -> (i32, i32) {
        (self.x0.midpoint(self.x1), self.y0.midpoint(self.y1))
    }

    /// The same glyph where a page of `width` by `height` is turned back by `quarters`, so that what ran that way runs right.
    pub fn turned(self, quarters: u8, width: i32, height: i32) -> Self {
        let (x0, y0, x1, y1) = match quarters {
            0 => return self,
            1 => (self.y0, width - self.x1, self.y1, width - self.x0),
            2 => (width - self.x1, height - self.y1, width - self.x0, height - self.y0),
            _ => (height - self.y1, self.x0, height - self.y0, self.x1),
        };
        let at = QUARTERS.iter().position(|way| *way == self.way);
        let way = at.map_or(Way::Aslant, |at| QUARTERS[(at + 4 - quarters as usize) % 4]);
        Self { x0, y0, x1, y1, way, ..self }
    }
}

impl Rule {
    fn turned(self, quarters: u8, width: i32, height: i32) -> Self {
        let Rule { upright, at, from, to } = self;
        match (quarters, upright) {
            (0, _) => self,
            (1, true) => Rule { upright: false, at: width - at, from, to },
            (1, false) => Rule { upright: true, at, from: width - to, to: width - from },
            (2, true) => Rule { upright, at: width - at, from: height - to, to: height - from },
            (2, false) => Rule { upright, at: height - at, from: width - to, to: width - from },
            (_, true) => Rule { upright: false, at, from: height - to, to: height - from },
            (_, false) => Rule { upright: true, at: height - at, from, to },
        }
    }
}

impl Page {
    /// The page in the frame in which most of its text runs to the right.
    pub fn righted(mut self) -> Self {
        let count = |way: Way| self.glyphs.iter().filter(|glyph| glyph.way == way).count();
        let mut quarters = 0;
        for (index, way) in QUARTERS.iter().enumerate() {
            if count(*way) > count(QUARTERS[quarters]) {
                quarters = index;
            }
        }
        let (turns, width, height) = (quarters as u8, self.width, self.height);
        for glyph in &mut self.glyphs {
            *glyph = glyph.turned(turns, width, height);
        }
        for rule in &mut self.rules {
            *rule = rule.turned(turns, width, height);
        }
        if quarters % 2 == 1 {
            (self.width, self.height) = (height, width);
        }
        self.quarters = turns;
        self
    }

    /// Moves all that is on it, where its upper left corner is not the one that places are counted from.
    #[cfg(feature = "ofd")]
    pub fn shift(&mut self, x: i32, y: i32) {
        for glyph in &mut self.glyphs {
            (glyph.x0, glyph.x1, glyph.y0, glyph.y1) =
                (glyph.x0 - x, glyph.x1 - x, glyph.y0 - y, glyph.y1 - y);
        }
        for rule in &mut self.rules {
            let (across, along) = if rule.upright { (x, y) } else { (y, x) };
            (rule.at, rule.from, rule.to) = (rule.at - across, rule.from - along, rule.to - along);
        }
    }

    /// A box of this frame on the page as it is shown: left, upper edge, width, height.
    pub fn shown(&self, x0: i32, y0: i32, x1: i32, y1: i32) -> [i32; 4] {
        let (left, top) = match self.quarters {
            0 => (x0, y0),
            1 => (self.height - y1, x0),
            2 => (self.width - x1, self.height - y1),
            _ => (y0, self.width - x1),
        };
        let (width, height) = (x1 - x0, y1 - y0);
        if self.quarters % 2 == 1 { [left, top, height, width] } else { [left, top, width, height] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(x0: i32, y0: i32, x1: i32, y1: i32, way: Way) -> Glyph {
        Glyph { c: '1', x0, y0, x1, y1, size: 10, run: 0, way, pale: false, hidden: false }
    }

    #[test]
    fn a_page_is_righted_and_its_boxes_are_shown_where_they_were() {
        for (way, first, second) in [
            (Way::Right, (10, 50), (20, 50)),
            (Way::Down, (50, 10), (50, 20)),
            (Way::Left, (60, 50), (50, 50)),
            (Way::Up, (50, 60), (50, 50)),
        ] {
            let make = |(x, y): (i32, i32)| glyph(x, y, x + 10, y + 10, way);
            let drawn = [make(first), make(second)];
            let page = Page { width: 100, height: 200, glyphs: drawn.to_vec(), ..Page::default() }.righted();
            let [one, two] = [page.glyphs[0], page.glyphs[1]];
            assert_eq!((one.way, two.way), (Way::Right, Way::Right));
            assert!(one.x1 <= two.x0 && one.y0 == two.y0, "{way:?} reads from left to right");
            for (righted, drawn) in page.glyphs.iter().zip(drawn) {
                let shown = page.shown(righted.x0, righted.y0, righted.x1, righted.y1);
                assert_eq!(shown, [drawn.x0, drawn.y0, 10, 10], "{way:?}");
            }
        }
    }

    #[test]
    fn rules_turn_with_the_glyphs() {
        for quarters in 0..4u8 {
            let (mut box_, _) = (glyph(10, 20, 30, 20, Way::Right), ());
            box_ = box_.turned(quarters, 100, 200);
            let rule = Rule { upright: false, at: 20, from: 10, to: 30 }.turned(quarters, 100, 200);
            let found = if rule.upright {
                (rule.at, rule.from, rule.at, rule.to)
            } else {
                (rule.from, rule.at, rule.to, rule.at)
            };
            assert_eq!(found, (box_.x0, box_.y0, box_.x1, box_.y1), "{quarters}");
        }
    }
}
