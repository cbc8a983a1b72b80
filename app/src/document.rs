//! The HTML document around every page. Rendered on the server only and never hydrated.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, accounts::DraftsGuard, frame::theme, lazy_page};

/// The document: head with style, scripts and theme; body with [`App`].
///
/// The theme comes from a cookie and is set on the root element, so the first paint already has
/// the right colours and no script runs before it.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme::theme_requested().attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta
                    name="description"
                    content="Customer management for subscription billing"
                />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link
                    rel="preload"
                    href="/fonts/inter-latin-wght-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <HashedStylesheet options=options.clone() id="canopy-style" />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <LoaderHint />
                <DraftsGuard />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
    .into_any()
}

/// Names the module that the program's script imports: the browser would ask for it only when it runs the
/// script. After [`HydrationScripts`], which reads where it is.
#[component]
fn LoaderHint() -> impl IntoView {
    lazy_page::loader_address().map(|href| {
        view! { <link rel="modulepreload" href=href crossorigin="anonymous" /> }
    })
}
