from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from thuis_app.core import clock
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import DayCursor
from thuis_app.team.trainings import actions, forms, policy, queries
from thuis_app.team.trainings.forms import AddPeopleForm, AttendanceForm, TrainingForm
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.request_args import cursor, day_and_id, row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("trainings", __name__, url_prefix="/trainings")

MOST_TICKS = 500


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_list(actor()):
        raise Missing
    today, after = clock.today(), request.args.get("after", type=day_and_id)
    is_past = "past" in request.args
    query = queries.past if is_past else queries.coming
    lines, more = query(actor(), today, after)
    shown: dict[str, Any] = {"lines": lines, "is_past": is_past}
    shown["more_page"] = more and _more(is_past, more)
    shown["button"] = ButtonForm(formdata=None)
    if after and wants_fragment():
        return part("team/trainings/_lines.html", **shown)
    if policy.may_make(actor()):
        shown["long_ago"] = queries.count_long_ago(actor(), today)
    return render("team/trainings/index.html", "training_list", **shown)


@bp.get("/long-ago")
def long_ago() -> ResponseReturnValue:
    require(policy.may_make(actor()))
    people, more = queries.long_ago(actor(), clock.today(), _after())
    shown = {"people": people, "more_page": more and url_for(".long_ago", after=more)}
    if _after() and wants_fragment():
        return part("team/trainings/_long_ago.html", **shown)
    return render("team/trainings/long_ago.html", "long_ago", **shown)


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_make(actor()))
    return _form_page(TrainingForm(formdata=None).offer(queries.villages(actor())))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_make(actor()))
    form = TrainingForm().offer(queries.villages(actor()))
    if refused := form.refused():
        return _form_page(form), refused
    training = actions.create(actor(), **form.answers)
    return done(_("The training is made."), _page(training))


@bp.get("/<int:training_id>")
def show(training_id: int) -> ResponseReturnValue:
    training = queries.get(actor(), training_id)
    people, more = queries.people(actor(), training, _after())
    shown: dict[str, Any] = {"training": training, "people": people}
    shown["more_page"] = more and url_for(".show", training_id=training_id, after=more)
    if _after() and wants_fragment():
        return part("team/trainings/_people.html", **shown)
    shown["line"] = queries.line(actor(), training)
    if policy.may_make(actor()):
        shown["elsewhere"] = queries.count_elsewhere(actor(), training)
    button = ButtonForm(formdata=None)
    return render("team/trainings/show.html", "training", button=button, **shown)


@bp.get("/<int:training_id>/edit")
def edit_form(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    form = TrainingForm(formdata=None, obj=training).for_version(training)
    form.offer(queries.villages(actor()))
    return _form_page(form, training)


@bp.post("/<int:training_id>/edit")
def edit(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    form = TrainingForm().offer(queries.villages(actor()))
    if refused := form.refused(training):
        return _form_page(form, training), refused
    actions.edit(actor(), training, **form.answers)
    return done(_("The change is saved."), _page(training))


@bp.get("/<int:training_id>/cancel")
def cancel_form(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    return render(
        "team/trainings/cancel.html",
        "cancel_box",
        training=training,
        form=ButtonForm(formdata=None),
    )


@bp.post("/<int:training_id>/cancel")
def cancel(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    actions.cancel(actor(), training)
    return done(_("The training is called off."), _page(training))


@bp.get("/<int:training_id>/people")
def people_form(training_id: int) -> ResponseReturnValue:
    return _people_page(_kept(training_id), AddPeopleForm(formdata=None))


@bp.post("/<int:training_id>/people")
def add_people(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    user_ids = request.form.getlist("people", type=row_id)[:MOST_TICKS]
    users = queries.users(actor(), user_ids)
    form = AddPeopleForm().offer(users)
    if refused := form.refused():
        return _people_page(training, form), refused
    number = actions.add_people(
        actor(), training, list(users), attends=form.attends.data
    )
    message = ngettext("%(num)s person added.", "%(num)s people added.", number)
    return done(message, _page(training))


@bp.get("/<int:training_id>/attendance")
def attendance_form(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    people, more = queries.people(actor(), training, _after())
    return _attendance_page(training, people, more, formdata=None)


@bp.post("/<int:training_id>/attendance")
def attendance(training_id: int) -> ResponseReturnValue:
    training = _kept(training_id)
    people, more = queries.people(actor(), training, _after())
    form = AttendanceForm.among(people)
    if refused := form.refused_for(training, people):
        return _attendance_page(training, people, more, form), refused
    actions.tick(actor(), training, form.attended)
    return done(_("Saved who was there."), _page(training))


@bp.post("/<int:training_id>/sign-up")
def sign_up(training_id: int) -> ResponseReturnValue:
    training = queries.get(actor(), training_id)
    actions.sign_up(actor(), training)
    return _changed(training, _("You are on the list. See you there."))


@bp.post("/<int:training_id>/sign-off")
def sign_off(training_id: int) -> ResponseReturnValue:
    training = queries.get(actor(), training_id)
    actions.sign_off(actor(), training)
    return _changed(training, _("Thank you for letting us know."))


def _changed(training: Training, message: str) -> ResponseReturnValue:
    return done(
        message,
        url_for(".index"),
        "team/trainings/_line.html",
        line=queries.line(actor(), training),
        button=ButtonForm(formdata=None),
    )


def _kept(training_id: int) -> Training:
    """A training that the actor may change."""
    training = queries.get(actor(), training_id)
    require(policy.may_keep(actor(), training))
    return training


def _form_page(
    form: TrainingForm, training: Training | None = None
) -> TemplateResponse:
    return render(
        "team/trainings/form.html", "training_form", form=form, training=training
    )


def _people_page(training: Training, form: AddPeopleForm) -> TemplateResponse:
    search = forms.TrainingSearchForm(request.args)
    words = search.search.data if search.validate() else ""
    people, more = volunteers.in_order(actor(), search=words or "", after=_after())
    known = queries.among(actor(), training, [one.user.id for one in people])
    address: dict[str, Any] = {"training_id": training.id, "search": words or None}
    shown: dict[str, Any] = {"people": people, "known": known, "training": training}
    shown["more_page"] = more and url_for(".people_form", **address, after=more)
    if _after() and wants_fragment():
        return part("team/trainings/_candidates.html", **shown)
    shown["line"] = queries.line(actor(), training)
    shown |= {"form": form, "search": search}
    return render("team/trainings/people.html", "people_form", **shown)


def _attendance_page(
    training: Training,
    people: Sequence[TrainingAttendance],
    more: int | None,
    form: AttendanceForm | None = None,
    **made: Any,
) -> TemplateResponse:
    form = form or AttendanceForm.among(people, **made)
    next_page = more and url_for(
        ".attendance_form", training_id=training.id, after=more
    )
    return render(
        "team/trainings/attendance.html",
        "attendance_form",
        training=training,
        people=people,
        form=form.for_version(training),
        next_page=next_page,
        after=_after(),
    )


def _page(training: Training) -> str:
    return url_for(".show", training_id=training.id)


def _more(is_past: bool, last: DayCursor) -> str:
    return url_for(".index", past=1 if is_past else None, after=cursor(last))


def _after() -> int | None:
    return request.args.get("after", type=row_id) or None
