//! Every screen and dialog, in both themes, two sizes and both languages: a picture of each goes to
//! `tests/output/screens`, axe finds nothing in any, text at twice its size loses nothing, and
//! nothing moves for those who want it so.

use crate::faults::Holder;
use crate::stage::{SOON, Stage, ask, records, settled};
use serde_json::json;
use std::path::PathBuf;
use testkit::app::{App, config_folder};
use testkit::home::workspace;
use testkit::webdriver::{By, Page};

const SIZES: [(i64, i64); 2] = [(1280, 800), (900, 600)];
const LANGUAGES: [&str; 2] = ["en", "de"];
const THEMES: [&str; 2] = ["light", "dark"];

/// How a screen is reached from the day: by keys that are the same in every language, each with
/// what is there after it, so that no key is pressed before the page that it is for stands.
struct Screen {
    name: &'static str,
    steps: &'static [(&'static str, &'static str)],
}

const DAY: &str = "[data-block]";
const REVIEW: &str = "nav [aria-current=page][href='#review']";
const SHEET: &str = "nav [aria-current=page][href='#timesheet']";

const SCREENS: [Screen; 21] = [
    Screen { name: "today", steps: &[] },
    Screen { name: "today-block", steps: &[("J", DAY), ("Enter", ".editor")] },
    Screen { name: "today-blocks", steps: &[("Ctrl+A", "[aria-selected=true]")] },
    Screen {
        name: "today-client",
        steps: &[("J", DAY), ("C", "[role=combobox]"), ("ArrowDown", "[role=listbox] li")],
    },
    Screen { name: "today-calendar", steps: &[("G", "[role=dialog]")] },
    Screen { name: "today-empty", steps: &[("[", "h2")] },
    Screen { name: "today-future", steps: &[("]", "h1"), ("]", "h2")] },
    Screen { name: "review", steps: &[("R", REVIEW), ("[", "[data-card]")] },
    Screen {
        name: "review-work",
        steps: &[("R", REVIEW), ("[", "[data-card]"), ("P", "[data-card] [role=combobox]")],
    },
    Screen { name: "timesheet", steps: &[("W", SHEET), ("1", "[role=grid]")] },
    Screen { name: "timesheet-list", steps: &[("W", SHEET), ("2", "h1")] },
    Screen { name: "timesheet-calendar", steps: &[("W", SHEET), ("3", "h1")] },
    Screen { name: "clients", steps: &[("Shift+C", "li[data-colour]")] },
    Screen { name: "reports", steps: &[("Shift+R", "h1")] },
    Screen { name: "notes", steps: &[("N", "h1")] },
    Screen { name: "timer", steps: &[("Shift+T", "[role=dialog]")] },
    Screen { name: "corner", steps: &[("Shift+P", "[role=menuitem]")] },
    Screen { name: "palette", steps: &[("Ctrl+K", "dialog[open] [role=option]")] },
    Screen { name: "keys", steps: &[("?", "dialog[open] kbd")] },
    Screen { name: "privacy", steps: &[("P", "h1")] },
    Screen { name: "settings", steps: &[(",", "select")] },
];

/// Everything wrong that was found so far.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    /// Takes a picture and lets axe look.
    fn look(&mut self, page: &Page, name: &str) {
        let file = workspace().join("tests/output/screens").join(format!("{name}.png"));
        settle_down(page);
        page.screenshot(&file).expect("a picture");
        for wrong in page.violations(&axe()) {
            self.0.push(format!("{name}: {wrong}"));
        }
    }

    #[track_caller]
    fn are_none(self) {
        assert!(self.0.is_empty(), "{} found:\n{}", self.0.len(), self.0.join("\n"));
    }
}

#[test]
fn every_screen_of_the_first_run_is_in_order() {
    let stage = Stage::open("");
    let app = App::with_window(&stage.home, &[]);
    let page = app.page();
    let mut findings = Findings::default();
    each_look(page, |look| {
        page.reload();
        for step in ["promise", "choices", "check"] {
            let heading = format!("li[aria-current=step]:nth-child({})", place_of(step));
            page.find(By::Css(&heading));
            if step == "check" {
                page.find(By::Css("ul[aria-busy=false] li"));
            }
            findings.look(page, &format!("{look}-welcome-{step}"));
            if step != "check" {
                page.click(By::Css("button[type=submit]"));
            }
        }
    });
    findings.are_none();
}

#[test]
fn every_screen_of_every_day_is_in_order() {
    let stage = with_a_day("");
    let app = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    records(&stage, page);
    let mut findings = Findings::default();
    each_look(page, |look| {
        for screen in &SCREENS {
            reach(page, screen);
            findings.look(page, &format!("{look}-{}", screen.name));
        }
        reach(page, &SCREENS[0]);
        page.press(&["Shift+P"]);
        page.click(By::Css("[role=menuitem]:nth-child(5)"));
        page.find(By::Css("dialog[open]"));
        findings.look(page, &format!("{look}-forget"));
    });
    findings.are_none();
}

#[test]
fn what_is_wrong_is_shown_in_order() {
    let mut stage = with_a_day("");
    stage.tray.go_away();
    let app = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    page.find(By::Css("aside"));
    let mut findings = Findings::default();
    each_look(page, |look| {
        reach(page, &SCREENS[0]);
        findings.look(page, &format!("{look}-no-tray"));
        page.press(&["Ctrl+W"]);
        page.find(By::Css("dialog[open]"));
        findings.look(page, &format!("{look}-close"));
    });
    reach(page, &SCREENS[0]);
    let holder = Holder::of(&stage.home.data().join("daybook.db"));
    page.find(By::Css("[role=alert] li"));
    for (width, height) in SIZES {
        page.resize(width, height);
        findings.look(page, &format!("de-dark-{width}x{height}-trouble"));
    }
    drop(holder);
    findings.are_none();
}

#[test]
fn text_at_twice_its_size_loses_nothing() {
    let stage = with_a_day("");
    let app = settled(&stage, json!([{ "pictures": false }]));
    let page = app.page();
    page.find(By::Css("[data-block], h2"));
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        dress(page, language, "light");
        for (width, height) in SIZES {
            page.resize(width, height);
            page.wait("the text is twice as large", SOON, || {
                page.press(&["Ctrl++"]);
                let size =
                    page.js("return getComputedStyle(document.documentElement).fontSize", &[]);
                size == "32px"
            });
            for screen in &SCREENS {
                reach(page, screen);
                settle_down(page);
                let name = format!("{language}-{width}x{height}-{}", screen.name);
                let file = workspace().join(format!("tests/output/screens/large-{name}.png"));
                page.screenshot(&file).expect("a picture");
                let lost = page.js(LOST, &[]);
                for one in lost.as_array().into_iter().flatten() {
                    wrong.push(format!("{name}: {}", one.as_str().unwrap_or_default()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} lost:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_moves_for_those_who_want_it_so() {
    let stage = with_a_day("");
    let app = settled(&stage, json!([{ "pictures": false }]));
    reach(app.page(), &SCREENS[0]);
    assert_ne!(app.page().js(MOVABLE, &[]), json!([]), "something moves for all others");
    drop(app);

    let gtk = config_folder(&stage.home).join("gtk-3.0");
    std::fs::create_dir_all(&gtk).expect("a folder");
    std::fs::write(gtk.join("settings.ini"), "[Settings]\ngtk-enable-animations=0\n").expect("set");
    let app = App::with_window(&stage.home, &[]);
    let page = app.page();
    page.find(By::Role("link", "Privacy"));
    let wish = page.js("return matchMedia('(prefers-reduced-motion: reduce)').matches", &[]);
    assert_eq!(wish, true, "the page knows of the wish");
    for screen in &SCREENS {
        reach(page, screen);
        let name = screen.name;
        assert_eq!(page.js(MOVING, &[]), json!([]), "something moves on {name}");
        assert_eq!(page.js(MOVABLE, &[]), json!([]), "something would move on {name}");
    }
}

/// A desk whose app has yesterday full of blocks.
pub(crate) fn with_a_day(settings: &str) -> Stage {
    let stage = Stage::open(settings);
    let home = &stage.home;
    for client in ["Acme", "Nordwind", "Helio"] {
        home.call(&["client", "add", client]);
    }
    home.call(&["project", "add", "Web relaunch", "--client", "Acme"]);
    home.call(&["project", "add", "Pitch deck", "--client", "Nordwind"]);
    for rule in [
        ["acme-web", "Acme", "Web relaunch", "Checkout redirect"],
        ["nordwind", "Nordwind", "Pitch deck", "Slides for Friday"],
    ] {
        let [title, client, project, label] = rule;
        home.call(&[
            "rule",
            "add",
            "--title",
            title,
            "--client",
            client,
            "--project",
            project,
            "--label",
            label,
            "--billable",
            "yes",
        ]);
    }
    let day = yesterday();
    let at = |time: &str| format!("{day}T{time}Z");
    let pieces = [
        ("08:12:00", "08:58:00", "Code", "checkout.rs - acme-web"),
        ("09:28:00", "10:14:00", "Impress", "nordwind-deck.odp"),
        ("10:15:00", "10:44:00", "zoom", "Meeting"),
        ("10:58:00", "11:42:00", "xterm", "acme-web: cargo test"),
    ];
    for (from, to, program, title) in pieces {
        let window = format!("{from}|{program}|{title}");
        home.call(&["ingest", "--start", &at(from), "--end", &at(to), "--window", &window]);
    }
    stage
}

#[expect(clippy::disallowed_methods, reason = "the test plays the person who looks at the clock")]
pub(crate) fn yesterday() -> jiff::civil::Date {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    today.yesterday().expect("a day")
}

/// Lets the page be seen in every language, theme and size.
fn each_look(page: &Page, mut see: impl FnMut(&str)) {
    for language in LANGUAGES {
        for theme in THEMES {
            dress(page, language, theme);
            for (width, height) in SIZES {
                page.resize(width, height);
                see(&format!("{language}-{theme}-{width}x{height}"));
            }
        }
    }
}

fn dress(page: &Page, language: &str, theme: &str) {
    let changes = json!([{ "language": language }, { "theme": theme }]);
    ask(page, "change_settings", json!({ "changes": changes }));
    page.wait("the page changed its look", SOON, || {
        let worn = "return [document.documentElement.lang, document.documentElement.dataset.theme]";
        page.js(worn, &[]) == json!([language, theme])
    });
}

/// Goes to a screen from wherever the page is.
#[track_caller]
fn reach(page: &Page, screen: &Screen) {
    page.press(&["Escape", "Escape", "Escape"]);
    page.js("document.activeElement?.blur()", &[]);
    // By keys that no page takes for itself.
    page.press(&["Ctrl+,"]);
    page.find(By::Css("nav [aria-current=page][href='#settings']"));
    page.press(&["Ctrl+1"]);
    page.find(By::Css("nav [aria-current=page][href='#today']"));
    if !page.has(By::Css("[data-block]")) {
        // The palette finds every day by its date.
        page.press(&["Ctrl+K"]);
        page.find(By::Css("dialog[open] input"));
        page.write(&yesterday().to_string());
        page.press(&["Enter"]);
    }
    page.find(By::Css("[data-block]"));
    for (key, shows) in screen.steps {
        page.press(&[key]);
        page.find(By::Css(shows));
    }
}

fn place_of(step: &str) -> usize {
    ["promise", "choices", "check"].iter().position(|one| *one == step).map_or(0, |at| at + 1)
}

/// Waits until what moves has come to rest, so that a picture shows the end of it.
fn settle_down(page: &Page) {
    page.wait("the page rests", SOON, || page.js(MOVING, &[]) == json!([]));
}

fn axe() -> PathBuf {
    workspace().join("ui/node_modules/axe-core/axe.min.js")
}

/// What moves now.
const MOVING: &str = "
    return document.getAnimations().filter((one) => one.playState === 'running').map(
        (one) => `${one.effect?.target?.className} ${one.transitionProperty ?? one.animationName}`);";

/// What would move for longer than an eye sees, if it changed.
const MOVABLE: &str = "
    const longest = (durations) => Math.max(...durations.split(',').map(parseFloat));
    return [...document.querySelectorAll('body, body *')].filter((element) => {
        const style = getComputedStyle(element);
        const animates = style.animationName !== 'none' && longest(style.animationDuration) > 0.01;
        return longest(style.transitionDuration) > 0.01 || animates;
    }).map((element) => `${element.tagName} .${element.className}`);";

/// What cannot be seen in whole: a page that scrolls sideways, text that is cut off, things beyond
/// the edge. A block is as high as its time is long; what does not fit there is told elsewhere.
const LOST: &str = "
    const lost = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) lost.push(`the page is ${root.scrollWidth} wide`);
    for (const element of document.querySelectorAll('body *')) {
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        if (element.closest('[data-block], .unseen, svg')) continue;
        const style = getComputedStyle(element);
        const words = [...element.childNodes].some(
            (node) => node.nodeType === 3 && node.textContent.trim() !== '');
        const about = `${element.tagName} .${element.className}: ` +
            (element.textContent ?? '').trim().slice(0, 60);
        // What is one pixel wide is there for screen readers only.
        const isCut = words && element.clientWidth > 1 && style.overflowX !== 'visible' && style.overflowX !== 'auto' &&
            element.scrollWidth > element.clientWidth + 1;
        if (isCut) lost.push(`cut off: ${about}`);
        const scrolls = (one) => one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX)
            && one.scrollWidth > one.clientWidth || scrolls(one.parentElement));
        const box = element.getBoundingClientRect();
        if (words && box.width > 0 && box.right > innerWidth + 1 && !scrolls(element)) {
            lost.push(`beyond the edge: ${about}`);
        }
    }
    return [...new Set(lost)];";
