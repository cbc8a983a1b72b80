//! Who pays for a bill unit: the paying account, found by searching, and which of its bill units
//! (HIER-1).

use domain::{
    accounts::AccountNumber,
    bill_units::{BillUnitRef, PayerCandidate, PayerFor, PayerHit, PayerHits, PayerOption, Rhythm},
};
use leptos::{prelude::*, task::spawn_local};

use super::api::{payer_read, payers_pick};
use crate::{
    accounts::{
        form::FormState,
        parts::{FormAccount, FormSelect},
    },
    errors::{AppError, AppResult, is_said},
    search::account_option,
    ui::{Button, Choice, ComboboxFound, ComboboxOption, ComboboxSource, Note, Tone, live},
};

/// The paths of the two fields.
const PAYER: &str = "payer";
const UNIT: &str = "payer_unit";

/// The account whose number stands in the field of the paying account; none while it is not read.
pub(super) type Candidate = RwSignal<Option<AppResult<PayerCandidate>>>;

/// The fields of the paying account. What it means to be paid by it is said below them.
#[component]
pub(super) fn PayerFields(
    form: FormState,
    candidate: Candidate,
    /// Why the form could not be saved; none while there is nothing to say.
    failure: Signal<Option<AppError>>,
    /// What is to be paid for.
    paid: PayerFor,
) -> impl IntoView {
    let unit = form.field(UNIT);
    let units = move || {
        let Some(Ok(candidate)) = candidate.get() else {
            return None;
        };
        let choices: Vec<Choice> = candidate.units.iter().map(unit_choice).collect();
        (choices.len() > 1).then(|| {
            view! {
                <FormSelect
                    form
                    path=UNIT
                    label="Bill unit that pays"
                    choices
                    empty="Choose one of its bill units"
                    required=true
                />
            }
        })
    };
    let meaning = move || match candidate.get()? {
        Ok(candidate) => {
            let words = meaning_words(&candidate, &unit.get());
            let top = option_of(&candidate, &unit.get())
                .and_then(|option| option.paid_by.clone())
                .map(|top| top_button(form, top));
            Some(view! { <p class="quiet" role="status">{words} " " {top}</p> }.into_any())
        }
        // Whoever saved is told above the form.
        Err(error) if failure.with(|failure| is_said(failure.as_ref(), &error.sentence)) => None,
        Err(error) => {
            Some(view! { <Note tone=Tone::Bad live=true>{error.sentence}</Note> }.into_any())
        }
    };

    view! {
        <FormAccount
            form
            path=PAYER
            label="Paying account"
            hint="Who pays in its place; empty where it pays for itself"
            source=payer_source(paid)
        />
        {live(units)}
        {live(meaning)}
    }
    .into_any()
}

/// Accounts as options, each with why it cannot pay where it cannot.
fn payer_source(paid: PayerFor) -> ComboboxSource {
    ComboboxSource::new(move |text| async move {
        match payers_pick(text, paid).await {
            Ok(PayerHits { hits, count }) => Ok(ComboboxFound {
                beyond: count.beyond(hits.len()),
                options: hits.into_iter().map(payer_option).collect(),
                next: None,
            }),
            Err(error) => Err(error.first_sentence().to_owned()),
        }
    })
}

fn payer_option(PayerHit { hit, cannot }: PayerHit) -> ComboboxOption {
    ComboboxOption {
        cannot,
        ..account_option(&hit)
    }
}

/// Reads the account whose number stands in the field, anew with each change. Another account's bill
/// unit does not stay chosen.
pub(super) fn candidate_follow(form: FormState, paid: PayerFor) -> Candidate {
    let candidate = RwSignal::new(None);
    let (payer, unit) = (form.field(PAYER), form.field(UNIT));
    Effect::new(move |before: Option<String>| {
        let text = payer.get();
        if before.as_ref() == Some(&text) {
            return text;
        }
        if before.is_some() {
            let base = untrack(|| form.base());
            let is_base = base.text(PAYER) == text;
            unit.set(if is_base { base.text(UNIT) } else { "" }.to_owned());
        }
        candidate.set(None);
        if let Ok(number) = text.parse::<AccountNumber>() {
            let asked = text.clone();
            spawn_local(async move {
                let answer = payer_read(number, paid).await;
                // The panel may be gone, or another account may stand there by now.
                if payer.try_get_untracked() != Some(asked) {
                    return;
                }
                if let Ok(PayerCandidate { units, .. }) = &answer
                    && let [only] = &units[..]
                {
                    unit.set(only.unit.id.to_string());
                }
                candidate.set(Some(answer));
            });
        }
        text
    });
    candidate
}

fn unit_choice(option: &PayerOption) -> Choice {
    let label = format!("{}, {}", option.unit.name, option.rhythm);
    Choice::new(option.unit.id.to_string(), label)
}

/// The bill unit of this account that is chosen.
fn option_of<'a>(candidate: &'a PayerCandidate, unit: &str) -> Option<&'a PayerOption> {
    let mut units = candidate.units.iter();
    units.find(|option| option.unit.id.to_string() == unit)
}

/// How often the payer that is chosen is billed; none while none is known that could pay.
pub(super) fn rhythm_chosen(form: FormState, candidate: Candidate) -> Option<Rhythm> {
    let unit = form.field(UNIT).get();
    candidate.with(|candidate| {
        let option = option_of(candidate.as_ref()?.as_ref().ok()?, &unit)?;
        option.refusal.is_none().then_some(option.rhythm)
    })
}

/// Chooses in place of a payer that is itself paid for the one that pays for it (decision 14).
fn top_button(form: FormState, top: BillUnitRef) -> AnyView {
    let words = format!("Choose {}", top.account.name);
    let number = top.account.number.to_string();
    let choose = Callback::new(move |()| form.field(PAYER).set(number.clone()));
    view! { <Button on_press=choose>{words}</Button> }.into_any()
}

/// What it means that one of the bill units of this account pays.
fn meaning_words(candidate: &PayerCandidate, unit: &str) -> String {
    let name = &candidate.account.name;
    match option_of(candidate, unit) {
        None => format!("{name} has several bill units."),
        Some(PayerOption {
            paid_by: Some(top), ..
        }) => format!("{name} is itself paid for by {top}, and cannot pay for others."),
        Some(PayerOption {
            refusal: Some(refusal),
            ..
        }) => refusal.clone(),
        Some(option) => format!(
            "{name} pays from the next cycle on, and this bill unit is billed with it, {}. What is \
             open stays with who owes it.",
            option.rhythm
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::bill_unit;

    fn candidate(paid_by: Option<BillUnitRef>) -> PayerCandidate {
        let unit = bill_unit("Sales");
        PayerCandidate {
            account: unit.account.clone(),
            units: vec![PayerOption {
                unit,
                rhythm: Rhythm {
                    billing_day: 15,
                    frequency_months: 1,
                },
                paid_by,
                refusal: None,
            }],
        }
    }

    #[test]
    fn the_meaning_of_a_payer_names_it_and_its_rhythm() {
        let candidate = candidate(None);
        let id = candidate.units[0].unit.id.to_string();
        let words = meaning_words(&candidate, &id);
        assert!(
            words.starts_with("Sales pays from the next cycle on"),
            "{words}"
        );
        assert!(words.contains("every month on the 15th"), "{words}");
    }

    #[test]
    fn a_payer_that_is_paid_for_is_said_before_saving() {
        let candidate = candidate(Some(bill_unit("Head")));
        let id = candidate.units[0].unit.id.to_string();
        let words = meaning_words(&candidate, &id);
        assert!(words.contains("paid for by Head (A-00000007)"), "{words}");
    }
}
