//! Words of a rule file as documents are matched: folded the same way, with globs and regular expressions over them.

use crate::document::fold::fold_str;

/// Folds as documents are folded.
pub fn fold(text: &str) -> String {
    fold_str(text.trim())
}

/// A regular expression with its literal characters folded; what is full-width stands for itself.
pub fn fold_regex(text: &str) -> String {
    fold_around(text, r"\.+*?()|[]{}^$#&-~")
}

/// Folds `text`, but what becomes one of `meta` only by folding is escaped with a backslash.
fn fold_around(text: &str, meta: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_ascii() {
            folded.push(c);
            continue;
        }
        for plain in fold_str(c.encode_utf8(&mut [0; 4])).chars() {
            if meta.contains(plain) {
                folded.push('\\');
            }
            folded.push(plain);
        }
    }
    folded
}

/// The name that `wanted` most likely means: the nearest of `known`, if it is near at all.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    known
        .into_iter()
        .filter_map(|name| {
            let distance = strsim::damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase());
            let longer = length.max(name.chars().count());
            let part =
                wanted.len() >= 6 && (name.contains(wanted) || wanted.contains(name) && name.len() >= 6);
            (part || distance * 2 <= longer).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_meets_the_document() {
        assert_eq!(fold("维修（护） 费"), "维修(护)费");
        assert_eq!(fold("Total  expenditure"), "Total expenditure");
        assert_eq!(fold("合 计"), "合计");
    }

    #[test]
    fn full_width_brackets_in_a_regex_are_literal() {
        assert!(regex::Regex::new(&fold_regex("^（[一二]）")).unwrap().is_match("(一)工资"));
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("收支总表格", ["收支总表", "支出总表"]), Some("收支总表"));
        assert_eq!(nearest("formla", ["formula", "share"]), Some("formula"));
        assert_eq!(nearest("甲", ["收支总表"]), None);
    }
}
