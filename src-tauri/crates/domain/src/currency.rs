//! Currencies: the codes of ISO 4217 and how many decimals each has.
//!
//! The list is List One of ISO 4217 up to amendment 180 (2026-01-01), without the codes that have
//! no minor unit: metals, drawing rights, codes for tests and for nothing. Nobody is paid in
//! those. Codes withdrawn since 2020 are known too, so that what was earned in them stays
//! readable, and are not offered for anything new.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A currency that somebody can be paid in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

/// Why a text is not a currency.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("‘{0}’ is not a currency; write its three letters, such as EUR, USD or JPY")]
pub struct NotACurrency(pub String);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self { code: "EUR", digits: 2 };

    /// All currencies in use, by number of decimals and then by code.
    pub fn current() -> impl Iterator<Item = Self> {
        CURRENT
            .iter()
            .flat_map(|(digits, codes)| codes.iter().map(|code| Self { code, digits: *digits }))
    }

    /// The currency of that code, in capitals or not, also if it was withdrawn since 2020.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let withdrawn = WITHDRAWN.iter().map(|code| Self { code, digits: 2 });
        Self::current().chain(withdrawn).find(|one| one.code.eq_ignore_ascii_case(code))
    }

    /// Its three letters, in capitals.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals an amount has: 2 for the euro, 0 for the yen, up to 4.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// How many minor units make one: 100 for the euro, 1 for the yen.
    #[must_use]
    pub const fn minor_per_major(self) -> i64 {
        10_i64.saturating_pow(self.digits as u32)
    }

    /// Whether it can be chosen for something new.
    #[must_use]
    pub fn is_current(self) -> bool {
        !WITHDRAWN.contains(&self.code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        Self::from_code(text).ok_or_else(|| NotACurrency(text.to_owned()))
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

const CURRENT: &[(u8, &[&str])] = &[(0, NONE), (2, TWO), (3, THREE), (4, FOUR)];

const NONE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];

const TWO: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BMD",
    "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF",
    "CHW", "CNY", "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN",
    "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL",
    "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "USN", "UYU", "UZS", "VED",
    "VES", "WST", "XAD", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
];

const THREE: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

const FOUR: &[&str] = &["CLF", "UYW"];

/// Withdrawn since 2020; all of them had two decimals.
const WITHDRAWN: &[&str] = &["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_there_once_with_its_decimals() {
        let all: Vec<Currency> = Currency::current().collect();
        let codes: BTreeSet<&str> = all.iter().map(|one| one.code()).collect();
        assert_eq!((all.len(), codes.len()), (165, 165), "178 codes, 13 without a minor unit");
        for one in all {
            assert!(one.code.len() == 3 && one.code.bytes().all(|byte| byte.is_ascii_uppercase()));
            assert_eq!(one.code.parse(), Ok(one));
            assert!(one.is_current());
        }
        assert_eq!(Currency::from_code("EUR"), Some(Currency::EUR));
    }

    #[test]
    fn a_currency_knows_its_decimals() {
        let check = |code: &str, digits: u8, minor: i64| {
            let currency: Currency = code.parse().unwrap();
            assert_eq!((currency.digits(), currency.minor_per_major()), (digits, minor), "{code}");
        };
        check("JPY", 0, 1);
        check("eur", 2, 100);
        check("KWD", 3, 1_000);
        check("CLF", 4, 10_000);
        check("XCG", 2, 100);
        check("HRK", 2, 100);
    }

    #[test]
    fn what_nobody_is_paid_in_is_no_currency() {
        for text in ["", "EU", "EURO", "€", "XAU", "XXX", "XTS", " EUR"] {
            assert_eq!(text.parse::<Currency>(), Err(NotACurrency(text.into())));
        }
        assert!(!Currency::from_code("BGN").unwrap().is_current(), "Bulgaria pays in euro");
        assert!(Currency::current().all(|one| one.code != "BGN"), "and offers nothing else");
    }

    #[test]
    fn the_wire_carries_the_code() {
        assert_eq!(serde_json::to_string(&Currency::EUR).unwrap(), "\"EUR\"");
        assert_eq!(serde_json::from_str::<Currency>("\"EUR\"").unwrap(), Currency::EUR);
        let refusal = serde_json::from_str::<Currency>("\"EURO\"").unwrap_err().to_string();
        assert!(refusal.contains("is not a currency"), "{refusal}");
    }
}
