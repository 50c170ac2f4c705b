//! The figures of a run on one line, and the ledger rule by rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Run;
use crate::diagnostic::{Lang, Severity};
use crate::ledger::{Ledger, Mark, Outcome};

/// How many outcomes there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Exactly.
    pub holds: usize,
    /// Within what the digits allow.
    pub within_rounding: usize,
    /// Not.
    pub fails: usize,
    /// Nothing here the rule speaks of.
    pub not_applicable: usize,
    /// An operand cannot be read.
    pub unreadable: usize,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Holds => &mut self.holds,
            Outcome::WithinRounding => &mut self.within_rounding,
            Outcome::Fails => &mut self.fails,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Unreadable => &mut self.unreadable,
        } += 1;
    }

    /// How often the rule had anything to say.
    pub fn said(&self) -> usize {
        self.holds + self.within_rounding + self.fails + self.unreadable
    }

    /// The counts of `ledger`.
    pub fn of(ledger: &Ledger) -> Self {
        let mut counts = Self::default();
        ledger.entries.iter().for_each(|entry| counts.add(entry.outcome));
        counts
    }

    /// The counts of `ledger` rule by rule, by id.
    pub fn by_rule(ledger: &Ledger) -> BTreeMap<&str, Self> {
        let mut rules: BTreeMap<&str, Self> = BTreeMap::new();
        for entry in &ledger.entries {
            rules.entry(&entry.rule).or_default().add(entry.outcome);
        }
        rules
    }

    /// What the counts come to in words: `1,904 成立，47 四舍五入内成立，5 不成立，2 无法读取`.
    pub fn words(&self, lang: Lang) -> String {
        let said = [
            (self.holds, "成立", "hold"),
            (self.within_rounding, "四舍五入内成立", "hold within rounding"),
            (self.fails, "不成立", "fail"),
            (self.unreadable, "无法读取", "unreadable"),
        ];
        let words: Vec<String> = said
            .iter()
            .map(|(count, zh, en)| format!("{} {}", grouped(*count), pick(lang, zh, en)))
            .collect();
        words.join(pick(lang, "，", ", "))
    }
}

/// What a run comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Documents checked.
    pub files: usize,
    /// Documents that could not be checked.
    pub unreadable_files: usize,
    /// Figures in them.
    pub figures: usize,
    /// Tied out by a relation that holds.
    pub tied: usize,
    /// Spoken of by a relation that fails.
    pub contradicted: usize,
    /// Checked by nothing.
    pub unchecked: usize,
    /// How the rules ended.
    pub outcomes: Counts,
    /// Diagnostics of severity error, rule files included.
    pub errors: usize,
    /// Of severity warning.
    pub warnings: usize,
    /// Of severity note.
    pub notes: usize,
    /// Findings that somebody answers for; they are in none of the counts above.
    #[serde(skip_serializing_if = "is_none")]
    pub waived: usize,
    /// Findings that are in the baseline; they are in none of the counts above.
    #[serde(skip_serializing_if = "is_none")]
    pub known: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    /// Adds up `run`.
    pub fn of(run: &Run) -> Self {
        let mut sum =
            Self { files: run.documents.len(), unreadable_files: run.unreadable.len(), ..Self::default() };
        for document in run.documents {
            let ledger = &document.ledger;
            sum.figures += ledger.n_figures();
            sum.tied += ledger.marked(Mark::Tied);
            sum.contradicted += ledger.marked(Mark::Contradicted);
            sum.unchecked += ledger.marked(Mark::Unchecked);
            ledger.entries.iter().for_each(|entry| sum.outcomes.add(entry.outcome));
        }
        for found in run.diagnostics() {
            if found.standing.waived.is_some() {
                sum.waived += 1;
                continue;
            } else if !found.standing.is_live() {
                sum.known += 1;
                continue;
            }
            *match found.severity {
                Severity::Error => &mut sum.errors,
                Severity::Warning => &mut sum.warnings,
                Severity::Note => &mut sum.notes,
            } += 1;
        }
        sum
    }

    /// The closing line.
    pub fn line(&self, lang: Lang) -> String {
        let mut parts = vec![self.counted(self.files, "个文件", "file", "files", lang)];
        parts.push(self.counted(self.figures, "个数", "figure", "figures", lang));
        parts.push(self.counted(self.tied, "个已核对", "tied out", "tied out", lang));
        parts.push(self.counted(self.contradicted, "个矛盾", "contradicted", "contradicted", lang));
        parts.push(self.counted(
            self.unchecked,
            "个无规则核对",
            "checked by no rule",
            "checked by no rule",
            lang,
        ));
        parts.push(format!("{} {}", pick(lang, "关系", "relations:"), self.outcomes.words(lang)));
        if self.unreadable_files > 0 {
            let n = self.unreadable_files;
            parts.push(self.counted(n, "个文件无法检查", "file not checked", "files not checked", lang));
        }
        if self.waived > 0 {
            parts.push(self.counted(self.waived, "个问题已豁免", "finding waived", "findings waived", lang));
        }
        if self.known > 0 {
            let (one, many) = ("finding in the baseline", "findings in the baseline");
            parts.push(self.counted(self.known, "个问题在基线里", one, many, lang));
        }
        parts.join(" · ")
    }

    fn counted(&self, count: usize, zh: &str, one: &str, many: &str, lang: Lang) -> String {
        let en = if count == 1 { one } else { many };
        format!("{} {}", grouped(count), pick(lang, zh, en))
    }
}

/// The words in `lang`.
pub fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// `1234567` as `1,234,567`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_reads_as_promised() {
        let outcomes =
            Counts { holds: 1904, within_rounding: 47, fails: 5, unreadable: 2, ..Counts::default() };
        let sum = Summary {
            files: 4,
            figures: 2318,
            tied: 2197,
            contradicted: 3,
            unchecked: 118,
            outcomes,
            ..Summary::default()
        };
        assert_eq!(
            sum.line(Lang::Zh),
            "4 个文件 · 2,318 个数 · 2,197 个已核对 · 3 个矛盾 · 118 个无规则核对 · 关系 1,904 成立，47 四舍五入内成立，5 不成立，2 无法读取"
        );
        assert!(sum.line(Lang::En).starts_with("4 files · 2,318 figures · 2,197 tied out · "));
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
