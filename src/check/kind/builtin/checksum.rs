//! The check `checksum`: numbers that carry a check digit carry the right one. They are never repeated whole.

use crate::check::aid::bind::Bound;
use crate::check::aid::found::{masked, that_may_match};
use crate::check::aid::name::words_before;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// How a check digit is reckoned: whether that of a number is right.
pub type Scheme = fn(&str) -> bool;

/// Tries the rule on every number found.
pub fn run(bound: &Bound<'_>, right: Scheme, (within, find): (&Within, &[Pattern]), results: &mut Results) {
    let document = bound.document;
    let find = that_may_match(find, document);
    for place in bound.within(within) {
        let text = document.text(&place);
        for found in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let Some(range) = found.get("value") else { continue };
            let value = text.cut(range.clone());
            if right(value) {
                results.outcome(Outcome::Holds);
                continue;
            }
            let at = place.start + range.start as u32..place.start + range.end as u32;
            let shown = masked(value);
            let message =
                Text::new(format!("“{shown}”的校验位不对"), format!("\"{shown}\" has the wrong check digit"));
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&at), message);
            diagnostic.identity = words_before(document, &at);
            results.finding(diagnostic);
        }
    }
}

/// GB 32100: the weights are powers of three, modulo 31.
pub fn credit_code(code: &str) -> bool {
    const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = code.chars().map(|c| SIGNS.find(c)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17]
}

/// GB 11643: the weights are powers of two from the right, modulo 11; ten is X.
pub fn identity(number: &str) -> bool {
    if number.len() != 18 {
        return false;
    }
    let mut weight = 1;
    let mut sum = 0;
    for c in number.chars().rev() {
        let value = match c {
            'X' | 'x' if weight == 1 => 10,
            _ => match c.to_digit(10) {
                Some(digit) => digit,
                None => return false,
            },
        };
        sum += value * weight;
        weight = weight * 2 % 11;
    }
    sum % 11 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        // The example of GB 11643 and a code made up for its digit.
        assert!(identity("11010519491231002X"));
        assert!(!identity("110105194912310021"));
        assert!(credit_code("91350100M000100Y43"));
        assert!(!credit_code("91350100M000100Y44"));
    }
}
