//! What people call the browser that a session was begun with.

/// Browsers by the sign in their user agent. Each later one also gives itself out as those below.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems by the sign in a user agent. Android also says Linux, an iPhone also says Mac.
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// "Firefox on Windows" for a user agent; its own words where nothing in it is known.
pub fn browser_words(user_agent: &str) -> String {
    let known = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(sign, _)| user_agent.contains(sign))
            .map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if user_agent.is_empty() => "unknown".to_owned(),
        (None, None) => user_agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_words;

    #[test]
    fn a_browser_is_known_among_those_it_gives_itself_out_as() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        assert_eq!(browser_words(edge), "Edge on Windows");
    }

    #[test]
    fn a_phone_is_not_taken_for_the_system_it_is_made_of() {
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_words(phone), "Safari on iPhone");
    }

    #[test]
    fn an_unknown_program_is_shown_as_it_calls_itself() {
        assert_eq!(browser_words("curl/8.0"), "curl/8.0");
        assert_eq!(browser_words(""), "unknown");
    }
}
