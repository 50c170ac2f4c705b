//! The text of a Word document: paragraphs, tables, text boxes, with tracked changes taken as accepted.

use std::borrow::Cow;

use super::numbering::Numbering;
use super::style::{Looks, Styles};
use super::xml::{Element, Token, Xml};
use crate::read::Why;
use crate::read::view::{Block, Cell, Grid, Paragraph};
use crate::source::raised;

/// Tables and text boxes are nested no deeper than this.
const DEEPEST: usize = 24;
/// No table is wider than this; Word allows 63 columns.
const WIDEST: u32 = 256;

/// Takes what is read, piece by piece.
type Sink<'s> = &'s mut dyn FnMut(Block);

/// Reads one part.
pub struct Body<'x> {
    xml: Xml<'x>,
    styles: &'x Styles,
    numbering: &'x mut Numbering,
    /// Tables and text boxes around what is read now.
    depth: usize,
    /// The text of paragraphs whose end was deleted: it goes on in the next.
    carried: String,
    /// Tables that are nested too deep and were left out.
    pub lost: usize,
    /// Remarks in the margin.
    pub comments: usize,
    /// Objects of other programs, whose text stands elsewhere: workbooks, whole documents.
    pub objects: usize,
    /// Pictures.
    pub pictures: usize,
    /// Whether this is the main part, whose paragraphs are known by their places.
    pub is_main: bool,
}

/// What a cell says of itself.
#[derive(Default)]
struct Place {
    columns: u32,
    /// Goes on with the cell above.
    below: bool,
    /// Goes on with the cell to the left, in the old way.
    beside: bool,
}

/// What a paragraph says of itself before its text.
#[derive(Default)]
struct Head {
    style: String,
    looks: Looks,
    /// Somebody deleted its end.
    joins: bool,
}

/// The cells of a row, each with whether it goes on with the one above, and whether the row stands again on every page.
type Line = (Vec<(Cell, bool)>, bool);

impl<'x> Body<'x> {
    /// Reads the part `text`.
    pub fn new(text: &'x str, styles: &'x Styles, numbering: &'x mut Numbering) -> Self {
        let xml = Xml::new(text);
        Self {
            xml,
            styles,
            numbering,
            depth: 0,
            carried: String::new(),
            lost: 0,
            comments: 0,
            objects: 0,
            pictures: 0,
            is_main: false,
        }
    }

    /// Every piece of the part.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn read(&mut self, sink: Sink<'_>) -> Result<(), Why> {
        self.blocks(sink).map(|_| ())
    }

    /// How often something was inserted and deleted.
    pub fn changes(&self) -> (usize, usize) {
        (self.xml.inserted, self.xml.deleted)
    }

    /// The pieces up to the end of the element that began last.
    fn blocks(&mut self, sink: Sink<'_>) -> Result<Place, Why> {
        let mut place = Place { columns: 1, ..Place::default() };
        let mut inner = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => match element.name() {
                    "p" => self.paragraph(sink)?,
                    "tbl" if self.depth >= DEEPEST => {
                        self.lost += 1;
                        self.xml.skip()?;
                    }
                    "tbl" => {
                        self.depth += 1;
                        let grid = self.table()?;
                        self.depth -= 1;
                        sink(Block::Grid(grid));
                    }
                    "tcPr" => place = self.place()?,
                    "altChunk" => {
                        self.objects += 1;
                        inner += 1;
                    }
                    "sectPr" | "sdtPr" | "tblPr" | "tblGrid" => self.xml.skip()?,
                    "footnote" | "endnote" if is_separator(&element) => self.xml.skip()?,
                    _ => inner += 1,
                },
                Token::End if inner == 0 => return Ok(place),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(place),
            }
        }
    }

    fn paragraph(&mut self, sink: Sink<'_>) -> Result<(), Why> {
        let before = self.changes();
        let mut head = Head::default();
        let mut words = Words { shown: std::mem::take(&mut self.carried), ..Words::default() };
        let mut boxes = Vec::new();
        let mut style = Looks::default();
        let mut begin = self.xml.position();
        let (mut inner, mut text_at, mut raised_at) = (0, None, None);
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    match element.name() {
                        "pPr" => {
                            head = self.head()?;
                            begin = self.xml.position();
                            style = self.styles.looks(&head.style).0.over(&Looks::default());
                            words.looks = style.clone();
                            continue;
                        }
                        "r" => words.looks = style.clone(),
                        "rPr" => {
                            words.looks = self.run()?.over(&style);
                            continue;
                        }
                        // The exponent of a formula.
                        "sup" => raised_at = raised_at.or(Some(inner)),
                        "t" => text_at = Some(inner),
                        "tab" | "ptab" => words.push("\t"),
                        "br" | "cr" => words.push("\n"),
                        "noBreakHyphen" => words.push("-"),
                        "sym" => words.push(symbol(&element)),
                        "commentReference" => self.comments += 1,
                        // A new picture, and one as Word wrote them before 2007.
                        "blip" | "imagedata" => self.pictures += 1,
                        "OLEObject" if !is_formula(&element) => self.objects += 1,
                        "txbxContent" if self.depth >= DEEPEST => {
                            self.lost += 1;
                            self.xml.skip()?;
                            continue;
                        }
                        "txbxContent" => {
                            self.depth += 1;
                            let carried = std::mem::take(&mut self.carried);
                            self.blocks(&mut |block| boxes.push(block))?;
                            self.carried = carried;
                            self.depth -= 1;
                            continue;
                        }
                        "instrText" | "delText" | "delInstrText" | "rt" | "sdtPr" | "sectPr" => {
                            self.xml.skip()?;
                            continue;
                        }
                        _ => {}
                    }
                    inner += 1;
                }
                Token::Text(text) if text_at.is_some() => words.text(&text, raised_at.is_some()),
                Token::Text(_) => {}
                Token::End if inner == 0 => break,
                Token::End => {
                    inner -= 1;
                    text_at = text_at.filter(|at| *at < inner);
                    raised_at = raised_at.filter(|at| *at < inner);
                }
                Token::Eof => break,
            }
        }
        let changed = self.changes() != before || head.joins;
        let origin = self.is_main.then(|| begin..self.xml.position());
        if head.joins {
            self.carried = words.shown;
        } else {
            let mut paragraph = self.finished(&head, words, changed);
            paragraph.origin = origin.clone();
            sink(Block::Paragraph(paragraph));
        }
        // Nobody writes into a box: what is said of one stands at the paragraph that it hangs on.
        boxes.iter_mut().for_each(|block| block.stand_at(&origin));
        boxes.into_iter().for_each(sink);
        Ok(())
    }

    /// A paragraph with its number before it and its level as a heading.
    fn finished(&mut self, head: &Head, words: Words, changed: bool) -> Paragraph {
        let (inherited, owner) = self.styles.looks(&head.style);
        let Words { shown, hidden, struck, .. } = words;
        let mut text = shown;
        let list = head.looks.list.or(inherited.list).filter(|list| *list > 0);
        if let Some(list) = list {
            let of_style = || self.numbering.level_of(list, &owner).map(|level| level as u32);
            let level = head.looks.level.or(inherited.level).or_else(of_style).unwrap_or(0);
            let number = self.numbering.next(list, level as usize);
            if !text.trim().is_empty() {
                text.insert_str(0, &number);
            }
        }
        if self.styles.is_contents(&head.style)
            && let Some(at) = text.rfind('\t')
        {
            text.replace_range(at..=at, "……");
        }
        let outline = head.looks.outline.or(inherited.outline).filter(|level| *level < 9);
        let level = outline.map_or(0, |level| level as u8 + 1);
        Paragraph { text, level, hidden, struck, changed, origin: None }
    }

    /// The properties of a paragraph.
    fn head(&mut self) -> Result<Head, Why> {
        let mut head = Head::default();
        let mut inner = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    match element.name() {
                        "pStyle" => head.style = element.value().unwrap_or_default(),
                        "outlineLvl" => head.looks.outline = element.number(),
                        "numId" => head.looks.list = element.number(),
                        "ilvl" => head.looks.level = element.number(),
                        "del" | "moveFrom" => head.joins = true,
                        // How it was before somebody changed it.
                        "pPrChange" | "rPrChange" | "sectPr" => {
                            self.xml.skip()?;
                            continue;
                        }
                        _ => {}
                    }
                    inner += 1;
                }
                Token::End if inner == 0 => return Ok(head),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(head),
            }
        }
    }

    /// How the properties of a run make it look, as far as they say.
    fn run(&mut self) -> Result<Looks, Why> {
        let (mut looks, mut style) = (Looks::default(), Looks::default());
        let mut inner = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    match element.name() {
                        _ if looks.take(&element) => {}
                        "rStyle" => style = self.styles.looks(&element.value().unwrap_or_default()).0,
                        "rPrChange" => {
                            self.xml.skip()?;
                            continue;
                        }
                        _ => {}
                    }
                    inner += 1;
                }
                Token::End if inner == 0 => return Ok(looks.over(&style)),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(looks.over(&style)),
            }
        }
    }

    /// The properties of a cell.
    fn place(&mut self) -> Result<Place, Why> {
        let mut place = Place { columns: 1, ..Place::default() };
        let mut inner = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    let goes_on = || element.value().is_none_or(|value| value == "continue");
                    match element.name() {
                        "gridSpan" => place.columns = element.number().unwrap_or(1).clamp(1, WIDEST),
                        "vMerge" => place.below = goes_on(),
                        "hMerge" => place.beside = goes_on(),
                        "tcPrChange" => {
                            self.xml.skip()?;
                            continue;
                        }
                        _ => {}
                    }
                    inner += 1;
                }
                Token::End if inner == 0 => return Ok(place),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(place),
            }
        }
    }

    fn table(&mut self) -> Result<Grid, Why> {
        let mut grid = Grid::default();
        // For each column the cell that goes on below, and the last row it covers.
        let mut open: Vec<Option<(usize, usize, usize)>> = Vec::new();
        let mut inner = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => match element.name() {
                    "tr" => {
                        if let Some((cells, heads)) = self.row()? {
                            let heads = heads && grid.headed == grid.rows.len();
                            stack(&mut grid, &mut open, cells);
                            grid.headed += usize::from(heads);
                        }
                    }
                    "tblPr" | "tblGrid" | "sdtPr" => self.xml.skip()?,
                    _ => inner += 1,
                },
                Token::End if inner == 0 => return Ok(grid),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(grid),
            }
        }
    }

    /// A row's cells, each with whether it goes on with the one above, and whether the row stands again on every page, as
    /// headers do; nothing where the row was deleted.
    fn row(&mut self) -> Result<Option<Line>, Why> {
        let mut cells: Vec<(Cell, bool)> = Vec::new();
        let (mut column, mut gone, mut heads, mut inner) = (0, false, false, 0);
        loop {
            match self.xml.next()? {
                Token::Start(element) => match element.name() {
                    "tc" => {
                        let mut blocks = Vec::new();
                        let Place { columns, below, beside } =
                            self.blocks(&mut |block| blocks.push(block))?;
                        match cells.last_mut().filter(|_| beside) {
                            Some((before, _)) => {
                                before.columns += columns;
                                before.blocks.append(&mut blocks);
                            }
                            None if column < WIDEST => {
                                cells.push((Cell { blocks, column, columns, rows: 1 }, below));
                            }
                            None => self.lost += 1,
                        }
                        column += columns;
                    }
                    "gridBefore" => {
                        column += element.number().unwrap_or(0).min(WIDEST);
                        inner += 1;
                    }
                    "del" => {
                        gone = true;
                        inner += 1;
                    }
                    "tblHeader" => {
                        heads = element.is_on();
                        inner += 1;
                    }
                    "sdtPr" | "tblPrEx" => self.xml.skip()?,
                    _ => inner += 1,
                },
                Token::End if inner == 0 => break,
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => break,
            }
        }
        self.xml.deleted += usize::from(gone);
        Ok((!gone).then_some((cells, heads)))
    }
}

/// Puts a row under those there are: cells that go on with the one above make that one longer.
fn stack(grid: &mut Grid, open: &mut Vec<Option<(usize, usize, usize)>>, cells: Vec<(Cell, bool)>) {
    let row = grid.rows.len();
    let mut kept = Vec::with_capacity(cells.len());
    for (cell, below) in cells {
        let column = cell.column as usize;
        if open.len() <= column {
            open.resize(column + 1, None);
        }
        match open[column].filter(|(_, _, last)| below && *last + 1 == row) {
            Some((top, at, _)) => {
                grid.rows[top][at].rows += 1;
                open[column] = Some((top, at, row));
            }
            None => {
                open[column] = Some((row, kept.len(), row));
                kept.push(cell);
            }
        }
    }
    grid.rows.push(kept);
}

/// The line between text and notes.
fn is_separator(element: &Element<'_>) -> bool {
    element.get("type").is_some_and(|kind| kind != "normal")
}

/// Formulas are objects too.
fn is_formula(element: &Element<'_>) -> bool {
    element
        .get("ProgID")
        .is_some_and(|program| program.starts_with("Equation") || program.starts_with("MathType"))
}

/// The words of a paragraph as they are read.
#[derive(Default)]
struct Words {
    shown: String,
    hidden: String,
    /// What somebody struck out and left standing.
    struck: String,
    /// How what comes next looks.
    looks: Looks,
    /// Whether something was said on the line: what stands raised with nothing beside it is the text itself.
    level: bool,
}

impl Words {
    fn push(&mut self, words: &str) {
        match (self.looks.hidden, self.looks.struck) {
            (Some(true), _) => self.hidden.push_str(words),
            (_, Some(true)) => self.struck.push_str(words),
            _ => self.shown.push_str(words),
        }
    }

    /// Text as it stands in the file: line breaks in it are spaces.
    fn text(&mut self, text: &str, is_exponent: bool) {
        let raised = is_exponent || self.looks.raised == Some(true);
        self.level |= !raised && !text.trim().is_empty();
        let text = if raised && self.level { raised::raised(text) } else { Cow::Borrowed(text) };
        if text.contains(['\n', '\r', '\t']) {
            self.push(&text.replace(['\n', '\r', '\t'], " "));
        } else {
            self.push(&text);
        }
    }
}

/// The signs that forms use from fonts of symbols.
fn symbol(element: &Element<'_>) -> &'static str {
    let code = element.get("char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or(0);
    match code & 0xFF {
        0xFC | 0xD6 => "√",
        0xFB | 0xD0 => "×",
        0xFE | 0x52 => "☑",
        0xA8 | 0x6F | 0xA3 | 0x71 => "□",
        0xB4 => "×",
        _ => "",
    }
}
