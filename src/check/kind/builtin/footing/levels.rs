//! Trees that codes and numbers of rows draw: which rows stand below which.

use std::collections::{BTreeMap, HashSet};

use super::found::{Figures, Sum};
use super::{Line, NAMED_DIGITS};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::document::heading::ordinal;

/// So many sums of one level of a tree come out at least where the tree is one.
const TREE: usize = 2;

impl Figures<'_, '_> {
    /// Rows whose code is the beginning of the codes of others, level by level.
    pub(super) fn by_codes(&self) -> BTreeMap<usize, Vec<Sum>> {
        let code = |row: usize| self.sheet.pane.items[row].code.as_str();
        let begins = |above: &str, below: &str| {
            !above.is_empty() && below.len() > above.len() && below.starts_with(above)
        };
        let level = |open: &[usize], row: usize| {
            open.iter().rposition(|&above| begins(code(above), code(row))).map_or(0, |at| at + 1)
        };
        self.tree(level)
    }

    /// Rows numbered one way whose parts are numbered another, level by level: 一、 and its (一), (一) and its 1.
    pub(super) fn by_numbers(&self) -> BTreeMap<usize, Vec<Sum>> {
        let of = |row: usize| ordinal(self.sheet.name(row)).map(|(ordinal, _)| ordinal.style);
        let styles: Vec<_> = (0..self.sheet.pane.items.len()).map(of).collect();
        let style = |row: usize| styles.get(row).copied().flatten();
        let level = |open: &[usize], row: usize| {
            let own = style(row);
            // A style that stands open already goes on there; a new one begins below.
            open.iter().position(|&above| style(above) == own).unwrap_or(open.len())
        };
        self.tree(level)
    }

    /// The sums of a tree of rows by their depth; `level` says how many of the rows that stand open have the next one below
    /// them.
    fn tree(&self, level: impl Fn(&[usize], usize) -> usize) -> BTreeMap<usize, Vec<Sum>> {
        let mut open: Vec<usize> = Vec::new();
        let mut below: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for &row in &self.members {
            let depth = level(&open, row);
            open.truncate(depth);
            if let Some(&above) = open.last() {
                below.entry((depth, above)).or_default().push(row);
            }
            open.push(row);
        }
        let mut levels: BTreeMap<usize, Vec<Sum>> = BTreeMap::new();
        for ((depth, above), parts) in below {
            levels.entry(depth).or_default().push((above, parts));
        }
        levels
    }

    /// Tells the sums of one level of a tree, where most of them come out: they are proof of each other.
    pub(super) fn tell_level(&self, level: &[Sum], told: &mut HashSet<FigureId>, results: &mut Results) {
        let lines = level.iter().flat_map(|(total, parts)| self.lines_of(*total, parts));
        let lines: Vec<Line> = lines.filter(|line| !told.contains(&line.0)).collect();
        let out = lines.iter().filter(|line| self.sheet.proves(line)).count();
        let not = lines.iter().filter(|line| !self.sheet.comes_out(line)).count();
        if out < TREE.max(2 * not) {
            return;
        }
        told.extend(lines.iter().map(|line| line.0));
        self.take(self.additive(lines), NAMED_DIGITS, results);
    }
}
