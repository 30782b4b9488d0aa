//! How often something stood about the blocks of a client, and about those of others.

use crate::Result;
use domain::id::ClientId;
use domain::time::Moment;
use domain::tokens::Token;
use rusqlite::{Connection, params};

/// In how many blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Of the client.
    pub own: u32,
    /// Of other clients.
    pub others: u32,
}

/// In how many blocks since `since` the token stood, or any at all where there is none. Drafts
/// count that are at least so `sure`, and everything that a person edited or confirmed.
///
/// # Errors
///
/// SQLite refused.
pub fn tally(
    db: &Connection,
    since: Moment,
    client: ClientId,
    token: Option<&Token>,
    sure: f32,
) -> Result<Tally> {
    // Tokens are kept as a JSON array of texts: in quotes, one cannot be found inside another.
    let sign = token.and_then(|token| serde_json::to_string(&token.encode()).ok());
    Ok(db
        .prepare_cached(
            "SELECT coalesce(sum(b.client_id = ?2), 0), coalesce(sum(b.client_id <> ?2), 0)
             FROM time_blocks b JOIN block_evidence e ON e.block_id = b.id
             WHERE b.start_ms >= ?1 AND b.client_id IS NOT NULL
               AND (b.status <> 'draft' OR b.edited OR b.confidence >= ?4)
               AND (?3 IS NULL OR instr(e.tokens, ?3) > 0)",
        )?
        .query_row(params![since.0, client.to_string(), sign, f64::from(sure)], |row| {
            Ok(Tally { own: row.get(0)?, others: row.get(1)? })
        })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Check, Store, blocks, clients};
    use domain::block::{Answer, Block, Status};
    use domain::client::Client;
    use domain::currency::Currency;
    use domain::id::BlockId;
    use domain::time::Span;

    #[test]
    fn a_sign_is_counted_where_it_stands_and_somebody_is_sure() {
        let home = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
        let client = |number: u8| ClientId::mint(Moment(0), [number; 10]);
        let site = |name: &str| Token::Site(name.into());
        let block = |number: u8, whose: Option<u8>, confidence, status| Block {
            id: BlockId::mint(Moment(0), [number; 10]),
            span: Span::new(Moment(number.into()), Moment(i64::from(number) + 1)),
            answer: Answer { client: whose.map(client), confidence, ..Answer::default() },
            status,
            edited: false,
        };
        let all = [
            (block(1, Some(1), 0.9, Status::Draft), "acme.example"),
            (block(2, Some(1), 0.1, Status::Confirmed), "acme.example"),
            (block(3, Some(2), 0.9, Status::Draft), "acme.example"),
            (block(4, Some(2), 0.1, Status::Draft), "acme.example"),
            (block(5, None, 0.9, Status::Draft), "acme.example"),
            (block(6, Some(2), 0.9, Status::Draft), "my-acme.example"),
        ];
        store
            .write(move |tx| {
                for number in [1, 2] {
                    let (id, name) = (client(number), format!("client {number}"));
                    clients::add(tx, &Client::new(id, name, 0, Currency::EUR), Moment(0))?;
                }
                for (block, name) in &all {
                    blocks::put(tx, block, Moment(9))?;
                    blocks::put_evidence(tx, block.id, &[site(name).encode()])?;
                }
                Ok(())
            })
            .unwrap();
        let check = |since, token: Option<&str>, own, others| {
            let token = token.map(site);
            let found =
                store.read(|db| tally(db, Moment(since), client(1), token.as_ref(), 0.6)).unwrap();
            assert_eq!(found, Tally { own, others }, "{token:?} since {since}");
        };
        check(0, Some("acme.example"), 2, 1);
        check(2, Some("acme.example"), 1, 1);
        check(0, Some("cme.example"), 0, 0);
        check(0, None, 2, 2);
    }
}
