//! Styles: which paragraphs are headings, which are numbered, what is hidden.

use std::collections::BTreeMap;

use super::xml::{Element, Token, Xml};
use crate::read::Why;

/// A style inherits from no more than this many others.
const CHAIN: usize = 16;

/// What a style says of itself.
#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    looks: Looks,
}

/// What is said of a paragraph by its style or by itself.
#[derive(Debug, Clone, Default)]
pub struct Looks {
    /// The level in the outline, from 0; 9 is running text.
    pub outline: Option<u32>,
    /// The list that numbers it; 0 is none.
    pub list: Option<u32>,
    /// Its level in the list, from 0.
    pub level: Option<u32>,
    /// Whether its text is hidden.
    pub hidden: Option<bool>,
    /// Whether its text stands raised.
    pub raised: Option<bool>,
    /// Whether its text is struck out.
    pub struck: Option<bool>,
}

impl Looks {
    /// Takes in what an element says of how text looks; false where it says nothing of that.
    pub fn take(&mut self, element: &Element<'_>) -> bool {
        match element.name() {
            "vanish" => self.hidden = Some(element.is_on()),
            "vertAlign" => self.raised = Some(element.value().is_some_and(|how| how == "superscript")),
            // Of two ways to strike out, either will do.
            "strike" | "dstrike" => self.struck = Some(element.is_on() || self.struck == Some(true)),
            _ => return false,
        }
        true
    }

    /// How text looks by itself, and by `style` where it says nothing.
    pub fn over(&self, style: &Looks) -> Looks {
        Looks {
            hidden: self.hidden.or(style.hidden),
            raised: self.raised.or(style.raised),
            struck: self.struck.or(style.struck),
            ..Looks::default()
        }
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    all: BTreeMap<String, Style>,
}

impl Styles {
    /// Reads the part that defines styles.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn read(text: &str) -> Result<Self, Why> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut now: Option<(String, Style)> = None;
        loop {
            let element = match xml.next()? {
                Token::Start(element) => element,
                Token::Eof => break,
                _ => continue,
            };
            if element.name() == "style" {
                styles.all.extend(now.take());
                now = element.get("styleId").map(|id| (id, Style::default()));
                continue;
            }
            let Some((_, style)) = &mut now else { continue };
            match element.name() {
                "name" => style.name = element.value().unwrap_or_default(),
                "basedOn" => style.based_on = element.value(),
                "outlineLvl" => style.looks.outline = element.number(),
                "numId" => style.looks.list = element.number(),
                "ilvl" => style.looks.level = element.number(),
                _ if style.looks.take(&element) => {}
                // Looks of parts of a table are no looks of the style.
                "tblStylePr" => xml.skip()?,
                _ => {}
            }
        }
        styles.all.extend(now);
        Ok(styles)
    }

    /// What the style `id` says, its own words before those it inherits, and which style in the chain names the list.
    pub fn looks(&self, id: &str) -> (Looks, String) {
        let (mut looks, mut owner) = (Looks::default(), String::new());
        let mut next = Some(id);
        for _ in 0..CHAIN {
            let Some((id, style)) = next.and_then(|id| self.all.get_key_value(id)) else { break };
            if looks.list.is_none() && style.looks.list.is_some() {
                owner.clone_from(id);
            }
            looks.outline = looks.outline.or(style.looks.outline).or_else(|| outline(&style.name));
            looks.list = looks.list.or(style.looks.list);
            looks.level = looks.level.or(style.looks.level);
            let list = (looks.outline, looks.list, looks.level);
            looks = looks.over(&style.looks);
            (looks.outline, looks.list, looks.level) = list;
            next = style.based_on.as_deref();
        }
        (looks, owner)
    }

    /// Whether the style `id` is that of a line in a table of contents.
    pub fn is_contents(&self, id: &str) -> bool {
        let name = self.all.get(id).map_or(id, |style| &style.name).to_ascii_lowercase();
        name.starts_with("toc ") || name.starts_with("目录 ") || name.starts_with("toc") && name.len() == 4
    }
}

/// The level that the name of a style stands for: heading 1, 标题 1.
fn outline(name: &str) -> Option<u32> {
    let lower = name.to_ascii_lowercase();
    let rest = lower.strip_prefix("heading").or_else(|| lower.strip_prefix("标题"))?;
    let level: u32 = rest.trim().parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_inherit_and_a_circle_ends() {
        let styles = Styles::read(
            r#"<w:styles xmlns:w="w">
            <w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="a"><w:name w:val="部门标题"/><w:basedOn w:val="1"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
            <w:style w:styleId="b"><w:name w:val="正文"/><w:basedOn w:val="c"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
            <w:style w:styleId="c"><w:name w:val="标题 3"/><w:basedOn w:val="b"/></w:style>
            <w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style></w:styles>"#,
        )
        .unwrap();
        let (looks, owner) = styles.looks("a");
        assert_eq!(
            (looks.outline, looks.list, looks.hidden, owner.as_str()),
            (Some(0), Some(7), Some(false), "1")
        );
        assert_eq!((styles.looks("b").0.outline, styles.looks("c").0.outline), (Some(9), Some(2)));
        assert!(styles.is_contents("T1") && !styles.is_contents("a"));
        assert_eq!(styles.looks("none").0.outline, None);
    }
}
