//! `daybook model`.

use crate::args::Model;
use crate::failure::Failure;
use crate::output::{Output, size, table};
use crate::signals;
use cloud::download::{CancelToken, Progress};
use engine::Daybook;
use serde_json::json;
use speech::models::Listed;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub(crate) fn model(daybook: &Daybook, command: &Model, output: Output) -> Result<(), Failure> {
    let models = daybook.models()?;
    match command {
        Model::List => {
            let all = models.list()?;
            output.print(&all, || {
                let row = |one: &Listed| {
                    let mark = match (one.in_use, one.installed) {
                        (true, true) => "in use",
                        (true, false) => "in use, missing",
                        (false, true) => "installed",
                        (false, false) => "",
                    };
                    vec![
                        one.model.name.clone(),
                        size(one.model.size_bytes),
                        mark.into(),
                        one.model.about.clone(),
                    ]
                };
                table(&all.iter().map(row).collect::<Vec<_>>())
            })
        }
        Model::Install { name } => install(daybook, name, output),
        Model::Use { name } => {
            daybook.use_model(name)?;
            output.print(&json!({ "in_use": name }), || format!("{name} writes from now on."))
        }
        Model::Remove { name } => {
            daybook.remove_model(name)?;
            output.print(&json!({ "removed": name }), || format!("Removed {name}."))
        }
    }
}

fn install(daybook: &Daybook, name: &str, output: Output) -> Result<(), Failure> {
    let cancel = CancelToken::default();
    let asked = signals::asked_to_end();
    let token = cancel.clone();
    std::thread::spawn(move || {
        while !asked.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(100));
        }
        token.cancel();
    });
    let tell = move |progress: Progress| {
        let share = progress.done_bytes.saturating_mul(100) / progress.size_bytes.max(1);
        output.progress(&format!(
            "{} of {} ({share} %)",
            size(progress.done_bytes),
            size(progress.size_bytes)
        ));
    };
    let path = daybook.install_model(name, tell, &cancel);
    output.progress_done();
    let path = path?;
    output.print(&json!({ "installed": name, "path": path }), || {
        format!("{name} is here. Use it with: daybook model use {name}")
    })
}
