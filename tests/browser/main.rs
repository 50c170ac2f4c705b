//! The report in a real browser: it opens from a file, says nothing, asks for nothing, and does what it says on its bar.
//!
//! Without Chromium these tests are skipped, and say so; where `GOUJI_BROWSER=required` is set, they fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail"
)]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]

mod driver;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use driver::{Browser, is_the_browsers_own, missing};
use libtest_mimic::{Arguments, Trial};
use tempfile::TempDir;

/// A test and what it is called.
type Test = (&'static str, fn());

const TESTS: &[Test] = &[
    ("it_opens_from_a_file_and_asks_for_nothing", it_opens_from_a_file_and_asks_for_nothing),
    ("filters_hide_what_they_say", filters_hide_what_they_say),
    ("links_jump_between_the_figures_of_a_relation", links_jump_between_the_figures_of_a_relation),
    ("keys_do_what_the_help_says", keys_do_what_the_help_says),
    ("search_finds_figures_however_they_are_written", search_finds_figures_however_they_are_written),
    ("print_shows_everything_and_no_buttons", print_shows_everything_and_no_buttons),
    ("it_fits_a_telephone", it_fits_a_telephone),
    ("it_is_dark_where_the_reader_is", it_is_dark_where_the_reader_is),
    ("what_a_document_says_is_never_more_than_text", what_a_document_says_is_never_more_than_text),
    ("many_documents_have_a_page_each", many_documents_have_a_page_each),
    ("departments_are_sorted_and_filtered", departments_are_sorted_and_filtered),
    ("a_department_is_found_by_keys_alone", a_department_is_found_by_keys_alone),
    ("it_reads_without_its_script", it_reads_without_its_script),
];

fn main() {
    let missing = missing();
    if let Some(why) = missing {
        assert!(std::env::var_os("GOUJI_BROWSER").is_none(), "the browser tests must run: {why}");
        println!("\nbrowser tests SKIPPED: {why}");
    }
    let trial = |(name, test): &Test| {
        let test = *test;
        let run = move || {
            test();
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(missing.is_some())
    };
    let mut trials: Vec<Trial> = TESTS.iter().map(trial).collect();
    trials.push(Trial::test("what_the_browser_asks_for_itself_does_not_count", || {
        what_the_browser_asks_for_itself_does_not_count();
        Ok(())
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// Needs no browser: the names of pages are those that browsers of several years gave them.
fn what_the_browser_asks_for_itself_does_not_count() {
    for own in [
        "chrome://newtab/",
        "chrome-untrusted://new-tab-page/one-google-bar",
        "about:blank",
        "devtools://x",
        "",
    ] {
        assert!(is_the_browsers_own(own), "{own}");
    }
    for page in [
        "file:///tmp/report.html",
        "https://example.org/",
        "http://127.0.0.1/",
        "data:text/html,x",
        "blob:null/1",
    ] {
        assert!(!is_the_browsers_own(page), "{page}");
    }
}

/// The report of `paths`, in a folder that is kept as long as it is looked at.
fn report(folder: &Path, paths: &[&str], more: &[&str]) -> PathBuf {
    let file = folder.join("报告.html");
    let output = Command::cargo_bin("gouji")
        .unwrap()
        .arg("check")
        .args(paths)
        .args(["--lang", "zh", "--format"])
        .arg(format!("html={}", file.display()))
        .args(more)
        .output()
        .unwrap();
    assert!(file.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

/// The report of two fixtures, open.
fn fixtures() -> (Browser, TempDir) {
    let folder = TempDir::new().unwrap();
    let file = report(folder.path(), &["fixtures/budget-faulty.txt", "fixtures/budget-one-digit.txt"], &[]);
    let browser = Browser::open();
    browser.open_file(&file);
    (browser, folder)
}

/// A script's expression: whether an element can be seen without scrolling.
fn in_view(selector: &str) -> String {
    format!(
        "(() => {{ const box = document.querySelector({selector:?}).getBoundingClientRect(); return box.top >= 40 && box.top < innerHeight && box.height > 0; }})()"
    )
}

const SHOWN_CARDS: &str = "[...document.querySelectorAll('.card')].filter(card => card.offsetParent).length";
const SHOWN_ITEMS: &str =
    "[...document.querySelectorAll('.list li[data-rule]')].filter(item => item.offsetParent).length";

fn it_opens_from_a_file_and_asks_for_nothing() {
    let (browser, _folder) = fixtures();
    assert_eq!(browser.js("return document.title"), "勾稽核对报告");
    assert_eq!(browser.number("document.querySelectorAll('.doc').length"), 2);
    // The table of documents says what can be counted on the page.
    for (class, column) in [("t", 5), ("x", 4), ("u", 6)] {
        for document in 0..2 {
            let marks =
                browser.number(&format!("document.querySelectorAll('#d{document} .n.{class}').length"));
            let told = browser.number(&format!(
                "Number(document.querySelectorAll('.documents tbody tr')[{document}].cells[{column}].textContent.replace(',', ''))"
            ));
            assert_eq!(marks, told, "{class} of {document}");
        }
    }
    for (class, sign) in [("t", "✓"), ("x", "✗"), ("u", "○")] {
        let drawn = browser
            .js(&format!("return getComputedStyle(document.querySelector('.n.{class}'), '::after').content"));
        assert!(drawn.as_str().unwrap().contains(sign), "{class}: {drawn}");
    }
    assert!(browser.number(SHOWN_CARDS) > 20);
    assert!(browser.number("document.querySelectorAll('.grid thead th[colspan]').length") > 0, "spanners");
    browser.was_quiet();
}

fn filters_hide_what_they_say() {
    let (browser, _folder) = fixtures();
    let all = browser.number(SHOWN_CARDS);
    assert_eq!(browser.number(SHOWN_ITEMS), all);
    let errors = browser.number("document.querySelectorAll('.card.e').length");
    assert!(errors > 0 && errors < all);
    browser.click("input[value=error]");
    assert_eq!((browser.number(SHOWN_CARDS), browser.number(SHOWN_ITEMS)), (all - errors, all - errors));
    let told = browser.js("return document.querySelector('#shown').value");
    assert_eq!(told, format!("显示 {} / {all} 条", all - errors));
    let bare = "[...document.querySelectorAll('tr.found')].filter(row => row.offsetParent && !row.querySelector('.card:not(.off)')).length";
    assert_eq!(browser.number(bare), 0, "no empty row is left in a table");
    browser.click("input[value=error]");
    browser.js(
        "const rules = document.querySelector('#rule'); rules.value = document.querySelector('.card.e').dataset.rule; rules.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    let of_rule = browser.number(
        "document.querySelectorAll(`.card[data-rule=\"${document.querySelector('#rule').value}\"]`).length",
    );
    assert!(of_rule > 0 && of_rule < all);
    assert_eq!((browser.number(SHOWN_CARDS), browser.number(SHOWN_ITEMS)), (of_rule, of_rule));
    browser.was_quiet();
}

fn links_jump_between_the_figures_of_a_relation() {
    let (browser, _folder) = fixtures();
    // From the list to the card.
    browser.click("#list section:last-of-type li[data-rule] a");
    browser.wait(&in_view(".card.here"));
    assert!(browser.is("document.activeElement.matches('.card.here')"));
    // From the card to each of its figures.
    browser.js("document.querySelector('#d1 .card.here').scrollIntoView({ block: 'center' })");
    browser.click("#d1 .card.here ul.also a.jump");
    browser.wait(&in_view(".here-now"));
    let link = "document.querySelector('#d1 .card.here ul.also a.jump')";
    assert!(browser.is(&format!("document.querySelector('.here-now').id === {link}.hash.slice(1)")));
    assert!(browser.is(&format!("document.querySelector('.here-now').textContent === {link}.textContent")));
    // From a figure to those it is tied to.
    browser.click(".here-now");
    browser.wait("!document.querySelector('#panel').hidden");
    let relations = browser.number("document.querySelectorAll('#panel h3').length");
    assert!(relations > 1, "{relations}");
    assert!(browser.is("document.querySelectorAll('.tied').length > 2"));
    browser.js("document.querySelector('#panel li:last-child a').click()");
    browser.wait(&in_view(".here-now"));
    assert!(browser.is("location.hash === '#' + document.querySelector('.here-now').id"));
    // No link of the page leads nowhere.
    let astray = browser.js(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))",
    );
    assert_eq!(astray, serde_json::json!([]));
    browser.was_quiet();
}

fn keys_do_what_the_help_says() {
    let (browser, _folder) = fixtures();
    browser.keys("jj");
    assert!(browser.is("document.querySelectorAll('.card')[1].matches('.here')"));
    browser.wait(&in_view(".card.here"));
    browser.keys("k");
    assert!(browser.is("document.querySelectorAll('.card')[0].matches('.here')"));
    browser.keys("n");
    assert!(browser.is("document.querySelector('.here-now').matches('.n.x, .n.u')"));
    assert!(browser.is("!document.querySelector('#panel').hidden"));
    browser.keys("\u{E00C}");
    assert!(browser.is("document.querySelector('#panel').hidden"));
    browser.keys("?");
    assert!(
        browser
            .is("document.querySelector('#keys').open && document.querySelectorAll('#keys kbd').length > 4")
    );
    browser.keys("\u{E00C}");
    assert!(browser.is("!document.querySelector('#keys').open"));
    browser.keys("/");
    assert!(browser.is("document.activeElement.id === 'search'"));
    browser.keys("jj");
    assert!(browser.is("document.activeElement.value === 'jj'"), "letters in the search box are letters");
    browser.was_quiet();
}

fn search_finds_figures_however_they_are_written() {
    let (browser, _folder) = fixtures();
    // A figure that is written with a comma, looked for without.
    let written = browser.js("return [...document.querySelectorAll('#d0 .n')].find(n => /\\d,\\d/.test(n.textContent))?.textContent");
    let written = written.as_str().expect("the fixture has a figure with a comma").replace(',', "");
    browser.keys("/");
    browser.keys(&written);
    let told = || browser.js("return document.querySelector('#hits').value");
    let total: u64 = told().as_str().unwrap().split('/').nth(1).unwrap().parse().unwrap();
    assert!(total > 0, "{written}: {}", told());
    assert!(browser.is("CSS.highlights.get('hits').size > 0"));
    browser.keys("\u{E007}");
    assert_eq!(told(), format!("1/{total}"));
    let place = "[...CSS.highlights.get('current')][0]";
    browser.wait(&format!("(() => {{ const box = {place}.getBoundingClientRect(); return box.top > 40 && box.bottom < innerHeight; }})()"));
    assert_eq!(browser.js(&format!("return {place}.toString().replace(/,/g, '')")), written);
    browser.was_quiet();
}

fn print_shows_everything_and_no_buttons() {
    let (browser, _folder) = fixtures();
    let shown = |selector: &str| {
        browser.is(&format!("document.querySelector({selector:?}).offsetParent !== null || getComputedStyle(document.querySelector({selector:?})).display !== 'none'"))
    };
    assert!(shown(".bar") && !shown(".sign"));
    browser.click(".n.x");
    browser.look("dark", "print");
    for gone in [".bar", "#panel", ".skip"] {
        assert!(!shown(gone), "{gone} is printed");
    }
    assert!(shown(".sign") && shown("#list") && shown(".card.e"));
    let white = "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'";
    assert!(browser.is(white), "paper is white, in the dark as well");
    browser.look("light", "");
    let pdf = browser.print();
    assert!(pdf.starts_with("JVBERi0"), "a PDF");
    assert!(pdf.len() > 100_000, "{}", pdf.len());
    browser.was_quiet();
}

fn it_fits_a_telephone() {
    let (browser, _folder) = fixtures();
    let width = "document.documentElement.scrollWidth";
    for size in [400, 768, 1280] {
        browser.size(size, 850);
        browser.wait(&format!("innerWidth === {size}"));
        assert!(browser.number(width) <= u64::from(size), "{size}: {}", browser.number(width));
        let wide = browser.js(&format!(
            "return [...document.querySelectorAll('.card')].filter(card => card.offsetWidth > {size}).length"
        ));
        assert_eq!(wide, 0, "cards stay in the window, in wide tables as well");
    }
    browser.size(400, 850);
    assert!(browser.is("!document.querySelector('#list').offsetHeight"));
    browser.click("[data-do=list]");
    assert!(browser.is("document.querySelector('#list').offsetHeight > 300"));
    browser.click("#list li[data-rule] a");
    assert!(browser.is("!document.querySelector('#list').offsetHeight"));
    browser.wait(&in_view(".card.here"));
    browser.was_quiet();
}

fn it_is_dark_where_the_reader_is() {
    let (browser, _folder) = fixtures();
    let ground = || browser.js("return getComputedStyle(document.querySelector('.paper')).backgroundColor");
    let light = ground();
    browser.look("dark", "");
    let dark = ground();
    assert_ne!(light, dark);
    browser.click("[data-do=theme]");
    assert_eq!(ground(), light);
    browser.keys("t");
    assert_eq!(ground(), dark);
    browser.was_quiet();
}

const HOSTILE: &str = "<img src=x onerror=window.pwned=1>";

fn what_a_document_says_is_never_more_than_text() {
    let folder = TempDir::new().unwrap();
    let closing =
        "</td></table></script></style></title><script>window.pwned=1</script><svg onload=window.pwned=1>";
    let text = format!(
        "某单位{HOSTILE}部门预算\n\n一、概况{HOSTILE}\n\n正文{closing}里写着{HOSTILE}，合计\u{202e}12.00万元待补充XX。\n\n某单位{HOSTILE}经费表\n\n部门名称：{HOSTILE}\t单位：万元\n项目{HOSTILE}\t合计\t人员经费{closing}\t公用经费\n办公室{HOSTILE}\t21.00\t8.50\t3.50\n\" onmouseover=\"window.pwned=1\t20.00\t1.00\t1.00\n\n注：{HOSTILE}\n\njavascript:window.pwned=1\n"
    );
    let pack = format!(
        "[pack]\nname = \"mine\"\n[table.\"经费表\"]\ncaption = \"*经费表\"\n[rule.total-differs]\ntitle = '合计{HOSTILE}'\nbasis = '{HOSTILE}'\nhelp = '{closing}'\nwhy = '\"><img src=x onerror=window.pwned=1>'\ncheck.formula = \"经费表[*, 合计] = 经费表[*, 人员经费*] + 经费表[*, 公用经费]\"\n"
    );
    let name = format!("{}.txt", HOSTILE.replace('/', ""));
    fs::write(folder.path().join(&name), text).unwrap();
    fs::write(folder.path().join("p.toml"), pack).unwrap();
    fs::write(
        folder.path().join("gouji-waivers.toml"),
        format!("[[waiver]]\nrule = \"mine/total-differs\"\nplace = \"*\"\nreason = '{HOSTILE}'\nby = '{HOSTILE}'\n"),
    )
    .unwrap();
    let (path, rules) = (folder.path().to_str().unwrap(), folder.path().join("p.toml"));
    let file = report(folder.path(), &[path], &["--rules", rules.to_str().unwrap()]);
    let browser = Browser::open();
    browser.open_file(&file);
    browser.keys("jn/img\u{E007}\u{E00C}");
    browser.js("document.querySelectorAll('.n').forEach(n => n.dispatchEvent(new MouseEvent('click', { bubbles: true })))");
    browser.js("document.querySelectorAll('*').forEach(n => n.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })))");
    assert!(browser.is("window.pwned === undefined"));
    for element in
        ["img", "svg", "iframe", "object", "a[href^='javascript']", "[onmouseover]", "[onerror]", "[style]"]
    {
        assert_eq!(browser.number(&format!("document.querySelectorAll({element:?}).length")), 0, "{element}");
    }
    assert_eq!(browser.number("[...document.scripts].filter(s => s.type !== 'application/json').length"), 1);
    assert_eq!(browser.number("document.querySelectorAll('style').length"), 1);
    // It is all there, to be read.
    let said = browser
        .number(&format!("document.querySelector('.paper').textContent.split({HOSTILE:?}).length - 1"));
    assert!(said >= 8, "{said}");
    assert!(browser.is(&format!("document.querySelector('.documents').textContent.includes({HOSTILE:?})")));
    assert!(browser.number("document.querySelectorAll('.card').length") > 0);
    assert!(browser.is("!document.body.textContent.includes('\\u202e')"), "nothing turns the line round");
    browser.was_quiet();
    // What is put into the page from outside does not run either.
    browser.js("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:image/png;base64,AA\" onerror=\"window.pwned=1\">')");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(browser.is("window.pwned === undefined"), "the policy holds");
}

fn many_documents_have_a_page_each() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let documents = folder.path().join("documents");
    fs::create_dir(&documents).unwrap();
    for at in 0..25 {
        fs::write(documents.join(format!("d {at:02} #&%.txt")), &text).unwrap();
    }
    let file = report(folder.path(), &[documents.to_str().unwrap()], &[]);
    let browser = Browser::open();
    browser.open_file(&file);
    assert_eq!(
        browser
            .number("document.querySelectorAll('.documents tbody tr td:nth-child(2)').length > 24 ? 1 : 0"),
        1
    );
    assert_eq!(browser.number("document.querySelectorAll('.doc').length"), 0);
    browser.click(".documents tbody tr:nth-child(7) a");
    browser.wait("document.querySelector('.doc h2')");
    let title = browser.js("return document.querySelector('.doc h2').textContent");
    assert!(title.as_str().unwrap().ends_with("d 06 #&%.txt"), "{title}");
    browser.keys("j");
    browser.wait(&in_view(".card.here"));
    browser.click(".brand a");
    browser.wait("document.querySelector('.documents')");
    assert_eq!(browser.js("return decodeURI(location.pathname.split('/').pop())"), "报告.html");
    browser.was_quiet();
}

/// The report of four documents: two of departments that differ in a share, a long one, and one that nobody reads.
fn departments(folder: &Path) -> PathBuf {
    let documents = folder.join("documents");
    fs::create_dir(&documents).unwrap();
    for (name, share) in [("青岚县图书馆", "40%"), ("青岚县档案馆", "45%")] {
        let text = format!(
            "{name}\n2031年度部门预算\n\n一、支出情况\n\n2031年支出预算100.00万元，其中：基本支出40.00万元，占{share}；项目支出60.00万元，占60%。\n"
        );
        fs::write(documents.join(format!("{name}.txt")), text).unwrap();
    }
    fs::copy("fixtures/budget-faulty.txt", documents.join("z.txt")).unwrap();
    fs::write(documents.join("y.rtf"), "{\\rtf1}").unwrap();
    report(folder, &[documents.to_str().unwrap()], &["--no-config"])
}

fn departments_are_sorted_and_filtered() {
    let folder = TempDir::new().unwrap();
    let file = departments(folder.path());
    let browser = Browser::open();
    browser.open_file(&file);
    let shown = || {
        browser.js(
            "return [...document.querySelectorAll('.departments tbody tr')].filter(row => row.offsetParent).map(row => row.querySelector('a')?.textContent ?? 'y.rtf')",
        )
    };
    let wanted = |names: &[&str]| serde_json::json!(names);
    assert_eq!(
        shown(),
        wanted(&["y.rtf", "清河市文献服务局", "青岚县档案馆", "青岚县图书馆"]),
        "the worst first"
    );
    browser.click(".departments thead th:nth-child(8) .sort");
    assert!(browser.is("document.querySelector('.departments th:nth-child(8)').ariaSort === 'descending'"));
    browser.click(".departments thead th:nth-child(8) .sort");
    assert_eq!(shown()[3], "清河市文献服务局", "what is not read stays on top, few figures come before many");
    browser.js("const state = document.querySelector('#state'); state.value = 'clean'; state.dispatchEvent(new Event('change', { bubbles: true }))");
    let clean = shown();
    browser.js("const state = document.querySelector('#state'); state.value = ''; state.dispatchEvent(new Event('change', { bubbles: true }))");
    browser.click("#department");
    browser.keys("档案");
    assert_eq!(shown(), wanted(&["青岚县档案馆"]));
    assert_eq!(clean, wanted(&["青岚县图书馆"]));
    // On a telephone nothing of what is needed is out of sight.
    browser.size(390, 850);
    browser.wait("innerWidth === 390");
    let out = "[...document.querySelectorAll('.departments thead th')].filter(head => head.offsetParent && head.getBoundingClientRect().right > 390).length";
    assert_eq!(browser.number(out), 0);
    let heads =
        "[...document.querySelectorAll('.departments thead th')].filter(head => head.offsetParent).length";
    assert_eq!(browser.number(heads), 4);
    assert!(browser.is("document.querySelector('.own') && !document.querySelector('.own').open"));
    browser.was_quiet();
}

fn a_department_is_found_by_keys_alone() {
    let folder = TempDir::new().unwrap();
    let browser = Browser::open();
    browser.open_file(&departments(folder.path()));
    let tab_to = |selector: &str| {
        for _ in 0..100 {
            browser.keys("\u{E004}");
            if browser.is(&format!("document.activeElement.matches('{selector}')")) {
                return;
            }
        }
        panic!("no key leads to {selector}");
    };
    tab_to("#department");
    browser.keys("档案");
    tab_to(".departments tbody a");
    browser.keys("\u{E007}");
    browser.wait(
        "document.querySelector(`${location.hash || 'main'} h2`)?.textContent.startsWith('青岚县档案馆')",
    );
    assert!(browser.is("document.querySelector(`${location.hash} .card table.sum .total`)"));
    // The next key goes on within the document.
    browser.keys("\u{E004}");
    assert!(browser.is("document.activeElement.closest(location.hash)"));
    browser.was_quiet();
}

fn it_reads_without_its_script() {
    let folder = TempDir::new().unwrap();
    let file = report(folder.path(), &["fixtures/budget-one-digit.txt"], &[]);
    let browser = Browser::open();
    browser.devtools("Emulation.setScriptExecutionDisabled", &serde_json::json!({ "value": true }));
    browser.open_file(&file);
    assert!(browser.number(SHOWN_CARDS) > 0);
    assert_eq!(
        browser.number("[...document.querySelectorAll('.only-js')].filter(e => e.offsetParent).length"),
        0
    );
    browser.size(400, 850);
    browser.wait("innerWidth === 400");
    assert!(
        browser.is("document.querySelector('#list').offsetHeight > 0"),
        "the list is there on a telephone"
    );
}
