//! Bindings and facts: how tables, forms, sections and codes are recognised.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::leaf::{Named, Str, Strs};
use super::recover;
use super::{Desk, Tree, globs, shape};
use crate::amount::Unit;
use crate::diagnostic::Text;
use crate::rule::fault::{Fault, Origin};
use crate::rule::forms::Half;
use crate::rule::lazy::LazyRegex;
use crate::rule::pattern::regex_fault;
use crate::rule::words::{fold, fold_regex};
use crate::rule::{
    Alias, Dictionary, Fact, FormBinding, Group, Indicators, Pack, SHIPPED, SectionBinding, TableBinding,
    Within,
};
use crate::source::{Cut, FileId, Span};

/// Reads everything but rules from `files` into `pack`. Names come first, facts last, as these speak of the others.
pub(super) fn read(desk: &mut Desk<'_>, pack: &mut Pack, files: &[&Tree<'_>]) {
    let mut seen: Vec<(&str, String, Span)> = Vec::new();
    for kind in ["table", "form", "section", "dictionary", "fact"] {
        for tree in files {
            for (key, value) in tree.named(desk, kind) {
                let span = key_span(desk, tree.file, key);
                let name = fold(key.get_ref());
                // Formulas speak of tables and forms alike, so these share their names.
                let room = if kind == "form" { "table" } else { kind };
                if let Some((_, _, first)) = seen.iter().find(|(k, n, _)| *k == room && *n == name) {
                    desk.twice(key.get_ref(), *first, span);
                    continue;
                }
                seen.push((room, name.clone(), span));
                let place = Entry { name, file: tree.file, key, value, span };
                match kind {
                    "table" => {
                        let base = pack.tables.iter().find(|known| known.name == place.name).cloned();
                        put(&mut pack.tables, table(desk, place, base), |known| &known.name);
                    }
                    "form" => put(&mut pack.forms, form(desk, place), |known| &known.name),
                    "section" => put(&mut pack.sections, section(desk, place), |known| &known.name),
                    "dictionary" => {
                        let dictionary = dictionary(desk, place, tree.folder);
                        put(&mut pack.dictionaries, dictionary, |known| &known.name);
                    }
                    _ => {
                        let fact = fact(desk, pack, place);
                        put(&mut pack.facts, fact, |known| &known.name);
                    }
                }
            }
        }
    }
}

/// Takes in a binding; one of the same name that the pack inherited makes way for it.
fn put<T>(known: &mut Vec<T>, new: Option<T>, name: fn(&T) -> &String) {
    let Some(new) = new else { return };
    match known.iter_mut().find(|old| name(old) == name(&new)) {
        Some(old) => *old = new,
        None => known.push(new),
    }
}

/// One `[kind.name]`.
struct Entry<'t, 's> {
    name: String,
    file: FileId,
    key: &'t Spanned<DeString<'s>>,
    value: &'t Spanned<DeValue<'s>>,
    span: Span,
}

/// The key without its quotes.
pub(super) fn key_span(desk: &Desk<'_>, file: FileId, key: &Spanned<DeString<'_>>) -> Span {
    desk.inside(file, &Str { text: key.get_ref().to_string(), range: key.span() })
}

/// `base` is the table of this name that the pack inherited: without a caption of its own, a binding adds to it.
fn table(desk: &mut Desk<'_>, at: Entry<'_, '_>, base: Option<TableBinding>) -> Option<TableBinding> {
    let base =
        base.filter(|_| ["caption", "header"].iter().all(|key| at.value.get_ref().get(*key).is_none()));
    let added = base.is_some().then(|| without_plus(at.value));
    let value = added.as_ref().unwrap_or(at.value);
    let read = recover::read::<shape::Table>(desk, at.file, at.key.span(), value);
    let shape = read.shape?;
    if base.is_none() && read.whole && shape.caption.items.is_empty() && shape.header.items.is_empty() {
        desk.tell(
            desk.error(
                at.file,
                at.span.range(),
                Text::new(
                    format!("不知道怎样认出「{}」", at.name),
                    format!("it is not said how to recognise `{}`", at.name),
                ),
            )
            .labelled(Text::new("这里应有 caption 或 header", "expected caption or header"))
            .help(Text::new(
                format!("写上 caption = \"*{}\"", at.name),
                format!("add caption = \"*{}\"", at.name),
            )),
        );
    }
    let unit = unit(desk, at.file, shape.unit);
    let own = TableBinding {
        caption: globs(&shape.caption),
        except: globs(&shape.except),
        header: globs(&shape.header),
        unit,
        rows: aliases(desk, at.file, &shape.row),
        columns: aliases(desk, at.file, &shape.column),
        groups: shape.group.0.iter().map(|(name, keys)| group(desk, at.file, name, keys)).collect(),
        name: at.name,
        span: at.span,
    };
    let Some(mut whole) = base else { return Some(own) };
    whole.caption.extend(own.caption);
    whole.except.extend(own.except);
    whole.header.extend(own.header);
    whole.unit = own.unit.or(whole.unit);
    own.rows.into_iter().for_each(|alias| put(&mut whole.rows, Some(alias), |known| &known.name));
    own.columns.into_iter().for_each(|alias| put(&mut whole.columns, Some(alias), |known| &known.name));
    own.groups.into_iter().for_each(|group| put(&mut whole.groups, Some(group), |known| &known.name));
    Some(whole)
}

/// The same with `caption+` read as `caption`: what is added is told from what replaces by the caller.
fn without_plus<'a>(value: &Spanned<DeValue<'a>>) -> Spanned<DeValue<'a>> {
    let Some(table) = value.get_ref().as_table() else { return value.clone() };
    let mut bare = DeTable::new();
    for (key, value) in table {
        let name = key.get_ref().strip_suffix('+').unwrap_or(key.get_ref()).to_owned();
        bare.insert(Spanned::new(key.span(), DeString::from(name)), value.clone());
    }
    Spanned::new(value.span(), DeValue::Table(bare))
}

fn aliases(desk: &mut Desk<'_>, file: FileId, named: &Named<Strs>) -> Vec<Alias> {
    named
        .0
        .iter()
        .map(|(name, ways)| Alias {
            name: fold(&name.text),
            globs: globs(ways),
            span: desk.inside(file, name),
        })
        .collect()
}

fn group(desk: &mut Desk<'_>, file: FileId, name: &Str, shape: &shape::Group) -> Group {
    let mut group = Group {
        name: fold(&name.text),
        pane: None,
        matches: None,
        except: Vec::new(),
        after: None,
        before: None,
        span: desk.inside(file, name),
    };
    match shape {
        shape::Group::Short(text) => {
            let cut = text.text.find('/').map_or(0, |slash| slash + 1);
            if cut > 1 {
                let pane = Str { text: text.text.cut(..cut - 1).to_owned(), range: text.range.clone() };
                group.pane = globs(&Strs::one(pane)).pop();
            }
            group.matches = expression(desk, file, text, cut);
        }
        shape::Group::Long(keys) => {
            group.pane = keys.pane.as_ref().and_then(|pane| globs(&Strs::one(pane.clone())).pop());
            group.matches = keys.matches.as_ref().and_then(|text| expression(desk, file, text, 0));
            group.except = keys.except.items.iter().map(|text| fold(&text.text)).collect();
            group.after = keys.after.as_ref().map(|text| fold(&text.text));
            group.before = keys.before.as_ref().map(|text| fold(&text.text));
        }
    }
    group
}

/// A regular expression from byte `from` of `text`.
fn expression(desk: &mut Desk<'_>, file: FileId, text: &Str, from: usize) -> Option<LazyRegex> {
    let written = text.text.cut(from..);
    if text.is_missing() || written.is_empty() {
        return None;
    }
    let regex = LazyRegex::new(fold_regex(written));
    if !desk.is_strict(file) {
        return Some(regex);
    }
    match regex.check() {
        Ok(()) => Some(regex),
        Err(error) => {
            let mut fault = regex_fault(written, &error, false);
            fault.range = fault.range.start + from..fault.range.end + from;
            desk.fault(file, text, &fault);
            None
        }
    }
}

fn form(desk: &mut Desk<'_>, at: Entry<'_, '_>) -> Option<FormBinding> {
    let shape = recover::read::<shape::Form>(desk, at.file, at.key.span(), at.value).shape?;
    let indicators = shape.indicators.map(|indicators| Indicators {
        span: Span::new(at.file, indicators.span()),
        categories: aliases(desk, at.file, &indicators.get_ref().category),
        labels: globs(&indicators.get_ref().labels),
    });
    let percent: Vec<String> = shape.percent.items.iter().map(|text| fold(&text.text)).collect();
    Some(FormBinding {
        caption: globs(&shape.caption),
        except: globs(&shape.except),
        fields: aliases(desk, at.file, &shape.field),
        halves: shape.halves.items.iter().map(|text| half(&fold(&text.text), &percent)).collect(),
        unit: unit(desk, at.file, shape.unit),
        indicators,
        name: at.name,
        span: at.span,
    })
}

/// `全年预算数|预算数`: a name, and other ways to write it.
fn half(text: &str, percent: &[String]) -> Half {
    let labels: Vec<String> = text.split('|').map(|label| label.trim().to_owned()).collect();
    let name = labels.first().cloned().unwrap_or_default();
    Half { percent: percent.contains(&name), name, labels }
}

fn section(desk: &mut Desk<'_>, at: Entry<'_, '_>) -> Option<SectionBinding> {
    let shape = recover::read::<shape::Section>(desk, at.file, at.key.span(), at.value).shape?;
    Some(SectionBinding {
        heading: globs(&shape.heading),
        except: globs(&shape.except),
        name: at.name,
        span: at.span,
    })
}

fn fact(desk: &mut Desk<'_>, pack: &Pack, at: Entry<'_, '_>) -> Option<Fact> {
    let shape = recover::read::<shape::Fact>(desk, at.file, at.key.span(), at.value).shape?;
    let within = match &shape.within {
        Some(text) => super::checks::within(desk, pack, at.file, text)?,
        None => Within::Document,
    };
    let find = super::checks::patterns(desk, None, at.file, &shape.find, &["value"]);
    Some(Fact { name: at.name, within, find, span: at.span })
}

fn dictionary(desk: &mut Desk<'_>, at: Entry<'_, '_>, folder: &str) -> Option<Dictionary> {
    let read = recover::read::<shape::Dictionary>(desk, at.file, at.key.span(), at.value);
    let shape = read.shape?;
    let mut dictionary = Dictionary { name: at.name, entries: Vec::new(), span: at.span };
    match (&shape.codes, &shape.file) {
        (Some(codes), None) => {
            let origin = desk.origin(at.file, codes);
            entries(desk, &mut dictionary, &codes.text, &origin);
        }
        (None, Some(file)) => {
            if !stays_below(&file.text) {
                desk.fault(at.file, file, &leads_out(&file.text));
                return None;
            }
            let shipped = file.text.starts_with(SHIPPED);
            let path = if shipped { file.text.clone() } else { beside(folder, &file.text) };
            let twin = || (desk.by_hand)(at.file).then(|| format!("{SHIPPED}{path}"));
            let found = (desk.sibling)(&path).or_else(|| (desk.sibling)(&twin()?));
            let Some(data) = found else {
                let fault = Fault::new(
                    0..file.text.len(),
                    Text::new(format!("找不到文件 {path}"), format!("there is no file {path}")),
                )
                .label(Text::new("路径相对于规则文件", "the path is relative to the rule file"))
                .help(Text::new(
                    "核对文件名，或把内容写进 codes = \"…\"",
                    "compare the file's name, or write what it holds as codes = \"…\"",
                ));
                desk.fault(at.file, file, &fault);
                return None;
            };
            let text = desk.sources.get(data).text().to_owned();
            entries(desk, &mut dictionary, &text, &Origin::plain(data, 0, text.len()));
        }
        _ if read.whole => {
            let both = shape.codes.is_some();
            let message = if both {
                Text::new("codes 与 file 只能写一个", "codes and file exclude one another")
            } else {
                Text::new(
                    format!("字典「{}」没有内容", dictionary.name),
                    format!("dictionary `{}` is empty", dictionary.name),
                )
            };
            desk.tell(desk.error(at.file, at.span.range(), message).help(Text::new(
                "写 codes = \"…\" 或 file = \"….csv\"",
                "give codes = \"…\" or file = \"….csv\"",
            )));
            return None;
        }
        _ => return None,
    }
    dictionary.entries.sort();
    Some(dictionary)
}

/// Reads lines of `code,name|other name`; a line of `#` is a remark.
fn entries(desk: &mut Desk<'_>, dictionary: &mut Dictionary, text: &str, origin: &Origin) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') || line == "code,name" {
            continue;
        }
        let unquoted = line.replace('"', "");
        let parts = unquoted.split_once([',', '，']).map(|(code, names)| (code.trim(), names));
        let Some((code, names)) = parts.filter(|(code, names)| !code.is_empty() && !names.trim().is_empty())
        else {
            let fault = Fault::new(
                range,
                Text::new("字典的这一行不是「代码,名称」", "a dictionary's line is code,name"),
            )
            .label(Text::new("如 20101,人大事务|旧名称", "such as 20101,name|older name"));
            let diagnostic = fault.locate(origin);
            desk.tell(diagnostic);
            continue;
        };
        let names = names.split('|').map(fold).filter(|name| !name.is_empty());
        match dictionary.entries.iter_mut().find(|(known, _)| known == code) {
            Some((_, known)) => known.extend(names),
            None => dictionary.entries.push((code.to_owned(), names.collect())),
        }
    }
}

/// A unit by its name.
fn unit(desk: &mut Desk<'_>, file: FileId, said: Option<Str>) -> Option<Unit> {
    let unit = said.filter(|unit| !unit.is_missing())?;
    let parsed = Unit::parse(&fold(&unit.text));
    if parsed.is_none() {
        let fault = Fault::new(
            0..unit.text.len(),
            Text::new(format!("「{}」不是单位", unit.text), format!("`{}` is no unit", unit.text)),
        )
        .label(Text::new("如 元、万元、亿元、%", "such as 元, 万元, 亿元, %"))
        .help(Text::new(
            "写表上注明的单位：元、千元、万元、亿元、%、£000、million",
            "write the unit that the table states: 元, 千元, 万元, 亿元, %, £000, million",
        ));
        desk.fault(file, &unit, &fault);
    }
    parsed
}

/// The data files beside its own folder that a rule file names.
pub(super) fn data_files(root: &DeTable<'_>) -> Vec<String> {
    let dictionaries = root.get("dictionary").and_then(|value| value.get_ref().as_table());
    let named = dictionaries.into_iter().flatten().filter_map(|(_, value)| value.get_ref().get("file"));
    let paths = named.filter_map(|value| value.get_ref().as_str());
    let wanted = |path: &&str| path.ends_with(".csv") && stays_below(path) && !path.starts_with(SHIPPED);
    paths.filter(wanted).map(str::to_owned).collect()
}

/// Whether a path, as written, leads nowhere but below the folder it is told from.
fn stays_below(path: &str) -> bool {
    let rooted = path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
    !rooted && path.split(['/', '\\']).all(|part| part != "..")
}

fn leads_out(path: &str) -> Box<Fault> {
    Fault::new(
        0..path.len(),
        Text::new("字典只能在规则文件所在的目录里", "a dictionary stands in the folder of its rule file"),
    )
    .label(Text::new("指到了目录之外", "it leads out of that folder"))
    .help(Text::new(
        format!("把文件放到规则文件旁边；自带的字典写作 \"{SHIPPED}rules/….csv\""),
        format!("put the file beside the rule file; a shipped one is written \"{SHIPPED}rules/….csv\""),
    ))
}

/// The path of a file below the folder of a rule file.
fn beside(folder: &str, file: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    parts.extend(file.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")));
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}
