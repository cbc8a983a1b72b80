//! The state of Preview Move. Its signals belong to the page.

use std::collections::HashSet;

use domain::{
    accounts::{AccountNumber, AccountRef},
    actions::DeferredAction,
    hierarchy::{Effective, MoveEffect, MoveForm, TreeFrom, TreePage},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::super::api::{MoveAsk, MovePreviewed, Undoable, move_preview_read};
use super::super::handover::Handover;
use super::super::words::account_name;
use crate::{
    errors::{AppError, AppResult},
    search::account_choice,
    ui::{ComboboxOption, Opening, date_parse},
};

/// The values of the four forms in the radio group.
pub const WHOLE: &str = "whole";
/// The account alone.
pub const ALONE: &str = "alone";
/// The account with some of its children.
pub const SOME: &str = "some";
/// Only children.
pub const CHILDREN_ONLY: &str = "children";

/// Values of the choice when: at once.
pub const NOW: &str = "now";
/// On a day to come.
pub const ON_DATE: &str = "on";

/// Not yet: as a step of a what-if board.
pub const ON_BOARD: &str = "board";

/// A move that is being thought about.
#[derive(Clone, Copy)]
pub struct MovePlan {
    /// Whether the panel is open.
    pub open: RwSignal<bool>,
    /// What moves.
    pub account: RwSignal<Option<AccountRef>>,
    /// The new parent, by its number.
    pub to: RwSignal<Option<ComboboxOption>>,
    /// Which form: [`WHOLE`], [`ALONE`], [`SOME`] or [`CHILDREN_ONLY`].
    pub form: RwSignal<String>,
    /// When: [`NOW`], [`ON_DATE`] or [`ON_BOARD`].
    pub when: RwSignal<String>,
    /// The day as typed, where it is to be on a day to come.
    pub date: RwSignal<String>,
    /// Which children are chosen, where the form asks for some.
    pub some: RwSignal<HashSet<AccountId>>,
    /// The account's children, to choose among; none while they are not read.
    pub children: RwSignal<Option<TreePage>>,
    /// Children are on their way.
    pub children_busy: RwSignal<bool>,
    /// Who is to pay for what stays while its payer moves (HIER-2).
    pub handover: Handover,
    /// What the move would do.
    pub preview: RwSignal<Option<MovePreviewed>>,
    /// What is owed by what moves; none while it is on its way.
    pub effect: RwSignal<Option<AppResult<MoveEffect>>>,
    /// Why there is no preview, or why the move was not made.
    pub problem: RwSignal<Option<AppError>>,
    /// The preview is new because the world changed after the one before.
    pub is_stale: RwSignal<bool>,
    /// Who changed what meanwhile, in words.
    pub meanwhile: RwSignal<Option<String>>,
    /// A preview is on its way.
    pub busy: RwSignal<bool>,
    /// The move is under way.
    pub running: RwSignal<bool>,
    /// The account that is being dragged.
    pub dragged: RwSignal<Option<AccountId>>,
    /// The panel with its deed.
    pub(super) opening: Opening,
    /// Is told what was scheduled.
    pub(super) scheduled: StoredValue<Option<Callback<Undoable<DeferredAction>>>>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    pub(super) turn: StoredValue<u32>,
}

impl MovePlan {
    /// Nothing is thought about.
    pub fn new() -> Self {
        let opening = Opening::closed();
        MovePlan {
            open: opening.open,
            account: RwSignal::new(None),
            to: RwSignal::new(None),
            form: RwSignal::new(WHOLE.to_owned()),
            when: RwSignal::new(NOW.to_owned()),
            date: RwSignal::new(String::new()),
            some: RwSignal::new(HashSet::new()),
            children: RwSignal::new(None),
            children_busy: RwSignal::new(false),
            handover: Handover::new(),
            preview: RwSignal::new(None),
            effect: RwSignal::new(None),
            problem: RwSignal::new(None),
            is_stale: RwSignal::new(false),
            meanwhile: RwSignal::new(None),
            busy: RwSignal::new(false),
            running: opening.busy,
            dragged: RwSignal::new(None),
            opening,
            scheduled: StoredValue::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Opens the panel for an account, with a new parent where one is known already.
    pub fn begin(self, account: AccountRef, to: Option<&AccountRef>) {
        self.turn_next();
        self.form.set(WHOLE.to_owned());
        self.when.set(NOW.to_owned());
        self.date.set(String::new());
        self.some.set(HashSet::new());
        self.children.set(None);
        self.clear();
        self.to.set(to.map(account_choice));
        self.children_ask(account.id, TreeFrom::Start);
        self.account.set(Some(account));
        self.opening.begin();
    }

    /// Opens the panel for the children of an account, which stays itself.
    pub fn begin_children(self, account: AccountRef) {
        self.begin(account, None);
        self.form.set(CHILDREN_ONLY.to_owned());
    }

    fn clear(self) {
        self.handover.clear();
        self.preview_clear();
    }

    /// Shows nothing of a move that is not wholly chosen yet. What is chosen stays so.
    fn preview_clear(self) {
        self.preview.set(None);
        self.effect.set(None);
        self.problem.set(None);
        self.is_stale.set(false);
        self.busy.set(false);
    }

    pub(super) fn turn_next(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    /// The form that is chosen; none while no child is ticked where some are asked for.
    pub(super) fn form_chosen(self) -> Option<MoveForm> {
        let mut some: Vec<AccountId> = self.some.with(|some| some.iter().copied().collect());
        some.sort_unstable();
        match self.form.get().as_str() {
            ALONE => Some(MoveForm::AloneChildrenToOldParent),
            SOME => (!some.is_empty()).then_some(MoveForm::WithSome { children: some }),
            CHILDREN_ONLY => Some(MoveForm::OnlyChildren {
                children: (!some.is_empty()).then_some(some),
            }),
            _ => Some(MoveForm::WholeSubtree),
        }
    }

    /// Who is told what was scheduled. Called once, by the page.
    pub fn on_scheduled(self, after: Callback<Undoable<DeferredAction>>) {
        self.scheduled.set_value(Some(after));
    }

    /// From when the move is to count; none while no day is typed where one is asked for.
    pub(super) fn effective_chosen(self) -> Option<Effective> {
        match self.when.get().as_str() {
            ON_DATE => date_parse(&self.date.get()).map(|date| Effective::On { date }),
            // The board shows what its steps come to, over the tree of its draft.
            ON_BOARD => None,
            _ => Some(Effective::Now),
        }
    }

    /// What is to be previewed; none while something is still to be chosen.
    fn wanted(self) -> Option<MoveAsk> {
        let to: AccountNumber = self.to.get()?.value.parse().ok()?;
        let form = self.form_chosen()?;
        let effective = self.effective_chosen()?;
        let account = self.account.get()?.id;
        (self.open.get()).then_some(MoveAsk {
            account,
            to,
            form,
            effective,
        })
    }

    /// Shows a preview of whatever is chosen, anew with each change. Called once, by the page.
    pub fn follow(self) {
        Effect::new(move |before: Option<Option<MoveAsk>>| {
            let wanted = self.wanted();
            if before.as_ref() != Some(&wanted) {
                match wanted.clone() {
                    Some(ask) => self.ask(ask),
                    None => {
                        self.turn_next();
                        untrack(|| self.preview_clear());
                    }
                }
            }
            wanted
        });
        self.handover_follow();
        self.children_follow();
    }

    fn ask(self, ask: MoveAsk) {
        let turn = self.turn_next();
        self.busy.set(true);
        self.is_stale.set(false);
        spawn_local(async move {
            let answer = move_preview_read(ask).await;
            // The page may be gone, or something else may be asked for by now.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(previewed) => self.show(previewed, turn).await,
                Err(error) => {
                    self.preview.set(None);
                    self.effect.set(None);
                    self.problem.set(Some(error));
                }
            }
        });
    }

    /// Shows a preview at once, and what is owed as soon as it is known.
    pub(super) async fn show(self, previewed: MovePreviewed, turn: u32) {
        let request = previewed.preview.request.clone();
        account_name(self.to, &previewed.preview.to);
        self.problem.set(None);
        self.effect.set(None);
        self.preview.set(Some(previewed));
        self.effect_ask(request, turn).await;
    }

    /// The sentence at a field of the form: `account`, `to`, `form`, `effective`, `handover`.
    pub fn sentence_for(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.problem.with(|problem| {
                let problem = problem.as_ref()?;
                problem.sentence_for(field).map(str::to_owned)
            })
        })
    }
}
