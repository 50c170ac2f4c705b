//! Totals that nothing in their table comes to: a row left out, a whole less than its part, a total never filled in, two rows with each
//! other's name. Each is told, and the look-alikes are silent.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::statement::{check, table, told};

/// What is told of a table, by its messages.
fn messages(rows: &[&str]) -> Vec<String> {
    told(&table(rows)).into_iter().map(|(message, _)| message).collect()
}

const GRANTS: &[&str] = &[
    "Region|Grants|Road grant|School grant",
    "Total|90,452|51,217|39,235",
    "Northam|20,118|12,003|8,115",
    "Eastby|18,402|9,400|9,002",
    "Southwick|21,300|11,204|10,096",
    "Westley|9,221|5,110|4,111",
    "Midhurst|13,011|8,100|4,911",
    "Upton|8,400|5,400|3,000",
];

#[test]
fn a_row_left_out_is_told_where_another_column_comes_out() {
    assert_eq!(messages(GRANTS), [""; 0]);
    // A seventh place had 812 of road grant, and its row is gone.
    let told = messages(
        &[&["Region|Grants|Road grant|School grant", "Total|91,264|52,029|39,235"], &GRANTS[2..]].concat(),
    );
    let [message] = told.as_slice() else { panic!("{told:?}") };
    assert!(message.contains("reads 91,264, and the 6 rows listed come to 90,452, 812 apart"), "{message}");
}

#[test]
fn it_is_a_warning_with_its_certainty() {
    let rows =
        [&["Region|Grants|Road grant|School grant", "Total|91,264|52,029|39,235"], &GRANTS[2..]].concat();
    let document = check(&table(&rows));
    let told = document["diagnostics"].as_array().unwrap();
    let told = told.iter().find(|told| told["rule"] == "text/table-does-not-foot").unwrap();
    assert_eq!(told["severity"], "warning");
}

#[test]
fn people_counted_once_of_several_services_are_no_sum() {
    let rows = [
        "Service|Cost|Users",
        "Meals|12,003|812",
        "Transport|9,400|640",
        "Nursing|11,204|377",
        "Respite|5,110|205",
        "Advice|8,100|1,190",
        "Total|45,817|2,411",
    ];
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn the_largest_of_a_list_are_not_all_of_it() {
    let mut rows = vec!["Supplier|Paid".to_owned()];
    rows.extend(
        (0..12).map(|at| format!("Supplier {}|{}", (b'A' + at) as char, 90_417 - 3_113 * i64::from(at))),
    );
    rows.push("Total|2,104,417".to_owned());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(messages(&rows), [""; 0]);
}

#[test]
fn a_grand_total_is_no_less_than_a_total_above_it() {
    let rows = [
        "Spending|2030|2031",
        "Salaries|170,226|170,379",
        "Pensions|41,076|43,525",
        "Supplies|70,825|70,116",
        "Subtotal running costs|282,127|284,020",
        "Roads|24,910|26,512",
        "Machines|668|802",
        "Subtotal investment|25,578|27,314",
        "Grand total|307,705|311,334",
    ];
    assert_eq!(messages(&rows), [""; 0]);
    // That of another fund, in both years.
    let copied = [&rows[..8], &["Grand total|130,155|157,401"]].concat();
    let told = messages(&copied);
    let less = told.iter().find(|message| message.contains("which is less than its part"));
    assert!(less.is_some_and(|message| message.contains("reads 130,155")), "{told:?}");
}

#[test]
fn a_row_that_is_the_whole_of_its_caption_is_no_less_than_a_row_above_it() {
    let page = |total: &str| {
        format!(
            "云台市2031年政府性基金预算支出表\n\n单位：万元\n\n项目\t2030年执行数\t2031年预算数\n文化旅游支出\t63\t297\n城乡社区支出\t49,690\t25,932\n\
             农林水支出\t13,135\t24,932\n交通运输支出\t\t53,814\n债务付息支出\t47,120\t34,478\n其他支出\t376\t119\n全市政府性基金支出\t{total}\n"
        )
    };
    assert_eq!(told(&page("110,384\t139,572")), Vec::new());
    let told = told(&page("23,122\t12,493"));
    assert!(
        told.iter().any(|(message, _)| message.contains("reads 23,122, which is less than its part")),
        "{told:?}"
    );
}

#[test]
fn a_total_of_nothing_over_rows_that_are_something_was_never_filled_in() {
    let page = |balance: &str| {
        let debt = [
            "Area|Limit|General limit|Special limit|Balance|General balance|Special balance",
            &format!("Counties|1,069.1|586.5|482.6|{balance}"),
            "Northam|96.2|45.5|50.7|96.1|45.4|50.7",
            "Eastby|263.2|108.8|154.4|262.9|108.6|154.3",
            "Southwick|122.6|61.3|61.3|121.7|60.8|60.9",
            "Westley|77.1|53.5|23.6|75.5|52.4|23.1",
            "Midhurst|510.0|317.4|192.6|502.1|312.2|189.9",
        ];
        told(&table(&debt))
    };
    assert_eq!(page("1,058.3|579.4|478.9"), Vec::new());
    let told = page("0.0|0.0|0.0");
    assert!(told.iter().any(|(message, lines)| message.contains("1058.3") && lines.contains(&5)), "{told:?}");
}

const FUNDS: &[&str] = &[
    "Fund|2030|2031",
    "I. Pensions|16,673|18,283",
    "of which: contributions|4,889|5,130",
    "grants|10,450|11,698",
    "interest|1,334|1,455",
    "II. Health|56,406|57,944",
    "of which: contributions|54,220|56,913",
    "grants|1,273|298",
    "interest|913|733",
    "III. Injuries|34,347|36,974",
    "of which: contributions|12,163|12,256",
    "grants|21,294|22,376",
    "interest|890|2,342",
    "All funds|107,426|113,201",
    "of which: contributions|71,272|74,299",
    "grants|33,017|34,372",
    "interest|3,137|4,530",
];

#[test]
fn rows_of_one_name_make_up_the_last_of_them() {
    assert_eq!(messages(FUNDS), [""; 0]);
    let slip = [&FUNDS[..14], &["of which: contributions|71,272|74,899"], &FUNDS[15..]].concat();
    assert!(messages(&slip).iter().any(|message| message.contains("74,299")), "{:?}", messages(&slip));
}

#[test]
fn two_rows_with_each_others_name_are_told() {
    let swapped = [&FUNDS[..15], &["grants|3,137|4,530", "interest|33,017|34,372"]].concat();
    let told = messages(&swapped);
    assert!(told.iter().any(|message| message.contains("seem to be swapped")), "{told:?}");
}

#[test]
fn both_sides_of_a_statement_come_to_one_total() {
    let page = |spending: &str| {
        format!(
            "云台市2031年基金收支总表\n\n单位：万元\n\n收入\t2030年决算数\t2031年预算数\t支出\t2030年决算数\t2031年预算数\n\
             土地出让收入\t15,000\t40,000\t教育支出\t9,580\t23,830\n污水处理收入\t8,000\t2,000\t城乡社区支出\t17,273\t38,235\n\
             上年结余\t19,850\t26,862\t调出资金\t15,997\t6,797\n收入总计\t42,850\t68,862\t支出总计\t{spending}\n"
        )
    };
    assert_eq!(told(&page("42,850\t68,862")), Vec::new());
    let told = told(&page("42,850\t63,862"));
    assert!(
        told.iter().any(|(message, _)| message.contains("68,862") || message.contains("63,862")),
        "{told:?}"
    );
}
