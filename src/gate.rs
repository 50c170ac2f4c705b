//! The gate: what a run comes to. It fails closed: what could not be checked is never taken for clean.

use crate::diagnostic::{Diagnostic, Severity};

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

/// Judges a run by the faults of its rules, by what was found, and by how many documents could not be checked.
pub fn judge<'a>(
    threshold: Threshold,
    faults: &[Diagnostic],
    found: impl IntoIterator<Item = &'a Diagnostic>,
    unreadable: usize,
) -> Verdict {
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        Verdict::Misconfigured
    } else if unreadable > 0 {
        Verdict::Unchecked
    } else if found.into_iter().any(|finding| threshold.reached_by(finding.severity)) {
        Verdict::Findings
    } else {
        Verdict::Clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Text;
    use crate::source::{FileId, Span};

    fn of(severity: Severity) -> Diagnostic {
        Diagnostic::new("p/r", severity, Span::new(FileId(0), 0..0), Text::same("x"))
    }

    #[test]
    fn rules_at_fault_outweigh_unread_documents_and_those_findings() {
        let error = [of(Severity::Error)];
        assert_eq!(judge(Threshold::Error, &error, &error, 1).code(), 2);
        assert_eq!(judge(Threshold::Error, &[of(Severity::Warning)], &error, 1).code(), 3);
        assert_eq!(judge(Threshold::Error, &[], &error, 0).code(), 1);
        assert_eq!(judge(Threshold::Error, &[], &[], 0).code(), 0);
    }

    #[test]
    fn the_threshold_decides_what_fails() {
        let (warning, note) = ([of(Severity::Warning)], [of(Severity::Note)]);
        assert_eq!(judge(Threshold::Error, &[], &warning, 0), Verdict::Clean);
        assert_eq!(judge(Threshold::Warning, &[], &warning, 0), Verdict::Findings);
        assert_eq!(judge(Threshold::Warning, &[], &note, 0), Verdict::Clean);
        assert_eq!(judge(Threshold::Never, &[], &[of(Severity::Error)], 0), Verdict::Clean);
    }
}
