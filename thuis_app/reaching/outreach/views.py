from collections.abc import Iterable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import require
from thuis_app.core.paging import DayCursor
from thuis_app.organisation.areas.forms import VillageFilter, village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.reaching.outreach import actions, forms, policy, queries
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach.queries import (
    OutreachFilter,
    OutreachList,
    OutreachPage,
)
from thuis_app.reaching.outreach.rules import OutreachAuditEvent
from thuis_app.web.forms import ButtonForm, VersionedForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import day_and_id, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("outreach", __name__, url_prefix="/outreach")

bp.add_app_template_filter(forms.why, "why")


@bp.get("/")
def index() -> ResponseReturnValue:
    villages = village_filter(actor())
    criteria = OutreachFilter(villages.area_ids, request.args.get("by", type=row_id))
    if after := request.args.get("after", type=day_and_id):
        return _show_more(criteria, villages, after)
    lists = {each: _lines(criteria, each) for each in OutreachList}
    _log([plan for lines in lists.values() for plan in lines.rows])
    return _show_list(criteria, villages, lists)


@bp.get("/<int:contact_id>/attempt")
def attempt_form(contact_id: int) -> ResponseReturnValue:
    plan = queries.find(actor(), contact_id)
    if plan is None or not plan.is_open:
        return _show_begin(contact_id)
    audit_log.log_view(actor(), OutreachAuditEvent.OPENED, contact_id=contact_id)
    form = forms.AttemptForm(
        formdata=None,
        channel=plan.channel,
        day_part=forms.part_now(),
        made_by=actor().id,
        goes=plan.assigned_to or actor().id,
    )
    return _show_attempt(plan, form.offer(_faces(plan)))


@bp.post("/<int:contact_id>/attempt")
def record(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = forms.AttemptForm().offer(_faces(plan))
    if refused := form.refused(plan, **queries.latest(actor(), contact_id)):
        return _show_attempt(plan, form), refused
    with changes.undoable(actor(), ChangeKind.ATTEMPT, plan.contact) as doing:
        actions.record_attempt(actor(), plan, **form.answers)
    return done(forms.follows(plan), _home(contact_id), undo=doing.change_id)


@bp.get("/<int:contact_id>/rest")
def rest_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    return _show("rest", plan, forms.RestForm(formdata=None))


@bp.post("/<int:contact_id>/rest")
def rest(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = forms.RestForm()
    if refused := form.refused(plan, until=plan.next_on, because=plan.resting_because):
        return _show("rest", plan, form), refused
    with changes.undoable(actor(), ChangeKind.OUTREACH, plan.contact) as doing:
        actions.rest(actor(), plan, **form.answers)
    return done(forms.follows(plan), _home(contact_id), undo=doing.change_id)


@bp.get("/<int:contact_id>/assign")
def assign_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    form = forms.AssignForm(formdata=None, assigned_to=plan.assigned_to)
    return _show("assign", plan, form.offer(_choosable(plan)))


@bp.post("/<int:contact_id>/assign")
def assign(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    form = forms.AssignForm().offer(_choosable(plan))
    if refused := form.refused(plan):
        return _show("assign", plan, form), refused
    with changes.undoable(actor(), ChangeKind.OUTREACH, plan.contact) as doing:
        actions.assign(actor(), plan, **form.answers)
    return done(_("Saved who goes."), _home(contact_id), undo=doing.change_id)


@bp.get("/<int:contact_id>/stop")
def stop_form(contact_id: int) -> ResponseReturnValue:
    plan = _opened(contact_id)
    require(policy.may_stop(actor(), plan.contact))
    return _show("stop", plan, forms.StopOutreachForm(formdata=None))


@bp.post("/<int:contact_id>/stop")
def stop(contact_id: int) -> ResponseReturnValue:
    plan = queries.get(actor(), contact_id)
    require(policy.may_stop(actor(), plan.contact))
    form = forms.StopOutreachForm()
    if refused := form.refused(plan, because=plan.stopped_because):
        return _show("stop", plan, form), refused
    with changes.undoable(actor(), ChangeKind.OUTREACH, plan.contact) as doing:
        actions.stop(actor(), plan.contact, **form.answers)
    return done(_("We stop trying here."), _home(contact_id), undo=doing.change_id)


@bp.post("/<int:contact_id>/begin")
def begin(contact_id: int) -> ResponseReturnValue:
    contact = contacts.get(actor(), contact_id)
    plan = actions.begin(actor(), contact)
    return done(forms.follows(plan), _home(contact_id))


def _show_begin(contact_id: int) -> TemplateResponse:
    """The page of a person without an open plan; a coordinator may start one."""
    contact = contacts.get(actor(), contact_id)
    audit_log.log_view(actor(), OutreachAuditEvent.OPENED, contact_id=contact_id)
    return render(
        "reaching/outreach/begin.html",
        "begin_box",
        contact=contact,
        form=ButtonForm(formdata=None),
        back=_home(contact_id),
    )


def _opened(contact_id: int) -> OutreachPlan:
    """The plan whose page is opened, which is read about a person."""
    plan = queries.get(actor(), contact_id)
    audit_log.log_view(actor(), OutreachAuditEvent.OPENED, contact_id=contact_id)
    return plan


def _lines(
    criteria: OutreachFilter, shown: OutreachList, after: DayCursor | None = None
) -> OutreachPage:
    return queries.lines(
        actor(), clock.today(), shown=shown, criteria=criteria, after=after
    )


def _log(plans: Iterable[OutreachPlan]) -> None:
    """Note in one line which people stand on the page."""
    ids = [plan.contact_id for plan in plans]
    audit_log.log_list(actor(), OutreachAuditEvent.LISTED, ids)


def _show_more(
    criteria: OutreachFilter, villages: VillageFilter, after: DayCursor
) -> TemplateResponse:
    """The next lines of one of the lists; without htmx on a page of their own."""
    shown = request.args.get("shown", OutreachList.DUE, type=OutreachList)
    lines = _lines(criteria, shown, after)
    _log(lines.rows)
    if not wants_fragment():
        return _show_list(criteria, villages, {shown: lines})
    return part(
        "reaching/outreach/_lines.html",
        lines=lines,
        shown=shown,
        sought=criteria,
        villages=villages,
        telephones=queries.telephones(actor(), lines.rows),
    )


def _show_list(
    criteria: OutreachFilter,
    villages: VillageFilter,
    lists: dict[OutreachList, OutreachPage],
) -> TemplateResponse:
    form = forms.OutreachFilterForm(formdata=None, by=criteria.by)
    return render(
        "reaching/outreach/index.html",
        "outreach_list",
        lists=lists,
        telephones=queries.telephones(
            actor(), [plan for page in lists.values() for plan in page.rows]
        ),
        summary=queries.summary(actor(), clock.today(), criteria.area_ids, criteria.by),
        form=form.offer(queries.goers(actor())),
        sought=criteria,
        villages=villages,
    )


def _show_attempt(plan: OutreachPlan, form: forms.AttemptForm) -> TemplateResponse:
    return render(
        "reaching/outreach/attempt.html",
        "attempt_form",
        plan=plan,
        form=form.for_version(plan),
        attempts=queries.attempts(actor(), plan.contact_id),
        telephones=queries.telephones(actor(), [plan]).get(plan.contact_id, []),
        back=_home(plan.contact_id),
    )


def _show(name: str, plan: OutreachPlan, form: VersionedForm) -> TemplateResponse:
    form.for_version(plan)
    back = _home(plan.contact_id)
    page = f"reaching/outreach/{name}.html"
    return render(page, f"{name}_form", plan=plan, form=form, back=back)


def _home(contact_id: int) -> str:
    """Where one goes on: the person's file, or the volunteer's own day."""
    if actor().is_coordinator:
        return link("person", contact_id=contact_id)
    return link("home")


def _faces(plan: OutreachPlan) -> list[tuple[int, str]]:
    """The users a coordinator may record as the one who went."""
    may_choose = policy.may_assign(actor(), plan)
    return queries.faces(actor(), plan.contact.area_id) if may_choose else []


def _choosable(plan: OutreachPlan) -> list[tuple[int, str]]:
    require(policy.may_assign(actor(), plan))
    return queries.faces(actor(), plan.contact.area_id)
