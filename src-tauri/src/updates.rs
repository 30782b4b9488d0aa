//! x
use crate::commands::Answer;
use crate::wire::Update;
use tauri::AppHandle;
pub(crate) fn plugin() -> tauri::plugin::TauriPlugin<tauri::Wry, tauri_plugin_updater::Config> {
    tauri_plugin_updater::Builder::new().build()
}
pub(crate) fn why_off() -> Option<String> {
    Some("x".into())
}
pub(crate) async fn check(_app: &AppHandle) -> Answer<Option<Update>> {
    Ok(None)
}
pub(crate) async fn install(_app: &AppHandle) -> Answer<()> {
    Ok(())
}
