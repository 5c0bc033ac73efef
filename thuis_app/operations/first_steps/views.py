"""The page that leads a new foundation through its first steps."""

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.actors import Actor
from thuis_app.core.database import db, on_commit
from thuis_app.core.errors import require
from thuis_app.operations.backup import queries as backup
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.first_steps import actions, forms, policy, queries, rules
from thuis_app.operations.first_steps.rules import OptionalStep, StepState
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.mailing import sends_mail

bp = Blueprint("first_steps", __name__, url_prefix="/first-steps")


def is_in_menu(someone: Actor) -> bool:
    """Whether the menu has a line of the first steps; the example has none."""
    if not policy.may_look(someone) or foundation.shown().is_demo:
        return False
    return queries.has_open_steps(someone, _backups())


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    there, lines = queries.lines(actor(), _backups())
    source = BackupSource.of(db.engine, current_app.config)
    return render(
        "operations/first_steps/index.html",
        "first_steps",
        lines=lines,
        there=there,
        number=sum(one.state is not StepState.OPEN for one in lines),
        is_finished=rules.is_finished(lines),
        backups=backup.state(actor(), source),
        has_server=sends_mail(),
        forms=forms,
        button=ButtonForm(formdata=None),
    )


@bp.post("/<string:step_name>")
def apply(step_name: str) -> ResponseReturnValue:
    """By its button, a step does not apply or does so after all."""
    require(policy.may_look(actor()))
    step = _step(step_name)
    on_commit(queries.forget)
    if request.form.get("applies") == "yes":
        actions.take_up(actor(), step)
        return done(_("This step is on the list again."), url_for(".index"))
    actions.skip(actor(), step)
    return done(_("This step does not apply to you."), url_for(".index"))


def _step(name: str) -> OptionalStep:
    if name not in set(OptionalStep):
        abort(404)
    return OptionalStep(name)


def _backups() -> str:
    return str(current_app.config.get("BACKUP") or "")
