//! The way from the top to here.

use leptos::prelude::*;

/// One step of a [`Breadcrumb`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Its address; none for where one is.
    pub href: Option<String>,
}

impl Crumb {
    /// A step that can be gone back to.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Crumb {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// Where one is.
    pub fn here(label: impl Into<String>) -> Self {
        Crumb {
            label: label.into(),
            href: None,
        }
    }
}

/// The way from the top to here: *Acme Group ▸ EMEA ▸ Sales*.
#[component]
pub fn Breadcrumb(
    /// What the way leads through, read out.
    #[prop(default = "Breadcrumb")]
    label: &'static str,
    /// The steps, from the top.
    crumbs: Vec<Crumb>,
) -> impl IntoView {
    let steps = crumbs
        .into_iter()
        .map(|crumb| {
            let step = match crumb.href {
                Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
                None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
            };
            view! { <li>{step}</li> }
        })
        .collect_view();

    view! {
        <nav class="breadcrumb" aria-label=label>
            <ol>{steps}</ol>
        </nav>
    }
}
