from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import Missing, require
from thuis_app.team.volunteers import actions, policy, queries
from thuis_app.team.volunteers.forms import (
    MoveForm,
    RequirementForm,
    SettingForm,
    TalkForm,
)
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    Someone,
    VolunteerRequirement,
)
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.team.volunteers.views.blueprint import bp, page_of
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse


@bp.get("/<int:user_id>/road")
def move_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    lacks, card = queries.lacking(actor(), [user_id])[user_id], someone.card
    wanted = {"stage": request.args.get("to"), "stage_since": clock.today()}
    form = MoveForm(formdata=None, data=wanted).offer(card, lacks).for_version(card)
    return _move(someone, form, lacks)


@bp.post("/<int:user_id>/road")
def move(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    lacks, card = queries.lacking(actor(), [user_id])[user_id], someone.card
    form = MoveForm().offer(card, lacks)
    if refused := form.refused(card):
        return _move(someone, form, lacks), refused
    actions.move(actor(), someone.user, card, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _move(
    someone: Someone, form: Form, lacks: tuple[Requirement, ...]
) -> TemplateResponse:
    shown = {"form": form, "someone": someone, "lacks": lacks}
    return render("team/volunteers/move.html", "move_form", **shown)


@bp.get("/<int:user_id>/first-talk")
def first_talk_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    had_on = someone.card.talked_on or clock.today()
    form = TalkForm(formdata=None, talked_on=had_on).for_version(someone.card)
    return _first_talk(someone, form)


@bp.post("/<int:user_id>/first-talk")
def first_talk(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), TalkForm()
    if refused := form.refused(someone.card):
        return _first_talk(someone, form), refused
    actions.note_talk(actor(), someone.user, someone.card, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _first_talk(someone: Someone, form: Form) -> TemplateResponse:
    return render("team/volunteers/talk.html", "talk_form", form=form, someone=someone)


@bp.get("/<int:user_id>/requirements/<requirement>")
def requirement_form(user_id: int, requirement: str) -> ResponseReturnValue:
    someone, row = queries.get(actor(), user_id), _line(user_id, requirement)
    form = RequirementForm(formdata=None, obj=row).offer(row).for_version(row)
    return _requirement(someone, row, form)


@bp.post("/<int:user_id>/requirements/<requirement>")
def require_of(user_id: int, requirement: str) -> ResponseReturnValue:
    someone, row = queries.get(actor(), user_id), _line(user_id, requirement)
    form = RequirementForm().offer(row)
    if refused := form.refused(row):
        return _requirement(someone, row, form), refused
    actions.ask_of(actor(), someone.user, row, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _line(user_id: int, name: str) -> VolunteerRequirement:
    return queries.standing(actor(), user_id).line(_named(name))


def _requirement(
    someone: Someone, row: VolunteerRequirement, form: Form
) -> TemplateResponse:
    setting = queries.settings()[row.requirement]
    shown = {"form": form, "someone": someone, "row": row, "setting": setting}
    return render("team/volunteers/requirement.html", "requirement_form", **shown)


@bp.get("/requirements")
def requirements() -> ResponseReturnValue:
    require(policy.may_read_settings(actor()))
    may_change = policy.may_change_settings(actor())
    return render(
        "team/volunteers/requirements.html",
        "requirement_list",
        settings=queries.settings(),
        may_change=may_change,
    )


@bp.get("/requirements/<requirement>")
def setting_form(requirement: str) -> ResponseReturnValue:
    require(policy.may_change_settings(actor()))
    setting = queries.settings()[_named(requirement)]
    form = SettingForm(formdata=None, obj=setting).for_version(setting)
    return _setting(setting, form)


@bp.post("/requirements/<requirement>")
def set_requirement(requirement: str) -> ResponseReturnValue:
    require(policy.may_change_settings(actor()))
    setting, form = queries.settings()[_named(requirement)], SettingForm()
    if refused := form.refused(setting):
        return _setting(setting, form), refused
    actions.set_requirement(actor(), setting, **form.answers)
    return done(_("Your choice is saved."), url_for("volunteers.requirements"))


def _setting(setting: RequirementSetting, form: Form) -> TemplateResponse:
    return render(
        "team/volunteers/setting.html", "setting_form", form=form, setting=setting
    )


def _named(name: str) -> Requirement:
    if name not in {one.value for one in Requirement}:
        raise Missing
    return Requirement(name)
