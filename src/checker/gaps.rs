//! What of a document was not judged, and what is told of it: no pack for its kind, figures that cannot be read, required
//! rules that had nothing to compare. What of it fails a run, [`Gaps::open`] knows.

use std::collections::BTreeSet;

use crate::check::Checked;
use crate::check::recognise::Doubt;
use crate::diagnostic::{Diagnostic, Severity, Text, count_of};
use crate::document::Document;
use crate::gate::Gaps;
use crate::gate::percent::Percent;
use crate::ledger::{Mark, Outcome, Reading, Unfinished};
use crate::read;
use crate::rule::{Pack, Rule};
use crate::source::{Source, Span};

use super::kind;

/// A document that no pack is for.
pub const NO_PACK: &str = "gouji/no-pack";
/// A document some of whose figures cannot be read.
pub const UNREADABLE_FIGURES: &str = "gouji/unreadable-figures";
/// A required rule that could not be judged.
pub const REQUIRED: &str = "gouji/required-rule";
/// A document of whose tables too little was read.
pub const TOO_LITTLE_READ: &str = "gouji/too-little-read";

/// A document with figures in tables whose writing is not understood.
pub const NOT_UNDERSTOOD: &str = "gouji/figures-not-understood";
/// So many places of such figures are shown.
const SHOWN: usize = 8;

/// A rule that did not come to its end on a document.
pub const UNFINISHED: &str = "gouji/rule-not-finished";

/// A document that was checked, and how.
pub struct Looked<'a> {
    /// Its source.
    pub source: &'a Source,
    /// The document.
    pub document: &'a Document,
    /// The packs that were tried on it.
    pub packs: &'a [&'a Pack],
    /// Whether one of them says what kind of document it is.
    pub known_kind: bool,
    /// How much of its tables must have been read.
    pub min_read: Percent,
    /// What its title and its tables disagree on.
    pub doubt: Option<Doubt<'a>>,
}

impl Looked<'_> {
    /// Adds to `checked` what is told of its gaps, and gives them.
    pub fn gaps(&self, checked: &mut Checked) -> Gaps {
        let reading = checked.ledger.reading;
        let required = self.unjudged(checked);
        let thin = reading.of_hundred() < self.min_read.of_hundred();
        let files = self.source.files().parts();
        let notes = match files {
            [] => read::notes(self.document.file, self.source),
            files => files.iter().flat_map(|part| read::notes(part.file, &part.source)).collect(),
        };
        let is_lost = |source: &Source| source.notes().any(|note| note.about.is_loss());
        let lost = is_lost(self.source) || files.iter().any(|part| is_lost(&part.source));
        let gaps = Gaps {
            parts: usize::from(lost),
            required: required.len(),
            unfinished: checked.ledger.unfinished.len(),
            thin: usize::from(thin),
            unknown_kind: usize::from(!self.known_kind),
            unread_figures: reading.unread,
            unread_demands: checked.ledger.count(Outcome::Unreadable),
            idle_rules: 0,
        };
        let no_pack = (!self.known_kind).then(|| self.no_pack(checked));
        let no_pack = match &self.doubt {
            Some(doubt) => Some(kind::tell(doubt, self.document, no_pack)),
            None => no_pack,
        };
        let thin = thin.then(|| self.too_little_read(reading));
        let unreadable = self.unreadable_figures(checked);
        let strange = self.not_understood(&checked.diagnostics);
        let unfinished: Vec<Diagnostic> =
            checked.ledger.unfinished.iter().map(|(rule, why)| self.unfinished(rule, why)).collect();
        checked.diagnostics.extend(unfinished);
        checked.diagnostics.extend(
            no_pack.into_iter().chain(thin).chain(required).chain(unreadable).chain(strange).chain(notes),
        );
        gaps
    }

    /// The first line that says something: where a finger goes that belongs to no place.
    fn first_line(&self) -> Span {
        let text = self.document.folded.text.as_str();
        let first = text.trim_start();
        let start = (text.len() - first.len()) as u32;
        let line = first.lines().next().unwrap_or_default().trim_end();
        self.document.span(&(start..start + line.len() as u32))
    }

    fn no_pack(&self, checked: &Checked) -> Diagnostic {
        let (tied, all) = (checked.ledger.marked(Mark::Tied), checked.ledger.n_figures());
        let (zh, en) = match all {
            0 => ("文件里没有数字".to_owned(), "it has no figures".to_owned()),
            _ => (
                format!("{all} 个数里有 {tied} 个由通用规则核对了"),
                format!("{tied} of {all} figures were tied out by general rules"),
            ),
        };
        let mut found = Diagnostic::new(
            NO_PACK,
            Severity::Warning,
            self.first_line(),
            Text::new(
                format!("没有一个规则包专门适用于这类文件；{zh}"),
                format!("no rule pack is for documents of this kind; {en}"),
            ),
        )
        .labelled(Text::new("没有规则包适用于这样的标题", "no pack applies to such a title"))
        .help(Text::new(
            "用 --rules 加规则，或在 gouji.toml 里用 [[kind]] 指定；strict = true 时，allow = [\"no-pack\"] 放行",
            "add rules with --rules, or name its packs by [[kind]] in gouji.toml; under strict = true, allow = [\"no-pack\"] lets it pass",
        ));
        found.identity = "kind".to_owned();
        found
    }

    fn too_little_read(&self, reading: Reading) -> Diagnostic {
        let (share, least) = (reading.of_hundred().trunc_with_scale(1).normalize(), self.min_read);
        let (read, all) = (reading.read, reading.read + reading.unread);
        let unread = Reading::unread(self.document);
        let first = unread.map(|figure| self.document.span(&figure.place)).min_by_key(|span| span.start);
        let mut found = Diagnostic::new(
            TOO_LITTLE_READ,
            Severity::Warning,
            first.unwrap_or_else(|| self.first_line()),
            Text::new(
                format!("表里的 {all} 个数只读出 {read} 个，占 {share}%，少于 min-read = {least}"),
                format!(
                    "of {all} figures in tables {read} were read, {share}%, less than min-read = {least}"
                ),
            ),
        )
        .labelled(Text::new("第一个读不出来的", "the first that was not read"))
        .help(Text::new(
            "换一份能读的文件，或逐处核对后调低 min-read",
            "get a file that can be read, or see to these places and lower min-read",
        ));
        found.identity = "min-read".to_owned();
        found
    }

    /// Figures whose writing is not understood: no sum has them, and whoever reads that all is well should know of which it is
    /// not said.
    fn not_understood(&self, told: &[Diagnostic]) -> Option<Diagnostic> {
        // What is told as a slip is understood well enough.
        let slips: BTreeSet<u32> = told.iter().map(|told| told.primary.span.start).collect();
        let spans = Reading::strange(self.document).map(|figure| self.document.span(&figure.place));
        let mut strange: Vec<Span> = spans.filter(|span| !slips.contains(&span.start)).collect();
        strange.sort_by_key(|span| span.start);
        let (&first, rest) = strange.split_first()?;
        let count = strange.len();
        let found = Diagnostic::new(
            NOT_UNDERSTOOD,
            Severity::Note,
            first,
            Text::new(
                format!("表里有 {count} 个数的写法读不懂，没有核对"),
                match count {
                    1 => "a figure in a table is written in a way that is not understood and was checked by nothing".to_owned(),
                    n => format!("{n} figures in tables are written in a way that is not understood and were checked by nothing"),
                },
            ),
        )
        .labelled(Text::new("读不懂", "not understood"))
        .help(Text::new("人工核对这些数", "see to these figures by hand"));
        let shown = rest.iter().take(SHOWN.saturating_sub(1));
        Some(shown.fold(found, |found, span| found.with(*span, Text::new("读不懂", "not understood"))))
    }

    fn unfinished(&self, rule: &str, why: &Unfinished) -> Diagnostic {
        let (said, help) = match why {
            Unfinished::TooMuch => (
                Text::new(
                    format!("规则 {rule} 没有查完：这份文件要它做的步数太多"),
                    format!("{rule} did not come to its end: the document asks for too many steps of it"),
                ),
                Text::new(
                    "把文件拆开；确实不用这条规则的，在 gouji.toml 里关闭它",
                    "split the document, or switch the rule off in gouji.toml where it is not needed",
                ),
            ),
            Unfinished::Failed(words) => (
                Text::new(
                    format!("规则 {rule} 没有查完，程序出错：{words}"),
                    format!("{rule} did not come to its end, the program failed: {words}"),
                ),
                Text::new(
                    "这是 gouji 的缺陷，请附上规则和文件报告；别的规则都查完了",
                    "this is a defect of gouji: please report it with the rule and the document; all other rules were tried",
                ),
            ),
        };
        let mut found = Diagnostic::new(UNFINISHED, Severity::Warning, self.first_line(), said)
            .labelled(Text::new("这份文件没有查完", "the document was not checked to the end"))
            .help(help);
        rule.clone_into(&mut found.identity);
        found
    }

    /// Required rules that had nothing to compare, or could not read it.
    fn unjudged(&self, checked: &Checked) -> Vec<Diagnostic> {
        let mut told: Vec<Diagnostic> = Vec::new();
        let required = self.packs.iter().flat_map(|pack| &pack.rules).filter(|rule| rule.required);
        for rule in required {
            let of_rule = || checked.ledger.entries.iter().filter(|entry| *entry.rule == rule.id);
            let lost = of_rule().filter(|entry| entry.outcome == Outcome::Unreadable).count();
            // A rule that was not tried has no entry; one whose words another rule said before it has none either.
            let idle =
                of_rule().next().is_some() && of_rule().all(|entry| entry.outcome == Outcome::NotApplicable);
            if (lost > 0 || idle) && !told.iter().any(|known| known.identity == rule.id) {
                told.push(self.not_judged(rule, lost, checked));
            }
        }
        told
    }

    fn not_judged(&self, rule: &Rule, lost: usize, checked: &Checked) -> Diagnostic {
        let (id, title) = (&rule.id, &rule.title);
        let (zh, en) = match lost {
            0 => (
                "文件里没有它要核对的内容".to_owned(),
                "the document has nothing that it speaks of".to_owned(),
            ),
            n => (format!("{n} 处的数字读不出来"), format!("figures cannot be read in {n} of its places")),
        };
        let span = self.first_unread(checked, |rule| rule == id).unwrap_or_else(|| self.first_line());
        let mut found = Diagnostic::new(
            REQUIRED,
            Severity::Warning,
            span,
            Text::new(
                format!("必须核对的规则 {id} 没有核对成：{zh}"),
                format!("the required rule {id} could not be judged: {en}"),
            ),
        )
        .note(title.clone())
        .help(Text::new(
            "核对表名、行名、列名（gouji inspect FILE --names）和原文件里的数字；不必核对的，去掉规则里的 required",
            "compare the names of tables, rows and columns (gouji inspect FILE --names) and see to the figures; where it need not be judged, take `required` out of the rule",
        ));
        found.identity.clone_from(id);
        found.rule_span = Some(rule.span);
        found
    }

    /// Where the first figure stands that a rule needed and that cannot be read.
    fn first_unread(&self, checked: &Checked, of: impl Fn(&str) -> bool) -> Option<Span> {
        let entries = checked.ledger.entries.iter();
        let lost = entries.filter(|entry| entry.outcome == Outcome::Unreadable && of(&entry.rule));
        let figures = lost.flat_map(|entry| &entry.figures);
        let figures = figures.filter_map(|id| self.document.figures.get(id.0 as usize));
        figures.map(|figure| self.document.span(&figure.place)).min_by_key(|span| span.start)
    }

    /// Demands that could not be checked because a figure cannot be read: said once a document, at the first of them.
    fn unreadable_figures(&self, checked: &Checked) -> Option<Diagnostic> {
        let entries = || checked.ledger.entries.iter().filter(|entry| entry.outcome == Outcome::Unreadable);
        let count = entries().count();
        if count == 0 {
            return None;
        }
        let rules: BTreeSet<&str> = entries().map(|entry| &*entry.rule).collect();
        let rules: Vec<&str> = rules.into_iter().collect();
        let (zh, en) = (rules.join("、"), rules.join(", "));
        let span = self.first_unread(checked, |_| true);
        let span = span.unwrap_or_else(|| self.first_line());
        let found = Diagnostic::new(
            UNREADABLE_FIGURES,
            Severity::Note,
            span,
            Text::new(
                format!("{count} 处要求因数字无法读取而没有核对"),
                count_of(
                    count,
                    "demand was not checked: its figures cannot be read",
                    "demands were not checked: their figures cannot be read",
                ),
            ),
        )
        .labelled(Text::new("要与它核对的读不出来", "what it should agree with cannot be read"))
        .note(Text::new(format!("规则：{zh}"), format!("rules: {en}")))
        .help(Text::new(
            "核对原文件里的数字；strict = true 时，确认无误后用 allow = [\"unreadable-figures\"] 放行",
            "see to the figures; under strict = true, allow = [\"unreadable-figures\"] lets them pass",
        ));
        Some(found)
    }
}
