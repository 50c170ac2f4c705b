//! A rule that does not come to its end takes no other with it: what else was found is told, and the document does not pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use gouji::check::bind::Bound;
use gouji::check::kind::{self, Check};
use gouji::check::results::Results;
use gouji::check::{KINDS, check};
use gouji::checker::gaps::Looked;
use gouji::diagnostic::Lang;
use gouji::document::parse;
use gouji::gate::config::Config;
use gouji::gate::percent::Percent;
use gouji::keys;
use gouji::ledger::Unfinished;
use gouji::rule::Rule;
use gouji::rule::load::load;
use gouji::rule::parts::FLAG;
use gouji::source::{Source, Sources};

keys! {
    /// A kind with a defect.
    "有缺陷的检查。"
    pub struct Defect {
        /// Whether it works on without an end.
        endless: bool = "endless", FLAG, "没完没了";
    }
}

impl Check for Defect {
    const NAME: &'static str = "defect";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        results.outcome(gouji::ledger::Outcome::Holds);
        assert!(self.endless, "a defect");
        let place = 0..3;
        loop {
            // All pairs of all there is.
            assert!(!bound.document.text(&place).is_empty());
        }
    }
}

const RULES: &str = "[pack]\nname = \"mine\"\n\
    [rule.endless]\ntitle = \"t\"\ncheck.defect = { endless = true }\n\
    [rule.broken]\ntitle = \"t\"\ncheck.defect = {}\n\
    [rule.left]\ntitle = \"t\"\ncheck.text = { forbid = \"XX\" }\n";

#[test]
fn what_else_was_found_is_told_and_the_document_does_not_pass() {
    let kinds: Vec<_> = KINDS.iter().copied().chain([kind::of::<Defect>()]).collect();
    let mut sources = Sources::new();
    let rules = sources.add(Source::new("mine.toml", RULES));
    let (packs, faults) = load(&kinds, &[rules], &sources, &|_| None);
    assert!(faults.is_empty(), "{faults:?}");
    let file = sources.add(Source::new("a.txt", "本年XX元。\n"));
    let source = sources.get(file);
    let document = parse(file, source);
    let once = || check(&packs, &document);
    let mut checked = once();
    assert_eq!(checked.ledger.unfinished, once().ledger.unfinished, "the same each time");
    assert_eq!(checked.ledger.unfinished[0], ("mine/endless".into(), Unfinished::TooMuch));
    assert!(matches!(&checked.ledger.unfinished[1].1, Unfinished::Failed(words) if words == "a defect"));
    assert!(
        checked.ledger.entries.iter().all(|entry| &*entry.rule == "mine/left"),
        "{:?}",
        checked.ledger.entries
    );
    let packs: Vec<_> = packs.iter().collect();
    let looked = Looked {
        source,
        document: &document,
        packs: &packs,
        known_kind: true,
        min_read: Percent::MIN_READ,
        doubt: None,
    };
    let gaps = looked.gaps(&mut checked);
    assert!(gaps.unfinished == 2 && gaps.open(&Config::default()));
    let told: Vec<&str> = checked.diagnostics.iter().map(|found| found.rule.as_str()).collect();
    assert_eq!(told, ["mine/left", "gouji/rule-not-finished", "gouji/rule-not-finished"]);
    let words: Vec<&str> = checked.diagnostics.iter().map(|found| found.message.get(Lang::En)).collect();
    assert!(words[1].contains("too many steps") && words[2].contains("a defect"), "{words:?}");
}
