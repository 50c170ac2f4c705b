//! Parts that name something: tables, forms and their fields, facts, places of a document.

use crate::keys::known::{self, FORMS, GRIDS, PLACES as NAMES, SECTIONS, TABLES, Wanted};
use crate::keys::parts::{List, TextOf, With, or};
use crate::keys::tree::Node;
use crate::keys::{Both, Part, Reader, Shape};
use crate::rule::within::Within;
use crate::rule::words::fold;
use crate::source::{Cut, Span};

/// The name of something that the pack has, folded.
#[derive(Debug, Clone, Copy)]
pub struct Name(pub Wanted);

impl Part for Name {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text(self.0.what)
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<String> {
        let text = reader.text(node)?;
        known_name(reader, node.span, text, self.0.what, &(self.0.names)(reader.known))
    }
}

/// The name `text`, written at `span`, if it is one of `known`; otherwise it is told.
pub fn known_name(
    reader: &mut Reader<'_, '_>,
    span: Span,
    text: &str,
    what: Both,
    known: &[&str],
) -> Option<String> {
    let name = fold(text);
    if known.contains(&name.as_str()) {
        return Some(name);
    }
    let span = reader.desk.inside(span, text);
    reader.desk.unknown_name(span, what, text, known);
    None
}

/// The name of a form; the fields and categories that later keys name are those of this form.
pub const FORM: TextOf<String> = TextOf(FORMS.what, |reader, node, text| of(reader, node, text, FORMS));

/// The name of a form, or of a table, whose columns later keys may name as they like.
pub const GRID: TextOf<String> = TextOf(GRIDS.what, |reader, node, text| of(reader, node, text, GRIDS));

fn of(reader: &mut Reader<'_, '_>, node: &Node, text: &str, wanted: Wanted) -> Option<String> {
    let name = known_name(reader, node.span, text, wanted.what, &(wanted.names)(reader.known))?;
    reader.form = reader.known.forms.iter().position(|(known, ..)| *known == name);
    Some(name)
}

/// A field of the form that an earlier key names.
pub const FIELD: TextOf<String> = TextOf(known::FIELDS.what, |reader, node, text| {
    let Some(form) = reader.form else { return Some(fold(text)) };
    let (_, fields, _) = reader.known.forms.get(form)?;
    known_name(reader, node.span, text, known::FIELDS.what, &known::all(fields))
});

/// Fields of the form that an earlier key names.
pub const FIELDS: List<TextOf<String>> = List(FIELD);

/// Categories of indicators of the form that an earlier key names.
pub const CATEGORIES: List<TextOf<String>> =
    List(TextOf(("指标类别", "category"), |reader, node, text| {
        let (.., categories) = reader.known.forms.get(reader.form?)?;
        known_name(reader, node.span, text, ("指标类别", "category"), &known::all(categories))
    }));

/// A place of a document; all of it where the key is not written.
pub const WITHIN: With<TextOf<Within>, Within> = or(PLACE, || Within::Document);

/// Places of a document; all of it where there is none.
pub const PLACES: With<List<TextOf<Within>>, Vec<Within>> = With {
    part: List(PLACE),
    map: |places| if places.is_empty() { vec![Within::Document] } else { places },
    absent: Some(|| vec![Within::Document]),
    needed: false,
};

const PLACE: TextOf<Within> = TextOf(NAMES.what, within);

/// The fixed places and how they are called.
const FIXED: &[(&str, Within)] = &[
    ("document", Within::Document),
    ("title", Within::Title),
    ("captions", Within::Captions),
    ("headnotes", Within::Headnotes),
    ("text", Within::Text),
    ("cells", Within::Cells),
];

/// Makes a place of a name.
type Make = fn(String) -> Within;

/// A fixed place, `section:`, `form:` or `table:` and a name, or a name alone.
fn within(reader: &mut Reader<'_, '_>, node: &Node, text: &str) -> Option<Within> {
    let folded = fold(text);
    if let Some((_, fixed)) = FIXED.iter().find(|(name, _)| *name == folded) {
        return Some(fixed.clone());
    }
    let rooms: [(&str, Wanted, Make); 3] = [
        ("section:", SECTIONS, Within::Section),
        ("form:", FORMS, Within::Form),
        ("table:", TABLES, Within::Table),
    ];
    let mut wanted = None;
    for (prefix, kind, make) in rooms {
        let bare = folded.strip_prefix(prefix);
        let name = bare.unwrap_or(&folded).trim();
        if (kind.names)(reader.known).contains(&name) {
            return Some(make(name.to_owned()));
        }
        wanted = wanted.or(bare.map(|_| kind));
    }
    let colon = text.find([':', '：']).filter(|_| wanted.is_some());
    let from = colon.map_or(0, |at| at + text.cut(at..).chars().next().map_or(0, char::len_utf8));
    let wanted = wanted.unwrap_or(NAMES);
    let mut known = (wanted.names)(reader.known);
    if from == 0 {
        known.extend(FIXED.iter().map(|(name, _)| *name));
    }
    let span = reader.desk.origin(node.span, text.len()).span(&(from..text.len()));
    reader.desk.unknown_name(span, wanted.what, text.cut(from..), &known);
    None
}
