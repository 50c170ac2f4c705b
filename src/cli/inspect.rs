//! `gouji inspect`: how a document is read, so that a person can see what the rules will see.

mod json;
mod kind;
mod markdown;
pub(super) mod names;
mod sentences;
mod ticks;

use std::fmt::Write as _;

use gouji::amount::style::{Style, Votes};
use gouji::diagnostic::Lang;
use gouji::document::{
    self, CodeForm, Codes, CodesOf, Column, Document, FigureId, Item, Measure, Pane, Place, RowKind, Table,
    Value,
};
use gouji::report::{grouped, place, visible};
use gouji::source::{Source, Sources};

use self::kind::Kind;
use super::settings::{absolute, folder_of};
use super::terminal::Terminal;
use super::{Inspect, InspectFormat, Stop, examine, open, packs};

/// How many rows of a pane are shown unless all are asked for.
const FIRST: usize = 5;

/// Shows the document; 3 where it cannot be read.
pub fn run(args: &Inspect, terminal: &Terminal) -> Result<u8, Stop> {
    let mut sources = Sources::new();
    let mut files = Vec::new();
    for path in std::iter::once(&args.file).chain(&args.more) {
        match open::open(path) {
            Ok(source) => files.push((sources.add(source), path.clone())),
            Err(refused) => return Ok(terminal.refuse(refused)),
        }
    }
    let file = if args.more.is_empty() { files[0].0 } else { examine::as_one(&files, &mut sources) };
    let source = sources.get(file);
    let document = document::parse(file, source);
    if args.names || args.ticks.is_some() {
        let (loaded, config) = packs::of(&args.rules, &folder_of(&args.file), packs::Examples::Kept)?;
        let faults = super::rules::tell_faults(&loaded.sources, &loaded.faults, terminal);
        let packs = loaded.judge(&config).packs_for(&document, &absolute(&args.file));
        terminal.print(&match args.ticks {
            Some(which) => {
                let ledger = loaded.judge(&config).check_by(&packs, &document).ledger;
                ticks::render(&document, source, &ledger, which, terminal.lang)
            }
            None => names::render(&document, source, packs, &loaded.packs, terminal.lang),
        });
        return Ok(faults);
    }
    if args.sentences {
        terminal.print(&sentences::render(&document, source, terminal.lang));
        return Ok(0);
    }
    let kinds = kind::kinds(args, &document);
    let out = match args.format {
        InspectFormat::Json => json::render(&document, source, &kinds, terminal.lang),
        InspectFormat::Markdown => markdown::render(&document, source, terminal.lang),
        InspectFormat::Text => {
            let mut page =
                Page { out: String::new(), document: &document, source, lang: terminal.lang, all: args.all };
            page.whole(&kinds);
            page.out
        }
    };
    terminal.print(&out);
    Ok(0)
}

struct Page<'a> {
    out: String,
    document: &'a Document,
    source: &'a Source,
    lang: Lang,
    all: bool,
}

impl<'a> Page<'a> {
    fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        self.lang.pick(zh, en)
    }

    fn text(&self, place: &Place) -> String {
        visible(self.document.written(place).trim())
    }

    /// `:12` in plain text, the place in words elsewhere.
    fn at(&self, place: &Place) -> String {
        let words = place::brief(self.source, self.document.in_whole(place).start as usize, self.lang);
        if self.source.view().is_some() || !self.source.files().is_empty() {
            words
        } else {
            format!(":{words}")
        }
    }

    fn line(&mut self, indent: usize, words: &str) {
        let _ = writeln!(self.out, "{}{words}", "  ".repeat(indent));
    }

    fn whole(&mut self, kinds: &[Kind]) {
        let document = self.document;
        let name = visible(self.source.name());
        self.line(0, &name);
        self.heading("标题", "Title", document.title.len());
        for place in &document.title {
            let words = self.text(place);
            self.line(1, &words);
        }
        self.heading("类型", "Kind", kinds.len());
        for kind in kinds {
            let words = visible(&kind.line(document, self.lang));
            self.line(1, &words);
        }
        self.heading("目录", "Contents", document.contents.len());
        for entry in &document.contents {
            let page = entry.page.map_or(String::new(), |page| format!("  {page}"));
            let words = format!("{}{page}", self.text(&entry.heading));
            self.line(1, &words);
        }
        self.heading("章节", "Sections", document.sections.len());
        let mut above: Vec<u8> = Vec::new();
        for section in &document.sections {
            while above.last().is_some_and(|rank| *rank >= section.rank) {
                above.pop();
            }
            let words = format!("{}  {}", self.text(&section.heading), self.at(&section.heading));
            self.line(1 + above.len(), &words);
            above.push(section.rank);
        }
        self.heading("表格", "Tables", document.tables.len());
        for (index, table) in document.tables.iter().enumerate() {
            self.table(index + 1, table);
        }
        self.close();
    }

    fn heading(&mut self, zh: &str, en: &str, count: usize) {
        let words = format!("\n{} ({count})", self.say(zh, en));
        self.line(0, &words);
    }

    fn table(&mut self, number: usize, table: &Table) {
        let caption = table
            .caption
            .as_ref()
            .map_or(self.say("（没有表名）", "(no caption)").to_owned(), |c| self.text(c));
        let words = format!("{number}. {caption}  {}", self.at(&table.place));
        self.line(1, &words);
        if let Some(number) = &table.number {
            let words = format!("{}{}", self.say("编号：", "number: "), self.text(number));
            self.line(2, &words);
        }
        let headed = |place: &Place| {
            table.headnotes.iter().any(|note| note.value.end > place.start && note.key.start < place.end)
        };
        if let Some((_, place)) = table.unit.as_ref().filter(|(_, place)| !headed(place)) {
            let words = format!("{}{}", self.say("单位：", "unit: "), self.text(place));
            self.line(2, &words);
        }
        for note in &table.headnotes {
            let (key, value) = (self.text(&note.key), self.text(&note.value));
            let words = if key.is_empty() { value } else { format!("{key}：{value}") };
            self.line(2, &words);
        }
        for (at, column) in table.columns.iter().enumerate() {
            let words = format!("[{}] {}  {}", at + 1, self.path(column), self.kind(column));
            self.line(2, &words);
        }
        let count = |kind| table.rows.iter().filter(|row| row.kind == kind).count();
        if let Some(words) = self.style(table.style, &table.place) {
            self.line(2, &words);
        }
        let (heads, index, data) = (count(RowKind::Header), count(RowKind::Index), count(RowKind::Data));
        let words = match self.lang {
            Lang::Zh => format!("表头 {heads} 行，序号 {index} 行，数据 {data} 行"),
            Lang::En => format!("{heads} header rows, {index} index rows, {data} data rows"),
        };
        self.line(2, &words);
        for pane in &table.panes {
            if let Some(words) = pane.codes.as_ref().and_then(|codes| self.codes(codes, pane)) {
                self.line(2, &words);
            }
            self.pane(pane, table.panes.len() > 1);
        }
        if table.panes.is_empty() {
            self.cells(table);
        }
        for row in &table.rows {
            for cell in row.cells.iter().filter(|cell| cell.value == Value::Malformed) {
                let lead = self.say("读不成数：", "no number: ");
                let words = format!("! {lead}{}  {}", self.text(&cell.place), self.at(&cell.place));
                self.line(2, &words);
            }
        }
        for note in &table.footnotes {
            let words = self.text(note);
            self.line(2, &words);
        }
        self.out.push('\n');
    }

    /// The style that numbers were read in, and what of them says so; nothing of the usual one.
    fn style(&self, style: Style, place: &Place) -> Option<String> {
        let count = grouped(Votes::of(self.document.text(place)).count(style));
        let zh = |shown: &str| format!("数字写作 {shown}（{count} 个数只能这样读）");
        let en = |shown: &str| {
            format!("numbers are written {shown} ({count} of them can be read in no other way)")
        };
        let say = |shown: &str| if self.lang == Lang::Zh { zh(shown) } else { en(shown) };
        match style {
            Style::Point => None,
            Style::Comma => Some(say("1.234,5")),
            Style::LastGroup => Some(say("1234,567")),
            Style::SpacePoint => Some(say("1 234.5")),
            Style::SpaceComma => Some(say("1 234,5")),
            Style::Apostrophe => Some(say("1'234.5")),
            Style::Lakh => Some(say("12,34,567")),
        }
    }

    /// How codes were read, where it is not that every row prints the whole code of an item.
    fn codes(&self, codes: &Codes, pane: &Pane) -> Option<String> {
        let units = pane.items.iter().filter(|item| item.of_unit).count();
        let (from, to) = (codes.columns.start + 1, codes.columns.end);
        let (zh, en) = match (codes.of, codes.form) {
            (CodesOf::Units, _) => {
                ("编码是单位的（表头）".to_owned(), "codes are those of units, by the header".to_owned())
            }
            (_, CodeForm::Parts) => (
                format!("编码分写在第 {from}–{to} 列，接上面的行"),
                format!("codes stand in columns {from}–{to}, each row going on with those above"),
            ),
            (_, CodeForm::Short { confirmed }) => (
                format!("编码只写本级，接上面的类（下面 {confirmed} 行证实）"),
                format!("codes go on with the class above, as {confirmed} rows below confirm"),
            ),
            (_, CodeForm::Whole) if codes.columns.is_empty() => {
                ("编码写在名称前".to_owned(), "codes stand in front of the names".to_owned())
            }
            (_, CodeForm::Whole) if units == 0 => return None,
            (_, CodeForm::Whole) => (String::new(), String::new()),
        };
        let mut words = self.say(&zh, &en).to_owned();
        if units > 0 {
            let own = format!("其中 {units} 行是单位的编码");
            let its = format!("{units} rows have the code of a unit");
            words = [words.as_str(), self.say(&own, &its)].join(self.say("，", ", "));
        }
        Some(words.trim_start_matches(['，', ',', ' ']).to_owned())
    }

    fn path(&self, column: &Column) -> String {
        let parts: Vec<String> = column.path.iter().map(|place| self.text(place)).collect();
        parts.join(" / ")
    }

    fn kind(&self, column: &Column) -> &'static str {
        use gouji::document::ColumnKind::{Code, Name, Other, Value};
        match column.kind {
            Code => self.say("编码", "code"),
            Name => self.say("名称", "name"),
            Value => match column.measure {
                Measure::Amount => self.say("数字", "figures"),
                Measure::Count => self.say("数量", "counts"),
                Measure::Rate => self.say("比率", "rates"),
                Measure::Year => self.say("年份", "years"),
            },
            Other => self.say("其他", "other"),
        }
    }

    fn pane(&mut self, pane: &Pane, several: bool) {
        if several {
            let (from, to) = (pane.columns.start + 1, pane.columns.end);
            let words = format!("{} {from}–{to}", self.say("列", "columns"));
            self.line(2, &words);
        }
        let shown = if self.all { pane.items.len() } else { pane.items.len().min(FIRST) };
        for item in &pane.items[..shown] {
            let words = self.item(item);
            self.line(3, &words);
        }
        self.more(pane.items.len() - shown);
    }

    /// The cells of a form as they stand.
    fn cells(&mut self, table: &Table) {
        let shown = if self.all { table.rows.len() } else { table.rows.len().min(FIRST) };
        for row in &table.rows[..shown] {
            let cells: Vec<String> = row.cells.iter().map(|cell| self.text(&cell.place)).collect();
            self.line(3, &cells.join(" │ "));
        }
        self.more(table.rows.len() - shown);
    }

    fn more(&mut self, hidden: usize) {
        if hidden > 0 {
            let words = match self.lang {
                Lang::Zh => format!("… 还有 {hidden} 行（--all 列出）"),
                Lang::En => format!("… {hidden} more rows (--all shows them)"),
            };
            self.line(3, &words);
        }
    }

    fn item(&self, item: &Item) -> String {
        let mut parts = vec![item.code.clone(), self.text(&item.name)];
        parts.extend(item.second.as_ref().map(|second| self.text(second)));
        parts.retain(|part| !part.is_empty());
        let figures: Vec<String> = item.figures.iter().flatten().map(|id| self.figure(*id)).collect();
        format!("{} │ {}", parts.join(" "), figures.join(" │ "))
    }

    fn figure(&self, id: FigureId) -> String {
        let figure = self.document.figure(id);
        match (figure.blank, figure.unreadable) {
            (true, _) => "–".to_owned(),
            (_, true) => format!("!{}", self.text(&figure.place)),
            _ => self.text(&figure.place),
        }
    }

    fn close(&mut self) {
        let document = self.document;
        let figures = document.n_figures();
        let blank = document.figures.len() - figures;
        let damaged = document.figures.iter().filter(|figure| figure.unreadable).count();
        let prose = document.figures.iter().filter(|figure| figure.cell.is_none()).count();
        let [figures, blank, damaged, prose] = [figures, blank, damaged, prose].map(grouped);
        let words = match self.lang {
            Lang::Zh => {
                format!("{figures} 个数（正文 {prose} 个，读不成数 {damaged} 个），空白单元格 {blank} 个")
            }
            Lang::En => {
                format!("{figures} figures ({prose} in the text, {damaged} unreadable), {blank} blank cells")
            }
        };
        self.line(0, &words);
        for note in self.source.notes() {
            let words = format!("! {}", visible(self.say(&note.zh, &note.en)));
            self.line(0, &words);
        }
    }
}
