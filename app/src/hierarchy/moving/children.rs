//! The children to choose among, where some of them move (ORG-2).

use chrono::NaiveDate;
use domain::{
    hierarchy::{Effective, TreeAsk, TreeFrom, TreePage, TreeRow},
    ids::AccountId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{api::tree_children, words::accounts_words},
    MovePlan,
    plan::CHILDREN_ONLY,
};
use crate::ui::{Button, ButtonKind, each};

/// Children that are read at once.
const CHILDREN: u16 = 200;

impl MovePlan {
    /// Asks for the next children to choose among.
    pub fn children_more(self) {
        let next = self.children.with_untracked(|page| {
            let page = page.as_ref()?;
            let place = page.rows.last()?.place.clone();
            Some((page.parent.account.id, TreeFrom::After { place }))
        });
        if let Some((parent, from)) = next {
            self.children_ask(parent, from);
        }
    }

    /// The day whose children there are to choose among; none: today's.
    fn children_day(self) -> Option<NaiveDate> {
        match self.effective_chosen() {
            Some(Effective::On { date }) => Some(date),
            _ => None,
        }
    }

    /// Asks for the children anew where those of another day are to be chosen among. Called once.
    pub(super) fn children_follow(self) {
        Effect::new(move |before: Option<Option<NaiveDate>>| {
            let day = self.children_day();
            if before.is_some_and(|before| before != day)
                && let Some(account) = self.account.get_untracked()
            {
                self.children_ask(account.id, TreeFrom::Start);
            }
            day
        });
    }

    /// Keeps of the chosen children those that there are, where all are known.
    fn some_keep(self, page: &TreePage) {
        let is_there = |id: &AccountId| page.rows.iter().any(|row| row.account.id == *id);
        if !page.has_more && !self.some.with_untracked(|some| some.iter().all(is_there)) {
            self.some.update(|some| some.retain(is_there));
        }
    }

    /// Asks for children to choose among, in place of those before where they are the first.
    pub(super) fn children_ask(self, parent: AccountId, from: TreeFrom) {
        let ask = TreeAsk {
            parent,
            as_of: untrack(|| self.children_day()),
            from,
            limit: CHILDREN,
        };
        self.children_busy.set(true);
        spawn_local(async move {
            let is_first = ask.from == TreeFrom::Start;
            let answer = tree_children(ask).await;
            let is_wanted = self
                .account
                .try_with_untracked(|account| account.as_ref().map(|account| account.id))
                .flatten()
                == Some(parent);
            if !is_wanted {
                return;
            }
            self.children_busy.set(false);
            match answer {
                Ok(page) => self.children.update(|shown| match shown {
                    Some(shown) if !is_first => {
                        shown.rows.extend(page.rows);
                        shown.has_more = page.has_more;
                    }
                    _ => {
                        self.some_keep(&page);
                        *shown = Some(page);
                    }
                }),
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }
}

/// The children to tick. None ticked means all of them where only children move.
#[component]
pub fn ChildrenChoice(plan: MovePlan) -> impl IntoView {
    let is_only = plan.form.get_untracked() == CHILDREN_ONLY;
    let rows = move || {
        plan.children
            .with(|page| page.as_ref().map(|page| page.rows.clone()))
            .unwrap_or_default()
    };
    let has_more = move || {
        plan.children
            .with(|page| page.as_ref().is_some_and(|page| page.has_more))
    };
    let hint = match is_only {
        true => "None ticked: all of them move.",
        false => "The others go to the old parent.",
    };

    view! {
        <fieldset class="field move-children">
            <legend class="field-label">"Which children"</legend>
            <p class="field-hint">{hint}</p>
            <ul tabindex="0" aria-label="Children">
                {each(rows, |row| row.account.id, move |row| view! { <ChildBox row plan /> })}
            </ul>
            <Show when=has_more>
                <Button
                    kind=ButtonKind::Plain
                    busy=plan.children_busy
                    on_press=Callback::new(move |()| plan.children_more())
                >
                    "Show more children"
                </Button>
            </Show>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ChildBox(row: TreeRow, plan: MovePlan) -> impl IntoView {
    let id: AccountId = row.account.id;
    let below = (row.accounts_below > 0).then(|| {
        view! { <small>{format!("with {} below", accounts_words(row.accounts_below))}</small> }
    });

    view! {
        <li>
            <label class="checkbox">
                <input
                    type="checkbox"
                    prop:checked=move || plan.some.with(|some| some.contains(&id))
                    on:change=move |_| {
                        plan.some
                            .update(|some| {
                                if !some.remove(&id) {
                                    some.insert(id);
                                }
                            })
                    }
                />
                <span>
                    {row.account.name.clone()} " "
                    <span class="code quiet">{row.account.number.to_string()}</span> " " {below}
                </span>
            </label>
        </li>
    }
}
