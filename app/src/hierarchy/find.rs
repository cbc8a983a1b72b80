//! Finding an account within the open organization: the tree opens along the path to it (ORG-6).

use domain::hierarchy::{TreeHit, TreeHits};
use leptos::prelude::*;

use super::{api::tree_find, state::Tree};
use crate::ui::{Combobox, ComboboxFound, ComboboxOption, ComboboxSource, Field};

/// Steps of a path that are named beside a hit, next above it.
const NEAR: usize = 3;

/// The box in the head of the tree.
#[component]
pub fn TreeFind(tree: Tree) -> impl IntoView {
    let chosen = RwSignal::new(None::<ComboboxOption>);
    Effect::new(move |_| {
        if let Some(option) = chosen.get() {
            tree.go(option.value);
            tree.focus();
            // The same account can be found again.
            chosen.set(None);
        }
    });

    view! {
        <div class="tree-find">
            <Field label="Find in this organization" name="tree-find" label_hidden=true>
                <Combobox chosen source=source(tree) placeholder="Find in this organization" />
            </Field>
        </div>
    }
    .into_any()
}

/// Accounts of the open organization as options, each with what is above it.
fn source(tree: Tree) -> ComboboxSource {
    ComboboxSource::paged(move |text, after| async move {
        let root = tree.model.try_with_untracked(|model| {
            let root = model.root();
            root.map(|root| root.row.account.id)
        });
        let Some(root) = root.flatten() else {
            return Ok(ComboboxFound::default());
        };
        let on = tree.on.try_get_untracked().flatten();
        match tree_find(root, on, text, after).await {
            Ok(hits) => Ok(found(hits)),
            Err(error) => Err(error
                .sentence_for("q")
                .unwrap_or(&error.sentence)
                .to_owned()),
        }
    })
}

fn found(TreeHits { hits, next }: TreeHits) -> ComboboxFound {
    let is_none_yet = hits.is_empty() && next.is_some();
    ComboboxFound {
        beyond: is_none_yet.then(|| {
            "None of the accounts looked at so far belongs to this organization".to_owned()
        }),
        options: hits.into_iter().map(option).collect(),
        next,
    }
}

fn option(TreeHit { hit, above, .. }: TreeHit) -> ComboboxOption {
    let mut detail = vec![hit.number.to_string()];
    let near = above.len().saturating_sub(NEAR);
    let path: Vec<String> = above.into_iter().skip(near).map(|step| step.name).collect();
    detail.extend((!path.is_empty()).then(|| path.join(" ▸ ")));
    ComboboxOption {
        value: hit.number.to_string(),
        label: hit.name.text(),
        detail: detail.join(" · "),
        cannot: None,
    }
}
