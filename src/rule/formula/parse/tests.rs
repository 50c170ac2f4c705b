//! What parses, into what, and where the finger is when it does not.

use crate::amount::Unit;
use crate::diagnostic::Lang;
use crate::keys::fault::{Fault, Origin};
use crate::rule::formula::{Cmp, ColumnSelector, Expr, ExprKind, Formula, Link, Rows};
use crate::source::FileId;

fn parse(text: &str) -> Result<Formula, Box<Fault>> {
    Formula::parse(text, &Origin::plain(FileId(0), 0, text.len()))
}

/// The tree, fully bracketed.
fn show(expr: &Expr) -> String {
    let all = |links: &[Link], signs: [&str; 2]| {
        let mut shown = show(&links[0].expr);
        for link in &links[1..] {
            shown = format!("({shown} {} {})", signs[usize::from(link.inverse)], show(&link.expr));
        }
        shown
    };
    match &expr.kind {
        ExprKind::Literal(amount) => {
            format!("{}{}", amount.value, if amount.unit == Unit::PERCENT { "%" } else { amount.unit.name() })
        }
        ExprKind::Reference(r) => {
            let pane = r.row.pane.as_ref().map_or(String::new(), |pane| format!("{pane}/"));
            let row = match &r.row.rows {
                Rows::Each => "*".to_owned(),
                Rows::Named(name) => name.clone(),
                Rows::Field(name) => format!("={name}"),
            };
            let column = match &r.column {
                None => String::new(),
                Some(ColumnSelector::Each) => "; *".to_owned(),
                Some(ColumnSelector::Path(path)) => format!("; {}", path.join("/")),
            };
            format!("{}[{pane}{row}{column}]", r.table)
        }
        ExprKind::Sum(inner) => format!("sum({})", show(inner)),
        ExprKind::Count(inner) => format!("count({})", show(inner)),
        ExprKind::Neg(inner) => format!("-{}", show(inner)),
        ExprKind::Terms(links) => all(links, ["+", "-"]),
        ExprKind::Factors(links) => all(links, ["*", "/"]),
    }
}

fn shown(text: &str) -> String {
    let formula = parse(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message.get(Lang::En)));
    let mut out = show(&formula.chain[0]);
    for (cmp, expr) in formula.comparisons.iter().zip(&formula.chain[1..]) {
        out += &format!(" {} {}", cmp.as_str(), show(expr));
    }
    out
}

#[test]
fn operators_bind_as_at_school() {
    assert_eq!(shown("A[x] + B[y] × 2 - 1"), "((A[x] + (B[y] * 2)) - 1)");
    assert_eq!(shown("(A[x] + B[y]) ÷ -C[*, *] ≥ 0.5万元"), "((A[x] + B[y]) / -C[*; *]) ≥ 0.5万元");
    assert_eq!(shown("（A[x] ＋ B[y]）＝ 1,000 <= C[z]"), "(A[x] + B[y]) = 1000 ≤ C[z]");
    assert_eq!(parse("A[x] = B[x] = C[x]").unwrap().comparisons, [Cmp::Eq, Cmp::Eq]);
}

#[test]
fn names_are_free() {
    assert_eq!(shown("表（一）[维修（护）费，“三公”经费]"), "表(一)[维修(护)费; \"三公\"经费]");
    assert_eq!(shown("\"A+B\"[\"a/b\", 本年收入/合计]"), "A+B[a/b; 本年收入/合计]");
    assert_eq!(shown("Revenue table[Total expenditure, Year 2]"), "Revenue table[Total expenditure; Year 2]");
    assert_eq!(shown("2024年预算表[收入/上年结转]"), "2024年预算表[收入/上年结转]");
    assert_eq!(shown("绩效表[=项目 名称]"), "绩效表[=项目名称]");
    assert_eq!(shown("表[co-funding]"), "表[co-funding]");
}

#[test]
fn spans_cover_what_they_name() {
    let text = "1 + sum(甲[乙, 丙]) = (2)";
    let formula = parse(text).unwrap();
    let references = formula.references();
    assert_eq!(&text[references[0].span.range()], "甲[乙, 丙]");
    assert_eq!(&text[references[0].table_span.range()], "甲");
    assert_eq!(&text[references[0].row.span.range()], "乙");
    assert_eq!(references[0].column_span.map(|span| &text[span.range()]), Some("丙"));
    assert_eq!(&text[formula.chain[0].range.clone()], "1 + sum(甲[乙, 丙])");
    assert_eq!(&text[formula.chain[1].range.clone()], "(2)");
}

#[test]
fn one_of_several_readings() {
    let formula = parse("甲[合计] = 甲[乙] | 甲[合计] = 甲[乙] + 甲[丙]").unwrap();
    assert_eq!(formula.or.len(), 1);
    assert_eq!(formula.or[0].text, "甲[合计] = 甲[乙] + 甲[丙]");
    assert_eq!(formula.references().len(), 5);
    assert!(parse("甲[合计] = 甲[乙] |").is_err());
}

#[test]
fn mistakes_are_placed() {
    for (text, at, message) in [
        ("支出总表 = 1", "支出总表", "「支出总表」后面缺少方括号"),
        ("甲[乙 = 1", "=", "方括号里的名字不能直接有「=」"),
        ("甲[乙", "[", "方括号没有合上"),
        ("甲[]", "]", "方括号里没有写行"),
        ("甲[a, b, c]", ",", "方括号里最多两项：行, 列"),
        ("甲[a/b/c]", "a/b/c", "行最多写成 栏/行"),
        ("甲[a] < 乙[b]", "<", "公式没有「<」这种比较"),
        ("(甲[a] + 1", "(", "括号没有合上"),
        ("max(甲[a])", "max", "没有名为「max」的函数"),
        ("甲[a] = 5万块", "万块", "「万块」不是单位"),
        ("甲[a] = 1,23", "1,23", "「1,23」不是数"),
        ("甲[a] =", "", "公式到这里断了"),
        ("甲[a] 乙[b]", "乙", "公式里不该有「乙」"),
        ("[a] = 1", "[", "公式里不该有「[」"),
        ("\"甲[a]", "\"", "引号没有合上"),
        ("", "", "公式到这里断了"),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!((&text[fault.range.clone()], fault.message.get(Lang::Zh)), (at, message), "{text}");
    }
    assert!(parse(&"(".repeat(100_000)).is_err());
    assert!(parse(&"-".repeat(100_000)).is_err());
}

#[test]
fn what_no_relation_holds_is_refused_at_its_sign() {
    let second = "一个等式里只能有一处数与数相乘或相除";
    let summed = "sum(…) 和 count(…) 里不能把数与数相乘或相除";
    let huge = "公式里的常数超出了能算的范围";
    for (text, at, message) in [
        ("甲[a] × 甲[b] × 甲[c] = 1", "×", second),
        ("甲[a] ÷ 甲[b] ÷ 甲[c] = 1", "÷", second),
        ("甲[a] ÷ 甲[b] + 甲[c] ÷ 甲[d] = 1", "÷", second),
        ("(甲[a] ÷ 甲[b] + 1) × 甲[c] = 1", "×", second),
        ("甲[a] × 甲[b] = 甲[c] ÷ 甲[d]", "÷", second),
        ("甲[a] ÷ 甲[b] + 1 = 甲[c] ÷ 甲[d]", "÷", second),
        ("甲[a] = sum(甲[b] × 乙[b])", "×", summed),
        ("甲[a] = count(甲[b] ÷ 乙[b])", "÷", summed),
        ("甲[a] = count(甲[b] + 乙[b])", "甲[b] + 乙[b]", "count(…) 里只能写一个名字"),
        ("甲[a] ÷ 0 = 1", "÷ 0", "除数是 0"),
        ("甲[a] ÷ (1 - 100%) = 1", "÷ (1 - 100%)", "除数是 0"),
        (
            "甲[a] × 99999999999999999999999999 × 99999999999999999999999999 = 1",
            "99999999999999999999999999",
            huge,
        ),
        ("甲[a] × 1000000000000 × 1000000000000 = 1", "×", huge),
        ("甲[a] + 79228162514264337593543950335 = 1", "79228162514264337593543950335", huge),
        ("甲[a] ÷ 0.0000000000000000000000000001 = 1", "÷", huge),
        ("甲[a] × 0.00000000000000000001 × 0.00000000000000000001 = 1", "×", huge),
        ("甲[a] = 99999999999999999999999999万元", "99999999999999999999999999万元", huge),
        ("甲[a] = 甲[b] | 1 = 1 + 0", "1 = 1 + 0", "比较的两边都是常数"),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!((&text[fault.range.clone()], fault.message.get(Lang::Zh)), (at, message), "{text}");
        assert!(fault.help.is_some(), "{text}");
    }
    for sound in [
        "甲[a] = 甲[b] × 甲[c]",
        "甲[a] = 甲[b] × 甲[c] ÷ 甲[d]",
        "甲[a] ÷ 甲[b] = 甲[c] ÷ 甲[d]",
        "1 - 甲[a] ÷ 甲[b] = 50%",
        "(甲[a] ÷ 甲[b] + 1) × 2 ≤ 5 ÷ 2",
        "甲[a] ÷ (甲[b] ÷ 甲[c]) = 1",
        "甲[a] × (1 + 5%) = 甲[b] ÷ 3",
        "sum(甲[a] × 2) ÷ 甲[b] = 1",
    ] {
        assert!(parse(sound).is_ok(), "{sound}");
    }
}

#[test]
fn a_long_formula_is_no_deeper_than_a_short_one() {
    let long = |terms: usize| format!("甲[a] = {}", ["1"; 2].join("+") + &" + 甲[b]".repeat(terms));
    assert_eq!(parse(&long(997)).unwrap().references().len(), 998);
    for terms in [998, 2_600, 100_000] {
        let fault = parse(&long(terms)).unwrap_err();
        assert_eq!(fault.message.get(Lang::En), "a formula holds at most 1000 numbers and references");
        assert_eq!(fault.range.start, long(997).len() + " + ".len());
    }
}
