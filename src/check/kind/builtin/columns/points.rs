//! Points of a league: three for a win and one for a draw. Small counts, which agree by chance in a row or two and not in all.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Sheet;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// What a win is worth, now and in former times.
const WINS: [i64; 2] = [3, 2];
/// So many rows come out.
const PROVED: usize = 4;
/// For so many that do one may not.
const FEW: usize = 4;
/// So many counts of wins differ, and of draws.
const SEVERAL: usize = 3;
const DRAWS: usize = 2;

impl Sheet<'_> {
    /// Tells the columns that are three times one other and once another in nearly every row.
    pub(super) fn tell_points(&self, amounts: &[usize], results: &mut Results) {
        let rows = self.pane.items.len();
        if rows < PROVED {
            return;
        }
        for &points in amounts {
            let others = || amounts.iter().copied().filter(move |&column| column != points);
            let ways = others().flat_map(|wins| {
                let draws = others().filter(move |&column| column != wins);
                draws.flat_map(move |draws| WINS.map(|win| (wins, draws, Decimal::from(win))))
            });
            let told = ways.filter_map(|(wins, draws, win)| self.points((points, wins, draws), win)).next();
            told.into_iter().flatten().for_each(|equation| results.found(equation));
        }
    }

    fn points(&self, (points, wins, draws): (usize, usize, usize), win: Decimal) -> Option<Vec<Equation>> {
        let (mut all, mut off) = (Vec::new(), 0_usize);
        let (mut of_wins, mut of_draws) = (HashSet::new(), HashSet::new());
        for row in 0..self.pane.items.len() {
            let column = |column: usize| self.figure(row, column);
            let Some(((points, wins), draws)) = column(points).zip(column(wins)).zip(column(draws)) else {
                continue;
            };
            let exact = |id: FigureId| Operand { half: Decimal::ZERO, ..Operand::of(self.document, id) };
            let term = |id: FigureId, coefficient: Decimal| Term { operand: exact(id), coefficient };
            let parts = vec![term(wins, win), term(draws, Decimal::ONE)];
            let equation = Equation::equal(Linear::one(exact(points)), Linear { terms: parts });
            if equation.outcome() == Outcome::Fails {
                off += 1;
                if off > 1 {
                    return None;
                }
            } else {
                of_wins.insert(exact(wins).value.normalize());
                of_draws.insert(exact(draws).value.normalize());
            }
            all.push(equation);
        }
        let out = all.len() - off;
        let proved = out >= PROVED.max(off * FEW) && of_wins.len() >= SEVERAL && of_draws.len() >= DRAWS;
        proved.then_some(all)
    }
}
