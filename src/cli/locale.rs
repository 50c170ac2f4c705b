//! The language where the arguments name none: that of the locale.

use gouji::diagnostic::Lang;

/// The language of the environment: the first of these that is set decides; none set is Chinese.
pub fn lang() -> Lang {
    of(["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok()))
}

/// `C` and `POSIX` say nothing of a language.
fn of(values: impl Iterator<Item = String>) -> Lang {
    let named = values.into_iter().find(|value| !value.is_empty());
    match named.as_deref() {
        Some(value) if !value.starts_with("zh") && !is_neutral(value) => Lang::En,
        _ => Lang::Zh,
    }
}

fn is_neutral(value: &str) -> bool {
    matches!(value.split('.').next(), Some("C" | "POSIX"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides() {
        let of = |values: &[&str]| of(values.iter().map(|value| (*value).to_owned()));
        assert_eq!(of(&[]), Lang::Zh);
        assert_eq!(of(&["zh_CN.UTF-8"]), Lang::Zh);
        assert_eq!(of(&["", "en_US.UTF-8"]), Lang::En);
        assert_eq!(of(&["C.UTF-8"]), Lang::Zh);
        assert_eq!(of(&["de_DE", "zh_CN"]), Lang::En);
    }
}
