//! Reads the tables of the gate's own files, key by key, and says where what is wrong stands and what was meant.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::percent::Percent;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{Cut, FileId, Sources, Span};

/// A file that is being read, and what is wrong with it so far.
pub(super) struct Reader<'a> {
    file: FileId,
    text: &'a str,
    /// The id of its faults.
    id: &'static str,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(id: &'static str, file: FileId, sources: &'a Sources) -> Self {
        Self { file, text: sources.get(file).text(), id, faults: Vec::new() }
    }

    /// A span on character boundaries, of the first line of `range` only: a table is pointed at by its head.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let floor = |at: usize| self.text.first(at).len();
        let (start, end) = (floor(range.start), floor(range.end).max(floor(range.start)));
        let line = self.text.cut(start..end).lines().next().map_or(0, |line| line.trim_end().len());
        Span::new(self.file, start..start + line)
    }

    /// Takes in a fault.
    pub(super) fn fault(&mut self, range: Range<usize>, message: Text, label: Text) -> &mut Diagnostic {
        let span = self.span(range);
        let mut fault = Diagnostic::new(self.id, Severity::Error, span, message).labelled(label);
        fault.identity = self.text.cut(span.range()).to_owned();
        let at = self.faults.len();
        self.faults.push(fault);
        &mut self.faults[at]
    }

    /// The whole file; mistakes of TOML itself are told and the rest is read.
    pub(super) fn root(&mut self) -> DeTable<'a> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let what = error.message();
            let said = Text::new(format!("TOML 语法有误：{what}"), format!("bad TOML: {what}"));
            self.fault(error.span().unwrap_or(0..0), said, Text::default());
        }
        root.into_inner()
    }

    /// Tells of every key that is none of `known`.
    pub(super) fn keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let said = Text::new(
                format!("没有名为「{}」的键", key.get_ref()),
                format!("unknown key `{}`", key.get_ref()),
            );
            self.unknown(key.span(), said, key.get_ref(), known);
        }
    }

    /// Tells of a name that is none of `known`.
    pub(super) fn unknown(&mut self, range: Range<usize>, said: Text, name: &str, known: &[&str]) {
        let meant = nearest(name, known.iter().copied()).map(did_you_mean);
        let label = meant.clone().unwrap_or_else(|| Text::new("不认识", "not known here"));
        let fault = self.fault(range, said, label);
        fault.help = meant;
        let (zh, en) = (known.join("、"), known.join(", "));
        fault.notes.push(Text::new(format!("这里可用的有 {zh}"), format!("known here: {en}")));
    }

    /// Tells that something else was expected.
    pub(super) fn expected(&mut self, value: &Spanned<DeValue<'_>>, zh: &str, en: &str) {
        let said = Text::new(format!("这里应是{zh}"), format!("expected {en}"));
        self.fault(value.span(), said.clone(), said);
    }

    /// Tells that a key is missing from the table that is pointed at.
    pub(super) fn missing(&mut self, range: Range<usize>, key: &str, zh: &str, en: &str) {
        let label = Text::new(format!("这里应有 {key} = …"), format!("expected {key} = … here"));
        self.fault(range, Text::new(format!("缺少 {key}：{zh}"), format!("`{key}` is missing: {en}")), label);
    }

    /// A text that says something.
    pub(super) fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.to_string()),
            DeValue::String(_) => {
                self.expected(value, "文字，不能空着", "a string that is not empty");
                None
            }
            _ => {
                self.expected(value, "文字", "a string");
                None
            }
        }
    }

    /// A list of texts, each with its place; one text alone is a list of one.
    pub(super) fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<(String, Span)>> {
        match value.get_ref() {
            DeValue::Array(items) => {
                let mut texts = Vec::new();
                for item in items.iter() {
                    texts.push((self.text(item)?, self.span(item.span())));
                }
                Some(texts)
            }
            DeValue::String(_) => Some(vec![(self.text(value)?, self.span(value.span()))]),
            _ => {
                self.expected(value, "一列文字，如 [\"…\"]", "a list of strings such as [\"…\"]");
                None
            }
        }
    }

    /// true or false.
    pub(super) fn flag(&mut self, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.expected(value, " true 或 false", "true or false");
        None
    }

    /// A share of a hundred: a number, or a text such as `"97 %"`.
    pub(super) fn percent(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Percent> {
        let written = match value.get_ref() {
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text,
            _ => "",
        };
        let share = Percent::parse(written);
        if share.is_none() {
            self.expected(value, "百分比，如 97 或 \"97%\"", "a percentage such as 97 or \"97%\"");
        }
        share
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, value: &Spanned<DeValue<'_>>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(value)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let said = Text::new(format!("不认识「{text}」"), format!("`{text}` is not known here"));
            self.unknown(value.span(), said, &text, &known);
        }
        found
    }

    /// A table.
    pub(super) fn table<'v, 'd>(&mut self, value: &'v Spanned<DeValue<'d>>) -> Option<&'v DeTable<'d>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        self.expected(value, "一张表", "a table");
        None
    }

    /// Tables written `[[name]]`.
    pub(super) fn tables<'v, 'd>(
        &mut self,
        name: &str,
        value: &'v Spanned<DeValue<'d>>,
    ) -> Vec<(Range<usize>, &'v DeTable<'d>)> {
        let DeValue::Array(items) = value.get_ref() else {
            self.expected(
                value,
                &format!("一列，每个写作 [[{name}]]"),
                &format!("a list, each written [[{name}]]"),
            );
            return Vec::new();
        };
        let items: Vec<&'v Spanned<DeValue<'d>>> = items.iter().collect();
        items.into_iter().filter_map(|item| self.table(item).map(|table| (item.span(), table))).collect()
    }
}
