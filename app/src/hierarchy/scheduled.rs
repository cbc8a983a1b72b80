//! What is scheduled for accounts that a move or a removal touches, and what it breaks of that (ORG-3).

use domain::{
    accounts::AccountRef,
    actions::{ActionRequest, DeferredAction},
    dates::date_words,
    ids::DeferredActionId,
    text::ended,
};
use leptos::prelude::*;

use super::words::count_words;
use crate::routes::{self, ScheduledFilter};

/// What is scheduled at or below an account, each with its day and a way to its account, and how much more of it
/// there is. What could not be made any more after the `step` says why, with a way to where it is cancelled or gets
/// another day.
pub fn scheduled_list(
    account: &AccountRef,
    (actions, more): (&[DeferredAction], i64),
    step: &'static str,
) -> AnyView {
    let lines: Vec<AnyView> = actions
        .iter()
        .map(|action| line_view(action, step))
        .collect();
    let last = actions.last().map(|last| last.id);
    let more = more_scheduled(account, last, more);
    let more = more.map(|(words, href)| view! { <li><a href=href>{words}</a></li> });
    view! { <ul>{lines} {more}</ul> }.into_any()
}

fn line_view(action: &DeferredAction, step: &str) -> AnyView {
    let day = date_words(action.due_on);
    let href = routes::account(action.account.number);
    let conflict = action.conflict.as_deref().map(|why| {
        let words = ended(format!("After this {step} it cannot be made: {why}"));
        let (href, mend) = mend(action);
        view! {
            <br />
            <strong>{words}</strong>
            " "
            <a href=href>{mend}</a>
        }
    });
    view! {
        <li>
            <a href=href>{format!("{day}: {}", action.sentence)}</a>
            {conflict}
        </li>
    }
    .into_any()
}

/// Where what cannot be made is mended, with the words of the way there.
fn mend(action: &DeferredAction) -> (String, &'static str) {
    match &action.request {
        ActionRequest::Board { board } => (routes::board(&board.to_string()), "Mend its board"),
        ActionRequest::Move { .. } | ActionRequest::Removal { .. } => (
            format!("{}#{}", routes::account(action.account.number), action.id),
            "Cancel it or give it another day",
        ),
    }
}

/// How much more is scheduled than is listed, and where it stands: behind the last that is listed, in the same
/// order, among all that is scheduled at or below the account.
fn more_scheduled(
    account: &AccountRef,
    last: Option<DeferredActionId>,
    more: i64,
) -> Option<(String, String)> {
    let last = last.filter(|_| more > 0)?.to_string();
    let words = format!(
        "and {} more, among all at or below {}",
        count_words(more),
        account.name
    );
    let href = routes::scheduled_page(ScheduledFilter {
        below: &account.number.to_string(),
        after: &last,
        ..ScheduledFilter::default()
    });
    Some((words, href))
}

#[cfg(test)]
mod tests {
    use domain::{accounts::AccountNumber, ids::AccountId};

    use super::*;

    #[test]
    fn what_more_is_scheduled_is_counted_and_stands_behind_the_last_that_is_listed() {
        let last = DeferredActionId::from_uuid(uuid::Uuid::from_u128(7));
        let account = AccountRef {
            id: AccountId::from_uuid(uuid::Uuid::from_u128(1)),
            number: AccountNumber::new(42).expect("a number"),
            name: "Acme".to_owned(),
        };
        let (words, href) = more_scheduled(&account, Some(last), 1_035).expect("a link");
        assert_eq!(words, "and 1,035 more, among all at or below Acme");
        assert_eq!(
            href,
            format!("/operations/scheduled?below=A-00000042&after={last}")
        );
        assert_eq!(more_scheduled(&account, Some(last), 0), None);
        assert_eq!(more_scheduled(&account, None, 0), None);
    }
}
