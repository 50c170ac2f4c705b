//! The gate: what a run comes to. It fails closed: what could not be checked is never taken for clean.

pub mod accepted;
pub mod baseline;
pub mod config;
pub mod judged;
pub mod percent;
pub mod sha256;
pub mod waiver;

use std::ops::AddAssign;

use crate::diagnostic::{Diagnostic, Severity};
use config::{Allow, Config};

/// From which severity on findings fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Threshold {
    /// Errors do.
    #[default]
    Error,
    /// Errors and warnings do.
    Warning,
    /// Nothing found in a document does; rules at fault and documents that cannot be checked still do.
    Never,
}

impl Threshold {
    /// Whether a finding of `severity` fails the run. Notes never do.
    pub fn reached_by(self, severity: Severity) -> bool {
        match self {
            Threshold::Error => severity == Severity::Error,
            Threshold::Warning => severity <= Severity::Warning,
            Threshold::Never => false,
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Something that had to be judged was not.
    Unchecked,
    /// Arguments, configuration or rules are wrong, or nothing matched.
    Misconfigured,
}

impl Verdict {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Verdict::Clean => 0,
            Verdict::Findings => 1,
            Verdict::Misconfigured => 2,
            Verdict::Unchecked => 3,
        }
    }
}

/// What of a document, or of a whole run, was not judged. Some of it never passes, some is counted in the closing line and
/// passes unless the run is strict: [`Gaps::open`] is the one place that knows which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gaps {
    /// Documents with parts that cannot be read: pages that are pictures, embedded files.
    pub parts: usize,
    /// Required rules that could not be judged on a document.
    pub required: usize,
    /// Rules that did not come to their end on a document.
    pub unfinished: usize,
    /// Documents of whose tables too little was read.
    pub thin: usize,
    /// Documents of no known kind.
    pub unknown_kind: usize,
    /// Figures in tables that were not read.
    pub unread_figures: usize,
    /// Demands that needed such a figure.
    pub unread_demands: usize,
    /// Rules that somebody named and that had nothing to say on any document.
    pub idle_rules: usize,
}

impl Gaps {
    /// Whether what is left open here must not pass for checked under `config`.
    pub fn open(&self, config: &Config) -> bool {
        let excused = |what| config.allows(what);
        let unread = self.unread_figures + self.unread_demands > 0;
        self.required > 0
            || self.unfinished > 0
            || self.thin > 0
            || self.parts > 0 && !excused(Allow::UnreadableFigures)
            || config.is_strict()
                && (self.unknown_kind > 0 && !excused(Allow::NoPack)
                    || unread && !excused(Allow::UnreadableFigures)
                    || self.idle_rules > 0 && !excused(Allow::IdleRules))
    }
}

impl AddAssign for Gaps {
    fn add_assign(&mut self, other: Self) {
        self.parts += other.parts;
        self.required += other.required;
        self.unfinished += other.unfinished;
        self.thin += other.thin;
        self.unknown_kind += other.unknown_kind;
        self.unread_figures += other.unread_figures;
        self.unread_demands += other.unread_demands;
        self.idle_rules += other.idle_rules;
    }
}

/// What a run is judged by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    /// A rule file, a configuration or a file of waivers is wrong.
    pub broken: bool,
    /// A finding fails the run.
    pub failing: bool,
    /// A file could not be read, a run ended early, or something else is left open that must not be.
    pub open: bool,
}

/// Says of every finding of a document whether it fails the run, and gives whether any does.
pub fn mark(found: &mut [Diagnostic], threshold: Threshold) -> bool {
    let mut failing = false;
    for found in found {
        let fails = found.standing.is_live() && threshold.reached_by(found.severity);
        found.standing.fails = Some(fails);
        failing |= fails;
    }
    failing
}

/// Judges a run. What was found outweighs what was left open: a run that found an error tells of it first, whatever else
/// happened.
pub fn judge(evidence: Evidence) -> Verdict {
    match evidence {
        Evidence { broken: true, .. } => Verdict::Misconfigured,
        Evidence { failing: true, .. } => Verdict::Findings,
        Evidence { open: true, .. } => Verdict::Unchecked,
        _ => Verdict::Clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Given;

    #[test]
    fn what_is_broken_outweighs_what_was_found_and_that_what_is_left_open() {
        let code = |broken, failing, open| judge(Evidence { broken, failing, open }).code();
        assert_eq!(code(true, true, true), 2);
        assert_eq!(code(false, true, true), 1);
        assert_eq!(code(false, false, true), 3);
        assert_eq!(code(false, false, false), 0);
    }

    #[test]
    fn what_is_only_counted_is_left_open_where_the_run_is_strict() {
        let counted =
            Gaps { unknown_kind: 1, unread_figures: 1, unread_demands: 1, idle_rules: 1, ..Gaps::default() };
        let config = |strict, allow: &[Allow]| Config {
            strict: Some(Given::by_hand(strict)),
            allow: Some(Given::by_hand(allow.to_vec())),
            ..Config::default()
        };
        assert!(!counted.open(&config(false, &[])));
        assert!(counted.open(&config(true, &[])));
        let all = [Allow::NoPack, Allow::UnreadableFigures, Allow::IdleRules];
        assert!(!counted.open(&config(true, &all)));
        for left in 0..all.len() {
            let some: Vec<Allow> = (0..all.len()).filter(|at| *at != left).map(|at| all[at]).collect();
            assert!(counted.open(&config(true, &some)), "without {:?}", all[left]);
        }
        for never in [Gaps { required: 1, ..Gaps::default() }, Gaps { thin: 1, ..Gaps::default() }] {
            assert!(never.open(&config(false, &all)), "{never:?}");
        }
        let parts = Gaps { parts: 1, ..Gaps::default() };
        assert!(parts.open(&config(false, &[])) && !parts.open(&config(false, &all)));
    }

    #[test]
    fn the_threshold_decides_what_fails() {
        use Severity::{Error, Note, Warning};
        let fails =
            |threshold: Threshold| [Error, Warning, Note].map(|severity| threshold.reached_by(severity));
        assert_eq!(fails(Threshold::Error), [true, false, false]);
        assert_eq!(fails(Threshold::Warning), [true, true, false]);
        assert_eq!(fails(Threshold::Never), [false, false, false]);
    }
}
