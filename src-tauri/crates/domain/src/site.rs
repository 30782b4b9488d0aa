//! The site behind a window, as far as a browser's title gives it away.
//!
//! A title is all that most desktops let a program see of another. Many sites sign theirs
//! ("Issues · acme/web · GitHub"), some print their address; the others stay unknown.

use crate::activity::Window;
use crate::fold::folded;

/// Names of programs that are web browsers: what their window class, executable or bundle is
/// called, folded.
const BROWSERS: &[&str] = &[
    "firefox",
    "firefox-esr",
    "firefox developer edition",
    "firefoxdeveloperedition",
    "firefox nightly",
    "nightly",
    "mozilla firefox",
    "navigator",
    "org.mozilla.firefox",
    "librewolf",
    "waterfox",
    "floorp",
    "zen",
    "zen browser",
    "zen-browser",
    "mullvad browser",
    "mullvadbrowser",
    "tor browser",
    "tor-browser",
    "torbrowser",
    "palemoon",
    "iceweasel",
    "icecat",
    "seamonkey",
    "google chrome",
    "google-chrome",
    "google-chrome-stable",
    "google-chrome-beta",
    "google-chrome-unstable",
    "chrome",
    "com.google.chrome",
    "chromium",
    "chromium-browser",
    "org.chromium.chromium",
    "ungoogled-chromium",
    "thorium",
    "thorium-browser",
    "microsoft edge",
    "microsoft-edge",
    "microsoft-edge-stable",
    "microsoft-edge-beta",
    "microsoft-edge-dev",
    "msedge",
    "com.microsoft.edgemac",
    "brave",
    "brave browser",
    "brave-browser",
    "com.brave.browser",
    "opera",
    "opera gx",
    "opera-stable",
    "opera-gx",
    "vivaldi",
    "vivaldi-stable",
    "vivaldi-snapshot",
    "safari",
    "com.apple.safari",
    "safari technology preview",
    "arc",
    "company.thebrowser.browser",
    "dia",
    "orion",
    "epiphany",
    "org.gnome.epiphany",
    "gnome web",
    "web",
    "falkon",
    "konqueror",
    "midori",
    "min",
    "qutebrowser",
    "yandex browser",
    "yandex-browser",
    "duckduckgo",
    "whale",
    "ladybird",
    "iexplore",
    "internet explorer",
    "maxthon",
    "cromite",
    "helium",
];

/// How browsers sign their windows, folded; longer ones first where one holds another.
const SIGNATURES: &[&str] = &[
    "mozilla firefox private browsing",
    "mozilla firefox",
    "firefox developer edition",
    "firefox nightly",
    "firefox",
    "librewolf",
    "waterfox",
    "floorp",
    "zen browser",
    "zen",
    "mullvad browser",
    "tor browser",
    "google chrome",
    "chromium",
    "microsoft edge",
    "edge",
    "brave browser",
    "brave",
    "opera gx",
    "opera",
    "vivaldi",
    "safari",
    "arc",
    "epiphany",
    "web",
    "falkon",
    "konqueror",
    "yandex browser",
];

/// How sites sign their titles, folded, and where they live.
const SIGNED: &[(&str, &str)] = &[
    ("github", "github.com"),
    ("gitlab", "gitlab.com"),
    ("bitbucket", "bitbucket.org"),
    ("codeberg.org", "codeberg.org"),
    ("stack overflow", "stackoverflow.com"),
    ("docs.rs", "docs.rs"),
    ("mdn", "developer.mozilla.org"),
    ("mdn web docs", "developer.mozilla.org"),
    ("hacker news", "news.ycombinator.com"),
    ("reddit", "reddit.com"),
    ("gmail", "mail.google.com"),
    ("google mail", "mail.google.com"),
    ("google docs", "docs.google.com"),
    ("google sheets", "docs.google.com"),
    ("google slides", "docs.google.com"),
    ("google forms", "docs.google.com"),
    ("google drive", "drive.google.com"),
    ("google calendar", "calendar.google.com"),
    ("google meet", "meet.google.com"),
    ("meet", "meet.google.com"),
    ("google search", "google.com"),
    ("google suche", "google.com"),
    ("google maps", "maps.google.com"),
    ("google analytics", "analytics.google.com"),
    ("google cloud console", "console.cloud.google.com"),
    ("google chat", "chat.google.com"),
    ("google translate", "translate.google.com"),
    ("jira", "atlassian.net"),
    ("confluence", "atlassian.net"),
    ("trello", "trello.com"),
    ("asana", "asana.com"),
    ("linear", "linear.app"),
    ("notion", "notion.so"),
    ("clickup", "clickup.com"),
    ("monday.com", "monday.com"),
    ("basecamp", "basecamp.com"),
    ("airtable", "airtable.com"),
    ("miro", "miro.com"),
    ("figma", "figma.com"),
    ("figjam", "figma.com"),
    ("canva", "canva.com"),
    ("webflow", "webflow.com"),
    ("wordpress", "wordpress.com"),
    ("shopify", "shopify.com"),
    ("squarespace", "squarespace.com"),
    ("wix.com", "wix.com"),
    ("contentful", "contentful.com"),
    ("slack", "slack.com"),
    ("discord", "discord.com"),
    ("microsoft teams", "teams.microsoft.com"),
    ("zoom", "zoom.us"),
    ("whatsapp", "web.whatsapp.com"),
    ("telegram web", "web.telegram.org"),
    ("outlook", "outlook.office.com"),
    ("proton mail", "mail.proton.me"),
    ("fastmail", "fastmail.com"),
    ("linkedin", "linkedin.com"),
    ("x", "x.com"),
    ("facebook", "facebook.com"),
    ("instagram", "instagram.com"),
    ("youtube", "youtube.com"),
    ("vimeo", "vimeo.com"),
    ("loom", "loom.com"),
    ("wikipedia", "wikipedia.org"),
    ("medium", "medium.com"),
    ("amazon web services", "console.aws.amazon.com"),
    ("aws console", "console.aws.amazon.com"),
    ("microsoft azure", "portal.azure.com"),
    ("vercel", "vercel.com"),
    ("netlify", "netlify.com"),
    ("cloudflare", "dash.cloudflare.com"),
    ("digitalocean", "digitalocean.com"),
    ("supabase", "supabase.com"),
    ("sentry", "sentry.io"),
    ("grafana", "grafana.com"),
    ("datadog", "datadoghq.com"),
    ("stripe", "dashboard.stripe.com"),
    ("stripe dashboard", "dashboard.stripe.com"),
    ("quickbooks", "quickbooks.intuit.com"),
    ("xero", "xero.com"),
    ("hubspot", "hubspot.com"),
    ("salesforce", "salesforce.com"),
    ("zendesk", "zendesk.com"),
    ("intercom", "intercom.com"),
    ("mailchimp", "mailchimp.com"),
    ("dropbox", "dropbox.com"),
    ("sharepoint", "sharepoint.com"),
    ("upwork", "upwork.com"),
    ("calendly", "calendly.com"),
    ("chatgpt", "chatgpt.com"),
    ("claude", "claude.ai"),
    ("google gemini", "gemini.google.com"),
    ("perplexity", "perplexity.ai"),
    ("codepen", "codepen.io"),
    ("codesandbox", "codesandbox.io"),
    ("jsfiddle", "jsfiddle.net"),
    ("overleaf, online latex editor", "overleaf.com"),
    ("deepl", "deepl.com"),
    ("deepl translate", "deepl.com"),
];

/// Endings that make a dotted word an address and not a file: `.rs`, `.py`, `.md`, `.sh` are
/// countries too, but in a freelancer's titles they are files.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "io", "dev", "app", "co", "ai", "eu", "de", "at", "ch", "fr", "uk", "es",
    "it", "nl", "be", "pl", "se", "no", "dk", "fi", "pt", "cz", "ie", "us", "ca", "au", "nz", "in",
    "jp", "cn", "kr", "br", "mx", "ru", "ua", "tr", "gr", "hu", "ro", "info", "biz", "gov", "edu",
    "cloud", "online", "shop", "store", "tech", "design", "agency", "studio", "page", "site",
    "xyz", "so", "me", "tv", "gg", "to", "fm", "ly", "example", "test", "local",
];

/// Whether `program` is a web browser.
#[must_use]
pub fn is_browser(program: &str) -> bool {
    let program = folded(program);
    let program = program.strip_suffix(".exe").unwrap_or(&program);
    BROWSERS.contains(&program)
}

/// The site of a window: what the system gave, or what a browser's title gives away.
///
/// Lower case, without `www.`; `None` for other programs and for titles that do not tell.
#[must_use]
pub fn site_of(window: &Window) -> Option<String> {
    if let Some(site) = &window.site {
        return host(site);
    }
    if is_browser(&window.program) { in_title(&window.title) } else { None }
}

/// What a site rule may look at: the site's host, and the name with which a site signs its
/// title in a browser ("Jira" for `atlassian.net`).
#[must_use]
pub fn site_names(window: &Window) -> Vec<String> {
    let signed = is_browser(&window.program).then(|| signature_of_site(&window.title)).flatten();
    site_of(window).into_iter().chain(signed.map(str::to_owned)).collect()
}

/// Whether people of all kinds work at that site, so that it says little about for whom.
#[must_use]
pub fn is_for_everybody(site: &str) -> bool {
    let is_at = |host: &str| {
        site == host || site.strip_suffix(host).is_some_and(|rest| rest.ends_with('.'))
    };
    SIGNED.iter().any(|(_, host)| is_at(host))
}

/// The last part of a title that is not the browser's own name, if there is more than one.
fn signature_of_site(title: &str) -> Option<&str> {
    let mut parts = parts(title);
    parts.retain(|part| !is_signature(part));
    parts.last().copied().filter(|_| parts.len() > 1)
}

/// The parts of a title between dashes, bars and dots that stand free, trimmed, none empty.
#[must_use]
pub fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for separator in [" - ", " – ", " — ", " | ", " · ", " • ", " :: ", " ― "] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Whether `part` of a title is only the browser's own name, as it signs its windows.
#[must_use]
pub fn is_signature(part: &str) -> bool {
    let part = folded(part);
    SIGNATURES.contains(&part.as_str())
}

fn in_title(title: &str) -> Option<String> {
    let mut parts = parts(title);
    while parts.last().is_some_and(|part| is_signature(part)) {
        parts.pop();
    }
    // Sites sign at the end ("Pull requests · GitHub"); a few at the front ("Jira - Board").
    let ends = parts.last().into_iter().chain(parts.first().filter(|_| parts.len() > 1));
    let signed = ends.copied().find_map(|part| {
        let part = folded(part);
        SIGNED.iter().find(|(name, _)| *name == part).map(|(_, site)| (*site).to_owned())
    });
    signed.or_else(|| title.split_whitespace().rev().find_map(address))
}

/// The host of a site or URL as the system may give it.
fn host(site: &str) -> Option<String> {
    let site = folded(site);
    let rest = site.split_once("://").map_or(site.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// The host in a word such as `(https://www.github.com/acme)`, if the word is an address.
fn address(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_url = word.contains("://");
    let host = host(word)?;
    if host.contains("..") || host.contains(|c: char| !(c.is_alphanumeric() || ".-:".contains(c))) {
        return None;
    }
    let (name, ending) = host.rsplit_once('.')?;
    let known = ENDINGS.contains(&ending) && !name.is_empty();
    (is_url || known).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_read_from_titles_that_show_it() {
        let check = |program: &str, title: &str, expected: Option<&str>| {
            let window = Window { program: program.into(), title: title.into(), site: None };
            assert_eq!(site_of(&window).as_deref(), expected, "{title}");
        };
        check("firefox", "Issues · acme/web · GitHub — Mozilla Firefox", Some("github.com"));
        check("firefox", "Acme - github.com — Mozilla Firefox", Some("github.com"));
        check(
            "Google-chrome",
            "Inbox (3) - me@acme.example - Gmail - Google Chrome",
            Some("mail.google.com"),
        );
        check("msedge.exe", "Board - Jira - Microsoft\u{200b} Edge", Some("atlassian.net"));
        check("Navigator", "Landing page – Figma — Mozilla Firefox", Some("figma.com"));
        check("chromium", "Welcome to https://www.globex.example/shop", Some("globex.example"));
        check("chromium", "main.rs - my notes", None);
        check("chromium", "How to write an e-mail", None);
        check("XTerm", "Issues · acme/web · GitHub", None);
        check("firefox", "", None);
    }

    #[test]
    fn a_site_also_answers_to_its_name() {
        let window = Window {
            program: "firefox".into(),
            title: "Board - Jira — Mozilla Firefox".into(),
            site: None,
        };
        assert_eq!(site_names(&window), ["atlassian.net", "Jira"]);
        let plain = Window { title: "Jira — Mozilla Firefox".into(), ..window.clone() };
        assert_eq!(
            site_names(&plain),
            ["atlassian.net"],
            "a lone part is the page, not a signature"
        );
        let editor = Window { program: "Code".into(), ..window };
        assert_eq!(site_names(&editor), Vec::<String>::new());
    }

    #[test]
    fn a_site_from_the_system_is_brought_to_its_host() {
        let check = |site: &str, expected: Option<&str>| {
            let window = Window { site: Some(site.into()), ..Window::default() };
            assert_eq!(site_of(&window).as_deref(), expected, "{site}");
        };
        check("GitHub.com", Some("github.com"));
        check("https://www.acme.example/a?b#c", Some("acme.example"));
        check("https://me@acme.example/", Some("acme.example"));
        check(" ", None);
    }

    #[test]
    fn a_site_that_everybody_uses_is_known() {
        for site in ["github.com", "acme.atlassian.net", "mail.google.com"] {
            assert!(is_for_everybody(site), "{site}");
        }
        for site in ["acme.example", "notgithub.com", ""] {
            assert!(!is_for_everybody(site), "{site}");
        }
    }

    #[test]
    fn browsers_are_known_by_their_names() {
        for program in ["Firefox", "Google-chrome", "msedge.exe", "Brave-browser", "Safari"] {
            assert!(is_browser(program), "{program}");
        }
        assert!(!is_browser("XTerm") && !is_browser("code") && !is_browser(""));
    }
}
