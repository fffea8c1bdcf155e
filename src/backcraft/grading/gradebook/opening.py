"""From a file's name or an address to an open gradebook, with one plain sentence for everything that is wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from backcraft.grading.gradebook import schema
from backcraft.problems import UserError

#: How many seconds to wait for another program that is writing.
WAIT = 60.0
_MEANT = "Name a file, such as marks.db, or a database: postgresql+psycopg://user@host/name"


def address(where: str | Path) -> URL:
    """Return the address of a gradebook. Raise :class:`UserError` for what is none."""
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UserError(f"This is no address of a gradebook. {_MEANT}") from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise UserError(f'A gradebook cannot be kept in "{url.drivername}". {_MEANT}')
    if not url.database:
        raise UserError(f"The address names no database. {_MEANT}")
    return url


#: What of an address is written to no file.
_SECRET = ("password", "sslpassword", "passfile")


def written(where: str | Path, *, secrets: bool = False) -> str:
    """Return an address as text: a file's whole path, or a database's address, with its password if ``secrets``."""
    url = address(where)
    if url.drivername == "sqlite":
        return url.set(database=str(Path(str(url.database)).resolve())).render_as_string(hide_password=False)
    if not secrets:
        query = {k: v for k, v in url.query.items() if k not in _SECRET}
        url = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, query)
    return url.render_as_string(hide_password=False)


def shown(url: URL) -> str:
    """Return an address as it may be shown: a file's name, or the address without its password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def connect(url: URL) -> Engine:
    """Return an engine. Raise :class:`UserError` where its library is missing."""
    if url.drivername == "sqlite":
        engine = create_engine(url, connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _as_we_begin)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        return create_engine(url, connect_args={"connect_timeout": 10})
    except (ImportError, NoSuchModuleError):
        text = "A gradebook on PostgreSQL needs psycopg: install it with  pip install 'backcraft[postgresql]'"
        raise UserError(text) from None


def _as_we_begin(connection: Any, _record: object) -> None:
    """Let SQLAlchemy begin transactions: the driver's own way would begin them late and break a step in two."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # What is erased is overwritten.
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Any) -> None:
    # Writers take their turn from the beginning on, so that none has to give up in the middle.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@contextlib.contextmanager
def plainly(url: URL) -> Iterator[None]:
    """Turn what a database reports into one plain sentence."""
    try:
        yield
    except DBAPIError as error:
        raise UserError(_sentence(url, str(error.orig))) from error
    except SQLAlchemyError as error:
        raise UserError(f"The gradebook {shown(url)} cannot be used ({type(error).__name__}).") from error


def _sentence(url: URL, said: str) -> str:
    place, low = shown(url), said.lower()
    answers: tuple[tuple[str, str], ...] = (
        ("locked", f"Another program has been writing to {place} for a minute. Wait until it is done, then try again."),
        ("not a database", f"{place} is no gradebook: it is a file of another kind. Name another file."),
        ("malformed", f"{place} is damaged. Put back the last copy of it that was kept."),
        ("unable to open", f"{place} cannot be opened. See that its folder exists and that you may write there."),
        ("readonly", f"{place} cannot be written to. See that you may write to it and to its folder."),
        ("disk", f"{place} cannot be written to: the disk is full or damaged ({said})."),
        ("password authentication", f"The server does not let you in to {place}: look at the name and the password."),
        ("does not exist", f"{place}: the server does not know this database or user. Make it first, or correct it."),
        ("permission denied", f"{place}: you may not do this there. Ask whoever looks after the server."),
    )
    for sign, sentence in answers:
        if sign in low:
            return sentence
    if url.drivername != "sqlite" and ("connection" in low or "resolve" in low or "timeout" in low):
        return f"No server answers at {place}. See that it runs and that the address is right."
    return f"The gradebook {place} cannot be used: {' '.join(said.split())[:300]}"


def prepare(engine: Engine, url: URL, *, create: bool, at: Callable[[], str]) -> None:
    """See that the gradebook is there and of this version. Raise :class:`UserError`."""
    if url.drivername == "sqlite" and not create and not Path(str(url.database)).is_file():
        raise UserError(f"There is no gradebook {shown(url)}. backcraft grade ... --gradebook makes one.")
    with plainly(url):
        with engine.connect() as connection:
            found = schema.held(connection)
        if found == 0 and not create:
            raise UserError(f"{shown(url)} holds no gradebook yet. backcraft grade ... --gradebook makes one.")
        if found != schema.newest():
            with engine.execution_options(writes=True).begin() as connection:
                take_turn(connection)
                schema.bring_up(connection, shown(url), at())


def take_turn(connection: Any) -> None:
    """Wait until nobody else writes, and keep others from it until the end of the transaction."""
    if connection.dialect.name == "postgresql":
        # The letters "backcraf" as a number: one lock for all gradebooks of a database.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7089056601338962278)")
