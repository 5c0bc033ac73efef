import click
from flask.cli import AppGroup

from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import write_transaction
from thuis_app.reaching.signals import actions, queries
from thuis_app.web.start import checked

group = AppGroup("signals", short_help="The signals that were declined.")


@group.command("clear")
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
@checked
def clear(dry_run: bool) -> None:
    """Erase the words of signals declined six weeks ago; their number remains."""
    if dry_run:
        click.echo(f"{len(queries.declined_long_ago(SYSTEM))} signals would be erased.")
        return
    with write_transaction():
        count = actions.clear(SYSTEM)
    click.echo(f"{count} signals are erased.")
