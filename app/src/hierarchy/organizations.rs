//! The list of organizations, by name (ORG-6).

use domain::hierarchy::{OrganizationPage, TreeRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::organizations_read,
    begin::NoOrganizations,
    words::{count_words, due_words},
};
use crate::{
    accounts::parts::{Failure, status_tone},
    answer::Answer,
    routes,
    ui::{Block, Column, Pager, Row, Skeleton, Status, Table},
};

/// Every account with children and no parent, page by page; the address holds the page.
#[component]
pub fn Organizations() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default()));
    let opened = Answer::new(move || after.get(), organizations_read);

    opened.shown(
        || view! { <div aria-busy="true"><Skeleton lines=8 /></div> }.into_any(),
        move |opened| match opened {
            Ok(page) => {
                let is_first = after.with_untracked(String::is_empty);
                view! { <Listed page is_first /> }.into_any()
            }
            Err(error) => view! { <Failure error missing="No such account" /> }.into_any(),
        },
    )
}

#[component]
fn Listed(page: OrganizationPage, is_first: bool) -> impl IntoView {
    if page.rows.is_empty() && is_first {
        return view! { <NoOrganizations /> }.into_any();
    }
    let next = page.rows.last().filter(|_| page.has_more);
    let next = next.map(|last| routes::organizations_after(last.account.number));
    let first = (!is_first).then(|| routes::hierarchy().to_owned());
    let chosen = RwSignal::new(None::<String>);
    let rows = page.rows;

    view! {
        <Block title="Organizations">
            <Table
                caption="Organizations by name"
                chosen=chosen
                columns=vec![
                    Column::new("Name"),
                    Column::new("Number"),
                    Column::new("Type"),
                    Column::new("Status"),
                    Column::numeric("Accounts below"),
                    Column::numeric("Due with below"),
                ]
            >
                {rows.into_iter().map(organization_row).collect_view()}
            </Table>
            <Pager first next />
        </Block>
    }
    .into_any()
}

fn organization_row(row: TreeRow) -> AnyView {
    let number = row.account.number.to_string();
    let href = routes::hierarchy_of(&number);
    let due = due_words(&row);
    let kind = row.organization_type.map(|kind| kind.label());

    view! {
        <Row key=number.clone()>
            <td><a href=href>{row.account.name}</a></td>
            <td class="code">{number}</td>
            <td>{kind}</td>
            <td><Status tone=status_tone(row.status) label=row.status.label() /></td>
            <td class="num">{count_words(row.accounts_below)}</td>
            <td class="num">{due}</td>
        </Row>
    }
    .into_any()
}
