//! The HTML document around every page. Rendered on the server only and never hydrated.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use leptos::{either::Either, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, accounts::DraftsGuard, frame::theme, lazy_page, routes};

/// The document: head with style, scripts and theme; body with [`App`].
///
/// The theme comes from a cookie and is set on the root element, so the first paint already has
/// the right colours and no script runs before it.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let is_plain = is_plain();
    let program = match is_plain {
        true => Either::Left(view! { <ProgramAhead options=options.clone() /> }),
        false => Either::Right(view! { <Program options=options.clone() /> }),
    };
    view! {
        <!DOCTYPE html>
        // What is plain answers at once; the program says so of the other pages when it has taken over.
        <html
            lang="en"
            data-theme=theme::theme_requested().attribute()
            data-ready=is_plain.then_some("")
        >
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
                <AutoReload options />
                {program}
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

/// Whether the page asked for comes without the program: signing in is a form and a button, which every
/// browser can do by itself, at once (T11).
fn is_plain() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| parts.uri.path() == routes::sign_in())
}

/// Loads the program, which takes the page over.
#[component]
fn Program(options: LeptosOptions) -> impl IntoView {
    view! {
        <HydrationScripts options />
        <LoaderHint />
    }
}

/// Lets the browser fetch the program for the page that comes after this one, once somebody begins to sign
/// in: while a password is typed.
#[component]
fn ProgramAhead(options: LeptosOptions) -> impl IntoView {
    static FILES: OnceLock<String> = OnceLock::new();
    let files = FILES.get_or_init(|| program_files(&options).join(" "));
    view! {
        <script nonce=leptos::nonce::use_nonce() data-files=files.as_str()>
            {include_str!("program_ahead.js")}
        </script>
    }
}

/// The addresses of the files that every page with the program loads. None where they cannot be read:
/// then they are loaded when they are needed.
fn program_files(options: &LeptosOptions) -> Vec<String> {
    let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<String> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| is_of_program(name, &options.output_name))
        .map(|name| format!("/{}/{name}", options.site_pkg_dir))
        .collect();
    files.sort();
    files
}

/// Whether a file of the site is the program's main file, its script or the script that loads its parts.
fn is_of_program(name: &str, program: &str) -> bool {
    let is_main = name.starts_with(program) || name.starts_with("__wasm_split.");
    is_main && (name.ends_with(".wasm") || name.ends_with(".js"))
}

/// Names the module that the program's script imports: the browser would ask for it only when it runs the
/// script. After [`HydrationScripts`], which reads where it is.
#[component]
fn LoaderHint() -> impl IntoView {
    lazy_page::loader_address().map(|href| {
        view! { <link rel="modulepreload" href=href crossorigin="anonymous" /> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_ahead_is_its_main_file_and_its_scripts_alone() {
        let site = [
            "__wasm_split.k3jd.js",
            "__wasm_split_manifest.a81c.json",
            "canopy.k3jd.js",
            "canopy.k3jd.js.br",
            "canopy.p9s2.wasm",
            "canopy.x7r1.css",
            "chunk_22.m5f0.wasm",
            "split_staff_users.q2d8.wasm",
        ];
        let ahead: Vec<_> = site
            .into_iter()
            .filter(|name| is_of_program(name, "canopy"))
            .collect();
        assert_eq!(
            ahead,
            ["__wasm_split.k3jd.js", "canopy.k3jd.js", "canopy.p9s2.wasm"]
        );
    }
}
