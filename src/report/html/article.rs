//! One document as it reads: its blocks with figures, marks and cards, its lines in the list, and which figures are tied
//! to which.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::blocks::{Block, blocks};
use super::cards::{Cards, Writer};
use super::escape::{escape, escaped, json as embedded};
use super::grid::Drawing;
use super::ink::Ink;
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::ledger::{Ledger, Mark, Outcome};
use crate::report::summary::grouped;
use crate::report::{Fingerprints, Run};

/// Headings of a lower rank are not listed beside the document.
const LISTED: u8 = 2;

/// A document as it stands in a report.
pub struct Article {
    /// The document.
    pub body: String,
    /// Its part of the list of findings.
    pub list: String,
}

impl Article {
    /// The length of what is written for the document.
    pub fn bytes(&self) -> usize {
        self.body.len() + self.list.len()
    }
}

/// Writes the document at `index` of `run`, which is of `department`. `titles` are the rules' demands by id.
pub fn article(run: &Run, index: usize, department: &str, titles: &BTreeMap<&str, &Text>) -> Article {
    let checked = &run.documents[index];
    let source = run.sources.get(checked.file);
    let document = &*run.document(index);
    let (blocks, pieces) = blocks(document, source);
    let ink = Ink::new(document, checked, source, &pieces, index);
    let writer = Writer {
        sources: run.sources,
        ink: Some(&ink),
        file: Some(checked.file),
        prefix: format!("d{index}"),
        lang: run.options.lang,
    };
    let mut prints = Fingerprints::new();
    let found: Vec<(&Diagnostic, String)> =
        checked.diagnostics.iter().map(|found| (found, prints.of(found, run.sources))).collect();
    let mut due: Vec<(usize, String)> = found
        .iter()
        .enumerate()
        .map(|(at, (found, print))| (ink.piece_of(found), writer.card(at, found, print)))
        .collect();
    due.sort_by_key(|(piece, _)| *piece);

    let lang = run.options.lang;
    let mut outline = String::new();
    let mut body = String::with_capacity(source.text().len() * 3);
    let (of, name) = (escaped(department), escaped(source.name()));
    let _ = write!(
        body,
        "<article class=\"doc\" id=\"d{index}\" aria-labelledby=\"d{index}h\"><header><h2 id=\"d{index}h\">{of} <small>{name}</small></h2><p class=\"tally\">{}</p></header>\n<div class=\"paper\" lang=\"zh\">\n",
        tally(&checked.ledger, lang)
    );
    let mut cards = Cards::new(&due);
    let drawing = Drawing { document, source, ink: &ink, number: index };
    for block in &blocks {
        self::block(&mut body, block, &drawing, &mut cards, &mut outline);
    }
    cards.up_to(&mut body, usize::MAX);
    let _ = writeln!(
        body,
        "</div><script type=\"application/json\" class=\"links\">{}</script></article>",
        embedded(&links(checked, titles, lang))
    );

    let mut list =
        format!("<section class=\"of\"><h3><a href=\"#d{index}\">{of}</a> <small>{name}</small></h3>");
    if !outline.is_empty() {
        let title = lang.pick("章节与表格", "Sections and tables");
        let _ =
            write!(list, "<details><summary>{title}</summary><ul class=\"outline\">{outline}</ul></details>");
    }
    list.push_str("<ol>");
    for (at, (found, _)) in found.iter().enumerate() {
        writer.line(&mut list, at, found);
    }
    list.push_str("</ol></section>\n");
    Article { body, list }
}

fn block(
    out: &mut String,
    block: &Block,
    drawing: &Drawing<'_>,
    cards: &mut Cards<'_>,
    outline: &mut String,
) {
    let (ink, number) = (drawing.ink, drawing.number);
    let line = |out: &mut String, tag: &str, class: &str, piece: usize| {
        let _ = write!(out, "<{tag}{class}>");
        ink.write(out, piece);
        let _ = writeln!(out, "</{tag}>");
    };
    match block {
        Block::Title(piece) => {
            line(out, "p", " class=\"title\"", *piece);
            cards.up_to(out, *piece);
        }
        Block::Heading(piece, rank) => {
            let tag = ["h3", "h3", "h4", "h5"].get(usize::from(*rank)).copied().unwrap_or("h6");
            line(out, tag, &format!(" class=\"rank{rank}\" id=\"d{number}s{piece}\""), *piece);
            if *rank <= LISTED {
                let _ = write!(outline, "<li class=\"rank{rank}\"><a href=\"#d{number}s{piece}\">");
                escape(outline, &ink.text(*piece));
                outline.push_str("</a></li>");
            }
            cards.up_to(out, *piece);
        }
        Block::Contents(entries) => {
            out.push_str("<ul class=\"contents\">");
            for (piece, page) in entries {
                out.push_str("<li><span>");
                ink.write(out, *piece);
                let page = page.map_or(String::new(), |page| page.to_string());
                let _ = write!(out, "</span><span class=\"page\">{page}</span></li>");
            }
            out.push_str("</ul>\n");
            let last = entries.last().map_or(0, |(piece, _)| *piece);
            cards.up_to(out, last);
        }
        Block::Paragraph(lines) => {
            out.push_str("<p>");
            for (at, piece) in lines.iter().enumerate() {
                // Words of an alphabet need the space that the end of a line was.
                if at > 0 && ink.text(lines[at - 1]).ends_with(|c: char| c.is_ascii()) {
                    out.push(' ');
                }
                ink.write(out, *piece);
            }
            out.push_str("</p>\n");
            cards.up_to(out, lines.last().copied().unwrap_or(0));
        }
        Block::Number(piece) => {
            line(out, "p", " class=\"number\"", *piece);
            cards.up_to(out, *piece);
        }
        Block::Grid(grid) => {
            let caption = drawing.document.tables[grid.table].caption.as_ref();
            if let Some(caption) = caption {
                let _ = write!(outline, "<li class=\"table\"><a href=\"#d{number}t{}\">", grid.table);
                escape(outline, drawing.document.text(caption));
                outline.push_str("</a></li>");
            }
            drawing.grid(out, grid, cards);
        }
    }
}

/// The figures of a document in one line.
fn tally(ledger: &Ledger, lang: Lang) -> String {
    let counts = [
        (ledger.n_figures(), lang.pick("个数", "figures"), ""),
        (ledger.marked(Mark::Tied), lang.pick("已核对", "tied out"), "t"),
        (ledger.marked(Mark::Contradicted), lang.pick("矛盾", "contradicted"), "x"),
        (ledger.marked(Mark::Unchecked), lang.pick("无规则核对", "unchecked"), "u"),
    ];
    let mut out = String::new();
    for (count, words, class) in counts {
        let _ = write!(out, "<span class=\"count {class}\"><b>{}</b> {words}</span> ", grouped(count));
    }
    out
}

/// Which figures each relation ties: rules with their demands, then `[rule, outcome, [figure, …]]`.
fn links(checked: &Checked, titles: &BTreeMap<&str, &Text>, lang: Lang) -> Value {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: Vec<Value> = Vec::new();
    let mut relations: Vec<Value> = Vec::new();
    for entry in checked.ledger.entries.iter().filter(|entry| !entry.figures.is_empty()) {
        let outcome = match entry.outcome {
            Outcome::Holds => 0,
            Outcome::WithinRounding => 1,
            Outcome::Fails => 2,
            Outcome::Unreadable => 3,
            Outcome::NotApplicable | Outcome::Doubtful => continue,
        };
        let rule = *rules.entry(&entry.rule).or_insert_with(|| {
            let title = titles.get(&*entry.rule).map_or("", |title| title.get(lang));
            told.push(json!([&*entry.rule, title]));
            told.len() - 1
        });
        let figures: Vec<u32> = entry.figures.iter().map(|figure| figure.0).collect();
        relations.push(json!([rule, outcome, figures]));
    }
    json!({ "rules": told, "relations": relations })
}
