from typing import Any

from flask import (
    Blueprint,
    abort,
    after_this_request,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user

from thuis_app.accounts import actions, policy, queries, rules
from thuis_app.accounts.forms import (
    ROLE_HINTS,
    RULES,
    ChangePasswordForm,
    NewPasswordForm,
    OneButton,
    SearchForm,
    SignInForm,
    UserForm,
)
from thuis_app.accounts.models import User
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.core.secrets import is_password
from thuis_app.web import devices, errors, menu
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor, is_own_address, login_manager, public
from thuis_app.web.htmx import done, go, render, wants_fragment
from thuis_app.web.language import LANGUAGES

bp = Blueprint("accounts", __name__, url_prefix="/account")


errors.rules(RULES)
menu.add(
    80, "accounts.users", icon="key", text=_l("Accounts"), shown_to=policy.may_manage
)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def who(key: str) -> Actor | None:
    found = queries.by_session_key(key)
    if found is None:
        return None
    someone, seen_at = found
    if clock.now() - seen_at > rules.SEEN_EVERY:
        actions.mark_seen(someone)
    return someone


@bp.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go("/")
    after_this_request(devices.know)
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return render("accounts/sign_in.html", "sign_in_form", form=form)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    email, device = form.email.data.lower(), devices.key()
    if queries.must_wait(email, device):
        abort(429)
    user = queries.by_email(email)
    kept = user.password_hash if user and user.is_active else ""
    if not is_password(form.password.data, kept) or user is None:
        actions.count_wrong_try(email, device)
        form.refuse(_("This is not right. Look at the e-mail address and password."))
        return render("accounts/sign_in.html", "sign_in_form", form=form), 422
    session.clear()
    login_user(actions.sign_in(user, device=devices.name(), device_key=device))
    return go(form.next.data if is_own_address(form.next.data or "") else "/")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return _leave(_("You are signed out."))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen, back = request.form.get("language"), request.form.get("next", "/")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            actions.choose_language(actor(), queries.myself(actor()), language=chosen)
    return go(back if is_own_address(back) else "/")


@bp.get("/")
def profile() -> ResponseReturnValue:
    return render(
        "accounts/profile.html",
        "sessions",
        user=queries.myself(actor()),
        sessions=queries.my_sessions(actor()),
        form=OneButton(formdata=None),
    )


@bp.post("/keys")
def keys() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.choose_keys(actor(), me, keys_on=not me.keys_on)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), session_id))
    if session_id == actor().session_id:
        return _leave(_("You are signed out."))
    return done(_("That device is signed out."), url_for(".profile"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    actions.end_all_sessions(actor(), queries.myself(actor()))
    return _leave(_("You are signed out everywhere."))


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render("accounts/password.html", "password_form", form=form)


@bp.post("/password")
def password() -> ResponseReturnValue:
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    refused = form.refused()
    if not refused and not is_password(form.old.data or "", me.password_hash):
        form.old.errors = [_("This is not your password until now.")]
        refused = 422
    if refused:
        return render("accounts/password.html", "password_form", form=form), refused
    actions.change_password(actor(), me, password=form.password.data or "")
    return _leave(_("Your password is changed. Sign in with the new one."))


@bp.get("/invitation/<key>")
@public
def invitation_form(key: str) -> ResponseReturnValue:
    _invitation, user = queries.invitation(key) or abort(404)
    return _welcome(NewPasswordForm(formdata=None), user, key)


@bp.post("/invitation/<key>")
@public
def accept_invitation(key: str) -> ResponseReturnValue:
    invitation, user = queries.invitation(key) or abort(404)
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused():
        return _welcome(form, user, key), refused
    actions.accept(invitation, user, password=form.password.data or "")
    return _leave(_("Your password is set. Sign in with it."))


def _welcome(form: NewPasswordForm, user: User, key: str) -> str:
    page = "accounts/invitation.html"
    return render(page, "password_form", form=form, key=key, user=user)


@bp.get("/users")
def users() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    form, is_ended = SearchForm(request.args), "ended" in request.args
    after = request.args.get("after", 0, type=int)
    found, more = queries.accounts(
        actor(), search=form.words, is_ended=is_ended, after=after
    )
    shown = {"form": form, "found": found, "more_after": more, "is_ended": is_ended}
    if after and wants_fragment():
        return render_template("accounts/_users.html", **shown)
    return render("accounts/users.html", "user_list", **shown)


@bp.get("/users/new")
def new_user_form() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    return _show_user(_user_form(None, formdata=None), None)


@bp.post("/users/new")
def create_user() -> ResponseReturnValue:
    require(policy.may_manage(actor()))
    form = _user_form(None)
    if refused := form.refused() or _known_already(form, None):
        return _show_user(form, None), refused
    user = actions.create(actor(), **form.answers)
    return done(_("The account is made. Now make a link."), _page_of(user))


@bp.get("/users/<int:user_id>/edit")
def edit_user_form(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    form = _user_form(user, formdata=None, obj=user)
    return _show_user(form.for_version(user), user)


@bp.post("/users/<int:user_id>/edit")
def edit_user(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    form = _user_form(user)
    if refused := form.refused(user) or _known_already(form, user):
        return _show_user(form, user), refused
    actions.edit(actor(), user, **form.answers)
    return done(_("The account is saved."), url_for(".users"))


@bp.post("/users/<int:user_id>/invitation")
def invite(user_id: int) -> ResponseReturnValue:
    """The link is in this answer alone: the form has no key that would keep it."""
    user = queries.get(actor(), user_id)
    key = actions.invite(actor(), user)
    link = url_for(".invitation_form", key=key, _external=True)
    until = clock.now() + rules.INVITATION_LASTS
    return render("accounts/link.html", "link", user=user, link=link, until=until)


@bp.post("/users/<int:user_id>/sign-out")
def sign_out_user(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    actions.end_all_sessions(actor(), user)
    return done(_("%(name)s is signed out everywhere.", name=user.name), _page_of(user))


@bp.get("/users/<int:user_id>/end")
def end_user_form(user_id: int) -> ResponseReturnValue:
    user, form = queries.get(actor(), user_id), OneButton(formdata=None)
    return render("accounts/end.html", "confirm_box", user=user, form=form)


@bp.post("/users/<int:user_id>/end")
def end_user(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    actions.end(actor(), user)
    return done(_("The account of %(name)s has ended.", name=user.name), _page_of(user))


@bp.post("/users/<int:user_id>/let-in")
def let_in(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id)
    actions.let_in(actor(), user)
    return done(_("%(name)s can come in again.", name=user.name), _page_of(user))


def _user_form(user: User | None, **more: Any) -> UserForm:
    now = queries.grant(actor(), user) if user else None
    return UserForm(**more).offer(queries.villages(actor(), user), actor(), user, now)


def _known_already(form: UserForm, user: User | None) -> int | None:
    if not queries.is_known(actor(), form.email.data, besides=user.id if user else 0):
        return None
    form.email.errors = [_("There is an account with this address already.")]
    return 422


def _show_user(form: Form, user: User | None) -> str:
    return render(
        "accounts/user.html",
        "user_form",
        form=form,
        user=user,
        hints=ROLE_HINTS,
        now=queries.now(actor(), user) if user else None,
        button=OneButton(formdata=None),
    )


def _page_of(user: User) -> str:
    return url_for("accounts.edit_user_form", user_id=user.id)


def _leave(message: str) -> ResponseReturnValue:
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    after_this_request(devices.forget_site)
    return done(message, url_for("accounts.sign_in_form"))
