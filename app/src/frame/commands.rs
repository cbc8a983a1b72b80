//! What can be done from anywhere and on the present page: for the palette, the keys and key help.

use leptos::prelude::*;

use super::{navigation::navigation_items, theme::Theme, visitor::Visitor};
use crate::ui::IconName;

/// What a command does.
#[derive(Clone)]
pub(super) enum CommandDeed {
    /// Goes to an address.
    Go(String),
    /// Does something in place.
    Run(Callback<()>),
}

/// Something that can be done, by its name or its key.
#[derive(Clone)]
pub struct Command {
    pub(super) label: String,
    pub(super) icon: IconName,
    pub(super) key: Option<&'static str>,
    pub(super) deed: CommandDeed,
}

impl Command {
    /// Goes to an address.
    pub fn go(label: impl Into<String>, icon: IconName, href: impl Into<String>) -> Self {
        Command {
            label: label.into(),
            icon,
            key: None,
            deed: CommandDeed::Go(href.into()),
        }
    }

    /// Does something in place.
    pub fn run(label: impl Into<String>, icon: IconName, run: impl Into<Callback<()>>) -> Self {
        Command {
            label: label.into(),
            icon,
            key: None,
            deed: CommandDeed::Run(run.into()),
        }
    }

    /// One letter that does the same while nobody types. Show it in the menu entry too.
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Whether every word of what is typed is part of the name.
    pub(super) fn matches(&self, typed: &str) -> bool {
        let label = self.label.to_lowercase();
        typed
            .to_lowercase()
            .split_whitespace()
            .all(|word| label.contains(word))
    }
}

/// Everything that can be done now.
#[derive(Clone, Copy)]
pub struct Commands {
    everywhere: StoredValue<Vec<Command>>,
    page: RwSignal<Vec<Command>>,
    keys: StoredValue<PartKeys>,
}

/// The keys of a part of the page while it has the focus: what it is called, and each key with what it
/// does.
type PartKeys = Option<(&'static str, Vec<(&'static str, &'static str)>)>;

impl Commands {
    /// The page's own commands first, then those of everywhere.
    pub(super) fn all(self) -> Vec<Command> {
        let mut all = self.page.get();
        self.everywhere
            .with_value(|everywhere| all.extend(everywhere.iter().cloned()));
        all
    }

    /// The keys of the part of the page that has some of its own.
    pub(super) fn part_keys(self) -> PartKeys {
        self.keys.get_value()
    }
}

pub(super) fn provide_commands(
    visitor: Option<&Visitor>,
    chosen: super::theme::ChosenTheme,
) -> Commands {
    let mut everywhere: Vec<_> = navigation_items()
        .into_iter()
        .filter(|item| visitor.is_some_and(|visitor| visitor.may(item.needs)))
        .map(|item| Command::go(item.label, item.icon, item.href))
        .collect();
    everywhere.extend(Theme::ALL.into_iter().map(|theme| {
        let icon = match theme {
            Theme::System => IconName::Monitor,
            Theme::Light => IconName::Sun,
            Theme::Dark => IconName::Moon,
        };
        Command::run(format!("Theme: {}", theme.label()), icon, move || {
            chosen.0.set(theme)
        })
    }));
    let commands = Commands {
        everywhere: StoredValue::new(everywhere),
        page: RwSignal::new(Vec::new()),
        keys: StoredValue::new(None),
    };
    provide_context(commands);
    commands
}

/// Adds the commands of a page for as long as it is shown.
pub fn provide_page_commands(commands: Vec<Command>) {
    let Some(all) = use_context::<Commands>() else {
        return;
    };
    // After the page took over, so that both sides begin alike.
    Effect::new(move |ran: Option<()>| {
        if ran.is_none() {
            all.page.set(commands.clone());
        }
    });
    on_cleanup(move || {
        // The frame may be gone before its page.
        let _ = all.page.try_set(Vec::new());
    });
}

/// Names the keys of a part of the page in key help, for as long as it is shown.
pub fn provide_page_keys(
    part: &'static str,
    keys: impl Fn() -> Vec<(&'static str, &'static str)> + 'static,
) {
    let Some(all) = use_context::<Commands>() else {
        return;
    };
    Effect::new(move |_| all.keys.set_value(Some((part, keys()))));
    on_cleanup(move || {
        // The frame may be gone before its page.
        let _ = all.keys.try_set_value(None);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_parts_of_its_words_in_any_order() {
        let command = Command::go("Create account", IconName::UserPlus, "/");
        assert!(command.matches("acc cre"));
        assert!(command.matches(""));
        assert!(!command.matches("account delete"));
    }
}
