//! TOML ─▶ packs, and every fault of every rule file with its place.
//!
//! Four steps, so that one mistake never hides another: syntax (the toml crate recovers), layers (see `merge`), shape and
//! meaning (see `keys` and `parts`): which keys there are, what they hold, and the names that formulas and patterns speak of.

mod file;
mod laid;

use super::desk::Desk;
use super::formula::Formula;
use super::keys::{Kinds, Reader};
use super::pack::Pack;
use super::parts;
use super::tree::{Entry, How, Node, Value};
use crate::diagnostic::{self, Diagnostic, Text};
use crate::source::{FileId, Sources, Span};
use file::RuleFile;
use laid::Laid;

/// Reads `files` into packs. `sibling` finds the source of a data file by its path, which is the rule file's folder and
/// what the rule file says.
///
/// What has a fault is left out of the packs; everything else is in them. A pack may span the files of several folders: files
/// whose `[pack]` has the same name are one pack, a file without `[pack]` belongs to the pack of its folder.
pub fn load(
    kinds: Kinds<'_>,
    files: &[FileId],
    sources: &Sources,
    sibling: &dyn Fn(&str) -> Option<FileId>,
) -> (Vec<Pack>, Vec<Diagnostic>) {
    load_with(kinds, files, sources, sibling, &|_| true)
}

/// Reads the whole of `file` as one formula that speaks of what `pack` knows; a figure alone is one too.
///
/// # Errors
/// Everything that is wrong with it, placed.
pub fn formula(file: FileId, sources: &Sources, pack: &Pack) -> Result<Formula, Vec<Diagnostic>> {
    let mut desk = Desk { sources, sibling: &|_| None, strict: &|_| true, diagnostics: Vec::new() };
    let span = Span::new(file, 0..0);
    let node = Node { span, value: Value::Text(String::new()) };
    let entry = Entry { key: String::new(), span, how: How::Replace, node };
    let known = laid::known(pack, Vec::new());
    let formula = parts::alone(&mut Reader::of(&mut desk, &known, &[], &entry), file);
    formula.ok_or(desk.diagnostics)
}

/// The same, but the expressions of files that are not `strict` are compiled when they are first used: packs that are
/// tested before they are shipped need no second look at every start.
pub fn load_with(
    kinds: Kinds<'_>,
    files: &[FileId],
    sources: &Sources,
    sibling: &dyn Fn(&str) -> Option<FileId>,
    strict: &dyn Fn(FileId) -> bool,
) -> (Vec<Pack>, Vec<Diagnostic>) {
    let mut desk = Desk { sources, sibling, strict, diagnostics: Vec::new() };
    let trees: Vec<RuleFile<'_>> = files.iter().map(|&file| RuleFile::parse(&mut desk, file)).collect();
    let mut gathered: Vec<(Pack, Vec<&RuleFile<'_>>)> = Vec::new();
    let mut homes: Vec<(&str, String)> = Vec::new();
    for tree in &trees {
        let Some(pack) = tree.header(&mut desk) else { continue };
        if !homes.iter().any(|(folder, name)| *folder == tree.folder && *name == pack.name) {
            homes.push((tree.folder, pack.name.clone()));
        }
        match gathered.iter_mut().find(|(known, _)| known.name == pack.name) {
            Some((known, files)) => {
                known.merge(pack);
                files.push(tree);
            }
            None => gathered.push((pack, vec![tree])),
        }
    }
    for tree in trees.iter().filter(|tree| tree.root.get("pack").is_none()) {
        let mut at_home = homes.iter().filter(|(folder, _)| *folder == tree.folder);
        let home = at_home.next().filter(|_| at_home.next().is_none());
        match home.and_then(|(_, name)| gathered.iter_mut().find(|(pack, _)| pack.name == *name)) {
            Some((_, files)) => files.push(tree),
            None => homeless(&mut desk, tree),
        }
    }
    let mut read: Vec<Laid<'_>> = Vec::new();
    while let Some((pack, files)) = next(&mut desk, &mut gathered, &read) {
        let base = read.iter().find(|base| pack.extends.as_ref() == Some(&base.pack.name));
        let laid = Laid::over(base, pack);
        read.push(laid.read(&mut desk, kinds, &files));
    }
    let mut diagnostics = desk.diagnostics;
    diagnostic::sort(&mut diagnostics, sources);
    (read.into_iter().map(|laid| laid.pack).collect(), diagnostics)
}

fn homeless(desk: &mut Desk<'_>, tree: &RuleFile<'_>) {
    let text = desk.sources.get(tree.file).text();
    let end = text.find('\n').unwrap_or(text.len());
    let message =
        Text::new("不知道这个文件属于哪个规则包", "it is not known which pack this file belongs to");
    let label = Text::new("缺少 [pack]", "[pack] is missing");
    let help = Text::new("写上 [pack] name = \"…\"", "add [pack] with name = \"…\"");
    desk.say(Span::new(tree.file, 0..end), message, label, help);
}

impl Pack {
    /// Takes in what another file's `[pack]` says of the same pack.
    fn merge(&mut self, other: Pack) {
        if self.title == Text::same(self.name.clone()) {
            self.title = other.title;
        }
        self.applies.title.extend(other.applies.title);
        self.applies.except.extend(other.applies.except);
        self.applies.tables = self.applies.tables.max(other.applies.tables);
        self.applies.years = self.applies.years.or(other.applies.years);
        self.extends = self.extends.take().or(other.extends);
    }
}

/// The next pack to read: one that extends none, or one that is read already. A base that is not there, and packs that
/// extend each other, are told.
fn next<'t, 'a>(
    desk: &mut Desk<'_>,
    waiting: &mut Vec<(Pack, Vec<&'t RuleFile<'a>>)>,
    read: &[Laid<'_>],
) -> Option<(Pack, Vec<&'t RuleFile<'a>>)> {
    let ready = |pack: &Pack| {
        pack.extends.as_ref().is_none_or(|base| read.iter().any(|known| known.pack.name == *base))
    };
    if let Some(at) = waiting.iter().position(|(pack, _)| ready(pack)) {
        return Some(waiting.remove(at));
    }
    if waiting.is_empty() {
        return None;
    }
    let known: Vec<String> = read
        .iter()
        .map(|laid| &laid.pack.name)
        .chain(waiting.iter().map(|(pack, _)| &pack.name))
        .cloned()
        .collect();
    let lost =
        waiting.iter().position(|(pack, _)| pack.extends.as_ref().is_none_or(|base| !known.contains(base)));
    let (mut pack, files) = waiting.remove(lost.unwrap_or(0));
    let base = pack.extends.take().unwrap_or_default();
    let place = files.iter().find_map(|tree| Some(tree.root.get("pack")?.node.get("extends")?.node.span));
    let Some(span) = place.map(|span| desk.inside(span, &base)) else { return Some((pack, files)) };
    if lost.is_none() {
        let message = Text::new(
            format!("规则包「{}」绕了一圈又扩展到自己", pack.name),
            format!("the pack `{}` extends itself in the end", pack.name),
        );
        let help = Text::new("去掉其中一个 extends", "remove one of the extends");
        desk.say(span, message, help.clone(), help);
        return Some((pack, files));
    }
    let names: Vec<&str> = known.iter().map(String::as_str).filter(|name| *name != pack.name).collect();
    desk.unknown_name(span, ("规则包", "pack"), &base, &names);
    Some((pack, files))
}
