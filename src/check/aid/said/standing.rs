//! Which amounts stand in a document, how often, and under which names: what one amount in words is held against.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cells::{self, Group};
use super::{Period, Role, Said, State, years};
use crate::amount::Kind;
use crate::check::aid::bind::key as key_of;
use crate::document::{Document, FigureId};
use crate::hash::Map;
use crate::words::vocabulary;

/// Amounts that stand in so many places, or more, are counted apart by how many these are.
const OFTEN: std::ops::RangeInclusive<usize> = 2..=6;

/// Of so many values no two are tried together.
const MANY: usize = 2000;

/// What a change led to, which way, and whether its name has the code of a functional item: 培训支出（2050803） is for all that a
/// department trains with, 培训费 one kind of expense.
type LedTo = (Decimal, Role, bool);
/// Codes of functional items have so many digits, those of economic ones fewer. 《政府收支分类科目》.
const FUNCTIONAL: usize = 5;

/// What is known of the amounts of a document.
#[derive(Debug)]
pub struct Standing {
    /// What they come to, each value once.
    distinct: Vec<Decimal>,
    /// For each number of places, the values that stand in so many or more: every one in words is a place, all tables are one.
    said_again: Vec<Vec<Decimal>>,
    /// The values of totals of tables.
    totals: Vec<Decimal>,
    /// Those that words call alike.
    names: Map<String, BTreeMap<Role, Alike>>,
    /// For each amount in words, which of the said it is.
    said: Map<FigureId, u32>,
    /// What each change led to, and its way.
    led_to: Map<FigureId, LedTo>,
    /// The changes that led to an amount that way.
    changes: Map<LedTo, Vec<FigureId>>,
}

/// Amounts of one name, by value.
#[derive(Debug, Default)]
struct Alike {
    all: Vec<(Decimal, FigureId)>,
    /// What they come to, each value once.
    distinct: Vec<Decimal>,
}

impl Standing {
    /// Puts the amounts in order.
    pub fn new(document: &Document, said: &[Said]) -> Self {
        let value =
            |id: FigureId| document.figure(id).amount.checked_base().map(|value| value.abs().normalize());
        let money = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Money;
        let in_words = |id: &FigureId| document.figure(*id).cell.is_none();
        let runs = || document.amounts().runs();
        let places = |run: &[(Decimal, FigureId)]| {
            let words = run.iter().filter(|(_, id)| in_words(id)).count();
            if words == 0 { 0 } else { words + usize::from(words < run.len()) }
        };
        let mut standing = Self {
            distinct: runs().map(|run| run[0].0).collect(),
            said_again: OFTEN
                .map(|often| runs().filter(|run| places(run) >= often).map(|run| run[0].0).collect())
                .collect(),
            totals: runs()
                .filter(|run| run.iter().any(|(_, id)| in_total(document, *id)))
                .map(|run| run[0].0)
                .collect(),
            names: Map::default(),
            said: Map::default(),
            led_to: Map::default(),
            changes: Map::default(),
        };
        for (at, one) in
            said.iter().enumerate().filter(|(_, one)| one.role != Role::Bound && money(&one.figure))
        {
            let Some(own) = value(one.figure) else { continue };
            standing.said.insert(one.figure, at as u32);
            if one.is_named() {
                let alike = standing.names.entry(one.bare.clone()).or_default();
                alike.entry(one.role).or_default().all.push((own, one.figure));
            }
            let led_to = one.of.and_then(|of| value(said.get(of as usize)?.figure));
            // That nothing is left says nothing of how much there was.
            let telling = |stock: &Decimal| !stock.is_zero() && matches!(one.role, Role::Up | Role::Down);
            if let Some(stock) = led_to.filter(telling) {
                let coded = one.name.code.as_ref().is_some_and(|code| code.len() >= FUNCTIONAL);
                let key = (stock, one.role, coded);
                standing.led_to.insert(one.figure, key);
                standing.changes.entry(key).or_default().push(one.figure);
            }
        }
        for alike in standing.names.values_mut().flat_map(BTreeMap::values_mut) {
            alike.all.sort_unstable();
            alike.distinct = alike.all.chunk_by(|a, b| a.0 == b.0).map(|run| run[0].0).collect();
        }
        standing
    }

    /// The amounts between two values that words call as they call `said`.
    pub fn called_alike(
        &self,
        said: &Said,
        low: Decimal,
        high: Decimal,
    ) -> impl Iterator<Item = FigureId> + use<'_> {
        let alike = self.alike(said).map_or(&[][..], |alike| &alike.all);
        within(alike, low, high).iter().map(|(_, id)| *id)
    }

    /// How many values of this length words call as they call `said`.
    pub fn pool_alike(&self, said: &Said, (low, high): (Decimal, Decimal)) -> usize {
        self.alike(said).map_or(0, |alike| count(&alike.distinct, low, high).saturating_sub(1))
    }

    /// The amounts said near it that words call as they call `said`, `around` so many before and after: a list and the paragraphs
    /// on each of its items call them alike, whatever a document of many such lists calls so elsewhere.
    pub fn alike_beside<'s>(
        &'s self,
        all: &'s [Said],
        said: &'s Said,
        around: usize,
    ) -> impl Iterator<Item = FigureId> + 's {
        let at = self.said.get(&said.figure).filter(|_| said.is_named()).map(|&at| at as usize);
        let near = at.map(|at| &all[at.saturating_sub(around)..(at + around + 1).min(all.len())]);
        let is_other = |one: &&Said| one.figure != said.figure && one.is_named();
        let alike = move |one: &&Said| (&one.bare, one.role) == (&said.bare, said.role);
        near.into_iter().flatten().filter(move |one| is_other(one) && alike(one)).map(|one| one.figure)
    }

    fn alike(&self, said: &Said) -> Option<&Alike> {
        self.names.get(said.bare.as_str()).filter(|_| said.is_named())?.get(&said.role)
    }

    /// How many values of this length there are.
    pub fn pool(&self, (low, high): (Decimal, Decimal)) -> usize {
        count(&self.distinct, low, high)
    }

    /// How many values of this length stand in as many places as `value`, if these are several.
    pub fn pool_said_again(&self, value: Decimal, (low, high): (Decimal, Decimal)) -> Option<usize> {
        let of_its_kind = self.said_again.iter().rfind(|values| values.binary_search(&value).is_ok())?;
        Some(count(of_its_kind, low, high))
    }

    /// The fewest values of this length that are of one kind: said in so many places, or totals.
    pub fn least_pool(&self, (low, high): (Decimal, Decimal)) -> usize {
        let kinds = self.said_again.iter().chain([&self.totals]);
        kinds.map(|values| count(values, low, high)).filter(|count| *count > 0).min().unwrap_or(0)
    }

    /// Whether several changes led to what this one did, the same way.
    pub fn is_changed_alike(&self, said: &Said) -> bool {
        self.changes_alike(said).len() > 1
    }

    /// The changes that led to what this one did, the same way; this one is among them.
    pub fn changes_alike(&self, said: &Said) -> &[FigureId] {
        let led_to = self.led_to.get(&said.figure);
        led_to.and_then(|key| self.changes.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The same of totals of tables.
    pub fn pool_of_totals(&self, value: Decimal, (low, high): (Decimal, Decimal)) -> Option<usize> {
        self.totals.binary_search(&value).ok()?;
        Some(count(&self.totals, low, high))
    }

    /// The amounts said near one of two, `around` so many before and after it.
    pub fn near<'s>(
        &'s self,
        said: &'s [Said],
        of: [FigureId; 2],
        around: usize,
    ) -> impl Iterator<Item = FigureId> + 's {
        let near = of.into_iter().filter_map(|id| self.said.get(&id)).flat_map(move |&at| {
            let at = at as usize;
            &said[at.saturating_sub(around)..(at + around + 1).min(said.len())]
        });
        near.map(|one| one.figure).filter(move |id| !of.contains(id))
    }

    /// Whether two values make another one up. Among very many some always do, and that says nothing.
    pub fn two_make(&self, sum: Decimal) -> bool {
        let first = self.distinct.partition_point(|value| *value <= Decimal::ZERO);
        let last = self.distinct.partition_point(|value| *value < sum).max(first);
        let mut parts = &self.distinct[first..last];
        if parts.len() > MANY {
            return false;
        }
        while let [least, .., most] = parts {
            let both = least.saturating_add(*most);
            if both == sum {
                return true;
            }
            parts = if both < sum { &parts[1..] } else { &parts[..parts.len() - 1] };
        }
        false
    }

    /// Whether the two are changes of one amount, and go the same way.
    pub fn changed_alike(&self, said: &Said, other: FigureId) -> bool {
        let own = self.led_to.get(&said.figure);
        own.is_some() && own == self.led_to.get(&other)
    }

    /// The year that an amount is for, and how far it has come.
    pub fn moment(&self, document: &Document, said: &[Said], id: FigureId) -> (Period, State) {
        if let Some(one) = self.said.get(&id).and_then(|at| said.get(*at as usize)) {
            return (one.period, one.state);
        }
        let Some(cell) = document.figure(id).cell else { return (Period::Unsaid, State::Unsaid) };
        let table = &document.tables[cell.table as usize];
        let path = || table.columns.get(cell.column as usize).into_iter().flat_map(|column| &column.path);
        let heads = || path().map(|place| document.text(place));
        let caption = table.caption.as_ref().map_or("", |place| document.text(place));
        let period = heads().map(|head| period(document, head)).find(|one| *one != Period::Unsaid);
        let state = heads().chain([caption]).map(super::state).find(|one| *one != State::Unsaid);
        (period.unwrap_or(Period::Unsaid), state.unwrap_or(State::Unsaid))
    }

    /// Whether two amounts may be of one moment.
    pub fn at_once(&self, document: &Document, said: &[Said], one: &Said, other: FigureId) -> bool {
        let (period, state) = self.moment(document, said, other);
        let same_year = one.period == period || one.period == Period::Unsaid || period == Period::Unsaid;
        let same_state = one.state == state || one.state == State::Unsaid || state == State::Unsaid;
        same_year && same_state
    }
}

/// Whether a figure stands in a row that adds up all others.
pub fn in_total(document: &Document, id: FigureId) -> bool {
    let Some(cell) = document.figure(id).cell else { return false };
    let table = &document.tables[cell.table as usize];
    let pane = table.panes.iter().find(|pane| pane.columns.contains(&(cell.column as usize)));
    let item = pane.and_then(|pane| pane.item(cell.row as usize));
    item.is_some_and(|item| cells::is_total(key_of(document.text(&item.name))))
}

/// The year that the head of a column says.
fn period(document: &Document, head: &str) -> Period {
    match years(head).next() {
        Some(said) => Period::of(said, document.year()),
        None if vocabulary().said_last.within(head) => Period::Last,
        None => Period::Unsaid,
    }
}

/// The cells of a name that hold a figure between two values.
pub fn holds(group: &Group, id: FigureId, low: Decimal, high: Decimal) -> bool {
    cells::between(&group.amounts, low, high).iter().any(|cell| cell.figure == id)
}

/// How many values of this length the cells of a name have.
pub fn pool(group: &Group, (low, high): (Decimal, Decimal)) -> usize {
    count(&group.distinct, low, high)
}

fn within(sorted: &[(Decimal, FigureId)], low: Decimal, high: Decimal) -> &[(Decimal, FigureId)] {
    let from = sorted.partition_point(|(value, _)| *value < low);
    let to = sorted.partition_point(|(value, _)| *value <= high);
    &sorted[from..to.max(from)]
}

fn count(sorted: &[Decimal], low: Decimal, high: Decimal) -> usize {
    let from = sorted.partition_point(|value| *value < low);
    sorted.partition_point(|value| *value <= high).saturating_sub(from)
}
