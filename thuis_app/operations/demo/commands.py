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

PEOPLE, PAST, SEED = 210, 1_090, 1
"""Of 1,300 people in view in ten years some 160 are reached out to or visited now."""

PASSWORD = "licht in het dorp"
ACCOUNTS = (
    ("coordinator", "coordinator, every village"),
    ("coordinator.noord", "coordinator of four villages"),
    ("vrijwilliger", "volunteer"),
    ("vrijwilliger.twee", "volunteer"),
    ("bestuur", "board"),
    ("penningmeester", "treasurer"),
    ("beheer", "administrator"),
    ("aandacht", "coordinator and safeguarding lead"),
)

group = AppGroup("demo", short_help="The example foundation.")


@group.command("fill")
@click.option("--people", default=PEOPLE, help="How many people.")
@click.option("--past", default=0, help="How many more from before, in ten years.")
@click.option("--seed", default=SEED, help="The same seed gives the same rows.")
@checked
def fill_command(people: int, past: int, seed: int) -> None:
    """Fill an empty database with an invented foundation."""
    if current_app.config.get("IS_PRODUCTION"):
        raise click.ClickException("This is a real installation; no example goes in.")
    with database.write_transaction():
        if not _is_empty():
            raise click.ClickException(
                "There is a foundation in this database already."
            )
        fill(people, seed, _password(), past=past)
    click.echo(f"{people + past} people are in.")


@group.command("prepare")
@click.option("--port", default=8000, help="Where the pages will be served.")
def prepare(port: int) -> None:
    """Bring the tables up to date, fill a new house, and say where to go."""
    upgrade()
    refuse_bad_start(is_server=False)
    is_demo = not current_app.config.get("IS_PRODUCTION")
    with exclusive(db.engine), database.write_transaction():
        if is_demo and _is_empty():
            fill(PEOPLE, SEED, _password(), past=PAST)
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
