//! The audit log: the latest changes first, filtered by kind and person, in pages.

use domain::audit::{ChangeKind, HistoryPage};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{AuditLogOpened, audit_log};
use crate::{
    accounts::{
        history::{FilterForm, HistoryFilter, HistoryList, filter_after},
        parts::Failure,
    },
    answer::Answer,
    routes,
    ui::{Block, Empty, IconName, Pager, Skeleton},
};

/// The kinds of change that belong to no account.
const KINDS: [ChangeKind; 4] = [
    ChangeKind::StaffUserChanged,
    ChangeKind::ListChanged,
    ChangeKind::AccountsExported,
    ChangeKind::BoardChanged,
];

/// What was changed in no account: staff users, configurable lists, what-if boards, exports.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let filter = HistoryFilter::read(query.get("kind"), query.get("person"));
            (filter, query.get("before").unwrap_or_default())
        })
    });
    let opened = Answer::new(
        move || asked.get(),
        |(HistoryFilter { kind, person }, before)| audit_log(kind, person, before),
    );

    view! {
        <Title text="Audit log" />
        <div class="page">
            <h1>"Audit log"</h1>
            {opened
                .shown(
                    || view! { <div aria-busy="true"><Skeleton lines=16 /></div> }.into_any(),
                    move |opened| match opened {
                        Ok(opened) => {
                            let (filter, before) = asked.get_untracked();
                            view! { <Log opened filter before /> }.into_any()
                        }
                        Err(error) => {
                            let address = routes::audit_log().to_owned();
                            let form = filter_after(&error, asked.get_untracked().0, &KINDS, address);
                            view! { {form} <Failure error /> }.into_any()
                        }
                    },
                )}
        </div>
    }
    .into_any()
}

#[component]
fn Log(opened: AuditLogOpened, filter: HistoryFilter, before: String) -> impl IntoView {
    let AuditLogOpened { page, people } = opened;
    let HistoryPage { entries, next } = page;
    let address = |before: Option<&str>| format!("{}{}", routes::audit_log(), filter.query(before));
    let first = (!before.is_empty()).then(|| address(None));
    let next = next.map(|next| address(Some(&next.to_string())));
    let shown = match (entries.is_empty(), filter.is_on()) {
        (true, true) => view! {
            <Empty
                icon=IconName::Newspaper
                title="No changes"
                sentence="No change fits this filter. Take a filter off to see more."
            />
        }
        .into_any(),
        _ => view! { <HistoryList entries /> }.into_any(),
    };

    view! {
        <Block title="Changes in no account">
            <p class="quiet">
                "Staff users, configurable lists, what-if boards, exports of all accounts. What was changed in an account stands in its News Feed."
            </p>
            <FilterForm filter kinds=&KINDS people address=routes::audit_log().to_owned() />
            {shown}
            <Pager first next />
        </Block>
    }
    .into_any()
}
