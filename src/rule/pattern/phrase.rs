//! Phrases: fragments of patterns by name, `{=phrase}`, which others are made of.

use super::Pattern;
use crate::diagnostic::Text;
use crate::keys::fault::{Fault, Origin};
use crate::rule::words::fold;
use crate::source::Cut;

/// What stands between the slashes of a regular expression.
fn expression_in(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/')
}

/// A pattern with what its phrases stand for in their place, and the way back to where it is written.
///
/// # Errors
/// A phrase that is written the other way than the pattern, as one of them is a regular expression.
pub fn spell(
    text: &str,
    origin: &Origin,
    phrases: &[(String, String)],
) -> Result<(String, Origin), Box<Fault>> {
    let is_regex = expression_in(text).is_some();
    let (mut spelt, mut cuts, mut at) = (String::new(), Vec::new(), 0);
    while let Some(open) = text.cut(at..).find("{=").map(|open| at + open) {
        let Some(end) = text.cut(open..).find('}').map(|len| open + len + 1) else { break };
        let name = fold(text.cut(open + 2..end - 1));
        let meant = phrases.iter().find(|(known, _)| *known == name).map(|(_, meant)| meant);
        spelt.push_str(text.cut(at..open));
        at = end;
        let meant = match meant.map(|meant| (meant, expression_in(meant))) {
            // A fact, or nothing that is known: the pattern keeps it.
            None => {
                spelt.push_str(text.cut(open..end));
                continue;
            }
            Some((_, Some(regex))) if is_regex => format!("(?:{regex})"),
            Some((phrase, None)) if !is_regex => phrase.clone(),
            Some(_) => {
                let message = Text::new(
                    format!("短语「{name}」与这个模式不是一种写法"),
                    format!("the phrase `{name}` is not written the way this pattern is"),
                );
                let label =
                    Text::new("一个是 /正则表达式/，一个是句式", "one of them is a /regular expression/");
                let help = Text::new("两处写成同一种", "write both in the same way");
                return Err(Fault::new(open..end, message).label(label).help(help));
            }
        };
        cuts.push((open..end, meant.len()));
        spelt.push_str(&meant);
    }
    spelt.push_str(text.cut(at..));
    Ok((spelt, origin.spliced(&cuts)))
}

/// Whether a phrase may be part of a pattern. It may match nothing at all, which a pattern may not.
///
/// # Errors
/// What is wrong with it, placed.
pub fn check(text: &str, origin: &Origin) -> Result<(), Box<Fault>> {
    let read = |text: &str| Pattern::parse(text, origin).and_then(|read| read.check());
    let whole = expression_in(text).map_or(format!("x{text}"), |regex| format!("/x(?:{regex})/"));
    read(&whole).or_else(|_| read(text))
}
