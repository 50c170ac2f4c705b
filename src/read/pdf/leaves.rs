//! The pages of a PDF as the objects they are stored in, for whoever writes on them. The second border to the library: its
//! floats become whole hundredths of a point here.

#![expect(clippy::float_arithmetic, clippy::disallowed_types, reason = "the library measures in floats")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::Array;
use hayro_interpret::hayro_syntax::page::Page;

/// A page as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The number of its object.
    pub number: u32,
    /// The generation of its object.
    pub generation: u32,
    /// Its dictionary as written, with the marks around it.
    pub dictionary: Vec<u8>,
    /// What is in its list of annotations, as written and without the marks around it.
    pub annotations: Vec<u8>,
    /// How the axes of the page as it is shown, to the right and down, lie on those of the page as it is stored.
    axes: [[i64; 2]; 2],
    /// Where the page as it is stored has its origin on the page as it is shown, in hundredths of a point.
    origin: [i64; 2],
}

impl Leaf {
    /// A point of the page as it is shown, from its upper left corner, on the page as it is stored; all in hundredths.
    pub fn stored(&self, [x, y]: [i64; 2]) -> [i64; 2] {
        let (dx, dy) = (x - self.origin[0], y - self.origin[1]);
        let [right, down] = self.axes;
        [right[0] * dx + down[0] * dy, right[1] * dx + down[1] * dy]
    }
}

/// The pages of `bytes`, from the first; nothing where the file is broken, and for a page that is no object of its own.
pub fn leaves(bytes: &[u8]) -> Option<Vec<Option<Leaf>>> {
    let data = bytes.to_vec();
    // The library holds no state beyond the call; what it panics on is a broken file.
    catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(data).ok()?;
        Some(pdf.pages().iter().map(leaf).collect())
    }))
    .ok()?
}

fn leaf(page: &Page<'_>) -> Option<Leaf> {
    let raw = page.raw();
    let id = raw.obj_id()?;
    // A turn by quarters and a shift: every factor is 0, 1 or -1, and turning back is writing them the other way round.
    let [a, b, c, d, x, y] = page.initial_transform(true).as_coeffs();
    let sign = |factor: f64| factor.round() as i64;
    Some(Leaf {
        number: id.obj_number,
        generation: u32::try_from(id.gen_number).ok()?,
        dictionary: raw.data().to_vec(),
        annotations: raw.get::<Array<'_>>(b"Annots").map(|list| list.data().to_vec()).unwrap_or_default(),
        axes: [[sign(a), sign(c)], [sign(b), sign(d)]],
        origin: [x, y].map(|shift| (shift * 100.0).round().clamp(-9e9, 9e9) as i64),
    })
}
