"""`thuis doctor`: every check, on the command line; and those of the start."""

import os

import click
from flask import current_app
from flask_babel import force_locale

from thuis_app.core.actors import SYSTEM
from thuis_app.core.errors import StartRefused
from thuis_app.operations.checks import forms, queries
from thuis_app.operations.checks.queries import Result
from thuis_app.operations.checks.rules import CheckGroup, Grade

SIGNS = {Grade.OK: "ok", Grade.WARNING: "WARNING", Grade.ERROR: "ERROR"}
LANGUAGES = ("nl", "en")


@click.command("doctor", short_help="Check the installation, and say what to do.")
@click.option("--language", type=click.Choice(LANGUAGES), help="nl or en.")
@click.option("--quiet", is_flag=True, help="Only what is not in order.")
def command(language: str | None, quiet: bool) -> None:
    """Make every check, also the slow ones; exits with 1 when one is an error."""
    results = queries.results(SYSTEM, forms.circumstances(), with_slow=True)
    with force_locale(language or _language()):
        for group in CheckGroup:
            _print(group, [one for one in results if _is_shown(one, group, quiet)])
    errors = sum(one.finding.grade is Grade.ERROR for one in results)
    warnings = sum(one.finding.grade is Grade.WARNING for one in results)
    click.echo(f"\n{len(results)} checks: {errors} errors, {warnings} warnings.")
    if errors:
        raise click.exceptions.Exit(1)


def refuse_errors() -> None:
    """Raise `StartRefused` when a check of the start fails; in production alone."""
    if not current_app.config.get("IS_PRODUCTION"):
        return
    errors = queries.start_errors(forms.circumstances())
    with force_locale("en"):
        lines = [f"{forms.sentence(one)} {forms.remedy(one)}" for one in errors]
    if lines:
        raise StartRefused(" ".join(lines))


def _is_shown(result: Result, group: CheckGroup, quiet: bool) -> bool:
    is_wrong = result.finding.grade is not Grade.OK
    return result.check.group is group and (is_wrong or not quiet)


def _print(group: CheckGroup, results: list[Result]) -> None:
    if not results:
        return
    click.echo(f"\n{forms.GROUPS[group]}")
    for one in results:
        detail = f" ({one.finding.detail})" if one.finding.detail else ""
        sign = SIGNS[one.finding.grade]
        click.echo(f"  {sign:8}{one.check.name}: {forms.sentence(one)}{detail}")
        if remedy := forms.remedy(one):
            click.echo(f"          {remedy}")


def _language() -> str:
    """Dutch where the user of the terminal reads Dutch, and else English."""
    return "nl" if os.environ.get("LANG", "").startswith("nl") else "en"
