//! The ways in which the world writes figures, one by one and through the whole program: a small table in each of them comes
//! out, and a wrong digit in it is told at its cell. What is no figure is none, and what is not understood is told at its place.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::common::gouji_in;

/// How figures are written: from the digits of a whole number (its thousands, its other three digits) to the cell.
struct Style {
    /// What the style is called in messages.
    name: &'static str,
    /// The cell, `{t}` for the thousands, `{r}` for the three digits after them, `{n}` for the number itself; or a script.
    cell: &'static str,
}

const fn style(name: &'static str, cell: &'static str) -> Style {
    Style { name, cell }
}

/// Styles that are understood: what is written comes to the same as 1,234 and its like.
const UNDERSTOOD: &[Style] = &[
    style("plain", "{n}"),
    style("groups", "{t},{r}"),
    style("fraction", "{t},{r}.50"),
    style("full-width", "wide"),
    style("brackets", "({t},{r})"),
    style("full-width brackets", "（{t},{r}）"),
    style("minus", "-{t},{r}"),
    style("minus U+2212", "−{t},{r}"),
    style("en dash", "–{t},{r}"),
    style("minus behind", "{t},{r}-"),
    style("plus", "+{t},{r}"),
    style("space before the bracket closes", "({t},{r} )"),
    style("white triangle", "△{t},{r}"),
    style("black triangle", "▲{t},{r}"),
    style("minus in brackets before", "(-) {t},{r}"),
    style("dollar", "${t},{r}"),
    style("dollar apart", "$ {t},{r}.50"),
    style("dollar before the bracket", "$({t},{r})"),
    style("dollar in the bracket", "(${t},{r})"),
    style("minus before the dollar", "-${t},{r}"),
    style("minus after the dollar", "$-{t},{r}"),
    style("dollar behind", "{t},{r} $"),
    style("pound", "£{t},{r}"),
    style("euro", "€{t},{r}"),
    style("euro behind", "{t},{r}.50 €"),
    style("yen", "¥{t},{r}"),
    style("full-width yen", "￥{t},{r}"),
    style("m", "${t}.{r}m"),
    style("million", "${t}.{r} million"),
    style("bn", "£{t}.{r}bn"),
    style("k", "{n}k"),
    style("B", "${t}.{r}B"),
    style("M", "${t}.{r}M"),
    style("K", "${n}K"),
    style("B without a currency", "{t}.{r}B"),
    style("thousand", "{t}.{r} thousand"),
    style("crore", "₹ {t}.{r} crore"),
    style("lakh", "₹ {t}.{r} lakh"),
    style("EUR before", "EUR {t},{r}"),
    style("EUR before, German", "EUR {t}.{r},50"),
    style("EUR behind", "{t},{r} EUR"),
    style("USD before", "USD {t},{r}"),
    style("USD that touches", "USD{t},{r}"),
    style("US$", "US$ {t},{r}"),
    style("RMB", "RMB {t},{r}"),
    style("CNY", "CNY {t},{r}"),
    style("CHF, Swiss", "CHF {t}'{r}.50"),
    style("CHF behind", "{t},{r} CHF"),
    style("code before a few digits", "SEK {r}"),
    style("rupee", "₹{t},{r}"),
    style("Rs.", "Rs. {t},{r}"),
    style("Rs. with a dash behind", "Rs. {t},{r}/-"),
    style("won", "₩{t},{r}"),
    style("real", "R$ {t}.{r},50"),
    style("zloty behind", "{t} {r},50 zł"),
    style("krona behind", "{t} {r},50 kr"),
    style("krona before", "kr {t} {r}"),
    style("shilling", "Kshs. {t},{r}"),
    style("shilling without a point", "Ksh {t},{r}"),
    style("rand", "R {t},{r}"),
    style("rouble behind", "{t} {r},50 ₽"),
    style("lira", "₺{t}.{r},50"),
    style("HK$", "HK${t},{r}"),
    style("NT$", "NT${t},{r}"),
    style("German", "{t}.{r},50"),
    style("German with its currency", "{t}.{r},50€"),
    style("German millions", "{t}.{r}.000"),
    style("decimal comma", "{n},5"),
    style("Swiss apostrophe", "{t}'{r}.50"),
    style("Swiss curly apostrophe", "{t}’{r}.50"),
    style("space", "{t} {r}"),
    style("no-break space", "{t}\u{a0}{r}"),
    style("thin space", "{t}\u{2009}{r},5"),
    style("narrow no-break space", "{t}\u{202f}{r},5"),
    style("space and point", "{t} {r}.5"),
    style("lakhs", "lakh"),
    style("bare fraction", ".{r}"),
    style("Mio. €", "{t},{r} Mio. €"),
    style("Mrd. €", "{t},{r} Mrd. €"),
    style("TEUR", "{t}.{r} TEUR"),
    style("万元", "{t},{r}万元"),
    style("亿元", "{t}.{r}亿元"),
    style("千元", "{t},{r}千元"),
    style("百万元", "{t},{r}百万元"),
    style("億円", "{t}.{r}億円"),
    style("万円", "{t},{r}万円"),
    style("千円", "{t},{r}千円"),
    style("百万円", "{t},{r}百万円"),
    style("兆円", "{t}.{r}兆円"),
    style("億元", "{t}.{r}億元"),
    style("萬元", "{t},{r}萬元"),
    style("亿 and 万 in one", "{t}亿{r}0万元"),
    style("億 and 万円 in one", "{t}億{r}0万円"),
    style("万 and 元 in one", "{t}万{r}0元"),
    style("Arabic digits", "arabic"),
    style("Persian digits", "persian"),
    style("Devanagari digits", "devanagari"),
    style("star", "{t},{r}*"),
    style("raised digit", "{t},{r}¹"),
    style("digit in brackets", "{t},{r}(1)"),
    style("letter in brackets", "{t},{r}(a)"),
    style("letter in square brackets", "{t},{r}[a]"),
    style("letter in brackets, apart", "{t},{r} (p)"),
    style("letter behind a few digits", "{r}(a)"),
    style("provisional", "{t},{r} p"),
];

/// Rates, which come to a hundred.
const RATES: &[&str] = &["{n}%", "{n} %", "{n}％", "{n} percent", "{n} per cent", "{n} Prozent"];

/// Rates that nobody adds up: they are read, and nothing is said of them.
const READ: &[&str] = &["{n}‰", "{n} per mille", "{n}个百分点", "{n} bps", "{n} basis points", "{n} bp"];

/// What is written so is no figure of an account, and nothing is said of it.
const NO_FIGURE: &[&str] = &[
    "2024-05-06",
    "05/06/2024",
    "06.05.2024",
    "010-12345678",
    "FY2024",
    "2024年5月6日",
    "令和6年",
    "不适用",
    "n/a",
    "-",
    "—",
    "–",
    "…",
];

/// Not understood, and told at its place.
const TOLD: &[&str] = &["~1,234", "10-20", "3:1", "1/2", "1,234?", "≈1,234"];

fn write(style: &Style, number: u64) -> String {
    let digits = |zero: u32, text: String| -> String {
        text.chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| char::from_u32(zero + digit).unwrap()))
            .collect()
    };
    let (thousands, rest) = ((number / 1000).to_string(), format!("{:03}", number % 1000));
    match style.cell {
        "arabic" => digits(0x660, format!("{thousands}٬{rest}")),
        "persian" => digits(0x6F0, format!("{thousands}٬{rest}")),
        "devanagari" => digits(0x966, format!("{thousands},{rest}")),
        // 5,21,100
        "lakh" => format!("{},{:02},{:03}", number / 1000, number / 10 % 100, number % 10 * 100),
        "wide" => digits(0xFF10, format!("{thousands}，{rest}．50")),
        cell => cell.replace("{t}", &thousands).replace("{r}", &rest).replace("{n}", &number.to_string()),
    }
}

/// The rows of a statement, and its figures of three years but for the totals.
const NAMES: [&str; 6] = ["North", "South", "East", "West", "Centre", "Total"];
const YEARS: [[u64; 5]; 3] = [
    [5_211, 1_234, 2_306, 3_417, 1_528],
    [4_672, 2_143, 1_375, 2_264, 1_131],
    [4_918, 1_877, 2_051, 3_026, 1_249],
];

/// A table of these rows; with `wrong`, so much more stands in a row of the first year.
fn statement(style: &Style, wrong: Option<(usize, u64)>) -> String {
    let short = is_short(style);
    // Five halves are two and a half.
    let halves = [".5", ",5", "wide"].iter().any(|half| style.cell.contains(half));
    let years = YEARS.map(|year| {
        let year = year.map(|number| if short { number % 80 + 102 } else { number });
        let total = year.iter().sum::<u64>() + if halves { 2 } else { 0 };
        let mut rows = year.to_vec();
        rows.push(total);
        rows
    });
    let mut lines = vec![
        "# Statement".to_owned(),
        String::new(),
        "| Region | This year | Last year | The year before |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    for (row, name) in NAMES.iter().enumerate() {
        let more = wrong.filter(|(at, _)| *at == row).map_or(0, |(_, more)| more);
        let cell = |year: usize, more: u64| write(style, years[year][row] + more);
        lines.push(format!("| {name} | {} | {} | {} |", cell(0, more), cell(1, 0), cell(2, 0)));
    }
    lines.join("\n") + "\n"
}

/// Only the last three digits are written.
fn is_short(style: &Style) -> bool {
    style.cell.contains("{r}") && !style.cell.contains("{t}")
}

fn check(files: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let args = ["check", "--no-config", "--lang", "en", "--fail-on", "never", "--format", "json", "."];
    let told: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let documents = told["documents"].as_array().unwrap();
    let name = |document: &Value| document["path"].as_str().unwrap().trim_start_matches("./").to_owned();
    documents.iter().map(|document| (name(document), document.clone())).collect()
}

/// Everything told but that no pack is for it.
fn told(document: &Value) -> Vec<&Value> {
    let all = document["diagnostics"].as_array().unwrap().iter();
    all.filter(|told| told["rule"] != "gouji/no-pack").collect()
}

#[test]
fn every_style_comes_out_and_is_told_where_it_does_not() {
    assert!(UNDERSTOOD.len() + RATES.len() + READ.len() + NO_FIGURE.len() + TOLD.len() > 106);
    let mut files = BTreeMap::new();
    for (nth, style) in UNDERSTOOD.iter().enumerate() {
        files.insert(format!("{nth}-clean.md"), statement(style, None));
        // A digit of a part and one of the total.
        files.insert(format!("{nth}-part.md"), statement(style, Some((2, 30))));
        files.insert(format!("{nth}-total.md"), statement(style, Some((5, 100))));
    }
    let all = check(&files);
    let mut wrong = Vec::new();
    for (nth, style) in UNDERSTOOD.iter().enumerate() {
        let sample = write(style, 1_234);
        let clean = &all[&format!("{nth}-clean.md")];
        let tied = clean["ledger"]["tied"].as_u64().or(clean["tied"].as_u64());
        if !told(clean).is_empty() || tied != Some(18) {
            let said: Vec<&str> = told(clean).iter().map(|told| told["message"].as_str().unwrap()).collect();
            wrong.push(format!("{}: {sample}: {tied:?} tied; {said:?}", style.name));
            continue;
        }
        for (kind, line) in [("part", 7), ("total", 10)] {
            let planted = &all[&format!("{nth}-{kind}.md")];
            let found = told(planted).into_iter().any(|told| {
                told["primary"]["line"] == line
                    || told["related"]
                        .as_array()
                        .is_some_and(|all| all.iter().any(|place| place["line"] == line))
            });
            if !found {
                wrong.push(format!("{}: {sample}: a wrong {kind} is not told", style.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), UNDERSTOOD.len(), wrong.join("\n"));
}

/// A table with one cell of another kind, which its column can do without.
fn with_cell(cell: &str) -> String {
    format!(
        "# Statement\n\n| Region | This year | Last year | Note |\n|---|---|---|---|\n| North | 5,211 | 4,672 | {cell} |\n| South | 1,234 | 2,143 | {cell} |\n| Total | 6,445 | 6,815 | {cell} |\n"
    )
}

#[test]
fn what_is_no_figure_is_none() {
    let files =
        NO_FIGURE.iter().enumerate().map(|(nth, cell)| (format!("{nth}.md"), with_cell(cell))).collect();
    let all = check(&files);
    for (nth, cell) in NO_FIGURE.iter().enumerate() {
        let told = told(&all[&format!("{nth}.md")]);
        assert!(told.is_empty(), "{cell}: {told:#?}");
    }
}

#[test]
fn what_is_not_understood_is_told_at_its_place() {
    let table = |cell: &str| {
        format!(
            "# Statement\n\n| Region | This year | Last year |\n|---|---|---|\n| North | 5,211 | 4,672 |\n| South | 1,234 | {cell} |\n| East | 300 | 100 |\n| West | 400 | 200 |\n| Total | 7,145 | 7,115 |\n"
        )
    };
    let files = TOLD.iter().enumerate().map(|(nth, cell)| (format!("{nth}.md"), table(cell))).collect();
    let all = check(&files);
    for (nth, cell) in TOLD.iter().enumerate() {
        let told = told(&all[&format!("{nth}.md")]);
        let placed = told
            .iter()
            .any(|told| told["rule"] == "gouji/figures-not-understood" && told["primary"]["line"] == 6);
        let as_error = told.iter().any(|told| told["severity"] == "error");
        assert!(placed && !as_error, "{cell}: {told:#?}");
    }
}

#[test]
fn rates_come_to_a_whole_in_every_style() {
    let parts = [41, 24, 21, 14];
    let table = |cell: &str, wrong: u64| {
        let mut text = "# Statement\n\n| Source | Amount | Share |\n|---|---|---|\n".to_owned();
        for (nth, part) in parts.iter().enumerate() {
            let share = part + if nth == 1 { wrong } else { 0 };
            text += &format!(
                "| Source {} | {} | {} |\n",
                ["A", "B", "C", "D"][nth],
                part * 13,
                cell.replace("{n}", &share.to_string())
            );
        }
        text + &format!("| Total | 1300 | {} |\n", cell.replace("{n}", "100"))
    };
    let mut files = BTreeMap::new();
    for (nth, cell) in RATES.iter().enumerate() {
        files.insert(format!("{nth}-clean.md"), table(cell, 0));
        files.insert(format!("{nth}-wrong.md"), table(cell, 5));
    }
    let all = check(&files);
    for (nth, cell) in RATES.iter().enumerate() {
        assert!(told(&all[&format!("{nth}-clean.md")]).is_empty(), "{cell}");
        assert!(!told(&all[&format!("{nth}-wrong.md")]).is_empty(), "{cell}");
    }
}

#[test]
fn rates_that_nobody_adds_up_are_read() {
    let table = |cell: &str| {
        let cells = ["12", "15", "23"].map(|number| cell.replace("{n}", number));
        format!(
            "# Statement\n\n| Region | This year | Margin |\n|---|---|---|\n| North | 5,211 | {} |\n| South | 1,234 | {} |\n| East | 300 | {} |\n",
            cells[0], cells[1], cells[2]
        )
    };
    let files = READ.iter().enumerate().map(|(nth, cell)| (format!("{nth}.md"), table(cell))).collect();
    let all = check(&files);
    for (nth, cell) in READ.iter().enumerate() {
        let document = &all[&format!("{nth}.md")];
        assert!(told(document).is_empty() && document["figures"] == 6, "{cell}: {document:#}");
    }
}
