//! What claims say of somebody.

use serde_json::Value;

use super::{Claims, Refusal};
use crate::http::auth::identity::Identity;
use crate::http::auth::settings;
use crate::http::auth::tokens::file::is_name;

/// More teams than this are not read.
const MOST: usize = 1000;

/// Who claims speak of.
pub(super) fn identity(claims: &Claims, settings: &settings::Oidc) -> Result<Identity, Refusal> {
    let name = find(claims, &settings.name_claim).and_then(Value::as_str);
    let name = name.filter(|n| is_name(n));
    let name = name.ok_or(Refusal::Invalid("the token does not say who it stands for"))?;
    let teams = find(claims, &settings.teams_claim)
        .map(teams)
        .unwrap_or_default();
    Ok(Identity {
        name: name.to_owned(),
        admin: teams.iter().any(|t| settings.admin_teams.contains(t)),
        teams,
    })
}

/// A claim by its name, or by the pointer to it (`/realm_access/roles`).
pub(super) fn find<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    let Some(pointer) = name.strip_prefix('/') else {
        return claims.get(name);
    };
    let (first, rest) = pointer.split_once('/').unwrap_or((pointer, ""));
    let value = claims.get(&first.replace("~1", "/").replace("~0", "~"))?;
    match rest {
        "" => Some(value),
        rest => value.pointer(&format!("/{rest}")),
    }
}

/// A list of names, or one; whatever else stands there names no team.
fn teams(value: &Value) -> Vec<String> {
    let one = std::slice::from_ref(value);
    let values = value.as_array().map_or(one, Vec::as_slice);
    let names = values
        .iter()
        .filter_map(Value::as_str)
        .filter(|n| is_name(n));
    names.take(MOST).map(str::to_owned).collect()
}

/// That an ID token answers our question: it has our nonce, and where it is for several
/// parties it was made for us.
pub(super) fn meant_for(claims: &Claims, client: &str, nonce: &str) -> Result<(), Refusal> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("nonce") != Some(nonce) {
        return Err(Refusal::Invalid("the answer belongs to another question"));
    }
    let several = claims
        .get("aud")
        .and_then(Value::as_array)
        .is_some_and(|a| a.len() > 1);
    match text("azp") {
        Some(party) if party != client => Err(Refusal::Invalid("the token was made for another")),
        None if several => Err(Refusal::Invalid(
            "the token does not say whom it was made for",
        )),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn settings(name: &str, teams: &str) -> settings::Oidc {
        let text = format!(
            "issuer = \"https://a.example\"\naudience = \"denota\"\nname-claim = \"{name}\"\n\
             teams-claim = \"{teams}\"\nadmin-teams = [\"platform\"]\n"
        );
        toml::from_str(&text).unwrap()
    }

    fn read(claims: &Value, name: &str, teams: &str) -> Option<(String, Vec<String>, bool)> {
        let found = identity(claims.as_object().unwrap(), &settings(name, teams)).ok()?;
        Some((found.name, found.teams, found.admin))
    }

    #[test]
    fn names_and_teams_are_found_where_the_settings_say() {
        let claims = json!({
            "sub": "248", "email": "ann@example.com", "empty": "", "number": 1,
            "groups": ["people", 7, "", "platform"], "one": "people",
            "realm_access": { "roles": ["people"] }, "https://a.example/groups": ["titles"],
        });
        let of = |name, teams| read(&claims, name, teams).map(|(n, t, a)| (n, t.join(" "), a));
        let some =
            |name: &str, teams: &str, admin| Some((name.to_owned(), teams.to_owned(), admin));
        assert_eq!(of("sub", "groups"), some("248", "people platform", true));
        assert_eq!(of("email", "one"), some("ann@example.com", "people", false));
        assert_eq!(
            of("sub", "/realm_access/roles"),
            some("248", "people", false)
        );
        assert_eq!(
            of("sub", "https://a.example/groups"),
            some("248", "titles", false)
        );
        assert_eq!(
            of("sub", "/https:~1~1a.example~1groups"),
            some("248", "titles", false)
        );
        assert_eq!(of("sub", "missing"), some("248", "", false));
        for name in ["missing", "empty", "number", "groups"] {
            assert_eq!(of(name, "groups"), None, "{name}");
        }
    }

    #[test]
    fn an_id_token_must_answer_our_question() {
        for (claims, good) in [
            (json!({ "nonce": "n", "aud": "us" }), true),
            (json!({ "nonce": "n", "aud": ["us"], "azp": "us" }), true),
            (
                json!({ "nonce": "n", "aud": ["us", "them"], "azp": "us" }),
                true,
            ),
            (json!({ "nonce": "n", "aud": ["us", "them"] }), false),
            (json!({ "nonce": "n", "aud": "us", "azp": "them" }), false),
            (json!({ "nonce": "m", "aud": "us" }), false),
            (json!({ "aud": "us" }), false),
        ] {
            let found = meant_for(claims.as_object().unwrap(), "us", "n");
            assert_eq!(found.is_ok(), good, "{claims}");
        }
    }
}
