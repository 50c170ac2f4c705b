//! What somebody most likely meant who wrote a name that there is not.

use super::Text;

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

/// Asks whether it was meant.
pub fn did_you_mean(near: &str) -> Text {
    Text::new(format!("是不是「{near}」？"), format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("收支总表格", ["收支总表", "支出总表"]), Some("收支总表"));
        assert_eq!(nearest("formla", ["formula", "share"]), Some("formula"));
        assert_eq!(nearest("甲", ["收支总表"]), None);
    }
}
