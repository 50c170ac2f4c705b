//! `gouji test --mutate`: which figures of what is right no rule protects.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use gouji::check::bind::Bound;
use gouji::check::mutate::{Fresh, Kind, Planted, faults, fresh, is_seen};
use gouji::check::{Checked, check, check_with, name};
use gouji::diagnostic::Lang;
use gouji::document::{Document, parse};
use gouji::rule::Pack;
use gouji::source::{FileId, Sources};
use gouji::spread::in_turn;
use rayon::prelude::*;

use super::super::open::open;
use super::super::terminal::Terminal;
use super::super::{Stop, library::plain};
use super::Case;

/// How many unprotected figures are named for each document.
const MOST: usize = 20;

/// Which of the faults that could be planted are.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    /// So many of each kind, or all.
    pub most: Option<usize>,
    /// What decides which.
    pub seed: u64,
    /// Whether it is told how often what is told because of them points at them.
    pub calibrate: bool,
}

impl Draw {
    /// Draws from the faults of one document, and leaves them in their order.
    fn from(self, faults: Vec<Planted>) -> Vec<Planted> {
        let Some(most) = self.most else { return faults };
        let mut chance = fastrand::Rng::with_seed(self.seed);
        let mut order: Vec<usize> = (0..faults.len()).collect();
        chance.shuffle(&mut order);
        let mut left: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut drawn = vec![false; faults.len()];
        for at in order {
            let left = left.entry(faults[at].kind).or_insert(most);
            drawn[at] = *left > 0;
            *left = left.saturating_sub(1);
        }
        faults.into_iter().zip(drawn).filter_map(|(fault, drawn)| drawn.then_some(fault)).collect()
    }
}

/// Planted and located, by kind.
type Tally = BTreeMap<Kind, (usize, usize)>;

/// For each tenth of certainty, how much was told because of a fault, and how much of it points at the fault.
#[derive(Default)]
struct Calibration([(usize, usize); TENTHS]);

/// Certainties are counted by tenths.
const TENTHS: usize = 10;

impl Calibration {
    fn take(&mut self, told: &[Fresh]) {
        for one in told {
            let Some(certainty) = one.certainty else { continue };
            let tenth = (usize::from(certainty.hundredths()) / TENTHS).min(TENTHS - 1);
            self.0[tenth].0 += 1;
            self.0[tenth].1 += usize::from(one.here);
        }
    }

    fn told(&self, lang: Lang) -> String {
        let mut out = String::new();
        for (tenth, (told, right)) in self.0.iter().enumerate().filter(|(_, (told, _))| *told > 0) {
            let (from, to) = (tenth * TENTHS, tenth * TENTHS + TENTHS - 1);
            let part = percent(*right, *told);
            let _ = match lang {
                Lang::Zh => writeln!(
                    out,
                    "把握 {from}–{to}%：因种下的错而指出 {told} 处，指到错处 {right} 处（{part}）"
                ),
                Lang::En => writeln!(
                    out,
                    "{from}–{to} % certain: {right} of {told} told because of a fault point at it ({part})"
                ),
            };
        }
        out
    }
}

/// Plants faults in the examples that are right; the figures that nothing protects are named.
pub fn examples(cases: &[Case<'_>], sources: &Sources, draw: Draw, terminal: &Terminal) {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut out, mut calibration) = (String::new(), Calibration::default());
    for case in cases.iter().filter(|case| case.ran.passed() && case.example.marks.is_empty()) {
        let check = |document: &Document| check_with(&[case.pack], document, &|_| true, in_turn);
        let (tally, open, told) = mutate((&[case.pack], draw), sources, case.file, &check, terminal.lang);
        calibration.take(&told);
        for (kind, (planted, located)) in tally {
            let sum = tallies.entry(&case.pack.name).or_default().entry(kind).or_default();
            *sum = (sum.0 + planted, sum.1 + located);
        }
        if !open.is_empty() {
            let _ = writeln!(out, "{} 「{}」", case.rule.id, case.example.name);
            open.iter().for_each(|line| {
                let _ = writeln!(out, "  {line}");
            });
        }
    }
    for (pack, tally) in tallies {
        out.push_str(&told(pack, &tally, terminal.lang));
    }
    if draw.calibrate {
        out.push_str(&calibration.told(terminal.lang));
    }
    terminal.print(&out);
}

/// Plants faults in documents.
pub fn documents(
    packs: &[Pack],
    mut sources: Sources,
    paths: &[PathBuf],
    draw: Draw,
    terminal: &Terminal,
) -> Result<u8, Stop> {
    let all: Vec<&Pack> = packs.iter().collect();
    let mut calibration = Calibration::default();
    for path in paths {
        let source = match open(path) {
            Ok(source) => source,
            Err(refused) => {
                terminal.stop(&Stop::new(refused.reason).help(refused.help));
                return Ok(3);
            }
        };
        let file = sources.add(source);
        let (tally, open, fresh) =
            mutate((&all, draw), &sources, file, &|document| check(packs, document), terminal.lang);
        calibration.take(&fresh);
        let mut out = String::new();
        for line in open.iter().take(MOST) {
            let _ = writeln!(out, "  {line}");
        }
        if open.len() > MOST {
            let _ = writeln!(out, "  … {}", open.len() - MOST);
        }
        out.push_str(&told(&plain(path), &tally, terminal.lang));
        terminal.print(&out);
    }
    if draw.calibrate {
        terminal.print(&calibration.told(terminal.lang));
    }
    Ok(0)
}

/// The tally of one document, a line for each figure of which a wrong digit is not seen, and all that was told.
fn mutate(
    (packs, draw): (&[&Pack], Draw),
    sources: &Sources,
    file: FileId,
    check: &(dyn Fn(&Document) -> Checked + Sync),
    lang: Lang,
) -> (Tally, Vec<String>, Vec<Fresh>) {
    let source = sources.get(file);
    let document = parse(file, source);
    let sound = check(&document).diagnostics;
    let bounds: Vec<Bound<'_>> = packs.iter().map(|pack| Bound::new(&document, pack)).collect();
    let planted = draw.from(faults(&document, source, &bounds));
    let told: Vec<Vec<Fresh>> =
        planted.par_iter().map(|fault| fresh(source, fault, &sound, &document, check)).collect();
    let mut tally = Tally::new();
    let mut open = Vec::new();
    for (fault, located) in planted.iter().zip(told.iter().map(|told| is_seen(told))) {
        let sum = tally.entry(fault.kind).or_default();
        *sum = (sum.0 + 1, sum.1 + usize::from(located));
        if !located && fault.kind == Kind::Digit {
            open.push(unprotected(&bounds, &document, source, fault, lang));
        }
    }
    (tally, open, told.into_iter().flatten().collect())
}

fn unprotected(
    bounds: &[Bound<'_>],
    document: &Document,
    source: &gouji::source::Source,
    fault: &Planted,
    lang: Lang,
) -> String {
    let place = &document.figure(fault.figure).place;
    let at = gouji::report::place::within(source, document.span(place).start as usize, lang);
    let words = if lang == Lang::Zh { "没有规则保护" } else { "no rule protects" };
    let figure = name::figure(bounds, document, fault.figure);
    format!("{at}  {words}  {}  {}", figure.get(lang), document.text(place))
}

fn told(what: &str, tally: &Tally, lang: Lang) -> String {
    let mut parts = Vec::new();
    if tally.is_empty() {
        parts.push(if lang == Lang::Zh { "表里没有数字" } else { "no figures in tables" }.to_owned());
    }
    for (kind, (planted, located)) in tally {
        let words = match (kind, lang) {
            (Kind::Digit, Lang::Zh) => "改错一位数字",
            (Kind::Blank, Lang::Zh) => "改成空白",
            (Kind::Swap, Lang::Zh) => "相邻两行互换",
            (Kind::Digit, Lang::En) => "one wrong digit",
            (Kind::Blank, Lang::En) => "blanked",
            (Kind::Swap, Lang::En) => "neighbouring rows swapped",
        };
        let part = percent(*located, *planted);
        parts.push(match lang {
            Lang::Zh => format!("{words} {planted} 处，指出 {located} 处（{part}）"),
            Lang::En => format!("{words}: {located} of {planted} located ({part})"),
        });
    }
    let (colon, semicolon) = if lang == Lang::Zh { ("：", "；") } else { (": ", "; ") };
    format!("{what}{colon}{}\n", parts.join(semicolon))
}

/// A part in percent, rounded down to tenths: 97.0% means that at least so many were seen.
fn percent(part: usize, of: usize) -> String {
    let tenths = part * 1000 / of;
    format!("{}.{}%", tenths / 10, tenths % 10)
}
