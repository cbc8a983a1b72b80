//! The ways to every part of the console, as far as the role has them.

use domain::access::Action;
use leptos::prelude::*;
use leptos_router::components::A;

use super::visitor::Visitor;
use crate::{
    routes,
    ui::{Icon, IconName},
};

/// One way.
pub(super) struct NavItem {
    pub label: &'static str,
    pub href: &'static str,
    pub icon: IconName,
    /// The right that its page needs.
    pub needs: Action,
    /// The heading it stands under, the same for all that follow each other.
    pub group: Option<&'static str>,
}

/// All ways, in the order they are shown. A page that is reached from everywhere is named here.
pub(super) fn navigation_items() -> Vec<NavItem> {
    vec![
        NavItem {
            label: "Search",
            href: routes::search(),
            icon: IconName::Search,
            needs: Action::SearchAccounts,
            group: None,
        },
        NavItem {
            label: "Hierarchy",
            href: routes::hierarchy(),
            icon: IconName::Network,
            needs: Action::ReadHierarchy,
            group: None,
        },
        NavItem {
            label: "What-if boards",
            href: routes::boards(),
            icon: IconName::Eye,
            needs: Action::ReadHierarchy,
            group: None,
        },
        NavItem {
            label: "Create account",
            href: routes::account_create(),
            icon: IconName::UserPlus,
            needs: Action::CreateAccount,
            group: None,
        },
        NavItem {
            label: "Scheduled changes",
            href: routes::scheduled(),
            icon: IconName::Calendar,
            needs: Action::ReadAccount,
            group: Some("Operations"),
        },
        NavItem {
            label: "Customer types",
            href: routes::customer_types(),
            icon: IconName::Star,
            needs: Action::ManageLists,
            group: Some("Administration"),
        },
        NavItem {
            label: "Staff",
            href: routes::staff(),
            icon: IconName::User,
            needs: Action::ManageStaff,
            group: Some("Administration"),
        },
        NavItem {
            label: "Audit log",
            href: routes::audit_log(),
            icon: IconName::Newspaper,
            needs: Action::ReadAuditLog,
            group: Some("Administration"),
        },
    ]
}

#[component]
pub(super) fn Navigation(visitor: Option<Visitor>) -> impl IntoView {
    let mut group = None;
    let items = navigation_items()
        .into_iter()
        .filter(|item| {
            visitor
                .as_ref()
                .is_some_and(|visitor| visitor.may(item.needs))
        })
        .map(|item| {
            let heading = (item.group != group).then_some(item.group).flatten();
            group = item.group;
            view! {
                {heading.map(|words| view! { <li class="nav-group">{words}</li> })}
                <li>
                    <A href=item.href>
                        <Icon name=item.icon />
                        <span>{item.label}</span>
                    </A>
                </li>
            }
        })
        .collect_view();

    view! {
        <nav class="nav" aria-label="Main">
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}
