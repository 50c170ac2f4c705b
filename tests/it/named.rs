//! Sentences about tables, in eight languages: what they say of a row they name is a figure of it, a share of its total, or how much
//! it grew. Each text is silent as it stands; what is planted in a sentence is told at its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{located, located_in, told};

/// A sentence over a table.
fn text(sentence: &str, unit: &str, rows: &[&str]) -> String {
    let width = rows[0].matches('|').count() + 1;
    let mut lines: Vec<String> = rows.iter().map(|row| format!("| {} |", row.replace('|', " | "))).collect();
    lines.insert(1, format!("|{}", "---|".repeat(width)));
    format!("# Statement\n\n{sentence}\n\n{unit}\n\n{}\n", lines.join("\n"))
}

#[test]
fn english() {
    located_in(
        &text(
            "Total income was £8.551m (2030: £7.913m). Loans brought in £1.204m and the city grant £5.931m, while gifts came to £1.416m. \
             The city grant makes up 69.4% of total income, and loans account for 14.1% of total income.",
            "£000",
            &[
                "Income|2030|2031",
                "City grant|5,702|5,931",
                "Loans|1,121|1,204",
                "Gifts|1,090|1,416",
                "Total income|7,913|8,551",
            ],
        ),
        &[("£5.931m", "£5.391m"), ("£1.204m", "£1.264m"), ("£7.913m", "£7.813m"), ("69.4%", "64.4%")],
    );
}

#[test]
fn german() {
    located_in(
        &text(
            "Die Personalausgaben belaufen sich auf 72,91 Mio. €, die Sachausgaben auf 41,38 Mio. € und die Investitionen auf 18,64 Mio. €. \
             Im Vorjahr betrugen die Gesamtausgaben 127,46 Mio. €.",
            "in TEUR",
            &[
                "Ausgaben|Ansatz 2030|Ansatz 2031",
                "Personalausgaben|69.844|72.911",
                "Sachausgaben|40.107|41.378",
                "Investitionen|17.509|18.642",
                "Gesamtausgaben|127.460|132.931",
            ],
        ),
        &[("72,91 Mio.", "72,61 Mio."), ("41,38 Mio.", "47,38 Mio."), ("127,46 Mio.", "127,06 Mio.")],
    );
}

#[test]
fn french() {
    located_in(
        &text(
            "Les impôts et taxes s’établissent à 11 402 518 euros, les dotations à 4 870 233 euros et les produits des services à 2 915 064 euros.",
            "(en euros)",
            &[
                "Recettes|2030|2031",
                "Impôts et taxes|11 118 340|11 402 518",
                "Dotations|4 902 771|4 870 233",
                "Produits des services|2 801 912|2 915 064",
                "Total|18 823 023|19 187 815",
            ],
        ),
        &[("à 11 402 518", "à 11 462 518"), ("à 4 870 233", "à 4 780 233"), ("à 2 915 064", "à 2 915 364")],
    );
}

#[test]
fn spanish() {
    located_in(
        &text(
            "Los gastos de personal suman 21.488.128 euros, las inversiones reales 6.530.417 euros y los gastos financieros 1.204.950 euros.",
            "(en euros)",
            &[
                "Capítulo|2030|2031",
                "Gastos de personal|20.917.300|21.488.128",
                "Gastos financieros|1.310.204|1.204.950",
                "Inversiones reales|5.911.086|6.530.417",
                "Total|28.138.590|29.223.495",
            ],
        ),
        &[("suman 21.488.128", "suman 21.438.128"), ("reales 6.530.417", "reales 6.350.417")],
    );
}

#[test]
fn japanese_and_korean() {
    located_in(
        &text(
            "市税は4,651,208千円で、県支出金は1,874,330千円、繰入金は902,417千円です。",
            "(単位:千円)",
            &[
                "款|前年度|本年度",
                "市税|4,508,911|4,651,208",
                "県支出金|1,902,650|1,874,330",
                "繰入金|880,304|902,417",
                "歳入合計|7,291,865|7,427,955",
            ],
        ),
        &[("は4,651,208", "は4,657,208"), ("は1,874,330", "は1,784,330")],
    );
    located_in(
        &text(
            "지방세수입은 412,908백만원, 보조금은 287,415백만원, 지방교부세는 190,366백만원입니다.",
            "(단위: 백만원)",
            &[
                "구분|2030년|2031년",
                "지방세수입|405,117|412,908",
                "보조금|280,904|287,415",
                "지방교부세|195,280|190,366",
                "합계|881,301|890,689",
            ],
        ),
        &[("은 412,908", "은 417,908"), ("은 287,415", "은 278,415")],
    );
}

#[test]
fn traditional_chinese() {
    located_in(
        &text(
            "稅課收入4,137,558千元，補助收入5,114,203千元，規費收入1,260,914千元。",
            "單位：新臺幣千元",
            &[
                "名稱|上年度預算數|本年度預算數",
                "稅課收入|4,002,117|4,137,558",
                "補助收入|5,208,340|5,114,203",
                "規費收入|1,198,605|1,260,914",
                "合計|10,409,062|10,512,675",
            ],
        ),
        &[("稅課收入4,137,558", "稅課收入4,187,558"), ("規費收入1,260,914", "規費收入1,620,914")],
    );
}

/// What a sentence says of something else is held against no row, however near it comes.
#[test]
fn amounts_of_other_things_are_silent() {
    let rows = [
        "Income|2030|2031",
        "City grant|5,702|5,931",
        "Loans|1,121|1,204",
        "Gifts|1,090|1,416",
        "Total income|7,913|8,551",
    ];
    let sentence = "Total income was £8.551m (2030: £7.913m), of which the city grant was £5.931m. The city grant of the neighbouring town \
                    is £6.204m, and its library has 4,120 square metres and 1,350 readers, 3.2% more than in 2019.";
    assert_eq!(told(&text(sentence, "£000", &rows)), Vec::new());
}

#[test]
fn labels_say_what_they_add_up() {
    located(
        &[
            "Item|2029-30|2030-31|2031-32",
            "1. Revenue receipts (2+3)|1,46,720.43|1,81,379.44|1,74,594.87",
            "2. Tax revenue|1,15,418.20|1,42,066.91|1,38,270.05",
            "3. Other revenue|31,302.23|39,312.53|36,324.82",
            "4. Revenue expenditure|1,65,794.08|2,04,958.76|1,97,292.20",
            "5. Capital expenditure|29,344.08|36,275.88|34,918.97",
            "6. Total expenditure (4+5)|1,95,138.16|2,41,234.64|2,32,211.17",
            "7. Revenue deficit (4-1)|19,073.65|23,579.32|22,697.33",
            "8. Total deficit (6-(2+3))|48,417.73|59,855.20|57,616.30",
        ],
        &[("2,41,234.64", "2,41,934.64"), ("22,697.33", "22,697.93"), ("48,417.73", "48,417.13")],
    );
}

/// An average adds up to nothing; it is one column divided by another, and so is what a slip in it is found by.
#[test]
fn columns_that_divide_others_are_found() {
    located(
        &[
            "Ward|Admissions|Bed days|Average stay",
            "General medicine|3,536|15,618|4.42",
            "General surgery|1,895|14,422|7.61",
            "Orthopaedics|2,188|6,703|3.06",
            "Paediatrics|1,770|9,449|5.34",
            "Obstetrics|1,990|13,144|6.61",
            "Total|11,379|59,336|5.21",
        ],
        &[("7.61", "7.31"), ("9,449", "9,149"), ("1,990", "1,690")],
    );
}

/// Money told to the last coin is not rounded: a sum that is off by one of them is wrong where all others come out.
#[test]
fn sums_of_coins_come_out_to_the_last_digit() {
    let mut rows: Vec<String> = vec!["Post|Januar|Februar|März|April|Summe".into()];
    let mut sums = [0_i64; 5];
    let shown = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
    for nth in 0..18_i64 {
        let cells: Vec<i64> = (1..5).map(|month| 10_007 + (nth * 7_919 + month * 104_729) % 88_801).collect();
        let all = cells.iter().copied().chain([cells.iter().sum()]);
        let all: Vec<i64> = all.collect();
        sums.iter_mut().zip(&all).for_each(|(sum, cell)| *sum += cell);
        let cells: Vec<String> = all.into_iter().map(shown).collect();
        rows.push(format!(
            "Konto {}|{}",
            ["A", "B", "C"][nth as usize % 3].repeat(nth as usize / 3 + 1),
            cells.join("|")
        ));
    }
    rows.push(format!("Summe|{}", sums.map(shown).join("|")));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = text("Alle Beträge sind in Euro.", "in EUR", &rows);
    let last = shown(sums[1]);
    let off = shown(sums[1] + 1);
    located_in(&text, &[(&last, &off)]);
}
