"""Room: access. Signing in with an organisation's own account: OpenID Connect, code flow with PKCE, state and nonce.

Source: OpenID Connect Core 1.0 (OpenID Foundation), 3.1; RFC 9700, "Best Current Practice for OAuth 2.0 Security" (IETF). What comes
back is believed where a key of the issuer signed it, under an algorithm that was agreed, for this client, this sign-in and this minute.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from access.arrangements import Issuer
from access.sessions import hash_of
from store import sessions as kept
from store.sessions import Journey
from store.submissions import Store

#: seconds to wait for an issuer
PATIENCE = 5
#: how long an issuer's description and keys are used before they are asked for again
FRESH = timedelta(hours=1)
#: how long somebody may take at the issuer
JOURNEY = timedelta(minutes=10)
#: seconds by which two clocks may differ
LEEWAY = 60


class TurnedAwayError(Exception):
    """A sign-in with an issuer that came to nothing. `reason` is for the record, the text for the person."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back from an issuer, and where they wanted to go."""

    issuer: str
    subject: str
    name: str
    then: str


@dataclass(frozen=True, slots=True)
class _Described:
    """What an issuer says of itself, with its keys, and when it said so."""

    authorization: str
    token: str
    keys: KeySet
    at: datetime


class Provider:
    """One issuer, with its description and keys kept for an hour."""

    def __init__(self, issuer: Issuer, back: str) -> None:
        #: the arrangement it was made from
        self.issuer = issuer
        #: the address that it sends people back to
        self.back = back
        self._described: _Described | None = None
        self._lock = threading.Lock()

    def depart(self, store: Store, *, then: str, now: datetime) -> tuple[str, str]:
        """Where to send the browser, and what it is to keep until it comes back. TurnedAwayError where the issuer does not answer."""
        described = self._description(now)
        state, browser, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        with self._client() as client:
            address, _ = client.create_authorization_url(described.authorization, state=state, nonce=nonce, code_verifier=verifier)
        journey = Journey(hash_of(browser), self.issuer.id, nonce, verifier, then)
        kept.depart(store, hash_of(state), journey, at=now, ends_at=now + JOURNEY)
        return str(address), browser

    def arrive(self, store: Store, answer: Mapping[str, str], *, browser: str, now: datetime) -> Arrived:
        """Who came back with `answer`, the query of the address. TurnedAwayError for anything that is not this browser's own sign-in."""
        journey = kept.arrive(store, hash_of(answer.get("state", "")), at=now)
        if journey is None or journey.issuer != self.issuer.id:
            raise _away("state unknown or used before", "This sign-in was used before, or took too long.")
        if not hmac.compare_digest(journey.browser, hash_of(browser)):
            raise _away("another browser", "This sign-in was begun in another browser.")
        if answer.get("iss", self.issuer.issuer) != self.issuer.issuer:
            raise _away("another issuer answered", f"The answer does not come from {self.issuer.name}.")
        if "error" in answer or not answer.get("code"):
            raise _away("refused by the issuer", f"{self.issuer.name} did not sign you in.")
        claims = self._claims(self._token(answer["code"], journey.verifier, now), journey.nonce, now)
        return Arrived(self.issuer.issuer, str(claims["sub"]), str(claims.get("name") or claims["sub"]), journey.then)

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self.issuer.client,
            self.issuer.secret,
            scope="openid profile",
            redirect_uri=self.back,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )

    def _token(self, code: str, verifier: str, now: datetime) -> str:
        described = self._description(now)
        try:
            with self._client() as client:
                answer = client.fetch_token(described.token, code=code, code_verifier=verifier, allow_redirects=False)
        except (requests.RequestException, ValueError) as error:
            raise self._silent() from error
        except AuthlibBaseError as error:
            raise _away("code refused by the issuer", f"{self.issuer.name} did not accept the way back.") from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _away("no identity token", f"{self.issuer.name} did not say who you are.")
        return token

    def _claims(self, token: str, nonce: str, now: datetime) -> Mapping[str, Any]:
        """The claims of an identity token, every one of them checked."""
        try:
            decoded = self._decoded(token, now)
            wanted = {"iss": {"essential": True, "value": self.issuer.issuer}, "aud": {"essential": True, "value": self.issuer.client}}
            claims = CodeIDToken(decoded.claims, decoded.header, wanted, {"nonce": nonce, "client_id": self.issuer.client})
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError) as error:
            reason = f"identity token: {error.__class__.__name__} {getattr(error, 'claim', '') or ''}".strip()
            raise _away(reason, f"What {self.issuer.name} said of you could not be checked.") from error
        if not claims["sub"] or not set(self.issuer.amr) <= set(claims.get("amr") or ()):
            raise _away("second step missing", f"{self.issuer.name} did not ask you for a second step, which is needed here.")
        return dict(claims)

    def _decoded(self, token: str, now: datetime) -> jwt.Token:
        """The token under the issuer's keys; they are asked for once more where its key is new to us."""
        try:
            return jwt.decode(token, self._description(now).keys, algorithms=list(self.issuer.algorithms))
        except (JoseError, ValueError):
            return jwt.decode(token, self._description(now, again=True).keys, algorithms=list(self.issuer.algorithms))

    def _description(self, now: datetime, *, again: bool = False) -> _Described:
        with self._lock:
            described = self._described
        old = described is None or now - described.at > FRESH or (again and now - described.at > timedelta(seconds=30))
        if described is not None and not old:
            return described
        described = self._asked(now)
        with self._lock:
            self._described = described
        return described

    def _asked(self, now: datetime) -> _Described:
        try:
            said = self._read(f"{self.issuer.issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != self.issuer.issuer:
                raise _away("another issuer described itself", f"{self.issuer.name} calls itself by another address than the one set here.")
            keys = KeySet.import_key_set(self._read(str(said["jwks_uri"])))  # type: ignore[arg-type]  # what is not a set of keys is a JoseError or ValueError
            return _Described(str(said["authorization_endpoint"]), str(said["token_endpoint"]), keys, now)
        except (requests.RequestException, JoseError, ValueError, KeyError) as error:
            raise self._silent() from error

    def _read(self, address: str) -> dict[str, Any]:
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
        if not isinstance(said, dict):
            raise ValueError("not a JSON object")
        return said

    def _silent(self) -> TurnedAwayError:
        return _away("the issuer does not answer", f"{self.issuer.name} does not answer at the moment.")


def _away(reason: str, sentence: str) -> TurnedAwayError:
    return TurnedAwayError(
        reason, f"{sentence} You are not signed in. Start again from the sign-in page; if it happens again, tell whoever runs it."
    )
