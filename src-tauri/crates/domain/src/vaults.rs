//! Programs that keep passwords: excluded from the start.

use crate::activity::Window;
use crate::fold::folded;
use crate::site::{is_browser, parts};

/// A password keeper: its usual name, and names under which its windows appear, folded.
struct Keeper {
    name: &'static str,
    programs: &'static [&'static str],
}

const KEEPERS: &[Keeper] = &[
    Keeper {
        name: "1Password",
        programs: &[
            "1password",
            "com.1password.1password",
            "com.agilebits.onepassword7",
            "agilebits",
        ],
    },
    Keeper { name: "Bitwarden", programs: &["bitwarden", "com.bitwarden.desktop"] },
    Keeper { name: "KeePassXC", programs: &["keepassxc", "org.keepassxc.keepassxc"] },
    Keeper {
        name: "KeePass",
        programs: &[
            "keepass",
            "keepass2",
            "keepassx",
            "keeweb",
            "macpass",
            "strongbox",
            "keepassium",
        ],
    },
    Keeper {
        name: "Secrets",
        programs: &[
            "org.gnome.world.secrets",
            "gnome secrets",
            "passwordsafe",
            "password safe",
            "pwsafe",
        ],
    },
    Keeper {
        name: "Keeper",
        programs: &[
            "keeper password manager",
            "keeperpasswordmanager",
            "keeper security",
            "com.keepersecurity.passwordmanager",
        ],
    },
    Keeper { name: "LastPass", programs: &["lastpass"] },
    Keeper { name: "Dashlane", programs: &["dashlane"] },
    Keeper { name: "Proton Pass", programs: &["proton pass", "proton-pass", "protonpass"] },
    Keeper { name: "Enpass", programs: &["enpass"] },
    Keeper { name: "NordPass", programs: &["nordpass"] },
    Keeper { name: "RoboForm", programs: &["roboform"] },
    Keeper { name: "Sticky Password", programs: &["sticky password", "stickypassword"] },
    Keeper {
        name: "Passwords and Keys",
        programs: &["seahorse", "org.gnome.seahorse", "passwords and keys"],
    },
    Keeper {
        name: "KWalletManager",
        programs: &[
            "kwalletmanager",
            "kwalletmanager5",
            "kwalletmanager6",
            "kwalletd",
            "ksecretd",
            "org.kde.kwalletmanager",
        ],
    },
    Keeper { name: "Apple Passwords", programs: &["passwords", "com.apple.passwords"] },
    Keeper {
        name: "Keychain Access",
        programs: &[
            "keychain access",
            "keychainaccess",
            "com.apple.keychainaccess",
            "securityagent",
        ],
    },
    Keeper {
        name: "Credential Manager",
        programs: &["credentialuibroker", "credential manager ui host"],
    },
    Keeper {
        name: "pinentry",
        programs: &[
            "pinentry",
            "gcr-prompter",
            "polkit-gnome-authentication-agent-1",
            "ssh-askpass",
        ],
    },
    Keeper { name: "Buttercup", programs: &["buttercup"] },
    Keeper { name: "Padloc", programs: &["padloc"] },
    Keeper { name: "Zoho Vault", programs: &["zoho vault"] },
    Keeper {
        name: "Authy",
        programs: &["authy", "authy desktop", "ente auth", "com.belmoussaoui.authenticator"],
    },
];

/// Names short or common enough that they count only as a whole program name.
const ONLY_WHOLE: &[&str] = &["passwords", "authy", "secrets", "agilebits"];

/// How password keepers sign their windows and web vaults, folded.
const SIGNED: &[(&str, &str)] = &[
    ("1password", "1Password"),
    ("bitwarden", "Bitwarden"),
    ("bitwarden web vault", "Bitwarden"),
    ("bitwarden password manager", "Bitwarden"),
    ("vaultwarden web", "Bitwarden"),
    ("vaultwarden web vault", "Bitwarden"),
    ("lastpass", "LastPass"),
    ("my lastpass vault", "LastPass"),
    ("lastpass vault", "LastPass"),
    ("dashlane", "Dashlane"),
    ("proton pass", "Proton Pass"),
    ("nordpass", "NordPass"),
    ("enpass", "Enpass"),
    ("keeper vault", "Keeper"),
    ("keeper password manager", "Keeper"),
    ("keeper® password manager & digital vault", "Keeper"),
    ("keepassxc", "KeePassXC"),
    ("keepass", "KeePass"),
    ("roboform", "RoboForm"),
    ("kwalletmanager", "KWalletManager"),
    ("passwords and keys", "Passwords and Keys"),
    ("keychain access", "Keychain Access"),
    ("google password manager", "Google Password Manager"),
];

/// The password pages of browsers, folded; in other programs the same words mean anything.
const BROWSER_PAGES: &[&str] = &[
    "password manager",
    "passwords",
    "about:logins",
    "firefox lockwise",
    "passwörter",
    "mots de passe",
    "contraseñas",
    "zugangsdaten und passwörter",
    "logins & passwords",
    "senhas",
    "wachtwoorden",
    "пароли",
    "hasła",
    "パスワード",
    "密码",
];

/// The usual names of the programs that are known to keep passwords.
pub fn names() -> impl Iterator<Item = &'static str> {
    KEEPERS.iter().map(|keeper| keeper.name)
}

/// The usual name of the password keeper that `window` belongs to, if it does.
#[must_use]
pub fn password_keeper(window: &Window) -> Option<&'static str> {
    by_program(&window.program).or_else(|| by_title(window))
}

fn by_program(program: &str) -> Option<&'static str> {
    let program = folded(program);
    let program = program.strip_suffix(".exe").unwrap_or(&program);
    let program = program.strip_suffix(".app").unwrap_or(program);
    let is_called = |name: &str| {
        program == name
            || (!ONLY_WHOLE.contains(&name)
                && program
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphabetic())))
    };
    KEEPERS
        .iter()
        .find(|keeper| keeper.programs.iter().any(|name| is_called(name)))
        .map(|keeper| keeper.name)
}

/// The last part of a title is a program's or a site's own name, whatever the system calls its
/// program. A browser also shows extensions and its own password pages.
fn by_title(window: &Window) -> Option<&'static str> {
    let parts: Vec<String> = parts(&window.title).into_iter().map(folded).collect();
    let signed = |part: &str| SIGNED.iter().find(|(sign, _)| *sign == part).map(|(_, name)| *name);
    let last = parts.last().and_then(|part| signed(part));
    if last.is_some() || !(window.program.is_empty() || is_browser(&window.program)) {
        return last;
    }
    parts.iter().find_map(|part| {
        if let Some(extension) = part.strip_prefix("extension: (") {
            let extension = extension.trim_end_matches(')');
            return SIGNED
                .iter()
                .find(|(sign, _)| extension.starts_with(sign))
                .map(|(_, name)| *name);
        }
        let page = BROWSER_PAGES.contains(&part.as_str()).then_some("the browser's password list");
        signed(part).or(page)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exclusion::Exclusions;

    #[test]
    fn every_program_that_is_told_to_be_excluded_is() {
        let told = Exclusions::built_in();
        assert!(told.contains(&"KeePassXC") && told.contains(&"1Password"), "{told:?}");
        for keeper in KEEPERS {
            assert!(told.contains(&keeper.name), "{} is told", keeper.name);
            for program in keeper.programs {
                let window = Window { program: (*program).into(), ..Window::default() };
                let all = Exclusions::with_defaults(&[], Vec::new());
                assert!(all.verdict(&window).is_excluded(), "{program} of {}", keeper.name);
            }
        }
    }
}
