//! Sheets to print.

use crate::locale::Locale;
use crate::report::{Paper, Row, Scope, Sheet};
use domain::id::ClientId;
use domain::money::Money;
use domain::report::{By, Days, Key, Sums, Totals};
use domain::time::Moment;

/// A month for two clients in two currencies, and some time for nobody.
pub(super) fn month() -> Sheet {
    let euro = [money("5062.50 EUR")];
    let dollar = [money("3877.50 USD")];
    let mut nobody = row(2, "", sums(310, 0, 0, &[]));
    nobody.key = Key::Client(None);
    nobody.name = None;
    nobody.color = None;
    Sheet {
        paper: Paper::A4,
        locale: Locale::EnGb,
        title: None,
        owner: Some("Johanna Beispiel".into()),
        days: days("2026-11-01", "2026-11-30"),
        scope: Scope { clients: Vec::new(), confirmed: false, drafts: 0, rounded: true },
        zone: "Europe/Berlin".into(),
        made_on: "2026-12-01".parse().unwrap(),
        by: By::Client,
        shows_money: true,
        rows: vec![
            row(0, "Acme", sums(3_750, 3_375, 0, &euro)),
            row(1, "Nordwind", sums(2_705, 2_705, 120, &dollar)),
            nobody,
        ],
        rows_overlap: false,
        totals: Totals {
            sums: sums(6_765, 6_080, 120, &[euro[0], dollar[0]]),
            billable_permille: Some(899),
            effective_rate: None,
        },
        previous: None,
        budgets: Vec::new(),
    }
}

pub(super) fn row(number: u16, name: &str, sums: Sums) -> Row {
    let [high, low] = number.to_be_bytes();
    let client = ClientId::mint(Moment(0), [high, low, 0, 0, 0, 0, 0, 0, 0, 0]);
    Row {
        key: Key::Client(Some(client)),
        name: Some(name.into()),
        of: None,
        color: Some(low % 8),
        sums,
    }
}

pub(super) fn sums(minutes: i64, billable: i64, without_rate: i64, amounts: &[Money]) -> Sums {
    Sums {
        minutes,
        billable_minutes: billable,
        without_rate_minutes: without_rate,
        amounts: amounts.to_vec(),
    }
}

pub(super) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub(super) fn days(first: &str, last: &str) -> Days {
    Days::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
}
