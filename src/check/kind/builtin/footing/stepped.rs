//! Sums that step to the right: the items of a statement stand in an inner column, what they come to in the next one out, on the
//! row of the last item or below it. Accounts are written so where a column is no year and no fund but a level.

use super::{Line, Sheet};
use crate::check::results::Results;
use crate::document::FigureId;

impl Sheet<'_> {
    /// Tells of the sums of each column that the next one has, where enough of them come out.
    pub(super) fn stepped(&self, results: &mut Results) {
        for pair in self.values().windows(2) {
            let lines = self.steps(pair[0], pair[1]);
            // Where a row has a figure in both columns, and every row has, nothing is added up.
            if lines.iter().any(|(_, parts)| parts.len() > 1) {
                self.tell(lines, results);
            }
        }
    }

    /// Each figure of the outer column with those of the inner one that stand since the figure before it.
    fn steps(&self, inner: usize, outer: usize) -> Vec<Line> {
        let (mut lines, mut open) = (Vec::new(), Vec::<Option<FigureId>>::new());
        for item in 0..self.pane.items.len() {
            open.extend(self.figure(item, inner).map(Some));
            if let Some(total) = self.figure(item, outer) {
                let parts = std::mem::take(&mut open);
                lines.extend(self.line(Some(total), parts.into_iter()).filter(|line| !line.1.is_empty()));
            }
        }
        lines
    }
}
