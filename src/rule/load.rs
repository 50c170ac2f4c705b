//! TOML ─▶ packs, and every fault of every rule file with its place.
//!
//! Four steps, so that one mistake never hides another: syntax (the toml crate recovers), layers (see `merge`), shape and
//! meaning (see `keys` and `parts`): which keys there are, what they hold, and the names that formulas and patterns speak of.

mod file;
mod gather;
mod laid;

use std::sync::{Arc, OnceLock};

use super::RULE_FILE;
use super::binding;
use super::formula::Formula;
use super::later::Later;
use super::pack::Pack;
use super::parts;
use super::words::fold;
use crate::diagnostic::{self, Diagnostic, Text};
use crate::keys::desk::Desk;
pub use crate::keys::desk::Shelf;
use crate::keys::parse;
use crate::keys::tree::{Entry, How, Node, Value};
use crate::keys::{Kinds, Reader};
use crate::source::{FileId, Sources, Span};
use crate::timing::{self, Work};
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
    binding::data_files(&parse::glance(text))
}

/// The name of the pack that the rule file `text` belongs to, and of the pack that one extends. Nothing where that is not all
/// there is to know of how it stands to others: it has no `[pack]`, or one that takes the place of another file.
pub fn belongs(text: &str) -> Option<(String, Option<String>)> {
    let root = parse::glance(text);
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
    let node = Node { span, value: Value::Text("".into()) };
    let entry = Entry { key: "".into(), span, how: How::Replace, node };
    let known = laid::known(&pack.names);
    let formula = parts::alone(&mut Reader::of(&mut desk, &known, &[], &entry), file);
    formula.ok_or_else(|| desk.all())
}

/// The same as [`load`], shelf by shelf.
pub fn load_shelf(kinds: Kinds<'_>, shelf: &Shelf<'_>, sources: &Sources) -> (Vec<Pack>, Vec<Diagnostic>) {
    let mut desk = Desk { shelf: *shelf, fold, ..Desk::new(RULE_FILE, sources) };
    // The words of a language may stand in the same folder.
    let rules = shelf.files.iter().filter(|file| !is_language(sources.get(**file).text()));
    let trees: Vec<RuleFile> = rules.map(|&file| RuleFile::parse(&mut desk, file)).collect();
    let mut gathered = gather::gather(&mut desk, &trees);
    let mut read: Vec<Laid<'_>> = Vec::new();
    while let Some((pack, files)) = next(&mut desk, &mut gathered, &read) {
        let base = read.iter().find(|base| pack.extends.as_ref() == Some(&base.pack.name));
        let laid = Laid::over(base, pack);
        read.push(laid.read(&mut desk, kinds, &files));
    }
    let mut diagnostics = desk.all();
    diagnostic::sort(&mut diagnostics, sources);
    (read.into_iter().map(|laid| laid.pack).collect(), diagnostics)
}

/// The same of files that come with the program, which were tested before they were shipped: the names and the rules of a pack
/// are read when they are first asked for.
pub fn load_later(
    kinds: Kinds<'static>,
    shelf: &Shelf<'_>,
    sources: &Sources,
) -> (Vec<Pack>, Vec<Diagnostic>) {
    let kept =
        Arc::new(Kept { sources: sources.clone(), files: shelf.files.to_vec(), trees: OnceLock::new() });
    let packs: Vec<Pack> = kept.read(|desk| {
        let heads: Vec<RuleFile> = kept.files.iter().map(|&file| RuleFile::head(desk, file)).collect();
        gather::gather(desk, &heads).into_iter().map(|(pack, _)| pack).collect()
    });
    if packs.iter().any(|pack| pack.extends.is_some()) {
        return load_shelf(kinds, shelf, sources);
    }
    (packs.into_iter().map(|pack| kept.clone().later(kinds, pack)).collect(), Vec::new())
}

/// Files whose packs are read bit by bit.
struct Kept {
    sources: Sources,
    files: Vec<FileId>,
    trees: OnceLock<Vec<RuleFile>>,
}

impl Kept {
    /// Reads something of them.
    fn read<T>(&self, read: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let sibling = |path: &str| self.sources.named(path);
        let shelf = Shelf { sibling: &sibling, strict: &|_| false, ..Shelf::ALONE };
        let mut desk = Desk { shelf, fold, ..Desk::new(RULE_FILE, &self.sources) };
        timing::of(|| Work::Loading, || read(&mut desk))
    }

    /// The pack with all that its files say, once it is asked for.
    fn later(self: Arc<Self>, kinds: Kinds<'static>, pack: Pack) -> Pack {
        let (files, head) = (self.clone(), pack.clone());
        let names = Later::new(move || {
            let mut laid = Laid::over(None, head);
            files.read(|desk| laid.read_names(desk, &files.of(&laid.pack)));
            laid.names
        });
        let (known, head) = (names.clone(), pack.clone());
        let rules = Later::new(move || {
            let mut laid = Laid::over(None, head);
            let known = laid::known(&known);
            self.read(|desk| laid.read_rules(desk, &known, kinds, &self.of(&laid.pack)));
            laid.rules
        });
        Pack { names, rules, ..pack }
    }

    fn of(&self, pack: &Pack) -> Vec<&RuleFile> {
        let parse =
            |desk: &mut Desk<'_>| self.files.iter().map(|&file| RuleFile::parse(desk, file)).collect();
        let trees = self.trees.get_or_init(|| self.read(parse));
        // In the order of the pack: what has no [pack] comes after what has.
        pack.files.iter().filter_map(|file| trees.iter().find(|tree| tree.file == *file)).collect()
    }
}

/// The next pack to read: one that extends none, or one that is read already. A base that is not there, and packs that
/// extend each other, are told.
fn next<'t>(
    desk: &mut Desk<'_>,
    waiting: &mut Vec<(Pack, Vec<&'t RuleFile>)>,
    read: &[Laid<'_>],
) -> Option<(Pack, Vec<&'t RuleFile>)> {
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
