//! What is kept about clients, projects and tasks, and what cannot be removed.

use super::*;
use crate::history::{self, Stands};
use crate::{Check, Store, roster, tasks};
use domain::client::Task;
use domain::id::TaskId;

fn store() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(home.path(), Check::Thorough, Moment(0)).unwrap();
    (home, store)
}

fn acme() -> Client {
    Client {
        billable: Some(false),
        rounding: "up 6 per day".parse().unwrap(),
        archived: Some(Moment(7)),
        ..Client::new(ClientId::mint(Moment(0), [1; 10]), "Acme".into(), 3, "JPY".parse().unwrap())
    }
}

fn web() -> Project {
    Project {
        billable: Some(true),
        ..Project::new(ProjectId::mint(Moment(0), [2; 10]), acme().id, "Web".into())
    }
}

fn review() -> Task {
    Task::new(TaskId::mint(Moment(0), [3; 10]), web().id, "Review".into())
}

#[test]
fn everything_that_is_said_of_a_client_a_project_and_a_task_reads_back() {
    let (_home, store) = store();
    let read = store
        .write(|tx| {
            add(tx, &Client::new(acme().id, "x".into(), 0, Currency::EUR), Moment(1))?;
            put(tx, &acme(), Moment(2))?;
            add_project(tx, &web(), Moment(3))?;
            put_project(tx, &Project { archived: Some(Moment(8)), ..web() }, Moment(4))?;
            tasks::add(tx, &review(), Moment(5))?;
            tasks::put(tx, &Task { billable: Some(false), ..review() }, Moment(6))?;
            let said = billables(tx)?;
            assert_eq!(said.clients.get(&acme().id), Some(&false));
            assert_eq!(said.projects.get(&web().id), Some(&true));
            assert_eq!(said.tasks.get(&review().id), Some(&false));
            assert_eq!(roster::revision(tx)?, 6, "each of these changes is counted");
            assert_eq!(currencies(tx)?, [(acme().id, acme().currency)]);
            Ok((
                find(tx, " ACME ")?,
                find_project(tx, acme().id, "web")?,
                tasks::find(tx, web().id, "review")?,
            ))
        })
        .unwrap();
    assert_eq!(read.0, Some(acme()));
    assert_eq!(read.1, Some(Project { archived: Some(Moment(8)), ..web() }));
    assert_eq!(read.2, Some(Task { billable: Some(false), ..review() }));
}

#[test]
fn what_something_refers_to_cannot_be_removed() {
    let check = |what: &str, refers: &'static str| {
        let (_home, store) = store();
        store
            .write(move |tx| {
                add(tx, &acme(), Moment(1))?;
                add_project(tx, &web(), Moment(1))?;
                tasks::add(tx, &review(), Moment(1))?;
                let sql = refers
                    .replace(":client", &acme().id.to_string())
                    .replace(":project", &web().id.to_string())
                    .replace(":task", &review().id.to_string());
                tx.execute_batch(&sql)?;
                Ok(())
            })
            .unwrap();
        let gone = match what {
            "task" => store.write(|tx| tasks::remove(tx, &review(), Moment(2))),
            "project" => store.write(|tx| remove_project(tx, &web(), Moment(2))),
            _ => store.write(|tx| remove(tx, &acme(), Moment(2))),
        };
        match refers {
            "" => gone.unwrap(),
            _ => assert!(matches!(gone, Err(Error::InUse { .. })), "{what}: {refers}"),
        }
    };
    let block = "INSERT INTO time_blocks (id, start_ms, end_ms, client_id, project_id, task_id,
        task_label, is_billable, confidence, reason, status, created_ms, updated_ms)
        VALUES ('x', 0, 1, ':client', ':project', ':task', '', 1, 1, '', 'draft', 0, 0)";
    let timer = "INSERT INTO timers (id, client_id, project_id, task_id, label, is_billable,
        zone, status, started_ms, phase, closed, created_ms, updated_ms)
        VALUES ('x', ':client', ':project', ':task', '', 1, '', 'paused', 0, '', '', 0, 0)";
    let rule = "INSERT INTO rules (id, field, pattern, client_id, project_id, created_ms)
        VALUES ('x', 'title', 'x', ':client', ':project', 0)";
    check("task", "");
    check("task", block);
    check("task", timer);
    check(
        "task",
        "INSERT INTO rates (id, scope, scope_id, from_day, created_ms)
         VALUES ('x', 'task', ':task', '2026-01-01', 0)",
    );
    check("project", "DELETE FROM tasks; INSERT INTO lessons VALUES ('x', '\":project\"', 0)");
    for refers in [block, timer, rule] {
        check("project", refers);
        check("client", refers);
    }
    check(
        "client",
        "DELETE FROM tasks; DELETE FROM projects;\
        INSERT INTO lessons VALUES ('x', '\":client\"', 0)",
    );
    for subject in ["client", "project"] {
        let id = format!(":{subject}");
        let budget = format!(
            "DELETE FROM tasks; INSERT INTO budgets (id, subject, subject_id, limit_ms, period,
                warn_at, created_ms)
             VALUES ('x', '{subject}', '{id}', 1, 'month', '[]', 0)"
        );
        let rate = format!(
            "DELETE FROM tasks; INSERT INTO rates (id, scope, scope_id, from_day, created_ms)
             VALUES ('x', '{subject}', '{id}', '2026-01-01', 0)"
        );
        check(subject, budget.leak());
        check(subject, rate.leak());
    }
}

#[test]
fn what_an_undo_or_a_redo_would_bring_back_stays() {
    let (_home, store) = store();
    let step = format!(
        "INSERT INTO block_steps (seq, kind, at_ms, stands) VALUES (1, 'edit', 0, 'done');
         INSERT INTO block_changes (seq, block_id, start_ms, end_ms, was)
         VALUES (1, 'x', 0, 1, '\"{}\"')",
        acme().id
    );
    store
        .write(move |tx| {
            add(tx, &acme(), Moment(1))?;
            add_project(tx, &web(), Moment(1))?;
            tx.execute_batch(&step)?;
            assert!(matches!(remove(tx, &acme(), Moment(2)), Err(Error::InUse { .. })));
            remove_project(tx, &web(), Moment(2))?;
            for stands in [Stands::Done, Stands::Undone] {
                history::set(tx, 1, stands)?;
                assert!(matches!(remove(tx, &acme(), Moment(2)), Err(Error::Kept { .. })));
            }
            history::set(tx, 1, Stands::Lapsed)?;
            remove(tx, &acme(), Moment(2))?;
            assert_eq!((list(tx)?, projects(tx)?), (vec![], vec![]));
            Ok(())
        })
        .unwrap();
}
