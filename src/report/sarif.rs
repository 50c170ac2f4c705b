//! SARIF 2.1.0, for code hosts and review tools. Columns are counted in code points and said to be. Files that are no plain
//! text have no region: lines of the program's own view of them would mislead. They have a logical location instead
//! (`收支总表!C12`, `page/3`, `table/2/row/5/cell/3`, `paragraph/12`), and the location's message says it in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Fingerprints, Region, Run, place, to_json};
use crate::diagnostic::{Certainty, Diagnostic, Lang, Severity};
use crate::gate::judged::{Compared, Digest, JudgedBy, Pardon};
use crate::rule::Rule;
use crate::source::{Cut, Sources, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    invocations: [Invocation<'a>; 1],
    artifacts: Vec<Artifact>,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    exit_code: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
    properties: Judges<'a>,
}

/// What judged the run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Judges<'a> {
    judged_by: &'a [JudgedBy],
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a Compared>,
    #[serde(skip_serializing_if = "<[Pardon]>::is_empty")]
    waivers: &'a [Pardon],
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Pardon>,
    digests: &'a [Digest],
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message,
    descriptor: Reference<'a>,
    locations: [Location; 1],
}

#[derive(Serialize)]
struct Reference<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct Artifact {
    location: ArtifactLocation,
    roles: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u8>,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<&'static str, Property>,
}

/// Why a result does not count: somebody answers for it, or it was there before.
#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Property {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<SarifRegion>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Tells `run` as SARIF.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut rules: Vec<Descriptor> = run.rules().map(|rule| descriptor(rule, lang)).collect();
    let mut index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    for found in run.diagnostics() {
        index.entry(&found.rule).or_insert_with(|| {
            rules.push(bare(found));
            rules.len() - 1
        });
    }
    let mut results = Vec::new();
    let groups =
        std::iter::once(run.faults).chain(run.documents.iter().map(|document| &document.diagnostics[..]));
    for group in groups {
        let mut prints = Fingerprints::new();
        for found in group {
            let at = index.get(found.rule.as_str()).copied().unwrap_or_default();
            results.push(result(run.sources, found, at, prints.of(found, run.sources), lang));
        }
    }
    let artifacts = run
        .files()
        .into_iter()
        .map(|name| Artifact { location: ArtifactLocation { uri: uri(name) }, roles: ["analysisTarget"] });
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: Some(env!("CARGO_PKG_REPOSITORY")).filter(|home| !home.is_empty()),
        rules,
    };
    to_json(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [SarifRun {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            invocations: [invocation(run)],
            artifacts: artifacts.collect(),
            results,
        }],
    })
}

fn invocation<'a>(run: &Run<'a>) -> Invocation<'a> {
    let lang = run.options.lang;
    let notifications = run.unreadable.iter().map(|unread| Notification {
        level: "error",
        message: Message { text: format!("{}\n{}", unread.reason.get(lang), unread.help.get(lang)) },
        descriptor: Reference { id: super::text::UNREADABLE },
        locations: [Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&unread.name) },
                region: None,
            },
            logical_locations: Vec::new(),
            message: None,
        }],
    });
    Invocation {
        execution_successful: run.exit_code <= 1 && run.unreadable.is_empty(),
        exit_code: run.exit_code,
        tool_execution_notifications: notifications.collect(),
        properties: Judges {
            judged_by: &run.judged.by,
            compared: run.judged.compared.as_ref(),
            waivers: &run.judged.waivers,
            baseline: run.judged.baseline.as_ref(),
            digests: &run.judged.digests,
        },
    }
}

fn descriptor(rule: &Rule, lang: Lang) -> Descriptor<'_> {
    let help =
        [rule.help.as_ref().map(|help| help.get(lang)), rule.basis.as_ref().map(|basis| basis.get(lang))];
    let help: Vec<&str> = help.into_iter().flatten().collect();
    let title = rule.title.get(lang);
    let full = rule.why.as_ref().map_or(title, |why| why.get(lang));
    Descriptor {
        short_description: Some(Message { text: title.to_owned() }),
        full_description: Some(Message { text: full.to_owned() }),
        help: (!help.is_empty()).then(|| Message { text: help.join("\n") }),
        default_configuration: Configuration { level: level(rule.severity) },
        ..named(&rule.id)
    }
}

/// What is known of a rule that stands in no pack: the tool's own.
fn bare(found: &Diagnostic) -> Descriptor<'_> {
    Descriptor { default_configuration: Configuration { level: level(found.severity) }, ..named(&found.rule) }
}

fn named(id: &str) -> Descriptor<'_> {
    Descriptor {
        id,
        name: id.rsplit_once('/').map_or(id, |(_, name)| name),
        short_description: None,
        full_description: None,
        help: None,
        default_configuration: Configuration { level: level(Severity::Error) },
    }
}

fn result<'a>(
    sources: &Sources,
    found: &'a Diagnostic,
    rule_index: usize,
    fingerprint: String,
    lang: Lang,
) -> SarifResult<'a> {
    let related = found.related.iter().enumerate().map(|(at, label)| {
        let text = match label.text.get(lang) {
            "" => sources
                .get(label.span.file)
                .text()
                .cut(super::clamp(sources.get(label.span.file).text(), label.span))
                .to_owned(),
            words => words.to_owned(),
        };
        Location { id: Some(at), message: Some(Message { text }), ..location(sources, label.span, lang) }
    });
    SarifResult {
        rule_id: &found.rule,
        rule_index,
        level: level(found.severity),
        rank: found.certainty.map(Certainty::hundredths),
        message: Message { text: found.message.get(lang).to_owned() },
        locations: [location(sources, found.primary.span, lang)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([("gouji/v1", fingerprint)]),
        baseline_state: super::baseline_state(found),
        suppressions: suppressions(found, lang),
        properties: properties(found, lang),
    }
}

fn suppressions(found: &Diagnostic, lang: Lang) -> Vec<Suppression> {
    let because = |justification| Suppression { kind: "external", status: "accepted", justification };
    let mut all = Vec::new();
    if let Some(waived) = &found.standing.waived {
        all.push(because(super::waived_words(waived, lang)));
    }
    if found.standing.known == Some(true) {
        all.push(because(lang.pick("在基线里", "in the baseline").to_owned()));
    }
    all
}

fn properties(found: &Diagnostic, lang: Lang) -> BTreeMap<&'static str, Property> {
    let mut properties = BTreeMap::new();
    let mut one = |key, value: Option<&str>| {
        if let Some(value) = value {
            properties.insert(key, Property::One(value.to_owned()));
        }
    };
    let figures = found.arithmetic.as_ref();
    one("stated", figures.map(|figures| figures.stated.as_str()));
    one("expected", figures.and_then(|figures| figures.expected.as_deref()));
    one("difference", figures.and_then(|figures| figures.difference.as_deref()));
    one("basis", found.basis.as_ref().map(|basis| basis.get(lang)));
    one("help", found.help.as_ref().map(|help| help.get(lang)));
    if !found.notes.is_empty() {
        let notes = found.notes.iter().map(|note| note.get(lang).to_owned()).collect();
        properties.insert("notes", Property::Many(notes));
    }
    properties
}

fn location(sources: &Sources, span: Span, lang: Lang) -> Location {
    let region = place::region(sources, span).map(|Region { line, column, end_line, end_column }| {
        SarifRegion { start_line: line, start_column: column, end_line, end_column: end_column.max(1) }
    });
    let artifact_location = ArtifactLocation { uri: uri(sources.get(span.file).name()) };
    let physical_location = PhysicalLocation { artifact_location, region };
    let spot = place::spot(sources, span).map(|(layout, spot)| LogicalLocation {
        name: place::words(layout, spot).get(lang).to_owned(),
        fully_qualified_name: place::path(layout, spot),
        kind: place::kind(spot),
    });
    let message = spot.as_ref().map(|spot| Message { text: spot.name.clone() });
    Location { id: None, physical_location, logical_locations: spot.into_iter().collect(), message }
}

fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

/// A path as a relative reference: everything but letters, digits, `-._~` and `/` percent-encoded, `\` made `/`.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into())
            }
            b'\\' if cfg!(windows) => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
