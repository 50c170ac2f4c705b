//! What kind of document it is taken for, and why.

use gouji::check::recognise::{Signs, Verdict, verdict};
use gouji::diagnostic::{Lang, Text};
use gouji::document::Document;
use serde_json::{Value, json};

use super::super::Inspect;
use super::super::packs::{self, Examples};
use super::super::settings::{absolute, folder_of};

/// A pack that is tried on the document, or one that the document has signs of and that is not.
pub struct Kind {
    name: String,
    title: Text,
    /// Why; none where the configuration names the pack for this path.
    verdict: Option<Verdict>,
    /// Whether it is tried.
    tried: bool,
}

/// The kinds that a document may be of. The packs that are for any document say nothing of that, and where the rules cannot
/// be read nobody knows.
pub fn kinds(args: &Inspect, document: &Document) -> Vec<Kind> {
    let Ok((loaded, config)) = packs::of(&args.rules, &folder_of(&args.file), Examples::Left) else {
        return Vec::new();
    };
    let tried = loaded.judge(&config).packs_for(document, &absolute(&args.file));
    let by_path = config.kind(&absolute(&args.file)).is_some();
    let specific = loaded.packs.iter().filter(|pack| by_path || loaded.tells_the_kind(pack));
    let kinds = specific.filter_map(|pack| {
        let tried = tried.iter().any(|other| other.name == pack.name);
        let verdict = (!by_path).then(|| verdict(pack, document));
        let excepted = match &verdict {
            Some(Verdict::Excepted(_)) => Signs::of(pack, document).tables > 0,
            Some(Verdict::Against(_)) => true,
            _ => false,
        };
        let kind = Kind { name: pack.name.clone(), title: pack.title.clone(), verdict, tried };
        (tried || excepted).then_some(kind)
    });
    kinds.collect()
}

impl Kind {
    /// One line for a person.
    pub fn line(&self, document: &Document, lang: Lang) -> String {
        let says = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let signs = |signs: &Signs| {
            let Signs { tables, headings, against } = signs;
            says(
                &format!("它的表 {tables} 张，像它标题的章节 {headings} 个，相反的 {against} 处"),
                &format!(
                    "{tables} of its tables, {headings} headings like its titles, {against} of another kind"
                ),
            )
        };
        let why = match &self.verdict {
            None => says("按路径指定", "named for this path"),
            Some(Verdict::Any | Verdict::No) => says("不论哪一类", "whatever the kind"),
            Some(Verdict::Title(line)) => {
                let words = document.text(line);
                says(&format!("标题“{words}”"), &format!("the title \"{words}\""))
            }
            Some(Verdict::Excepted(line)) => {
                let words = document.text(line);
                says(&format!("标题“{words}”排除"), &format!("ruled out by the title \"{words}\""))
            }
            Some(Verdict::Signs(found) | Verdict::Against(found)) => signs(found),
        };
        let (mark, title) = (if self.tried { '+' } else { '-' }, self.title.get(lang));
        says(
            &format!("{mark} {}（{title}）：{why}", self.name),
            &format!("{mark} {} ({title}): {why}", self.name),
        )
    }

    /// The same for programs.
    pub fn json(&self, document: &Document) -> Value {
        let (by, line, signs) = match &self.verdict {
            None => ("path", None, None),
            Some(Verdict::Any | Verdict::No) => ("any", None, None),
            Some(Verdict::Title(line) | Verdict::Excepted(line)) => {
                ("title", Some(document.text(line)), None)
            }
            Some(Verdict::Signs(signs) | Verdict::Against(signs)) => ("signs", None, Some(signs)),
        };
        json!({
            "pack": self.name,
            "applies": self.tried,
            "by": by,
            "line": line,
            "tables": signs.map(|signs| signs.tables),
            "headings": signs.map(|signs| signs.headings),
            "against": signs.map(|signs| signs.against),
        })
    }
}
