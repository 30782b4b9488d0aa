//! What stands on a page, found as a person finds it: by what it is and what it is called.

#![expect(clippy::expect_used, reason = "a page that cannot be asked fails its test")]

use super::Page;
use super::wire::Refused;
use serde_json::{Value, json};

/// How WebDriver names the one field of an element on the wire.
pub(super) const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How to find something on a page.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// What a screen reader says: a role ("button", "heading") and a name or a part of it.
    Role(&'a str, &'a str),
    /// The innermost visible element that holds this text.
    Text(&'a str),
    /// A CSS selector.
    Css(&'a str),
    /// An XPath expression.
    Xpath(&'a str),
}

/// Something on a page. It is good for as long as the page keeps it.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    page: &'a Page,
    id: String,
}

/// Finds the innermost visible elements that hold a text.
const BY_TEXT: &str = "
    const wanted = arguments[0], found = [];
    for (const element of document.querySelectorAll('body *')) {
        const seen = element.checkVisibility({ visibilityProperty: true });
        if (seen && (element.innerText ?? '').includes(wanted)) {
            const at = found.findIndex((other) => other.contains(element));
            if (at < 0) found.push(element); else found[at] = element;
        }
    }
    return found;";

/// Finds the visible elements that may have a role; their names are asked of the driver. What lies
/// behind an open dialog is there for nobody.
const BY_ROLE: &str = "
    const dialog = [...document.querySelectorAll('dialog:modal')].at(-1);
    return [...document.querySelectorAll(arguments[0])].filter((element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        (!dialog || dialog.contains(element)));";

impl<'a> Element<'a> {
    pub(super) fn all(page: &'a Page, by: By<'_>) -> Result<Vec<Self>, Refused> {
        let named = |found: Value| -> Vec<Self> {
            let list = found.as_array().cloned().unwrap_or_default();
            list.iter()
                .filter_map(|one| one.get(ELEMENT)?.as_str())
                .map(|id| Self { page, id: id.to_owned() })
                .collect()
        };
        let search = |using: &str, value: &str| {
            page.call("POST", "/elements", Some(&json!({ "using": using, "value": value })))
        };
        match by {
            By::Css(selector) => Ok(named(search("css selector", selector)?)),
            By::Xpath(path) => Ok(named(search("xpath", path)?)),
            By::Text(text) => Ok(named(page.try_js(BY_TEXT, &[json!(text)])?)),
            By::Role(role, name) => {
                let likely = named(page.try_js(BY_ROLE, &[json!(selector_for(role))])?);
                let mut found = Vec::new();
                let mut exact = Vec::new();
                for element in likely {
                    // One that went away in between is not there.
                    let Ok(label) = element.ask("computedlabel") else { continue };
                    if !label.contains(name) || element.ask("computedrole")? != role {
                        continue;
                    }
                    if label == name {
                        exact.push(element.clone());
                    }
                    found.push(element);
                }
                Ok(if exact.is_empty() { found } else { exact })
            }
        }
    }

    /// Clicks in its middle with the mouse, scrolling to it first.
    #[track_caller]
    pub fn click(&self) {
        self.try_click().unwrap_or_else(|refused| self.page.fail(&refused.to_string()));
    }

    /// As [`Element::click`].
    ///
    /// # Errors
    /// If it is covered, hidden, or gone.
    pub fn try_click(&self) -> Result<(), Refused> {
        self.call("POST", "click", None).map(drop)
    }

    /// Types `text` into it, after what is there.
    #[track_caller]
    pub fn write(&self, text: &str) {
        let written = self.call("POST", "value", Some(&json!({ "text": text })));
        written.unwrap_or_else(|refused| self.page.fail(&refused.to_string()));
    }

    /// Empties a field.
    #[track_caller]
    pub fn clear(&self) {
        let cleared = self.call("POST", "clear", None);
        cleared.unwrap_or_else(|refused| self.page.fail(&refused.to_string()));
    }

    /// The text as it shows.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> String {
        self.ask("text").expect("the element is there")
    }

    /// What a screen reader calls it.
    #[must_use]
    #[track_caller]
    pub fn label(&self) -> String {
        self.ask("computedlabel").expect("the element is there")
    }

    /// What a screen reader says it is.
    #[must_use]
    #[track_caller]
    pub fn role(&self) -> String {
        self.ask("computedrole").expect("the element is there")
    }

    /// An attribute, if it has it.
    #[must_use]
    #[track_caller]
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.call("GET", &format!("attribute/{name}"), None);
        value.expect("the element is there").as_str().map(str::to_owned)
    }

    /// A property of its object in the page.
    #[must_use]
    #[track_caller]
    pub fn property(&self, name: &str) -> Value {
        self.call("GET", &format!("property/{name}"), None).expect("the element is there")
    }

    /// Moves the mouse over its middle.
    #[track_caller]
    pub fn hover(&self) {
        let origin = json!({ ELEMENT: self.id });
        self.page.actions(&json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": [{ "type": "pointerMove", "origin": origin, "x": 0, "y": 0 }],
        }));
    }

    /// Turns the mouse wheel over its middle; below zero is away from the person. WebKit's driver
    /// turns it without any key, whatever is held.
    #[track_caller]
    pub fn wheel(&self, down: i32) {
        self.page.actions(&json!({
            "type": "wheel", "id": "wheel",
            "actions": [{
                "type": "scroll", "origin": { ELEMENT: self.id }, "x": 0, "y": 0,
                "deltaX": 0, "deltaY": down, "duration": 0,
            }],
        }));
    }

    /// It, for a script's arguments.
    #[must_use]
    pub fn as_argument(&self) -> Value {
        json!({ ELEMENT: self.id })
    }

    fn ask(&self, what: &str) -> Result<String, Refused> {
        let answer = self.call("GET", what, None)?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    fn call(&self, method: &str, what: &str, body: Option<&Value>) -> Result<Value, Refused> {
        self.page.call(method, &format!("/element/{}/{what}", self.id), body)
    }
}

/// Elements that have a role by themselves or by attribute.
fn selector_for(role: &str) -> String {
    let native = match role {
        "button" => "button, summary, input[type=button], input[type=submit]",
        "link" => "a[href]",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "textbox" => "input:not([type]), input[type=text], input[type=password], textarea",
        "searchbox" => "input[type=search]",
        "spinbutton" => "input[type=number]",
        "checkbox" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "combobox" => "select, input[list]",
        "option" => "option",
        "dialog" => "dialog",
        "table" => "table",
        "row" => "tr",
        "list" => "ul, ol",
        "listitem" => "li",
        "navigation" => "nav",
        "main" => "main",
        "region" => "section",
        "group" => "fieldset, details",
        "progressbar" => "progress",
        _ => "",
    };
    let by_attribute = format!("[role={role}]");
    if native.is_empty() { by_attribute } else { format!("{by_attribute}, {native}") }
}
