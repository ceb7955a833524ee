//! From settings to a running server, and to its end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::registry::Registry;
use axum_server::accept::DefaultAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::accept::Door;
use super::app::{App, Parts};
use super::settings::Settings;
use super::stop::Stop;
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
/// How long after a store could not be opened anew that is tried again.
const AGAIN: Duration = Duration::from_secs(1);

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
    let keeper = runtime(Builder::new_multi_thread().worker_threads(1))?;
    let lasting = Lasting::read(settings, project, listener, serving);
    let lasting = keeper.block_on(lasting)?;
    let opened = lasting.open()?;
    let stop = Stop::listen(&keeper)?;
    let announcement = announce(&lasting, address, &keeper)?;
    drop(turn);
    greet(&announcement, address, &state, out);
    let served = lasting.serve(opened, &stop);
    // A disk may keep waiting who looks at the files of a certificate.
    keeper.shutdown_background();
    served?;
    drop(lasting);
    out.note("stopped");
    Ok(())
}

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    let built = builder.enable_all().build();
    built.doing(|| "start the server".to_owned())
}

/// What lasts while the store is opened anew: what was read when the server started, and the
/// right to serve.
struct Lasting<'a> {
    settings: Settings,
    project: &'a Project,
    /// Who may call; `None` where nobody is asked.
    callers: Option<Arc<auth::Prepared>>,
    tls: Option<auth::Tls>,
    spare: Spare,
    serving: Serving,
}

/// A store that is open, and what serves it.
struct Opened {
    app: Arc<App>,
    server: Server<SocketAddr>,
    runtime: Runtime,
}

impl<'a> Lasting<'a> {
    /// Reads the files that the settings name; called inside a runtime that lasts as long.
    async fn read(
        settings: Settings,
        project: &'a Project,
        listener: TcpListener,
        serving: Serving,
    ) -> Result<Self> {
        Ok(Self {
            callers: auth::read(&settings)?,
            tls: auth::tls(&settings).await?,
            spare: Spare::new(listener),
            settings,
            project,
            serving,
        })
    }

    /// Opens the store, and a runtime with it: what runs there ends before the store is opened
    /// anew.
    fn open(&self) -> Result<Opened> {
        let listener = self.spare.another().doing(|| "listen".to_owned())?;
        let store = self.project.state().join("registry");
        let registry = Registry::open(&store).map_err(failed)?;
        tending::complete(&registry);
        let parts = Parts {
            settings: self.settings.clone(),
            check: self.project.config.check_options(),
            naming: self.project.config.naming(),
            store,
            registry,
        };
        let runtime = runtime(&mut Builder::new_multi_thread())?;
        let made = runtime.block_on(async {
            let app = App::with(parts, self.callers.as_ref())?;
            let server = axum_server::from_tcp(listener).doing(|| "listen".to_owned())?;
            Ok::<_, Failure>((app, server))
        });
        let (app, server) = made?;
        Ok(Opened {
            app,
            server,
            runtime,
        })
    }

    /// Tries until the store is open: what is wrong now may pass, and a server that could start
    /// is not to end by it. `None` once it is told to stop.
    fn open_anew(&self, stop: &Stop) -> Option<Opened> {
        while !stop.is_told() {
            match self.open() {
                Ok(opened) => return Some(opened),
                Err(failure) => {
                    let error = failure.what;
                    tracing::error!(error, "the store cannot be opened: it is tried again");
                }
            }
            std::thread::sleep(AGAIN);
        }
        None
    }

    /// Serves until told to stop.
    fn serve(&self, opened: Opened, stop: &Stop) -> Result<()> {
        let mut opened = Some(opened);
        while let Some(now) = opened {
            let served = now.runtime.block_on(serve(now.app, now.server, self, stop));
            // A publication that has begun is let to end, so that the store closes in order.
            now.runtime.shutdown_timeout(LAST);
            opened = match served? {
                Ended::Told => None,
                Ended::Stuck => self.open_anew(stop),
            };
        }
        Ok(())
    }
}

/// The socket that is listened on, kept open while the store is opened anew: who connects
/// meanwhile waits. Once the server is told to stop it is let go, so that nobody does.
#[derive(Clone)]
struct Spare(Arc<Mutex<Option<TcpListener>>>);

impl Spare {
    fn new(listener: TcpListener) -> Self {
        Self(Arc::new(Mutex::new(Some(listener))))
    }

    fn another(&self) -> std::io::Result<TcpListener> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let listener = held.as_ref().ok_or(std::io::ErrorKind::NotConnected)?;
        listener.try_clone()
    }

    fn let_go(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
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
    app: Arc<App>,
    server: Server<SocketAddr>,
    lasting: &Lasting<'_>,
    stop: &Stop,
) -> Result<Ended> {
    app.sparql.prepare();
    let handle = Handle::new();
    tokio::spawn(compaction::run(Arc::clone(&app)));
    tokio::spawn(tending::run(Arc::clone(&app)));
    let (spare, leave) = (lasting.spare.clone(), lasting.serving.leave());
    let told = until_told(Arc::clone(&app), handle.clone(), spare, stop.clone(), leave);
    let ended = tokio::spawn(told);
    let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let server = server.handle(handle);
    let served = match &lasting.tls {
        Some(tls) => {
            let door = door(RustlsAcceptor::new(tls.config.clone()), &app);
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
    Ok(match app.is_to_be_reopened() && !stop.is_told() {
        true => Ended::Stuck,
        false => Ended::Told,
    })
}

/// Says where the server listens, and goes on saying it.
fn announce(lasting: &Lasting<'_>, address: SocketAddr, keeper: &Runtime) -> Result<Announcement> {
    let announcement = announcement(lasting, address);
    lasting.serving.announcer().announce(&announcement)?;
    if let Some(tls) = &lasting.tls {
        let announcer = lasting.serving.announcer();
        keeper.spawn(renew(announcer, announcement.clone(), tls.leaf.clone()));
    }
    Ok(announcement)
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
        let announcer = announcer.clone();
        // A disk that hangs keeps nobody from hearing signals.
        let announced = tokio::task::spawn_blocking(move || announcer.announce(&announcement));
        if let Ok(Err(failure)) = announced.await {
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
    stop: Stop,
    leave: impl FnOnce() + Send,
) {
    tokio::select! {
        () = stop.told(1) => {}
        () = app.to_be_reopened() => {
            app.stop();
            handle.graceful_shutdown(Some(REOPENING));
            stop.told(1).await;
        }
    }
    leave();
    // Whatever becomes of the logs, it stops.
    app.stop();
    spare.let_go();
    handle.graceful_shutdown(Some(Duration::from_secs(app.settings.shutdown_seconds)));
    tracing::info!("stopping: finishing the requests that have begun");
    stop.told(2).await;
    handle.shutdown();
    tracing::warn!("stopping at once");
}

fn announcement(lasting: &Lasting<'_>, address: SocketAddr) -> Announcement {
    let tls = lasting.tls.as_ref();
    let scheme = if tls.is_some() { "https" } else { "http" };
    Announcement {
        url: format!("{scheme}://{}", here(address)),
        pid: std::process::id(),
        open: lasting.callers.is_none(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        certificate: tls.and_then(|tls| tls.leaf.borrow().clone()),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::Config;

    #[test]
    fn what_keeps_a_store_from_being_opened_anew_is_waited_for_unless_it_is_told_to_stop() {
        let dir = tempfile::tempdir().unwrap();
        let project = Project {
            root: dir.path().to_owned(),
            configured: false,
            config: Config::default(),
        };
        let state = project.state();
        std::fs::create_dir_all(&state).unwrap();
        let [tokens, policy] = ["tokens.toml", "policy.cedar"].map(|name| dir.path().join(name));
        std::fs::write(&tokens, "").unwrap();
        std::fs::write(&policy, "permit(principal, action, resource);").unwrap();
        let auth = auth::settings::Settings {
            tokens: Some(tokens.display().to_string()),
            policy: Some(policy.display().to_string()),
            ..auth::settings::Settings::default()
        };
        let settings = Settings {
            port: 0,
            auth,
            ..Settings::default()
        };
        let listener = listen(&settings).unwrap();
        let serving = Serving::begin(&state).unwrap();
        let keeper = runtime(&mut Builder::new_multi_thread()).unwrap();
        let lasting = Lasting::read(settings, &project, listener, serving);
        let lasting = keeper.block_on(lasting).unwrap();
        // What was read stays.
        std::fs::remove_file(tokens).unwrap();
        std::fs::remove_file(policy).unwrap();
        let (tell, told) = watch::channel(0);
        let stop = Stop(told);
        // As work does that nobody waits for any more.
        let held = Registry::open(&state.join("registry")).unwrap();
        assert!(lasting.open().is_err());
        let work = std::thread::spawn(move || {
            std::thread::sleep(AGAIN / 4);
            drop(held);
        });
        let anew = lasting.open_anew(&stop).unwrap();
        work.join().unwrap();
        assert!(!anew.app.auth.is_open());
        // It is open now, and so cannot be opened once more.
        tell.send(1).unwrap();
        assert!(lasting.open_anew(&stop).is_none());
    }
}
