//! `gouji inspect --names`: every name a rule can use of this document, as the text that selects it in a formula.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gouji::check::bind::{Bound, BoundTable, RowId, key};
use gouji::diagnostic::Lang;
use gouji::document::{ColumnKind, Document, Place};
use gouji::report::visible;
use gouji::rule::Pack;
use gouji::rule::fault::Origin;
use gouji::rule::formula::{Formula, Reference};
use gouji::source::{FileId, Source};

/// Lists the names pack by pack, then the tables that no pack knows.
pub fn render<'p>(
    document: &Document,
    source: &Source,
    mut applying: Vec<&'p Pack>,
    packs: &'p [Pack],
    lang: Lang,
) -> String {
    if applying.is_empty() {
        applying = packs.iter().filter(|pack| !Bound::new(document, pack).tables.is_empty()).collect();
    }
    let mut list = Names { out: String::new(), document, source, lang };
    let mut known: BTreeSet<usize> = BTreeSet::new();
    for pack in applying {
        let bound = Bound::new(document, pack);
        let _ = writeln!(list.out, "# {}  {}", pack.name, visible(pack.title.get(lang)));
        for table in bound.bound_tables() {
            known.insert(table.index);
            list.table(&bound, table);
        }
        for form in &bound.forms {
            known.insert(form.table);
            list.form(pack, &pack.forms[form.binding].name, &document.tables[form.table].place);
        }
        list.words(&bound);
        list.out.push('\n');
    }
    let unknown: Vec<usize> = (0..document.tables.len()).filter(|index| !known.contains(index)).collect();
    if !unknown.is_empty() {
        let words =
            list.say("没有规则包认出的表；抄进规则文件即可认出", "tables no pack knows; paste to bind");
        let _ = writeln!(list.out, "# {words}");
    }
    for index in unknown {
        list.snippet(index);
    }
    list.out
}

struct Names<'a> {
    out: String,
    document: &'a Document,
    source: &'a Source,
    lang: Lang,
}

impl Names<'_> {
    fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn line(&self, place: &Place) -> usize {
        self.source.line_column(self.document.span(place).start as usize).0
    }

    fn table(&mut self, bound: &Bound<'_>, table: BoundTable<'_>) {
        let name = quoted(&table.binding.name);
        let _ = writeln!(self.out, "\n{name}  :{}", self.line(&table.table.place));
        let first = bound.table(&table.binding.name).is_some_and(|first| first.index == table.index);
        if !first {
            let words =
                self.say("同名的表前面已有一张，公式取前面那张", "formulas take the first of this name");
            let _ = writeln!(self.out, "  # {words}");
            return;
        }
        for (at, pane) in table.table.panes.iter().enumerate() {
            for item in 0..pane.items.len() {
                let id = RowId { pane: at, item };
                if let Some(selector) = self.row(bound, table, &name, id) {
                    let _ = writeln!(self.out, "  {selector}");
                }
            }
        }
        for group in &table.binding.groups {
            let selector = format!("{name}[{}, *]", quoted(&group.name));
            let count = selected(bound, table, &selector).len();
            let words = self.say("行", "rows");
            let _ = writeln!(self.out, "  sum({})    # {count} {words}", selector.replace(", *", ""));
        }
        let mut told = BTreeSet::new();
        for (at, pane) in table.table.panes.iter().enumerate() {
            for column in pane.columns.clone() {
                let selector = self.column(bound, table, &name, at, column);
                if let Some(selector) = selector.filter(|selector| told.insert(selector.clone())) {
                    let _ = writeln!(self.out, "  {selector}");
                }
            }
        }
    }

    /// The shortest text that selects this row and no other.
    fn row(&self, bound: &Bound<'_>, table: BoundTable<'_>, name: &str, id: RowId) -> Option<String> {
        let label = key(bound.row_name(table.table, id));
        let alias = table.binding.rows.iter().map(|alias| alias.name.as_str());
        let names: Vec<&str> = alias.chain([label]).filter(|name| !name.is_empty()).collect();
        let panes: Vec<String> = table.table.columns[table.table.panes[id.pane].columns.clone()]
            .iter()
            .filter_map(|column| column.path.first())
            .map(|place| format!("{}/", quoted(self.document.text(place))))
            .collect();
        let ways = std::iter::once("").chain(panes.iter().map(String::as_str));
        ways.flat_map(|pane| names.iter().map(move |row| format!("{name}[{pane}{}]", quoted(row))))
            .find(|selector| selected(bound, table, selector) == [id])
    }

    fn column(
        &self,
        bound: &Bound<'_>,
        table: BoundTable<'_>,
        name: &str,
        pane: usize,
        column: usize,
    ) -> Option<String> {
        let shape = table.table.columns.get(column).filter(|column| column.kind == ColumnKind::Value)?;
        let alias = table.binding.columns.iter().map(|alias| quoted(&alias.name));
        let path: Vec<String> = shape
            .path
            .iter()
            .map(|place| quoted(self.document.text(place)))
            .filter(|n| n != "\"\"")
            .collect();
        let tails = (0..path.len()).rev().map(|from| path[from..].join("/"));
        let ways: Vec<String> = alias.chain(tails).collect();
        ways.iter().map(|column| format!("{name}[*, {column}]")).find(|selector| {
            reference(selector)
                .is_some_and(|reference| bound.columns(table, pane, reference.column.as_ref()) == [column])
        })
    }

    fn form(&mut self, pack: &Pack, name: &str, place: &Place) {
        let _ = writeln!(self.out, "\n{}  :{}", quoted(name), self.line(place));
        let fields = pack.forms.iter().filter(|form| form.name == name).flat_map(|form| &form.fields);
        for field in fields {
            let _ = writeln!(self.out, "  {}[{}]", quoted(name), quoted(&field.name));
        }
    }

    /// Sections and facts: what `in = …` and `{=…}` may say.
    fn words(&mut self, bound: &Bound<'_>) {
        self.out.push('\n');
        for &(binding, section) in &bound.sections {
            let line = self.line(&self.document.sections[section].heading);
            let _ = writeln!(self.out, "in = \"section:{}\"  :{line}", bound.pack.sections[binding].name);
        }
        for fact in &bound.pack.facts {
            let value = bound.fact_value(&fact.name);
            let words = value.unwrap_or_else(|| self.say("（没有说）", "(not said)").to_owned());
            let _ = writeln!(self.out, "{{={}}}  {}", fact.name, visible(&words));
        }
    }

    fn snippet(&mut self, index: usize) {
        let table = &self.document.tables[index];
        let caption = table.caption.as_ref().map_or("", |place| self.document.text(place));
        let year = |c: char| c.is_ascii_digit() || matches!(c, '年' | '度');
        let bare = key(caption).trim_start_matches(year).trim();
        let kind = if table.is_form { "form" } else { "table" };
        let _ = writeln!(self.out, "\n# :{}", self.line(&table.place));
        if bare.is_empty() {
            let header = table.columns.iter().filter_map(|column| column.path.last());
            let header = header.map(|place| self.document.text(place)).find(|text| !text.is_empty());
            let words = self.say("给表起个名字", "name it");
            let _ = writeln!(self.out, "[{kind}.\"{words}\"]\nheader = {:?}", header.unwrap_or_default());
            return;
        }
        let short: String = bare.chars().take(40).collect();
        let star = if short.len() < bare.len() { "*" } else { "" };
        let _ = writeln!(self.out, "[{kind}.{short:?}]\ncaption = {:?}", format!("*{short}{star}"));
    }
}

/// The one reference that `selector` is.
fn reference(selector: &str) -> Option<Reference> {
    let formula = Formula::parse(selector, &Origin::plain(FileId(0), 0, selector.len())).ok()?;
    formula.references().first().map(|reference| (*reference).clone())
}

fn selected(bound: &Bound<'_>, table: BoundTable<'_>, selector: &str) -> Vec<RowId> {
    reference(selector).map(|reference| bound.rows(table, &reference.row, &|_| None)).unwrap_or_default()
}

/// A name as formulas write it: in quotes where it holds a sign.
fn quoted(name: &str) -> String {
    let bare = !name.is_empty() && name != "*" && !name.starts_with('=') && {
        !name.contains(|c| "[],=+×÷*/()\"≤≥<>－−-".contains(c))
    };
    if bare { name.to_owned() } else { format!("\"{name}\"") }
}
