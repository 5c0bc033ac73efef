"""One's own passkeys: a list, adding one here or on another device, and taking one
away; and what a browser asks its device for."""

from functools import partial

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from thuis_app.core import clock
from thuis_app.core.actors import SignInStep
from thuis_app.core.database import on_commit
from thuis_app.core.errors import require
from thuis_app.core.qr_codes import qr_code
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MUST_HAVE_FACTOR
from thuis_app.organisation.factors import actions as factors
from thuis_app.organisation.factors import queries as found_factors
from thuis_app.organisation.passkeys import actions, policy, queries, rules
from thuis_app.organisation.passkeys.forms import AddPasskeyForm
from thuis_app.organisation.passkeys.rules import NewPasskey, Owner, PasskeyFault, Site
from thuis_app.web import devices
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, before, fresh, public
from thuis_app.web.htmx import done, render
from thuis_app.web.links import external, link, origin
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("passkeys", __name__, url_prefix="/account/passkeys")


@bp.get("/")
def show() -> ResponseReturnValue:
    me = found_factors.myself(actor())
    return render(
        "organisation/passkeys/show.html",
        "passkeys",
        passkeys=queries.mine(actor()),
        left=found_factors.codes_left(actor()),
        has_password=me.has_password,
        form=ButtonForm(formdata=None),
    )


@bp.get("/options")
@public
def options_to_use() -> ResponseReturnValue:
    """What the browser asks its device for, to sign in or to show who it is (JSON)."""
    mine = queries.mine(actor()) if current_user.is_authenticated else []
    known = [one.credential_id for one in mine]
    challenge = actions.make_challenge(devices.this_session())
    return jsonify(rules.options_to_use(Site(origin()), known, challenge))


@bp.get("/add")
@before(SignInStep.SET_UP)
@fresh
def add_form() -> ResponseReturnValue:
    return _add_page(AddPasskeyForm(formdata=None, label=devices.name()))


@bp.get("/add/options")
@before(SignInStep.SET_UP)
def options_to_add() -> ResponseReturnValue:
    """What the browser asks its device for, to make a passkey (JSON)."""
    return _options_to_add(found_factors.myself(actor()), devices.this_session())


@bp.post("/add")
@before(SignInStep.SET_UP)
@fresh
def add() -> ResponseReturnValue:
    form, me = AddPasskeyForm(), found_factors.myself(actor())
    if refused := form.refused():
        return _add_page(form), refused
    made = _made(form, devices.this_session())
    if isinstance(made, PasskeyFault):
        return _add_page(form), form.refuse_fault(made)
    has_codes = _has_codes(me)
    actions.add(actor(), me, made, label=form.label.data or "")
    codes = [] if has_codes else factors.make_codes(actor(), me)
    on_commit(partial(login_user, factors.renew_session(actor(), by_factor=True)))
    if codes:
        return _codes_page(codes)
    return done(_("The passkey is added."), url_for(".show"))


@bp.get("/<int:passkey_id>/remove")
def remove_form(passkey_id: int) -> ResponseReturnValue:
    passkey = queries.get(actor(), passkey_id)
    page = "organisation/passkeys/remove.html"
    return render(page, "remove_form", passkey=passkey, form=ButtonForm(formdata=None))


@bp.post("/<int:passkey_id>/remove")
@fresh
def remove(passkey_id: int) -> ResponseReturnValue:
    passkey = queries.get(actor(), passkey_id)
    me, is_required = found_factors.myself(actor()), _is_required()
    actions.remove(actor(), passkey, me, is_required=is_required)
    return done(_("The passkey is taken away."), url_for(".show"))


@bp.post("/link")
@fresh
def make_link() -> ResponseReturnValue:
    """The link is in this answer alone: the form has no key that would keep it."""
    key = actions.make_link(actor(), found_factors.myself(actor()))
    address = external("passkeys.link_form", key=key)
    until = clock.now() + rules.LINK_LASTS
    qr = qr_code(address)
    page = "organisation/passkeys/link.html"
    return render(page, "link", qr=qr, address=address, until=until)


@bp.get("/link/<key>")
@public
def link_form(key: str) -> ResponseReturnValue:
    _row, user = queries.link(key) or abort(404)
    form = AddPasskeyForm(formdata=None, label=devices.name())
    return _link_page(form, user, key)


@bp.get("/link/<key>/options")
@public
def options_by_link(key: str) -> ResponseReturnValue:
    """What the browser asks its device for, to make a passkey by a link (JSON)."""
    _row, user = queries.link(key) or abort(404)
    return _options_to_add(user, rules.with_link(key, devices.this_session()))


@bp.get("/invitation/<key>/options")
@public
def options_by_invitation(key: str) -> ResponseReturnValue:
    """What the browser asks its device for, to begin an account with a passkey."""
    _invitation, user = accounts.invitation(key) or abort(404)
    return _options_to_add(user, rules.with_link(key, devices.this_session()))


@bp.post("/link/<key>")
@public
def add_by_link(key: str) -> ResponseReturnValue:
    row, user = queries.link(key) or abort(404)
    require(policy.may_add_by_link(row))
    form = AddPasskeyForm()
    if refused := form.refused():
        return _link_page(form, user, key), refused
    made = _made(form, rules.with_link(key, devices.this_session()))
    if isinstance(made, PasskeyFault):
        return _link_page(form, user, key), form.refuse_fault(made)
    actions.add_by_link(row, user, made, label=form.label.data or "")
    said = _("The passkey is on this device. Sign in with it.")
    return done(said, link("sign_in"))


def _made(form: AddPasskeyForm, bound_to: str) -> NewPasskey | PasskeyFault:
    text = form.credential.data or ""
    return actions.take_new(text, bound_to=bound_to, site=Site(origin()))


def _options_to_add(user: User, bound_to: str) -> ResponseReturnValue:
    owner = Owner(user.id, user.name, user.email)
    known, challenge = queries.ids_of(user), actions.make_challenge(bound_to)
    return jsonify(rules.options_to_add(Site(origin()), owner, known, challenge))


def _has_codes(user: User) -> bool:
    """Whether there are printed codes, or nothing that they would stand for."""
    return not user.has_password or found_factors.codes_left(actor()) > 0


def _is_required() -> bool:
    """Whether the role of the actor asks for a second factor."""
    is_asked: bool = current_app.config["IS_FACTOR_REQUIRED"]
    return is_asked and bool(actor().roles & MUST_HAVE_FACTOR)


def _add_page(form: AddPasskeyForm) -> TemplateResponse:
    page = "organisation/passkeys/add.html"
    is_step = actor().next_step is not None
    return render(page, "add_form", form=form, is_step=is_step)


def _link_page(form: AddPasskeyForm, user: User, key: str) -> TemplateResponse:
    page = "organisation/passkeys/add_here.html"
    return render(page, "link_form", form=form, user=user, key=key)


def _codes_page(codes: list[str]) -> TemplateResponse:
    page = "organisation/factors/codes.html"
    return render(page, "codes", codes=codes, page=url_for("passkeys.show"))
