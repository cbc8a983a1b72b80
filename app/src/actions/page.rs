//! What is scheduled across accounts: filtered by state, kind and day, in pages (OPS-1).

use domain::accounts::AccountRef;
use domain::actions::{ActionKind, ActionState, ActionsWanted};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    api::{ScheduledOpened, scheduled_read},
    list::ScheduledTable,
};
use crate::{
    accounts::parts::Failure,
    answer::Answer,
    refused::said_of,
    routes::{self, ScheduledFilter},
    search::{account_choice, account_source},
    ui::{
        Block, Button, Choice, Combobox, DateInput, Empty, Field, FieldRow, FocusPlace, IconName,
        ListFilter, Pager, Select, Skeleton, date_parse, date_problem,
    },
};

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    state: String,
    kind: String,
    on: String,
    below: String,
    after: String,
}

impl Filter {
    /// What it asks for. What is no state, kind or day filters nothing.
    fn wanted(&self) -> ActionsWanted {
        ActionsWanted {
            state: ActionState::from_code(&self.state),
            kind: ActionKind::from_code(&self.kind),
            on: date_parse(&self.on),
            below: self.below.trim().parse().ok(),
            after: self.after.parse().ok(),
        }
    }

    /// What is wrong with the day.
    fn day_error(&self) -> Option<String> {
        date_problem(&self.on)
    }

    /// What is wrong with the account; `found` is the one that was found.
    fn below_error(&self, found: Option<&AccountRef>) -> Option<String> {
        let below = self.below.trim();
        match self.wanted().below {
            _ if below.is_empty() || found.is_some() => None,
            Some(number) => Some(format!("There is no account {number}.")),
            None => Some(
                "Please choose an account from the list that opens as you type, or type its number."
                    .to_owned(),
            ),
        }
    }

    fn is_on(&self) -> bool {
        let wanted = self.wanted();
        wanted
            != ActionsWanted {
                after: wanted.after,
                ..ActionsWanted::default()
            }
    }

    fn address(&self, after: &str) -> String {
        routes::scheduled_page(ScheduledFilter {
            state: &self.state,
            kind: &self.kind,
            on: &self.on,
            below: &self.below,
            after,
        })
    }
}

/// Scheduled changes of all accounts.
#[component]
pub fn ScheduledPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            Filter {
                state: text("state"),
                kind: text("kind"),
                on: text("on"),
                below: text("below"),
                after: text("after"),
            }
        })
    });
    let changes = RwSignal::new(0_u32);
    let place = FocusPlace::new();
    let opened = Answer::new(
        move || (filter.get(), changes.get()),
        |(filter, _): (Filter, u32)| scheduled_read(filter.wanted()),
    );
    let after = Callback::new(move |()| changes.update(|changes| *changes += 1));

    view! {
        <Title text="Scheduled changes" />
        <div class="page">
            <h1>"Scheduled changes"</h1>
            {opened
                .shown(
                    || view! { <div aria-busy="true"><Skeleton lines=12 /></div> }.into_any(),
                    move |opened| match opened {
                        Ok(opened) => {
                            place.give();
                            view! { <Scheduled opened filter=filter.get_untracked() place after /> }
                                .into_any()
                        }
                        Err(error) => view! { <Failure error /> }.into_any(),
                    },
                )}
        </div>
    }
    .into_any()
}

#[component]
fn Scheduled(
    opened: ScheduledOpened,
    filter: Filter,
    place: FocusPlace,
    after: Callback<()>,
) -> impl IntoView {
    let ScheduledOpened {
        rows,
        below,
        has_more,
    } = opened;
    let next = (rows.last().filter(|_| has_more)).map(|last| filter.address(&last.id.to_string()));
    let title = match &below {
        Some(account) => format!("By day, at or below {}", account.name),
        None => "By day".to_owned(),
    };
    let first = (!filter.after.is_empty()).then(|| filter.address(""));
    let shown = match rows.is_empty() {
        true => {
            let (title, sentence) = match filter.is_on() {
                true => (
                    "Nothing fits this filter",
                    "Take a part of the filter off to see more.",
                ),
                false => (
                    "Nothing is scheduled",
                    "A move or a what-if board that is to take effect on a day to come stands here until \
                     its day, and can be performed now, given another day or cancelled.",
                ),
            };
            view! { <Empty icon=IconName::Calendar title sentence /> }.into_any()
        }
        false => view! { <ScheduledTable rows is_across=true place after /> }.into_any(),
    };

    view! {
        <Block title>
            <FilterForm filter below />
            {shown}
            <Pager first next />
        </Block>
    }
    .into_any()
}

/// The filter: a form that also works without the program.
#[component]
fn FilterForm(filter: Filter, below: Option<AccountRef>) -> impl IntoView {
    let day_error = filter.day_error();
    let below_error = filter.below_error(below.as_ref());
    let chosen = RwSignal::new(below.as_ref().map(account_choice));
    let below = RwSignal::new(filter.below);
    let below_error = said_of(move || below_error.clone(), below);
    let (state, kind, on) = (
        RwSignal::new(filter.state),
        RwSignal::new(filter.kind),
        RwSignal::new(filter.on),
    );
    let day_error = said_of(move || day_error.clone(), on);
    let states = ActionState::ALL
        .map(|state| Choice::new(state.code(), state.label()))
        .to_vec();
    let kinds = ActionKind::ALL
        .map(|kind| Choice::new(kind.code(), kind.label()))
        .to_vec();

    view! {
        <ListFilter action=routes::scheduled()>
            <FieldRow>
                <Field label="State" name="state">
                    <Select value=state choices=states empty="Still to be done" />
                </Field>
                <Field label="Kind" name="kind">
                    <Select value=kind choices=kinds empty="Every kind" />
                </Field>
                <Field label="Day" name="on" error=day_error>
                    <DateInput value=on placeholder="any day" />
                </Field>
                <Field label="At or below" name="below" error=below_error>
                    <Combobox
                        chosen
                        text=below
                        source=account_source()
                        placeholder="Any account"
                    />
                </Field>
                <Button icon=IconName::Filter submit=true>
                    "Filter"
                </Button>
            </FieldRow>
        </ListFilter>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_whole_filter_and_what_is_none_filters_nothing() {
        let filter = Filter {
            state: "failed".to_owned(),
            on: "1 Dec 2026".to_owned(),
            below: "A-00000042".to_owned(),
            ..Filter::default()
        };
        assert_eq!(
            filter.address("x"),
            "/operations/scheduled?state=failed&on=1%20Dec%202026&below=A-00000042&after=x"
        );
        let wanted = filter.wanted();
        assert_eq!(wanted.state, Some(ActionState::Failed));
        assert_eq!(
            wanted.on.map(|on| on.to_string()).as_deref(),
            Some("2026-12-01")
        );
        assert_eq!(wanted.below.map(|number| number.get()), Some(42));
        let odd = Filter {
            state: "odd".to_owned(),
            on: "someday".to_owned(),
            below: "somebody".to_owned(),
            ..Filter::default()
        };
        assert_eq!(odd.wanted(), ActionsWanted::default());
        assert!(odd.day_error().is_some() && filter.day_error().is_none());
    }

    #[test]
    fn an_account_that_is_none_is_said_at_its_field() {
        let said = |below: &str| {
            let filter = Filter {
                below: below.to_owned(),
                ..Filter::default()
            };
            filter.below_error(None).unwrap_or_default()
        };
        assert_eq!(said(" "), "");
        assert_eq!(said("A-00000007"), "There is no account A-00000007.");
        assert!(said("Acme").starts_with("Please choose an account"));
    }
}
