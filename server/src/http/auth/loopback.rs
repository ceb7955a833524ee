//! Which hosts are this machine. Much is open, or sent in the clear, to this machine alone.

use std::net::{IpAddr, Ipv6Addr};

/// Whether a host, which is a name or an address, is this machine. An address of IPv6 may stand
/// in brackets, as in URLs.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(bare) = bare {
        return bare.parse().is_ok_and(|a: Ipv6Addr| a.is_loopback());
    }
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|a: IpAddr| a.is_loopback())
}

/// Whether a host with a port or without one, as requests name it, is this machine.
pub(crate) fn names_this_machine(authority: &str) -> bool {
    // The colons of an address of IPv6 stand in brackets.
    let from = authority.rfind(']').unwrap_or(0);
    let colon = authority.get(from..).and_then(|rest| rest.find(':'));
    let end = colon.map_or(authority.len(), |at| from + at);
    authority.get(..end).is_some_and(is_this_machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_told_by_all_its_names_and_no_others() {
        for host in [
            "localhost",
            "LocalHost",
            "127.0.0.1",
            "127.1.2.3",
            "::1",
            "[::1]",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "[]",
            "[localhost]",
            "[127.0.0.1]",
            "[::1",
            "::1]",
            "[[::1]]",
            "0.0.0.0",
            "::",
            "10.0.0.1",
            "127.0.0.1:80",
            "localhost.example.com",
            "127.0.0.1.example.com",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn a_port_makes_no_difference_and_nothing_else_may_follow() {
        for authority in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:8080",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(names_this_machine(authority), "{authority}");
        }
        for authority in [
            "",
            ":80",
            "::1",
            "[::1]evil.example",
            "[::1]evil.example:80",
            "evil.example:80",
            "evil.example[::1]",
            "localhost.evil.example:80",
        ] {
            assert!(!names_this_machine(authority), "{authority}");
        }
    }
}
