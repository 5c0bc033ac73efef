from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.activities.bookings import actions as bookings
from thuis_app.activities.bookings.forms import BookForm, why_not
from thuis_app.core import audit_log, clock
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.search_words import asked
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.forms import DAYS, PARTS, week_part_words
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.forms import choices_of
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.support.respite import actions, policy, queries
from thuis_app.support.respite.forms import (
    NONE_YET,
    RequestForm,
    RequestRespiteForm,
    RespiteTalkForm,
    UnmetForm,
)
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import RequestState, RespiteAuditEvent
from thuis_app.web import request_args
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.request_args import day, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("respite", __name__, url_prefix="/respite")
bp.add_app_template_filter(week_part_words, "week_part")

WEEK = {"days": DAYS, "parts": PARTS}
FITS = 6
LISTED = (RequestState.ASKED, RequestState.CLARIFIED, RequestState.PLACED)


@bp.get("/")
def index() -> ResponseReturnValue:
    after = request.args.get("after", type=row_id)
    wanted = request.args.get("state", type=RequestState)
    states = [state for state in LISTED if wanted in (None, state)]
    owner = request.args.get("of", TaskOwner.ALL, type=TaskOwner)
    villages = village_filter(actor())
    lists = queries.lists_to_plan(
        actor(), states, owner=owner, area_ids=villages.area_ids, after=after
    )
    rows = [one for some in lists.values() for one in some.rows]
    carers = [one.request.carer_id for one in rows]
    marks = queries.tell_apart(rows)
    audit_log.log_list(actor(), RespiteAuditEvent.LISTED, carers)
    numbers = queries.telephones(actor(), carers)
    if after and wanted in lists and wants_fragment():
        return part(
            "support/respite/_lines.html",
            lines=lists[wanted],
            state=wanted,
            owner=owner,
            villages=villages,
            numbers=numbers,
            marks=marks,
        )
    return render(
        "support/respite/index.html",
        "request_list",
        lists=lists,
        villages=villages,
        owner=owner,
        owners=list(TaskOwner),
        numbers=numbers,
        marks=marks,
        rooms=rooms.to_plan_in(actor()),
    )


@bp.get("/of/<int:contact_id>/new")
def ask_form(contact_id: int) -> ResponseReturnValue:
    carer = contacts.get(actor(), contact_id)
    require(policy.may_request(actor(), carer))
    return _asking(RequestRespiteForm(formdata=None).offer(_who(carer)), carer)


@bp.post("/of/<int:contact_id>/new")
def ask(contact_id: int) -> ResponseReturnValue:
    carer = contacts.get(actor(), contact_id)
    require(policy.may_request(actor(), carer))
    form = RequestRespiteForm().offer(_who(carer))
    if refused := form.refused():
        return _asking(form, carer), refused
    answers = form.answers
    cared_for_id = answers.pop("cared_for")
    new = {name: answers.pop(name) for name in ("called_name", "last_name")}
    if cared_for_id == NONE_YET:
        cared_for = actions.bring_in(actor(), carer, **new)
    else:
        cared_for = contacts.get(actor(), cared_for_id)
    respite_request = actions.request_respite(
        actor(), carer, cared_for=cared_for, **answers
    )
    return done(
        _("The request is saved."), url_for(".show", request_id=respite_request.id)
    )


@bp.get("/<int:request_id>")
def show(request_id: int) -> ResponseReturnValue:
    respite_request = _opened(request_id)
    return render(
        "support/respite/show.html", "request_sheet", **_sheet(respite_request)
    )


@bp.get("/<int:request_id>/edit")
def edit_form(request_id: int) -> ResponseReturnValue:
    respite_request = _opened(request_id)
    form = RequestForm(formdata=None, obj=respite_request).for_version(respite_request)
    return _editing(form, respite_request)


@bp.post("/<int:request_id>/edit")
def edit(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    form = RequestForm().keeping(respite_request.start_on)
    if refused := form.refused(respite_request):
        return _editing(form, respite_request), refused
    actions.change(actor(), respite_request, **form.answers)
    return done(_("The request is saved."), url_for(".show", request_id=request_id))


@bp.get("/<int:request_id>/clarify")
def clarify_form(request_id: int) -> ResponseReturnValue:
    respite_request = _opened(request_id)
    return _talking(
        RespiteTalkForm(formdata=None, obj=respite_request).for_version(
            respite_request
        ),
        respite_request,
    )


@bp.post("/<int:request_id>/clarify")
def clarify(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    form = RespiteTalkForm().keeping(respite_request.call_by)
    is_for_now = "later" in request.form
    if refused := (form.for_now() if is_for_now else form).refused(respite_request):
        return _talking(form, respite_request), refused
    if is_for_now:
        actions.keep_talk(actor(), respite_request, **form.answers)
        message, page = _("What you wrote is kept. Go on when it suits."), ".show"
    else:
        actions.clarify(actor(), respite_request, **form.answers)
        message, page = (
            _("The talk is saved. Now look for a place."),
            ".book_form",
        )
    return done(message, url_for(page, request_id=request_id))


@bp.get("/<int:request_id>/book")
def book_form(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    audit_log.log_view(
        actor(), RespiteAuditEvent.OPENED, contact_id=respite_request.carer_id
    )
    today, on = clock.today(), request.args.get("on", type=day)
    until = today + timedelta(days=2)
    chosen = {
        "room": request.args.get("room", type=row_id),
        "on": on,
        "day_part": request.args.get("part", type=DayPart),
        "until_day": min(until, on - timedelta(days=1)) if on and on > today else until,
    }
    return _booking(_offering(BookForm(formdata=None, data=chosen)), respite_request)


@bp.post("/<int:request_id>/book")
def book(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    form = _offering(BookForm())
    if refused := form.refused():
        return _booking(form, respite_request), refused
    try:
        with changes.undoable(
            actor(), ChangeKind.BOOKING, respite_request.carer
        ) as doing:
            given = bookings.book(actor(), respite_request, **form.answers)
    except RuleBroken as broken:
        chosen = form.answers
        form.refuse(why_not(actor(), broken, chosen["room"], chosen["on"]))
        return _booking(form, respite_request), 409
    message = (
        _("The place in %(room)s is held.", room=given.room.name)
        if given.is_held
        else _("The place in %(room)s is theirs.", room=given.room.name)
    )
    page = url_for(".show", request_id=request_id)
    return done(message, page, undo=doing.change_id)


@bp.get("/<int:request_id>/unmet")
def unmet_form(request_id: int) -> ResponseReturnValue:
    return _ending(UnmetForm(formdata=None), _opened(request_id))


@bp.post("/<int:request_id>/unmet")
def unmet(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    form = UnmetForm()
    if refused := form.refused():
        return _ending(form, respite_request), refused
    with changes.undoable(actor(), ChangeKind.RESPITE, respite_request.carer) as doing:
        actions.unmet(actor(), respite_request, **form.answers)
    words, page = _("It is written down, with the reason."), url_for(".index")
    return done(words, page, undo=doing.change_id, undo_here=True)


@bp.post("/<int:request_id>/close")
def close(request_id: int) -> ResponseReturnValue:
    respite_request = queries.get(actor(), request_id)
    with changes.undoable(actor(), ChangeKind.RESPITE, respite_request.carer) as doing:
        actions.close(actor(), respite_request)
    words, page = _("The request is rounded off."), url_for(".index")
    return done(words, page, undo=doing.change_id, undo_here=True)


def _opened(request_id: int) -> RespiteRequest:
    respite_request = queries.get(actor(), request_id)
    for one in (respite_request.carer_id, respite_request.cared_for_id):
        audit_log.log_view(actor(), RespiteAuditEvent.OPENED, contact_id=one)
    return respite_request


def _who(carer: Contact) -> list[tuple[int, str]]:
    """Those around the carer, and whom a search on this page found."""
    ids = [one.id for one in queries.around(actor(), carer)]
    words = asked(request.values.get("search", "", type=request_args.search))
    if words:
        found = contacts.search(actor(), words).all
        audit_log.log_list(
            actor(), RespiteAuditEvent.SEARCHED, [one.id for one in found]
        )
        welcome = (one.id for one in found if not one.is_stopped)
        ids += [one for one in welcome if one != carer.id]
    return list(choices_of(contacts.named_apart(actor(), ids)).items())


def _asking(form: RequestRespiteForm, carer: Contact) -> TemplateResponse:
    search = request.values.get("search", "", type=request_args.search)
    return render(
        "support/respite/ask.html",
        "ask_form",
        form=form,
        carer=carer,
        search=search,
        **WEEK,
    )


def _editing(form: RequestForm, respite_request: RespiteRequest) -> TemplateResponse:
    return render(
        "support/respite/edit.html",
        "request_form",
        form=form,
        asked=respite_request,
        **WEEK,
    )


def _talking(
    form: RespiteTalkForm, respite_request: RespiteRequest
) -> TemplateResponse:
    return render(
        "support/respite/clarify.html",
        "talk_form",
        form=form,
        asked=respite_request,
        week=queries.week_near(actor(), respite_request.cared_for.area_id),
        **WEEK,
    )


def _offering(form: BookForm) -> BookForm:
    known = rooms.to_plan_in(actor())
    return form.offer(known, partial(rooms.get, actor()))


def _booking(form: BookForm, respite_request: RespiteRequest) -> TemplateResponse:
    return render(
        "support/respite/book.html",
        "book_form",
        form=form,
        asked=respite_request,
        fits=queries.fits(actor(), respite_request, FITS),
    )


def _ending(form: UnmetForm, respite_request: RespiteRequest) -> TemplateResponse:
    return render(
        "support/respite/unmet.html", "unmet_form", form=form, asked=respite_request
    )


def _sheet(respite_request: RespiteRequest) -> dict[str, Any]:
    given = queries.bookings(actor(), respite_request)
    telephones = queries.telephones(actor(), [respite_request.carer_id])
    numbers = telephones.get(respite_request.carer_id, [])
    return {
        "asked": respite_request,
        "given": given,
        "button": ButtonForm,
        "numbers": numbers,
    }
