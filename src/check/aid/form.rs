//! Forms: labelled blanks and indicator rows. A value belongs to the nearest label before it, never to a column number: in
//! real forms columns shift, cells split and merge.

mod rows;

use super::bind::Bound;
use super::formula::field_text;
use crate::amount::{Kind, Unit};
use crate::document::{Document, Place, Row, Value};
use crate::hash::Map;
use crate::rule::Half;
use crate::rule::{FormBinding, Glob};

/// A label is no longer than so many bytes, twenty ideographs: what is longer is what was filled in.
const LONGEST_LABEL: usize = 60;

/// A label that says its unit is a short one; a sentence that ends in brackets is none.
const SHORT_LABEL: usize = 12;

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
    /// What stands under the heads of its columns in rows of indicators: (row of the grid, half, cell).
    pub cells: Vec<(usize, usize, Place)>,
    /// The unit that a label says for its figures: 项目资金(万元).
    pub unit: Option<Unit>,
    /// A row of indicators does not stand as the header says: a label that is missing may have been lost on the page.
    pub shifted: bool,
    /// The last grid of it: a page may have cut it, and what stands on the next was not read with it.
    pub last: usize,
}

impl BoundForm {
    /// Whether it goes on in grids of its own.
    pub fn is_cut(&self) -> bool {
        self.last > self.table
    }

    /// Takes in the grid `index`, where it goes on with the form: it has no name, follows at once, and a row of it begins
    /// with a category of indicators.
    pub fn goes_on(&mut self, document: &Document, roles: &mut Roles<'_>, index: usize) {
        let (before, table) = (&document.tables[self.last], &document.tables[index]);
        let paragraph = document.paragraphs.partition_point(|text| text.place.start < before.place.end);
        let apart =
            document.paragraphs.get(paragraph).is_some_and(|text| text.place.end <= table.place.start);
        let mut is_category = |text: &str| matches!(roles.of(text), Some(Role::Category(_)));
        // The category that stands over the rest of its rows may be taken for the name of a grid.
        let caption = table.caption.as_ref().map(|caption| document.text(caption));
        let named = caption.is_some_and(|caption| !is_category(caption));
        if self.last + 1 != index || named || apart {
            return;
        }
        let opens = |row: &Row| {
            let first = row.cells.iter().map(|cell| document.text(&cell.place)).find(|text| !text.is_empty());
            first.is_some_and(&mut is_category)
        };
        if caption.is_some() || table.rows.iter().any(opens) {
            self.last = index;
        }
    }

    /// How many different fields were found.
    pub fn n_fields(&self) -> usize {
        let mut fields: Vec<usize> = self.fields.iter().map(|field| field.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    }
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
    /// Both halves of its row say the same category: a label that slipped into another row does not count.
    pub sure: bool,
    /// Index into the rows of the grid: the other half of the row has the same.
    pub row: usize,
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

/// The cells of a row: what each is to the form, and its text.
type Cells<'d> = Vec<(Option<Role>, &'d str)>;

/// What texts are to the forms of one binding; the same few labels stand in every form.
#[derive(Debug)]
pub struct Roles<'a> {
    binding: &'a FormBinding,
    known: Map<String, Option<Role>>,
}

impl<'a> Roles<'a> {
    /// Nothing read yet.
    pub fn new(binding: &'a FormBinding) -> Self {
        Self { binding, known: Map::default() }
    }

    fn of(&mut self, text: &str) -> Option<Role> {
        let text = text.trim_end_matches(':');
        if text.is_empty() || text.len() > LONGEST_LABEL {
            return None;
        }
        if let Some(role) = self.known.get(text) {
            return *role;
        }
        let binding = self.binding;
        let key = super::bind::key(text);
        let matches =
            |globs: &[Glob]| globs.iter().any(|glob| glob.matches(text) || key != text && glob.matches(key));
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
                (labels || binding.halves.iter().any(|half| names_half(half, text))).then_some(Role::Label)
            });
        self.known.insert(text.to_owned(), role);
        role
    }

    fn of_row<'d>(&mut self, document: &'d Document, row: &Row) -> Cells<'d> {
        let texts = row.cells.iter().map(|cell| document.text(&cell.place));
        texts.map(|text| (self.of(text), text)).collect()
    }
}

/// Every form recognised as `name` that is as a rule's `when` asks.
pub fn meant<'b>(
    bound: &'b Bound<'_>,
    name: &'b str,
    when: &'b [(String, Vec<Glob>)],
) -> impl Iterator<Item = &'b BoundForm> + 'b {
    bound.forms_named(name).filter(move |form| {
        when.iter().all(|(field, globs)| {
            field_text(bound, form, field).is_some_and(|text| globs.iter().any(|glob| glob.matches(&text)))
        })
    })
}

/// Reads the form in the grid `table`.
pub fn bind(document: &Document, roles: &mut Roles<'_>, index: usize, table: usize) -> BoundForm {
    let mut form = BoundForm {
        binding: index,
        table,
        fields: Vec::new(),
        indicators: Vec::new(),
        categories: Vec::new(),
        cells: Vec::new(),
        unit: None,
        shifted: false,
        last: table,
    };
    let mut reader = rows::Rows::default();
    let mut heads: Vec<(usize, usize)> = Vec::new();
    let rows = &document.tables[table].rows;
    for (at, row) in rows.iter().enumerate() {
        let cells = roles.of_row(document, row);
        form.unit = form.unit.or_else(|| cells.iter().find_map(|(_, text)| unit_in(text)));
        let labels = cells.iter().filter(|(role, _)| *role == Some(Role::Label)).count();
        let categories = cells.iter().any(|(role, _)| matches!(role, Some(Role::Category(_))));
        let fields = cells.iter().any(|(role, _)| matches!(role, Some(Role::Field(_))));
        let columns = heads_in(roles.binding, &cells);
        if columns.len() > 1 {
            heads = columns;
        }
        // In a list of projects, a row each, the name of the project is a column too.
        if !categories && (labels >= 4 || labels == 3 && fields) {
            reader.header(&cells);
        } else if fields && !(categories && reader.open) {
            reader.close();
            let below = rows.get(at + 1).map(|below| (below, roles.of_row(document, below)));
            read_fields((row, &cells), below.as_ref(), &heads, &mut form);
        } else if categories || reader.open {
            let known = form.indicators.len();
            reader.row(document, at, row, &cells, &mut form);
            if form.indicators.len() > known {
                let filled = |column: usize| row.cells.get(column).filter(|cell| cell.value != Value::Blank);
                let under = heads.iter().filter_map(|&(column, half)| Some((half, filled(column)?)));
                form.cells.extend(under.map(|(half, cell)| (at, half, cell.place.clone())));
            }
        }
    }
    rows::settle(document, &mut form);
    form
}

/// The unit of money in brackets at the end of a short label: 项目资金(万元), 资金(单位:元).
fn unit_in(text: &str) -> Option<Unit> {
    let (label, inner) = text.strip_suffix(')')?.rsplit_once('(')?;
    let unit = Unit::parse(inner.rsplit(':').next().unwrap_or(inner))?;
    (label.chars().count() <= SHORT_LABEL && unit.kind == Kind::Money).then_some(unit)
}

/// The heads of columns that stand in a row: (column, half).
fn heads_in(binding: &FormBinding, cells: &[(Option<Role>, &str)]) -> Vec<(usize, usize)> {
    if binding.halves.len() < 3 {
        return Vec::new();
    }
    let head = |text: &str| binding.halves.iter().position(|half| names_half(half, text));
    cells.iter().enumerate().filter_map(|(at, (_, text))| Some((at, head(text)?))).collect()
}

/// 全年预算数, 全年预算数(A)
fn names_half(half: &Half, text: &str) -> bool {
    half.labels.iter().any(|label| {
        text.strip_prefix(label.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    })
}

/// The value of a label that has none beside it, in the row below: under the label, where another label stands right beside it
/// (项目名称 │ 年度资金总额 over a list of projects), or beside it, where the label goes on over both rows and only heads of its
/// columns stand in the first (总体目标 │ 年度目标).
fn value_below(
    cells: &[(Option<Role>, &str)],
    (at, end): (usize, usize),
    (below, roles): &(&Row, Cells<'_>),
) -> Option<Place> {
    let says = |cell: &usize| roles[*cell].0.is_none() && below.cells[*cell].value != Value::Blank;
    let place = |cell: usize| below.cells[cell].place.clone();
    if at + 1 == end && end < cells.len() {
        return (at < roles.len()).then_some(at).filter(says).map(place);
    }
    let heads = (at + 1..end).any(|cell| cells[cell].0 == Some(Role::Label));
    let first = below.cells.iter().position(|cell| cell.value != Value::Blank)?;
    (heads && first > at && first < end).then_some(first).filter(says).map(place)
}

/// Labels and the values after them; under the heads of columns, if there are any, else in the order they stand in.
fn read_fields(
    (row, cells): (&Row, &[(Option<Role>, &str)]),
    below: Option<&(&Row, Cells<'_>)>,
    heads: &[(usize, usize)],
    form: &mut BoundForm,
) {
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
        if let Some(place) =
            below.filter(|_| values.is_empty()).and_then(|below| value_below(cells, (at, end), below))
        {
            form.fields.push(Field { field, half, label, blank: Blank::Filled(place) });
            continue;
        }
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
            let half = match heads.iter().find(|(column, _)| *column == value) {
                Some(&(_, half)) => half,
                None if heads.is_empty() => half + later,
                None => continue,
            };
            let blank = Blank::Filled(row.cells[value].place.clone());
            form.fields.push(Field { field, half, label: label.clone(), blank });
        }
    }
}
