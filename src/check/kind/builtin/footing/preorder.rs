//! Trees that neither codes nor numbers draw: each total stands above its parts, a department above its units, a unit above its
//! projects, and one row comes to all that follow it. In one column of figures a single sum proves little; that every row of the
//! table has its place in one tree does.
//!
//! A row is a leaf, or the trees that follow it come to it. Where they do not, for one digit is wrong, the rest of the table still
//! says which rows these are: with that one sum taken as it was meant all rows have their place again.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use super::score::in_last_places;
use crate::amount::slip::is_slip;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::ledger::Outcome;

/// A table of fewer rows draws no tree.
const LEAST: usize = 8;
/// A table of more is a register, and no tree is looked for.
const MOST: usize = 1000;
/// So many rows add up several others, or the tree is chance.
const SEVERAL: usize = 3;
/// So many digits of them agree beyond one for each row, which may be a leaf or not.
const DIGITS: usize = 12;
/// A row of more digits than so many that comes to several behind it is their total; where that draws no tree, only a row of more
/// digits than chance brings about.
const SURE: [usize; 2] = [0, 4];
/// For each row so many places are tried for its parts to end.
const STEPS: usize = 800;
/// Of the ends that the parts of a row may have so many are kept.
const ENDS: usize = 24;
/// For each row behind one so many ways are tried by which its parts may come near it.
const NEARLY: usize = 8;
/// A total of fewer digits is off by a slip from whatever stands behind it.
const TELLING: usize = 3;
/// Of what the rows behind a block may come to so much is kept.
const SUMS: usize = 32;
/// So many blocks are looked into for the sum that is off, the smallest first.
const WAYS: usize = 4;
/// So many columns are asked for the tree.
const COLUMNS: usize = 3;

impl Sheet<'_> {
    /// Tells the sums of a table in which every row has its place in one tree, or would have it if one digit were another.
    pub(super) fn preorder(&self, results: &mut Results) {
        let items = &self.pane.items;
        let coded = items.iter().filter(|item| !item.code.is_empty()).count();
        if !(LEAST..=MOST).contains(&items.len()) || coded * 2 > items.len() {
            return;
        }
        let columns = self.values();
        let read = |&column: &usize| Some((column, Rows::of(self, column)?));
        let read: Vec<(usize, Rows)> = columns.iter().take(COLUMNS).filter_map(read).collect();
        let whole = read.iter().find_map(|(_, rows)| rows.tree().map(|tree| (rows, tree)));
        let (rows, tree) = match (whole, read.as_slice()) {
            (Some(whole), _) => whole,
            (None, [(_, only)]) => match only.mended() {
                Some(tree) => (only, tree),
                None => return,
            },
            _ => return,
        };
        for (total, parts) in &tree {
            for &column in &columns {
                let parts = parts.iter().map(|&part| self.figure(rows.items[part], column));
                let line = self.line(self.figure(rows.items[*total], column), parts);
                let Some(line) = line.filter(|line| !line.1.is_empty()) else { continue };
                let equation: Equation = self.equation(&line);
                match equation.outcome() {
                    Outcome::Fails if one_digit_away(self.document, &equation) => results.relation(equation),
                    Outcome::Fails => {}
                    _ => results.found(equation),
                }
            }
        }
    }
}

/// A total and its parts, as places among the rows.
type Sum = (usize, Vec<usize>);

/// The rows of a column that say something, from above.
struct Rows {
    /// Which items they are.
    items: Vec<usize>,
    /// What they come to, in the last place that any of them has.
    values: Vec<i128>,
}

/// Where the tree of each row may end: right behind it, or behind its parts.
type Ends = Vec<Vec<usize>>;

impl Rows {
    fn of(sheet: &Sheet<'_>, column: usize) -> Option<Self> {
        let worth = |item: usize| Some((item, sheet.worth(item, column)?));
        let (items, values): (Vec<usize>, Vec<Decimal>) =
            (0..sheet.pane.items.len()).filter_map(worth).unzip();
        let readable = (0..sheet.pane.items.len())
            .all(|item| sheet.figure(item, column).is_none() || sheet.worth(item, column).is_some());
        let values = in_last_places(values)?;
        let adds = readable && values.iter().all(|value| *value >= 0);
        (adds && items.len() >= LEAST).then_some(Self { items, values })
    }

    /// The sums of the one tree that all rows make.
    fn tree(&self) -> Option<Vec<Sum>> {
        SURE.iter().find_map(|sure| self.tree_of(*sure))
    }

    fn tree_of(&self, sure: usize) -> Option<Vec<Sum>> {
        let mut left = STEPS.saturating_mul(self.values.len());
        let mut ends: Ends = vec![Vec::new(); self.values.len()];
        self.fill(&self.values, &mut ends, (self.values.len(), sure), &mut left)?;
        self.drawn(&self.values, &ends)
    }

    /// The same, where one sum is off by what looks like a slip.
    fn mended(&self) -> Option<Vec<Sum>> {
        SURE.iter().find_map(|sure| self.mended_of(*sure))
    }

    fn mended_of(&self, sure: usize) -> Option<Vec<Sum>> {
        let values = &self.values;
        let mut left = STEPS.saturating_mul(values.len()).saturating_mul(2);
        let mut ends: Ends = vec![Vec::new(); values.len()];
        self.fill(values, &mut ends, (values.len(), sure), &mut left)?;
        let proved = ends.iter().enumerate().filter(|(at, own)| own.iter().any(|end| *end > at + 2)).count();
        if proved < SEVERAL {
            return None;
        }
        let (fixed, meant) = self.narrowed(&ends, (0, values.len()), &mut left)?;
        let mut values = values.clone();
        values[fixed.at] = meant;
        ends[fixed.at] = vec![fixed.end];
        self.fill(&values, &mut ends, (fixed.at, sure), &mut left)?;
        self.drawn_with(&values, &ends, Some(fixed))
    }

    /// The sum that keeps the tree of the row `root` from taking in all rows before `end`, and what its total was meant to be: found
    /// from above, block by block, for all that stands beside the block with the fault comes out.
    fn narrowed(&self, ends: &Ends, (root, end): (usize, usize), left: &mut usize) -> Option<(Fixed, i128)> {
        let values = &self.values;
        let own = values[root];
        let mut before: BTreeMap<usize, Vec<i128>> = BTreeMap::from([(root + 1, vec![0])]);
        for (at, sum) in Self::reached(values, ends, root, left)?.into_iter().filter(|(at, _)| *at < end) {
            before.entry(at).or_default().push(sum);
        }
        let behind = Self::behind(values, ends, (root + 1, end), own, left)?;
        let leaves = |so_far: i128, sum: i128| {
            let rest = own.checked_sub(so_far).and_then(|rest| rest.checked_sub(sum));
            rest.and_then(|rest| behind.get(&rest)).into_iter().flatten().copied()
        };
        let mut blocks: Vec<(usize, usize, usize)> = Vec::new();
        for (&at, sums) in &before {
            // The total of a block is wrong, and stands in its own as what its parts come to.
            let nearly = Self::nearly(values, ends, at, left)?;
            for &so_far in sums {
                let fits = |&&(own_end, sum): &&(usize, i128)| leaves(so_far, sum).any(|end| end == own_end);
                if let Some(&(own_end, sum)) = nearly.iter().find(fits) {
                    return Some((Fixed { at, end: own_end, sum }, sum));
                }
                let block = leaves(so_far, values[at]).filter(|own_end| *own_end > at + 1);
                blocks.extend(
                    block
                        .filter(|own_end| !ends[at].contains(own_end))
                        .map(|own_end| (own_end - at, at, own_end)),
                );
            }
        }
        blocks.sort_unstable();
        blocks.dedup();
        let smaller = blocks.into_iter().filter(|(len, ..)| *len < end - root).take(WAYS);
        for (_, at, own_end) in smaller {
            if let Some(found) = self.narrowed(ends, (at, own_end), left) {
                return Some(found);
            }
        }
        let (_, sum) =
            Self::nearly(values, ends, root, left)?.into_iter().find(|(own_end, _)| *own_end == end)?;
        Some((Fixed { at: root, end, sum }, own))
    }

    /// What trees that stand one after another up to `end` come to, and where they may begin.
    fn behind(
        values: &[i128],
        ends: &Ends,
        (from, end): (usize, usize),
        most: i128,
        left: &mut usize,
    ) -> Option<HashMap<i128, Vec<usize>>> {
        let mut sums: Vec<Vec<i128>> = vec![Vec::new(); end + 1 - from];
        let mut ways: HashMap<i128, Vec<usize>> = HashMap::from([(0, vec![end])]);
        sums[end - from].push(0);
        for at in (from..end).rev() {
            let mut own: Vec<i128> = Vec::new();
            for next in ends[at].iter().rev().filter(|next| **next <= end) {
                for sum in &sums[next - from] {
                    *left = left.checked_sub(1)?;
                    let sum = sum.checked_add(values[at])?;
                    if sum <= most && own.len() < SUMS && !own.contains(&sum) {
                        own.push(sum);
                    }
                }
            }
            own.iter().for_each(|sum| ways.entry(*sum).or_default().push(at));
            sums[at - from] = own;
        }
        Some(ways)
    }

    /// Finds the ends of the trees of the rows before `until`, those behind are known. `None`: there is too much to try.
    fn fill(
        &self,
        values: &[i128],
        ends: &mut Ends,
        (until, sure): (usize, usize),
        left: &mut usize,
    ) -> Option<()> {
        for at in (0..until).rev() {
            let mut own = vec![at + 1];
            for (end, sum) in Self::reached(values, ends, at, left)? {
                if sum == values[at] && sum > 0 && !own.contains(&end) && own.len() < ENDS {
                    own.push(end);
                }
            }
            // So many digits do not come out by chance: what adds up others is no leaf.
            let several = |end: &usize| values[at + 1..*end].iter().filter(|part| **part > 0).count() > 1;
            if significant(values[at]) > sure && own.iter().any(several) {
                own.remove(0);
            }
            own.sort_unstable();
            ends[at] = own;
        }
        Some(())
    }

    /// Where trees that follow the row `at` one after another may end, and what they come to: no more than the row.
    fn reached(values: &[i128], ends: &Ends, at: usize, left: &mut usize) -> Option<Vec<(usize, i128)>> {
        let (reached, all) = Self::up_to(values, ends, at, values[at], left);
        all.then_some(reached)
    }

    /// The same up to `most`, and whether these are all there are.
    fn up_to(
        values: &[i128],
        ends: &Ends,
        at: usize,
        most: i128,
        left: &mut usize,
    ) -> (Vec<(usize, i128)>, bool) {
        let mut seen: HashSet<(usize, i128)> = HashSet::new();
        let (mut open, mut reached) = (vec![(at + 1, 0_i128)], Vec::new());
        while let Some((next, sum)) = open.pop() {
            let Some(rest) = left.checked_sub(1) else { return (reached, false) };
            *left = rest;
            let Some(&value) = values.get(next) else { continue };
            let Some(sum) = sum.checked_add(value).filter(|sum| *sum <= most) else { continue };
            for &end in &ends[next] {
                if seen.insert((end, sum)) {
                    reached.push((end, sum));
                    open.push((end, sum));
                }
            }
        }
        (reached, true)
    }

    /// Where the parts of a row may end if one digit is wrong, in it or in one of them.
    fn nearly(values: &[i128], ends: &Ends, at: usize, left: &mut usize) -> Option<Vec<(usize, i128)>> {
        let most = values[at].checked_mul(2)?;
        // The largest trees are tried first: what is meant is among the first ways to go on.
        let mut own = NEARLY.saturating_mul(values.len() - at).min(*left);
        let given = own;
        let reached = Self::up_to(values, ends, at, most, &mut own).0;
        *left -= given - own;
        let off = |sum: i128| Decimal::try_from_i128_with_scale((sum - values[at]).abs(), 0).ok();
        let slips = |&(_, sum): &(usize, i128)| {
            let telling = significant(sum).max(significant(values[at])) >= TELLING;
            telling && sum > 0 && sum != values[at] && off(sum).is_some_and(|gap| is_slip(gap, Decimal::ZERO))
        };
        Some(reached.into_iter().filter(slips).collect())
    }

    fn drawn(&self, values: &[i128], ends: &Ends) -> Option<Vec<Sum>> {
        self.drawn_with(values, ends, None)
    }

    /// The sums of the tree of the first row, where that takes in all rows and enough of them come out.
    fn drawn_with(&self, values: &[i128], ends: &Ends, fixed: Option<Fixed>) -> Option<Vec<Sum>> {
        let all = values.len();
        if !ends.first()?.contains(&all) {
            return None;
        }
        let (mut sums, mut open) = (Vec::new(), vec![(0, all)]);
        while let Some((at, end)) = open.pop() {
            if end == at + 1 {
                continue;
            }
            let come_to =
                fixed.filter(|fixed| fixed.at == at && fixed.end == end).map_or(values[at], |own| own.sum);
            let parts = path(values, ends, at + 1, end, come_to)?;
            open.extend(parts.iter().copied());
            sums.push((at, parts.into_iter().map(|(part, _)| part).collect::<Vec<usize>>()));
        }
        let written = |parts: &[usize]| parts.iter().filter(|&&part| values[part] > 0).count();
        let several: Vec<&Sum> = sums.iter().filter(|(_, parts)| written(parts) > 1).collect();
        let agree: usize = several.iter().map(|(at, _)| significant(values[*at]).saturating_sub(1)).sum();
        (several.len() >= SEVERAL && agree >= DIGITS).then_some(sums)
    }
}

/// How many digits of a value say something: zeros at its end are those of its unit.
fn significant(value: i128) -> usize {
    let mut said = value.unsigned_abs();
    while said > 9 && said.is_multiple_of(10) {
        said /= 10;
    }
    said.checked_ilog10().map_or(0, |digits| digits as usize + 1)
}

/// A sum that is taken as it was meant.
#[derive(Clone, Copy)]
struct Fixed {
    at: usize,
    end: usize,
    /// What its parts come to.
    sum: i128,
}

/// The trees that stand one after another from `from` to `end` and come to `sum`, each with its end: the largest first.
fn path(values: &[i128], ends: &Ends, from: usize, end: usize, sum: i128) -> Option<Vec<(usize, usize)>> {
    type State = (usize, i128);
    let mut before: HashMap<State, State> = HashMap::new();
    let mut open: Vec<State> = vec![(from, 0)];
    while let Some((next, so_far)) = open.pop() {
        if next == end && so_far == sum {
            let mut parts = Vec::new();
            let (mut state, start) = ((next, so_far), (from, 0));
            while state != start {
                let last = *before.get(&state)?;
                parts.push((last.0, state.0));
                state = last;
            }
            parts.reverse();
            return Some(parts);
        }
        let Some(&value) = values.get(next).filter(|_| next < end) else { continue };
        let Some(so_far_then) = so_far.checked_add(value).filter(|then| *then <= sum) else { continue };
        let mut reach: Vec<usize> = ends[next].iter().copied().filter(|own| *own <= end).collect();
        reach.sort_unstable();
        for own in reach {
            before.entry((own, so_far_then)).or_insert_with(|| {
                open.push((own, so_far_then));
                (next, so_far)
            });
        }
    }
    None
}
