//! The page of one account: head and tabs, with the page of the open tab below.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_params_map};

use super::{
    api::account_open,
    head::{AccountHead, AccountHeadSkeleton},
    parts::Failure,
};
use crate::{
    answer::Answer,
    errors::{AppError, ErrorCode},
};

/// Counts the changes made on the open pages of an account, so that its head follows them.
#[derive(Clone, Copy)]
pub struct AccountChanges(RwSignal<u32>);

impl AccountChanges {
    /// The changes of the account page around here.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Something was saved. The page may be gone by then, as after an Undo.
    pub fn note(self) {
        self.0.try_update(|count| *count += 1);
    }

    /// How often something was saved; what reads it is read anew after each change.
    #[must_use]
    pub fn count(self) -> u32 {
        self.0.get()
    }
}

/// The account's number in the address, as typed there.
#[must_use]
pub fn number_in_address() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("number").unwrap_or_default())
}

/// Head and tabs of an account around the page of one tab (ACC-7).
///
/// Opening it is noted among the accounts that were opened last (FIND-4).
#[component]
pub fn AccountPage() -> impl IntoView {
    let changes = AccountChanges(RwSignal::new(0));
    provide_context(changes);
    let number = number_in_address();
    let account = Answer::new(
        move || (number.get(), changes.count()),
        |(number, _)| account_open(number),
    );

    view! {
        <div class="page account-page">
            {account
                .shown(
                    || view! { <AccountHeadSkeleton /> }.into_any(),
                    move |account| match account {
                        Ok(opened) => view! { <AccountHead opened /> }.into_any(),
                        Err(error) => head_failure(number.get_untracked(), error),
                    },
                )}
            <Outlet />
        </div>
    }
}

/// What stands in place of the head; the page has a name of its own all the same.
fn head_failure(number: String, error: AppError) -> AnyView {
    // What is missing has another name, which comes with the sentence.
    let named = (error.code != ErrorCode::NotFound).then(|| {
        view! {
            <Title text=number.clone() />
            <h1 class="hear">{number}</h1>
        }
    });
    view! {
        {named}
        <Failure error missing="No such account" />
    }
    .into_any()
}

/// The error of a tab's page; nothing where the head above says the same already. Of other errors the style
/// shows that of the head alone, where it has one.
pub fn tab_failure(error: AppError) -> AnyView {
    match error.code {
        ErrorCode::NotFound | ErrorCode::NotSignedIn | ErrorCode::Refused => ().into_any(),
        _ => view! { <Failure error /> }.into_any(),
    }
}
