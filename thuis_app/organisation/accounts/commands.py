"""`flask accounts …`: the first account of a new installation."""

import click
from flask.cli import AppGroup

from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import write_transaction
from thuis_app.organisation.accounts import actions, queries
from thuis_app.web.links import endpoint_of, external
from thuis_app.web.start import checked

group = AppGroup("accounts", short_help="The first account.")


@group.command("begin")
@click.option("--name", prompt="Your name")
@click.option("--email", prompt="Your e-mail address")
@checked
def begin(name: str, email: str) -> None:
    """Make the first administrator, and a link to choose a password with."""
    with write_transaction():
        if queries.administrators():
            raise click.ClickException("There is an administrator already. Ask them.")
        key = actions.bootstrap_administrator(
            SYSTEM, name=name.strip(), email=email.strip().lower()
        )
    link = external(endpoint_of("invitation"), key=key)
    click.echo(f"Open this within a week, once: {link}")
