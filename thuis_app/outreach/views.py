from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.contacts import queries as contacts
from thuis_app.core import clock, trail
from thuis_app.core.errors import require
from thuis_app.outreach import actions, forms, policy, queries
from thuis_app.outreach.forms import (
    AssignForm,
    AttemptForm,
    FilterForm,
    RestForm,
    StopForm,
)
from thuis_app.outreach.models import OutreachPlan
from thuis_app.outreach.queries import After, Lines, Shown
from thuis_app.web import errors
from thuis_app.web.filters import day
from thuis_app.web.forms import Form, VersionedForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render, wants_fragment

bp = Blueprint("outreach", __name__, url_prefix="/outreach")

errors.rules(
    {
        "outreach.not_open": _l("Trying to reach this person has stopped."),
        "outreach.cannot_go": _l("This person does not work in that village."),
    }
)
bp.add_app_template_filter(forms.why, "why")
bp.add_app_template_filter(forms.step_in_words, "attempt_step")
bp.add_app_template_global(forms.what, "what_to_try")


@bp.get("/")
def index() -> ResponseReturnValue:
    area_id = request.args.get("area", type=int)
    if after := _after():
        return _show_more(area_id, after)
    return _show_list(area_id, {each: _lines(area_id, each) for each in Shown})


@bp.get("/<int:contact_id>/attempt")
def attempt_form(contact_id: int) -> ResponseReturnValue:
    plan = queries.find(actor(), contact_id)
    if plan is None or not plan.is_open:
        return _show_begin(contact_id)
    trail.read(actor(), "outreach.opened", contact_id=contact_id)
    form = AttemptForm(
        formdata=None,
        channel=plan.channel,
        day_part=forms.part_now(),
        made_by=actor().id,
    )
    return _show_attempt(plan, form.offer(_faces(plan)))


@bp.post("/<int:contact_id>/attempt")
def record(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = AttemptForm().offer(_faces(plan))
    if refused := form.refused(plan, **_latest(contact_id)):
        return _show_attempt(plan, form), refused
    actions.record_attempt(actor(), plan, **form.answers)
    return done(_what_follows(plan), _home(contact_id))


@bp.get("/<int:contact_id>/rest")
def rest_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    return _show_rest(plan, RestForm(formdata=None))


@bp.post("/<int:contact_id>/rest")
def rest(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = RestForm()
    if refused := form.refused(plan, until=plan.next_on, because=plan.resting_because):
        return _show_rest(plan, form), refused
    actions.rest(actor(), plan, **form.answers)
    return done(_what_follows(plan), _home(contact_id))


@bp.get("/<int:contact_id>/assign")
def assign_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    form = AssignForm(formdata=None, assigned_to=plan.assigned_to)
    return _show_assign(plan, form.offer(_choosable(plan)))


@bp.post("/<int:contact_id>/assign")
def assign(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = AssignForm().offer(_choosable(plan))
    if refused := form.refused(plan):
        return _show_assign(plan, form), refused
    actions.assign(actor(), plan, **form.answers)
    return done(_("Saved who goes."), _home(contact_id))


@bp.get("/<int:contact_id>/stop")
def stop_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    require(policy.may_stop(actor(), plan.contact))
    return _show_stop(plan, StopForm(formdata=None))


@bp.post("/<int:contact_id>/stop")
def stop(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    require(policy.may_stop(actor(), plan.contact))
    form = StopForm()
    if refused := form.refused(plan, because=plan.stopped_because):
        return _show_stop(plan, form), refused
    actions.stop(actor(), plan.contact, **form.answers)
    return done(_("We stop trying here."), _home(contact_id))


@bp.post("/<int:contact_id>/begin")
def begin(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    plan = actions.begin(actor(), contact)
    return done(_what_follows(plan), _home(contact_id))


def _show_begin(contact_id: int) -> str:
    """Nobody tries to reach this person now; a coordinator may begin."""
    contact = contacts.get(actor(), contact_id)
    trail.read(actor(), "outreach.opened", contact_id=contact_id)
    return render(
        "outreach/begin.html",
        "begin_box",
        contact=contact,
        form=Form(formdata=None),
        back=_home(contact_id),
    )


def _opened(contact_id: int) -> OutreachPlan:
    """The plan whose page is opened, which is read about a person."""
    plan = queries.get(actor(), contact_id)
    trail.read(actor(), "outreach.opened", contact_id=contact_id)
    return plan


def _lines(area_id: int | None, shown: Shown, after: After | None = None) -> Lines:
    lines = queries.lines(
        actor(), clock.today(), shown=shown, area_id=area_id, after=after
    )
    ids = [plan.contact_id for plan in lines.plans]
    trail.listed(actor(), "outreach.listed", ids)
    return lines


def _show_more(area_id: int | None, after: After) -> str:
    """The next lines of one of the lists; without htmx on a page of their own."""
    shown = Shown.LATER if request.args.get("shown") == Shown.LATER else Shown.DUE
    lines = _lines(area_id, shown, after)
    if not wants_fragment():
        return _show_list(area_id, {shown: lines})
    return render_template(
        "outreach/_lines.html", lines=lines, shown=shown, area_id=area_id
    )


def _show_list(area_id: int | None, lists: dict[Shown, Lines]) -> str:
    return render(
        "outreach/index.html",
        "outreach_list",
        lists=lists,
        summary=queries.summary(actor(), clock.today(), area_id),
        reached=queries.until_contact(actor()),
        form=_filter(area_id),
        area_id=area_id,
    )


def _show_attempt(plan: OutreachPlan, form: AttemptForm) -> str:
    return render(
        "outreach/attempt.html",
        "attempt_form",
        plan=plan,
        form=form.for_version(plan),
        attempts=queries.attempts(actor(), plan.contact_id),
        telephones=contacts.phones(actor(), plan.contact),
        back=_home(plan.contact_id),
    )


def _show_rest(plan: OutreachPlan, form: RestForm) -> str:
    return _show("outreach/rest.html", "rest_form", plan, form)


def _show_assign(plan: OutreachPlan, form: AssignForm) -> str:
    return _show("outreach/assign.html", "assign_form", plan, form)


def _show_stop(plan: OutreachPlan, form: StopForm) -> str:
    return _show("outreach/stop.html", "stop_form", plan, form)


def _show(page: str, block: str, plan: OutreachPlan, form: VersionedForm) -> str:
    form.for_version(plan)
    return render(page, block, plan=plan, form=form, back=_home(plan.contact_id))


def _home(contact_id: int) -> str:
    """Where one goes on: the person's file, or the volunteer's own day."""
    if actor().is_coordinator:
        return url_for("casefile.show", contact_id=contact_id)
    return url_for("today.index")


def _faces(plan: OutreachPlan) -> list[tuple[int, str]]:
    """Whom a coordinator may write down as the one who went."""
    may_choose = policy.may_assign(actor(), plan)
    return queries.faces(actor(), plan.contact.area_id) if may_choose else []


def _choosable(plan: OutreachPlan) -> list[tuple[int, str]]:
    require(policy.may_assign(actor(), plan))
    return queries.faces(actor(), plan.contact.area_id)


def _latest(contact_id: int) -> dict[str, Any]:
    """The latest try as it is stored, for whoever wrote one down at the same time."""
    names = ("outcome", "channel", "day_part", "made_on", "made_by")
    found = queries.attempts(actor(), contact_id)[:1]
    return {name: getattr(attempt, name) for attempt in found for name in names}


def _what_follows(plan: OutreachPlan) -> Any:
    """What was saved, and what comes next."""
    if not plan.is_open and plan.contact.is_stopped:
        return _("Saved. Nobody approaches this person any more.")
    if not plan.is_open:
        return _("Saved. Now we look for a volunteer.")
    next_day = day(plan.next_on, "weekday")
    if plan.resting:
        return _("Saved. It rests until %(day)s.", day=next_day)
    next_try = forms.what(plan.channel, plan.day_part).lower()
    return _("Saved. Next: %(day)s, %(what)s.", day=next_day, what=next_try)


def _filter(area_id: int | None) -> FilterForm:
    form = FilterForm(formdata=None, area=area_id)
    return form.offer([one[:2] for one in contacts.villages(actor())])


def _after() -> After | None:
    """The last line that was shown, as it stands in an address: 2026-11-24.7"""
    on, _dot, contact_id = request.args.get("after", "").partition(".")
    try:
        return After(date.fromisoformat(on), int(contact_id))
    except ValueError:
        return None
