"""Room: store. The version of the tables: which one a database has, which one this program knows, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

#: the steps stand beside the code, in a checkout and in an installed package alike
STEPS = Path(__file__).resolve().parent / "migrations"


def known(steps: Path = STEPS) -> str:
    """The newest version that this program knows."""
    newest = ScriptDirectory.from_config(_config(steps)).get_current_head()
    if newest is None:
        raise LookupError("the program came without the steps that make its tables")
    return newest


def found(connection: Connection) -> str | None:
    """The version that a database has; None where this program has never written it."""
    return MigrationContext.configure(connection).get_current_revision()


def understood(version: str, steps: Path = STEPS) -> bool:
    """Whether `version` is one that this program knows: False for a database written by a newer program."""
    try:
        return ScriptDirectory.from_config(_config(steps)).get_revision(version) is not None
    except CommandError:
        return False


def newer_words(version: str, steps: Path = STEPS) -> str:
    """Why a database of a newer program is only read."""
    return (
        f"The database is at version {version}; this program knows versions up to {known(steps)}. It can be read but not written, and "
        "nothing has changed. Start the newer program, or restore a backup taken before the change of version."
    )


def upgrade(connection: Connection, steps: Path = STEPS) -> None:
    """Bring the tables to the newest version, within the transaction of `connection`: all steps, or none."""
    if connection.dialect.name == "postgresql":
        # two workers that start at once take turns; the lock goes with the transaction
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('delivery-plan ' || current_schema()))"))
    config = _config(steps)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config(steps: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    return config
