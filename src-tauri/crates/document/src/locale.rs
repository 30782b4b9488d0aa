//! Dates, lengths and amounts as a person of a language and place writes them.
//!
//! The window writes with the formatters of its web view; paper is printed without one, so the
//! few rules it needs stand here: of the two languages that Daybook speaks, in the places where
//! they are written differently.

use domain::money::Money;
use domain::time::Date;

const NO_BREAK: char = '\u{a0}';

/// A language as it is written in some place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English as in Britain and most other places: 20 November 2026, EUR 1,234.50.
    EnGb,
    /// English as in the United States and Canada: November 20, 2026, EUR 1,234.50.
    EnUs,
    /// German: 20. November 2026, 1.234,50 EUR.
    DeDe,
    /// German as in Austria: 1 234,50 EUR.
    DeAt,
    /// German as in Switzerland and Liechtenstein: EUR 1’234.50.
    DeCh,
}

/// The language of a locale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

/// How much of a date is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// 20 November 2026.
    Long,
    /// 20 Nov 2026.
    Short,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::EnGb, Self::EnUs, Self::DeDe, Self::DeAt, Self::DeCh];

    /// The one nearest to a language tag, also as the system writes it: "de-AT", "en_US.UTF-8",
    /// "de". A language that Daybook does not speak is English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        let tag = tag.split(['.', '@']).next().unwrap_or_default();
        let mut parts = tag.split(['-', '_']);
        let german = parts.next().is_some_and(|language| language.eq_ignore_ascii_case("de"));
        let regions: &[(&str, Self)] = if german {
            &[("AT", Self::DeAt), ("CH", Self::DeCh), ("LI", Self::DeCh)]
        } else {
            &[("US", Self::EnUs), ("CA", Self::EnUs), ("PH", Self::EnUs)]
        };
        // A script may stand before the region: "de-Latn-AT".
        parts
            .filter_map(|part| regions.iter().find(|(code, _)| part.eq_ignore_ascii_case(code)))
            .map(|(_, locale)| *locale)
            .next()
            .unwrap_or(if german { Self::DeDe } else { Self::EnGb })
    }

    /// Whether a language tag names a language that Daybook speaks: "de-AT", "en".
    #[must_use]
    pub fn is_spoken(tag: &str) -> bool {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.iter().any(|one| language.eq_ignore_ascii_case(one.language_code()))
    }

    /// Its language.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::EnGb | Self::EnUs => Language::English,
            Self::DeDe | Self::DeAt | Self::DeCh => Language::German,
        }
    }

    /// The code of its language, "en" or "de".
    #[must_use]
    pub const fn language_code(self) -> &'static str {
        match self.language() {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// The code of its place, "GB".
    #[must_use]
    pub const fn region_code(self) -> &'static str {
        match self {
            Self::EnGb => "GB",
            Self::EnUs => "US",
            Self::DeDe => "DE",
            Self::DeAt => "AT",
            Self::DeCh => "CH",
        }
    }

    /// A day: "20 November 2026", "November 20, 2026", "20. Nov. 2026".
    #[must_use]
    pub fn date(self, date: Date, length: Length) -> String {
        let (day, month, year) = (date.day(), self.month_name(date, length), date.year());
        match self {
            Self::EnGb => format!("{day} {month} {year}"),
            Self::EnUs => format!("{month} {day}, {year}"),
            Self::DeDe | Self::DeAt | Self::DeCh => format!("{day}. {month} {year}"),
        }
    }

    /// A day with the day of its week: "Fri 20 Nov 2026", "Fri, Nov 20, 2026",
    /// "Fr., 20. Nov. 2026".
    #[must_use]
    pub fn weekday_date(self, date: Date) -> String {
        let names = match self.language() {
            Language::English => &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            Language::German => &["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."],
        };
        let since = date.weekday().to_monday_zero_offset();
        let weekday = usize::try_from(since).ok().and_then(|at| names.get(at)).unwrap_or(&"");
        let comma = if self == Self::EnGb { "" } else { "," };
        format!("{weekday}{comma} {}", self.date(date, Length::Short))
    }

    /// A month: "November 2026".
    #[must_use]
    pub fn month(self, date: Date) -> String {
        format!("{} {}", self.month_name(date, Length::Long), date.year())
    }

    /// Days from the first to the last, saying no more than it must: "1 – 30 November 2026",
    /// "28 October – 3 November 2026", and one day by itself.
    #[must_use]
    pub fn days(self, first: Date, last: Date, length: Length) -> String {
        let to = format!("{NO_BREAK}– ");
        if first == last {
            return self.date(first, length);
        }
        if first.year() != last.year() {
            return format!("{}{to}{}", self.date(first, length), self.date(last, length));
        }
        let (month, last_month) = (self.month_name(first, length), self.month_name(last, length));
        let (one, other, year) = (first.day(), last.day(), first.year());
        let within = first.month() == last.month();
        match self {
            Self::EnGb if within => format!("{one}{to}{other} {month} {year}"),
            Self::EnGb => format!("{one} {month}{to}{other} {last_month} {year}"),
            Self::EnUs if within => format!("{month} {one}{to}{other}, {year}"),
            Self::EnUs => format!("{month} {one}{to}{last_month} {other}, {year}"),
            Self::DeDe | Self::DeAt | Self::DeCh if within => {
                format!("{one}.{to}{other}. {month} {year}")
            }
            Self::DeDe | Self::DeAt | Self::DeCh => {
                format!("{one}. {month}{to}{other}. {last_month} {year}")
            }
        }
    }

    /// The name of a month: "November", "Nov".
    #[must_use]
    pub fn month_name(self, date: Date, length: Length) -> &'static str {
        let names = match (self.language(), length) {
            (Language::English, Length::Long) => &[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            (Language::English, Length::Short) => &[
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ],
            (Language::German, Length::Long) => &[
                if self == Self::DeAt { "Jänner" } else { "Januar" },
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            (Language::German, Length::Short) => &[
                if self == Self::DeAt { "Jän." } else { "Jan." },
                "Feb.",
                "März",
                "Apr.",
                "Mai",
                "Juni",
                "Juli",
                "Aug.",
                "Sept.",
                "Okt.",
                "Nov.",
                "Dez.",
            ],
        };
        let before = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
        names.get(before).copied().unwrap_or("")
    }

    /// A length of time for a column, with both its parts, so that figures stand below each
    /// other: "142 h 05", "0 h 46".
    #[must_use]
    pub fn hours(self, minutes: i64) -> String {
        let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        let sign = if minutes < 0 { "−" } else { "" };
        format!("{sign}{}{NO_BREAK}h{NO_BREAK}{rest:02}", self.grouped(hours))
    }

    /// An amount without its currency, with all of its decimals: "1,234.50".
    #[must_use]
    pub fn amount(self, money: Money) -> String {
        let sign = if money.minor < 0 { "−" } else { "" };
        let one = money.currency.minor_per_major().unsigned_abs();
        let size = money.minor.unsigned_abs();
        let major = self.grouped(size.checked_div(one).unwrap_or(size));
        let width = usize::from(money.currency.digits());
        if width == 0 {
            return format!("{sign}{major}");
        }
        let rest = size.checked_rem(one).unwrap_or(0);
        format!("{sign}{major}{}{rest:0width$}", self.decimal())
    }

    /// An amount with its currency: "EUR 1,234.50", "1.234,50 EUR".
    #[must_use]
    pub fn money(self, money: Money) -> String {
        let (amount, code) = (self.amount(money), money.currency.code());
        match self {
            Self::EnGb | Self::EnUs | Self::DeCh => format!("{code}{NO_BREAK}{amount}"),
            Self::DeDe | Self::DeAt => format!("{amount}{NO_BREAK}{code}"),
        }
    }

    /// Tenths of a percent: "92%", "92.5%", "92,5 %".
    #[must_use]
    pub fn permille(self, permille: u16) -> String {
        let (whole, tenth) = (permille / 10, permille % 10);
        let rest = if tenth == 0 { String::new() } else { format!("{}{tenth}", self.decimal()) };
        format!("{}{rest}{}", self.grouped(whole.into()), self.percent_sign())
    }

    /// Whole percent: "92%", "1.200 %".
    #[must_use]
    pub fn percent(self, percent: u64) -> String {
        format!("{}{}", self.grouped(percent), self.percent_sign())
    }

    /// How much more or less, in percent: "+12%", "−8 %", "±0%".
    #[must_use]
    pub fn change(self, percent: i64) -> String {
        let sign = match percent {
            0 => "±",
            1.. => "+",
            _ => "−",
        };
        format!("{sign}{}", self.percent(percent.unsigned_abs()))
    }

    const fn percent_sign(self) -> &'static str {
        match self {
            Self::EnGb | Self::EnUs | Self::DeCh => "%",
            Self::DeDe | Self::DeAt => "\u{a0}%",
        }
    }

    const fn decimal(self) -> char {
        match self {
            Self::EnGb | Self::EnUs | Self::DeCh => '.',
            Self::DeDe | Self::DeAt => ',',
        }
    }

    fn grouped(self, number: u64) -> String {
        let separator = match self {
            Self::EnGb | Self::EnUs => ',',
            Self::DeDe => '.',
            Self::DeAt => NO_BREAK,
            Self::DeCh => '’',
        };
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len().saturating_mul(2));
        for (at, digit) in digits.chars().enumerate() {
            let left = digits.len().saturating_sub(at);
            if at > 0 && left.is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// With plain spaces, as a person would type it.
    fn plain(text: &str) -> String {
        text.replace(NO_BREAK, " ")
    }

    #[test]
    fn the_nearest_locale_is_found_for_a_tag() {
        #[track_caller]
        fn check(tag: &str, expected: Locale) {
            assert_eq!(Locale::from_tag(tag), expected, "{tag}");
        }
        check("en", Locale::EnGb);
        check("en-AU", Locale::EnGb);
        check("en_US.UTF-8", Locale::EnUs);
        check("en-CA", Locale::EnUs);
        check("de", Locale::DeDe);
        check("DE-at", Locale::DeAt);
        check("de_CH@euro", Locale::DeCh);
        check("de-Latn-LI", Locale::DeCh);
        check("de-US", Locale::DeDe);
        check("fr-CH", Locale::EnGb);
        check("", Locale::EnGb);
        for locale in Locale::ALL {
            let tag = format!("{}-{}", locale.language_code(), locale.region_code());
            assert_eq!(Locale::from_tag(&tag), locale, "a locale's own tag leads back to it");
        }
    }

    #[test]
    fn days_are_written_as_short_as_they_can_be() {
        #[track_caller]
        fn check(locale: Locale, first: &str, last: &str, expected: &str) {
            let written = locale.days(date(first), date(last), Length::Long);
            assert_eq!(plain(&written), expected);
        }
        check(Locale::EnGb, "2026-11-01", "2026-11-30", "1 – 30 November 2026");
        check(Locale::EnUs, "2026-11-01", "2026-11-30", "November 1 – 30, 2026");
        check(Locale::DeDe, "2026-11-01", "2026-11-30", "1. – 30. November 2026");
        check(Locale::EnGb, "2026-10-28", "2026-11-03", "28 October – 3 November 2026");
        check(Locale::EnUs, "2026-10-28", "2026-11-03", "October 28 – November 3, 2026");
        check(Locale::DeCh, "2026-10-28", "2026-11-03", "28. Oktober – 3. November 2026");
        check(Locale::EnGb, "2025-12-29", "2026-01-04", "29 December 2025 – 4 January 2026");
        check(Locale::DeAt, "2025-12-29", "2026-01-04", "29. Dezember 2025 – 4. Jänner 2026");
        check(Locale::DeDe, "2026-03-08", "2026-03-08", "8. März 2026");
    }

    #[test]
    fn a_day_in_a_row_names_its_weekday() {
        let friday = date("2026-11-20");
        assert_eq!(Locale::EnGb.weekday_date(friday), "Fri 20 Nov 2026");
        assert_eq!(Locale::EnUs.weekday_date(friday), "Fri, Nov 20, 2026");
        assert_eq!(Locale::DeDe.weekday_date(friday), "Fr., 20. Nov. 2026");
        assert_eq!(Locale::DeDe.weekday_date(date("2026-11-22")), "So., 22. Nov. 2026");
        assert_eq!(Locale::DeDe.month(date("2026-03-01")), "März 2026");
    }

    #[test]
    fn lengths_keep_both_their_parts() {
        let check = |minutes, expected: &str| {
            assert_eq!(plain(&Locale::EnGb.hours(minutes)), expected);
        };
        check(0, "0 h 00");
        check(46, "0 h 46");
        check(171, "2 h 51");
        check(180, "3 h 00");
        check(74_045, "1,234 h 05");
        check(-65, "−1 h 05");
        assert_eq!(plain(&Locale::DeDe.hours(74_045)), "1.234 h 05");
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        #[track_caller]
        fn check(locale: Locale, money: &str, expected: &str) {
            assert_eq!(plain(&locale.money(money.parse().unwrap())), expected);
        }
        check(Locale::EnGb, "1234567.50 EUR", "EUR 1,234,567.50");
        check(Locale::EnUs, "-0.05 USD", "USD −0.05");
        check(Locale::DeDe, "1234.50 EUR", "1.234,50 EUR");
        check(Locale::DeAt, "1234.50 EUR", "1 234,50 EUR");
        check(Locale::DeCh, "1234.50 CHF", "CHF 1’234.50");
        check(Locale::EnGb, "123456 JPY", "JPY 123,456");
        check(Locale::DeDe, "999.999 KWD", "999,999 KWD");
        check(Locale::EnGb, "-92233720368547758.08 EUR", "EUR −92,233,720,368,547,758.08");
    }

    #[test]
    fn shares_and_changes_are_in_percent() {
        assert_eq!(Locale::EnGb.permille(1_000), "100%");
        assert_eq!(Locale::EnGb.permille(925), "92.5%");
        assert_eq!(plain(&Locale::DeDe.permille(925)), "92,5 %");
        assert_eq!(Locale::EnGb.change(12), "+12%");
        assert_eq!(plain(&Locale::DeDe.change(-1_200)), "−1.200 %");
        assert_eq!(Locale::DeCh.change(0), "±0%");
    }
}
