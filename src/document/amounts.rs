//! Which amounts of money stand in a document, in order of their value.

use rust_decimal::Decimal;

use super::{Document, Figure, FigureId};
use crate::amount::Kind;

/// The amounts of money of a document in order of what they come to, signs aside.
#[derive(Debug, Default)]
pub struct Amounts {
    all: Vec<(Decimal, FigureId)>,
}

impl Amounts {
    fn new(figures: &[Figure]) -> Self {
        let told = |figure: &Figure| {
            let money = figure.amount.unit.kind == Kind::Money;
            (money && !figure.blank && !figure.unreadable).then(|| figure.amount.checked_base())?
        };
        let figures = (0..).map(FigureId).zip(figures);
        let mut all: Vec<(Decimal, FigureId)> =
            figures.filter_map(|(id, figure)| Some((told(figure)?.abs().normalize(), id))).collect();
        all.sort_unstable();
        Self { all }
    }

    /// Those of one value, for each value.
    pub fn runs(&self) -> impl Iterator<Item = &[(Decimal, FigureId)]> {
        self.all.chunk_by(|a, b| a.0 == b.0)
    }

    /// Those between two values, both included.
    pub fn between(&self, low: Decimal, high: Decimal) -> impl Iterator<Item = FigureId> + use<'_> {
        let from = self.all.partition_point(|(value, _)| *value < low);
        self.all[from..].iter().take_while(move |(value, _)| *value <= high).map(|(_, id)| *id)
    }

    /// True where another amount than `own` stands between two values.
    pub fn elsewhere(&self, own: FigureId, low: Decimal, high: Decimal) -> bool {
        self.between(low, high).take(2).any(|id| id != own)
    }
}

impl Document {
    /// Its amounts of money by value; put in order when first asked for.
    pub fn amounts(&self) -> &Amounts {
        self.amounts.get_or_init(|| Amounts::new(&self.figures))
    }
}
