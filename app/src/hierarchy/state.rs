//! The state of the page: what is known, what is chosen, what is in view. Its signals belong to the
//! page; answers of the server are written into them, so that nothing that is shown is made anew.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    accounts::AccountRef,
    hierarchy::{TreeAsk, TreePage, TreePayers, TreeRow},
    ids::{AccountId, BoardId},
};
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    api::{TreeOpened, TreeRights, tree_children, tree_open, tree_payers_read},
    board::api::{board_children_read, board_payers_read},
    face::{PayersShown, Shown, Standing},
    lines::{LineKey, LineKind, Lines},
    model::Model,
    tree_payers::Payers,
    unread::Asked,
    view::TreeView,
};
use crate::errors::{AppError, AppResult};

/// The tree on the screen.
#[derive(Clone, Copy)]
pub struct Tree {
    /// What is known.
    pub model: RwSignal<Model>,
    /// The lines of it.
    pub lines: Memo<Arc<Lines>>,
    /// The line that keys act on.
    pub chosen: RwSignal<Option<LineKey>>,
    /// The account that was cut, to be pasted under another.
    pub cut: RwSignal<Option<AccountRef>>,
    /// Whose children are on their way, or could not be read.
    pub asked: RwSignal<Asked>,
    /// What the person may do.
    pub rights: RwSignal<TreeRights>,
    /// The day whose tree is shown; none: of now.
    pub on: RwSignal<Option<NaiveDate>>,
    /// Today's business date, once it is known.
    pub today: RwSignal<Option<NaiveDate>>,
    /// Who pays for whom.
    pub payers: Payers,
    /// Why something could not be read.
    pub problem: RwSignal<Option<AppError>>,
    /// The account that something is dragged over.
    pub target: RwSignal<Option<AccountId>>,
    /// The element that scrolls and has the focus.
    pub element: NodeRef<html::Div>,
    /// What of the tree is in view.
    pub view: TreeView,
    /// The board whose draft's tree this is; none: that of an organization.
    board: StoredValue<Option<BoardId>>,
    /// Counts the questions for a whole tree, so that a late answer to an old one is dropped.
    turn: StoredValue<u32>,
}

impl Tree {
    /// Nothing is known yet.
    pub fn new() -> Self {
        let model = RwSignal::new(Model::default());
        Tree {
            model,
            lines: Memo::new(move |_| Arc::new(model.with(Model::lines))),
            chosen: RwSignal::new(None),
            cut: RwSignal::new(None),
            asked: RwSignal::new(Asked::default()),
            rights: RwSignal::new(TreeRights::default()),
            on: RwSignal::new(None),
            today: RwSignal::new(None),
            payers: Payers::new(),
            problem: RwSignal::new(None),
            target: RwSignal::new(None),
            element: NodeRef::new(),
            view: TreeView::new(),
            board: StoredValue::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// The tree of a board's draft, of which nothing is known yet.
    pub fn of_board(board: BoardId) -> Self {
        let tree = Self::new();
        tree.board.set_value(Some(board));
        tree
    }

    /// Shows what was opened and chooses the account it was opened for.
    pub fn show(self, opened: TreeOpened) {
        let account = opened.path.rows.last().map(|row| row.account.id);
        // Setting the same again would build the menus anew.
        if self.rights.get_untracked() != opened.rights {
            self.rights.set(opened.rights);
        }
        self.problem.set(None);
        self.today.set(Some(opened.today));
        // What was known of another day is not true of this one.
        let is_other_day = self.on.get_untracked() != opened.on;
        if is_other_day {
            self.on.set(opened.on);
            self.cut.set(None);
            self.asked.set(Asked::default());
        }
        self.asked.update(|asked| asked.came(&opened.pages));
        self.payers.open(&opened);
        self.model.update(|model| {
            if is_other_day {
                *model = Model::default();
            }
            model.open(opened);
        });
        self.chosen.set(account.map(|id| (id, LineKind::Account)));
    }

    /// Opens the tree of an account of this number and chooses it.
    pub fn go(self, number: String) {
        self.reread(vec![number]);
    }

    /// Shows the tree of another day, none for today's, around the account of this number.
    pub fn go_to_day(self, number: String, on: Option<NaiveDate>) {
        self.reread_on(vec![number], on);
    }

    /// Reads again what is around these accounts; shows the tree of the last of them and chooses it.
    pub fn reread(self, numbers: Vec<String>) {
        let on = self.on.try_get_untracked().flatten();
        self.reread_on(numbers, on);
    }

    fn reread_on(self, numbers: Vec<String>, on: Option<NaiveDate>) {
        // The page may be gone.
        let Some(turn) = self.turn.try_get_value().map(|turn| turn.wrapping_add(1)) else {
            return;
        };
        self.turn.set_value(turn);
        let payers = self.payers.shown.get_untracked();
        spawn_local(async move {
            for number in numbers {
                let answer = tree_open(number, on, payers).await;
                // The page may be gone, or something else may have been asked for since.
                if self.turn.try_get_value() != Some(turn) {
                    return;
                }
                match answer {
                    Ok(opened) => self.show(opened),
                    Err(error) => self.problem.set(Some(error)),
                }
            }
            self.reveal();
        });
    }

    /// The chosen account with what is known of it; none while it is not read yet.
    pub fn chosen_row(self) -> Option<TreeRow> {
        match self.chosen.get()? {
            (id, LineKind::Account) => self.row(id),
            (_, LineKind::Unread(_)) => None,
        }
    }

    /// What is known of an account.
    pub fn row(self, id: AccountId) -> Option<TreeRow> {
        self.model
            .with(|model| model.node(id).map(|node| TreeRow::clone(&node.row)))
    }

    /// Where the chosen line stands.
    pub fn chosen_index(self) -> Option<usize> {
        let chosen = self.chosen.get()?;
        self.lines.with(|lines| lines.index_of(chosen))
    }

    /// Where the chosen line stands among these, as it is now.
    pub fn chosen_index_now(self, lines: &Lines) -> Option<usize> {
        lines.index_of(self.chosen.get_untracked()?)
    }

    /// Chooses the line at this place and brings it into view.
    pub fn choose_at(self, index: usize) {
        let line = self.lines.with_untracked(|lines| lines.get(index));
        if let Some(line) = line {
            self.chosen.set(Some(line.key()));
            self.reveal();
        }
    }

    /// Shows the children of an account or hides them; those that are not known are asked for.
    pub fn open_set(self, id: AccountId, is_open: bool) {
        let is_unread = self.model.try_update(|model| model.open_set(id, is_open));
        if is_unread == Some(true) {
            self.children_ask_first(id);
        }
    }

    /// Shows the children of an account where they are hidden, and hides them where they are shown.
    pub fn open_turn(self, id: AccountId) {
        let node = |model: &Model| {
            let node = model.node(id)?;
            node.row.has_children().then_some(node.is_open)
        };
        if let Some(is_open) = self.model.with_untracked(node) {
            self.open_set(id, !is_open);
        }
    }

    /// Reads children of an account: those that the board gives it where this is the tree of a draft.
    pub fn children_read(
        self,
        ask: TreeAsk,
    ) -> impl Future<Output = AppResult<TreePage>> + 'static {
        // The page may be gone before the answer is there.
        let board = self.board.try_get_value().flatten();
        async move {
            match board {
                Some(board) => board_children_read(board, ask).await,
                None => tree_children(ask).await,
            }
        }
    }

    /// Reads who pays for these accounts and for whom they pay, as the steps of the board leave it where this is the
    /// tree of a draft.
    pub fn payers_read(
        self,
        accounts: Vec<AccountId>,
    ) -> impl Future<Output = AppResult<Vec<TreePayers>>> + 'static {
        let board = self.board.try_get_value().flatten();
        let on = self.on.try_get_untracked().flatten();
        async move {
            match board {
                Some(board) => board_payers_read(board, accounts).await,
                None => tree_payers_read(accounts, on).await,
            }
        }
    }

    /// Whether this is the tree of a board's draft.
    pub fn is_draft(self) -> bool {
        self.board.try_get_value().flatten().is_some()
    }

    /// How many columns there are.
    pub fn columns(self) -> usize {
        7 + usize::from(self.payers.shown.get())
    }

    /// Follows what the faces of lines depend on.
    pub fn lines_track(self) {
        self.lines.track();
        self.model.track();
        self.chosen.track();
        self.cut.track();
        self.target.track();
        self.asked.track();
        self.rights.track();
        self.payers.track();
        self.view.changed.track();
    }

    /// Hands over what gives a line, by its number, with all that its face depends on; as it is now.
    pub fn shown_with<T>(
        self,
        lines: &Lines,
        run: impl FnOnce(&dyn Fn(usize) -> Option<Shown>) -> T,
    ) -> T {
        let chosen = self.chosen.get_untracked();
        let cut = self.cut.with_untracked(|cut| Some(cut.as_ref()?.id));
        let target = self.target.get_untracked();
        let may_move = self.rights.with_untracked(|rights| rights.may_move);
        let payers = self.payers.shown.get_untracked();
        self.model.with_untracked(|model| {
            run(&|index| {
                let line = lines.get(index)?;
                let node = model.node(line.id)?;
                let is_account = line.is_account();
                let is = |account: Option<AccountId>| is_account && account == Some(line.id);
                let failed = |asked: &Asked| match line.kind {
                    LineKind::Account => None,
                    LineKind::Unread(place) => asked.failed(line.id, place).cloned(),
                };
                Some(Shown {
                    index,
                    line,
                    row: node.row.clone(),
                    skipped: node.skipped,
                    standing: Standing {
                        is_open: node.is_open,
                        is_chosen: chosen == Some(line.key()),
                        is_cut: is(cut),
                        is_target: is(target),
                        may_drag: is_account && may_move,
                    },
                    failed: self.asked.with_untracked(failed),
                    payers: match payers && is_account {
                        true => self.payers.of(line.id),
                        false => PayersShown::Hidden,
                    },
                })
            })
        })
    }

    /// Follows the scroll bar.
    pub fn look(self) {
        if let Some(element) = self.element.get_untracked() {
            self.view.look(&element);
        }
    }

    /// Scrolls as little as needed to have the chosen line in view.
    pub fn reveal(self) {
        self.view.reveal();
    }

    /// Gives the keyboard to the tree.
    pub fn focus(self) {
        if let Some(element) = self.element.get_untracked() {
            // An element that is leaving needs no focus.
            let _ = element.focus();
        }
    }
}
