//! Split, merge, move, delete: what comes of them, and how it is taken back.

use crate::desk::{Desk, at, entry, id, span};
use domain::block::Status;
use domain::edit::Twice;
use domain::edit::merge::Keep;
use domain::edit::overlap::Resolution;
use domain::edit::reshape::{Edge, Neighbour};
use domain::time::{Date, HOUR, MINUTE};
use engine::blocks::Correction;
use engine::clients::ClientChange;
use engine::edits::Edit;
use engine::entries::When;
use engine::history::Kind;
use store::{blocks, entries};

/// Does an edit and looks at the timesheet.
#[track_caller]
fn check(desk: &Desk, edit: &Edit, expected: &[&str]) {
    desk.daybook.edit(edit, Twice::Refuse).expect("it can be done");
    assert_eq!(desk.told(), expected);
}

#[test]
fn an_entry_is_split_and_each_part_says_what_the_whole_said() {
    let desk = Desk::new();
    let mut new = entry("Acme", When::Span(span(60, 180)));
    (new.tags, new.note) = (vec!["deep".into(), "web".into()], "as agreed".into());
    new.project = Some("Web".into());
    new.task = Some("Login".into());
    let whole = desk.daybook.add_entry(new).expect("an entry");
    let tokens = ["p:code".to_owned()];
    let of = whole.entry.id();
    desk.write(move |tx| blocks::put_evidence(tx, of, &tokens));

    check(
        &desk,
        &Edit::Split(id(&whole), vec![at(90), at(120)]),
        &["Acme 60–90", "Acme 90–120", "Acme 120–180"],
    );
    let parts = desk.sheet();
    for part in &parts {
        assert_eq!(part.details, whole.details, "tags, note and task go along");
        assert_eq!(part.entry.block().answer, whole.entry.block().answer);
    }
    assert_eq!(parts[0].entry.id(), whole.entry.id(), "the first part is the entry");

    let restarted = desk.again();
    restarted.undo().expect("undone");
    assert_eq!(desk.sheet(), [whole], "to the last detail");
    restarted.redo().expect("done again");
    assert_eq!(desk.sheet(), parts);
}

#[test]
fn halves_are_of_one_length_and_pauses_do_not_count() {
    let desk = Desk::new();
    let whole = desk.add("Acme", 0, 60);
    let other = desk.add("Acme", 120, 180);
    check(&desk, &Edit::Merge(vec![id(&whole), id(&other)], Keep::Fill), &["Acme 0–180"]);
    check(&desk, &Edit::Halves(id(&whole)), &["Acme 0–90", "Acme 90–180"]);
}

#[test]
fn merging_keeps_the_sum_or_fills_the_gap_as_shown_before() {
    let check = |keep, expected: &str, gained: i64| {
        let desk = Desk::new();
        let ids = [(0, 30), (40, 60)].map(|(from, to)| id(&desk.add("Acme", from, to)));
        let edit = Edit::Merge(ids.to_vec(), keep);
        let before = desk.sheet();
        let shown = desk.daybook.preview_edit(&edit, Twice::Refuse).expect("a preview");
        assert_eq!(desk.sheet(), before, "looking changes nothing");
        assert_eq!(shown.after - shown.before, gained * MINUTE);
        assert_eq!(desk.daybook.edit(&edit, Twice::Refuse).expect("merged"), shown.put);
        assert_eq!(desk.told(), [expected]);
        desk.daybook.undo().expect("undone");
        assert_eq!(desk.sheet(), before);
    };
    check(Keep::Sum, "Acme 0–30,40–60", 0);
    check(Keep::Fill, "Acme 0–60", 10);
}

#[test]
fn a_merged_entry_has_the_tags_and_notes_of_all() {
    let desk = Desk::new();
    let add = |from, to, tag: &str, note: &str| {
        let mut new = entry("Acme", When::Span(span(from, to)));
        (new.tags, new.note) = (vec![tag.into()], note.into());
        id(&desk.daybook.add_entry(new).expect("an entry"))
    };
    let ids = vec![add(60, 90, "web", "second"), add(0, 30, "deep", "first")];
    desk.daybook.edit(&Edit::Merge(ids, Keep::Fill), Twice::Refuse).expect("merged");
    let sheet = desk.sheet();
    let [merged] = sheet.as_slice() else { panic!("one entry: {sheet:?}") };
    assert_eq!(merged.details.note, "first\n\nsecond");
    assert_eq!(merged.details.tags.len(), 2);
}

#[test]
fn a_boundary_takes_its_neighbour_along_or_not() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    desk.add("Nordwind", 60, 120);
    let boundary = |to, beside| Edit::Boundary(id(&first), Edge::End, at(to), beside);
    check(&desk, &boundary(75, Neighbour::Follows), &["Acme 0–75", "Nordwind 75–120"]);
    check(&desk, &boundary(50, Neighbour::Stays), &["Acme 0–50", "Nordwind 75–120"]);
    let refused = desk.daybook.edit(&boundary(80, Neighbour::Stays), Twice::Refuse);
    assert_eq!(refused.expect_err("it would count twice").code(), "twice");
    assert_eq!(desk.told(), ["Acme 0–50", "Nordwind 75–120"], "nothing is changed");
}

#[test]
fn shared_time_is_told_and_given_to_one_of_two() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    let second = desk.draft("Nordwind", 45, 90);
    let day = desk.daybook.day("2026-03-02".parse().expect("a date")).expect("a day");
    let [overlap] = day.overlaps.as_slice() else { panic!("one overlap: {:?}", day.overlaps) };
    assert_eq!(overlap.shared.length(), 15 * MINUTE);
    let resolve = Edit::Resolve(id(&first), id(&second), Resolution::SplitAtMiddle);
    desk.daybook.edit(&resolve, Twice::Refuse).expect("resolved");
    let day = desk.daybook.day("2026-03-02".parse().expect("a date")).expect("a day");
    assert_eq!(day.overlaps, []);
}

#[test]
fn what_the_owner_lets_count_twice_is_not_asked_about_again() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    let second = desk.draft("Nordwind", 45, 90);
    let date: Date = "2026-03-02".parse().expect("a date");
    let asked = || {
        let day = desk.daybook.day(date).expect("a day").overlaps.len();
        let week = desk.daybook.week(date).expect("a week").overlaps.len();
        let review = desk.daybook.review::<&str>(date, date, &[]).expect("a review");
        assert!(day == week && week == review.overlaps.len(), "all say the same");
        day
    };
    let before = desk.sheet();
    let both = Edit::Resolve(id(&first), id(&second), Resolution::Both);
    desk.daybook.edit(&both, Twice::Refuse).expect("both count");
    assert_eq!((asked(), desk.sheet()), (0, before.clone()), "the entries are as they were");
    let told = desk.daybook.overlaps(span(0, 90)).expect("overlaps");
    assert_eq!((told.len(), told[0].is_allowed), (1, true), "never silent");
    assert_eq!(desk.daybook.history(&id(&second)).expect("a history")[0].step.kind, Kind::Resolve);
    desk.again().undo().expect("undone");
    assert_eq!((asked(), desk.sheet()), (1, before.clone()));
    desk.again().redo().expect("redone");
    assert_eq!(asked(), 0);
    let wider = Edit::Resize(id(&second), span(30, 90));
    desk.daybook.edit(&wider, Twice::Refuse).expect_err("more of it would count twice");
    desk.daybook.edit(&wider, Twice::Allow).expect("both count, says the owner");
    assert_eq!(asked(), 0, "what an edit was allowed is decided with it");
    desk.daybook.undo().expect("undone");
    assert_eq!((asked(), desk.sheet()), (0, before), "what was decided before still is");
}

#[test]
fn an_edit_decides_only_about_the_time_that_it_adds() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    desk.draft("Nordwind", 30, 60);
    desk.add("Acme", 60, 120);
    let open = || -> Vec<i64> {
        let all = desk.daybook.overlaps(span(0, 120)).expect("overlaps");
        let open = all.iter().filter(|one| !one.is_allowed);
        open.map(|one| one.overlap.shared.length() / MINUTE).collect()
    };
    assert_eq!(open(), [30]);
    let longer = Edit::Resize(id(&first), span(0, 90));
    desk.daybook.edit(&longer, Twice::Allow).expect("both count, says the owner");
    assert_eq!(open(), [30], "nobody said anything about the draft");
}

#[test]
fn what_was_said_of_shared_time_holds_for_the_parts_and_the_whole() {
    let desk = Desk::new();
    let first = desk.add("Acme", 0, 60);
    desk.add("Nordwind", 20, 50);
    let open = || {
        let all = desk.daybook.overlaps(span(0, 120)).expect("overlaps");
        (all.len(), all.iter().filter(|one| !one.is_allowed).count())
    };
    assert_eq!(open(), (1, 0));
    let split = Edit::Split(id(&first), vec![at(30)]);
    let parts = desk.daybook.edit(&split, Twice::Refuse).expect("split");
    assert_eq!(open(), (2, 0), "nobody is asked again");
    desk.daybook.undo().expect("undone");
    assert_eq!(open(), (1, 0));
    desk.daybook.redo().expect("redone");
    assert_eq!(open(), (2, 0));
    let ids = parts.iter().rev().map(id).collect();
    desk.daybook.edit(&Edit::Merge(ids, Keep::Sum), Twice::Refuse).expect("merged");
    assert_eq!(open(), (1, 0));
}

#[test]
fn a_length_that_gets_its_place_counts_no_time_twice_unless_it_may() {
    let desk = Desk::new();
    desk.add("Acme", 0, 60);
    let date = "2026-03-02".parse().expect("a date");
    let loose = desk.daybook.add_entry(entry("Acme", When::Length(date, HOUR))).expect("a length");
    let placed = Edit::Resize(id(&loose), span(30, 90));
    let refused = desk.daybook.edit(&placed, Twice::Refuse).expect_err("it counts twice");
    assert_eq!(refused.code(), "twice");
    desk.daybook.edit(&placed, Twice::Allow).expect("both count");
    let told = desk.daybook.overlaps(span(0, 90)).expect("overlaps");
    assert!(told.len() == 1 && told[0].is_allowed, "{told:?}");
}

#[test]
fn an_entry_that_is_named_twice_is_deleted_once() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    check(&desk, &Edit::Delete(vec![id(&row), id(&row)]), &[]);
    desk.daybook.undo().expect("undone");
    assert_eq!(desk.sheet(), [row]);
}

#[test]
fn confirmed_entries_of_two_clients_or_tasks_are_not_merged() {
    let desk = Desk::new();
    let add = |client: &str, task: Option<&str>, from| {
        let mut new = entry(client, When::Span(span(from, from + 30)));
        new.project = task.map(|_| "Web".into());
        new.task = task.map(str::to_owned);
        id(&desk.daybook.add_entry(new).expect("an entry"))
    };
    let refused = |ids: [&String; 2]| {
        let ids = ids.map(String::clone).to_vec();
        let refused = desk.daybook.edit(&Edit::Merge(ids, Keep::Sum), Twice::Refuse);
        refused.expect_err("they differ").to_string()
    };
    let web = desk.daybook.client("Acme").expect("a client").id;
    let web = desk.daybook.project(web, "Web").expect("a project").id.to_string();
    desk.daybook.add_task("Search", &web).expect("a task");
    let (login, search) = (add("Acme", Some("Login"), 0), add("Acme", Some("Search"), 30));
    let other = add("Nordwind", None, 60);
    let sentence = |what| {
        format!("the entries have not the same {what}; give them the same first, then merge them")
    };
    assert_eq!(refused([&login, &other]), sentence("client"));
    assert_eq!(refused([&login, &search]), sentence("task"));
    let draft = desk.draft("Nordwind", 90, 120);
    let mut block = draft.entry.block().clone();
    block.answer.reason = "guessed".into();
    let put = store::entries::Row { entry: draft.entry.saying(block), ..draft.clone() };
    desk.write(move |tx| entries::put(tx, &put, at(0)));
    let ids = vec![id(&draft), search];
    let done = desk.daybook.edit(&Edit::Merge(ids, Keep::Fill), Twice::Refuse);
    done.expect_err("Nordwind’s hour lies between");
    desk.daybook.edit(&Edit::Delete(vec![other]), Twice::Refuse).expect("deleted");
    let ids = vec![id(&draft), login];
    desk.daybook.edit(&Edit::Merge(ids, Keep::Sum), Twice::Refuse).expect("a guess gives way");
    let sheet = desk.sheet();
    assert_eq!(desk.told(), ["Acme 0–30,90–120", "Acme 30–60"]);
    assert!(sheet[0].details.task.is_some() && sheet[0].details.task != sheet[1].details.task);
}

#[test]
fn a_second_entry_at_the_same_time_is_never_added_silently() {
    let desk = Desk::new();
    desk.add("Acme", 0, 60);
    let mut new = entry("Nordwind", When::Span(span(30, 90)));
    let refused = desk.daybook.add_entry(new.clone()).expect_err("it counts twice");
    assert_eq!(refused.code(), "twice");
    assert_eq!(desk.told(), ["Acme 0–60"]);
    new.twice = Twice::Allow;
    desk.daybook.add_entry(new).expect("both count");
    assert_eq!(desk.told(), ["Acme 0–60", "Nordwind 30–90"]);
    let told = desk.daybook.overlaps(span(0, 90)).expect("overlaps");
    assert!(told.iter().all(|one| one.is_allowed), "nobody is asked about it again");
}

#[test]
fn what_is_deleted_comes_back_with_all_that_it_was_recognised_by() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    let of = row.entry.id();
    let tokens = vec!["p:code".to_owned()];
    let kept = tokens.clone();
    desk.write(move |tx| blocks::put_evidence(tx, of, &kept));
    check(&desk, &Edit::Delete(vec![id(&row)]), &[]);
    desk.again().undo().expect("undone");
    assert_eq!(desk.sheet(), [row]);
    assert_eq!(desk.read(move |db| blocks::evidence(db, of)), tokens);
}

#[test]
fn a_copy_is_a_draft_of_its_own() {
    let desk = Desk::new();
    let row = desk.add("Acme", 0, 60);
    check(&desk, &Edit::Duplicate(id(&row), at(100)), &["Acme 0–60", "Acme 100–160"]);
    let copy = desk.sheet().pop().expect("a copy");
    assert_eq!(copy.entry.block().status, Status::Draft, "nobody said that it happened");
}

#[test]
fn what_is_billed_stays_as_it_is_but_for_its_tags_and_its_note() {
    let desk = Desk::new();
    let mut row = desk.add("Acme", 0, 60);
    let beside = desk.add("Nordwind", 60, 90);
    let mut block = row.entry.block().clone();
    block.status = Status::Billed;
    row.entry = row.entry.saying(block);
    row.details.invoice = Some("2026-7".into());
    let billed = row.clone();
    desk.write(move |tx| entries::put(tx, &billed, at(0)));
    let before = desk.sheet();
    let own = id(&row);
    for edit in [
        Edit::Split(own.clone(), vec![at(30)]),
        Edit::Halves(own.clone()),
        Edit::Merge(vec![own.clone(), id(&beside)], Keep::Sum),
        Edit::Boundary(own.clone(), Edge::End, at(50), Neighbour::Stays),
        Edit::Boundary(id(&beside), Edge::Start, at(50), Neighbour::Follows),
        Edit::Resize(own.clone(), span(0, 30)),
        Edit::Move(own.clone(), at(200)),
        Edit::Delete(vec![own.clone()]),
    ] {
        let refused = desk.daybook.edit(&edit, Twice::Refuse).expect_err("it is billed");
        assert_eq!(refused.code(), "billed", "{edit:?}");
        assert_eq!(desk.sheet(), before, "{edit:?}");
    }
    let correct = |correction| desk.daybook.correct(&own, &correction);
    let label = engine::blocks::Correction { label: Some("x".into()), ..Default::default() };
    let refused = correct(label).expect_err("it is billed");
    assert_eq!(
        refused.to_string(),
        "this entry is on invoice 2026-7 and stays as it is; undo the import that brought it, \
         or leave it"
    );
    assert_eq!(desk.daybook.reopen(&[&own]).expect_err("billed").code(), "billed");
    desk.daybook.confirm(&own).expect("it is more than confirmed");
    assert_eq!(desk.sheet(), before);
    let note = engine::blocks::Correction { note: Some("paid late".into()), ..Default::default() };
    correct(note).expect("a note is no money");
    assert_eq!(desk.sheet()[0].details.note, "paid late");
}

#[test]
fn a_length_without_a_time_shares_time_with_nobody() {
    let desk = Desk::new();
    let date = "2026-03-02".parse().expect("a date");
    let loose = desk.daybook.add_entry(entry("Acme", When::Length(date, HOUR))).expect("a length");
    desk.add("Nordwind", 0, 60);
    assert_eq!(desk.daybook.day(date).expect("a day").overlaps, []);
    let refused = desk.daybook.edit(&Edit::Halves(id(&loose)), Twice::Refuse);
    assert_eq!(refused.expect_err("it has no time").code(), "input");
    desk.daybook.edit(&Edit::Length(id(&loose), 2 * HOUR), Twice::Refuse).expect("a length");
    assert_eq!(desk.told(), ["Acme (0–120)", "Nordwind 0–60"]);
    desk.daybook.edit(&Edit::Move(id(&loose), at(25 * 60)), Twice::Refuse).expect("a day later");
    assert_eq!(desk.told(), ["Nordwind 0–60", "Acme (1440–1560)"]);
    desk.daybook.edit(&Edit::Resize(id(&loose), span(100, 160)), Twice::Refuse).expect("a place");
    assert_eq!(desk.told(), ["Nordwind 0–60", "Acme 100–160"]);
    for _ in 0..3 {
        desk.daybook.undo().expect("undone");
    }
    assert_eq!(desk.told(), ["Acme (0–60)", "Nordwind 0–60"]);
}

impl Desk {
    pub(crate) fn write(
        &self,
        work: impl FnOnce(&store::Connection) -> store::Result<()> + Send + 'static,
    ) {
        self.store().write(|tx| work(tx)).expect("written");
    }

    fn read<T>(&self, work: impl FnOnce(&store::Connection) -> store::Result<T>) -> T {
        self.store().read(work).expect("read")
    }

    fn store(&self) -> store::Store {
        let home = self.daybook.home().path();
        store::Store::open(home, store::Check::Glance, at(0)).expect("it opens").0
    }
}

#[test]
fn words_and_times_of_one_entry_change_in_one_step() {
    let desk = Desk::new();
    let whole = desk.add("Acme", 60, 120);
    desk.add("Nordwind", 120, 180);
    let correction = Correction { label: Some("Review".into()), ..Correction::default() };
    let edit = |end| Edit::Boundary(id(&whole), Edge::End, at(end), Neighbour::Stays);
    let change = |end| desk.daybook.edit_and_correct(&edit(end), &correction, Twice::Refuse);
    change(150).expect_err("time would count twice");
    let label = || desk.sheet()[0].entry.block().answer.label.clone();
    let before = label();
    assert_eq!(desk.told(), ["Acme 60–120", "Nordwind 120–180"]);
    change(90).expect("shorter, and with other words");
    assert_eq!((desk.told().remove(0), label()), ("Acme 60–90".into(), "Review".into()));
    desk.daybook.undo().expect("undone").expect("a step");
    assert_eq!((desk.told().remove(0), label()), ("Acme 60–120".into(), before));
}

#[test]
fn no_part_of_a_split_is_shorter_than_a_second() {
    let desk = Desk::new();
    let whole = desk.add("Acme", 60, 120);
    let split = |at| desk.daybook.edit(&Edit::Split(id(&whole), vec![at]), Twice::Refuse);
    let refused = split(at(60).plus(999)).expect_err("a sliver").to_string();
    assert!(refused.contains("less than a second"), "{refused}");
    split(at(60).plus(1_000)).expect("a second");
}

#[test]
fn what_is_archived_is_not_worked_for_again() {
    let desk = Desk::new();
    let whole = desk.add("Acme", 60, 120);
    let client = desk.daybook.client("Acme").expect("a client").id.to_string();
    let archived = ClientChange { archived: Some(true), ..ClientChange::default() };
    desk.daybook.change_client(&client, &archived).expect("archived");
    let copy = desk.daybook.edit(&Edit::Duplicate(id(&whole), at(300)), Twice::Refuse);
    let refused = copy.expect_err("archived").to_string();
    assert!(refused.contains("‘Acme’ is archived"), "{refused}");
}
