//! The help in the reader's language. Every description is written once, `中文 · English`; the half that is meant is picked
//! before anything is laid out, so that lines break where they should.

use clap::error::ErrorKind;
use clap::{Arg, Command};
use gouji::diagnostic::Lang;

/// Stands between the two halves of a description.
const BETWEEN: &str = " · ";

/// clap's own words, the longer ones first.
const WORDS: &[(&str, &str)] = &[
    ("Print this message or the help of the given subcommand(s)", "显示这段帮助，或某个命令的帮助"),
    ("Print help (see a summary with '-h')", "显示帮助（-h 只显示摘要）"),
    ("Print help (see more with '--help')", "显示帮助（--help 更详细）"),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("Possible values:", "可用的值："),
    ("[possible values: ", "[可用的值："),
    ("[default: ", "[默认："),
    ("Usage: ", "用法："),
    ("Usage:", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
];

/// The half of `words` that is in `lang`; a description in one language is all of it.
pub fn half(words: &str, lang: Lang) -> &str {
    match (words.split_once(BETWEEN), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => words,
    }
}

/// The same, paragraph by paragraph.
fn halves(words: &str, lang: Lang) -> String {
    words.split("\n\n").map(|paragraph| half(paragraph, lang)).collect::<Vec<_>>().join("\n\n")
}

/// `command` and everything below it described in `lang`.
pub fn in_lang(command: Command, lang: Lang) -> Command {
    let said = |words: Option<String>| words.map(|words| halves(&words, lang));
    let about = said(command.get_about().map(ToString::to_string));
    let long = said(command.get_long_about().map(ToString::to_string));
    let mut command = command;
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    command.mut_args(|arg| argument(arg, lang)).mut_subcommands(|below| in_lang(below, lang))
}

fn argument(arg: Arg, lang: Lang) -> Arg {
    let help = arg.get_help().map(|help| halves(&help.to_string(), lang));
    let long = arg.get_long_help().map(|help| halves(&help.to_string(), lang));
    let arg = match help {
        Some(help) => arg.help(help),
        None => arg,
    };
    match long {
        Some(long) => arg.long_help(long),
        None => arg,
    }
}

/// Help or the version, where that is what clap has to tell instead of a mistake.
pub fn asked_for(error: &clap::Error, lang: Lang, styled: bool) -> Option<String> {
    if !matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        return None;
    }
    let rendered = error.render();
    let text = if styled { rendered.ansi().to_string() } else { rendered.to_string() };
    Some(match lang {
        Lang::En => text,
        Lang::Zh => WORDS.iter().fold(text, |text, (en, zh)| text.replace(en, zh)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_that_is_meant_is_picked_in_each_paragraph() {
        assert_eq!(half("文件 · The document", Lang::Zh), "文件");
        assert_eq!(half("文件 · The document", Lang::En), "The document");
        assert_eq!(halves("输出 · Output\n\ntext short", Lang::En), "Output\n\ntext short");
    }
}
