//! `gouji inspect --names`: every name a rule can use of this document, as the text that selects it in a formula.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gouji::amount::Kind;
use gouji::check::KINDS;
use gouji::check::bind::{Bound, BoundTable, RowId, key};
use gouji::diagnostic::Lang;
use gouji::document::{ColumnKind, Document, Place};
use gouji::keys::fault::Origin;
use gouji::report::{place, visible};
use gouji::rule::Pack;
use gouji::rule::formula::{Formula, Reference};
use gouji::rule::load;
use gouji::rule::pattern::Pattern;
use gouji::source::{Cut, FileId, Source, Sources};

/// Lists the names pack by pack, then the tables that no pack knows.
pub fn render<'p>(
    document: &Document,
    source: &Source,
    mut applying: Vec<&'p Pack>,
    packs: &'p [Pack],
    lang: Lang,
) -> String {
    if applying.is_empty() {
        applying = packs.iter().filter(|pack| !Bound::new(document, pack).tables().is_empty()).collect();
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
        for form in bound.forms() {
            known.insert(form.table);
            list.form(pack, &pack.names.forms[form.binding].name, &document.tables[form.table].place);
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
    list.sentences();
    list.out
}

pub(in super::super) struct Names<'a> {
    out: String,
    document: &'a Document,
    source: &'a Source,
    lang: Lang,
}

impl<'a> Names<'a> {
    /// Nothing listed yet.
    pub(in super::super) fn new(document: &'a Document, source: &'a Source, lang: Lang) -> Self {
        Self { out: String::new(), document, source, lang }
    }

    /// The lines that bind a table.
    pub(in super::super) fn bound(mut self, index: usize) -> String {
        self.binding(index);
        self.out
    }

    fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        self.lang.pick(zh, en)
    }

    fn line(&self, place: &Place) -> String {
        place::brief(self.source, self.document.in_whole(place).start as usize, self.lang)
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
    pub(in super::super) fn row(
        &self,
        bound: &Bound<'_>,
        table: BoundTable<'_>,
        name: &str,
        id: RowId,
    ) -> Option<String> {
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

    /// The text that selects this column and no other.
    pub(in super::super) fn column(
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
        let fields = pack.names.forms.iter().filter(|form| form.name == name).flat_map(|form| &form.fields);
        for field in fields {
            let _ = writeln!(self.out, "  {}[{}]", quoted(name), quoted(&field.name));
        }
    }

    /// Sections and facts: what `in = …` and `{=…}` may say.
    fn words(&mut self, bound: &Bound<'_>) {
        self.out.push('\n');
        for &(binding, section) in &bound.sections {
            let line = self.line(&self.document.sections[section].heading);
            let _ =
                writeln!(self.out, "in = \"section:{}\"  :{line}", bound.pack.names.sections[binding].name);
        }
        for fact in &bound.pack.names.facts {
            let value = bound.fact_value(&fact.name);
            let words = value.unwrap_or_else(|| self.say("（没有说）", "(not said)").to_owned());
            let _ = writeln!(self.out, "{{={}}}  {}", fact.name, visible(&words));
        }
    }

    /// The lines that bind a table, and what formulas can then select, as comments.
    fn snippet(&mut self, index: usize) {
        let from = self.out.len();
        self.binding(index);
        let mut sources = Sources::new();
        let file = sources.add(Source::new("", format!("[pack]\nname = \"x\"\n{}", self.out.cut(from..))));
        let (packs, faults) = load::load(KINDS, &[file], &sources, &|_| None);
        let Some(pack) = packs.first().filter(|_| faults.is_empty()) else { return };
        let bound = Bound::new(self.document, pack);
        let Some(table) = bound.bound_tables().find(|table| table.index == index) else { return };
        let mut names =
            Names { out: String::new(), document: self.document, source: self.source, lang: self.lang };
        names.table(&bound, table);
        for line in names.out.lines().skip(2) {
            let _ = writeln!(self.out, "#{line}");
        }
    }

    /// Sentences with figures, as the patterns that find them.
    fn sentences(&mut self) {
        let document = self.document;
        let mut seen = BTreeSet::new();
        let mut lines = Vec::new();
        for paragraph in &document.paragraphs {
            let mut start = paragraph.place.start;
            for sentence in sentences(document.text(&paragraph.place)) {
                let place = start..start + sentence.len() as u32;
                start = place.end;
                let Some(pattern) = pattern(document, &place) else { continue };
                if seen.insert(pattern.clone()) {
                    lines.push(format!("{pattern}    # :{}", self.line(&place)));
                }
            }
        }
        if lines.is_empty() {
            return;
        }
        let words = self.say("有数字的句子，写成词句模式", "sentences with figures, as patterns");
        let _ = writeln!(self.out, "\n# {words}");
        for line in lines {
            let _ = writeln!(self.out, "{}", visible(&line));
        }
    }

    fn binding(&mut self, index: usize) {
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
        let mut short: String = bare.chars().take(40).collect();
        let cut = short.len() < bare.len();
        // A word of letters is not cut in the middle.
        if cut && bare.cut(short.len()..).starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let end = short.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).trim_end().len();
            short.truncate(if end > 0 { end } else { short.len() });
        }
        let star = if cut { "*" } else { "" };
        let _ = writeln!(self.out, "[{kind}.{short:?}]\ncaption = {:?}", format!("*{short}{star}"));
    }
}

/// The text up to each mark that ends a sentence; a full stop does before a space only.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if matches!(c, '。' | ';' | '!' | '?' | '\n') || c == '.' && text.cut(end..).starts_with(' ') {
            found.push(text.cut(start..end));
            start = end;
        }
    }
    found.push(text.cut(start..));
    found
}

/// The pattern that finds the sentence at `place` whatever its figures are, as a TOML string; nothing where it has none.
fn pattern(document: &Document, place: &Place) -> Option<String> {
    let text = &document.folded.text;
    let mut out = String::new();
    let mut seen = [0; 4];
    let mut at = place.start as usize;
    let first = document.figures.partition_point(|figure| figure.place.start < place.start);
    let within = document.figures[first..].iter().take_while(|figure| figure.place.end <= place.end);
    for figure in within.filter(|figure| !figure.blank) {
        let (from, to) = (figure.place.start as usize, figure.place.end as usize);
        escaped(&mut out, text.get(at..from)?);
        let is_year = to == from + 4 && text.cut(from..to).bytes().all(|c| c.is_ascii_digit());
        let (which, name, kind) = match figure.amount.unit.kind {
            Kind::Count if is_year && text.cut(to..).starts_with('年') => (0, "year", "year"),
            Kind::Money => (1, "amount", "money"),
            Kind::Percent => (2, "share", "percent"),
            Kind::Count => (3, "n", "number"),
        };
        seen[which] += 1;
        let nth = if seen[which] == 1 { String::new() } else { seen[which].to_string() };
        let _ = write!(out, "{{{name}{nth}:{kind}}}");
        at = to;
    }
    if seen == [seen[0], 0, 0, 0] {
        return None;
    }
    escaped(&mut out, text.get(at..place.end as usize)?);
    let out = out.trim().trim_end_matches(['。', ';', '.']).to_owned();
    let found = Pattern::parse(&out, &Origin::plain(FileId(0), 0, out.len())).ok()?;
    let sentence = text.get(place.start as usize..place.end as usize)?;
    found.find_iter(sentence).next()?;
    Some(if out.contains('\'') { format!("{out:?}") } else { format!("'{out}'") })
}

/// Text as patterns write it: a backslash before what would mean something else.
fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        if "\\{}()|*…".contains(c) || c == '/' && out.is_empty() {
            out.push('\\');
        }
        out.push(c);
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
pub(in super::super) fn quoted(name: &str) -> String {
    let bare = !name.is_empty() && name != "*" && !name.starts_with('=') && {
        !name.contains(|c| "[],=+×÷*/()\"≤≥<>－−-".contains(c))
    };
    if bare { name.to_owned() } else { format!("\"{name}\"") }
}
