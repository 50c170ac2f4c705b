//! Grids as people keep them: headings within a statement, totals under the serial number, figures in styles that are not
//! understood, subtotals. Each in every format that it can be written in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::gouji_in;
#[cfg(feature = "docx")]
use crate::common::office;
use crate::common::work::Work;
#[cfg(feature = "sheets")]
use crate::common::workbook;

/// A document in one format, read by the program.
struct Read {
    name: &'static str,
    folder: TempDir,
}

impl Read {
    fn of(name: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        Self { name, folder }
    }

    fn json(&self, args: &[&str]) -> Value {
        let told = gouji_in(self.folder.path(), &[args, &["--format", "json", self.name]].concat());
        serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}: {}", self.name, told.both()))
    }

    /// The first table, as it is inspected.
    fn table(&self) -> Value {
        self.json(&["inspect"])["tables"][0].clone()
    }

    /// How many rows name columns.
    fn headed(&self) -> u64 {
        self.table()["rows"]["header"].as_u64().unwrap()
    }

    /// What each column is for; nothing where the table is a form.
    fn kinds(&self) -> Vec<String> {
        let table = self.table();
        let kinds =
            table["columns"].as_array().unwrap().iter().map(|column| column["kind"].as_str().unwrap());
        kinds.map(str::to_owned).collect()
    }

    /// The names of its rows, one statement after another.
    fn names(&self) -> Vec<String> {
        let table = self.table();
        let panes = table["panes"].as_array().unwrap().iter();
        let items = panes.flat_map(|pane| pane["items"].as_array().unwrap());
        items.map(|item| item["name"]["text"].as_str().unwrap().to_owned()).collect()
    }

    /// Figures, figures that cannot be read.
    fn figures(&self) -> (u64, u64) {
        let all = self.json(&["inspect"]);
        (all["figures"].as_u64().unwrap(), all["unreadable"].as_u64().unwrap())
    }

    /// Figures, figures tied out, and the message of each error.
    fn checked(&self) -> (u64, u64, Vec<String>) {
        let all = self.json(&["check", "--no-config"]);
        let of = |key: &str| all["summary"][key].as_u64().unwrap();
        let found = all["documents"][0]["diagnostics"].as_array().unwrap().iter();
        let errors = found.filter(|found| found["severity"] == "error");
        let messages = errors.map(|found| found["message"].as_str().unwrap().to_owned());
        (of("figures"), of("tied"), messages.collect())
    }
}

/// The lines of a text with tabs between cells as Markdown, CSV, a web page, a Word document and a workbook have them.
fn everywhere(text: &str) -> Vec<Read> {
    let mut all = vec![Read::of("a.txt", text), Read::of("a.md", markdown(text))];
    #[cfg(feature = "csv")]
    all.push(Read::of("a.csv", text.replace('\t', ",")));
    #[cfg(feature = "html")]
    all.push(Read::of("a.html", html(text)));
    #[cfg(feature = "docx")]
    all.push(Read::of("a.docx", docx(text)));
    #[cfg(feature = "sheets")]
    all.push(Read::of("a.xlsx", workbook::xlsx(&[("表".to_owned(), cells(text))])));
    all
}

fn cells(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut ruled = false;
    for line in text.lines() {
        if !line.contains('\t') {
            out += &format!("{line}\n");
            continue;
        }
        out += &format!("| {} |\n", line.replace('\t', " | "));
        if !ruled {
            out += &format!("|{}\n", " --- |".repeat(line.matches('\t').count() + 1));
        }
        ruled = true;
    }
    out
}

#[cfg(feature = "html")]
fn html(text: &str) -> String {
    let row = |line: &str| format!("<tr><td>{}</td></tr>", line.replace('\t', "</td><td>"));
    let rows: String = text.lines().filter(|line| line.contains('\t')).map(row).collect();
    let lines: String =
        text.lines().filter(|line| !line.contains('\t')).map(|line| format!("<p>{line}</p>")).collect();
    format!("<html><body>{lines}<table>{rows}</table></body></html>")
}

#[cfg(feature = "docx")]
fn docx(text: &str) -> Vec<u8> {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", office::p(words));
    let row = |line: &str| format!("<w:tr>{}</w:tr>", line.split('\t').map(cell).collect::<String>());
    let rows: String = text.lines().filter(|line| line.contains('\t')).map(row).collect();
    let lines: String = text.lines().filter(|line| !line.contains('\t')).map(office::p).collect();
    word(&format!("{lines}<w:tbl>{rows}</w:tbl>"))
}

#[cfg(feature = "docx")]
fn word(body: &str) -> Vec<u8> {
    office::package(&[("word/document.xml", &office::document(body))])
}

/// Runs `wrong` on a text in every format, and fails with the formats in which something is.
fn all_formats(text: &str, wrong: impl Fn(&Read) -> Option<String>) {
    let told: Vec<String> = everywhere(text)
        .iter()
        .filter_map(|read| wrong(read).map(|what| format!("{}: {what}", read.name)))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// What differs from one error that says all of `words`.
fn unless_told(read: &Read, words: &[&str]) -> Option<String> {
    let (_, _, errors) = read.checked();
    let told = errors.len() == 1 && words.iter().all(|word| errors[0].contains(word));
    (!told).then(|| format!("{errors:?} instead of one of {words:?}"))
}

/// What differs, if anything does.
fn unless<T: PartialEq + std::fmt::Debug>(found: T, wanted: T) -> Option<String> {
    (found != wanted).then(|| format!("{found:?} instead of {wanted:?}"))
}

const STATEMENT: &str = "青岚水务公司资产负债表

项目\t期末余额\t期初余额
流动资产：\t\t
货币资金\t40.00\t30.00
应收账款\t20.00\t15.00
流动资产合计\t60.00\t45.00
非流动资产：\t\t
固定资产\t30.00\t25.00
在建工程\t10.00\t5.00
非流动资产合计\t40.00\t30.00
资产总计\t100.00\t75.00
";

#[test]
fn a_label_with_a_colon_heads_rows_of_a_statement() {
    all_formats(STATEMENT, |read| {
        unless(read.kinds(), ["name", "value", "value"].map(str::to_owned).to_vec())
            .or_else(|| unless(read.headed(), 1))
            .or_else(|| unless(read.names()[0].clone(), "流动资产:".to_owned()))
    });
    let english = "Item\t2031\t2030\nCurrent assets:\t\t\nCash\t1.00\t2.00\nFixed assets:\t\t\nPlant\t3.00\t4.00\nTotal\t4.00\t6.00\n";
    all_formats(english, |read| unless(read.headed(), 1).or_else(|| unless(read.names().len(), 5)));
}

#[test]
fn a_statement_with_headings_is_added_up() {
    all_formats(STATEMENT, |read| unless(read.checked(), (14, 14, Vec::new())));
    // 流动资产合计 is 60.00: with another digit it is the one that is wrong.
    let wrong = STATEMENT.replace("合计\t60.00", "合计\t80.00");
    all_formats(&wrong, |read| unless_told(read, &["流动资产合计", "80.00", "60.00"]));
}

#[test]
fn headings_of_two_statements_may_stand_side_by_side() {
    let text = "青岚水务公司资产负债表

资产\t期末余额\t期初余额\t负债和权益\t期末余额\t期初余额
流动资产：\t\t\t流动负债：\t\t
货币资金\t40.00\t30.00\t短期借款\t25.00\t20.00
应收账款\t20.00\t15.00\t所有者权益：\t\t
固定资产\t30.00\t25.00\t实收资本\t65.00\t50.00
资产总计\t90.00\t70.00\t负债和权益总计\t90.00\t70.00
";
    let kinds = ["name", "value", "value", "name", "value", "value"];
    all_formats(text, |read| {
        unless(read.kinds(), kinds.map(str::to_owned).to_vec())
            .or_else(|| unless(read.headed(), 1))
            .or_else(|| unless(read.checked(), (14, 14, Vec::new())))
    });
}

#[test]
fn a_statement_that_nobody_has_filled_in_is_a_table() {
    let text = "资产负债表\n\n项目\t期末余额\t期初余额\n流动资产：\t\t\n货币资金\t\t\n应收账款\t\t\n存货\t\t\n负债：\t\t\n短期借款\t\t\n应付账款\t\t\n";
    all_formats(text, |read| unless(read.kinds().len(), 3));
}

#[test]
fn forms_stay_forms() {
    for form in [
        "项目名称：\t河道清淤\t项目编号：\t2031-07\n主管部门：\t青岚县水务局\t联系电话：\t12345\n资金总额：\t\t起止年度：\t2031\n",
        "单位名称：\t青岚县水务局\n负责人：\t\n联系电话：\t12345\n",
        "栏目\t内容\t备注\n项目名称：\t\t\n负责人：\t\t\n联系电话：\t\t\n",
        "项目名称\t河道清淤\t主管部门\t水务局\n年度资金总额：\t100\t其中：财政拨款：\t100\n其他资金：\t\t上年结转：\t\n",
    ] {
        let read = Read::of("a.txt", form);
        assert_eq!(read.kinds(), Vec::<String>::new(), "{form}");
    }
}

/// 收入： is a label with its value beside it, and so two of them are a form, unless the format says that there is a header.
#[test]
fn a_header_that_the_format_tells_makes_a_table() {
    let rows = [("收入：", "10"), ("支出：", "8")];
    let mut all = vec![Read::of("a.md", "| 项目 | 金额 |\n|---|---|\n| 收入： | 10 |\n| 支出： | 8 |\n")];
    #[cfg(feature = "html")]
    for header in
        ["<thead><tr><td>项目</td><td>金额</td></tr></thead>", "<tr><th>项目</th><th>金额</th></tr>"]
    {
        let body: String =
            rows.iter().map(|(name, value)| format!("<tr><td>{name}</td><td>{value}</td></tr>")).collect();
        all.push(Read::of("a.html", format!("<table>{header}<tbody>{body}</tbody></table>")));
    }
    #[cfg(feature = "docx")]
    {
        let row = |name: &str, value: &str, properties: &str| {
            format!(
                "<w:tr>{properties}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
                office::p(name),
                office::p(value)
            )
        };
        let body: String = rows.iter().map(|(name, value)| row(name, value, "")).collect();
        let header = row("项目", "金额", "<w:trPr><w:tblHeader/></w:trPr>");
        all.push(Read::of("a.docx", word(&format!("<w:tbl>{header}{body}</w:tbl>"))));
    }
    for read in all {
        assert_eq!(read.kinds(), ["name", "value"], "{}", read.name);
        assert_eq!(read.headed(), 1, "{}", read.name);
    }
    assert!(Read::of("a.txt", "项目\t金额\n收入：\t10\n支出：\t8\n").kinds().is_empty());
}

const SUPPLIERS: &str = "采购明细表

序号\t供应商\t采购金额\t已付\t未付
1\t甲公司\t160.50\t100.25\t60.25
2\t乙公司\t173.25\t73.00\t100.25
合计\t\t333.75\t173.25\t160.50
";

#[test]
fn a_total_under_the_serial_number_has_its_name() {
    let wanted = ["甲公司", "乙公司", "合计"].map(str::to_owned).to_vec();
    all_formats(SUPPLIERS, |read| {
        unless(read.names(), wanted.clone()).or_else(|| unless(read.checked(), (9, 9, Vec::new())))
    });
    let wrong = SUPPLIERS.replace("173.25\t160.50\n", "178.25\t160.50\n");
    all_formats(&wrong, |read| unless_told(read, &["合计", "178.25", "173.25"]));
}

#[cfg(all(feature = "html", feature = "docx"))]
#[test]
fn a_total_merged_over_the_serial_number_has_its_name() {
    let merged = html(SUPPLIERS).replace("<td>合计</td><td></td>", "<td colspan=2>合计</td>");
    assert!(merged.contains("colspan"));
    let total = format!("<w:tc>{}</w:tc><w:tc>{}</w:tc>", office::p("合计"), office::p(""));
    let spanned = format!("<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>", office::p("合计"));
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", office::p(words));
    let row = |line: &str| format!("<w:tr>{}</w:tr>", line.split('\t').map(cell).collect::<String>());
    let rows: String = SUPPLIERS.lines().filter(|line| line.contains('\t')).map(row).collect();
    let body = format!("<w:tbl>{}</w:tbl>", rows.replace(&total, &spanned));
    assert!(body.contains("gridSpan"));
    for read in [Read::of("a.html", merged), Read::of("a.docx", word(&body))] {
        assert_eq!(read.names(), ["甲公司", "乙公司", "合计"], "{}", read.name);
        assert_eq!(read.checked(), (9, 9, Vec::new()), "{}", read.name);
    }
}

#[test]
fn years_and_serial_numbers_name_rows_where_nothing_else_does() {
    let years =
        "Year\tIncome\tCosts\n2029\t10.50\t7.25\n2030\t20.25\t9.50\n2031\t30.00\t8.00\nTotal\t60.75\t24.75\n";
    all_formats(years, |read| {
        unless(read.names(), ["2029", "2030", "2031", "Total"].map(str::to_owned).to_vec())
            .or_else(|| unless(read.checked(), (8, 8, Vec::new())))
    });
    let serial = "序号\t采购金额\t已付\n1\t160.50\t100.25\n2\t173.25\t73.00\n合计\t333.75\t173.25\n";
    all_formats(serial, |read| {
        unless(read.names(), ["1", "2", "合计"].map(str::to_owned).to_vec())
            .or_else(|| unless(read.checked(), (6, 6, Vec::new())))
    });
    // Figures that look like years stay figures.
    assert_eq!(Read::of("a.txt", "甲\t乙\n2001\t1999\n1980\t1985\n").kinds(), ["value", "value"]);
}

/// A first row of figures in a style that is not understood is no header: its figures are counted, and said to be unreadable.
#[test]
fn a_first_row_in_another_style_is_no_header() {
    let unread = ["1'234", "EUR 1.234,50"];
    let read = ["1 234.50", "△30", "(6,719 )", "▲1,234", "1,234千円", "1,234-", "($1,234)"];
    let styles = unread.map(|style| (style, 2)).into_iter().chain(read.map(|style| (style, 0)));
    for (number, (style, unread)) in styles.enumerate() {
        let text = format!(
            "Item\tThis year\tLast year\nStaff\t{style}\t{style}\nProjects\t30.00\t20.00\nRent\t4.00\t3.00\n"
        );
        // Commas of a figure part the values of a CSV file.
        let fits = |read: &&Read| read.name != "a.csv" || !style.contains(',');
        // Each style in every second format, and every format for half of them.
        for read in everywhere(&text).iter().skip(number % 2).step_by(2).filter(fits) {
            let told = format!("{style} in {}", read.name);
            assert_eq!(read.headed(), 1, "{told}");
            assert_eq!(read.names(), ["Staff", "Projects", "Rent"], "{told}");
            assert_eq!(read.figures(), (6, unread), "{told}");
        }
    }
    // All of a table in one style that others are not in: it is the custom of the table.
    let french = "Poste\t2031\t2030\nPersonnel\t1 234,50\t1 100,00\nProjets\t2 000,00\t1 900,00\nTotal\t3 234,50\t3 000,00\n";
    for read in everywhere(french).iter().filter(|read| read.name != "a.csv") {
        assert_eq!(
            (read.kinds()[1..].to_vec(), read.figures()),
            (vec!["value".to_owned(); 2], (6, 0)),
            "{}",
            read.name
        );
    }
}

#[test]
fn what_only_looks_like_figures_stays_in_the_header() {
    let text = "Item\tBudget\t\tActual\t\n\t31.12.2031\t31.12.2030\t2031\t2030\n\t£000\t£000\t£000\t£000\nStaff\t60\t55\t58\t54\nRent\t20\t18\t20\t18\n";
    let read = Read::of("a.txt", text);
    assert_eq!((read.headed(), read.figures()), (3, (8, 0)));
}

/// Amounts that look like years, dashes for nothing, and a total that a page keeps in the head of its table.
#[test]
fn a_header_swallows_no_figures() {
    let years = "Report\n\nItem\tBudget\tActual\nStaff\t2000\t1950\nRent\t30\t25\nTotal\t2030\t1975\n";
    let dashes = "Report\n\nItem\tBudget\tActual\nStaff\t-\t-\nRent\t30\t25\nTravel\t20\t15\n";
    for (text, names) in [(years, ["Staff", "Rent", "Total"]), (dashes, ["Staff", "Rent", "Travel"])] {
        all_formats(text, |read| {
            unless(read.headed(), 1).or_else(|| unless(read.names(), names.map(str::to_owned).to_vec()))
        });
    }
    #[cfg(feature = "html")]
    {
        let head = "<thead><tr><th>项目</th><th>预算</th></tr><tr><th>合计</th><th>30.5</th></tr></thead>";
        let page = format!(
            "<table>{head}<tr><td>人员</td><td>20.5</td></tr><tr><td>公用</td><td>10</td></tr></table>"
        );
        assert_eq!(Read::of("a.html", page).checked(), (3, 3, Vec::new()));
    }
}

/// Rows of words under a Markdown rule are rows.
#[test]
fn a_rule_ends_the_header() {
    let read = Read::of(
        "a.md",
        "| 指标 | 指标值 |\n|---|---|\n| 清淤长度 | 十二公里 |\n| 完成时间 | 年底前 |\n| 群众满意度 | 九成以上 |\n| 清淤河道 | 3 |\n",
    );
    assert_eq!((read.headed(), read.names().len()), (1, 4));
}

const SUBTOTALS: &str = "某单位支出表

项目\t2031年\t2030年
工资\t40\t30
社保\t20\t10
人员小计\t60\t40
差旅\t25\t20
租金\t15\t10
公用小计\t40\t30
合计\t100\t70
";

/// The same with totals above their parts.
const UPWARD: &str = "某单位支出表

项目\t2031年\t2030年
合计\t100\t70
人员小计\t60\t40
工资\t40\t30
社保\t20\t10
公用小计\t40\t30
差旅\t25\t20
租金\t15\t10
";

const ENGLISH: &str = "Costs

Item\t2031\t2030
Wages\t40\t30
Pensions\t20\t10
Subtotal staff\t60\t40
Travel\t25\t20
Rent\t15\t10
Subtotal other\t40\t30
Total\t100\t70
";

#[test]
fn a_total_leaves_subtotals_out() {
    for text in [SUBTOTALS, UPWARD, ENGLISH, &SUBTOTALS.replace("人员", "").replace("公用", "")] {
        all_formats(text, |read| unless(read.checked(), (14, 14, Vec::new())));
    }
}

#[test]
fn a_total_that_counts_its_subtotals_twice_is_an_error_that_says_so() {
    for text in [SUBTOTALS, UPWARD, ENGLISH, &SUBTOTALS.replace("人员", "").replace("公用", "")] {
        let doubled = text.replace("100\t70", "200\t140");
        all_formats(&doubled, |read| {
            let (figures, tied, _) = read.checked();
            unless_told(read, &["200", "重复相加", "应为 100"]).or_else(|| unless((figures, tied), (14, 12)))
        });
    }
}

/// In one column alone a subtotal of one row is one as well.
#[test]
fn one_subtotal_counted_twice_is_found() {
    let read = Read::of(
        "a.txt",
        "某单位支出表\n\n项目\t金额\n工资\t40\n社保\t20\n人员小计\t60\n差旅\t25\n合计\t145\n",
    );
    assert_eq!(unless_told(&read, &["145", "重复相加", "应为 85"]), None);
}

#[test]
fn a_subtotal_foots() {
    let text = SUBTOTALS.replace("年\t2030年", "年\t2030年\t2029年");
    let third = ["31", "11", "42", "21", "11", "32", "74"];
    let mut rows = third.iter();
    let with = |subtotal: &str, rows: &mut dyn Iterator<Item = &&str>| -> String {
        let row = |line: &str| match line.contains('\t') && !line.starts_with("项目") {
            true => format!("{line}\t{}\n", rows.next().unwrap().replace("42", subtotal)),
            false => format!("{line}\n"),
        };
        text.lines().map(row).collect()
    };
    assert_eq!(Read::of("a.txt", with("42", &mut rows)).checked(), (21, 21, Vec::new()));
    let read = Read::of("a.txt", with("48", &mut third.iter()));
    assert_eq!(unless_told(&read, &["人员小计", "48", "42"]), None);
}

/// A column of rates is added to nothing, whether its head says that it is one or its cells do.
#[test]
fn rates_are_not_added_up() {
    let text = "某县收入表

项目\t预算\t完成\t进度
增值税\t40\t20\t50.0%
所得税\t20\t15\t75.0%
税收收入合计\t60\t35\t58.3%
罚没\t25\t20\t80.0%
其他\t15\t15\t100.0%
非税收入合计\t40\t35\t87.5%
收入总计\t100\t70\t70.0%
";
    let (_, tied, errors) = Read::of("a.txt", text).checked();
    assert_eq!((tied, errors), (21, Vec::new()));
    let (_, tied, errors) = Read::of("a.txt", text.replace('%', "")).checked();
    assert_eq!((tied, errors), (21, Vec::new()));
}

/// Codes tell subtotals as well: a total over classes and their items alike counts the classes twice.
#[test]
fn a_total_that_adds_up_classes_and_their_items_is_told() {
    let text = "某单位支出表\n\n科目编码\t科目名称\t2031年\t2030年\n201\t甲类\t60\t40\n20101\t甲一\t40\t30\n20102\t甲二\t20\t10\n203\t乙类\t40\t30\n20301\t乙一\t25\t20\n20302\t乙二\t15\t10\n合计\t\t100\t70\n";
    assert_eq!(unless(Read::of("a.txt", text).checked().2, Vec::new()), None);
    let doubled = Read::of("a.txt", text.replace("100\t70", "200\t140"));
    assert_eq!(unless_told(&doubled, &["200", "重复相加", "应为 100"]), None);
}

/// A table of many totals that add up nothing costs no more than its length.
#[test]
fn totals_without_parts_cost_no_more_than_their_number() {
    let rows: String =
        (0..20_000).map(|at| format!("第{at}处合计\t{}\t{}\n", 7 * at + 3, 11 * at + 5)).collect();
    let read = Read::of("a.txt", format!("某表\n\n处\t甲\t乙\n{rows}"));
    let work = Work::begun();
    let (figures, _, _) = read.checked();
    assert_eq!(figures, 40_000);
    assert!(work.done().as_secs() < 60, "{:?}", work.done());
}

/// Rows of Markdown that no pipe begins, with a rule under the first or without one; one line with a pipe is no row.
#[test]
fn rows_that_no_pipe_begins_are_rows() {
    let rows = [
        "Service | Gross | Income | Net",
        "North | 1,420 | (310) | 1,110",
        "South | 2,275 | (460) | 1,815",
        "Total | 3,695 | (770) | 2,925",
    ];
    let figures = |text: String| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.md"), text).unwrap();
        let run = gouji_in(folder.path(), &["check", "--no-config", "--format", "json", "a.md"]);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        told["documents"][0]["figures"].as_u64().unwrap()
    };
    let ruled =
        |rule: &str| figures(format!("What it costs\n\n{}\n{rule}{}\n", rows[0], rows[1..].join("\n")));
    assert_eq!(ruled("---|---|---|---\n"), 9);
    assert_eq!(ruled(""), 9);
    // An empty cell at the start is a cell.
    assert_eq!(
        figures("What it costs\n\n|Name|A|B|\n|---|---|---|\n||1,420|310|\n|Total|1,420|310|\n".to_owned()),
        4
    );
    assert_eq!(figures("One way | another, 14 in all.\n\nNothing else stands here.\n".to_owned()), 0);
}

/// The sign of a currency before some figures of a table in thousands makes them no smaller.
#[test]
fn a_sign_of_a_currency_is_no_unit_of_its_own() {
    let rows = "(in thousands)\n\n\tFirst\tSecond\tThird\nSales\t$ 84,489\t$ 116,192\t$ 135,304\nCosts\t49,083\t62,240\t72,004\n\
                Margin\t35,406\t53,952\t63,300\nSelling\t15,414\t21,839\t18,915\nRents\t4,054\t8,649\t7,541\n\
                Overheads\t19,468\t30,488\t26,456\nResult\t$ 15,938\t$ 23,464\t$ 36,844\n";
    let unchecked = |text: &str| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.txt"), text).unwrap();
        let run = gouji_in(folder.path(), &["check", "--no-config", "--format", "json", "a.txt"]);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        told["documents"][0]["unchecked"].as_u64().unwrap()
    };
    assert_eq!(unchecked(rows), 0);
}

/// A second table of Markdown right under the first: its header is no row of figures.
#[test]
fn another_header_over_a_rule_heads_another_table() {
    let told = |second: &str| {
        let text = format!(
            "Assets | 2031 | % | 2030 | %\n---|---|---|---|---\nLand | 600 | 60.0 | 500 | 50.0\nCash | 400 | 40.0 | 500 | 50.0\n\
             Total | 1,000 | 100.0 | 1,000 | 100.0\n\n{second} | 2031 | % | 2030 | %\n---|---|---|---|---\n\
             Equity | 700 | 70.0 | 900 | 90.0\nLoans | 300 | 30.0 | 100 | 10.0\nTotal | 1,000 | 100.0 | 1,000 | 100.0\n"
        );
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.md"), text).unwrap();
        let run = gouji_in(folder.path(), &["check", "--no-config", "--format", "json", "a.md"]);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        told["documents"][0]["figures"].as_u64().unwrap()
    };
    assert_eq!(told("Liabilities"), 24);
    // On the next page the header stands again.
    assert_eq!(told("Assets"), 24);
}

/// Pages cut a table in two, and its header stands again: nothing is said between them. What has a table of the same name and
/// header after a sentence or a numbered heading is another department.
#[test]
fn a_table_goes_on_over_a_page_and_not_over_what_is_said() {
    let table = "支出总表\n\n单位：万元\n\n项目\t合计\t基本支出\n甲\t3.00\t1.00\n乙\t5.00\t2.00\n";
    for (between, tables) in [
        ("", 1),
        ("\n某局2031年部门预算\n\n", 1),
        ("\n支出3.00万元，已经落实。\n\n", 2),
        ("\n二、乙局\n\n", 2),
    ] {
        let text = format!("某局2031年部门预算\n\n{table}\u{c}{between}{table}");
        let read = Read::of("a.txt", text);
        let found = read.json(&["inspect"])["tables"].as_array().unwrap().len();
        assert_eq!(found, tables, "{between:?}");
    }
}
