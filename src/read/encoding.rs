//! Bytes ─▶ text: which encoding they are in, and what they say. A byte order mark decides, then what the bytes can only
//! be, then what the file declares, then how likely each encoding is; where that does not tell, nothing is guessed.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Why;
use crate::diagnostic::Text;
use crate::source::{About, Cut, Note};

/// How much of a file is looked at to tell its encoding.
const SAMPLE: usize = 1 << 16;
/// Wrong bytes are told one by one up to this many.
const TOLD: usize = 20;
/// A NUL in so many bytes is what a converter put down for a letter it could not tell; more of them are no text.
const LOST: usize = 50;

/// Text in Unicode, and what there is to tell of how it came about.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark; a wrong byte stands as U+FFFD and is told.
    pub text: Cow<'a, str>,
    /// The encoding, where it is not UTF-8, and the wrong bytes.
    pub notes: Vec<Note>,
}

/// How an encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Mark,
    Pattern,
    Declaration,
    Likelihood,
}

/// Decodes `bytes`. `declared` is the name of the encoding that the file itself gives (`<meta charset>`), if it gives one.
///
/// # Errors
/// Where the bytes are no text, or in no encoding that can be told.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, Why> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(undecided(bytes, Some("UTF-32")));
    }
    let (body, marked) = match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (&bytes[len..], Some(encoding)),
        None => (bytes, None),
    };
    if matches!(marked, Some(encoding) if encoding != UTF_8) {
        return told(body, marked.unwrap_or(UTF_8), By::Mark, bytes.len() - body.len());
    }
    let nul = memchr::memchr(0, body);
    if let (None, Ok(text)) = (nul, std::str::from_utf8(body)) {
        return Ok(Decoded { text: Cow::Borrowed(text), notes: Vec::new() });
    }
    if let Some(at) = nul {
        return match wide(body) {
            Some(encoding) => told(body, encoding, By::Pattern, 0),
            None if std::str::from_utf8(body).is_ok() => {
                told(body, UTF_8, By::Mark, bytes.len() - body.len())
            }
            None => Err(binary(at + bytes.len() - body.len())),
        };
    }
    if marked.is_some() || is_damaged_utf8(body) {
        return told(body, UTF_8, By::Mark, bytes.len() - body.len());
    }
    let declared = declared.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    // GB18030 is GBK with the rest of Unicode in it; many files say GBK and are not.
    let declared = declared.map(|encoding| if encoding == GBK { GB18030 } else { encoding });
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8 && fits(body, encoding)) {
        return told(body, encoding, By::Declaration, 0);
    }
    match likely(body) {
        Some(encoding) => told(body, encoding, By::Likelihood, 0),
        None => Err(undecided(bytes, None)),
    }
}

/// UTF-16 without a mark: nearly everything is letters people write in one order of its bytes, and not in the other.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let plain = |c: char| {
        let common = matches!(c, '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{266f}' | '\u{3000}'..='\u{9fff}');
        common || matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{ff00}'..='\u{ffef}')
    };
    // How many of a hundred letters are plain.
    let share = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let good = text.chars().filter(|c| plain(*c)).count();
        good * 100 / text.chars().count().max(1)
    };
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let (encoding, best) = if little >= big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    (sample.len() > 2 && best >= 95 && little.abs_diff(big) >= 10).then_some(encoding)
}

/// UTF-8 with a few wrong bytes in it: cut off, or pasted together. Other encodings hardly ever look like it.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    // A few letters of GBK may pass for UTF-8, a page of them never does.
    good >= 8 && wrong * 20 <= good
}

/// Whether `bytes` are text in `encoding`, but for a few slips.
fn fits(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut wide, mut wrong) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        wide += 1;
        wrong += usize::from(c == char::REPLACEMENT_CHARACTER);
    }
    // The sample may end within a letter.
    wrong <= 1 + wide / 100 && wrong * 4 <= wide
}

/// The encoding `bytes` are most likely in, among those that disclosures come in.
fn likely(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    if (guess == GBK || guess == GB18030) && fits(bytes, GB18030) {
        return Some(GB18030);
    }
    if guess == BIG5 && fits(bytes, BIG5) && !is_common_gb(sample) {
        return Some(BIG5);
    }
    if is_common_gb(sample) && fits(bytes, GB18030) {
        return Some(GB18030);
    }
    // Western text: ASCII with a few dashes, quotes, pound signs in between, or letters where those are likely.
    let high = || sample.iter().filter(|byte| **byte >= 0x80);
    let alone = sample.windows(2).filter(|pair| pair[0] >= 0x80 && pair[1] < 0x80).count();
    let known = guess == WINDOWS_1252
        || high().all(|byte| matches!(byte, 0x80 | 0x85 | 0x91..=0x97 | 0x99 | 0xA0..=0xBF));
    let western = known && high().count() * 10 <= sample.len() && alone * 10 >= high().count() * 9;
    (western && sample.len() >= 64).then_some(WINDOWS_1252)
}

/// Nearly all letters are among the commonest of GB2312, with its punctuation: the first level, ordered by sound.
fn is_common_gb(sample: &[u8]) -> bool {
    let (mut pairs, mut common, mut at) = (0usize, 0usize, 0usize);
    while at + 1 < sample.len() {
        let (lead, trail) = (sample[at], sample[at + 1]);
        if lead < 0x80 {
            at += 1;
            continue;
        }
        pairs += 1;
        common += usize::from(matches!(lead, 0xA1 | 0xA3 | 0xB0..=0xD7) && trail >= 0xA1);
        at += 2;
    }
    pairs >= 2 && common * 20 >= pairs * 19
}

/// Decodes in an encoding that was chosen, and tells of it; `skipped` bytes stand before `body`.
fn told<'a>(body: &'a [u8], encoding: &'static Encoding, by: By, skipped: usize) -> Result<Decoded<'a>, Why> {
    let mut notes = Vec::new();
    if encoding != UTF_8 {
        let name = encoding.name();
        let (zh, en) = match by {
            By::Mark => ("据文件头的字节序标记", "by its byte order mark"),
            By::Pattern => ("据字节的分布", "by the pattern of its bytes"),
            By::Declaration => ("据文件自己的声明", "as it declares"),
            By::Likelihood => ("推断所得", "inferred"),
        };
        let (zh, en) = (format!("按 {name} 编码读取（{zh}）"), format!("read as {name} ({en})"));
        notes.push(Note { about: About::Encoding, place: 0..0, zh, en });
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(body.len()).unwrap_or(body.len() * 3);
    let mut text = String::with_capacity(room);
    let (mut at, mut wrong) = (0, 0usize);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&body[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(body.len() - at + 16),
            DecoderResult::Malformed(len, after) => {
                wrong += 1;
                let start = text.len() as u32;
                text.push(char::REPLACEMENT_CHARACTER);
                if wrong <= TOLD {
                    let from = at.saturating_sub(usize::from(len) + usize::from(after));
                    let hex: Vec<String> = body[from..(from + usize::from(len)).min(at)]
                        .iter()
                        .map(|byte| format!("{byte:02X}"))
                        .collect();
                    let (hex, nth, name) = (hex.join(" "), from + skipped + 1, encoding.name());
                    notes.push(Note {
                        about: About::Unreadable,
                        place: start..text.len() as u32,
                        zh: format!("第 {nth} 个字节起的 {hex} 不是 {name} 文字，这里缺什么无从知道"),
                        en: format!(
                            "{hex}, from byte {nth} on, is no text in {name}: what stood here is lost"
                        ),
                    });
                }
            }
        }
    }
    if wrong > TOLD {
        let more = wrong - TOLD;
        notes.push(Note {
            about: About::Unreadable,
            place: 0..0,
            zh: format!("另有 {more} 处字节不是 {} 文字", encoding.name()),
            en: format!("{more} more places are no text in {}", encoding.name()),
        });
    }
    let mut text = match text.bytes().filter(|byte| *byte == 0).count() {
        0 => text,
        lost if lost * LOST <= text.len() => without_nul(&text, lost, &mut notes),
        _ => return Err(binary(body.iter().position(|byte| *byte == 0).unwrap_or(0) + skipped)),
    };
    text.shrink_to_fit();
    Ok(Decoded { text: Cow::Owned(text), notes })
}

/// `text` with a mark of loss for each of its `lost` NULs, which converters put down for letters whose code they do not know.
/// What `notes` point at moves along.
fn without_nul(text: &str, lost: usize, notes: &mut Vec<Note>) -> String {
    let longer = (char::REPLACEMENT_CHARACTER.len_utf8() - 1) as u32;
    let before = |at: u32| text.cut(..at as usize).bytes().filter(|byte| *byte == 0).count() as u32;
    for note in &mut *notes {
        note.place = note.place.start + before(note.place.start) * longer
            ..note.place.end + before(note.place.end) * longer;
    }
    let whole = text.replace('\0', "\u{FFFD}");
    let at = whole.find(char::REPLACEMENT_CHARACTER).unwrap_or(0) as u32;
    notes.push(Note {
        about: About::Unreadable,
        place: at..at + longer + 1,
        zh: format!("这里和别处共 {lost} 个字符写成了 NUL，是什么字无从知道"),
        en: format!("{lost} characters, the first of them here, were written as NUL: what they were is lost"),
    });
    whole
}

fn binary(at: usize) -> Why {
    Why::new(
        Text::new(
            format!("第 {} 个字节是 NUL，这不是文本文件", at + 1),
            format!("byte {} is NUL: this is not a text file", at + 1),
        ),
        Text::new("从原文件另存为 DOCX、XLSX、PDF 或文本", "save the original as DOCX, XLSX, PDF or text"),
    )
}

fn undecided(bytes: &[u8], known: Option<&str>) -> Why {
    let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let reason = match known {
        Some(name) => Text::new(format!("编码是 {name}"), format!("it is encoded in {name}")),
        None => Text::new(
            format!("第 {line} 行起不是 UTF-8，也看不出是 GB18030、Big5 还是别的编码"),
            format!("from line {line} on it is not UTF-8, nor plainly GB18030, Big5 or another encoding"),
        ),
    };
    let help = Text::new(
        "用编辑器“另存为”UTF-8，或 iconv -f 原编码 -t UTF-8",
        "save it as UTF-8, for instance with iconv -f ENCODING -t UTF-8",
    );
    Why::new(reason, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lang;

    const PAGE: &str =
        "某局2025年度部门预算公开\n收入总计\t1,234.50\n单位：万元，其中：基本支出“人员经费”。\n";
    const TRADITIONAL: &str = "某局一百一十四年度歲入歲出決算總表\n科目\t預算數\t決算數\n稅課收入\t1,234\t1,250\n補助及協助收入\t880\t876\n";

    fn text(bytes: &[u8]) -> (String, Vec<About>) {
        let decoded = decode(bytes, None).unwrap();
        (decoded.text.into_owned(), decoded.notes.iter().map(|note| note.about).collect())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let both = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(both).collect()
    }

    #[test]
    fn every_encoding_says_the_same() {
        let (gbk, _, _) = GB18030.encode(PAGE);
        let told = || vec![About::Encoding];
        assert_eq!(text(PAGE.as_bytes()), (PAGE.into(), vec![]));
        assert_eq!(text(&gbk), (PAGE.into(), told()));
        assert_eq!(text(&utf16(PAGE, false)), (PAGE.into(), told()));
        assert_eq!(text(&utf16(PAGE, true)), (PAGE.into(), told()));
        assert_eq!(text(&[b"\xFF\xFE", &utf16(PAGE, false)[..]].concat()), (PAGE.into(), told()));
        assert_eq!(text(&[b"\xFE\xFF", &utf16(PAGE, true)[..]].concat()), (PAGE.into(), told()));
        let (big5, _, _) = BIG5.encode(TRADITIONAL);
        assert_eq!(text(&big5), (TRADITIONAL.into(), told()));
    }

    #[test]
    fn a_few_letters_are_enough_for_gbk() {
        for words in ["合计", "部门预算", "单位：万元", "一、收入", "2025年度预算"] {
            let (gbk, _, _) = GB18030.encode(words);
            let found = decode(&gbk, None);
            assert!(found.as_ref().is_ok_and(|found| found.text == words), "{words}: {found:?}");
        }
        // Letters that GBK lacks and GB18030 has.
        let (rare, _, _) = GB18030.encode("某局预算：㑇𠀀局长负责。部门收入总计一百万元整。");
        assert!(text(&rare).0.contains('𠀀'));
    }

    #[test]
    fn wrong_bytes_are_told_at_their_place() {
        let mut bytes = PAGE.as_bytes().to_vec();
        let at = PAGE.find("1,234").unwrap();
        bytes.insert(at, 0xFF);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(&decoded.text[at..at + 3], "\u{FFFD}");
        let [told] = &decoded.notes[..] else { panic!("{:?}", decoded.notes) };
        assert_eq!((told.about, told.place.clone()), (About::Unreadable, at as u32..at as u32 + 3));
        assert!(told.zh.contains(&format!("第 {} 个字节", at + 1)) && told.zh.contains("FF"), "{}", told.zh);

        let (gbk, _, _) = GB18030.encode(PAGE);
        let mut gbk = gbk.into_owned();
        gbk.truncate(gbk.len() - 3);
        gbk.push(0xB5);
        let (_, kinds) = text(&gbk);
        assert_eq!(kinds, [About::Encoding, About::Unreadable]);
        let (long, wrong) = ("预算".repeat(400), [b'a', 0xFF].repeat(30));
        let (words, kinds) = text(&[long.as_bytes(), &wrong].concat());
        assert_eq!((words.matches('\u{FFFD}').count(), kinds.len()), (30, TOLD + 1));
    }

    #[test]
    fn a_declaration_counts_where_it_fits() {
        let (gbk, _, _) = GB18030.encode("收入");
        assert_eq!(decode(&gbk, Some("gb2312")).unwrap().text, "收入");
        assert_eq!(decode("收入".as_bytes(), Some("gb2312")).unwrap().text, "收入");
        let (gbk, _, _) = GB18030.encode(PAGE);
        assert_eq!(decode(&gbk, Some("utf-8")).unwrap().text, PAGE);
    }

    #[test]
    fn western_text_is_read_and_noise_is_not() {
        let page = b"Adopted budget 2015\x9616, in thousands. The council\x92s reserve is \xA3400 and grants are \xA31,200 in all.";
        assert!(text(page).0.contains("2015–16") && text(page).0.contains("£400"));
        for noise in
            [&b"\xFF1\xFF1\xFF"[..], b"\x81\x02\x93\xFE\x90\x91\xA0\xFF\xFD\x80", b"\xFF\xFE\0\0A\0\0\0"]
        {
            assert!(decode(noise, None).is_err(), "{noise:?}");
        }
        let reason = decode(b"abc\0def", None).unwrap_err().reason.get(Lang::Zh).to_owned();
        assert!(reason.contains("第 4 个字节"), "{reason}");
        assert!(decode(b"\0\x01\x02\0\0\x03", None).is_err());
    }

    #[test]
    fn a_few_nul_are_letters_that_are_lost_and_many_are_no_text() {
        let page = format!("{}支出\0合计\n- \0 -\n", PAGE.repeat(8));
        let (text, notes) = text(page.as_bytes());
        assert!(text.contains("支出\u{FFFD}合计\n- \u{FFFD} -"), "{text}");
        assert_eq!(notes, [About::Unreadable]);
        let place = &decode(page.as_bytes(), None).unwrap().notes[0].place;
        assert_eq!(&text[place.start as usize..place.end as usize], "\u{FFFD}");
        assert!(decode(page.replace('支', "\0\0\0\0\0\0\0\0").as_bytes(), None).is_err());
    }
}
