//! The engines of the program: an expression that stands in several rules, packs or lists, or that several documents make of
//! the same facts, is compiled once.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::Engine;

/// More engines than this are not kept for others: documents may say anything of themselves, and a run may have any number.
const MOST: usize = 512;

/// Whether an expression was made of a phrase, which knows its needles, and the expression.
type Key = (bool, String);

static ENGINES: LazyLock<Mutex<HashMap<Key, Arc<Engine>>>> = LazyLock::new(Mutex::default);

/// The engine of an expression, which `make` makes where there is none yet.
pub(super) fn engine(of_phrase: bool, source: String, make: impl FnOnce(String) -> Engine) -> Arc<Engine> {
    let mut engines = ENGINES.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (of_phrase, source);
    if let Some(known) = engines.get(&key) {
        return known.clone();
    }
    if engines.len() >= MOST {
        engines.clear();
    }
    let made = Arc::new(make(key.1.clone()));
    engines.insert(key, made.clone());
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_has_one_engine_and_no_more_than_so_many_are_kept() {
        let of = |source: &str| engine(false, source.to_owned(), Engine::of_expression);
        assert!(Arc::ptr_eq(&of("甲"), &of("甲")));
        let phrase = engine(true, "甲".to_owned(), |source| Engine::of_phrase(source, &[]));
        assert!(!Arc::ptr_eq(&of("甲"), &phrase));
        for value in 0..2 * MOST {
            of(&value.to_string());
        }
        assert!(ENGINES.lock().unwrap().len() <= MOST);
    }
}
