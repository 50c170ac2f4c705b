//! The border to the library that interprets PDF: its floats become whole hundredths of a point here and nowhere else.

#![expect(clippy::float_arithmetic, clippy::disallowed_types, reason = "the library measures in floats")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Array, Dict};
use hayro_interpret::hayro_syntax::page::Page as Sheet;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, Paint, SoftMask, interpret_page,
};

use super::page::{Glyph, LOST, Page, QUARTERS, Rule, Way};

/// No document has more pages.
pub const MAX_PAGES: usize = 3000;
/// No document has more characters, ruling lines and other things drawn.
const MAX_DRAWN: usize = 12_000_000;
/// No page is longer or wider, in points: 200 inches, which is what readers of PDF know (ISO 32000, annex C).
pub const MAX_SIDE: u16 = 14_400;
/// No page has more.
const MAX_DRAWN_PAGE: usize = 1_000_000;

/// Why a file could not be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It opens with a password only.
    Locked,
    /// It is encrypted in a way that is not known.
    Cipher,
    /// It is no PDF any more.
    Broken,
    /// There is no page in it.
    Empty,
    /// More pages than are read.
    TooLong(usize),
    /// Its list of pages announces more than there are.
    Missing {
        /// How many there are.
        found: usize,
        /// How many it announces.
        announced: usize,
    },
    /// Too much is drawn on a page: from 1.
    TooMuch(usize),
    /// A page is larger than any is: which, from 1, and how many points its longer side has.
    TooLarge {
        /// The page.
        page: usize,
        /// Its longer side.
        points: u64,
    },
}

/// Unwinds out of the library where a page draws without end.
struct Flood;

/// Takes every page apart.
pub fn extract(bytes: &[u8]) -> Result<(Vec<Page>, usize), Fault> {
    let data = bytes.to_vec();
    // The library holds no state beyond the call; what it panics on is a broken file.
    catch_unwind(AssertUnwindSafe(|| pages(data))).unwrap_or(Err(Fault::Broken))
}

fn pages(data: Vec<u8>) -> Result<(Vec<Page>, usize), Fault> {
    let pdf = Pdf::new(data).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Locked,
        LoadPdfError::Decryption(_) => Fault::Cipher,
        LoadPdfError::Invalid => Fault::Broken,
    })?;
    let sheets = pdf.pages();
    let found = sheets.len();
    if found == 0 {
        return Err(Fault::Empty);
    }
    if found > MAX_PAGES {
        return Err(Fault::TooLong(found));
    }
    let xref = pdf.xref();
    let root = xref.get::<Dict<'_>>(xref.root_id());
    let attached = root.as_ref().map_or(0, attached);
    let tree = root.and_then(|root| root.get::<Dict<'_>>(b"Pages"));
    let announced = tree.and_then(|tree| tree.get::<u32>(b"Count")).unwrap_or(0) as usize;
    if announced > found {
        return Err(Fault::Missing { found, announced });
    }
    let failed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&failed);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let cache = InterpreterCache::new();
    let mut pages = Vec::with_capacity(found);
    let mut drawn = 0;
    for (index, sheet) in sheets.iter().enumerate() {
        let (width, height) = sheet.render_dimensions();
        let longer = width.max(height);
        if longer.is_nan() || longer > f32::from(MAX_SIDE) {
            return Err(Fault::TooLarge { page: index + 1, points: longer as u64 });
        }
        let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let start = Affine::new(sheet.initial_transform(true).as_coeffs());
        let mut context = Context::new(start, frame, &cache, xref, settings.clone());
        let mut collector = Collector {
            page: Page { width: hundredths(frame.x1), height: hundredths(frame.y1), ..Page::default() },
            frame,
            run: 0,
            drawn: 0,
            limit: MAX_DRAWN_PAGE.min(MAX_DRAWN - drawn),
            covered: 0.0,
            clips: Vec::new(),
        };
        let before = failed.load(Ordering::Relaxed);
        let walked = catch_unwind(AssertUnwindSafe(|| {
            interpret_page(sheet, &mut context, &mut collector);
        }));
        if walked.is_err_and(|cause| cause.is::<Flood>()) {
            return Err(Fault::TooMuch(index + 1));
        }
        drawn += collector.drawn;
        let mut page = collector.page;
        let area = frame.area();
        page.pictured = if area > 0.0 { (collector.covered * 100.0 / area).min(100.0) as i32 } else { 0 };
        page.damaged = failed.load(Ordering::Relaxed) > before || undecoded(sheet);
        pages.push(page.righted());
    }
    Ok((pages, attached))
}

/// No tree of names is deeper.
const DEEPEST: usize = 8;

/// How many files are attached: the leaves of the tree of their names.
fn attached(root: &Dict<'_>) -> usize {
    let tree = root.get::<Dict<'_>>(b"Names").and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"));
    let mut open: Vec<(Dict<'_>, usize)> = tree.map(|tree| (tree, 0)).into_iter().collect();
    let mut count = 0;
    while let Some((node, depth)) = open.pop() {
        // A name and a file by turns.
        count += node.get::<Array<'_>>(b"Names").map_or(0, |names| names.raw_iter().count() / 2);
        let kids = node.get::<Array<'_>>(b"Kids").filter(|_| depth < DEEPEST && open.len() < MAX_PAGES);
        open.extend(kids.iter().flat_map(|kids| kids.iter::<Dict<'_>>()).map(|kid| (kid, depth + 1)));
    }
    count
}

/// The page has a content that nothing came out of.
fn undecoded(sheet: &Sheet<'_>) -> bool {
    let said = sheet.raw().contains_key(b"Contents");
    said && sheet.page_stream().is_none()
}

/// Collects what a page draws.
struct Collector {
    page: Page,
    frame: Rect,
    run: u32,
    drawn: usize,
    limit: usize,
    covered: f64,
    /// What is shown at all, innermost last.
    clips: Vec<Rect>,
}

impl Collector {
    fn count(&mut self, more: usize) {
        self.drawn += more;
        if self.drawn > self.limit {
            resume_unwind(Box::new(Flood));
        }
    }

    fn clip(&mut self, inner: Rect) {
        let outer = self.clips.last().copied().unwrap_or(self.frame);
        self.clips.push(outer.intersect(inner));
    }

    /// Whether a line of text with this middle is shown: lines beyond the upper or lower edge of a clip are not; a line that
    /// runs out of its cell at the side is still read to its end.
    fn shows(&self, middle: Point, way: Way) -> bool {
        let Some(clip) = self.clips.last() else { return true };
        match way {
            Way::Up | Way::Down => clip.x0 <= middle.x && middle.x <= clip.x1,
            _ => clip.y0 <= middle.y && middle.y <= clip.y1,
        }
    }

    fn rule(&mut self, one: Point, two: Point) {
        let (x0, y0, x1, y1) = (hundredths(one.x), hundredths(one.y), hundredths(two.x), hundredths(two.y));
        let (dx, dy) = ((x1 - x0).abs(), (y1 - y0).abs());
        let rule = if dx <= 60 && dy > dx {
            Rule { upright: true, at: x0.midpoint(x1), from: y0.min(y1), to: y0.max(y1) }
        } else if dy <= 60 && dx > dy {
            Rule { upright: false, at: y0.midpoint(y1), from: x0.min(x1), to: x0.max(x1) }
        } else {
            return;
        };
        self.page.rules.push(rule);
    }

    /// The straight strokes of a path.
    fn stroke(&mut self, path: &BezPath, transform: Affine) {
        let (mut start, mut here) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => {
                    start = to;
                    here = to;
                }
                PathEl::LineTo(to) => {
                    self.rule(transform * here, transform * to);
                    here = to;
                }
                PathEl::ClosePath => {
                    self.rule(transform * here, transform * start);
                    here = start;
                }
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => here = to,
            }
        }
    }

    /// Filled boxes that are so thin that they are lines.
    fn fill(&mut self, path: &BezPath, transform: Affine) {
        let mut outline: Option<Rect> = None;
        let mut round = false;
        for element in path.elements().iter().copied().chain([PathEl::MoveTo(Point::ZERO)]) {
            match element {
                PathEl::MoveTo(to) => {
                    if let Some(outline) = outline.take().filter(|_| !round) {
                        self.thin(outline);
                    }
                    let to = transform * to;
                    outline = Some(Rect::from_points(to, to));
                    round = false;
                }
                PathEl::LineTo(to) => outline = outline.map(|so_far| so_far.union_pt(transform * to)),
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => round = true,
                PathEl::ClosePath => {}
            }
        }
    }

    fn thin(&mut self, outline: Rect) {
        let middle = outline.center();
        if outline.width() <= 3.0 && outline.height() > outline.width() {
            self.rule(Point::new(middle.x, outline.y0), Point::new(middle.x, outline.y1));
        } else if outline.height() <= 3.0 && outline.width() > outline.height() {
            self.rule(Point::new(outline.x0, middle.y), Point::new(outline.x1, middle.y));
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.count(1 + path.elements().len());
        if brightness(&props.paint) >= 250 {
            return;
        }
        match mode {
            DrawMode::Fill(_) => self.fill(path, props.transform),
            DrawMode::Stroke(_) | DrawMode::FillAndStroke(..) => self.stroke(path, props.transform),
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count(clip.path.elements().len());
        self.clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, clip: &Rect) {
        self.count(1);
        self.clip(*clip);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count(run.glyphs().len());
        self.run += 1;
        let pale = brightness(&props.paint) >= 150;
        let hidden = matches!(mode, DrawMode::Invisible);
        let glyphs = run.glyphs();
        for (index, glyph) in glyphs.iter().enumerate() {
            let placed = props.transform * glyph.transform();
            let [a, b, c, d, x, y] = placed.as_coeffs();
            let size = c.hypot(d) * 1000.0;
            let along = a.hypot(b);
            if !(size.is_finite() && size > 0.1 && along > 0.0 && x.is_finite() && y.is_finite()) {
                continue;
            }
            let (cos, sin) = (a / along, b / along);
            let mut wide = advance(glyph).unwrap_or(1000.0) * size / 1000.0;
            // What is set narrower than its font says ends where the next begins.
            if let Some(next) = glyphs.get(index + 1) {
                let next = props.transform * next.transform() * Point::ZERO;
                let step = (next.x - x) * cos + (next.y - y) * sin;
                if step > 0.0 && step < wide {
                    wide = step;
                }
            }
            let (up_x, up_y) = (c * 1000.0 / size, d * 1000.0 / size);
            let corner =
                |along: f64, up: f64| Point::new(x + cos * along + up_x * up, y + sin * along + up_y * up);
            let (low, high) = (-0.15 * size, 0.85 * size);
            let outline = Rect::from_points(corner(0.0, low), corner(wide, high))
                .union(Rect::from_points(corner(0.0, high), corner(wide, low)));
            let way = way(cos, sin);
            if !self.frame.contains(outline.center()) || !self.shows(outline.center(), way) {
                continue;
            }
            let like = Glyph {
                c: LOST,
                x0: hundredths(outline.x0),
                y0: hundredths(outline.y0),
                x1: hundredths(outline.x1),
                y1: hundredths(outline.y1),
                size: hundredths(size),
                run: self.run,
                way,
                pale,
                hidden,
            };
            self.push(like, glyph.as_unicode());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count(1);
        let unit = Rect::new(0.0, 0.0, 1.0, 1.0).to_path(0.1);
        let outline = (props.transform * unit).bounding_box().intersect(self.frame);
        self.covered += outline.area().max(0.0);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

impl Collector {
    /// Takes a glyph in; one that stands for several characters (a ligature) is shared out among them.
    fn push(&mut self, like: Glyph, named: Option<BfString>) {
        let glyphs = &mut self.page.glyphs;
        match named {
            Some(BfString::Char(c)) => glyphs.push(Glyph { c: known(c), ..like }),
            Some(BfString::String(text)) if !text.is_empty() => {
                let count = text.chars().count().min(64) as i32;
                for (index, c) in text.chars().take(64).enumerate() {
                    let part = |nth: i32| like.x0 + (like.x1 - like.x0) / count * nth;
                    let x0 = part(index as i32);
                    let x1 = if index as i32 + 1 == count { like.x1 } else { part(index as i32 + 1) };
                    glyphs.push(Glyph { c: known(c), x0, x1, ..like });
                }
            }
            _ => glyphs.push(like),
        }
    }
}

/// A character that means something to everybody; what is private to a font is lost, bullets aside.
fn known(c: char) -> char {
    match c {
        '\u{A0}' | '\u{3000}' | '\t' | '\n' | '\r' => ' ',
        // Symbol fonts draw bullets and boxes here.
        '\u{F000}'..='\u{F0FF}' => '•',
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => LOST,
        c if c.is_control() => LOST,
        c => c,
    }
}

/// How far the pen moves after a glyph, in thousandths of the size.
fn advance(glyph: &hayro_interpret::font::Glyph<'_>) -> Option<f64> {
    let width = match glyph {
        hayro_interpret::font::Glyph::Outline(glyph) => glyph.advance_width(),
        hayro_interpret::font::Glyph::Type3(glyph) => glyph.advance_width(),
    };
    width.map(f64::from).filter(|width| width.is_finite() && *width > 0.0)
}

fn way(cos: f64, sin: f64) -> Way {
    let near = |one: f64, two: f64| (one - two).abs() < 0.1;
    let axes = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let found = axes.iter().position(|&(x, y)| near(cos, x) && near(sin, y));
    found.map_or(Way::Aslant, |at| QUARTERS[at])
}

/// From 0, black, to 255, white or seen through; a pattern counts as dark.
fn brightness(paint: &Paint<'_>) -> u32 {
    let Paint::Color(color) = paint else { return 0 };
    let [red, green, blue, alpha] = color.to_rgba().to_rgba8().map(u32::from);
    let solid = (red * 3 + green * 6 + blue) / 10;
    (solid * alpha + 255 * (255 - alpha)) / 255
}

/// Points as hundredths, within bounds that no page leaves.
fn hundredths(points: f64) -> i32 {
    (points * 100.0).round().clamp(-9_000_000.0, 9_000_000.0) as i32
}
