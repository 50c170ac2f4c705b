//! A rule file after its syntax was read: which pack it is of, and what it names.

use crate::diagnostic::Text;
use crate::keys::desk::Desk;
use crate::keys::known::Known;
use crate::keys::parse;
use crate::keys::tree::{Entry, Node};
use crate::keys::{Keys as _, Reader};
use crate::rule::pack::Pack;
use crate::source::FileId;

/// The keys a rule file has at its top.
const TOP: &[&str] = &["pack", "phrase", "fact", "section", "table", "form", "dictionary", "rule"];

/// One rule file after the first step.
pub(super) struct RuleFile {
    pub(super) file: FileId,
    pub(super) folder: String,
    pub(super) root: Node,
}

impl RuleFile {
    pub(super) fn parse(desk: &mut Desk<'_>, file: FileId) -> Self {
        let root = parse::tree(desk, file);
        Reader::at_top(desk, &root).open(&root, TOP, Reader::KEY);
        Self::of(desk, file, root)
    }

    /// The same with nothing but its `[pack]`, if there is one.
    pub(super) fn head(desk: &mut Desk<'_>, file: FileId) -> Self {
        let root = parse::part(desk, file, "pack");
        Self::of(desk, file, root)
    }

    fn of(desk: &Desk<'_>, file: FileId, root: Node) -> Self {
        let name = desk.sources.get(file).name();
        let folder = name.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder).to_owned();
        Self { file, folder, root }
    }

    /// The pack as `[pack]` describes it; nothing where there is none.
    pub(super) fn header(&self, desk: &mut Desk<'_>) -> Option<Pack> {
        let entry = self.root.get("pack")?;
        let known = Known::default();
        let mut pack = Pack::read(&mut Reader::of(desk, &known, &[], entry), &entry.node)?;
        // A pack without a name is told of; its rules are read nevertheless, under the file's name.
        if pack.name.is_empty() {
            desk.sources.get(self.file).name().clone_into(&mut pack.name);
        }
        if pack.title == Text::default() {
            pack.title = Text::same(pack.name.clone());
        }
        pack.files.push(self.file);
        Some(pack)
    }

    /// What `[kind.name]` tables there are, in the order written.
    pub(super) fn named(&self, desk: &mut Desk<'_>, kind: &str) -> &[Entry] {
        let Some(entry) = self.root.get(kind) else { return &[] };
        if let Some(entries) = entry.node.table() {
            return entries;
        }
        let message =
            Text::new(format!("{kind} 下面应是一个个名字"), format!("`{kind}` holds things by name"));
        let label = Text::new(format!("写作 [{kind}.名字]"), format!("write [{kind}.name]"));
        desk.say(entry.span, message, label, None);
        &[]
    }
}
