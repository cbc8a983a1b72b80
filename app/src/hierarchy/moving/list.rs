//! The accounts that get another place by a move, one by one (ORG-3).

use domain::{
    accounts::AccountRef,
    hierarchy::{MoveRequest, MovingPage, MovingRow, MovingSide},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::super::{
    api::moving_read,
    face::level_class,
    words::{accounts_words, count_words},
};
use crate::{
    accounts::parts::status_tone,
    errors::AppResult,
    routes,
    ui::{Button, ButtonKind, IconName, Note, Status, Tone, each},
};

/// The list, as far as it is read.
#[derive(Clone, Copy)]
struct Listed {
    request: StoredValue<MoveRequest>,
    side: MovingSide,
    is_open: RwSignal<bool>,
    rows: RwSignal<Vec<MovingRow>>,
    has_more: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

impl Listed {
    fn new(request: MoveRequest, side: MovingSide) -> Self {
        Listed {
            request: StoredValue::new(request),
            side,
            is_open: RwSignal::new(false),
            rows: RwSignal::new(Vec::new()),
            has_more: RwSignal::new(false),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    /// Shows the list or hides it; what was read once stays.
    fn turn(self) {
        let is_open = !self.is_open.get_untracked();
        self.is_open.set(is_open);
        if is_open && self.rows.with_untracked(Vec::is_empty) {
            self.more();
        }
    }

    /// Reads on behind the last row.
    fn more(self) {
        let request = self.request.get_value();
        let after: Option<AccountId> = self
            .rows
            .with_untracked(|rows| rows.last().map(|row| row.account.id));
        self.busy.set(true);
        spawn_local(async move {
            let answer = moving_read(request, self.side, after).await;
            // Another preview may stand here by now, with a list of its own.
            if self.busy.try_get_untracked().is_some() {
                self.show(answer);
            }
        });
    }

    fn show(self, answer: AppResult<MovingPage>) {
        self.busy.set(false);
        match answer {
            Ok(page) => {
                self.rows.update(|rows| rows.extend(page.rows));
                self.has_more.set(page.has_more);
                self.problem.set(None);
            }
            Err(error) => self.problem.set(Some(error.first_sentence().to_owned())),
        }
    }
}

/// A button that opens the list of these many accounts, one that takes it out as a file, and the list
/// below them.
#[component]
pub fn MovingAccounts(
    /// The move.
    request: MoveRequest,
    /// How many they are.
    count: i64,
    /// The old parent, of those that go there; none: of those that the move takes along.
    #[prop(optional_no_strip)]
    old_parent: Option<AccountRef>,
    /// Whether they may be taken out as a file.
    may_export: bool,
) -> impl IntoView {
    let side = match old_parent {
        Some(_) => MovingSide::ToOldParent,
        None => MovingSide::Along,
    };
    let file = may_export.then(|| view! { <MovingFile request=request.clone() side /> });
    let listed = Listed::new(request, side);
    let words = move || match (listed.is_open.get(), &old_parent) {
        (true, _) => "Hide the list".to_owned(),
        (false, None) => format!("List {}", accounts_words(count)),
        (false, Some(parent)) => {
            let goes = if count == 1 { "goes" } else { "go" };
            format!(
                "List {} that {goes} to {}",
                accounts_words(count),
                parent.name
            )
        }
    };
    let list = move || listed.is_open.get().then(|| view! { <List listed /> });

    view! {
        <div class="move-list">
            <div class="move-list-deeds">
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| listed.turn())>
                    {words}
                </Button>
                {file}
            </div>
            {list}
        </div>
    }
    .into_any()
}

/// The whole list as a CSV: a form, since the export is noted in the history.
#[component]
fn MovingFile(request: MoveRequest, side: MovingSide) -> impl IntoView {
    let side = match side {
        MovingSide::Along => "along",
        MovingSide::ToOldParent => "to_old_parent",
    };
    // It was read from JSON; where it could not be written again the answer says so.
    let request = serde_json::to_string(&request).unwrap_or_default();

    view! {
        <form method="post" action=routes::MOVING_EXPORT>
            <input type="hidden" name="request" value=request />
            <input type="hidden" name="side" value=side />
            <Button kind=ButtonKind::Plain icon=IconName::Download submit=true>
                "Download as CSV"
            </Button>
        </form>
    }
    .into_any()
}

#[component]
fn List(listed: Listed) -> impl IntoView {
    let problem = move || {
        let problem = listed.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{problem}</Note> })
    };
    let more = move || {
        listed.has_more.get().then(|| {
            view! {
                <Button
                    kind=ButtonKind::Plain
                    busy=listed.busy
                    on_press=Callback::new(move |()| listed.more())
                >
                    "Show more"
                </Button>
            }
        })
    };
    let is_waiting = move || listed.busy.get().then_some("true");
    let label = match listed.side {
        MovingSide::Along => "Accounts that move",
        MovingSide::ToOldParent => "Accounts that go to the old parent",
    };

    view! {
        <div class="move-listed" tabindex="0" role="group" aria-label=label aria-busy=is_waiting>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Number"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="num">"Accounts below"</th>
                    </tr>
                </thead>
                <tbody>
                    {each(
                        move || listed.rows.get(),
                        |row| row.account.id,
                        |row| view! { <Row row /> },
                    )}
                </tbody>
            </table>
            {problem}
            {more}
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: MovingRow) -> impl IntoView {
    let level = usize::try_from(row.level).unwrap_or_default();
    let number = row.account.number;

    view! {
        <tr>
            <td>
                <span class=level_class("move-name", level)>{row.account.name}</span>
            </td>
            <td class="code">
                <a href=routes::account(number)>{number.to_string()}</a>
            </td>
            <td>
                <Status tone=status_tone(row.status) label=row.status.label() />
            </td>
            <td class="num">{count_words(row.accounts_below)}</td>
        </tr>
    }
    .into_any()
}
