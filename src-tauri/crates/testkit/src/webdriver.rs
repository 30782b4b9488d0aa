//! The window as a person uses it, through WebKit's own WebDriver: looking, clicking, typing.
//!
//! [`WebDriver`] is the driver's process, [`Page`] what the window of the program that it started
//! shows. A program that never opens a window has no page; start it without a driver.
//!
//! Everything here ends its test with a sentence, and what the page showed, if the page does not
//! do as it is told.

#![expect(clippy::panic, reason = "a page that cannot be used fails its test")]

mod element;
mod keys;
mod wire;

pub use element::{By, Element};
pub use wire::Refused;

use crate::home::workspace;
use serde_json::{Value, json};
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long something on a page may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running driver. Dropping it ends it.
#[derive(Debug)]
pub struct WebDriver {
    process: Child,
    port: u16,
}

/// What a window shows. Dropping it ends its session, and with it the program.
#[derive(Debug)]
pub struct Page {
    port: u16,
    session: String,
}

impl WebDriver {
    /// Starts `WebKitWebDriver` as `command` says: the programs that it starts inherit its
    /// environment.
    ///
    /// # Errors
    /// If it cannot be started or does not listen.
    pub fn start(mut command: Command) -> io::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let process = command
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .stdin(Stdio::null())
            .spawn()?;
        let driver = Self { process, port };
        let begun = Instant::now();
        while wire::call(port, "GET", "/status", None).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(io::Error::other("WebKitWebDriver does not listen"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(driver)
    }

    /// Starts `program` and takes hold of the first window that it opens.
    ///
    /// # Errors
    /// If the program ends, or opens no window that can be driven.
    pub fn open(&self, program: &Path, arguments: &[&str]) -> Result<Page, Refused> {
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "alwaysMatch": { "webkitgtk:browserOptions": options } });
        let body = json!({ "capabilities": wanted });
        let answer = wire::call(self.port, "POST", "/session", Some(&body))?;
        let session = answer.get("sessionId").and_then(Value::as_str).unwrap_or_default();
        Ok(Page { port: self.port, session: session.to_owned() })
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Page {
    /// Waits for something and returns it, the first if there are several.
    #[track_caller]
    pub fn find(&self, by: By<'_>) -> Element<'_> {
        let mut found = Vec::new();
        self.wait(&format!("{by:?} is there"), PATIENCE, || {
            found = Element::all(self, by).unwrap_or_default();
            !found.is_empty()
        });
        found.swap_remove(0)
    }

    /// What is there now.
    #[must_use]
    #[track_caller]
    pub fn all(&self, by: By<'_>) -> Vec<Element<'_>> {
        Element::all(self, by).unwrap_or_else(|refused| self.fail(&refused.to_string()))
    }

    /// Whether it is there now.
    #[must_use]
    pub fn has(&self, by: By<'_>) -> bool {
        Element::all(self, by).is_ok_and(|found| !found.is_empty())
    }

    /// Waits for something that can be clicked, and clicks it. A page that is just drawing itself
    /// anew is given time.
    #[track_caller]
    pub fn click(&self, by: By<'_>) {
        let mut last = String::new();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match Element::all(self, by)
                .map(|mut found| (!found.is_empty()).then(|| found.swap_remove(0)))
            {
                Ok(Some(element)) => match element.try_click() {
                    Ok(()) => return,
                    Err(refused) => last = refused.to_string(),
                },
                Ok(None) => "not there".clone_into(&mut last),
                Err(refused) => last = refused.to_string(),
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.fail(&format!("{by:?} cannot be clicked: {last}"));
    }

    /// Waits until something is true; `what` says it.
    #[track_caller]
    pub fn wait(&self, what: &str, patience: Duration, mut done: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !done() {
            if begun.elapsed() > patience {
                self.fail(&format!("waited {} s in vain until {what}", patience.as_secs()));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the page shows a text; how long it took.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str, patience: Duration) -> Duration {
        let begun = Instant::now();
        self.wait(&format!("the page says “{text}”"), patience, || self.says(text));
        begun.elapsed()
    }

    /// Whether the page shows a text now.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.try_text().is_ok_and(|shown| shown.contains(text))
    }

    /// All the text that the page shows.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> String {
        self.try_text().unwrap_or_else(|refused| self.fail(&refused.to_string()))
    }

    /// Presses keys one after the other, each with its modifiers: "J", "Enter", "Ctrl+Shift+Z".
    #[track_caller]
    pub fn press(&self, chords: &[&str]) {
        for chord in chords {
            let Some(keys) = keys::chord(chord) else { self.fail(&format!("no key {chord}")) };
            let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
            let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
            let actions: Vec<Value> = down.chain(up).collect();
            self.actions(&json!({ "type": "key", "id": "keyboard", "actions": actions }));
        }
    }

    /// Types a text into whatever has the focus.
    #[track_caller]
    pub fn write(&self, text: &str) {
        let actions: Vec<Value> = text
            .chars()
            .flat_map(|letter| ["keyDown", "keyUp"].map(|kind| (kind, letter)))
            .map(|(kind, letter)| json!({ "type": kind, "value": letter.to_string() }))
            .collect();
        self.actions(&json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    /// Runs a script in the page; it sees `arguments` and returns JSON.
    #[track_caller]
    pub fn js(&self, script: &str, arguments: &[Value]) -> Value {
        self.try_js(script, arguments).unwrap_or_else(|refused| self.fail(&refused.to_string()))
    }

    /// As [`Page::js`].
    ///
    /// # Errors
    /// If the script throws, or there is no page.
    pub fn try_js(&self, script: &str, arguments: &[Value]) -> Result<Value, Refused> {
        let body = json!({ "script": script, "args": arguments });
        self.call("POST", "/execute/sync", Some(&body))
    }

    /// Runs a script in the page that answers later, by calling its last argument.
    #[track_caller]
    pub fn js_later(&self, script: &str, arguments: &[Value]) -> Value {
        let body = json!({ "script": script, "args": arguments });
        let answer = self.call("POST", "/execute/async", Some(&body));
        answer.unwrap_or_else(|refused| self.fail(&refused.to_string()))
    }

    /// Loads the page anew, and waits until it is there.
    #[track_caller]
    pub fn reload(&self) {
        let loaded = self.call("POST", "/refresh", None);
        loaded.unwrap_or_else(|refused| self.fail(&refused.to_string()));
    }

    /// Writes what the window shows into a PNG file.
    ///
    /// # Errors
    /// If it cannot be taken or written.
    pub fn screenshot(&self, file: &Path) -> io::Result<()> {
        let picture = self.call("GET", "/screenshot", None).map_err(io::Error::other)?;
        let bytes = picture.as_str().and_then(wire::bytes_of);
        let bytes = bytes.ok_or_else(|| io::Error::other("the driver sent no picture"))?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, bytes)
    }

    /// Makes the page so many CSS pixels wide and high, whatever frame is around it.
    #[track_caller]
    pub fn resize(&self, width: i64, height: i64) {
        let inner = || {
            let size = self.js("return [innerWidth, innerHeight]", &[]);
            let side = |nth: usize| size.get(nth).and_then(Value::as_i64).unwrap_or_default();
            (side(0), side(1))
        };
        let (mut outer_width, mut outer_height) = (width, height);
        for _ in 0..5 {
            let body = json!({ "width": outer_width, "height": outer_height });
            let set = self.call("POST", "/window/rect", Some(&body));
            set.unwrap_or_else(|refused| self.fail(&refused.to_string()));
            let begun = Instant::now();
            while inner() != (width, height) && begun.elapsed() < Duration::from_millis(800) {
                thread::sleep(Duration::from_millis(20));
            }
            let (now_width, now_height) = inner();
            if (now_width, now_height) == (width, height) {
                return;
            }
            outer_width += width - now_width;
            outer_height += height - now_height;
        }
        self.fail(&format!("the window cannot be {width} × {height}, but {:?}", inner()));
    }

    /// What axe-core, at `axe`, finds wrong: a sentence for each element.
    #[must_use]
    #[track_caller]
    pub fn violations(&self, axe: &Path) -> Vec<String> {
        let source = std::fs::read_to_string(axe)
            .unwrap_or_else(|error| panic!("{}: {error}", axe.display()));
        if self.js("return typeof axe", &[]) != "object" {
            self.js(&format!("{source}; window.axe = axe; return null;"), &[]);
        }
        let found = self.js_later(RUN_AXE, &[]);
        if let Some(error) = found.as_str() {
            self.fail(error);
        }
        let list = found.as_array().cloned().unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Takes hold of the newest window of the program, if the one before was closed.
    ///
    /// # Errors
    /// If it has none that can be driven.
    pub fn take_newest(&self) -> Result<(), Refused> {
        let handles = self.call("GET", "/window/handles", None)?;
        let newest = handles.as_array().and_then(|handles| handles.last()).cloned();
        let newest = newest.ok_or_else(|| Refused {
            code: "no such window".to_owned(),
            message: "the program has no window".to_owned(),
        })?;
        self.call("POST", "/window", Some(&json!({ "handle": newest }))).map(drop)
    }

    /// How many windows can be driven; none after the program has ended.
    #[must_use]
    pub fn windows(&self) -> usize {
        let handles = self.call("GET", "/window/handles", None).unwrap_or_default();
        handles.as_array().map_or(0, Vec::len)
    }

    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Refused> {
        wire::call(self.port, method, &format!("/session/{}{path}", self.session), body)
    }

    #[track_caller]
    fn actions(&self, source: &Value) {
        let performed = self.call("POST", "/actions", Some(&json!({ "actions": [source] })));
        performed.unwrap_or_else(|refused| self.fail(&refused.to_string()));
    }

    fn try_text(&self) -> Result<String, Refused> {
        let shown = self.try_js("return document.body.innerText", &[])?;
        Ok(shown.as_str().unwrap_or_default().to_owned())
    }

    /// Ends the test with a sentence, what the page says, and a picture of it in
    /// `tests/output/failed.png`.
    ///
    /// # Panics
    /// Always.
    #[track_caller]
    pub fn fail(&self, sentence: &str) -> ! {
        let shown = self.try_text().unwrap_or_else(|refused| format!("nothing ({refused})"));
        let picture = workspace().join("tests/output/failed.png");
        let seen = match self.screenshot(&picture) {
            Ok(()) => format!("a picture of it is in {}", picture.display()),
            Err(error) => format!("no picture of it could be taken: {error}"),
        };
        panic!("{sentence}\nThe page shows ({seen}):\n{shown}");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // A program that has ended took its session with it.
        let _ = self.call("DELETE", "", None);
    }
}

/// Everything that axe finds wrong, or what hindered it.
const RUN_AXE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        (found) => done(found.violations.flatMap((wrong) => wrong.nodes.map(
            (node) => `${wrong.id}: ${wrong.help}: ${node.html.slice(0, 200)} ` +
                `(${[...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ')})`))),
        (error) => done(`axe failed: ${error}`));";
