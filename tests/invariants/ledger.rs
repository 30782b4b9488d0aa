//! Every second counts once.

use domain::activity::{Activity, State};
use domain::block::Block;
use domain::time::{Date, HOUR, Moment, SECOND, Span, TimeZone};
use testkit::fakes::Workday;

/// Says where `rows` leave a gap or count time twice.
pub(crate) fn exactly_once(rows: &[Activity]) -> Result<(), String> {
    for pair in rows.windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        if one.span.end != next.span.start {
            return Err(format!(
                "{} ends at {}, and {} begins at {}",
                one.state.as_str(),
                one.span.end,
                next.state.as_str(),
                next.span.start
            ));
        }
    }
    Ok(())
}

/// Says which work lies in no block, and which blocks share time.
pub(crate) fn worked_once(rows: &[Activity], blocks: &[Block]) -> Result<(), String> {
    for pair in blocks.windows(2) {
        if pair[0].span.end > pair[1].span.start {
            return Err(format!("a block begins at {} inside another", pair[1].span.start));
        }
    }
    for row in rows.iter().filter(|row| row.state.is_work()) {
        let held: i64 =
            blocks.iter().filter_map(|block| block.span.overlap(row.span)).map(Span::millis).sum();
        if held != row.span.millis() {
            let lost = row.span.millis() - held;
            return Err(format!("{lost} ms of the work from {} are in no block", row.span.start));
        }
    }
    Ok(())
}

#[test]
fn every_second_since_capture_was_switched_on_is_accounted_for_exactly_once() {
    let mut day = Workday::begin(
        "2026-03-02T09:00:00Z",
        "[ledger]\nidle_after_seconds = 60\nchunk_seconds = 60\n",
    );
    day.senses.show("code", "acme-web");
    day.look();
    // A walk through a bad day, the same one every time.
    let mut dice = Dice(28);
    for _ in 0..160 {
        match dice.roll(12) {
            0 => day.senses.lock(dice.roll(2) == 0),
            1 => {
                day.senses.sleep(true);
                day.watch(1);
                day.clock.sleep(i64::from(dice.roll(7_200)) * SECOND);
                day.senses.sleep(false);
            }
            // A lid that closes without a word of warning.
            2 => day.clock.sleep(i64::from(dice.roll(600)) * SECOND),
            3 => day.clock.jump(i64::from(dice.roll(3_600)) * SECOND),
            4 => day.clock.jump(-i64::from(dice.roll(3_600)) * SECOND),
            5 => day.daybook.pause(None).expect("a pause"),
            6 => day.daybook.resume().expect("no pause"),
            7 => {
                day.crash();
                day.clock.pass(i64::from(dice.roll(300)) * SECOND);
                day.start();
            }
            8 => day.on_call.store(dice.roll(2) == 0, std::sync::atomic::Ordering::SeqCst),
            9 => day.senses.show("keepassxc", "Passwords"),
            10 => day.rest(i64::from(dice.roll(100))),
            _ => day.senses.show("code", &format!("project {}", dice.roll(3))),
        }
        day.work(i64::from(dice.roll(20)));
    }
    day.work(1);
    day.stop();
    let rows = day.rows();
    exactly_once(&rows).expect("no gap, nothing twice");
    assert_eq!(rows[0].span.start, day.daybook.capture_since().expect("a fact").expect("since"));
    let seen: std::collections::BTreeSet<_> = rows.iter().map(|row| row.state).collect();
    assert_eq!(seen.len(), State::ALL.len(), "the day had everything: {seen:?}");
    let end = rows[rows.len() - 1].span.end;
    assert!(end >= day.lived().end, "it reaches up to now");
    assert_eq!(day.work_off(), 0);
    worked_once(&rows, &day.blocks()).expect("every working second is in one block");

    // The checks see what they are for.
    let mut gap = rows.clone();
    gap.remove(rows.len() / 2);
    assert!(exactly_once(&gap).is_err(), "a lost row is noticed");
    let mut twice = rows.clone();
    twice[0].span.end = twice[0].span.end.plus(SECOND);
    assert!(exactly_once(&twice).is_err(), "a second counted twice is noticed");
    assert!(worked_once(&rows, &day.blocks()[1..]).is_err(), "a lost block is noticed");
}

#[test]
fn a_local_day_adds_up_to_its_own_length_when_clocks_change() {
    let berlin = TimeZone::get("Europe/Berlin").expect("the time zone");
    let check = |before: &str, change: &str, after: &str, date: &str, hours: i64| {
        let moment = |text: &str| text.parse::<Moment>().expect("a time");
        let mut day = Workday::begin(before, "");
        day.clock.move_to(berlin.clone());
        day.senses.show("code", "acme-web");
        day.look();
        day.work(20);
        day.stop();
        // Half a minute before the clocks change somebody works on.
        day.clock.pass(moment(change).since(day.lived().end) - 30 * SECOND);
        day.start();
        day.look();
        day.work(60);
        day.stop();
        day.clock.pass(moment(after).since(day.lived().end));
        day.start();
        day.work(5);
        day.stop();
        exactly_once(&day.rows()).expect("no gap, nothing twice");
        let date: Date = date.parse().expect("a date");
        let sums = day.daybook.accounted(day.daybook.days(date, date)).expect("sums");
        let whole: i64 = sums.iter().map(|(_, ms)| ms).sum();
        assert_eq!(whole, hours * HOUR, "{date} is as long as the clock says");
        let worked = sums.iter().find(|(state, _)| *state == State::Working);
        assert_eq!(worked.map(|(_, ms)| *ms), Some(60 * SECOND), "{sums:?}");
    };
    check("2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T22:30:00Z", "2026-03-29", 23);
    check("2026-10-24T21:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T23:30:00Z", "2026-10-25", 25);
}

/// Random enough, and the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u32) -> u32 {
        // Numerical Recipes' constants; the high bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u32::try_from(self.0 >> 33).expect("31 bits");
        high % sides.max(1)
    }
}
