//! What a page of any country says of its totals and its figures in few words: what a total is called, a balance that was brought
//! forward, the numbers of notes, a comma that is no group, codes with a point, a deficit without its sign.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{located, table, told};

/// What is told of a table, by its messages.
fn messages(rows: &[&str]) -> Vec<String> {
    told(&table(rows)).into_iter().map(|(message, _)| message).collect()
}

/// How a total is called in languages without a file of their own, some with the name of what they add up.
const TOTALS: &[&str] = &[
    "Summa",
    "Summa intäkter",
    "Totalt",
    "I alt",
    "Yhteensä",
    "YHTEENSÄ",
    "Totaal",
    "Totaal baten",
    "Totale",
    "Totais",
    "Razem",
    "Łącznie",
    "ŁĄCZNIE",
    "Ogółem",
    "Celkem",
    "Spolu",
    "Összesen",
    "Итого",
    "ИТОГО",
    "Всего доходов",
    "Разом",
    "Общо",
    "Укупно",
    "Ukupno",
    "Skupaj",
    "Kokku",
    "Kopā",
    "Iš viso",
    "Toplam",
    "TOPLAM",
    "Genel Toplam",
    "Σύνολο",
    "ΣΥΝΟΛΟ",
    "الإجمالي",
    "المجموع",
    "סה\"כ",
    "कुल",
    "মোট",
    "Jumlah total",
    "Tổng cộng",
    "TỔNG CỘNG",
    "รวม",
];

#[test]
fn a_row_left_out_is_told_in_languages_without_a_file() {
    let rows =
        ["A|145,420|153,600", "B|141,045|140,000", "C|25,320|25,000", "D|14,468|15,000", "E|20,200|11,000"];
    for name in TOTALS {
        let total = format!("{name}|346,453|344,600");
        let with = |rows: &[&str]| messages(&[&["Name|2031|2030"], rows, &[&total]].concat());
        assert_eq!(with(&rows), [""; 0], "{name}");
        let short = with(&[&rows[..2], &rows[3..]].concat());
        let [message] = short.as_slice() else { panic!("{name}: {short:?}") };
        assert!(message.contains("a row may be left out"), "{name}: {message}");
    }
}

#[test]
fn words_that_go_on_are_no_totals() {
    // Образом is no разом, and nobody adds up what is summarised.
    for name in ["Всегодня", "Summary", "Celkemová", "Totalitet"] {
        let total = format!("{name}|371,773|369,600");
        let rows = [
            "Name|2031|2030",
            "A|145,420|153,600",
            "B|141,045|140,000",
            "D|14,468|15,000",
            "E|20,200|11,000",
            &total,
        ];
        assert_eq!(messages(&rows), [""; 0], "{name}");
    }
}

#[test]
fn funds_brought_forward_add_up_nothing_above_them() {
    for name in ["Total funds brought forward", "Total funds brought", "Total balance b/f", "Summe Vortrag"] {
        let brought = format!("{name}|175,216|162,114");
        let carried = "Funds at the end|193,578|175,216";
        let rows =
            ["Name|2031|2030", "General|70,796|61,030", "Net income|14,212|11,807", "Transfers|4,150|1,295"];
        assert_eq!(messages(&[&rows[..], &[&brought, carried]].concat()), [""; 0], "{name}");
    }
}

#[test]
fn no_total_is_missing_below_numbers_of_notes_and_codes() {
    for (first, second, third) in [("6", "7", "8"), ("210", "220", "230"), ("5", "3", "1"), ("9", "9", "10")]
    {
        let rows = [
            "Name||2031|2030".to_owned(),
            format!("Stocks|{first}|16,902|15,118"),
            format!("Debtors|{second}|117,312|96,204"),
            format!("Cash|{third}|31,020|40,377"),
            "Assets||165,234|151,699".to_owned(),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(messages(&rows), [""; 0], "{first}");
    }
    // What rises and falls may be counted.
    let rows = [
        "Name|People|2031|2030",
        "North|14|16,902|15,118",
        "South|39|117,312|96,204",
        "East|21|31,020|40,377",
        "Total||165,234|151,699",
    ];
    assert_eq!(messages(&rows).len(), 1);
}

#[test]
fn two_notes_in_one_cell_are_no_number() {
    let rows =
        ["Name|Note|2031|2030", "Income|6|16,902|15,118", "Costs|7,8|12,312|10,204", "Surplus||4,590|4,914"];
    let told = messages(&rows);
    assert!(!told.iter().any(|told| told.contains("is no number")), "{told:?}");
}

#[test]
fn one_or_two_digits_after_a_comma_are_no_group() {
    for text in [
        "53,2% van de kiezers ging stemmen.\n\nEr waren 465.257 kiesgerechtigden.\n",
        "Bis zum 30.06.2031 sank die Steuer von 4,3 Mio. € auf 4,1 Mio. €.\n",
        "Votantes: 18.847 (72,51%)\n",
        "| | | |\n|---|---|---|\n| Votantes | 4.029 | 52,04% |\n| Ausentes | 3.713 | 47,96% |\n",
    ] {
        assert_eq!(told(text), [], "{text}");
    }
    // Where points part fractions it is a slip.
    let slip = told(
        "Costs were 12.5 million dollars, grants 11.4 million dollars and rents 17,37 million dollars.\n",
    );
    assert_eq!(slip.len(), 1, "{slip:?}");
    assert_eq!(told("支出17,37万元。\n").len(), 1);
}

#[test]
fn codes_with_a_point_are_no_fractions() {
    let rows = [
        "Denumirea|Cod|Buget 2031|Buget 2030",
        "Venituri curente|48.02|12.563.893|12.463.893",
        "Venituri fiscale|00.03|11.613.893|11.613.893",
        "Venituri nefiscale|20.00|950.000|850.000",
    ];
    let told = messages(&rows);
    assert!(!told.iter().any(|told| told.contains("is no number")), "{told:?}");
}

#[test]
fn a_deficit_is_written_without_its_sign() {
    let rows = [
        "Name|2031|2030",
        "1. Revenue receipts|149,510|138,220",
        "2. Tax revenue|104,652|98,100",
        "3. Other revenue|44,858|40,120",
        "4. Total revenue (2+3)|149,510|138,220",
        "5. Revenue expenditure|217,419|201,004",
        "6. Revenue deficit (1-5)|67,909|62,784",
    ];
    located(&rows, &[("67,909", "67,309"), ("62,784", "62,184")]);
}
