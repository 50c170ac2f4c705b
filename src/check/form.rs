//! Forms: labelled blanks and indicator rows. A value belongs to the nearest label before it, never to a column number: in
//! real forms columns shift, cells split and merge.

use std::collections::HashMap;

use crate::document::{Document, Place, Row, Value};
use crate::rule::FormBinding;

/// One form under the name a pack has for it.
#[derive(Debug)]
pub struct BoundForm {
    /// Index into the pack's forms.
    pub binding: usize,
    /// Index into [`Document::tables`].
    pub table: usize,
    /// Its labelled blanks in reading order.
    pub fields: Vec<Field>,
    /// Its indicators in reading order.
    pub indicators: Vec<Indicator>,
    /// Where category labels stand: (category, half, label).
    pub categories: Vec<(usize, usize, Place)>,
    /// True where a row of indicators does not fit the header: what is missing may have been lost on the page.
    pub shifted: bool,
}

/// A label and its value.
#[derive(Debug, Clone)]
pub struct Field {
    /// Index into the binding's fields.
    pub field: usize,
    /// 0, or the half it stands in where two stand side by side.
    pub half: usize,
    /// The label.
    pub label: Place,
    /// What is in the blank.
    pub blank: Blank,
}

/// What is in a blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blank {
    /// Nothing; the place is where it belongs.
    Empty(Place),
    /// Something.
    Filled(Place),
    /// The page lost the cell: nothing can be said.
    Lost,
}

/// One indicator: a name and the value it must reach.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Index into the binding's categories, if its label was found.
    pub category: Option<usize>,
    /// 0, or the half it stands in.
    pub half: usize,
    /// Its name.
    pub name: Option<Place>,
    /// Its value.
    pub value: Option<Place>,
    /// Where a missing name or value belongs.
    pub gap: Place,
    /// The row does not fit: what is missing may have been lost on the page.
    pub lost: bool,
}

/// What a cell is to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Field(usize),
    Category(usize),
    Label,
}

struct Roles<'a> {
    binding: &'a FormBinding,
    known: HashMap<String, Option<Role>>,
}

impl Roles<'_> {
    fn of(&mut self, text: &str) -> Option<Role> {
        let text = text.trim_end_matches(':');
        if text.is_empty() || text.len() > 60 {
            return None;
        }
        if let Some(role) = self.known.get(text) {
            return *role;
        }
        let binding = self.binding;
        let matches = |globs: &[crate::rule::Glob]| {
            globs.iter().any(|glob| glob.matches(text) || glob.matches(super::bind::key(text)))
        };
        let role = binding
            .fields
            .iter()
            .position(|field| matches(&field.globs))
            .map(Role::Field)
            .or_else(|| {
                let indicators = binding.indicators.as_ref()?;
                indicators.categories.iter().position(|category| matches(&category.globs)).map(Role::Category)
            })
            .or_else(|| {
                let labels =
                    binding.indicators.as_ref().is_some_and(|indicators| matches(&indicators.labels));
                (labels || binding.halves.iter().any(|half| half == text)).then_some(Role::Label)
            });
        self.known.insert(text.to_owned(), role);
        role
    }
}

/// Reads the form in the grid `table`.
pub fn bind(document: &Document, binding: &FormBinding, index: usize, table: usize) -> BoundForm {
    let mut roles = Roles { binding, known: HashMap::new() };
    let mut form = BoundForm {
        binding: index,
        table,
        fields: Vec::new(),
        indicators: Vec::new(),
        categories: Vec::new(),
        shifted: false,
    };
    let mut reader = IndicatorRows::default();
    for row in &document.tables[table].rows {
        let cells: Vec<(Option<Role>, &str)> = row
            .cells
            .iter()
            .map(|cell| {
                let text = document.text(&cell.place);
                (roles.of(text), text)
            })
            .collect();
        let labels = cells.iter().filter(|(role, _)| *role == Some(Role::Label)).count();
        let categories = cells.iter().any(|(role, _)| matches!(role, Some(Role::Category(_))));
        let fields = cells.iter().any(|(role, _)| matches!(role, Some(Role::Field(_))));
        if fields {
            reader.open = false;
            read_fields(row, &cells, &mut form);
        } else if labels >= 4 && !categories {
            reader.header(&cells, row);
        } else if categories || reader.open {
            reader.row(document, row, &cells, &mut form);
        }
    }
    settle(document, &mut form);
    form
}

/// Labels and the values after them.
fn read_fields(row: &Row, cells: &[(Option<Role>, &str)], form: &mut BoundForm) {
    let labels: Vec<usize> =
        (0..cells.len()).filter(|&at| matches!(cells[at].0, Some(Role::Field(_)))).collect();
    let mut distance = None;
    for (nth, &at) in labels.iter().enumerate() {
        let Some(Role::Field(field)) = cells[at].0 else { continue };
        let end = labels.get(nth + 1).copied().unwrap_or(cells.len());
        let half = labels[..nth].iter().filter(|&&before| cells[before].0 == cells[at].0).count();
        let values: Vec<usize> = (at + 1..end)
            .filter(|&cell| row.cells[cell].value != Value::Blank && cells[cell].0 != Some(Role::Label))
            .collect();
        let label = row.cells[at].place.clone();
        if values.is_empty() {
            // Where the label before this one has its value farther off than this row goes on, the cell was cut off.
            let lost = distance.is_some_and(|distance: usize| at + distance >= row.cells.len());
            let gap =
                row.cells.get(at + 1).map_or(label.end..label.end, |cell| cell.place.start..cell.place.start);
            let blank = if lost { Blank::Lost } else { Blank::Empty(gap) };
            form.fields.push(Field { field, half, label, blank });
            continue;
        }
        distance = distance.or(Some(values[0] - at));
        for (later, &value) in values.iter().enumerate() {
            let blank = Blank::Filled(row.cells[value].place.clone());
            form.fields.push(Field { field, half: half + later, label: label.clone(), blank });
        }
    }
}

/// Rows of (category, name, value), once or twice side by side.
#[derive(Default)]
struct IndicatorRows {
    open: bool,
    /// Columns where the header puts categories.
    category_columns: Vec<usize>,
    /// Column where the second half begins, as far as the rows so far tell.
    second_half: Option<usize>,
    current: [Option<usize>; 2],
}

impl IndicatorRows {
    fn header(&mut self, cells: &[(Option<Role>, &str)], _row: &Row) {
        self.open = true;
        let filled: Vec<usize> = (0..cells.len()).filter(|&at| !cells[at].1.is_empty()).collect();
        // The header of a half ends in its two last labels; the same label again opens the second half.
        let repeated =
            |at: usize| filled.iter().position(|&other| other < at && cells[other].1 == cells[at].1);
        let second = filled.iter().copied().find(|&at| repeated(at).is_some());
        self.second_half = second;
        self.category_columns = match second {
            Some(at) => filled.iter().copied().filter(|&other| cells[other].1 == cells[at].1).collect(),
            None => Vec::new(),
        };
        self.current = [None, None];
    }

    fn row(&mut self, document: &Document, row: &Row, cells: &[(Option<Role>, &str)], form: &mut BoundForm) {
        self.open = true;
        let labels: Vec<(usize, usize)> = cells
            .iter()
            .enumerate()
            .filter_map(|(at, (role, _))| match role {
                Some(Role::Category(category)) => Some((at, *category)),
                _ => None,
            })
            .collect();
        // The label of a row may stand twice before its indicator; only a label with something between opens a half.
        let mut halves: Vec<(usize, usize)> = Vec::new();
        for &(at, category) in &labels {
            let joined = halves.last().is_some_and(|&(before, _)| {
                before + 1 == at && cells[before].1 != cells[at].1 && self.category_columns.len() != 2
            });
            if !joined {
                halves.push((at, category));
            }
        }
        let split = match (halves.as_slice(), self.second_half) {
            ([_, (second, _), ..], _) => {
                self.second_half = Some(*second);
                Some(*second)
            }
            ([(only, _)], Some(second)) if *only >= second => Some(*only),
            (_, second) => second,
        };
        let aligned = self.category_columns.is_empty()
            || labels.iter().all(|(at, _)| self.category_columns.contains(at));
        form.shifted |= !aligned;
        for half in 0..2 {
            let range = match (half, split) {
                (0, Some(split)) => 0..split.min(cells.len()),
                (1, Some(split)) => split.min(cells.len())..cells.len(),
                (0, None) => 0..cells.len(),
                _ => continue,
            };
            let label = labels.iter().find(|(at, _)| range.contains(at));
            if let Some(&(at, category)) = label {
                self.current[half] = Some(category);
                form.categories.push((category, half, row.cells[at].place.clone()));
            }
            let filled: Vec<usize> = range
                .clone()
                .filter(|&at| row.cells[at].value != Value::Blank && cells[at].0.is_none())
                .collect();
            let Some(&first) = filled.first() else { continue };
            let place = |at: usize| row.cells[at].place.clone();
            let gap = place(first).end..place(first).end;
            let (name, value) = match filled.get(1) {
                Some(&second) => (Some(place(first)), Some(place(second))),
                None if is_value(document.text(&place(first))) => (None, Some(place(first))),
                None => (Some(place(first)), None),
            };
            let lost = !aligned && (name.is_none() || value.is_none());
            form.indicators.push(Indicator { category: self.current[half], half, name, value, gap, lost });
        }
    }
}

/// Words that stand in the value column: a figure, or a short word of quality.
fn is_value(text: &str) -> bool {
    text.starts_with(['≥', '≤', '>', '<', '='])
        || text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        || text.chars().count() <= 3
}

/// Uses one half to read the other: a cell that holds the other half's name and value at once lost its border, one that
/// holds the other's value lost its name to a shifted label.
fn settle(document: &Document, form: &mut BoundForm) {
    let n = form.indicators.len();
    for at in 0..n {
        let one = form.indicators[at].clone();
        if one.name.is_some() && one.value.is_some() {
            continue;
        }
        let neighbours = [at.checked_sub(1), at.checked_add(1).filter(|&next| next < n)];
        for other in neighbours.into_iter().flatten() {
            let other = form.indicators[other].clone();
            let (Some(name), Some(value)) = (&other.name, &other.value) else { continue };
            if other.half == one.half {
                continue;
            }
            let (name, value) = (document.text(name), document.text(value));
            let cell = one.name.as_ref().or(one.value.as_ref()).map_or("", |place| document.text(place));
            let merged = cell != name && cell.ends_with(value) || cell == value;
            let joined = cell.len() > name.len() && shares_head(cell, name) && cell.contains(value);
            if merged || joined {
                form.indicators[at].lost = true;
            }
        }
    }
}

fn shares_head(left: &str, right: &str) -> bool {
    left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count() >= 4
}
