//! Standing: a family of relations is heard when it has shown on the page that it holds.
//!
//! A relation fails either because the author erred or because the table was read otherwise than it was meant. The page
//! tells which: relations that stand or fall with the same reading (one rule on one column, on one pair of tables, on one
//! statement in words) are a family, and each member that holds is evidence for the reading, each independent failure
//! evidence against it. Where the reading is the likelier culprit, the family is doubtful: neither accused nor ticked.
//!
//! With `h` telling members that hold and `f` independent slips, a right reading has the likelihood
//! `(1 − w)(1 − e)^h e^f`, a wrong one `w x^h (1 − x)^f`: `w` is how often a reading is wrong before the page is asked, `e`
//! how often an author errs in a figure, `x` how often a wrong reading holds by chance. A difference that one slip of the
//! keyboard explains is evidence too: a slip of one among `9n` figures of `n` digits makes it, another reading makes it with
//! the chance that its digits happen to fall so. Everything is counted in whole hundredths of a natural logarithm.
//!
//! Programs add up tables, and an error there stands alone. Forms and set sentences are filled in by people, and one who
//! copies a form from last year's errs in many of them alike: beside the careful author stands a careless one, seldom met,
//! who errs in every third. No column is shared there that all of them could be misread by.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::difference::{LEFT_OUT, NEARLY, Printed, UNLIKE, difference, is_cut, nearly};
use super::{Fault, Suspect};
use crate::check::relation::{Grounds, Relation, is_telling};
use crate::diagnostic::Certainty;
use crate::document::{Document, FigureId};
use crate::hash::{Map, Set};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;

/// Odds in hundredths of a natural logarithm; positive speaks for the reading and so against the author.
pub type Odds = i32;

/// ln((1 − w)/w) with w = 0.005 in place of 0.05: what is added where every column of the family is proved by sums that hold
/// without exception.
const PROVED: Odds = 235;
/// ln((1 − e)/x) with x = 0.1: a telling member that holds.
const HOLDS: Odds = 230;
/// The same with x = 0.6: most inequalities hold by chance.
const HOLDS_BY_CHANCE: Odds = 51;
/// ln((1 − e)/x) and ln(e/(1 − x)) of the careless author, who errs in one of three, with x = 0.1.
const CARELESS: (Odds, Odds) = (190, -99);
/// The same with x = 0.6.
const CARELESS_UNEQUAL: (Odds, Odds) = (11, -18);
/// ln(1/8): where several forms or set sentences of one kind failed on published documents, it was the author's doing more than
/// twice as often as that of a wrong reading, of which there is one in twenty.
const SELDOM: Odds = -208;
/// Members beyond so many add nothing: no reading is proved beyond doubt.
const ENOUGH: usize = 20;
/// A column with so many members stands for itself; fewer stand with their table.
const COLUMN: usize = 3;
/// So many members that hold without exception prove the columns they speak of.
const PROVING: usize = 3;

/// The cause of all rates that were cut off.
const CUT: usize = usize::MAX;

/// At these odds (p = 0.95) a person would sign the finding: below them it is told as figures that do not agree.
pub const SURE: Odds = 294;
/// The odds below which a family is folded into one word of doubt, by how many causes its failures have: three that fail alike
/// where the reading is the likelier culprit. One or two are told as figures that do not agree, each with its certainty,
/// unless the page itself speaks for another reading, by an item that was left out as well, or the reading was a guess.
const HEARD: [Odds; 3] = [-400, -300, 0];

/// The odds of a rule for documents of one's own (p = 0.99): it says what must hold, and the page has no say in that.
const GIVEN: Odds = 460;

/// What is known of a kind of check before the page is asked.
#[derive(Debug, Clone, Copy)]
struct Law {
    /// ln((1 − w)/w): how seldom such a reading is wrong.
    prior: Odds,
    /// ln(e/(1 − x)): an independent failure; e is how often authors err in such a figure.
    fails: Odds,
}

impl Law {
    /// Figures of tables, which programs add up: w = 0.05 (one of several names), e = 1/500.
    const TABLE: Self = Self { prior: 294, fails: -611 };
    /// Forms and sentences, which people fill in: e = 1/100.
    const WORDS: Self = Self { prior: 294, fails: -450 };
    /// Shares and rates said beside their amounts: authors err in one of fifty.
    const RATE: Self = Self { prior: 350, fails: -381 };
    /// Changes, whose words say what they are: w = 0.01, e = 1/50.
    const CHANGE: Self = Self { prior: 460, fails: -381 };
    /// Lists and totals that are known by their looks alone: w = 0.3.
    const GUESS: Self = Self { prior: 85, fails: -611 };
    /// ln(e/(1 − x)) with e = 1/50 and x = 0.6: an inequality that fails.
    const UNEQUAL: Odds = -300;

    fn of(grounds: Grounds, on_forms: bool, cmp: Cmp) -> Self {
        let law = match grounds {
            Grounds::Tables if on_forms => Self::WORDS,
            Grounds::Tables => Self::TABLE,
            Grounds::Rates => Self::RATE,
            Grounds::Changes => Self::CHANGE,
            Grounds::Guess => Self::GUESS,
            Grounds::Named | Grounds::Words | Grounds::Asked => Self::WORDS,
        };
        if cmp == Cmp::Eq { law } else { Self { fails: law.fails.max(Self::UNEQUAL), ..law } }
    }
}

/// How often an author of one kind keeps a relation, against how often a wrong reading does.
#[derive(Debug, Clone, Copy)]
struct Author {
    /// How seldom he is met.
    met: Odds,
    /// A telling member that holds.
    holds: Odds,
    /// A failure with a cause of its own.
    fails: Odds,
    /// Where he errs he copies, and half of it is no slip of the keyboard.
    copies: bool,
}

impl Author {
    /// Who may have written what a check holds against him.
    fn of(grounds: Grounds, on_forms: bool, law: Law, cmp: Cmp) -> impl Iterator<Item = Self> {
        let equal = cmp == Cmp::Eq;
        let holds = if equal { HOLDS } else { HOLDS_BY_CHANCE };
        let careful = Self { met: 0, holds, fails: law.fails, copies: false };
        let (holds, fails) = if equal { CARELESS } else { CARELESS_UNEQUAL };
        let careless = Self { met: SELDOM, holds, fails, copies: true };
        // What is gathered from running text by its looks is read anew in every sentence.
        let named = matches!(grounds, Grounds::Tables | Grounds::Named | Grounds::Rates);
        [careful].into_iter().chain((on_forms && named).then_some(careless))
    }

    /// The odds of a reading with so many telling members that hold and these failures, told by their differences.
    fn odds(self, telling: usize, differences: &[Odds]) -> Odds {
        let fails = |&said: &Odds| {
            let said = if self.copies { said.max((said - UNLIKE).min(0)) } else { said };
            self.fails + said
        };
        self.met + self.holds * telling.min(ENOUGH) as Odds + differences.iter().map(fails).sum::<Odds>()
    }
}

/// The probability of these odds, 1 ÷ (1 + e^−odds), in steps of whole hundredths.
pub fn certainty(odds: Odds) -> Certainty {
    // The odds at which so many hundredths are reached.
    const STEPS: [(Odds, u8); 12] = [
        (0, 50),
        (20, 55),
        (41, 60),
        (62, 65),
        (85, 70),
        (110, 75),
        (139, 80),
        (173, 85),
        (220, 90),
        (294, 95),
        (348, 97),
        (460, 99),
    ];
    let reached = STEPS.iter().rev().find(|(least, _)| odds.abs() >= *least);
    let hundredths = reached.map_or(50, |(_, hundredths)| *hundredths);
    Certainty::new(if odds >= 0 { hundredths } else { 100 - hundredths })
}

/// Relations that stand or fall with one reading.
#[derive(Debug)]
pub struct Family {
    /// Indices into the relations, ascending.
    pub members: Vec<usize>,
    /// How many of them fail.
    pub failing: usize,
    /// How many causes the failures have: what one figure explains is one.
    pub causes: usize,
    /// What they differ by stands beside them: an item that the reading left out explains them all.
    left_out: bool,
    /// The odds that the reading is right, all its failures taken together.
    pub odds: Odds,
    /// The rule is for documents of one's own, whose layout its author knows, or its check asks the page before it speaks.
    pub given: bool,
    /// Every column that it speaks of is proved by other sums.
    pub proved: bool,
}

/// What a reading is of: a rule with the columns or tables it was tried on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    /// A rule, with every table and column that the relation speaks of.
    Columns(usize, Vec<(u32, u32)>),
    /// A rule, with every table that the relation speaks of; none for words alone.
    Tables(usize, Vec<u32>),
}

/// The standing of every relation of a document.
#[derive(Debug)]
pub struct Standing {
    families: Vec<Family>,
    /// For each relation, its family.
    of: Vec<usize>,
}

impl Standing {
    /// Weighs `relations`; `faults` explain those that fail, and say which failures are one.
    pub fn weigh(
        document: &Document,
        grounds: &dyn Fn(usize) -> (Grounds, bool),
        relations: &[Relation],
        faults: &[Fault],
    ) -> Self {
        let (mut families, of) = group(document, relations);
        let slips = slips(relations, faults);
        let proved = proved(document, relations, &families);
        let printed = Printed::new(document);
        for family in &mut families {
            let mut cells = family.members.iter().flat_map(|&at| cells(document, &relations[at])).peekable();
            family.proved = cells.peek().is_some() && cells.all(|cell| proved.contains(&cell));
            let first = &relations[family.members[0]];
            let (grounds, presumed) = grounds(first.rule);
            family.given = !presumed || grounds == Grounds::Asked;
            let on_forms = on_forms(document, first);
            let law = Law::of(grounds, on_forms, first.equation.cmp);
            let differences = causes(document, relations, family, &slips, &printed, on_forms);
            let telling = telling(relations, &family.members);
            let authors = Author::of(grounds, on_forms, law, first.equation.cmp);
            let best = authors.map(|author| author.odds(telling, &differences)).max().unwrap_or_default();
            let odds = law.prior + best + if family.proved { PROVED } else { 0 };
            family.causes = differences.len();
            family.left_out = differences.iter().all(|said| *said <= UNLIKE + LEFT_OUT);
            family.odds = if family.given { GIVEN } else { odds };
        }
        Self { families, of }
    }

    /// The odds that the reading behind a relation is right.
    pub fn odds(&self, relation: usize) -> Odds {
        self.families[self.of[relation]].odds
    }

    /// Families of which something fails and whose reading is the likelier culprit.
    pub fn doubtful(&self) -> impl Iterator<Item = &Family> {
        let [.., many] = HEARD;
        let heard = move |family: &Family| match family.left_out {
            true => many,
            false => HEARD.get(family.causes.saturating_sub(1)).copied().unwrap_or(many),
        };
        self.families.iter().filter(move |family| family.failing > 0 && family.odds < heard(family))
    }
}

/// Whether every figure that a family could not bring about is brought about by other figures of the page, or by an item that stands
/// beside and was left out: what was looked for is there, in another way than the rule has it, and there is nothing to tell the
/// author. `sums` is what [`sums`] found.
pub fn is_settled(family: &Family, relations: &[Relation], sums: &HashSet<FigureId>) -> bool {
    let failing = family
        .members
        .iter()
        .map(|&at| &relations[at])
        .filter(|relation| relation.equation.outcome() == Outcome::Fails);
    let mut wholes = failing.map(whole);
    !family.proved && (family.left_out || wholes.all(|whole| whole.is_some_and(|id| sums.contains(&id))))
}

/// The figures that are the sum of several others.
pub fn sums(relations: &[Relation]) -> HashSet<FigureId> {
    let holds = |relation: &&Relation| matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding);
    let several = |relation: &&Relation| {
        relation.equation.is_sum()
            && relation.equation.right.terms.iter().filter(|term| !term.operand.value.is_zero()).count() > 1
    };
    relations.iter().filter(holds).filter(several).filter_map(whole).collect()
}

/// The one figure on the left of a relation.
pub(super) fn whole(relation: &Relation) -> Option<FigureId> {
    let [term] = relation.equation.left.terms.as_slice() else { return None };
    term.operand.figure
}

/// The cells of the figures that a relation speaks of, as (table, column).
fn cells<'a>(document: &'a Document, relation: &'a Relation) -> impl Iterator<Item = (u32, u32)> + 'a {
    let figures = relation.equation.operands().filter_map(|operand| operand.figure);
    figures.filter_map(|id| document.figure(id).cell).map(|cell| (cell.table, cell.column))
}

/// Whether all the figures of a relation stand in forms, or in none at all: forms of one kind are read alike.
fn on_forms(document: &Document, relation: &Relation) -> bool {
    cells(document, relation).all(|(table, _)| document.tables[table as usize].is_form)
}

/// Puts every relation into a family: that of its columns where there are enough of these, else that of its tables.
fn group(document: &Document, relations: &[Relation]) -> (Vec<Family>, Vec<usize>) {
    let keys: Vec<(Key, Key)> = relations
        .iter()
        .map(|relation| {
            let in_tables =
                cells(document, relation).filter(|(table, _)| !document.tables[*table as usize].is_form);
            // A bound is the same law in whatever table it is said.
            let bound = relation.equation.cmp != Cmp::Eq;
            let mut columns: Vec<(u32, u32)> = in_tables.filter(|_| !bound).collect();
            columns.sort_unstable();
            columns.dedup();
            let mut tables: Vec<u32> = columns.iter().map(|(table, _)| *table).collect();
            tables.dedup();
            (Key::Columns(relation.rule, columns), Key::Tables(relation.rule, tables))
        })
        .collect();
    let mut sizes: Map<&Key, usize> = Map::default();
    keys.iter().for_each(|(columns, _)| *sizes.entry(columns).or_default() += 1);
    let mut known: Map<&Key, usize> = Map::default();
    let mut families: Vec<Family> = Vec::new();
    let mut of = Vec::with_capacity(relations.len());
    for (at, (columns, tables)) in keys.iter().enumerate() {
        let key = if sizes[columns] >= COLUMN { columns } else { tables };
        let family = *known.entry(key).or_insert_with(|| {
            families.push(Family {
                members: Vec::new(),
                failing: 0,
                causes: 0,
                left_out: false,
                odds: 0,
                given: false,
                proved: false,
            });
            families.len() - 1
        });
        families[family].members.push(at);
        families[family].failing += usize::from(relations[at].outcome == Outcome::Fails);
        of.push(family);
    }
    (families, of)
}

/// For each relation that fails, the number of the fault that explains it; relations of one fault are one failure.
fn slips(relations: &[Relation], faults: &[Fault]) -> Vec<usize> {
    let mut slips: Vec<usize> = (0..relations.len()).map(|at| faults.len() + at).collect();
    for (number, fault) in faults.iter().enumerate() {
        if !matches!(fault.at, Suspect::Nothing) {
            fault.relations.iter().for_each(|&at| slips[at] = number);
        }
    }
    slips
}

/// What the differences of a family say, one for each cause: what one figure explains fails once, and so do forms that were
/// copied with their figures, rates of an author who cuts them off, and a total that is off alike in several columns.
fn causes(
    document: &Document,
    relations: &[Relation],
    family: &Family,
    slips: &[usize],
    printed: &Printed,
    on_forms: bool,
) -> Vec<Odds> {
    let mut same: Map<Vec<Decimal>, usize> = Map::default();
    let mut gaps: Map<(u32, u32, Decimal), usize> = Map::default();
    let mut causes: BTreeMap<usize, Odds> = BTreeMap::new();
    for &at in family.members.iter().filter(|&&at| relations[at].outcome == Outcome::Fails) {
        let mut copied = || *same.entry(values(&relations[at])).or_insert(slips[at]);
        let cause = match on_forms {
            true if is_cut(&relations[at]) => CUT,
            true => copied(),
            false => match same_gap(document, &relations[at]) {
                Some(gap) => *gaps.entry(gap).or_insert(slips[at]),
                None => slips[at],
            },
        };
        let near = on_forms && nearly(&relations[at]);
        let said = difference(document, &relations[at], printed).max(if near { NEARLY } else { Odds::MIN });
        let known = causes.entry(cause).or_insert(said);
        *known = (*known).max(said);
    }
    causes.into_values().collect()
}

/// The row of a total and by how much it is off: a total that is off by the same in several columns is so for one reason.
fn same_gap(document: &Document, relation: &Relation) -> Option<(u32, u32, Decimal)> {
    let id = whole(relation)?;
    let (cell, gap) = (document.figure(id).cell?, relation.equation.gap()?);
    let telling = is_telling(gap, document.figure(id).amount.unit);
    telling.then(|| (cell.table, cell.row, gap.normalize()))
}

/// The figures of a relation that say something, whatever their order.
fn values(relation: &Relation) -> Vec<Decimal> {
    let operands = relation.equation.operands();
    let mut values: Vec<Decimal> = operands
        .filter(|operand| operand.figure.is_some() && !operand.value.is_zero())
        .map(|operand| operand.value.normalize())
        .collect();
    values.sort_unstable();
    values
}

/// Columns whose sums hold without exception in a family that says something.
fn proved(document: &Document, relations: &[Relation], families: &[Family]) -> HashSet<(u32, u32)> {
    let by_words =
        |family: &Family| family.members.iter().copied().filter(|&at| !relations[at].found).collect();
    let clean = families.iter().filter(|family| family.failing == 0);
    let clean: Vec<Vec<usize>> = clean.map(by_words).collect();
    let telling = clean.iter().filter(|members| telling(relations, members) >= PROVING);
    telling.flat_map(|members| members.iter().flat_map(|&at| cells(document, &relations[at]))).collect()
}

/// How many members that hold would hardly hold by chance. What is zero, or the same figures again, proves nothing, and a sum
/// with a single part proves the sum but once.
fn telling(relations: &[Relation], members: &[usize]) -> usize {
    let mut seen: Set<Vec<Decimal>> = Set::default();
    let (mut telling, mut single) = (0, false);
    for relation in members.iter().map(|&at| &relations[at]) {
        if !matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding) {
            continue;
        }
        let values = values(relation);
        let (said, asked) = (values.len(), relation.equation.operands().count());
        if said < 2 || !seen.insert(values) {
            continue;
        }
        match said == 2 && asked > 2 {
            true => single = true,
            false => telling += 1,
        }
    }
    telling + usize::from(single)
}
