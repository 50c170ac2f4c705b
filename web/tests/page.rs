//! `gouji.html` in a real browser, opened from a disk: it finds what the command finds, asks for nothing, survives what ends its
//! workers, and everything can be done by keys. Run `web/build` and `cargo build` first; without the page, or without Chromium,
//! the tests are skipped and say so, and where `GOUJI_BROWSER=required` is set, they fail.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail"
)]

#[path = "page/beside.rs"]
mod beside;
#[allow(dead_code, reason = "the tests of the report use all of it")]
#[path = "../../tests/browser/driver.rs"]
mod driver;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use driver::{Browser, missing};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A test and what it is called.
type Test = (&'static str, fn());

const TESTS: &[Test] = &[
    (
        "it_finds_what_the_command_finds_and_asks_for_nothing",
        it_finds_what_the_command_finds_and_asks_for_nothing,
    ),
    ("what_is_dropped_is_checked", what_is_dropped_is_checked),
    ("archives_and_folders_are_looked_into", archives_and_folders_are_looked_into),
    (
        "documents_beside_each_other_are_what_they_are_for_the_command",
        beside::documents_beside_each_other_are_what_they_are_for_the_command,
    ),
    (
        "files_are_one_disclosure_where_somebody_says_so",
        beside::files_are_one_disclosure_where_somebody_says_so,
    ),
    ("a_file_that_is_not_checked_ends_nothing_else", a_file_that_is_not_checked_ends_nothing_else),
    ("a_run_can_be_cancelled", a_run_can_be_cancelled),
    (
        "rules_configurations_and_waivers_are_dropped_as_well",
        rules_configurations_and_waivers_are_dropped_as_well,
    ),
    ("keys_alone_find_waive_and_save", keys_alone_find_waive_and_save),
    ("everything_can_be_saved", everything_can_be_saved),
    ("it_speaks_the_language_of_the_browser", it_speaks_the_language_of_the_browser),
    ("it_fits_a_telephone", it_fits_a_telephone),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn page() -> PathBuf {
    root().join("web/dist/gouji.html")
}

/// The program beside these tests, or the one that is named.
fn program() -> PathBuf {
    let named = std::env::var_os("GOUJI_PROGRAM").map(PathBuf::from);
    named.unwrap_or_else(|| std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("gouji"))
}

fn main() {
    let unbuilt = (!page().exists()).then_some("there is no web/dist/gouji.html: run web/build");
    let unbuilt = unbuilt.or((!program().exists()).then_some("there is no program: run cargo build"));
    let missing = unbuilt.or(missing());
    if let Some(why) = missing {
        assert!(std::env::var_os("GOUJI_BROWSER").is_none(), "the tests of the page must run: {why}");
        println!("\ntests of the page SKIPPED: {why}");
    }
    let trial = |(name, test): &Test| {
        let test = *test;
        let run = move || {
            test();
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(missing.is_some())
    };
    libtest_mimic::run(&Arguments::from_args(), TESTS.iter().map(trial).collect()).exit();
}

/// The page, as it stands after a double click, in Chinese.
fn open() -> Browser {
    let browser = Browser::open();
    browser.open_file(&page());
    // What is saved is kept for the test.
    browser.js(
        "const make = URL.createObjectURL; window.saved = [];
         addEventListener('click', (event) => { if (event.target.download) window.saved.push(event.target.download); }, true);
         URL.createObjectURL = (blob) => { window.kept = blob; return make.call(URL, blob); };",
    );
    if browser.js("return document.documentElement.lang") != json!("zh-CN") {
        act(&browser, "lang");
    }
    browser
}

/// Waits longer than for a page that only has to be drawn.
fn wait(browser: &Browser, expression: &str, seconds: u64) {
    let until = Instant::now() + Duration::from_secs(seconds);
    while !browser.is(expression) {
        assert!(Instant::now() < until, "never: {expression}\n{}", shown(browser));
        sleep(Duration::from_millis(50));
    }
}

/// The text of the page, for a test that fails.
fn shown(browser: &Browser) -> String {
    let text = "document.querySelector('#told').value + '\\n' + document.querySelector('#stage').innerText";
    browser.js(&format!("return ({text}).slice(0, 2000)")).to_string()
}

/// Gives files to one of the two inputs, as the dialogue of the system does.
fn give(browser: &Browser, input: &str, files: &[PathBuf]) {
    let found = browser
        .devtools("Runtime.evaluate", &json!({ "expression": format!("document.querySelector('{input}')") }));
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    browser.devtools(
        "DOM.setFileInputFiles",
        &json!({ "files": files, "objectId": found["result"]["objectId"] }),
    );
}

/// Waits for the table of documents.
fn done(browser: &Browser, seconds: u64) {
    wait(
        browser,
        "!document.querySelector('#view').hidden \
         && document.querySelector('#view iframe')?.contentDocument.querySelector('.departments')",
        seconds,
    );
}

/// Presses one of the page's own buttons.
fn act(browser: &Browser, what: &str) {
    browser.js(&format!("document.querySelector('[data-do={what}]').click()"));
}

/// What a press of a button saves.
fn saved(browser: &Browser, what: &str) -> Vec<u8> {
    browser.js("window.kept = null");
    act(browser, what);
    wait(browser, "window.kept", 60);
    let bytes = browser.js("const bytes = new Uint8Array(await window.kept.arrayBuffer()); let text = ''; \
         for (const byte of bytes) text += byte.toString(16).padStart(2, '0'); return text");
    let hex = bytes.as_str().unwrap().to_owned();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// What the frame of the report has.
fn inner(expression: &str) -> String {
    format!("document.querySelector('#view iframe').contentDocument.{expression}")
}

/// The command in a folder, in Chinese.
fn command(folder: &Path, arguments: &[&str]) -> String {
    let output =
        Command::new(program()).current_dir(folder).args(arguments).args(["--lang", "zh"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The findings of a SARIF log, and what could not be checked.
fn findings(sarif: &[u8]) -> Value {
    let log: Value = serde_json::from_slice(sarif).unwrap();
    let run = &log["runs"][0];
    json!([run["results"], run["invocations"][0]["toolExecutionNotifications"]])
}

/// Every document of the fixtures, by name.
fn fixtures() -> Vec<String> {
    let entries = walkdir::WalkDir::new(root().join("fixtures")).max_depth(1).sort_by_file_name();
    let names = entries.into_iter().map(|entry| entry.unwrap()).filter(|entry| entry.file_type().is_file());
    let wanted =
        ["txt", "md", "csv", "html", "htm", "xlsx", "docx", "pdf", "xls", "ods", "doc", "wps", "ofd", "zip"];
    names
        .map(|entry| entry.file_name().to_str().unwrap().to_owned())
        .filter(|name| wanted.contains(&name.rsplit('.').next().unwrap()))
        .collect()
}

fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

fn it_finds_what_the_command_finds_and_asks_for_nothing() {
    let names = fixtures();
    assert!(names.len() > 8, "{names:?}");
    let browser = open();
    give(&browser, "#pick", &names.iter().map(|name| fixture(name)).collect::<Vec<_>>());
    done(&browser, 120);
    let by_page = findings(&saved(&browser, "sarif"));
    let mut arguments = vec!["check", "--no-config", "--format", "sarif"];
    arguments.extend(names.iter().map(String::as_str));
    let by_command = findings(command(&root().join("fixtures"), &arguments).as_bytes());
    let n = by_command[0].as_array().unwrap().len();
    assert!(n > 40, "{n}");
    for (page, command) in by_page[0].as_array().unwrap().iter().zip(by_command[0].as_array().unwrap()) {
        assert_eq!(page, command);
    }
    assert_eq!(by_page, by_command);
    let said = browser.said();
    assert!(said.is_empty(), "on the console: {said:#?}");
    let asked = browser.asked();
    // Workers and what is saved are parts of the page.
    let own = |url: &str| {
        url.starts_with("file:///") && url.contains("gouji.html") || url.starts_with("blob:null/")
    };
    let away: Vec<&String> = asked.iter().filter(|url| !own(url)).collect();
    assert!(away.is_empty(), "left the page: {away:?}");
}

fn what_is_dropped_is_checked() {
    let browser = open();
    let drop = "const dropped = new DataTransfer(); dropped.items.add(new File([arguments_], 'a.txt')); \
                document.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, cancelable: true }))";
    let text = json!(fs::read_to_string(fixture("budget-one-digit.txt")).unwrap()).to_string();
    browser.js(&drop.replace("arguments_", &text));
    done(&browser, 60);
    assert_eq!(
        browser.number(&inner("querySelectorAll('.departments tbody tr[data-state=error]').length")),
        1
    );
}

/// A ZIP of files, each stored as it is.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn archives_and_folders_are_looked_into() {
    let folder = TempDir::new().unwrap();
    let faulty = fs::read(fixture("budget-one-digit.txt")).unwrap();
    let disclosed = folder.path().join("公开");
    fs::create_dir_all(disclosed.join("某局")).unwrap();
    fs::write(disclosed.join("某局/预算.txt"), &faulty).unwrap();
    fs::write(disclosed.join("说明.pptx"), b"x").unwrap();
    fs::write(disclosed.join(".隐藏.txt"), b"x").unwrap();
    fs::write(
        disclosed.join("包.zip"),
        zip(&[("里面/预算.txt", &faulty), ("图.xyz", b"?"), ("再包.zip", &zip(&[("a.txt", b"a")]))]),
    )
    .unwrap();
    let browser = open();
    give(&browser, "#pickFolder", std::slice::from_ref(&disclosed));
    done(&browser, 60);
    let by_page = findings(&saved(&browser, "sarif"));
    let by_command = findings(command(folder.path(), &["check", "--format", "sarif", "公开"]).as_bytes());
    assert_eq!(by_page, by_command);
    assert!(
        by_page[0]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found.to_string().contains("budget/")
                || found.to_string().contains("figure-at-fault"))
    );
}

/// A table so long that it is not checked.
fn hostile() -> String {
    let mut text = String::from("某单位2031年度部门预算\n\n收支总表\n\n项目\t合计\t甲\t乙\t丙\t丁\t戊\n");
    for row in 0..900_000 {
        text.push_str(&format!("项目{row}\t15\t1\t2\t3\t4\t5\n"));
    }
    text
}

fn a_file_that_is_not_checked_ends_nothing_else() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("b-hostile.txt");
    fs::write(&path, hostile()).unwrap();
    let (first, last) = (folder.path().join("a.txt"), folder.path().join("c.txt"));
    fs::copy(fixture("budget-one-digit.txt"), &first).unwrap();
    fs::copy(fixture("budget-faulty.txt"), &last).unwrap();
    let browser = open();
    give(&browser, "#pick", &[first, path, last]);
    done(&browser, 300);
    let rows = browser.number(&inner("querySelectorAll('.departments tbody tr:not(.unread)').length"));
    let unread = browser
        .js(&format!("return {}", inner("querySelector('.departments tr.unread')?.textContent ?? ''")));
    assert_eq!(rows, 2, "{unread}");
    assert!(unread.as_str().unwrap().contains("b-hostile.txt"), "{unread}");
    assert!(unread.as_str().unwrap().contains("一份文件最多核对"), "{unread}");
}

fn a_run_can_be_cancelled() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("b-hostile.txt");
    fs::write(&path, hostile()).unwrap();
    let first = folder.path().join("a.txt");
    fs::copy(fixture("budget-one-digit.txt"), &first).unwrap();
    let browser = open();
    give(&browser, "#pick", &[first, path]);
    wait(&browser, "document.querySelectorAll('#done li').length === 1", 30);
    act(&browser, "cancel");
    done(&browser, 30);
    let told = browser.js(&format!("return {}", inner("querySelector('.departments').textContent")));
    assert!(
        told.as_str().unwrap().contains("b-hostile.txt") && told.as_str().unwrap().contains("取消"),
        "{told}"
    );
    assert_eq!(browser.number(&inner("querySelectorAll('.departments tbody tr:not(.unread)').length")), 1);
    // The next run is a run like any other.
    give(&browser, "#pick", &[fixture("budget-faulty.txt")]);
    wait(&browser, "document.querySelector('#work').hidden", 60);
    wait(
        &browser,
        &format!("{} === 2", inner("querySelectorAll('.departments tbody tr:not(.unread)').length")),
        30,
    );
}

fn rules_configurations_and_waivers_are_dropped_as_well() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let document = write("稿.txt", "金额待定。\n\n合计乱码。\n");
    let rules = write(
        "mine.toml",
        "[pack]\nname = \"mine\"\n[rule.word-is-there]\ntitle = \"不写「待定」\"\ncheck.text = { forbid = \"待定\" }\n",
    );
    let config = write("gouji.toml", "[severity]\n\"mine/word-is-there\" = \"note\"\n");
    let broken = write("broken.toml", "[pack]\nname = \"b\"\n[rule.x]\ntitel = \"t\"\n");
    let browser = open();
    give(&browser, "#pick", &[document.clone(), rules, config]);
    done(&browser, 60);
    let by_page = findings(&saved(&browser, "sarif"));
    let by_command = findings(
        command(folder.path(), &["check", "--rules", "mine.toml", "--format", "sarif", "稿.txt"]).as_bytes(),
    );
    let of = |all: &Value| {
        all[0]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found["ruleId"] == "mine/word-is-there")
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&by_page), of(&by_command));
    assert_eq!(of(&by_page)[0]["level"], "note");
    give(&browser, "#pick", &[broken]);
    wait(
        &browser,
        "!document.querySelector('#faults').hidden && document.querySelector('#faults').textContent.includes('broken.toml:4:1')",
        60,
    );
}

/// Tab, as often as it takes to come to an element of the page or of its frame.
fn tab_to(browser: &Browser, wanted: &str) {
    for _ in 0..120 {
        if browser.is(&format!(
            "(() => {{ let at = document.activeElement; \
             if (at?.tagName === 'IFRAME') at = at.contentDocument.activeElement; return at?.matches({wanted:?}); }})()"
        )) {
            return;
        }
        browser.keys("\u{E004}");
    }
    panic!("no way by Tab to {wanted}");
}

const ENTER: &str = "\u{E007}";

fn keys_alone_find_waive_and_save() {
    let browser = open();
    give(&browser, "#pick", &[fixture("budget-one-digit.txt"), fixture("budget-faulty.txt")]);
    done(&browser, 60);
    // What must department X correct?
    let department =
        browser.js(&format!("return {}", inner("querySelector('.departments tbody a').textContent")));
    let department = department.as_str().unwrap().to_owned();
    tab_to(&browser, "#department");
    browser.keys(&department);
    assert!(browser.number(&inner("querySelectorAll('.departments tbody tr:not(.off)').length")) >= 1);
    tab_to(&browser, ".departments tbody a");
    browser.keys(ENTER);
    wait(&browser, &inner("querySelector('.card')"), 30);
    // Waive one, with a reason.
    browser.keys("j");
    wait(&browser, &inner("querySelector('.card.here')"), 10);
    let before = browser.number(&inner("querySelectorAll('.card.let').length"));
    browser.keys("w");
    wait(&browser, "document.querySelector('#waive').open", 10);
    browser.keys("已核实，原件如此");
    browser.keys("\u{E004}");
    browser.keys("张某");
    tab_to(&browser, "#waive button[value=yes]");
    browser.keys(ENTER);
    wait(&browser, &format!("{} === {}", inner("querySelectorAll('.card.let').length"), before + 1), 30);
    assert!(
        browser.is(&inner(
            "querySelector('.card.let .standing').textContent.includes('已核实，原件如此（张某）')"
        ))
    );
    // Save the list: s leads out of the report.
    browser.keys("s");
    wait(
        &browser,
        "document.querySelector('#menu').open && document.activeElement.matches('#menu summary')",
        10,
    );
    tab_to(&browser, "#menu [data-do=docx]");
    browser.keys(ENTER);
    wait(&browser, "window.saved.some((name) => name.endsWith('.docx'))", 30);
    // What was waived here is waived for the command.
    let waivers = saved(&browser, "waivers");
    let folder = TempDir::new().unwrap();
    for name in ["budget-one-digit.txt", "budget-faulty.txt"] {
        fs::copy(fixture(name), folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("gouji-waivers.toml"), &waivers).unwrap();
    let told =
        command(folder.path(), &["check", "--format", "json", "budget-one-digit.txt", "budget-faulty.txt"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["waivers"][0]["findings"], 1, "{}", String::from_utf8_lossy(&waivers));
    let said = browser.said();
    assert!(said.is_empty(), "on the console: {said:#?}");
}

fn everything_can_be_saved() {
    let folder = TempDir::new().unwrap();
    let browser = open();
    let office: Vec<PathBuf> = fixtures()
        .iter()
        .filter(|name| [".pdf", ".docx", ".xlsx"].iter().any(|end| name.ends_with(end)))
        .map(|name| fixture(name))
        .collect();
    let mut given = vec![fixture("budget-one-digit.txt"), fixture("budget-faulty.txt")];
    given.extend(office);
    give(&browser, "#pick", &given);
    done(&browser, 60);
    for what in ["docx", "xlsx"] {
        let bytes = saved(&browser, what);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), given.len() + 1);
        assert!(archive.by_name(&format!("索引.{what}")).is_ok());
    }
    let report = String::from_utf8(saved(&browser, "report")).unwrap();
    assert!(report.contains("<title>勾稽核对报告</title>") && report.contains("id=\"d1\""));
    let csv = String::from_utf8(saved(&browser, "csv")).unwrap();
    assert!(csv.starts_with("\u{FEFF}文件,行,列,"));
    let log: Value = serde_json::from_slice(&saved(&browser, "sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    browser.js(&format!("{}.click()", inner("querySelector('.departments tbody a')")));
    wait(&browser, &inner("querySelector('.card')"), 30);
    let list = saved(&browser, "docx");
    fs::write(folder.path().join("清单.docx"), &list).unwrap();
    assert!(list.starts_with(b"PK"));
}

fn it_speaks_the_language_of_the_browser() {
    let browser = Browser::open();
    browser.devtools("Emulation.setLocaleOverride", &json!({ "locale": "en-GB" }));
    browser.devtools("Network.setUserAgentOverride", &json!({ "userAgent": "x", "acceptLanguage": "en-GB" }));
    browser.open_file(&page());
    assert!(browser.is("document.querySelector('#drop h1').textContent.startsWith('Drop files')"));
    browser.devtools("Network.setUserAgentOverride", &json!({ "userAgent": "x", "acceptLanguage": "zh-CN" }));
    browser.open_file(&page());
    assert!(browser.is("document.querySelector('#drop h1').textContent.includes('拖到这里')"));
    // Nothing is left in the other language, and nothing in none.
    act(&browser, "lang");
    let said = "[...document.querySelectorAll('[data-say]')].map((one) => one.textContent)";
    assert!(browser.is(&format!("!/\\p{{Script=Han}}/u.test({said}.join())")));
    assert!(browser.is(&format!("{said}.every((text) => text && text !== 'undefined')")));
}

fn it_fits_a_telephone() {
    let browser = open();
    browser.size(390, 844);
    assert!(browser.is("document.documentElement.scrollWidth <= 390"));
    give(&browser, "#pick", &[fixture("budget-one-digit.txt"), fixture("budget-faulty.txt")]);
    done(&browser, 60);
    assert!(browser.is("document.documentElement.scrollWidth <= 390"));
    assert!(browser.is(&format!("{} <= 390", inner("documentElement.scrollWidth"))));
    browser.js("document.querySelector('#menu').open = true");
    assert!(browser.is("document.querySelector('#menu > div').getBoundingClientRect().left >= 0"));
    assert!(browser.is("document.querySelector('#menu > div').getBoundingClientRect().right <= 390"));
}
