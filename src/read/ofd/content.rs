//! The content of a page: texts, paths and pictures with their boxes ─▶ glyphs and ruling lines.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::number::{AS_IT_IS, Matrix, ONE, Place, hundredths, length, lengths, matrix, moved, place};
use crate::diagnostic::Text;
use crate::read::pdf::page::{Glyph, LOST, Page, QUARTERS, Rule, Way};
use crate::read::{Why, xml};

/// No document draws more.
const MOST_DRAWN: usize = 12_000_000;
/// No text in one piece is longer.
const MOST_CHARACTERS: usize = 100_000;
/// A box that is no thicker, in hundredths of a point, is a line.
const THIN: i32 = 300;
/// A stroke that is so little off an axis, in hundredths of a point, runs along it.
const STRAIGHT: i32 = 60;

/// How much may still be drawn.
#[derive(Debug, Default)]
pub struct Budget(usize);

impl Budget {
    /// Counts what is drawn.
    ///
    /// # Errors
    /// Where it is more than any document draws.
    pub fn take(&mut self, more: usize) -> Result<(), Why> {
        self.0 += more;
        if self.0 <= MOST_DRAWN {
            return Ok(());
        }
        Err(Why::new(
            Text::new("OFD 里画的东西太多，读不完", "the OFD draws more than can be read"),
            Text::new(
                "从原文件重新导出 OFD 或 PDF 再检查",
                "export it again from the original, as OFD or PDF",
            ),
        ))
    }
}

/// Where an object stands and how it looks.
#[derive(Debug, Clone, Copy)]
struct Object {
    /// Its box on the page.
    place: Place,
    matrix: Matrix,
    /// The size of its type.
    size: i64,
    visible: bool,
    strokes: bool,
    fills: bool,
    /// From 0, black, to 255.
    stroke: u32,
    fill: u32,
    /// Its number, so that glyphs that were written together are known.
    run: u32,
}

/// What is open while a page is read.
#[derive(Default)]
struct State {
    object: Option<Object>,
    /// Where the text that is read begins, and how far its characters are apart.
    at: [i64; 2],
    steps: [Vec<i64>; 2],
    value: String,
    runs: u32,
    /// The sum of the boxes of pictures, in hundredths of a point squared.
    pictured: i64,
}

/// Draws the page that `text` says on `page`, on `paper` where it does not say how large it is; gives the numbers of what it
/// has in common with others.
///
/// # Errors
/// Where it is damaged, or more than may be drawn.
pub fn draw(text: &str, paper: Place, page: &mut Page, budget: &mut Budget) -> Result<Vec<String>, Why> {
    let mut reader = Reader::from_str(text);
    let (mut state, mut templates, mut own) = (State::default(), Vec::new(), None);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(start) => state.begin(&start, &mut templates),
            Event::Empty(start) => {
                state.begin(&start, &mut templates);
                state.end(start.local_name().as_ref(), page, budget)?;
            }
            Event::Text(words) => state.value.push_str(&words.xml10_content()),
            Event::CData(words) => state.value.push_str(&words.xml10_content()),
            Event::GeneralRef(name) => xml::push_reference(&mut state.value, &name),
            Event::End(end) => {
                let name = end.local_name();
                if name.as_ref() == "PhysicalBox" {
                    own = own.or_else(|| place(&state.value));
                }
                state.end(name.as_ref(), page, budget)?;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let [left, top, width, height] = own.unwrap_or(paper);
    (page.width, page.height) = (hundredths(width), hundredths(height));
    let (x, y) = (hundredths(left), hundredths(top));
    if (x, y) != (0, 0) {
        page.shift(x, y);
    }
    let area = i64::from(page.width) * i64::from(page.height);
    page.pictured = if area > 0 { (state.pictured.saturating_mul(100) / area).min(100) as i32 } else { 0 };
    Ok(templates)
}

impl State {
    fn begin(&mut self, start: &BytesStart<'_>, templates: &mut Vec<String>) {
        self.value.clear();
        let get = |name| xml::attribute(start, name);
        match start.local_name().as_ref() {
            "Template" => templates.extend(get("TemplateID").map(|id| id.into_owned())),
            "TextObject" | "PathObject" | "ImageObject" | "CompositeObject" => {
                self.runs += 1;
                let says = |name, otherwise| get(name).map_or(otherwise, |value| value.trim() == "true");
                let is_text = start.local_name().as_ref() == "TextObject";
                self.object = Some(Object {
                    place: get("Boundary").and_then(|value| place(&value)).unwrap_or_default(),
                    matrix: get("CTM").and_then(|value| matrix(&value)).unwrap_or(AS_IT_IS),
                    // Written in small letters by at least one program that others read.
                    size: get("Size")
                        .or_else(|| get("size"))
                        .and_then(|value| length(value.trim()))
                        .unwrap_or(0),
                    visible: says("Visible", true),
                    strokes: says("Stroke", !is_text),
                    fills: says("Fill", is_text),
                    stroke: 0,
                    fill: 0,
                    run: self.runs,
                });
            }
            name @ ("FillColor" | "StrokeColor") => {
                let shade = shade(get("Value").as_deref(), get("Alpha").as_deref());
                if let Some(object) = &mut self.object {
                    *(if name == "FillColor" { &mut object.fill } else { &mut object.stroke }) = shade;
                }
            }
            "TextCode" => {
                // What says nothing goes on where the text before it began.
                let number =
                    |name, before| get(name).and_then(|value| length(value.trim())).unwrap_or(before);
                self.at = [number("X", self.at[0]), number("Y", self.at[1])];
                let steps = |name| get(name).map_or(Vec::new(), |value| lengths(&value, MOST_CHARACTERS));
                self.steps = [steps("DeltaX"), steps("DeltaY")];
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, page: &mut Page, budget: &mut Budget) -> Result<(), Why> {
        let value = std::mem::take(&mut self.value);
        let Some(object) = self.object.filter(|object| object.visible) else { return Ok(()) };
        match name {
            "TextCode" => {
                budget.take(value.chars().count())?;
                self.text(&object, &value, page);
            }
            "AbbreviatedData" => {
                budget.take(1 + value.len() / 4)?;
                path(&object, &value, page);
            }
            "ImageObject" | "CompositeObject" => {
                let [.., width, height] = object.place;
                let area = i64::from(hundredths(width)) * i64::from(hundredths(height));
                self.pictured = self.pictured.saturating_add(area.max(0));
            }
            _ => {}
        }
        Ok(())
    }

    /// The glyphs of a text, each with its box.
    fn text(&self, object: &Object, text: &str, page: &mut Page) {
        let [x_steps, y_steps] = &self.steps;
        let [mut x, mut y] = self.at;
        let [a, b, c, d, ..] = object.matrix;
        let scale = |one: i64, two: i64| {
            (i128::from(one).pow(2) + i128::from(two).pow(2)).unsigned_abs().isqrt() as i64
        };
        let size = hundredths((object.size.saturating_mul(scale(c, d))) / ONE);
        if size <= 0 || scale(a, b) == 0 {
            return;
        }
        let way = way(a, b);
        for (nth, c) in text.chars().filter(|c| !matches!(c, '\n' | '\r')).enumerate() {
            let own = if c.is_ascii() { object.size / 2 } else { object.size };
            let step = x_steps.get(nth).copied();
            // How wide a letter is only its font knows; up to the width of an ideograph it reaches to the next.
            let wide = step.filter(|step| (1..=object.size).contains(step)).unwrap_or(own);
            let (low, high) = (y + object.size * 15 / 100, y - object.size * 85 / 100);
            let corners = [[x, high], [x + wide, high], [x, low], [x + wide, low]];
            let corners = corners.map(|corner| on_page(object, corner));
            let glyph = Glyph {
                c: known(c),
                x0: corners.iter().map(|corner| corner[0]).min().unwrap_or(0),
                y0: corners.iter().map(|corner| corner[1]).min().unwrap_or(0),
                x1: corners.iter().map(|corner| corner[0]).max().unwrap_or(0),
                y1: corners.iter().map(|corner| corner[1]).max().unwrap_or(0),
                size,
                run: object.run,
                way,
                pale: object.fill >= 150,
                hidden: false,
            };
            page.glyphs.push(glyph);
            let down = y_steps.get(nth).copied();
            // Text that is set downwards says so; without a word every character follows the one before.
            x = x.saturating_add(step.unwrap_or(if down.is_some() { 0 } else { own }));
            y = y.saturating_add(down.unwrap_or(0));
        }
    }
}

/// Where a point of an object stands on the page, in hundredths of a point.
fn on_page(object: &Object, point: [i64; 2]) -> [i32; 2] {
    let [x, y] = moved(object.matrix, point);
    [hundredths(x + object.place[0]), hundredths(y + object.place[1])]
}

/// The straight strokes of a path, and boxes that are so thin that they are lines.
fn path(object: &Object, data: &str, page: &mut Page) {
    let mut words = data.split_whitespace();
    let (mut start, mut here) = ([0; 2], [0; 2]);
    let mut outline: Option<[i32; 4]> = None;
    let mut round = false;
    let mut found: Vec<Rule> = Vec::new();
    let strokes = object.strokes && object.stroke < 250;
    let fills = object.fills && object.fill < 250;
    while let Some(word) = words.next() {
        let count = match word {
            "S" | "M" | "L" => 1,
            "Q" => 2,
            "B" => 3,
            // Two radii, an angle and two switches come before the end of an arc.
            "A" => 0,
            "C" => {
                if strokes {
                    found.extend(rule(here, start));
                }
                here = start;
                continue;
            }
            _ => continue,
        };
        if word == "A" {
            let _ = words.by_ref().take(5).count();
        }
        let mut next = || words.next().and_then(length).unwrap_or(0);
        let mut to = here;
        for _ in 0..count.max(1) {
            to = on_page(object, [next(), next()]);
        }
        match word {
            "S" | "M" => {
                found.extend(outline.take().filter(|_| fills && !round).and_then(thin));
                (start, outline, round) = (to, Some([to[0], to[1], to[0], to[1]]), false);
            }
            "L" => {
                if strokes {
                    found.extend(rule(here, to));
                }
                outline = outline
                    .map(|[x0, y0, x1, y1]| [x0.min(to[0]), y0.min(to[1]), x1.max(to[0]), y1.max(to[1])]);
            }
            _ => round = true,
        }
        here = to;
    }
    found.extend(outline.filter(|_| fills && !round).and_then(thin));
    page.rules.extend(found);
}

/// A stroke along an axis.
fn rule([x0, y0]: [i32; 2], [x1, y1]: [i32; 2]) -> Option<Rule> {
    let (dx, dy) = ((x1 - x0).abs(), (y1 - y0).abs());
    if dx <= STRAIGHT && dy > dx {
        Some(Rule { upright: true, at: x0.midpoint(x1), from: y0.min(y1), to: y0.max(y1) })
    } else if dy <= STRAIGHT && dx > dy {
        Some(Rule { upright: false, at: y0.midpoint(y1), from: x0.min(x1), to: x0.max(x1) })
    } else {
        None
    }
}

fn thin([x0, y0, x1, y1]: [i32; 4]) -> Option<Rule> {
    let (width, height) = (x1 - x0, y1 - y0);
    if width <= THIN && height > width {
        rule([x0.midpoint(x1), y0], [x0.midpoint(x1), y1])
    } else if height <= THIN && width > height {
        rule([x0, y0.midpoint(y1)], [x1, y0.midpoint(y1)])
    } else {
        None
    }
}

/// Which way text runs whose axis this is.
fn way(a: i64, b: i64) -> Way {
    let ways = [(a, b), (b, -a), (-a, -b), (-b, a)];
    let found = ways.iter().position(|(along, across)| *along > 0 && across.saturating_abs() * 10 < *along);
    found.map_or(Way::Aslant, |at| QUARTERS[at])
}

/// From 0, black, to 255, white or seen through. Colours of one part are grey, of three red, green and blue; of others nobody
/// knows without their table, and they count as dark.
fn shade(value: Option<&str>, alpha: Option<&str>) -> u32 {
    let part = |word: &str| match word.strip_prefix('#') {
        Some(digits) => u32::from_str_radix(digits, 16).unwrap_or(0).min(255),
        None => word.parse::<u32>().unwrap_or(0).min(255),
    };
    let parts: Vec<u32> = value.unwrap_or_default().split_whitespace().take(4).map(part).collect();
    let solid = match parts[..] {
        [grey] => grey,
        [red, green, blue] => (red * 3 + green * 6 + blue) / 10,
        _ => 0,
    };
    let alpha = alpha.and_then(|alpha| alpha.trim().parse::<u32>().ok()).unwrap_or(255).min(255);
    (solid * alpha + 255 * (255 - alpha)) / 255
}

/// A character that means something to everybody.
fn known(c: char) -> char {
    match c {
        '\u{A0}' | '\u{3000}' | '\t' => ' ',
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => LOST,
        c if c.is_control() => LOST,
        c => c,
    }
}
