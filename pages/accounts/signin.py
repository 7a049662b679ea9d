"""Room: pages. Signing in and out, taking an invitation, asking for access; and the address by which a machine sees that all is well."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote

import flask
import segno
from dash import html
from dash.development.base_component import Component

from access import accounts, codes, proxy, sessions
from access.gates import Gate, actor, current
from access.guard import safe_path, sent_to
from access.oidc import JOURNEY, TurnedAwayError
from access.passwords import ADVISED, SHORTEST
from charts.svg import Element, element
from indicators.deadlines import london_day
from indicators.periods.rendering import on_day
from pages.frame.answers import Answer
from pages.frame.entrances import add, field, form, refused, shown, told, typed
from pages.frame.html import drawing
from store import accounts as kept
from store.accounts import Account
from store.problems import RefusedError

#: what ties the way back from an issuer to the browser that went there
JOURNEY_COOKIE = "__Host-sign-in"
#: what the page says of what was done a moment ago, by the word in its address
DONE = {
    "signed-out": "You are signed out.",
    "everywhere": "You are signed out everywhere.",
    "password": "Your password is changed, and you are signed out everywhere. Sign in with the new one.",
}
DISABLED = "This account is closed. You are not signed in. Ask whoever gives out roles if it should be open."


def register(server: flask.Flask) -> None:
    """Put the pages on the server."""
    add(server, "GET", "/health", health)
    add(server, "GET", "/sign-in", sign_in)
    add(server, "POST", "/sign-in", try_sign_in)
    add(server, "GET", "/sign-in/with/<issuer>", depart)
    add(server, "GET", "/sign-in/back/<issuer>", arrive)
    add(server, "GET", "/invitation/<token>", invitation)
    add(server, "POST", "/invitation/<token>", accept)
    add(server, "POST", "/sign-out", sign_out)
    add(server, "GET", "/ask", ask)
    add(server, "POST", "/ask", asked)


def health() -> flask.Response:
    """`ok` where the store answers: a page that is there says nothing of that."""
    current().store.revision()
    return flask.Response("ok\n", mimetype="text/plain")


def sign_in() -> flask.Response:
    """The ways of signing in; with a proxy that names people, straight in."""
    gate, then = current(), safe_path(flask.request.args.get("then", "/"))
    if actor() is not None:
        return sent_to(then)
    named = proxy.named_by(gate.arrangement, flask.request.remote_addr or "", flask.request.headers)
    if named:
        return _enter(gate, proxy.PROXY, named, named, method=proxy.PROXY, then=then)
    return shown(Answer("Sign in", _doors(gate, then)))


def try_sign_in() -> flask.Response:
    """Sign in with a local account."""
    gate, then = current(), safe_path(typed("then"))
    if not gate.arrangement.local:
        return refused(403, "Local accounts are not used here. Nothing has changed. Sign in with your organisation.")
    tried = accounts.sign_in(
        gate.store,
        gate.records,
        gate.arrangement.key,
        name=typed("name"),
        password=typed("password"),
        code=typed("code"),
        address=flask.g.address,
    )
    if tried.account is None:
        sentence = f"{tried.sentence} The next try is taken in {_in_words(tried.wait)}." if tried.wait else tried.sentence
        return shown(Answer("Sign in", _doors(gate, then, [sentence]), status=429 if tried.wait else 401))
    response = sent_to(then)
    sessions.begin(gate, response, tried.account, method=accounts.LOCAL)
    return response


def depart(issuer: str) -> flask.Response:
    """Send the browser to an issuer, with what has to come back from there."""
    gate = current()
    provider = gate.providers.get(issuer)
    if provider is None:
        return refused(404, "There is no such way to sign in. Choose one of the ways on the sign-in page.")
    try:
        address, browser = provider.depart(gate.store, then=safe_path(flask.request.args.get("then", "/")), now=gate.now())
    except TurnedAwayError as turned:
        return _turned_away(gate, issuer, turned)
    response = sent_to(address)
    sessions.set_cookie(response, JOURNEY_COOKIE, browser, JOURNEY)
    return response


def arrive(issuer: str) -> flask.Response:
    """The way back from an issuer."""
    gate = current()
    provider = gate.providers.get(issuer)
    if provider is None:
        return refused(404, "There is no such way to sign in. Choose one of the ways on the sign-in page.")
    try:
        came = provider.arrive(
            gate.store, flask.request.args.to_dict(), browser=flask.request.cookies.get(JOURNEY_COOKIE, ""), now=gate.now()
        )
    except TurnedAwayError as turned:
        return _turned_away(gate, issuer, turned)
    response = _enter(gate, came.issuer, came.subject, came.name, method=issuer, then=safe_path(came.then))
    response.delete_cookie(JOURNEY_COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def invitation(token: str) -> flask.Response:
    """Choose a password and set up the second step."""
    gate = current()
    account = accounts.invited(gate.store, token, now=gate.now())
    return _used_up() if account is None else shown(Answer("Set up your account", _setting_up(gate, token, account)))


def accept(token: str) -> flask.Response:
    """Take the invitation, and sign in."""
    gate = current()
    done = accounts.accept(
        gate.store,
        gate.records,
        gate.arrangement.key,
        token,
        password=typed("password"),
        code=typed("code"),
        about=(gate.plan.short_title, gate.plan.place),
    )
    if done.account is None:
        return _used_up()
    if done.password or done.code:
        return shown(Answer("Set up your account", _setting_up(gate, token, done.account, done.password, done.code), status=400))
    response = sent_to("/")
    sessions.begin(gate, response, done.account, method=accounts.LOCAL)
    return response


def sign_out() -> flask.Response:
    """End this session."""
    gate, who = current(), actor()
    response = sent_to("/sign-in?done=signed-out")
    if who is not None:
        sessions.leave(gate, response, who)
    return response


def ask() -> flask.Response:
    """What somebody sees who is known, and has no role yet."""
    who = actor()
    account = kept.numbered(current().store, who.account) if who else None
    if who is None or account is None or who.grants:
        return sent_to("/")
    main = [
        html.H1("You have no role here yet"),
        html.P(f"You are signed in as {who.name}. Nobody has given this account a role, so there is nothing to see."),
        html.P(f"Asked on {on_day(london_day(account.asked_at))}. An administrator sees it and decides.")
        if account.asked_at
        else form("/ask", html.P("An administrator will see that you asked, and decides."), button="Ask for access"),
    ]
    return shown(Answer("Ask for access", html.Article(main)))


def asked() -> flask.Response:
    """Note that somebody asks for access, once."""
    gate, who = current(), actor()
    account = kept.numbered(gate.store, who.account) if who else None
    if who and account and not who.grants and account.asked_at is None:
        entry = gate.records.entry("ask", f"account {account.number}", "for access")
        kept.change(gate.store, account.number, entry=entry, asked_at=entry.at)
    return sent_to("/ask")


def _enter(gate: Gate, issuer: str, subject: str, name: str, *, method: str, then: str) -> flask.Response:
    """Somebody whom an issuer or the proxy vouches for. Whoever is new gets an account without a role, and may ask."""
    subject, name = subject.strip(), name.strip()[:120]
    account = kept.found(gate.store, issuer, subject)
    if account is None:
        with suppress(RefusedError):  # who comes in by two windows at once has been added by the other one
            accounts.add(gate.store, gate.records, issuer=issuer, subject=subject, name=name or subject, by=f"{issuer} {subject}")
        account = kept.found(gate.store, issuer, subject)
    if account is None or account.state != "active":
        gate.records.note("sign-in", f"account {account.number if account else 0}", "refused: the account is closed")
        return refused(403, DISABLED)
    response = sent_to(then)
    sessions.begin(gate, response, account, method=method)
    return response


def _turned_away(gate: Gate, issuer: str, turned: TurnedAwayError) -> flask.Response:
    gate.records.note("sign-in", f"issuer {issuer}", f"failed: {turned.reason}")
    return shown(Answer("Sign in", _doors(gate, "/", [str(turned)]), status=401))


def _used_up() -> flask.Response:
    return refused(404, "This invitation does not work. It was used, or a newer one was sent, or it is too old. Ask for another one.")


def _doors(gate: Gate, then: str, faults: list[str] | None = None) -> Component:
    ways: list[Component] = [html.H1("Sign in"), *told(faults or [], title="You are not signed in")]
    done = DONE.get(flask.request.args.get("done", "")) if flask.request.method == "GET" else None
    if done:
        ways.append(html.Div(html.P(done), className="notice near", role="status"))
    if gate.providers:
        links = [
            html.Li(html.A(f"Sign in with {p.issuer.name}", href=f"/sign-in/with/{id}?then={quote(then, safe='')}", className="way"))
            for id, p in gate.providers.items()
        ]
        ways.append(html.Section([html.H2("With your organisation’s account"), html.Ul(links, className="plain")]))
    if gate.arrangement.local:
        fields = [
            field("name", "Name you sign in with", autocomplete="username", required="required", autocapitalize="none", spellcheck="false"),
            field("password", "Password", type="password", autocomplete="current-password", required="required"),
            field(
                "code",
                "Code",
                hint="The six digits that your app shows now.",
                autocomplete="one-time-code",
                inputmode="numeric",
                required="required",
            ),
        ]
        inside = form("/sign-in", *fields, button="Sign in", hidden=[("then", then)])
        ways.append(html.Section([html.H2("With an account of this dashboard"), inside]))
    ways.append(html.P("If you lost your password or your phone, ask an administrator for a new invitation."))
    return html.Article(ways, className="entrance")


def _setting_up(gate: Gate, token: str, account: Account, password: tuple[str, ...] = (), code: tuple[str, ...] = ()) -> Component:
    secret = codes.secret_for(gate.arrangement.key, token)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    picture = _picture(codes.address(secret, name=account.subject, issuer=gate.plan.short_title))
    return html.Article(
        [
            html.H1("Set up your account"),
            html.P(f"For {account.name}."),
            *told([*password, *code]),
            form(
                f"/invitation/{token}",
                # a password manager keeps the name only from a field that it can see
                field("name", "You sign in as", value=account.subject, autocomplete="username", readonly="readonly"),
                field(
                    "password",
                    "Password",
                    type="password",
                    autocomplete="new-password",
                    required="required",
                    hint=f"At least {SHORTEST} characters, better {ADVISED} or more: a few words without a name of yours or the plan.",
                    faults=password,
                ),
                html.H2("Second step"),
                html.P("Scan this with an authenticator app, or type the key into it."),
                html.Div(drawing(picture)),
                html.P(["Key: ", html.Code(spaced)]),
                field(
                    "code",
                    "Code",
                    hint="The six digits that the app shows now.",
                    faults=code,
                    autocomplete="one-time-code",
                    inputmode="numeric",
                    required="required",
                ),
                button="Set up and sign in",
            ),
        ],
        className="entrance",
    )


def _picture(address: str) -> Element:
    """The address as a QR code: one path of unit squares."""
    rows = tuple(segno.make(address, error="m").matrix_iter(border=4))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    drawn = element("path", d=path, fill="#000")
    ground = element("rect", width=len(rows), height=len(rows), fill="#fff")
    words = "The key of the second step as a QR code; it stands in letters below."
    return element("svg", ground, drawn, viewBox=f"0 0 {len(rows)} {len(rows)}", width=220, height=220, role="img", aria_label=words)


def _in_words(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds} second{'' if seconds == 1 else 's'}" if seconds < 90 else f"{math.ceil(seconds / 60)} minutes"
