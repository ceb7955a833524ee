//! Who may call a server, and how they show it.

mod oidc;
pub(crate) mod served;
mod start;
pub(crate) mod tls;
pub(crate) mod tokens;
