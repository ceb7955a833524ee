//! `denota token`: who may call a server by a static token.

use std::path::PathBuf;

use serde_json::json;

use super::serve;
use crate::cli::{Format, Token, TokenFile, TokenNew};
use crate::failure::{Done, Failure, Result};
use crate::http::auth::tokens::{file, mint};
use crate::http::auth::{DAY, day, now};
use crate::http::settings::Flags;
use crate::out::{Out, count};
use crate::project::Project;

/// Runs the command.
pub(crate) fn run(args: Token, format: Format, out: &Out) -> Result<Done> {
    match args {
        Token::New(args) => new(&args, out),
        Token::List(args) => list(&args, format, out),
        Token::Revoke(args) => {
            let path = path(&args.file)?;
            mint::revoke(&path, &args.name)?;
            out.note(format_args!("the token of `{}` is good no more", args.name));
            Ok(Done::Clean)
        }
    }
}

fn new(args: &TokenNew, out: &Out) -> Result<Done> {
    let path = path(&args.file)?;
    let last = now() / DAY + u64::from(args.days);
    let wish = mint::Wish {
        name: &args.name,
        teams: &args.teams,
        admin: args.admin,
        expires: (!args.never_expires).then_some(last),
    };
    let token = mint::mint(&path, &wish)?;
    let until = wish
        .expires
        .map_or("until it is withdrawn".to_owned(), |last| {
            format!("until {}", day(last))
        });
    out.note(format_args!(
        "a token for `{}`, good {until}; this is the only time that it is shown",
        args.name
    ));
    if args.teams.is_empty() && !args.admin {
        out.note("it belongs to no team, and so can read but not publish; `--team` names one");
    }
    out.line(token.reveal());
    Ok(Done::Clean)
}

fn list(args: &TokenFile, format: Format, out: &Out) -> Result<Done> {
    let tokens = file::read(&path(args)?)?;
    if format == Format::Json {
        let tokens = tokens.iter().map(|t| {
            json!({ "name": t.name, "teams": t.teams, "admin": t.admin, "expires": t.expires.map(day) })
        });
        out.line(json!(tokens.collect::<Vec<_>>()));
        return Ok(Done::Clean);
    }
    let today = now() / DAY;
    for token in &tokens {
        let until = match token.expires {
            Some(last) if last < today => format!("expired on {}", day(last)),
            Some(last) => format!("until {}", day(last)),
            None => "until withdrawn".to_owned(),
        };
        let teams = if token.teams.is_empty() {
            "no team".to_owned()
        } else {
            token.teams.join(", ")
        };
        let admin = if token.admin { ", administers" } else { "" };
        out.line(format_args!("{:<20} {until}, {teams}{admin}", token.name));
    }
    out.note(count(tokens.len(), "token"));
    Ok(Done::Clean)
}

/// The file that is named, or that a server here would read.
fn path(args: &TokenFile) -> Result<PathBuf> {
    if let Some(path) = &args.file {
        return Ok(path.clone());
    }
    let project = Project::find()?;
    let settings = serve::settings(&project, &Flags::default())?;
    settings.auth.tokens.map(PathBuf::from).ok_or_else(|| {
        Failure::new("no file of tokens is set up")
            .help("set `tokens = \"tokens.toml\"` of `[serve.auth]` in `denota.toml`, or name a file with `--file`")
    })
}
