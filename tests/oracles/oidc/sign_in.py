"""Signs in with a browser's means, through a real provider's pages, and tries to cheat.

    sign_in.py SERVER SECURE

Says `ok` where everything was as it must be; SECURE is `yes` where browsers reach the server
by https.
"""

import re
import sys
from urllib.parse import parse_qs, urlsplit

import requests

server, secure = sys.argv[1], sys.argv[2] == "yes"
page = {"accept": "text/html", "sec-fetch-mode": "navigate"}


def browser():
    """A client that keeps cookies. It follows no redirect by itself, so that each can be read."""
    client = requests.Session()
    client.headers["user-agent"] = "test"
    client.verify = sys.argv[3] if len(sys.argv) > 3 else True
    return client


def step(client, method, url, **more):
    return client.request(method, url, allow_redirects=False, timeout=20, **more)


def to_provider(client, to="/api/v1/whoami"):
    """Begins to sign in: the address at the provider that the server sends the browser to."""
    begun = step(client, "GET", f"{server}/auth/login", params={"to": to})
    assert begun.status_code == 303, (begun.status_code, begun.text)
    assert begun.headers["cache-control"] == "no-store"
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"], asked
    assert asked["state"] and asked["nonce"] and "openid" in asked["scope"][0], asked
    return begun.headers["location"]


def to_callback(client, url, name):
    """Goes through the provider's pages as somebody: the address it sends the browser back to."""
    for _ in range(12):
        answer = step(client, "GET", url)
        form = re.search(r'<form[^>]*action="([^"]+)"', answer.text) if answer.status_code == 200 else None
        if form:
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text).group(1)
            data = {"prompt": prompt, "login": name, "password": "x"}
            answer = step(client, "POST", form.group(1), data=data)
        assert answer.status_code in (302, 303), (url, answer.status_code, answer.text)
        url = requests.compat.urljoin(url, answer.headers["location"])
        if urlsplit(url).path == "/auth/callback":
            return url
    raise AssertionError("the provider never sends the browser back")


def sign_in(name, to="/api/v1/whoami"):
    client = browser()
    callback = to_callback(client, to_provider(client, to), name)
    done = step(client, "GET", callback)
    assert done.status_code == 303, (done.status_code, done.text)
    return client, callback, done


def whoami(client):
    return step(client, "GET", f"{server}/api/v1/whoami")


def session(client):
    found = [c for c in client.cookies if c.name.endswith("denota-session")]
    return found[0] if found else None


# Nobody is told to sign in; a browser that opens a page is sent to.
nobody = browser()
assert whoami(nobody).status_code == 401
assert whoami(nobody).headers["www-authenticate"].startswith("Bearer")
sent = step(nobody, "GET", f"{server}/graphql?query=a%20b", headers=page)
assert sent.headers["location"] == "/auth/login?to=%2Fgraphql%3Fquery%3Da%2520b", sent.headers

# The whole way; teams come from the user info, which the ID token lacks.
ann, callback, done = sign_in("ann")
assert done.headers["location"] == "/api/v1/whoami"
flags = done.headers["set-cookie"]
assert "HttpOnly" in flags and "SameSite=Lax" in flags and ("Secure" in flags) == secure, flags
assert ("__Host-" in flags) == secure, flags
me = whoami(ann).json()
assert (me["name"], me["teams"], me["admin"], me["authentication"]) == ("ann", ["people"], False, "session"), me
root, _, _ = sign_in("root")
assert whoami(root).json()["admin"] is True
stranger, _, _ = sign_in("eve")
assert whoami(stranger).json()["teams"] == []

# An answer of the provider is good once, for the browser that asked, and unchanged.
again = step(ann, "GET", callback)
assert again.status_code == 403 and "set-cookie" not in again.headers, again.text
thief = browser()
stolen = to_callback(ann, to_provider(ann), "ann")
assert step(thief, "GET", stolen).status_code == 403
assert step(ann, "GET", stolen).status_code == 303, "whose it is may still come back"
assert step(ann, "GET", stolen).status_code == 403
mallory = browser()
own = to_callback(mallory, to_provider(mallory), "eve")
victim = browser()
to_provider(victim)
assert step(victim, "GET", own).status_code == 403, "a victim would work in the attacker's name"
other = browser()
url = to_callback(other, to_provider(other), "ann")
code = parse_qs(urlsplit(url).query)["code"][0]
assert step(other, "GET", url.replace(code, ("y" if code[0] == "x" else "x") + code[1:])).status_code == 403
for change in (lambda u: re.sub("iss=[^&]*", "iss=http%3A%2F%2Fevil.example", u), lambda u: re.sub("&iss=[^&]*", "", u)):
    other = browser()
    url = change(to_callback(other, to_provider(other), "ann"))
    assert step(other, "GET", url).status_code == 403, url
other = browser()
state = parse_qs(urlsplit(to_provider(other)).query)["state"][0]
denied = step(other, "GET", f"{server}/auth/callback", params={"state": state, "error": "access_denied"})
assert denied.status_code == 403 and denied.headers["content-type"] == "application/problem+json"
assert step(browser(), "GET", f"{server}/auth/callback").status_code == 403

# Nobody is led elsewhere.
for away in ("//evil.example", "https://evil.example", "/\\evil.example"):
    _, _, done = sign_in("ann", away)
    assert done.headers["location"] == "/", done.headers["location"]

# Two tabs sign in at once, and each goes where it wanted.
tabs = browser()
first, second = to_provider(tabs, "/one"), to_provider(tabs, "/two")
done = step(tabs, "GET", to_callback(tabs, first, "ann"))
assert done.headers["location"] == "/one", done.headers
done = step(tabs, "GET", to_callback(tabs, second, "ann"))
assert done.headers["location"] == "/two", done.headers

# Signing in again begins another session, and ends the one before.
before = session(ann).value
ann.get(to_callback(ann, to_provider(ann), "ann"), allow_redirects=False)
assert session(ann).value != before
old = requests.get(f"{server}/api/v1/whoami", cookies={session(ann).name: before}, verify=ann.verify)
assert old.status_code == 401

# What changes something must come from a page of the server's own.
def write(**headers):
    body = {"query": "{ __typename }"}
    return step(ann, "POST", f"{server}/auth/logout", data=body, headers=headers)


for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
    refused = write(**headers)
    assert refused.status_code == 403, (headers, refused.status_code)
    assert whoami(ann).status_code == 200

# Signing out ends the session at the server, not only in the browser.
kept = session(ann)
assert "Sign out" in step(ann, "GET", f"{server}/", headers=page).text
out = write(origin=server)
assert out.status_code == 303 and "Max-Age=0" in out.headers["set-cookie"], out.headers
assert session(ann) is None
said = step(ann, "GET", server + out.headers["location"])
assert said.status_code == 200 and "You are signed out" in said.text, said.text
assert requests.get(f"{server}/api/v1/whoami", cookies={kept.name: kept.value}, verify=ann.verify).status_code == 401
print("ok")
