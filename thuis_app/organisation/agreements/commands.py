"""`flask agreements …`: to agree on the server, where nobody else can."""

import click
from flask.cli import AppGroup

from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import write_transaction
from thuis_app.organisation.agreements import actions, queries
from thuis_app.web.start import checked

group = AppGroup("agreements", short_help="To agree where nobody else can.")


@group.command("list")
@checked
def list_() -> None:
    """What waits until a second person agrees."""
    for one in queries.on_server(SYSTEM):
        click.echo(f"{one.id}: {one.kind}, {one.user.name} (by {one.asker.name})")


@group.command("agree")
@click.argument("agreement_id", type=int)
@checked
def agree(agreement_id: int) -> None:
    """Agree to a request by its number; the audit log says that it was done here."""
    with write_transaction():
        found = {one.id: one for one in queries.on_server(SYSTEM)}
        if agreement_id not in found:
            raise click.ClickException("Nothing with this number waits.")
        actions.agree_on_server(SYSTEM, found[agreement_id])
    click.echo("It is in force now. The audit log says that it was agreed here.")
