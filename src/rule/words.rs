//! Words of a rule file as documents are matched: folded the same way.

use crate::document::fold::fold_str;

/// Folds as documents are folded.
pub fn fold(text: &str) -> String {
    fold_str(text.trim())
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
}
