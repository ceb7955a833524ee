//! When a server starts, and when it had better not.

use super::served::Served;
use crate::bench::Bench;

#[test]
fn on_this_machine_alone_it_is_open_and_says_so() {
    let served = Served::start(Bench::new());
    let who = served.get("/api/v1/whoami", None).json();
    assert_eq!(who["authentication"], "open");
    assert!(
        who["note"].as_str().unwrap().contains("the server is open"),
        "{who}"
    );
    served.until("the log says so", |s| s.log().contains("open: who reaches"));
}

#[test]
fn it_is_never_open_to_other_machines() {
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let bench = Bench::with(&[("denota.toml", &format!("[serve]\nhost = \"{host}\"\n"))]);
        let ran = bench.run(&["serve", "--port", "0"]);
        assert_eq!(ran.code, 2, "{host}: {}", ran.err);
        // The last is not an address of this machine, which may be said first.
        if host != "192.0.2.1" {
            assert!(
                ran.err.contains("no authentication is set up"),
                "{}",
                ran.err
            );
            assert!(ran.err.contains("denota token new"), "{}", ran.err);
        }
    }
}

#[test]
fn settings_that_make_no_sense_keep_it_from_starting() {
    for (settings, files, expected) in [
        (
            "policy = \"p.cedar\"",
            &[("p.cedar", "")][..],
            "no way to tell who calls",
        ),
        ("tokens = \"nowhere.toml\"", &[], "nowhere.toml"),
        ("tokens = \"nowhere.toml\"", &[], "denota token new"),
        (
            "tokens = \"t.toml\"",
            &[("t.toml", "[[token]]\nname = \"a\"\nsha256 = \"1\"\n")],
            "t.toml:3:10",
        ),
        (
            "tokens = \"t.toml\"\npolicy = \"p.cedar\"",
            &[
                ("t.toml", ""),
                (
                    "p.cedar",
                    "\npermit(principal, action, resource)\nwhen { resource.iri == 1 && principal.nmae == \"x\" };\n",
                ),
            ],
            "p.cedar:3:",
        ),
        (
            "oidc = { issuer = \"https://login.example.com\" }",
            &[],
            "`audience`",
        ),
        (
            "oidc = { issuer = \"https://login.example.com\" }",
            &[],
            "other than the client id",
        ),
        (
            "oidc = { issuer = \"http://login.example.com\", audience = \"a\" }",
            &[],
            "https",
        ),
        (
            "oidc = { issuer = \"https://login.example.com\", audience = \"a\", client-id = \"b\", client-secret-env = \"DENOTA_UNSET\" }",
            &[],
            "`DENOTA_UNSET`",
        ),
        ("session-hours = \"many\"", &[], "denota.toml:2:"),
        ("session-hours = 0", &[], "`auth.session-hours`"),
        ("session-hours = 745", &[], "744 at most"),
        ("token = \"t.toml\"", &[], "did you mean `tokens`?"),
    ] {
        let bench = Bench::with(files);
        bench.write("denota.toml", &format!("[serve.auth]\n{settings}\n"));
        let ran = bench.run(&["serve", "--port", "8099"]).ends(2);
        assert!(ran.err.contains(expected), "{settings}: {}", ran.err);
    }
}

/// What keeps `denota serve` from starting is what doctor says.
#[test]
fn doctor_refuses_what_the_server_refuses() {
    let oidc = "[serve.auth.oidc]\nissuer = \"https://login.example.com\"\naudience = \"a\"\nclient-id = \"b\"\n";
    let without_secret = format!("{oidc}client-secret-env = \"DENOTA_UNSET\"\n");
    let everywhere = format!("[serve]\nhost = \"0.0.0.0\"\n{oidc}");
    for (settings, said) in [
        (&*without_secret, "`DENOTA_UNSET`"),
        (&*everywhere, "where to send browsers back to"),
        (
            "[serve.auth]\npolicy = \"p.cedar\"\n",
            "no way to tell who calls",
        ),
    ] {
        let bench = Bench::with(&[("denota.toml", settings)]);
        let tried = bench.run(&["doctor"]).ends(1);
        assert!(tried.out.contains(said), "{settings}: {}", tried.out);
        let served = bench.run(&["serve", "--port", "0"]).ends(2);
        assert!(served.err.contains(said), "{settings}: {}", served.err);
    }
    // A server finds a free port before it is asked where browsers find it.
    let any = format!("[serve]\nport = 0\n{oidc}");
    let bench = Bench::with(&[("denota.toml", &any)]);
    let tried = bench.run(&["doctor"]);
    let would = "would listen on 127.0.0.1:0, with authentication";
    assert!(tried.out.contains(would), "{}", tried.out);
}
