//! Pages whose code the browser loads when they are opened (T11).

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos_router::ChooseView;

/// Why the code of a page is not there: it could not be downloaded.
#[cfg(feature = "split")]
pub use leptos::wasm_split::SplitLoaderError as Missing;
/// Where the program is one file, the code of a page is always there.
#[cfg(not(feature = "split"))]
pub type Missing = std::convert::Infallible;

/// What takes as long as the download of a page's code.
pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;

/// A page in a file of its own, made by [`lazy_pages!`].
///
/// The server, and a program that was not split, have it at hand.
#[derive(Clone, Copy)]
pub struct LazyPage {
    /// Downloads the code.
    pub preload: fn() -> Loading<()>,
    /// Makes the page, once its code is there.
    pub view: fn() -> Loading<AnyView>,
}

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        match (self.view)().await {
            Ok(view) => view,
            Err(_) => std::future::pending().await,
        }
    }

    async fn preload(&self) {
        download(self.preload).await;
    }
}

/// Makes a [`LazyPage`] of each page, `name(Page);`. The file gets the name, which no other lazy
/// page of the program may have.
macro_rules! lazy_pages {
    ($($(#[$meta:meta])* $name:ident($page:path);)*) => {$(
        $(#[$meta])*
        pub fn $name() -> $crate::lazy_page::LazyPage {
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split(
                $name,
                wasm_split_path = ::leptos::wasm_split,
                preload(preload),
                fallible
            )]
            fn page() -> Result<leptos::prelude::AnyView, $crate::lazy_page::Missing> {
                Ok(leptos::prelude::IntoAny::into_any($page()))
            }

            #[cfg(not(feature = "split"))]
            async fn preload() -> Result<(), $crate::lazy_page::Missing> {
                Ok(())
            }

            #[cfg(not(feature = "split"))]
            async fn page() -> Result<leptos::prelude::AnyView, $crate::lazy_page::Missing> {
                // The document then names the file, so that its download begins with the first.
                #[cfg(feature = "ssr")]
                leptos::prefetch_lazy_fn_on_server(stringify!($name));
                Ok(leptos::prelude::IntoAny::into_any($page()))
            }

            $crate::lazy_page::LazyPage {
                preload: || Box::pin(preload()),
                view: || Box::pin(page()),
            }
        }
    )*};
}
pub(crate) use lazy_pages;

/// The address that the reader is on the way to, which the browser shows only when its page is there.
#[cfg(feature = "split")]
fn wanted_address() -> String {
    leptos_router::hooks::use_url().with_untracked(|url| {
        let query = url.search().trim_start_matches('?');
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", url.path())
    })
}

/// After a deployment the files of an open page are gone: the browser then goes to the address
/// itself and gets the new program. It does so once. Where the code is missing again, the page stays
/// as the server sent it, whole and without its program.
#[cfg(feature = "split")]
async fn download(preload: fn() -> Loading<()>) {
    const GONE_TO: &str = "canopy-gone-to";
    let address = wanted_address();
    let loaded = preload().await;
    let kept = window().session_storage().ok().flatten();
    let gone_to = kept
        .as_ref()
        .and_then(|kept| kept.get_item(GONE_TO).ok().flatten());
    if loaded.is_ok() {
        if let (Some(kept), Some(_)) = (kept, gone_to) {
            kept.remove_item(GONE_TO).ok();
        }
        return;
    }
    if gone_to.as_ref() != Some(&address)
        && let Some(kept) = kept
        && kept.set_item(GONE_TO, &address).is_ok()
    {
        window().location().assign(&address).ok();
    }
    std::future::pending().await
}

#[cfg(not(feature = "split"))]
async fn download(preload: fn() -> Loading<()>) {
    match preload().await {
        Ok(()) => {}
        Err(never) => match never {},
    }
}
