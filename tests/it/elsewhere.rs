//! Tables as they are published elsewhere: shares of a whole that another table states, codes with points, notes, years of long lists,
//! leagues, accounts of two sides. What is wrong in them is told, and what only looks so is not.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{check, table, told};

/// What is told of a table, by its messages.
fn messages(rows: &[&str]) -> Vec<String> {
    told(&table(rows)).into_iter().map(|(message, _)| message).collect()
}

/// A table with one of its rows in the place of another.
fn with<'r>(rows: &[&'r str], old: &str, new: &'r str) -> Vec<&'r str> {
    assert!(rows.contains(&old), "{old}");
    rows.iter().map(|row| if *row == old { new } else { *row }).collect()
}

/// That a table is silent, and told at the figure that begins as `at` with a row of it put otherwise.
fn told_with(rows: &[&str], old: &str, new: &str, at: &str) {
    assert_eq!(messages(rows), [""; 0], "as it is");
    let told = messages(&with(rows, old, new));
    assert!(told.iter().any(|message| message.contains(at)), "{new}: {told:?}");
}

/// 5,120 were cast, which no row says; two more lists had 52 of them.
const SHARES: &[&str] = &[
    "List|Votes|Share",
    "Harbour|1,983|38.73%",
    "Lantern|1,317|25.72%",
    "Meadow|702|13.71%",
    "Quarry|411|8.03%",
    "Willow|655|12.79%",
];

#[test]
fn shares_of_a_whole_that_no_row_says_are_held_to_it() {
    told_with(SHARES, "Meadow|702|13.71%", "Meadow|702|18.71%", "18.71%");
    told_with(SHARES, "Meadow|702|13.71%", "Meadow|752|13.71%", "752");
}

#[test]
fn shares_of_two_who_make_up_a_whole_are_held_to_it() {
    let rows = [
        "|2031||2027|",
        "Came|201,346|64.41%|175,210|57.70%",
        "Stayed|111,254|35.59%|128,440|42.30%",
        "Blank|2,310|1.15%|3,190|1.82%",
        "For a list|199,036|98.85%|172,020|98.18%",
    ];
    told_with(&rows, rows[1], "Came|201,946|64.41%|175,210|57.70%", "201,946");
}

#[test]
fn shares_in_the_row_below_their_counts_are_held_to_the_whole_that_is_printed() {
    let rows = [
        "|2031|2026",
        "Valid|81,240|79,415",
        "Harbour|11,532|12,905",
        "|14.19 %|16.25 %",
        "Lantern|30,118|33,560",
        "|37.07 %|42.26 %",
        "Meadow|39,590|32,950",
        "|48.73 %|41.49 %",
    ];
    told_with(&rows, rows[3], "|24.19 %|16.25 %", "24.19");
}

#[test]
fn seats_are_no_shares_of_votes() {
    let rows = [
        "List|Votes|%|Seats",
        "Harbour|2,310|54.23%|10",
        "Lantern|1,205|28.29%|5",
        "Meadow|431|10.12%|1",
        "Quarry|266|6.24%|1",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn points_of_a_league_follow_from_what_was_won_and_drawn() {
    let rows = [
        "Team|P|W|D|L|Pts",
        "Harbour|18|13|5|0|44",
        "Lantern|18|10|4|4|34",
        "Meadow|18|9|6|3|33",
        "Quarry|18|9|5|4|32",
        "Willow|18|6|8|4|26",
        "Aspen|18|2|3|13|9",
    ];
    told_with(&rows, rows[3], "Meadow|18|9|6|3|38", "38");
    told_with(&rows, rows[5], "Willow|18|6|8|1|26", "Willow");
}

#[test]
fn the_two_sides_of_an_account_close_with_one_figure_without_a_name() {
    let rows = [
        "Receipts|£|Payments|£",
        "Balance brought down|91,400|Coaches|133,500",
        "Subscriptions|120,600|Rent|36,500",
        "Tournament|58,000|Investments|100,000",
        "|270,000||270,000",
    ];
    told_with(&rows, rows[2], "Subscriptions|120,600|Rent|36,506", "270,00");
}

#[test]
fn a_list_of_one_column_that_lacks_a_row_is_told() {
    let rows = ["Item|Amount", "Fees|1,240.50", "Grants|512.30", "Interest|6.15", "Total|1,758.95"];
    told_with(&rows, rows[4], "Total|2,297.45", "a row may be left out");
    // The sixth of six items is none of the five above it.
    let listed = [
        "No.|Item|Amount",
        "1|Fees|1,240.50",
        "2|Grants|512.30",
        "3|Interest|6.15",
        "4|Subtotal of districts|2,297.45",
    ];
    assert_eq!(messages(&listed), [""; 0]);
}

#[test]
fn a_total_that_a_later_row_uses_may_lack_a_row() {
    let rows = [
        "|2031|2030",
        "Wages|11,204|10,950",
        "Power|2,873|2,910",
        "Repairs|9,415|7,031",
        "Cleaning|3,906|2,044",
        "Total spent|27,398|22,935",
        "Deficit|4,112|3,905",
        "Total received|23,286|19,030",
    ];
    assert_eq!(messages(&rows), [""; 0]);
    let mut lacking = rows.to_vec();
    (lacking[5], lacking[7]) = ("Total spent|35,151|22,935", "Total received|31,039|19,030");
    let told = messages(&lacking);
    assert!(told.iter().any(|message| message.contains("35,151")), "{told:?}");
}

#[test]
fn a_total_whose_block_is_off_by_a_digit_is_right_where_it_is_a_part_of_another() {
    let rows = [
        "Assets|Total",
        "Bank|724.15",
        "Cash|12.40",
        "Total cash|736.55",
        "Equipment|310.20",
        "Stock|141.85",
        "Total other|452.05",
        "Total assets|1,188.60",
    ];
    told_with(&rows, rows[1], "Bank|784.15", "784.15");
}

#[test]
fn a_total_leaves_out_what_has_words_of_its_own_before_it() {
    let rows = [
        "List|Papers|Cast|Not cast|Votes",
        "Harbour|231|2,118|690|2,808",
        "Lantern|188|1,640|602|2,242",
        "Meadow|97|705|349|1,054",
        "No list|154||Blank votes|616",
        "Total|670|4,463|1,641|6,104",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn years_are_no_figures_of_a_list() {
    let rows = [
        "Group|Year|Number",
        "All|2031|81,204",
        "All|2032|81,530",
        "All|2033|81,977",
        "All|2034|82,315",
        "Women|2031|40,102",
        "Women|2032|40,377",
        "Women|2033|40,518",
        "Women|2034|40,790",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn formulas_in_names_take_away_what_they_say() {
    let rows = [
        "Item|2031|2032",
        "4. Receipts (5+6-6.1+7)|115,964|122,425",
        "5. Loans|11,204|12,850",
        "6. Other|6,310|9,400",
        "6.1 of which reserved|...|1,200",
        "7. Borrowed|98,450|101,375",
    ];
    told_with(&rows, rows[1], "4. Receipts (5+6-6.1+7)|115,964|122,428", "122,428");
}

#[test]
fn figures_with_their_share_in_brackets_are_read_and_approximations_are_not() {
    let rows = [
        "Kind|All|Done|Open",
        "Must|68|45|23",
        "Should|34|9|25",
        "Could|12|10|2",
        "Total|114|64 (56%)|50 (44%)",
    ];
    told_with(&rows, rows[4], "Total|114|64 (56%)|90 (44%)", "90");
    let about = check(&table(&["Part|Words", "Methods|300", "Results|500", "Summary|400", "Total|~2,200"]));
    let told = about["diagnostics"].as_array().unwrap();
    assert!(!told.iter().any(|told| told["rule"] == "gouji/too-little-read"), "{told:?}");
}

#[test]
fn long_figures_of_a_sentence_add_up() {
    let told = |text: &str| told(&["Town of Lantern Bay, budget", "", text].join("\n"));
    let right = "Revenue is set at 14,352,418, of it 14,271,418 current and 81,000 capital.";
    assert_eq!(told(right), []);
    for wrong in [
        "Revenue is set at 14,352,418, of it 14,271,418 current and 91,000 capital.",
        "Spending of 21,684,930 and revenue of 20,911,472 leave 873,458.",
    ] {
        let document = check(&["Town of Lantern Bay, budget", "", wrong].join("\n"));
        let rules =
            document["diagnostics"].as_array().unwrap().iter().map(|told| told["rule"].as_str().unwrap());
        assert!(
            rules.clone().any(|rule| rule == "text/calculation-does-not-come-out"),
            "{wrong}: {:?}",
            rules.collect::<Vec<_>>()
        );
    }
}
