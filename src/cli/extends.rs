//! `extends` in `gouji.toml`: what one file does not say is taken from another. Who may write the one decides what both may say:
//! below the root of the gate a file that extends another asks for more than the gate does, and for nothing less.

use std::path::{Path, PathBuf};

use gouji::diagnostic::{Diagnostic, Severity, Text};
use gouji::gate::config::{self, Config, Given};
use gouji::source::Span;

use super::Stop;
use super::files;
use super::outputs::Role;
use super::settings::{Settings, absolute, folder_of, short, stay_below};

impl Settings {
    /// `config` with what it extends, which the file in `folder` says. One that was found beside documents leads into its own
    /// folder or the root of the gate alone: whoever puts it there must not have other files of the machine read and told.
    pub fn extended(&mut self, config: Config, folder: &Path, found: bool) -> Result<Config, Stop> {
        self.with_base(config, folder, found.then_some(folder), &mut Vec::new())
    }

    /// The same, on the way along the files in `way`.
    fn with_base(
        &mut self,
        config: Config,
        folder: &Path,
        found: Option<&Path>,
        way: &mut Vec<PathBuf>,
    ) -> Result<Config, Stop> {
        let Some(Given { value: paths, span: Some(span) }) = config.extends.clone() else {
            return Ok(config);
        };
        let mut base = Config::default();
        for path in paths {
            let path = absolute(&path);
            if let Some(fault) = self.refused(&path, span, found, way) {
                if !self.faults.contains(&fault) {
                    self.faults.push(fault);
                }
                continue;
            }
            let (file, seen) = (self.read(&path, Role::Configuration)?, self.parsed.contains(&path));
            let own = folder_of(&path);
            let (mut layer, mut faults) = Config::parse(file, &self.sources, &own);
            if found.is_some() {
                faults.extend(stay_below(&mut layer, &own));
            }
            if !seen {
                self.parsed.insert(path.clone());
                self.faults.extend(faults);
            }
            way.push(path);
            let layer = self.with_base(layer, &own, found, way)?;
            way.pop();
            base = layer.over(&base);
        }
        Ok(config.over(&base.taken_into(folder)))
    }

    /// What there is to say where a file is not extended.
    fn refused(&self, path: &Path, span: Span, found: Option<&Path>, way: &[PathBuf]) -> Option<Diagnostic> {
        let shown = short(path);
        let below = |folder: &Path| path.starts_with(folder) && files::lies_below(path, folder);
        let (said, help) = if found.is_some_and(|folder| !below(folder) && !below(&self.root)) {
            (
                Text::new(
                    format!("{shown} 既不在这份配置的目录里，也不在检查的根目录里"),
                    format!(
                        "{shown} lies neither in the folder of this configuration nor in the root of the gate"
                    ),
                ),
                Text::new(
                    "把它放到检查的根目录里，或用 --root、--config 指定",
                    "put it into the root of the gate, or name that by --root, or the configuration by --config",
                ),
            )
        } else if !files::is_there(path) {
            (
                Text::new(format!("没有 {shown} 这个文件"), format!("there is no file {shown}")),
                Text::new(
                    "extends 里的路径从写着它的文件所在的目录算起",
                    "a path in `extends` is told from the folder of the file that says it",
                ),
            )
        } else if way.iter().any(|on| on == path) {
            (
                Text::new(format!("{shown} 又以自己为底"), format!("{shown} extends itself in the end")),
                Text::new("去掉其中一个 extends", "take one of these `extends` out"),
            )
        } else {
            return None;
        };
        let mut fault = Diagnostic::new(config::FAULT, Severity::Error, span, said).help(help);
        fault.identity = format!("extends {}", path.display());
        Some(fault)
    }
}
