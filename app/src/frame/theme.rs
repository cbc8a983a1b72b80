//! Light, dark or as the system has it. The choice is kept in a cookie so that the server can
//! render the right colours at once.

use leptos::prelude::*;

/// Name of the cookie that keeps the choice.
pub const THEME_COOKIE: &str = "theme";

/// Which colours a user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All choices, in the order they are offered.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The word kept in the cookie.
    pub fn word(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The word shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    /// The value of `data-theme` on the root element; none where the system decides.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Theme::System).then(|| self.word())
    }

    /// The choice kept under this word.
    pub fn from_word(word: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.word() == word)
    }

    /// Reads the choice from a `Cookie` header. Anything unknown means [`Theme::System`].
    pub fn from_cookies(header: &str) -> Theme {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == THEME_COOKIE)
            .and_then(|(_, word)| Theme::from_word(word))
            .unwrap_or_default()
    }
}

/// The theme that the current request asks for.
#[cfg(feature = "ssr")]
pub fn theme_requested() -> Theme {
    use_context::<http::request::Parts>()
        .and_then(|parts| {
            let cookies = parts.headers.get(http::header::COOKIE)?;
            Some(Theme::from_cookies(cookies.to_str().ok()?))
        })
        .unwrap_or_default()
}

/// The theme that is chosen, wherever it was: in the menu or by a command. What is set here is shown and kept.
#[derive(Clone, Copy)]
pub(super) struct ChosenTheme(pub(super) RwSignal<Theme>);

/// Gives the pages one place to choose the theme in.
pub(super) fn provide_theme() -> ChosenTheme {
    let theme = RwSignal::new(Theme::System);
    Effect::new(move |ran: Option<()>| {
        let chosen = theme.get();
        let shown = theme_shown();
        if ran.is_none() {
            theme.set(shown);
        } else if chosen != shown {
            theme_apply(chosen);
        }
    });
    provide_context(ChosenTheme(theme));
    ChosenTheme(theme)
}

/// The theme that the page shows now. Browser only.
fn theme_shown() -> Theme {
    root_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .and_then(|word| Theme::from_word(&word))
        .unwrap_or_default()
}

/// Shows another theme at once and keeps it for a year. Browser only.
fn theme_apply(theme: Theme) {
    use leptos::wasm_bindgen::JsCast;
    let Some(root) = root_element() else { return };
    // Setting an attribute of a valid name and a cookie of plain words cannot be refused for good:
    // where cookies are off the theme lasts as long as the page.
    let _ = match theme.attribute() {
        Some(word) => root.set_attribute("data-theme", word),
        None => root.remove_attribute("data-theme"),
    };
    if let Some(document) = document().dyn_ref::<web_sys::HtmlDocument>() {
        let word = theme.word();
        let _ = document.set_cookie(&format!(
            "{THEME_COOKIE}={word}; Path=/; Max-Age=31536000; SameSite=Lax"
        ));
    }
}

fn root_element() -> Option<web_sys::Element> {
    document().document_element()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_is_found_among_other_cookies() {
        assert_eq!(
            Theme::from_cookies("session=abc; theme=dark; x=1"),
            Theme::Dark
        );
    }

    #[test]
    fn an_unknown_theme_means_that_the_system_decides() {
        assert_eq!(Theme::from_cookies("theme=<script>"), Theme::System);
        assert_eq!(Theme::from_cookies(""), Theme::System);
    }
}
