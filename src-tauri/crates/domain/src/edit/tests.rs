//! Edits in pictures: one letter is one minute, its digit the entry's id.

use super::merge::{Keep, merge};
use super::overlap::{Overlap, Resolution, resolve};
use super::points::{points, runs};
use super::reshape::{Edge, Neighbour, duplicate, move_boundary, move_to, resize};
use super::split::{split_at, split_at_points, split_in_halves};
use super::*;
use crate::activity::{Activity, State, Window};
use crate::block::{Block, Status};
use crate::entry::tests::{entry, id, minutes};
use crate::time::MINUTE;

/// Reads "11..1 ..22" as two entries; the first has a pause of two minutes, in which the second
/// was worked.
pub(crate) fn day(picture: &str) -> Vec<Entry> {
    let read = |row: &str| {
        let digit = row.chars().find(char::is_ascii_digit).unwrap();
        let number = u8::try_from(digit.to_digit(10).unwrap()).unwrap();
        let at = |index: usize| i64::try_from(index).unwrap();
        let worked: Vec<(i64, i64)> = row
            .char_indices()
            .filter(|(_, letter)| *letter == digit)
            .map(|(index, _)| (at(index), at(index) + 1))
            .collect();
        entry(number, &worked)
    };
    picture.split_whitespace().map(read).collect()
}

/// Draws entries as [`day`] reads them.
pub(crate) fn drawn(entries: &[Entry]) -> String {
    let row = |entry: &Entry| {
        let number = (0..=9).find(|number| id(*number) == entry.id()).unwrap();
        let until = entry.span().end.0 / MINUTE;
        (0..until)
            .map(|at| Moment(at * MINUTE))
            .map(|at| if entry.segments().contains(at) { number.to_string() } else { ".".into() })
            .collect::<String>()
    };
    entries.iter().map(row).collect::<Vec<_>>().join(" ")
}

fn at(minute: i64) -> Moment {
    Moment(minute * MINUTE)
}

#[track_caller]
fn check(done: Result<Preview, Refusal>, expected: &str) {
    assert_eq!(drawn(&done.unwrap().entries), expected);
}

#[track_caller]
fn refuse(done: Result<Preview, Refusal>, expected: &str) {
    let refusal = done.unwrap_err();
    assert!(refusal.to_string().contains(expected), "{refusal}");
}

#[test]
fn an_entry_is_split_where_it_has_time_on_both_sides() {
    let split = |picture, minute| split_at(&day(picture), id(1), at(minute), id(2));
    check(split("111111", 2), "11 ..2222");
    check(split("111..11", 4), "111 .....22");
    check(split("111..11", 3), "111 .....22");
    check(split("111..11", 6), "111..1 ......2");
    check(split("111 .333", 1), "1 .22 .333");
    refuse(split("111", 0), "no time on both sides of 1970-01-01T00:00:00Z");
    refuse(split("111", 3), "split it at a time inside it");
    refuse(split("111", 9), "split it at a time inside it");
    refuse(split("333", 1), "there is no entry");
    refuse(split("111 ....222", 1), "there is an entry");
}

#[test]
fn an_entry_is_split_at_many_points_in_any_order() {
    let split = |points: &[(Moment, BlockId)]| split_at_points(&day("11111111"), id(1), points);
    check(split(&[(at(5), id(3)), (at(2), id(2))]), "11 ..222 .....333");
    refuse(split(&[]), "there is no time to split the entry at");
    refuse(split(&[(at(5), id(3)), (at(5), id(2))]), "no time on both sides");
    refuse(split(&[(at(5), id(3)), (at(2), id(3))]), "there is an entry");
    refuse(split(&[(at(5), id(1))]), "there is an entry");
}

#[test]
fn halves_are_halves_of_the_worked_time() {
    let halves = |picture| split_in_halves(&day(picture), id(1), id(2));
    check(halves("1111"), "11 ..22");
    check(halves("1....111"), "1....1 ......22");
    check(halves("11.....11"), "11 .......22");
    let odd = halves("111").unwrap();
    assert_eq!(odd.put[0].length(), 90_000, "a minute and a half");
    let moment = Span::new(Moment(7), Moment(8));
    let block = Block { span: moment, ..entry(1, &[(0, 1)]).block().clone() };
    let short = Entry::new(block, [], crate::time::TimeZone::UTC).unwrap();
    refuse(split_in_halves(&[short], id(1), id(2)), "too short");
}

#[test]
fn a_split_says_what_came_from_where_and_what_it_counts() {
    let done = split_at(&day("11..11"), id(1), at(1), id(2)).unwrap();
    assert_eq!(done.copied, [Copied { id: id(2), of: id(1) }]);
    assert_eq!((done.before, done.after), (4 * MINUTE, 4 * MINUTE));
    assert!(done.gained.is_empty() && done.lost.is_empty() && done.gone.is_empty());
    assert_eq!(done.put.len(), 2);
    assert!(done.put.iter().all(|part| part.block().edited), "a person did this");
    assert!(done.put.iter().all(|part| part.block().answer.label == "work 1"));
}

#[test]
fn a_merge_has_two_meanings() {
    let merged = |picture, keep| merge(&day(picture), &[id(2), id(1)], keep, Twice::Refuse);
    check(merged("111 .....22", Keep::Sum), "111..11");
    check(merged("111 .....22", Keep::Fill), "1111111");
    check(merged("111 .....2.2", Keep::Sum), "111..1.1");
    check(merged("1.1 .....2.2", Keep::Fill), "1.1111.1");
    check(merged("1111 ..2222", Keep::Sum), "11111111");
    check(merged("1111 ..2222", Keep::Fill), "111111");
    check(merged("111 ...22", Keep::Sum), "11111");
    check(merged("111 .....22 .........333", Keep::Fill), "1111111 .........333");
    refuse(merged("111 ...33 .....22", Keep::Fill), "00:03:00Z to 1970-01-01T00:05:00Z");
    check(merged("111 ...33 .....22", Keep::Sum), "111..11 ...33");
    refuse(merged("1111 ..2222 ......3", Keep::Sum), "would be counted twice");
    refuse(merge(&day("111"), &[id(1), id(1)], Keep::Sum, Twice::Refuse), "two different");
    refuse(merged("111", Keep::Sum), "there is no entry");
}

#[test]
fn many_entries_are_merged_into_the_first() {
    let three = day("11 ...22 ......3.3");
    let ids = [id(3), id(1), id(2)];
    let sum = merge(&three, &ids, Keep::Sum, Twice::Refuse).unwrap();
    assert_eq!((drawn(&sum.entries), sum.gone), ("11.11.1.1".into(), vec![id(2), id(3)]));
    let fill = merge(&three, &ids, Keep::Fill, Twice::Refuse).unwrap();
    assert_eq!(drawn(&fill.entries), "1111111.1");
    assert_eq!((fill.before, fill.after), (6 * MINUTE, 8 * MINUTE));
    assert_eq!(fill.gained.as_slice(), [minutes(2, 3), minutes(5, 6)], "the gaps are named");
}

#[test]
fn a_merge_confirms_nothing() {
    let mut two = day("11 ..22");
    let confirmed = Block { status: Status::Confirmed, ..two[0].block().clone() };
    two[0] = two[0].saying(confirmed);
    let status = |two: &[Entry]| {
        let done = merge(two, &[id(1), id(2)], Keep::Sum, Twice::Refuse).unwrap();
        done.entries[0].block().status
    };
    assert_eq!(status(&two), Status::Draft, "the second was never looked at");
    let confirmed = Block { status: Status::Confirmed, ..two[1].block().clone() };
    two[1] = two[1].saying(confirmed);
    assert_eq!(status(&two), Status::Confirmed);
}

#[test]
fn a_merge_never_says_something_else_of_what_somebody_said() {
    use crate::block::Answer;
    use crate::id::{ClientId, ProjectId};
    use crate::reason::Reason;
    let client = |number| Some(ClientId::mint(Moment(0), [number; 10]));
    let of = |client, billable| Answer { client, billable, ..Answer::default() };
    let guess = |answer| (answer, Status::Draft);
    let said = |answer| (Answer { reason: Reason::You.to_string(), ..answer }, Status::Draft);
    let confirmed = |answer| (answer, Status::Confirmed);
    let merged = |one: (Answer, Status), two: (Answer, Status)| {
        let mut day = day("11 ..22");
        for (entry, (answer, status)) in day.iter_mut().zip([one, two]) {
            *entry = entry.saying(Block { answer, status, ..entry.block().clone() });
        }
        let done = merge(&day, &[id(1), id(2)], Keep::Sum, Twice::Refuse)?;
        let answer = &done.put[0].block().answer;
        Ok((answer.client, answer.billable))
    };
    let (acme, globex, nobody) = (client(1), client(2), None);
    assert_eq!(merged(guess(of(acme, true)), confirmed(of(globex, false))), Ok((globex, false)));
    assert_eq!(merged(guess(of(acme, true)), said(of(globex, true))), Ok((globex, true)));
    assert_eq!(merged(guess(of(acme, true)), guess(of(globex, true))), Ok((acme, true)));
    assert_eq!(merged(guess(of(nobody, false)), guess(of(globex, true))), Ok((globex, true)));
    assert_eq!(merged(said(of(nobody, false)), said(of(globex, true))), Ok((globex, true)));
    assert_eq!(merged(confirmed(of(acme, true)), said(of(acme, true))), Ok((acme, true)));
    let differ = |what| Err(Refusal::Differ(what));
    assert_eq!(merged(confirmed(of(acme, true)), confirmed(of(globex, true))), differ("client"));
    assert_eq!(merged(said(of(acme, true)), confirmed(of(globex, true))), differ("client"));
    assert_eq!(merged(confirmed(of(nobody, true)), confirmed(of(acme, true))), differ("client"));
    let paid = merged(confirmed(of(acme, true)), confirmed(of(acme, false)));
    assert_eq!(paid, Err(Refusal::OnePaid));
    let web = Answer { project: Some(ProjectId::mint(Moment(0), [3; 10])), ..of(acme, true) };
    assert_eq!(merged(confirmed(of(acme, true)), confirmed(web)), differ("project"));
}

#[test]
fn what_two_share_is_new_only_as_far_as_they_did_not_share_it_before() {
    let three = day("1111 ..22 ....33");
    let done = resize(&three, id(1), minutes(0, 5), Twice::Allow).unwrap();
    let told = |all: &[Overlap]| -> Vec<_> {
        all.iter().map(|one| (one.first, one.second, Vec::from(one.shared.clone()))).collect()
    };
    let grown = (id(1), id(3), vec![minutes(4, 5)]);
    assert_eq!(told(&done.overlaps), [(id(1), id(2), vec![minutes(2, 4)]), grown.clone()]);
    assert_eq!(told(&done.fresh), [grown]);
    let done = resize(&three, id(2), minutes(1, 4), Twice::Allow).unwrap();
    assert_eq!(told(&done.fresh), [(id(1), id(2), vec![minutes(1, 2)])]);
}

#[test]
fn a_merge_over_more_than_an_entry_may_be_is_refused() {
    let far = [entry(1, &[(0, 60)]), entry(2, &[(49 * 60, 50 * 60)])];
    let merged = |keep| merge(&far, &[id(1), id(2)], keep, Twice::Refuse);
    refuse(merged(Keep::Fill), "longer than 48 hours");
    refuse(merged(Keep::Sum), "longer than 48 hours");
}

#[test]
fn a_boundary_moves_with_the_neighbour_or_without() {
    let moved = |picture, edge, to, neighbour| {
        move_boundary(&day(picture), id(1), edge, at(to), neighbour, Twice::Refuse)
    };
    use Edge::{End, Start};
    use Neighbour::{Follows, Stays};
    check(moved("111 ...222", End, 4, Follows), "1111 ....22");
    check(moved("111 ...222", End, 1, Follows), "1 .22222");
    check(moved("111 ...222", End, 1, Stays), "1 ...222");
    check(moved("111 ....222", End, 1, Follows), "1 ....222");
    check(moved("222 ...111", Start, 1, Follows), "2 .11111");
    check(moved("222 ...111", Start, 5, Follows), "22222 .....1");
    check(moved("11..11", End, 3, Follows), "11");
    check(moved("111..11 .......222", End, 4, Follows), "111 ....222222");
    refuse(moved("111 ...222", End, 4, Stays), "counted twice");
    refuse(moved("111 ...222", End, 6, Follows), "nothing of the entry beside it");
    refuse(moved("111 ...222 ......333", End, 7, Follows), "nothing of the entry beside it");
    refuse(moved("222 ...111", Start, 6, Follows), "without any time");
    let twice = move_boundary(&day("111 ...222"), id(1), End, at(4), Stays, Twice::Allow).unwrap();
    assert_eq!(drawn(&twice.entries), "1111 ...222");
    assert_eq!(twice.overlaps.len(), 1, "allowed, but not silent");
}

#[test]
fn an_entry_is_moved_resized_duplicated_and_removed() {
    let two = day("1.1 ....22");
    check(move_to(&two, id(1), at(6), Twice::Refuse), "....22 ......1.1");
    check(move_to(&day("1.1 ....2"), id(1), at(3), Twice::Refuse), "...1.1 ....2");
    refuse(move_to(&two, id(1), at(2), Twice::Refuse), "counted twice");
    check(move_to(&two, id(1), at(2), Twice::Allow), "..1.1 ....22");
    check(resize(&two, id(1), minutes(0, 4), Twice::Refuse), "1.11 ....22");
    check(resize(&two, id(1), minutes(7, 9), Twice::Refuse), "....22 .......11");
    refuse(resize(&two, id(1), minutes(0, 5), Twice::Refuse), "counted twice");
    refuse(resize(&two, id(1), minutes(1, 2), Twice::Refuse), "without any time");
    refuse(duplicate(&two, id(2), at(5), id(3), Twice::Refuse), "counted twice");
    refuse(duplicate(&two, id(2), at(7), id(1), Twice::Refuse), "there is an entry");
    let copy = duplicate(&two, id(1), at(6), id(3), Twice::Refuse).unwrap();
    assert_eq!(drawn(&copy.entries), "1.1 ....22 ......3.3");
    assert_eq!((copy.after - copy.before, copy.gone.len()), (2 * MINUTE, 0));
    let confirmed = Block { status: Status::Confirmed, ..two[0].block().clone() };
    let done = duplicate(&[two[0].saying(confirmed)], id(1), at(9), id(3), Twice::Refuse).unwrap();
    assert_eq!(done.put[0].block().status, Status::Draft, "nobody confirmed the copy");
    check(remove(&two, &[id(1)]), "....22");
    refuse(remove(&two, &[id(1), id(5)]), "there is no entry");
}

#[test]
fn what_overlapped_before_may_go_on_but_not_grow() {
    let both = day("1111 ..2222");
    check(split_at(&both, id(1), at(3), id(3)), "111 ..2222 ...3");
    check(move_to(&both, id(1), at(0), Twice::Refuse), "1111 ..2222");
    check(resize(&both, id(1), minutes(0, 3), Twice::Refuse), "111 ..2222");
    refuse(resize(&both, id(1), minutes(0, 5), Twice::Refuse), "00:04:00Z to");
    refuse(duplicate(&both, id(2), at(2), id(3), Twice::Refuse), "00:02:00Z to");
}

#[test]
fn overlaps_are_found_with_the_time_they_share() {
    let found = |picture| -> Vec<(BlockId, BlockId, Vec<Span>)> {
        overlaps(&day(picture))
            .into_iter()
            .map(|one| (one.first, one.second, one.shared.into()))
            .collect()
    };
    assert_eq!(found("111 ...222"), []);
    assert_eq!(found("1..1 .22"), [], "in the pause of the other");
    assert_eq!(found("..222 111"), [(id(1), id(2), vec![minutes(2, 3)])]);
    assert_eq!(found("111111 .2.2"), [(id(1), id(2), vec![minutes(1, 2), minutes(3, 4)])]);
    assert_eq!(
        found("11111 .2 ...33"),
        [(id(1), id(2), vec![minutes(1, 2)]), (id(1), id(3), vec![minutes(3, 5)])]
    );
}

#[test]
fn an_overlap_is_resolved_as_the_owner_says() {
    use Resolution::{KeepFirst, KeepSecond, SplitAtMiddle, Trim};
    let resolved = |picture, how| resolve(&day(picture), id(2), id(1), how);
    check(resolved("111111 ..222222", KeepFirst), "111111 ......22");
    check(resolved("111111 ..222222", KeepSecond), "11 ..222222");
    check(resolved("111111 ..222222", SplitAtMiddle), "1111 ....2222");
    check(resolved("111111 ..222222", Trim), "11 ..222222");
    check(resolved("111111 ..22", KeepFirst), "111111");
    check(resolved("111111 ..22", KeepSecond), "11..11 ..22");
    check(resolved("111111 ..22", SplitAtMiddle), "111.11 ...2");
    check(resolved("111111 ..22", Trim), "11 ..22");
    check(resolved("11 .22", KeepFirst), "11 ..2");
    refuse(resolved("11 ..22", KeepFirst), "do not overlap");
    refuse(resolve(&day("11"), id(1), id(1), KeepFirst), "do not overlap");
    let trimmed = resolved("111111 ..22", Trim).unwrap();
    assert_eq!(trimmed.lost.as_slice(), [minutes(4, 6)], "what is lost is named");
    assert_eq!(resolved("1111 .22", KeepFirst).unwrap().gone, [id(2)]);
}

/// One letter is one minute of the program of that name; `c` is a call in front of program `a`, `d`
/// one in front of `d`, `i` idle, `?` work in a window that cannot be read.
fn seen(picture: &str) -> Vec<Activity> {
    let one = |(index, letter): (usize, char)| {
        let start = i64::try_from(index).unwrap();
        let state = match letter {
            'c' | 'd' => State::Call,
            'i' => State::Idle,
            _ => State::Working,
        };
        let program = if letter == 'c' { 'a' } else { letter }.to_string();
        let window = Window { program, ..Window::default() };
        let window = (letter != '?').then_some(window);
        Activity { span: minutes(start, start + 1), state, window }
    };
    picture.char_indices().map(one).collect()
}

#[test]
fn work_is_split_where_program_or_call_changed() {
    let check = |picture: &str, shortest: i64, expected: &[i64]| {
        let seen = seen(picture);
        let found = points(minutes(0, 99), &seen, shortest * MINUTE);
        let found: Vec<i64> = found.iter().map(|at| at.0 / MINUTE).collect();
        assert_eq!(found, expected, "{picture} by {shortest}");
    };
    check("aaaabbbb", 1, &[4]);
    check("aaaaAAAA", 1, &[]);
    check("aaaaiiaaaa", 1, &[]);
    check("aaaaiibbbb", 1, &[6]);
    check("aaabaabbbb", 2, &[6]);
    check("aaaccccbb", 2, &[3, 7]);
    check("aaaccdd", 1, &[3]);
    check("baaa", 2, &[]);
    check("abab", 3, &[]);
    check("bbbb", 9, &[]);
    check("", 1, &[]);
    check("iii", 1, &[]);
    check("aaa???aaa", 1, &[]);
    check("???aaa???bbb", 1, &[9]);
    check("???ccc", 1, &[3]);
}

#[test]
fn a_run_says_how_much_of_it_was_work() {
    let found = runs(minutes(1, 9), &seen("aaiiaabbbb"), MINUTE);
    let told: Vec<_> = found.iter().map(|run| (run.span, run.worked / MINUTE)).collect();
    assert_eq!(told, [(minutes(1, 6), 3), (minutes(6, 9), 3)], "clipped to the entry");
}
