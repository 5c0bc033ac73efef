"""The pages of volunteers: their profile, progress and times."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log, clock
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import ROWS
from thuis_app.core.qr_codes import qr_code
from thuis_app.directory.rooms.forms import DAYS, PARTS
from thuis_app.directory.rooms.rules import WEEKDAYS, week_of
from thuis_app.organisation.accounts import queries as account_queries
from thuis_app.organisation.accounts.forms import ADDRESS_TAKEN
from thuis_app.organisation.accounts.rules import INVITATION_LASTS
from thuis_app.organisation.areas.forms import VillageFilter, village_filter
from thuis_app.organisation.changes.actions import undoable
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.organisation.passkeys.forms import LostForm
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.people.notes import queries as notes
from thuis_app.people.notes.forms import NoteForm, hint
from thuis_app.people.notes.rules import NoteAuditEvent, NoteSubject
from thuis_app.people.tasks import queries as tasks
from thuis_app.team.volunteers import actions, policy, queries, rules
from thuis_app.team.volunteers.forms import (
    BlockForm,
    NewForm,
    PersonalForm,
    ProfileForm,
    RequirementForm,
    SettingForm,
    TimesForm,
    VolunteerFilterForm,
    VolunteerStageForm,
    VolunteerTalkForm,
    times_stored,
)
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    VolunteerRequirement,
    VolunteerRow,
)
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage
from thuis_app.web.forms import ButtonForm, Form
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import external, link
from thuis_app.web.mailing import with_mail
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("volunteers", __name__, url_prefix="/volunteers")


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_list(actor()):
        raise Missing
    form, villages = VolunteerFilterForm(request.args), village_filter(actor())
    query = form.answers if form.validate() else {}
    after = request.args.get("after", type=row_id)
    people, more = queries.in_order(
        actor(),
        search=query.get("search", ""),
        area_ids=villages.area_ids,
        stage=query.get("stage"),
        after=after,
    )
    more_page = more and _more(query, villages, more)
    shown = {"people": people, "more_page": more_page, "villages": villages}
    if after and wants_fragment():
        return part("team/volunteers/_rows.html", **shown)
    if not wants_fragment():
        shown |= _to_do()
    return render("team/volunteers/index.html", "volunteer_list", form=form, **shown)


def _to_do() -> dict[str, Any]:
    """The open wishes to talk and the expiring requirements, for a coordinator."""
    today, rows = clock.today(), ROWS
    late = queries.run_out(actor(), today, limit=rows)
    soon = queries.expiring(actor(), today, limit=rows)
    return {"talks": queries.talks(actor()), "papers": [*late, *soon][:rows]}


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_begin(actor()))
    form = NewForm(formdata=None).offer(queries.villages(actor()))
    return render("team/volunteers/new.html", "new_form", form=form)


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_begin(actor()))
    form = NewForm().offer(queries.villages(actor()))
    if refused := form.refused() or _known_already(form):
        return render("team/volunteers/new.html", "new_form", form=form), refused
    user = actions.begin(actor(), **form.answers)
    return done(_("%(name)s is on the list.", name=user.name), page_of(user.id))


def _known_already(form: NewForm) -> int | None:
    if not account_queries.is_known(actor(), form.email.data):
        return None
    form.email.errors = [str(ADDRESS_TAKEN)]
    return 422


@bp.get("/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    return render(
        "team/volunteers/show.html",
        "volunteer",
        **_all_about(someone),
        **_notes_about(someone),
        button=ButtonForm(formdata=None),
        passkeys=account_queries.passkeys_of(someone.user),
    )


@bp.get("/me")
def me() -> ResponseReturnValue:
    someone = queries.known(actor(), actor().id)
    return render("team/volunteers/me.html", "my_card", **_all_about(someone))


@bp.post("/<int:user_id>/invitation")
@fresh
def invite(user_id: int) -> ResponseReturnValue:
    """The link is in this answer alone: the form has no key that would keep it."""
    user = queries.get(actor(), user_id).user
    key = actions.invite(actor(), user)
    invitation = external("invitations.accept_form", key=key)
    until, page = clock.now() + INVITATION_LASTS, page_of(user_id)
    shown = {"user": user, "invitation": invitation, "until": until, "page": page}
    shown["qr"] = qr_code(invitation)
    return render("organisation/accounts/link.html", "link", **shown)


@bp.post("/<int:user_id>/tablet-lost")
def report_lost(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id).user
    kept = LostForm().offer(account_queries.passkeys_of(user)).kept_ids
    sessions.report_lost(actor(), user, kept_passkeys=kept)
    said = (
        with_mail(_("%(name)s is signed out everywhere.", name=user.called))
        if user.email
        else _("%(name)s is signed out everywhere. Call to say so.", name=user.called)
    )
    return done(said, page_of(user_id))


def _notes_about(someone: VolunteerRow) -> dict[str, Any]:
    """The field for a note about a volunteer, and the latest notes."""
    area_id = account_queries.work_area(someone.user)
    subject = NoteSubject(area_id, volunteer_id=someone.user.id)
    form = NoteForm(formdata=None).offer(
        tasks.colleagues_in(actor(), area_id), notes.follow_ups(actor(), subject)
    )
    found = notes.about(actor(), subject)
    audit_log.log_view(actor(), NoteAuditEvent.OPENED, subject_id=str(someone.user.id))
    return {
        "note_form": form,
        "note_hint": hint(subject),
        "notes": found.rows,
        "has_more_notes": found.after is not None,
    }


def _all_about(someone: VolunteerRow) -> dict[str, Any]:
    who = someone.user.id
    standing, changes = queries.standing(actor(), who), queries.changes(actor(), who)
    seen_by = {row.seen_by for row in standing.kept.values() if row.seen_by}
    writers = seen_by | {change.recorded_by for change in changes}
    progress = rules.progress(
        someone.profile.stage,
        has_talked=someone.profile.talked_on is not None,
        required=standing.required,
        missing=standing.missing,
    )
    return {
        "someone": someone,
        "standing": standing,
        "road": progress,
        "changes": changes,
        "names": account_queries.names(actor(), writers),
        "times": queries.times(actor(), who),
        "blocks": queries.blocks(actor(), who),
        "talk": queries.open_talk(actor(), who),
        "days": DAYS,
    }


def _more(query: dict[str, Any], villages: VillageFilter, after: int) -> str:
    return url_for("volunteers.index", **query, area=villages.in_link, after=after)


@bp.get("/<int:user_id>/edit")
def edit_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    return _profile_page(
        someone, ProfileForm(obj=someone.profile).for_version(someone.profile)
    )


@bp.post("/<int:user_id>/edit")
def edit(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), ProfileForm()
    if refused := form.refused(someone.profile):
        return _profile_page(someone, form), refused
    actions.edit(actor(), someone.user, someone.profile, **form.answers)
    return done(_("The card is saved."), page_of(user_id))


def _profile_page(someone: VolunteerRow, form: Form) -> TemplateResponse:
    return render("team/volunteers/edit.html", "card_form", form=form, someone=someone)


@bp.get("/<int:user_id>/personal")
def personal_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    form = PersonalForm(obj=someone.profile).for_version(someone.profile)
    return _personal_page(someone, form)


@bp.post("/<int:user_id>/personal")
def personal(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), PersonalForm()
    if refused := form.refused(someone.profile):
        return _personal_page(someone, form), refused
    actions.keep_personal(actor(), someone.user, someone.profile, **form.answers)
    return done(_("The card is saved."), page_of(user_id))


def _personal_page(someone: VolunteerRow, form: Form) -> TemplateResponse:
    shown = {"form": form, "someone": someone}
    return render("team/volunteers/personal.html", "personal_form", **shown)


@bp.get("/<int:user_id>/times")
def times_form(user_id: int) -> ResponseReturnValue:
    someone = queries.known(actor(), user_id)
    stored = times_stored(someone.profile, queries.times(actor(), user_id))
    form = TimesForm(formdata=None, data=stored).offer()
    return _times(someone, form.for_version(someone.profile, **stored))


@bp.post("/<int:user_id>/times")
def times(user_id: int) -> ResponseReturnValue:
    someone, form = queries.known(actor(), user_id), TimesForm().offer()
    stored = times_stored(someone.profile, queries.times(actor(), user_id))
    if refused := form.refused(someone.profile, **stored):
        return _times(someone, form), refused
    actions.keep_times(actor(), someone.user, someone.profile, **form.answers)
    return done(_("The times are saved."), page_of(user_id))


def _times(someone: VolunteerRow, form: Form) -> TemplateResponse:
    monday = week_of(clock.today())
    return render(
        "team/volunteers/times.html",
        "times_form",
        form=form,
        someone=someone,
        page=page_of(someone.user.id),
        days=[monday + timedelta(days=number) for number in WEEKDAYS],
        parts=PARTS,
    )


@bp.get("/<int:user_id>/blocks/new")
def block_form(user_id: int) -> ResponseReturnValue:
    form = BlockForm(formdata=None, from_on=clock.today())
    return _block(queries.known(actor(), user_id), form)


@bp.post("/<int:user_id>/blocks/new")
def block(user_id: int) -> ResponseReturnValue:
    someone, form = queries.known(actor(), user_id), BlockForm()
    if refused := form.refused():
        return _block(someone, form), refused
    with undoable(actor(), ChangeKind.DAYS_AWAY, About()) as doing:
        row = actions.block(actor(), someone.user, **form.answers)
    if queries.visits_in(actor(), row):
        return done(
            _("The days are saved."), link("visits_in_days_off", block_id=row.id)
        )
    return _days_changed(user_id, _("The days are saved."), doing.change_id)


def _block(someone: VolunteerRow, form: Form) -> TemplateResponse:
    shown = {"form": form, "someone": someone, "page": page_of(someone.user.id)}
    return render("team/volunteers/block.html", "block_form", **shown)


@bp.post("/<int:user_id>/blocks/<int:block_id>/remove")
def unblock(user_id: int, block_id: int) -> ResponseReturnValue:
    """Taken away twice is taken away once."""
    someone = queries.known(actor(), user_id)
    with undoable(actor(), ChangeKind.DAYS_AWAY, About()) as doing:
        for row in queries.blocks(actor(), user_id):
            if row.id == block_id:
                actions.unblock(actor(), someone.user, row)
    return _days_changed(user_id, _("These days are free again."), doing.change_id)


def _days_changed(
    user_id: int, words: str, change_id: int | None
) -> ResponseReturnValue:
    return done(words, page_of(user_id), undo=change_id, undo_here=True)


@bp.post("/<int:user_id>/talks")
def ask_talk(user_id: int) -> ResponseReturnValue:
    user = queries.known(actor(), user_id).user
    actions.request_talk(actor(), user)
    if user.id == actor().id:
        return done(_("Your coordinator knows, and will call you."), page_of(user_id))
    return done(_("It stands on the list of the coordinators."), page_of(user_id))


@bp.post("/talks/<int:talk_id>/had")
def had_talk(talk_id: int) -> ResponseReturnValue:
    wish, user = queries.talk(actor(), talk_id)
    actions.had_talk(actor(), user, wish)
    return done(_("Good that you talked."), url_for("volunteers.index"))


@bp.get("/<int:user_id>/road")
def move_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    missing, profile = queries.lacking(actor(), [user_id])[user_id], someone.profile
    stage = request.args.get("to", type=VolunteerStage)
    wanted = {"stage": stage, "stage_since": clock.today()}
    form = (
        VolunteerStageForm(formdata=None, data=wanted)
        .offer(profile, missing)
        .for_version(profile)
    )
    return _move(someone, form, missing)


@bp.post("/<int:user_id>/road")
def move(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    missing, profile = queries.lacking(actor(), [user_id])[user_id], someone.profile
    form = VolunteerStageForm().offer(profile, missing)
    if refused := form.refused(profile):
        return _move(someone, form, missing), refused
    actions.move(actor(), someone.user, profile, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _move(
    someone: VolunteerRow, form: Form, missing: tuple[Requirement, ...]
) -> TemplateResponse:
    shown = {"form": form, "someone": someone, "lacks": missing}
    return render("team/volunteers/move.html", "move_form", **shown)


@bp.get("/<int:user_id>/first-talk")
def first_talk_form(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    had_on = someone.profile.talked_on or clock.today()
    form = VolunteerTalkForm(formdata=None, talked_on=had_on).for_version(
        someone.profile
    )
    return _first_talk(someone, form)


@bp.post("/<int:user_id>/first-talk")
def first_talk(user_id: int) -> ResponseReturnValue:
    someone, form = queries.get(actor(), user_id), VolunteerTalkForm()
    if refused := form.refused(someone.profile):
        return _first_talk(someone, form), refused
    actions.note_talk(actor(), someone.user, someone.profile, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _first_talk(someone: VolunteerRow, form: Form) -> TemplateResponse:
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
    actions.request_requirement(actor(), someone.user, row, **form.answers)
    return done(_("The step is saved."), page_of(user_id))


def _line(user_id: int, name: str) -> VolunteerRequirement:
    return queries.standing(actor(), user_id).line(_named(name))


def _requirement(
    someone: VolunteerRow, row: VolunteerRequirement, form: Form
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


def page_of(user_id: int) -> str:
    """The address of the actor's own page, or of a volunteer's."""
    if user_id == actor().id:
        return url_for("volunteers.me")
    return url_for("volunteers.show", user_id=user_id)
