//! Where the time of a run went, for who keeps rules or a large folder.

use std::time::Duration;

use gouji::diagnostic::Lang;
use gouji::report::{columns, visible};
use gouji::timing::{Spent, Work, spent};

/// So many rules are named; the others stand in one line.
const RULES: usize = 20;

/// The stages in the order of the road, then the dearest rules.
pub fn listing(lang: Lang) -> String {
    let spent = spent();
    let all: Duration = spent.values().map(|spent| spent.time).sum();
    let stage = |work: &Work| match work {
        Work::Loading => Some(("读规则", "loading rules")),
        Work::Reading => Some(("读文件", "reading files")),
        Work::Parsing => Some(("解析", "parsing")),
        Work::Binding => Some(("识别", "recognising")),
        Work::Rule(_) => None,
        Work::Blaming => Some(("归因", "blaming")),
        Work::Telling => Some(("整理结果", "telling")),
        Work::Keeping => Some(("留给别的文件", "keeping for others")),
        Work::Reporting => Some(("写报告", "reporting")),
    };
    let mut lines: Vec<(String, Spent)> = Vec::new();
    let mut rules: Vec<(&str, Spent)> = Vec::new();
    let mut of_rules = Spent::default();
    for (work, spent) in &spent {
        match (stage(work), work) {
            (Some((zh, en)), _) => lines.push((super::words(lang, zh, en), *spent)),
            (None, Work::Rule(id)) => {
                if rules.is_empty() {
                    lines.push((super::words(lang, "各条规则", "rules"), Spent::default()));
                }
                rules.push((id, *spent));
                of_rules = added(of_rules, *spent);
            }
            _ => {}
        }
    }
    for (_, known) in lines.iter_mut().filter(|(_, known)| known.times == 0) {
        *known = of_rules;
    }
    rules.sort_by_key(|(id, spent)| (std::cmp::Reverse(spent.time), *id));
    let heading = super::words(
        lang,
        "用时（毫秒，各线程相加）、占比、次数",
        "time (milliseconds, all threads together), share, how often",
    );
    let mut out = format!("{heading}\n");
    lines.iter().for_each(|(name, spent)| out.push_str(&line(name, *spent, all)));
    let dearest = super::words(lang, "最费时的规则", "the dearest rules");
    out.push_str(&format!("{dearest}\n"));
    for (id, spent) in rules.iter().take(RULES) {
        out.push_str(&line(&visible(id), *spent, all));
    }
    let rest = rules.iter().skip(RULES);
    if rest.len() > 0 {
        let name = match lang {
            Lang::Zh => format!("另外 {} 条", rest.len()),
            Lang::En => format!("{} others", rest.len()),
        };
        out.push_str(&line(&name, rest.fold(Spent::default(), |sum, (_, spent)| added(sum, *spent)), all));
    }
    out
}

fn added(sum: Spent, other: Spent) -> Spent {
    Spent { time: sum.time.saturating_add(other.time), times: sum.times.saturating_add(other.times) }
}

/// A name, thousandths of a second with one place, per cent of all, and how often.
fn line(name: &str, spent: Spent, all: Duration) -> String {
    const NAME: usize = 52;
    let tenths = spent.time.as_micros() / 100;
    let share = spent.time.as_micros() * 1000 / all.as_micros().max(1);
    let gap = " ".repeat(NAME.saturating_sub(columns(name)).max(1));
    format!(
        "  {name}{gap}{:>7}.{}{:>5}.{} %{:>8}\n",
        tenths / 10,
        tenths % 10,
        share / 10,
        share % 10,
        spent.times
    )
}
