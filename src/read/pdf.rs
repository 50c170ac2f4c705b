//! PDF: glyphs and ruling lines ─▶ lines, paragraphs and grids ─▶ a text view with the place of every figure on its page.
//!
//! What cannot be read is never passed over: a page without text under a picture, a font that does not say which characters
//! it draws, a list of pages that announces more than there are, all make the document unreadable.

mod extract;
mod flow;
mod furniture;
mod line;
mod page;
mod ruling;
mod sheet;
mod write;

use super::Why;
use crate::diagnostic::Text;
use crate::source::Source;
use extract::Fault;
use page::{LOST, Page};

/// Reads a PDF.
///
/// # Errors
/// Where a part of it cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    whole(bytes)?;
    let mut pages = extract::extract(bytes).map_err(told)?;
    all_readable(&pages)?;
    let mut sheets: Vec<_> =
        pages.iter_mut().enumerate().map(|(number, page)| sheet::sheet(page, number)).collect();
    furniture::set_aside(&mut sheets, &pages);
    let mut watermarks: Vec<String> = Vec::new();
    for text in sheets.iter_mut().flat_map(|sheet| std::mem::take(&mut sheet.watermarks)) {
        if !watermarks.contains(&text) {
            watermarks.push(text);
        }
    }
    let mut writer = write::Writer::new(&pages);
    for piece in flow::flow(sheets, &pages) {
        writer.piece(&piece);
    }
    for text in &watermarks {
        writer.plain("");
        writer.plain(text);
    }
    let (text, layout) = writer.finish();
    if text.trim().is_empty() {
        return Err(Why::new(Text::new("PDF 里没有文字", "there is no text in the PDF"), with_text()));
    }
    Ok(Source::new(name, text).with_layout(layout))
}

/// A file that was cut short has lost its end; the library would read what is left.
fn whole(bytes: &[u8]) -> Result<(), Why> {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    let ended = tail.windows(5).any(|window| window == b"%%EOF");
    if ended { Ok(()) } else { Err(told(Fault::Broken)) }
}

fn told(fault: Fault) -> Why {
    let export = || Text::new("从原文件重新导出 PDF 再检查", "export the PDF again from the original file");
    match fault {
        Fault::Locked => Why::new(
            Text::new("PDF 要密码才能打开", "the PDF opens with a password only"),
            Text::new("另存一份不加密的再检查", "save it without a password first"),
        ),
        Fault::Cipher => Why::new(
            Text::new("PDF 的加密方式不认识或已损坏", "the PDF is encrypted in an unknown or broken way"),
            Text::new("另存一份不加密的再检查", "save it without encryption first"),
        ),
        Fault::Broken => Why::new(
            Text::new("PDF 已损坏或不完整", "the PDF is broken or incomplete"),
            Text::new(
                "重新下载，或从原文件重新导出",
                "download it again, or export it again from the original",
            ),
        ),
        Fault::Empty => Why::new(Text::new("PDF 里没有页", "the PDF has no pages"), export()),
        Fault::TooLong(pages) => Why::new(
            Text::new(
                format!("PDF 有 {pages} 页，最多读 {} 页", extract::MAX_PAGES),
                format!("the PDF has {pages} pages; at most {} are read", extract::MAX_PAGES),
            ),
            Text::new("一份公开文件一个文件，拆开再检查", "split it: one disclosure a file"),
        ),
        Fault::Missing { found, announced } => Why::new(
            Text::new(
                format!("PDF 应有 {announced} 页，只找到 {found} 页"),
                format!("the PDF announces {announced} pages and only {found} are there"),
            ),
            export(),
        ),
        Fault::TooMuch(page) => Why::new(
            Text::new(
                format!("第 {page} 页画的东西太多，读不完"),
                format!("page {page} draws more than can be read"),
            ),
            export(),
        ),
    }
}

fn with_text() -> Text {
    Text::new(
        "用 Word、Excel 原文件，或从原文件导出带文字的 PDF",
        "use the Word or Excel original, or a PDF exported from it with text",
    )
}

/// How many characters of a page may be unknown: one in so many.
const LOST_SHARE: usize = 20;
/// A page of so few characters under a picture has only its page number.
const FEW: usize = 12;

/// Every page can be read, or the document cannot: a finding that is not made is not seen to be missing.
fn all_readable(pages: &[Page]) -> Result<(), Why> {
    let numbers = |wanted: &dyn Fn(&Page) -> bool| -> Vec<usize> {
        pages.iter().enumerate().filter(|(_, page)| wanted(page)).map(|(index, _)| index + 1).collect()
    };
    let scanned = numbers(&|page| {
        page.pictured >= 50 && page.glyphs.iter().filter(|glyph| glyph.c != ' ').count() <= FEW
    });
    let total = pages.len();
    if !scanned.is_empty() {
        let (zh, en) = listed(&scanned);
        return Err(Why::new(
            Text::new(
                format!("共 {total} 页，第 {zh} 页是图片，没有文字"),
                format!("of {total} pages, {en} are pictures without text"),
            ),
            with_text(),
        ));
    }
    let damaged = numbers(&|page| page.damaged);
    if !damaged.is_empty() {
        let (zh, en) = listed(&damaged);
        return Err(Why::new(
            Text::new(
                format!("共 {total} 页，第 {zh} 页的内容或字体已损坏"),
                format!("of {total} pages, the content or a font of {en} is broken"),
            ),
            with_text(),
        ));
    }
    let mute = numbers(&|page| {
        let lost = page.glyphs.iter().filter(|glyph| glyph.c == LOST).count();
        lost * LOST_SHARE > page.glyphs.len()
    });
    if !mute.is_empty() {
        let (zh, en) = listed(&mute);
        return Err(Why::new(
            Text::new(
                format!("共 {total} 页，第 {zh} 页的字体没有文字对照，看得见却读不出"),
                format!("of {total} pages, the fonts of {en} do not say which characters they draw"),
            ),
            with_text(),
        ));
    }
    Ok(())
}

/// 3、5–7 and so on: at most six runs of pages.
fn listed(pages: &[usize]) -> (String, String) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => runs.push((page, page)),
        }
    }
    let more = runs.len() > 6;
    let words: Vec<String> = runs
        .iter()
        .take(6)
        .map(|(first, last)| if first == last { format!("{first}") } else { format!("{first}–{last}") })
        .collect();
    let (zh, en) = (words.join("、"), words.join(", "));
    if more { (format!("{zh} 等"), format!("{en} and others")) } else { (zh, en) }
}
