//! The arithmetic of relations in words: on one line for texts, line by line for pages.

use rust_decimal::Decimal;

use super::words::Teller;
use crate::amount::{Unit, round};
use crate::check::name;
use crate::check::relation::{Linear, Relation, Term, around, digits, in_notation};
use crate::diagnostic::{Diagnostic, Lang, Reckoning, Step, Text};
use crate::document::FigureId;
use crate::rule::Rule;
use crate::rule::formula::Cmp;

/// Of long sums so many terms are told.
const SHOWN: usize = 6;

impl Teller<'_> {
    /// Tells the arithmetic of a relation: on one line, and as it is reckoned on paper.
    pub(super) fn reckoned(&self, diagnostic: &mut Diagnostic, rule: &Rule, relation: &Relation) {
        diagnostic.reckonings.push(self.on_paper(diagnostic.notes.len(), rule, relation));
        diagnostic.notes.push(self.on_a_line(rule, relation));
    }

    /// The arithmetic of a relation on one line.
    fn on_a_line(&self, rule: &Rule, relation: &Relation) -> Text {
        let equation = &relation.equation;
        let operands = || equation.left.terms.iter().map(|term| &term.operand);
        // A bound of the rule's own stands alone: what is compared with it is told in its unit.
        let operand = operands().find(|operand| operand.figure.is_some()).or_else(|| operands().next());
        let unit = operand.map_or(Unit::ONE, |operand| operand.unit);
        let (currency, named) = match operand.and_then(|operand| operand.figure) {
            Some(id) => self.unit_as_written(id),
            None => ("", unit.name()),
        };
        // A Latin word stands apart from its number, an ideograph or a percent sign does not.
        let apart = named.starts_with(|c: char| c.is_ascii_alphanumeric() || "$£€".contains(c));
        let gap = if apart { " " } else { "" };
        let show = |value: Decimal| {
            let shown = round(value.checked_div(unit.worth()).unwrap_or(value), 4).normalize();
            let shown = digits(shown, true);
            match shown.strip_prefix('-') {
                Some(shown) => format!("-{currency}{shown}{gap}{named}"),
                None => format!("{currency}{shown}{gap}{named}"),
            }
        };
        let known = |value: Option<Decimal>| value.map_or("—".to_owned(), show);
        let (come, gap) = (known(equation.expected()), known(equation.gap()));
        let written = equation.right.terms.iter().filter(|term| !term.operand.blank).count();
        let needs_total = written > 1 || !equation.is_sum();
        let total = if needs_total { format!(" = {come}") } else { String::new() };
        let told = |lang: Lang| {
            let factor = |sign: &str, sum: &Option<Linear>| {
                sum.as_ref().map(|sum| format!(" {sign} {}", self.factor(sum, lang))).unwrap_or_default()
            };
            let (times, over) = (factor("×", &equation.times), factor("÷", &equation.over));
            let left = self.side(&equation.left, lang);
            let right = match equation.is_sum() {
                true => self.side(&equation.right, lang),
                false => self.factor(&equation.right, lang),
            };
            format!("{left} {} {right}{times}{over}{total}", equation.cmp.as_str())
        };
        Text::new(
            format!("{}：{}，相差 {gap}", rule.title.get(Lang::Zh), told(Lang::Zh)),
            format!("{}: {}, off by {gap}", rule.title.get(Lang::En), told(Lang::En)),
        )
    }

    /// The currency and the unit of a figure in the document's own words: around its digits, or said over its table.
    fn unit_as_written(&self, id: FigureId) -> (&str, &str) {
        let figure = self.document.figure(id);
        let (currency, own) = around(self.document.written(&figure.place));
        let own = own.trim_start();
        let table = figure.cell.and_then(|cell| self.document.tables[cell.table as usize].unit.as_ref());
        match table {
            Some((_, place)) if own.trim_end_matches(')').is_empty() => {
                (currency, self.document.written(place))
            }
            _ => (currency, own),
        }
    }

    /// A sum that is multiplied or divided: in brackets where it is more than one figure.
    fn factor(&self, sum: &Linear, lang: Lang) -> String {
        let several = sum.terms.iter().filter(|term| !term.operand.blank).count() > 1;
        let written = self.side(sum, lang);
        if several { format!("({written})") } else { written }
    }

    /// A side as it is written in the document: 4,061.47 + 5,169.03; long sums are cut.
    fn side(&self, side: &Linear, lang: Lang) -> String {
        let say = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let terms = self.told(side);
        let mut out = String::new();
        for (nth, term) in terms.iter().enumerate() {
            if nth == SHOWN {
                let n = terms.len();
                out.push_str(&say(&format!(" + …（共 {n} 项）"), &format!(" + … ({n} in all)")));
                break;
            }
            out.push_str(match (nth, term.coefficient.is_sign_negative()) {
                (0, false) => "",
                (0, true) => "−",
                (_, false) => " + ",
                (_, true) => " − ",
            });
            out.push_str(self.written(term).get(lang));
        }
        if out.is_empty() { "0".to_owned() } else { out }
    }

    /// The terms of a sum that are told: blanks only where there is nothing else.
    fn told<'s>(&self, sum: &'s Linear) -> Vec<&'s Term> {
        sum.terms.iter().filter(|term| !term.operand.blank || sum.terms.len() == 1).collect()
    }

    /// A term as it is written in the document.
    fn written(&self, term: &Term) -> Text {
        let Term { operand, coefficient } = term;
        let times = match coefficient.abs() == Decimal::ONE {
            true => String::new(),
            false => format!(" × {}", coefficient.abs().normalize()),
        };
        match (operand.figure, &operand.place) {
            (Some(id), _) if !self.document.figure(id).blank => {
                Text::same(format!("{}{times}", self.document.written(&self.document.figure(id).place)))
            }
            (None, None) => {
                let unit = operand.unit;
                let value = operand.value.checked_div(unit.worth()).unwrap_or(operand.value);
                Text::same(format!("{}{}{times}", digits(value.normalize(), true), unit.name()))
            }
            _ => Text::new(format!("（空白）{times}"), format!("(blank){times}")),
        }
    }

    /// The arithmetic of a relation as it is reckoned on paper, beside the note at `note`.
    fn on_paper(&self, note: usize, rule: &Rule, relation: &Relation) -> Reckoning {
        let equation = &relation.equation;
        let like = || equation.left.terms.iter().map(|term| &term.operand);
        let like = like().find(|operand| operand.figure.is_some()).or_else(|| like().next());
        let show = |value: Option<Decimal>| match (value, like) {
            (Some(value), Some(like)) => in_notation(self.document, like, value),
            _ => "—".to_owned(),
        };
        let unit = like.map_or(Unit::ONE, |operand| operand.unit);
        let mut parts = match equation.is_sum() {
            true => self.steps(&equation.right, unit),
            false => vec![self.factor_step("", &equation.right)],
        };
        parts.extend(equation.times.iter().map(|sum| self.factor_step("×", sum)));
        parts.extend(equation.over.iter().map(|sum| self.factor_step("÷", sum)));
        let comes_to = (parts.len() > 1).then(|| {
            let said = match equation.cmp {
                Cmp::Eq => Text::new("算得", "makes"),
                Cmp::Le => Text::new("至多", "at most"),
                Cmp::Ge => Text::new("至少", "at least"),
            };
            (said, show(equation.expected()))
        });
        Reckoning {
            note,
            demand: rule.title.clone(),
            parts,
            comes_to,
            stated: self.steps(&equation.left, unit),
            off: show(equation.gap()),
        }
    }

    /// The terms of a sum, line by line; of long ones the first. Those in another unit than `unit` say in which.
    fn steps(&self, sum: &Linear, unit: Unit) -> Vec<Step> {
        let terms = self.told(sum);
        let step = |(nth, term): (usize, &&Term)| {
            let sign = match (nth, term.coefficient.is_sign_negative()) {
                (0, false) => "",
                (_, false) => "+",
                (_, true) => "−",
            };
            let mut value = self.written(term);
            let figure = term.operand.figure.filter(|id| !self.document.figure(*id).blank);
            let bare = figure.is_some_and(|id| {
                around(self.document.written(&self.document.figure(id).place)).1.is_empty()
            });
            if bare && term.operand.unit != unit {
                value = Text::same(format!("{}{}", value.get(Lang::Zh), term.operand.unit.name()));
            }
            self.step(sign, value, term)
        };
        let mut steps: Vec<Step> = terms.iter().enumerate().take(SHOWN).map(step).collect();
        if terms.len() > SHOWN {
            let n = terms.len();
            steps.push(Step {
                sign: "+",
                value: Text::same("…"),
                name: Text::new(format!("共 {n} 项"), format!("{n} in all")),
                span: None,
            });
        }
        steps
    }

    /// What a product or a quotient has on one line: a figure, or a sum in brackets.
    fn factor_step(&self, sign: &'static str, sum: &Linear) -> Step {
        match self.told(sum).as_slice() {
            [term] if !term.coefficient.is_sign_negative() => self.step(sign, self.written(term), term),
            _ => Step {
                sign,
                value: Text::new(self.factor(sum, Lang::Zh), self.factor(sum, Lang::En)),
                name: Text::default(),
                span: None,
            },
        }
    }

    fn step(&self, sign: &'static str, value: Text, term: &Term) -> Step {
        let name = term.operand.figure.map(|id| name::figure(self.bounds, self.document, id));
        let place =
            term.operand.figure.map(|id| &self.document.figure(id).place).or(term.operand.place.as_ref());
        Step {
            sign,
            value,
            name: name.unwrap_or_default(),
            span: place.map(|place| self.document.span(place)),
        }
    }
}
