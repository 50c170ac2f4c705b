//! What others made of a document and will ask for again: a value of each type, made when it is first asked for. Several packs,
//! and what is done with a document after its rules, then read it once.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Document;

/// A value of each type.
#[derive(Debug, Default)]
pub(super) struct Memo(Mutex<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Document {
    /// What is remembered of the document as a `T`; at first it is as [`Default`] makes it. Nothing in it may depend on
    /// anything but the document and what it says itself that it depends on.
    pub fn remembered<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut known = self.memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // What is kept under the number of a type is of that type.
        Arc::clone(kept).downcast().unwrap_or_default()
    }

    /// Lets go of all that is remembered, where the document itself is kept for longer.
    pub fn forget(&mut self) {
        self.memo = Memo::default();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use crate::document::parse;
    use crate::source::{FileId, Source};

    #[test]
    fn a_value_is_made_once_and_let_go_when_told() {
        let mut document = parse(FileId(0), &Source::new("a.txt", "合计\t1\n"));
        let length = |document: &super::Document, made: usize| {
            *document.remembered::<OnceLock<usize>>().get_or_init(|| made)
        };
        assert_eq!([length(&document, 1), length(&document, 2)], [1, 1]);
        document.forget();
        assert_eq!(length(&document, 4), 4);
    }
}
