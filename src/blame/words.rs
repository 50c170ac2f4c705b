//! The words of faults: one diagnostic on the figure at fault, with the relations under it.

use rust_decimal::Decimal;

use super::alibi;
use super::standing::{self, Family, Odds, SURE, certainty};
use super::suspects::Mended;
use super::{Fault, Suspect, Verdict};
use crate::amount::power_of_ten;
use crate::amount::slip::significant;
use crate::check::bind::Bound;
use crate::check::name;
use crate::check::relation::{Relation, Term, digits, in_notation};
use crate::check::with_rule;
use crate::diagnostic::{Arithmetic, Diagnostic, Label, Lang, Severity, Text};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::{DOUBTFUL, Rule};

/// A figure of fewer digits that say something is any other with one of them changed.
const SHORT: u32 = 2;
/// Of fewer digits, one of five others is it with one of them changed: that a slip explains the figure is no proof.
const PROVING: u32 = 3;
/// At most this many of the other figures are pointed at; the notes tell the rest.
const MAX_RELATED: usize = 24;
/// A column of more than this is pointed at by its total alone: a screen of addends helps nobody.
const LONG_SUM: usize = 8;
/// At most this many relations are told one by one.
const MAX_TOLD: usize = 6;

/// One diagnostic for each fault.
pub fn diagnostics(
    document: &Document,
    bounds: &[Bound<'_>],
    rules: &[(usize, &Rule)],
    relations: &[Relation],
    verdict: &Verdict,
) -> Vec<Diagnostic> {
    let teller = Teller { document, bounds };
    let faults = verdict.faults.iter().map(|fault| {
        let odds = fault.relations.iter().map(|&at| verdict.standing.odds(at)).max().unwrap_or_default();
        teller.tell(rules, relations, fault, odds)
    });
    let sums = standing::sums(relations);
    let doubts = verdict.standing.doubtful().filter(|family| !standing::is_settled(family, relations, &sums));
    faults.chain(doubts.map(|family| teller.doubt(rules, relations, family))).collect()
}

/// What relations are told with.
pub(super) struct Teller<'a> {
    pub(super) document: &'a Document,
    pub(super) bounds: &'a [Bound<'a>],
}

impl Teller<'_> {
    fn tell(
        &self,
        rules: &[(usize, &Rule)],
        relations: &[Relation],
        fault: &Fault,
        odds: Odds,
    ) -> Diagnostic {
        // Where the reading itself is not proved, no one figure is named as the wrong one.
        let told: Vec<&Relation> = fault.relations.iter().map(|&at| &relations[at]).collect();
        let excused = match (&fault.at, told.as_slice()) {
            (Suspect::Figure(id, _), [only]) => {
                of_rule(only) && self.has_fewer(*id, PROVING) || alibi::has_one(self.document, *id, only)
            }
            _ => false,
        };
        let fault = &Fault { sure: fault.sure && odds >= SURE && !excused, ..fault.clone() };
        // The worst of the broken rules speaks for all; several rules are told by a name of their own.
        let worst = told.iter().map(|relation| rules[relation.rule].1).min_by_key(|rule| rule.severity);
        let mut diagnostic = match &fault.at {
            Suspect::Figure(id, value) => match told.as_slice() {
                // No slip says which of the figures of one relation is wrong: what it comes to is told, and nobody accused.
                [only] if !fault.sure && (!fault.slip || self.has_fewer(*id, SHORT) || is_led(only, *id)) => {
                    self.apart(*id, only, fault)
                }
                _ => self.figure(*id, *value, fault, &told),
            },
            Suspect::Unit { table, power } => self.unit(*table, *power, &told),
            Suspect::Nothing => self.nothing(&told),
        };
        for relation in told.iter().take(MAX_TOLD) {
            self.reckoned(&mut diagnostic, rules[relation.rule].1, relation);
        }
        if told.len() > MAX_TOLD {
            let more = told.len() - MAX_TOLD;
            diagnostic
                .notes
                .push(Text::new(format!("另有 {more} 处关系"), format!("and {more} more relations")));
        }
        let Some(worst) = worst else { return diagnostic };
        let several = told.iter().any(|relation| rules[relation.rule].1.id != worst.id);
        let certainty = certainty(odds);
        diagnostic.certainty = Some(certainty);
        diagnostic.severity = worst.severity;
        if odds < SURE {
            diagnostic.severity = worst.severity.max(Severity::Warning);
            let sure = certainty.hundredths();
            diagnostic.notes.push(Text::new(
                format!("把握 {sure}%：同类的关系不足以证明读法无误"),
                format!("{sure}% certain: too few relations of the kind hold here to prove the reading"),
            ));
        }
        if several {
            diagnostic.rule = crate::rule::FIGURE_AT_FAULT.to_owned();
            diagnostic.help = Some(Text::new(
                "先核对这一处；改正后其余关系随之成立。",
                "check this figure first; the rest follows",
            ));
        }
        with_rule(diagnostic, worst)
    }

    fn figure(&self, id: FigureId, value: Option<Decimal>, fault: &Fault, told: &[&Relation]) -> Diagnostic {
        let document = self.document;
        let figure = document.figure(id);
        let name = name::subject(self.bounds, document, id);
        let stated = match figure.blank {
            true => Arithmetic::BLANK.to_owned(),
            false => document.written(&figure.place).to_owned(),
        };
        let operand = told
            .iter()
            .flat_map(|relation| relation.equation.operands())
            .find(|operand| operand.figure == Some(id));
        let show = |value: Decimal| operand.map(|operand| in_notation(document, operand, value));
        let expected = value.and_then(show);
        let difference =
            value.zip(operand).and_then(|(value, operand)| show(operand.value.checked_sub(value)?));
        let n = told.len();
        let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
        let is = if figure.blank { "(blank)" } else { &stated };
        let message = match (&expected, n) {
            (Some(expected), 2..) if fault.sure => Text::new(
                format!("{zh} {stated} 疑误，改为 {expected} 则 {n} 处关系全部成立"),
                format!("{en} {is} looks wrong: {expected} would make {n} relations hold"),
            ),
            (Some(expected), _)
                if fault.sure || told[0].equation.operands().next().is_some_and(|o| o.figure == Some(id)) =>
            {
                Text::new(
                    format!("{zh} 写作 {stated}，按勾稽关系应为 {expected}"),
                    format!("{en} reads {is}; its relations make it {expected}"),
                )
            }
            (Some(expected), _) => Text::new(
                format!("{zh} {stated} 与相关数字对不上（若其他数字无误，应为 {expected}）"),
                format!("{en} {is} does not tie out ({expected}, if the other figures are right)"),
            ),
            (None, _) => {
                Text::new(format!("{zh} {stated} 与相关数字对不上"), format!("{en} {is} does not tie out"))
            }
        };
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&figure.place), message);
        if let Some(expected) = &expected {
            diagnostic.primary.text = Text::new(format!("应为 {expected}"), format!("should be {expected}"));
        }
        diagnostic.arithmetic = Some(Arithmetic { stated, expected, difference });
        diagnostic.identity = name::identity(self.bounds, document, id);
        self.others(&mut diagnostic, told, Some(id));
        self.equals(&mut diagnostic, &fault.equals, show);
        diagnostic
    }

    /// Points at the other figures that one slip would explain as well.
    fn equals(
        &self,
        diagnostic: &mut Diagnostic,
        equals: &[Mended],
        show: impl Fn(Decimal) -> Option<String>,
    ) {
        let document = self.document;
        for (other, value) in equals {
            let span = document.span(&document.figure(*other).place);
            let is_new = diagnostic.related.iter().all(|label| label.span != span);
            if let Some(value) = value.and_then(&show).filter(|_| is_new) {
                let name = name::figure(self.bounds, document, *other);
                let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
                let text = Text::new(
                    format!("{zh}（或这里应为 {value}）"),
                    format!("{en} (or this should be {value})"),
                );
                diagnostic.related.push(Label { span, text });
            }
        }
    }

    /// Whether a figure has fewer digits that say something; a blank has none to tell.
    fn has_fewer(&self, id: FigureId, digits: u32) -> bool {
        significant(self.document.figure(id).amount) < digits
    }

    /// A relation that fails for a reason that its figures do not show: both sides, at the figure that it is about.
    fn apart(&self, first: FigureId, relation: &Relation, fault: &Fault) -> Diagnostic {
        let document = self.document;
        let equation = &relation.equation;
        let alone = equation.left.terms.len() == 1;
        let lead = lead(relation);
        let at = lead.unwrap_or(first);
        let figure = document.figure(at);
        let like = equation.operands().find(|operand| operand.figure == Some(at));
        let show = |value: Option<Decimal>| {
            let shown = value.zip(like).map(|(value, like)| in_notation(document, like, value));
            shown.unwrap_or_else(|| "—".to_owned())
        };
        let name = name::subject(self.bounds, document, at);
        let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
        let stated = if figure.blank { Arithmetic::BLANK } else { document.written(&figure.place) };
        let come = equation.expected();
        let is_lead = lead == Some(at);
        let (left, right) = (show(equation.left.value()), show(come));
        let other = match equation.right.terms.as_slice() {
            [only] if equation.over.is_none() && equation.times.is_none() => {
                only.operand.figure.filter(|_| only.coefficient == Decimal::ONE)
            }
            _ => None,
        };
        let other = other.map(|id| name::figure(self.bounds, document, id));
        // What figures of a table come to that the rule says: no one of them is it.
        let summed = |term: &Term| term.coefficient == Decimal::ONE;
        let several = equation.left.terms.len() > 1 && equation.left.terms.iter().all(summed);
        let table = figure.cell.filter(|_| several && of_rule(relation));
        let table = table.map(|cell| name::table(self.bounds, document, cell.table as usize));
        let (message, label) = match (equation.cmp, other) {
            (Cmp::Eq, Some(other)) if is_lead => (
                Text::new(
                    format!("{zh} 写作 {stated}，与{}的 {right} 不符", other.get(Lang::Zh)),
                    format!("{en} reads {stated}, and {} reads {right}", other.get(Lang::En)),
                ),
                Text::new(format!("别处是 {right}"), format!("{right} elsewhere")),
            ),
            (Cmp::Eq, _) if is_lead => (
                Text::new(
                    format!("{zh} 写作 {stated}，与算得的 {right} 不符"),
                    format!("{en} reads {stated}, where the others come to {right}"),
                ),
                Text::new(format!("算得 {right}"), format!("the others come to {right}")),
            ),
            (Cmp::Eq, _) if alone => (
                Text::new(
                    format!("{zh} 各数合计 {right}，应为 {left}"),
                    format!("{en} and the others come to {right}, which should be {left}"),
                ),
                Text::new(format!("合计 {right}"), format!("{right} in all")),
            ),
            (Cmp::Eq, _) if table.is_some() => {
                let (table, n) = (table.unwrap_or_default(), equation.left.terms.len());
                (
                    Text::new(
                        format!("{table}里 {n} 个数合计 {left}，应为 {right}"),
                        format!("{n} figures of {table} come to {left}, which should be {right}"),
                    ),
                    Text::new(format!("合计 {left}"), format!("{left} in all")),
                )
            }
            (Cmp::Eq, _) => (
                Text::new(
                    format!("{zh} 各数算得 {left}，与 {right} 不符"),
                    format!("{en} and the others come to {left}, which is not {right}"),
                ),
                Text::new(format!("算得 {left}"), format!("{left} in all")),
            ),
            (Cmp::Le | Cmp::Ge, _) => {
                let (more, than) =
                    if equation.cmp == Cmp::Le { ("大于", "more than") } else { ("小于", "less than") };
                let (sum, come) =
                    if is_lead { ("写作", "reads") } else { ("各数合计", "and the others come to") };
                (
                    Text::new(
                        format!("{zh} {sum} {left}，{more} {right}"),
                        format!("{en} {come} {left}, {than} {right}"),
                    ),
                    Text::new(format!("{more} {right}"), format!("{than} {right}")),
                )
            }
        };
        let mut diagnostic =
            Diagnostic::new("", Severity::Error, document.span(&figure.place), message).labelled(label);
        diagnostic.arithmetic = Some(Arithmetic {
            stated: if is_lead { stated.to_owned() } else { left },
            expected: (equation.cmp == Cmp::Eq).then_some(right),
            difference: equation.gap().map(|gap| show(Some(gap))),
        });
        diagnostic.identity = name::identity(self.bounds, document, at);
        self.others(&mut diagnostic, &[relation], Some(at));
        let mut equals = fault.equals.clone();
        if let Suspect::Figure(id, value) = fault.at
            && id != at
            && fault.slip
        {
            equals.insert(0, (id, value));
        }
        self.equals(&mut diagnostic, &equals, |value| Some(in_notation(document, like?, value)));
        diagnostic
    }

    fn unit(&self, table: usize, power: i64, told: &[&Relation]) -> Diagnostic {
        let document = self.document;
        let known = &document.tables[table];
        let name = name::table(self.bounds, document, table);
        let place =
            known.unit.as_ref().map(|(_, place)| place).or(known.caption.as_ref()).unwrap_or(&known.place);
        let factor = digits(power_of_ten(power.abs()), true);
        let n = told.len();
        let (zh, en) = if power > 0 { ("大", "larger") } else { ("小", "smaller") };
        let message = Text::new(
            format!("{name}的单位疑误：数字按{zh} {factor} 倍读，{n} 处与其他表的关系全部成立"),
            format!(
                "the unit of {name} looks wrong: read {factor} times {en}, {n} relations with other tables hold"
            ),
        );
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(place), message);
        diagnostic.identity = format!("{name}{}", super::UNIT);
        self.others(&mut diagnostic, told, None);
        diagnostic
    }

    fn nothing(&self, told: &[&Relation]) -> Diagnostic {
        let document = self.document;
        let place = told
            .iter()
            .flat_map(|relation| relation.equation.operands())
            .find_map(|operand| operand.place.clone());
        let message = Text::new("数字之间对不上", "figures do not tie out");
        let place = place.unwrap_or(0..0);
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
        diagnostic.identity = name::place_identity(document, &place);
        self.others(&mut diagnostic, told, None);
        diagnostic
    }

    /// One word for a family that could not be tied: the reading may be wrong, and then no figure is.
    fn doubt(&self, rules: &[(usize, &Rule)], relations: &[Relation], family: &Family) -> Diagnostic {
        let document = self.document;
        let failing: Vec<&Relation> = family
            .members
            .iter()
            .map(|&at| &relations[at])
            .filter(|relation| relation.equation.outcome() == Outcome::Fails)
            .collect();
        let rule = failing
            .first()
            .map_or(rules[relations[family.members[0]].rule].1, |relation| rules[relation.rule].1);
        let (n, all) = (failing.len(), family.members.len());
        let message = Text::new(
            format!("{}：{all} 处中有 {n} 处对不上，可能是表读得不对，未据此判断", rule.title.get(Lang::Zh)),
            format!(
                "{}: {n} of {all} places do not tie out; the table may have been read otherwise than it is meant, so none is held against it",
                rule.title.get(Lang::En)
            ),
        );
        let operands = || failing.iter().flat_map(|relation| relation.equation.operands());
        let place = operands().find_map(|operand| operand.place.clone()).unwrap_or(0..0);
        let mut diagnostic = Diagnostic::new(DOUBTFUL, Severity::Note, document.span(&place), message);
        if family.proved {
            // Both sides stand by themselves, so that a table that was not updated looks like this, too.
            diagnostic.severity = Severity::Warning;
        }
        diagnostic.certainty = Some(certainty(family.odds));
        diagnostic.identity = format!("{}|{}", rule.id, name::place_identity(document, &place));
        let at_fault = operands().find_map(|operand| operand.figure);
        self.others(&mut diagnostic, &failing, at_fault);
        for relation in failing.iter().take(MAX_TOLD) {
            self.reckoned(&mut diagnostic, rule, relation);
        }
        diagnostic.help = Some(Text::new(
            "用 gouji inspect 看这张表是怎样读的；读法无误时逐处核对。",
            "see with gouji inspect how the table was read; if it was read rightly, check each place",
        ));
        diagnostic.rule_span = Some(rule.span);
        diagnostic
    }

    /// Points at the other figures of the relations, those of each relation once.
    fn others(&self, diagnostic: &mut Diagnostic, told: &[&Relation], at_fault: Option<FigureId>) {
        let mut seen: Vec<FigureId> = at_fault.into_iter().collect();
        for relation in told {
            let shown = |id: &FigureId| !self.document.figure(*id).blank;
            let figures: Vec<FigureId> =
                relation.equation.operands().filter_map(|operand| operand.figure).filter(shown).collect();
            let in_table = |id: &FigureId| self.document.figure(*id).cell.is_some();
            let long = figures.len() > LONG_SUM && figures[1..].iter().all(in_table);
            let kept = if long { 1 } else { figures.len() };
            for &id in &figures[..kept] {
                if seen.contains(&id) || seen.len() > MAX_RELATED {
                    continue;
                }
                seen.push(id);
                let words = name::figure(self.bounds, self.document, id);
                diagnostic
                    .related
                    .push(Label { span: self.document.span(&self.document.figure(id).place), text: words });
            }
        }
    }
}

/// The figure that a relation is about, where it alone is what the others come to.
fn lead(relation: &Relation) -> Option<FigureId> {
    match relation.equation.left.terms.as_slice() {
        [only] if only.coefficient == Decimal::ONE => only.operand.figure,
        _ => None,
    }
}

/// Whether a relation is about this figure, or about none.
fn is_led(relation: &Relation, id: FigureId) -> bool {
    of_rule(relation) || lead(relation) == Some(id)
}

/// Whether what figures come to is said by the rule: 100.
fn of_rule(relation: &Relation) -> bool {
    relation.equation.right.terms.iter().all(|term| term.operand.figure.is_none())
}
