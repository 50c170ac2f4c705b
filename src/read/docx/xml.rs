//! The parts of an Office file as a stream of elements and text, with what no reader wants to see already taken out:
//! comments of XML, the second and later branches of alternate content, deleted text. Entities other than XML's own are
//! never looked up, inside or outside of the file.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::Text;
use crate::read::Why;

/// What comes next.
#[derive(Debug)]
pub enum Token<'x> {
    /// An element begins.
    Start(Element<'x>),
    /// The element that began last ends.
    End,
    /// Text between tags.
    Text(Cow<'x, str>),
    /// The part ends.
    Eof,
}

/// An element's tag.
#[derive(Debug)]
pub struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> &str {
        self.0.name().local_name().into_inner()
    }

    /// The attribute of this name, without regard to prefixes.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == name)?;
        found.normalized_value(Implicit1_0).ok().map(Cow::into_owned)
    }

    /// `w:val`.
    pub fn value(&self) -> Option<String> {
        self.get("val")
    }

    /// `w:val` as a number.
    pub fn number(&self) -> Option<u32> {
        self.value()?.trim().parse().ok()
    }

    /// An element that stands for true unless it says otherwise.
    pub fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A part that is being read.
pub struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    /// How long the byte order mark is that stands before it.
    mark: u64,
    /// How many elements are open.
    depth: usize,
    /// Whether the element that began last is empty, so that its end comes next.
    ends: bool,
    /// Alternate content that is open: how deep its branches are, and whether one was taken.
    branches: Vec<(usize, bool)>,
    /// How often text was inserted and nobody accepted that.
    pub inserted: usize,
    /// How often text was deleted and nobody accepted that.
    pub deleted: usize,
}

impl<'x> Xml<'x> {
    /// Reads `text`.
    pub fn new(text: &'x str) -> Self {
        let bare = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mark = (text.len() - bare.len()) as u64;
        let mut reader = Reader::from_str(bare);
        reader.config_mut().check_end_names = true;
        Self { reader, mark, depth: 0, ends: false, branches: Vec::new(), inserted: 0, deleted: 0 }
    }

    /// Where the part goes on behind the token that was read last, from its first byte.
    pub fn position(&self) -> u32 {
        (self.mark + self.reader.buffer_position()) as u32
    }

    /// The next token.
    ///
    /// # Errors
    /// Where the part is no XML, ends in the middle, or brings definitions of its own.
    pub fn next(&mut self) -> Result<Token<'x>, Why> {
        if self.ends {
            self.ends = false;
            return Ok(self.close());
        }
        loop {
            match self.reader.read_event().map_err(|error| damaged(&error.to_string()))? {
                Event::Start(tag) => {
                    let element = Element(tag);
                    if self.is_dropped(&element, false) {
                        self.drop_element(&element)?;
                    } else {
                        return Ok(self.open(element));
                    }
                }
                Event::Empty(tag) => {
                    let element = Element(tag);
                    if !self.is_dropped(&element, true) {
                        self.ends = true;
                        return Ok(self.open(element));
                    }
                }
                Event::End(_) => return Ok(self.close()),
                Event::Text(text) => return Ok(Token::Text(text.into_inner())),
                Event::CData(text) => return Ok(Token::Text(text.into_inner())),
                Event::GeneralRef(name) => {
                    let c = name.resolve_char_ref().ok().flatten().map(|c| Cow::Owned(c.to_string()));
                    let known = || resolve_predefined_entity(&name).map(Cow::Borrowed);
                    return c.or_else(known).map(Token::Text).ok_or_else(|| defines(&name));
                }
                Event::DocType(_) => return Err(defines("<!DOCTYPE>")),
                Event::Eof if self.depth > 0 => return Err(damaged("it ends in the middle")),
                Event::Eof => return Ok(Token::Eof),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// Passes over the rest of the element that began last.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn skip(&mut self) -> Result<(), Why> {
        let mut inner = 0;
        loop {
            match self.next()? {
                Token::Start(_) => inner += 1,
                Token::End if inner == 0 => return Ok(()),
                Token::End => inner -= 1,
                Token::Text(_) => {}
                Token::Eof => return Ok(()),
            }
        }
    }

    fn open(&mut self, element: Element<'x>) -> Token<'x> {
        self.depth += 1;
        if element.name() == "AlternateContent" {
            self.branches.push((self.depth, false));
        }
        Token::Start(element)
    }

    fn close(&mut self) -> Token<'x> {
        self.branches.pop_if(|(depth, _)| *depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        Token::End
    }

    /// Whether an element and all in it is left out. An empty `del` or `ins` is the mark of a row or a paragraph.
    fn is_dropped(&mut self, element: &Element<'_>, empty: bool) -> bool {
        match element.name() {
            "del" | "moveFrom" if !empty => {
                self.deleted += 1;
                true
            }
            "ins" | "moveTo" if !empty => {
                self.inserted += 1;
                false
            }
            "Choice" | "Fallback" => match self.branches.last_mut() {
                Some((depth, taken)) if *depth == self.depth => std::mem::replace(taken, true),
                _ => false,
            },
            _ => false,
        }
    }

    /// Passes over an element whose tag was just read, without a look at what is in it.
    fn drop_element(&mut self, element: &Element<'x>) -> Result<(), Why> {
        let done = self.reader.read_to_end(element.0.name());
        done.map(|_| ()).map_err(|error| damaged(&error.to_string()))
    }
}

fn damaged(why: &str) -> Why {
    Why::new(
        Text::new(format!("文件内部的 XML 有误：{why}"), format!("the XML inside is wrong: {why}")),
        Text::new("用 Word 或 WPS 打开，修复后另存", "open it in Word, repair it and save it again"),
    )
}

fn defines(what: &str) -> Why {
    let what: String = what.chars().take(40).collect();
    Why::new(
        Text::new(
            format!("文件内部的 XML 自带定义（{what}），不是正常的 Office 文件"),
            format!("the XML inside brings definitions of its own ({what}): this is no ordinary Office file"),
        ),
        Text::new("用 Word 或 WPS 打开后另存，再检查", "open it in Word and save it again"),
    )
}
