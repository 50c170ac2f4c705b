//! Statements as authorities and companies publish them in other countries: two years around the names, numbers of notes beside the
//! figures, costs without a sign, codes beside figures with spaces. Each is silent as it stands, and a wrong digit in it is told at
//! its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{check, located, located_in, table, told};

#[test]
fn names_between_two_years_are_those_of_both() {
    let rows = [
        "2030 gross £m|2030 income £m|2030 net £m|Services|2031 gross £m|2031 income £m|2031 net £m",
        "81.878|20.876|61.002|Schools|47.044|13.978|33.066",
        "145.535|21.312|124.223|Social care|43.619|3.179|40.440",
        "25.194|7.579|17.615|Public health|164.022|38.929|125.093",
        "35.426|8.272|27.154|Culture and planning|156.403|71.343|85.060",
        "114.436|19.132|95.304|Highways|65.262|28.094|37.168",
        "402.469|77.171|325.298|Cost of services|476.350|155.523|320.827",
        "||21.739|Capital financing|||24.288",
        "||347.037|Net budget|||345.115",
        "|||Financed by|||",
        "||58.217|Business rates|||63.155",
        // 24.417 and 5.809 come to this by chance.
        "||27.340|Grants in lieu of rates|||30.226",
        "||18.441|Care grant|||24.417",
        "||3.012|Market grant|||5.809",
        "||1.924|Services grant|||0.341",
        "||0.141|Homes grant|||0.026",
        "||9.517|Surplus|||7.751",
        "||(2.208)|Deficit deferred|||0.000",
        "||230.653|Council tax|||213.390",
    ];
    located(
        &rows,
        &[
            ("21.739", "24.739"),
            ("24.288", "24.388"),
            ("58.217", "53.217"),
            ("18.441", "16.441"),
            ("7.751", "2.751"),
        ],
    );
}

#[test]
fn numbers_of_notes_are_no_figures() {
    let rows = [
        "in TEUR|Anhang|2031|2030",
        "Umsatzerlöse|(8)|1.243.014|1.091.907",
        "Materialaufwand|(9)|-596.992|-499.962",
        "Rohertrag||646.022|591.945",
        "Abschreibungen|(18, 19)|-80.724|-75.523",
        "Personal|(21, 24)|-309.357|-284.913",
        "Betriebsgewinn||255.941|231.509",
    ];
    located(&rows, &[("80.724", "80.124"), ("231.509", "236.509")]);
    let document = check(&table(&rows));
    assert_eq!(document["figures"], 12, "{document}");
}

#[test]
fn a_number_before_a_name_is_no_figure_and_names_no_columns() {
    let rows = [
        "||2031 in T €|2030 in T €",
        "1.|Umsatzerlöse||",
        "|a) aus Vermietung|641.867|600.432",
        "|b) aus Betreuung|1.272|2.739",
        "||643.139|603.171",
        "2.|Sonstige Erträge|45.631|29.891",
        "3.|Gesamtleistung|688.770|633.062",
    ];
    located(&rows, &[("45.631", "45.231"), ("1.272", "1.872")]);
    let document = check(&table(&rows));
    assert_eq!(document["figures"], 10, "{document}");
}

#[test]
fn a_result_of_many_costs_without_a_sign_is_reckoned() {
    let rows = [
        "in TEUR|2031|2030",
        "1. Umsatzerlöse|1.642.317|1.593.804",
        "2. Veränderung des Bestands|–9.473|12.861",
        "3. andere aktivierte Eigenleistungen|18.224|15.517",
        "4. sonstige betriebliche Erträge|17.395|40.268",
        "5. Materialaufwand||",
        "a) Aufwendungen für Waren|867.218|878.455",
        "b) Aufwendungen für Leistungen|402.863|381.297",
        "6. Personalaufwand||",
        "a) Löhne und Gehälter|138.452|129.916",
        "b) soziale Abgaben|45.117|44.390",
        "7. Abschreibungen|51.836|47.721",
        "8. sonstige betriebliche Aufwendungen|79.644|94.158",
        "9. Erträge aus Beteiligungen|1.735|2.316",
        "10. sonstige Zinsen|1.588|1.842",
        "11. Zinsen und ähnliche Aufwendungen|36.914|41.537",
        "12. Steuern vom Einkommen|14.825|10.947",
        "13. Ergebnis nach Steuern|34.917|38.187",
        "14. sonstige Steuern|519|602",
        "15. Jahresüberschuss|34.398|37.585",
    ];
    located(
        &rows,
        &[("402.863", "402.363"), ("44.390", "41.390"), ("79.644", "79.144"), ("1.593.804", "1.598.804")],
    );
}

#[test]
fn shares_are_held_where_one_was_adjusted_and_where_the_whole_is_wrong() {
    let rows = [
        "Aktiva in TEUR|2031|%",
        "Immaterielle Werte|1.429|0,2",
        "Sachanlagen|538.679|92,3",
        "Finanzanlagen|1.638|0,3",
        "Langfristiges Vermögen|541.746|92,8",
        // 6,0 alone; 6,1 so that all of them come to a hundred.
        "Vorräte|35.071|6,1",
        "Forderungen|860|0,1",
        "Forderungen im Verbund|2.320|0,4",
        "Sonstige Werte|2.372|0,4",
        "Liquide Mittel|1.306|0,2",
        "Kurzfristiges Vermögen|41.929|7,2",
        "Summe Aktiva|583.675|100,0",
    ];
    located(
        &rows,
        &[("92,3", "97,3"), ("|0,4", "|0,9"), ("7,2", "2,2")]
            .map(|(a, b)| (a.trim_start_matches('|'), b.trim_start_matches('|'))),
    );
    located(&rows, &[("100,0", "900,0")]);
}

#[test]
fn codes_beside_figures_with_spaces_do_not_hide_their_style() {
    let rows = [
        "Chap/art|Libellé|Budget précédent|Vote",
        "011|Charges à caractère général|12 500,00|17 100,00",
        "6042[1]|Achats de prestations|2 000,00|5 000,00",
        "60632|Fournitures|1 500,00|3 000,00",
        "60640|Fournitures administratives|1 000,00|4 000,00",
        "61558|Autres biens mobiliers|7 900,00|5 000,00",
        "62270|Services bancaires|100,00|100,00",
    ];
    let document = check(&table(&rows));
    assert_eq!(told(&table(&rows)), Vec::new());
    assert_eq!(document["figures"], 12, "{document}");
}

#[test]
fn the_only_total_of_the_only_column_is_held_where_a_digit_explains_it() {
    let rows = [
        "Resourced by|Net £000",
        "Business rates|152,715",
        "Support grant|26,430",
        "Other grants|86,842",
        "Precept|388,306",
        "Total funding|654,293",
    ];
    located(&rows, &[("86,842", "86,342"), ("654,293", "654,793")]);
    // What stands there may be no part.
    let of_which = rows.map(|row| row.replace("Support grant", "of which: grant"));
    let lines: Vec<&str> = of_which.iter().map(String::as_str).collect();
    assert_eq!(told(&table(&lines)), Vec::new());
}

#[test]
fn a_pipe_after_a_backslash_is_one_of_its_cell() {
    let rows = [
        "Account|2030|2031",
        "Rent ~ Leases|1,257,250|1,318,610",
        "Charges|430,225|455,118",
        "Total|1,687,475|1,773,728",
    ];
    let text = table(&rows).replace('~', r"\|");
    located_in(&text, &[("1,318,610", "1,918,610"), ("430,225", "480,225")]);
    assert_eq!(check(&text)["figures"], 6);
}
