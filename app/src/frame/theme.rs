//! Light, dark or as the system has it. The choice is kept in a cookie so that the server can
//! render the right colours at once.

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

    /// Reads the choice from a `Cookie` header. Anything unknown means [`Theme::System`].
    pub fn from_cookies(header: &str) -> Theme {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == THEME_COOKIE)
            .and_then(|(_, word)| Theme::ALL.into_iter().find(|theme| theme.word() == word))
            .unwrap_or_default()
    }
}

/// The theme that the current request asks for.
#[cfg(feature = "ssr")]
pub fn theme_requested() -> Theme {
    leptos::prelude::use_context::<http::request::Parts>()
        .and_then(|parts| {
            let cookies = parts.headers.get(http::header::COOKIE)?;
            Some(Theme::from_cookies(cookies.to_str().ok()?))
        })
        .unwrap_or_default()
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
