//! Where no organization is open: choosing an account, and what an organization is for.

use chrono::NaiveDate;
use domain::accounts::AccountRef;
use domain::dates::date_words;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{api::TreeRights, moving::MovePlan};
use crate::{
    routes,
    search::AccountPicker,
    ui::{Button, ButtonKind, ButtonLink, ComboboxOption, Empty, Field, IconName},
};

/// What an organization is, in a sentence.
const SENTENCE: &str = "An organization shows which accounts belong together, as a tree: a group \
    over its regions, a region over its sites. Put an account under a parent account to begin one; \
    who pays for whom stays as it is.";

/// What to do where the tree of another day holds nothing but its account.
const OTHER_DAY: &str = "Nothing stands above or below it on that day. Choose another day, or go back to \
    today's tree.";

/// Chooses the account whose organization is to be opened.
#[component]
pub fn OrganizationSearch() -> impl IntoView {
    let chosen = RwSignal::new(None::<ComboboxOption>);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(option) = chosen.get() {
            navigate(
                &routes::hierarchy_of(&option.value),
                NavigateOptions::default(),
            );
        }
    });

    view! {
        <div class="tree-begin">
            <Field
                label="Account"
                name="account"
                hint="Its organization opens, along the path to it."
            >
                <AccountPicker chosen />
            </Field>
        </div>
    }
    .into_any()
}

/// Where there is no organization yet: what one is for.
#[component]
pub fn NoOrganizations() -> impl IntoView {
    view! {
        <Empty icon=IconName::Network title="No organization yet" sentence=SENTENCE>
            <ButtonLink href=routes::search() icon=IconName::Search>
                "Search accounts"
            </ButtonLink>
        </Empty>
    }
    .into_any()
}

/// An account that is in no organization, and how to begin; or was not, or will not be, on another day.
#[component]
pub fn NoOrganization(
    account: AccountRef,
    rights: TreeRights,
    plan: MovePlan,
    /// The day of the tree, where it is not today's.
    on: Option<NaiveDate>,
) -> impl IntoView {
    let (title, sentence) = match on {
        None => (
            format!("{} is in no organization yet", account.name),
            SENTENCE,
        ),
        Some(on) => (
            format!(
                "{} is in no organization on {}",
                account.name,
                date_words(on)
            ),
            OTHER_DAY,
        ),
    };
    let href = routes::account(account.number);
    let begin = rights.may_associate.then(|| {
        view! {
            <Button
                kind=ButtonKind::Primary
                icon=IconName::Network
                on_press=Callback::new(move |()| plan.begin(account.clone(), None))
            >
                "Put under a parent"
            </Button>
        }
    });

    view! {
        <Empty icon=IconName::Network title sentence>
            {begin}
            <ButtonLink href icon=IconName::User>
                "Open account"
            </ButtonLink>
        </Empty>
    }
    .into_any()
}
