//! What is chosen in Preview Move, as the address says it: whoever gets the link sees the same move.

use domain::{
    hierarchy::{Effective, MoveForm, MovePreview, MoveRequest},
    ids::AccountId,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::{
    MovePlan,
    plan::{ALONE, CHILDREN_ONLY, NOW, ON_BOARD, ON_DATE, SOME, WHOLE},
};
use crate::{
    routes,
    ui::{ComboboxOption, date_parse},
};

/// The most children that an address names; a longer list is chosen anew.
const CHILDREN: usize = 40;

/// What is chosen, in the words of the address; empty is what the panel begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoveShown {
    /// The number of the new parent.
    pub to: String,
    form: String,
    when: String,
    date: String,
    handover: String,
    unit: String,
    children: String,
}

impl MoveShown {
    /// What an address says; none where the panel is closed.
    pub fn read(query: &ParamsMap) -> Option<Self> {
        let to = query.get("move")?;
        let read = |name| query.get(name).unwrap_or_default();
        Some(Self {
            to,
            form: read("form"),
            when: read("when"),
            date: read("date"),
            handover: read("handover"),
            unit: read("unit"),
            children: read("children"),
        })
    }

    /// What is chosen by now.
    pub fn of(plan: MovePlan) -> Self {
        let to = plan
            .to
            .with(|chosen| chosen.as_ref().map(|chosen| chosen.value.clone()));
        let unless = |value: RwSignal<String>, first| {
            let value = value.get();
            if value == first { String::new() } else { value }
        };
        let when = unless(plan.when, NOW);
        let mut children: Vec<String> = plan.some.with(|some| {
            let few = some.len() <= CHILDREN;
            let ids = some.iter().filter(|_| few);
            ids.map(AccountId::to_string).collect()
        });
        children.sort_unstable();
        let (handover, unit) = plan.handover.link();
        Self {
            to: to.unwrap_or_default(),
            form: unless(plan.form, WHOLE),
            date: match when == ON_DATE {
                true => date_parse(&plan.date.get())
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
                false => String::new(),
            },
            when,
            handover,
            unit,
            children: children.join(","),
        }
    }

    /// The parts of the address beside the new parent.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("form", self.form.as_str()),
            ("when", &self.when),
            ("date", &self.date),
            ("handover", &self.handover),
            ("unit", &self.unit),
            ("children", &self.children),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
    }

    /// An address that names the new parent, with all else that is chosen.
    pub fn href(&self, href: &str) -> String {
        self.pairs().fold(href.to_owned(), |href, (name, value)| {
            format!("{href}&{name}={}", routes::query_value(value))
        })
    }

    /// Chooses it in a panel that was just opened. What is none of the choices is as if nothing were said.
    pub fn choose(&self, plan: MovePlan) {
        if [ALONE, SOME, CHILDREN_ONLY].contains(&self.form.as_str()) {
            plan.form.set(self.form.clone());
        }
        if [ON_DATE, ON_BOARD].contains(&self.when.as_str()) {
            plan.date.set(self.date.clone());
            plan.when.set(self.when.clone());
        }
        let children = self.children.split(',');
        let children = children.filter_map(|id| id.parse().ok()).collect();
        plan.some.set(children);
        plan.handover.choose_linked(&self.handover, &self.unit);
        let to = (!self.to.is_empty()).then(|| ComboboxOption::unnamed(self.to.clone()));
        plan.to.set(to);
    }
}

/// The address of Preview Move with the move of a preview chosen: there who pays for what stays can be chosen too.
pub fn preview_href(preview: &MovePreview) -> String {
    let MoveRequest {
        form, effective, ..
    } = &preview.request;
    let (form, named) = match form {
        MoveForm::WholeSubtree => (WHOLE, None),
        MoveForm::AloneChildrenToOldParent => (ALONE, None),
        MoveForm::WithSome { children } => (SOME, Some(children)),
        MoveForm::OnlyChildren { children } => (CHILDREN_ONLY, children.as_ref()),
    };
    let named = named.filter(|named| named.len() <= CHILDREN);
    let ids = named.into_iter().flatten().map(AccountId::to_string);
    let day = match effective {
        Effective::Now => None,
        Effective::On { date } => Some(date.to_string()),
    };
    let shown = MoveShown {
        to: preview.to.number.to_string(),
        form: match form {
            WHOLE => String::new(),
            form => form.to_owned(),
        },
        when: day.as_ref().map_or("", |_| ON_DATE).to_owned(),
        date: day.unwrap_or_default(),
        children: ids.collect::<Vec<_>>().join(","),
        ..MoveShown::default()
    };
    let account = preview.account.number.to_string();
    shown.href(&routes::hierarchy_shown(
        &account,
        "",
        Some(&shown.to),
        None,
        false,
    ))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::accounts::AccountRef;
    use domain::hierarchy::{ClosedAbove, Fingerprint};
    use domain::ids::BillUnitId;
    use uuid::Uuid;

    use super::*;

    fn query(pairs: &[(&str, &str)]) -> ParamsMap {
        (pairs.iter())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_link_names_the_whole_move() {
        let pairs = [
            ("form", "alone"),
            ("when", "on"),
            ("date", "2026-12-01"),
            ("handover", "A-00000007"),
            ("unit", "bun_00000000000000000000000007"),
        ];
        let all: Vec<_> = [("move", "A-00000002")].into_iter().chain(pairs).collect();
        let shown = MoveShown::read(&query(&all)).expect("an open panel");
        assert_eq!(shown.to, "A-00000002");
        assert_eq!(shown.pairs().collect::<Vec<_>>(), pairs);
    }

    #[test]
    fn a_scheduled_move_is_opened_again_as_it_was_planned() {
        let account = |number: u128| AccountRef {
            id: AccountId::from_uuid(Uuid::from_u128(number)),
            number: format!("A-{number}").parse().unwrap(),
            name: "Sales".to_owned(),
        };
        let children = vec![account(9).id];
        let date = "2026-12-01".parse().unwrap();
        let href = |form, effective| {
            let request = MoveRequest {
                account: account(1).id,
                to: account(2).id,
                form,
                effective,
            };
            preview_href(&previewed(request, [account(1), account(2)]))
        };
        assert_eq!(
            href(MoveForm::WholeSubtree, Effective::Now),
            "/hierarchy/A-00000001?move=A-00000002"
        );
        assert_eq!(
            href(MoveForm::WithSome { children }, Effective::On { date }),
            format!(
                "/hierarchy/A-00000001?move=A-00000002&form=some&when=on&date=2026-12-01&children={}",
                account(9).id
            )
        );
    }

    /// The preview of a move of the first account under the second.
    fn previewed(request: MoveRequest, [account, to]: [AccountRef; 2]) -> MovePreview {
        MovePreview {
            request,
            fingerprint: Fingerprint(String::new()),
            account,
            from: None,
            to,
            closed_above: ClosedAbove::default(),
            moving: 1,
            to_old_parent: 0,
            children_moving: 0,
            children_to_old_parent: 0,
            rows: Vec::new(),
            may_move: true,
            today: NaiveDate::default(),
            stamp: DateTime::default(),
        }
    }

    #[test]
    fn without_a_move_the_panel_is_closed() {
        assert_eq!(MoveShown::read(&query(&[("form", "alone")])), None);
    }

    #[test]
    fn what_a_panel_begins_with_is_not_named() {
        let shown = MoveShown::read(&query(&[("move", "")])).expect("an open panel");
        assert_eq!(shown.pairs().count(), 0);
    }

    #[test]
    fn what_is_none_of_the_choices_is_as_if_nothing_were_said() {
        let owner = Owner::new();
        owner.set();
        let plan = MovePlan::new();
        let all = [
            ("move", "A-00000002"),
            ("form", "upside-down"),
            ("when", "never"),
        ];
        let shown = MoveShown::read(&query(&all)).expect("an open panel");
        shown.choose(plan);
        assert_eq!(plan.form.get_untracked(), WHOLE);
        assert_eq!(plan.when.get_untracked(), NOW);
    }

    /// A bill unit as an address names it.
    fn unit(number: u128) -> String {
        BillUnitId::from_uuid(Uuid::from_u128(number)).to_string()
    }

    #[test]
    fn a_bill_unit_without_a_paying_account_is_as_if_nothing_were_said() {
        let owner = Owner::new();
        owner.set();
        let plan = MovePlan::new();
        let unit = unit(7);
        let all = [("move", "A-00000002"), ("unit", unit.as_str())];
        let shown = MoveShown::read(&query(&all)).expect("an open panel");
        shown.choose(plan);
        assert_eq!(plan.handover.to(), None);
        assert_eq!(MoveShown::of(plan).pairs().count(), 0);
    }

    /// What a panel is that was opened by this address, and has done what it does when it opens.
    fn opened(pairs: &[(&str, &str)]) -> (MoveShown, MovePlan) {
        let plan = MovePlan::new();
        let shown = MoveShown::read(&query(pairs)).expect("an open panel");
        shown.choose(plan);
        (shown, plan)
    }

    #[test]
    fn a_link_opens_the_same_move_again() {
        let owner = Owner::new();
        owner.set();
        let unit = unit(7);
        let way = |when: &'static [(&'static str, &'static str)]| {
            let pairs = [
                ("move", "A-00000002"),
                ("form", "children"),
                ("handover", "A-00000007"),
                ("unit", unit.as_str()),
            ];
            pairs.into_iter().chain(when.iter().copied()).collect()
        };
        let ways: [Vec<_>; 3] = [
            way(&[]),
            way(&[("when", "on"), ("date", "2026-12-01")]),
            way(&[("when", "board")]),
        ];
        for pairs in ways {
            let (shown, plan) = opened(&pairs);
            assert_eq!(MoveShown::of(plan), shown);
            let to = plan.handover.to().expect("a payer");
            assert_eq!(to.account.to_string(), "A-00000007");
            assert_eq!(to.unit.map(|of| of.to_string()), Some(unit.clone()));
        }
    }
}
