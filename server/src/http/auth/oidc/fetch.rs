//! Asking the provider: short, bounded, and never somewhere else than was said.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use axum::http;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Response, redirect};
use serde::de::DeserializeOwned;

use crate::failure::{self, Doing as _};

/// The most that is read of an answer, in bytes.
const MOST: usize = 1 << 20;

/// A client of the provider.
pub(crate) struct Fetch(Client);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) struct Unreachable(String);

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreachable {}

impl From<reqwest::Error> for Unreachable {
    /// The address can hold what nobody should read in a log.
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self(text)
    }
}

impl Fetch {
    /// A client that follows no redirects and waits ten seconds at most.
    ///
    /// # Errors
    /// The system's certificates cannot be read.
    pub(crate) fn new() -> failure::Result<Self> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .user_agent(concat!("denota/", env!("CARGO_PKG_VERSION")))
            .build();
        client
            .doing(|| "set up a client of the identity provider".to_owned())
            .map(Self)
    }

    /// Gets a JSON document, as whoever holds a token where there is one.
    ///
    /// # Errors
    /// There is no such answer.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        url: &str,
        bearer: Option<&str>,
    ) -> Result<T, Unreachable> {
        let mut request = self
            .0
            .get(url)
            .header(http::header::ACCEPT, "application/json");
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        if response.status() != http::StatusCode::OK {
            return Err(Unreachable(format!("the answer is {}", response.status())));
        }
        let body = bounded(response).await?;
        serde_json::from_slice(&body)
            .map_err(|_| Unreachable("the answer is not the JSON that was expected".to_owned()))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let response = self.0.execute(request.try_into()?).await?;
        let mut answer = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let body = bounded(response).await?;
        answer.body(body).map_err(|e| Unreachable(e.to_string()))
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, Unreachable> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MOST {
            return Err(Unreachable("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
