//! What a board comes to in all, in a sentence and few figures.

use domain::hierarchy::{BoardEffect, units_words};
use leptos::prelude::*;

use crate::{
    accounts::parts::amounts_words,
    answer::Answer,
    ui::{Block, Fact, Facts, FactsKind, Note, Skeleton, Tone},
};

/// The effect, which may arrive later than the steps.
#[component]
pub(super) fn BoardEffectBlock(effect: Answer<BoardEffect>) -> impl IntoView {
    view! {
        <Block title="Total effect">
            <div class="board-effect">
                {effect
                    .shown(
                        || view! { <div aria-busy="true"><Skeleton lines=4 /></div> }.into_any(),
                        |effect| match effect {
                            Ok(effect) => effect_view(effect),
                            Err(error) => {
                                view! { <Note tone=Tone::Bad>{error.first_sentence().to_owned()}</Note> }.into_any()
                            }
                        },
                    )}
            </div>
        </Block>
    }
    .into_any()
}

fn effect_view(effect: BoardEffect) -> AnyView {
    let due = match effect.due.as_slice() {
        [] => "Nothing is owed by them.".to_owned(),
        due => format!("{} stays with its present payers.", amounts_words(due)),
    };
    let credit = match effect.unallocated.as_slice() {
        [] => "Nothing is unallocated.".to_owned(),
        credit => format!("{} stays where it is.", amounts_words(credit)),
    };
    let payers = match effect.handed {
        0 => effect.payers.sentence("what moves"),
        1 => "1 bill unit is handed over to another payer by a step.".to_owned(),
        handed => format!(
            "{} are handed over to other payers by steps.",
            units_words(handed)
        ),
    };
    view! {
        <p>{effect.sentence()}</p>
        <Facts kind=FactsKind::Details>
            <Fact label="Due">{due}</Fact>
            <Fact label="Unallocated">{credit}</Fact>
            <Fact label="Who pays">{payers}</Fact>
        </Facts>
    }
    .into_any()
}
