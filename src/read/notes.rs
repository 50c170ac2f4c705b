//! What readers have to tell of a file beside its text: hidden parts, pending changes, what could not be read.

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{About, FileId, Note, Source, Span};

/// How many of one kind are said one by one.
const MOST: usize = 8;

/// The id of what is said about `about`; configurations may give it another severity.
pub fn id_of(about: About) -> &'static str {
    match about {
        About::Hidden => "gouji/hidden-parts",
        About::Unshown => "gouji/hidden-rows",
        About::Struck => "gouji/struck-out-text",
        About::Changes => "gouji/pending-changes",
        About::Pictures => "gouji/pictures",
        About::Encoding => "gouji/encoding",
        About::Doubtful => "gouji/doubtful-text",
        About::Values => "gouji/stored-values",
        About::Unreadable => "gouji/unreadable-parts",
    }
}

/// What the reader of `source` has to tell: one diagnostic for each kind of thing, at the first of them.
pub fn notes(file: FileId, source: &Source) -> Vec<Diagnostic> {
    let told = About::ALL.iter().filter_map(|about| {
        let of: Vec<&Note> = source.notes().filter(|note| note.about == *about).collect();
        (!of.is_empty()).then(|| told(file, source, *about, &of))
    });
    told.collect()
}

fn told(file: FileId, source: &Source, about: About, of: &[&Note]) -> Diagnostic {
    let (zh, en, help) = words(about);
    let first = of.iter().map(|note| &note.place).min_by_key(|place| place.start).cloned().unwrap_or(0..0);
    let end = source.text().len();
    let span = Span::new(file, (first.start as usize).min(end)..(first.end as usize).min(end));
    let severity = if about.is_loss() { Severity::Warning } else { Severity::Note };
    let message = match of {
        [only] => Text::new(format!("{zh}：{}", only.zh), format!("{en}: {}", only.en)),
        several => Text::new(
            format!("{zh}：{} 等 {} 处", several[0].zh, several.len()),
            format!("{en}: {} and {} more", several[0].en, several.len() - 1),
        ),
    };
    let mut found = Diagnostic::new(id_of(about), severity, span, message).help(help);
    if of.len() > 1 {
        found.notes.extend(of.iter().take(MOST).map(|note| Text::new(note.zh.as_str(), note.en.as_str())));
    }
    // The kind of thing is what a waiver is for, not how many there are today.
    found.identity = zh.to_owned();
    found
}

/// What kind of thing it is in both languages, and the step to take.
fn words(about: About) -> (&'static str, &'static str, Text) {
    match about {
        About::Hidden => (
            "文件里有隐藏的内容，没有核对",
            "the file hides something, which was not checked",
            Text::new("公开前删去，或取消隐藏再检查", "take it out, or show it and check again"),
        ),
        About::Unshown => (
            "有不显示的行列，照样读入核对",
            "rows or columns are not shown; they are read and checked all the same",
            Text::new("公开前删去，或取消隐藏", "take them out, or show them, before publishing"),
        ),
        About::Struck => (
            "有划掉的文字，没有读入",
            "text that was struck out is not read",
            Text::new(
                "公开前删去；没有作废的，去掉删除线",
                "delete it before publishing, or lift the line through it",
            ),
        ),
        About::Changes => (
            "文件里有未处理的修订，按全部接受读取",
            "the file has changes that nobody accepted yet; they are read as accepted",
            Text::new("接受或拒绝全部修订后再公开", "accept or reject them before publishing"),
        ),
        About::Pictures => (
            "图片里的文字没有读",
            "words in pictures are not read",
            Text::new(
                "图片里有数字或表格的，逐处核对",
                "where a picture shows figures or a table, check it by eye",
            ),
        ),
        About::Encoding => {
            ("文字编码", "the encoding of the text", Text::new("用 UTF-8 保存最稳妥", "UTF-8 is the safest"))
        }
        About::Doubtful => (
            "有的文字可能读得不对",
            "some of the text may be read wrongly",
            Text::new("对照原件核对这些地方", "check these places against the original"),
        ),
        About::Values => (
            "有公式没有存下计算结果，读不出数，没有核对",
            "formulas without a stored value cannot be read and were not checked",
            Text::new(
                "用表格软件打开，重新计算并保存，再检查；确认后在 gouji.toml 里写 allow = [\"unreadable-figures\"] 放行",
                "open it in a spreadsheet program, calculate, save, and check again; allow = [\"unreadable-figures\"] lets it pass",
            ),
        ),
        About::Unreadable => (
            "有内容读不出来，没有核对",
            "something in the file cannot be read and was not checked",
            Text::new(
                "对照原件核对这些地方，或换一份可读的文件；确认后在 gouji.toml 里写 allow = [\"unreadable-figures\"] 放行",
                "check these places by eye, or get a file that can be read; then allow = [\"unreadable-figures\"] lets it pass",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lang;
    use crate::source::Layout;

    #[test]
    fn each_kind_is_told_once_at_its_first_place() {
        let note = |about, place, zh: &str| Note { about, place, zh: zh.to_owned(), en: zh.to_owned() };
        let notes_ = vec![
            note(About::Hidden, 7..7, "第3行"),
            note(About::Changes, 0..6, "1 处"),
            note(About::Hidden, 0..3, "工作表「底稿」"),
        ];
        let source = Source::new("a", "合计\t1").with_layout(Layout { notes: notes_, ..Layout::default() });
        let told = notes(FileId(0), &source);
        let said: Vec<_> =
            told.iter().map(|found| (found.rule.as_str(), found.primary.span.range())).collect();
        assert_eq!(said, [("gouji/hidden-parts", 0..3), ("gouji/pending-changes", 0..6)]);
        assert!(told[0].message.get(Lang::Zh).ends_with("第3行 等 2 处"), "{told:?}");
        assert_eq!((told[0].notes.len(), told[1].notes.len()), (2, 0));
        assert!(notes(FileId(0), &Source::new("a", "")).is_empty());
    }

    #[test]
    fn a_place_beyond_the_text_is_survived() {
        let note = Note { about: About::Unreadable, place: 90..99, zh: "x".into(), en: "x".into() };
        let source = Source::new("a", "").with_layout(Layout { notes: vec![note], ..Layout::default() });
        assert_eq!(notes(FileId(0), &source)[0].primary.span, Span::new(FileId(0), 0..0));
    }
}
