//! The board on the screen: what was read of it last, and how it is read again while its page stays.
//!
//! What is typed, chosen and open on the page is not part of an answer, so an answer never makes the page
//! anew: it is written into signals, and what differs follows them.

use domain::hierarchy::{Board, BoardPage};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};

use super::{
    super::{api::TreeOpened, model::Model, state::Tree},
    api::{BoardOpened, board_open},
    draft::draft_read,
};
use crate::errors::AppError;

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub id: String,
    pub after: i64,
    pub row: String,
}

/// Board and operation id of the moment, for the next change.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub board: Board,
    pub operation_id: String,
}

/// What was read of a board. Its signals belong to the page of this board.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    address: Memo<Address>,
    /// The address that was read last.
    taken: StoredValue<Address>,
    /// The board with some of its steps.
    pub page: RwSignal<BoardPage>,
    /// The draft's tree: one as long as the board is shown.
    pub tree: Tree,
    /// Why it could not be read again; what is shown is older.
    pub problem: RwSignal<Option<AppError>>,
    /// The id of the element that gets the focus with the next answer.
    pub focus: StoredValue<Option<String>>,
    /// The operation id of the next change (decision 26).
    operation_id: StoredValue<String>,
    /// The number of the account that the tree was opened around.
    around: StoredValue<String>,
    /// The version of the board whose draft the tree shows.
    drawn: StoredValue<i64>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
    /// Counts what was read again: the total effect is asked for with each.
    effects: RwSignal<u32>,
}

impl Reading {
    /// A board as it was opened for this address.
    pub fn of(opened: BoardOpened, address: Memo<Address>, effects: RwSignal<u32>) -> Self {
        let BoardOpened {
            page,
            tree,
            operation_id,
        } = opened;
        let (id, version) = (page.board.id, page.board.version);
        let reading = Self {
            address,
            taken: StoredValue::new(address.get_untracked()),
            page: RwSignal::new(page),
            tree: Tree::of_board(id),
            problem: RwSignal::new(None),
            focus: StoredValue::new(None),
            operation_id: StoredValue::new(operation_id),
            around: StoredValue::new(String::new()),
            drawn: StoredValue::new(version),
            turn: StoredValue::new(0),
            effects,
        };
        if let Some(tree) = tree {
            reading.tree_show(tree);
        }
        reading.address_follow();
        reading
    }

    /// Board and operation id as they are now.
    pub fn known(self) -> Known {
        Known {
            board: self.page.with_untracked(|page| page.board.clone()),
            operation_id: self.operation_id.get_value(),
        }
    }

    /// Reads the board again: the tree stays where it is, unless the address names another place by now.
    pub async fn again(self) {
        // The page may be gone, or on its way to another board.
        let (Some(address), Some(taken)) =
            (self.address.try_get_untracked(), self.taken.try_get_value())
        else {
            return;
        };
        if address.id != taken.id {
            return;
        }
        let is_going = address != taken;
        let around = self.around.get_value();
        let around = match is_going || around.is_empty() {
            true => address.row.clone(),
            false => around,
        };
        let Some(mut opened) = self.ask(address.after, around).await else {
            return;
        };
        // What the tree was opened around may have left the organization, which is shown on.
        if !is_going && let Some(root) = self.root_left(&opened) {
            let Some(of_root) = self.ask(address.after, root).await else {
                return;
            };
            opened = of_root;
        }
        self.taken.set_value(address);
        self.take(opened, is_going);
    }

    /// Shows the steps and the place in the tree that the address names by now.
    fn address_follow(self) {
        Effect::new(move |before: Option<Address>| {
            let now = self.address.get();
            // Another board has a reading of its own.
            if before.is_some_and(|before| before.id == now.id && before != now) {
                spawn_local(self.again());
            }
            now
        });
    }

    /// Asks for the board. None where there is no answer to take: the page is gone, something else was asked
    /// for since, or it could not be read, which is then told.
    async fn ask(self, after: i64, around: String) -> Option<BoardOpened> {
        let turn = self.turn.try_get_value()?.wrapping_add(1);
        self.turn.set_value(turn);
        let id = self.page.with_untracked(|page| page.board.id.to_string());
        let answer = board_open(id, after, around).await;
        if self.turn.try_get_value() != Some(turn) {
            return None;
        }
        let (opened, problem) = match answer {
            Ok(opened) => (Some(opened), None),
            Err(error) => (None, Some(error)),
        };
        self.problem.set(problem);
        opened
    }

    /// The number of the account at the top of the tree, where it does not stand in the one that was opened.
    fn root_left(self, opened: &BoardOpened) -> Option<String> {
        let rows = &opened.tree.as_ref()?.path.rows;
        self.tree.model.with_untracked(|model| {
            let root = &model.root()?.row.account;
            let is_there = rows.iter().any(|row| row.account.id == root.id);
            (!is_there).then(|| root.number.to_string())
        })
    }

    /// Takes in what was read; `is_going`: for another address, whose place in the tree is then shown.
    fn take(self, opened: BoardOpened, is_going: bool) {
        let BoardOpened {
            page,
            tree,
            operation_id,
        } = opened;
        let version = page.board.version;
        let tree = tree.filter(|_| page.board.steps > 0);
        let before = self.page.with_untracked(|page| page.board.version);
        if !is_going || version != before {
            self.effects
                .update(|effects| *effects = effects.wrapping_add(1));
        }
        let turn = self.turn.get_value();
        self.focus_keep();
        self.operation_id.set_value(operation_id);
        self.page.set(page);
        self.focus_give();
        match tree {
            Some(tree) => spawn_local(self.tree_take(tree, version, is_going, turn)),
            None => {
                self.tree.model.set(Model::default());
                self.around.set_value(String::new());
                self.drawn.set_value(version);
            }
        }
    }

    /// Lets the tree show the draft of a version of the board: what is open stays open.
    async fn tree_take(self, opened: TreeOpened, version: i64, is_going: bool, turn: u32) {
        // The page may be gone, or a newer answer on its way.
        let is_newest = || self.turn.try_get_value() == Some(turn);
        // What was read again may stand in another organization by now, also where the board is as it was.
        if !is_going || self.drawn.try_get_value() != Some(version) {
            let model = draft_read(self.tree, opened.clone()).await;
            let Some(model) = model.filter(|_| is_newest()) else {
                return;
            };
            self.tree.draft_show(model);
            self.drawn.set_value(version);
        }
        if !is_newest() {
            return;
        }
        if is_going || self.around.with_value(String::is_empty) {
            self.tree_show(opened);
            self.tree.reveal();
        }
    }

    fn tree_show(self, opened: TreeOpened) {
        let last = opened.path.rows.last();
        let number = last.map_or_else(String::new, |row| row.account.number.to_string());
        self.around.set_value(number);
        self.tree.show(opened);
    }

    /// Keeps in mind what has the focus, in case it is made anew.
    pub fn focus_keep(self) {
        // The page may be gone.
        if self.focus.try_with_value(Option::is_none) == Some(true) {
            let active = document().active_element().map(|active| active.id());
            self.focus.set_value(active.filter(|id| !id.is_empty()));
        }
    }

    /// Gives the focus to where it is wanted, once that is in the document.
    fn focus_give(self) {
        let Some(id) = self.focus.get_value() else {
            return;
        };
        self.focus.set_value(None);
        request_animation_frame(move || {
            let element = document().get_element_by_id(&id);
            if let Some(element) = element
                .as_ref()
                .and_then(|element| element.dyn_ref::<web_sys::HtmlElement>())
            {
                // An element that is leaving needs no focus.
                let _ = element.focus();
            }
        });
    }
}
