//! Who pays across the border of what moves or leaves, and to whom it is handed over (HIER-2).

use domain::hierarchy::{PayerCrossing, PayerCrossings, units_words};
use leptos::prelude::*;

use super::handover::{Handover, HandoverChoice};

/// The bill units on both sides by name; where some stay while their payer goes, a box to choose who
/// pays for all of them from now on.
#[component]
pub fn PayersAcross(
    /// Who pays across the border.
    payers: PayerCrossings,
    /// To whom what stays is handed over.
    handover: Handover,
    /// What is wrong with the choice.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let all = payers.left_behind + payers.taken_along;
    if all == 0 {
        return ().into_any();
    }
    let named = i64::try_from(payers.rows.len()).unwrap_or(i64::MAX);
    let more = (all > named).then(|| {
        let words = format!("and {} more", units_words(all - named));
        view! { <li class="faint">{words}</li> }
    });
    let left_behind = payers.left_behind;
    let rows: Vec<String> = payers.rows.iter().map(crossing_words).collect();
    let rows = rows
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect_view();
    let summary = format!("Show {} with who pays", units_words(all));

    view! {
        <details class="payers-across">
            <summary>{summary}</summary>
            <ul>{rows} {more}</ul>
        </details>
        {(left_behind > 0)
            .then(|| view! { <HandoverChoice handover left_behind error /> })}
    }
    .into_any()
}

/// Who pays for a bill unit, now and after the move, which changes nothing of it by itself.
fn crossing_words(crossing: &PayerCrossing) -> String {
    let PayerCrossing { unit, payer, .. } = crossing;
    match crossing.payer_moves {
        true => format!("{unit} stays; its payer goes: {payer}, now and then"),
        false => format!("{unit} goes; its payer stays: {payer}, now and then"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        accounts::AccountRef,
        bill_units::BillUnitRef,
        ids::{AccountId, BillUnitId},
    };
    use uuid::Uuid;

    use super::*;

    fn unit(name: &str) -> BillUnitRef {
        BillUnitRef {
            id: BillUnitId::from_uuid(Uuid::from_u128(7)),
            name: "Main".to_owned(),
            account: AccountRef {
                id: AccountId::from_uuid(Uuid::from_u128(7)),
                number: "A-7".parse().unwrap(),
                name: name.to_owned(),
            },
        }
    }

    #[test]
    fn each_side_of_the_border_is_named() {
        let crossing = PayerCrossing {
            unit: unit("Oslo"),
            payer: unit("Sales"),
            payer_moves: true,
        };
        assert_eq!(
            crossing_words(&crossing),
            "Oslo (A-00000007), Main stays; its payer goes: Sales (A-00000007), Main, now and then"
        );
    }
}
