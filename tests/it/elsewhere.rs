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

/// 4,370 were cast, which no row says; two more lists had 12 of them.
const SHARES: &[&str] = &[
    "List|Votes|Share",
    "Harbour|1,689|38.65%",
    "Lantern|1,142|26.13%",
    "Meadow|598|13.68%",
    "Quarry|344|7.87%",
    "Willow|585|13.39%",
];

#[test]
fn shares_of_a_whole_that_no_row_says_are_held_to_it() {
    told_with(SHARES, "Meadow|598|13.68%", "Meadow|598|18.68%", "18.68%");
    told_with(SHARES, "Meadow|598|13.68%", "Meadow|548|13.68%", "548");
}

#[test]
fn shares_of_two_who_make_up_a_whole_are_held_to_it() {
    let rows = [
        "|2031||2027|",
        "Came|193,948|64.25%|168,652|57.65%",
        "Stayed|107,896|35.75%|123,892|42.35%",
        "Blank|2,064|1.07%|3,075|1.84%",
        "For a list|190,747|98.93%|163,950|98.16%",
    ];
    told_with(&rows, rows[1], "Came|193,348|64.25%|168,652|57.65%", "193,348");
}

#[test]
fn shares_in_the_row_below_their_counts_are_held_to_the_whole_that_is_printed() {
    let rows = [
        "|2031|2026",
        "Valid|76,866|77,567",
        "Harbour|9,653|12,453",
        "|12.56 %|16.05 %",
        "Lantern|29,379|32,683",
        "|38.22 %|42.14 %",
        "Meadow|37,834|32,431",
        "|49.22 %|41.81 %",
    ];
    told_with(&rows, rows[3], "|22.56 %|16.05 %", "22.56");
}

#[test]
fn seats_are_no_shares_of_votes() {
    let rows = [
        "List|Votes|%|Seats",
        "Harbour|2,126|53.90%|10",
        "Lantern|1,124|28.50%|5",
        "Meadow|404|10.24%|1",
        "Quarry|237|6.01%|1",
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
        "Balance brought down|182,000|Coaches|166,000",
        "Subscriptions|180,000|Rent|48,000",
        "Tournament|164,000|Investments|312,000",
        "|526,000||526,000",
    ];
    told_with(&rows, rows[2], "Subscriptions|180,000|Rent|48,006", "526,00");
}

#[test]
fn a_list_of_one_column_that_lacks_a_row_is_told() {
    let rows = ["Item|Amount", "Fees|1,103.50", "Grants|660.20", "Interest|4.55", "Total|1,768.25"];
    told_with(&rows, rows[4], "Total|2,107.35", "a row may be left out");
    // The sixth of six items is none of the five above it.
    let listed = [
        "No.|Item|Amount",
        "1|Fees|1,103.50",
        "2|Grants|660.20",
        "3|Interest|4.55",
        "4|Subtotal of districts|2,107.35",
    ];
    assert_eq!(messages(&listed), [""; 0]);
}

#[test]
fn a_total_that_a_later_row_uses_may_lack_a_row() {
    let rows = [
        "|2031|2030",
        "Wages|10,798|11,243",
        "Power|3,141|3,189",
        "Repairs|12,858|6,823",
        "Cleaning|4,503|1,882",
        "Total spent|31,300|23,137",
        "Deficit|5,273|4,181",
        "Total received|26,027|18,956",
    ];
    assert_eq!(messages(&rows), [""; 0]);
    let mut lacking = rows.to_vec();
    (lacking[5], lacking[7]) = ("Total spent|39,253|23,137", "Total received|33,980|18,956");
    let told = messages(&lacking);
    assert!(told.iter().any(|message| message.contains("39,253")), "{told:?}");
}

#[test]
fn a_total_whose_block_is_off_by_a_digit_is_right_where_it_is_a_part_of_another() {
    let rows = [
        "Assets|Total",
        "Bank|918.30",
        "Cash|10.35",
        "Total cash|928.65",
        "Equipment|364.99",
        "Stock|119.50",
        "Total other|484.49",
        "Total assets|1,413.14",
    ];
    told_with(&rows, rows[1], "Bank|998.30", "998.30");
}

#[test]
fn a_total_leaves_out_what_has_words_of_its_own_before_it() {
    let rows = [
        "List|Papers|Cast|Not cast|Votes",
        "Harbour|217|2,036|733|2,769",
        "Lantern|196|1,725|568|2,293",
        "Meadow|101|730|356|1,086",
        "No list|168||Blank votes|672",
        "Total|682|4,491|1,657|6,148",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn years_are_no_figures_of_a_list() {
    let rows = [
        "Group|Year|Number",
        "All|2031|77,470",
        "All|2032|77,832",
        "All|2033|78,105",
        "All|2034|78,549",
        "Women|2031|37,992",
        "Women|2032|38,107",
        "Women|2033|38,144",
        "Women|2034|38,279",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn formulas_in_names_take_away_what_they_say() {
    let rows = [
        "Item|2031|2032",
        "4. Receipts (5+6-6.1+7)|129,856|134,814",
        "5. Loans|10,633|13,539",
        "6. Other|5,874|10,000",
        "6.1 of which reserved|...|1,000",
        "7. Borrowed|113,349|112,275",
    ];
    told_with(&rows, rows[1], "4. Receipts (5+6-6.1+7)|129,856|134,816", "134,816");
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
    let right = "Revenue is set at 12,820,182, of it 12,750,182 current and 70,000 capital.";
    assert_eq!(told(right), []);
    for wrong in [
        "Revenue is set at 12,820,182, of it 12,750,182 current and 80,000 capital.",
        "Spending of 18,597,775 and revenue of 17,710,182 leave 987,593.",
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
