//! What the names of tags, classes and ids say of a part of a page.

/// Tags of parts of a page.
pub fn is_part(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "main"
            | "aside"
            | "nav"
            | "header"
            | "footer"
            | "center"
            | "ul"
            | "ol"
            | "dl"
            | "blockquote"
            | "fieldset"
            | "figure"
            | "form"
            | "select"
            | "button"
            | "svg"
            | "noscript"
            | "iframe"
            | "template"
            | "object"
            | "menu"
    )
}

/// Tags that set something apart from the text of the page.
pub fn is_aside(name: &str) -> bool {
    matches!(
        name,
        "nav"
            | "header"
            | "footer"
            | "aside"
            | "select"
            | "button"
            | "svg"
            | "noscript"
            | "iframe"
            | "template"
            | "menu"
    )
}

/// Names that people give to such parts.
pub fn names_aside(names: &str) -> bool {
    const WHOLE: [&str; 11] = [
        "head", "header", "nav", "top", "position", "crumb", "crumbs", "search", "share", "banner", "toolbar",
    ];
    const BEGIN: [&str; 9] =
        ["foot", "navi", "menu", "copyright", "breadcrumb", "sidebar", "toolbar", "navigation", "pagination"];
    let lower = names.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| WHOLE.contains(&word) || BEGIN.iter().any(|begin| word.starts_with(begin)))
}
