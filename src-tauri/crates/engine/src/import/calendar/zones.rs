//! Time zones as calendars name them: by their IANA names, by those of Windows, or by a path that
//! ends in an IANA name.

use super::lines::Line;
use domain::time::{TimeZone, zone_of};
use std::collections::BTreeMap;

/// The zones of one calendar.
#[derive(Debug)]
pub(super) struct Zones {
    /// What the calendar itself says that a zone of its own is called elsewhere.
    also: BTreeMap<String, String>,
}

impl Zones {
    /// Those that the lines define.
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut also = BTreeMap::new();
        let mut open: Option<&str> = None;
        for line in lines {
            match line.name.as_str() {
                "BEGIN" | "END" if line.value.eq_ignore_ascii_case("VTIMEZONE") => open = None,
                "TZID" => open = Some(&line.value),
                "X-LIC-LOCATION" => {
                    if let Some(name) = open {
                        also.insert(name.to_owned(), line.value.clone());
                    }
                }
                _ => {}
            }
        }
        Self { also }
    }

    /// The zone of that name.
    pub(super) fn find(&self, name: &str) -> Result<TimeZone, String> {
        let named = known(name).or_else(|| self.also.get(name).and_then(|also| known(also)));
        named.ok_or_else(|| format!("its time zone ‘{name}’ is not known"))
    }
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

/// The names of Windows for zones in which people work, after the Unicode CLDR.
const WINDOWS: &[(&str, &str)] = &[
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("Central America Standard Time", "America/Guatemala"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Lord Howe Standard Time", "Australia/Lord_Howe"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("Mountain Standard Time", "America/Denver"),
    ("Nepal Standard Time", "Asia/Katmandu"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("US Eastern Standard Time", "America/Indianapolis"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("UTC", "Etc/UTC"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("W. Europe Standard Time", "Europe/Berlin"),
];

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

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
    }

    #[test]
    fn every_name_of_windows_leads_to_a_zone() {
        for (name, iana) in WINDOWS {
            assert!(zone_of(iana).is_some(), "{name} is {iana}");
        }
    }
}
