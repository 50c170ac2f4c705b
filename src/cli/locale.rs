//! The language where the arguments name none: that of the locale; and what is wrong with arguments, in Chinese too.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use gouji::diagnostic::Lang;

use super::terminal::Terminal;
use super::{Color, help};

/// The language of the environment: the first of these that is set decides. A locale that names no language (`C`, `POSIX`,
/// none at all: containers, CI) is English, as everywhere else.
pub fn lang() -> Lang {
    of(["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok()))
}

/// The language that the arguments ask for, or else that of the environment: known before the arguments are understood.
pub fn asked() -> Lang {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    by_hand(&args).unwrap_or_else(lang)
}

/// Tells what is wrong with the arguments in the language they ask for or that of the locale, and ends with 2; or tells the
/// help they ask for, and ends with 0 where it could be told.
pub fn refused(error: &clap::Error) -> u8 {
    let lang = asked();
    let terminal = Terminal::new(Some(lang), Color::Auto);
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    match (help::asked_for(error, lang, terminal.colour), in_chinese(error)) {
        (Some(help), _) if error.use_stderr() => terminal.aside(&help),
        (Some(help), _) => terminal.print(&help),
        (None, Some(told)) if lang == Lang::Zh => terminal.aside(&told),
        _ => drop(error.print()),
    }
    if terminal.lost() { 2 } else { code }
}

/// The language that the arguments name, wrong as they are.
fn by_hand(asked: &[String]) -> Option<Lang> {
    let after = asked.iter().position(|arg| arg == "--lang").and_then(|at| asked.get(at + 1));
    match asked.iter().find_map(|arg| arg.strip_prefix("--lang=")).or(after.map(String::as_str))? {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// clap's words in Chinese; nothing for what is no mistake, or one that has no words here.
fn in_chinese(error: &clap::Error) -> Option<String> {
    let text = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => {
            Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"))
        }
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数 {}", argument?),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", text(ContextKind::InvalidSubcommand)?),
        ErrorKind::InvalidValue if value.is_empty() => format!("{} 后面要有值", argument?),
        ErrorKind::InvalidValue => format!("{} 不能是 {value}", argument?),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| format!("：{why}")).unwrap_or_default();
            format!("{} 不能是 {value}{why}", argument?)
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {}", argument?),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(prior) if Some(&prior) != argument.as_ref() => {
                format!("{} 不能和 {prior} 一起用", argument?)
            }
            _ => format!("{} 只能写一次", argument?),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{} 的值的个数不对", argument?)
        }
        ErrorKind::NoEquals => format!("{} 要用 = 给值", argument?),
        _ => return None,
    };
    let mut told = format!("gouji: {what}\n");
    if let Some(valid) = text(ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
        told.push_str(&format!("  = 可用的有 {valid}\n"));
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(text) {
        told.push_str(&format!("  = 是不是 {near}？\n"));
    }
    told.push_str("  = gouji --help 列出全部命令和参数\n");
    Some(told)
}

fn of(values: impl Iterator<Item = String>) -> Lang {
    let named = values.into_iter().find(|value| !value.is_empty());
    if named.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides() {
        let of = |values: &[&str]| of(values.iter().map(|value| (*value).to_owned()));
        assert_eq!(of(&[]), Lang::En);
        assert_eq!(of(&["zh_CN.UTF-8"]), Lang::Zh);
        assert_eq!(of(&["", "en_US.UTF-8"]), Lang::En);
        for neutral in ["C", "POSIX", "C.UTF-8"] {
            assert_eq!(of(&[neutral, "zh_CN.UTF-8"]), Lang::En, "{neutral}");
        }
        assert_eq!(of(&["", "zh_TW"]), Lang::Zh);
        assert_eq!(of(&["de_DE", "zh_CN"]), Lang::En);
    }
}
