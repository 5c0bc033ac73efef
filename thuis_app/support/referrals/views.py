from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.support.referrals import actions, policy, queries, rules
from thuis_app.support.referrals.forms import (
    ProposeForm,
    ReferralFilterForm,
    ReferralStepForm,
    ReferralTalkForm,
    WarmForm,
    form_for,
)
from thuis_app.support.referrals.models import Referral
from thuis_app.support.referrals.rules import ReferralAuditEvent, ReferralState
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("referrals", __name__, url_prefix="/referrals")


@bp.get("/")
def index() -> ResponseReturnValue:
    form = ReferralFilterForm(request.args)
    after = request.args.get("after", type=row_id)
    owner = request.args.get("of", TaskOwner.ALL, type=TaskOwner)
    villages = village_filter(actor())
    found = queries.waiting(
        actor(),
        state=form.state.data,
        owner=owner,
        area_ids=villages.area_ids,
        after=after,
    )
    people = {referral.contact_id for referral in found.rows}
    audit_log.log_list(actor(), ReferralAuditEvent.LISTED, sorted(people))
    if after and wants_fragment():
        return part(
            "support/referrals/_rows.html",
            form=form,
            owner=owner,
            villages=villages,
            found=found,
            numbers=queries.numbers(actor(), found.rows),
        )
    late = queries.count_overdue(actor(), clock.today(), villages.area_ids)
    return render(
        "support/referrals/index.html",
        "referral_list",
        form=form,
        owner=owner,
        owners=list(TaskOwner),
        villages=villages,
        found=found,
        numbers=queries.numbers(actor(), found.rows),
        late=late,
    )


@bp.get("/of/<int:contact_id>/new")
def propose_form(contact_id: int) -> ResponseReturnValue:
    form = ProposeForm(formdata=None, wish_id=request.args.get("wish", type=row_id))
    return _proposal(contact_id, form)


@bp.post("/of/<int:contact_id>/new")
def propose(contact_id: int) -> ResponseReturnValue:
    contact = queries.person(actor(), contact_id)
    choices = queries.choices(actor(), contact)
    form = ProposeForm().offer(choices.offerings, choices.wishes)
    if refused := form.refused():
        return _proposal(contact_id, form), refused
    referral = actions.propose(
        actor(),
        contact,
        offering=choices.offerings[form.offering_id.data],
        wish=choices.wishes.get(form.wish_id.data),
        why=form.why.data or "",
    )
    return done(
        _("Proposed. Now ask whether this is wanted."),
        url_for(".show", referral_id=referral.id),
    )


@bp.get("/<int:referral_id>")
def show(referral_id: int) -> ResponseReturnValue:
    referral = queries.get(actor(), referral_id)
    contact = referral.contact
    ground = policy.ground(actor(), contact)
    audit_log.log_view(
        actor(), ReferralAuditEvent.OPENED, contact_id=contact.id, ground=ground
    )
    form = _step_form(referral, request.args.get("to", type=ReferralState))
    return _page(referral, form, fragment="step" if "to" in request.args else None)


@bp.post("/<int:referral_id>/advance")
def advance(referral_id: int) -> ResponseReturnValue:
    referral = _own(referral_id)
    form = form_for(request.form.get("to", type=ReferralState))().at(referral)
    if refused := form.refused_at(referral):
        return _page(referral, form, talk=form.talk(referral)), refused
    with changes.undoable(actor(), ChangeKind.REFERRAL, referral.contact) as doing:
        actions.advance(actor(), referral, form.step)
    return _saved(referral_id, _("The step is saved."), doing.change_id)


@bp.post("/<int:referral_id>/note")
def note(referral_id: int) -> ResponseReturnValue:
    referral = _own(referral_id)
    talk = ReferralTalkForm()
    if refused := talk.refused():
        return _page(referral, talk=talk), refused
    actions.add_note(actor(), referral, **talk.answers)
    return _saved(referral_id, _("The note is saved."))


@bp.get("/<int:referral_id>/companion")
def warm_form(referral_id: int) -> ResponseReturnValue:
    referral = _own(referral_id)
    form = WarmForm(formdata=None, obj=referral)
    if not referral.first_time_at:
        form.companion.data = referral.contact.volunteer_name
    return _warm_page(referral, form.for_version(referral))


@bp.post("/<int:referral_id>/companion")
def warm(referral_id: int) -> ResponseReturnValue:
    referral = _own(referral_id)
    form = WarmForm()
    if refused := form.refused(referral):
        return _warm_page(referral, form), refused
    actions.arrange(actor(), referral, **form.answers)
    return done(
        _("The first time is arranged."), url_for(".show", referral_id=referral_id)
    )


def _own(referral_id: int) -> Referral:
    """A referral that the actor may change."""
    referral = queries.get(actor(), referral_id)
    require(policy.may_advance(actor(), referral))
    return referral


def _step_form(
    referral: Referral, to: ReferralState | None = None
) -> ReferralStepForm | None:
    """The form of this step, or else of the one that usually follows; None where no
    such step is possible."""
    is_stopped = referral.contact.is_stopped
    wanted = form_for(to or (None if is_stopped else rules.following(referral.state)))
    if wanted.to in referral.next_states and policy.may_advance(actor(), referral):
        return wanted(formdata=None).at(referral)
    return None


def _proposal(contact_id: int, form: ProposeForm) -> TemplateResponse:
    contact = queries.person(actor(), contact_id)
    choices = queries.choices(actor(), contact)
    form.offer(choices.offerings, choices.wishes)
    return render(
        "support/referrals/propose.html",
        "proposal",
        form=form,
        contact=contact,
        choices=choices,
    )


def _saved(
    referral_id: int, message: str, undo: int | None = None
) -> ResponseReturnValue:
    """The page as it stands now, in place of what was sent."""
    if not wants_fragment():
        return done(message, url_for(".show", referral_id=referral_id), undo=undo)
    referral = queries.get(actor(), referral_id)
    return done(
        message,
        url_for(".show", referral_id=referral_id),
        "support/referrals/show.html",
        "referral",
        undo=undo,
        **_shown(referral, _step_form(referral), ReferralTalkForm(formdata=None)),
    )


def _page(
    referral: Referral,
    form: ReferralStepForm | None = None,
    *,
    talk: ReferralTalkForm | None = None,
    fragment: str | None = None,
) -> TemplateResponse:
    shown = _shown(referral, form, talk or ReferralTalkForm(formdata=None))
    return render("support/referrals/show.html", fragment or "referral", **shown)


def _shown(
    referral: Referral, form: ReferralStepForm | None, talk: ReferralTalkForm
) -> dict[str, Any]:
    may_advance = policy.may_advance(actor(), referral)
    sends = form is not None and form.to is ReferralState.SENT and may_advance
    moves = {step.state: step for step in referral.steps if not step.is_note}
    return {
        "referral": referral,
        "numbers": queries.numbers(actor(), [referral]).get(referral.id, []),
        "form": form,
        "talk": talk,
        "button": ButtonForm(formdata=None),
        "may_advance": may_advance,
        "names": queries.names(actor(), referral),
        "outgoing": queries.outgoing(actor(), referral) if sends else [],
        "moves": moves,
        "road": rules.progress(referral.state, moves),
        "following": rules.following(referral.state),
    }


def _warm_page(referral: Referral, form: WarmForm) -> TemplateResponse:
    return render(
        "support/referrals/warm.html", "warm_form", referral=referral, form=form
    )
