//! What judges the documents: rules, configurations and waivers that somebody dropped on the page. They are heeded as the
//! command heeds them that runs in the folder above: what is dropped by itself says everything, what lies in a dropped folder
//! may only ask for more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gouji::checker::Rules;
use gouji::diagnostic::{Diagnostic, Severity, Text};
use gouji::gate::config::{self, Config, not_heeded};
use gouji::gate::judged::Digest;
use gouji::gate::sha256::sha256;
use gouji::gate::waiver::{self, Waiver};
use gouji::rule::{Pack, SHIPPED};
use gouji::source::{FileId, Source, Sources, Span};
use serde::Deserialize;

/// A text that judges.
#[derive(Debug, Deserialize)]
pub struct Written {
    /// Its path, as the page shows it.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Whether it lies in a folder that was dropped; else it was dropped by itself.
    pub met: bool,
}

/// Rules, configurations and waivers.
pub struct Given {
    /// The sources of all of them; documents are added later.
    pub sources: Sources,
    /// The packs.
    pub packs: Vec<Pack>,
    /// The rule files that came with the program.
    pub shipped: std::collections::BTreeSet<FileId>,
    /// What is wrong with them.
    pub faults: Vec<Diagnostic>,
    /// The waivers.
    pub waivers: Vec<Waiver>,
    /// What they are, by what they hold.
    pub digests: Vec<Digest>,
    /// What is written in each folder.
    layers: BTreeMap<PathBuf, Config>,
    held: BTreeMap<PathBuf, Arc<Config>>,
}

/// The absolute path of what the page shows as `name`.
pub fn absolute(name: &str) -> PathBuf {
    Path::new("/").join(name)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

impl Given {
    /// Reads them.
    pub fn read(texts: Vec<Written>) -> Self {
        let called = |written: &Written, name: &str| absolute(&written.name).ends_with(name);
        let (gate, rules): (Vec<Written>, Vec<Written>) = texts
            .into_iter()
            .partition(|written| called(written, config::FILE) || called(written, waiver::FILE));
        let mut digests: Vec<Digest> =
            rules.iter().map(|written| digest("rules", &written.name, &written.text)).collect();
        digests.push(Digest {
            role: "rules",
            path: format!("{SHIPPED}rules"),
            sha256: gouji::checker::DEFAULTS_SHA256.to_owned(),
        });
        let rules = Rules::beside_shipped(rules.into_iter().map(|written| (written.name, written.text)));
        let mut given = Self {
            sources: rules.sources,
            packs: rules.packs,
            shipped: rules.shipped,
            faults: rules.faults,
            waivers: Vec::new(),
            digests,
            layers: BTreeMap::new(),
            held: BTreeMap::new(),
        };
        for written in gate {
            let is_config = called(&written, config::FILE);
            given.take(written, is_config);
        }
        given.digests.sort();
        given
    }

    fn take(&mut self, written: Written, is_config: bool) {
        let Written { name, text, met } = written;
        let path = absolute(&name);
        let folder = folder_of(&path).to_path_buf();
        self.digests.push(digest(if is_config { "configuration" } else { "waivers" }, &name, &text));
        let file = self.sources.add(Source::new(name, text));
        if is_config {
            let (mut layer, faults) = Config::parse(file, &self.sources, &folder);
            self.faults.extend(faults);
            if let Some(rules) = layer.rules.take() {
                let span = rules.span.unwrap_or(Span::new(file, 0..0));
                self.faults.push(no_rules(span));
            }
            self.layers.insert(folder, layer);
        } else if met {
            let first = Span::new(file, self.sources.get(file).line_range(0));
            let said = Text::new(
                "这份豁免没有采用：它在拖入的目录里",
                "these waivers are not heeded: they lie in the folder that was dropped",
            );
            self.faults.push(not_heeded(first, waiver::FILE, said));
        } else {
            let (waivers, faults) = waiver::parse(file, &self.sources, &folder, true);
            self.waivers.extend(waivers);
            self.faults.extend(faults);
        }
    }

    /// What holds for the document at the absolute `path`.
    pub fn config(&mut self, path: &Path) -> Arc<Config> {
        let folder = folder_of(path);
        if let Some(known) = self.held.get(folder) {
            return known.clone();
        }
        let above: Vec<&Path> = folder.ancestors().collect();
        let mut held = Config::default();
        for at in above.into_iter().rev() {
            let Some(layer) = self.layers.get(at) else { continue };
            if at == Path::new("/") || held.trusts(at) {
                held = layer.over(&held);
            } else {
                let (kept, told) = layer.under(&held);
                let new: Vec<Diagnostic> =
                    told.into_iter().filter(|told| !self.faults.contains(told)).collect();
                self.faults.extend(new);
                held = kept;
            }
        }
        let held = Arc::new(held);
        self.held.insert(folder.to_path_buf(), held.clone());
        held
    }
}

fn digest(role: &'static str, path: &str, text: &str) -> Digest {
    Digest { role, path: path.to_owned(), sha256: sha256(text.as_bytes()) }
}

/// A configuration that names rules, which the page cannot go and read.
fn no_rules(span: Span) -> Diagnostic {
    let said =
        Text::new("网页读不到配置里指定的规则", "the page cannot read rules that a configuration names");
    let mut told = Diagnostic::new(config::FAULT, Severity::Warning, span, said)
        .labelled(Text::new("没有采用", "not heeded"))
        .help(Text::new("把规则文件也拖进来", "drop the rule files on the page as well"));
    "rules".clone_into(&mut told.identity);
    told
}
