//! A real browser: headless Chromium, spoken to through ChromeDriver in plain HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What Chromium needs in a container without a screen, and what keeps it from calling home.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A new-tab page asks for things of its own, at times of its own.
    "about:blank",
];

/// What the pages of the browser itself are called: `chrome://newtab`, `chrome-untrusted://new-tab-page` and their like. What
/// they ask for is not asked for by the page under test.
pub fn is_the_browsers_own(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    scheme.starts_with("chrome") || matches!(scheme, "about" | "devtools" | "")
}

/// One window; it is gone when this is.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

/// Why there is no browser here, if there is none.
pub fn missing() -> Option<&'static str> {
    let there = |program: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    match there("chromedriver") && (there("chromium") || there("google-chrome")) {
        true => None,
        false => {
            Some("no chromium and chromedriver in PATH (Debian: apt-get install chromium chromium-driver)")
        }
    }
}

impl Browser {
    /// A window of 1280 × 900, in light.
    pub fn open() -> Self {
        let profile = TempDir::new().unwrap();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                line.unwrap().split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says its port");
        // It must never wait for a reader of what it prints.
        std::thread::spawn(move || lines.for_each(drop));
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let made = browser.ask("POST", "/session", &wanted);
        browser.session = format!("/session/{}", made["sessionId"].as_str().unwrap());
        browser.size(1280, 900);
        browser.look("light", "");
        browser
    }

    /// Opens a file, as a double click does.
    pub fn open_file(&self, path: &Path) {
        let path = path.canonicalize().unwrap();
        let mut url = "file://".to_owned();
        for byte in path.to_str().unwrap().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => url.push(byte as char),
                _ => url.push_str(&format!("%{byte:02X}")),
            }
        }
        self.tell("/url", &json!({ "url": url }));
    }

    /// What a script gives back.
    pub fn js(&self, script: &str) -> Value {
        self.tell("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// A number that a script gives back.
    pub fn number(&self, script: &str) -> u64 {
        let value = self.js(&format!("return {script}"));
        value.as_u64().unwrap_or_else(|| panic!("{script}: {value}"))
    }

    /// Whether a script's expression is true.
    pub fn is(&self, expression: &str) -> bool {
        self.js(&format!("return Boolean({expression})")) == json!(true)
    }

    /// Waits until it is; smooth scrolling and printing take their time.
    pub fn wait(&self, expression: &str) {
        let until = Instant::now() + Duration::from_secs(5);
        while !self.is(expression) {
            assert!(Instant::now() < until, "never: {expression}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// A click by hand on the first element of a selector: it must be where a hand can reach it.
    pub fn click(&self, selector: &str) {
        let found = self.tell("/element", &json!({ "using": "css selector", "value": selector }));
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.tell(&format!("/element/{id}/click"), &json!({}));
    }

    /// Keys, one after the other; `\u{E00C}` is Escape, `\u{E007}` Enter.
    pub fn keys(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            actions.push(json!({ "type": "keyDown", "value": key.to_string() }));
            actions.push(json!({ "type": "keyUp", "value": key.to_string() }));
        }
        self.tell("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// The size of the window, in pixels.
    pub fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What the reader prefers (`light`, `dark`), and the medium: `print`, or nothing for the screen.
    pub fn look(&self, scheme: &str, medium: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// Speaks to the browser below WebDriver.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.tell("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// The page as a PDF, in base64.
    pub fn print(&self) -> String {
        let page = json!({ "background": true, "page": { "width": 21.0, "height": 29.7 } });
        self.tell("/print", &page).as_str().unwrap().to_owned()
    }

    /// Fails if anything was said on the console, or anything asked for but files on this disk.
    pub fn was_quiet(&self) {
        let said = self.said();
        assert!(said.is_empty(), "on the console: {said:#?}");
        let asked = self.asked();
        assert!(asked.iter().any(|url| url.starts_with("file:///")), "requests are seen: {asked:?}");
        let away: Vec<&String> = asked.iter().filter(|url| !url.starts_with("file:///")).collect();
        assert!(away.is_empty(), "left the page: {away:?}");
        let files: Vec<&String> = asked.iter().filter(|url| !url.contains(".html")).collect();
        assert!(files.is_empty(), "asked for other files: {files:?}");
    }

    /// What was said on the console since this was last asked.
    pub fn said(&self) -> Vec<String> {
        self.log("browser").iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// What pages that are not the browser's own asked for since this was last asked.
    pub fn asked(&self) -> Vec<String> {
        let mut asked = Vec::new();
        for entry in self.log("performance") {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let by = event["message"]["params"]["documentURL"].as_str().unwrap_or_default();
            if event["message"]["method"] == "Network.requestWillBeSent" && !is_the_browsers_own(by) {
                asked.push(event["message"]["params"]["request"]["url"].as_str().unwrap().to_owned());
            }
        }
        asked
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        self.tell("/se/log", &json!({ "type": kind })).as_array().unwrap().clone()
    }

    fn tell(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", &format!("{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .unwrap();
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes).unwrap();
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{path}: {value:#}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes the browser with it only where it is told to; a test that fails must not leave one behind.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = write!(
                stream,
                "DELETE {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
                self.session, self.port
            );
            let _ = stream.read(&mut [0; 512]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
