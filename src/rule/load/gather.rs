//! Which file belongs to which pack, and which shipped file makes way for one that somebody wrote: for one whose `[pack]` says
//! `replaces`, or for one of the same path that was named by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::file::RuleFile;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::keys::desk::Desk;
use crate::rule::{Pack, RULE_FILE, SHIPPED};
use crate::source::Span;

/// A pack with its files.
pub(super) type Gathered<'t> = (Pack, Vec<&'t RuleFile>);

/// A rule file among the others.
struct Placed<'t> {
    tree: &'t RuleFile,
    header: Option<Pack>,
    /// The folders whose files without `[pack]` belong to the pack of this one.
    homes: Vec<String>,
    /// Another one took its place.
    gone: bool,
}

/// Puts the files together to packs: those whose `[pack]` has the same name, and those without `[pack]` with the pack of
/// their folder.
pub(super) fn gather<'t>(desk: &mut Desk<'_>, trees: &'t [RuleFile]) -> Vec<Gathered<'t>> {
    let place = |tree| Placed { tree, header: tree.header(desk), homes: folders(desk, tree), gone: false };
    let mut placed: Vec<Placed<'t>> = trees.iter().map(place).collect();
    for (new, old) in ways(desk, &placed) {
        placed[old].gone = true;
        // What took the place of a shipped `[pack]` is where the other files of that pack belong now.
        if placed[old].header.is_some() {
            placed[new].homes.push(trees[old].folder.clone());
        }
    }
    let mut gathered: Vec<Gathered<'t>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut homes: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    placed.retain(|one| !one.gone);
    for one in &mut placed {
        let Some(pack) = one.header.take() else { continue };
        let at = *places.entry(pack.name.clone()).or_insert(gathered.len());
        for home in one.homes.drain(..) {
            homes.entry(home).or_default().insert(at);
        }
        match gathered.get_mut(at) {
            Some((known, files)) => {
                known.merge(pack);
                files.push(one.tree);
            }
            None => gathered.push((pack, vec![one.tree])),
        }
    }
    for tree in placed.iter().map(|one| one.tree).filter(|tree| tree.root.get("pack").is_none()) {
        let found = folders(desk, tree).into_iter().filter_map(|folder| homes.get(&folder)).flatten();
        let found: BTreeSet<usize> = found.copied().collect();
        match found.first().filter(|_| found.len() == 1).and_then(|&at| gathered.get_mut(at)) {
            Some((pack, files)) => {
                pack.files.push(tree.file);
                files.push(tree);
            }
            None => homeless(desk, tree),
        }
    }
    gathered
}

/// Which files take the place of which shipped ones, by their numbers; a name in `replaces` that none has is told.
fn ways(desk: &mut Desk<'_>, placed: &[Placed<'_>]) -> BTreeSet<(usize, usize)> {
    let name = |one: &Placed<'_>| desk.sources.get(one.tree.file).name().to_owned();
    let names: Vec<String> = placed.iter().map(name).collect();
    let numbered = names.iter().enumerate().map(|(at, name)| (name.as_str(), at));
    let shipped: BTreeMap<&str, usize> = numbered.filter(|(name, _)| name.starts_with(SHIPPED)).collect();
    let mut ways = BTreeSet::new();
    for (new, one) in placed.iter().enumerate() {
        for (text, span) in one.header.iter().flat_map(|pack| &pack.replaces) {
            if let Some(&old) = shipped.get(text.as_str()) {
                ways.insert((new, old));
            } else if !shipped.is_empty() {
                // Where the shipped rules are left out there is nothing to make way.
                let known: Vec<&str> = shipped.keys().copied().collect();
                let what = ("自带的规则文件", "shipped rule file");
                desk.unknown_name(desk.inside(*span, text), what, text, &known);
            }
        }
        let twin = format!("{SHIPPED}{}", names[new]);
        let old = shipped.get(twin.as_str()).filter(|_| (desk.shelf.by_hand)(one.tree.file));
        let is_new = old.is_some_and(|&old| ways.insert((new, old)));
        // A copy of what is shipped changes nothing.
        if is_new && (desk.shelf.strict)(one.tree.file) {
            took_the_place(desk, one.tree, &twin);
        }
    }
    ways
}

/// The folder of a file; one that was named by hand belongs to the shipped folder of the same path as well.
fn folders(desk: &Desk<'_>, tree: &RuleFile) -> Vec<String> {
    let mut folders = vec![tree.folder.clone()];
    if (desk.shelf.by_hand)(tree.file) {
        folders.push(format!("{SHIPPED}{}", tree.folder));
    }
    folders
}

/// Tells that a file took the place of a shipped one, where nothing but its path says so.
fn took_the_place(desk: &mut Desk<'_>, tree: &RuleFile, shipped: &str) {
    let source = desk.sources.get(tree.file);
    let first = source.line_range(0);
    let mut diagnostic = Diagnostic::new(
        RULE_FILE,
        Severity::Note,
        Span::new(tree.file, first),
        Text::new(
            format!("它代替了自带的 {shipped}"),
            format!("it takes the place of the shipped {shipped}"),
        ),
    )
    .labelled(Text::new("路径相同", "the same path"))
    .help(Text::new(
        format!("有意如此就在 [pack] 里写 replaces = \"{shipped}\"；不是就换个文件名"),
        format!("if it is meant, say so in [pack]: replaces = \"{shipped}\"; if not, give it another name"),
    ));
    diagnostic.identity = shipped.to_owned();
    desk.tell(diagnostic);
}

fn homeless(desk: &mut Desk<'_>, tree: &RuleFile) {
    let first = Span::new(tree.file, desk.sources.get(tree.file).line_range(0));
    let message =
        Text::new("不知道这个文件属于哪个规则包", "it is not known which pack this file belongs to");
    let label = Text::new("缺少 [pack]", "[pack] is missing");
    let help = Text::new("写上 [pack] name = \"…\"", "add [pack] with name = \"…\"");
    desk.say(first, message, label, help);
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
        self.presumed |= other.presumed;
        self.files.extend(other.files);
    }
}
