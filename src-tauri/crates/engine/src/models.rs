//! Speech models on this machine.

use crate::Result;
use crate::daybook::Daybook;
use crate::error::Error;
use speech::models::Models;
use std::path::PathBuf;

impl Daybook {
    /// The models: the owner's directory first, then what came with the program.
    ///
    /// # Errors
    ///
    /// The manifest cannot be read.
    pub fn models(&self) -> Result<Models> {
        Ok(Models::open(self.home.models(), bundled())?)
    }

    /// Speech is written down with this model from now on.
    ///
    /// # Errors
    ///
    /// There is no such model, or it is not installed.
    pub fn use_model(&self, name: &str) -> Result<()> {
        self.models()?.use_model(name)?;
        self.tools_changed();
        Ok(())
    }

    /// Takes an installed model away.
    ///
    /// # Errors
    ///
    /// There is no such model, it came with the program, or the file cannot be removed.
    pub fn remove_model(&self, name: &str) -> Result<()> {
        self.models()?.remove(name)?;
        self.tools_changed();
        Ok(())
    }

    /// Fetches a model from its public home.
    ///
    /// # Errors
    ///
    /// There is no such model, or it could not be fetched whole.
    pub fn install_model(
        &self,
        name: &str,
        progress: impl FnMut(cloud::download::Progress) + Send,
        cancel: &cloud::download::CancelToken,
    ) -> Result<PathBuf> {
        let models = self.models()?;
        let model = models.manifest().find(name)?;
        let to = models.target(name)?;
        let hash = cloud::download::Hash::Sha256(model.sha256.clone());
        let spec = cloud::download::Spec::new(model_url(model), model.size_bytes, hash);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| Error::System("a network runtime"))?;
        runtime.block_on(cloud::download::fetch(&spec, &to, progress, cancel.clone()))?;
        // It may be the one in use, which was missing so far.
        self.tools_changed();
        Ok(to)
    }
}

/// Where a model is fetched from; `DAYBOOK_MODELS_URL` names a mirror.
fn model_url(model: &speech::models::Model) -> String {
    match std::env::var("DAYBOOK_MODELS_URL") {
        Ok(mirror) if !mirror.trim().is_empty() => {
            format!("{}/{}", mirror.trim().trim_end_matches('/'), model.file)
        }
        _ => model.source.clone(),
    }
}

/// Directories of models that came with the program: the one beside it, and where a package puts
/// them; `DAYBOOK_MODELS` names another.
fn bundled() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> =
        std::env::var_os("DAYBOOK_MODELS").map(PathBuf::from).into_iter().collect();
    if let Ok(program) = std::env::current_exe() {
        // Beside the program, or in the checkout it was built in.
        places.extend(program.ancestors().skip(1).take(4).map(|dir| dir.join("models")));
        if let Some(prefix) = program.parent().and_then(std::path::Path::parent) {
            places.push(prefix.join("share/daybook/models"));
            places.push(prefix.join("lib/daybook/models"));
        }
    }
    places.retain(|place| place.is_dir());
    places
}
