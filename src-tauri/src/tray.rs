//! # The tray
//!
//! An icon that tells the truth, and a menu that can do everything that matters. What it shows is
//! decided by [`Face::of`], purely; showing it is short and boring. Where the system has no tray
//! the window does it all, and says so.

#[cfg(target_os = "linux")]
mod linux;

use crate::running::Running;
use crate::wire::{LightState, PauseLength, Status};
use crate::words::Tongue;
use crate::{deeds, window};
use domain::time::{Moment, TimeZone};
use domain::timer;
use engine::timers;
use std::sync::{Mutex, PoisonError};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItem, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::{MouseButton, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager};

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) light: LightState,
    /// The first line of the menu, and the tooltip.
    pub(crate) standing: String,
    /// The second line: today's total.
    pub(crate) today: String,
    /// The line of the timer; empty while there is none.
    pub(crate) timer: String,
    pub(crate) shape: Shape,
}

/// Which items the menu has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    tongue: Tongue,
    is_set_up: bool,
    is_paused: bool,
    timer: Timing,
}

/// What can be done with a timer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timing {
    Idle,
    Running,
    Paused,
}

impl Face {
    pub(crate) fn of(
        status: &Status,
        timer: Option<&timers::Now>,
        tongue: Tongue,
        zone: &TimeZone,
    ) -> Self {
        let standing = match status.light {
            LightState::Recording => match &status.client {
                Some(client) => tongue.say("tray.recording_for", &[("client", client)]),
                None => tongue.say("tray.recording", &[]),
            },
            LightState::Paused => match status.paused_until_ms {
                Some(until) if until.0 >= 0 => {
                    let time = Moment(until.0).in_zone(zone).strftime("%H:%M").to_string();
                    tongue.say("tray.paused_until", &[("time", &time)])
                }
                Some(_) | None => tongue.say("tray.paused", &[]),
            },
            LightState::Excluded => tongue.say("tray.excluded", &[]),
            LightState::Problem => {
                let code = status.troubles.first().map_or("other", |trouble| trouble.code.as_str());
                let what = tongue.say(&format!("trouble.{code}"), &[]);
                tongue.say("tray.problem", &[("what", &what)])
            }
            LightState::Off if status.is_set_up => tongue.say("tray.off", &[]),
            LightState::Off => tongue.say("tray.not_set_up", &[]),
            LightState::Elsewhere => tongue.say("tray.elsewhere", &[]),
        };
        let length = tongue.length(status.today_ms.0);
        Self {
            light: status.light,
            standing,
            today: tongue.say("tray.today", &[("length", &length)]),
            timer: timer.map(|timer| timed(timer, tongue)).unwrap_or_default(),
            shape: Shape {
                tongue,
                is_set_up: status.is_set_up,
                is_paused: status.paused_until_ms.is_some(),
                timer: match timer.map(|timer| timer.status) {
                    Some(timer::Status::Running) => Timing::Running,
                    Some(timer::Status::Paused) => Timing::Paused,
                    Some(timer::Status::Completed) | None => Timing::Idle,
                },
            },
        }
    }
}

/// "Acme, API review: 42 min", in whole minutes, so that the line changes once in each.
fn timed(timer: &timers::Now, tongue: Tongue) -> String {
    let length = tongue.length(timer.total);
    let parts: Vec<&str> = timer
        .client
        .iter()
        .map(String::as_str)
        .chain([timer.label.as_str()])
        .filter(|part| !part.is_empty())
        .collect();
    let what = parts.join(" · ");
    let paused = timer.status == timer::Status::Paused;
    match (what.is_empty(), paused) {
        (true, false) => tongue.say("tray.timer_unnamed", &[("length", &length)]),
        (false, false) => tongue.say("tray.timer", &[("what", &what), ("length", &length)]),
        (true, true) => tongue.say("tray.timer_unnamed_paused", &[("length", &length)]),
        (false, true) => tongue.say("tray.timer_paused", &[("what", &what), ("length", &length)]),
    }
}

/// The tray as it stands on the screen; empty while the system has none.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<Shown>>);

struct Shown {
    icon: TrayIcon,
    standing: MenuItem<tauri::Wry>,
    today: MenuItem<tauri::Wry>,
    timer: MenuItem<tauri::Wry>,
    face: Face,
}

impl Tray {
    /// Shows `face`; makes the icon if there is none yet.
    ///
    /// Errors: the system has no tray.
    pub(crate) fn show(&self, app: &AppHandle, face: &Face) -> tauri::Result<()> {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = &mut *shown else {
            *shown = Some(build(app, face)?);
            return Ok(());
        };
        if now.face == *face {
            return Ok(());
        }
        if now.face.light != face.light {
            now.icon.set_icon(Some(picture(face.light)?))?;
        }
        if now.face.standing != face.standing {
            now.icon.set_tooltip(Some(&face.standing))?;
        }
        if now.face.shape == face.shape {
            // Texts alone, so that a menu that is open stays open.
            now.standing.set_text(&face.standing)?;
            now.today.set_text(&face.today)?;
            now.timer.set_text(&face.timer)?;
        } else {
            let Lines { menu, standing, today, timer } = menu(app, face)?;
            now.icon.set_menu(Some(menu))?;
            (now.standing, now.today, now.timer) = (standing, today, timer);
        }
        now.face = face.clone();
        Ok(())
    }
}

/// Calls `changed` now and whenever the system's tray comes or goes.
pub(crate) fn watch_for_tray(changed: impl Fn(bool) + Send + 'static) {
    #[cfg(target_os = "linux")]
    linux::watch(changed);
    #[cfg(not(target_os = "linux"))]
    changed(true);
}

fn build(app: &AppHandle, face: &Face) -> tauri::Result<Shown> {
    let Lines { menu, standing, today, timer } = menu(app, face)?;
    let icon = TrayIconBuilder::with_id("daybook")
        .icon(picture(face.light)?)
        .title("Daybook")
        .tooltip(&face.standing)
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, .. } = event {
                window::open(icon.app_handle(), None);
            }
        })
        .build(app)?;
    Ok(Shown { icon, standing, today, timer, face: face.clone() })
}

/// The menu, and the lines of it that change their text.
struct Lines {
    menu: Menu<tauri::Wry>,
    standing: MenuItem<tauri::Wry>,
    today: MenuItem<tauri::Wry>,
    timer: MenuItem<tauri::Wry>,
}

fn menu(app: &AppHandle, face: &Face) -> tauri::Result<Lines> {
    let Shape { tongue, is_set_up, is_paused, timer: timing } = face.shape;
    let item =
        |id: &str| MenuItemBuilder::with_id(id, tongue.say(&format!("tray.{id}"), &[])).build(app);
    let standing =
        MenuItemBuilder::with_id("standing", &face.standing).enabled(false).build(app)?;
    let today = MenuItemBuilder::with_id("today", &face.today).enabled(false).build(app)?;
    let timer = MenuItemBuilder::with_id("timer", &face.timer).enabled(false).build(app)?;
    let mut menu = MenuBuilder::new(app).item(&standing);
    if is_set_up {
        menu = menu.item(&today);
    }
    menu = menu.separator().item(&item("open")?);
    if is_set_up {
        menu = menu.separator();
        menu = match timing {
            Timing::Idle => menu.item(&item("timer_start")?),
            Timing::Running => {
                menu.item(&timer).item(&item("timer_pause")?).item(&item("timer_stop")?)
            }
            Timing::Paused => {
                menu.item(&timer).item(&item("timer_resume")?).item(&item("timer_stop")?)
            }
        };
        menu = menu.separator();
        if is_paused {
            menu = menu.item(&item("resume")?);
        }
        let pause = SubmenuBuilder::with_id(app, "pause", tongue.say("tray.pause", &[]))
            .item(&item("pause_quarter")?)
            .item(&item("pause_hour")?)
            .item(&item("pause_tomorrow")?)
            .item(&item("pause_open")?)
            .build()?;
        let forget = SubmenuBuilder::with_id(app, "forget", tongue.say("tray.forget", &[]))
            .item(&item("forget_5")?)
            .item(&item("forget_15")?)
            .item(&item("forget_60")?)
            .build()?;
        menu = menu.item(&pause).item(&forget).separator().item(&item("settings")?);
    }
    Ok(Lines { menu: menu.item(&item("quit")?).build()?, standing, today, timer })
}

/// Does what was chosen in the menu.
fn chosen(app: &AppHandle, id: &str) {
    let pause = |length| deeds::pause(app, length);
    match id {
        "open" => window::open(app, None),
        "settings" => window::open(app, Some("settings")),
        "resume" => deeds::resume(app),
        "timer_start" => deeds::start_timer(app),
        "timer_pause" => deeds::pause_timer(app),
        "timer_resume" => deeds::resume_timer(app),
        "timer_stop" => deeds::stop_timer(app),
        "pause_quarter" => pause(PauseLength::QuarterHour),
        "pause_hour" => pause(PauseLength::Hour),
        "pause_tomorrow" => pause(PauseLength::UntilTomorrow),
        "pause_open" => pause(PauseLength::UntilResumed),
        "forget_5" => deeds::forget(app, 5),
        "forget_15" => deeds::forget(app, 15),
        "forget_60" => deeds::forget(app, 60),
        "quit" => app.exit(0),
        _ => tracing::warn!("The tray has no item called {id}"),
    }
}

/// The icon of a light.
fn picture(light: LightState) -> tauri::Result<Image<'static>> {
    let bytes: &[u8] = match light {
        LightState::Recording | LightState::Elsewhere => {
            include_bytes!("../../icons/tray/recording-44.png")
        }
        LightState::Paused => include_bytes!("../../icons/tray/paused-44.png"),
        LightState::Excluded => include_bytes!("../../icons/tray/excluded-44.png"),
        LightState::Problem => include_bytes!("../../icons/tray/problem-44.png"),
        LightState::Off => include_bytes!("../../icons/tray/off-44.png"),
    };
    Image::from_bytes(bytes)
}

/// Shows how Daybook stands, on the thread that owns the tray.
pub(crate) fn show(app: &AppHandle, face: Face) {
    let this = app.clone();
    let asked = app.run_on_main_thread(move || {
        let running = this.state::<Running>();
        if !running.has_tray() {
            return;
        }
        if let Err(error) = this.state::<Tray>().show(&this, &face) {
            tracing::warn!("The tray cannot be shown: {error}");
        }
    });
    if let Err(error) = asked {
        tracing::warn!("The tray cannot be reached: {error}");
    }
}
