//! What a finding is known by from one run to the next: rule and identity, never a line number.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

use super::clamp;

/// Gives out fingerprints for the findings of one document, told in order: the second finding of the same rule with the
/// same identity gets another than the first.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: BTreeMap<u128, u32>,
}

impl Fingerprints {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fingerprint of `diagnostic`: 32 hexadecimal digits. A finding without an identity is known by the words it
    /// points at and its message.
    pub fn of(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> String {
        let source = sources.get(diagnostic.primary.span.file);
        let said;
        let mut parts = vec![diagnostic.rule.as_str(), diagnostic.identity.as_str()];
        if diagnostic.identity.is_empty() {
            said = source.said(clamp(source.text(), diagnostic.primary.span));
            parts.push(&said);
            parts.push(diagnostic.message.get(crate::diagnostic::Lang::Zh));
        }
        let key = fnv1a_128(&parts);
        let occurrence = self.seen.entry(key).or_insert(0);
        let hash = fnv1a_128(&[&format!("{key:032x}"), &occurrence.to_string()]);
        *occurrence += 1;
        format!("{hash:032x}")
    }
}

/// FNV-1a of 128 bits over `parts`, kept apart by a byte that no UTF-8 text holds. Stable over versions and machines.
pub fn fnv1a_128(parts: &[&str]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = OFFSET;
    for (index, part) in parts.iter().enumerate() {
        let separator: &[u8] = if index == 0 { &[] } else { &[0xFF] };
        for &byte in separator.iter().chain(part.as_bytes()) {
            hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Severity, Text};
    use crate::source::{Source, Span};

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a_128(&[""]), 0x6c62272e07bb014262b821756295c58d);
        assert_eq!(fnv1a_128(&["a"]), 0xd228cb696f1a8caf78912b704e4a8964);
        assert_ne!(fnv1a_128(&["ab", "c"]), fnv1a_128(&["a", "bc"]));
    }

    #[test]
    fn a_moved_line_keeps_its_fingerprint_and_twins_differ() {
        let of = |text: &str, at: usize| {
            let mut sources = Sources::new();
            let file = sources.add(Source::new("a.txt", text));
            let mut found =
                Diagnostic::new("p/r", Severity::Error, Span::new(file, at..at + 1), Text::same("m"));
            found.identity = "表/行/列".to_owned();
            let mut prints = Fingerprints::new();
            (prints.of(&found, &sources), prints.of(&found, &sources))
        };
        let (first, second) = of("1", 0);
        assert_eq!(of("\n\n1", 2).0, first);
        assert_ne!(first, second);
    }
}
