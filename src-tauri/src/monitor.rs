//! # The eye that never closes
//!
//! Looks once a second at what was written, and shows it: in the tray, in the window if there is
//! one, and as a notice where it is news. It begins with the program and ends with it.

use crate::notices::{self, News, Notice};
use crate::running::Running;
use crate::tray::{self, Face};
use crate::window;
use crate::wire::{Changed, LightState, Status, TroubleCode};
use domain::time::Date;
use engine::events::Event;
use engine::revision::Revision;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tauri::{AppHandle, Manager};
use tauri_specta::Event as _;

/// How often the status is looked at.
const BEAT: Duration = Duration::from_secs(1);

/// How often it is asked whether a day is ready to review.
const REVIEW: Duration = Duration::from_secs(30);

/// Capture that could not begin is tried again after so long.
const AGAIN: Duration = Duration::from_secs(10);

/// Starts looking, on threads of their own.
pub(crate) fn start(app: &AppHandle) {
    let events = app.state::<Running>().daybook().events().listen();
    let this = app.clone();
    std::thread::spawn(move || Monitor::new(this, events).run());
}

struct Monitor {
    app: AppHandle,
    events: Receiver<Event>,
    news: News,
    face: Option<Face>,
    told: Option<(LightState, Vec<TroubleCode>, Option<i64>)>,
    day: Option<(Date, String)>,
    revision: Option<Revision>,
    reviewed: Option<Instant>,
    begun: Instant,
    /// Why capture could not begin the last time.
    refused: Option<String>,
}

impl Monitor {
    fn new(app: AppHandle, events: Receiver<Event>) -> Self {
        Self {
            app,
            events,
            news: News::default(),
            face: None,
            told: None,
            day: None,
            revision: None,
            reviewed: None,
            begun: Instant::now(),
            refused: None,
        }
    }

    fn run(mut self) {
        loop {
            self.look();
            let until = Instant::now() + BEAT;
            loop {
                match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(event) => {
                        let is_urgent = matches!(event, Event::Trouble | Event::Settings);
                        self.pass_on(event);
                        if is_urgent {
                            break;
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }

    fn pass_on(&self, event: Event) {
        self.say(match event {
            Event::Ledger => Changed::Ledger,
            Event::Blocks => Changed::Blocks,
            Event::Wiped => Changed::Wiped,
            Event::Clients => Changed::Clients,
            Event::Notes => Changed::Notes,
            Event::Settings => {
                window::restyle(&self.app);
                Changed::Settings
            }
            Event::Trouble => Changed::Status,
            Event::Timers => Changed::Timers,
        });
    }

    fn say(&self, change: Changed) {
        // Without a window nobody hears it, and nobody needs to.
        let _ = change.emit(&self.app);
    }

    fn look(&mut self) {
        let app = self.app.clone();
        let running = app.state::<Running>();
        if self.begun.elapsed() >= AGAIN {
            self.begun = Instant::now();
            let refused = running.begin().err().map(|error| error.to_string());
            if let Some(why) = refused.as_ref().filter(|_| refused != self.refused) {
                tracing::warn!("Capture cannot begin: {why}");
            }
            self.refused = refused;
        }
        let zone = running.daybook().clock().zone();
        let status = running.status();
        let timer = running.timer();
        self.show(&status, Face::of(&status, timer.as_ref(), running.tongue(), &zone));
        for notice in self.news.since(&status) {
            notices::tell(&self.app, &notice);
        }
        self.compare(&running);
        let day = (running.daybook().today(), zone.iana_name().unwrap_or_default().to_owned());
        if self.day.as_ref() != Some(&day) {
            if self.day.is_some() {
                self.say(Changed::Day);
            }
            self.day = Some(day);
        }
        if self.reviewed.is_none_or(|at| at.elapsed() >= REVIEW) {
            self.reviewed = Some(Instant::now());
            if let Err(error) = self.review(&running) {
                tracing::warn!("Whether a day is ready cannot be told: {error}");
            }
            if let Err(error) = self.budgets(&running) {
                tracing::warn!("How budgets stand cannot be told: {error}");
            }
        }
    }

    /// What another process changed is news to the window too.
    fn compare(&mut self, running: &Running) {
        let Ok(now) = running.daybook().revision() else { return };
        let Some(before) = self.revision.replace(now) else { return };
        if before.blocks != now.blocks {
            self.say(Changed::Blocks);
            self.say(Changed::Timers);
            self.say(Changed::Notes);
        }
        if before.clients != now.clients {
            self.say(Changed::Clients);
        }
    }

    fn show(&mut self, status: &Status, face: Face) {
        let told = (
            status.light,
            status.troubles.iter().map(|trouble| trouble.code).collect(),
            status.paused_until_ms.map(|until| until.0),
        );
        if self.told.as_ref() != Some(&told) {
            self.told = Some(told);
            self.say(Changed::Status);
        }
        if self.face.as_ref() != Some(&face) {
            tray::show(&self.app, face.clone());
            self.face = Some(face);
        }
    }

    /// Tells of each share of a budget once in its period.
    fn budgets(&self, running: &Running) -> engine::Result<()> {
        let daybook = running.daybook();
        for warning in daybook.budget_warnings_to_tell()? {
            // Noted first: a note that cannot be made would tell it again and again.
            daybook.told_budget(&warning)?;
            let whose = match &warning.standing.project_name {
                Some(project) => format!("{} · {project}", warning.standing.client_name),
                None => warning.standing.client_name.clone(),
            };
            notices::tell(&self.app, &Notice::Budget { whose, percent: warning.percent });
        }
        Ok(())
    }

    fn review(&self, running: &Running) -> engine::Result<()> {
        let daybook = running.daybook();
        let settings = daybook.settings();
        let Ok(review_at) = settings.notices.review_at().parse() else { return Ok(()) };
        if !settings.notices.review {
            return Ok(());
        }
        let Some(date) = daybook.review_to_tell(review_at)? else { return Ok(()) };
        let drafts = running.drafts(date)?;
        // Noted first: a note that cannot be made would tell it again and again.
        daybook.told_review(date)?;
        notices::tell(&self.app, &Notice::Review { is_today: date == daybook.today(), drafts });
        Ok(())
    }
}

/// Shows the tray anew: it appeared, or went away.
pub(crate) fn tray_changed(app: &AppHandle, there: bool) {
    let running = app.state::<Running>();
    if !running.set_tray(there) {
        return;
    }
    let _ = Changed::Tray.emit(app);
    if !there {
        return;
    }
    let zone = running.daybook().clock().zone();
    let timer = running.timer();
    tray::show(app, Face::of(&running.status(), timer.as_ref(), running.tongue(), &zone));
}
