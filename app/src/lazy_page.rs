//! Pages, and parts of pages, whose code the browser loads when they are opened (T11).

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::ChooseView;
#[cfg(feature = "split")]
use wasm_bindgen_futures::{JsFuture, js_sys::Promise};

use crate::ui::{Button, Note, Skeleton, Tone, live};
#[cfg(feature = "split")]
use crate::{routes, ui::use_toasts};

/// Why the code of a page is not there: it could not be downloaded.
#[cfg(feature = "split")]
pub use leptos::wasm_split::SplitLoaderError as Missing;
/// Where the program is one file, the code of a page is always there.
#[cfg(not(feature = "split"))]
pub type Missing = std::convert::Infallible;

/// What takes as long as the download of a page's code.
pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, Missing>> + Send>>;

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
                #[cfg(feature = "ssr")]
                $crate::lazy_page::files_name(stringify!($name));
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

/// Makes a function that loads and makes a part of a page, `name(Part { prop: Type, … });`. The file
/// gets the name, which nothing else that is lazy may have. Show it by [`LazyPart`].
macro_rules! lazy_part {
    ($(#[$meta:meta])* $name:ident($part:ident { $($prop:ident: $type:ty),* $(,)? });) => {
        $(#[$meta])*
        fn $name($($prop: $type),*) -> $crate::lazy_page::Loading<leptos::prelude::AnyView> {
            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split(
                $name,
                wasm_split_path = ::leptos::wasm_split,
                fallible
            )]
            fn part(
                $($prop: $type),*
            ) -> Result<leptos::prelude::AnyView, $crate::lazy_page::Missing> {
                let view = leptos::view! { <$part $($prop=$prop)* /> };
                Ok(leptos::prelude::IntoAny::into_any(view))
            }

            #[cfg(not(feature = "split"))]
            async fn part(
                $($prop: $type),*
            ) -> Result<leptos::prelude::AnyView, $crate::lazy_page::Missing> {
                let view = leptos::view! { <$part $($prop=$prop)* /> };
                Ok(leptos::prelude::IntoAny::into_any(view))
            }

            Box::pin(part($($prop),*))
        }
    };
}
pub(crate) use lazy_part;

/// A part of a page that is loaded when it is first wanted, and stays from then on. It needs the program:
/// the server does not send it along.
#[component]
pub fn LazyPart<Load>(
    /// Whether it is wanted now.
    #[prop(into)]
    wanted: Signal<bool>,
    /// Loads and makes it, by [`lazy_part!`].
    load: Load,
) -> impl IntoView
where
    Load: Fn() -> Loading<AnyView> + Send + Sync + 'static,
{
    // In the browser alone, and once it has taken the page over: until then there is nothing on either side.
    let has_been = RwSignal::new(false);
    Effect::new(move |_| {
        if wanted.get() && !has_been.get_untracked() {
            has_been.set(true);
        }
    });
    let tries = RwSignal::new(0_u32);
    let again = Callback::new(move |()| tries.update(|tries| *tries = tries.wrapping_add(1)));
    let shown = move || {
        tries.track();
        has_been.get().then(|| {
            let loading = load();
            Suspend::new(async move {
                match loading.await {
                    Ok(view) => view,
                    Err(_) => view! { <NotLoaded again /> }.into_any(),
                }
            })
        })
    };
    view! {
        <Suspense fallback=|| view! { <div aria-busy="true"><Skeleton lines=8 /></div> }>
            {live(shown)}
        </Suspense>
    }
    .into_any()
}

/// Says that a part could not be downloaded, and tries again.
#[component]
fn NotLoaded(again: Callback<()>) -> impl IntoView {
    let action = move || view! { <Button on_press=again>"Try again"</Button> };
    view! {
        <Note tone=Tone::Bad live=true action=action>
            "This part could not be loaded. Your connection may be down, or Canopy was updated: reloading \
             the page then helps."
        </Note>
    }
    .into_any()
}

/// Names the files of a page in the head of its document, so that their download begins with the main
/// file's.
///
/// Leptos has `prefetch_lazy_fn_on_server` for this, but writes the names when other requests may have
/// taken the thread over: under load they stood in the document of somebody else's page.
#[cfg(feature = "ssr")]
pub(crate) fn files_name(page: &'static str) {
    files_link("preload", page);
}

/// How a document marks files that are fetched once the page answers: no browser fetches these by itself.
#[cfg(feature = "ssr")]
const LATER: &str = "later";

/// How long the page has answered before the first of them is fetched.
const AT_WORK: Duration = Duration::from_secs(1);

/// How long it waits between two of them: asking for all at once would hold up a frame (T5).
const BETWEEN: Duration = Duration::from_millis(100);

/// Names the files of what is likely to be opened next, which the browser is to fetch when the page answers
/// and it has nothing else to do. Named as [`prefetch`](files_fetch_later) from the beginning, they would
/// come before the page's own program runs.
#[cfg(feature = "ssr")]
pub(crate) fn files_hint(pages: &[&'static str]) {
    for page in pages {
        files_link(LATER, page);
    }
}

/// Lets the browser fetch what the document names as wanted later, one by one, soon after the program took
/// the page over.
pub(crate) fn files_fetch_later() {
    Effect::new(move |_| set_timeout(file_fetch, AT_WORK));
}

fn file_fetch() {
    if let Ok(Some(link)) = document().query_selector("link[rel=later]")
        // A link that stays as it is costs a moment when the part is opened.
        && link.set_attribute("rel", "prefetch").is_ok()
    {
        set_timeout(file_fetch, BETWEEN);
    }
}

/// Links the files of a page. Nothing where the program is one file.
#[cfg(feature = "ssr")]
fn files_link(rel: &'static str, page: &'static str) {
    use leptos_meta::Link;

    let manifest = use_context::<leptos::WasmSplitManifest>();
    let Some((folder, files, _)) = manifest.and_then(|manifest| manifest.0.try_get_value()) else {
        return;
    };
    let programs = files.get(page).into_iter().flatten();
    // A link writes itself into the head of the request it is made in; in the page there is nothing.
    for href in programs.map(|file| format!("{folder}/{file}.wasm")) {
        let _ = view! {
            <Link rel href as_="fetch" type_="application/wasm" crossorigin="anonymous" />
        }
        .to_html();
    }
}

/// The address of the module that loads the parts of the program, which the main one imports; none where
/// the program is one file.
#[cfg(feature = "ssr")]
pub(crate) fn loader_address() -> Option<String> {
    let (folder, _, loader) = use_context::<leptos::WasmSplitManifest>()?
        .0
        .try_get_value()?;
    Some(format!("{folder}/{loader}"))
}

/// The address that the reader is on the way to, which the browser shows only when its page is there.
#[cfg(feature = "split")]
fn wanted_address() -> String {
    leptos_router::hooks::use_url().with_untracked(|url| {
        let query = url.search().trim_start_matches('?');
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", url.path())
    })
}

/// Downloads the code of a page.
///
/// Where the server is away, the page that is shown stays: it is said once, and the other one opens when the
/// server is back. After a deployment the files of an open page are gone: the browser then goes to the address
/// itself and gets the new program. It does so once. Where the code is missing again, the page stays
/// as the server sent it, whole and without its program.
#[cfg(feature = "split")]
async fn download(preload: fn() -> Loading<()>) {
    const GONE_TO: &str = "canopy-gone-to";
    let (address, toasts) = (wanted_address(), use_toasts());
    let mut is_told = false;
    let loaded = loop {
        let loaded = preload().await;
        if loaded.is_ok() || server_answers().await {
            break loaded;
        }
        if !is_told {
            is_told = true;
            toasts.say(Tone::Bad, AWAY);
        }
        rest().await;
    };
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

/// What is said while the server is away.
#[cfg(feature = "split")]
const AWAY: &str = "The server could not be reached. The page opens when it is back.";

/// Whether the server can be reached, whatever it says.
#[cfg(feature = "split")]
async fn server_answers() -> bool {
    JsFuture::from(window().fetch_with_str(routes::health()))
        .await
        .is_ok()
}

/// Waits until the server may be back.
#[cfg(feature = "split")]
async fn rest() {
    const MILLISECONDS: i32 = 2_000;
    let waited = Promise::new(&mut |done, _| {
        // A window that takes no timer is closing.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, MILLISECONDS);
    });
    // It is never refused.
    let _ = JsFuture::from(waited).await;
}

#[cfg(not(feature = "split"))]
async fn download(preload: fn() -> Loading<()>) {
    match preload().await {
        Ok(()) => {}
        Err(never) => match never {},
    }
}
