//! A reader that nobody needs, as a new one is written: the export of a till, a caption and lines of `name;amount;amount`.

use gouji::diagnostic::Text;
use gouji::read::Why;
use gouji::source::Source;

/// Reads the export of a till.
///
/// # Errors
/// Where it is no text, or a line of it has no amount.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let step = || Text::new("从收银机重新导出", "export it from the till again");
    let Ok(text) = str::from_utf8(bytes) else {
        return Err(Why::new(Text::new("不是 UTF-8 的文字", "it is no text in UTF-8"), step()));
    };
    // The first line is the caption, the others are rows: a row is a line with tabs between its cells.
    if let Some((at, line)) = text.lines().enumerate().skip(1).find(|(_, line)| !line.contains(';')) {
        let said = Text::new(
            format!("第 {} 行没有金额：{line}", at + 1),
            format!("line {} has no amount: {line}", at + 1),
        );
        return Err(Why::new(said, step()));
    }
    Ok(Source::new(name, text.replace(';', "\t")))
}
