//! The check `tie`: amounts in words equal the figures they speak of, of a table or of the same sentence.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::share::figure_in;
use super::{Check, Grounds};
use crate::amount::{Kind, Unit};
use crate::check::aid::bind::{Bound, key};
use crate::check::aid::evidence::slipped;
use crate::check::aid::flow::Flow;
use crate::check::aid::formula::{self, Value, relate};
use crate::check::aid::prose::{clause, ends_with_any, figures, operand, paragraphs, places, without};
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::keys;
use crate::keys::tree::Node;
use crate::keys::{Part, Reader, Shape};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::formula::Formula;
use crate::rule::parts::{Choice, List, PLACES, VALUE, VALUES, WORDS, or, pattern};
use crate::rule::pattern::{Match, Pattern};
use crate::rule::{Rule, Within};
use crate::source::Cut;

keys! {
    /// Amounts told in words are the figures they speak of.
    "文中的金额应等于它所说的那个数。"
    pub struct Tie {
        /// Where the text is that they are looked for in.
        within: Vec<Within> = "in", PLACES, "在哪些文字里找";
        /// Phrases, each with formulas any one of which is right: `[pattern, formula, …]`. A pattern captures `amount`;
        /// `whole`: another figure of the phrase stands for the formulas; `row` (with `above`, `top`): the label of the row
        /// that is meant, and of rows above it.
        say: Vec<Say> = "say", List(SayPart), "句式和它所说的数：[句式, 算式, …]，对上一个算式即可；句式捕获 amount，另捕获 whole 的以句中那个数为准，捕获 row（和 above、top）的以那一行为准";
        /// Rows whose label, right before an amount of money, ties it to their figure.
        rows: Vec<Formula> = "rows", VALUES, "这些行的名称紧接着金额时，金额应是那一行的数";
        /// Words that may stand before such a label in its clause.
        lead: Vec<String> = "lead", WORDS, "这样的名称前面可以有的词";
        /// Words that may stand between such a label and the amount; bracketed ones anywhere.
        skip: Vec<String> = "skip", WORDS, "名称与金额之间可以有的词；带括号的在哪里都可以";
        /// How the amount compares with what it speaks of.
        cmp: Cmp = "compare", or(COMPARE, || Cmp::Eq), "金额与那个数怎样比较；不写是 =";
    }
}

const COMPARE: Choice<Cmp> = Choice(
    ("比较", "comparison"),
    &[
        ("=", ("相等", "equal"), Cmp::Eq),
        ("≤", ("不超过", "no more"), Cmp::Le),
        ("≥", ("不少于", "no less"), Cmp::Ge),
    ],
);

/// A phrase with an amount and what that must be.
#[derive(Debug, Clone)]
pub struct Say {
    /// Captures `amount`.
    pub pattern: Pattern,
    /// Any one of these is right; with `row`, all rows that may be meant.
    pub figures: Vec<Formula>,
}

/// `[pattern, formula, …]`
#[derive(Debug, Clone, Copy)]
struct SayPart;

impl Part for SayPart {
    type Value = Say;

    fn shape(&self) -> Shape {
        Shape::List(Box::new(Shape::Text(("句式，其后是算式", "a pattern, then formulas"))))
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Say> {
        let (phrase, formulas) = node.items().split_first()?;
        let pattern = pattern(&["amount"]).read(reader, phrase)?;
        Some(Say { pattern, figures: formulas.iter().filter_map(|item| VALUE.read(reader, item)).collect() })
    }
}

impl Check for Tie {
    const NAME: &'static str = "tie";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }

    fn grounds(&self) -> Grounds {
        Grounds::Named
    }
}

/// Tries the rule on every amount it knows by its words.
fn run(bound: &Bound<'_>, tie: &Tie, results: &mut Results) {
    let document = bound.document;
    let places = places(bound, &tie.within);
    if places.is_empty() {
        return;
    }
    let said: Vec<Said<'_>> = tie.say.iter().filter_map(|say| Said::new(bound, say)).collect();
    let rows = Rows::of(bound, &tie.rows);
    let mut seen: HashSet<(FigureId, Vec<FigureId>)> = HashSet::new();
    let mut told: Vec<Vec<(FigureId, Vec<Equation>)>> = said.iter().map(|_| Vec::new()).collect();
    for paragraph in places.iter().flat_map(|place| paragraphs(bound, place)) {
        let flow = Flow::new(document, paragraph);
        for (said, told) in said.iter().zip(&mut told) {
            for found in said.pattern.find_iter(&flow.text) {
                let Some(range) = found.get("amount") else { continue };
                let Some(stated) = figure_in(document, &flow.at(range.clone())) else { continue };
                // The unit may stand on the next line.
                let unit = flow
                    .text
                    .cut(range)
                    .trim_start_matches(|c: char| c.is_ascii_digit() || ",. ".contains(c));
                let unit = Unit::parse(unit);
                let amount = Value::from(operand(document, stated).in_unit(unit));
                let candidates = said.candidates(document, &flow, &found).into_iter();
                let equations: Vec<Equation> =
                    candidates.map(|right| relate(amount.clone(), tie.cmp, right)).collect();
                if said.lost && equations.iter().all(|equation| equation.outcome() == Outcome::Fails) {
                    results.outcome(Outcome::Unreadable);
                    continue;
                }
                told.push((stated, equations));
            }
        }
        if rows.all.is_empty() {
            continue;
        }
        for id in figures(document, paragraph) {
            let figure = document.figure(id);
            if figure.amount.unit.kind != Kind::Money {
                continue;
            }
            let words = without(&clause(document, paragraph.start, figure.place.start), &tie.skip);
            let Some(meant) = rows.named(key(&words), &tie.lead) else { continue };
            let amount = Value::from(operand(document, id));
            let equations = meant.iter().map(|&row| relate(amount.clone(), tie.cmp, rows.all[row].1.clone()));
            let mut equations: Vec<Equation> = equations.collect();
            // Of several rows of one name nobody knows which is meant, unless one is it or a slip of it.
            if meant.len() > 1 {
                equations
                    .retain(|equation| equation.outcome() != Outcome::Fails || slipped(document, equation));
            }
            tell(id, equations, &mut seen, results);
        }
    }
    for (said, mut told) in said.iter().zip(told) {
        if said.is_of_one_figure() {
            only_one(document, &mut told);
        }
        told.into_iter().for_each(|(stated, equations)| tell(stated, equations, &mut seen, results));
    }
}

/// So many amounts that words call alike cannot all be the one figure of a table: of a department and each of its units.
const SEVERAL: usize = 3;

/// Where several different amounts are held against one figure, and most of them are not it, those that are not are other things.
fn only_one(document: &Document, told: &mut Vec<(FigureId, Vec<Equation>)>) {
    let values: HashSet<Decimal> =
        told.iter().map(|(stated, _)| document.figure(*stated).amount.base().normalize()).collect();
    let holds = |(_, equations): &(FigureId, Vec<Equation>)| {
        equations.iter().any(|one| one.outcome() != Outcome::Fails)
    };
    let held = told.iter().filter(|one| holds(one)).count();
    if values.len() >= SEVERAL && held * 2 < told.len() {
        told.retain(holds);
    }
}

/// Takes in the first equation that holds, or else that does not fail, or else the one that comes nearest.
fn tell(
    stated: FigureId,
    equations: Vec<Equation>,
    seen: &mut HashSet<(FigureId, Vec<FigureId>)>,
    results: &mut Results,
) {
    let outcomes: Vec<Outcome> = equations.iter().map(Equation::outcome).collect();
    let holds = |outcome: &Outcome| matches!(outcome, Outcome::Holds | Outcome::WithinRounding);
    let off = |equation: &Equation| equation.gap().map_or(Decimal::MAX, |gap| gap.abs());
    let nearest = || (0..equations.len()).min_by_key(|&at| off(&equations[at]));
    let open = || outcomes.iter().position(|outcome| *outcome != Outcome::Fails);
    let Some(best) = outcomes.iter().position(holds).or_else(open).or_else(nearest) else { return };
    let Some(equation) = equations.into_iter().nth(best) else { return };
    let others = equation.operands().skip(1).filter_map(|operand| operand.figure).collect();
    if seen.insert((stated, others)) {
        results.relation(equation);
    }
}

/// The rows of formulas with what they come to, found by their labels.
#[derive(Default)]
struct Rows {
    all: Vec<(String, Value)>,
    by_label: HashMap<String, Vec<usize>>,
    /// How long the longest label is.
    longest: usize,
}

/// Labels of one ideograph name too much: 人 ends 个人.
const SHORT_LABEL: usize = 3;

impl Rows {
    fn of(bound: &Bound<'_>, formulas: &[Formula]) -> Self {
        let all: Vec<(String, Value)> =
            formulas.iter().flat_map(|formula| formula::rows(bound, formula)).collect();
        let mut by_label: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (label, _)) in all.iter().enumerate() {
            by_label.entry(label.clone()).or_default().push(at);
        }
        let longest = all.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
        Self { all, by_label, longest }
    }

    /// The rows of this label, in their order.
    fn labelled(&self, label: &str) -> impl Iterator<Item = &Value> {
        self.by_label.get(label).into_iter().flatten().map(|&at| &self.all[at].1)
    }

    /// The rows whose label `words` end with, if nothing but a word that leads up to it stands before; of several the one
    /// with the longest label.
    fn named(&self, words: &str, lead: &[String]) -> Option<&[usize]> {
        let from = words.len().saturating_sub(self.longest);
        let ends = words.char_indices().map(|(at, _)| at).filter(|&at| at >= from);
        ends.take_while(|&at| words.len() - at > SHORT_LABEL).find_map(|at| {
            let rows = self.by_label.get(words.cut(at..))?;
            let rest = words.cut(..at).trim_end();
            (rest.is_empty() || ends_with_any(rest, lead)).then_some(rows.as_slice())
        })
    }
}

/// One way of saying something, with what it stands for in this document.
struct Said<'r> {
    pattern: Cow<'r, Pattern>,
    /// Any of these is right.
    values: Vec<Value>,
    /// A table is here, but not the row or column that may be meant: what fits none of the others proves nothing.
    lost: bool,
    /// With `{row}` in the pattern: the rows there are.
    rows: Rows,
}

impl<'r> Said<'r> {
    fn new(bound: &Bound<'_>, say: &'r Say) -> Option<Self> {
        let pattern = say.pattern.with_facts(&|name| bound.fact_value(name)).ok()?;
        let by_row = say.pattern.names().iter().any(|name| name == "row");
        let values: Vec<Value> = match by_row {
            true => Vec::new(),
            false => say.figures.iter().filter_map(|formula| formula::value(bound, formula)).collect(),
        };
        let rows = if by_row { Rows::of(bound, &say.figures) } else { Rows::default() };
        let lost = !by_row && say.figures.iter().any(|formula| lost(bound, formula));
        let here = say.pattern.names().iter().any(|name| name == "whole");
        (here || !values.is_empty() || !rows.all.is_empty()).then_some(Self { pattern, values, lost, rows })
    }

    /// Whether every amount that is said so is held against the same figures.
    fn is_of_one_figure(&self) -> bool {
        self.rows.all.is_empty() && !self.values.is_empty()
    }

    /// What the amount may be.
    fn candidates(&self, document: &Document, flow: &Flow<'_>, found: &Match<'_>) -> Vec<Value> {
        let one = |id: FigureId| Value::from(operand(document, id));
        let words = |name: &str| found.get(name).map(|range| key(flow.text.cut(range)).to_owned());
        if let Some(range) = found.get("whole") {
            return figure_in(document, &flow.at(range)).map(one).into_iter().collect();
        }
        let Some(row) = words("row") else { return self.values.clone() };
        let above: Vec<String> = ["above", "top"].iter().filter_map(|name| words(name)).collect();
        let mut rows = self.rows.labelled(&row).filter(|value| {
            let code = code_of(document, value);
            above.iter().all(|wanted| {
                self.rows.labelled(wanted).any(|other| {
                    let higher = code_of(document, other);
                    code.len() > higher.len() && code.starts_with(higher)
                })
            })
        });
        // Two rows of one name say nothing of which is meant.
        match (rows.next(), rows.next()) {
            (Some(only), None) => vec![only.clone()],
            _ => Vec::new(),
        }
    }
}

/// True where every table of the formula is here and the formula nevertheless has no value, though it is not optional.
fn lost(bound: &Bound<'_>, formula: &Formula) -> bool {
    let here = |name: &str| bound.table(name).is_some();
    formula.references().iter().all(|reference| !reference.optional && here(&reference.table))
        && formula::value(bound, formula).is_none()
}

/// The code of the row that the first figure of a value stands in.
fn code_of<'d>(document: &'d Document, value: &Value) -> &'d str {
    let first = value.operands().find_map(|operand| operand.figure);
    let Some(cell) = first.and_then(|id| document.figure(id).cell) else { return "" };
    let table = &document.tables[cell.table as usize];
    let pane = table.panes.iter().find(|pane| pane.columns.contains(&(cell.column as usize)));
    let item = pane.and_then(|pane| {
        let at = pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()?;
        pane.items.get(at)
    });
    item.map_or("", |item| item.code.as_str())
}
