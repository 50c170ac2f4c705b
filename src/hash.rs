//! Maps by hash, for what is looked up many thousand times in a document. The hash is a fast one with a seed of the process's
//! own, so that no file can be written to make all that it holds fall together.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// Values by what they are known by.
pub type Map<K, V> = HashMap<K, V, RandomState>;

/// What was met.
pub type Set<K> = HashSet<K, RandomState>;
