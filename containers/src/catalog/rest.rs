//! Catalogs behind the Iceberg REST protocol: reading through `iceberg-catalog-rest`,
//! changing through requests of our own, which can say all that the protocol can.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use iceberg::table::Table;
use iceberg::{CatalogBuilder as _, NamespaceIdent, TableIdent, TableRequirement};
use iceberg_catalog_rest::{
    CommitTableRequest, CreateNamespaceRequest, CreateTableRequest, LoadTableResult,
    REST_CATALOG_PROP_URI, REST_CATALOG_PROP_WAREHOUSE, RestCatalogBuilder,
};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::commit::{Change, Committer, NewTable, Outcome};
use super::storage::{Factory, reachable};
use super::{Connection, Container, metadata, scratch};
use crate::error::{Error, Result};

/// How long a catalog may take before it answers; the name is that of other clients of Iceberg.
const PATIENCE: &str = "rest.client.socket-timeout-ms";

pub(super) async fn open(
    container: &Container,
    uri: &str,
    warehouse: Option<&str>,
    properties: &BTreeMap<String, String>,
) -> Result<Connection> {
    let uri = uri.trim_end_matches('/');
    let committer = Rest::connect(uri, warehouse, properties).await?;
    let mut all: HashMap<String, String> = properties.clone().into_iter().collect();
    all.insert(REST_CATALOG_PROP_URI.to_owned(), uri.to_owned());
    if let Some(warehouse) = warehouse {
        all.insert(REST_CATALOG_PROP_WAREHOUSE.to_owned(), warehouse.to_owned());
    }
    // It sends the token itself, and what other headers there are.
    let reading = waiting(properties)?
        .build()
        .map_err(|e| Error::unreachable("cannot start an HTTP client").caused_by(e))?;
    let catalog = RestCatalogBuilder::default()
        .with_client(reading)
        .with_storage_factory(Arc::new(Factory))
        .load(&container.name, all)
        .await
        .map_err(|e| cannot_reach(uri).caused_by(e))?;
    Ok(Connection {
        container: container.clone(),
        catalog: Arc::new(catalog),
        committer: Arc::new(committer),
        scratch: scratch::of_catalog(uri, warehouse),
    })
}

/// Why there is no answer, after which nobody knows whether what was asked for happens.
fn unanswered(uri: &str, e: reqwest::Error) -> Error {
    if e.is_timeout() && !e.is_connect() {
        let what = format!("the catalog does not answer at `{uri}`");
        return Error::unreachable(what)
            .with_help("run the command again when the catalog is well");
    }
    cannot_reach(uri).caused_by(e)
}

fn cannot_reach(uri: &str) -> Error {
    Error::unreachable(format!("cannot reach the catalog at `{uri}`"))
        .with_help("is the catalog running, and is the address the part before `/v1`?")
}

#[derive(Debug)]
struct Rest {
    http: Client,
    /// Everything before `/namespaces`.
    base: String,
}

#[derive(Deserialize, Default)]
struct Config {
    #[serde(default)]
    defaults: HashMap<String, String>,
    #[serde(default)]
    overrides: HashMap<String, String>,
}

impl Rest {
    async fn connect(
        uri: &str,
        warehouse: Option<&str>,
        properties: &BTreeMap<String, String>,
    ) -> Result<Self> {
        provide_tls();
        let token = token(uri, properties).await?;
        let http = client(token.as_deref(), properties)?;
        let mut request = http.get(format!("{uri}/v1/config"));
        if let Some(warehouse) = warehouse {
            request = request.query(&[("warehouse", warehouse)]);
        }
        let response = request.send().await.map_err(|e| unanswered(uri, e))?;
        let config: Config = match response.status() {
            StatusCode::OK => response.json().await.map_err(|e| unanswered(uri, e))?,
            _ => return Err(refused("read the configuration", response).await),
        };
        let prefix = config
            .overrides
            .get("prefix")
            .or_else(|| properties.get("prefix"))
            .or_else(|| config.defaults.get("prefix"))
            .map_or_else(String::new, |p| format!("/{p}"));
        let root = config
            .overrides
            .get("uri")
            .map_or(uri, |u| u.trim_end_matches('/'));
        Ok(Self {
            http,
            base: format!("{root}/v1{prefix}"),
        })
    }

    fn tables(&self, namespace: &NamespaceIdent) -> String {
        format!(
            "{}/namespaces/{}/tables",
            self.base,
            namespace.to_url_string()
        )
    }

    fn table(&self, ident: &TableIdent) -> String {
        format!("{}/{}", self.tables(ident.namespace()), ident.name())
    }

    async fn send<T: serde::Serialize + Sync>(&self, url: String, body: &T) -> Result<Response> {
        self.http
            .request(Method::POST, &url)
            .json(body)
            .send()
            .await
            .map_err(|e| unanswered(&url, e))
    }

    async fn post_commit(
        &self,
        ident: &TableIdent,
        requirements: Vec<TableRequirement>,
        updates: Vec<iceberg::TableUpdate>,
    ) -> Result<Response> {
        let request = CommitTableRequest {
            identifier: Some(ident.clone()),
            requirements,
            updates,
        };
        self.send(self.table(ident), &request).await
    }

    fn creation(new: &NewTable, stage: bool) -> CreateTableRequest {
        CreateTableRequest {
            name: new.ident.name().to_owned(),
            location: None,
            schema: new.schema.clone(),
            partition_spec: Some(new.spec.clone()),
            write_order: Some(new.order.clone()),
            stage_create: Some(stage),
            properties: new.properties.clone(),
        }
    }

    /// Stages the table, then commits it with the planned field ids. `None` only when the
    /// catalog says that it does not take that: the table is then made with numbers of the
    /// catalog's own, which it keeps for ever.
    async fn create_staged(&self, new: &NewTable) -> Result<Option<Outcome>> {
        let staged = self
            .send(
                self.tables(new.ident.namespace()),
                &Self::creation(new, true),
            )
            .await?;
        match staged.status() {
            StatusCode::OK => {}
            StatusCode::CONFLICT => return Ok(Some(Outcome::Conflict)),
            status if is_unsupported(status) => return Ok(None),
            _ => return Err(refused(&creating(new), staged).await),
        }
        let staged = self.made(new, staged).await?;
        reachable(&new.ident, &staged.metadata)?;
        let updates = metadata::creating_updates(new, &staged.metadata);
        let response = self
            .post_commit(&new.ident, vec![TableRequirement::NotExist], updates)
            .await?;
        match response.status() {
            StatusCode::OK => Ok(Some(Outcome::Done)),
            StatusCode::CONFLICT => Ok(Some(Outcome::Conflict)),
            status if is_unsupported(status) => Ok(None),
            _ => Err(refused(&creating(new), response).await),
        }
    }

    /// The table that an answer is about.
    async fn made(&self, new: &NewTable, answer: Response) -> Result<LoadTableResult> {
        let body = answer.bytes().await;
        let body = body.map_err(|e| unanswered(&self.base, e))?;
        serde_json::from_slice(&body).map_err(|e| {
            Error::unreachable(format!("cannot {}: the answer is no table", creating(new)))
                .caused_by(e)
                .with_help("look whether a proxy or another server answers in the catalog's place")
        })
    }
}

fn creating(new: &NewTable) -> String {
    format!("create the table `{}`", super::display(&new.ident))
}

/// Whether a catalog that answers so lacks what it was asked for, rather than being unwell,
/// busy or closed to the caller.
fn is_unsupported(status: StatusCode) -> bool {
    [
        StatusCode::BAD_REQUEST,
        StatusCode::NOT_FOUND,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::NOT_ACCEPTABLE,
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::NOT_IMPLEMENTED,
    ]
    .contains(&status)
}

#[async_trait]
impl Committer for Rest {
    fn is_remote(&self) -> bool {
        true
    }

    async fn create_namespace(&self, namespace: &str) -> Result<()> {
        let request = CreateNamespaceRequest {
            namespace: NamespaceIdent::new(namespace.to_owned()),
            properties: HashMap::new(),
        };
        let response = self
            .send(format!("{}/namespaces", self.base), &request)
            .await?;
        match response.status() {
            StatusCode::OK | StatusCode::CONFLICT => Ok(()),
            _ => Err(refused(&format!("create the namespace `{namespace}`"), response).await),
        }
    }

    async fn create_table(&self, new: &NewTable) -> Result<Outcome> {
        if let Some(outcome) = self.create_staged(new).await? {
            return Ok(outcome);
        }
        let response = self
            .send(
                self.tables(new.ident.namespace()),
                &Self::creation(new, false),
            )
            .await?;
        match response.status() {
            StatusCode::OK => {
                let made = self.made(new, response).await?;
                reachable(&new.ident, &made.metadata).map_err(|e| {
                    e.with_help(
                        "the catalog made it there, without rows: drop it, and give the catalog \
                         a warehouse at `file:/`, `s3://`, `gs://` or `abfss://`",
                    )
                })?;
                Ok(Outcome::Done)
            }
            StatusCode::CONFLICT => Ok(Outcome::Conflict),
            _ => Err(refused(&creating(new), response).await),
        }
    }

    async fn rename_table(&self, from: &TableIdent, to: &TableIdent) -> Result<Outcome> {
        let request = json!({ "source": from, "destination": to });
        let response = self
            .send(format!("{}/tables/rename", self.base), &request)
            .await?;
        match response.status() {
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(Outcome::Done),
            StatusCode::CONFLICT | StatusCode::NOT_FOUND => Ok(Outcome::Conflict),
            _ => {
                let doing = format!("rename the table `{}`", super::display(from));
                Err(refused(&doing, response).await)
            }
        }
    }

    async fn commit(&self, table: &Table, change: Change) -> Result<Outcome> {
        let ident = table.identifier();
        let response = self
            .post_commit(ident, change.requirements, change.updates)
            .await?;
        match response.status() {
            StatusCode::OK => Ok(Outcome::Done),
            StatusCode::CONFLICT => Ok(Outcome::Conflict),
            _ => Err(refused(
                &format!("change the table `{}`", super::display(ident)),
                response,
            )
            .await),
        }
    }
}

fn client(token: Option<&str>, properties: &BTreeMap<String, String>) -> Result<Client> {
    let invalid =
        |name: &str| Error::invalid(format!("the property `{name}` is not a valid HTTP header"));
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        let mut value =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| invalid("token"))?;
        value.set_sensitive(true);
        headers.insert(reqwest::header::AUTHORIZATION, value);
    }
    for (key, value) in properties {
        let Some(name) = key.strip_prefix("header.") else {
            continue;
        };
        let name = HeaderName::try_from(name).map_err(|_| invalid(key))?;
        headers.insert(
            name,
            HeaderValue::from_str(value).map_err(|_| invalid(key))?,
        );
    }
    waiting(properties)?
        .default_headers(headers)
        .build()
        .map_err(|e| Error::unreachable("cannot start an HTTP client").caused_by(e))
}

/// A client that does not wait for ever.
fn waiting(properties: &BTreeMap<String, String>) -> Result<ClientBuilder> {
    let patience = match properties.get(PATIENCE) {
        None => Duration::from_secs(60),
        Some(millis) => Duration::from_millis(millis.parse().map_err(|_| {
            Error::invalid(format!(
                "the property `{PATIENCE}` is no number of milliseconds"
            ))
        })?),
    };
    Ok(Client::builder()
        .connect_timeout(Duration::from_secs(20))
        .read_timeout(patience))
}

/// Clients of HTTP, the library's own too, take the process's provider of cryptography; a second
/// installation is refused, and no error.
fn provide_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The bearer token: given, or got for a credential as the protocol describes.
async fn token(uri: &str, properties: &BTreeMap<String, String>) -> Result<Option<String>> {
    if let Some(token) = properties.get("token") {
        return Ok(Some(token.clone()));
    }
    let Some(credential) = properties.get("credential") else {
        return Ok(None);
    };
    let (id, secret) = credential.split_once(':').unwrap_or(("", credential));
    let scope = properties.get("scope").map_or("catalog", String::as_str);
    let url = properties
        .get("oauth2-server-uri")
        .cloned()
        .unwrap_or_else(|| format!("{uri}/v1/oauth/tokens"));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("scope", scope),
    ];
    let response = client(None, properties)?
        .post(&url)
        .form(&form)
        .send()
        .await
        .map_err(|e| unanswered(&url, e))?;
    if response.status() != StatusCode::OK {
        return Err(refused("get a token for the credential", response).await);
    }
    let answer: Value = response.json().await.map_err(|e| unanswered(&url, e))?;
    Ok(answer
        .get("access_token")
        .and_then(Value::as_str)
        .map(str::to_owned))
}

/// What the catalog answered, in its own words where it has some.
async fn refused(doing: &str, response: Response) -> Error {
    let status = response.status();
    let body: Value = response.json().await.unwrap_or_default();
    let message = body
        .pointer("/error/message")
        .and_then(Value::as_str)
        .unwrap_or("no reason given")
        .to_owned();
    let error = Error::unreachable(format!(
        "the catalog refused to {doing} (status {})",
        status.as_u16()
    ));
    let error = error.caused_by(message);
    if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN {
        return error.with_help("set `token` or `credential` among the container's properties");
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return error.with_help("run the command again when the catalog is well");
    }
    error
}
