//! What is said of the kind of a document where its own signs contradict each other.

use gouji::check::kind::{Doubt, doubt};
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::document::Document;
use gouji::gate::config::Config;
use gouji::rule::Pack;
use gouji::source::Span;

use super::packs::Loaded;

/// A document whose title and tables are of different kinds.
pub const KIND_IN_DOUBT: &str = "gouji/kind-in-doubt";

/// What speaks against the packs that are `tried` on a document, where its title or its tables chose them.
pub fn in_doubt<'l>(
    loaded: &'l Loaded,
    tried: &[&'l Pack],
    document: &Document,
    config: &Config,
) -> Option<Doubt<'l>> {
    let told = |pack: &&&Pack| loaded.tells_the_kind(pack);
    let kinds: Vec<&Pack> = tried.iter().filter(told).copied().collect();
    doubt(&loaded.packs, &kinds, document).filter(|doubt| config.has_pack(&doubt.other.name))
}

/// The words for a doubt: a finding of its own where some pack is tried, else what `no_pack` did not know.
pub fn tell(doubt: &Doubt<'_>, document: &Document, no_pack: Option<Diagnostic>) -> Diagnostic {
    let other = |lang| doubt.other.title.get(lang).to_owned();
    let n = doubt.signs.tables;
    let line = doubt.line.as_ref().map(|line| document.span(line));
    if let (Some(mut found), Some(line)) = (no_pack, line) {
        found.primary.span = line;
        return found.labelled(Text::new(
            format!("这一行使“{}”不适用，尽管正文有它的 {n} 张表", other(Lang::Zh)),
            format!(
                "this line rules out \"{}\", though {n} of its tables stand in the document",
                other(Lang::En)
            ),
        ));
    }
    let (tried, own) = doubt.tried.map_or((doubt.other, doubt.signs), |tried| tried);
    let m = own.tables;
    let ours = |lang| tried.title.get(lang).to_owned();
    let message = match line {
        Some(_) => Text::new(
            format!(
                "标题排除了“{}”，正文却有它的 {n} 张表，“{}”的只有 {m} 张",
                other(Lang::Zh),
                ours(Lang::Zh)
            ),
            format!(
                "the title rules out \"{}\", but {n} of its tables stand in the document, and only {m} of \"{}\"",
                other(Lang::En),
                ours(Lang::En)
            ),
        ),
        None => Text::new(
            format!("标题没有说是哪一类，表格像“{}”也像“{}”", ours(Lang::Zh), other(Lang::Zh)),
            format!(
                "the title does not say what this is, and its tables are like those of \"{}\" and of \"{}\"",
                ours(Lang::En),
                other(Lang::En)
            ),
        ),
    };
    let first = || document.tables.first().map_or(0..0, |table| table.place.clone());
    let span = line.unwrap_or_else(|| document.span(&first()));
    let span = Span::new(span.file, span.start as usize..span.end as usize);
    Diagnostic::new(KIND_IN_DOUBT, Severity::Warning, span, message)
        .labelled(Text::new(
            format!("按“{}”核对", ours(Lang::Zh)),
            format!("checked as \"{}\"", ours(Lang::En)),
        ))
        .help(Text::new(
            "改正标题或表名；文件没有错的，在 gouji.toml 里用 [[kind]] 指定规则包",
            "correct the title or the tables; where the document is right, name its packs by [[kind]] in gouji.toml",
        ))
}
