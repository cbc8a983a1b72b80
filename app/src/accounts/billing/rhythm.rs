//! What a new billing day or frequency makes of the cycles to come, shown before it is saved (BIL-2).

use chrono::NaiveDate;
use domain::{
    bill_units::{BillUnitView, BilledCycle, Rhythm},
    dates::date_words,
};
use leptos::prelude::*;

use super::payer_fields::{Candidate, rhythm_chosen};
use crate::{
    accounts::form::FormState,
    ui::{Column, Table},
};

/// The cycles from the running one to the first regular one; nothing while the rhythm is the stored one
/// or does not hold. Where another account pays, its rhythm counts (HIER-1).
#[component]
pub(super) fn RhythmPreview(
    form: FormState,
    unit: BillUnitView,
    today: NaiveDate,
    candidate: Candidate,
) -> impl IntoView {
    let (day, months) = (form.field("billing_day"), form.field("frequency_months"));
    let payer = form.field("payer");
    let billed = unit.billed();
    let change = Memo::new(move |_| {
        let to = match payer.with(|payer| payer.trim().is_empty()) {
            true => day.with(|day| months.with(|months| Rhythm::typed(day, months)))?,
            false => rhythm_chosen(form, candidate)?,
        };
        billed.rhythm_change(to, today)
    });
    let table = move || {
        change.get().map(|change| {
            let rows = change.cycles.into_iter().map(cycle_row).collect_view();
            view! {
                <Table
                    caption="What this makes of the cycles to come"
                    columns=vec![
                        Column::new("Cycle"),
                        Column::new("From"),
                        Column::numeric("Bill on"),
                    ]
                >
                    {rows}
                </Table>
            }
        })
    };
    view! { <div role="status">{table}</div> }.into_any()
}

fn cycle_row(cycle: BilledCycle) -> impl IntoView {
    let from = cycle.from.map_or_else(|| "running".to_owned(), date_words);
    view! {
        <tr>
            <td>{cycle.kind_words()}</td>
            <td>{from}</td>
            <td class="num">{date_words(cycle.until)}</td>
        </tr>
    }
}
