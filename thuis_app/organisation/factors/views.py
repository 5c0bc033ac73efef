"""One's own second factor, and that of a user who lost theirs."""

from functools import partial

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user

from thuis_app.core import clock
from thuis_app.core.actors import SignInStep
from thuis_app.core.database import on_commit
from thuis_app.core.printed_codes import in_groups
from thuis_app.core.qr_codes import qr_code
from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring, keyring
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import SecondFactor
from thuis_app.organisation.accounts.rules import MUST_HAVE_FACTOR
from thuis_app.organisation.factors import actions, queries, rules
from thuis_app.organisation.factors.forms import SetUpForm
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, before, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.mailing import with_mail
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("factors", __name__, url_prefix="/account/factor")
NEW = "new factor"


@bp.get("/")
def show() -> ResponseReturnValue:
    me = queries.myself(actor())
    return render(
        "organisation/factors/show.html",
        "factor",
        factor=queries.mine(actor()),
        left=queries.codes_left(actor()),
        is_required=is_required() and not accounts.has_passkey(me),
        form=ButtonForm(formdata=None),
    )


@bp.get("/set-up")
@before(SignInStep.SET_UP)
@fresh
def set_up_form() -> ResponseReturnValue:
    return _set_up_page(_showing_new(SetUpForm(formdata=None)))


@bp.post("/set-up")
@before(SignInStep.SET_UP)
@fresh
def set_up() -> ResponseReturnValue:
    form, me = SetUpForm(), queries.myself(actor())
    if refused := form.refused():
        return _set_up_page(form), refused
    secret = _secret_shown(form)
    if not secret:
        form.refuse(_("This page is too old. Take the square that stands here now."))
        return _set_up_page(form), 422
    step = rules.matching_step(secret, form.plain_code, clock.now())
    if step is None:
        words = _("That is not the code. Wait for the next one, and type that.")
        return _set_up_page(form), form.refuse_code(words)
    stored = keys().encrypt(secret, *rules.stored_for(me.id))
    codes = actions.set_up(actor(), me, secret=stored, step=step)
    on_commit(partial(login_user, actions.renew_session(actor(), by_factor=True)))
    return _codes_page(codes)


@bp.post("/codes")
@fresh
def make_codes() -> ResponseReturnValue:
    me = queries.myself(actor())
    rules.must_have_factor(accounts.has_factor(me) or None)
    return _codes_page(actions.make_codes(actor(), me))


@bp.post("/remove")
@fresh
def remove() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.remove(actor(), _mine(), me, is_required=is_required())
    said = _("From now on your password is enough.")
    if accounts.has_passkey(me):
        said = _("The code is taken away. Your passkeys still work.")
    return done(said, url_for(".show"))


@bp.post("/users/<int:user_id>/reset")
@fresh
def reset(user_id: int) -> ResponseReturnValue:
    user = accounts.get(actor(), user_id)
    if actions.reset(actor(), user):
        said = with_mail(_("%(name)s signs in without a code now.", name=user.name))
    else:
        said = with_mail(_("This waits until a second person agrees."))
    return done(said, url_for("accounts.edit_user_form", user_id=user.id))


def is_required() -> bool:
    """Whether the role of the actor asks for a second factor."""
    is_asked: bool = current_app.config["IS_FACTOR_REQUIRED"]
    return is_asked and bool(actor().roles & MUST_HAVE_FACTOR)


def keys() -> Keyring:
    """The keys of the installation, with which secrets are stored."""
    return keyring(current_app.config["TABLET_KEYS"])


def _secret_shown(form: SetUpForm) -> str:
    """The secret that the page of this form showed; '' where it was not ours."""
    try:
        return keys().decrypt(form.secret.data or "", NEW)
    except DecryptionFailed:
        return ""


def _showing_new(form: SetUpForm) -> SetUpForm:
    """The form with a secret that was never shown before."""
    form.secret.data = keys().encrypt(rules.new_secret(), NEW)
    return form


def _mine() -> SecondFactor:
    return rules.must_have_factor(queries.mine(actor()))


def _set_up_page(form: SetUpForm) -> TemplateResponse:
    if not _secret_shown(form):
        _showing_new(form)
    secret = _secret_shown(form)
    address = rules.address_for_app(secret, queries.myself(actor()).email, "Thuis")
    return render(
        "organisation/factors/set_up.html",
        "set_up_form",
        form=form,
        qr=qr_code(address),
        secret=in_groups(secret),
        is_required=actor().next_step is not None,
    )


def _codes_page(codes: list[str]) -> TemplateResponse:
    page = url_for("factors.show")
    return render("organisation/factors/codes.html", "codes", codes=codes, page=page)
