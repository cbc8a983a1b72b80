//! Throw-away viewer of pages without a database.
use axum::{Router, response::IntoResponse, http::header};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};
#[tokio::main]
async fn main() {
    let options = LeptosOptions::builder().output_name("canopy").site_root(std::env::var("SITE").unwrap()).site_addr(([127,0,0,1], std::env::args().nth(1).unwrap().parse::<u16>().unwrap())).build();
    let addr = options.site_addr;
    let routes = generate_route_list(app::App);
    let app = Router::new()
        .leptos_routes_with_context(&options, routes, || {
            let r = expect_context::<leptos_axum::ResponseOptions>();
            if let Some(n) = leptos::nonce::use_nonce() {
                r.insert_header(header::CONTENT_SECURITY_POLICY, format!("default-src 'self'; script-src 'nonce-{n}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'").parse().unwrap());
            }
        }, { let o = options.clone(); move || app::shell(o.clone()) })
        .fallback(leptos_axum::file_and_error_handler::<LeptosOptions, _>(app::shell))
        .with_state(options);
    let _ = "".into_response();
    let listener = tokio::net::TcpListener::bind(addr).await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, app.into_make_service()).await.unwrap();
}
