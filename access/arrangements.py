"""Room: access. How guarded mode is set up: what has to be stated before anybody is let in, and every gap in it at once."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

#: a secret key of fewer characters could be tried out
KEY_LENGTH = 32
#: what an issuer may sign with; "none" and shared secrets are never among them
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
#: variables that turn on what must never run where people are served
DANGEROUS = ("DASH_DEBUG", "FLASK_DEBUG", "DASH_MCP_ENABLED", "WERKZEUG_DEBUG_PIN")
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_OFF = frozenset({"", "0", "false", "no", "off"})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ArrangementError(Exception):
    """Guarded mode cannot start as it is set up; its words say what to set, one sentence a line."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """One OpenID Connect provider: a person from it is `issuer` and their subject there. `amr`: sign-in methods it has to vouch for."""

    id: str
    name: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    algorithms: tuple[str, ...] = ("RS256",)
    amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that signs people in and names them in `header`; it shows `secret` in X-Proxy-Secret."""

    header: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Guarded mode as it was stated. `peers` are the addresses of the proxy in front, whose word on a client's address is taken."""

    origin: str
    key: str = field(repr=False)
    peers: tuple[Network, ...]
    local: bool
    issuers: tuple[Issuer, ...]
    proxy: Proxy | None

    @property
    def host(self) -> str:
        """Host and port as a browser names them."""
        return urlsplit(self.origin).netloc


def dangers(environment: Mapping[str, str]) -> list[str]:
    """A sentence for each variable that would open the server to anybody."""
    return [
        f"{name}: found {environment[name]!r}. Expected it unset: it would show code and data to whoever asks. Unset it and start again."
        for name in DANGEROUS
        if environment.get(name, "").strip().lower() not in _OFF
    ]


def arranged(environment: Mapping[str, str]) -> Arrangement:
    """The arrangement that the environment states. ArrangementError with a sentence for every gap."""
    gaps = dangers(environment)
    key = environment.get("DELIVERY_PLAN_SECRET_KEY", "")
    if len(key) < KEY_LENGTH:
        gaps.append(
            f"DELIVERY_PLAN_SECRET_KEY: found {'nothing' if not key else f'{len(key)} characters'}. Expected at least {KEY_LENGTH} "
            "characters that nobody can guess. Set it to what `openssl rand -base64 48` prints, and keep it: the second steps of local "
            "accounts are sealed with it."
        )
    origin = _origin(environment, gaps)
    local = environment.get("DELIVERY_PLAN_LOCAL_ACCOUNTS", "") == "1"
    issuers = _issuers(environment.get("DELIVERY_PLAN_ISSUERS", ""), environment, gaps)
    proxy = _proxy(environment, gaps)
    if not (local or issuers or proxy or environment.get("DELIVERY_PLAN_ISSUERS") or environment.get("DELIVERY_PLAN_PROXY_HEADER")):
        gaps.append(
            "Nobody could sign in: found no source of identity. Expected at least one. Set DELIVERY_PLAN_ISSUERS (OpenID Connect), "
            "DELIVERY_PLAN_LOCAL_ACCOUNTS=1, or DELIVERY_PLAN_PROXY_HEADER."
        )
    peers = _peers(environment.get("DELIVERY_PLAN_PROXY_PEERS", "127.0.0.1,::1"), gaps)
    if gaps:
        raise ArrangementError("Guarded mode is not started.\n" + "\n".join(gaps))
    return Arrangement(origin, key, peers, local, issuers, proxy)


def _origin(environment: Mapping[str, str], gaps: list[str]) -> str:
    origin, tls = environment.get("DELIVERY_PLAN_ORIGIN", "").rstrip("/"), environment.get("DELIVERY_PLAN_TLS", "")
    parts = _parts(origin)
    if tls not in {"proxy", "loopback"}:
        gaps.append(
            f"DELIVERY_PLAN_TLS: found {tls or 'nothing'}. Expected who encrypts the way to the browser. Set it to proxy where a reverse "
            "proxy in front does, or to loopback to try guarded mode out on one computer."
        )
    elif not parts.netloc or parts.path or parts.query or parts.username or parts.scheme not in {"https", "http"}:
        gaps.append(
            f"DELIVERY_PLAN_ORIGIN: found {origin or 'nothing'}. Expected the address that people type, without a path. Set it to one "
            "like https://plan.example.org."
        )
    elif tls == "proxy" and parts.scheme != "https":
        gaps.append(f"DELIVERY_PLAN_ORIGIN: found {origin}. Expected https, as DELIVERY_PLAN_TLS states. Set it to the address with https.")
    elif tls == "loopback" and parts.hostname not in HERE:
        gaps.append(
            f"DELIVERY_PLAN_ORIGIN: found {origin}. Expected this computer itself, as DELIVERY_PLAN_TLS=loopback states. Set it to "
            "http://127.0.0.1:8050, or DELIVERY_PLAN_TLS to proxy."
        )
    return origin


def _proxy(environment: Mapping[str, str], gaps: list[str]) -> Proxy | None:
    header = environment.get("DELIVERY_PLAN_PROXY_HEADER", "")
    if not header:
        return None
    secret = environment.get("DELIVERY_PLAN_PROXY_SECRET", "")
    if not environment.get("DELIVERY_PLAN_PROXY_PEERS", "").strip():
        gaps.append(
            "DELIVERY_PLAN_PROXY_PEERS: found nothing. Expected the addresses that the proxy asks from: anybody else could write its "
            "header. Set it to one like 127.0.0.1 or 10.0.4.0/28."
        )
    if len(secret) < KEY_LENGTH:
        gaps.append(
            f"DELIVERY_PLAN_PROXY_SECRET: found {'nothing' if not secret else 'a short one'}. Expected at least {KEY_LENGTH} characters "
            "that only the proxy sends (X-Proxy-Secret). Set it here and there to what `openssl rand -base64 48` prints."
        )
    return Proxy(header, secret)


def _peers(text: str, gaps: list[str]) -> tuple[Network, ...]:
    found: list[Network] = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ipaddress.ip_network(each))
        except ValueError:
            gaps.append(
                f"DELIVERY_PLAN_PROXY_PEERS: found {each}. Expected addresses or networks, with commas. Write 127.0.0.1 or 10.0.4.0/28."
            )
    return tuple(found)


def _issuers(name: str, environment: Mapping[str, str], gaps: list[str]) -> tuple[Issuer, ...]:
    """The issuers of a TOML file: one [[issuer]] each (docs/reference/settings.md)."""
    if not name:
        return ()
    file = Path(name)
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("issuer", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        gaps.append(
            f"DELIVERY_PLAN_ISSUERS: found {file}, which cannot be read ({error}). Expected a TOML file of issuers. Mend or name it."
        )
        return ()
    if not isinstance(entries, list) or not entries:
        gaps.append(f"{file}: found no issuer. Expected at least one [[issuer]]. Add it, as docs/reference/settings.md shows.")
        return ()
    made = [_issuer(entry, file, environment, gaps) for entry in entries if isinstance(entry, dict)]
    for names in ([each.id for each in made], [each.issuer for each in made]):
        twice = sorted({one for one in names if names.count(one) > 1})
        gaps.extend(f"{file}: found {one} twice. Expected each issuer once. Take one of the two out." for one in twice)
    return tuple(made)


def _issuer(entry: Mapping[str, Any], file: Path, environment: Mapping[str, str], gaps: list[str]) -> Issuer:
    about = f"{file}, issuer {entry.get('id') or entry.get('issuer') or '(without id)'}"
    wanted: tuple[tuple[str, Callable[[str], bool], str], ...] = (
        ("id", lambda text: text.isascii() and text.replace("-", "").isalnum(), "a short name of letters and digits"),
        ("name", bool, "the name on its button"),
        ("issuer", _secure, "its address, with https"),
        ("client_id", bool, "the client id that it gave this dashboard"),
    )
    for key, fits, words in wanted:
        if not isinstance(entry.get(key), str) or not fits(entry[key]):
            gaps.append(f"{about}: found {entry.get(key) or 'nothing'} as {key}. Expected {words}. Set it.")
    algorithms = _texts(entry, "algorithms", ["RS256"], about, gaps)
    if not set(algorithms) <= ALGORITHMS:
        gaps.append(f"{about}: found the algorithms {', '.join(algorithms)}. Expected some of {', '.join(sorted(ALGORITHMS))}. Set them.")
    secret = _secret(entry, about, environment, gaps)
    text = {key: str(entry.get(key, "")) for key in ("id", "name", "issuer", "client_id")}
    return Issuer(text["id"], text["name"], text["issuer"], text["client_id"], secret, algorithms, _texts(entry, "amr", [], about, gaps))


def _texts(entry: Mapping[str, Any], key: str, usual: list[str], about: str, gaps: list[str]) -> tuple[str, ...]:
    """A list of texts, the usual one where nothing is said: a bare text would be taken letter by letter."""
    found = entry.get(key, usual)
    if isinstance(found, list) and (found or not usual) and all(isinstance(each, str) for each in found):
        return tuple(found)
    gaps.append(f"{about}: found {found or 'nothing'} as {key}. Expected a list of texts in square brackets. Set it.")
    return ()


def _secret(entry: Mapping[str, Any], about: str, environment: Mapping[str, str], gaps: list[str]) -> str:
    """From a file or a variable: a secret written into the file of issuers would travel with it."""
    named, file = entry.get("client_secret_env"), entry.get("client_secret_file")
    try:
        secret = environment.get(named, "") if named else Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        gaps.append(
            f"{about}: found no client secret. Expected client_secret_file or client_secret_env to name where it is kept. Set one of them."
        )
    return secret


def _secure(address: str) -> bool:
    parts = _parts(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)


def _parts(address: str) -> SplitResult:
    """The parts of an address; empty ones where it is none, such as one with an open bracket."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
