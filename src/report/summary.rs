//! The figures of a run on one line, and the ledger rule by rule.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Run;
use crate::diagnostic::{Lang, Severity};
use crate::ledger::{Ledger, Mark, Outcome};
use crate::read::passed::{Cause, kinds};

/// How many outcomes there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Exactly.
    pub holds: usize,
    /// Within what the digits allow.
    pub within_rounding: usize,
    /// Not.
    pub fails: usize,
    /// Our reading may be wrong.
    pub doubtful: usize,
    /// Nothing here the rule speaks of.
    pub not_applicable: usize,
    /// An operand cannot be read.
    pub unreadable: usize,
}

impl Counts {
    fn add(&mut self, outcome: Outcome, times: usize) {
        *match outcome {
            Outcome::Holds => &mut self.holds,
            Outcome::WithinRounding => &mut self.within_rounding,
            Outcome::Fails => &mut self.fails,
            Outcome::Doubtful => &mut self.doubtful,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Unreadable => &mut self.unreadable,
        } += times;
    }

    /// How often the rule had anything to say.
    pub fn said(&self) -> usize {
        self.holds + self.within_rounding + self.fails + self.unreadable
    }

    /// The counts of `ledger`.
    pub fn of(ledger: &Ledger) -> Self {
        let mut counts = Self::default();
        ledger.outcomes().for_each(|(_, outcome, times)| counts.add(outcome, times));
        counts
    }

    /// The counts of `ledger` rule by rule, by id.
    pub fn by_rule(ledger: &Ledger) -> BTreeMap<&str, Self> {
        let mut rules: BTreeMap<&str, Self> = BTreeMap::new();
        for (rule, outcome, times) in ledger.outcomes() {
            rules.entry(rule).or_default().add(outcome, times);
        }
        rules
    }

    /// What the counts come to in words: `1,904 成立，47 四舍五入内成立，5 不成立，2 无法读取`.
    pub fn words(&self, lang: Lang) -> String {
        let said = [
            (self.holds, true, "成立", "hold"),
            (self.within_rounding, true, "四舍五入内成立", "hold within rounding"),
            (self.fails, true, "不成立", "fail"),
            (self.doubtful, false, "存疑", "doubtful"),
            (self.unreadable, true, "无法读取", "unreadable"),
        ];
        let words: Vec<String> = said
            .iter()
            .filter(|(count, always, _, _)| *always || *count > 0)
            .map(|(count, _, zh, en)| format!("{} {}", grouped(*count), lang.pick(zh, en)))
            .collect();
        words.join(lang.pick("，", ", "))
    }
}

/// What a run comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Documents checked.
    pub files: usize,
    /// Documents that are put together of several of the files.
    #[serde(skip_serializing_if = "is_none")]
    pub disclosures: usize,
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
    /// Cells of tables with digits that could not be read; they are no figures.
    pub unread: usize,
    /// How the rules ended.
    pub outcomes: Counts,
    /// Documents of no known kind.
    pub unknown_kind: usize,
    /// Rules that somebody named and that had nothing to say on any document.
    pub idle_rules: usize,
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
    /// Files that no reader is for, or that were written here, in folders and archives.
    #[serde(skip_serializing_if = "is_none")]
    pub passed_over: usize,
    /// How many there are of each kind, by its ending.
    #[serde(skip)]
    pub kinds: Vec<(String, usize)>,
    /// How many were written here.
    #[serde(skip)]
    pub own: usize,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    /// Adds up `run`.
    pub fn of(run: &Run) -> Self {
        let kinds: Vec<(String, usize)> =
            kinds(run.passed).into_iter().map(|(ending, count)| (ending.to_owned(), count)).collect();
        let own = run.passed.iter().filter(|passed| passed.cause == Cause::Own).count();
        let mut sum = Self {
            files: run.files().len(),
            disclosures: run
                .documents
                .iter()
                .filter(|one| !run.sources.get(one.file).files().is_empty())
                .count(),
            unreadable_files: run.unreadable.len(),
            passed_over: kinds.iter().map(|(_, count)| count).sum::<usize>() + own,
            kinds,
            own,
            ..Self::default()
        };
        let gaps = &run.judged.gaps;
        (sum.unread, sum.unknown_kind, sum.idle_rules) =
            (gaps.unread_figures, gaps.unknown_kind, gaps.idle_rules);
        for document in run.documents {
            let ledger = &document.ledger;
            sum.figures += ledger.n_figures();
            sum.tied += ledger.marked(Mark::Tied);
            sum.contradicted += ledger.marked(Mark::Contradicted);
            sum.unchecked += ledger.marked(Mark::Unchecked);
            ledger.outcomes().for_each(|(_, outcome, times)| sum.outcomes.add(outcome, times));
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
        if self.disclosures > 0 {
            let (one, many) = ("disclosure of several files", "disclosures of several files");
            parts.push(self.counted(self.disclosures, "份公开由几个文件合成", one, many, lang));
        }
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
        parts.push(format!("{} {}", lang.pick("关系", "relations:"), self.outcomes.words(lang)));
        if self.unreadable_files > 0 {
            let n = self.unreadable_files;
            parts.push(self.counted(n, "个文件无法检查", "file not checked", "files not checked", lang));
        }
        for (count, zh, one, many) in [
            (self.unread, "个数没读出来", "figure not read", "figures not read"),
            (self.unknown_kind, "个文件没有专门的规则包", "file of no known kind", "files of no known kind"),
            (self.idle_rules, "条另加的规则没有用上", "rule had nothing to say", "rules had nothing to say"),
        ] {
            if count > 0 {
                parts.push(self.counted(count, zh, one, many, lang));
            }
        }
        parts.extend(self.passed_over(lang));
        if self.waived > 0 {
            parts.push(self.counted(self.waived, "个问题已豁免", "finding waived", "findings waived", lang));
        }
        if self.known > 0 {
            let (one, many) = ("finding in the baseline", "findings in the baseline");
            parts.push(self.counted(self.known, "个问题在基线里", one, many, lang));
        }
        parts.join(" · ")
    }

    /// What no reader is for, by kind, and what was written here: `跳过 7 个文件（4 jpg、2 pptx、1 无扩展名）`.
    fn passed_over(&self, lang: Lang) -> Option<String> {
        /// A line has room for so many kinds.
        const MOST: usize = 5;
        if self.passed_over == 0 {
            return None;
        }
        let bare = lang.pick("无扩展名", "without ending");
        let word = |(ending, count): &(String, usize)| {
            format!("{} {}", grouped(*count), if ending.is_empty() { bare } else { ending })
        };
        let mut words: Vec<String> = self.kinds.iter().take(MOST).map(word).collect();
        let rest: usize = self.kinds.iter().skip(MOST).map(|(_, count)| count).sum();
        if rest > 0 {
            words.push(format!("{} {}", grouped(rest), lang.pick("其他", "of other kinds")));
        }
        if self.own > 0 {
            words.push(format!("{} {}", grouped(self.own), lang.pick("gouji 写的", "written by gouji")));
        }
        let (n, en) = (grouped(self.passed_over), if self.passed_over == 1 { "file" } else { "files" });
        Some(match lang {
            Lang::Zh => format!("跳过 {n} 个文件（{}）", words.join("、")),
            Lang::En => format!("{n} {en} passed over ({})", words.join(", ")),
        })
    }

    fn counted(&self, count: usize, zh: &str, one: &str, many: &str, lang: Lang) -> String {
        let en = if count == 1 { one } else { many };
        format!("{} {}", grouped(count), lang.pick(zh, en))
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
