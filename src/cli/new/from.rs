//! `gouji new pack --from`: a pack drafted from a document. Its tables are bound by their captions, and every sum and difference
//! that the general rules find in them, and that a formula can say, becomes one; what does not hold when it is tried as a formula
//! is left out. What the author then knows better is changed in the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gouji::check::bind::{Bound, BoundTable, RowId};
use gouji::check::{self, Checked, KINDS};
use gouji::diagnostic::Lang;
use gouji::document::{Document, FigureId, Table, parse};
use gouji::ledger::Outcome;
use gouji::rule::{Pack, load};
use gouji::source::{Cut, Source, Sources};
use gouji::spread::in_turn;

use super::super::inspect::names::{Names, quoted};

/// A sum of more parts is none that a reader would write down.
const PARTS: usize = 24;
/// So many parts of a sum may count for it or against it.
const SIGNED: usize = 6;
/// No more formulas for one table.
const FORMULAS: usize = 30;
/// A table of more rows is no example.
const ROWS: usize = 40;

/// A drafted pack.
pub struct Draft {
    /// The file.
    pub text: String,
    /// How many tables it binds.
    pub tables: usize,
    /// How many formulas hold in them.
    pub formulas: usize,
}

/// A row or column and what it adds up, with what is taken away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    table: usize,
    whole: Member,
    parts: Vec<(Member, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    Row(usize),
    Column(usize),
}

/// What a formula says for all columns of a table, and for single ones.
type Ways = (String, Vec<String>);

fn holds(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Holds | Outcome::WithinRounding)
}

/// Drafts a pack of that name; `general` are the rules that say what holds.
pub fn draft(name: &str, source: &Source, document: &Document, general: &[&Pack], lang: Lang) -> Draft {
    let drafter = Drafter { name, source, document, lang };
    let checked = check::check_with(general, document, &|_| true, in_turn);
    let bindings = drafter.bindings();
    let formulas = drafter.formulas(&bindings, &drafter.sums(&checked));
    drafter.file(&bindings, &formulas)
}

struct Drafter<'a> {
    name: &'a str,
    source: &'a Source,
    document: &'a Document,
    lang: Lang,
}

/// A table by its name, and the lines that bind it.
struct Binding {
    table: usize,
    name: String,
    lines: String,
}

impl Drafter<'_> {
    fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn names(&self) -> Names<'_> {
        Names::new(self.document, self.source, self.lang)
    }

    /// The tables with a caption of their own.
    fn bindings(&self) -> Vec<Binding> {
        let mut known = BTreeSet::new();
        let tables = self.document.tables.iter().enumerate();
        let bound = tables.filter(|(_, table)| !table.is_form && table.caption.is_some());
        let bound = bound.filter_map(|(table, _)| {
            let lines = self.names().bound(table);
            let name = lines.split('"').nth(1)?.to_owned();
            known.insert(name.clone()).then_some(Binding { table, name, lines })
        });
        let mut bindings: Vec<Binding> = bound.collect();
        // Next year's table is the same, unless this document has both.
        let shared = shared(bindings.iter().map(|binding| binding.name.as_str()));
        for binding in &mut bindings {
            let shape = of_any_year(&binding.name);
            if !shared.contains(&shape) {
                let caption = |name: &str| format!("\ncaption = \"*{name}");
                binding.lines = binding.lines.replacen(&caption(&binding.name), &caption(&shape), 1);
            }
        }
        bindings
    }

    /// What the general rules found to hold: sums of rows, each with the columns in which it does, and sums of columns.
    fn sums(&self, checked: &Checked) -> BTreeMap<Sum, BTreeSet<usize>> {
        let mut sums: BTreeMap<Sum, BTreeSet<usize>> = BTreeMap::new();
        for entry in checked.ledger.entries.iter().filter(|entry| holds(entry.outcome)) {
            let Some(sum) = self.sum(&entry.figures) else { continue };
            let whole = entry.figures.first().and_then(|id| self.document.figure(*id).cell);
            let columns = sums.entry(sum).or_default();
            columns.extend(whole.map(|cell| cell.column as usize));
        }
        sums
    }

    /// The sum that figures are, the whole first.
    fn sum(&self, figures: &[FigureId]) -> Option<Sum> {
        let (&whole, parts) = figures.split_first()?;
        let cell = |id: FigureId| self.document.figure(id).cell;
        let own = cell(whole)?;
        let cells: Option<Vec<_>> = parts.iter().map(|&id| cell(id)).collect();
        let cells = cells?;
        if cells.is_empty() || cells.len() > PARTS || cells.iter().any(|cell| cell.table != own.table) {
            return None;
        }
        let member = |cell: &gouji::document::CellId| {
            if cell.column == own.column {
                Some(Member::Row(cell.row as usize))
            } else if cell.row == own.row {
                Some(Member::Column(cell.column as usize))
            } else {
                None
            }
        };
        let members: Option<Vec<Member>> = cells.iter().map(member).collect();
        let signs = self.signs(whole, parts)?;
        let mut parts: Vec<(Member, bool)> = members?.into_iter().zip(signs).collect();
        parts.sort_unstable();
        let whole = match parts.first()?.0 {
            Member::Row(_) => Member::Row(own.row as usize),
            Member::Column(_) => Member::Column(own.column as usize),
        };
        Some(Sum { table: own.table as usize, whole, parts })
    }

    /// Which parts are taken away.
    fn signs(&self, whole: FigureId, parts: &[FigureId]) -> Option<Vec<bool>> {
        let value = |id: FigureId| self.document.figure(id).amount.checked_base();
        let own = value(whole)?;
        let values: Option<Vec<_>> = parts.iter().map(|&id| value(id)).collect();
        let values = values?;
        let half = gouji::amount::half_digit(
            self.document.figure(whole).usual_decimals,
            self.document.figure(whole).amount.unit,
        );
        let ways = if parts.len() <= SIGNED { 1_usize << parts.len() } else { 1 };
        let comes_out = |minus: &usize| {
            let signed = values.iter().enumerate().try_fold(own, |rest, (at, value)| {
                if minus & (1 << at.min(SIGNED)) != 0 && at < SIGNED {
                    rest.checked_add(*value)
                } else {
                    rest.checked_sub(*value)
                }
            });
            let allowed = half.saturating_mul((parts.len() + 1).into());
            signed.is_some_and(|rest| rest.abs() <= allowed)
        };
        let minus = (0..ways).find(comes_out)?;
        Some((0..parts.len()).map(|at| at < SIGNED && minus & (1 << at) != 0).collect())
    }

    /// What a formula says of each table, as far as it holds there.
    fn formulas(
        &self,
        bindings: &[Binding],
        sums: &BTreeMap<Sum, BTreeSet<usize>>,
    ) -> BTreeMap<usize, Vec<String>> {
        let Some(pack) = load_pack(&self.pack(bindings, "")) else { return BTreeMap::new() };
        let bound = Bound::new(self.document, &pack);
        // A rule takes the first table of a name.
        let first =
            |binding: &&Binding| bound.table(&binding.name).is_some_and(|first| first.index == binding.table);
        let by_table: BTreeMap<usize, &Binding> =
            bindings.iter().filter(first).map(|binding| (binding.table, binding)).collect();
        let tables: BTreeMap<usize, BoundTable<'_>> =
            bound.bound_tables().map(|table| (table.index, table)).collect();
        let names = self.names();
        let mut drafted: Vec<(usize, Ways)> = Vec::new();
        for (sum, columns) in sums {
            let Some((binding, table)) = by_table.get(&sum.table).zip(tables.get(&sum.table)) else {
                continue;
            };
            let formula = |column| self.formula((&bound, &names), (binding, *table), sum, column);
            let Some(whole) = formula(None) else { continue };
            let down = matches!(sum.whole, Member::Row(_));
            let columns = columns.iter().filter(|_| down);
            let single = columns.filter_map(|&column| formula(Some(column))).collect();
            drafted.push((sum.table, (whole, single)));
        }
        self.that_hold(bindings, drafted)
    }

    fn formula(
        &self,
        (bound, names): (&Bound<'_>, &Names<'_>),
        (binding, table): (&Binding, BoundTable<'_>),
        sum: &Sum,
        column: Option<usize>,
    ) -> Option<String> {
        let name = &quoted(&binding.name);
        let pane_of =
            |column: &usize| table.table.panes.iter().position(|pane| pane.columns.contains(column));
        let select_column = |column: usize| names.column(bound, table, name, pane_of(&column)?, column);
        // Accounts[Total, 2031] of Accounts[Total] and Accounts[*, 2031].
        let column = match column {
            Some(column) => Some(select_column(column)?.replacen(&format!("{name}[*, "), "", 1)),
            None => None,
        };
        let select = |member: Member| match member {
            Member::Row(row) => {
                let panes = table.table.panes.iter().enumerate();
                let mut found = panes.filter_map(|(pane, known)| {
                    let item = known.items.binary_search_by_key(&row, |item| item.row).ok()?;
                    names.row(bound, table, name, RowId { pane, item })
                });
                let found = found.next()?;
                Some(match &column {
                    Some(column) => format!("{}, {column}", found.strip_suffix(']')?),
                    None => found,
                })
            }
            Member::Column(column) => select_column(column),
        };
        let mut formula = format!("{} =", select(sum.whole)?);
        for (nth, (member, minus)) in sum.parts.iter().enumerate() {
            let sign = match (nth, minus) {
                (0, false) => " ",
                (_, true) => " - ",
                _ => " + ",
            };
            formula.push_str(sign);
            formula.push_str(&select(*member)?);
        }
        Some(formula)
    }

    /// Those that hold wherever they speak of something, tried as rules of their own: for all columns, or else for single ones.
    fn that_hold(&self, bindings: &[Binding], drafted: Vec<(usize, Ways)>) -> BTreeMap<usize, Vec<String>> {
        let all = || drafted.iter().flat_map(|(_, (whole, single))| std::iter::once(whole).chain(single));
        let rules: String = all().enumerate().fold(String::new(), |mut rules, (nth, formula)| {
            let _ = write!(rules, "[rule.r-{nth}]\ntitle = \"r\"\ncheck.formula = {}\n", toml(formula));
            rules
        });
        let Some(pack) = load_pack(&self.pack(bindings, &rules)) else { return BTreeMap::new() };
        let checked = check::check_with(&[&pack], self.document, &|_| true, in_turn);
        let mut outcomes: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
        for entry in &checked.ledger.entries {
            outcomes.entry(&*entry.rule).or_default().push(entry.outcome);
        }
        let sound = |nth: usize| {
            let own = outcomes.get(format!("{}/r-{nth}", self.name).as_str());
            own.is_some_and(|own| {
                own.iter().any(|outcome| holds(*outcome))
                    && own.iter().all(|outcome| holds(*outcome) || *outcome == Outcome::NotApplicable)
            })
        };
        let (mut kept, mut nth): (BTreeMap<usize, Vec<String>>, usize) = (BTreeMap::new(), 0);
        for (table, (whole, single)) in drafted {
            let own = kept.entry(table).or_default();
            let first = nth;
            nth += 1 + single.len();
            let single = single.into_iter().enumerate().map(|(at, formula)| (first + 1 + at, formula));
            let ways: Vec<String> = match sound(first) {
                true => vec![whole],
                false => single.filter(|(nth, _)| sound(*nth)).map(|(_, formula)| formula).collect(),
            };
            own.extend(ways);
            own.truncate(FORMULAS);
        }
        kept.retain(|_, own| !own.is_empty());
        kept
    }

    /// A pack of these bindings and rules.
    fn pack(&self, bindings: &[Binding], rules: &str) -> String {
        let mut pack = format!("[pack]\nname = {}\n", toml(self.name));
        bindings.iter().for_each(|binding| pack.push_str(&binding.lines));
        pack.push_str(rules);
        pack
    }

    /// The title of the document without its numbers, as packs know it.
    fn title(&self) -> Option<String> {
        let lines = self.document.title.iter().map(|place| self.document.text(place));
        let line = lines.into_iter().find(|line| line.chars().any(char::is_alphabetic))?;
        let parts = line.split(|c: char| c.is_ascii_digit());
        let parts: Vec<&str> =
            parts.map(str::trim).filter(|part| part.chars().any(char::is_alphabetic)).collect();
        let longest = parts.into_iter().max_by_key(|part| part.len())?;
        Some(format!("*{}*", longest.trim_matches(|c: char| !c.is_alphanumeric())))
    }

    fn file(&self, bindings: &[Binding], formulas: &BTreeMap<usize, Vec<String>>) -> Draft {
        let mut text = String::new();
        let head = self.say(
            "# 从一份文件起草的规则包：表按标题认出，公式在那份文件里都成立。看一遍，改掉只是碰巧的，再跑 gouji test。\n",
            "# A pack drafted from a document: tables are known by their captions, and the formulas hold there. Read it, take out\n# what holds by chance only, and run gouji test.\n",
        );
        let _ = write!(text, "{head}\n[pack]\nname  = {}\ntitle = {}\n", toml(self.name), toml(self.name));
        match self.title() {
            Some(title) => {
                let words = self.say("标题像这样的文件", "documents with such a title");
                let _ = writeln!(text, "applies = {{ title = {} }}    # {words}", toml(&title));
            }
            None => {
                let words = self.say("哪些文件：按标题", "which documents: by their title");
                let _ = writeln!(text, "# applies = {{ title = \"*…*\" }}    # {words}");
            }
        }
        let used: Vec<&Binding> =
            bindings.iter().filter(|binding| formulas.contains_key(&binding.table)).collect();
        let mut count = 0;
        for (nth, binding) in used.iter().enumerate() {
            text.push_str(&binding.lines);
            text.push_str(&self.aliases(binding, &formulas[&binding.table]));
            count += formulas[&binding.table].len();
            let rule = self.rule(nth + 1, binding, &formulas[&binding.table]);
            let examples = self.examples(binding, &rule);
            let _ = write!(text, "\n{rule}{examples}");
        }
        Draft { text, tables: used.len(), formulas: count }
    }

    /// The rows and columns that the formulas name, each with how it may be called: with another year where its name has one.
    fn aliases(&self, binding: &Binding, formulas: &[String]) -> String {
        let opening = format!("{}[", quoted(&binding.name));
        let named = formulas.iter().flat_map(|formula| formula.split(&opening).skip(1));
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        for path in named.filter_map(|rest| rest.split_once(']').map(|(path, _)| path)) {
            // What is put in quotes, or stands under a head, is called so and no other way.
            match path.split_once(", ") {
                _ if path.contains(['"', '/', '=', '{', '?']) => {}
                Some(("*", column)) => drop(columns.insert(column)),
                Some((row, _)) => drop(rows.insert(row)),
                None => drop(rows.insert(path)),
            }
        }
        let mut lines = String::new();
        for (key, names) in [("row", rows), ("column", columns)] {
            let shared = shared(names.iter().copied());
            for name in &names {
                let shape = of_any_year(name);
                let alone = !shared.contains(&shape) && shape.chars().any(char::is_alphabetic);
                let called = if alone { &shape } else { *name };
                let _ = writeln!(lines, "{key}.{} = [{}]", toml(name), toml(called));
            }
        }
        lines
    }

    fn rule(&self, nth: usize, binding: &Binding, formulas: &[String]) -> String {
        let title = match self.lang {
            Lang::Zh => format!("{}：合计应等于各项", binding.name),
            Lang::En => format!("{}: totals are the sums of their parts", binding.name),
        };
        let mut rule =
            format!("[rule.table-{nth}-does-not-add-up]\ntitle = {}\ncheck.formula = [\n", toml(&title));
        for formula in formulas {
            let _ = writeln!(rule, "  {},", toml(formula));
        }
        rule.push_str("]\n");
        rule
    }

    /// The table itself as the example that is right, and with another digit in a total as the one that is wrong.
    fn examples(&self, binding: &Binding, rule: &str) -> String {
        let table = &self.document.tables[binding.table];
        let pack = load_pack(&self.pack(std::slice::from_ref(binding), rule));
        let Some(pack) = pack.filter(|_| table.rows.len() <= ROWS) else { return String::new() };
        let right = self.grid(table, None);
        let marks = |text: &str| {
            let mut sources = Sources::new();
            let file = sources.add(Source::new("example", text));
            let document = parse(file, sources.get(file));
            let checked = check::check_with(&[&pack], &document, &|_| true, in_turn);
            let marks: Vec<String> =
                checked.diagnostics.iter().map(|told| sources.slice(told.primary.span).to_owned()).collect();
            marks
        };
        if !marks(&right).is_empty() {
            return String::new();
        }
        // From the end, where totals mostly stand.
        let cells = (0..table.rows.len()).rev().flat_map(|row| {
            let cells = table.rows[row].cells.len();
            (0..cells).map(move |cell| (row, cell))
        });
        let wrong = cells.map(|cell| self.grid(table, Some(cell))).filter(|text| *text != right);
        let wrong = wrong.take(ROWS).map(|text| (marks(&text), text)).find(|(marks, _)| marks.len() == 1);
        let Some((marks, wrong)) = wrong else { return String::new() };
        let (faulty, sound) = (self.say("写错一位", "a digit is wrong"), self.say("加得起来", "it adds up"));
        format!(
            "[[rule.{0}.example]]\nname  = {1}\ntext  = {2}\nmarks = [{3}]\n[[rule.{0}.example]]\nname  = {4}\ntext  = {5}\nmarks = []\n",
            rule.split(['.', ']']).nth(1).unwrap_or_default(),
            toml(faulty),
            lines(&wrong),
            toml(&marks[0]),
            toml(sound),
            lines(&right),
        )
    }

    /// A table as text, with another digit in one cell.
    fn grid(&self, table: &Table, wrong: Option<(usize, usize)>) -> String {
        let mut text = String::new();
        if let Some(caption) = &table.caption {
            let _ = writeln!(text, "{}", self.document.text(caption));
        }
        for (at, row) in table.rows.iter().enumerate() {
            let cells = row.cells.iter().enumerate().map(|(nth, cell)| {
                let words = self.document.text(&cell.place).replace(['\n', '\t'], " ");
                match wrong == Some((at, nth)) {
                    true => other_digit(&words),
                    false => words,
                }
            });
            let cells: Vec<String> = cells.collect();
            let _ = writeln!(text, "{}", cells.join("\t"));
        }
        text
    }
}

/// What several of these names are but for the years in them.
fn shared<'n>(names: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for shape in names.map(of_any_year) {
        if !seen.insert(shape.clone()) {
            shared.insert(shape);
        }
    }
    shared
}

/// A name with `*` for each year in it.
fn of_any_year(name: &str) -> String {
    let mut shape = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = rest.cut(at..).bytes().take_while(u8::is_ascii_digit).count();
        let number = rest.cut(at..at + digits);
        let year = digits == 4 && (number.starts_with("19") || number.starts_with("20"));
        shape.push_str(rest.cut(..at));
        shape.push_str(if year { "*" } else { number });
        rest = rest.cut(at + digits..);
    }
    shape + rest
}

/// A figure with another first digit; words without one are left alone.
fn other_digit(words: &str) -> String {
    let figure = words.chars().all(|c| !c.is_alphabetic());
    let Some(at) = words.find(|c| ('1'..='9').contains(&c)).filter(|_| figure) else {
        return words.to_owned();
    };
    let mut other = words.to_owned();
    let digit = words.as_bytes().get(at).map_or(b'1', |digit| if *digit == b'9' { b'8' } else { digit + 1 });
    other.replace_range(at..=at, &char::from(digit).to_string());
    other
}

fn load_pack(text: &str) -> Option<Pack> {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("", text));
    let (packs, faults) = load::load(KINDS, &[file], &sources, &|_| None);
    packs.into_iter().next().filter(|_| faults.is_empty())
}

/// Words as a TOML string.
fn toml(words: &str) -> String {
    let clean: String = words.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Lines as a TOML string of several lines.
fn lines(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\t', "\\t");
    format!("\"\"\"\n{text}\"\"\"")
}
