//! Tables laid out by spaces in plain text, as programs print them and pages keep their layout: they are tables, with their empty
//! cells; what only looks so stays text. And columns by what their heads and figures say: rates by letters, names that hold the word
//! rate, rows left out of a table with a balance.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{check, located, located_in, table, told};

const HARBOUR: &str = "\
Harbour of Whitcombe - budget by department

Department                      2030        2031      Change
                              Actual      Budget
------------------------------------------------------------
INCOME
Harbour dues                 412,330     431,870      19,540
Rents                         88,120      91,204       3,084
Sale of fuel and
lubricants                    61,455      58,912      (2,543)
Total income                 561,905     581,986      20,081

SPENDING
Staff                        301,448     318,270      16,822
Dredging                     144,906     139,415      (5,491)
Insurance                     22,310           -     (22,310)
Total spending               468,664     457,685     (10,979)

Note: the figures are invented.
";

#[test]
fn a_table_laid_out_by_spaces_is_one() {
    let document = check(HARBOUR);
    assert_eq!(document["figures"].as_u64(), Some(23), "{document}");
    assert_eq!(document["tied"].as_u64(), Some(23), "{document}");
    located_in(
        HARBOUR,
        &[("431,870", "431,370"), ("561,905", "516,905"), ("139,415", "139,445"), ("16,822", "16,022")],
    );
}

#[test]
fn ideographs_take_two_columns_and_lines_may_end_as_on_windows() {
    let text = "一般会計歳出（単位：千円）\r\n\r\n\
                款　別　　　　　　 予算額      前年度       増減\r\n\
                議会費            412,330     409,118      3,212\r\n\
                総　務　費      5,210,448   5,118,330     92,118\r\n\
                民生費         18,220,441  17,904,220    316,221\r\n\
                教育費          6,230,118   6,411,920  △ 181,802\r\n\
                歳出合計       30,073,337  29,843,588    229,749\r\n";
    located_in(text, &[("5,118,330", "5,113,330"), ("30,073,337", "30,078,337"), ("△ 181,802", "△ 181,302")]);
}

#[test]
fn what_only_looks_laid_out_stays_text() {
    let prose = "We paid  41,200 in 2031,  and less  than 12,330\nbefore.  In  1999  the sum was  88,000\n\n\
                 1. Duties          12\n2. Offices         14\n3. Staff          103\n";
    let document = check(prose);
    assert_eq!(document["tied"].as_u64(), Some(0), "{document}");
    assert_eq!(told(prose), Vec::new());
}

#[test]
fn a_line_of_thousands_of_figures_ends_no_run() {
    let line = "1,234  ".repeat(40_000);
    let text = format!("{line}\n{line}\n{line}\n");
    assert_eq!(told(&text).into_iter().filter(|(message, _)| message.contains("come to")).count(), 0);
}

#[test]
fn rates_of_a_hundred_go_by_letters() {
    located(
        &[
            "Heading|Budget A|Assessed B|Received C|C/A",
            "Town tax|567,173,452|591,904,742|396,629,166|69.9",
            "Transfers|6,130,696|7,449,085|7,286,726|118.9",
            "Grants|84,828,260|83,992,332|62,921,795|74.2",
            "Fees|5,824,720|5,822,655|5,547,885|95.2",
            "Loans|92,488,594|61,505,347|70,190,420|75.9",
            "Total|756,445,722|750,674,161|542,575,992|71.7",
        ],
        &[("84,828,260", "84,328,260"), ("750,674,161", "750,674,761"), ("118.9", "178.9")],
    );
}

#[test]
fn operations_and_share_capital_are_added_up() {
    located(
        &[
            "Region|Share capital|Retail|Operations|Price effect|Total",
            "North|41,220|18,330|9,118|1,204|69,872",
            "South|38,104|22,915|7,440|980|69,439",
            "West|12,667|30,412|6,005|2,215|51,299",
            "Total|91,991|71,657|22,563|4,399|190,610",
        ],
        &[("38,104", "33,104"), ("22,563", "22,653"), ("2,215", "2,275")],
    );
}

/// The messages of a table without the row that begins so.
fn without(rows: &[&str], name: &str) -> Vec<String> {
    let rest: Vec<&str> = rows.iter().copied().filter(|row| !row.starts_with(name)).collect();
    assert!(rest.len() < rows.len(), "{name}");
    told(&table(&rest)).into_iter().map(|(message, _)| message).collect()
}

#[test]
fn a_row_left_out_is_missing_beside_a_balance_and_beside_one_other_total() {
    let trade = [
        "Region|Exports 2030|Exports 2031|Imports 2030|Imports 2031|Balance 2030|Balance 2031",
        "North|412,030|420,118|398,220|431,870|13,810|-11,752",
        "South|221,140|231,604|241,330|228,915|-20,190|2,689",
        "East|141,220|139,870|118,440|121,005|22,780|18,865",
        "West|310,440|322,915|305,118|330,412|5,322|-7,497",
        "World|1,084,830|1,114,507|1,063,108|1,112,202|21,722|2,305",
    ];
    let trade: Vec<String> = trade.iter().map(|row| row.replace("World", "Total")).collect();
    let trade: Vec<&str> = trade.iter().map(String::as_str).collect();
    let fund = [
        "Revenues|2030|2031|2032",
        "Property taxes|49,954,473|36,594,633|51,259,605",
        "Licenses|9,430,440|8,861,149|8,762,359",
        "Grants|4,650,375|3,144,875|5,162,690",
        "Charges|6,633,541|5,810,267|7,731,397",
        "Sub-total revenues|70,668,829|54,410,924|72,916,051",
        "Transfers in|19,157,503|15,769,473|17,428,213",
        "Total revenues|89,826,332|70,180,397|90,344,264",
    ];
    for (rows, names) in [(&trade[..], ["East", "West"]), (&fund[..], ["Licenses", "Charges"])] {
        assert_eq!(told(&table(rows)), Vec::new());
        for name in names {
            let told = without(rows, name);
            assert!(told.iter().any(|told| told.contains("a row may be left out")), "{name}: {told:?}");
        }
    }
}

#[test]
fn a_total_put_down_for_its_neighbour_is_told() {
    located(
        &[
            "Revenues|2029|2030|2031|2032",
            "Property taxes|47,193,109|49,954,473|36,594,633|51,259,605",
            "Licenses|8,729,961|9,430,440|8,861,149|8,762,359",
            "Grants|3,942,315|4,650,375|3,144,875|5,162,690",
            "Revenues in total|59,865,385|64,035,288|48,600,657|65,184,654",
            "Transfers in|19,097,369|19,157,503|15,769,473|17,428,213",
            "Total revenues and transfers|78,962,754|83,192,791|64,370,130|82,612,867",
        ],
        &[("78,962,754", "19,097,369")],
    );
}
