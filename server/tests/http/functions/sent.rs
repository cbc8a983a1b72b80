//! A call of a server function, text by text.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use super::calls::Call;
use crate::support::request;

/// A call with each text of it by its place.
#[derive(Clone)]
pub enum Sent {
    Form(Vec<(String, String)>),
    Json(Value),
}

impl Sent {
    pub fn of(call: Call) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (name.to_owned(), value.to_owned())
        };
        match call {
            Call::Form(form) if form.is_empty() => Self::Form(Vec::new()),
            Call::Form(form) => Self::Form(form.split('&').map(pair).collect()),
            Call::Json(json) => Self::Json(json),
        }
    }

    /// The places of all texts: `draft.contacts.0.email`.
    pub fn places(&self) -> Vec<String> {
        match self {
            Self::Form(pairs) => {
                let dotted =
                    |name: &String| name.replace("][", ".").replace('[', ".").replace(']', "");
                pairs.iter().map(|(name, _)| dotted(name)).collect()
            }
            Self::Json(json) => {
                let mut found = Vec::new();
                leaves(json, "", &mut found);
                found
            }
        }
    }

    /// The same with another text in the place of this number.
    pub fn with(&self, number: usize, text: &str) -> Self {
        match self {
            Self::Form(pairs) => {
                let mut pairs = pairs.clone();
                pairs[number].1 = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
                Self::Form(pairs)
            }
            Self::Json(json) => {
                let mut json = json.clone();
                let place = format!("/{}", self.places()[number].replace('.', "/"));
                *json.pointer_mut(&place).expect("a place") = json!(text);
                Self::Json(json)
            }
        }
    }

    /// The same with other texts in some places.
    pub fn with_all(mut self, texts: &[(String, &str)]) -> Self {
        let places = self.places();
        for (place, text) in texts {
            let number = places.iter().position(|there| there == place);
            self = self.with(number.expect("a place"), text);
        }
        self
    }

    pub fn request(&self, path: &str, cookie: &str) -> Request<Body> {
        match self {
            Self::Form(pairs) => {
                let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
                let form = pairs.collect::<Vec<_>>().join("&");
                request(Method::POST, path, Some(cookie), &form)
            }
            Self::Json(json) => {
                let mut sent = request(Method::POST, path, Some(cookie), &json.to_string());
                let kind = "application/json".parse().expect("a header");
                sent.headers_mut().insert("content-type", kind);
                sent
            }
        }
    }
}

fn leaves(json: &Value, place: &str, found: &mut Vec<String>) {
    let inner = |part: &str| match place.is_empty() {
        true => part.to_owned(),
        false => format!("{place}.{part}"),
    };
    match json {
        Value::String(_) => found.push(place.to_owned()),
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                leaves(part, &inner(&index.to_string()), found);
            }
        }
        Value::Object(parts) => {
            for (name, part) in parts {
                leaves(part, &inner(name), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
