//! The profile tab of an account.

use leptos::prelude::*;

use super::form::ProfileForm;
use crate::{
    accounts::{
        api::account_profile,
        page::{number_in_address, tab_failure},
    },
    ui::Skeleton,
};

/// Actions → Account → Account Profile (ACC-3, ACC-4).
#[component]
pub fn AccountProfilePage() -> impl IntoView {
    let number = number_in_address();
    let profile = Resource::new(move || number.get(), account_profile);

    view! {
        <Transition fallback=|| {
            view! { <div class="account-form loading" aria-busy="true"><Skeleton lines=20 /></div> }
        }>
            {move || Suspend::new(async move {
                match profile.await {
                    Ok(opened) => view! { <ProfileForm opened /> }.into_any(),
                    Err(error) => tab_failure(error),
                }
            })}
        </Transition>
    }
}
