//! The keys in the search box while the list is open: arrows move the choice, Enter opens it.

use domain::search::SearchRequest;
use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::hooks::use_navigate;

use super::results::Results;
use crate::{
    frame::{SearchSlot, use_search_slot},
    routes,
    ui::into_view,
};

/// What a key asks of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// The line below, or above.
    Step { down: bool },
    /// Opens the chosen line, in a new window or here.
    Open { apart: bool },
}

/// Takes the keys of the box until the page is left.
///
/// `wanted`: the search that is asked for; Escape leaves the box with its words, and takes back only what
/// was typed since.
///
/// `current`: whether the list answers what stands in the box. Keys that come earlier are kept until
/// it does, so that nobody opens a line of the list before: with words, arrow and Enter in one go the
/// answer to the words is opened.
pub fn box_keys(results: Results, wanted: Memo<SearchRequest>, current: Memo<bool>) {
    let slot = use_search_slot();
    let navigate = use_navigate();
    let waiting = StoredValue::new(Vec::<Deed>::new());
    let moved = results.moved;
    // The step that waits for the next page.
    let going_on = StoredValue::new(false);
    let act = move |deed: Deed| match deed {
        Deed::Step { down } => going_on.set_value(step(results, down)),
        Deed::Open { apart } => {
            let Some(href) = chosen_href(results) else {
                return;
            };
            if apart {
                // Where the browser forbids new windows nothing happens.
                let _ = window().open_with_url_and_target(&href, "_blank");
            } else {
                navigate(&href, Default::default());
            }
        }
    };

    let on_key = {
        let act = act.clone();
        Callback::new(move |(event,): (KeyboardEvent,)| {
            let is_first = waiting.with_value(Vec::is_empty);
            let deed = match event.key().as_str() {
                "ArrowDown" => Deed::Step { down: true },
                "ArrowUp" => Deed::Step { down: false },
                // Enter right after typing sends the search; after an arrow it opens the chosen line.
                "Enter" if !is_first || (current.get_untracked() && moved.get_untracked()) => {
                    Deed::Open {
                        apart: event.ctrl_key() || event.meta_key(),
                    }
                }
                // The browser would empty the box, and with it the search.
                "Escape" if !event.is_composing() => {
                    event.prevent_default();
                    return box_leave(slot, &wanted.get_untracked().q);
                }
                _ => return,
            };
            event.prevent_default();
            match current.get_untracked() {
                true => act(deed),
                false => waiting.update_value(|waiting| waiting.push(deed)),
            }
        })
    };
    // Whoever types on means another list.
    Effect::new(move || {
        slot.text.track();
        going_on.set_value(false);
        waiting.update_value(Vec::clear);
    });
    Effect::new(move || {
        results.hits.track();
        if going_on.get_value() {
            // Once the lines stand, unless the page was left meanwhile.
            request_animation_frame(move || {
                if going_on.try_get_value() == Some(true) {
                    going_on.set_value(step(results, true));
                }
            });
        }
    });
    Effect::new(move || {
        if current.get() {
            let deeds = waiting.try_update_value(std::mem::take);
            deeds.into_iter().flatten().for_each(&act);
        }
    });
    Effect::new(move || slot.on_key.set(Some(on_key)));
    on_cleanup(move || slot.on_key.set(None));
}

/// Leaves the box with these words in it.
fn box_leave(slot: SearchSlot, words: &str) {
    if slot.text.with_untracked(|text| text != words) {
        slot.text.set(words.to_owned());
    }
    if let Some(input) = slot.input.get_untracked() {
        // Nothing else needs the keys that follow.
        let _ = input.blur();
    }
}

fn chosen_href(results: Results) -> Option<String> {
    let chosen = results.chosen.get_untracked()?;
    results.hits.with_untracked(|hits| {
        hits.iter()
            .find(|hit| hit.id.to_string() == chosen)
            .map(|hit| routes::account(hit.number))
    })
}

/// Moves the choice; whether the step has to wait for the next page, which it then asks for.
fn step(results: Results, down: bool) -> bool {
    let (chosen, moved) = (results.chosen, results.moved);
    let is_last = results.hits.with_untracked(|hits| {
        let last = hits.last().map(|hit| hit.id.to_string());
        last.is_some() && last == chosen.get_untracked()
    });
    if down && is_last && moved.get_untracked() && results.next.with_untracked(Option::is_some) {
        if !results.busy.get_untracked() {
            results.ask_more();
        }
        return true;
    }
    results.hits.with_untracked(|hits| {
        let now = chosen.get_untracked();
        let at = hits.iter().position(|hit| Some(hit.id.to_string()) == now);
        let next = match (at, down) {
            // The first press marks the first line, which the pane shows already.
            (Some(at), _) if !moved.get_untracked() => at,
            (Some(at), true) => (at + 1).min(hits.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(hit) = hits.get(next) {
            let id = hit.id.to_string();
            scroll_to(&id);
            chosen.set(Some(id));
            moved.set(true);
        }
    });
    false
}

/// Brings a line into view.
fn scroll_to(id: &str) {
    let line = document().query_selector(&format!("tr[data-key=\"{id}\"]"));
    if let Ok(Some(line)) = line {
        into_view(&line);
    }
}
