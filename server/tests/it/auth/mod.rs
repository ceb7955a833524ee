//! Who may call a server, and how they show it.

mod oidc;
pub(crate) mod served;
mod start;
mod tls;
pub(crate) mod tokens;
