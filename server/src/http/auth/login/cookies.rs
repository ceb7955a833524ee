//! The two cookies: one of a session, one that ties a sign-in to the browser that began it.

use crate::http::auth::secret::Secret;

/// How cookies are set.
pub(super) struct Cookies {
    /// The name of the session's.
    pub(super) session: &'static str,
    /// The name of the sign-in's.
    pub(super) login: &'static str,
    secure: bool,
}

impl Cookies {
    /// Cookies of a server that browsers reach by https, or not. With it, the prefix keeps
    /// other hosts and plain connections from setting them.
    pub(super) fn new(secure: bool) -> Self {
        let (session, login) = if secure {
            ("__Host-denota-session", "__Host-denota-login")
        } else {
            ("denota-session", "denota-login")
        };
        Self {
            session,
            login,
            secure,
        }
    }

    /// Sets the session; it ends with the browser, or when the server says so.
    pub(super) fn set_session(&self, id: &Secret) -> String {
        self.set(self.session, id.reveal(), "")
    }

    /// Takes the session away.
    pub(super) fn clear_session(&self) -> String {
        self.set(self.session, "", "; Max-Age=0")
    }

    /// Ties a sign-in to the browser, for ten minutes.
    pub(super) fn set_login(&self, browser: &Secret) -> String {
        self.set(self.login, browser.reveal(), "; Max-Age=600")
    }

    fn set(&self, name: &str, value: &str, more: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_other_sites_and_plain_connections_do_not_get_them() {
        let id = Secret::new("x");
        let secure = Cookies::new(true).set_session(&id);
        assert_eq!(
            secure,
            "__Host-denota-session=x; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        let plain = Cookies::new(false);
        assert_eq!(
            plain.set_session(&id),
            "denota-session=x; Path=/; HttpOnly; SameSite=Lax"
        );
        assert!(plain.clear_session().ends_with("Max-Age=0"));
        assert!(plain.set_login(&id).ends_with("Max-Age=600"));
    }
}
