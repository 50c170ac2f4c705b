//! TOML ─▶ packs, and every fault of every rule file with its place.
//!
//! Four steps, so that one mistake never hides another: syntax (the toml crate recovers), layers (see `merge`), shape and
//! meaning (see `keys` and `parts`): which keys there are, what they hold, and the names that formulas and patterns speak of.

mod file;
mod gather;
mod laid;

use super::RULE_FILE;
use super::binding;
use super::formula::Formula;
use super::pack::Pack;
use super::parts;
use super::words::fold;
use crate::diagnostic::{self, Diagnostic, Text};
use crate::keys::desk::Desk;
pub use crate::keys::desk::Shelf;
use crate::keys::tree::{self, Entry, How, Node, Value};
use crate::keys::{Kinds, Reader};
use crate::source::{FileId, Sources, Span};
use crate::words::is_language;
use file::RuleFile;
use laid::Laid;

/// Reads `files` into packs. `sibling` finds the source of a data file by its path, which is the rule file's folder and
/// what the rule file says, or the name of one that comes with the program.
///
/// What has a fault is left out of the packs; everything else is in them. A pack may span the files of several folders: files
/// whose `[pack]` has the same name are one pack, a file without `[pack]` belongs to the pack of its folder.
pub fn load(
    kinds: Kinds<'_>,
    files: &[FileId],
    sources: &Sources,
    sibling: &(dyn Fn(&str) -> Option<FileId> + Sync),
) -> (Vec<Pack>, Vec<Diagnostic>) {
    load_shelf(kinds, &Shelf { files, sibling, ..Shelf::ALONE }, sources)
}

/// The data files that the rule file `text` names, as it names them: each stands in the rule file's folder or below it.
pub fn data_files(text: &str) -> Vec<String> {
    binding::data_files(&tree::glance(text))
}

/// The name of the pack that the rule file `text` belongs to, and of the pack that one extends. Nothing where that is not all
/// there is to know of how it stands to others: it has no `[pack]`, or one that takes the place of another file.
pub fn belongs(text: &str) -> Option<(String, Option<String>)> {
    let root = tree::glance(text);
    let pack = &root.get("pack")?.node;
    let word = |key: &str| pack.get(key).and_then(|entry| entry.node.text()).map(str::to_owned);
    let name = word("name")?;
    pack.get("replaces").is_none().then(|| (name, word("extends")))
}

/// Reads the whole of `file` as one formula that speaks of what `pack` knows; a figure alone is one too.
///
/// # Errors
/// Everything that is wrong with it, placed.
pub fn formula(file: FileId, sources: &Sources, pack: &Pack) -> Result<Formula, Vec<Diagnostic>> {
    let mut desk = Desk { fold, ..Desk::new(RULE_FILE, sources) };
    let span = Span::new(file, 0..0);
    let node = Node { span, value: Value::Text(String::new()) };
    let entry = Entry { key: String::new(), span, how: How::Replace, node };
    let known = laid::known(pack, Vec::new());
    let formula = parts::alone(&mut Reader::of(&mut desk, &known, &[], &entry), file);
    formula.ok_or(desk.diagnostics)
}

/// The same as [`load`], shelf by shelf.
pub fn load_shelf(kinds: Kinds<'_>, shelf: &Shelf<'_>, sources: &Sources) -> (Vec<Pack>, Vec<Diagnostic>) {
    let mut desk = Desk { shelf: *shelf, fold, ..Desk::new(RULE_FILE, sources) };
    // The words of a language may stand in the same folder.
    let rules = shelf.files.iter().filter(|file| !is_language(sources.get(**file).text()));
    let trees: Vec<RuleFile<'_>> = rules.map(|&file| RuleFile::parse(&mut desk, file)).collect();
    let mut gathered = gather::gather(&mut desk, &trees);
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
