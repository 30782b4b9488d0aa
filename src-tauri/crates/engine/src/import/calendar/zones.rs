//! Time zones as calendars name them: by their IANA names, by those of Windows, by a path that ends
//! in an IANA name, or by a name of their own with rules beside it.

use super::lines::{Line, unescaped};
use super::windows::WINDOWS;
use domain::time::{TimeZone, zone_of};
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// The zones of one calendar.
#[derive(Debug)]
pub(super) struct Zones {
    /// What the calendar itself says of its zones, by name.
    own: BTreeMap<String, Own>,
}

/// What a calendar says of a zone.
#[derive(Debug, Clone, Default)]
struct Own {
    /// What it is called elsewhere.
    place: Option<String>,
    standard: Vec<Turn>,
    daylight: Vec<Turn>,
}

/// When the clock is set, and how.
#[derive(Debug, Clone, Default)]
struct Turn {
    /// Behind UTC, as POSIX writes it: "-1:00".
    behind: Option<String>,
    at: Option<DateTime>,
    rule: Option<String>,
}

impl Zones {
    /// Those that the lines define.
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut own = BTreeMap::new();
        let mut open: Option<(String, Own)> = None;
        let mut turn: Option<Turn> = None;
        for line in lines {
            let ends = |name: &str| line.is("END", name);
            match (line.name.as_str(), open.as_mut(), turn.as_mut()) {
                ("BEGIN", ..) if line.value.eq_ignore_ascii_case("VTIMEZONE") => {
                    open = Some((String::new(), Own::default()));
                }
                ("END", Some(_), _) if ends("VTIMEZONE") => own.extend(open.take()),
                ("BEGIN", Some(_), _) => turn = Some(Turn::default()),
                ("END", Some((_, zone)), _) if ends("STANDARD") => {
                    zone.standard.extend(turn.take())
                }
                ("END", Some((_, zone)), _) if ends("DAYLIGHT") => {
                    zone.daylight.extend(turn.take())
                }
                ("TZID", Some((name, _)), None) => *name = unescaped(&line.value),
                ("X-LIC-LOCATION", Some((_, zone)), None) => zone.place = Some(line.value.clone()),
                ("TZOFFSETTO", _, Some(turn)) => turn.behind = behind(&line.value),
                ("DTSTART", _, Some(turn)) => {
                    turn.at = super::stamp(&line.value).ok().map(|(at, _)| at);
                }
                ("RRULE", _, Some(turn)) => turn.rule = Some(line.value.to_uppercase()),
                _ => {}
            }
        }
        Self { own }
    }

    /// The zone of that name.
    pub(super) fn find(&self, name: &str) -> Result<TimeZone, String> {
        // In a parameter it is quoted and not escaped, but not all calendars know that.
        let own = self.own.get(name).or_else(|| self.own.get(&unescaped(name)));
        known(name)
            .or_else(|| own.and_then(|own| known(own.place.as_deref()?)))
            .or_else(|| own.and_then(Own::zone))
            .ok_or_else(|| format!("its time zone ‘{name}’ is not known"))
    }
}

impl Own {
    /// The zone with these rules. The last ones hold, also for years before them: calendars seldom
    /// say more.
    fn zone(&self) -> Option<TimeZone> {
        let last = |turns: &[Turn]| {
            let lasting = |turn: &&Turn| !turn.rule.as_deref().unwrap_or("").contains("UNTIL=");
            turns.iter().filter(lasting).max_by_key(|turn| turn.at).cloned()
        };
        let (standard, daylight) = (last(&self.standard), last(&self.daylight));
        match (standard, daylight) {
            (Some(standard), Some(daylight)) if standard.behind != daylight.behind => {
                let rules = format!(
                    "<STD>{}<DST>{},{},{}",
                    standard.behind.as_deref()?,
                    daylight.behind.as_deref()?,
                    daylight.every_year()?,
                    standard.every_year()?
                );
                TimeZone::posix(&rules).ok()
            }
            (Some(only), _) | (None, Some(only)) => {
                TimeZone::posix(&format!("<STD>{}", only.behind?)).ok()
            }
            (None, None) => None,
        }
    }
}

impl Turn {
    /// The day of the year and the time as POSIX writes them: "M3.5.0/2:00:00".
    fn every_year(&self) -> Option<String> {
        let (at, rule) = (self.at?, self.rule.as_deref()?);
        let said = |name: &str| {
            let mut parts = rule.split(';').filter_map(|part| part.split_once('='));
            parts.find(|(one, _)| *one == name).map(|(_, value)| value)
        };
        (said("FREQ") == Some("YEARLY")).then_some(())?;
        let month: u8 =
            said("BYMONTH").map_or(Some(at.month().unsigned_abs()), |m| m.parse().ok())?;
        let on = said("BYDAY")?;
        let (nth, day) = on.split_at_checked(on.len().checked_sub(2)?)?;
        let nth: i8 = match (nth, said("BYMONTHDAY")) {
            // The first Sunday from the eighth on is the second one.
            ("", Some(days)) => days.split(',').next()?.parse::<i8>().ok()?.checked_add(6)? / 7,
            (nth, _) => nth.parse().ok()?,
        };
        let week = match nth {
            1..=4 => nth,
            5 | -1 => 5,
            _ => return None,
        };
        let day = super::recurrence::weekday(day)?.to_sunday_zero_offset();
        Some(format!("M{month}.{week}.{day}/{}", at.time().strftime("%H:%M:%S")))
    }
}

/// "+0100", turned round.
fn behind(offset: &str) -> Option<String> {
    let (sign, digits) = offset.trim().split_at_checked(1)?;
    let (hours, minutes) = digits.get(..4)?.split_at_checked(2)?;
    let sign = match sign {
        "+" => "-",
        "-" => "",
        _ => return None,
    };
    Some(format!("{sign}{hours}:{minutes}"))
}

fn known(name: &str) -> Option<TimeZone> {
    let windows = || WINDOWS.iter().find(|(theirs, _)| *theirs == name);
    zone_of(name).or_else(|| windows().and_then(|(_, iana)| zone_of(iana))).or_else(|| {
        // "/citadel.org/20210210_1/Europe/Berlin"
        let mut parts = name.rsplit('/');
        let (place, region) = (parts.next()?, parts.next()?);
        zone_of(&format!("{region}/{place}"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use domain::time::Moment;

    #[test]
    fn zones_are_found_by_all_that_they_are_called() {
        let own = "BEGIN:VTIMEZONE\nTZID:Home\nX-LIC-LOCATION:Europe/Vienna\nEND:VTIMEZONE";
        let zones = Zones::of(&lines(own));
        let check = |name: &str, expected: Option<&str>| {
            let zone = zones.find(name).ok();
            let name = zone.as_ref().and_then(|zone| zone.iana_name());
            assert_eq!(name, expected);
        };
        check("Europe/Berlin", Some("Europe/Berlin"));
        check("W. Europe Standard Time", Some("Europe/Berlin"));
        check("/citadel.org/20210210_1/Europe/Berlin", Some("Europe/Berlin"));
        check("Home", Some("Europe/Vienna"));
        check("Nowhere Standard Time", None);
        let own = "BEGIN:VTIMEZONE\nTZID:(UTC+01:00) Rome\\, Berlin\nX-LIC-LOCATION:Europe/Rome\n\
                   END:VTIMEZONE";
        let zones = Zones::of(&lines(own));
        for name in ["(UTC+01:00) Rome, Berlin", "(UTC+01:00) Rome\\, Berlin"] {
            let zone = zones.find(name).ok();
            let iana = zone.as_ref().and_then(|zone| zone.iana_name());
            assert_eq!(iana, Some("Europe/Rome"), "{name}");
        }
    }

    #[test]
    fn every_name_of_windows_leads_to_a_zone() {
        for (name, iana) in WINDOWS {
            assert!(zone_of(iana).is_some(), "{name} is {iana}");
        }
    }

    fn turn(kind: &str, to: &str, rule: &str) -> String {
        format!("BEGIN:{kind}\nDTSTART:16010101T020000\nTZOFFSETTO:{to}\n{rule}\nEND:{kind}\n")
    }

    #[track_caller]
    fn check(turns: &str, expected: Option<[&str; 2]>) {
        let own = format!("BEGIN:VTIMEZONE\nTZID:(UTC+01:00) Own\n{turns}END:VTIMEZONE");
        let zone = Zones::of(&lines(&own)).find("(UTC+01:00) Own").ok();
        let drawn = zone.map(|zone| {
            ["2026-03-08T12:00:00Z", "2026-07-01T12:00:00Z"].map(|text| {
                let at: Moment = text.parse().unwrap();
                at.in_zone(&zone).strftime("%H:%M").to_string()
            })
        });
        assert_eq!(drawn.as_ref().map(|two| two.each_ref().map(String::as_str)), expected);
    }

    #[test]
    fn a_zone_of_its_own_follows_its_own_rules() {
        let march = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3";
        let october = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10";
        let both = [turn("STANDARD", "+0100", october), turn("DAYLIGHT", "+0200", march)].concat();
        check(&both, Some(["13:00", "14:00"]));
        let second = "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU";
        let first = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU";
        let both = [turn("STANDARD", "-0500", first), turn("DAYLIGHT", "-0400", second)].concat();
        check(&both, Some(["08:00", "08:00"]));
        check(&turn("STANDARD", "+0530", ""), Some(["17:30", "17:30"]));
        let unsaid = [turn("STANDARD", "+0100", ""), turn("DAYLIGHT", "+0200", "")].concat();
        check(&unsaid, None);
    }
}
