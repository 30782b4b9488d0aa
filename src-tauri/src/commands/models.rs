//! Speech models.

use super::Answer;
use crate::installing::Installing;
use crate::wire::Model;
use engine::Daybook;
use tauri::{AppHandle, State};

/// All models, and how they stand here.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn models(daybook: State<'_, Daybook>) -> Answer<Vec<Model>> {
    let models = daybook.models()?;
    let own = |name: &str| models.target(name).is_ok_and(|path| path.is_file());
    let listed = models.list().map_err(engine::Error::from)?;
    Ok(listed
        .into_iter()
        .map(|listed| {
            let is_own = own(&listed.model.name);
            Model::new(listed, is_own)
        })
        .collect())
}

/// Fetches a model; `model_progress` follows until it is there, fails or is cancelled.
#[tauri::command]
#[specta::specta]
pub(crate) fn install_model(
    app: AppHandle,
    daybook: State<'_, Daybook>,
    installing: State<'_, Installing>,
    name: String,
) -> Answer<()> {
    installing.start(&app, daybook.inner().clone(), name)
}

/// Stops fetching a model; what is here already is kept for the next time.
#[tauri::command]
#[specta::specta]
pub(crate) fn cancel_model(installing: State<'_, Installing>) -> Answer<()> {
    installing.cancel();
    Ok(())
}

/// Uses another model from now on.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn use_model(daybook: State<'_, Daybook>, name: String) -> Answer<()> {
    Ok(daybook.use_model(&name)?)
}

/// Removes a model that the owner fetched.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn remove_model(daybook: State<'_, Daybook>, name: String) -> Answer<()> {
    Ok(daybook.remove_model(&name)?)
}
