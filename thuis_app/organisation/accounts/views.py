"""The keeping of the accounts."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock, events
from thuis_app.core.actors import Role
from thuis_app.core.errors import require
from thuis_app.core.qr_codes import qr_code
from thuis_app.organisation.accounts import actions, policy, queries, rules
from thuis_app.organisation.accounts.forms import (
    ADDRESS_TAKEN,
    ROLE_HINTS,
    AccountSearchForm,
    EndForm,
    UserForm,
)
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AgreersWanted, Grant
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.forms import counted, said
from thuis_app.organisation.endings.rules import EndingLine
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import endpoint_of, external
from thuis_app.web.mailing import with_mail
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("accounts", __name__, url_prefix="/account")


@bp.get("/users")
def users() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    form, is_ended = AccountSearchForm(request.args), "ended" in request.args
    after = request.args.get("after", type=row_id)
    found, more = queries.accounts(
        actor(), search=form.words, is_ended=is_ended, after=after
    )
    shown = {"form": form, "found": found, "more_after": more, "is_ended": is_ended}
    is_filtered = bool(form.words or is_ended or after)
    shown["is_alone"] = len(found) == 1 and not is_filtered
    if after and wants_fragment():
        return part("organisation/accounts/_users.html", **shown)
    return render("organisation/accounts/users.html", "user_list", **shown)


@bp.get("/users/new")
def new_user_form() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    return _show_user(_user_form(None, formdata=None), None)


@bp.post("/users/new")
@fresh
def create_user() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    form = _user_form(None)
    if refused := form.refused() or _known_already(form, None):
        return _show_user(form, None), refused
    user = actions.create(actor(), **form.answers)
    said = _("The account is made. Now make a link.")
    return done(f"{said} {_waiting_said(user)}".strip(), _page_of(user))


@bp.get("/users/<int:user_id>/edit")
def edit_user_form(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    form = _user_form(user, formdata=None, obj=user)
    return _show_user(form.for_version(user), user)


@bp.post("/users/<int:user_id>/edit")
@fresh
def edit_user(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    form = _user_form(user)
    lines = _ending_roles(user, user.roles - form.grant.roles)
    refused = form.refused(user) or _known_already(form, user)
    if refused := refused or _left_alone(form, user) or form.overlooks(lines):
        return _show_user(form, user), refused
    actions.edit(actor(), user, **form.answers)
    words = [_("The account is saved."), said(lines), _waiting_said(user)]
    return done(" ".join(filter(None, words)), url_for(".users"))


@bp.post("/users/<int:user_id>/invitation")
@fresh
def invite(user_id: int) -> ResponseReturnValue:
    """The link is in this answer alone: the form has no key that would keep it."""
    user = queries.get(actor(), user_id)
    key = actions.invite(actor(), user)
    link = external(endpoint_of("invitation"), key=key)
    until = clock.now() + rules.INVITATION_LASTS
    return render(
        "organisation/accounts/link.html",
        "link",
        user=user,
        invitation=link,
        qr=qr_code(link),
        until=until,
        agreers=_agreers(user) if queries.link_waits(actor(), user) else None,
    )


@bp.get("/users/<int:user_id>/end")
def end_user_form(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    form = EndForm(formdata=None).for_version(user)
    return _show_end(user, form)


@bp.post("/users/<int:user_id>/end")
def end_user(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    lines = _ending_roles(user, user.roles)
    form = EndForm().offer(queries.coordinators_besides(actor(), user), lines)
    if refused := form.refused(user) or form.overlooks(lines):
        return _show_end(user, form), refused
    actions.deactivate(actor(), user, heir_id=form.heir_id)
    words = _("The account of %(name)s has ended.", name=user.name)
    return done(f"{words} {said(lines)}".strip(), _page_of(user))


@bp.post("/users/<int:user_id>/let-in")
@fresh
def let_in(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    if actions.reactivate(actor(), user):
        said = _("%(name)s can come in again.", name=user.name)
    else:
        said = with_mail(_("This waits until a second person agrees."))
    return done(said, _page_of(user))


def _waiting_said(user: User) -> str:
    """That something of an account waits for a second person, if anything does."""
    if not queries.is_asked(actor(), user):
        return ""
    return with_mail(_("What opens files waits until a second person agrees."))


def _agreers(user: User | None) -> list[str]:
    """The names of who may agree to what opens files."""
    found = events.gather(actor(), AgreersWanted(user.id if user else 0))
    return [name for names in found for name in names]


def _ending_roles(user: User, roles: Iterable[Role]) -> list[EndingLine]:
    """What hangs on these roles of a user; nothing where the account has ended."""
    if not user.is_active:
        return []
    events = rules.roles_end(user.id, roles)
    return [one for event in events for one in endings.open_under(actor(), event)]


def _left_alone(form: UserForm, user: User) -> int | None:
    """422 when a village would be without a coordinator, with its name."""
    if not (user.is_active and Role.COORDINATOR in user.roles):
        return None
    villages = queries.left_alone(actor(), user, form.grant.trimmed)
    if not villages:
        return None
    names = ", ".join(villages)
    words = _("Nobody else coordinates %(villages)s. Give that to another coordinator.")
    form.area_ids.errors = [words % {"villages": names}]
    return 422


def _show_end(user: User, form: EndForm) -> TemplateResponse:
    lines = _ending_roles(user, user.roles)
    form.offer(queries.coordinators_besides(actor(), user), lines).show(lines)
    return render(
        "organisation/accounts/end.html",
        "end_form",
        user=user,
        form=form,
        counted=counted(lines),
        alone=queries.left_alone(actor(), user, Grant(frozenset())),
    )


def _user_form(user: User | None, **more: Any) -> UserForm:
    now = queries.grant_asked(actor(), user) if user else None
    return UserForm(**more).offer(queries.villages(actor(), user), actor(), user, now)


def _known_already(form: UserForm, user: User | None) -> int | None:
    if not queries.is_known(actor(), form.email.data, besides=user.id if user else 0):
        return None
    form.email.errors = [str(ADDRESS_TAKEN)]
    return 422


def _show_user(form: UserForm, user: User | None) -> TemplateResponse:
    if not form.is_submitted():
        form.show([])
    return render(
        "organisation/accounts/user.html",
        "user_form",
        form=form,
        user=user,
        hints=ROLE_HINTS,
        counted=counted(getattr(form, "lines", [])),
        now=queries.now(actor(), user) if user else None,
        button=ButtonForm(formdata=None),
        agreers=_agreers(user),
        asked=queries.is_asked(actor(), user) if user else False,
    )


def _page_of(user: User) -> str:
    return url_for("accounts.edit_user_form", user_id=user.id)
