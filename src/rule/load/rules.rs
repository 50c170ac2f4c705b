//! Rules: their names, their texts, their one check and their examples.

use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::bindings::key_span;
use super::{Desk, Tree, applies, checks, layers, recover, shape, words};
use crate::diagnostic::{Severity, Text};
use crate::rule::{Example, Pack, Rule};
use crate::source::{FileId, Span};

const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];

/// Reads every rule of `files` into `pack`, whose bindings and facts are known by now.
pub(super) fn read(desk: &mut Desk<'_>, pack: &mut Pack, files: &[&Tree<'_>]) {
    let mut seen: Vec<(String, Span)> = Vec::new();
    for tree in files {
        for (key, value) in tree.named(desk, "rule") {
            let span = key_span(desk, tree.file, key);
            let name = key.get_ref().to_string();
            name_is_kebab(desk, &name, span);
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                desk.twice(&name, *first, span);
                continue;
            }
            seen.push((name.clone(), span));
            let inherited = pack.rules.iter().position(|rule| rule.name() == name && !pack.owns(rule));
            if let Some(at) = inherited {
                let mut rule = pack.rules[at].clone();
                if layers::change(desk, pack, &mut rule, tree.file, key, value) {
                    pack.rules[at] = rule;
                } else {
                    pack.off.push((rule.id, span));
                    pack.rules.remove(at);
                }
            } else if pack.extends.is_some() && value.get_ref().get("check").is_none() {
                layers::nothing(desk, pack, span, &name);
            } else {
                let before = desk.diagnostics.len();
                let rule = rule(desk, pack, tree.file, key, value, span);
                // A rule with any fault is not run: it would not say what its author meant.
                pack.rules.extend(rule.filter(|_| desk.diagnostics.len() == before));
            }
        }
    }
}

fn rule(
    desk: &mut Desk<'_>,
    pack: &Pack,
    file: FileId,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    span: Span,
) -> Option<Rule> {
    let read = recover::read::<shape::Rule>(desk, file, key.span(), value);
    let shape = read.shape?;
    if shape.off.0 {
        return None;
    }
    let severity = match shape.severity.as_ref().filter(|text| !text.is_missing()) {
        Some(text) => severity(desk, file, text),
        None => Some(Severity::Error),
    };
    let narrowed = shape.applies.as_ref().map(|shape| applies(desk, file, shape));
    let tolerance = shape.tolerance.as_ref().map(|num| checks::decimal(desk, file, num));
    let when = shape.when.as_ref().map(|when| super::forms::when(desk, pack, file, &when.field));
    let check_span = one_check(desk, file, value, span, read.whole);
    let check = shape.check.as_ref().and_then(|check| checks::check(desk, pack, file, check));
    Some(Rule {
        id: format!("{}/{}", pack.name, key.get_ref()),
        title: words(&shape.title),
        severity: severity?,
        why: shape.why.as_ref().map(words),
        basis: shape.basis.map(|basis| basis.text),
        help: shape.help.as_ref().map(words),
        applies: narrowed,
        tolerance: tolerance.flatten(),
        when: when.unwrap_or_default(),
        once: shape.once.0,
        required: shape.required.0,
        check: check?,
        examples: shape.example.into_iter().map(|example| self::example(file, example)).collect(),
        span,
        check_span: check_span?,
        changes: Vec::new(),
    })
}

/// A severity by its name.
pub(super) fn severity(desk: &mut Desk<'_>, file: FileId, text: &super::leaf::Str) -> Option<Severity> {
    checks::one_of(desk, file, text, Text::new("严重程度", "severity"), SEVERITIES)
}

pub(super) fn example(file: FileId, example: Spanned<shape::Example>) -> Example {
    let span = Span::new(file, example.span());
    let shape = example.into_inner();
    Example {
        name: shape.name.text,
        text: shape.text.text,
        marks_span: Span::new(file, shape.marks.range),
        marks: shape.marks.items.into_iter().map(|mark| mark.text).collect(),
        span,
    }
}

/// The place of the one check a rule has; none and two are told, unless something of the rule was told before.
fn one_check(
    desk: &mut Desk<'_>,
    file: FileId,
    value: &Spanned<DeValue<'_>>,
    span: Span,
    whole: bool,
) -> Option<Span> {
    let kinds = value.get_ref().get("check").and_then(|check| check.get_ref().as_table());
    let mut kinds = kinds.into_iter().flatten();
    let Some((first, value)) = kinds.next() else {
        if whole {
            let diagnostic = desk
                .error(file, span.range(), Text::new("规则没有检查", "the rule checks nothing"))
                .labelled(Text::new("这里应有 check.<种类>", "expected check.<kind>"))
                .help(Text::new(
                    "如 check.formula = \"表[行] = 表[行]\"",
                    "such as check.formula = \"table[row] = table[row]\"",
                ));
            desk.tell(diagnostic);
        }
        return None;
    };
    for (key, _) in kinds {
        if !whole {
            break;
        }
        let diagnostic = desk
            .error(file, key.span(), Text::new("一条规则只能有一种检查", "a rule has one kind of check"))
            .labelled(Text::new("第二种在这里", "a second one here"))
            .with(Span::new(file, first.span()), Text::new("第一种在这里", "the first one here"))
            .help(Text::new("拆成两条规则", "make it two rules"));
        desk.tell(diagnostic);
    }
    Some(Span::new(file, value.span()))
}

/// A rule's name is its only id: lower-case words joined by hyphens.
fn name_is_kebab(desk: &mut Desk<'_>, name: &str, span: Span) {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.split('-').all(|word| !word.is_empty() && word.chars().all(good)) {
        return;
    }
    let mut better = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !better.is_empty() && !better.ends_with('-') {
            better.push('-');
        }
        better.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    }
    let better = better.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let message = Text::new(
        format!("规则名「{name}」不是小写单词加连字符"),
        format!("`{name}` is not lower-case words joined by hyphens"),
    );
    let label = if better.is_empty() {
        Text::new("如 total-differs-from-parts", "such as total-differs-from-parts")
    } else {
        Text::new(format!("写作 {better}"), format!("write {better}"))
    };
    let help = (!better.is_empty()).then(|| label.clone());
    let mut diagnostic = desk.error(span.file, span.range(), message).labelled(label);
    diagnostic.help = help;
    desk.tell(diagnostic);
}
