from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.forms import said
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.matches import actions, forms, policy, queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchAuditEvent, MatchEnded
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("matches", __name__, url_prefix="/matches")


@bp.get("/<int:match_id>")
def edit_form(match_id: int) -> ResponseReturnValue:
    match = _arrangeable(match_id)
    audit_log.log_view(actor(), MatchAuditEvent.OPENED, contact_id=match.contact_id)
    form = forms.ChangeForm(obj=match).for_version(match)
    return _changing(match, form)


@bp.post("/<int:match_id>")
def edit(match_id: int) -> ResponseReturnValue:
    match, form = _arrangeable(match_id), forms.ChangeForm()
    refused = form.offer(match, _lacking(match)).refused(match)
    lines = _lines(match) if form.stops(match) else []
    if refused := refused or (form.overlooks(lines) if lines else None):
        return _changing(match, form), refused
    with undoable(actor(), ChangeKind.MATCH, match.contact) as doing:
        actions.change(actor(), match, **form.answers)
    words = _("That is saved.")
    page = _file(match.contact)
    return done(f"{words} {said(lines)}".strip(), page, undo=doing.change_id)


@bp.get("/by/<int:user_id>")
def by_volunteer(user_id: int) -> ResponseReturnValue:
    someone = volunteers.get(actor(), user_id)
    found = queries.of_volunteer(actor(), user_id)
    audit_log.log_list(
        actor(), MatchAuditEvent.LISTED, [match.contact_id for match in found]
    )
    return render(
        "visiting/matches/by_volunteer.html",
        "people_visited",
        matches=found,
        someone=someone,
    )


def _arrangeable(match_id: int) -> Match:
    match = queries.get(actor(), match_id)
    require(policy.may_arrange(actor(), match.contact))
    return match


def _lines(match: Match) -> list[EndingLine]:
    """What hangs on a match, when it ends or waits; nothing when it did end."""
    pair = match.contact_id, match.volunteer_id
    ended = MatchEnded(match.id, *pair, clock.today())
    return endings.open_under(actor(), ended) if match.is_open else []


def _lacking(match: Match) -> tuple[Any, ...]:
    found = volunteers.lacking(actor(), [match.volunteer_id])
    return found[match.volunteer_id]


def _changing(match: Match, form: forms.ChangeForm) -> TemplateResponse:
    lacking = _lacking(match)
    form.offer(match, lacking).show(_lines(match))
    return render(
        "visiting/matches/edit.html",
        "match_form",
        form=form,
        match=match,
        lacking=lacking,
    )


def _file(contact: Contact) -> str:
    return link("person", contact_id=contact.id)
