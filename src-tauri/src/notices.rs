//! # Notices
//!
//! Few, and each with something to do: recording is in trouble, it goes on again, a day is ready
//! to review, a budget runs out. [`News::since`] decides purely which of two looks at the status is worth one.

use crate::running::Running;
use crate::window;
use crate::wire::{LightState, Status};
use crate::words::Tongue;
use std::collections::BTreeSet;
use tauri::{AppHandle, Manager};

/// Something worth a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Something that should be captured is not; the code of the trouble.
    Trouble(&'static str),
    /// All of it is over.
    Again,
    /// A pause ended by itself.
    Resumed,
    /// A day has drafts to look at.
    Review { is_today: bool, drafts: u32 },
    /// A budget has reached a share of its limit: whose, and how many percent.
    Budget { whose: String, percent: u16 },
    /// The window was closed for the first time, and Daybook stays.
    InTray,
    /// What the owner asked to forget is gone.
    Forgotten,
    /// It is not, and why.
    NotForgotten(String),
}

/// What a notice says, and the page that it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wording {
    title: String,
    body: String,
    /// What its button says, and where it leads.
    open: Option<(String, &'static str)>,
    is_urgent: bool,
}

impl Notice {
    fn wording(&self, tongue: Tongue) -> Wording {
        let say = |key: &str| tongue.say(key, &[]);
        let open = |page| Some((say("notice.open"), page));
        let quiet = |title, body| Wording {
            title: say(title),
            body: say(body),
            open: None,
            is_urgent: false,
        };
        match self {
            Self::Trouble(code) => Wording {
                title: tongue.say("notice.trouble", &[("what", &say(&format!("trouble.{code}")))]),
                body: say(&format!("way_out.{code}")),
                open: open("today"),
                is_urgent: true,
            },
            Self::Again => quiet("notice.again", "notice.again_body"),
            Self::Resumed => quiet("notice.resumed", "notice.resumed_body"),
            Self::Review { is_today, drafts } => {
                let day = say(if *is_today { "notice.today" } else { "notice.yesterday" });
                let body = if *drafts == 1 {
                    say("notice.review_one")
                } else {
                    tongue.say("notice.review_body", &[("count", &drafts.to_string())])
                };
                Wording {
                    title: tongue.say("notice.review", &[("day", &day)]),
                    body,
                    open: Some((say("notice.do_review"), "review")),
                    is_urgent: false,
                }
            }
            Self::Budget { whose, percent } => {
                let parts = [("whose", whose.as_str()), ("percent", &percent.to_string())];
                Wording {
                    title: tongue.say("notice.budget", &parts),
                    body: say("notice.budget_body"),
                    open: open("reports"),
                    is_urgent: false,
                }
            }
            Self::InTray => quiet("notice.in_tray", "notice.in_tray_body"),
            Self::Forgotten => quiet("notice.forgotten", "notice.forgotten_body"),
            Self::NotForgotten(why) => Wording {
                title: say("notice.not_forgotten"),
                body: why.clone(),
                open: open("privacy"),
                is_urgent: true,
            },
        }
    }
}

/// What was last told, so that nothing is told twice.
#[derive(Debug, Default)]
pub(crate) struct News {
    told: BTreeSet<&'static str>,
    was_paused: bool,
    paused_until: Option<i64>,
}

impl News {
    /// What in `status` is news since the last look.
    pub(crate) fn since(&mut self, status: &Status) -> Vec<Notice> {
        let mut notices = Vec::new();
        let now: BTreeSet<&'static str> =
            status.troubles.iter().map(|trouble| trouble.code.as_str()).collect();
        // One notice is enough where one fault shows in several ways.
        let worst = status
            .troubles
            .iter()
            .map(|trouble| trouble.code.as_str())
            .find(|code| !self.told.contains(code));
        if status.light == LightState::Problem
            && let Some(code) = worst
        {
            notices.push(Notice::Trouble(code));
            self.told.extend(&now);
        }
        let is_well = matches!(
            status.light,
            LightState::Recording | LightState::Paused | LightState::Excluded
        );
        if is_well && !self.told.is_empty() && now.is_empty() {
            self.told.clear();
            notices.push(Notice::Again);
        }
        let is_paused = status.paused_until_ms.is_some();
        let ended_by_itself = self.paused_until.is_some_and(|until| until <= status.now_ms.0);
        if self.was_paused && !is_paused && ended_by_itself {
            notices.push(Notice::Resumed);
        }
        self.was_paused = is_paused;
        self.paused_until = status.paused_until_ms.map(|until| until.0).filter(|until| *until >= 0);
        notices
    }
}

/// Tells the owner. Where notices cannot be shown the tray and the window still say it.
pub(crate) fn tell(app: &AppHandle, notice: &Notice) {
    let wording = notice.wording(app.state::<Running>().tongue());
    let app = app.clone();
    // It lives on a thread of its own: some desktops drop a notice whose sender is gone.
    std::thread::spawn(move || {
        if let Err(error) = show(&app, &wording) {
            tracing::info!("A notice could not be shown: {error}");
        }
    });
}

/// Says why the program ends before it began, where there is no window to say it.
pub(crate) fn last_words(sentence: &str) {
    let mut notice = notify_rust::Notification::new();
    notice.appname("Daybook").summary("Daybook").body(sentence);
    if let Err(error) = notice.show() {
        tracing::info!("A notice could not be shown: {error}");
    }
}

fn show(app: &AppHandle, wording: &Wording) -> notify_rust::error::Result<()> {
    let mut notice = notify_rust::Notification::new();
    notice.appname("Daybook").summary(&wording.title).body(&wording.body);
    #[cfg(target_os = "linux")]
    {
        use notify_rust::{Hint, Urgency};
        notice
            .icon("daybook-desktop")
            .hint(Hint::DesktopEntry("daybook-desktop".to_owned()))
            .urgency(if wording.is_urgent { Urgency::Critical } else { Urgency::Normal });
        if let Some((button, _)) = &wording.open {
            notice.action("default", button).action("open", button);
        }
    }
    let shown = notice.show()?;
    #[cfg(target_os = "linux")]
    if let Some((_, page)) = wording.open {
        shown.wait_for_action(|action| {
            if matches!(action, "default" | "open") {
                window::open(app, Some(page));
            }
        });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (shown, app);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Ms;
    use crate::wire::status::{Spool, Trouble, TroubleCode};

    fn status(
        light: LightState,
        codes: &[TroubleCode],
        now: i64,
        paused_until: Option<i64>,
    ) -> Status {
        let troubles = codes
            .iter()
            .map(|code| Trouble { code: *code, since_ms: Ms(0), message: String::new() })
            .collect();
        Status {
            light,
            state: None,
            last_written_ms: None,
            now_ms: Ms(now),
            paused_until_ms: paused_until.map(Ms),
            troubles,
            no_pictures: None,
            sound: Vec::new(),
            spool: Spool { files: 0, bytes: 0, budget_bytes: 0, oldest_ms: None },
            queue: 0,
            today_ms: Ms(0),
            drafts: 0,
            client: None,
            is_set_up: true,
        }
    }

    #[test]
    fn a_trouble_is_told_once_and_its_end_too() {
        let mut news = News::default();
        let full = status(LightState::Problem, &[TroubleCode::DiskFull], 0, None);
        assert_eq!(news.since(&full), [Notice::Trouble("disk_full")]);
        assert_eq!(news.since(&full), [], "once is enough");
        let well = status(LightState::Recording, &[], 1, None);
        assert_eq!(news.since(&well), [Notice::Again]);
        assert_eq!(news.since(&well), []);
        assert_eq!(news.since(&full), [Notice::Trouble("disk_full")], "a second time is news");
    }

    #[test]
    fn a_fault_that_shows_in_two_ways_is_one_notice() {
        let mut news = News::default();
        let locked = status(
            LightState::Problem,
            &[TroubleCode::DatabaseLocked, TroubleCode::Stalled],
            0,
            None,
        );
        assert_eq!(news.since(&locked), [Notice::Trouble("database_locked")]);
        assert_eq!(news.since(&locked), []);
    }

    #[test]
    fn a_budget_is_told_by_its_name_and_leads_to_the_reports() {
        let notice = Notice::Budget { whose: "Acme · Web".into(), percent: 80 };
        let said = notice.wording(Tongue::English);
        assert_eq!(said.title, "Acme · Web: 80 % of the budget is used");
        assert_eq!(said.open.map(|(_, page)| page), Some("reports"));
    }

    #[test]
    fn only_a_pause_that_ends_by_itself_is_told() {
        let mut news = News::default();
        let paused = |now| status(LightState::Paused, &[], now, Some(1_000));
        assert_eq!(news.since(&paused(0)), []);
        assert_eq!(news.since(&status(LightState::Recording, &[], 1_001, None)), [Notice::Resumed]);
        assert_eq!(news.since(&paused(0)), []);
        assert_eq!(
            news.since(&status(LightState::Recording, &[], 500, None)),
            [],
            "the owner ended it"
        );
    }

    #[test]
    fn each_trouble_has_words_and_a_way_out_in_both_languages() {
        for code in engine::trouble::Code::ALL {
            for tongue in [Tongue::English, Tongue::German] {
                let wording = Notice::Trouble(code.as_str()).wording(tongue);
                assert!(!wording.title.contains("trouble."), "{}", wording.title);
                assert!(!wording.body.contains("way_out."), "{}", wording.body);
                assert!(wording.open.is_some(), "there is a way out");
            }
        }
    }
}
