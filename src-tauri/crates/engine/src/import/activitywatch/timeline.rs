//! Pieces of time in a row: brought into order, and cut by what is known of the same time.
//!
//! ```text
//! events      [a----------)    [b--)
//!                [c--)
//! flattened   [a-)[c--)[a-)    [b--)
//! ```

use domain::segments::Segments;
use domain::time::{Moment, Span};

/// A stretch of time, and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<T> {
    pub(super) span: Span,
    pub(super) what: T,
}

/// The pieces in order, none over another: what began later was in front, and what it covered
/// goes on after it.
pub(super) fn flattened<T: Clone + PartialEq>(mut pieces: Vec<Piece<T>>) -> Vec<Piece<T>> {
    pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    let mut flat: Vec<Piece<T>> = Vec::with_capacity(pieces.len());
    let mut open: Vec<Piece<T>> = Vec::new();
    let mut reached = Moment(i64::MIN);
    for piece in pieces {
        run(&mut flat, &mut open, reached, piece.span.start);
        reached = piece.span.start;
        open.push(piece);
    }
    run(&mut flat, &mut open, reached, Moment(i64::MAX));
    flat
}

/// Lets what is open run from `from` until `to`, the last that began first.
fn run<T: Clone + PartialEq>(
    flat: &mut Vec<Piece<T>>,
    open: &mut Vec<Piece<T>>,
    from: Moment,
    to: Moment,
) {
    let mut reached = from;
    while let Some(last) = open.last() {
        let end = last.span.end.min(to);
        if end > reached {
            push(flat, Piece { span: Span::new(reached, end), what: last.what.clone() });
            reached = end;
        }
        if last.span.end > to {
            break;
        }
        open.pop();
    }
}

/// Adds a piece: to the one before it, if they touch and are the same.
fn push<T: PartialEq>(flat: &mut Vec<Piece<T>>, piece: Piece<T>) {
    match flat.last_mut() {
        Some(last) if last.span.end == piece.span.start && last.what == piece.what => {
            last.span.end = piece.span.end;
        }
        _ => flat.push(piece),
    }
}

/// What of the pieces, which are in order, lies in `segments`.
pub(super) fn inside<T: Clone>(pieces: &[Piece<T>], segments: &Segments) -> Vec<Piece<T>> {
    let mut parts = Vec::new();
    for piece in pieces {
        for span in around(segments, piece.span) {
            let part = span.overlap(piece.span);
            parts.extend(part.map(|span| Piece { span, what: piece.what.clone() }));
        }
    }
    parts
}

/// What of the pieces, which are in order, lies outside `segments`.
pub(super) fn outside<T: Clone>(pieces: &[Piece<T>], segments: &Segments) -> Vec<Piece<T>> {
    let mut parts = Vec::new();
    for piece in pieces {
        let mut reached = piece.span.start;
        let mut add = |from: Moment, to: Moment| {
            let span = Span::new(from, to);
            if !span.is_empty() {
                parts.push(Piece { span, what: piece.what.clone() });
            }
        };
        for span in around(segments, piece.span) {
            add(reached, span.start.min(piece.span.end));
            reached = reached.max(span.end);
        }
        add(reached, piece.span.end);
    }
    parts
}

/// Those of `segments` that may share time with `span`.
fn around(segments: &Segments, span: Span) -> impl Iterator<Item = &Span> {
    let all = segments.as_slice();
    let first = all.partition_point(|one| one.end <= span.start);
    all.iter().skip(first).take_while(move |one| one.start < span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each word is a piece: its letter, from its first to its last column.
    fn pieces(rows: &[&str]) -> Vec<Piece<char>> {
        let mut pieces = Vec::new();
        for row in rows {
            for (at, letter) in row.char_indices().filter(|(_, letter)| *letter != '.') {
                let at = i64::try_from(at).unwrap();
                let span = Span::new(Moment(at), Moment(at + 1));
                push(&mut pieces, Piece { span, what: letter });
            }
        }
        pieces
    }

    fn drawn(pieces: &[Piece<char>]) -> String {
        let end = pieces.last().map_or(0, |piece| piece.span.end.0);
        let letter = |at: i64| {
            let mut here = pieces.iter().filter(|piece| piece.span.contains(Moment(at)));
            let letter = here.next().map_or('.', |piece| piece.what);
            assert!(here.next().is_none(), "two pieces at {at}");
            letter
        };
        (0..end).map(letter).collect()
    }

    #[test]
    fn what_began_later_is_in_front() {
        let check = |rows: &[&str], expected: &str| {
            assert_eq!(drawn(&flattened(pieces(rows))), expected, "{rows:?}");
        };
        check(&["aaa.bbb"], "aaa.bbb");
        check(&["aaaaaaaaa..b", "...cc"], "aaaccaaaa..b");
        check(&["aaaaa", "..bbbbb"], "aabbbbb");
        check(&["aaaaaaaa", "..bbbb", "...c"], "aabcbbaa");
        check(&["aaaa", "bb"], "bbaa");
        check(&["aa", "aa", "..aa"], "aaaa");
        check(&[], "");
    }

    #[test]
    fn pieces_are_cut_by_what_is_known() {
        let known = |text: &str| Segments::new(pieces(&[text]).iter().map(|piece| piece.span));
        let check = |row: &str, cut: &str, within: &str, beyond: &str| {
            let (pieces, cut) = (pieces(&[row]), known(cut));
            assert_eq!(drawn(&inside(&pieces, &cut)), within, "{row} in {cut:?}");
            assert_eq!(drawn(&outside(&pieces, &cut)), beyond, "{row} without {cut:?}");
        };
        check("aaabbb", "..xx", "..ab", "aa..bb");
        check("aaa..bbb", "xxxxxxxx", "aaa..bbb", "");
        check("aaa..bbb", "", "", "aaa..bbb");
        check("aaaaaa", ".x.x", ".a.a", "a.a.aa");
    }
}
