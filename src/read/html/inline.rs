//! Elements within a paragraph that change how its words look or what they are: hidden, links, raised, struck out.

use html5gum::StartTag;

/// What was left open in paragraphs long past is no longer meant.
const MOST: usize = 64;

/// How words look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Not shown.
    pub hidden: bool,
    /// Part of a link.
    pub linked: bool,
    /// Above the line: `<sup>`.
    pub raised: bool,
    /// Struck out: `<del>`, `<s>`.
    pub struck: bool,
}

impl Look {
    /// How a tag called `name` makes words look.
    pub fn of(tag: &StartTag<()>, name: &str) -> Self {
        let mut look = Self {
            linked: name == "a",
            raised: name == "sup",
            struck: matches!(name, "del" | "s" | "strike"),
            ..Self::default()
        };
        if tag.attributes.is_empty() {
            return look;
        }
        look.hidden = tag.attributes.contains_key(&b"hidden"[..]);
        if let Some(style) = tag.attributes.get(&b"style"[..]) {
            let style = String::from_utf8_lossy(style).to_ascii_lowercase().replace(' ', "");
            look.hidden |= style.contains("display:none") || style.contains("visibility:hidden");
            look.raised |= style.contains("vertical-align:super");
            look.struck |= style.contains("line-through");
        }
        look
    }

    fn and(self, other: Self) -> Self {
        Self {
            hidden: self.hidden || other.hidden,
            linked: self.linked || other.linked,
            raised: self.raised || other.raised,
            struck: self.struck || other.struck,
        }
    }
}

/// The elements that are open and change anything.
#[derive(Debug, Default)]
pub struct Inline(Vec<(String, Look)>);

impl Inline {
    /// An element begins.
    pub fn open(&mut self, name: &str, look: Look) {
        if look != Look::default() {
            self.0.push((name.to_owned(), look));
        }
    }

    /// An element ends, and with it what is open inside of it.
    pub fn close(&mut self, name: &str) {
        if let Some(at) = self.0.iter().rposition(|(known, _)| known == name) {
            self.0.truncate(at);
        }
    }

    /// A paragraph ends.
    pub fn end_paragraph(&mut self) {
        self.0.retain(|(name, _)| name != "p" && name != "li");
        if self.0.len() > MOST {
            self.0.clear();
        }
    }

    /// A cell begins or ends: what was left open in another neither raises nor strikes out anything in it.
    pub fn end_cell(&mut self) {
        self.0.retain(|(_, look)| !look.raised && !look.struck);
    }

    /// How words look here.
    pub fn look(&self) -> Look {
        self.0.iter().fold(Look::default(), |all, (_, look)| all.and(*look))
    }
}
