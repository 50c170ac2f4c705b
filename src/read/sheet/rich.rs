//! Words in runs that look different: what stands raised is a note mark, what is struck out is not read.

use crate::source::{Cut, raised};

/// The runs of one cell, as they are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rich {
    /// The run that is read now stands raised.
    pub raised: bool,
    /// The run that is read now is struck out.
    pub struck: bool,
    /// Something stands on the line: what is raised with nothing beside it is the text itself.
    on_line: bool,
    /// Something was struck out.
    pub lost: bool,
}

impl Rich {
    /// Another run begins, whose looks are said next.
    pub fn begin_run(&mut self) {
        (self.raised, self.struck) = (false, false);
    }

    /// Adds a piece that looks so.
    pub fn add(&mut self, into: &mut String, words: &str) {
        let start = into.len();
        into.push_str(words);
        self.end_piece(into, start);
    }

    /// A piece of a run ends, whose words are those of `into` from byte `start` on.
    pub fn end_piece(&mut self, into: &mut String, start: usize) {
        let words = into.cut(start..);
        if words.trim().is_empty() {
            return;
        }
        if self.struck {
            self.lost = true;
            into.truncate(start);
        } else if self.raised && self.on_line {
            let words = raised::raised(words).into_owned();
            into.truncate(start);
            into.push_str(&words);
        }
        self.on_line |= !self.raised;
    }
}
