//! The start after the next: eleven minutes later, with the keys that the real process had.

use cloud::secret::Secret;
use cloud::vault::{Environment, Vault};
use domain::time::MINUTE;
use engine::clock::machine;
use testkit::fakes::Workday;
use testkit::home::{Home, PASSPHRASE};

/// Opens what the real process left behind and puts it in order, as every start does. By then
/// what the dead had reserved is free, and files that no row ever knew are old enough to go.
pub(crate) fn start(home: &Home) -> Workday {
    let environment = Environment { passphrase: Secret::new(PASSPHRASE), gemini_key: None };
    let (vault, _) = Vault::open(&home.data(), &environment).expect("the keys");
    let later = machine().now().plus(11 * MINUTE).rfc3339();
    let mut day = Workday::on(&home.data(), &later, "", *vault.device_key().expose());
    day.start();
    day.crash();
    day
}
