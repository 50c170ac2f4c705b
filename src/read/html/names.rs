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

/// How many pictures, and documents in frames, a tag shows that the page does not hold. Pictures without a name are ornaments.
pub fn beside(tag: &str, get: &dyn Fn(&str) -> Option<String>) -> (usize, usize) {
    let framed = |key: &str| (0, usize::from(get(key).is_some_and(|address| names_document(&address))));
    match tag {
        "img" => (usize::from(get("alt").is_some_and(|words| !words.trim().is_empty())), 0),
        "iframe" | "embed" => framed("src"),
        "object" => framed("data"),
        _ => (0, 0),
    }
}

/// Whether an address leads to a document, and not to an advertisement, a map or a film.
fn names_document(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let whole = address.to_ascii_lowercase();
    // Viewers are told what to show: viewer.html?file=a.pdf.
    let ends = |text: &str| DOCUMENTS.iter().any(|ending| text.ends_with(ending));
    ends(&path) || whole.split(['=', '&', '#']).any(ends)
}

/// Endings of documents that portals show in frames.
const DOCUMENTS: [&str; 9] = [".pdf", ".ofd", ".doc", ".docx", ".xls", ".xlsx", ".ods", ".rtf", ".wps"];

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
