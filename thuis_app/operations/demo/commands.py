"""`flask demo …`: the example foundation, for trying out and for measuring."""

import os

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import func, select

from thuis_app.core import database
from thuis_app.core.database import db
from thuis_app.core.exclusive import exclusive
from thuis_app.operations.demo.fill import fill
from thuis_app.organisation.foundation.models import Foundation
from thuis_app.people.contacts.models import Contact
from thuis_app.web.start import checked, refuse_bad_start

PEOPLE, SEED = 120, 1
PASSWORD = "licht in het dorp"
ACCOUNTS = (
    ("coordinator", "coordinator, every village"),
    ("coordinator.noord", "coordinator of four villages"),
    ("vrijwilliger", "volunteer"),
    ("vrijwilliger.twee", "volunteer"),
    ("bestuur", "board"),
    ("beheer", "administrator"),
    ("aandacht", "coordinator and safeguarding lead"),
)

group = AppGroup("demo", short_help="The example foundation.")


@group.command("fill")
@click.option("--people", default=PEOPLE, help="How many people.")
@click.option("--seed", default=SEED, help="The same seed gives the same rows.")
@checked
def fill_command(people: int, seed: int) -> None:
    """Fill an empty database with an invented foundation."""
    if current_app.config.get("IS_PRODUCTION"):
        raise click.ClickException("This is a real installation; no example goes in.")
    with database.write_transaction():
        if not _is_empty():
            raise click.ClickException(
                "There is a foundation in this database already."
            )
        fill(people, seed, _password())
    click.echo(f"{people} people are in.")


@group.command("prepare")
@click.option("--port", default=8000, help="Where the pages will be served.")
def prepare(port: int) -> None:
    """Bring the tables up to date, fill a new house, and say where to go."""
    upgrade()
    refuse_bad_start(is_server=False)
    is_demo = not current_app.config.get("IS_PRODUCTION")
    with exclusive(db.engine), database.write_transaction():
        if is_demo and _is_empty():
            fill(PEOPLE, SEED, _password())
        is_demo = bool(db.session.scalar(select(Foundation.is_demo)))
    address = current_app.config["ADDRESS"] or f"http://127.0.0.1:{port}"
    click.echo(f"\n  Thuis: {address}/\n")
    if is_demo:
        for name, role in ACCOUNTS:
            click.echo(f"  {name + '@thuis.example':34}{role}")
        click.echo(f"\n  Password of all: {_password()}\n")


def _is_empty() -> bool:
    rows = select(func.count()).select_from(Foundation)
    people = select(func.count()).select_from(Contact)
    return not db.session.scalar(rows) and not db.session.scalar(people)


def _password() -> str:
    return os.environ.get("THUIS_DEMO_PASSWORD") or PASSWORD
