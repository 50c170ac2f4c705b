//! PDF: glyphs and ruling lines ─▶ lines, paragraphs and grids ─▶ a text view with the place of every figure on its page.
//!
//! What cannot be read is never passed over: a page without text under a picture, a font that does not say which characters
//! it draws, a list of pages that announces more than there are, all make the document unreadable.

mod aligned;
mod extract;
mod flow;
mod furniture;
pub mod leaves;
mod line;
pub(super) mod page;
mod ruling;
mod sheet;
mod write;

use super::Why;
use crate::diagnostic::Text;
use crate::source::{About, Layout, Note, Source};
use extract::Fault;
pub(super) use extract::MAX_PAGES;
use page::{LOST, Page};

/// Reads a PDF.
///
/// # Errors
/// Where a part of it cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    whole(bytes)?;
    let (pages, attached) = extract::extract(bytes).map_err(told)?;
    let mut notes = Vec::new();
    if attached > 0 {
        let zh = format!("附带了 {attached} 个别的文件，其中的内容没有读");
        let en = format!("{attached} attached files were not read");
        notes.push(Note { about: About::Unreadable, place: 0..0, zh, en });
    }
    laid(name, "PDF", pages, notes)
}

/// What the pages of a file of the format `format` say, with what there is to tell of it besides.
///
/// # Errors
/// Where too much of them cannot be read, or there is no text.
pub(super) fn laid(name: &str, format: &str, mut pages: Vec<Page>, more: Vec<Note>) -> Result<Source, Why> {
    let mut notes = unreadable(&pages, format)?;
    notes.extend(more);
    let recognised = recognised(&pages).into_iter().map(|number| number as u32).collect();
    let mut sheets: Vec<_> =
        pages.iter_mut().enumerate().map(|(number, page)| sheet::sheet(page, number)).collect();
    furniture::set_aside(&mut sheets, &pages);
    for (number, sheet) in sheets.iter_mut().enumerate() {
        sheet.blocks = aligned::find(std::mem::take(&mut sheet.blocks), number);
    }
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
        let reason = Text::new(format!("{format} 里没有文字"), format!("there is no text in the {format}"));
        return Err(Why::new(reason, with_text()));
    }
    Ok(Source::new(name, text).with_layout(Layout { notes, recognised, ..layout }))
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
                format!("PDF 有 {pages} 页，最多读 {} 页", MAX_PAGES),
                format!("the PDF has {pages} pages; at most {} are read", MAX_PAGES),
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
        Fault::TooLarge { page, points } => Why::new(
            Text::new(
                format!("第 {page} 页的边长 {points} 点，超过 PDF 允许的 {} 点", extract::MAX_SIDE),
                format!(
                    "a side of page {page} is {points} points long; a PDF may have {}",
                    extract::MAX_SIDE
                ),
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
const LOST_SHARE: usize = 50;
/// A page of so few characters under a picture has only its page number.
const FEW: usize = 12;

/// Text beside a picture that takes half of the page or more is a caption or a title where it has no more characters; a page
/// with a picture behind its text has more.
const LITTLE: usize = 200;

/// Which pages have a fault.
type Wanted<'a> = &'a dyn Fn(&Page) -> bool;

/// What a person is told of pages that cannot be read; the document is refused where that is more than half of it.
fn unreadable(pages: &[Page], format: &str) -> Result<Vec<Note>, Why> {
    let filled = |page: &Page| page.glyphs.iter().filter(|glyph| glyph.c != ' ').count();
    let lost = |page: &Page| page.glyphs.iter().filter(|glyph| glyph.c == LOST).count();
    let faults: [(Wanted<'_>, &str, &str); 4] = [
        (&|page| page.pictured >= 50 && filled(page) <= FEW, "是图片，没有文字", "pictures without text"),
        (&|page| page.damaged, "的内容或字体已损坏", "pages whose content or fonts are broken"),
        (
            &|page| lost(page) > 0 && lost(page) * LOST_SHARE > filled(page),
            "的字体没有文字对照，看得见却读不出",
            "pages whose fonts do not say which characters they draw",
        ),
        (
            &|page| lost(page) > 0 && lost(page) * LOST_SHARE <= filled(page),
            "有个别字读不出",
            "pages with single characters that cannot be read",
        ),
    ];
    let total = pages.len();
    let mut notes = Vec::new();
    for (grave, (wanted, zh, en)) in [true, true, true, false].into_iter().zip(faults) {
        let found: Vec<usize> = (1..=total).filter(|&number| wanted(&pages[number - 1])).collect();
        if found.is_empty() {
            continue;
        }
        let (zh_pages, en_pages) = listed(&found);
        let (zh, en) = (format!("第 {zh_pages} 页{zh}"), format!("{en}: {en_pages}"));
        if grave && found.len() * 2 > total {
            let reason =
                Text::new(format!("{format} 共 {total} 页，{zh}"), format!("of its {total} pages, {en}"));
            return Err(Why::new(reason, with_text()));
        }
        let about = if grave { About::Unreadable } else { About::Doubtful };
        notes.push(Note { about, place: 0..0, zh, en });
    }
    let plates: Vec<usize> = (1..=total)
        .filter(|&number| {
            let page = &pages[number - 1];
            let shown = page.glyphs.iter().filter(|glyph| glyph.c != ' ' && !glyph.hidden).count();
            let hidden = page.glyphs.iter().any(|glyph| glyph.hidden);
            page.pictured >= 50 && !hidden && (FEW + 1..=LITTLE).contains(&shown)
        })
        .collect();
    if !plates.is_empty() {
        let (zh, en) = listed(&plates);
        notes.push(Note {
            about: About::Pictures,
            place: 0..0,
            zh: format!("第 {zh} 页大半是图片，文字只有几行"),
            en: format!("pages that are mostly a picture, with a few lines of text: {en}"),
        });
    }
    let ocr = recognised(pages);
    if !ocr.is_empty() {
        let (zh, en) = listed(&ocr);
        notes.push(Note {
            about: About::Doubtful,
            place: 0..0,
            zh: format!("第 {zh} 页是扫描件，文字是识别出来的，可能有错"),
            en: format!("scanned pages whose text was recognised and may be wrong: {en}"),
        });
    }
    Ok(notes)
}

/// Pages, from 1, whose text lies unseen under a picture: a program recognised it there.
fn recognised(pages: &[Page]) -> Vec<usize> {
    let unseen = |page: &Page| page.glyphs.iter().filter(|glyph| glyph.hidden).count();
    // Where none of the text is seen, something else is: not every picture tells its size.
    let all = |page: &Page| page.glyphs.iter().all(|glyph| glyph.hidden || glyph.c == ' ');
    let is_scan = |page: &Page| unseen(page) > FEW && (page.pictured >= 50 || all(page));
    (1..=pages.len()).filter(|&number| is_scan(&pages[number - 1])).collect()
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
