//! Who the made-up clients are, and what working for them looks like.

use super::{DAYS, FIRST_DAY, Labelled, Month};
use crate::activity::Window;
use crate::evidence::Evidence;
use crate::id::{ClientId, ProjectId};
use crate::learner::Day;
use crate::names::Names;
use crate::time::{MINUTE, Moment};

struct Project {
    name: &'static str,
    folder: &'static str,
    /// First and last day on which there is work for it, counted from the first of the month.
    days: (i32, i32),
    words: &'static [&'static str],
}

struct Client {
    name: &'static str,
    /// How much of the work is for this client, in parts.
    share: u64,
    people: &'static [&'static str],
    channel: &'static str,
    sites: &'static [(&'static str, &'static str)],
    projects: &'static [Project],
}

const CLIENTS: &[Client] = &[
    Client {
        name: "Acme",
        share: 7,
        people: &["Dana", "Luis"],
        channel: "acme-web",
        sites: &[("acme/shop", "GitHub"), ("Checkout redesign", "Figma")],
        projects: &[
            Project {
                name: "Web shop",
                folder: "acme-web",
                days: (0, 99),
                words: &[
                    "checkout", "cart", "payment", "product", "discount", "catalog", "basket",
                    "voucher", "shipping",
                ],
            },
            Project {
                name: "App",
                folder: "storefront-app",
                days: (9, 99),
                words: &[
                    "push",
                    "onboarding",
                    "release",
                    "store",
                    "android",
                    "catalog",
                    "notification",
                    "gesture",
                ],
            },
        ],
    },
    Client {
        name: "Globex",
        share: 5,
        people: &["Priya", "Tom"],
        channel: "logistics-dev",
        sites: &[("globex/tracker", "GitHub"), ("TRK board", "Jira")],
        projects: &[Project {
            name: "Tracker",
            folder: "tracker",
            days: (0, 99),
            words: &[
                "shipment",
                "carrier",
                "route",
                "warehouse",
                "shipping",
                "delivery",
                "parcel",
                "depot",
                "status",
            ],
        }],
    },
    Client {
        name: "Initech",
        share: 4,
        people: &["Milton", "Joanna"],
        channel: "initech",
        sites: &[("finance/ledger-sync", "GitLab"), ("Quarter report", "Google Sheets")],
        projects: &[
            Project {
                name: "Ledger",
                folder: "ledger-sync",
                days: (0, 13),
                words: &[
                    "ledger", "invoice", "payment", "audit", "quarter", "account", "balance",
                    "import",
                ],
            },
            Project {
                name: "Reports",
                folder: "reporting",
                days: (11, 99),
                words: &[
                    "report", "chart", "quarter", "export", "audit", "revenue", "filter", "pivot",
                ],
            },
        ],
    },
    Client {
        name: "Umbrella Health",
        share: 4,
        people: &["Aisha", "Ben"],
        channel: "portal-team",
        sites: &[("uh/patient-portal", "GitHub"), ("Portal backlog", "Linear")],
        projects: &[Project {
            name: "Portal",
            folder: "patient-portal",
            days: (0, 99),
            words: &[
                "patient",
                "appointment",
                "clinic",
                "consent",
                "calendar",
                "booking",
                "record",
                "doctor",
            ],
        }],
    },
    Client {
        name: "Hooli",
        share: 3,
        people: &["Gavin", "Mara"],
        channel: "campaigns",
        sites: &[("Spring landing", "Figma"), ("Launch plan", "Notion")],
        projects: &[
            Project {
                name: "Landing pages",
                folder: "landing",
                days: (0, 99),
                words: &[
                    "campaign", "landing", "banner", "brand", "headline", "audience", "discount",
                    "product",
                ],
            },
            Project {
                name: "Design system",
                folder: "design-system",
                days: (15, 99),
                words: &[
                    "button",
                    "token",
                    "spacing",
                    "theme",
                    "component",
                    "banner",
                    "contrast",
                    "icon",
                ],
            },
        ],
    },
    Client {
        name: "Northwind",
        share: 2,
        people: &["Olga", "Pete"],
        channel: "northwind-ops",
        sites: &[("nw/booking-api", "GitHub"), ("Ops runbook", "Confluence")],
        projects: &[Project {
            name: "Booking",
            folder: "booking-api",
            days: (0, 99),
            words: &[
                "booking", "flight", "seat", "fare", "calendar", "payment", "schedule", "route",
            ],
        }],
    },
];

/// Words of every project.
const SHOP_TALK: &[&str] = &[
    "review", "update", "fix", "staging", "deploy", "test", "login", "design", "api", "database",
    "plan", "budget", "deadline", "meeting", "feedback", "error", "server", "customer", "page",
    "button", "form", "mobile", "email", "user", "branch", "merge", "ticket", "sprint",
];

/// Words of every conversation.
const SMALL_TALK: &[&str] = &[
    "hello",
    "morning",
    "thanks",
    "great",
    "sure",
    "maybe",
    "week",
    "monday",
    "friday",
    "tomorrow",
    "time",
    "work",
    "people",
    "thing",
    "problem",
    "question",
    "idea",
    "point",
    "right",
    "first",
    "second",
    "little",
    "makes",
    "sense",
    "sounds",
    "good",
    "share",
    "screen",
    "hear",
    "mute",
    "sorry",
    "actually",
    "basically",
    "probably",
    "moment",
    "minute",
    "send",
    "write",
    "look",
    "talk",
    "call",
    "later",
    "today",
    "yesterday",
    "nice",
    "weather",
    "coffee",
    "weekend",
    "year",
    "month",
    "team",
    "everyone",
    "anything",
    "something",
    "happen",
    "start",
    "finish",
    "change",
    "open",
    "close",
    "show",
    "tell",
    "find",
    "keep",
    "leave",
    "bring",
    "begin",
    "seem",
    "help",
];

/// What is done for nobody.
const PRIVATE: &[(&str, &str)] = &[
    ("firefox", "Breaking news and weather | The Daily — Mozilla Firefox"),
    ("firefox", "Lo-fi beats to relax to - YouTube — Mozilla Firefox"),
    ("firefox", "Online banking, account overview — Mozilla Firefox"),
    ("firefox", "Flights to Lisbon, cheap fares — Mozilla Firefox"),
    ("firefox", "Cart (2) | Garden store — Mozilla Firefox"),
    ("Spotify", "Spotify Premium"),
    ("thunderbird", "Newsletter: ten tips for freelancers - Mozilla Thunderbird"),
    ("firefox", "Hacker News — Mozilla Firefox"),
    ("firefox", "r/mechanicalkeyboards - Reddit — Mozilla Firefox"),
    ("libreoffice", "tax-return.ods — LibreOffice Calc"),
];

/// Windows that say nothing of the client for whom they are open.
const EMPTY_HANDED: &[(&str, &str)] = &[
    ("firefox", "New Tab — Mozilla Firefox"),
    ("XTerm", "bash"),
    ("firefox", "How to centre a div - Stack Overflow — Mozilla Firefox"),
    ("firefox", "Array.prototype.map() - JavaScript | MDN — Mozilla Firefox"),
    ("firefox", "Rust error E0502 - Google Search — Mozilla Firefox"),
    ("Slack", "Slack | general"),
    ("thunderbird", "Inbox - Mozilla Thunderbird"),
    ("Code", "Welcome - Visual Studio Code"),
    ("firefox", "ChatGPT — Mozilla Firefox"),
];

const FILES: &[&str] = &[
    "main", "index", "routes", "model", "test_api", "README", "config", "styles", "helpers",
    "schema",
];
const ENDINGS: &[&str] = &["rs", "ts", "py", "css", "md", "sql", "svelte"];

/// SplitMix64 (Steele, Lea and Flood), good enough to shuffle a month.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll().checked_rem(limit).unwrap_or(0)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(choices.len()).unwrap_or(0);
        choices.get(usize::try_from(self.below(count)).unwrap_or(0))
    }

    fn word(&mut self, choices: &[&'static str]) -> &'static str {
        self.one_of(choices).copied().unwrap_or_default()
    }
}

/// A project, with its client and the ids under which they are known.
struct Job {
    client: &'static Client,
    project: &'static Project,
    ids: (ClientId, ProjectId),
}

pub(super) fn month(seed: u64) -> Month {
    let mut dice = Dice(seed);
    let mut names = Names::default();
    let mut jobs = Vec::new();
    for (at, client) in (0_u8..).zip(CLIENTS) {
        let client_id = ClientId::mint(Moment(0), [at; 10]);
        names.add_client(client_id, client.name);
        for (nth, project) in (0_u8..).zip(client.projects) {
            let project_id = ProjectId::mint(Moment(i64::from(nth)), [at; 10]);
            names.add_project(project_id, client_id, project.name);
            jobs.push(Job { client, project, ids: (client_id, project_id) });
        }
    }
    let blocks = (0..DAYS).flat_map(|day| working_day(&mut dice, day, &jobs)).collect();
    Month { blocks, names }
}

fn working_day(dice: &mut Dice, nth: i32, jobs: &[Job]) -> Vec<Labelled> {
    let day = Day(FIRST_DAY.0.saturating_add(nth));
    let open: Vec<&Job> = jobs
        .iter()
        .filter(|job| (job.project.days.0..=job.project.days.1).contains(&nth))
        .flat_map(|job| (0..job.client.share).map(move |_| job))
        .collect();
    let blocks = dice.below(21).saturating_add(55);
    (0..blocks)
        .filter_map(|_| {
            if dice.percent(14) {
                let evidence = in_private(dice);
                return Some(Labelled { day, evidence, client: None, project: None });
            }
            let job = dice.one_of(&open).copied()?;
            let evidence = if dice.percent(15) { on_a_call(dice, job) } else { at_work(dice, job) };
            let (client, project) = job.ids;
            Some(Labelled { day, evidence, client: Some(client), project: Some(project) })
        })
        .collect()
}

fn window(program: &str, title: impl Into<String>) -> Window {
    Window { program: program.into(), title: title.into(), site: None }
}

fn minutes(dice: &mut Dice) -> i64 {
    i64::try_from(dice.below(12).saturating_add(1)).unwrap_or(1).saturating_mul(MINUTE)
}

fn in_private(dice: &mut Dice) -> Evidence {
    let mut evidence = Evidence::default();
    for _ in 0..=dice.below(2) {
        if let Some((program, title)) = dice.one_of(PRIVATE) {
            evidence.add(window(program, *title), minutes(dice));
        }
    }
    evidence
}

fn at_work(dice: &mut Dice, job: &Job) -> Evidence {
    let mut evidence = Evidence::default();
    let windows = dice.below(3);
    for _ in 0..=windows {
        let next = if dice.percent(22) { empty_handed(dice) } else { telling(dice, job) };
        evidence.add(next, minutes(dice));
    }
    if dice.percent(15) {
        evidence.seen = speech(dice, job, 40);
    }
    evidence
}

fn empty_handed(dice: &mut Dice) -> Window {
    dice.one_of(EMPTY_HANDED)
        .map_or_else(Window::default, |(program, title)| window(program, *title))
}

fn telling(dice: &mut Dice, job: &Job) -> Window {
    let folder = job.project.folder;
    let word = dice.word(job.project.words);
    let talk = dice.word(SHOP_TALK);
    let file = format!("{}.{}", dice.word(FILES), dice.word(ENDINGS));
    match dice.below(10) {
        0..=2 => window("Code", format!("{file} - {folder} - Visual Studio Code")),
        3 => window("Code", format!("{word}_{talk}.ts - Visual Studio Code")),
        4 => window("XTerm", format!("me@desk: ~/dev/{folder}")),
        5 => window("XTerm", format!("vim {word}.rs")),
        6 => match dice.one_of(job.client.sites) {
            Some((place, site)) => {
                window("firefox", format!("{talk} {word} · {place} · {site} — Mozilla Firefox"))
            }
            None => window("firefox", "Mozilla Firefox"),
        },
        7 => {
            let person = dice.word(job.client.people);
            window("thunderbird", format!("Re: {word} {talk} ({person}) - Mozilla Thunderbird"))
        }
        8 => window(
            "Slack",
            format!("Slack | {} | {}", job.client.channel, dice.word(job.client.people)),
        ),
        _ => window("firefox", format!("localhost: {word} {talk} — Mozilla Firefox")),
    }
}

fn on_a_call(dice: &mut Dice, job: &Job) -> Evidence {
    let title = match dice.below(4) {
        0 => window("zoom", "Zoom Meeting"),
        1 => window("firefox", "Meet – abc-defg-hij — Mozilla Firefox"),
        2 => window("Slack", format!("Slack | {} | huddle", job.client.channel)),
        _ => telling(dice, job),
    };
    let mut evidence = Evidence::of(title, minutes(dice));
    evidence.call = true;
    let length = dice.below(160).saturating_add(40);
    evidence.heard = speech(dice, job, length);
    evidence
}

/// Talk about a project: mostly small talk and shop talk, some of its own words, a name, and
/// now and then a word of somebody else's project.
fn speech(dice: &mut Dice, job: &Job, length: u64) -> String {
    let mut words = Vec::new();
    for _ in 0..length {
        words.push(match dice.below(100) {
            0..=54 => dice.word(SMALL_TALK),
            55..=81 => dice.word(SHOP_TALK),
            82..=93 => dice.word(job.project.words),
            94..=95 => dice.word(job.client.people),
            _ => {
                let other = dice.one_of(CLIENTS).and_then(|client| dice.one_of(client.projects));
                other.map_or("", |project| dice.word(project.words))
            }
        });
    }
    words.join(" ")
}
