//! What is printed: results on the standard output, everything else on the standard error. A reader that goes away early
//! ends the printing quietly.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gouji::diagnostic::{Lang, Text};
use gouji::read::Unreadable;
use gouji::report::visible;

use super::{Color, Stop, locale, stdout};

/// The two outputs, the language, and whether there is colour.
pub struct Terminal {
    /// The language.
    pub lang: Lang,
    /// The language the arguments ask for.
    pub lang_by_hand: Option<Lang>,
    /// Whether results are coloured.
    pub colour: bool,
    /// Whether a result could not be told.
    lost: Arc<AtomicBool>,
}

impl Terminal {
    /// Colour only on a terminal, and not against `NO_COLOR`, unless the arguments say so.
    pub fn new(lang_by_hand: Option<Lang>, color: Color) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colour = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !unwanted && std::io::stdout().is_terminal(),
        };
        Self { lang: lang_by_hand.unwrap_or_else(locale::lang), lang_by_hand, colour, lost: Arc::default() }
    }

    /// The same in the language of a configuration, if it names one.
    pub fn speaking(&self, lang: Option<Lang>) -> Self {
        Self { lang: lang.unwrap_or(self.lang), lost: self.lost.clone(), ..*self }
    }

    /// Whether a result could not be told, other than to a reader that went away: the run ends with 2.
    pub fn lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// Prints a result. That it could not be told is said, and remembered: see [`Terminal::lost`].
    pub fn print(&self, text: &str) {
        if let Err(error) = stdout::write(text.as_bytes())
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.lost.store(true, Ordering::Relaxed);
            self.say(&Text::new(format!("写不出结果：{error}"), format!("cannot write the result: {error}")));
        }
    }

    /// Says that a file could not be written.
    pub fn unwritten(&self, path: &Path, error: impl Display) {
        let path = path.display();
        self.say(&Text::new(format!("写不出 {path}：{error}"), format!("cannot write {path}: {error}")));
    }

    /// Tells something of several lines beside the result.
    pub fn aside(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says something beside the result.
    pub fn say(&self, text: &Text) {
        let _ = writeln!(std::io::stderr().lock(), "gouji: {}", visible(text.get(self.lang)));
    }

    /// Says why the command cannot go on.
    pub fn stop(&self, stop: &Stop) {
        self.say(&stop.what);
        if let Some(help) = &stop.help {
            let _ = writeln!(std::io::stderr().lock(), "  = {}", visible(help.get(self.lang)));
        }
    }

    /// Says why a document is not read, and gives the exit code for that.
    pub fn refuse(&self, refused: Unreadable) -> u8 {
        let reason = |lang| format!("{}: {}", refused.name, refused.reason.get(lang));
        let what = Text::new(reason(Lang::Zh), reason(Lang::En));
        self.stop(&Stop::new(what).help(refused.help));
        3
    }
}
