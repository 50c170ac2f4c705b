//! Tables that run on: years down a column with what each changed by, index numbers, rows of changes and shares by turns, lists of a
//! name and an amount a line, balances and what moved them. Each is silent as it stands; what is planted in it is told.

use crate::common::statement::{located, located_in, told};

#[test]
fn a_rate_says_what_a_year_grew_by() {
    located(
        &[
            "Year|Visitors|Change in %",
            "2021|41,274|–",
            "2022|45,912|11.2",
            "2023|43,088|-6.2",
            "2024|47,655|10.6",
            "2025|52,431|10.0",
            "2026|50,127|-4.4",
        ],
        &[("11.2", "11.8"), ("-4.4", "-4.9")],
    );
    // The newest first, with commas.
    located(
        &[
            "Jahr|Bestand|Veränderung in %",
            "2026|50.127|-4,4",
            "2025|52.431|10,0",
            "2024|47.655|10,6",
            "2023|43.088|-6,2",
            "2022|45.912|11,2",
            "2021|41.274|x",
        ],
        &[("10,6", "10,1")],
    );
}

#[test]
fn an_index_is_of_the_year_that_says_a_hundred() {
    located(
        &[
            "Item|2015|2016|2017|2018|2019",
            "Wheat|23,714|25,188|24,307|26,950|28,416",
            "Index (2015=100)|100.0|106.2|102.5|113.6|119.8",
            "Barley|8,127|7,940|8,466|9,013|8,871",
            "Index (2015=100)|100.0|97.7|104.2|110.9|109.2",
        ],
        &[("106.2", "108.2"), ("97.7", "91.7")],
    );
}

#[test]
fn a_row_says_what_two_rows_differ_by() {
    located(
        &[
            "Concepto|Alcora|Benal|Castril|Encinar|Granja",
            "2030|41.274|8.127|23.714|5.918|12.306",
            "2031|45.912|7.940|25.188|6.402|11.877",
            "Variación (%)|11,2|-2,3|6,2|8,2|-3,5",
        ],
        &[("11,2", "11,7")],
    );
    located(
        &[
            "科目|東区|西区|南区|北区",
            "2030年度|41,274|8,127|23,714|5,918",
            "2031年度|45,912|7,940|25,188|6,402",
            "増減|4,638|-187|1,474|484",
            "増減率|11.2%|-2.3%|6.2%|8.2%",
        ],
        &[("11.2%", "12.2%")],
    );
}

#[test]
fn shares_stand_below_their_amounts_by_turns() {
    let rows = [
        "Município|2031|2032",
        "Barroca|77.823|72.037",
        "% do total|31,9|25,7",
        "Devesa|48.485|79.818",
        "% do total|19,8|28,5",
        "Gândara|54.609|52.393",
        "% do total|22,4|18,7",
        "Figueira|63.418|75.615",
        "% do total|26,0|27,0",
        "Total|244.335|279.863",
        "% do total|100,0|100,0",
    ];
    located(&rows, &[("31,9", "37,9"), ("48.485", "43.485"), ("244.335", "244.353"), ("27,0", "72,0")]);
}

#[test]
fn years_under_heads_are_heads() {
    located(
        &[
            "|Betrag|Betrag|Betrag|Anteil (%)|Anteil (%)|Anteil (%)",
            "Gemeinde|2031|2032|2033|2031|2032|2033",
            "Birkfeld|63.861|27.659|44.120|32,8|17,9|25,4",
            "Hainstadt|72.142|31.224|41.077|37,1|20,2|23,7",
            "Erlbach|58.705|95.860|88.316|30,2|61,9|50,9",
            "Insgesamt|194.708|154.743|173.513|100,0|100,0|100,0",
        ],
        &[("63.861", "68.861"), ("20,2", "22,2"), ("173.513", "173.613")],
    );
}

#[test]
fn heads_name_the_years_of_a_change() {
    located(
        &[
            "Gmina|2031|2032|2033|Zmiana w % 2032/2031|Zmiana w % 2033/2032",
            "Brzozów|1.792|2.036|1.988|13,6|-2,4",
            "Jasień|915|842|1.017|-8,0|20,8",
            "Lipno|2.440|2.571|2.603|5,4|1,2",
        ],
        &[("13,6", "18,6"), ("842", "482")],
    );
}

#[test]
fn a_column_may_be_of_changes_without_saying_so() {
    located(
        &[
            "Comune|2031|2032|Variazione",
            "Borgoforte|12.306|13.877|12,8",
            "Castelnero|41.274|38.912|-5,7",
            "Erbano|7.940|8.127|2,4",
            "Fontanile|23.714|25.188|6,2",
            "Gradara|5.918|6.402|8,2",
        ],
        &[("12,8", "17,8"), ("38.912", "33.912"), ("6.402", "6.042")],
    );
}

#[test]
fn a_list_has_a_line_for_its_total() {
    let list = "# Grants paid\n\nTotal: 220,496.54\nNorthwick: 79,898.48\nMarshton: 48,175.00\nOakden: 16,385.45\n\
                Hillford: 76,037.61\n\nPaid by the county.\n";
    located_in(list, &[("16,385.45", "16,885.45"), ("220,496.54", "220,946.54")]);
    let list = "# 各镇补助\n\n东城镇：79898.48万元\n西河镇：48175.00万元\n南岭镇：16385.45万元\n北岗镇：76037.61万元\n合计：220496.54万元\n\n以上已拨付。\n";
    located_in(list, &[("16385.45", "16885.45"), ("220496.54", "220946.54")]);
    // Lines that are no parts of the total, and a total of something else.
    let other = "# Grants\n\nTotal: 220,496.54\nof which Northwick: 79,898.48\nMarshton: 48,175.00\n\nPaid.\n\n\
                 Total: 91\nOpen: 12\nNew: 40\n";
    assert_eq!(told(other), Vec::new());
}

#[test]
fn a_balance_is_what_it_was_and_what_moved_it() {
    located(
        &[
            "|2031",
            "À l'ouverture|54 416",
            "Augmentations|7 203",
            "Diminutions|(3 567)",
            "Reclassements|1 132",
            "À la clôture|59 184",
        ],
        &[("54 416", "54 916"), ("7 203", "7 263"), ("59 184", "59 784")],
    );
    located(
        &[
            "Pozycja|2031",
            "Stan na początek roku|54.416",
            "Zwiększenia|7.203",
            "Zmniejszenia|-3.567",
            "Stan na koniec roku|58.052",
        ],
        &[("54.416", "54.916"), ("3.567", "3.576")],
    );
    // What is taken away is as much as what is left: a statement of income, and its result.
    assert_eq!(
        told(
            "# Result\n\n| | 2031 |\n|---|---|\n| Sales | 54,416 |\n| Other | 1,203 |\n| Costs | (23,567) |\n| Before tax | 30,849 |\n"
        ),
        Vec::new()
    );
}
