//! Which version of the program may judge: a gate that names its version ends where another one would judge otherwise.

use std::fmt;

use semver::{Version, VersionReq};

use super::{FAULT, Given};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::keys::Shape;
use crate::keys::parts::{Leaf, leaf};

/// A requirement as Cargo writes it: `0.2` is any 0.2, `>=0.2` that and every later one, `=0.2.0` one alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required(VersionReq);

impl fmt::Display for Required {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A requirement in a text.
pub(super) const VERSION: Leaf<Required> =
    leaf(Shape::Text(("版本，如 \">=0.2\"", "a version such as \">=0.2\"")), |reader, node| {
        let version = node.text().and_then(|text| text.parse().ok()).map(Required);
        reader.taken(
            version,
            node,
            ("版本，如 \"0.2\" 或 \">=0.2\"", "a version such as \"0.2\" or \">=0.2\""),
        )
    });

/// What there is to say where this program is not the one that is wanted.
pub(super) fn unmet(given: &Given<Required>) -> Option<Diagnostic> {
    const OWN: &str = env!("CARGO_PKG_VERSION");
    let (required, span) = (&given.value, given.span?);
    if Version::parse(OWN).is_ok_and(|own| required.0.matches(&own)) {
        return None;
    }
    let said = Text::new(
        format!("配置要求 gouji {required}，这是 {OWN}"),
        format!("this configuration asks for gouji {required}, and this is {OWN}"),
    );
    let help = Text::new(
        format!("装上 {required} 的 gouji；或看过 CHANGELOG，改这里的版本"),
        format!("install gouji {required}, or read the changelog and ask for this version here"),
    );
    Some(Diagnostic::new(FAULT, Severity::Error, span, said).help(help))
}
