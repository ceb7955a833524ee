//! Who calls, and what they may do.
//!
//! A request shows a [credential]; that makes it somebody's, an
//! [identity](identity::Identity); [policies](policy) say what they see and may write. The
//! [gate] stands before all routes, so that one that forgets to ask is closed, not open.

mod credential;
mod date;
pub(crate) mod gate;
mod identity;
mod login;
mod loopback;
mod oidc;
mod origin;
mod policy;
mod secret;
pub(crate) mod settings;
mod stamp;
mod tls;
pub(crate) mod tokens;
mod whoami;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use registry::{Claim, Registry, View};
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::caller::Caller;
use super::settings::Settings;
use super::trace::Trace;
use super::{address, problem};
use crate::failure::{Failure, Result};
use credential::{Credential, Malformed};
pub(crate) use date::{DAY, format as day, now};
pub(crate) use identity::{How, Identity};
pub(crate) use login::CALLBACK;
use login::Login;
pub(crate) use loopback::{is_this_machine, names_this_machine};
use oidc::Oidc;
use policy::{Facts, Policy};
use secret::Secret;
pub(crate) use tls::{Tls, fingerprint, tls};
use tokens::Tokens;

/// How callers are known.
pub(crate) enum Auth {
    /// Not at all: whoever reaches this machine's own address may do everything.
    Open,
    /// By what they show.
    Closed(Box<Closed>),
}

/// How callers are known where they must be.
pub(crate) struct Closed {
    prepared: Arc<Prepared>,
    policy: Arc<Policy>,
    registry: Arc<Registry>,
}

/// What the settings say of who may call, read and held against one another: all that a server
/// needs to tell, but the registry. It stays, with the sessions of browsers, where that is opened
/// anew.
pub(crate) struct Prepared {
    tokens: Option<Tokens>,
    oidc: Option<Arc<Oidc>>,
    login: Option<Login>,
    /// The origin that browsers know the server by, as far as it can be told.
    origin: Option<String>,
    policy: Policy,
}

/// Reads the files that the settings name and asks nobody; `None` where callers need not be known,
/// which is refused to be so for more than this machine.
///
/// # Errors
/// The settings make no sense, or leave the server open to others.
fn prepare(settings: &Settings) -> Result<Option<Prepared>> {
    tls::install();
    let auth = &settings.auth;
    if !auth.is_set_up() {
        return check_open(settings).map(|()| None);
    }
    let path = |path: &'_ Option<String>| path.as_deref().map(Path::new).map(Path::to_owned);
    let tokens = path(&auth.tokens).map(|p| Tokens::open(&p)).transpose()?;
    let policy = Policy::new(path(&auth.policy).as_deref())?;
    let oidc = auth.oidc.as_ref().map(Oidc::new).transpose()?.map(Arc::new);
    let base = address::base(settings);
    let login = oidc
        .as_ref()
        .map(|oidc| Login::new(oidc, base.as_deref(), auth.session_hours));
    Ok(Some(Prepared {
        tokens,
        login: login.transpose()?.flatten(),
        origin: base.as_deref().and_then(address::origin),
        oidc,
        policy,
    }))
}

/// Reads of the settings who may call, and warns of what is open; `None` where nobody is asked.
/// Refuses to be open to more than this machine.
///
/// # Errors
/// The settings make no sense, or leave the server open to others.
pub(crate) fn read(settings: &Settings) -> Result<Option<Arc<Prepared>>> {
    let Some(prepared) = prepare(settings)? else {
        tracing::warn!(
            "open: who reaches this machine's own address may read and publish everything"
        );
        return Ok(None);
    };
    let tls = settings.tls.files()?.is_some();
    let origin = prepared.origin.as_ref();
    let is_safe = tls || origin.is_some_and(|o| o.starts_with("https:"));
    if !is_this_machine(&settings.host) && !is_safe {
        tracing::warn!(
            "tokens travel in the clear: set up `[serve.tls]`, or put a proxy with TLS before the server and set `url` of `[serve]`"
        );
    }
    Ok(Some(Arc::new(prepared)))
}

/// Who may call, and what they may do with a registry.
pub(crate) fn new(prepared: Option<&Arc<Prepared>>, registry: &Arc<Registry>) -> Auth {
    let Some(prepared) = prepared else {
        return Auth::Open;
    };
    Auth::Closed(Box::new(Closed {
        policy: Arc::new(prepared.policy.anew()),
        prepared: Arc::clone(prepared),
        registry: Arc::clone(registry),
    }))
}

/// Whether a server could be started with the settings, as far as they and their files tell. It
/// goes the way that a server goes.
///
/// # Errors
/// It would refuse to.
pub(crate) async fn try_out(settings: &Settings) -> Result<()> {
    tls::load(settings).await?;
    // A server has found a port by then, and which one it is makes no difference here.
    let settings = Settings {
        port: settings.port.max(1),
        ..settings.clone()
    };
    prepare(&settings).map(drop)
}

fn check_open(settings: &Settings) -> Result<()> {
    if !is_this_machine(&settings.host) {
        let what = format!(
            "`{}` is open to other machines, and no authentication is set up",
            settings.host
        );
        return Err(Failure::new(what).help(
            "make a token with `denota token new NAME --team TEAM` and set `tokens` of `[serve.auth]` in `denota.toml`, or set `[serve.auth.oidc]`; or listen on 127.0.0.1",
        ));
    }
    if settings.auth.policy.is_some() {
        let what = "a policy is set up, but no way to tell who calls";
        return Err(Failure::new(what).help("set `tokens` or `oidc` of `[serve.auth]` too"));
    }
    Ok(())
}

/// The routes of signing in and out.
pub(crate) fn routes() -> Router<Arc<App>> {
    login::routes()
}

/// The routes that OpenAPI describes.
pub(crate) fn described() -> OpenApiRouter<Arc<App>> {
    whoami::routes()
}

impl Auth {
    /// Whether anybody who reaches the server may do everything.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }

    /// Who sends a request.
    ///
    /// # Errors
    /// They do not say, or what they show is not good (401).
    pub(crate) async fn caller(&self, parts: &Parts, app: &App) -> problem::Result<Caller> {
        let Self::Closed(closed) = self else {
            return Ok(Caller::open());
        };
        let Recognised { identity, how } = closed.prepared.recognised(parts).await?;
        let view = closed.view(&identity, app).await?;
        let admin = closed.policy.administers(&identity);
        Ok(Caller::known(identity, how, view, admin))
    }

    /// Whether who sends a request administers the registry. What they see is not worked out.
    ///
    /// # Errors
    /// They do not say who they are, or what they show is not good (401).
    pub(crate) async fn administers(&self, parts: &Parts) -> problem::Result<bool> {
        let Self::Closed(closed) = self else {
            return Ok(true);
        };
        let who = closed.prepared.recognised(parts).await?;
        Ok(closed.policy.administers(&who.identity))
    }

    /// Who sends a request; `None` where it shows nothing, or nobody is asked.
    ///
    /// # Errors
    /// What it shows is not good (401), or another site's page may have sent it (403).
    async fn recognise(&self, parts: &Parts) -> problem::Result<Option<Recognised>> {
        match self {
            Self::Open => Ok(None),
            Self::Closed(closed) => closed.prepared.identify(parts).await,
        }
    }

    /// Whether a caller may write a graph. Of one that exists, all that is known of it counts
    /// too.
    pub(crate) fn may_write(&self, caller: &Caller, claim: &Claim<'_>) -> bool {
        let Self::Closed(closed) = self else {
            return true;
        };
        caller
            .identity()
            .is_some_and(|who| closed.may_write(who, claim))
    }

    /// The way in for browsers, where there is one.
    pub(crate) fn login(&self) -> Option<&Login> {
        match self {
            Self::Open => None,
            Self::Closed(closed) => closed.prepared.login.as_ref(),
        }
    }
}

/// Somebody who was recognised. What they see takes longer to say, and not all need it.
#[derive(Clone, Debug)]
struct Recognised {
    identity: Identity,
    how: How,
}

impl Recognised {
    /// Notes them with the request, so that it is asked once who sends it.
    fn noted(self, parts: &mut Parts) {
        if let Some(trace) = parts.extensions.get::<Trace>() {
            trace.called_by(&self.identity.name);
        }
        parts.extensions.insert(self);
    }
}

impl Prepared {
    /// Who sends a request, as the gate has noted.
    async fn recognised(&self, parts: &Parts) -> problem::Result<Recognised> {
        if let Some(known) = parts.extensions.get::<Recognised>() {
            return Ok(known.clone());
        }
        let known = self.identify(parts).await?;
        known.ok_or_else(|| gate::unauthorized(None))
    }

    async fn identify(&self, parts: &Parts) -> problem::Result<Option<Recognised>> {
        let cookie = self.login.as_ref().map(Login::cookie);
        match credential::of(&parts.headers, cookie) {
            Err(Malformed) => Err(gate::unauthorized(Some(
                "the `Authorization` header makes no sense",
            ))),
            Ok(None) => Ok(None),
            Ok(Some(Credential::Token(token))) => self.token(&token).await.map(Some),
            Ok(Some(Credential::Password(token))) => {
                let known = self.token(&token).await?;
                Trace::sent_by(parts, &known.identity.name);
                origin::check_browser(parts, self.origin.as_deref())?;
                Ok(Some(known))
            }
            Ok(Some(Credential::Session(id))) => self.session(parts, &id),
        }
    }

    async fn token(&self, token: &Secret) -> problem::Result<Recognised> {
        let is_ours = token.reveal().starts_with(tokens::PREFIX);
        if let Some(oidc) = self.oidc.as_ref().filter(|_| !is_ours) {
            let identity = oidc.identify(token).await.map_err(|r| gate::refused(&r))?;
            let how = How::Oidc;
            return Ok(Recognised { identity, how });
        }
        let identity = self.tokens.as_ref().and_then(|t| t.identify(token));
        let identity = identity
            .ok_or_else(|| gate::unauthorized(Some("the token is unknown, or has expired")))?;
        let how = How::Token;
        Ok(Recognised { identity, how })
    }

    /// A session that has ended is no credential at all: its browser is to sign in again.
    fn session(&self, parts: &Parts, id: &Secret) -> problem::Result<Option<Recognised>> {
        let Some(login) = &self.login else {
            return Ok(None);
        };
        let Some(identity) = login.session(id) else {
            return Ok(None);
        };
        Trace::sent_by(parts, &identity.name);
        origin::check(&parts.method, &parts.headers, &login.origin())?;
        let how = How::Session;
        Ok(Some(Recognised { identity, how }))
    }
}

impl Closed {
    async fn view(&self, identity: &Identity, app: &App) -> problem::Result<View> {
        if let Some(view) = self.policy.view_now(identity, &self.registry) {
            return Ok(view);
        }
        let (policy, registry) = (Arc::clone(&self.policy), Arc::clone(&self.registry));
        let identity = identity.clone();
        app.pools
            .reads
            .run(move || policy.view(&identity, &registry))
            .await
    }

    fn may_write(&self, who: &Identity, claim: &Claim<'_>) -> bool {
        let index = self.registry.index();
        let seen = index.seen(&View::Everything);
        let known = seen.graph(claim.iri).map(Facts::from);
        drop(index);
        let may = |facts: &Facts| self.policy.may_publish(who, facts);
        match known {
            // Who gives a graph away, or renames it, must be allowed both.
            Some(now) => {
                let then = now.clone().claimed_by(claim);
                may(&now) && (then == now || may(&then))
            }
            None => may(&Facts::of_new(claim.iri, claim.owner).claimed_by(claim)),
        }
    }
}
