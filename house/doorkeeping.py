"""Room: the house. The commands about who may come in, and about the record of what was done."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime

from access import accounts
from access.arrangements import arranged
from access.records import Recorder
from access.roles import Role, in_words, known_reach, suggested
from house.settings import Settings
from indicators.registry import Plan, read
from store import accounts as kept
from store import record
from store.accounts import Account, Grant
from store.problems import RefusedError
from store.submissions import Store, open_store

Arguments = argparse.Namespace
REACHES = tuple(role.value for role in Role)
MARK = re.compile(r"\d{1,12}:[0-9a-f]{0,64}")


def people(options: Arguments, settings: Settings) -> int:
    """List who may come in, let somebody in, invite them, or close their account."""
    store, plan = open_store(settings.database_url), _plan(settings)
    records, by = Recorder(store, lambda: datetime.now(UTC)), f"command line {options.by}"
    if options.what == "list":
        return _list(store, plan, as_json=options.json)
    found = kept.found(store, options.issuer, _subject(options))
    if options.what == "close":
        if found is None:
            raise RefusedError(f"{options.subject}: there is no account for this name at {options.issuer}. Look at `delivery-plan people`.")
        entry = records.entry("account", f"account {found.number}", "closed", who=by)
        kept.change(store, found.number, entry=entry, end_sessions=True, state="disabled")
        _say(f"{found.name}: the account is closed, and signed out everywhere.")
        if not _administrators(store):
            _say(
                "No administrator is left: nobody lets people in or gives out roles. Invite one: `people invite NAME --role administrator`."
            )
        return 0
    if options.what == "add" or found is None:
        grants = _grants(options, plan)
        name = options.name or next((p.name for p in plan.people if p.id == options.person), "")
        made = accounts.add(
            store, records, issuer=options.issuer, subject=options.subject, name=name, person=options.person, grants=grants, by=by
        )
        found = kept.numbered(store, made)
        _say(f"{name}: added. {'; '.join(in_words(grant, plan) for grant in grants) or 'No role yet'}.")
    if options.what == "invite" and found is not None:
        _say(_invitation(store, records, settings, found, by))
    return 0


def audit(options: Arguments, settings: Settings) -> int:
    """Recompute the record's chain of hashes, or show its last entries."""
    store = open_store(settings.database_url)
    if options.what == "show":
        return _show(store, options)
    if options.mark and not MARK.fullmatch(options.mark):
        raise RefusedError(
            f'--mark: found "{options.mark}". Expected a number, a colon and a hash, as `audit verify` prints them. Copy it whole.'
        )
    faults = list(record.faults(store, marked=options.mark))
    mark = record.mark(store)
    if options.json:
        _say(json.dumps({"faults": faults, "mark": mark}, ensure_ascii=False, indent=2))
        return 1 if faults else 0
    for fault in faults:
        _say(fault)
    if not faults:
        _say(f"The record is whole: {mark.partition(':')[0]} entries. Keep this mark elsewhere, for --mark: {mark}")
    return 1 if faults else 0


def _show(store: Store, options: Arguments) -> int:
    found = record.entries(store, last=options.last, who=options.who, action=options.action)
    if options.json:
        named = [{n: getattr(e, n) for n in record.Noted.__dataclass_fields__} | {"at": e.at.isoformat()} for e in found]
        _say(json.dumps(named, ensure_ascii=False, indent=2))
        return 0
    for e in found:
        beside = " ".join(filter(None, (e.address, e.request)))
        where = f"  ({beside})" if beside else ""
        _say(f"{e.sequence:>6}  {e.at:%Y-%m-%d %H:%M:%S}  {e.who or '-'}  {e.action}: {e.object}: {e.outcome}{where}")
    return 0


def _list(store: Store, plan: Plan, *, as_json: bool) -> int:
    now, everybody = datetime.now(UTC), kept.everybody(store)
    names = {each.number: each.name for each in everybody}
    listed = []
    for each in everybody:
        roles = [in_words(one.grant, plan, names) for one in kept.given(store, each.number) if one.standing(now)]
        listed.append(
            {"number": each.number, "name": each.name, "issuer": each.issuer, "subject": each.subject, "state": each.state, "roles": roles}
        )
        if not as_json:
            closed = " (closed)" if each.state == "disabled" else ""
            _say(f"{each.number:>4}  {each.name}{closed}  {each.subject} at {each.issuer}  {'; '.join(roles) or 'no role'}")
    if not listed and not as_json:
        _say("Nobody has an account yet. `delivery-plan people add` lets somebody in.")
    if as_json:
        _say(json.dumps(listed, ensure_ascii=False, indent=2))
    return 0


def _invitation(store: Store, records: Recorder, settings: Settings, account: Account, by: str) -> str:
    if account.issuer != accounts.LOCAL or account.state != "active":
        raise RefusedError(f"{account.name}: found an account that is not invited. Expected an open local one. They sign in as they are.")
    arrangement = arranged(settings.surroundings)
    token = accounts.invite(store, records, account.number, by=by)
    return f"For {account.name}, once, within seven days: {arrangement.origin}/invitation/{token}"


def _grants(options: Arguments, plan: Plan) -> tuple[Grant, ...]:
    """The roles that the plan gives, and those asked for here."""
    if options.person and not any(p.id == options.person and p.kind == "person" for p in plan.people):
        raise RefusedError(
            f"--person: found {options.person}. Expected the id of a person of the plan. priorities.yaml lists them under people."
        )
    found = list(suggested(plan, options.person))
    reached = [("priority", each) for each in options.priority] + [("measure", each) for each in options.measure]
    for reach, object in reached:
        if not known_reach(plan, reach, [object]):
            raise RefusedError(f"--{reach}: found {object}. Expected the id of a {reach} of the plan. Look it up in priorities.yaml.")
    owner = options.role == Role.VIEWER and reached and not options.measure
    if (options.role == Role.LEAD) != bool(reached) and not owner:
        raise RefusedError(
            "--role: an implementation lead has at least one --priority or --measure, a viewer who owns priorities has --priority, and "
            "nobody else has either. Give both, or neither."
        )
    if options.role == Role.LEAD or owner:
        found += [Grant(options.role, reach, object) for reach, object in reached]
    elif options.role:
        found.append(Grant(options.role))
    return tuple(dict.fromkeys(found))


def _administrators(store: Store) -> list[Account]:
    """The open accounts that give out roles."""
    now = datetime.now(UTC)
    holding = {each.account for each in kept.given(store) if each.grant.role == Role.ADMINISTRATOR and each.standing(now)}
    return [each for each in kept.everybody(store) if each.state == "active" and each.number in holding]


def _subject(options: Arguments) -> str:
    return accounts.subject_of(options.subject) if options.issuer == accounts.LOCAL else options.subject.strip()


def _plan(settings: Settings) -> Plan:
    reading = read(settings.plan_file.read_text(encoding="utf-8"), name=settings.plan_file.name)
    if reading.plan is None:
        raise RefusedError("The plan has mistakes. `delivery-plan check` lists them; mend them first.")
    return reading.plan


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
