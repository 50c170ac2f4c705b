//! Tables as reports of other places have them: formulas in the names of rows beside columns of rates, numbers of notes with their
//! paragraphs, large figures grouped by a space among small ones, lists of what changed, a total from which a row was left out. Each
//! is silent as it stands; what is planted in it is told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use serde_json::Value;

use crate::common::gouji_in;
use crate::common::statement::{located, table, told};

#[test]
fn formulas_in_names_are_not_for_the_rates_beside() {
    located(
        &[
            "Item|Estimate|To date|To date, last year|Of the estimate|Of the estimate, last year",
            "1 Receipts|234810|176904|173320|75.3|83.2",
            "1.1 Taxes|208660|155561|147380|74.6|83.5",
            "1.2 Fees|26150|21343|25940|81.6|82.7",
            "2 Loans paid back|8350|5506|2846|65.9|28.5",
            "3 All receipts (1+2)|243160|182410|176166|75.0|80.9",
            "4 Running costs|345890|232813|212941|67.3|67.2",
            "of which:|||||",
            "4.1 Interest|94065|68085|56586|72.4|69.5",
            "5 Building|72820|48994|39164|67.3|65.0",
            "6 All spending (4+5)|418710|281807|252105|67.3|66.9",
            "7 Shortfall on running costs (4-1)|111080|55909|39621|50.3|36.4",
            "8 Shortfall (6-3)|175550|99397|75939|56.6|47.7",
            "9 Shortfall before interest (8-4.1)|81485|31312|19353|38.4|24.9",
        ],
        &[("81485", "81285"), ("55909", "55409"), ("182410", "182910")],
    );
}

#[test]
fn notes_have_paragraphs() {
    located(
        &[
            "Assets|Note|At cost|At fair value|Total",
            "Cash|15|497,826|-|497,826",
            "Deposits||18,062|-|18,062",
            "Other instruments|16 (a)|-|7,443|7,443",
            "Receivables|17|53,123|170,617|223,740",
            "Shares|14 (c)|-|7,115|7,115",
            "Associates|20 (a)|2|-|2",
            "||569,013|185,175|754,188",
            "Liabilities|Note|At cost|At fair value|Total",
            "Loans|24 (a)|1,578,864|90,395|1,669,259",
            "Leases|23 (b)|5,021|-|5,021",
            "Payables|25|413,856|31,851|445,707",
            "||1,997,741|122,246|2,119,987",
        ],
        &[("170,617", "170,917"), ("1,997,741", "1,997,241"), ("5,021", "5,012")],
    );
}

#[test]
fn a_space_groups_the_few_large_figures() {
    located(
        &[
            "(en millions d'euros)|2031|2030",
            "Ventes|2 149,6|1 972,3",
            "Coût des ventes|(1 010,1)|(993,7)",
            "Frais commerciaux|(549,8)|(481,9)",
            "Recherche|(92,1)|(84,9)",
            "Autres charges|(47,2)|(34,2)",
            "Résultat opérationnel|450,4|377,6",
        ],
        &[("2 149,6", "2 143,6"), ("(1 010,1)", "(1 070,1)"), ("377,6", "371,6")],
    );
}

#[test]
fn changes_have_their_sign_before_the_currency() {
    located(
        &[
            "Assets|2030|2031|Change",
            "Cash|$84|$146|+$62",
            "Receivables|165|188|+23",
            "Stock|393|364|−$29",
            "Plant|2,731|2,880|+$149",
            "Total assets|$3,373|$3,578|+$205",
        ],
        &[("+$205", "+$265"), ("+$62", "+$82"), ("−$29", "−$23")],
    );
}

#[test]
fn a_budget_is_the_last_one_and_what_changed() {
    let rows = [
        "Services|£m",
        "Net budget 2030/31 at budget setting|281.079",
        "Pay|8.512",
        "Prices|14.051",
        "Demand|0.500",
        "Recovery of arrears|(4.009)",
        "Waste levy|0.640",
        "Savings|",
        "Agreed savings|(7.302)",
        "Phased savings|(1.840)",
        "Other|0.309",
        "Net budget 2030/31|291.940",
    ];
    located(&rows, &[("291.940", "291.490"), ("14.051", "14.501"), ("281.079", "281.019")]);
    // Two rows of one name with little between them are two rows.
    let wards = ["Ward|Votes", "Harbour 1|1,204", "Meadow|980", "Mill|2,215", "Harbour 2|1,117"];
    assert_eq!(told(&table(&wards)), Vec::new());
}

/// The messages of a table without the row that begins so.
fn without(rows: &[&str], name: &str) -> Vec<String> {
    let rest: Vec<&str> = rows.iter().copied().filter(|row| !row.starts_with(name)).collect();
    assert!(rest.len() < rows.len(), "{name}");
    told(&table(&rest)).into_iter().map(|(message, _)| message).collect()
}

#[test]
fn a_row_left_out_is_missing_in_every_column() {
    let rows = [
        "(In thousands)|2031|2030",
        "Current assets:||",
        "Cash|167,227|203,100",
        "Receivables|19,759|20,589",
        "Prepaid expenses|25,187|18,234",
        "Total current assets|212,173|241,923",
        "Equipment|53,540|58,045",
        "Goodwill|140,705|140,705",
        "Leases|14,150|13,414",
        "Total assets|420,568|454,087",
        "Current liabilities:||",
        "Payables|35,875|27,167",
        "Accrued expenses|56,055|83,361",
        "Deferred revenue|221,180|203,653",
        "Total current liabilities|313,110|314,181",
        "Other liabilities|10,723|10,819",
        "Loans|8,035|9,226",
        "Total liabilities|331,868|334,226",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
    for name in ["Equipment", "Accrued expenses", "Loans"] {
        let told = without(&rows, name);
        assert!(told.iter().any(|told| told.contains("a row may be left out")), "{name}: {told:?}");
    }
}

#[test]
fn a_row_left_out_of_a_list_is_about_as_much_in_every_column() {
    let rows = [
        "Revenue (millions)|2029|2030|2031",
        "Property tax|428.7|433.6|456.1",
        "Sales tax|248.1|269.0|374.9",
        "Other taxes|45.7|40.9|72.1",
        "Charges|589.1|631.1|661.8",
        "Fines|8.6|7.7|6.7",
        "Grants|263.6|344.7|314.5",
        "Total revenue|1,583.8|1,727.0|1,886.1",
    ];
    assert_eq!(told(&table(&rows)), Vec::new());
    for name in ["Sales tax", "Grants", "Charges"] {
        let told = without(&rows, name);
        assert!(told.iter().any(|told| told.contains("a row may be left out")), "{name}: {told:?}");
    }
}

#[test]
fn what_an_empty_cell_of_a_sheet_lacks_is_told_at_that_cell() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Fund,2031,2030,Change\nTotal,,\"562,000\",\"18,000\"\nGeneral,\"526,000\",\"513,400\",\"12,600\"\n\
                Special,\"54,000\",\"48,600\",\"5,400\"\n";
    fs::write(folder.path().join("funds.csv"), text).unwrap();
    let args =
        ["check", "--no-config", "--lang", "en", "--fail-on", "never", "--format", "json", "funds.csv"];
    let told: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let told = told["documents"][0]["diagnostics"].as_array().unwrap().iter();
    let cells: Vec<&str> = told
        .filter(|told| told["rule"] != "gouji/no-pack")
        .filter_map(|told| told["primary"]["spot"]["path"].as_str())
        .collect();
    assert!(!cells.is_empty() && cells.iter().all(|cell| *cell == "B2"), "{cells:?}");
}

#[test]
fn last_year_says_what_this_year_adds_up() {
    let rows = |cash: &str| {
        [
            "December 31,|2031|2030".to_owned(),
            format!("Cash|$121,398|{cash}"),
            "Credit that may be drawn|261,000|500,000".to_owned(),
            "Total liquidity|$382,398|$648,502".to_owned(),
        ]
    };
    let messages = |cash: &str| {
        let rows = rows(cash);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        told(&table(&rows)).into_iter().map(|(message, _)| message).collect::<Vec<String>>()
    };
    assert_eq!(messages("$148,502"), [""; 0]);
    // The figure of the row below.
    assert!(
        messages("500,000").iter().any(|told| told.contains("Total liquidity, 2030")),
        "{:?}",
        messages("500,000")
    );
    // Users are counted once, whatever the costs come to.
    let users = ["Service|Cost|Users", "Meals|12,003|812", "Transport|9,400|640", "Total|21,403|1,190"];
    assert_eq!(told(&table(&users)), Vec::new());
}

#[test]
fn a_figure_is_that_of_the_row_below() {
    located(
        &[
            "Directorate|£m",
            "Care and housing|120.707",
            "Young people|64.590",
            "Environment|50.185",
            "Finance|20.429",
            "Chief executive|7.602",
            "Central services|38.671",
            "Total net budget|302.184",
        ],
        &[("50.185", "20.429"), ("64.590", "50.185")],
    );
}
