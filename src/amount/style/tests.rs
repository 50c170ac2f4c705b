//! The style of numbers, as pages show it.

use super::*;

#[test]
fn the_numbers_of_a_text_say_its_style() {
    let style = |text: &str| Votes::of(text).style();
    assert_eq!(style("1.234,50 und 19.425.000,00 €"), Some(Style::Comma));
    assert_eq!(style("1,234.50 and 19,425,000.00"), Some(Style::Point));
    assert_eq!(style("1'234.50|12'345|1'234'567|450.00|3'400"), Some(Style::Apostrophe));
    assert_eq!(style("1,23,456 12,34,567 4,56,789.50 99,023 7,07,100"), Some(Style::Lakh));
    assert_eq!(style("1,23,456 12,34,567 4,56,789 1,234,567 7,07,100"), None);
    assert_eq!(style("120258,600 16933,575 6117,735 1851,801"), Some(Style::LastGroup));
    // One slip makes no custom, nor do dates, lists and outline numbers.
    assert_eq!(style("1,234.50 80.00 90.00 1.234,50"), None);
    assert_eq!(style("1,234.50 5,600.00 80.00 90.00 70.10 60.20 50.30 1.234,50"), Some(Style::Point));
    assert_eq!(style("1.234,50"), None);
    assert_eq!(style("31.12.2031, 1.2.3, 第1,2,3季度, 2031,2032"), None);
    assert_eq!(style("1,2 3,4 1,2 80.00 12.50"), None);
    // Codes of a budget beside figures with two points.
    assert_eq!(
        style("48.02 12.563.893|00.03 11.613.893|20.00 2.500.000|30.05 9.113.893"),
        Some(Style::Comma)
    );
    assert_eq!(style("48.02 12.563.893|00.03 1,613.50|20.00 2.500.000|30.05 9.113.893 1.1"), None);
    let lone = |text: &str| Votes::of(text).has_comma_fractions_alone();
    assert!(lone("53,2% of 465.257") && lone("am 30.06.2030: 4,3"));
    assert!(!lone("53,2% of 465,257") && !lone("53,2% und 12.5") && !lone("465.257"));
    assert_eq!(style("41,2 23,8 21,5 13,5"), Some(Style::Comma));
    assert_eq!(style("4,5 9,10 11,12 1,2 2,345 6,789"), None);
    assert_eq!(style("am 1.1. und 31.12. sowie 1.1. und 31.12.: 2.096.156 1.764.305"), Some(Style::Comma));
    assert_eq!(style("4.026 5.863 12.468 7.001 4.103 112.300 9.999 1.250 897"), Some(Style::Comma));
    assert_eq!(style("4.026 5.863 12.468 7.001 4.103 112.300 9.999 1.250 0.897"), None);
    assert_eq!(
        style("投资2 665.57万元，建安2 423.61万元，送审1 406 045.82元，审定817 289.88元"),
        Some(Style::SpacePoint)
    );
    assert_eq!(
        style("投资2 665.57万元，建安2 423.61万元，送审1406045.82元，审定817 289.88元"),
        Some(Style::Point)
    );
    assert_eq!(style("在2 300米处投资2 665.57万元，第3 100.00万元，第4 250.00万元"), None);
    assert_eq!(style("1 234|12 345|1 234 567|-2 345,5|12,5"), Some(Style::SpaceComma));
    assert_eq!(style("1 234\t12 345\t1 234 567\t(2 345.5)"), Some(Style::SpacePoint));
    assert_eq!(style("1 589|976|61,42|975|5 687|80,20|44|80,00|12,5"), Some(Style::SpaceComma));
    assert_eq!(
        style("60632|1 234,50|2 000,00\n60640|3 000,00|5 000,00\n61100|450,00|12 000,00"),
        Some(Style::SpaceComma)
    );
    // Three figures in one cell among others that have no groups, years, and figures within words.
    assert_eq!(style("120 130 140|1200|1 300|45 678|12345|1 234"), None);
    assert_eq!(style("2031 2030|2029 2028|2031 450|1999 123"), None);
    assert_eq!(style("in 12 345 cases, 23 456 cases, 34 567 cases, 45 678 cases"), None);
}

#[test]
fn numbers_keep_their_places_in_another_style() {
    assert_eq!(Style::Comma.plain("über 1.234,50 €, davon 2,5 %."), "über 1,234.50 €, davon 2.5 %.");
    assert_eq!(Style::Point.plain("1.234,50"), "1.234,50");
    assert_eq!(Style::Apostrophe.plain("l'an 1'234'567.50, 5'1000"), "l'an 1,234,567.50, 5'1000");
    for style in
        [Style::Comma, Style::SpaceComma, Style::SpacePoint, Style::Point, Style::Apostrophe, Style::Lakh]
    {
        assert_eq!(style.plain(&style.written("-1,234,567.50")), "-1,234,567.50");
    }
    assert_eq!(
        Style::SpaceComma.plain("sur 12 345 678,5 €, dont -1 234 et 2031 450 ou 12,5 %"),
        "sur 12,345,678.5 €, dont -1,234 et 2031 450 ou 12.5 %"
    );
    assert_eq!(Style::SpacePoint.plain("1 234.5 and 06 12 34"), "1,234.5 and 06 12 34");
}
