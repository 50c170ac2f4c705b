//! The gate: what a run comes to. It fails closed: what could not be checked is never taken for clean.

pub mod baseline;
pub mod config;
pub mod date;
mod reader;
pub mod waiver;

use crate::diagnostic::Severity;

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

/// How a run ended, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// A document could not be checked.
    Unchecked,
    /// Arguments, configuration or rules are wrong, or nothing matched.
    Misconfigured,
}

impl Verdict {
    /// The exit code: 0, 1, 3, 2.
    pub fn code(self) -> u8 {
        match self {
            Verdict::Clean => 0,
            Verdict::Findings => 1,
            Verdict::Misconfigured => 2,
            Verdict::Unchecked => 3,
        }
    }
}

/// What a run is judged by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    /// A rule file, a configuration or a file of waivers is wrong, or a rule turned out to be.
    pub broken: bool,
    /// Documents that could not be checked, or that nothing checked.
    pub unchecked: usize,
    /// Whether a finding fails the run.
    pub failing: bool,
    /// Whether a demand could not be checked: that is told by the exit code where nothing else is.
    pub partly: bool,
}

/// Judges a run.
pub fn judge(evidence: Evidence) -> Verdict {
    if evidence.broken {
        Verdict::Misconfigured
    } else if evidence.unchecked > 0 {
        Verdict::Unchecked
    } else if evidence.failing {
        Verdict::Findings
    } else if evidence.partly {
        Verdict::Unchecked
    } else {
        Verdict::Clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_outweighs_what_is_unchecked_and_that_what_was_found() {
        let code = |broken, unchecked, failing, partly| {
            judge(Evidence { broken, unchecked, failing, partly }).code()
        };
        assert_eq!(code(true, 1, true, true), 2);
        assert_eq!(code(false, 1, true, true), 3);
        assert_eq!(code(false, 0, true, true), 1);
        assert_eq!(code(false, 0, false, true), 3);
        assert_eq!(code(false, 0, false, false), 0);
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
