//! From settings to a running server, and to its end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::registry::Registry;
use axum_server::accept::DefaultAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::sync::watch;

use super::accept::Door;
use super::app::{App, Parts};
use super::settings::Settings;
use super::stream::Patience;
use super::{auth, compaction, logs, router, tending};
use crate::failure::{Doing as _, Failure, Result};
use crate::lock::{Lock, lock};
use crate::out::{Out, paint};
use crate::project::Project;
use crate::recorded::failed;
use crate::render::style;
use crate::serving::{Announcement, Announcer, Serving};

/// How much longer than a request a connection waits for its peer.
const GRACE: Duration = Duration::from_secs(15);
/// How much longer a connection is waited for than an answer on it.
const LATER: Duration = Duration::from_secs(3);
/// How long requests may go on before the store is opened anew.
const REOPENING: Duration = Duration::from_secs(5);
/// How long work that nobody waits for any more may take to end.
const LAST: Duration = Duration::from_secs(10);

/// Serves the registry of a project until told to stop.
pub(crate) fn run(mut settings: Settings, project: &Project, out: &Out) -> Result<()> {
    logs::install(settings.log, out.is_quiet());
    raise_file_limit();
    let state = project.state();
    let (turn, serving) = take(&state, out)?;
    let listener = listen(&settings)?;
    // The address that clients are told has the port that was found.
    let address = listener.local_addr().doing(|| "listen".to_owned())?;
    settings.port = address.port();
    let mut first = Some(First { turn, address });
    let spare = Spare::new(listener);
    while let Some(listener) = spare.another().doing(|| "listen".to_owned())? {
        let registry = Registry::open(&state.join("registry")).map_err(failed)?;
        tending::complete(&registry);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .doing(|| "start the server".to_owned())?;
        let parts = Parts {
            settings: settings.clone(),
            check: project.config.check_options(),
            naming: project.config.naming(),
            store: state.join("registry"),
            registry,
        };
        let start = (&serving, first.take());
        let served = serve(parts, (listener, &spare), start, &state, out);
        let served = runtime.block_on(served);
        // A publication that has begun is let to end, so that the store closes in order.
        runtime.shutdown_timeout(LAST);
        match served? {
            Ended::Told => break,
            Ended::Stuck => {}
        }
    }
    drop(serving);
    out.note("stopped");
    Ok(())
}

/// The socket that is listened on, kept open while the store is opened anew: who connects
/// meanwhile waits. Once the server is told to stop it is let go, so that nobody does.
#[derive(Clone)]
struct Spare(Arc<Mutex<Option<TcpListener>>>);

impl Spare {
    fn new(listener: TcpListener) -> Self {
        Self(Arc::new(Mutex::new(Some(listener))))
    }

    fn another(&self) -> std::io::Result<Option<TcpListener>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(TcpListener::try_clone).transpose()
    }

    fn let_go(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What is done once, when the server starts.
struct First {
    turn: Lock,
    address: SocketAddr,
}

/// Why a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// It was told to.
    Told,
    /// Its store is to be opened anew.
    Stuck,
}

/// Takes the folder, in turn with other commands. Once the turn is given back they come to this
/// server, so it has to have said where it listens by then. This comes before the port, which
/// the server of the same folder has, where there is one: what is told then is that.
fn take(state: &Path, out: &Out) -> Result<(Lock, Serving)> {
    let turn = lock(state, out)?;
    let serving = Serving::begin(state)?;
    Ok((turn, serving))
}

fn listen(settings: &Settings) -> Result<TcpListener> {
    let shown = format!("{}:{}", settings.host, settings.port);
    let addresses = (settings.host.trim_matches(['[', ']']), settings.port).to_socket_addrs();
    let addresses: Vec<SocketAddr> = addresses
        .doing(|| format!("find the address `{shown}`"))?
        .collect();
    let listener = TcpListener::bind(addresses.as_slice()).map_err(|e| {
        let failure = Failure::new(format!("cannot listen on `{shown}`: {e}"));
        failure.help(if e.kind() == std::io::ErrorKind::AddrInUse {
            "stop what listens there, or choose another with `--port`, 0 for any that is free"
        } else {
            "`--host` and `--port` choose an address of this machine"
        })
    })?;
    listener
        .set_nonblocking(true)
        .doing(|| format!("listen on `{shown}`"))?;
    Ok(listener)
}

async fn serve(
    parts: Parts,
    (listener, spare): (TcpListener, &Spare),
    (serving, first): (&Serving, Option<First>),
    state: &Path,
    out: &Out,
) -> Result<Ended> {
    let address = listener.local_addr().doing(|| "listen".to_owned())?;
    let tls = auth::tls(&parts.settings).await?;
    let app = App::new(parts)?;
    app.sparql.prepare();
    let mut announcement = announcement(&app, address, tls.is_some());
    let handle = Handle::new();
    outlive_hangups();
    tokio::spawn(compaction::run(Arc::clone(&app)));
    tokio::spawn(tending::run(Arc::clone(&app)));
    let leave = serving.leave();
    let told = until_told(Arc::clone(&app), handle.clone(), spare.clone(), leave);
    let ended = tokio::spawn(told);
    let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener)
        .doing(|| "listen".to_owned())?
        .handle(handle);
    if let Some(tls) = &tls {
        announcement.certificate = tls.leaf.borrow().clone();
        let announcer = serving.announcer();
        tokio::spawn(renew(announcer, announcement.clone(), tls.leaf.clone()));
    }
    serving.announcer().announce(&announcement)?;
    if let Some(First { turn, address }) = first {
        drop(turn);
        greet(&announcement, address, state, out);
    }
    let served = match tls {
        Some(tls) => {
            let door = door(
                axum_server::tls_rustls::RustlsAcceptor::new(tls.config),
                &app,
            );
            configured(server, &app).acceptor(door).serve(service).await
        }
        None => {
            let door = door(DefaultAcceptor::new(), &app);
            configured(server.http1_only(), &app)
                .acceptor(door)
                .serve(service)
                .await
        }
    };
    ended.abort();
    app.sparql.stop().await;
    app.enter_last_strangers();
    served.doing(|| "serve".to_owned())?;
    Ok(match app.is_to_be_reopened() {
        true => Ended::Stuck,
        false => Ended::Told,
    })
}

/// Says anew where the server listens, with each certificate that it takes up.
async fn renew(
    announcer: Announcer,
    announcement: Announcement,
    mut leaf: watch::Receiver<Option<String>>,
) {
    while leaf.changed().await.is_ok() {
        let certificate = leaf.borrow_and_update().clone();
        let announcement = Announcement {
            certificate,
            ..announcement.clone()
        };
        if let Err(failure) = announcer.announce(&announcement) {
            let error = failure.what;
            tracing::error!(
                error,
                "commands on this folder will not trust the certificate"
            );
        }
    }
}

fn door<A>(inner: A, app: &App) -> Door<A> {
    let settings = &app.settings;
    let patience = Patience {
        first: Duration::from_secs(settings.header_seconds),
        read: Duration::from_secs(settings.request_seconds.max(settings.body_seconds)) + GRACE,
        // An answer has a clock of its own, which counts what it gives up.
        write: Duration::from_secs(settings.answer_seconds) + LATER,
    };
    Door::new(inner, settings.connections, patience, &app.metrics)
}

/// Without TLS only HTTP/1.1 is spoken: telling the two apart on one port means waiting for
/// a first byte, and those who never send one would wait for ever.
fn configured<A: axum_server::Address>(mut server: Server<A>, app: &App) -> Server<A> {
    let head = Duration::from_secs(app.settings.header_seconds);
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(64 << 10);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .max_concurrent_streams(64)
        .max_header_list_size(16 << 10);
    server
}

/// Waits for a signal, then lets what has begun come to its end; a second signal does not.
async fn until_told(
    app: Arc<App>,
    handle: Handle<SocketAddr>,
    spare: Spare,
    leave: impl FnOnce() + Send,
) {
    tokio::select! {
        () = signal() => {}
        () = app.to_be_reopened() => {
            app.stop();
            handle.graceful_shutdown(Some(REOPENING));
            signal().await;
        }
    }
    leave();
    // Whatever becomes of the logs, it stops.
    app.stop();
    app.ends();
    spare.let_go();
    handle.graceful_shutdown(Some(Duration::from_secs(app.settings.shutdown_seconds)));
    tracing::info!("stopping: finishing the requests that have begun");
    signal().await;
    handle.shutdown();
    tracing::warn!("stopping at once");
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let told = signal(SignalKind::terminate());
    match told {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

/// Services are told to reload by SIGHUP, which would end a server that has nothing to reload.
/// One that was started in a terminal still ends with it.
fn outlive_hangups() {
    use std::io::IsTerminal as _;
    use tokio::signal::unix::{SignalKind, signal};
    if !std::io::stdin().is_terminal() {
        // Who listened once is never ended by the signal again.
        drop(signal(SignalKind::hangup()));
    }
}

fn announcement(app: &App, address: SocketAddr, tls: bool) -> Announcement {
    let scheme = if tls { "https" } else { "http" };
    Announcement {
        url: format!("{scheme}://{}", here(address)),
        pid: std::process::id(),
        open: app.auth.is_open(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        certificate: None,
    }
}

/// Where clients on this machine find who listens at an address.
fn here(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

fn greet(announcement: &Announcement, address: SocketAddr, state: &Path, out: &Out) {
    let url = &announcement.url;
    out.line(format_args!(
        "denota serves `{}` at {}",
        state.display(),
        paint(style::STRONG, url)
    ));
    if address.ip().is_unspecified() {
        out.line(format_args!(
            "it listens on port {} of all interfaces of this machine",
            address.port()
        ));
    }
    if announcement.open {
        out.line(
            "open: who reaches this address on this machine may read and publish everything; `[serve.auth]` of `denota.toml` changes that",
        );
    }
    for (path, what) in [
        ("/", "what there is, for people"),
        (
            "/api/v1/models",
            "the models; `/openapi.json` describes this part",
        ),
        ("/sparql", "SPARQL"),
        ("/graphql", "GraphQL"),
        (
            "/schema-registry",
            "Avro schemas, the way Kafka clients ask for them",
        ),
        ("/metrics", "for Prometheus"),
    ] {
        out.line(format_args!("  {:<40} {what}", format!("{url}{path}")));
    }
    out.line("Ctrl-C stops it");
}

/// Every connection takes a file, and so does every table of the store.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}
