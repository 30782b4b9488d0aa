//! Downloads from servers that break, lie and stall.

use crate::hostile::{Hostile, Request, send};
use cloud::download::{CancelToken, Error, Hash, Progress, Spec, fetch};
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const SIZE: usize = 300_000;
/// Of the bytes that `content()` gives: `python3 -c "import hashlib; print(hashlib.sha256(
/// bytes((i*i>>3)%251 for i in range(300000))).hexdigest())"`.
const SHA256: &str = "3d3bb7f45bb55bfeff1d1f4c91452d6c44e1201cb5facbf7d39de25957dc6727";
const SHA1: &str = "ea9b37cab85a5e6200af7afb3bb61ad9305791bf";

fn content() -> Vec<u8> {
    (0..SIZE).map(|i| u8::try_from(((i * i) >> 3) % 251).unwrap()).collect()
}

/// A target in a directory of its own, and the bytes that an earlier call left.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn with_part(bytes: &[u8]) -> Self {
        let place = Self::empty();
        fs::write(place.part(), bytes).unwrap();
        place
    }

    fn target(&self) -> PathBuf {
        self.dir.path().join("model.bin")
    }

    fn part(&self) -> PathBuf {
        self.dir.path().join("model.bin.part")
    }

    fn is_whole(&self) -> bool {
        fs::read(self.target()).is_ok_and(|bytes| bytes == content()) && !self.part().exists()
    }
}

fn spec(server: &Hostile) -> Spec {
    let url = format!("{}/model.bin", server.url());
    Spec::new(url, SIZE as u64, Hash::Sha256(SHA256.to_owned()))
}

async fn get(spec: &Spec, to: &Path) -> Result<(), Error> {
    fetch(spec, to, |_| {}, CancelToken::default()).await
}

/// Where the request's range starts; 0 without one.
fn start_of(request: &Request) -> usize {
    request.headers.get("range").map_or(0, |range| {
        range
            .strip_prefix("bytes=")
            .and_then(|range| range.strip_suffix('-'))
            .unwrap()
            .parse()
            .unwrap()
    })
}

/// What a good server does.
fn serve(request: &Request, stream: &mut TcpStream) {
    let from = start_of(request);
    if from == 0 {
        send(stream, 200, "", Some(SIZE), &content());
    } else {
        let range = format!("content-range: bytes {from}-{}/{SIZE}\r\n", SIZE - 1);
        send(stream, 206, &range, Some(SIZE - from), &content()[from..]);
    }
}

#[tokio::test]
async fn a_whole_file_arrives_in_one_step_and_is_not_asked_for_again() {
    let server = Hostile::start(serve);
    let place = Place::empty();
    let mut told: Vec<Progress> = Vec::new();
    fetch(&spec(&server), &place.target(), |progress| told.push(progress), CancelToken::default())
        .await
        .unwrap();
    assert!(place.is_whole());
    let size_bytes = SIZE as u64;
    assert_eq!(told.first(), Some(&Progress { done_bytes: 0, size_bytes }));
    assert_eq!(told.last(), Some(&Progress { done_bytes: size_bytes, size_bytes }));
    get(&spec(&server), &place.target()).await.unwrap();
    assert_eq!(server.seen().len(), 1, "the right file is there");
}

#[tokio::test]
async fn a_sha1_is_as_good_where_nothing_else_is_published() {
    let server = Hostile::start(serve);
    let place = Place::empty();
    let spec = Spec { hash: Hash::Sha1(SHA1.to_uppercase()), ..spec(&server) };
    get(&spec, &place.target()).await.unwrap();
    assert!(place.is_whole());
}

#[tokio::test]
async fn a_download_goes_on_where_it_stopped() {
    let server = Hostile::start(serve);
    let place = Place::with_part(&content()[..123_456]);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
    assert_eq!(server.seen()[0].headers["range"], "bytes=123456-");
}

#[tokio::test]
async fn a_broken_connection_is_taken_up_again_at_once() {
    let server = Hostile::start(|request, stream| {
        let from = start_of(request);
        let upto = (from + 50_000).min(SIZE);
        let range = format!("content-range: bytes {from}-{}/{SIZE}\r\n", SIZE - 1);
        let status = if from == 0 { 200 } else { 206 };
        send(stream, status, &range, Some(SIZE - from), &content()[from..upto]);
    });
    let place = Place::empty();
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
    assert_eq!(server.seen().len(), 6, "a sixth each time, and no limit while bytes come");
}

#[tokio::test]
async fn a_connection_that_breaks_without_a_byte_is_given_up() {
    let server = Hostile::start(|_, stream| send(stream, 200, "", Some(SIZE), b""));
    let place = Place::empty();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::Broken), "{error:?}");
    assert!(!error.is_permanent() && !place.target().exists());
}

#[tokio::test]
async fn a_server_that_sends_the_whole_file_to_a_range_restarts_it() {
    let server = Hostile::start(|_, stream| send(stream, 200, "", Some(SIZE), &content()));
    let place = Place::with_part(&content()[..1_000]);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
}

#[tokio::test]
async fn a_range_that_starts_elsewhere_is_not_stitched_on() {
    let server = Hostile::start(|request, stream| match start_of(request) {
        0 => serve(request, stream),
        from => {
            let range = format!("content-range: bytes {}-{}/{SIZE}\r\n", from + 1, SIZE - 1);
            send(stream, 206, &range, None, &content()[from + 1..]);
        }
    });
    let place = Place::with_part(&content()[..1_000]);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
    assert_eq!(server.seen().len(), 2, "the second time without a range");
}

#[tokio::test]
async fn a_range_that_cannot_be_satisfied_restarts_it() {
    let server = Hostile::start(|request, stream| match start_of(request) {
        0 => serve(request, stream),
        _ => send(stream, 416, "", Some(0), b""),
    });
    let place = Place::with_part(&content()[..1_000]);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
}

#[tokio::test]
async fn a_full_part_is_verified_instead_of_asked_for_again() {
    let server = Hostile::start(serve);
    let place = Place::with_part(&content());
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
    assert!(server.seen().is_empty(), "no byte was missing");
}

#[tokio::test]
async fn a_full_part_with_wrong_bytes_or_too_many_is_dropped() {
    let mut wrong = content();
    wrong[7] ^= 1;
    let longer = [content(), vec![0; 9]].concat();
    for part in [wrong, longer] {
        let server = Hostile::start(serve);
        let place = Place::with_part(&part);
        get(&spec(&server), &place.target()).await.unwrap();
        assert!(place.is_whole());
        assert_eq!(start_of(&server.seen()[0]), 0, "from the beginning");
    }
}

#[tokio::test]
async fn a_wrong_file_in_the_place_of_the_target_is_replaced() {
    let server = Hostile::start(serve);
    let place = Place::empty();
    fs::write(place.target(), vec![0; SIZE]).unwrap();
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
}

#[tokio::test]
async fn a_file_that_never_ends_is_cut_at_the_first_byte_too_many() {
    let server = Hostile::start(|_, stream| {
        send(stream, 200, "", None, &content());
        // Goes on until the client hangs up.
        while std::io::Write::write_all(stream, &[0; 4096]).is_ok() {}
    });
    let place = Place::empty();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::WrongSize { .. }) && error.is_permanent(), "{error:?}");
    assert!(!place.target().exists() && !place.part().exists());
}

#[tokio::test]
async fn a_file_of_another_size_is_refused_before_it_is_fetched() {
    let server = Hostile::start(|_, stream| send(stream, 200, "", Some(SIZE + 1), b""));
    let place = Place::empty();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert_eq!(error.to_string(), "the server offers another file: 300001 bytes instead of 300000");
    let server = Hostile::start(|_, stream| {
        send(stream, 206, "content-range: bytes 9-99/100\r\n", Some(91), &[0; 91]);
    });
    let place = Place::with_part(&content()[..9]);
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::WrongSize { offered_bytes: 100, .. }), "{error:?}");
    assert_eq!(fs::read(place.part()).unwrap().len(), 9, "nothing was stitched on");
}

#[tokio::test]
async fn wrong_bytes_never_become_the_target() {
    let server = Hostile::start(|_, stream| send(stream, 200, "", Some(SIZE), &vec![7; SIZE]));
    let place = Place::empty();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::WrongHash) && error.is_permanent(), "{error:?}");
    assert!(!place.target().exists(), "not verified, not there");
    assert!(!place.part().exists(), "the next call begins anew");
}

#[tokio::test]
async fn a_stalled_server_is_given_up_and_what_came_is_kept() {
    for head_too in [true, false] {
        let server = Hostile::start(move |_, stream| {
            if head_too {
                send(stream, 200, "", Some(SIZE), &content()[..5_000]);
            }
            thread::sleep(Duration::from_secs(30));
        });
        let place = Place::empty();
        let impatient = Spec { stall: Duration::from_millis(300), ..spec(&server) };
        let error = get(&impatient, &place.target()).await.unwrap_err();
        assert!(matches!(error, Error::Stalled { .. }) && !error.is_permanent(), "{error:?}");
        let kept = fs::metadata(place.part()).unwrap().len();
        assert_eq!(kept, if head_too { 5_000 } else { 0 });
    }
}

#[tokio::test]
async fn cancelling_ends_it_at_once_and_keeps_what_came() {
    let server = Hostile::start(|_, stream| {
        send(stream, 200, "", Some(SIZE), &content()[..5_000]);
        thread::sleep(Duration::from_secs(600));
    });
    let place = Place::empty();
    let spec = Spec { stall: Duration::from_secs(20), ..spec(&server) };
    let cancel = CancelToken::default();
    let (arrived, wait) = mpsc::channel();
    let canceller = {
        let (cancel, part) = (cancel.clone(), place.part());
        thread::spawn(move || {
            wait.recv().unwrap();
            while fs::metadata(&part).map_or(0, |found| found.len()) < 5_000 {
                thread::sleep(Duration::from_millis(5));
            }
            cancel.cancel();
        })
    };
    let tell = move |_| {
        let _ = arrived.send(());
    };
    let error = fetch(&spec, &place.target(), tell, cancel.clone()).await.unwrap_err();
    canceller.join().unwrap();
    assert!(matches!(error, Error::Cancelled), "{error:?}");
    assert_eq!(fs::metadata(place.part()).unwrap().len(), 5_000);
    for place in [place, Place::empty()] {
        let again = fetch(&spec, &place.target(), |_| {}, cancel.clone()).await.unwrap_err();
        assert!(matches!(again, Error::Cancelled), "a used token stays used: {again:?}");
    }
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_a_server_says_against_it_is_told_apart() {
    for (status, permanent) in [(404, true), (403, true), (429, false), (500, false), (503, false)]
    {
        let server = Hostile::saying(status, "", "no");
        let place = Place::empty();
        let error = get(&spec(&server), &place.target()).await.unwrap_err();
        assert!(matches!(error, Error::Status { status: told } if told == status), "{error:?}");
        assert_eq!(error.is_permanent(), permanent, "{status}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_offline_and_nonsense_is_no_address() {
    let place = Place::empty();
    let mut spec = spec(&Hostile::start(serve));
    spec.url = "http://127.0.0.1:9/model.bin".to_owned();
    let error = get(&spec, &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::Offline), "{error:?}");
    spec.url = "model.bin".to_owned();
    let error = get(&spec, &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::Address), "{error:?}");
}

#[tokio::test]
async fn redirects_are_followed_as_model_homes_use_them() {
    let server = Hostile::start(|request, stream| {
        if request.path == "/model.bin" {
            send(stream, 302, "location: /elsewhere\r\n", Some(0), b"");
        } else {
            serve(request, stream);
        }
    });
    let place = Place::with_part(&content()[..1_000]);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
    assert_eq!(start_of(&server.seen()[1]), 1_000, "the range goes along");
}

#[tokio::test]
async fn two_calls_do_not_write_into_one_another() {
    let server = Hostile::start(serve);
    let place = Place::with_part(b"");
    let other = fs::File::options().write(true).open(place.part()).unwrap();
    other.lock().unwrap();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert!(matches!(error, Error::Busy) && !error.is_permanent(), "{error:?}");
    drop(other);
    get(&spec(&server), &place.target()).await.unwrap();
    assert!(place.is_whole());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_called_by_its_name() {
    let server = Hostile::start(serve);
    let place = Place::empty();
    std::os::unix::fs::symlink("/dev/full", place.part()).unwrap();
    let error = get(&spec(&server), &place.target()).await.unwrap_err();
    assert_eq!(error.to_string(), "there is not enough room on the disk for 300000 bytes");
}
