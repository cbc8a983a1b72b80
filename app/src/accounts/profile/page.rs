//! The profile tab of an account.

use leptos::prelude::*;

use super::form::ProfileForm;
use crate::{
    accounts::{
        api::account_profile,
        page::{number_in_address, tab_failure},
    },
    answer::Answer,
    ui::Skeleton,
};

/// Actions → Account → Account Profile (ACC-3, ACC-4).
#[component]
pub fn AccountProfilePage() -> impl IntoView {
    let number = number_in_address();
    let profile = Answer::new(move || number.get(), account_profile);

    profile.shown(
        || {
            view! { <div class="account-form loading" aria-busy="true"><Skeleton lines=20 /></div> }
                .into_any()
        },
        |profile| match profile {
            Ok(opened) => view! { <ProfileForm opened /> }.into_any(),
            Err(error) => tab_failure(error),
        },
    )
}
