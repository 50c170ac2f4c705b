//! The names that a pack has, which its rules may speak of.

/// Names by what they name, folded.
#[derive(Debug, Default)]
pub struct Known {
    /// Of tables.
    pub tables: Vec<String>,
    /// Of forms, with their fields and their categories of indicators.
    pub forms: Vec<(String, Vec<String>, Vec<String>)>,
    /// Of sections.
    pub sections: Vec<String>,
    /// Of dictionaries.
    pub dictionaries: Vec<String>,
    /// Of facts.
    pub facts: Vec<String>,
    /// Of fragments of patterns, with what they stand for.
    pub phrases: Vec<(String, String)>,
}

/// No names at all.
pub static NONE: Known = Known {
    tables: Vec::new(),
    forms: Vec::new(),
    sections: Vec::new(),
    dictionaries: Vec::new(),
    facts: Vec::new(),
    phrases: Vec::new(),
};

/// Which names are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// What they name.
    pub what: (&'static str, &'static str),
    /// They themselves.
    pub names: fn(&Known) -> Vec<&str>,
}

/// Names of tables.
pub const TABLES: Wanted = Wanted { what: ("表", "table"), names: |known| all(&known.tables) };
/// Names of forms.
pub const FORMS: Wanted = Wanted {
    what: ("表单", "form"),
    names: |known| known.forms.iter().map(|(name, ..)| name.as_str()).collect(),
};
/// Names of tables and forms.
pub const GRIDS: Wanted = Wanted {
    what: ("表或表单", "table or form"),
    names: |known| [(TABLES.names)(known), (FORMS.names)(known)].concat(),
};
/// Names of sections.
pub const SECTIONS: Wanted = Wanted { what: ("部分", "section"), names: |known| all(&known.sections) };
/// Names of sections, tables and forms.
pub const PLACES: Wanted = Wanted {
    what: ("部分、表或表单", "section, table or form"),
    names: |known| [(SECTIONS.names)(known), (GRIDS.names)(known)].concat(),
};
/// Names of dictionaries.
pub const DICTIONARIES: Wanted =
    Wanted { what: ("字典", "dictionary"), names: |known| all(&known.dictionaries) };
/// Names of facts.
pub const FACTS: Wanted = Wanted { what: ("事实", "fact"), names: |known| all(&known.facts) };
/// Names of phrases.
pub const PHRASES: Wanted = Wanted {
    what: ("短语", "phrase"),
    names: |known| known.phrases.iter().map(|(name, _)| name.as_str()).collect(),
};
/// Names of fields of any form.
pub const FIELDS: Wanted = Wanted {
    what: ("栏目", "field"),
    names: |known| known.forms.iter().flat_map(|(_, fields, _)| all(fields)).collect(),
};

/// Names as they are looked for.
pub fn all(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
