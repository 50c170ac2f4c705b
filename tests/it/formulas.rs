//! Formulas as auditors write them: each is a rule of one line that holds on a clean budget and fails, with the finger on the
//! figure, when one figure of it is changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use crate::common::library;
use gouji::check::check_with;
use gouji::document::parse;
use gouji::ledger::Outcome;
use gouji::source::Source;
use gouji::spread::in_turn;

/// A formula; the line to change, what it is, what it becomes.
struct Case {
    formula: &'static str,
    /// Begins the line; the first such line after `after`.
    after: &'static str,
    line: &'static str,
    from: &'static str,
    to: &'static str,
    /// Relations that hold on the clean budget.
    holds: usize,
}

const CASES: &[Case] = &[
    Case {
        formula: "收支总表[支出总计] = 收支总表[本年支出合计] + 收支总表[年终结转]",
        after: "预算公开表1",
        line: "收入总计",
        from: "支出总计\t989.86",
        to: "支出总计\t998.86",
        holds: 3,
    },
    Case {
        formula: "支出总表[*, 合计] = 支出总表[*, 基本支出] + 支出总表[*, 项目支出]",
        after: "预算公开表3",
        line: "2070104",
        from: "582.97",
        to: "582.79",
        holds: 18,
    },
    Case {
        formula: "支出总表[*, 合计] = 收入总表[*, 合计] + 收入总表[*, 上年结转]",
        after: "预算公开表3",
        line: "2070199",
        from: "101.50",
        to: "105.10",
        holds: 18,
    },
    Case {
        formula: "一般公共预算支出表[合计, 基本支出] = 基本支出经济分类表[合计, 合计]",
        after: "预算公开表6",
        line: "合计",
        from: "517.25",
        to: "571.25",
        holds: 1,
    },
    Case {
        formula: "项目支出表[合计, 合计] = sum(项目支出表[项目, 合计])",
        after: "预算公开表12",
        line: "云溪市图书馆管理局\t",
        from: "461.12",
        to: "466.12",
        holds: 1,
    },
    Case {
        formula: "基本支出经济分类表[公务接待费, 合计] ≤ 三公经费表[公务接待费, 合计]",
        after: "预算公开表6",
        line: "公务接待费",
        from: "0.80",
        to: "8.80",
        holds: 1,
    },
    Case {
        formula: "绩效目标表[年度资金总额] = 项目支出表[=项目名称, 合计]",
        after: "项目名称\t\t古籍修复与数字化",
        line: "项目资金(元)",
        from: "年度资金总额:\t480,000",
        to: "年度资金总额:\t450,000",
        holds: 3,
    },
];

/// How many relations hold and how many fail, and the texts under the finger.
fn run(case: &Case, document: &str) -> (usize, usize, Vec<String>) {
    let rule = format!("[rule.the-formula]\ntitle = \"公式\"\ncheck.formula = \"{}\"\n", case.formula);
    let mut library = library(&["rules"], &[("rules/budget/the-formula.toml", &rule)]);
    let file = library.sources.add(Source::new("budget.txt", document));
    let document = parse(file, library.sources.get(file));
    let pack = library.packs.iter().find(|pack| pack.name == "budget").unwrap();
    let checked = check_with(&[pack], &document, &|rule| rule.id == "budget/the-formula", in_turn);
    let count =
        |wanted: &[Outcome]| checked.ledger.entries.iter().filter(|e| wanted.contains(&e.outcome)).count();
    let pointed = checked.diagnostics.iter().flat_map(|found| {
        std::iter::once(&found.primary)
            .chain(&found.related)
            .map(|label| library.sources.slice(label.span).to_owned())
    });
    (count(&[Outcome::Holds, Outcome::WithinRounding]), count(&[Outcome::Fails]), pointed.collect())
}

fn changed(case: &Case, clean: &str) -> String {
    let start = clean.find(&format!("\n{}\n", case.after)).or_else(|| clean.find(case.after)).unwrap();
    let lines = clean.match_indices(case.line).map(|(at, _)| at);
    let line = lines.skip_while(|at| *at <= start).find(|at| clean[..*at].ends_with('\n'));
    let at = line.unwrap_or_else(|| panic!("no line {} after {}", case.line, case.after));
    let from = at + clean[at..].find(case.from).unwrap();
    assert!(!clean[at..from].contains('\n'), "{} is not on its line", case.from);
    format!("{}{}{}", &clean[..from], case.to, &clean[from + case.from.len()..])
}

#[test]
fn each_formula_is_one_line_and_holds_on_a_clean_budget() {
    let clean = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    for case in CASES {
        let (holds, fails, pointed) = run(case, &clean);
        assert_eq!((holds, fails, pointed.len()), (case.holds, 0, 0), "{}: {pointed:?}", case.formula);
    }
}

#[test]
fn each_formula_fails_where_one_figure_is_changed() {
    let clean = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    for case in CASES {
        let (holds, fails, pointed) = run(case, &changed(case, &clean));
        assert_eq!((holds, fails), (case.holds - 1, 1), "{}", case.formula);
        let figure = case.to.rsplit('\t').next().unwrap();
        assert!(pointed.iter().any(|text| text == figure), "{}: {pointed:?}", case.formula);
    }
}

/// A page of fixed width cuts an amount from its unit: it is one amount, with its digits where they stand.
#[test]
fn an_amount_cut_from_its_unit_is_one_amount() {
    let text = "采购预算总额为183 万\n元，其中货物12.50\n万元，服务170.50万元，占93.2\n%，前年\n元旦以前12\n元旦以后。\n";
    let mut sources = gouji::source::Sources::new();
    let file = sources.add(Source::new("wrapped.txt".to_owned(), text.to_owned()));
    let document = parse(file, sources.get(file));
    let found: Vec<String> = document
        .figures
        .iter()
        .map(|figure| format!("{} {}", document.text(&figure.place), figure.amount.unit.name()))
        .collect();
    assert_eq!(found, ["183 万元", "12.50 万元", "170.50万元 万元", "93.2 %"]);
}
