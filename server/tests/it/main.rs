//! The binary as users run it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod access;
mod artifacts;
mod auth;
mod bench;
mod check;
mod damage;
mod demo;
mod downstream;
mod formats;
mod full;
mod graphql;
mod graphql_clients;
mod http;
mod http_frame;
mod http_hostile;
mod http_limits;
mod http_models;
mod http_openapi;
mod http_publications;
mod http_retire;
mod http_serve;
mod init;
mod kill;
mod live;
mod locks;
mod numbers;
mod options;
mod pages;
mod pulled;
mod registry;
mod repository;
mod schema_registry;
mod search;
mod serve;
mod sparql;
mod stalled;
mod subjects;
mod transpile;
mod workflow;
