//! A page at its address.

use leptos::prelude::*;
use leptos_router::{
    ChooseView, NestedRoute, PossibleRouteMatch, SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
};

/// A page at its address, in place of the router's own `Route`.
///
/// The page's type ends here: the router would otherwise be one type that holds every page, which
/// takes minutes to compile and is compiled again in each crate that renders it.
#[component(transparent)]
pub fn PageRoute<Path, Page>(
    /// The path below its parent, from [`crate::routes`].
    path: Path,
    /// The page.
    view: Page,
    /// How it is sent; out of order unless said.
    #[prop(optional)]
    ssr: SsrMode,
) -> AnyNestedRoute
where
    Path: PossibleRouteMatch + Clone + Send + std::fmt::Debug + 'static,
    Page: ChooseView + Clone + Send + 'static,
{
    NestedRoute::new(path, view)
        .ssr_mode(ssr)
        .into_any_nested_route()
}
