//! A working day that a test lives through: the real recorder, pipeline, database and spool, with
//! fakes at the edges and a clock that is moved by hand.

#![expect(clippy::expect_used, reason = "a day that cannot be set up has failed its test")]

use super::{FakeEars, FakeScribe, FakeSenses, TestClock};
use capture::picture::Pixels;
use capture::seal::{DeviceKey, Sealer};
use capture::spool::Spool;
use capture::words::Reader;
use cloud::vault::{Environment, Vault};
use domain::activity::Activity;
use domain::block::Block;
use domain::chunk::Stage;
use domain::id::{CaptureId, ChunkId};
use domain::time::{Moment, SECOND, Span};
use domain::tokens::WordKey;
use engine::clock::Clock;
use engine::home::Home;
use engine::keys::Keys;
use engine::pipeline::{Cloud, Pipeline, recover};
use engine::recorder::{Recorder, Tools};
use engine::watch::Watch;
use engine::{Daybook, rules::NewRule};
use speech::Cancel;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::{Check, Store};
use tempfile::TempDir;

/// A data directory, a machine with somebody at it, and Daybook on both.
pub struct Workday {
    /// The machine's clocks.
    pub clock: TestClock,
    /// What is in front.
    pub senses: FakeSenses,
    /// What is heard.
    pub ears: FakeEars,
    /// The door to every use-case.
    pub daybook: Daybook,
    /// The keys in use.
    pub keys: Arc<Keys>,
    /// Whether another program holds the microphone.
    pub on_call: Arc<AtomicBool>,
    /// A second connection to the database, to look at what was written.
    pub store: Store,
    began: Moment,
    recorder: Option<Recorder>,
    folder: Option<TempDir>,
}

impl std::fmt::Debug for Workday {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workday").field("daybook", &self.daybook).finish_non_exhaustive()
    }
}

impl Workday {
    /// A new data directory at `start` (RFC 3339), with `settings` in force, and a recorder.
    #[must_use]
    pub fn begin(start: &str, settings: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("daybook-day-").tempdir().expect("a folder");
        let mut day = Self::on(folder.path(), start, settings, [7; 32]);
        day.folder = Some(folder);
        day.start();
        day
    }

    /// A day on a data directory that may have a past, with `device` as the key of the machine.
    /// Nothing is recorded before [`Workday::start`].
    #[must_use]
    pub fn on(home: &Path, start: &str, settings: &str, device: [u8; 32]) -> Self {
        let began: Moment = start.parse().expect("a time in RFC 3339");
        let clock = TestClock::at(began);
        let home = Home::find(Some(home.to_owned())).expect("a data directory");
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        std::fs::write(home.path().join("settings.toml"), settings).expect("settings");
        let (daybook, _) = Daybook::open(home, Check::Glance, shared).expect("a database");
        let keys = keys(&daybook, device);
        let ears = ears(&clock, &keys.spool);
        let (store, _) =
            Store::open(daybook.home().path(), Check::Glance, began).expect("the database again");
        Self {
            clock,
            senses: FakeSenses::new(),
            ears,
            daybook,
            keys,
            on_call: Arc::new(AtomicBool::new(false)),
            store,
            began,
            recorder: None,
            folder: None,
        }
    }

    /// Puts the directory in order as a start does, and begins to record.
    pub fn start(&mut self) {
        self.start_with(Ok(()));
    }

    /// The same, where `pictures` says whether anything will read them.
    pub fn start_with(&mut self, pictures: Result<(), String>) {
        recover(&self.daybook, &self.keys).expect("order");
        let on_call = Arc::clone(&self.on_call);
        let recorder = Recorder::new(
            self.daybook.clone(),
            Arc::clone(&self.keys),
            Box::new(self.senses.clone()),
            Some(Box::new(self.ears.clone())),
            Box::new(move || Some(on_call.load(Ordering::SeqCst))),
            Box::new(move || pictures.clone()),
        );
        self.recorder = Some(recorder.expect("a recorder"));
    }

    /// Watches with the fakes instead of stepping by hand. Takes the capture lock.
    ///
    /// # Errors
    ///
    /// As [`Watch::start_with`].
    pub fn watch_over(&self, scribe: &FakeScribe) -> engine::Result<Watch> {
        let (senses, ears, on_call) =
            (self.senses.clone(), self.ears.clone(), Arc::clone(&self.on_call));
        let tools = move |_: &Daybook, _: &Keys| {
            let (senses, ears, on_call) = (senses.clone(), ears.clone(), Arc::clone(&on_call));
            Tools {
                senses: Box::new(move || Box::new(senses)),
                ears: Some(Box::new(ears)),
                on_call: Box::new(move || Some(on_call.load(Ordering::SeqCst))),
                pictures: Box::new(|| Ok(())),
            }
        };
        let scribe = scribe.clone();
        let pipeline = move |daybook: &Daybook, keys: &Arc<Keys>| {
            let scribe = Box::new(scribe.clone());
            Ok(Pipeline::new(daybook.clone(), Arc::clone(keys), scribe, None, None))
        };
        let lock = self.daybook.home().lock()?;
        let keys = Arc::clone(&self.keys);
        Watch::start_with(&self.daybook, lock, keys, Box::new(tools), Box::new(pipeline))
    }

    /// One reading at this very instant.
    pub fn look(&mut self) {
        self.recorder.as_mut().expect("somebody records").step(Duration::ZERO);
    }

    /// Somebody works for so many seconds: a reading each, and a key pressed before each.
    pub fn work(&mut self, seconds: i64) {
        self.senses.idle(0);
        self.watch(seconds);
    }

    /// Nobody touches the machine for so many seconds.
    pub fn rest(&mut self, seconds: i64) {
        for second in 1..=seconds {
            self.senses.idle(second.saturating_mul(SECOND));
            self.watch(1);
        }
    }

    /// So many seconds pass, with a reading each, and whatever is so stays so.
    pub fn watch(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.clock.pass(SECOND);
            self.look();
        }
    }

    /// Ends the recording as it should be ended.
    pub fn stop(&mut self) {
        self.recorder.take().expect("somebody records").end().expect("an orderly end");
    }

    /// The recorder is gone from one instant to the next.
    pub fn crash(&mut self) {
        drop(self.recorder.take());
    }

    /// A pipeline in which `scribe` writes, and nobody reads the screen or is asked.
    #[must_use]
    pub fn pipeline(&self, scribe: &FakeScribe) -> Pipeline {
        self.pipeline_with(scribe, None, None)
    }

    /// A pipeline with these tools.
    #[must_use]
    pub fn pipeline_with(
        &self,
        scribe: &FakeScribe,
        reader: Option<Reader>,
        cloud: Option<Cloud>,
    ) -> Pipeline {
        let (daybook, keys) = (self.daybook.clone(), Arc::clone(&self.keys));
        Pipeline::new(daybook, keys, Box::new(scribe.clone()), reader, cloud)
    }

    /// Works everything off that is due, with a scribe that hears nothing. Returns what is left.
    pub fn work_off(&self) -> usize {
        let scribe = FakeScribe::saying("");
        self.pipeline(&scribe).work_off(&Cancel::new()).expect("the database")
    }

    /// Adds a client.
    pub fn client(&self, name: &str) {
        self.daybook.add_client(name, None).expect("a client");
    }

    /// Adds a rule for a client that is there: what has `words` in its title is theirs.
    pub fn rule(&self, words: &str, client: &str) {
        let rule = NewRule {
            field: domain::rule::Field::Title,
            pattern: words.into(),
            client: client.into(),
            project: None,
            label: None,
            billable: None,
        };
        self.daybook.add_rule(rule).expect("a rule");
    }

    /// From the beginning of this day to now.
    #[must_use]
    pub fn lived(&self) -> Span {
        Span::new(self.began, self.clock.now())
    }

    /// Every row of the ledger, in order.
    #[must_use]
    pub fn rows(&self) -> Vec<Activity> {
        self.daybook.ledger(ALWAYS).expect("the ledger")
    }

    /// Every block, in order.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        let day = Span::new(self.began.minus(DAYS), self.began.plus(DAYS));
        self.daybook.blocks(day).expect("blocks")
    }

    /// The blocks as a person would note them: "09:00:00–09:05:00 Acme", in UTC.
    #[must_use]
    pub fn timesheet(&self) -> Vec<String> {
        let names = self.daybook.names().expect("names");
        let clock = |at: Moment| {
            let text = at.rfc3339();
            text.split_once('T').map_or(String::new(), |(_, time)| time.replace('Z', ""))
        };
        let line = |block: &Block| {
            let client = block.answer.client.and_then(|id| names.client(id)).unwrap_or("?");
            format!("{}–{} {client}", clock(block.span.start), clock(block.span.end))
        };
        self.blocks().iter().map(line).collect()
    }

    /// The chunks that are left, in order, and where each of them stands.
    #[must_use]
    pub fn chunks(&self) -> Vec<(ChunkId, Stage)> {
        let read = self.store.read(|db| {
            let mut query = db.prepare("SELECT id, stage FROM chunks ORDER BY started_ms")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<Vec<(String, String)>, _>>()?)
        });
        let chunk = |(id, stage): (String, String)| {
            (id.parse().expect("an id"), Stage::from_name(&stage).expect("a stage"))
        };
        read.expect("chunks").into_iter().map(chunk).collect()
    }

    /// Where each chunk stands.
    #[must_use]
    pub fn stages(&self) -> Vec<Stage> {
        self.chunks().into_iter().map(|(_, stage)| stage).collect()
    }

    /// How many raw files there are.
    #[must_use]
    pub fn raw_files(&self) -> u64 {
        self.keys.spool.usage().expect("the spool").files
    }

    /// A picture in which every pixel has its own shade, other for every `seed`.
    #[must_use]
    pub fn pattern(seed: u8) -> Pixels {
        let bytes = (0..64_u32 * 48).flat_map(|at| {
            let [low, high, ..] = at.to_le_bytes();
            [low.wrapping_mul(seed), high.wrapping_add(seed), low ^ seed, 255]
        });
        Pixels::new(64, 48, bytes.collect()).expect("pixels")
    }
}

const DAYS: i64 = 20 * domain::time::DAY;

const ALWAYS: Span = Span { start: Moment(0), end: Moment(i64::MAX) };

fn keys(daybook: &Daybook, device: [u8; 32]) -> Arc<Keys> {
    let nothing = Environment::default();
    let (vault, standing) = Vault::session_only(&nothing, "a test").expect("random numbers");
    let device = DeviceKey::from_bytes(device);
    let budget = daybook.settings().spool.budget_bytes();
    let spool = Spool::open(&daybook.home().spool(), device.clone(), budget).expect("a spool");
    let sealer = Sealer::new(device);
    Arc::new(Keys { vault, standing, sealer, words: WordKey([7; 16]), spool })
}

fn ears(clock: &TestClock, spool: &Spool) -> FakeEars {
    let clock = clock.clone();
    let mint = move || {
        let now = clock.now();
        (now, CaptureId::mint(now, clock.random()))
    };
    FakeEars::new(spool.clone(), Arc::new(mint))
}
