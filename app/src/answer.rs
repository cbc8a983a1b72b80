//! What a page shows of an answer of the server, and how a newer answer takes its place.
//!
//! The old one stays whole, with all that its buttons need, until the new one is there: a press on a
//! list that is being read again never meets signals that are gone.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

use crate::ui::live;
use crate::{errors::AppResult, wire::PageCodec};

type Later<T> = Pin<Box<dyn Future<Output = AppResult<T>> + Send>>;
type Ask<T> = Arc<dyn Fn() -> Later<T> + Send + Sync>;

/// An answer of the server that may be asked for again. It belongs to the page that made it.
pub struct Answer<T: 'static> {
    /// The first, which comes along with the page.
    first: OnceResource<AppResult<T>, PageCodec>,
    /// The newest after it.
    later: RwSignal<Option<AppResult<T>>>,
    ask: StoredValue<Ask<T>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
}

impl<T> Clone for Answer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Answer<T> {}

impl<T> Answer<T>
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    /// Asks now, and again whenever `source` gives something else.
    pub fn new<S, F, Fetching>(
        source: impl Fn() -> S + Copy + Send + Sync + 'static,
        fetch: F,
    ) -> Self
    where
        S: PartialEq + 'static,
        F: Fn(S) -> Fetching + Send + Sync + 'static,
        Fetching: Future<Output = AppResult<T>> + Send + 'static,
    {
        let ask: Ask<T> = Arc::new(move || Box::pin(fetch(untrack(source))));
        let answer = Answer {
            first: OnceResource::new_with_options(ask(), false),
            later: RwSignal::new(None),
            ask: StoredValue::new(ask),
            turn: StoredValue::new(0),
        };
        Effect::new(move |before: Option<S>| {
            let now = source();
            if before.is_some_and(|before| before != now) {
                answer.again();
            }
            now
        });
        answer
    }

    /// Asks again.
    pub fn again(self) {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let turn = self.turn.get_value();
        let asked = self.ask.get_value()();
        spawn_local(async move {
            let answer = asked.await;
            // The page may have been left, or something else asked for by now.
            if self.turn.try_get_value() == Some(turn) {
                self.later.set(Some(answer));
            }
        });
    }

    /// The newest answer, for a deed in the browser; none until there is one.
    pub fn newest(self) -> Option<AppResult<T>> {
        self.later.get().or_else(|| self.first.get())
    }

    /// Shows the newest answer; `waiting` until there is one.
    pub fn shown(
        self,
        waiting: impl Fn() -> AnyView + Send + Sync + 'static,
        show: impl Fn(AppResult<T>) -> AnyView + Copy + Send + Sync + 'static,
    ) -> AnyView {
        view! {
            <Suspense fallback=waiting>
                {live(move || match self.later.get() {
                    Some(answer) => show(answer),
                    None => {
                        Suspend::new(async move { show(self.first.await) }).into_any()
                    }
                })}
            </Suspense>
        }
        .into_any()
    }
}
