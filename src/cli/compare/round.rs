//! What became of one document from one version to the next. Findings are known again as a baseline knows them, so that a line
//! that moved is no news and another figure at the same place is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gouji::calendar::Date;
use gouji::diagnostic::{Diagnostic, Lang, Severity};
use gouji::document::{Document, FigureId};
use gouji::gate::baseline::Baseline;
use gouji::ledger::{Mark, Outcome};
use gouji::report::corrections::Places;
use gouji::report::{Tick, ticks, visible};

use super::super::examine::Examined;

/// So many figures that changed are listed unless all are asked for.
const FIRST: usize = 20;
/// The name a document has in the baseline that is made for the occasion.
const NAME: &str = "-";

/// What became of a document; findings as lines.
#[derive(Debug, Default)]
pub struct Round {
    /// Told of the old version and not of the new one.
    pub corrected: Vec<String>,
    /// Told of both.
    pub left: Vec<String>,
    /// Told of both, of other figures.
    pub changed: Vec<String>,
    /// Told of the new one alone.
    pub fresh: Vec<String>,
    /// Figures that changed: where, what was written and is, and what was proved of it before and now.
    figures: Vec<String>,
    /// Relations that hold and that fail, before and now.
    relations: [(usize, usize); 2],
}

/// Marks the findings of the new version as known or new, and those of the old one as still there or gone.
pub fn mark(old: &mut Examined, was: usize, new: &mut Examined, is: usize, day: Date) {
    let mut baseline = Baseline::default();
    baseline.take(NAME, &old.documents[was].diagnostics, &old.told[was].prints, &old.sources, day);
    let found = &mut new.documents[is].diagnostics;
    let compared = baseline.apply(NAME, found, &new.told[is].prints, &new.sources);
    let stale: BTreeSet<&str> = compared.stale.iter().map(String::as_str).collect();
    for (found, print) in old.documents[was].diagnostics.iter_mut().zip(&old.told[was].prints) {
        found.standing.known = Some(!stale.contains(print.as_str()));
    }
}

impl Round {
    /// Tells it of two documents that were marked.
    pub fn of(old: &Examined, was: usize, new: &Examined, is: usize, lang: Lang) -> Self {
        let mut round = Self::default();
        let (Some(before), Some(now)) = (old.parsed.get(was), new.parsed.get(is)) else { return round };
        let places = Places::of(before, old.sources.get(before.file), lang);
        let asked = |found: &&Diagnostic| found.severity < Severity::Note && found.standing.waived.is_none();
        for found in old.documents[was].diagnostics.iter().filter(asked) {
            if found.standing.known == Some(false) {
                round.corrected.push(line(found, &places, lang));
            }
        }
        let places = Places::of(now, new.sources.get(now.file), lang);
        for found in new.documents[is].diagnostics.iter().filter(asked) {
            let line = line(found, &places, lang);
            match (found.standing.known, &found.standing.changed) {
                (Some(true), _) => round.left.push(line),
                (_, Some(accepted)) => {
                    let stated = accepted.stated.as_deref().map(visible).unwrap_or_default();
                    round.changed.push(
                        lang.pick(
                            format!("{line}（上一稿写 {stated}）"),
                            format!("{line} (it said {stated})"),
                        ),
                    );
                }
                _ => round.fresh.push(line),
            }
        }
        let ledgers = [&old.documents[was].ledger, &new.documents[is].ledger];
        round.figures =
            changed((before, ticks(before, ledgers[0])), (now, ticks(now, ledgers[1])), &places, lang);
        let [before, now] = ledgers.map(|ledger| {
            [
                ledger.count(Outcome::Holds) + ledger.count(Outcome::WithinRounding),
                ledger.count(Outcome::Fails),
            ]
        });
        round.relations = [(before[0], now[0]), (before[1], now[1])];
        round
    }

    /// The round in words.
    pub fn render(&self, all: bool, lang: Lang) -> String {
        let mut out = String::new();
        for (sign, said, lines) in [
            ("✓", lang.pick("已改正", "corrected"), &self.corrected),
            ("✗", lang.pick("未改", "not corrected"), &self.left),
            ("~", lang.pick("改了仍不对", "changed and still wrong"), &self.changed),
            ("+", lang.pick("新增", "new"), &self.fresh),
        ] {
            for line in lines {
                let _ = writeln!(out, "  {sign} {said}  {line}");
            }
        }
        let n = self.figures.len();
        if n > 0 {
            let _ = writeln!(out, "  {} {n}", lang.pick("改动的数", "figures that changed"));
            let shown = if all { n } else { n.min(FIRST) };
            self.figures[..shown].iter().for_each(|line| {
                let _ = writeln!(out, "    {line}");
            });
            if shown < n {
                let more = n - shown;
                let _ = match lang {
                    Lang::Zh => writeln!(out, "    … 还有 {more} 个（--all 列出）"),
                    Lang::En => writeln!(out, "    … {more} more (--all lists them)"),
                };
            }
        }
        let [(held, holds), (failed, fails)] = self.relations;
        let _ = match lang {
            Lang::Zh => writeln!(out, "  关系：成立 {held} → {holds}，不成立 {failed} → {fails}"),
            Lang::En => writeln!(out, "  relations: {held} → {holds} hold, {failed} → {fails} fail"),
        };
        out
    }
}

fn line(found: &Diagnostic, places: &Places<'_>, lang: Lang) -> String {
    format!("{}  {}", visible(&places.place(found.primary.span)), visible(found.message.get(lang)))
}

/// Figures of one name that read otherwise. Of several of one name the first is held against the first, where both versions
/// have as many: else nobody can tell which became which.
fn changed(
    (before, was): (&Document, Vec<Tick>),
    (now, is): (&Document, Vec<Tick>),
    places: &Places<'_>,
    lang: Lang,
) -> Vec<String> {
    type Marked = (FigureId, Mark);
    let names = |document: &Document, ticks: Vec<Tick>| {
        let mut names: BTreeMap<String, Vec<Marked>> = BTreeMap::new();
        for tick in ticks {
            let name = gouji::check::name::identity(&[], document, tick.figure);
            names.entry(name).or_default().push((tick.figure, tick.mark));
        }
        names
    };
    let (was, is) = (names(before, was), names(now, is));
    let mut lines: Vec<(FigureId, String)> = Vec::new();
    for (name, now_marked) in &is {
        let Some(was_marked) = was.get(name).filter(|was| was.len() == now_marked.len()) else { continue };
        for ((old, old_mark), (new, new_mark)) in was_marked.iter().zip(now_marked) {
            let text =
                |document: &Document, id: FigureId| document.text(&document.figure(id).place).to_owned();
            let (from, to) = (text(before, *old), text(now, *new));
            if from == to {
                continue;
            }
            let marks = match old_mark == new_mark {
                true => word(*new_mark, lang).to_owned(),
                false => format!("{} → {}", word(*old_mark, lang), word(*new_mark, lang)),
            };
            let at = places.of_figure(*new);
            lines.push((*new, format!("{}  {} → {}  {marks}", visible(&at), visible(&from), visible(&to))));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn word(mark: Mark, lang: Lang) -> &'static str {
    match mark {
        Mark::Tied => lang.pick("已核对", "tied out"),
        Mark::Contradicted => lang.pick("矛盾", "contradicted"),
        Mark::Unchecked => lang.pick("无规则核对", "checked by no rule"),
    }
}
