import click
from flask.cli import AppGroup

from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import write_transaction
from thuis_app.reaching.signals import actions, queries
from thuis_app.web.start import checked

group = AppGroup("signals", short_help="The signals that nobody handled.")


@group.command("clear")
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
@checked
def clear(dry_run: bool) -> None:
    """Delete the signals that nobody handled in 28 days; their number remains."""
    if dry_run:
        click.echo(f"{len(queries.unhandled(SYSTEM))} signals would be deleted.")
        return
    with write_transaction():
        count = actions.clear(SYSTEM)
    click.echo(f"{count} signals are deleted.")
