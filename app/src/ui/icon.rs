//! Icons from one sprite, so that they cost no program size.

use leptos::prelude::*;

/// Lists the icons once: the name in the program and the name in the sprite.
macro_rules! icons {
    ($($variant:ident = $name:literal,)*) => {
        /// An icon of the sprite `style/assets/icons.svg`, which is cut from `style/icons.txt`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // The names are the documentation.
        pub enum IconName {
            $($variant,)*
        }

        impl IconName {
            /// Every icon, in the order of `style/icons.txt`.
            pub const ALL: &'static [IconName] = &[$(IconName::$variant,)*];

            /// The address of this icon in the sprite.
            pub fn href(self) -> &'static str {
                match self {
                    $(IconName::$variant => concat!("/icons.svg#", $name),)*
                }
            }
        }
    };
}

icons! {
    ArrowDown = "arrow-down",
    ArrowLeft = "arrow-left",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    Building2 = "building-2",
    Calendar = "calendar",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronUp = "chevron-up",
    ChevronsDown = "chevrons-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleHelp = "circle-help",
    ClipboardPaste = "clipboard-paste",
    Clock = "clock",
    Copy = "copy",
    CreditCard = "credit-card",
    Download = "download",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    Eye = "eye",
    FileText = "file-text",
    Filter = "filter",
    History = "history",
    Inbox = "inbox",
    Info = "info",
    KeyRound = "key-round",
    Keyboard = "keyboard",
    Landmark = "landmark",
    List = "list",
    Lock = "lock",
    LogOut = "log-out",
    Mail = "mail",
    MapPin = "map-pin",
    Menu = "menu",
    Monitor = "monitor",
    Moon = "moon",
    Network = "network",
    Newspaper = "newspaper",
    Package = "package",
    Pencil = "pencil",
    Phone = "phone",
    Plus = "plus",
    ReceiptText = "receipt-text",
    RefreshCw = "refresh-cw",
    Save = "save",
    Scissors = "scissors",
    Search = "search",
    Settings = "settings",
    Shield = "shield",
    Star = "star",
    Sun = "sun",
    Trash2 = "trash-2",
    TriangleAlert = "triangle-alert",
    Undo2 = "undo-2",
    Upload = "upload",
    User = "user",
    UserPlus = "user-plus",
    Users = "users",
    Wallet = "wallet",
    X = "x",
}

/// An icon of the size of the text around it.
///
/// It is hidden from screen readers: a word or the button's own name stands beside it.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=name.href()></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("../../../style/icons.txt");
    const SPRITE: &str = include_str!("../../../style/assets/icons.svg");

    #[test]
    fn every_icon_of_the_program_is_in_the_list_and_in_the_sprite() {
        let named: Vec<_> = IconName::ALL
            .iter()
            .filter_map(|icon| icon.href().strip_prefix("/icons.svg#"))
            .collect();
        assert_eq!(named, LIST.lines().collect::<Vec<_>>());
        for name in named {
            assert!(
                SPRITE.contains(&format!("<symbol id=\"{name}\"")),
                "{name} is not cut"
            );
        }
    }
}
