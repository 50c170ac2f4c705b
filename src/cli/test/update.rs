//! `gouji test --update`: rewrites the marks of examples where they stand, and nothing else of the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use gouji::diagnostic::{Lang, Text};
use gouji::source::{FileId, Source, Sources};

use super::super::files::{self, MOST_WRITTEN};
use super::super::terminal::Terminal;
use super::super::{Stop, write};
use super::Case;

/// Rewrites what differs after printing it; true where every example is as marked afterwards.
pub fn run(cases: &[Case<'_>], sources: &Sources, terminal: &Terminal) -> Result<bool, Stop> {
    let mut files: BTreeMap<FileId, Vec<&Case<'_>>> = BTreeMap::new();
    let mut out = String::new();
    for case in cases.iter().filter(|case| !case.ran.passed()) {
        let span = case.example.marks_span;
        let source = sources.get(span.file);
        let line = source.line_column(span.start as usize).0;
        let (old, new) = (sources.slice(span), marks(&case.ran.pointed));
        let _ = writeln!(out, "{}:{line}  {} 「{}」", source.name(), case.rule.id, case.example.name);
        let _ = writeln!(out, "- marks = {old}\n+ marks = {new}\n");
        files.entry(span.file).or_default().push(case);
    }
    if files.is_empty() {
        return Ok(false);
    }
    let changed: usize = files.values().map(Vec::len).sum();
    files.keys().try_for_each(|file| may_be_rewritten(sources.get(*file)))?;
    terminal.print(&out);
    for (file, mut cases) in files {
        let source = sources.get(file);
        let name = source.name();
        cases.sort_by_key(|case| std::cmp::Reverse(case.example.marks_span.start));
        cases.dedup_by_key(|case| case.example.marks_span.start);
        let mut text = source.text().to_owned();
        for case in cases {
            text.replace_range(case.example.marks_span.range(), &marks(&case.ran.pointed));
        }
        write::whole(Path::new(name), text.as_bytes()).map_err(|error| {
            Stop::new(Text::new(format!("{name} 写不了：{error}"), format!("cannot write {name}: {error}")))
        })?;
    }
    terminal.print(match terminal.lang {
        Lang::Zh => "已改写，请看一遍差别是不是想要的\n",
        Lang::En => "rewritten; see that the difference is what you want\n",
    });
    Ok(changed > 0)
}

/// A file that is not what was read, or that came with the program, is not written over.
fn may_be_rewritten(source: &Source) -> Result<(), Stop> {
    let name = source.name();
    let bytes = files::read(Path::new(name), MOST_WRITTEN);
    if bytes.is_ok_and(|bytes| bytes == source.text().as_bytes()) {
        return Ok(());
    }
    Err(Stop::new(Text::new(
        format!("{name} 不能改写：磁盘上没有同样的文件"),
        format!("{name} is not rewritten: there is no such file on the disk"),
    ))
    .help(Text::new("写出规则文件：gouji test --update FILE", "name the file: gouji test --update FILE")))
}

/// A list of texts as TOML.
fn marks(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_toml() {
        assert_eq!(marks(&["占\"9\"\t%".to_owned(), "\\".to_owned()]), r#"["占\"9\"\t%", "\\"]"#);
        assert_eq!(marks(&[]), "[]");
    }
}
