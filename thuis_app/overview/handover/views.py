from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import Missing, RuleBroken, require
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.overview.handover import actions, forms, policy, queries
from thuis_app.people.contacts import queries as contacts
from thuis_app.team.volunteers import actions as volunteer_actions
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchAuditEvent
from thuis_app.visiting.matching import forms as matching
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("handover", __name__, url_prefix="/matches/handover")


@bp.get("/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    return _handing_over(user_id, request.args.get("match", type=row_id))


@bp.post("/<int:user_id>/<int:match_id>")
def hand_over(user_id: int, match_id: int) -> ResponseReturnValue:
    volunteers.get(actor(), user_id)
    match, form = _arrangeable(match_id), forms.HandoverForm()
    if match.volunteer_id != user_id:
        raise Missing
    if not match.is_open:
        raise RuleBroken("stale")
    form.offer(match, queries.successors(actor(), match))
    refused = form.refused(match, **form.now(match))
    if not refused and form.choice.data != forms.KEEP:
        refused = form.overlooks(queries.ahead(actor(), match))
    if refused:
        return _handing_over(user_id, match.id, form), refused
    with undoable(actor(), ChangeKind.MATCH, match.contact) as doing:
        _settle(match, form)
    page = url_for(".show", user_id=user_id)
    return done(_("That is arranged."), page, undo=doing.change_id, undo_here=True)


@bp.post("/<int:user_id>/done")
def see_off(user_id: int) -> ResponseReturnValue:
    someone = volunteers.get(actor(), user_id)
    volunteer_actions.move(
        actor(),
        someone.user,
        someone.profile,
        stage=VolunteerStage.LEFT,
        stage_since=clock.today(),
    )
    page = url_for("volunteers.index")
    return done(_("%(name)s has left.", name=someone.user.called), page)


def _arrangeable(match_id: int) -> Match:
    match = match_queries.get(actor(), match_id)
    require(policy.may_hand_over(actor(), match.contact))
    return match


def _numbers(match: Match | None) -> list[str]:
    """The numbers of the person, to ask what they think of who goes on."""
    people = [] if match is None else [match.contact_id]
    found = contacts.telephones(actor(), people)
    return [one.number for phones in found.values() for one in phones]


def _settle(match: Match, form: forms.HandoverForm) -> None:
    """Carry out what was chosen for one person."""
    answers: Any = form.answers
    if answers["choice"] == forms.KEEP:
        matches.keep(actor(), match, until=answers["until"])
    elif answers["choice"] == forms.END:
        matches.change(actor(), match, **form.end(match))
    else:
        to, on = int(answers["choice"]), answers["started_on"]
        actions.hand_over(actor(), match, to=to, started_on=on)


def _handing_over(
    user_id: int, match_id: int | None, form: forms.HandoverForm | None = None
) -> TemplateResponse:
    someone = volunteers.get(actor(), user_id)
    state = queries.handover(actor(), someone.profile)
    match = state.chosen(match_id)
    if match is not None:
        proposals = queries.successors(actor(), match)
        form = form or forms.HandoverForm(formdata=None).for_version(match)
        form.offer(match, proposals).show(queries.ahead(actor(), match))
    listed = (*state.to_do, *state.kept, *state.done)
    audit_log.log_list(
        actor(), MatchAuditEvent.LISTED, [one.contact_id for one in listed]
    )
    return render(
        "overview/handover/show.html",
        "handover",
        someone=someone,
        state=state,
        match=match,
        numbers=_numbers(match),
        form=form,
        told=matching.unasked_words,
        button=ButtonForm(formdata=None),
        leaves=someone.profile.stage is VolunteerStage.LEAVING,
    )
