//! How calls of server functions and their answers travel (T11).
//!
//! The program in the browser sends and gets postcard: what reads it is a fraction of what reads JSON,
//! and every type on the way brings its own copy of that. Whoever else calls, a form without the program
//! or another program, sends a form or JSON and gets JSON.

use std::future::Future;
use std::pin::Pin;

use codee::binary::PostcardCodec;
use http::Method;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::{
    FromReq, IntoRes, Json, JsonEncoding, PostUrl, Postcard, PostcardEncoding,
};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::redirect::call_redirect_hook;
use leptos::server_fn::request::{ClientReq, Req};
use leptos::server_fn::response::ClientRes;
use leptos::server_fn::server::Server;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Protocol};
use serde::{Serialize, de::DeserializeOwned};

use crate::errors::{AppError, AppResult};

/// What comes along with a page is written as answers are.
pub type PageCodec = PostcardCodec;

/// The protocol of every server function.
pub struct Wire;

/// Whether what is sent with this content type comes from the program in the browser, which reads
/// postcard alone.
#[must_use]
pub fn is_postcard(content_type: &str) -> bool {
    content_type.starts_with(PostcardEncoding::CONTENT_TYPE)
}

impl<I, O, C, S> Protocol<I, O, C, S, AppError> for Wire
where
    I: Serialize + DeserializeOwned + Send,
    I: FromReq<PostUrl, S::Request, AppError>,
    I: FromReq<Json, S::Request, AppError>,
    I: FromReq<Postcard, S::Request, AppError>,
    O: Serialize + DeserializeOwned + Send,
    O: IntoRes<Json, S::Response, AppError>,
    O: IntoRes<Postcard, S::Response, AppError>,
    C: Client<AppError>,
    S: Server<AppError>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<F, Fut>(request: S::Request, answer: F) -> AppResult<S::Response>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = AppResult<O>> + Send,
    {
        let content_type = request.to_content_type().unwrap_or_default();
        if is_postcard(&content_type) {
            let input = <I as FromReq<Postcard, _, _>>::from_req(request).await?;
            return IntoRes::<Postcard, _, _>::into_res(answer(input).await?).await;
        }
        let input = match content_type.starts_with(JsonEncoding::CONTENT_TYPE) {
            true => <I as FromReq<Json, _, _>>::from_req(request).await?,
            false => <I as FromReq<PostUrl, _, _>>::from_req(request).await?,
        };
        IntoRes::<Json, _, _>::into_res(answer(input).await?).await
    }

    async fn run_client(path: &str, input: I) -> AppResult<O> {
        let sent = PostcardEncoding::encode(&input).map_err(|_| not_understood())?;
        let got = call::<C>(path, sent).await?;
        PostcardEncoding::decode(got).map_err(|_| not_understood())
    }
}

fn not_understood() -> AppError {
    AppError::from_server_fn_error(ServerFnErrorErr::Deserialization(String::new()))
}

/// Sends a call and takes its answer: once for all server functions, whatever their types.
fn call<C: Client<AppError>>(
    path: &str,
    sent: Bytes,
) -> Pin<Box<dyn Future<Output = AppResult<Bytes>> + Send + '_>> {
    Box::pin(async move {
        let kind = PostcardEncoding::CONTENT_TYPE;
        let request = C::Request::try_new_req_bytes(path, kind, kind, sent, Method::POST)?;
        let response = C::send(request).await?;
        let status = response.status();
        let redirect =
            ((300..=399).contains(&status) || response.has_redirect()).then(|| response.location());
        let body = response.try_into_bytes().await?;
        if (400..=599).contains(&status) {
            return Err(AppError::de(body));
        }
        if let Some(location) = redirect {
            call_redirect_hook(&location);
        }
        Ok(body)
    })
}
