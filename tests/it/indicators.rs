//! Statements whose rows follow from rows in other ways than by adding up: shares and rates of growth between amounts, results of
//! results, heads with Roman numerals, and what no column but one says. Each is silent as it stands; what is planted in it is
//! told at its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{located, told};

const WORKFORCE: &[&str] = &[
    "Indicator|Unit|2031|2030|2029",
    "Women|headcount|1,214|1,187|1,033",
    "Men|headcount|2,406|2,511|2,318",
    "Total employees|headcount|3,620|3,698|3,351",
    "Women in the workforce|%|33.5|32.1|30.8",
    "Electricity from renewable sources|MWh|48,215|39,870|21,446",
    "Electricity from other sources|MWh|31,902|47,118|60,227",
    "Share of renewable electricity|%|60.2|45.8|26.3",
];

#[test]
fn rows_of_rates_follow_from_rows_of_amounts() {
    located(WORKFORCE, &[("33.5", "35.5"), ("30.8", "38.0"), ("45.8", "43.8"), ("26.3", "28.3")]);
}

#[test]
fn rates_of_growth_stand_below_what_grows() {
    located(
        &[
            "RMB million|2028|2029|2030|2031",
            "Revenue|18,204|21,377|24,018|29,655",
            "Growth (%)|14.2|17.4|12.4|23.5",
            "Staff|412|455|498|610",
        ],
        &[("17.4", "11.4"), ("23.5", "32.5")],
    );
}

const RESULTS: &[&str] = &[
    "Nr.|Art|2029|2030|2031",
    "1|Steuern|517.482|835.605|551.316",
    "2|Zuweisungen|313.970|670.055|319.045",
    "3|Gebühren|737.359|394.525|786.414",
    "4|= Ordentliche Erträge|1.568.811|1.900.185|1.656.775",
    "5|Personal|303.961|733.195|685.858",
    "6|Abschreibungen|975.161|392.482|631.383",
    "7|= Ordentliche Aufwendungen|1.279.122|1.125.677|1.317.241",
    "8|= Ordentliches Ergebnis|289.689|774.508|339.534",
    "9|Finanzerträge|87.945|37.666|15.330",
    "10|Zinsen|87.046|71.750|87.573",
    "11|= Finanzergebnis|899|-34.084|-72.243",
    "12|= Jahresergebnis|290.588|740.424|267.291",
];

#[test]
fn a_result_adds_up_the_results_above_it() {
    located(RESULTS, &[("740.424", "740.924"), ("267.291", "261.291"), ("774.508", "714.508")]);
}

#[test]
fn a_total_of_the_rows_above_may_be_one_of_those_below_as_well() {
    // A cell left empty above the first total, which is the result and the costs below it, too.
    for part in ["517.482", "319.045", "394.525"] {
        let rows: Vec<String> = RESULTS.iter().map(|row| row.replacen(part, "", 1)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert!(!told(&crate::common::statement::table(&rows)).is_empty(), "{part}");
    }
}

#[test]
fn heads_with_roman_numerals_are_the_sums_of_the_rows_below_them() {
    located(
        &[
            "科目|金額",
            "Ⅰ 流動資産|240,447",
            "現金及び預金|68,128",
            "受取手形|109,357",
            "棚卸資産|62,962",
            "Ⅱ 固定資産|212,115",
            "有形固定資産|87,558",
            "無形固定資産|78,218",
            "投資その他の資産|46,339",
            "資産合計|452,562",
        ],
        &[("240,447", "243,447"), ("109,357", "106,357"), ("452,562", "452,502")],
    );
}

#[test]
fn one_wrong_figure_may_keep_every_sum_of_its_column_from_coming_out() {
    located(
        &[
            "Segment|Q1|Q2|Q3|FY2031|FY2030",
            "Cloud|35,722|43,237|32,817|111,776|42,760",
            "Devices|33,589|19,899|22,946|76,434|161,999",
            "Others|73,319|15,152|46,714|135,185|47,685",
            "Total revenue|142,630|78,288|102,477|323,395|252,444",
            "Cost of revenue|(23,879)|(52,616)|(36,809)|(113,304)|(127,450)",
            "Gross profit|118,751|25,672|65,668|210,091|124,994",
        ],
        &[("252,444", "252,494"), ("124,994", "121,994")],
    );
}

#[test]
fn nothing_is_missing_between_two_columns_that_say_the_same() {
    let rows = &[
        "ACTIF|Brut|Amortissements|Net|Net 2030",
        "Logiciels|812 450|301 220|511 230|498 110",
        "Constructions|2 418 905|918 400|1 500 505|1 377 026",
        "Matériel|640 118|222 017|418 101|455 290",
        "Stocks|301 406|12 300|289 106|277 815",
        "Créances|518 220|40 110|478 110|402 391",
        "Charges constatées d'avance|7 415||7 415|6 902",
    ];
    assert_eq!(told(&crate::common::statement::table(rows)), Vec::new());
    // What was written off elsewhere and is left out is missing.
    let gone: Vec<String> =
        rows.iter().map(|row| row.replace("222 017", "").replace("|7 415||", "|7 415|0|")).collect();
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    assert!(!told(&crate::common::statement::table(&gone)).is_empty());
}
