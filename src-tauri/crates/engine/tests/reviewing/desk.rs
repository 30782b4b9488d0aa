//! A day that is written down minute by minute: what was in front, and the entries made of it.

use domain::activity::{Activity, State, Window};
use domain::block::{Answer, Block, Status};
use domain::details::Details;
use domain::entry::Entry;
use domain::evidence::Evidence;
use domain::id::{BlockId, ClientId};
use domain::ledger::Change;
use domain::time::{MINUTE, Moment, Span, TimeZone};
use domain::tokens::{Token, WordKey, tokens};
use engine::Daybook;
use store::entries::Row;
use store::{activities, blocks, entries};
use tempfile::TempDir;
use testkit::fakes::Workday;

/// A data directory with clients, whose ledger and entries a test writes by hand. Minutes count
/// from [`Desk::began`].
pub(crate) struct Desk {
    pub(crate) day: Workday,
    _folder: TempDir,
}

impl Desk {
    /// Monday, nine o'clock in UTC; it is six in the evening by now.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let day = Workday::on(folder.path(), "2026-03-02T18:00:00Z", "", [7; 32]);
        for name in ["Acme", "Nordwind"] {
            day.client(name);
        }
        Self { day, _folder: folder }
    }

    pub(crate) fn daybook(&self) -> &Daybook {
        &self.day.daybook
    }

    pub(crate) fn began() -> Moment {
        "2026-03-02T09:00:00Z".parse().expect("a time")
    }

    pub(crate) fn at(minute: i64) -> Moment {
        Self::began().plus(minute * MINUTE)
    }

    pub(crate) fn client(&self, name: &str) -> ClientId {
        self.daybook().client(name).expect("a client").id
    }

    /// A window was in front.
    pub(crate) fn front(&self, from: i64, to: i64, program: &str, title: &str) {
        self.state(from, to, State::Working, program, title);
    }

    /// The same, in this state.
    pub(crate) fn state(&self, from: i64, to: i64, state: State, program: &str, title: &str) {
        let window = window(program, title);
        let span = Span::new(Self::at(from), Self::at(to));
        let row = Activity { span, state, window: Some(window) };
        self.day
            .store
            .write(move |tx| activities::apply(tx, &[Change::Put(row)]))
            .expect("the ledger");
    }

    /// A draft, recognised by what was in front.
    pub(crate) fn draft(&self, from: i64, to: i64, client: Option<&str>, sure: f32) -> String {
        self.entry(from, to, client, |block| block.answer.confidence = sure)
    }

    /// An entry, recognised by what was in front, with whatever else `change` says.
    pub(crate) fn entry(
        &self,
        from: i64,
        to: i64,
        client: Option<&str>,
        change: impl FnOnce(&mut Block),
    ) -> String {
        let span = Span::new(Self::at(from), Self::at(to));
        let seen = self.day.store.read(|db| activities::within(db, span)).expect("the ledger");
        let mut evidence = Evidence::default();
        for row in seen {
            evidence.add(row.window.unwrap_or_default(), row.span.millis());
        }
        let found = tokens(&evidence, &WordKey([7; 16]));
        let mut block = Block {
            id: BlockId::mint(Self::at(from), engine::clock::Clock::random(&self.day.clock)),
            span,
            answer: Answer {
                client: client.map(|name| self.client(name)),
                label: "Work".into(),
                billable: true,
                confidence: 0.9,
                ..Answer::default()
            },
            status: Status::Draft,
            edited: false,
        };
        change(&mut block);
        let id = block.id;
        self.put(block, &found);
        id.to_string()
    }

    fn put(&self, block: Block, found: &[Token]) {
        let found: Vec<String> = found.iter().map(Token::encode).collect();
        let entry = Entry::new(block, [], TimeZone::UTC).expect("an entry");
        let row = Row { entry, details: Details::default() };
        self.day
            .store
            .write(move |tx| {
                entries::put(tx, &row, Self::began())?;
                blocks::put_evidence(tx, row.entry.id(), &found)
            })
            .expect("an entry");
    }

    /// The entry as it is now.
    pub(crate) fn row(&self, id: &str) -> Row {
        let id = id.parse().expect("an id");
        self.day
            .store
            .read(|db| entries::get(db, id, &TimeZone::UTC))
            .expect("read")
            .expect("it is")
    }

    /// For whom the entry is.
    pub(crate) fn whose(&self, id: &str) -> String {
        let names = self.daybook().names().expect("names");
        let answer = self.row(id).entry.block().answer.clone();
        names.of(answer.client, answer.project)
    }
}

pub(crate) fn window(program: &str, title: &str) -> Window {
    Window { program: program.into(), title: title.into(), site: None }
}
