//! A PDF has the findings of the text it was made of, wherever its lines break; and what is broken is refused, not passed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::time::Duration;

use crate::common::pdf::{Pdf, Turn, file, typeset};
use crate::common::work::Work;
use crate::common::{Library, fixtures, gouji, shipped};
use gouji::diagnostic::Lang;
use gouji::read::read;
use gouji::source::Spot;

/// Rule and text under the finger of every finding, in order, without what wrapping changes.
fn findings(library: &mut Library, name: &str, bytes: &[u8]) -> Vec<String> {
    let checked = library.check(name, bytes);
    let mut found: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let notation = library.notation(diagnostic);
            let (_, without_line) = notation.split_once(' ').unwrap();
            without_line.replace("⇥", "").split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_document_as_pdf_has_the_findings_of_its_text() {
    let mut library = shipped();
    let mut differ = Vec::new();
    for fixture in fixtures() {
        let name = fixture.to_str().unwrap();
        if !name.ends_with(".txt") {
            continue;
        }
        let bytes = fs::read(&fixture).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let expected = findings(&mut library, name, &bytes);
        for turn in [Turn::None, Turn::Rotated, Turn::Sideways] {
            let made = typeset(&text, turn).finish();
            let found = findings(&mut library, "made.pdf", &made);
            if found != expected {
                differ.push(format!("{name}\n  text {expected:#?}\n  pdf {found:#?}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn a_figure_has_its_page_and_its_box() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    made.text(600, 600, 100, "某局情况说明");
    made.page();
    made.text(600, 700, 100, "全年支出1,234.50万元。");
    let source = read("a.pdf", &made.finish()).unwrap();
    let at = source.text().find("1,234.50").unwrap();
    let Some(Spot::Page { page, x, y, width, height }) = source.layout().unwrap().spot(at) else { panic!() };
    assert_eq!((page, x, y), (2, 600 + 400, 700));
    assert!((470..=490).contains(&width) && (95..=105).contains(&height), "{width} {height}");
    let turned = |turn| {
        let mut made = Pdf::new(8420, 5950);
        made.turn = turn;
        made.page();
        made.text(600, 700, 100, "全年支出1,234.50万元。");
        let source = read("a.pdf", &made.finish()).unwrap();
        let at = source.text().find("1,234.50").unwrap();
        source.layout().unwrap().spot(at)
    };
    let Some(Spot::Page { x: 1000, y: 700, .. }) = turned(Turn::Rotated) else { panic!("as it is shown") };
    // Drawn sideways: what is at the left is below, what is above is at the left.
    let Some(Spot::Page { x: 700, height, .. }) = turned(Turn::Sideways) else { panic!("as it is shown") };
    assert!((470..=490).contains(&height), "{height}");
}

/// A page of rows with a header, and the next page with the header again.
fn two_pages(headed: bool) -> Pdf {
    let mut made = Pdf::new(5950, 8420);
    let rows = |made: &mut Pdf, top: i32, rows: &[[&str; 3]]| {
        for (nth, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                let (x, y) = (500 + column as i32 * 1500, top + nth as i32 * 200);
                made.frame(x, y, x + 1500, y + 200);
                made.text(x + 50, y + 50, 90, text);
            }
        }
    };
    made.page();
    made.text(2000, 600, 120, "某局经费支出表");
    rows(
        &mut made,
        7000,
        &[["项目", "人员经费", "公用经费"], ["办公室", "8.50", "3.50"], ["规划科", "4.00", "1.25"]],
    );
    made.page();
    let head: &[[&str; 3]] = if headed { &[["项目", "人员经费", "公用经费"]] } else { &[] };
    let all: Vec<[&str; 3]> = head.iter().copied().chain([["合计", "12.50", "4.75"]]).collect();
    rows(&mut made, 600, &all);
    made
}

#[test]
fn a_table_goes_on_over_the_page_and_its_header_is_read_once() {
    for headed in [true, false] {
        let source = read("a.pdf", &two_pages(headed).finish()).unwrap();
        let layout = source.layout().unwrap();
        assert_eq!(layout.grids.len(), 1, "{}", source.text());
        assert_eq!(layout.grids[0].len(), 4, "{}", source.text());
        assert!(source.text().contains("规划科\t4.00\t1.25\n合计\t12.50\t4.75"), "{}", source.text());
    }
}

#[test]
fn merged_and_wrapped_cells_are_one_cell_each() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    made.frame(500, 1000, 2000, 1400);
    made.text(550, 1150, 90, "项目");
    made.frame(2000, 1000, 5000, 1200);
    made.text(2900, 1050, 90, "2025年预算数");
    for (column, text) in ["小计", "基本支出"].iter().enumerate() {
        let x = 2000 + column as i32 * 1500;
        made.frame(x, 1200, x + 1500, 1400);
        made.text(x + 100, 1250, 90, text);
    }
    made.frame(500, 1400, 2000, 1700);
    made.text(530, 1420, 90, "机关事业单位基本养老保险缴");
    made.text(530, 1550, 90, "费支出");
    for x in [2000, 3500] {
        made.frame(x, 1400, x + 1500, 1700);
        made.text(x + 900, 1500, 90, "12,345.67");
    }
    let source = read("a.pdf", &made.finish()).unwrap();
    assert_eq!(
        source.text().trim_end(),
        "项目\t2025年预算数\t\n\t小计\t基本支出\n机关事业单位基本养老保险缴费支出\t12,345.67\t12,345.67"
    );
    let merges: Vec<_> = source
        .layout()
        .unwrap()
        .merges
        .iter()
        .map(|merge| (merge.column, merge.rows, merge.columns))
        .collect();
    assert_eq!(merges, [(0, 2, 1), (1, 1, 2)]);
}

#[test]
fn a_watermark_is_read_once_and_heads_and_page_numbers_are_not() {
    let mut made = Pdf::new(5950, 8420);
    for number in 1..=4 {
        made.page();
        made.watermark("样张");
        made.text(600, 300, 90, "某局2025年度部门预算公开");
        made.text(600, 1000, 100, &format!("本页说明第{number}件事。"));
        made.text(2900, 8000, 90, &format!("第 {number} 页 共 4 页"));
    }
    let source = read("a.pdf", &made.finish()).unwrap();
    let lines: Vec<&str> = source.text().lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        ["本页说明第1件事。", "本页说明第2件事。", "本页说明第3件事。", "本页说明第4件事。", "样张"]
    );
}

#[test]
fn a_figure_that_the_line_end_tears_is_whole() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    let full = "本单位全年支出合计为人民币一千二百三十四万元整其中";
    made.text(800, 1000, 200, full);
    made.text(400, 1300, 200, "人员经费183万");
    let two = "元，公用经费及其他各项支出按规定另行列示并逐项说明";
    made.text(400, 1600, 200, two);
    made.text(400, 1900, 200, "情况如下。");
    let source = read("a.pdf", &made.finish()).unwrap();
    assert!(source.text().contains(&format!("{full}人员经费183万")), "{}", source.text());
    assert!(source.text().contains(&format!("{two}情况如下。")), "{}", source.text());
}

/// Why a file is refused.
fn refused(bytes: &[u8]) -> String {
    read("a.pdf", bytes).unwrap_err().reason.get(Lang::Zh).to_owned()
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    let catalog = |more: &str| format!("<< /Type /Catalog /Pages 2 0 R {more} >>");
    assert!(refused(b"%PDF-1.7\nnothing\n%%EOF").contains("损坏"));
    let empty = [catalog(""), "<< /Type /Pages /Kids [] /Count 0 >>".to_owned()];
    let reason = refused(&file(&empty));
    assert!(reason.contains("没有页") || reason.contains("损坏"), "{reason}");
    // A tree of pages that leads back to itself.
    let cyclic = [
        catalog(""),
        "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>".to_owned(),
    ];
    refused(&file(&cyclic));
    let mut missing = String::from_utf8(two_pages(true).finish()).unwrap();
    missing = missing.replace("/Count 2", "/Count 9");
    assert!(refused(missing.as_bytes()).contains("应有 9 页，只找到 2 页"));
    let mut blank = Pdf::new(5950, 8420);
    blank.page();
    assert!(refused(&blank.finish()).contains("没有文字"));
    // Without the map the font draws what nobody can name.
    let mute =
        String::from_utf8(two_pages(true).finish()).unwrap().replace("/ToUnicode 6 0 R", "                ");
    assert!(refused(mute.as_bytes()).contains("第 1–2 页的字体没有文字对照"));
    let locked = String::from_utf8(two_pages(true).finish()).unwrap();
    let locked = locked
        .replace("/Root 1 0 R", "/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 9 /R 9 >>");
    assert!(refused(locked.as_bytes()).contains("加密"));
    let mut scanned = Pdf::new(5950, 8420);
    scanned.page();
    scanned.raw("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q");
    assert!(refused(&scanned.finish()).contains("第 1 页是图片"));
}

#[test]
fn a_scanned_page_among_others_is_never_clean() {
    let mut made = Pdf::new(5950, 8420);
    for number in 1..=3 {
        made.page();
        if number == 2 {
            made.raw("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q");
        } else {
            made.text(600, 1000, 100, "本单位没有需要说明的事项。");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    fs::write(&path, made.finish()).unwrap();
    let told = gouji(&["check", path.to_str().unwrap()]);
    assert_eq!(told.code, 3, "{}{}", told.out, told.err);
    assert!(told.out.contains("第 2 页是图片，没有文字"), "{}{}", told.out, told.err);
}

/// A caption over a scanned table: the commonest page of all that nobody reads.
#[test]
fn a_page_that_is_mostly_a_picture_is_told() {
    for (part, told) in [("595 0 0 842 0 0", true), ("560 0 0 700 17 17", true), ("60 0 0 80 17 17", false)] {
        let mut made = Pdf::new(5950, 8420);
        made.page();
        made.raw(&format!("q {part} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q"));
        made.text(600, 500, 100, "会议纪要附件一：各部门支出情况，见下表。");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        fs::write(&path, made.finish()).unwrap();
        let found = gouji(&["check", "--format", "short", path.to_str().unwrap()]);
        let said = found.out.contains("gouji/pictures") && found.out.contains("第 1 页大半是图片");
        assert_eq!(said, told, "{part}: {}", found.both());
    }
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = two_pages(true).finish();
    for nth in 0..50 {
        let cut = &whole[..whole.len() * nth / 50];
        if cut.starts_with(b"%PDF-") {
            refused(cut);
        }
    }
}

#[test]
fn a_flood_of_drawing_ends_with_a_message() {
    // Forms that draw each other twice, forty deep.
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .to_owned(),
        "<< /Length 5 >>\nstream\n/X Do\nendstream".to_owned(),
    ];
    for depth in 0..40 {
        let content = if depth == 39 { "0 0 m 9 9 l S" } else { "/X Do /X Do /X Do" };
        objects.push(format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X {} 0 R >> >> /Length {} >>\nstream\n{content}\nendstream",
            depth + 6,
            content.len()
        ));
    }
    let work = Work::begun();
    refused(&file(&objects));
    assert!(work.done() < Duration::from_secs(20), "{:?}", work.done());
    // A hundred thousand objects that nobody asks for.
    let mut many = String::from_utf8(two_pages(true).finish()).unwrap().replace("%%EOF\n", "");
    for number in 100..100_000 {
        many.push_str(&format!("{number} 0 obj\n<< /A {number} >>\nendobj\n"));
    }
    many.push_str("%%EOF\n");
    let work = Work::begun();
    let _ = read("a.pdf", many.as_bytes());
    assert!(work.done() < Duration::from_secs(10), "{:?}", work.done());
}

/// So many files are changed at random.
const CHANGED: usize = 400;

/// Bytes changed at random: nothing panics, and nothing takes long.
#[test]
fn files_changed_at_random_end_soon() {
    let whole = typeset(&fs::read_to_string("fixtures/key-projects-clean.txt").unwrap(), Turn::None).finish();
    let small = two_pages(true).finish();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for count in 0..CHANGED {
        let mut bytes = if count % 10 == 0 { whole.clone() } else { small.clone() };
        for _ in 0..1 + next(8) {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        let work = Work::begun();
        let _ = read("a.pdf", &bytes);
        assert!(work.done() < Duration::from_secs(2), "mutation {count}");
    }
}

#[test]
fn the_same_caption_over_every_table_stays() {
    let mut made = Pdf::new(5950, 8420);
    for number in 1..=4 {
        made.page();
        made.text(2000, 700, 120, "项目支出绩效目标表");
        for (row, cells) in [["项目名称", "金额"], ["馆藏文献购置", "115.00"]].iter().enumerate()
        {
            for (column, text) in cells.iter().enumerate() {
                let (x, y) = (500 + column as i32 * (1800 + number * 100), 1000 + row as i32 * 200);
                made.frame(x, y, x + 1800 + number * 100, y + 200);
                made.text(x + 50, y + 50, 90, text);
            }
        }
    }
    let source = read("a.pdf", &made.finish()).unwrap();
    assert_eq!(source.text().matches("项目支出绩效目标表").count(), 4, "{}", source.text());
    assert_eq!(source.layout().unwrap().grids.len(), 4);
}

#[test]
fn bullets_of_symbol_fonts_are_no_damage() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    made.text(600, 1000, 100, "\u{F06C}本单位没有需要说明的事项。");
    let source = read("a.pdf", &made.finish()).unwrap();
    assert_eq!((source.text().trim(), source.notes().count()), ("•本单位没有需要说明的事项。", 0));
}

#[test]
fn a_footnote_does_not_tear_the_paragraph_over_it() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    let one = "本单位全年支出合计为人民币一千二百三十四万元整其中";
    made.text(800, 7200, 200, one);
    made.text(400, 7800, 120, "1本处所称支出不含上年结转。");
    made.page();
    let two = "人员经费公用经费及其他各项支出按规定另行列示并逐项说";
    made.text(400, 1000, 200, two);
    made.text(400, 1300, 200, "明情况如下。");
    let source = read("a.pdf", &made.finish()).unwrap();
    let lines: Vec<&str> = source.text().lines().collect();
    assert_eq!(lines, [format!("{one}{two}明情况如下。"), "1本处所称支出不含上年结转。".to_owned()]);
}

#[test]
fn rows_that_no_line_parts_are_rows_where_some_have_no_figure() {
    let mut made = Pdf::new(5950, 8420);
    made.page();
    made.text(2000, 600, 120, "某县收支决算表");
    let columns = [(500, 2500), (2500, 3500), (3500, 4500)];
    for (x0, x1) in columns {
        made.frame(x0, 1000, x1, 1300);
        made.frame(x0, 1300, x1, 3300);
    }
    for ((x, _), head) in columns.iter().zip(["项目", "预算数", "决算数"]) {
        made.text(x + 50, 1100, 90, head);
    }
    let rows = [
        ["一、税收收入", "1,250", "1,318"],
        ["增值税", "850", "900"],
        ["环境保护税", "400", ""],
        ["清算收入", "", ""],
        ["其他税收收入", "", "418"],
        ["二、非税收入", "430", "455"],
    ];
    for (nth, row) in rows.iter().enumerate() {
        for ((x, _), text) in columns.iter().zip(row) {
            made.text(x + 50, 1400 + nth as i32 * 300, 90, text);
        }
    }
    let source = read("a.pdf", &made.finish()).unwrap();
    let wanted =
        "增值税\t850\t900\n环境保护税\t400\t\n清算收入\t\t\n其他税收收入\t\t418\n二、非税收入\t430\t455";
    assert!(source.text().contains(wanted), "{}", source.text());
}
