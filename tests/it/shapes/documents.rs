//! Documents of every shape that a stranger may send, each as long as asked for.

use std::fmt::Write as _;

use crate::common::workbook::{Sheet, xlsx};

/// A document: its name and its bytes.
pub type Made = (&'static str, Vec<u8>);

/// A shape: what it is called, how long it is made first, and how.
pub type Shape = (&'static str, usize, fn(usize) -> Made);

/// Every shape.
pub const SHAPES: &[Shape] = &[
    ("bound table, one row in five wrong", 45, bound_wrong),
    ("bound table that is right", 45, bound_right),
    ("table of no rule, one row in five wrong", 60, wrong),
    ("table of no rule that is right", 60, unbound),
    ("table whose total is not the sum of its rows", 60, missed),
    ("CSV", 60, csv),
    ("tables of 8 rows", 6, tables),
    ("tables whose unit is wrong", 6, units),
    ("whole documents", 2, whole),
    ("forms", 4, forms),
    ("forms, and a table with other names", 20, other_names),
    ("paragraph of amounts", 60, amounts),
    ("paragraph of changes", 40, changes),
    ("paragraph of lists", 100, lists),
    ("paragraph of one list", 100, one_list),
    ("lists within lists", 70, nested),
    ("amounts called after the rows of a table", 60, called),
    ("paragraphs with an amount and a share", 30, shares),
    ("one word again and again", 120, words),
    ("numerals again and again", 60, numerals),
    ("rows with a cell at either end", 60, sparse),
    ("rows of words with blank lines between them", 60, gaps),
    ("tables of one name", 60, one_name),
    ("tree of totals", 6, tree),
    ("columns that are learned", 60, learned),
    ("totals that nothing comes to", 8, unmet),
    ("paragraph of shares", 40, divisions),
    ("paragraphs of several shares each", 20, by_paragraph),
    ("files of one disclosure", 4, joined),
];

/// Under this name a shape is several files, with a form feed between each and the next.
pub const JOINED: &str = "joined";

fn money(cents: usize) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A table of one column in which each total stands above its parts, which are totals themselves; one leaf in eleven is wrong.
fn tree(tops: usize) -> Made {
    let value = |leaf: usize| 10_000 + leaf * 7_919 % 90_000;
    let mut text = String::from("某市2031年收支表\n\n单位：万元\n\n项目\t金额\n");
    for top in 0..tops {
        let leaves = |middle: usize| (0..4).map(move |leaf| value(top * 20 + middle * 4 + leaf));
        let all: usize = (0..5).flat_map(leaves).sum();
        writeln!(text, "{}、第{top}类支出\t{}", top + 1, money(all)).unwrap();
        for middle in 0..5 {
            writeln!(text, "（{}）第{middle}款\t{}", middle + 1, money(leaves(middle).sum())).unwrap();
            for (leaf, value) in leaves(middle).enumerate() {
                let slip = if (top * 20 + middle * 4 + leaf) % 11 == 5 { 300 } else { 0 };
                writeln!(text, "{}.第{middle}款第{leaf}项\t{}", leaf + 1, money(value + slip)).unwrap();
            }
        }
    }
    ("tree.txt", text.into_bytes())
}

/// Columns that nobody says how they add up; one row in seven lacks one of them.
fn learned(rows: usize) -> Made {
    let mut text = String::from("某公司分部情况\n\n名称\t甲\t乙\t丙\t丁\t戊\n");
    for row in 0..rows {
        let (one, two, three) = (10_000 + row * 37, 20_000 + row * 53 % 9_000, 30_000 + row * 71 % 8_000);
        let third = if row % 7 == 3 { String::new() } else { money(three) };
        let (sum, all) = (one + two, one + two + three);
        writeln!(text, "第{row}部\t{}\t{}\t{}\t{third}\t{}", money(one), money(two), money(sum), money(all))
            .unwrap();
    }
    ("learned.txt", text.into_bytes())
}

/// Blocks whose totals come out in one column and fall short in the other.
fn unmet(blocks: usize) -> Made {
    let mut text = String::from("某公司费用表\n\n单位：万元\n\n项目\t上年\t本年\n");
    let value = |row: usize| 10_000 + row * 7_919 % 90_000;
    for block in 0..blocks {
        let rows = || (0..8).map(move |row| value(block * 8 + row));
        for (row, value) in rows().enumerate() {
            writeln!(text, "第{block}组第{row}项\t{}\t{}", money(value), money(value * 2)).unwrap();
        }
        let sum: usize = rows().sum();
        writeln!(text, "第{block}组小计\t{}\t{}", money(sum), money(sum * 2 + 12_345)).unwrap();
    }
    ("unmet.txt", text.into_bytes())
}

/// Parts of one whole with their shares, in one sentence.
fn divisions(parts: usize) -> Made {
    let value = |part: usize| 10_000 + part * 7_919 % 90_000;
    let all: usize = (0..parts).map(value).sum();
    let mut text = format!("某局2031年部门预算\n\n一、支出情况\n\n2031年支出{}万元，其中：", money(all));
    for part in 0..parts {
        let share = value(part) * 10_000 / all;
        write!(text, "第{part}项支出{}万元，占{}%；", money(value(part)), money(share)).unwrap();
    }
    text.push_str("均已落实。\n");
    ("divisions.txt", text.into_bytes())
}

/// A whole and its parts with their shares, a paragraph each.
fn by_paragraph(paragraphs: usize) -> Made {
    let mut text = String::from("某局2031年部门预算\n\n一、支出情况\n");
    for paragraph in 0..paragraphs {
        let parts = [3, 5, 7, 9].map(|times| (10_000 + paragraph * 37) * times);
        let all: usize = parts.iter().sum();
        write!(text, "\n第{paragraph}项支出{}万元，其中：", money(all)).unwrap();
        for (part, value) in parts.iter().enumerate() {
            let share = value * 10_000 / all + usize::from(paragraph % 9 == 4 && part == 2) * 100;
            write!(text, "第{part}类{}万元，占{}%，", money(*value), money(share)).unwrap();
        }
        text.push_str("比上年有所增加。\n");
    }
    ("by-paragraph.txt", text.into_bytes())
}

/// A narrative, and tables in files of their own.
fn joined(files: usize) -> Made {
    let (_, narrative) = whole(1);
    let mut bytes = narrative;
    for _ in 0..files {
        bytes.push(0xC);
        bytes.extend(bound(45, true).1);
    }
    (JOINED, bytes)
}

fn bound(rows: usize, wrong: bool) -> Made {
    let mut text = String::from(
        "某市某局2031年部门预算\n\n2031年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n",
    );
    let (mut all, mut basic, mut other) = (0, 0, 0);
    let mut body = String::new();
    for row in 0..rows {
        let (a, b) = (1000 + row * 37 % 900, 500 + row * 53 % 700);
        let sum = a + b + if wrong && row % 5 == 2 { 300 } else { 0 };
        (all, basic, other) = (all + sum, basic + a, other + b);
        let (class, group, item) = (201 + row / 81, row / 9 % 9 + 1, row % 9 + 1);
        let money = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
        writeln!(body, "{class}{group:02}{item:02}\t第{row}项\t{}\t{}\t{}", money(sum), money(a), money(b))
            .unwrap();
    }
    let money = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
    writeln!(text, "合计\t\t{}\t{}\t{}", money(all), money(basic), money(other)).unwrap();
    ("bound.txt", (text + &body).into_bytes())
}

/// Amounts of one paragraph that are called after rows; one in five is another, one in seven is said again.
fn called(rows: usize) -> Made {
    let money = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
    let value = |row: usize| 1_000_000 + row * 37_919 % 900_000;
    let mut text = String::from("某局2031年经费说明\n\n经费表\n\n单位：万元\n\n项目\t本年\n");
    for row in 0..rows {
        writeln!(text, "第{row}号购置\t{}", money(value(row))).unwrap();
    }
    text.push_str("\n经费安排如下：");
    for row in 0..rows {
        let other = if row % 5 == 2 { 30_000 } else { 0 };
        write!(text, "其中第{row}号购置{}万元，", money(value(row) + other)).unwrap();
        if row % 7 == 3 {
            write!(text, "比上年增加{}万元，", money(value(row) / 10)).unwrap();
        }
    }
    text.push_str("均已落实。\n");
    ("called.txt", text.into_bytes())
}

/// Rows of words, each after a gap.
fn gaps(rows: usize) -> Made {
    let mut text = String::from("某局名单\n\n姓名\t职务\t备注\n");
    (0..rows).for_each(|row| writeln!(text, "第{row}位\t科员\t无\n").unwrap());
    ("gaps.txt", text.into_bytes())
}

/// Tables under one caption and one header, as a table is printed over many pages.
fn one_name(tables: usize) -> Made {
    let mut text = String::from("某局2031年部门预算\n");
    for table in 0..tables {
        writeln!(text, "\n支出总表\n\n项目\t合计\t基本支出\n第{table}项\t3.00\t1.00\n").unwrap();
    }
    ("one-name.txt", text.into_bytes())
}

fn bound_wrong(rows: usize) -> Made {
    bound(rows, true)
}

fn bound_right(rows: usize) -> Made {
    bound(rows, false)
}

fn plain(rows: usize, wrong: bool, gap: &str) -> String {
    let mut text = ["项目", "一季度", "二季度", "三季度", "合计"].join(gap) + "\n";
    let mut sums = [0; 4];
    let money = |cents: usize| format!("{}.{:02}", cents / 100, cents % 100);
    for row in 0..rows {
        let parts = [1000 + row * 37 % 900, 500 + row * 53 % 700, 100 + row * 71 % 300];
        let sum = parts.iter().sum::<usize>() + if wrong && row % 5 == 2 { 300 } else { 0 };
        let figures = [parts[0], parts[1], parts[2], sum];
        sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        writeln!(text, "第{row}项{gap}{}", figures.map(money).join(gap)).unwrap();
    }
    writeln!(text, "合计{gap}{}", sums.map(money).join(gap)).unwrap();
    text
}

fn wrong(rows: usize) -> Made {
    ("wrong.txt", format!("某公司费用表\n\n{}", plain(rows, true, "\t")).into_bytes())
}

fn unbound(rows: usize) -> Made {
    ("unbound.txt", format!("某公司费用表\n\n{}", plain(rows, false, "\t")).into_bytes())
}

fn missed(rows: usize) -> Made {
    let text = plain(rows, false, "\t");
    let (body, total) = text.rsplit_once("合计").unwrap();
    ("missed.txt", format!("某公司费用表\n\n{body}合计{}", total.replace('\t', "\t9")).into_bytes())
}

fn csv(rows: usize) -> Made {
    ("a.csv", plain(rows, false, ",").into_bytes())
}

fn tables(tables: usize) -> Made {
    let mut text = String::from("某市某局2031年部门预算\n\n");
    for table in 0..tables {
        writeln!(text, "第{table}处费用表\n\n单位：万元\n\n{}", plain(8, false, "\t")).unwrap();
    }
    ("tables.txt", text.into_bytes())
}

/// A summary and the tables it sums up, each of which says that it is in another unit.
fn units(tables: usize) -> Made {
    let mut text = String::from("某市某局2031年部门预算\n\n");
    for table in 0..tables {
        let (a, b) = (100 + table, 50 + table * 2);
        let sum = a + b;
        let year = 2031 + table;
        writeln!(
            text,
            "{year}年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t{sum}.00\t{a}.00\t{b}.00\n207\t文化支出\t{sum}.00\t{a}.00\t{b}.00\n\n\
             {year}年预算收入总表\n\n单位：元\n\n科目编码\t科目名称\t合计\t一般公共预算\n合计\t\t{sum}.00\t{sum}.00\n207\t文化支出\t{sum}.00\t{sum}.00\n"
        )
        .unwrap();
    }
    ("units.txt", text.into_bytes())
}

/// Small whole documents, one after the other.
fn whole(times: usize) -> Made {
    let mut text = String::new();
    for time in 0..times {
        text += &String::from_utf8(bound(9, true).1).unwrap();
        text += "\n二、收支情况说明\n\n";
        for made in [amounts(4), changes(3), lists(3), shares(4), forms(2)] {
            let part = String::from_utf8(made.1).unwrap();
            let body = part.split_once("\n\n").unwrap().1;
            writeln!(text, "（{time}）{body}").unwrap();
        }
    }
    ("whole.txt", text.into_bytes())
}

fn projects(forms: usize, row: fn(usize) -> String, more: fn(usize) -> String) -> Made {
    let mut text = String::from(
        "某市某局2031年部门预算\n\n2031年项目支出预算表（本年预算）\n\n单位：万元\n\n项目名称\t合计\t一般公共预算\n",
    );
    for form in 0..forms {
        writeln!(text, "{}\t{}.00\t{}.00", row(form), 20 + form, 20 + form).unwrap();
    }
    for form in 0..forms {
        let amount = (20 + form) * 10_000;
        writeln!(
            text,
            "\n某市市级预算部门（单位）项目支出绩效目标表\n\n单位：元\n\n项目名称\t第{form}号馆舍维护\n年度资金总额\t{amount}\n其中：财政拨款\t{amount}\n{}",
            more(form)
        )
        .unwrap();
    }
    ("forms.txt", text.into_bytes())
}

fn forms(forms: usize) -> Made {
    projects(
        forms,
        |form| format!("第{form}号馆舍维护"),
        |form| {
            format!(
                "主管部门\t某市某局\t实施单位\t某局\n总体目标\t按期完成第{form}号馆舍的维护\n一级指标\t二级指标\t三级指标\t指标值\n\
                 产出指标\t数量指标\t维护次数\t≥{}次\n\t质量指标\t验收合格率\t100%\n效益指标\t社会效益指标\t服务人次\t≥{}人次\n\
                 满意度指标\t服务对象满意度指标\t满意度\t≥90%",
                form + 1,
                form * 100 + 100
            )
        },
    )
}

fn other_names(forms: usize) -> Made {
    projects(forms, |row| format!("道路{row}段养护与{row}座桥梁检修"), |_| String::new())
}

/// One paragraph of one piece after the other.
fn paragraph(count: usize, head: &str, piece: impl Fn(usize) -> String) -> Made {
    let body: String = (0..count).map(piece).collect();
    ("paragraph.txt", format!("某市某局2031年部门预算\n\n一、情况说明\n\n{head}{body}\n").into_bytes())
}

fn amounts(count: usize) -> Made {
    paragraph(count, "", |at| format!("第{at}处支出{}.25万元，", at + 3))
}

fn changes(count: usize) -> Made {
    paragraph(count, "", |at| {
        let (now, more) = (200 + at, 20 + at % 7);
        format!("第{at}项支出{now}.00万元，比上年增加{more}.00万元，增长{}.00%，", more * 100 / (now - more))
    })
}

fn lists(count: usize) -> Made {
    paragraph(count, "支出合计100.00万元，", |_| "其中：甲1.00万元，".to_owned())
}

fn one_list(count: usize) -> Made {
    paragraph(count, "支出合计7.77万元，其中：", |at| format!("第{at}项1.00万元、"))
}

fn nested(count: usize) -> Made {
    paragraph(count, "支出合计100.00万元，", |at| {
        format!("其中：甲{}.00万元，乙1.00万元；", 2 + at % 3)
    })
}

fn shares(count: usize) -> Made {
    let mut text = String::from("某市某局2031年部门预算\n\n一、情况说明\n\n");
    for at in 0..count {
        writeln!(text, "第{at}项支出{}.00万元，占本年支出的{}.5%。\n", 20 + at, 1 + at % 40).unwrap();
    }
    ("shares.txt", text.into_bytes())
}

fn words(count: usize) -> Made {
    paragraph(count, "", |_| "预算".to_owned())
}

fn numerals(count: usize) -> Made {
    paragraph(count, "", |_| "壹佰贰拾叁亿".to_owned())
}

fn sparse(rows: usize) -> Made {
    let row = |at: usize| {
        let mut cells = vec![String::new(); 16_384];
        cells[0] = format!("第{at}项");
        cells[16_383] = format!("{}.00", at + 10);
        cells
    };
    let sheet: Sheet = ("Sheet1".to_owned(), (0..rows).map(row).collect());
    ("sparse.xlsx", xlsx(&[sheet]))
}
