"""Signing in and out, and showing once more who it is."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from thuis_app.core import clock
from thuis_app.core.actors import Actor, SignInStep
from thuis_app.core.database import on_commit, roll_back
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.secrets import is_password, keyed_hash
from thuis_app.core.tablet_encryption import keyring
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.factors import actions as factors
from thuis_app.organisation.factors import queries as found_factors
from thuis_app.organisation.factors import rules as factor_rules
from thuis_app.organisation.passkeys import actions as passkeys
from thuis_app.organisation.passkeys import rules as passkey_rules
from thuis_app.organisation.passkeys.forms import (
    FAULTS,
    UsePasskeyForm,
)
from thuis_app.organisation.passkeys.rules import PasskeyFault, Site
from thuis_app.organisation.sessions import actions, queries, rules
from thuis_app.organisation.sessions.forms import (
    ProveForm,
    SignInForm,
    asking,
    empty_sign_in,
    use_of_device,
    ways_to_prove,
)
from thuis_app.organisation.sessions.rules import DeviceUse, SignInAttempt
from thuis_app.organisation.unlock_codes import policy as unlock_policy
from thuis_app.web import devices, guard, links
from thuis_app.web.guard import actor, before, public
from thuis_app.web.htmx import go, go_within, render
from thuis_app.web.language import LANGUAGES
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.resume import go_on
from thuis_app.web.sign_out import leave
from thuis_app.web.transaction import prepare

bp = Blueprint("sessions", __name__, url_prefix="/account")
PROVE = "organisation/sessions/prove.html"
SIGN_IN = "organisation/sessions/sign_in.html"


def attempt_at(email: str) -> SignInAttempt:
    """This request as a try to sign in to the account with that address.

    Who tried is counted under hashes that only this installation can make.
    """
    hashed = partial(keyed_hash, str(current_app.secret_key))
    network = rules.network_of(request.remote_addr or "")
    return SignInAttempt(
        account=hashed(f"account {email}"),
        device=hashed(f"device {devices.key()}"),
        network=hashed(f"network {network}") if network else "",
        email=email,
        device_key=devices.key(),
    )


def who(key: str) -> Actor | None:
    """The actor of the session with this key, as long as it lasts."""
    is_required = current_app.config["IS_FACTOR_REQUIRED"]
    found = queries.by_session_key(key, is_factor_required=is_required)
    if found is None:
        return None
    someone, seen_at = found
    is_used = (
        someone.next_step is not SignInStep.UNLOCK and not guard.is_in_background()
    )
    every = rules.SEEN_EVERY_ON_SHARED if someone.is_shared else rules.SEEN_EVERY
    if is_used and clock.now() - seen_at > every:
        actions.mark_seen(someone)
    return someone


@bp.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go("/")
    after_this_request(devices.set_device_cookie)
    form = empty_sign_in(next=request.args.get("next", ""))
    is_left = "left" in request.args
    page = render(SIGN_IN, "sign_in_form", form=form, is_left=is_left)
    return devices.forget_site(page) if is_left else page


@dataclass(frozen=True)
class SignInCheck:
    """A sign-in form, and whether its password fits the hash that was stored then."""

    form: SignInForm
    is_valid: bool = False
    stored: str = ""
    is_right: bool = False


def check_password() -> SignInCheck:
    """Compare the password; no transaction is open meanwhile. 429 after many tries."""
    form = SignInForm()
    if not form.validate():
        return SignInCheck(form)
    email = form.email.data.lower()
    if queries.must_wait(attempt_at(email)):
        abort(429)
    stored = queries.password_hash(email)
    roll_back()
    return SignInCheck(form, True, stored, is_password(form.password.data, stored))


@bp.post("/sign-in")
@public
@prepare(check_password)
def sign_in(checked: SignInCheck) -> ResponseReturnValue:
    form = checked.form
    if not checked.is_valid:
        return render(SIGN_IN, "sign_in_form", form=form), 422
    email, device = form.email.data.lower(), devices.key()
    attempt = attempt_at(email)
    if queries.must_wait(attempt):
        abort(429)
    user = queries.by_email(email)
    is_same = user is not None and user.password_hash == checked.stored
    if user is None or not (checked.is_right and is_same and user.is_active):
        actions.count_wrong_try(attempt, user)
        form.refuse(_("This is not right. Look at the e-mail address and password."))
        return render(SIGN_IN, "sign_in_form", form=form), 422
    _end_session_here()
    on_commit(session.clear)
    use = form.use.data or DeviceUse.ORDINARY
    is_shared = use is DeviceUse.SHARED
    found = actions.sign_in(
        user, device=devices.name(), device_key=device, is_shared=is_shared
    )
    _remember_use(form, use, found)
    if accounts.has_factor(user):
        waiting = replace(found, roles=frozenset(), next_step=SignInStep.CODE)
        on_commit(partial(login_user, waiting))
        return _code_page(form, waiting)
    on_commit(partial(login_user, found))
    return go_on(form.typed.data, form.next.data, user.id)


@bp.post("/sign-in/passkey")
@public
def sign_in_by_passkey() -> ResponseReturnValue:
    form, attempt = UsePasskeyForm(), attempt_at(rules.BY_PASSKEY)
    if queries.must_wait(attempt):
        abort(429)
    if refused := form.refused():
        return _passkey_refused(form), refused
    used = _used_passkey(form)
    if isinstance(used, PasskeyFault):
        if used in passkey_rules.GUESSES:
            actions.count_wrong_try(attempt, None)
        form.refuse(FAULTS[used])
        return _passkey_refused(form), 422
    _end_session_here()
    on_commit(session.clear)
    use = use_of_device()
    found = actions.sign_in_by_passkey(
        used,
        device=devices.name(),
        device_key=devices.key(),
        is_shared=use is DeviceUse.SHARED,
    )
    _remember_use(form, use, found)
    on_commit(partial(login_user, found))
    return go_on(form.typed.data, form.next.data, used.user.id)


def _used_passkey(form: UsePasskeyForm) -> passkeys.Presented | PasskeyFault:
    text, here = form.credential.data or "", devices.this_session()
    return passkeys.take_use(text, bound_to=here, site=Site(links.origin()))


def _passkey_refused(asked: UsePasskeyForm) -> TemplateResponse:
    """The sign-in page, which says what was wrong with a passkey."""
    form = empty_sign_in(next=asked.next.data, typed=asked.typed.data)
    form.form_errors = asked.form_errors
    return render(SIGN_IN, "sign_in_ways", form=form)


def _remember_use(
    form: SignInForm | UsePasskeyForm, use: DeviceUse, found: Actor
) -> None:
    """Remember whose device this is; on one's own a code is chosen next, by who may
    have one."""
    after_this_request(partial(devices.keep_use, use))
    if use is not DeviceUse.OWN:
        return
    if unlock_policy.may_choose(found):
        form.next.data = link("choose_unlock_code", next=form.next.data or None)
    else:
        said = _("You see files of others, so you sign in every day, also here.")
        on_commit(partial(flash, said))


def _code_page(signed_in: SignInForm, waiting: Actor) -> TemplateResponse:
    """The page that asks for the code, after the password; it goes on from there."""
    # The page belongs to the new session, and so does its token: see generate_csrf.
    on_commit(partial(g.pop, "csrf_token", None))
    form = ProveForm(
        formdata=None, next=signed_in.next.data, typed=signed_in.typed.data
    )
    return render(
        PROVE,
        "prove_form",
        form=asking(form, waiting),
        is_step=True,
        **ways_to_prove(waiting),
    )


@bp.get("/prove")
@before(SignInStep.CODE, SignInStep.SET_UP)
def prove_form() -> ResponseReturnValue:
    form = _prove_form(formdata=None, next=request.args.get("next", ""))
    return _prove_page(form, is_step=actor().next_step is not None)


def check_proof() -> bool:
    """Whether the password is right, where one is asked for; no transaction is open
    meanwhile."""
    form, stored = _prove_form(), queries.myself(actor()).password_hash
    is_asked = not form.for_code and form.validate()
    roll_back()
    return is_asked and is_password(form.password.data or "", stored)


@bp.post("/prove")
@before(SignInStep.CODE, SignInStep.SET_UP)
@prepare(check_proof)
def prove(is_password_right: bool) -> ResponseReturnValue:
    me, form = queries.myself(actor()), _prove_form()
    is_step = actor().next_step is not None
    if refused := form.refused():
        return _prove_page(form, is_step=is_step), refused
    if form.for_code and queries.must_wait_for_code(actor()):
        abort(429)
    renewed = _renewed(form, me, is_password_right)
    if renewed is None and _is_last_try(form, me):
        return _end_here()
    if renewed is None:
        return _prove_page(form, is_step=is_step), 422
    on_commit(partial(login_user, renewed))
    return go_on(form.typed.data, form.next.data, me.id, is_proved=True)


@bp.post("/prove/passkey")
@before(SignInStep.CODE)
def prove_by_passkey() -> ResponseReturnValue:
    me, form = queries.myself(actor()), UsePasskeyForm()
    is_step = actor().next_step is not None
    if queries.must_wait_for_code(actor()):
        abort(429)
    if refused := form.refused():
        return _proof_refused(form, is_step=is_step), refused
    used = _used_passkey(form)
    if not isinstance(used, PasskeyFault) and used.user.id != me.id:
        used = PasskeyFault.UNKNOWN
    if isinstance(used, PasskeyFault):
        if used in passkey_rules.GUESSES and _is_last_passkey(me):
            return _end_here()
        form.refuse(FAULTS[used])
        return _proof_refused(form, is_step=is_step), 422
    passkeys.use(actor(), used.passkey, sign_count=used.sign_count)
    renewed = factors.renew_session(actor(), by_factor=True)
    on_commit(partial(login_user, renewed))
    return go_on(form.typed.data, form.next.data, me.id, is_proved=True)


def _is_last_passkey(me: User) -> bool:
    """Count a wrong passkey as a wrong code; True when this was the last try."""
    actions.count_wrong_code(actor(), me)
    return queries.wrong_passwords(actor()) + 1 >= rules.MOST_TRIES_IN_SESSION


def _proof_refused(asked: UsePasskeyForm, *, is_step: bool) -> TemplateResponse:
    form = _prove_form(formdata=None, next=asked.next.data)
    form.typed.data, form.form_errors = asked.typed.data, asked.form_errors
    return _prove_page(form, is_step=is_step)


def _renewed(form: ProveForm, me: User, is_password_right: bool) -> Actor | None:
    """The actor, whose session goes on under another key; None when it was wrong."""
    if not form.for_code:
        return actions.prove(actor(), me) if is_password_right else None
    typed = plain_code(form.code.data or "")
    is_right = _is_code(typed) or _is_recovery_code(typed)
    return factors.renew_session(actor(), by_factor=True) if is_right else None


def _is_code(typed: str) -> bool:
    """Whether this is a code of the telephone; it is used then."""
    factor, keys = found_factors.mine(actor()), current_app.config["TABLET_KEYS"]
    if factor is None or len(typed) != factor_rules.DIGITS:
        return False
    secret = found_factors.secret(factor, keyring(keys))
    step = factor_rules.matching_step(secret, typed, clock.now())
    return step is not None and factors.give_code(actor(), factor, step=step)


def _is_recovery_code(typed: str) -> bool:
    """Whether this is a printed code of the actor; it is used then."""
    code = found_factors.recovery_code(actor(), typed)
    return code is not None and factors.use_recovery_code(actor(), code)


def _is_last_try(form: ProveForm, me: User) -> bool:
    """Count a wrong code or password, and say so; True when this was the last try."""
    if form.for_code:
        actions.count_wrong_code(actor(), me)
        form.code.errors = [_("That is not the code. Wait for the next one.")]
    else:
        actions.count_wrong_password(actor(), me)
        form.password.errors = [_("This is not your password.")]
    return queries.wrong_passwords(actor()) + 1 >= rules.MOST_TRIES_IN_SESSION


def _prove_form(**more: Any) -> ProveForm:
    """The form that asks the actor for a code, or for the password."""
    return asking(ProveForm(**more), actor())


def _prove_page(form: ProveForm, *, is_step: bool) -> TemplateResponse:
    return render(
        PROVE, "prove_form", form=form, is_step=is_step, **ways_to_prove(actor())
    )


@bp.post("/sign-out")
@before(*SignInStep)
def sign_out() -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("You are signed out."))


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    chosen, back = request.form.get("language"), request.form.get("next", "/")
    if chosen in LANGUAGES:
        on_commit(partial(session.update, language=chosen))
        if current_user.is_authenticated:
            actions.choose_language(actor(), queries.myself(actor()), language=chosen)
    return go_within(back)


def _end_session_here() -> None:
    """End the session of this browser on the server: its cookie is about to go."""
    if current_user.is_authenticated:
        me = actor()
        actions.end_session(me, queries.session(me, me.session_id))


def _end_here() -> ResponseReturnValue:
    """End this session, after too many wrong tries on a tablet left alone."""
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("That was wrong too often. Sign in again."))
