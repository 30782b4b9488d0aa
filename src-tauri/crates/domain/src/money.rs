//! Amounts of money: whole minor units of one currency, never a fraction and never a float.
//!
//! ## How amounts are rounded
//!
//! An amount for a length of time is that length times the rate per hour, computed exactly and
//! rounded once to the minor unit, a half away from zero (0.125 EUR is 0.13, −0.125 EUR is −0.13).
//! EN 16931 (BR-DEC), Stripe and QuickBooks want amounts with the currency's decimals and no
//! more; half away from zero is how a client with a pocket calculator rounds, where half to even
//! would make 816 of 815.5 and of 816.5. What has been rounded is never rounded again.
//!
//! Amounts of different currencies are never added; there is no rate of exchange here.

mod typed;

pub use self::typed::NotMoney;

use crate::apportion::round_half_away;
use crate::currency::Currency;
use crate::time::{HOUR, Millis};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: cents for the euro, whole yen for the yen.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// Why amounts cannot be reckoned with.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Two currencies.
    #[error("{0} and {1} do not add up; keep one total for each currency")]
    Mixed(Currency, Currency),
    /// Beyond 64 bits of minor units.
    #[error("the amount is too large to count; check the length of time and the rate")]
    TooLarge,
}

impl Money {
    /// `minor` units of `currency`.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// If the currencies differ, or the sum is beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self, Refusal> {
        self.alike(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    /// This less the `other`.
    ///
    /// # Errors
    ///
    /// If the currencies differ, or the difference is beyond 64 bits.
    pub fn less(self, other: Self) -> Result<Self, Refusal> {
        self.alike(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    /// All of `amounts` together, in `currency`.
    ///
    /// # Errors
    ///
    /// If one is in another currency, or the sum is beyond 64 bits.
    pub fn sum(
        amounts: impl IntoIterator<Item = Self>,
        currency: Currency,
    ) -> Result<Self, Refusal> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// This amount times `part` / `whole`, exact and rounded once: `times(83, 100)` for 0.83 of an
    /// hour, `times(9_975, 100_000)` for a tax of 9.975 %.
    ///
    /// # Errors
    ///
    /// If the product is beyond 64 bits, or `whole` is not above zero.
    pub fn times(self, part: i64, whole: i64) -> Result<Self, Refusal> {
        if whole <= 0 {
            return Err(Refusal::TooLarge);
        }
        let exact = i128::from(self.minor).saturating_mul(i128::from(part));
        self.with(i64::try_from(round_half_away(exact, i128::from(whole))).ok())
    }

    /// What `length` is worth, if this is the rate per hour.
    ///
    /// # Errors
    ///
    /// If the amount is beyond 64 bits.
    pub fn for_length(self, length: Millis) -> Result<Self, Refusal> {
        self.times(length, HOUR)
    }

    /// Reads what a person types in `currency`: "90", "90.00", "90,00", "1.234,50", "1,234.50",
    /// "1 234,50", "1'234.50", "12,34,567.00", "-90", and "90.00 EUR" or "EUR 90.00" if that is
    /// the currency.
    ///
    /// # Errors
    ///
    /// If it is no number, has more decimals than the currency, or may be thousands as well as
    /// decimals ("1.234", unless the currency has none or three), or names another currency.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, NotMoney> {
        typed::parse(text, currency)
    }

    fn alike(self, other: Self) -> Result<(), Refusal> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(Refusal::Mixed(self.currency, other.currency))
        }
    }

    fn with(self, minor: Option<i64>) -> Result<Self, Refusal> {
        minor.map(|minor| Self::new(minor, self.currency)).ok_or(Refusal::TooLarge)
    }
}

impl fmt::Display for Money {
    /// Plain, the same everywhere: "90.00 EUR", "-1234.50 EUR", "90 JPY".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let size = self.minor.unsigned_abs();
        let one = self.currency.minor_per_major().unsigned_abs();
        let major = size.checked_div(one).unwrap_or(size);
        write!(f, "{sign}{major}")?;
        if self.currency.digits() > 0 {
            let rest = size.checked_rem(one).unwrap_or(0);
            write!(f, ".{rest:0width$}", width = usize::from(self.currency.digits()))?;
        }
        write!(f, " {}", self.currency)
    }
}

impl FromStr for Money {
    type Err = NotMoney;

    /// Reads exactly what is displayed.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        typed::parse_plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_reads_back_what_it_shows() {
        let check = |minor, code: &str, shown: &str| {
            let amount = Money::new(minor, code.parse().unwrap());
            assert_eq!(amount.to_string(), shown);
            assert_eq!(shown.parse(), Ok(amount));
        };
        check(9_000, "EUR", "90.00 EUR");
        check(-5, "EUR", "-0.05 EUR");
        check(123_450, "USD", "1234.50 USD");
        check(90, "JPY", "90 JPY");
        check(1_234, "KWD", "1.234 KWD");
        check(-12_345, "CLF", "-1.2345 CLF");
        check(i64::MAX, "EUR", "92233720368547758.07 EUR");
        check(i64::MIN, "EUR", "-92233720368547758.08 EUR");
    }

    #[test]
    fn currencies_never_mix() {
        let (euro, dollar) = (money("1.00 EUR"), money("1.00 USD"));
        let refusal = Refusal::Mixed(euro.currency, dollar.currency);
        assert_eq!(euro.plus(dollar), Err(refusal));
        assert_eq!(euro.less(dollar), Err(refusal));
        assert_eq!(Money::sum([euro, dollar], euro.currency), Err(refusal));
        assert_eq!(
            refusal.to_string(),
            "EUR and USD do not add up; keep one total for each currency"
        );
        assert_eq!(euro.plus(money("0.05 EUR")), Ok(money("1.05 EUR")));
        assert_eq!(euro.less(money("1.05 EUR")), Ok(money("-0.05 EUR")));
        assert_eq!(Money::sum([euro, euro], euro.currency), Ok(money("2.00 EUR")));
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let most = Money::new(i64::MAX, Currency::EUR);
        let cent = Money::new(1, Currency::EUR);
        let least = Money::new(i64::MIN, Currency::EUR);
        assert_eq!(most.plus(cent), Err(Refusal::TooLarge));
        assert_eq!(least.less(cent), Err(Refusal::TooLarge));
        assert_eq!(most.for_length(HOUR), Ok(most));
        assert_eq!(most.for_length(HOUR + 1), Err(Refusal::TooLarge));
        assert_eq!(cent.times(1, 0), Err(Refusal::TooLarge));
        assert_eq!(cent.times(1, -1), Err(Refusal::TooLarge));
    }

    /// The vectors that other programs are known to get wrong.
    #[test]
    fn hours_times_rate_is_the_amount() {
        #[track_caller]
        fn check(minutes: i64, rate: &str, exact: &str, hundredths: i64, of_hours: &str) {
            let rate = money(rate);
            let label = format!("{minutes} min at {rate}");
            assert_eq!(rate.for_length(minutes * MINUTE), Ok(money(exact)), "{label}");
            let hours = round_half_away(i128::from(minutes) * 100, 60);
            assert_eq!(hours, i128::from(hundredths), "{label}");
            assert_eq!(rate.times(hundredths, 100), Ok(money(of_hours)), "{label}");
        }
        check(50, "100.00 EUR", "83.33 EUR", 83, "83.00 EUR");
        check(15, "27.50 EUR", "6.88 EUR", 25, "6.88 EUR");
        check(30, "27.50 EUR", "13.75 EUR", 50, "13.75 EUR");
        check(25, "34.34 EUR", "14.31 EUR", 42, "14.42 EUR");
        check(46, "48.00 EUR", "36.80 EUR", 77, "36.96 EUR");
        check(208, "15.00 EUR", "52.00 EUR", 347, "52.05 EUR");
        check(20, "100 JPY", "33 JPY", 33, "33 JPY");
        check(20, "1.000 KWD", "0.333 KWD", 33, "0.330 KWD");
    }

    #[test]
    fn a_share_is_exact_and_rounded_once() {
        #[track_caller]
        fn check(amount: &str, part: i64, whole: i64, expected: &str) {
            assert_eq!(money(amount).times(part, whole), Ok(money(expected)), "{amount}");
        }
        check("8180.00 CAD", 9_975, 100_000, "815.96 CAD");
        check("49.50 EUR", 833, 100, "412.34 EUR");
        check("140.00 CAD", 9_975, 100_000, "13.97 CAD");
        check("1140.00 CAD", 9_975, 100_000, "113.72 CAD");
        check("353.90 EUR", 100, 119, "297.39 EUR");
        check("64.22 EUR", 225, 100, "144.50 EUR");
        check("-64.22 EUR", 225, 100, "-144.50 EUR");
        check("66.66 PLN", 23, 100, "15.33 PLN");
        check("36.00 EUR", 1_055, 1_000, "37.98 EUR");
        check("24.49 USD", 939, 100, "229.96 USD");
    }

    proptest! {
        #[test]
        fn every_amount_reads_back(minor: i64, at in 0_usize..165) {
            let currency = Currency::current().nth(at).unwrap();
            let amount = Money::new(minor, currency);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }

        #[test]
        fn an_amount_is_within_half_a_unit_of_the_exact_one(
            minor in -1_000_000_i64..1_000_000,
            length in 0_i64..100 * HOUR,
        ) {
            let rate = Money::new(minor, Currency::EUR);
            let amount = rate.for_length(length).unwrap();
            let exact = i128::from(minor) * i128::from(length);
            let shown = i128::from(amount.minor) * i128::from(HOUR);
            prop_assert!((exact - shown).abs() * 2 <= i128::from(HOUR));
            prop_assert!(shown.abs() >= exact.abs() || (exact - shown).abs() * 2 < i128::from(HOUR),
                "a half goes away from zero");
            let mirrored = Money::new(-minor, Currency::EUR).for_length(length).unwrap();
            prop_assert_eq!(mirrored.minor, -amount.minor);
        }
    }
}
