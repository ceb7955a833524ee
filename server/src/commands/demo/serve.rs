//! The end of `denota demo --serve`: the models go into the registry, and it is served.

use std::io::ErrorKind;
use std::net::TcpListener;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::client::{Client, Request, graphs};
use crate::commands::serve::settings;
use crate::failure::{Done, Failure, Result};
use crate::http::serve;
use crate::http::settings::Flags;
use crate::ids;
use crate::out::{Out, count};
use crate::pipeline;
use crate::project::Project;

/// Publishes the models of the demo, and serves them until told to stop.
pub(super) fn serve(out: &Out) -> Result<Done> {
    let project = Project::find()?;
    let published = publish(&project, out)?;
    out.line(format_args!("\npublished {}", count(published, "graph")));
    let mut settings = settings(&project, &Flags::default())?;
    // A demo had better go on than be right about the port.
    if is_taken(&settings.host, settings.port) {
        out.note(format_args!(
            "port {} is taken; another one will do",
            settings.port
        ));
        settings.port = 0;
    }
    serve::run(settings, &project, out)?;
    Ok(Done::Clean)
}

/// Whether somebody else listens there. That a host is none is for the server to say.
fn is_taken(host: &str, port: u16) -> bool {
    let listener = TcpListener::bind((host.trim_matches(['[', ']']), port));
    listener.is_err_and(|e| e.kind() == ErrorKind::AddrInUse)
}

/// The demo replaces whatever it has published before.
fn publish(project: &Project, out: &Out) -> Result<usize> {
    let inputs = pipeline::read(&[], project)?;
    let client = Client::here(project, out)?;
    let body = graphs::publication(&client, &inputs, project, &ids::read(project)?)?;
    let reply = client.send(Request::json("/api/v1/publications", &body))?;
    let published: Published = reply.success().and_then(|r| r.json()).map_err(|e| {
        Failure::new(format!("the models of the demo cannot be published: {}", e.what))
            .help("a registry of an older or changed demo may be in the way: run it in a new folder, `denota demo DIR`")
    })?;
    Ok(published.graphs.len())
}

/// The registry's answer, as far as it is shown.
#[derive(Deserialize)]
struct Published {
    graphs: Vec<IgnoredAny>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_port_is_taken_where_somebody_listens_and_nowhere_else() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(is_taken("127.0.0.1", port));
        assert!(!is_taken("127.0.0.1", 0));
        assert!(!is_taken("[::1]", 0));
        // A machine may have no addresses of version 6.
        if let Ok(listener) = TcpListener::bind("[::1]:0") {
            assert!(is_taken("[::1]", listener.local_addr().unwrap().port()));
        }
    }
}
