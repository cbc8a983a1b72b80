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

    /// Asks for the children anew where those of another day are to be chosen among. Called once, with a panel
    /// that began with those of today: an address may have chosen a day since.
    pub(super) fn children_follow(self) {
        Effect::new(move |before: Option<Option<NaiveDate>>| {
            let day = self.children_day();
            if before.flatten() != day
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

    /// Whether the children of this account on this day are still those to choose among. The page may be gone.
    fn children_wanted(self, parent: AccountId, day: Option<NaiveDate>) -> bool {
        let account =
            (self.account).try_with_untracked(|account| account.as_ref().map(|account| account.id));
        account.flatten() == Some(parent) && untrack(|| self.children_day()) == day
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
            let (is_first, day) = (ask.from == TreeFrom::Start, ask.as_of);
            let answer = tree_children(ask).await;
            if !self.children_wanted(parent, day) {
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

#[cfg(test)]
mod tests {
    use domain::accounts::AccountRef;
    use uuid::Uuid;

    use super::{
        super::{NOW, ON_DATE},
        *,
    };

    fn account(number: u128) -> AccountRef {
        AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(number)),
            number: format!("A-{number}").parse().unwrap(),
            name: "Sales".to_owned(),
        }
    }

    /// Preview Move of the first account.
    fn plan() -> (Owner, MovePlan) {
        let owner = Owner::new();
        owner.set();
        let plan = MovePlan::new();
        plan.account.set(Some(account(1)));
        (owner, plan)
    }

    #[test]
    fn children_of_another_day_than_is_chosen_by_now_are_not_wanted() {
        let (_page, plan) = plan();
        let sales = account(1).id;
        let december = NaiveDate::from_ymd_opt(2026, 12, 1);
        plan.when.set(ON_DATE.to_owned());
        plan.date.set("2026-12-01".to_owned());
        assert!(plan.children_wanted(sales, december));
        plan.when.set(NOW.to_owned());
        assert!(!plan.children_wanted(sales, december));
        assert!(plan.children_wanted(sales, None));
    }

    #[test]
    fn children_of_another_account_than_moves_by_now_are_not_wanted() {
        let (_page, plan) = plan();
        assert!(!plan.children_wanted(account(2).id, None));
    }
}
