//! Private and incognito windows, told by their titles.
//!
//! Firefox and its kin, Edge and Safari mark private windows in the title, in the browser's
//! language. Chrome, Brave, Opera and Vivaldi mark a private window only while its first tab is
//! empty (on macOS longer): with a page open its title is an ordinary one on Linux and
//! Windows, and no program can tell it by that. The mark is looked for at the end of the title,
//! where browsers put it, so that a page about private windows stays an ordinary page.

use crate::activity::Window;
use crate::fold::folded;
use crate::site::is_browser;
use std::sync::LazyLock;

/// Programs whose every window is private.
const ALWAYS: &[&str] = &[
    "tor browser",
    "tor-browser",
    "torbrowser",
    "org.torproject.torbrowser",
    "mullvad browser",
    "mullvadbrowser",
    "mullvad-browser",
    "net.mullvad.mullvadbrowser",
    "firefox focus",
    "onionshare",
];

/// How browsers sign windows that are always private, for when the program cannot be read.
const ALWAYS_SIGNED: &[&str] = &["tor browser", "mullvad browser"];

/// Phrases that mark a private window wherever they stand in the last parts of a title; lower
/// case, one line per language.
const PHRASES: &[&str] = &[
    // English
    "private browsing",
    "incognito tab",
    "incognito window",
    "private tab",
    "private window",
    "inprivate tab",
    "guest window",
    "navigating incognito",
    // German
    "privater modus",
    "privates surfen",
    "privates fenster",
    "privater tab",
    "inkognito-tab",
    "inkognito-fenster",
    "inkognito tab",
    // French
    "navigation privée",
    "fenêtre privée",
    "onglet privé",
    // Spanish, Galician
    "navegación privada",
    "navegación de incógnito",
    "pestaña de incógnito",
    "ventana de incógnito",
    "pestana de incógnito",
    "ventana privada",
    "pestaña privada",
    "modo incógnito",
    // Italian
    "navigazione anonima",
    "navigazione privata",
    "navigazione in incognito",
    "scheda in incognito",
    "finestra anonima",
    "finestra in incognito",
    // Portuguese
    "navegação privativa",
    "navegação privada",
    "navegação anônima",
    "navegação anónima",
    "guia anônima",
    "separador anónimo",
    "janela anônima",
    "janela privativa",
    // Catalan
    "navegació privada",
    "navegació d'incògnit",
    "pestanya d'incògnit",
    // Basque
    "nabigatze pribatua",
    "ezkutuko fitxa",
    // Dutch
    "privénavigatie",
    "privévenster",
    "incognitotabblad",
    "incognito-tabblad",
    "privétabblad",
    // Danish, Norwegian, Swedish
    "privat browsing",
    "inkognitofane",
    "inkognitovindue",
    "privat nettlesing",
    "privat surfing",
    "inkognitovindu",
    "privat surfning",
    "inkognitoflik",
    "privat fönster",
    // Finnish
    "yksityinen selaus",
    "yksityinen ikkuna",
    "incognito-välilehti",
    // Icelandic
    "huliðsgluggi",
    "huliðsvöfrun",
    // Estonian, Latvian, Lithuanian
    "privaatne veebilehitsemine",
    "privaatne lehitsemine",
    "inkognito vaheleht",
    "privātā pārlūkošana",
    "inkognito cilne",
    "privatusis naršymas",
    "inkognito skirtukas",
    // Polish
    "tryb prywatny",
    "przeglądanie prywatne",
    "karta incognito",
    "okno prywatne",
    // Czech, Slovak
    "anonymní prohlížení",
    "anonymní panel",
    "anonymní karta",
    "anonymní okno",
    "soukromé prohlížení",
    "soukromé okno",
    "súkromné prehliadanie",
    "karta inkognito",
    "súkromné okno",
    "inkognito karta",
    // Sorbian
    "priwatny modus",
    // Hungarian
    "privát böngészés",
    "inkognitólap",
    "inkognitó lap",
    "inkognitóablak",
    "privát ablak",
    // Romanian
    "navigare privată",
    "filă incognito",
    "fereastră privată",
    // Slovenian, Croatian, Bosnian, Serbian, Macedonian
    "zasebno brskanje",
    "zasebno okno",
    "zavihek brez beleženja zgodovine",
    "privatno pregledavanje",
    "privatni prozor",
    "anonimna kartica",
    "privatno pretraživanje",
    "anonimna kartica",
    "приватно прегледање",
    "приватни прозор",
    "приватно прелистување",
    "privatno pregledanje",
    // Albanian
    "shfletim privat",
    // Bulgarian
    "поверително разглеждане",
    "поверително сърфиране",
    "частно сърфиране",
    "раздел „инкогнито“",
    "раздел в режим „инкогнито“",
    // Russian, Ukrainian, Belarusian, Kazakh
    "приватный просмотр",
    "приватное окно",
    "частный доступ",
    "вкладка инкогнито",
    "вкладка в режиме инкогнито",
    "режим инкогнито",
    "приватний перегляд",
    "приватне вікно",
    "вкладка в режимі анонімного перегляду",
    "анонімна вкладка",
    "прыватнае агляданне",
    "прыватны прагляд",
    "жекелік шолу",
    // Greek
    "ιδιωτική περιήγηση",
    "ιδιωτικό παράθυρο",
    "ανώνυμη περιήγηση",
    "καρτέλα ανώνυμης περιήγησης",
    // Turkish, Azerbaijani
    "gizli gezinti",
    "gizli sekme",
    "gizli pencere",
    "özel gezinti",
    "özel dolaşma",
    "məxfi səyahət",
    // Georgian, Armenian
    "პირადი ფანჯარა",
    "პირადი დათვალიერება",
    "գաղտնի դիտարկում",
    "գաղտնի զննարկում",
    // Hebrew, Arabic, Persian
    "גלישה פרטית",
    "חלון פרטי",
    "גלישה בסתר",
    "גלישה אנונימית",
    "תצוגה פרטית",
    "تصفح خاص",
    "التصفح الخاص",
    "التصفّح الخاص",
    "نافذة خاصة",
    "تصفح متخفي",
    "التصفح المتخفي",
    "علامة تبويب للتصفح المتخفي",
    "مرور خصوصی",
    "پنجره ناشناس",
    "برگه ناشناس",
    "مرور ناشناس",
    // Hindi, Bengali, Marathi, Tamil, Telugu, Kannada
    "निजी ब्राउज़िंग",
    "निजी ब्राउज़िंग",
    "गुप्त टैब",
    "खाजगी ब्राउझिंग",
    "ব্যক্তিগত ব্রাউজিং",
    "ছদ্মবেশী ট্যাব",
    "தனிப்பட்ட உலாவல்",
    "మటుమాయ ట్యాబ్",
    "ಖಾಸಗಿ ವೀಕ್ಷಣೆ",
    "ಖಾಸಗಿ ಬ್ರೌಸಿಂಗ್",
    // Thai, Vietnamese, Indonesian, Malay, Filipino
    "การเรียกดูแบบส่วนตัว",
    "แท็บที่ไม่ระบุตัวตน",
    "โหมดไม่ระบุตัวตน",
    "duyệt web riêng tư",
    "duyệt riêng tư",
    "tab ẩn danh",
    "thẻ ẩn danh",
    "cửa sổ riêng tư",
    "penjelajahan pribadi",
    "mode penjelajahan pribadi",
    "tab samaran",
    "tab penyamaran",
    "pelayaran peribadi",
    "penyemakan imbas peribadi",
    "tab inkognito",
    "pribadong pag-browse",
    "incognito na tab",
    // Japanese
    "プライベートブラウジング",
    "プライベートブラウズ",
    "プライベートウィンドウ",
    "プライベート ウィンドウ",
    "シークレット タブ",
    "シークレットタブ",
    "シークレット ウィンドウ",
    "シークレット モード",
    // Korean
    "사생활 보호 모드",
    "사생활 보호 탐색",
    "개인정보 보호 브라우징",
    "시크릿 탭",
    "새 시크릿 탭",
    "시크릿 모드",
    "비공개 창",
    // Chinese
    "隐私浏览",
    "隐私窗口",
    "隐身窗口",
    "无痕浏览",
    "无痕式标签页",
    "无痕模式",
    "无痕标签页",
    "打开新的无痕式标签页",
    "隱私瀏覽",
    "隱私視窗",
    "無痕瀏覽",
    "無痕式分頁",
    "無痕視窗",
    "無痕分頁",
    "私密瀏覽",
    "私密浏览",
    // Welsh, Irish, Breton, Frisian, Afrikaans, Swahili, Esperanto
    "pori preifat",
    "brabhsáil phríobháideach",
    "merdeiñ prevez",
    "priveenavigaasje",
    "privee-navigaasje",
    "private blaaiery",
    "privaat blaaiery",
    "kuvinjari faraghani",
    "privata retumo",
];

/// Words that mark a private window where they stand alone or in brackets at the end.
const WORDS: &[&str] = &[
    "incognito",
    "inprivate",
    "private",
    "guest",
    "inkognito",
    "privat",
    "privé",
    "privado",
    "privada",
    "privato",
    "privata",
    "anonym",
    "incógnito",
    "incògnit",
    "anônima",
    "anónima",
    "anonimo",
    "navegação anônima",
    "inkognitó",
    "анонимно",
    "инкогнито",
    "анонімний режим",
    "ανώνυμη",
    "gizli",
    "ẩn danh",
    "samaran",
    "penyamaran",
    "シークレット",
    "プライベート",
    "시크릿",
    "无痕",
    "无痕模式",
    "無痕式",
    "隐身",
    "ไม่ระบุตัวตน",
    "גלישה בסתר",
    "متخفٍ",
    "متخفي",
    "ناشناس",
    "गुप्त",
    "fuera de registro",
    "prywatne",
    "prywatny",
    "soukromé",
    "частный",
    "приватный",
    "приватне",
    "yksityinen",
    "özel",
];

/// Names with which browsers sign their windows, folded.
const BRANDS: &[&str] = &[
    "firefox",
    "chrome",
    "chromium",
    "edge",
    "brave",
    "opera",
    "vivaldi",
    "safari",
    "librewolf",
    "waterfox",
    "floorp",
];

/// Whether `window` is a private browser window, as far as its title tells.
///
/// A window whose program cannot be read, or whose title ends like a browser's, is looked at
/// as if it were a browser: there are more browsers than anybody can list.
#[must_use]
pub fn is_private(window: &Window) -> bool {
    let program = folded(&window.program);
    let program = program.strip_suffix(".exe").unwrap_or(&program);
    if ALWAYS.contains(&program) {
        return true;
    }
    let title = folded(&window.title.replace(['–', '—', '―'], "-"));
    let mut parts = title.rsplit(" - ");
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    if program.is_empty() || is_browser(program) || BRANDS.iter().any(|brand| last.contains(brand))
    {
        is_marked(last) || is_marked(before)
    } else {
        marks().phrases.iter().any(|phrase| last.ends_with(phrase.as_str()))
    }
}

struct Marks {
    phrases: Vec<String>,
    words: Vec<String>,
}

/// The marks, folded once as titles are.
fn marks() -> &'static Marks {
    static MARKS: LazyLock<Marks> = LazyLock::new(|| {
        let all = |marks: &[&str]| marks.iter().map(|mark| folded(mark)).collect();
        Marks { phrases: all(PHRASES), words: all(WORDS) }
    });
    &MARKS
}

fn is_marked(part: &str) -> bool {
    let is_word = |part: &str| marks().words.iter().any(|word| word == part);
    marks().phrases.iter().any(|phrase| part.contains(phrase.as_str()))
        || ALWAYS_SIGNED.contains(&part)
        || is_word(bare(part))
        || bracketed(part).is_some_and(is_word)
}

/// A part without the brackets around it.
fn bare(part: &str) -> &str {
    part.trim_matches(|c| "()[]（）【】 ".contains(c))
}

/// What the last brackets of a part hold: `incognito` of `google chrome (incognito)`.
fn bracketed(part: &str) -> Option<&str> {
    let inner = part.trim_end().strip_suffix([')', ']', '）', '】'])?;
    inner.rsplit(['(', '[', '（', '【']).next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(program: &str, title: &str) -> Window {
        Window { program: program.into(), title: title.into(), site: None }
    }

    #[test]
    fn private_windows_are_told_in_many_languages() {
        let check = |program: &str, title: &str| {
            assert!(is_private(&window(program, title)), "{program}: {title}");
        };
        check("firefox", "Mozilla Firefox Private Browsing");
        check("firefox", "Bank — Mozilla Firefox Private Browsing");
        check("firefox", "Bank - Mozilla Firefox (Private Browsing)");
        check("Firefox", "Bank — Private Browsing");
        check("firefox", "Bank — Mozilla Firefox Privater Modus");
        check("firefox", "Banque — Navigation privée de Mozilla Firefox");
        check("firefox", "Banco — Mozilla Firefox Navegación Privada");
        check("firefox", "Banca — Mozilla Firefox Navigazione anonima");
        check("firefox", "Banco — Navegação privativa do Mozilla Firefox");
        check("firefox", "Banco — Mozilla Firefox (Navegação privada)");
        check("firefox", "Bank — Mozilla Firefox Privénavigatie");
        check("firefox", "Bank — Mozilla Firefox (Tryb prywatny)");
        check("firefox", "Banka — Mozilla Firefox (Anonymní prohlížení)");
        check("firefox", "Banka — Súkromné prehliadanie – Mozilla Firefox");
        check("firefox", "Bank — Mozilla Firefox – Privát böngészés");
        check("firefox", "Bancă — Mozilla Firefox (Navigare privată)");
        check("firefox", "Банк — Mozilla Firefox — Приватный просмотр");
        check("firefox", "Банк — Приватний перегляд Mozilla Firefox");
        check("firefox", "Банка — Mozilla Firefox (Поверително разглеждане)");
        check("firefox", "Τράπεζα — Ιδιωτική περιήγηση Mozilla Firefox");
        check("firefox", "Banka — Mozilla Firefox (Gizli Gezinti)");
        check("firefox", "Bank — Mozilla Firefox Privat surfning");
        check("firefox", "Bank — Mozilla Firefox (Privat browsing)");
        check("firefox", "Bank — Mozilla Firefox (Privat nettlesing)");
        check("firefox", "Pankki — Mozilla Firefox (Yksityinen selaus)");
        check("firefox", "Banco — Mozilla Firefox (Navegació privada)");
        check("firefox", "銀行 — Mozilla Firefox (プライベートブラウジング)");
        check("firefox", "은행 — Mozilla Firefox 사생활 보호 모드");
        check("firefox", "银行 — Mozilla Firefox 隐私浏览");
        check("firefox", "銀行 — Mozilla Firefox 隱私瀏覽");
        check("firefox", "בנק — Mozilla Firefox (גלישה פרטית)");
        check("firefox", "بنك — Mozilla Firefox (تصفح خاص)");
        check("firefox", "ธนาคาร — Mozilla Firefox (การเรียกดูแบบส่วนตัว)");
        check("firefox", "Ngân hàng — Mozilla Firefox (Duyệt web riêng tư)");
        check("firefox", "Bank — Mozilla Firefox (Penjelajahan Pribadi)");
        check("msedge.exe", "Bank - [InPrivate] - Microsoft\u{200b} Edge");
        check("microsoft-edge", "Bank - [InPrivate] - Microsoft Edge");
        check("Google-chrome", "New Incognito Tab - Google Chrome");
        check("Google Chrome", "Bank - Google Chrome (Incognito)");
        check("Google Chrome", "Bank – Google Chrome (Inkognito)");
        check("Google Chrome", "Banque - Google Chrome (Navigation privée)");
        check("Google-chrome", "Neuer Inkognito-Tab - Google Chrome");
        check("Google-chrome", "新しいシークレット タブ - Google Chrome");
        check("Google-chrome", "打开新的无痕式标签页 - Google Chrome");
        check("Google-chrome", "Nova guia anônima - Google Chrome");
        check("Google-chrome", "Yeni Gizli Sekme - Google Chrome");
        check("Brave-browser", "New Private Tab - Brave");
        check("Opera", "Bank - Opera (Private)");
        check("vivaldi-stable", "Start Page - Vivaldi (Private)");
        check("Safari", "Bank — Privates Surfen");
        check("Tor Browser", "Anything at all");
        check("torbrowser.exe", "");
        check("", "Bank — Mozilla Firefox Private Browsing");
        check("", "Bank — Tor Browser");
        check("some-new-browser", "Bank — Mozilla Firefox Private Browsing");
        check("some-new-browser", "Bank - Private Browsing");
    }

    #[test]
    fn ordinary_windows_are_not_taken_for_private_ones() {
        let check = |program: &str, title: &str| {
            assert!(!is_private(&window(program, title)), "{program}: {title}");
        };
        check("firefox", "Private browsing - Wikipedia — Mozilla Firefox");
        check("firefox", "How private browsing works - Support - Help — Mozilla Firefox");
        check("Google-chrome", "Incognito (film) - Encyclopedia - Google Chrome");
        check("Google-chrome", "Private equity - Acme - Google Chrome");
        check("Code", "private browsing.md - notes - Visual Studio Code");
        check("XTerm", "incognito");
        check("", "");
    }
}
