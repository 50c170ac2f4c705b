//! Corrections as remarks at their places in the author's own file.

use super::{Item, List, remark};
use crate::annotate::Remark;
use crate::diagnostic::Lang;

/// What is said of each correction of `list`.
pub fn remarks(list: &List<'_>, lang: Lang) -> Vec<Remark> {
    let remark = |item: &Item| {
        let (place, at) = (&item.place, &item.at);
        Remark {
            span: item.span,
            severity: item.severity,
            lines: remark(item, lang),
            place: lang
                .pick(format!("位置：{place} {at}"), format!("Place: {place} {at}"))
                .trim_end()
                .to_owned(),
        }
    };
    list.items.iter().map(remark).collect()
}
