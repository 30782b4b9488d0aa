//! Keys by the names that people use: "Enter", "Ctrl+K", "Ctrl+Shift+Z", "ArrowDown", "?".

/// The code points that WebDriver gives to the keys of `chord`, in the order they go down.
///
/// A letter with Shift stays the letter that is on the key: a driver sends the upper case itself.
pub(super) fn chord(chord: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = match chord {
        "+" => vec!["+"],
        _ => match chord.strip_suffix("++") {
            Some(modifiers) => modifiers.split('+').chain(["+"]).collect(),
            None => chord.split('+').collect(),
        },
    };
    parts.into_iter().map(key).collect()
}

fn key(name: &str) -> Option<String> {
    let point = match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Ctrl" | "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        "Meta" => '\u{e03d}',
        _ => {
            let mut letters = name.chars();
            let letter = letters.next()?;
            return letters.next().is_none().then(|| letter.to_lowercase().collect());
        }
    };
    Some(point.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &str, expected: Option<&[&str]>) {
        let expected =
            expected.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
        assert_eq!(chord(names), expected, "{names}");
    }

    #[test]
    fn names_become_keys() {
        check("Enter", Some(&["\u{e007}"]));
        check("Ctrl+K", Some(&["\u{e009}", "k"]));
        check("Ctrl+Shift+Z", Some(&["\u{e009}", "\u{e008}", "z"]));
        check("?", Some(&["?"]));
        check("+", Some(&["+"]));
        check("Ctrl++", Some(&["\u{e009}", "+"]));
        check("Return", None);
    }
}
