//! Parts that do something: buttons, menus, dialogs, notices.

use leptos::prelude::*;

use super::Specimen;
use crate::{routes, ui::*};

#[component]
pub(super) fn Actions() -> impl IntoView {
    view! {
        <Buttons />
        <Menus />
        <Dialogs />
        <Notices />
    }
    .into_any()
}

#[component]
fn Buttons() -> impl IntoView {
    let busy = RwSignal::new(false);
    let work = move || {
        busy.set(true);
        set_timeout(move || busy.set(false), std::time::Duration::from_secs(2));
    };

    view! {
        <Specimen title="Button">
            <div class="row">
                <Button kind=ButtonKind::Primary>"Save"</Button>
                <Button>"Record payment"</Button>
                <Button kind=ButtonKind::Plain>"Cancel"</Button>
                <Button kind=ButtonKind::Danger icon=IconName::Trash2>
                    "Delete contact"
                </Button>
                <Button icon=IconName::Plus>"Add contact"</Button>
                <IconButton icon=IconName::Pencil label="Edit" />
                <ButtonLink href=routes::ui() icon=IconName::Download>
                    "Export"
                </ButtonLink>
                <Button busy kind=ButtonKind::Primary on_press=Callback::new(move |()| work())>
                    "Works for two seconds"
                </Button>
            </div>
            <div class="row">
                <Button kind=ButtonKind::Primary busy=true>
                    "Saving"
                </Button>
                <Button busy=true icon=IconName::RefreshCw>
                    "Counting"
                </Button>
                <Button kind=ButtonKind::Primary disabled=true>
                    "Save"
                </Button>
                <Button disabled=true>"Record payment"</Button>
                <Button kind=ButtonKind::Danger disabled=true>
                    "Delete contact"
                </Button>
                <IconButton icon=IconName::Pencil label="Edit, not now" disabled=true />
            </div>
        </Specimen>
        <Specimen title="Link, icon, key">
            <p>
                "A sentence with a " <Link href=routes::ui()>"link"</Link> ", a link that "
                <Link href="https://www.w3.org/WAI/ARIA/apg/" outside=true>
                    "leads out"
                </Link> " and the keys " <Kbd keys="Ctrl K" /> "."
            </p>
            <p class="row">
                {IconName::ALL.iter().map(|name| view! { <Icon name=*name /> }).collect_view()}
            </p>
        </Specimen>
    }
    .into_any()
}

fn account_menu(toasts: Toasts) -> Vec<MenuGroup> {
    vec![
        MenuGroup::new(
            "Account",
            vec![
                MenuItem::link("Account Profile", routes::ui())
                    .icon(IconName::User)
                    .keys("G P"),
                MenuItem::link("Account Status", routes::ui())
                    .icon(IconName::CircleCheck)
                    .disabled("Only a manager may change it"),
            ],
        ),
        MenuGroup::new(
            "Financial Setup",
            vec![
                MenuItem::link("Bill Unit Setup", routes::ui()).icon(IconName::ReceiptText),
                MenuItem::action("Payment Methods", move || {
                    toasts.say(Tone::Neutral, "Payment Methods was chosen.");
                })
                .icon(IconName::CreditCard),
            ],
        ),
        MenuGroup::plain(vec![
            MenuItem::action("Delete contact", move || {
                toasts.say(
                    Tone::Bad,
                    "The contact is the primary one and cannot be deleted.",
                );
            })
            .icon(IconName::Trash2)
            .danger(),
        ]),
    ]
}

#[component]
fn Menus() -> impl IntoView {
    let toasts = use_toasts();
    let at = RwSignal::new(None);
    let point = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        at.set(Some((event.client_x(), event.client_y())));
    };

    view! {
        <Specimen title="Menu button">
            <div class="row">
                <MenuButton
                    id="gallery-actions"
                    label="Actions"
                    kind=ButtonKind::Primary
                    groups=account_menu(toasts)
                />
                <MenuButton id="gallery-switch" label="Switch Bills" groups=account_menu(toasts) />
                <MenuButton
                    id="gallery-more"
                    label="More"
                    kind=ButtonKind::Plain
                    icon=IconName::Ellipsis
                    icon_only=true
                    groups=account_menu(toasts)
                />
            </div>
        </Specimen>
        <Specimen title="Menu at a point">
            <p on:contextmenu=point>"The other button of the pointer opens it here."</p>
            <ContextMenu
                id="gallery-point"
                label="What is under the pointer"
                at
                focus_back=Callback::new(|()| ())
                groups=account_menu(toasts)
            />
        </Specimen>
    }
    .into_any()
}

#[component]
fn Dialogs() -> impl IntoView {
    let toasts = use_toasts();
    let dialog_open = RwSignal::new(false);
    let panel_open = RwSignal::new(false);
    let name = RwSignal::new("Acme Holding".to_owned());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        panel_open.set(false);
        toasts.say_with_undo("The account is now called Acme Holding.", move || {
            toasts.say(Tone::Neutral, "Undone.");
        });
    };

    view! {
        <Specimen title="Dialog and side panel">
            <div class="row">
                <Button on_press=Callback::new(move |()| dialog_open.set(true))>
                    "Open a dialog"
                </Button>
                <Button on_press=Callback::new(move |()| panel_open.set(true))>"Open a panel"</Button>
            </div>
            <Dialog open=dialog_open id="gallery-dialog" title="Delete this contact?">
                <p>"Mia Larsen is no longer shown on the account. Her past changes stay in its history."</p>
                <DialogActions>
                    <Button
                        kind=ButtonKind::Plain
                        on_press=Callback::new(move |()| dialog_open.set(false))
                    >
                        "Cancel"
                    </Button>
                    <Button
                        kind=ButtonKind::Danger
                        on_press=Callback::new(move |()| dialog_open.set(false))
                    >
                        "Delete contact"
                    </Button>
                </DialogActions>
            </Dialog>
            <Panel open=panel_open id="gallery-panel" title="Edit account">
                <form on:submit=save>
                    <Field label="Account name" name="panel-name" required=true>
                        <TextInput value=name />
                    </Field>
                    <Diff
                        caption="What changes"
                        rows=vec![
                            DiffRow::new("Account name", "Acme", "Acme Holding"),
                            DiffRow::new("Language", "English", "English"),
                        ]
                    />
                    <DialogActions note="The change stands in the account's history.">
                        <Button
                            kind=ButtonKind::Plain
                            on_press=Callback::new(move |()| panel_open.set(false))
                        >
                            "Cancel"
                        </Button>
                        <Button kind=ButtonKind::Primary submit=true>
                            "Rename account"
                        </Button>
                    </DialogActions>
                </form>
            </Panel>
        </Specimen>
    }
    .into_any()
}

#[component]
fn Notices() -> impl IntoView {
    let toasts = use_toasts();
    let say = move |tone: Tone, sentence: &'static str| {
        Callback::new(move |()| toasts.say(tone, sentence))
    };

    view! {
        <Specimen title="Notice">
            <div class="row">
                <Button on_press=say(Tone::Good, "The account was created.")>"Good"</Button>
                <Button on_press=say(
                    Tone::Warn,
                    "Saved. Two bill units have no payment method.",
                )>"Warning"</Button>
                <Button on_press=say(
                    Tone::Bad,
                    "Not saved: somebody else changed this account.",
                )>"Error, stays"</Button>
                <Button on_press=Callback::new(move |()| {
                    toasts
                        .say_with_undo(
                            "Mia Larsen was removed.",
                            move || toasts.say(Tone::Neutral, "Mia Larsen is back."),
                        )
                })>"With Undo"</Button>
            </div>
        </Specimen>
        <Specimen title="Note">
            <Note>"This account has no company name. " <Link href=routes::ui()>"Add now"</Link></Note>
            <Note tone=Tone::Good>"All 12 rows can be imported."</Note>
            <Note
                tone=Tone::Warn
                action=|| view! { <ButtonLink href=routes::ui()>"Add payment method"</ButtonLink> }
            >
                "The card ending 4242 expires on 31 Mar 2026, before the next collection."
            </Note>
            <Note tone=Tone::Bad>"3 fields need another look: company, e-mail, billing day."</Note>
        </Specimen>
    }
    .into_any()
}
