//! The pane beside the list: the account under the cursor, without opening it.

use domain::search::{AccountPreview, PreviewContact, SearchRequest};
use leptos::{prelude::*, task::spawn_local};

use super::{api::preview_read, hits::MarkedText};
use crate::{
    accounts::parts::status_tone,
    routes,
    ui::{Fact, Facts, FactsKind, Kbd, Status, Tag, live},
};

/// The pane. It belongs to the program: without it a line's link opens the account.
#[component]
pub fn PreviewPane(
    /// Id of the account under the cursor.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// The search, for its marks.
    #[prop(into)]
    request: Signal<SearchRequest>,
) -> impl IntoView {
    // What was read last stays until the next is there.
    let preview = RwSignal::new(None);
    let newest = StoredValue::new(None);
    Effect::new(move || {
        let id = chosen.get();
        newest.set_value(id.clone());
        let Some(id) = id else {
            preview.set(None);
            return;
        };
        let request = request.get_untracked();
        spawn_local(async move {
            let answer = preview_read(request, id.clone()).await;
            // Another may have been chosen, or the page left meanwhile.
            if newest.try_get_value() == Some(Some(id)) {
                preview.set(Some(answer));
            }
        });
    });

    view! {
        <aside class="search-preview" aria-label="Preview">
            {live(move || match preview.get() {
                Some(Ok(preview)) => view! { <Preview preview /> }.into_any(),
                Some(Err(error)) => view! { <p class="quiet">{error.sentence}</p> }.into_any(),
                None => ().into_any(),
            })}
        </aside>
    }
    .into_any()
}

#[component]
fn Preview(preview: AccountPreview) -> impl IntoView {
    let hit = preview.hit;
    let due: Vec<String> = hit.due.iter().map(ToString::to_string).collect();
    let days: Vec<String> = preview
        .billing_days
        .iter()
        .map(ToString::to_string)
        .collect();
    let name = hit.name.text();
    let path = (!preview.path.is_empty()).then(|| {
        let above = preview
            .path
            .into_iter()
            .map(|parent| {
                view! {
                    <a href=routes::account(parent.number)>{parent.name}</a>
                    " ▸ "
                }
            })
            .collect_view();
        view! {
            <h3>"Belongs to"</h3>
            <p>{above} <b>{name}</b></p>
        }
    });

    view! {
        <header>
            <h2>
                <a href=routes::account(hit.number)>{hit.name.text()}</a>
            </h2>
            <Status tone=status_tone(hit.status) label=hit.status.label() />
        </header>
        <p class="search-tags">
            <span class="code">{hit.number.to_string()}</span>
            {hit.organization_type.map(|kind| view! { <Tag label=kind.label() /> })}
            <Tag label=hit.customer_type />
        </p>
        <Facts kind=FactsKind::Details>
            <Fact label="Due">{due.join(", ")}</Fact>
            <Fact label="Billing day">{days.join(", ")}</Fact>
            <Fact label="Address">
                <MarkedText text=hit.street />
                <br />
                <MarkedText text=hit.place />
                <br />
                {preview.region}
            </Fact>
        </Facts>
        <h3>"Contacts"</h3>
        <ul class="search-contacts">
            {preview.contacts.into_iter().map(|contact| view! { <Contact contact /> }).collect_view()}
        </ul>
        {preview.more_contacts.then(|| view! { <p class="faint">"and more"</p> })}
        {path}
        <p class="faint search-keys">
            <Kbd keys="Enter" /> " open " <Kbd keys="↑ ↓" /> " next " <Kbd keys="Ctrl Enter" />
            " open in a new tab"
        </p>
    }
}

#[component]
fn Contact(contact: PreviewContact) -> impl IntoView {
    let role = match (contact.is_primary, contact.job_title.is_empty()) {
        (true, true) => "primary".to_owned(),
        (true, false) => format!("primary, {}", contact.job_title),
        (false, _) => contact.job_title,
    };

    view! {
        <li>
            <span>{contact.name} " " <span class="faint">{role}</span></span>
            <small>{contact.email}</small>
            <small>{contact.phone}</small>
        </li>
    }
}
