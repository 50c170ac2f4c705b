//! Indicator rows: (category, name, value), once or twice side by side, in grids whose labels slip from cell to cell.

use super::{BoundForm, Indicator, Role};
use crate::document::{Document, Place, Row, Value};

/// The cells of a row: what each is to the form, and its text.
type Cells<'d> = [(Option<Role>, &'d str)];

/// Reads rows from the header down.
#[derive(Default)]
pub(super) struct Rows {
    /// True between the header and the next labelled blank.
    pub(super) open: bool,
    header: Header,
    current: [Option<usize>; 2],
}

/// What the header row says of columns.
#[derive(Default)]
struct Header {
    /// The column of the category in each half; empty where the header does not repeat itself.
    categories: Vec<usize>,
    /// The last column with a label; 0: unknown.
    end: usize,
}

/// One half of a row.
struct Half {
    /// 0 or 1.
    half: usize,
    /// Column of its category.
    label: Option<usize>,
    /// Columns with something in them that is no label.
    contents: Vec<usize>,
    /// Where the other half begins, for the first of two.
    end: Option<usize>,
}

impl Rows {
    /// A labelled blank ends the indicators.
    pub(super) fn close(&mut self) {
        self.open = false;
    }

    /// Takes in the header: the label that stands in it a second time opens the second half.
    pub(super) fn header(&mut self, cells: &Cells<'_>) {
        self.open = true;
        self.current = [None, None];
        let filled: Vec<usize> = (0..cells.len()).filter(|&at| !cells[at].1.is_empty()).collect();
        let second = filled
            .iter()
            .copied()
            .find(|&at| filled.iter().any(|&other| other < at && cells[other].1 == cells[at].1));
        let categories = second.map_or_else(Vec::new, |at| {
            filled.iter().copied().filter(|&other| cells[other].1 == cells[at].1).collect()
        });
        self.header = Header { categories, end: filled.last().copied().unwrap_or(0) };
    }

    /// Takes in a row of indicators.
    pub(super) fn row(
        &mut self,
        document: &Document,
        index: usize,
        row: &Row,
        cells: &Cells<'_>,
        form: &mut BoundForm,
    ) {
        self.open = true;
        let blank = |at: usize| row.cells.get(at).is_none_or(|cell| cell.value == Value::Blank);
        let category = |at: usize| match cells.get(at) {
            Some((Some(Role::Category(category)), _)) => Some(*category),
            _ => None,
        };
        // A category that stands between its own label and a value alone is the name of the indicator.
        let names = |at: usize| {
            at > 0
                && category(at - 1).is_some()
                && category(at).is_some()
                && cells.get(at + 1).is_some_and(|(role, text)| role.is_none() && !text.is_empty())
                && (blank(at + 2) || category(at + 2).is_some())
        };
        let mut labels: Vec<usize> = Vec::new();
        let mut contents: Vec<usize> = Vec::new();
        for (at, (role, _)) in cells.iter().enumerate() {
            let is_category = matches!(role, Some(Role::Category(_)));
            if is_category && !names(at) {
                labels.push(at);
            } else if !blank(at) && (role.is_none() || is_category) {
                contents.push(at);
            }
        }
        let halves = self.halves(&labels, &contents, cells.len());
        for half in &halves {
            if let Some(at) = half.label {
                self.current[half.half] = category(at);
                if let Some(category) = category(at) {
                    form.categories.push((category, half.half, row.cells[at].place.clone()));
                }
            }
        }
        let sure = halves.len() == 1 || self.current[0] == self.current[1];
        for half in &halves {
            let upright = self.header.categories.get(half.half).map(|column| column + 1);
            form.shifted |= half.label.is_none()
                && half.contents.first().is_some_and(|first| upright.is_some_and(|column| column != *first));
            if let Some(mut indicator) = self.indicator(document, row, half) {
                form.shifted |= indicator.lost;
                indicator.row = index;
                indicator.sure = sure;
                form.indicators.push(indicator);
            }
        }
    }

    /// Cuts a row in two where it holds two halves.
    fn halves(&self, labels: &[usize], contents: &[usize], width: usize) -> Vec<Half> {
        let opens = self.header.categories.get(1).copied();
        let first = labels.first().copied();
        // One half: what stands before the category belongs to the project, where a row is an indicator of one of many.
        let single = self.header.end > 0 && self.header.categories.is_empty();
        let from = first.filter(|_| single).unwrap_or(0);
        let apart = first.and_then(|first| labels.iter().copied().find(|&at| at >= first + 2));
        let before = first.map_or(0, |first| contents.iter().filter(|&&at| at < first).count());
        let split = if single {
            None
        } else if let Some(second) = opens.filter(|second| labels.contains(second)) {
            Some(second)
        } else if apart.is_some() {
            apart
        } else if before > 0 && first.is_some_and(|first| first >= 3) {
            first
        } else if contents.len() == 4 && opens.is_some() {
            contents.get(2).copied()
        } else if let (Some(first), Some(second)) = (first, opens) {
            Some(if first > second { first } else { second })
        } else {
            opens
        };
        let part = |half: usize, range: std::ops::Range<usize>, end: Option<usize>| {
            let inside: Vec<usize> = contents.iter().copied().filter(|at| range.contains(at)).collect();
            let mut own = labels.iter().copied().filter(|at| range.contains(at));
            let upright = own.clone().find(|at| self.header.categories.contains(at));
            let label = upright.or_else(|| {
                own.clone()
                    .take_while(|at| inside.first().is_none_or(|first| at < first))
                    .last()
                    .or_else(|| own.next())
            });
            // What stands before the category is the label at the side of the form.
            let inside = inside.into_iter().filter(|at| label.is_none_or(|label| *at > label)).collect();
            Half { half, label, contents: inside, end }
        };
        match split {
            None => vec![part(0, from..width, None)],
            Some(split) => {
                vec![part(0, 0..split.min(width), Some(split)), part(1, split.min(width)..width, None)]
            }
        }
    }

    /// The name and the value of one half.
    fn indicator(&self, document: &Document, row: &Row, half: &Half) -> Option<Indicator> {
        let place = |at: usize| row.cells[at].place.clone();
        let &first = half.contents.first()?;
        let gap = place(first).end..place(first).end;
        // A sign of comparison in a cell of its own begins the value: ≥ | 95 | %.
        let sign = |at: usize| matches!(document.text(&place(at)), "≥" | "≤" | ">" | "<" | "=");
        let (name, value) = match half.contents.get(1) {
            Some(&second) if sign(second) && half.contents.len() > 2 => {
                (Some(place(first)), Some(place(half.contents[2])))
            }
            Some(&second) => (Some(place(first)), Some(place(second))),
            None if self.is_value(document.text(&place(first)), first, half) => (None, Some(place(first))),
            None => (Some(place(first)), None),
        };
        let whole = name.is_some() && value.is_some();
        let lost = !whole && !self.fits(half, first, name.is_some(), row.cells.len());
        Some(Indicator {
            category: self.current[half.half],
            sure: true,
            row: 0,
            half: half.half,
            name,
            value,
            gap,
            lost,
        })
    }

    /// Whether a cell that stands alone is a value.
    fn is_value(&self, text: &str, at: usize, half: &Half) -> bool {
        if half.label.is_some_and(|label| at == label + 2) {
            return true;
        }
        looks_like_value(text) || half.label.is_none() && text.chars().count() <= 3
    }

    /// Whether a half has room for the cell it lacks: where it has, the author left it blank, else the page lost it.
    fn fits(&self, half: &Half, at: usize, named: bool, width: usize) -> bool {
        let upright = self.header.categories.get(half.half).copied();
        let Some(label) = half.label else {
            // A row that goes on with the category above has its name in the name's column.
            return named
                && (self.header.categories.is_empty() || upright.is_some_and(|column| at == column + 1));
        };
        if label + 2 >= width || at > label + 2 {
            return false;
        }
        match (half.half, half.end, upright) {
            (_, _, None) => true,
            (0, Some(end), _) => end == label + 3 || named && end > label + 3,
            (_, _, Some(column)) => label <= column && label + 2 <= self.header.end,
        }
    }
}

/// Words that stand in the value column whatever cell they are in: a figure.
fn looks_like_value(text: &str) -> bool {
    if text.starts_with(['≥', '≤', '>', '<', '=']) {
        return true;
    }
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    unit.len() < text.len() && unit.chars().count() <= 3
}

/// Uses one half to read the other: a cell that begins as the other half's name and ends as its value holds both.
pub(super) fn settle(document: &Document, form: &mut BoundForm) {
    for at in 0..form.indicators.len() {
        let one = &form.indicators[at];
        if one.lost || one.name.is_some() && one.value.is_some() {
            continue;
        }
        let text = |place: &Option<Place>| place.as_ref().map_or("", |place| document.text(place));
        let (alone, valued) = (text(&one.name.clone().or_else(|| one.value.clone())), one.value.is_some());
        let around = at.saturating_sub(1)..(at + 2).min(form.indicators.len());
        let lost = form.indicators[around]
            .iter()
            .filter(|other| other.row == one.row && other.half != one.half)
            .any(|other| {
                let (name, value) = (text(&other.name), text(&other.value));
                let both = !name.is_empty() && !value.is_empty();
                let merged = alone != name
                    && shares_head(alone, name)
                    && alone.len() > name.len()
                    && alone.ends_with(value);
                // The other half has a name for the same value: this one's stood in a cell that was lost.
                both && (merged || valued && alone == value)
            });
        form.indicators[at].lost = lost;
    }
}

fn shares_head(left: &str, right: &str) -> bool {
    left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count() >= 4
}
