//! Which file belongs to which pack, and which shipped file makes way for one that somebody wrote: for one whose `[pack]` says
//! `replaces`, or for one of the same path that was named by hand.

use std::collections::{BTreeMap, BTreeSet};

use super::leaf::Strs;
use super::{Desk, Tree};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::rule::fault::RULE_FILE;
use crate::rule::{Pack, SHIPPED};
use crate::source::Span;

/// A pack with its files.
pub(super) type Gathered<'t, 'a> = (Pack, Vec<&'t Tree<'a>>);

/// A file, and the shipped one that makes way for it, by their places among all.
struct Way {
    new: usize,
    old: usize,
    /// `replaces` says so.
    said: bool,
}

/// Puts the files together to packs: those whose `[pack]` has the same name, and those without `[pack]` with the pack of
/// their folder.
pub(super) fn gather<'t, 'a>(desk: &mut Desk<'a>, trees: &'t [Tree<'a>]) -> Vec<Gathered<'t, 'a>> {
    let headers: Vec<Option<(Pack, Strs)>> = trees.iter().map(|tree| tree.header(desk)).collect();
    let ways = ways(desk, trees, &headers);
    let gone: BTreeSet<usize> = ways.iter().map(|way| way.old).collect();
    let homes = homes(desk, trees, &headers, &ways, &gone);
    let mut gathered: Vec<Gathered<'t, 'a>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let here = |at: &usize| !gone.contains(at);
    for (at, (tree, header)) in trees.iter().zip(headers).enumerate() {
        let Some((pack, _)) = header.filter(|_| here(&at)) else { continue };
        match places.get(&pack.name).and_then(|&place| gathered.get_mut(place)) {
            Some((known, files)) => {
                known.merge(pack);
                files.push(tree);
            }
            None => {
                places.insert(pack.name.clone(), gathered.len());
                gathered.push((pack, vec![tree]));
            }
        }
    }
    for tree in (0..trees.len()).filter(here).map(|at| &trees[at]).filter(|tree| !tree.has("pack")) {
        let folders = folders(desk, tree);
        let names: BTreeSet<&String> =
            folders.iter().filter_map(|folder| homes.get(folder)).flatten().collect();
        let only = names.first().filter(|_| names.len() == 1);
        match only.and_then(|name| places.get(*name)).and_then(|&place| gathered.get_mut(place)) {
            Some((pack, files)) => {
                pack.files.push(tree.file);
                files.push(tree);
            }
            None => homeless(desk, tree),
        }
    }
    gathered
}

/// Which shipped files make way; a name in `replaces` that no shipped file has is told.
fn ways(desk: &mut Desk<'_>, trees: &[Tree<'_>], headers: &[Option<(Pack, Strs)>]) -> Vec<Way> {
    let name = |tree: &Tree<'_>| desk.sources.get(tree.file).name().to_owned();
    let names: Vec<String> = trees.iter().map(name).collect();
    let shipped: BTreeMap<&str, usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| name.starts_with(SHIPPED))
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let mut ways: Vec<Way> = Vec::new();
    for (new, (tree, header)) in trees.iter().zip(headers).enumerate() {
        let said = header.iter().flat_map(|(_, replaces)| &replaces.items).filter(|text| !text.is_missing());
        let mut olds: BTreeSet<usize> = BTreeSet::new();
        for text in said {
            match shipped.get(text.text.as_str()) {
                Some(&old) => drop(olds.insert(old)),
                // Where the shipped rules are left out there is nothing to make way.
                None if shipped.is_empty() => {}
                None => {
                    let known: Vec<&str> = shipped.keys().copied().collect();
                    let what = Text::new("自带的规则文件", "shipped rule file");
                    desk.unknown_name(desk.inside(tree.file, text), what, &text.text, &known);
                }
            }
        }
        let twin = format!("{SHIPPED}{}", names[new]);
        let old = shipped.get(twin.as_str()).filter(|_| (desk.by_hand)(tree.file));
        if let Some(&old) = old.filter(|old| !olds.contains(old)) {
            ways.push(Way { new, old, said: false });
            // A copy of what is shipped changes nothing.
            if desk.is_strict(tree.file) {
                took_the_place(desk, tree, &twin);
            }
        }
        ways.extend(olds.into_iter().map(|old| Way { new, old, said: true }));
    }
    ways
}

/// Every folder with the packs that are at home in it.
fn homes(
    desk: &Desk<'_>,
    trees: &[Tree<'_>],
    headers: &[Option<(Pack, Strs)>],
    ways: &[Way],
    gone: &BTreeSet<usize>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut homes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (at, (tree, header)) in trees.iter().zip(headers).enumerate() {
        let Some((pack, _)) = header.as_ref().filter(|_| !gone.contains(&at)) else { continue };
        for folder in folders(desk, tree) {
            homes.entry(folder).or_default().insert(pack.name.clone());
        }
    }
    // What took the place of a shipped `[pack]` is where the other files of that pack belong now.
    for way in ways.iter().filter(|way| way.said && headers[way.old].is_some()) {
        if let Some((pack, _)) = headers[way.new].as_ref().filter(|_| !gone.contains(&way.new)) {
            homes.entry(trees[way.old].folder.to_owned()).or_default().insert(pack.name.clone());
        }
    }
    homes
}

/// The folder of a file; one that was named by hand belongs to the shipped folder of the same path as well.
fn folders(desk: &Desk<'_>, tree: &Tree<'_>) -> Vec<String> {
    let mut folders = vec![tree.folder.to_owned()];
    if (desk.by_hand)(tree.file) {
        folders.push(format!("{SHIPPED}{}", tree.folder));
    }
    folders
}

/// Tells that a file took the place of a shipped one, where nothing but its path says so.
fn took_the_place(desk: &mut Desk<'_>, tree: &Tree<'_>, shipped: &str) {
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

fn homeless(desk: &mut Desk<'_>, tree: &Tree<'_>) {
    let text = desk.sources.get(tree.file).text();
    let end = text.find('\n').unwrap_or(text.len());
    let diagnostic = desk
        .error(
            tree.file,
            0..end,
            Text::new("不知道这个文件属于哪个规则包", "it is not known which pack this file belongs to"),
        )
        .labelled(Text::new("缺少 [pack]", "[pack] is missing"))
        .help(Text::new("写上 [pack] name = \"…\"", "add [pack] with name = \"…\""));
    desk.tell(diagnostic);
}
