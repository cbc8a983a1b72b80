//! The head of an account: who is this, what do they owe, what will happen, what may I do.

use domain::{
    accounts::{AccountNumber, AccountView},
    dates::date_words,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    api::AccountOpened,
    parts::{CopyCode, amounts_words, due_words, late_words, status_tone},
};
use crate::{
    frame::{Command, provide_page_commands, use_open_accounts},
    routes,
    ui::{
        Breadcrumb, ButtonKind, Crumb, Fact, Facts, IconName, MenuButton, MenuGroup, MenuItem,
        Skeleton, Status, TabLink, TabLinks, Tag, Tone,
    },
};

/// The head of an account and its tabs.
#[component]
pub fn AccountHead(opened: AccountOpened) -> impl IntoView {
    let AccountOpened {
        account,
        may_edit,
        may_place,
        may_remove,
    } = opened;
    let number = account.number;
    let name = account.name.clone();
    let groups = actions(number, may_edit, (may_place, may_remove));

    opened_note(&account, may_edit);

    view! {
        <Title text=name.clone() />
        <header class="account-head">
            <PathAbove account=account.clone() />
            <div class="account-title">
                <h1>{name.clone()}</h1>
                <Status tone=status_tone(account.status) label=account.status.label() />
                <Tag label=account.customer_type.name.clone() />
                {account.organization_type.map(|kind| view! { <Tag label=kind.label() /> })}
                <CopyCode code=number.to_string() what="account number" />
                <div class="account-actions">
                    <MenuButton
                        id="account-actions"
                        label="Actions"
                        kind=ButtonKind::Primary
                        groups
                    />
                </div>
            </div>
            <AccountFacts account />
        </header>
        <TabLinks
            label=name
            tabs=vec![
                TabLink::new("Home", routes::account(number)).exact(),
                TabLink::new("Profile", routes::account_profile(number)),
                TabLink::new("Billing", routes::account_billing(number)),
                TabLink::new("Hierarchy", routes::hierarchy_of(&number.to_string())),
                TabLink::new("News Feed", routes::account_history(number)),
            ]
        />
    }
}

/// Keeps the room of the head while it is loading.
#[component]
pub fn AccountHeadSkeleton() -> impl IntoView {
    view! {
        <div class="account-head loading" aria-busy="true" aria-label="Loading the account">
            <Skeleton lines=4 />
        </div>
    }
}

/// Puts the account among the open tabs, and what may be done into the command palette.
fn opened_note(account: &AccountView, may_edit: bool) {
    let number = account.number;
    let (href, name) = (routes::account(number), account.name.clone());
    let open = use_open_accounts();
    Effect::new(move |_| open.open(href.clone(), name.clone()));
    let mut commands = vec![
        Command::go(
            "News Feed",
            IconName::Newspaper,
            routes::account_history(number),
        ),
        Command::go(
            "Verify Caller",
            IconName::KeyRound,
            routes::account_verify_caller(number),
        ),
        Command::go(
            "Organization Hierarchy",
            IconName::Network,
            routes::hierarchy_of(&number.to_string()),
        ),
    ];
    if may_edit {
        commands.extend([
            Command::go(
                "Account Profile",
                IconName::User,
                routes::account_profile(number),
            ),
            Command::go(
                "Bill Unit Setup",
                IconName::ReceiptText,
                routes::account_bill_units(number),
            ),
            Command::go(
                "Payment Methods",
                IconName::CreditCard,
                routes::account_payment_methods(number),
            ),
        ]);
    }
    provide_page_commands(commands);
}

/// What may be done, by the names that people know. What the role may not do is left out; a caller is
/// verified by everybody (SEC-1, SEC-4).
fn actions(
    number: AccountNumber,
    may_edit: bool,
    (may_place, may_remove): (bool, bool),
) -> Vec<MenuGroup> {
    let profile = may_edit.then(|| {
        MenuItem::link("Account Profile", routes::account_profile(number)).icon(IconName::User)
    });
    let caller = MenuItem::link("Verify Caller", routes::account_verify_caller(number))
        .icon(IconName::KeyRound);
    let financial = may_edit.then(|| {
        MenuGroup::new(
            "Financial Setup",
            vec![
                MenuItem::link("Bill Unit Setup", routes::account_bill_units(number))
                    .icon(IconName::ReceiptText),
                MenuItem::link("Payment Methods", routes::account_payment_methods(number))
                    .icon(IconName::CreditCard),
            ],
        )
    });
    let place = may_place.then(|| {
        MenuItem::link("Organization Hierarchy", routes::hierarchy_move(number))
            .icon(IconName::Network)
    });
    let leave = may_remove.then(|| {
        MenuItem::link("Remove From Hierarchy", routes::hierarchy_remove(number))
            .icon(IconName::X)
            .danger()
    });
    let places: Vec<MenuItem> = place.into_iter().chain(leave).collect();
    let place = (!places.is_empty()).then(|| MenuGroup::plain(places));
    let account = MenuGroup::new("Account", profile.into_iter().chain([caller]).collect());
    [account]
        .into_iter()
        .chain(financial)
        .chain(place)
        .collect()
}

/// The accounts above it in its organization; nothing where it stands alone. Of many levels the tree shows those
/// between.
#[component]
fn PathAbove(account: AccountView) -> impl IntoView {
    (!account.path.is_empty()).then(|| {
        let above = account.path.into_iter();
        let mut crumbs: Vec<Crumb> = above
            .map(|above| Crumb::link(above.name, routes::account(above.number)))
            .chain([Crumb::here(account.name)])
            .collect();
        if account.path_omitted > 0 {
            let more = format!("… {} more", account.path_omitted);
            let tree = routes::hierarchy_of(&account.number.to_string());
            crumbs.insert(1, Crumb::link(more, tree));
        }
        view! { <Breadcrumb label="Organization" crumbs /> }
    })
}

#[component]
fn AccountFacts(account: AccountView) -> impl IntoView {
    let late = late_words(&account);
    let tone = if late.is_some() {
        Tone::Bad
    } else {
        Tone::Neutral
    };
    let credit = amounts_words(&account.balances.credit);
    let due = due_words(&account);
    let since = format!("{} since", account.status.label());
    let next_bill = (account.next_bill()).map(|(unit, day)| (unit.name.clone(), day));

    view! {
        <Facts>
            <Fact label="Due" tone>
                {due} " " {late.map(|late| view! { <small>{late}</small> })}
            </Fact>
            {next_bill
                .map(|(unit, day)| view! {
                    <Fact label="Next bill">
                        {date_words(day)} " " <small>{unit}</small>
                    </Fact>
                })}
            {(!credit.is_empty())
                .then(|| view! {
                    <Fact label="Unallocated" tone=Tone::Good>
                        {credit}
                    </Fact>
                })}
            <Fact label=since>
                {date_words(account.status_since)}
            </Fact>
        </Facts>
    }
}
