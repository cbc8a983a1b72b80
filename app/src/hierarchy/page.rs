//! The page of an organization: path, tree, and the panels that change it (ORG-2 to ORG-6).

use chrono::{DateTime, Utc};
use domain::{
    accounts::AccountRef,
    actions::DeferredAction,
    dates::date_words,
    hierarchy::{MoveDone, RemovalDone, UndoRequest},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    address::{address_follow, address_now},
    api::{Undoable, tree_open},
    begin::{NoOrganization, OrganizationSearch},
    day::OtherDay,
    grid::TreeGrid,
    head::TreeHead,
    keys::KeyDeeds,
    moving::{MovePanel, MovePlan},
    organizations::Organizations,
    removal::{Removal, RemovalDialog},
    row_menu::{RowMenu, RowMenuView, link_copy},
    state::Tree,
    undo::undo_run,
};
use crate::{
    accounts::parts::Failure,
    actions::api::action_cancel,
    errors::AppError,
    routes,
    ui::{Note, Skeleton, Toasts, Tone, use_toasts},
    wire::PageCodec,
};

/// The hierarchy without an account: one is to be chosen.
#[component]
pub fn HierarchyBeginPage() -> impl IntoView {
    view! {
        <Title text="Hierarchy" />
        <div class="page">
            <h1>"Hierarchy"</h1>
            <OrganizationSearch />
            <Organizations />
        </div>
    }
    .into_any()
}

/// The organization that holds the account in the address.
#[component]
pub fn HierarchyPage() -> impl IntoView {
    let tree = Tree::new();
    let (plan, removal) = (MovePlan::new(), Removal::new());
    let address = address_now();
    let wanted = address.get_untracked();
    tree.payers.shown.set(wanted.payers);
    let first = OnceResource::<_, PageCodec>::new_with_options(
        tree_open(wanted.account(), wanted.on, wanted.payers),
        false,
    );

    view! {
        <div class="tree-page">
            <Suspense fallback=|| view! { <div class="page" aria-busy="true"><Skeleton lines=16 /></div> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(opened) => {
                            let stamp = opened.path.stamp;
                            tree.show(opened);
                            address_follow(address, tree, plan, removal);
                            view! { <Organization tree plan removal stamp /> }.into_any()
                        }
                        Err(error) => failure(error),
                    }
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

fn failure(error: AppError) -> AnyView {
    view! {
        <div class="page">
            <Failure error missing="No such account" />
        </div>
    }
    .into_any()
}

/// Head, tree and panels. The tree was read first at the moment `stamp`.
#[component]
fn Organization(
    tree: Tree,
    plan: MovePlan,
    removal: Removal,
    stamp: DateTime<Utc>,
) -> impl IntoView {
    let after_plan = scheduled();
    plan.on_scheduled(Callback::new(move |planned| {
        tree.cut.set(None);
        after_plan.run(planned);
    }));
    tree.payers.follow(tree);
    let deeds = key_deeds(tree, plan);
    let menu = row_menu(tree, plan, removal);
    let title = Signal::derive(move || {
        tree.model.with(|model| {
            let root = model.root();
            root.map_or_else(String::new, |root| root.row.account.name.clone())
        })
    });
    // An account alone is no organization.
    let alone = Memo::new(move |_| {
        tree.model.with(|model| {
            let root = model.root().filter(|root| !root.row.has_children());
            root.map(|root| root.row.account.clone())
        })
    });
    let body = move || match alone.get() {
        Some(account) => {
            let (rights, on) = (tree.rights.get_untracked(), tree.on.get());
            view! { <NoOrganization account rights plan on /> }.into_any()
        }
        None => view! { <TreeGrid tree plan deeds menu /> }.into_any(),
    };
    let problem = move || {
        tree.problem
            .get()
            .map(|error| view! { <Note tone=Tone::Bad live=true>{error.first_sentence().to_owned()}</Note> })
    };

    view! {
        <Title text=move || title.get() />
        <TreeHead tree menu deeds stamp />
        <OtherDay tree />
        {problem}
        {body}
        <RowMenuView tree menu deeds />
        <MovePanel plan after=moved(tree) />
        <RemovalDialog
            removal
            after=removed(tree)
            scheduled=scheduled()
            children_first=Callback::new(move |account| plan.begin_children(account))
        />
    }
    .into_any()
}

/// What keys and menu entries do with the chosen account.
fn key_deeds(tree: Tree, plan: MovePlan) -> KeyDeeds {
    let navigate = use_navigate();
    let toasts = use_toasts();
    let enter = Callback::new(move |()| {
        if let Some(row) = untrack(|| tree.chosen_row()) {
            navigate(
                &routes::account(row.account.number),
                NavigateOptions::default(),
            );
        }
    });
    let cut = Callback::new(move |()| {
        if let Some(row) = untrack(|| tree.chosen_row())
            && tree.rights.get_untracked().may_associate
        {
            let name = row.account.name.clone();
            tree.cut.set(Some(row.account));
            toasts.say(
                Tone::Neutral,
                format!("{name} is cut. Go to its new parent and press p; Escape takes it back."),
            );
        }
    });
    let cut_end = Callback::new(move |()| {
        tree.cut.set(None);
        toasts.say(Tone::Neutral, "Nothing is cut any more.");
    });
    let paste = Callback::new(move |()| {
        let Some(cut) = tree.cut.get_untracked() else {
            toasts.say(
                Tone::Neutral,
                "Nothing is cut. Press x on an account first.",
            );
            return;
        };
        // It stays cut until it is moved: whoever closes Preview Move may paste it elsewhere.
        if let Some(row) = untrack(|| tree.chosen_row()) {
            plan.begin(cut, Some(&row.account));
        }
    });
    let open_below = Callback::new(move |()| tree.open_below_chosen(toasts));
    KeyDeeds {
        enter,
        cut,
        cut_end,
        paste,
        open_below,
    }
}

/// What the menu of a line does with the chosen account beside that.
fn row_menu(tree: Tree, plan: MovePlan, removal: Removal) -> RowMenu {
    let toasts = use_toasts();
    let chosen = move || untrack(|| tree.chosen_row()).map(|row| row.account);
    RowMenu {
        at: RwSignal::new(None),
        links: RwSignal::new(Vec::new()),
        preview_move: Callback::new(move |()| {
            if let Some(account) = chosen() {
                plan.begin(account, None);
            }
        }),
        remove: Callback::new(move |()| {
            if let Some(account) = chosen() {
                removal.begin(&account);
            }
        }),
        copy_link: Callback::new(move |()| {
            if let Some(account) = chosen() {
                link_copy(tree, &account, toasts);
            }
        }),
        paste_off: Signal::derive(move || {
            let nothing = tree.cut.with(Option::is_none);
            nothing.then(|| "Cut an account first".to_owned())
        }),
    }
}

/// After a move: the tree where the account is now, and a notice, with Undo for whoever may undo it.
fn moved(tree: Tree) -> Callback<Undoable<MoveDone>> {
    let toasts = use_toasts();
    Callback::new(
        move |Undoable {
                  answer: done,
                  undo_id,
              }: Undoable<MoveDone>| {
            let touched = [done.from, Some(done.to), Some(done.account)];
            tree.cut.set(None);
            around(tree, &touched);
            let undo = UndoRequest {
                operation_id: undo_id,
                entry: done.entry,
            };
            // Whoever may only associate an account may not take it out again.
            match tree.rights.with_untracked(|rights| rights.may_move) {
                true => {
                    let undo = undo_callback(tree, toasts, undo, touched);
                    toasts.say_with_undo(done.sentence, undo);
                }
                false => toasts.say(Tone::Good, done.sentence),
            }
        },
    )
}

/// After a change was scheduled: a notice with Undo, which cancels it. The tree of now stays as it is.
fn scheduled() -> Callback<Undoable<DeferredAction>> {
    let toasts = use_toasts();
    Callback::new(
        move |Undoable {
                  answer: action,
                  undo_id,
              }: Undoable<DeferredAction>| {
            let day = date_words(action.due_on);
            let sentence = format!("Scheduled for {day}: {}", action.sentence);
            toasts.say_with_undo(sentence, move || {
                let (undo_id, day) = (undo_id.clone(), day.clone());
                spawn_local(async move {
                    match action_cancel(action.id, undo_id).await {
                        Ok(_) => {
                            toasts.say(
                                Tone::Good,
                                format!("What was scheduled for {day} is cancelled."),
                            );
                        }
                        Err(error) => {
                            let sentence = error.sentence_for("action");
                            toasts.say(Tone::Bad, sentence.unwrap_or(&error.sentence));
                        }
                    }
                });
            });
        },
    )
}

/// After a removal: the tree that the account has left, and a notice with Undo.
fn removed(tree: Tree) -> Callback<Undoable<RemovalDone>> {
    let toasts = use_toasts();
    Callback::new(
        move |Undoable {
                  answer: done,
                  undo_id,
              }: Undoable<RemovalDone>| {
            around(tree, &[Some(done.from.clone())]);
            let undo = UndoRequest {
                operation_id: undo_id,
                entry: done.entry,
            };
            let touched = [None, Some(done.from), Some(done.account)];
            toasts.say_with_undo(done.sentence, undo_callback(tree, toasts, undo, touched));
        },
    )
}

/// Undoes a change. The notice that offers it outlives the page: then only a notice follows.
fn undo_callback(
    tree: Tree,
    toasts: Toasts,
    undo: UndoRequest,
    touched: [Option<AccountRef>; 3],
) -> impl Fn() + Send + Sync + 'static {
    move || {
        let touched = touched.clone();
        undo_run(toasts, undo.clone(), move |is_done| {
            if is_done {
                around(tree, &touched);
            }
        });
    }
}

/// Reads again what a change touched, and shows the tree of the last.
fn around(tree: Tree, touched: &[Option<AccountRef>]) {
    let numbers = touched.iter().flatten();
    tree.reread(numbers.map(|account| account.number.to_string()).collect());
}
