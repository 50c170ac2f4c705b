//! Pattern ─▶ regular expression.

use super::fold_regex;
use super::{Kind, Pattern, Piece, Wrong};
use crate::diagnostic::Text;
use crate::document::fold::is_ideograph;
use crate::keys::fault::Fault;
use crate::rule::words::fold;
use crate::source::Cut;

/// A number as documents write it.
const NUMBER: &str = r"[-−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?";
/// A number with commas anywhere between digits, so that a misplaced comma is caught rather than cut off.
const LENIENT: &str = r"[-−]?[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?";
/// A unit of money after the number, in Chinese.
const YUAN: &str = "(?:|万|亿|万亿|(?:十|百|千)(?:|万|亿))元";
/// The same in any language.
const ANY_UNIT: &str = concat!(
    "(?:(?:|万|亿|万亿|(?:十|百|千)(?:|万|亿))元",
    r"| ?(?:b|m)illion(?: dollars)?| ?thousand(?: dollars)?|bn\b|m\b|k\b| ?dollars)"
);
/// A sign of money before the number.
const SIGN: &str = "(?:[$£€¥] ?)";
/// What is counted with; the commonest counter words.
const COUNTER: &str = "(?:个|项|名|人次|人|位|辆|台|套|件|次|批次|批|家|户|所|处|座|张|份|条|类|款|本|部|篇|期|场|起|宗|支|只|栋|幢|组|天|篇)";
/// A number in ideographs, 三十 and 叁拾.
const IDEOGRAPHS: &str = "[〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]+";
/// Within the sentence.
const SENTENCE: &str = r"[^。\n]";
/// Within the clause; folded text has no full-width comma.
const CLAUSE: &str = r"[^。、,;:!?\n\t]";

/// The expression of `pattern` with the values of its facts.
pub(super) fn source(pattern: &Pattern, facts: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    // The units of the language that the pattern is in: the fewer, the sooner it is compiled.
    let units = if pattern.text.chars().any(is_ideograph) { YUAN } else { ANY_UNIT };
    sequence(&mut out, &pattern.pieces, true, units, facts);
    out
}

/// Compiles `pattern` with the values of its facts, to see what is wrong with it.
pub(super) fn check(pattern: &Pattern, facts: &dyn Fn(&str) -> Option<String>) -> Result<(), Box<Fault>> {
    let wrong = pattern.engine_with(facts).check();
    wrong.map_err(|wrong| regex_fault(&pattern.text, &wrong, pattern.text.starts_with('/')))
}

/// What is wrong with the expression `text`, at the character its parser points to. `slashed`: it begins after a slash.
pub(in crate::rule) fn regex_fault(text: &str, wrong: &Wrong, slashed: bool) -> Box<Fault> {
    let told = match wrong {
        Wrong::Syntax(told) => told,
        Wrong::Large => return too_large(text),
        Wrong::Empty => return matches_nothing(text),
    };
    let reason = told.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let message = Text::new(format!("正则表达式有误：{reason}"), format!("bad regular expression: {reason}"));
    // The crate draws the expression indented by four and a caret under the fault; long expressions are one line too.
    let caret =
        told.lines().find(|line| line.trim_start().starts_with('^') && line.trim().chars().all(|c| c == '^'));
    let help = Text::new(
        "括号要成对；本来就是文字的 [ ( * + ? . | 前面加 \\",
        "brackets come in pairs; put \\ before a [ ( * + ? . | that is meant as it stands",
    );
    let Some(caret) = caret else { return Fault::new(0..text.len(), message).help(help) };
    let column = caret.chars().take_while(|c| *c == ' ').count().saturating_sub(4);
    let drawn = told.lines().nth(1).unwrap_or_default();
    // Folding may have escaped full-width characters: walk both texts together.
    let skipped = usize::from(slashed);
    let mut folded = 0;
    let mut at = skipped;
    for c in text.cut(skipped..).chars() {
        if folded >= column {
            break;
        }
        folded += fold_regex(&c.to_string()).chars().count().max(1);
        at += c.len_utf8();
    }
    let length = text.cut(at..).chars().next().map_or(0, char::len_utf8);
    let range = if drawn.starts_with("    ") { at..at + length } else { 0..text.len() };
    Fault::new(range, message).help(help)
}

fn too_large(text: &str) -> Box<Fault> {
    let message = Text::new("正则表达式展开后太大", "the regular expression comes to too much");
    Fault::new(0..text.len(), message)
        .label(Text::new("重复的次数相乘太多", "its repetitions multiply"))
        .help(Text::new(
            "减少 {m,n} 的次数，或不在重复里再重复",
            "lower the counts of {m,n}, or do not nest them",
        ))
}

fn matches_nothing(text: &str) -> Box<Fault> {
    let message = Text::new("这个词句模式能匹配空文字", "this pattern matches nothing at all");
    Fault::new(0..text.len(), message)
        .label(Text::new("处处都会匹配", "it would match everywhere"))
        .help(Text::new("写出至少一个必须出现的字", "write at least one character that must stand"))
}

fn sequence(
    out: &mut String,
    pieces: &[Piece],
    outermost: bool,
    units: &str,
    facts: &dyn Fn(&str) -> Option<String>,
) {
    for (i, piece) in pieces.iter().enumerate() {
        // Between pieces a space is as good as none.
        if i > 0 && !matches!(piece, Piece::Raw(_)) && !matches!(pieces[i - 1], Piece::Raw(_)) {
            out.push_str(" *");
        }
        let last = outermost && i + 1 == pieces.len();
        match piece {
            Piece::Literal(text) => literal(out, text),
            Piece::Capture(name, kind) => {
                match name {
                    Some(name) => {
                        out.push_str("(?P<");
                        out.push_str(name);
                        out.push('>');
                    }
                    None => out.push_str("(?:"),
                }
                out.push_str(&expression(*kind, last, units));
                out.push(')');
            }
            Piece::Gap => {
                out.push_str(SENTENCE);
                out.push_str("*?");
            }
            Piece::Either(branches) => {
                out.push_str("(?:");
                for (n, branch) in branches.iter().enumerate() {
                    if n > 0 {
                        out.push('|');
                    }
                    sequence(out, branch, false, units, facts);
                }
                out.push(')');
            }
            Piece::Fact(name) => literal(out, &fold(&facts(name).unwrap_or_default())),
            Piece::Raw(text) => out.push_str(&fold_regex(text)),
        }
    }
}

/// Escaped text; a space, and the border between an ideograph and a digit or letter, may have a space in the document.
fn literal(out: &mut String, text: &str) {
    let mut before: Option<char> = None;
    for c in text.chars() {
        let border = before.is_some_and(|b| b.is_ascii() != c.is_ascii()) && before != Some(' ');
        if c == ' ' || border {
            out.push_str(" *");
        }
        if c != ' ' {
            out.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4])));
        }
        before = Some(c);
    }
}

fn expression(kind: Kind, last: bool, units: &str) -> String {
    let lazy = if last { "" } else { "?" };
    match kind {
        Kind::Money => format!("{SIGN}?{LENIENT} *{units}|{SIGN}{LENIENT}"),
        Kind::Amount => format!("{SIGN}?{LENIENT}(?: *{units})?"),
        Kind::Percent => format!("{NUMBER} *(?:%|‰| ?per ?cent)"),
        Kind::Number => NUMBER.to_owned(),
        Kind::Count => format!("(?:{NUMBER}|{IDEOGRAPHS}) *{COUNTER}"),
        Kind::Year => "[0-9]{4}".to_owned(),
        Kind::Words => format!("{CLAUSE}+{lazy}"),
        Kind::Text => format!("{SENTENCE}+{lazy}"),
    }
}
