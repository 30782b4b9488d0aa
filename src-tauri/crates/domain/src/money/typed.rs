//! Amounts as people type them, with the separators of any country.
//!
//! A dot or a comma may stand for decimals or for thousands. What stands last and once is the
//! decimal separator; anything before it groups thousands, and must do so properly. One that
//! stands alone before exactly three digits can be either, and is refused rather than guessed:
//! a rate that is wrong by a factor of a thousand is found by the client. Only a currency of three
//! decimals has its amounts shown with a dot there ("12.345 KWD"): so it is read as decimals.

use super::Money;
use crate::currency::Currency;

/// Why a text is not an amount.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum NotMoney {
    /// No number.
    #[error("‘{0}’ is not an amount; write it like 90, 90.00 or 1,234.50")]
    NotANumber(String),
    /// Thousands or decimals.
    #[error("‘{text}’ can be thousands or decimals; write {thousands} or {decimals}")]
    Ambiguous {
        /// What was typed.
        text: String,
        /// How to write it if thousands were meant.
        thousands: String,
        /// How to write it if decimals were meant.
        decimals: String,
    },
    /// More decimals than the currency has.
    #[error("‘{text}’ has more decimals than {currency}, which has {}; round it first",
        .currency.digits())]
    TooPrecise {
        /// What was typed.
        text: String,
        /// The currency.
        currency: Currency,
    },
    /// Beyond 64 bits of minor units.
    #[error("‘{0}’ is too large to count; check how many digits it has")]
    TooLarge(String),
    /// Another currency is named.
    #[error("‘{text}’ is not in {currency}; write the amount in {currency}")]
    OtherCurrency {
        /// What was typed.
        text: String,
        /// The currency that was expected.
        currency: Currency,
    },
    /// Not the plain form with its currency.
    #[error("‘{0}’ is not an amount with its currency, such as 90.00 EUR")]
    NotPlain(String),
}

/// What stands before and after the decimal separator, digits only.
struct Number {
    whole: String,
    decimals: String,
}

/// Reads what a person types; see [`Money::parse`].
pub(super) fn parse(text: &str, currency: Currency) -> Result<Money, NotMoney> {
    let not_a_number = || NotMoney::NotANumber(text.to_owned());
    let bare = without_code(text, currency)?;
    let (is_negative, bare) = match bare.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, bare.strip_prefix('+').unwrap_or(bare)),
    };
    let plain: String = bare.chars().map(as_separator).collect();
    let separators: Vec<char> = plain.chars().filter(|c| !c.is_ascii_digit()).collect();
    if separators.iter().any(|c| !matches!(c, '.' | ',' | ' ' | '\'')) {
        return Err(not_a_number());
    }
    let groups: Vec<&str> = plain.split(|c: char| !c.is_ascii_digit()).collect();
    let number = match (groups.as_slice(), separators.as_slice()) {
        ([whole], []) if !whole.is_empty() => Number::new(whole, ""),
        ([whole, decimals], ['.']) if currency.digits() == 3 && !decimals.is_empty() => {
            Number::new(whole, decimals)
        }
        ([whole, three], ['.' | ',']) if can_group(&groups) => {
            if currency.digits() > 0 {
                let sign = if is_negative { "-" } else { "" };
                return Err(ambiguous(text, (sign, whole, three), currency));
            }
            Number::new(&groups.concat(), "")
        }
        ([whole, decimals], ['.' | ',']) if !decimals.is_empty() => Number::new(whole, decimals),
        ([grouped @ .., decimals], [first, .., last @ ('.' | ',')])
            if first != last
                && !decimals.is_empty()
                && is_one_kind(&separators, 1)
                && can_group(grouped) =>
        {
            Number::new(&grouped.concat(), decimals)
        }
        (all, [_, ..]) if is_one_kind(&separators, 0) && can_group(all) => {
            Number::new(&all.concat(), "")
        }
        _ => return Err(not_a_number()),
    };
    number.money(is_negative, text, currency)
}

/// Reads exactly what [`Money`] displays.
pub(super) fn parse_plain(text: &str) -> Result<Money, NotMoney> {
    let not_plain = || NotMoney::NotPlain(text.to_owned());
    let (number, code) = text.rsplit_once(' ').ok_or_else(not_plain)?;
    let currency: Currency = code.parse().map_err(|_| not_plain())?;
    let (is_negative, size) = match number.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, number),
    };
    let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(decimals) {
        return Err(not_plain());
    }
    let amount = Number::new(whole, decimals).money(is_negative, text, currency)?;
    if amount.to_string() == text { Ok(amount) } else { Err(not_plain()) }
}

impl Number {
    fn new(whole: &str, decimals: &str) -> Self {
        Self { whole: whole.to_owned(), decimals: decimals.to_owned() }
    }

    fn money(self, is_negative: bool, text: &str, currency: Currency) -> Result<Money, NotMoney> {
        let wanted = usize::from(currency.digits());
        if self.decimals.len() > wanted {
            return Err(NotMoney::TooPrecise { text: text.to_owned(), currency });
        }
        let sign = if is_negative { "-" } else { "" };
        let Self { whole, decimals } = self;
        format!("{sign}{whole}{decimals:0<wanted$}")
            .parse()
            .map(|minor| Money::new(minor, currency))
            .map_err(|_| NotMoney::TooLarge(text.to_owned()))
    }
}

/// The number without a currency's code on either side.
fn without_code(text: &str, currency: Currency) -> Result<&str, NotMoney> {
    let text = text.trim();
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let bare = text.trim_start_matches(is_letter);
    let code = text.strip_suffix(bare).unwrap_or_default();
    let (bare, code) = if code.is_empty() {
        let bare = text.trim_end_matches(is_letter);
        (bare, text.strip_prefix(bare).unwrap_or_default())
    } else {
        (bare, code)
    };
    if code.is_empty() || code.eq_ignore_ascii_case(currency.code()) {
        return Ok(bare.trim());
    }
    let text = text.to_owned();
    Err(match Currency::from_code(code) {
        Some(_) => NotMoney::OtherCurrency { text, currency },
        None => NotMoney::NotANumber(text),
    })
}

/// Spaces of any width are one separator, apostrophes another.
const fn as_separator(c: char) -> char {
    match c {
        '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '’' => '\'',
        other => other,
    }
}

/// Whether all separators but the last `but` are the same.
fn is_one_kind(separators: &[char], but: usize) -> bool {
    let kept = separators.len().saturating_sub(but);
    let mut kinds = separators.iter().take(kept);
    let first = kinds.next();
    kinds.all(|kind| Some(kind) == first)
}

/// Whether the digits stand in groups of thousands, or of lakhs as in India (12,34,567).
fn can_group(groups: &[&str]) -> bool {
    let [first, middle @ .., last] = groups else { return false };
    let is = |size: usize| middle.iter().all(|group| group.len() == size);
    let most = if is(3) { 3 } else { 2 };
    last.len() == 3
        && (is(3) || is(2))
        && (1..=most).contains(&first.len())
        && !first.starts_with('0')
}

fn ambiguous(text: &str, (sign, whole, three): (&str, &str, &str), currency: Currency) -> NotMoney {
    let zeros = "0".repeat(usize::from(currency.digits()));
    let decimals = match currency.digits() {
        3 => format!("{sign}{whole}.{three}"),
        digits => {
            let kept: String = three.chars().chain("0".chars()).take(digits.into()).collect();
            format!("{sign}{whole}.{kept}")
        }
    };
    NotMoney::Ambiguous {
        text: text.to_owned(),
        thousands: format!("{sign}{whole}{three}.{zeros}"),
        decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(text: &str, code: &str, expected: &str) {
        let amount = Money::parse(text, code.parse().unwrap());
        assert_eq!(amount.map(|amount| amount.to_string()).as_deref(), Ok(expected), "{text}");
    }

    #[track_caller]
    fn refuses(text: &str, code: &str, sentence: &str) {
        let refusal = Money::parse(text, code.parse().unwrap()).map(|amount| amount.to_string());
        assert_eq!(refusal.map_err(|refusal| refusal.to_string()), Err(sentence.to_owned()));
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        reads("90", "EUR", "90.00 EUR");
        reads(" 90.00 ", "EUR", "90.00 EUR");
        reads("90,00", "EUR", "90.00 EUR");
        reads("90.5", "EUR", "90.50 EUR");
        reads("1.234,50", "EUR", "1234.50 EUR");
        reads("1,234.50", "EUR", "1234.50 EUR");
        reads("1 234,50", "EUR", "1234.50 EUR");
        reads("1\u{202f}234,5", "EUR", "1234.50 EUR");
        reads("1’234.50", "CHF", "1234.50 CHF");
        reads("1'234'567", "CHF", "1234567.00 CHF");
        reads("1.234.567", "EUR", "1234567.00 EUR");
        reads("12,34,567.00", "INR", "1234567.00 INR");
        reads("1234,56", "EUR", "1234.56 EUR");
        reads(".50", "USD", "0.50 USD");
        reads("0,05", "EUR", "0.05 EUR");
        reads("-90", "EUR", "-90.00 EUR");
        reads("− 1.234,50", "EUR", "-1234.50 EUR");
        reads("+90", "EUR", "90.00 EUR");
        reads("90.00 EUR", "EUR", "90.00 EUR");
        reads("eur 90", "EUR", "90.00 EUR");
        reads("90EUR", "EUR", "90.00 EUR");
        reads("1 234", "EUR", "1234.00 EUR");
        reads("1,234", "JPY", "1234 JPY");
        reads("1,234,567", "JPY", "1234567 JPY");
        reads("0.250", "KWD", "0.250 KWD");
        reads("01.234", "KWD", "1.234 KWD");
        reads("12.345", "KWD", "12.345 KWD");
        reads("12.345 KWD", "KWD", "12.345 KWD");
        reads("-1.5", "KWD", "-1.500 KWD");
        reads("1,234.567", "KWD", "1234.567 KWD");
        reads("1.2345", "CLF", "1.2345 CLF");
    }

    #[test]
    fn what_may_be_thousands_or_decimals_is_refused_with_both_spellings() {
        refuses("1.234", "EUR", "‘1.234’ can be thousands or decimals; write 1234.00 or 1.23");
        refuses("12,345", "USD", "‘12,345’ can be thousands or decimals; write 12345.00 or 12.34");
        refuses("1,234", "KWD", "‘1,234’ can be thousands or decimals; write 1234.000 or 1.234");
        refuses("1.234", "CLF", "‘1.234’ can be thousands or decimals; write 1234.0000 or 1.2340");
        refuses("-1,234", "EUR", "‘-1,234’ can be thousands or decimals; write -1234.00 or -1.23");
        for (code, whole, part) in [
            ("EUR", "1234.00", "1.23"),
            ("KWD", "1234.000", "1.234"),
            ("CLF", "1234.0000", "1.2340"),
        ] {
            let currency = code.parse().unwrap();
            assert!(Money::parse(whole, currency).is_ok() && Money::parse(part, currency).is_ok());
        }
    }

    #[test]
    fn decimals_that_the_currency_does_not_have_are_refused() {
        let sentence = "‘90.005’ has more decimals than EUR, which has 2; round it first";
        refuses("0.005", "EUR", &sentence.replace("90.005", "0.005"));
        refuses("1234.567", "EUR", &sentence.replace("90.005", "1234.567"));
        refuses("1,234.567", "EUR", &sentence.replace("90.005", "1,234.567"));
        refuses("90.00", "JPY", "‘90.00’ has more decimals than JPY, which has 0; round it first");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "EUR",
            "-",
            ".",
            "90.",
            ",",
            "ninety",
            "9o",
            "1,23,45",
            "1.23.456,0,0",
            "1,2345.00",
            "0.123.456",
            "1.234 567,00",
            "1,234,567.",
            "1 2",
            "--90",
            "90-",
            "€90",
            "٩٠",
            "1..2",
            "12.34,567.00",
            "12,345,67.00",
            "90 EURO",
            "123,45,678",
        ] {
            let refusal = Money::parse(text, Currency::EUR);
            assert_eq!(refusal, Err(NotMoney::NotANumber(text.into())), "{text}");
        }
        refuses("90 USD", "EUR", "‘90 USD’ is not in EUR; write the amount in EUR");
        refuses(
            "92233720368547758.08",
            "EUR",
            "‘92233720368547758.08’ is too large to count; check how many digits it has",
        );
    }

    #[test]
    fn only_the_plain_form_reads_without_being_told_the_currency() {
        for text in ["90.00", "90 EUR", "90.0 EUR", "90,00 EUR", "+90.00 EUR", "90.00 eur", "EUR"] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney::NotPlain(text.into())));
        }
    }

    proptest! {
        /// Every amount, printed the way of any country, is read as that amount.
        #[test]
        fn every_spelling_reads_the_same(
            minor: i64,
            at in 0_usize..165,
            style in proptest::sample::select(vec![(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ","), ("", ".")]),
        ) {
            let (group, point) = style;
            let currency = Currency::current().nth(at).unwrap();
            let amount = Money::new(minor, currency);
            let shown = amount.to_string();
            let (number, code) = shown.split_once(' ').unwrap();
            let (sign, number) = number.strip_prefix('-').map_or(("", number), |size| ("-", size));
            let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
            let mut grouped = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at) % 3 == 0 {
                    grouped.push_str(group);
                }
                grouped.push(digit);
            }
            let point = if decimals.is_empty() { "" } else { point };
            let spelled = format!("{sign}{grouped}{point}{decimals} {code}");
            match Money::parse(&spelled, currency) {
                Err(NotMoney::Ambiguous { .. }) => {
                    let is_short = whole.len() <= 3 && decimals.len() == 3;
                    prop_assert!(is_short || (decimals.is_empty() && whole.len() <= 6), "{}", spelled);
                }
                read => prop_assert_eq!(read, Ok(amount), "{}", spelled),
            }
        }

        #[test]
        fn nothing_typed_breaks_it(text in "[-0-9.,' A-Z]{0,12}", any: String) {
            for text in [text, any] {
                if let Ok(amount) = Money::parse(&text, Currency::EUR) {
                    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                    let typed = digits(&text);
                    let shown = digits(&amount.to_string());
                    let shown = shown.trim_start_matches('0');
                    prop_assert!(shown.starts_with(typed.trim_start_matches('0').trim_end_matches('0')));
                }
            }
        }
    }
}
