//! Choosing an account in a form by searching for it (FIND-5).

use domain::{
    accounts::AccountRef,
    search::{SearchHit, SearchPage},
};
use leptos::prelude::*;

use super::api::accounts_pick;
use crate::ui::{Combobox, ComboboxFound, ComboboxOption, ComboboxSource};

/// A box that finds an account as Search does, inside a [`crate::ui::Field`]. The choice's value is
/// the account's number, such as `A-00000042`.
#[component]
pub fn AccountPicker(
    /// The chosen account, kept in both directions.
    chosen: RwSignal<Option<ComboboxOption>>,
) -> impl IntoView {
    view! {
        <Combobox chosen source=account_source() placeholder="Name, number, e-mail or phone" />
    }
}

/// Accounts as the options of a combobox.
pub fn account_source() -> ComboboxSource {
    ComboboxSource::new(|text| async move {
        match accounts_pick(text).await {
            Ok(SearchPage { hits, count, .. }) => Ok(ComboboxFound {
                beyond: count.beyond(hits.len()),
                options: hits.iter().map(account_option).collect(),
                next: None,
            }),
            Err(error) => Err(error
                .fields
                .sentence("q")
                .unwrap_or(&error.sentence)
                .to_owned()),
        }
    })
}

/// An account as an option.
pub fn account_option(hit: &SearchHit) -> ComboboxOption {
    let mut detail = vec![hit.number.to_string()];
    detail.extend(hit.organization_type.map(|kind| kind.label().to_owned()));
    detail.extend([hit.street.text(), hit.place.text()]);
    detail.retain(|part| !part.is_empty());
    ComboboxOption {
        value: hit.number.to_string(),
        label: hit.name.text(),
        detail: detail.join(" · "),
        cannot: None,
    }
}

/// An account as the box shows it in which it was chosen: with its number, since others may be called like it.
pub fn account_choice(account: &AccountRef) -> ComboboxOption {
    let number = account.number.to_string();
    ComboboxOption {
        label: format!("{} ({number})", account.name),
        value: number,
        ..ComboboxOption::default()
    }
}

/// The account of this number and its name, found as anybody would find it; none where there is none to find.
pub async fn account_numbered(number: &str) -> Option<AccountRef> {
    let page = accounts_pick(number.to_owned()).await.ok()?;
    let hit = (page.hits.into_iter()).find(|hit| hit.number.to_string() == number)?;
    Some(AccountRef {
        id: hit.id,
        number: hit.number,
        name: hit.name.text(),
    })
}
