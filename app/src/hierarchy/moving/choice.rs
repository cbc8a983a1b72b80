//! What is to be chosen before there is a preview: the new parent, the form, the children.

use leptos::prelude::*;

use super::super::day_field::DayField;
use super::{
    MovePlan,
    children::ChildrenChoice,
    plan::{ALONE, CHILDREN_ONLY, NOW, ON_BOARD, ON_DATE, SOME, WHOLE},
};
use crate::{
    search::AccountPicker,
    ui::{Choice, Field, RadioGroup, RadioGroupKind},
};

/// The fields of Preview Move.
#[component]
pub fn MoveChoice(plan: MovePlan) -> impl IntoView {
    view! {
        <Field
            label="New parent"
            name="move-to"
            required=true
            hint="Narrow it as in Search: company:acme type:site"
            error=plan.sentence_for("to")
        >
            <AccountPicker chosen=plan.to />
        </Field>
        {move || {
            // Forms differ only where there are children.
            let has_children = plan.children.with(|page| {
                page.as_ref().is_some_and(|page| page.parent.has_children())
            });
            has_children.then(|| view! { <MoveFormChoice plan /> })
        }}
        <MoveWhenChoice plan />
    }
    .into_any()
}

#[component]
fn MoveFormChoice(plan: MovePlan) -> impl IntoView {
    let name = plan
        .account
        .with_untracked(|account| account.as_ref().map(|account| account.name.clone()))
        .unwrap_or_default();
    let choices = vec![
        Choice::new(WHOLE, format!("{name} with everything below it")),
        Choice::new(
            ALONE,
            format!("{name} alone; its children go to its old parent"),
        ),
        Choice::new(SOME, format!("{name} with some of its children")),
        Choice::new(CHILDREN_ONLY, "Only children; the account stays"),
    ];

    view! {
        <RadioGroup
            value=plan.form
            name="move-form"
            label="What moves"
            choices
            error=plan.sentence_for("form")
        />
        {move || {
            matches!(plan.form.get().as_str(), SOME | CHILDREN_ONLY)
                .then(|| view! { <ChildrenChoice plan /> })
        }}
    }
    .into_any()
}

/// At once, on a day to come, or as a step of a what-if board.
#[component]
fn MoveWhenChoice(plan: MovePlan) -> impl IntoView {
    let choices = vec![
        Choice::new(NOW, "Now"),
        Choice::new(ON_DATE, "On a date"),
        Choice::new(ON_BOARD, "On a what-if board"),
    ];

    view! {
        <RadioGroup
            value=plan.when
            name="move-when"
            label="Effective"
            choices
            kind=RadioGroupKind::Segmented
        />
        {move || {
            (plan.when.get() == ON_DATE)
                .then(|| view! {
                    <DayField
                        date=plan.date
                        name="move-date"
                        hint="The move is made at the beginning of this day. Until then it can be cancelled."
                        error=plan.sentence_for("effective")
                    />
                })
        }}
    }
    .into_any()
}
