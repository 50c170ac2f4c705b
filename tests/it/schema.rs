//! The schema that editors check rule files with: up to date, named by every shipped rule file, and true of them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, differs, gouji};
use gouji::check::KINDS;
use gouji::check::schema::schema;

const SCHEMA: &str = "rules/rules.schema.json";

#[test]
fn the_schema_is_up_to_date() {
    let told = gouji(&["schema"]);
    assert_eq!((told.code, told.out.as_str()), (0, format!("{:#}\n", schema(KINDS)).as_str()));
    accept("schema", &differs(Path::new(SCHEMA), &told.out).into_iter().collect::<Vec<_>>());
}

#[test]
fn shipped_rules_name_the_schema_and_fit_it() {
    let validator = jsonschema::validator_for(&schema(KINDS)).unwrap();
    for folder in ["rules", "tests/data/layers", "tests/data/nonprofit"] {
        for entry in walkdir::WalkDir::new(folder) {
            let path = entry.unwrap().into_path();
            // The words of languages are no rules.
            if path.extension().is_none_or(|ending| ending != "toml") || path.starts_with("rules/lang") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let named = text.lines().next() == Some("#:schema ../rules.schema.json");
            assert!(named || folder != "rules", "{}", path.display());
            let value: serde_json::Value = toml::from_str(&text).unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
            assert_eq!(errors, [""; 0], "{}", path.display());
        }
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let validator = jsonschema::validator_for(&schema(KINDS)).unwrap();
    for wrong in [
        "[rule.a]\nseverty = \"error\"",
        "[rule.a]\nseverity = 5",
        "[rule.a]\ncheck.formla = \"a\"",
        "[rule.a]\ncheck.text = { forbd = \"a\" }",
        "[table.a]\ncapton = \"a\"",
        "[tabel.a]\ncaption = \"a\"",
    ] {
        let value: serde_json::Value = toml::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&value), "{wrong}");
    }
}
