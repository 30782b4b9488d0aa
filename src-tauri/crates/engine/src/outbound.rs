//! The books of what leaves this machine, kept in the store.

use cloud::gemini::schedule::Schedule;
use cloud::gemini::{Books, Kinds, Outbound, Unwritten};
use std::sync::Arc;
use store::{Store, facts, outbound};

/// Writes every request down before it is sent, with the count of the day.
pub(crate) struct Ledger(pub(crate) Arc<Store>);

impl Books for Ledger {
    fn about_to_send(&self, sent: &Outbound, schedule: &Schedule) -> Result<(), Unwritten> {
        let row = row(sent);
        let schedule = serde_json::to_string(schedule).map_err(|_| Unwritten)?;
        self.0
            .write(move |tx| {
                outbound::put(tx, &row)?;
                facts::set(tx, facts::BUDGET, &schedule)
            })
            .map_err(|_| Unwritten)
    }

    fn never_left(&self, sent: &Outbound) {
        let row = row(sent);
        // If this fails, the list says more than was sent, which is the safe side.
        let _ = self.0.write(move |tx| outbound::never_left(tx, &row));
    }
}

/// The schedule as it was last written down.
pub(crate) fn schedule(store: &Store) -> Schedule {
    store
        .read(|db| facts::get(db, facts::BUDGET))
        .ok()
        .flatten()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn row(sent: &Outbound) -> outbound::Outbound {
    let Kinds { titles, transcript, words, pictures, names, recent } = sent.kinds;
    let kinds = [
        (titles, "titles"),
        (transcript, "transcript"),
        (words, "words"),
        (pictures, "pictures"),
        (names, "names"),
        (recent, "recent"),
    ];
    outbound::Outbound {
        at: sent.at,
        service: "gemini".into(),
        model: sent.model.clone(),
        bytes: sent.bytes,
        kinds: kinds.iter().filter(|(sent, _)| *sent).map(|(_, name)| (*name).into()).collect(),
    }
}
