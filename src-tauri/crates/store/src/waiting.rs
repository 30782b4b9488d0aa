//! Drafts that wait to be reviewed, summed without reading each of them as an entry.

use crate::clients::parse;
use crate::{Error, Result};
use domain::id::ClientId;
use domain::review::Amount;
use domain::segments::Segments;
use domain::time::Millis;
use rusqlite::Connection;
use std::cmp::Reverse;
use std::collections::BTreeMap;

const TABLE: &str = "time_blocks";

/// How many drafts of each client wait and how long they are, the longest time first; `None` is
/// nobody.
///
/// # Errors
///
/// SQLite refused.
pub fn by_client(db: &Connection) -> Result<Vec<(Option<ClientId>, Amount)>> {
    // The index of what is not billed is used only where the query says that it is not.
    let mut query = db.prepare_cached(
        "SELECT client_id, pauses, count(*), sum(end_ms - start_ms) FROM time_blocks
         WHERE status = 'draft' AND status <> 'billed' GROUP BY client_id, pauses",
    )?;
    let mut rows = query.query([])?;
    let mut sums: BTreeMap<Option<ClientId>, Amount> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let client: Option<String> = row.get(0)?;
        let client = client.map(|id| parse(&id, TABLE)).transpose()?;
        let pauses: Option<String> = row.get(1)?;
        let entries: u32 = row.get(2)?;
        let paused = pauses.as_deref().map(paused).transpose()?.unwrap_or(0);
        let length = row.get::<_, Millis>(3)?.saturating_sub(paused * Millis::from(entries));
        let sum = sums.entry(client).or_default();
        sum.entries = sum.entries.saturating_add(entries);
        sum.length = sum.length.saturating_add(length);
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, amount)| Reverse(amount.length));
    Ok(sums)
}

fn paused(text: &str) -> Result<Millis> {
    let pauses: Segments = serde_json::from_str(text).map_err(|_| Error::Row { table: TABLE })?;
    Ok(pauses.length())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store, clients, entries};
    use domain::block::{Answer, Block, Status};
    use domain::client::Client;
    use domain::currency::Currency;
    use domain::details::Details;
    use domain::entry::Entry;
    use domain::id::BlockId;
    use domain::time::{MINUTE, Moment, Span, TimeZone};

    #[test]
    fn what_waits_is_counted_without_its_pauses() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let acme = ClientId::mint(Moment(0), [1; 10]);
        let minutes = |start, end| Span::new(Moment(start * MINUTE), Moment(end * MINUTE));
        let row = |number: u8, whose, status, until, pauses: &[Span]| {
            let block = Block {
                id: BlockId::mint(Moment(0), [number; 10]),
                span: minutes(0, until),
                answer: Answer { client: whose, ..Answer::default() },
                status,
                edited: false,
            };
            let entry = Entry::new(block, pauses.iter().copied(), TimeZone::UTC).unwrap();
            entries::Row { entry, details: Details::default() }
        };
        let pauses = [minutes(10, 20), minutes(30, 35)];
        let rows = [
            row(1, Some(acme), Status::Draft, 60, &[]),
            row(2, Some(acme), Status::Draft, 60, &pauses),
            row(3, Some(acme), Status::Draft, 90, &pauses),
            row(4, Some(acme), Status::Confirmed, 60, &[]),
            row(5, Some(acme), Status::Billed, 60, &[]),
            row(6, None, Status::Draft, 5, &[]),
        ];
        store
            .write(move |tx| {
                let client = Client::new(acme, "Acme".into(), 0, Currency::EUR);
                clients::add(tx, &client, Moment(0))?;
                rows.iter().try_for_each(|row| entries::put(tx, row, Moment(1)))
            })
            .unwrap();
        let amount = |entries, length| Amount { entries, length: length * MINUTE };
        assert_eq!(
            store.read(by_client).unwrap(),
            [(Some(acme), amount(3, 180)), (None, amount(1, 5))]
        );
    }
}
