//! Offsets into text never lie within a character: whatever a document says, in whatever letters, no run ends over it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;

use crate::common::{gouji, gouji_in};

/// Every format there is, each into a file of its own.
const FORMATS: [&str; 11] =
    ["text", "short", "json", "sarif", "html", "markdown", "csv", "junit", "github", "gitlab", "rdjson"];

/// What documents are made of: words that rules look for, figures in many hands, marks of one byte, two, three and four.
const PIECES: [&str; 60] = [
    "。",
    "；",
    "，",
    "、",
    "：",
    "！",
    "（",
    "）",
    "“",
    "”",
    "…",
    "·",
    ";",
    ",",
    ".",
    ":",
    "(",
    ")",
    "\"",
    "\n",
    "\n\n",
    "\t",
    "|",
    " ",
    "\u{3000}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{202e}",
    "\u{301}",
    "é",
    "ß",
    "Ω",
    "עברית",
    "ไทย",
    "😀",
    "👩‍👩‍👧",
    "𠀀",
    "㈠",
    "⼀",
    "①",
    "一、",
    "（二）",
    "1. ",
    "第三部分 ",
    "表1 ",
    "收入总计",
    "支出合计",
    "其中：",
    "比上年",
    "与上年相比",
    "增加",
    "减少",
    "持平",
    "占",
    "主要原因是",
    "Total ",
    "of which ",
    "<b>",
    "**",
];

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn figure(&mut self) -> String {
        let (whole, cents) = (self.roll(9_000), self.roll(100));
        match self.roll(12) {
            0 => format!("{whole}.{cents:02}万元"),
            1 => format!("{whole}万元"),
            2 => format!("{cents}%"),
            3 => format!("{cents}.5％"),
            4 => format!("（{whole}）"),
            5 => format!("−{whole}.{cents:02}"),
            6 => format!("20{:02}年", cents % 40),
            7 => format!("{whole}¹"),
            8 => format!("１２{cents}．５"),
            9 => format!("£{whole} million"),
            10 => format!("{cents}个"),
            _ => format!("{},{cents:03}.00", whole % 100),
        }
    }

    /// A character from anywhere in Unicode but the surrogates.
    fn stray(&mut self) -> char {
        let planes = [0x80, 0x800, 0x3000, 0x1_0000, 0x11_0000];
        let below = planes[self.roll(planes.len())];
        char::from_u32(self.roll(below) as u32).filter(|c| *c != '\0').unwrap_or('\u{fffd}')
    }

    /// A sentence as rules read it, with what it is not expected to have between its words.
    fn sentence(&mut self) -> String {
        let (one, two, rate) = (self.figure(), self.figure(), self.figure());
        let stray = if self.roll(3) == 0 { self.stray().to_string() } else { String::new() };
        let end = ["。", ";", "；", "\n", "！"][self.roll(5)];
        match self.roll(7) {
            0 => format!("收入总计{one}{stray}{end}与上年相比增加{two}，增长{rate}。"),
            1 => format!("支出{one}，其中：甲{two}、乙{rate}{stray}{end}"),
            2 => format!("甲{one}，占{stray}总额的{rate}{end}"),
            3 => format!("Total income rose by {two} to {one}{stray}, {rate} of the whole{end}"),
            4 => format!("共{one}（{stray}{two}＋{rate}＝{one}）{end}"),
            5 => format!("{stray}{one}比上年减少{two}，下降{rate}，主要原因是{stray}{end}"),
            _ => format!("合计（大写）壹拾贰万叁仟元整{stray}{one}{end}"),
        }
    }

    fn table(&mut self) -> String {
        let columns = 2 + self.roll(4);
        let mark = ["\t", "|"][self.roll(2)];
        let mut rows = format!("{}表\n单位：万元\n", PIECES[self.roll(PIECES.len())].trim());
        for row in 0..2 + self.roll(5) {
            let head = ["项目", "一、收入", "合计", "其中：甲", "201", "é", "小计"]
                [if row == 0 { 0 } else { self.roll(7) }];
            let cells: Vec<String> = (1..columns)
                .map(|_| match self.roll(6) {
                    0 => String::new(),
                    1 => self.stray().to_string(),
                    _ if row == 0 => "金额".to_owned(),
                    _ => self.figure(),
                })
                .collect();
            let _ = writeln!(rows, "{mark}{head}{mark}{}{mark}", cells.join(mark));
        }
        rows
    }

    fn document(&mut self) -> String {
        let mut text =
            format!("某局20{}年部门{}\n\n", 20 + self.roll(10), ["预算", "决算", "概况"][self.roll(3)]);
        for _ in 0..20 + self.roll(40) {
            match self.roll(8) {
                0 => text.push(self.stray()),
                1 => text.push_str(&self.figure()),
                2 => text.push_str(&self.table()),
                3..=5 => text.push_str(&self.sentence()),
                _ => text.push_str(PIECES[self.roll(PIECES.len())]),
            }
        }
        text
    }
}

#[test]
fn a_change_after_two_sentences_is_read_whole() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = "某局情况说明\n\n一、收入情况。收入总计110.00万元。与上年相比增加10.00万元，增长20.00%。\n";
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let told = gouji_in(folder.path(), &["check", "--no-config", "a.txt"]);
    assert!(!told.both().contains("程序出错"), "{}", told.both());
    assert!(told.out.contains("text/change-rate-is-wrong"), "{}", told.both());
}

#[test]
fn no_text_in_any_letters_ends_a_run() {
    let folder = tempfile::TempDir::new().unwrap();
    let documents = folder.path().join("in");
    fs::create_dir(&documents).unwrap();
    for seed in 1..=150u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let ending = ["txt", "md", "csv", "html"][dice.roll(4)];
        let text = dice.document();
        let text =
            if ending == "html" { format!("<html><body><pre>{text}</pre></body></html>") } else { text };
        fs::write(documents.join(format!("{seed:03}.{ending}")), text).unwrap();
    }
    let outputs: Vec<String> = FORMATS
        .iter()
        .enumerate()
        .map(|(nth, format)| format!("{format}={}", folder.path().join(format!("{nth}.out")).display()))
        .collect();
    let mut args = vec!["check", "--no-config", documents.to_str().unwrap()];
    outputs.iter().for_each(|output| args.extend(["--format", output]));
    for lang in ["zh", "en"] {
        let told = gouji(&[&args[..], &["--lang", lang]].concat());
        let text = fs::read_to_string(folder.path().join("0.out")).unwrap();
        let panicked: Vec<&str> = text
            .lines()
            .chain(told.err.lines())
            .filter(|line| {
                line.contains("程序出错") || line.contains("program failed") || line.contains("panicked")
            })
            .collect();
        assert!(panicked.is_empty(), "{}", panicked.join("\n"));
        assert!(matches!(told.code, 1 | 3), "{}: {}", told.code, told.err);
    }
}
