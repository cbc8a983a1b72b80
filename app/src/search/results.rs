//! What the page of results shows now, and how the next answer takes its place.
//!
//! The list is made once and changes row by row: nothing jumps while somebody types, a row that
//! stays is not made anew, and a click never meets a list that is being replaced.

use domain::search::{Count, SearchHit, SearchPage, SearchRequest, TypedFilter};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{SearchAnswer, Wider, accounts_search},
    memory::LeftSearch,
};
use crate::errors::{AppError, AppResult};

/// Code and name of the customer types to filter by.
pub type CustomerTypes = Vec<(String, String)>;

/// What kind of answer there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was asked: the accounts opened last, if any.
    Recents,
    /// These many accounts, in words.
    Hits(String),
    /// No account.
    NoHit,
    /// More accounts than can be sorted as asked: these many, in words.
    TooMany(String),
    /// The search was not made.
    Failed(AppError),
}

/// The state of the page of results.
#[derive(Clone, Copy)]
pub struct Results {
    /// The search whose answer is shown.
    pub asked: RwSignal<SearchRequest>,
    /// Whether there has been an answer at all.
    pub answered: RwSignal<bool>,
    /// What came of it.
    pub outcome: RwSignal<Outcome>,
    /// The lines.
    pub hits: RwSignal<Vec<SearchHit>>,
    /// Where the next page begins.
    pub next: RwSignal<Option<String>>,
    /// Why the next page could not be added.
    pub next_failed: RwSignal<Option<String>>,
    /// An answer is on its way.
    pub busy: RwSignal<bool>,
    /// What it can be widened to, where there is no hit.
    pub wider: RwSignal<Wider>,
    /// The filters that stand in the box.
    pub typed: RwSignal<Vec<TypedFilter>>,
    /// Customer types to filter by.
    pub customer_types: RwSignal<CustomerTypes>,
    /// Id of the account whose line is chosen.
    pub chosen: RwSignal<Option<String>>,
    /// Whether the choice was moved since the lines changed.
    pub moved: RwSignal<bool>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
}

impl Results {
    /// Shows nothing yet, as the answer to this search.
    pub fn new(asked: SearchRequest) -> Self {
        Results {
            asked: RwSignal::new(asked),
            answered: RwSignal::new(false),
            outcome: RwSignal::new(Outcome::Recents),
            hits: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            next_failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            wider: RwSignal::new(Wider::default()),
            typed: RwSignal::new(Vec::new()),
            customer_types: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            moved: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// Asks again whenever the search in the address is another one.
    pub fn follow(self, request: Memo<SearchRequest>) {
        Effect::new(move |ran: Option<()>| {
            let wanted = request.get();
            if ran.is_none() && self.asked.get_untracked() == wanted {
                return;
            }
            self.ask(wanted);
        });
    }

    /// Asks, and shows the answer unless another question was asked meanwhile.
    pub fn ask(self, wanted: SearchRequest) {
        let turn = self.turn_next();
        self.busy.set(true);
        spawn_local(async move {
            let answer = accounts_search(wanted.clone()).await;
            // The page may have been left meanwhile: then there is nobody to show it to.
            if self.turn.try_get_value() == Some(turn) {
                self.show(wanted, answer);
            }
        });
    }

    /// Reads again all that is shown: an account may have been changed meanwhile.
    pub fn refresh(self) {
        let asked = self.asked.get_untracked();
        let shown = self.hits.with_untracked(Vec::len);
        let turn = self.turn_next();
        spawn_local(async move {
            let mut answer = accounts_search(asked.clone()).await;
            while let Ok(SearchAnswer {
                page: Some(page), ..
            }) = &mut answer
                && page.hits.len() < shown
                && let Some(after) = page.next.take()
            {
                let wanted = SearchRequest {
                    after,
                    ..asked.clone()
                };
                match accounts_search(wanted).await {
                    Ok(SearchAnswer {
                        page: Some(more), ..
                    }) => {
                        page.hits.extend(more.hits);
                        page.next = more.next;
                    }
                    Ok(_) => break,
                    Err(error) => answer = Err(error),
                }
            }
            if self.turn.try_get_value() == Some(turn) {
                self.show(asked, answer);
            }
        });
    }

    /// Adds the next page below.
    pub fn ask_more(self) {
        let Some(after) = self.next.get_untracked() else {
            return;
        };
        let wanted = SearchRequest {
            after,
            ..self.asked.get_untracked()
        };
        let turn = self.turn_next();
        self.busy.set(true);
        spawn_local(async move {
            let answer = accounts_search(wanted).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(SearchAnswer { page, .. }) => {
                    if let Some(page) = page {
                        self.add(page);
                    }
                    self.next_failed.set(None);
                }
                Err(error) => self.next_failed.set(Some(error.sentence)),
            }
        });
    }

    fn add(self, page: SearchPage) {
        let ended = page.next.is_none();
        self.hits.update(|shown| shown.extend(page.hits));
        self.next.set(page.next);
        if let Count::AtLeast(_) = page.count {
            // What was answered in parts is counted by what is shown.
            let met = u32::try_from(self.hits.with_untracked(Vec::len)).unwrap_or(u32::MAX);
            self.outcome.set(match (met, ended) {
                (0, true) => Outcome::NoHit,
                (_, true) => Outcome::Hits(Count::Exactly(met).words()),
                (_, false) => Outcome::Hits(Count::AtLeast(met).words()),
            });
        }
        self.choose_among(&self.hits.get_untracked());
    }

    /// Shows an answer in place of what there was.
    pub fn show(self, asked: SearchRequest, answer: AppResult<SearchAnswer>) {
        let (outcome, hits, next) = match answer {
            Err(error) => {
                self.typed_show(Vec::new());
                (Outcome::Failed(error), Vec::new(), None)
            }
            Ok(answer) => {
                if self.customer_types.get_untracked() != answer.customer_types {
                    self.customer_types.set(answer.customer_types);
                }
                self.wider.set(answer.wider);
                self.typed_show(answer.typed);
                match answer.page {
                    None => (Outcome::Recents, answer.recents, None),
                    Some(page) => page_read(page),
                }
            }
        };
        self.choose_among(&hits);
        self.busy.set(false);
        self.next_failed.set(None);
        self.asked.set(asked);
        self.answered.set(true);
        self.hits.set(hits);
        self.next.set(next);
        if self.outcome.get_untracked() != outcome {
            self.outcome.set(outcome);
        }
    }

    fn typed_show(self, typed: Vec<TypedFilter>) {
        // A chip that stays is not made anew.
        if self.typed.with_untracked(|shown| *shown != typed) {
            self.typed.set(typed);
        }
    }

    /// Takes up a list where it was left.
    pub fn take_up(self, left: LeftSearch) {
        self.typed.set(left.typed);
        self.customer_types.set(left.customer_types);
        self.answered.set(true);
        self.hits.set(left.hits);
        self.next.set(left.next);
        self.outcome.set(left.outcome);
        self.chosen.set(left.chosen);
    }

    /// What is to be kept when the page is left; nothing while it shows no accounts.
    pub fn left(self, scrolled: f64) -> Option<LeftSearch> {
        let hits = self.hits.get_untracked();
        (!hits.is_empty()).then(|| LeftSearch {
            asked: self.asked.get_untracked(),
            outcome: self.outcome.get_untracked(),
            hits,
            next: self.next.get_untracked(),
            typed: self.typed.get_untracked(),
            customer_types: self.customer_types.get_untracked(),
            chosen: self.chosen.get_untracked(),
            scrolled,
        })
    }

    fn choose_among(self, hits: &[SearchHit]) {
        let kept = self.chosen.with_untracked(|chosen| {
            hits.iter()
                .any(|hit| chosen.as_ref() == Some(&hit.id.to_string()))
        });
        if !kept {
            self.moved.set(false);
            self.chosen.set(hits.first().map(|hit| hit.id.to_string()));
        }
    }

    fn turn_next(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }
}

fn page_read(page: SearchPage) -> (Outcome, Vec<SearchHit>, Option<String>) {
    if page.too_many_to_sort {
        return (Outcome::TooMany(page.count.words()), Vec::new(), None);
    }
    if page.hits.is_empty() && page.next.is_none() {
        return (Outcome::NoHit, Vec::new(), None);
    }
    (Outcome::Hits(page.count.words()), page.hits, page.next)
}
