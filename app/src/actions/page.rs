//! What is scheduled across accounts: filtered by state, kind and day, in pages (OPS-1).

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
    routes,
    ui::{
        Block, Button, Choice, DateInput, Empty, Field, FieldRow, FocusPlace, IconName, ListFilter,
        Pager, Select, Skeleton, date_parse, date_problem,
    },
};

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    state: String,
    kind: String,
    on: String,
    after: String,
}

impl Filter {
    /// What it asks for. What is no state, kind or day filters nothing.
    fn wanted(&self) -> ActionsWanted {
        ActionsWanted {
            state: ActionState::from_code(&self.state),
            kind: ActionKind::from_code(&self.kind),
            on: date_parse(&self.on),
            after: self.after.parse().ok(),
        }
    }

    /// What is wrong with the day.
    fn day_error(&self) -> Option<String> {
        date_problem(&self.on)
    }

    fn is_on(&self) -> bool {
        let wanted = self.wanted();
        wanted.state.is_some() || wanted.kind.is_some() || wanted.on.is_some()
    }

    fn address(&self, after: &str) -> String {
        routes::scheduled_page(&self.state, &self.kind, &self.on, after)
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
    let ScheduledOpened { rows, has_more } = opened;
    let next = (rows.last().filter(|_| has_more)).map(|last| filter.address(&last.id.to_string()));
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
        <Block title="By day">
            <FilterForm filter />
            {shown}
            <Pager first next />
        </Block>
    }
    .into_any()
}

/// The filter: a form that also works without the program.
#[component]
fn FilterForm(filter: Filter) -> impl IntoView {
    let day_error = filter.day_error();
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
            ..Filter::default()
        };
        assert_eq!(
            filter.address("x"),
            "/operations/scheduled?state=failed&on=1%20Dec%202026&after=x"
        );
        let wanted = filter.wanted();
        assert_eq!(wanted.state, Some(ActionState::Failed));
        assert_eq!(
            wanted.on.map(|on| on.to_string()).as_deref(),
            Some("2026-12-01")
        );
        let odd = Filter {
            state: "odd".to_owned(),
            on: "someday".to_owned(),
            ..Filter::default()
        };
        assert_eq!(odd.wanted(), ActionsWanted::default());
        assert!(odd.day_error().is_some() && filter.day_error().is_none());
    }
}
