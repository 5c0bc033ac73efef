"""`thuis trail verify`: whether the audit log is as it was chained."""

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from thuis_app.accountability.audit_chain import forms, queries, rules
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.accountability.audit_chain.rules import Head
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.web.start import checked

group = AppGroup("trail", short_help="The audit log: who did and saw what.")


@group.command("verify")
@click.option("--head", help="A head that was written down, to look for in the log.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="en")
@checked
def verify(head: str | None, language: str) -> None:
    """Compare every line with the code of its block; exits with 1 for a fault."""
    written_down = Head.of_text(head) if head else None
    if head and written_down is None:
        raise click.ClickException("This is no head. It looks like 12-9f86d081...")
    files = ChainFiles.of(db.engine, current_app.config)
    verdict = queries.verdict(SYSTEM, files)
    blocks = queries.blocks(SYSTEM) if written_down else []
    missing = list(rules.faults_of_head(written_down, blocks, has_key=False))
    with force_locale(language):
        for line in (*map(forms.sentence, missing), *forms.sentences(verdict)):
            click.echo(line)
    if verdict.last is not None:
        click.echo(f"Head: {verdict.last.head.as_text()}")
    if missing or verdict.faults:
        raise click.exceptions.Exit(1)
