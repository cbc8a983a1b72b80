//! Which bill unit of the account that is to pay does (decision 14).

use domain::{accounts::AccountNumber, bill_units::BillUnitRef};
use leptos::{prelude::*, task::spawn_local};

use super::{api::paying_units_read, handover::Handover};
use crate::{
    search::AccountPicker,
    ui::{Choice, Field, Select, live},
};

impl Handover {
    /// Reads the bill units of whoever is chosen to pay. Where they cannot be read there is nothing to choose: the
    /// first that pays for itself does. Called once.
    fn units_follow(self) {
        Effect::new(move |_| {
            let Some(account) = self.account() else {
                return;
            };
            let is_known = |units: &Option<(AccountNumber, Vec<BillUnitRef>)>| {
                units.as_ref().is_some_and(|(of, _)| *of == account)
            };
            if self.units.with_untracked(is_known) {
                return;
            }
            spawn_local(async move {
                let answer = paying_units_read(account).await;
                // The page may be gone, or somebody else chosen by now.
                let is_asked = self.chosen.try_get_untracked().is_some()
                    && untrack(|| self.account()) == Some(account);
                if let (Ok(units), true) = (answer, is_asked) {
                    let linked = self.linked.get_untracked().filter(|(of, _)| *of == account);
                    let unit = linked.map(|(_, unit)| unit.to_string());
                    self.unit.set(unit.unwrap_or_default());
                    self.units.set(Some((account, units)));
                    self.linked.set(None);
                }
            });
        });
    }
}

/// The boxes to choose who is to pay by a step of a draft, and by which bill unit. What comes of it depends on the
/// other steps: the board says it with the step.
#[component]
pub fn HandoverOfStep(
    /// What is thought about.
    handover: Handover,
    /// The name of the field.
    name: &'static str,
    /// What the choice means.
    hint: &'static str,
    /// What is wrong with the choice, by what was tried.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    handover.units_follow();
    view! {
        <Field label="Hand over to another paying account" name hint error>
            <AccountPicker chosen=handover.chosen />
        </Field>
        <HandoverUnit handover first="The first that pays for itself" />
    }
    .into_any()
}

/// Which bill unit of the paying account pays, where it has several.
#[component]
pub fn HandoverUnit(
    /// What is thought about.
    handover: Handover,
    /// The words for no choice, where there may be none.
    #[prop(optional)]
    first: Option<&'static str>,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let account = handover.account();
        account.map_or_else(Vec::new, |account| handover.choices(account))
    });
    let field = move || {
        let units = choices.get().into_iter();
        let units = units.map(|unit| Choice::new(unit.id.to_string(), unit.name));
        let first = first.map(|words| Choice::new("", words));
        (choices.with(Vec::len) > 1).then(|| {
            let choices: Vec<Choice> = first.into_iter().chain(units).collect();
            view! {
                <div class="handover-unit">
                    <Field label="Bill unit that pays" name="handover-unit">
                        <Select value=handover.unit choices />
                    </Field>
                </div>
            }
        })
    };
    live(field).into_any()
}
