//! What the page may ask for, and what it is answered.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::given::Written;
use crate::pack;
use crate::save::{self, Save};
use crate::session::{Found, Session, Waive};

/// A question. Its body is what the file holds that it speaks of, if it speaks of one.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Ask {
    /// Begin anew: the language, the day by which waivers are judged, whether all files are one disclosure, and rules,
    /// configurations and waivers.
    Begin {
        lang: String,
        today: String,
        #[serde(default)]
        as_one: bool,
        texts: Vec<Written>,
    },
    /// Why files are passed over, as far as their names tell.
    Look { files: Vec<Found> },
    /// Check a document, or say what an archive holds.
    Check { file: Found },
    /// Put together what is one disclosure, and tie what answers each other; `apart`: only the latter.
    Settle {
        #[serde(default)]
        apart: bool,
    },
    /// A file that could not be checked, with the reason in both languages.
    Refuse { name: String, zh: String, en: String },
    /// A finding that somebody answers for.
    Waive(Waive),
    /// Something to look at or to save.
    Save(Save),
    /// Files in one archive; the body is what they hold, one after the other.
    Pack { files: Vec<Part> },
}

/// A file whose bytes stand in a body.
#[derive(Debug, Deserialize, Serialize)]
pub struct Part {
    /// Its path.
    pub name: String,
    /// How many bytes of the body are its.
    pub length: usize,
}

/// An answer: JSON, and bytes where there are any.
pub type Answer = Result<(Value, Vec<u8>), String>;

/// Who answers.
pub struct Desk {
    session: Option<Session>,
}

impl Desk {
    /// Nothing has begun.
    pub fn new() -> Self {
        Self { session: None }
    }

    /// Answers a question: `{"ok": …}` or `{"wrong": "why"}`, and a body.
    pub fn answer(&mut self, head: &[u8], body: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let ask = serde_json::from_slice(head).map_err(|error| error.to_string());
        let (told, body) = match ask.and_then(|ask| self.done(ask, body)) {
            Ok((told, body)) => (json!({ "ok": told }), body),
            Err(why) => (json!({ "wrong": why }), Vec::new()),
        };
        (told.to_string().into_bytes(), body)
    }

    fn done(&mut self, ask: Ask, body: &[u8]) -> Answer {
        if let Ask::Begin { lang, today, as_one, texts } = ask {
            let session = Session::new(&lang, &today, as_one, texts)?;
            let told = session.begun();
            self.session = Some(session);
            return Ok((told, Vec::new()));
        }
        if let Ask::Pack { files } = ask {
            return Ok((Value::Null, pack::pack(&files, body)?));
        }
        let session = self.session.as_mut().ok_or("nothing has begun")?;
        match ask {
            Ask::Look { files } => Ok((session.look(&files), Vec::new())),
            Ask::Check { file } => Ok(session.check(&file, body)),
            Ask::Settle { apart } => Ok((session.settle(apart), Vec::new())),
            Ask::Refuse { name, zh, en } => {
                session.refuse(name, zh, en);
                Ok((Value::Null, Vec::new()))
            }
            Ask::Waive(waive) => session.waive(waive),
            Ask::Save(what) => save::save(session, &what, body),
            Ask::Begin { .. } | Ask::Pack { .. } => Err("answered above".to_owned()),
        }
    }
}
