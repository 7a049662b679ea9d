"""What guarded mode has to be told before it starts, and what it says where something is missing."""

from __future__ import annotations

import pytest

import app as house
import cli
from access.arrangements import ArrangementError, arranged
from house.settings import from_environment

WHOLE = {
    "DELIVERY_PLAN_MODE": "guarded",
    "DELIVERY_PLAN_SECRET_KEY": "k" * 32,
    "DELIVERY_PLAN_ORIGIN": "https://plan.example",
    "DELIVERY_PLAN_TLS": "proxy",
    "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
}
PROXIED = {"DELIVERY_PLAN_PROXY_HEADER": "X-User", "DELIVERY_PLAN_PROXY_PEERS": "10.0.4.0/28", "DELIVERY_PLAN_PROXY_SECRET": "s" * 32}

GAPS = [
    ({"DELIVERY_PLAN_SECRET_KEY": ""}, "DELIVERY_PLAN_SECRET_KEY: found nothing. Expected at least 32 characters that nobody can guess."),
    ({"DELIVERY_PLAN_SECRET_KEY": "short"}, "DELIVERY_PLAN_SECRET_KEY: found 5 characters"),
    ({"DELIVERY_PLAN_TLS": ""}, "DELIVERY_PLAN_TLS: found nothing. Expected who encrypts"),
    ({"DELIVERY_PLAN_TLS": "yes"}, "DELIVERY_PLAN_TLS: found yes"),
    ({"DELIVERY_PLAN_ORIGIN": ""}, "DELIVERY_PLAN_ORIGIN: found nothing"),
    ({"DELIVERY_PLAN_ORIGIN": "https://plan.example/here"}, "without a path"),
    ({"DELIVERY_PLAN_ORIGIN": "http://plan.example"}, "Expected https"),
    ({"DELIVERY_PLAN_ORIGIN": "https://[::1"}, "DELIVERY_PLAN_ORIGIN: found https://[::1. Expected the address that people type"),
    ({"DELIVERY_PLAN_TLS": "loopback"}, "Expected this computer itself"),
    ({"DELIVERY_PLAN_LOCAL_ACCOUNTS": ""}, "Nobody could sign in: found no source of identity"),
    (PROXIED | {"DELIVERY_PLAN_PROXY_PEERS": ""}, "DELIVERY_PLAN_PROXY_PEERS: found nothing"),
    (PROXIED | {"DELIVERY_PLAN_PROXY_PEERS": "the proxy"}, "DELIVERY_PLAN_PROXY_PEERS: found the proxy"),
    (PROXIED | {"DELIVERY_PLAN_PROXY_SECRET": ""}, "DELIVERY_PLAN_PROXY_SECRET: found nothing"),
    ({"DELIVERY_PLAN_ISSUERS": "no-such-file.toml"}, "no-such-file.toml, which cannot be read"),
    ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG: found '1'. Expected it unset"),
    ({"DASH_DEBUG": "true"}, "DASH_DEBUG"),
    ({"DASH_MCP_ENABLED": "1"}, "DASH_MCP_ENABLED"),
]


@pytest.mark.parametrize(("changed", "words"), GAPS, ids=lambda case: str(case)[:60])
def test_a_gap_is_said_in_a_sentence_that_names_what_to_set(changed, words, tmp_path):
    with pytest.raises(ArrangementError) as said:
        house.gate(from_environment(WHOLE | changed | {"DELIVERY_PLAN_DATA": str(tmp_path)}), None, None)
    assert words in str(said.value)
    assert str(said.value).splitlines()[1:]


def test_every_gap_is_said_at_once():
    with pytest.raises(ArrangementError) as said:
        arranged({"DELIVERY_PLAN_MODE": "guarded"})
    assert len(str(said.value).splitlines()) == 4


@pytest.mark.parametrize("more", [{}, PROXIED, {"DELIVERY_PLAN_TLS": "loopback", "DELIVERY_PLAN_ORIGIN": "http://127.0.0.1:8050"}])
def test_what_is_whole_starts_and_keeps_its_secrets_to_itself(more):
    arrangement = arranged(WHOLE | more)
    assert "kkkk" not in repr(arrangement)
    assert "ssss" not in repr(arrangement)
    assert "kkkk" not in repr(from_environment(WHOLE))


def test_the_command_ends_with_one_and_the_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    monkeypatch.setenv("DELIVERY_PLAN_MODE", "guarded")
    assert cli.main(["serve"]) == 1
    assert "DELIVERY_PLAN_SECRET_KEY" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("DELIVERY_PLAN_MODE", "gaurded"), ("DASH_DEBUG", "1"), ("DELIVERY_PLAN_HOST", "10.0.0.1")])
def test_open_mode_does_not_start_either_where_it_would_be_open_to_others(monkeypatch, capsys, tmp_path, name, value):
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    monkeypatch.setenv(name, value)
    assert cli.main(["serve"]) == 1
    assert value in capsys.readouterr().err


ISSUER = """[[issuer]]
id = "council"
name = "Council"
issuer = "https://login.example/tenant/v2.0"
client_id = "dashboard"
client_secret_env = "COUNCIL_SECRET"
"""


def test_issuers_come_from_a_file_and_their_secrets_from_elsewhere(tmp_path):
    file = tmp_path / "issuers.toml"
    file.write_text(ISSUER, encoding="utf-8")
    told = WHOLE | {"DELIVERY_PLAN_ISSUERS": str(file), "COUNCIL_SECRET": "hush-hush"}
    issuer = arranged(told).issuers[0]
    assert (issuer.id, issuer.client, issuer.secret, issuer.algorithms) == ("council", "dashboard", "hush-hush", ("RS256",))
    assert "hush-hush" not in repr(arranged(told))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("COUNCIL_SECRET", "ANOTHER", "found no client secret"),
        ("https://login", "http://login", "as issuer. Expected its address, with https"),
        ('id = "council"', 'id = "a b"', "found a b as id"),
        ('name = "Council"', 'algorithms = ["none"]', "found the algorithms none"),
        ('name = "Council"', 'algorithms = ["HS256"]', "found the algorithms HS256"),
        ('name = "Council"', "name = 'Council'\nalgorithms = 256", "found 256 as algorithms. Expected a list of texts"),
        ('name = "Council"', "name = 'Council'\nalgorithms = []", "found nothing as algorithms"),
        ('name = "Council"', "name = 'Council'\namr = 'mfa'", "found mfa as amr. Expected a list of texts"),
        (ISSUER, "", "found no issuer"),
        (ISSUER, ISSUER + ISSUER, "found council twice"),
    ],
)
def test_an_issuer_that_is_not_whole_is_said(tmp_path, old, new, words):
    file = tmp_path / "issuers.toml"
    file.write_text(ISSUER.replace(old, new), encoding="utf-8")
    with pytest.raises(ArrangementError) as said:
        arranged(WHOLE | {"DELIVERY_PLAN_ISSUERS": str(file), "COUNCIL_SECRET": "hush-hush"})
    assert words in str(said.value)


def test_every_setting_is_documented(root):
    import re

    page = (root / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    sources = [root / "house" / "settings.py", root / "access" / "arrangements.py"]
    named = {name for source in sources for name in re.findall(r"DELIVERY_PLAN_[A-Z_]+[A-Z]", source.read_text(encoding="utf-8"))}
    assert len(named) > 12
    assert sorted(name for name in named if f"`{name}`" not in page) == []
