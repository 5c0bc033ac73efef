"""`flask backup`: a backup of this moment, and the keys that open backups."""

from collections.abc import Callable
from functools import partial

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.archives import BackupFailed
from thuis_app.core.database import db, on_commit, write_transaction
from thuis_app.core.errors import StartRefused
from thuis_app.operations.backup import actions, forms
from thuis_app.operations.backup.actions import BackupKey, TriedBackup
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.people.contacts.rules import PersonDeleted
from thuis_app.web.start import checked

THERE_ARE_KEYS = (
    "There are keys already. With --again new ones take their place; keep the old "
    "sheets as well, for the backups that were made until now."
)


@click.group(
    "backup",
    cls=AppGroup,
    invoke_without_command=True,
    short_help="A backup of everything, and its keys.",
)
@click.pass_context
@with_appcontext
def group(context: click.Context) -> None:
    """Make an encrypted backup in the folder of THUIS_BACKUP, and check it."""
    if context.invoked_subcommand is None:
        _make()


@checked
def _make() -> None:
    try:
        made = actions.make(SYSTEM, _source())
    except BackupFailed as failed:
        raise click.ClickException(str(failed)) from None
    with write_transaction():
        actions.record_made(SYSTEM, made)
    size = made.file.stat().st_size / 1_000_000
    click.echo(f"{made.file}: {size:.1f} MB, opened and found whole.")


@group.command("keys")
@click.option("--again", is_flag=True, help="New keys in the place of those there are.")
@checked
def keys(again: bool) -> None:
    """Print two sheets with the keys that open backups: once, to be kept on paper."""
    source = _source()
    if source.key_file.exists() and not again:
        raise click.ClickException(THERE_ARE_KEYS)
    made = [BackupKey.new() for _number in range(2)]
    name = foundation.shown().name
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        click.echo(forms.sheets(made, name, f"{clock.today():%d-%m-%Y}"))
    # Printed first: keys that are in use and were shown to nobody open nothing.
    with write_transaction():
        actions.keep_keys(SYSTEM, source, made)


@group.command("tried")
@click.argument("name", default="on another machine")
@checked
def tried(name: str) -> None:
    """Write down that a backup was opened or put back on another machine."""
    with write_transaction():
        actions.record_tried(SYSTEM, TriedBackup(name))
    click.echo("Written down.")


def on_person_deleted(_actor: Actor, event: PersonDeleted) -> None:
    """Have it in the ledger that a person was erased, once that is committed.

    Every installation has a folder for its data; what has none is a test.
    """
    if not current_app.config.get("DATA"):
        return
    add = partial(_source().ledger.add, event.contact_id, clock.now())
    on_commit(partial(_or_tonight, add))


def _or_tonight(add: Callable[[], None]) -> None:
    """Where the ledger cannot be written the next backup completes it."""
    try:
        add()
    except (OSError, StartRefused) as error:
        current_app.logger.error("the erasure ledger was not written", exc_info=error)


def _source() -> BackupSource:
    return BackupSource.of(db.engine, current_app.config)
