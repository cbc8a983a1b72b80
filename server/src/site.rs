//! The built site: scripts, WASM, styles, fonts, pictures, read once and served from memory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderValue, Method, StatusCode};
use leptos::config::{Env, LeptosOptions};

use crate::exit::Failure;

/// The files by their address. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Site {
    files: Arc<HashMap<String, File>>,
    /// Where they are read anew at each request: while somebody works on them.
    watched: Option<PathBuf>,
}

#[derive(Debug, Clone)]
struct File {
    content: Bytes,
    brotli: Option<Bytes>,
    content_type: &'static str,
    etag: HeaderValue,
    is_immutable: bool,
}

impl Site {
    /// Reads every file below this folder; none where it does not exist.
    ///
    /// # Errors
    /// [`Failure`] where a file cannot be read.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        if std::env::var_os("LEPTOS_WATCH").is_some() {
            return Ok(Self {
                watched: Some(root.to_owned()),
                ..Self::default()
            });
        }
        let mut files = HashMap::new();
        if root.is_dir() {
            collect(root, root, &mut files).map_err(|error| {
                Failure::os(format!(
                    "The site {} cannot be read: {error}.",
                    root.display()
                ))
            })?;
        }
        Ok(Self {
            files: Arc::new(files),
            watched: None,
        })
    }

    /// Whether there is anything to serve.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.watched.is_none()
    }

    fn find(&self, address: &str) -> Option<File> {
        match &self.watched {
            None => self.files.get(address).cloned(),
            Some(root) => {
                let path = address.strip_prefix('/')?;
                let is_plain = path
                    .split('/')
                    .all(|part| !part.is_empty() && !part.starts_with('.'));
                is_plain.then(|| file(&root.join(path)).ok()).flatten()
            }
        }
    }
}

/// Answers with the site's file of this address, where there is one. Files are no secret and need
/// no session.
pub async fn serve(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match is_read.then(|| site.find(request.uri().path())).flatten() {
        Some(file) => answer(&file, &request),
        None => next.run(request).await,
    }
}

fn answer(file: &File, request: &Request) -> Response {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let takes_brotli = header(ACCEPT_ENCODING).is_some_and(|accepted: &str| {
        accepted.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            parts.next() == Some("br") && !parts.any(|weight| weight == "q=0")
        })
    });
    let is_known = header(IF_NONE_MATCH).is_some_and(|tags: &str| {
        tags.split(',')
            .any(|tag| tag.trim().trim_start_matches("W/").as_bytes() == file.etag.as_bytes())
    });
    let (content, coding) = match &file.brotli {
        Some(brotli) if takes_brotli => (brotli.clone(), Some("br")),
        _ => (file.content.clone(), None),
    };
    let mut response = match is_known {
        true => Response::new(Body::empty()),
        false => Response::new(Body::from(content)),
    };
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    headers.insert(ETAG, file.etag.clone());
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(match file.is_immutable {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        }),
    );
    if let (Some(coding), false) = (coding, is_known) {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn collect(root: &Path, folder: &Path, files: &mut HashMap<String, File>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "br") {
            let below = path.strip_prefix(root).map_err(std::io::Error::other)?;
            files.insert(format!("/{}", below.to_string_lossy()), file(&path)?);
        }
    }
    Ok(())
}

fn file(path: &Path) -> std::io::Result<File> {
    let content = Bytes::from(std::fs::read(path)?);
    let mut brotli = path.as_os_str().to_owned();
    brotli.push(".br");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(File {
        brotli: std::fs::read(brotli).ok().map(Bytes::from),
        content_type: content_type(path),
        etag: etag(&content)?,
        is_immutable: has_fingerprint(&name),
        content,
    })
}

fn etag(content: &[u8]) -> std::io::Result<HeaderValue> {
    let mut hash = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(content, &mut hash);
    let tag = format!(
        "\"{:016x}-{:x}\"",
        std::hash::Hasher::finish(&hash),
        content.len()
    );
    HeaderValue::from_str(&tag).map_err(std::io::Error::other)
}

/// Whether the name follows the content: `canopy.x1b2….wasm`, as the build writes it.
fn has_fingerprint(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let fingerprint = parts.nth(1).unwrap_or_default();
    let is_fingerprint = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    parts.next().is_some() && fingerprint.len() >= 16 && fingerprint.chars().all(is_fingerprint)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What the pages are told about the site: where it is and whether names carry fingerprints.
#[must_use]
pub fn leptos_options(root: &Path, listen: std::net::SocketAddr) -> LeptosOptions {
    let hash_file = std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(|folder| folder.join("hash.txt")));
    let is_watched = std::env::var_os("LEPTOS_WATCH").is_some();
    LeptosOptions::builder()
        .output_name("canopy")
        .site_root(root.to_string_lossy())
        .site_pkg_dir("pkg")
        .site_addr(listen)
        .env(if is_watched { Env::DEV } else { Env::PROD })
        .hash_files(!is_watched && hash_file.is_some_and(|file| file.exists()))
        .build()
}

/// The folder of the site: the one that was named, else `site` beside the program, else where the
/// build puts it.
#[must_use]
pub fn root(named: Option<&Path>) -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| program.parent().map(|folder| folder.join("site")))
        .filter(|folder| folder.is_dir());
    named
        .map(Path::to_owned)
        .or(beside)
        .unwrap_or_else(|| PathBuf::from("target/site"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_fingerprint_are_kept_for_ever() {
        assert!(has_fingerprint("canopy.B1xQ0a9_-zzzzzzzzzzz.wasm"));
        assert!(!has_fingerprint("canopy.wasm"));
        assert!(!has_fingerprint("inter-latin-wght-normal.woff2"));
        assert!(!has_fingerprint("jquery.min.js"));
    }
}
