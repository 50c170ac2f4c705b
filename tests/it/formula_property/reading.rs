//! A second reading of formulas: made by chance, written down, and reckoned in fractions.

use std::collections::BTreeSet;

pub const ROWS: [&str; 3] = ["修缮", "采购", "培训"];
pub const COLUMNS: [&str; 4] = ["甲", "乙", "丙", "丁"];

/// A generator of numbers that is the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A fraction; `None` of one is what nothing comes of, and one over nothing is too long to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(i128, i128);

impl Fraction {
    const LONG: Self = Self(0, 0);

    fn new(above: i128, below: i128) -> Option<Self> {
        if below == 0 {
            return None;
        }
        let (mut a, mut b) = (above.unsigned_abs(), below.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let by = i128::try_from(a.max(1)).ok()? * below.signum();
        Some(Self(above / by, below / by))
    }

    fn add(self, other: Self) -> Option<Self> {
        let of = |one: i128, other: i128| one.checked_mul(other);
        let above =
            of(self.0, other.1).zip(of(other.0, self.1)).and_then(|(one, other)| one.checked_add(other));
        Self::made(above, of(self.1, other.1))
    }

    fn times(self, other: Self) -> Option<Self> {
        Self::made(self.0.checked_mul(other.0), self.1.checked_mul(other.1))
    }

    fn made(above: Option<i128>, below: Option<i128>) -> Option<Self> {
        match (above, below) {
            (Some(above), Some(below)) if below != 0 => Self::new(above, below),
            _ => Some(Self::LONG),
        }
    }

    fn turned(self) -> Option<Self> {
        if self == Self::LONG { Some(self) } else { Self::new(self.1, self.0) }
    }

    fn negative(self) -> Self {
        Self(-self.0, self.1)
    }

    fn size(self) -> Self {
        Self(self.0.abs(), self.1)
    }

    fn is_less(self, other: Self) -> bool {
        let of = |one: i128, other: i128| one.checked_mul(other);
        of(self.0, other.1).zip(of(other.0, self.1)).is_some_and(|(one, other)| one < other)
    }
}

/// A formula's expression, always of two.
pub enum Expr {
    Number(i128),
    /// 表[修缮, 甲], or 表[*, 甲] where no row is named.
    Figure(Option<usize>, usize),
    /// sum(表[*, 甲])
    Sum(usize),
    /// 表[无此行, 甲]?
    Missing,
    Negative(Box<Expr>),
    /// `+ − × ÷` by number.
    Two(usize, Box<Expr>, Box<Expr>),
}

const SIGNS: [&str; 4] = ["+", "-", "×", "÷"];

/// What an expression is made of: multiplied and dividing sums of figures, and whether something is added.
#[derive(Clone, Copy, PartialEq)]
pub struct Made {
    times: usize,
    over: usize,
    beside: bool,
}

impl Made {
    const NUMBER: Self = Self { times: 0, over: 0, beside: false };
    const SUM: Self = Self { times: 1, over: 0, beside: false };

    fn is_part(self) -> bool {
        self.over > 0 || self.times > 1
    }

    fn is_quotient(self) -> bool {
        self.over == 1 && self.times < 2 && !self.beside
    }
}

impl Expr {
    pub fn chance(dice: &mut Dice, depth: usize) -> Self {
        let column = dice.roll(COLUMNS.len());
        match dice.roll(if depth > 0 { 14 } else { 8 }) {
            0 | 1 => Self::Number(dice.roll(9) as i128),
            2 => Self::Figure(Some(dice.roll(ROWS.len())), column),
            3 => Self::Sum(column),
            4 if dice.roll(4) == 0 => Self::Missing,
            0..8 => Self::Figure(None, column),
            8 => Self::Negative(Box::new(Self::chance(dice, depth - 1))),
            _ => {
                let sign = dice.roll(4);
                Self::Two(
                    sign,
                    Box::new(Self::chance(dice, depth - 1)),
                    Box::new(Self::chance(dice, depth - 1)),
                )
            }
        }
    }

    /// As a formula writes it; brackets only where they are needed, so that long sums and products come about.
    pub fn written(&self) -> String {
        match self {
            Self::Number(value) => value.to_string(),
            Self::Figure(row, column) => {
                format!("表[{}, {}]", row.map_or("*", |row| ROWS[row]), COLUMNS[*column])
            }
            Self::Sum(column) => format!("sum(表[*, {}])", COLUMNS[*column]),
            Self::Missing => "表[无此行, 甲]?".to_owned(),
            Self::Negative(inner) => match **inner {
                Self::Two(..) => format!("-({})", inner.written()),
                _ => format!("-{}", inner.written()),
            },
            Self::Two(sign, left, right) => {
                let bracketed = |inner: &Self, low: &[usize]| match inner {
                    Self::Two(sign, ..) if low.contains(sign) => format!("({})", inner.written()),
                    _ => inner.written(),
                };
                let left = bracketed(left, if *sign < 2 { &[] } else { &[0, 1] });
                let right = bracketed(right, if *sign < 2 { &[0, 1] } else { &[0, 1, 2, 3] });
                format!("{left} {} {right}", SIGNS[*sign])
            }
        }
    }

    /// What it is made of; `None` where a relation cannot hold it, or where it divides by a nothing of its own.
    fn made(&self) -> Option<Made> {
        Some(match self {
            Self::Number(_) => Made::NUMBER,
            Self::Figure(..) | Self::Sum(_) | Self::Missing => Made::SUM,
            Self::Negative(inner) => inner.made()?,
            Self::Two(sign @ (0 | 1), left, right) => {
                let (one, other) = (left.made()?, right.made()?);
                match (one.is_part(), other.is_part(), *sign) {
                    (true, true, _) => return None,
                    (true, false, _) => Made { beside: true, ..one },
                    (false, true, _) => Made { beside: true, ..other },
                    _ => Made { times: one.times.max(other.times), ..Made::NUMBER },
                }
            }
            Self::Two(sign, left, right) => {
                let (one, other) = (left.made()?, right.made()?);
                let divides = *sign == 3;
                if other == Made::NUMBER {
                    return (!divides || right.value(&|_, _| None, 0, &mut Vec::new())?.0 != 0)
                        .then_some(one);
                }
                if one == Made::NUMBER && !divides {
                    return Some(other);
                }
                if one.beside || other.beside {
                    return None;
                }
                let (times, over) =
                    if divides { (other.over, other.times) } else { (other.times, other.over) };
                let made = Made { times: one.times + times, over: one.over + over, beside: false };
                return (made.times <= 2 && made.over <= 1).then_some(made);
            }
        })
    }

    /// What it comes to in a row; the signs of what is divided by are put into `divisors`.
    fn value(
        &self,
        figure: &dyn Fn(usize, usize) -> Option<Fraction>,
        row: usize,
        divisors: &mut Vec<i128>,
    ) -> Option<Fraction> {
        match self {
            Self::Number(value) => Fraction::new(*value, 1),
            Self::Figure(named, column) => figure(named.unwrap_or(row), *column),
            Self::Sum(column) => {
                (0..ROWS.len()).try_fold(Fraction(0, 1), |sum, row| sum.add(figure(row, *column)?))
            }
            Self::Missing => Some(Fraction(0, 1)),
            Self::Negative(inner) => Some(inner.value(figure, row, divisors)?.negative()),
            Self::Two(sign, left, right) => {
                let (one, other) = (left.value(figure, row, divisors), right.value(figure, row, divisors)?);
                match sign {
                    0 => one?.add(other),
                    1 => one?.add(other.negative()),
                    2 => one?.times(other),
                    _ => {
                        divisors.push(other.0.signum());
                        one?.times(other.turned()?)
                    }
                }
            }
        }
    }

    /// The figures it speaks of in a row, each as often as it does.
    fn figures(&self, row: usize, found: &mut Vec<(usize, usize)>) {
        match self {
            Self::Number(_) | Self::Missing => {}
            Self::Figure(named, column) => found.push((named.unwrap_or(row), *column)),
            Self::Sum(column) => found.extend((0..ROWS.len()).map(|row| (row, *column))),
            Self::Negative(inner) => inner.figures(row, found),
            Self::Two(_, left, right) => {
                left.figures(row, found);
                right.figures(row, found);
            }
        }
    }

    fn has_missing(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Negative(inner) => inner.has_missing(),
            Self::Two(_, left, right) => left.has_missing() || right.has_missing(),
            _ => false,
        }
    }

    fn has_each(&self) -> bool {
        match self {
            Self::Figure(row, _) => row.is_none(),
            Self::Negative(inner) => inner.has_each(),
            Self::Two(_, left, right) => left.has_each() || right.has_each(),
            _ => false,
        }
    }
}

/// `left cmp right`; the comparison is = ≤ ≥ by number.
pub struct Relation {
    left: Expr,
    cmp: usize,
    right: Expr,
}

/// How a relation must end in a row.
#[derive(Debug, PartialEq, Eq)]
pub enum Expected {
    NotFails,
    Fails,
    Unreadable,
    NotApplicable,
    /// Two names of one figure: no relation is made.
    Nothing,
    /// Within rounding or not: too near to say in another way.
    Near,
}

/// Figures in hundredths, by row and column.
pub type Table = [[i128; 4]; 3];

impl Relation {
    pub fn chance(dice: &mut Dice) -> Self {
        let (left, right) = (Expr::chance(dice, 3), Expr::chance(dice, 3));
        Self { left, cmp: dice.roll(3), right }
    }

    pub fn written(&self) -> String {
        format!("{} {} {}", self.left.written(), ["=", "≤", "≥"][self.cmp], self.right.written())
    }

    pub fn is_sound(&self) -> bool {
        let (Some(left), Some(right)) = (self.left.made(), self.right.made()) else { return false };
        let numbers = left == Made::NUMBER && right == Made::NUMBER;
        let parts = left.is_part() && right.is_part();
        !numbers && (!parts || left.is_quotient() && right.is_quotient())
    }

    /// The figures of the left side and of the right one.
    fn figures(&self, row: usize) -> [Vec<(usize, usize)>; 2] {
        [&self.left, &self.right].map(|side| {
            let mut found = Vec::new();
            side.figures(row, &mut found);
            found
        })
    }

    /// True where it speaks of what is not there, and of one figure twice.
    pub fn is_missing_some(&self) -> bool {
        let shared = (0..self.rows()).any(|row| {
            let [own, others] = self.figures(row);
            own.iter().any(|figure| others.contains(figure))
        });
        shared && (self.left.has_missing() || self.right.has_missing())
    }

    pub fn rows(&self) -> usize {
        if self.left.has_each() || self.right.has_each() { ROWS.len() } else { 1 }
    }

    fn gap(
        &self,
        figure: &dyn Fn(usize, usize) -> Option<Fraction>,
        row: usize,
    ) -> (Option<Fraction>, Vec<i128>) {
        let mut divisors = Vec::new();
        let left = self.left.value(figure, row, &mut divisors);
        let right = self.right.value(figure, row, &mut divisors);
        (left.zip(right).and_then(|(left, right)| left.add(right.negative())), divisors)
    }

    /// True where both sides change with a figure.
    fn both_count(&self, table: &Table, row: usize, (of_row, of_column): (usize, usize)) -> bool {
        let more = |more: i128| {
            move |row: usize, column: usize| {
                let more = if (row, column) == (of_row, of_column) { more } else { 0 };
                Fraction::new(table[row][column] + more, 100)
            }
        };
        let changes = |side: &Expr| {
            let value =
                |figure: &dyn Fn(usize, usize) -> Option<Fraction>| side.value(figure, row, &mut Vec::new());
            value(&more(0)) != value(&more(1))
        };
        changes(&self.left) && changes(&self.right)
    }

    pub fn expected(&self, table: &Table, row: usize) -> Expected {
        let [own, others] = self.figures(row);
        let sums = [&self.left, &self.right].iter().all(|side| !side.made().is_some_and(Made::is_part));
        let all: BTreeSet<(usize, usize)> = own.iter().chain(&others).copied().collect();
        // Above and below the line a figure is taken for two: the intervals are wider than they need be.
        let once = sums || all.len() == own.len() + others.len();
        let all: Vec<(usize, usize)> = all.into_iter().collect();
        if all.is_empty() {
            return Expected::NotApplicable;
        }
        let as_written = |row: usize, column: usize| Fraction::new(table[row][column], 100);
        let (gap, divisors) = self.gap(&as_written, row);
        let Some(gap) = gap else {
            let nothing = all.iter().all(|&(row, column)| table[row][column] == 0);
            return if nothing { Expected::NotApplicable } else { Expected::Unreadable };
        };
        if sums && own.iter().any(|figure| others.contains(figure) && self.both_count(table, row, *figure)) {
            return Expected::Nothing;
        }
        if gap == Fraction::LONG {
            return Expected::Near;
        }
        // Over: how far the relation is off.
        let over = [gap.size(), gap, gap.negative()][self.cmp];
        if over.0 <= 0 {
            return Expected::NotFails;
        }
        let mut spread = Fraction(0, 1);
        for corner in 0..1_usize << all.len().min(9) {
            let moved = |row: usize, column: usize| {
                let nth = all.iter().position(|known| *known == (row, column))?;
                let half = if corner >> nth & 1 == 1 { 5 } else { -5 };
                Fraction::new(table[row][column] * 10 + half, 1_000)
            };
            let (other, signs) = self.gap(&moved, row);
            let Some(other) = other.filter(|_| signs == divisors) else { return Expected::Near };
            let away = other.add(gap.negative()).unwrap().size();
            if away == Fraction::LONG {
                return Expected::Near;
            }
            spread = if spread.is_less(away) { away } else { spread };
        }
        let far = spread.times(Fraction(3, 1)).unwrap().is_less(over);
        if far && once { Expected::Fails } else { Expected::Near }
    }
}
