//! What a board comes to in all, or came to when it was applied, in a sentence and few figures.

use chrono::NaiveDate;
use domain::{dates::date_words, hierarchy::BoardEffectShown};
use leptos::prelude::*;

use crate::{
    accounts::parts::amounts_words,
    answer::Answer,
    ui::{Block, Fact, Facts, FactsKind, Note, Skeleton, Tone, live},
};

/// The effect, which may arrive later than the steps.
#[component]
pub(super) fn BoardEffectBlock(
    effect: Answer<BoardEffectShown>,
    /// The day to come on which it takes effect, where it is scheduled.
    on: Memo<Option<NaiveDate>>,
) -> impl IntoView {
    let day = live(move || {
        let words = |day| {
            format!(
                "On {}, beside what else is planned until then.",
                date_words(day)
            )
        };
        on.get()
            .map(|day| view! { <p class="quiet">{words(day)}</p> })
    });
    view! {
        <Block title="Total effect">
            <div class="board-effect">
                {day}
                {effect
                    .shown(
                        || view! { <div aria-busy="true"><Skeleton lines=4 /></div> }.into_any(),
                        |effect| match effect {
                            Ok(effect) => effect_view(&effect),
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

/// What a board comes to, or came to, in a sentence and few figures.
pub fn effect_view(shown: &BoardEffectShown) -> AnyView {
    match shown {
        BoardEffectShown::Now { effect, payers, .. } => facts_view(
            effect.sentence(),
            match effect.due.as_slice() {
                [] => "Nothing is owed by them.".to_owned(),
                due => format!("{} stays with its present payers.", amounts_words(due)),
            },
            match effect.unallocated.as_slice() {
                [] => "Nothing is unallocated.".to_owned(),
                credit => format!("{} stays where it is.", amounts_words(credit)),
            },
            effect.payers_sentence(payers),
        ),
        BoardEffectShown::Applied { effect } => facts_view(
            effect.sentence_applied(),
            match effect.due.as_slice() {
                [] => "Nothing was owed by them.".to_owned(),
                due => format!("{} stayed with who paid for it.", amounts_words(due)),
            },
            match effect.unallocated.as_slice() {
                [] => "Nothing was unallocated.".to_owned(),
                credit => format!("{} stayed where it was.", amounts_words(credit)),
            },
            effect.payers_sentence_applied(),
        ),
        BoardEffectShown::Unknown => view! {
            <p class="quiet">
                "Nothing of it stands to come. Where it was applied, the News Feed of its accounts says what it did."
            </p>
        }
        .into_any(),
    }
}

fn facts_view(sentence: String, due: String, unallocated: String, payers: String) -> AnyView {
    view! {
        <p>{sentence}</p>
        <Facts kind=FactsKind::Details>
            <Fact label="Due">{due}</Fact>
            <Fact label="Unallocated">{unallocated}</Fact>
            <Fact label="Who pays">{payers}</Fact>
        </Facts>
    }
    .into_any()
}
