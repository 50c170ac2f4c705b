//! The meaning of the checks of running text.

use super::{Ask, Reader, decimal, one_of, patterns};
use crate::diagnostic::Text;
use crate::rule::formula::Cmp;
use crate::rule::load::leaf::{Str, Strs};
use crate::rule::load::{globs, shape};
use crate::rule::words::fold;
use crate::rule::{Change, Check, Enumeration, Footing, Listing, Restated, Say, Tie, Within};
use rust_decimal::prelude::ToPrimitive;

const COMPARISONS: &[(&str, Cmp)] = &[("=", Cmp::Eq), ("≤", Cmp::Le), ("≥", Cmp::Ge)];

/// Reads the kind of `shape` if it is one of running text; nothing inside where a fault leaves nothing to check.
pub(super) fn check(reader: &mut Reader<'_, '_>, shape: &shape::Check) -> Option<Option<Check>> {
    if let Some(tie) = &shape.tie {
        return Some(reader.tie(tie.get_ref()).map(Check::Tie));
    }
    if let Some(change) = &shape.change {
        return Some(reader.change(change.get_ref()).map(Check::Change));
    }
    if let Some(enumeration) = &shape.enumeration {
        return Some(reader.enumeration(enumeration.get_ref()).map(Check::Enumeration));
    }
    if let Some(footing) = &shape.footing {
        let shape = footing.get_ref();
        let (totals, except) = (list(&shape.totals), globs(&shape.except));
        return Some(Some(Check::Footing(Footing { totals, except })));
    }
    if let Some(restated) = &shape.restated {
        let digits = decimal(reader.desk, reader.file, &restated.get_ref().digits);
        let digits = digits.map(|digits| digits.to_u32().unwrap_or(u32::MAX));
        return Some(digits.map(|digits| Check::Restated(Restated { digits })));
    }
    shape.listing.as_ref().map(|listing| reader.listing(listing.get_ref()).map(Check::Listing))
}

/// Words as they are matched in documents.
fn list(texts: &Strs) -> Vec<String> {
    texts.items.iter().map(|text| fold(&text.text)).filter(|word| !word.is_empty()).collect()
}

impl Reader<'_, '_> {
    fn tie(&mut self, shape: &shape::Tie) -> Option<Tie> {
        let within = self.places(&shape.within);
        let say: Vec<Say> = shape.say.iter().filter_map(|say| self.say(say)).collect();
        let rows = shape.rows.items.iter().filter_map(|text| self.formula(text, Ask::Value)).collect();
        let cmp = shape.compare.as_ref().map_or(Some(Cmp::Eq), |text| {
            one_of(self.desk, self.file, text, Text::new("比较", "comparison"), COMPARISONS)
        });
        Some(Tie { within: within?, say, rows, lead: list(&shape.lead), skip: list(&shape.skip), cmp: cmp? })
    }

    /// A phrase, then the formulas any one of which is right.
    fn say(&mut self, texts: &Strs) -> Option<Say> {
        let (pattern, formulas) = texts.items.split_first()?;
        let pattern = self.pattern(pattern, &["amount"])?;
        let figures = formulas.iter().filter_map(|text| self.formula(text, Ask::Value)).collect();
        Some(Say { pattern, figures })
    }

    /// Every place named; the whole document where none is. Nothing where one of them is unknown.
    fn places(&mut self, texts: &Strs) -> Option<Vec<Within>> {
        let known: Vec<Within> = texts.items.iter().filter_map(|text| self.within(Some(text))).collect();
        match texts.items.len() {
            0 => Some(vec![Within::Document]),
            len => (known.len() == len).then_some(known),
        }
    }

    fn pattern(&mut self, text: &Str, captures: &[&str]) -> Option<crate::rule::pattern::Pattern> {
        let texts = Strs::one(text.clone());
        patterns(self.desk, Some(self.pack), self.file, &texts, captures).pop()
    }

    fn change(&mut self, shape: &shape::Change) -> Option<Change> {
        Some(Change {
            within: self.places(&shape.within)?,
            up: list(&shape.up),
            down: list(&shape.down),
            even: list(&shape.even),
            than: list(&shape.than),
            opens: list(&shape.opens),
            rate: list(&shape.rate),
            skip: list(&shape.skip),
            apart: list(&shape.apart),
            reason: list(&shape.reason),
            alike: shape.alike.0,
            sums: shape.sums.iter().map(globs).collect(),
        })
    }

    fn enumeration(&mut self, shape: &shape::Enumeration) -> Option<Enumeration> {
        Some(Enumeration {
            within: self.places(&shape.within)?,
            opens: list(&shape.opens),
            closes: list(&shape.closes),
            partial: list(&shape.partial),
            rest: list(&shape.rest),
            ignore: list(&shape.ignore),
            skip: list(&shape.skip),
            exhaustive: shape.exhaustive.0,
            exact: shape.exact.0,
            evident: shape.evident.0,
            complete: shape.complete.iter().map(globs).collect(),
            numbered: shape.numbered.0,
            totals: list(&shape.totals),
            instalments: list(&shape.instalments),
        })
    }

    fn listing(&mut self, shape: &shape::Listing) -> Option<Listing> {
        let within = self.places(&shape.within);
        let lists = patterns(self.desk, Some(self.pack), self.file, &shape.list, &["list"]);
        let rows = shape.rows.as_ref().map(|text| self.formula(text, Ask::Figures));
        Some(Listing {
            within: within?,
            list: lists,
            partial: list(&shape.partial),
            joins: list(&shape.joins),
            rows: rows.map_or(Some(None), |rows| rows.map(Some))?,
        })
    }
}
