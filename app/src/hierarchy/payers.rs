//! Who pays across the border of what moves or leaves, and to whom it is handed over (HIER-2).

use domain::hierarchy::{Going, HandoverPreview, PayerCrossing, PayerCrossings, units_words};
use leptos::{prelude::*, task::spawn_local};

use super::api::payers_across_read;
use super::handover::{Handover, HandoverChoice, details_kept};
use crate::ui::{Button, ButtonLink, Note, Tone, each, live};

/// What is to be known of payers before something goes (HIER-2): a warning that names the first that stay while
/// their payer goes, all bill units on both sides by name, and a box to choose who pays from now on for all that
/// stay. Nothing where nobody pays across the border.
#[component]
pub fn PayersAcross(
    /// What goes.
    going: Going,
    /// Who pays across the border.
    payers: PayerCrossings,
    /// To whom what stays is handed over.
    handover: Handover,
    /// What is wrong with the choice.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let PayerCrossings {
        left_behind,
        taken_along,
        ..
    } = payers;
    let all = left_behind + taken_along;
    if all == 0 {
        return ().into_any();
    }
    let rows = payers.rows.clone();
    let words = going_words(&going);
    let warning = move || {
        let is_handed = handover.chosen.with(Option::is_some);
        let sentence = payers.warning(words.0, words.1, is_handed)?;
        let tone = warning_tone(left_behind, is_handed);
        Some(view! { <Note tone=tone>{sentence}</Note> })
    };
    let summary = format!("Show {} with who pays", units_words(all));
    let (stay, go) = rows.into_iter().partition(|row| row.payer_moves);
    let list = |payer_goes: bool, rows: Vec<PayerCrossing>, count: i64| {
        let listed = Listed {
            going: StoredValue::new(going.clone()),
            handover,
            payer_goes,
            rows: RwSignal::new(rows),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        };
        (count > 0).then(|| view! { <CrossingList listed count /> })
    };

    let lists = view! {
        {list(true, stay, left_behind)}
        {list(false, go, taken_along)}
    };

    view! {
        {live(warning)}
        <div class="payers-across">
            {details_kept(handover.listed, summary, lists.into_any())}
        </div>
        {(left_behind > 0)
            .then(|| view! { <HandoverChoice handover left_behind error /> })}
    }
    .into_any()
}

/// What goes and the step that it is, as a warning calls them.
const fn going_words(going: &Going) -> (&'static str, &'static str) {
    match going {
        Going::Move { .. } => ("what moves", "move"),
        Going::Removal { .. } => ("what leaves", "removal"),
    }
}

/// Somebody stays while who pays for it goes, and nobody is to pay in that place.
const fn warning_tone(left_behind: i64, is_handed: bool) -> Tone {
    match left_behind > 0 && !is_handed {
        true => Tone::Warn,
        false => Tone::Neutral,
    }
}

/// The same of what is scheduled, to be read alone: whoever is handed over is so by what was scheduled. Where that
/// hands nothing over, a way to choose who is to pay: an address and its words.
pub fn payers_said(
    going: &Going,
    payers: &PayerCrossings,
    handover: Option<&HandoverPreview>,
    elsewhere: Option<(String, &'static str)>,
) -> AnyView {
    let (name, step) = going_words(going);
    let Some(sentence) = payers.warning(name, step, handover.is_some()) else {
        return ().into_any();
    };
    let tone = warning_tone(payers.left_behind, handover.is_some());
    let elsewhere = elsewhere.filter(|_| payers.left_behind > 0 && handover.is_none());
    let action = move || {
        (elsewhere.clone()).map(|(href, words)| view! { <ButtonLink href>{words}</ButtonLink> })
    };
    let to = handover.map(|preview| &preview.payer);
    let rows: Vec<AnyView> = (payers.rows.iter())
        .map(|row| view! { <li>{row.words(to)}</li> }.into_any())
        .collect();
    let all = payers.left_behind + payers.taken_along;
    let unnamed = all - i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let more = (unnamed > 0).then(|| {
        let words = format!("and {} more", units_words(unnamed));
        view! { <li class="faint">{words}</li> }
    });
    view! {
        <Note tone=tone action=action>
            {sentence}
        </Note>
        <details class="payers-across">
            <summary>{format!("Show {} with who pays", units_words(all))}</summary>
            <ul>{rows} {more}</ul>
        </details>
    }
    .into_any()
}

/// The bill units of one direction, as far as they are read.
#[derive(Clone, Copy)]
struct Listed {
    going: StoredValue<Going>,
    /// To whom what stays is handed over.
    handover: Handover,
    payer_goes: bool,
    rows: RwSignal<Vec<PayerCrossing>>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

impl Listed {
    /// Reads on behind the last row.
    fn more(self) {
        let last = self
            .rows
            .with_untracked(|rows| rows.last().map(|row| row.unit.id));
        let Some(last) = last else { return };
        let going = self.going.get_value();
        self.busy.set(true);
        spawn_local(async move {
            let answer = payers_across_read(going, self.payer_goes, last).await;
            // Another preview may stand here by now, with lists of its own.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(more) => {
                    self.rows.update(|rows| rows.extend(more));
                    self.problem.set(None);
                }
                Err(error) => self.problem.set(Some(error.first_sentence().to_owned())),
            }
        });
    }
}

#[component]
fn CrossingList(listed: Listed, count: i64) -> impl IntoView {
    let more = move || {
        let read = listed.rows.with(Vec::len);
        let unread = count - i64::try_from(read).unwrap_or(i64::MAX);
        (unread > 0).then(|| {
            let words = format!("Show more of {}", units_words(count));
            view! {
                <Button busy=listed.busy on_press=Callback::new(move |()| listed.more())>
                    {words}
                </Button>
            }
        })
    };
    let problem = move || {
        let problem = listed.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{problem}</Note> })
    };

    view! {
        <ul>
            {each(
                move || listed.rows.get(),
                |row| row.unit.id,
                move |row| {
                    let words = move || row.words(listed.handover.payer().as_ref());
                    view! { <li>{words}</li> }
                },
            )}
        </ul>
        {live(problem)}
        {live(more)}
    }
    .into_any()
}
