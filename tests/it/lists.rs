//! Lists as portals of data publish them: columns in the order of their names, codes and names on both sides of the figures,
//! rows that only numbers name, cells that say that there is nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::gouji_in;

/// A list, read by the program.
struct List(TempDir);

impl List {
    fn of(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.csv"), text).unwrap();
        Self(folder)
    }

    fn json(&self, args: &[&str]) -> Value {
        let told = gouji_in(self.0.path(), &[args, &["--format", "json", "a.csv"]].concat());
        serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}", told.both()))
    }

    /// What each column is for.
    fn kinds(&self) -> Vec<String> {
        let told = self.json(&["inspect"]);
        let columns = told["tables"][0]["columns"].as_array().unwrap();
        columns.iter().map(|column| column["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// The names of the rows of each statement.
    fn names(&self) -> Vec<Vec<String>> {
        let told = self.json(&["inspect"]);
        let name = |item: &Value| item["name"]["text"].as_str().unwrap().to_owned();
        let panes = told["tables"][0]["panes"].as_array().unwrap().iter();
        panes.map(|pane| pane["items"].as_array().unwrap().iter().map(name).collect()).collect()
    }

    /// Figures, those that cannot be read, blank cells.
    fn figures(&self) -> (u64, u64, u64) {
        let told = self.json(&["inspect"]);
        let of = |key: &str| told[key].as_u64().unwrap();
        (of("figures"), of("unreadable"), of("blank"))
    }

    /// Figures, and those tied out.
    fn tied(&self) -> (u64, u64) {
        let told = self.json(&["check", "--no-config"]);
        let of = |key: &str| told["summary"][key].as_u64().unwrap();
        (of("figures"), of("tied"))
    }
}

#[test]
fn codes_after_the_figures_are_no_figures_and_no_statement() {
    let list = List::of(
        "category,type,amount,budget_year,department,fund_code\n\
         Harbour Dues,Revenue,70047500,FY30-31,,1010\n\
         Ferry Tickets,Revenue,239377,FY30-31,,1010\n\
         Moorings,Revenue,4155,FY30-31,Port,2415\n\
         Dredging,Expense,1200300,FY30-31,Port,1010\n\
         Lights,Expense,80500,FY30-31,Port,99999\n\
         Pilots,Expense,41000,FY30-31,Port,2415\n",
    );
    assert_eq!(list.kinds(), ["name", "name", "value", "name", "name", "other"]);
    assert_eq!(list.figures(), (6, 0, 0));
    assert_eq!(
        list.names(),
        [["Harbour Dues", "Ferry Tickets", "Moorings", "Dredging", "Lights", "Pilots"]],
        "one statement"
    );
}

#[test]
fn a_code_between_figures_opens_no_statement() {
    let list = List::of("项目,年初数,基金编码,年末数\n甲,10,1010,12\n乙,20,1150,21\n丙,5,1010,9\n");
    assert_eq!(list.names(), [["甲", "乙", "丙"]]);
    // Names that tell rows apart do, with their codes or without.
    let list = List::of("编码,收入,金额,编码,支出,金额\n101,税收,30,201,教育,12\n103,其他,5,205,卫生,23\n");
    assert_eq!(list.names(), [["税收", "其他"], ["教育", "卫生"]]);
    assert_eq!(list.kinds(), ["code", "name", "value", "code", "name", "value"]);
}

#[test]
fn figures_left_of_the_names_are_told_from_codes() {
    let list = List::of(
        "year,code,amount,name\n\
         2031,3202010401,7995000,甲\n\
         2031,3202010402,12000,乙\n\
         2031,3202010403,300,丙\n",
    );
    assert_eq!(list.kinds(), ["other", "code", "value", "name"]);
    assert_eq!(list.figures(), (3, 0, 0));
    // Digits of many lengths, none of which goes on with another, are figures under any head.
    let list = List::of("funds,name\n7995000,甲\n12000,乙\n310,丙\n");
    assert_eq!(list.kinds(), ["value", "name"]);
    let list = List::of("科目,名称,决算\n201,一般公共服务,30\n20103,办公厅,30\n2010301,行政运行,30\n");
    assert_eq!(list.kinds(), ["code", "name", "value"]);
}

#[test]
fn numbers_name_rows_where_nothing_else_does() {
    // The total has its name where the others have their numbers; the numbers begin anew.
    let list = List::of("No.,Income,Costs\n1,10,7\n2,20,9\n1,30,8\nTotal,60,24\n");
    assert_eq!(list.names(), [["1", "2", "1", "Total"]]);
    assert_eq!(list.tied(), (8, 8));
    // Whole numbers that only go up, among figures with fractions.
    let lines = List::of("Line,Income,Costs\n1,10.50,7.25\n2,20.25,9.50\n4,30.00,8.00\n5,60.75,24.75\n");
    assert_eq!(lines.names(), [["1", "2", "4", "5"]]);
    assert_eq!(lines.figures(), (8, 0, 0));
    // Figures that go up among others like them are figures, and so are amounts over a total's name.
    let list = List::of("一季度,二季度\n10,20\n30,35\n60,70\n");
    assert_eq!(list.kinds(), ["value", "value"]);
    let list = List::of("金额,件数\n30,2\n10,1\n合计,3\n");
    assert_eq!(list.kinds()[0], "value");
}

#[test]
fn cells_that_say_that_there_is_nothing_are_blank() {
    let list = List::of(
        "Item,Q1,Q2\nStaff,$-,7.25\nRent,n/a,N/A\nFuel,30.00,xxx\nGrants,n/a,n/a\nTravel,–,..\nPost,12.50,1.25\nTotal,42.50,8.50\n",
    );
    assert_eq!(list.kinds(), ["name", "value", "value"]);
    assert_eq!(list.figures(), (6, 0, 8));
    assert_eq!(list.tied(), (6, 6));
    // A row of nothing right under the header is no second header.
    let list = List::of("Item,Q1,Q2\nStaff,n/a,$-\nRent,2.50,3.00\nFuel,1.50,4.00\nTotal,4.00,7.00\n");
    assert_eq!(list.names(), [["Staff", "Rent", "Fuel", "Total"]]);
    // Words are none.
    let list = List::of("项目,金额,备注\n甲,10,无\n乙,5,暂缓\n合计,15,\n");
    assert_eq!(list.figures(), (3, 0, 0));
}

#[test]
fn outline_numbers_after_the_figures_are_words() {
    let list = List::of("name,amount,office,ref\nA,30,North,1.1.1\nB,12,North,1.1.2\nC,11,South,1.2.1\n");
    assert_eq!(list.kinds(), ["name", "value", "name", "name"]);
    assert_eq!(list.figures(), (3, 0, 0));
}
