//! What bills, bills of quantities, tables of patients and of staff have: products, shares in brackets, means beside totals. Each is
//! silent as it stands; what is planted in it is told at its line.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{located, table, told};

const BILL: &[&str] = &[
    "Pos.|Artikel|Menge|Einzelpreis €|Gesamt €",
    "1|Regal Modell Fjord|6|113,89|683,34",
    "2|Schreibtisch|23|60,89|1.400,47",
    "3|Rollwagen|13|14,97|194,61",
    "4|Leuchte|26|28,42|738,92",
    "5|Kabelkanal|2|220,86|441,72",
    "6|Montage|31|288,32|8.937,92",
    "|Zwischensumme netto|||12.396,98",
];

#[test]
fn a_quantity_times_its_price_is_the_amount_and_the_sum_below_has_neither() {
    located(
        BILL,
        &[
            ("| 13 |", "| 19 |"),
            ("683,34", "693,34"),
            ("28,42", "82,42"),
            ("60,89", "14,97"),
            ("12.396,98", "12.393,98"),
            ("| 26 |", "| |"),
        ],
    );
}

#[test]
fn a_name_may_say_which_percentage_of_the_row_above_it_is() {
    let mut bill = BILL.to_vec();
    bill.extend(["|zzgl. 19 % USt.|||2.355,43", "|Rechnungsbetrag brutto|||14.752,41"]);
    located(&bill, &[("2.355,43", "9.355,43"), ("2.355,43", "3.255,43"), ("14.752,41", "14.752,47")]);
}

#[test]
fn a_discount_and_a_price_of_more_digits_than_are_shown_are_no_slips() {
    let rows = [
        "Item|Qty|Unit price|Discount|Amount",
        "Desk|4|310.00||1,240.00",
        "Chair|12|145.50|10%|1,571.40",
        "Lamp|12|38.20||458.40",
        "Cabinet|3|412.75||1,238.25",
        "Whiteboard|2|189.90||379.80",
        "Screws|1500|0.03||49.50",
        "Assembly||||250.00",
        "Subtotal||||5,187.35",
        "Total due||||5,187.35",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
}

#[test]
fn products_of_small_numbers_are_chance() {
    let rows = ["Team|Won|Lost|Points", "A|2|3|6", "B|4|2|8", "C|3|5|15", "D|1|7|9", "E|5|1|5"];
    assert_eq!(told(&table(&rows)), Vec::new());
}

#[test]
fn the_percent_sign_may_stand_in_front() {
    located(
        &[
            "Gider Türü|2030 Bütçe|2031 Bütçe|Değişim|2031 Pay",
            "Personel|202.896.737|212.521.627|%4,7|%23,4",
            "Prim|25.354.947|29.123.833|%14,9|%3,2",
            "Mal ve Hizmet|58.857.046|46.062.681|-%21,7|%5,1",
            "Faiz|143.725.928|134.326.295|-%6,5|%14,8",
            "Cari Transferler|318.540.782|373.242.745|%17,2|%41,1",
            "Sermaye|62.326.340|89.287.727|%43,3|%9,8",
            "Borç Verme|26.334.446|22.879.741|-%13,1|%2,5",
            "TOPLAM|838.036.226|907.444.649|%8,3|%100,0",
        ],
        &[("%14,9", "%19,4"), ("-%21,7", "-%25,7"), ("%41,1", "%61,1")],
    );
}

#[test]
fn counts_with_their_shares_in_brackets_are_of_one_whole() {
    located(
        &[
            "Characteristic|Treated (N = 412)|Control (N = 408)|All",
            "Patients|412|408|820",
            "Female|198 (48.1%)|189 (46.3%)|387 (47.2%)",
            "Male|214 (51.9%)|219 (53.7%)|433 (52.8%)",
            "ECOG 0|180 (43.7%)|176 (43.1%)|356 (43.4%)",
            "ECOG 1|160 (38.8%)|166 (40.7%)|326 (39.8%)",
            "ECOG 2|72 (17.5%)|66 (16.2%)|138 (16.8%)",
        ],
        &[("(43.7%)", "(34.7%)"), ("66 (16.2%)", "96 (16.2%)"), ("356 (43.4%)", "256 (43.4%)")],
    );
}

#[test]
fn shares_of_those_who_answered_are_no_slips() {
    let rows = [
        "|Treated (n = 212)|Control (n = 208)",
        "Female|101 (47.6%)|97 (46.6%)",
        "Married|140 (67.3%)|133 (64.6%)",
        "Diabetes|41 (19.3%)|38 (18.3%)",
        "Hypertension|88 (41.5%)|90 (43.3%)",
        "Age, mean (SD)|61.2 (9.8)|60.7 (10.4)",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
}

#[test]
fn a_mean_is_no_sum_of_means() {
    let rows = [
        "Age|Women|Men|Total",
        "< 30|412|530|942",
        "30-50|1,204|1,811|3,015",
        "> 50|688|1,302|1,990",
        "Average age|41.2|43.6|42.7",
        "Total|2,304|3,643|5,947",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
}

/// What is told of a total that lacks more than one row is a doubt at its line.
fn is_doubted(rows: &[&str], lost: usize) -> bool {
    let mut rows = rows.to_vec();
    rows.remove(lost);
    told(&table(&rows)).iter().any(|(message, _)| message.contains("a row may be left out"))
}

#[test]
fn a_row_is_missed_in_a_column_of_those_of_which_as_in_any_other() {
    let students = [
        "Faculty|Undergraduate|Postgraduate|of which women",
        "Arts|1,777|706|1,336",
        "Business|3,356|1,039|2,453",
        "Law|840|280|611",
        "Medicine|2,640|477|1,782",
        "Engineering|2,390|597|1,624",
        "Sciences|3,096|988|2,253",
        "Total|14,099|4,087|10,059",
    ];
    assert_eq!(told(&table(&students)), Vec::new());
    assert!(is_doubted(&students, 5));
}

#[test]
fn a_list_of_the_largest_lacks_the_rest_of_its_total() {
    let rows = [
        "Supplier|2030|2031",
        "Alder|4,120,334|5,210,440",
        "Birch|3,980,112|4,101,998",
        "Cedar|2,204,400|2,870,110",
        "Dogwood|2,110,094|2,330,871",
        "Elm|1,904,310|1,899,120",
        "Fir|1,812,900|1,850,417",
        "Total, all 412 suppliers|29,870,221|33,201,774",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
}
