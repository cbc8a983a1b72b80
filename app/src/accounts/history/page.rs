//! The News Feed tab of an account.

use domain::{accounts::AccountNumber, audit::ChangeKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    filter::{ACCOUNT_KINDS, HistoryFilter},
    list::Entry,
};
use crate::{
    accounts::{
        api::{HistoryOpened, HistoryRow, account_history},
        page::{AccountChanges, number_in_address, tab_failure},
    },
    answer::Answer,
    errors::{AppError, ErrorCode},
    routes,
    ui::{
        Block, Button, Chip, Choice, Empty, Field, FieldRow, FocusPlace, IconName, ListFilter,
        Select, ShowMore, Skeleton, Tone, each, live, use_toasts,
    },
};

/// Every change of an account, filtered by kind and person (NEWS-1).
#[component]
pub fn AccountHistoryPage() -> impl IntoView {
    let changes = AccountChanges::here();
    let number = number_in_address();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| HistoryFilter::read(query.get("kind"), query.get("person")))
    });
    let before = Memo::new(move |_| query.with(|query| query.get("before").unwrap_or_default()));
    let history = Answer::new(
        move || (number.get(), filter.get(), before.get(), changes.count()),
        |(number, HistoryFilter { kind, person }, before, _)| {
            account_history(number, kind, person, before)
        },
    );

    let place = FocusPlace::new();

    history.shown(
        || {
            view! { <div class="account-history loading" aria-busy="true"><Skeleton lines=16 /></div> }
                .into_any()
        },
        move |history| match history {
            Ok(opened) => {
                place.give();
                view! { <History opened filter=filter.get_untracked() place /> }.into_any()
            }
            Err(error) => {
                // What the account is called in the address is its number, or else it is what was refused.
                let number = number.get_untracked().parse().ok();
                let form = number.and_then(|number| {
                    let address = routes::account_history(number);
                    filter_after(&error, filter.get_untracked(), &ACCOUNT_KINDS, address)
                });
                view! { {form} {tab_failure(error)} }.into_any()
            }
        },
    )
}

#[component]
fn History(opened: HistoryOpened, filter: HistoryFilter, place: FocusPlace) -> impl IntoView {
    let HistoryOpened {
        number,
        rows,
        next,
        people,
    } = opened;
    let address = StoredValue::new(routes::account_history(number));
    let is_empty = rows.is_empty();
    let entries = RwSignal::new(rows);
    let next = RwSignal::new(next);
    let more = more_action(number, filter.clone(), entries, next);
    let further = {
        let filter = filter.clone();
        Signal::derive(move || {
            let before = next.get().map(|id| id.to_string());
            format!("{}{}", address.get_value(), filter.query(before.as_deref()))
        })
    };
    let empty = is_empty.then(|| {
        let sentence = if filter.is_on() {
            "No change fits this filter. Take a filter off to see more."
        } else {
            "Every change of this account will stand here, with who, when, before and after."
        };
        view! { <Empty icon=IconName::Newspaper title="No changes" sentence /> }
    });

    view! {
        <Block title="News Feed">
            <FilterForm filter kinds=&ACCOUNT_KINDS people address=address.get_value() />
            {empty}
            <ol class="history">
                {each(
                    move || entries.get(),
                    |row| row.entry.id,
                    move |row: HistoryRow| {
                        let id = row.entry.id.to_string();
                        view! { <li id=id><Entry row place /></li> }
                    },
                )}
            </ol>
            {live(move || {
                next.get()
                    .map(|_| view! {
                        <ShowMore
                            href=further
                            busy=more.pending()
                            on_press=Callback::new(move |()| {
                                more.dispatch(());
                            })
                        />
                    })
            })}
        </Block>
    }
}

/// Loads the next part below the present one.
fn more_action(
    number: AccountNumber,
    filter: HistoryFilter,
    entries: RwSignal<Vec<HistoryRow>>,
    next: RwSignal<Option<domain::ids::AuditEntryId>>,
) -> Action<(), ()> {
    let toasts = use_toasts();
    Action::new(move |(): &()| {
        let HistoryFilter { kind, person } = filter.clone();
        let before = next.get_untracked().map(|id| id.to_string());
        let before = before.unwrap_or_default();
        async move {
            match account_history(number.to_string(), kind, person, before).await {
                Ok(opened) => {
                    entries.update(|entries| entries.extend(opened.rows));
                    next.set(opened.next);
                }
                Err(error) => toasts.say(Tone::Bad, error.sentence),
            }
        }
    })
}

/// The filter above an error about what the address asks for: the way on from there. None where the error is about
/// anything else. What the filter cannot name is left out of it.
pub fn filter_after(
    error: &AppError,
    filter: HistoryFilter,
    kinds: &'static [ChangeKind],
    address: String,
) -> Option<AnyView> {
    if error.code != ErrorCode::Invalid {
        return None;
    }
    let filter = match ChangeKind::from_code(&filter.kind) {
        Some(_) => filter,
        None => filter.without_kind(),
    };
    let people = match filter.person.as_str() {
        "" => Vec::new(),
        person => vec![person.to_owned()],
    };
    Some(view! { <FilterForm filter kinds people address /> }.into_any())
}

/// The filter: a form that also works without the program, and what is filtered as chips.
#[component]
pub fn FilterForm(
    /// What is filtered now.
    filter: HistoryFilter,
    /// The kinds of change that there can be.
    kinds: &'static [ChangeKind],
    /// Everybody who made one.
    people: Vec<String>,
    /// The page that shows what is filtered.
    address: String,
) -> impl IntoView {
    let kind = RwSignal::new(filter.kind.clone());
    let person = RwSignal::new(filter.person.clone());
    let kinds = kinds
        .iter()
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .collect::<Vec<_>>();
    let people = people
        .into_iter()
        .map(|name| Choice::new(name.clone(), name))
        .collect::<Vec<_>>();
    let kind_chip = ChangeKind::from_code(&filter.kind).map(|kind| {
        let href = format!("{address}{}", filter.without_kind().query(None));
        view! { <Chip label=format!("Kind: {}", kind.label()) href_without=href /> }
    });
    let person_chip = (!filter.person.is_empty()).then(|| {
        let href = format!("{address}{}", filter.without_person().query(None));
        view! { <Chip label=format!("Person: {}", filter.person) href_without=href /> }
    });

    view! {
        <ListFilter action=address>
            <FieldRow>
                <Field label="Kind" name="kind">
                    <Select value=kind choices=kinds empty="Every kind" />
                </Field>
                <Field label="Person" name="person">
                    <Select value=person choices=people empty="Everybody" />
                </Field>
                <Button icon=IconName::Filter submit=true>
                    "Filter"
                </Button>
            </FieldRow>
        </ListFilter>
        <div class="chips">{kind_chip} {person_chip}</div>
    }
}
