//! A configuration that lies below the root of the gate: who puts a file beside a document may ask for more than the gate
//! does, and for nothing less, unless the configuration of the root trusts that folder by name.

use std::path::Path;

use super::{Allow, Config, FAULT, Given, Level};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::gate::Threshold;
use crate::source::{FileId, Span};

/// Something that a configuration below the root says and that is not heeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheeded {
    /// The file that says it.
    pub file: FileId,
    /// The key.
    pub key: String,
}

impl Threshold {
    /// The more of what is found fails a run, the stricter.
    fn strictness(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::Error => 1,
            Self::Warning => 2,
        }
    }
}

impl Config {
    /// Whether this configuration trusts what lies in the absolute `folder`, by name.
    pub fn trusts(&self, folder: &Path) -> bool {
        self.trust.as_ref().is_some_and(|given| given.value.hold(folder, Path::new("/")))
    }

    /// What holds where this configuration, which lies below the root and is not trusted, stands under `far`; and what of it
    /// is not heeded.
    pub fn under(&self, far: &Config) -> (Config, Vec<Diagnostic>) {
        let mut held = Held { kept: far.clone(), told: Vec::new() };
        held.kept.files = self.files.iter().chain(&far.files).copied().collect();
        held.kept.lang = self.lang.clone().or(far.lang.clone());
        held.thresholds(self, far);
        held.allow(self, far);
        for (key, span) in [
            ("rules", self.rules.as_ref().map(|given| given.span)),
            ("include", self.include.as_ref().map(|given| given.span)),
            ("exclude", self.exclude.as_ref().map(|given| given.span)),
            ("kind", self.kinds.as_ref().map(|given| given.span)),
            ("disclosure", self.disclosures.as_ref().map(|given| given.span)),
            ("trust", self.trust.as_ref().map(|given| given.span)),
        ] {
            if let Some(span) = span {
                held.refuse(key, span);
            }
        }
        for (name, given) in &self.packs {
            if given.value {
                held.kept.packs.insert(name.clone(), given.clone());
            } else if far.has_pack(name) {
                held.refuse(&format!("packs.{name}"), given.span);
            }
        }
        for (rule, given) in &self.severity {
            held.severity(rule, given, far);
        }
        (held.kept, held.told)
    }
}

/// What holds so far, and what is not heeded.
struct Held {
    kept: Config,
    told: Vec<Diagnostic>,
}

impl Held {
    fn thresholds(&mut self, near: &Config, far: &Config) {
        if let Some(given) = &near.fail_on {
            match given.value.strictness() < far.threshold().strictness() {
                true => self.refuse("fail-on", given.span),
                false => self.kept.fail_on = Some(given.clone()),
            }
        }
        if let Some(given) = &near.strict {
            match far.is_strict() && !given.value {
                true => self.refuse("strict", given.span),
                false => self.kept.strict = Some(given.clone()),
            }
        }
        if let Some(given) = &near.min_read {
            match given.value < far.min_read() {
                true => self.refuse("min-read", given.span),
                false => self.kept.min_read = Some(given.clone()),
            }
        }
    }

    fn allow(&mut self, near: &Config, far: &Config) {
        let Some(given) = &near.allow else { return };
        let (both, more): (Vec<Allow>, Vec<Allow>) = given.value.iter().partition(|word| far.allows(**word));
        if !more.is_empty() {
            self.refuse("allow", given.span);
        }
        self.kept.allow = Some(Given { value: both, span: given.span });
    }

    /// A level counts where it is more severe than what holds already; against what the rule itself says that is seen when
    /// something was found.
    fn severity(&mut self, rule: &str, given: &Given<Level>, far: &Config) {
        let known = far.severity.get(rule).map(|given| given.value.0);
        let into = match (known, given.value.0) {
            (Some(None), None) => return,
            (Some(None), Some(_)) => &mut self.kept.severity,
            (Some(Some(was)), Some(is)) if is <= was => &mut self.kept.severity,
            (None, Some(Severity::Error | Severity::Warning)) => &mut self.kept.raised,
            _ => return self.refuse(&format!("severity.{rule}"), given.span),
        };
        into.insert(rule.to_owned(), given.clone());
    }

    fn refuse(&mut self, key: &str, span: Option<Span>) {
        let Some(span) = span else { return };
        self.kept.unheeded.push(Unheeded { file: span.file, key: key.to_owned() });
        self.told.push(not_heeded(
            span,
            key,
            Text::new(
                format!("「{key}」没有采用：这份配置在检查的根目录之下，只能收紧，不能放宽"),
                format!("`{key}` is not heeded: below the root of the gate a configuration asks for more, never for less"),
            ),
        ));
    }
}

/// Tells what a file below the root asks for in vain, and who may grant it.
pub fn not_heeded(span: Span, key: &str, said: Text) -> Diagnostic {
    let help = Text::new(
        "写进根目录的 gouji.toml，或在那里用 trust = [\"目录\"] 点名信任这个目录；这里就是根目录的，加 --root",
        "say it in the gouji.toml of the root, or trust this folder there by name: trust = [\"folder\"]; where this is the root, say so by --root",
    );
    let mut told = Diagnostic::new(FAULT, Severity::Warning, span, said)
        .labelled(Text::new("没有采用", "not heeded"))
        .help(help);
    key.clone_into(&mut told.identity);
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lang;
    use crate::source::{Source, Sources};

    /// What is not heeded of `near` below `far`, and what holds.
    fn under(far: &str, near: &str) -> (Config, Vec<String>) {
        let mut sources = Sources::new();
        let mut read = |name: &str, text: &str| {
            let file = sources.add(Source::new(name, text));
            let (config, faults) = Config::parse(file, &sources, Path::new("/a"));
            assert!(faults.is_empty(), "{faults:?}");
            config
        };
        let (far, near) = (read("gouji.toml", far), read("d/gouji.toml", near));
        let (kept, told) = near.under(&far);
        let keys = kept.unheeded.iter().map(|one| one.key.clone()).collect();
        assert_eq!(kept.unheeded.len(), told.len());
        assert!(
            told.iter().all(|told| told.message.get(Lang::En).contains("not heeded") && told.help.is_some())
        );
        (kept, keys)
    }

    #[test]
    fn what_is_laxer_is_not_heeded_key_by_key() {
        for (far, near, refused) in [
            ("", "fail-on = \"never\"", "fail-on"),
            ("fail-on = \"warning\"", "fail-on = \"error\"", "fail-on"),
            ("strict = true", "strict = false", "strict"),
            ("", "min-read = 96", "min-read"),
            ("min-read = 99", "min-read = 98", "min-read"),
            ("", "allow = [\"no-pack\"]", "allow"),
            ("", "rules = \"x.toml\"", "rules"),
            ("", "include = \"*.md\"", "include"),
            ("", "exclude = \"a.txt\"", "exclude"),
            ("", "trust = \".\"", "trust"),
            ("", "[[kind]]\npath = \"**\"\npacks = [\"p\"]", "kind"),
            ("", "[[disclosure]]\nfiles = \"{year}/*\"", "disclosure"),
            ("", "packs = { p = \"off\" }", "packs.p"),
            ("", "[severity]\n\"p/r\" = \"off\"", "severity.p/r"),
            ("", "[severity]\n\"p/r\" = \"note\"", "severity.p/r"),
            ("[severity]\n\"p/r\" = \"warning\"", "[severity]\n\"p/r\" = \"note\"", "severity.p/r"),
        ] {
            let (kept, keys) = under(far, near);
            assert_eq!(keys, [refused], "{far} | {near}");
            let before = under(far, "").0;
            let mut kept = Config { unheeded: Vec::new(), ..kept };
            kept.allow = kept.allow.filter(|given| !given.value.is_empty());
            assert_eq!(kept.shown(Lang::En), before.shown(Lang::En), "{near}: something else changed");
        }
    }

    #[test]
    fn what_is_stricter_is_heeded() {
        let (kept, keys) = under(
            "allow = [\"no-pack\", \"idle-rules\"]\npacks = { p = \"off\" }\n[severity]\n\"p/a\" = \"note\"\n\"p/b\" = \"off\"\n",
            "fail-on = \"warning\"\nstrict = true\nmin-read = 98\nallow = [\"no-pack\"]\npacks = { p = \"on\" }\n[severity]\n\"p/a\" = \"warning\"\n\"p/b\" = \"note\"\n\"p/c\" = \"error\"\n\"p/d\" = \"warning\"\n",
        );
        assert_eq!(keys, [""; 0]);
        assert_eq!((kept.threshold(), kept.is_strict()), (Threshold::Warning, true));
        assert_eq!(kept.min_read().to_string(), "98%");
        assert!(kept.allows(Allow::NoPack) && !kept.allows(Allow::IdleRules) && kept.has_pack("p"));
        let of = |rule: &str, found, declared| kept.severity(rule, found, Some(declared));
        assert_eq!(
            of("p/a", Severity::Error, Severity::Error),
            Severity::Warning,
            "the root's word is raised"
        );
        assert!(!kept.is_off("p/b"));
        assert_eq!(of("p/c", Severity::Note, Severity::Note), Severity::Error);
        assert_eq!(
            of("p/d", Severity::Error, Severity::Error),
            Severity::Error,
            "never below what the rule says"
        );
        assert_eq!(of("p/d", Severity::Note, Severity::Note), Severity::Warning);
        assert_eq!(
            of("p/d", Severity::Note, Severity::Error),
            Severity::Note,
            "a finding weaker than its rule stays so"
        );
    }
}
