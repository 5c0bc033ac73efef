"""Signing in and out, choosing a password, and one's own profile."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    jsonify,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from htmx_flask import make_response

from thuis_app.core import clock
from thuis_app.core.actors import Actor, SignInStep
from thuis_app.core.database import on_commit, roll_back
from thuis_app.core.printed_codes import plain_code
from thuis_app.core.secrets import hash_password, is_password, keyed_hash
from thuis_app.core.tablet_encryption import keyring
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.factors import actions as factors
from thuis_app.organisation.factors import queries as found_factors
from thuis_app.organisation.factors import rules as factor_rules
from thuis_app.organisation.passkeys import actions as passkeys
from thuis_app.organisation.passkeys import queries as found_passkeys
from thuis_app.organisation.passkeys import rules as passkey_rules
from thuis_app.organisation.passkeys.forms import (
    FAULTS,
    AddPasskeyForm,
    LostForm,
    UsePasskeyForm,
)
from thuis_app.organisation.passkeys.rules import PasskeyFault, Site
from thuis_app.organisation.sessions import actions, policy, queries, rules
from thuis_app.organisation.sessions.forms import (
    ChangePasswordForm,
    MailForm,
    NewPasswordForm,
    ProveForm,
    SignInForm,
)
from thuis_app.organisation.sessions.rules import DeviceUse, SignInAttempt
from thuis_app.organisation.unlock_codes import actions as unlock_codes
from thuis_app.organisation.unlock_codes import policy as unlock_policy
from thuis_app.organisation.unlock_codes import queries as found_codes
from thuis_app.organisation.unlock_codes import rules as unlock_rules
from thuis_app.organisation.unlock_codes.forms import ForgottenCodeForm, UnlockForm
from thuis_app.web import devices, guard, links, resume
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, before, login_manager, public
from thuis_app.web.htmx import done, go, render
from thuis_app.web.language import LANGUAGES
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.return_to import is_own_address
from thuis_app.web.transaction import prepare

bp = Blueprint("sessions", __name__, url_prefix="/account")
PROVE = "organisation/sessions/prove.html"
SIGN_IN = "organisation/sessions/sign_in.html"
UNLOCK = "organisation/sessions/unlock.html"
WAITING = "organisation/sessions/waiting.html"


def leave(message: str) -> ResponseReturnValue:
    """Sign this browser out after the commit, and redirect to the sign-in page."""
    on_commit(_forget)
    return devices.forget_site(done(message, url_for("sessions.sign_in_form")))


def _forget() -> None:
    """Keep of the session only the language that was chosen."""
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


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
    form = _sign_in_form(next=request.args.get("next", ""))
    is_left = "left" in request.args
    page = render(SIGN_IN, "sign_in_form", form=form, is_left=is_left)
    return devices.forget_site(page) if is_left else page


def _sign_in_form(**more: Any) -> SignInForm:
    """An empty form, with whose device this was at the last sign-in here."""
    return SignInForm(formdata=None, use=_use_of_device(), **more)


def _use_of_device() -> DeviceUse:
    """Whose device this is, as was said at the last sign-in here."""
    said = (one for one in DeviceUse if one == devices.use())
    return next(said, DeviceUse.ORDINARY)


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
    return back_to_form(form, user) or _go_on(form)


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
    use = _use_of_device()
    found = actions.sign_in_by_passkey(
        used,
        device=devices.name(),
        device_key=devices.key(),
        is_shared=use is DeviceUse.SHARED,
    )
    _remember_use(form, use, found)
    on_commit(partial(login_user, found))
    return back_to_form(form, used.user) or _go_on(form)


def _used_passkey(form: UsePasskeyForm) -> passkeys.Presented | PasskeyFault:
    text, here = form.credential.data or "", devices.this_session()
    return passkeys.take_use(text, bound_to=here, site=Site(links.origin()))


def _passkey_refused(asked: UsePasskeyForm) -> TemplateResponse:
    """The sign-in page, which says what was wrong with a passkey."""
    form = _sign_in_form(next=asked.next.data, typed=asked.typed.data)
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
        form=_asking(form, waiting),
        is_step=True,
        **_ways(waiting),
    )


def _go_on(form: SignInForm | ProveForm | UnlockForm | UsePasskeyForm) -> Response:
    """Go where the form says, within this site."""
    page = form.next.data or ""
    return go(page if is_own_address(page) else "/")


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
    return back_to_form(form, me, is_proved=True) or _go_on(form)


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
    return back_to_form(form, me, is_proved=True) or _go_on(form)


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


def request_proof() -> ResponseReturnValue:
    """The answer to a form of a user who must show first who they are: the page that
    asks for that, which carries the form along."""
    step = actor().next_step
    if step is SignInStep.SET_UP:
        return go(link(guard.STEPS[step]))
    if guard.is_script() and (step or "HX-Request" not in request.headers):
        refusal: ResponseReturnValue = session_gone()
        return refusal
    if step is SignInStep.UNLOCK:
        typed = resume.encrypt(actor().id)
        locked = UnlockForm(formdata=None, next=_page_of_form(), typed=typed)
        return render_template(UNLOCK, **_with_instead(locked)), 401
    form = _prove_form(formdata=None, next=_page_of_form())
    form.typed.data = resume.encrypt(actor().id, even_nothing=True)
    # The whole page also to htmx, which takes `main` of it in place of its own.
    page = render_template(PROVE, form=form, is_step=step is not None, **_ways(actor()))
    answer: Response = make_response(page, 422, retarget="#content", reswap="outerHTML")
    answer.headers["HX-Reselect"] = "#content"
    return answer


def _prove_form(**more: Any) -> ProveForm:
    """The form that asks the actor for a code, or for the password."""
    return _asking(ProveForm(**more), actor())


def _asking(form: ProveForm, someone: Actor) -> ProveForm:
    """The form, asking what this user has to show."""
    has_code = found_factors.mine(someone) is not None
    has_passkey = bool(found_passkeys.mine(someone))
    for_code = has_code or has_passkey or found_factors.codes_left(someone) > 0
    return form.asking(for_code=for_code, on_paper=for_code and not has_code)


def _prove_page(form: ProveForm, *, is_step: bool) -> TemplateResponse:
    return render(PROVE, "prove_form", form=form, is_step=is_step, **_ways(actor()))


def _ways(someone: Actor) -> dict[str, bool]:
    """How this user shows who they are: by a code of a telephone or of paper, or by a
    passkey."""
    return {
        "has_code": found_factors.mine(someone) is not None,
        "has_paper": found_factors.codes_left(someone) > 0,
        "has_passkey": bool(found_passkeys.mine(someone)),
    }


@bp.get("/unlock")
@before(SignInStep.UNLOCK)
def unlock_form() -> ResponseReturnValue:
    form = UnlockForm(formdata=None, next=request.args.get("next", ""))
    return _unlock_page(form)


@dataclass(frozen=True)
class UnlockCheck:
    """The form with a code; whether it was right, and whether any try was left."""

    form: UnlockForm
    is_right: bool = False


def check_unlock_code() -> UnlockCheck:
    """Take one of the tries and compare the code; no transaction is open meanwhile."""
    form, me = UnlockForm(), actor()
    if not (unlock_policy.may_unlock(me) and form.validate()):
        return UnlockCheck(form)
    stored = unlock_codes.take_try(me)
    roll_back()
    secret = str(current_app.secret_key)
    code = unlock_rules.bound_code(secret, me.session_id, form.plain_code)
    return UnlockCheck(form, is_password(code, stored))


@bp.post("/unlock")
@before(SignInStep.UNLOCK)
@prepare(check_unlock_code)
def unlock(checked: UnlockCheck) -> ResponseReturnValue:
    form, me = checked.form, queries.myself(actor())
    if refused := form.refused():
        return _unlock_page(form), refused
    if not unlock_policy.may_unlock(actor()):
        return _go_on(form)
    if checked.is_right:
        on_commit(partial(login_user, unlock_codes.unlock(actor())))
        return back_to_form(form, me) or _go_on(form)
    unlock_codes.refuse(actor())
    if unlock_rules.is_last_try(found_codes.own_session(actor()).wrong_codes):
        form.refuse(_("That was wrong too often. Your password opens Thuis."))
        return _password_instead(form)
    form.unlock_code.errors = [_("These are not your five digits.")]
    return _unlock_page(form), 422


@bp.post("/unlock/password")
@before(SignInStep.UNLOCK)
def password_instead() -> ResponseReturnValue:
    """End a locked session, and sign in with the password; typed words go along."""
    form = ForgottenCodeForm()
    if not unlock_policy.may_unlock(actor()):
        return go("/")
    return _password_instead(form)


def _password_instead(form: UnlockForm | ForgottenCodeForm) -> ResponseReturnValue:
    """The sign-in page, in the place of a locked session that ends here."""
    me = actor()
    actions.end_session(me, queries.session(me, me.session_id))
    on_commit(logout_user)
    after_this_request(devices.set_device_cookie)
    signing_in = _sign_in_form(next=form.next.data, typed=form.typed.data)
    signing_in.form_errors = form.form_errors
    return render(SIGN_IN, "sign_in_ways", form=signing_in)


def _unlock_page(form: UnlockForm) -> TemplateResponse:
    return render(UNLOCK, "unlock_form", **_with_instead(form))


def _with_instead(form: UnlockForm) -> dict[str, Any]:
    """What the page of the code shows: its form, and that to give the password."""
    return {"form": form, "instead": ForgottenCodeForm(formdata=None)}


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
    return go(back if is_own_address(back) else "/")


@bp.get("/invitation/<key>")
@public
def invitation_form(key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user)
    return _welcome(_new_password_form(), user, key)


def hash_new_password(key: str) -> str:
    """The hash of the password that was chosen; nothing where the form is not right."""
    invitation, user = accounts.invitation(key) or abort(404)
    if not policy.may_accept(invitation):
        roll_back()
        return ""
    form = NewPasswordForm().knowing(user.name, user.email)
    is_valid = form.validate()
    roll_back()
    return hash_password(form.password.data or "") if is_valid else ""


@bp.post("/invitation/<key>")
@public
@prepare(hash_new_password)
def accept_invitation(password_hash: str, key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user), 422
    form = NewPasswordForm().knowing(user.name, user.email)
    if refused := form.refused() or (None if password_hash else 422):
        return _welcome(form, user, key), refused
    _end_session_here()
    actions.accept(invitation, user, password_hash=password_hash)
    return leave(_("Your password is set. Sign in with it."))


@bp.post("/invitation/<key>/passkey")
@public
def accept_by_passkey(key: str) -> ResponseReturnValue:
    invitation, user = accounts.invitation(key) or abort(404)
    if not invitation.is_agreed:
        return render(WAITING, "waiting", user=user), 422
    form = AddPasskeyForm()
    if refused := form.refused():
        return _welcome(_new_password_form(), user, key, form), refused
    made = passkeys.take_new(
        form.credential.data or "",
        bound_to=passkey_rules.with_link(key, devices.this_session()),
        site=Site(links.origin()),
    )
    if isinstance(made, PasskeyFault):
        status = form.refuse_fault(made)
        return _welcome(_new_password_form(), user, key, form), status
    _end_session_here()
    label = form.label.data or ""
    actions.accept_by_passkey(invitation, user, made, label=label)
    return leave(_("Your passkey is on this device. Sign in with it."))


def _new_password_form() -> NewPasswordForm:
    return NewPasswordForm(formdata=None)


def _end_session_here() -> None:
    """End the session of this browser on the server: its cookie is about to go."""
    if current_user.is_authenticated:
        me = actor()
        actions.end_session(me, queries.session(me, me.session_id))


def _welcome(
    form: NewPasswordForm, user: User, key: str, passkey: AddPasskeyForm | None = None
) -> TemplateResponse:
    """The page of an invitation: a password, or for a new account a passkey."""
    if passkey is None and not accounts.has_way_in(user):
        passkey = AddPasskeyForm(formdata=None, label=devices.name())
    page = "organisation/sessions/invitation.html"
    shown = {"form": form, "key": key, "user": user, "passkey": passkey}
    return render(page, "password_form", **shown)


STILL_HERE = _l("You are signed out. What you wrote is still here.")


# Flask-Login has no types.
@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def session_gone() -> ResponseReturnValue:
    """401: to a script a notice, to a plain browser the sign-in page.

    That page carries what was typed, for the user whose session it was.
    """
    if request.endpoint == "sessions.sign_out":
        _forget()
        return devices.forget_site(go(url_for(".sign_in_form")))
    if "HX-Request" in request.headers:
        said = {"message": STILL_HERE, "kind": "wrong", "out_of_band": False}
        notice = render_template("_shared/_notice.html", **said)
        answer: Response = make_response(notice, 401, retarget="#notice")
        answer.headers["HX-Reselect"] = "unset"
        return answer
    if guard.is_script():
        return jsonify(refused="signed_out"), 401
    after_this_request(devices.set_device_cookie)
    owner = queries.ended_owner(session.get("_user_id", ""))
    typed = resume.encrypt(owner) if owner else ""
    form = _sign_in_form(next=_page_of_form(), typed=typed)
    return render_template(SIGN_IN, form=form, is_ended=True), 401


@bp.get("/sign-in/again")
@public
def sign_in_again_form() -> ResponseReturnValue:
    """The sign-in for a dialog over a form, or the code where the session is locked;
    what follows it is `who_is_here`."""
    after_this_request(devices.set_device_cookie)
    after = url_for(".who_is_here")
    is_in = current_user.is_authenticated
    if is_in and current_user.next_step is SignInStep.UNLOCK:
        return _unlock_page(UnlockForm(formdata=None, next=after))
    return render(SIGN_IN, "sign_in_ways", form=_sign_in_form(next=after))


@bp.get("/sign-in/who")
@public
def who_is_here() -> ResponseReturnValue:
    """The user who is signed in in this browser, and a token for their forms (JSON)."""
    is_in = current_user.is_authenticated and current_user.next_step is None
    user = str(current_user.id) if is_in else ""
    return jsonify(user=user, token=generate_csrf())


def back_to_form(
    form: SignInForm | ProveForm | UnlockForm | UsePasskeyForm,
    user: User,
    *,
    is_proved: bool = False,
) -> ResponseReturnValue | None:
    """A page with one button to the form that was open; None when there was none."""
    typed = resume.decrypt(form.typed.data or "", user.id)
    if typed is None:
        return None
    # The page belongs to the new session, and so does its token: see generate_csrf.
    on_commit(partial(g.pop, "csrf_token", None))
    page = {
        "typed": typed,
        "marker": resume.MARKER,
        "is_proved": is_proved,
        "form": ButtonForm(formdata=None),
    }
    return render("organisation/sessions/resume.html", "resume_form", **page)


def _page_of_form() -> str:
    """The address of the page that has this form, where it is the form's own."""
    routes = current_app.create_url_adapter(request)
    has_page = routes is not None and routes.test(request.path, method="GET")
    return request.path if has_page else ""


@bp.get("/")
def profile() -> ResponseReturnValue:
    me = queries.myself(actor())
    return _show_profile("sessions", me, MailForm(formdata=None, obj=me))


@bp.post("/mails")
def mails() -> ResponseReturnValue:
    me, form = queries.myself(actor()), MailForm()
    if refused := form.refused():
        return _show_profile("mail_form", me, form), refused
    actions.choose_mails(actor(), me, **form.answers)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/keys")
def keys() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.choose_keys(actor(), me, keys_on=not me.keys_on)
    return done(_("Your choice is saved."), url_for(".profile"))


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    actions.end_session(actor(), queries.session(actor(), session_id))
    if session_id == actor().session_id:
        return leave(_("You are signed out."))
    return done(_("That device is signed out."), url_for(".profile"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    actions.end_all_sessions(actor(), queries.myself(actor()))
    return leave(_("You are signed out everywhere."))


@bp.post("/tablet-lost")
def report_lost() -> ResponseReturnValue:
    me = queries.myself(actor())
    actions.report_lost(actor(), me, kept_passkeys=_kept(me))
    said = _("The other devices are signed out, and your calendar link is stopped.")
    return done(said, url_for(".profile"))


def _kept(user: User) -> frozenset[int]:
    """The passkeys of a user that were not on the tablet that is lost."""
    return LostForm().offer(accounts.passkeys_of(user)).kept_ids


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render("organisation/sessions/password.html", "password_form", form=form)


@dataclass(frozen=True)
class CheckedPasswords:
    """Whether the old password fits the hash stored then, and the hash of the new."""

    stored: str
    is_right: bool = False
    password_hash: str = ""


def check_passwords() -> CheckedPasswords:
    """Compare the old password and hash the new one; no transaction is open then."""
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    is_valid, stored = form.validate(), me.password_hash
    roll_back()
    if not is_valid or not is_password(form.old.data or "", stored):
        return CheckedPasswords(stored)
    return CheckedPasswords(stored, True, hash_password(form.password.data or ""))


@bp.post("/password")
@prepare(check_passwords)
def password(checked: CheckedPasswords) -> ResponseReturnValue:
    me = queries.myself(actor())
    form = ChangePasswordForm().knowing(me.name, me.email)
    refused = form.refused()
    if not refused and not (checked.is_right and me.password_hash == checked.stored):
        actions.count_wrong_password(actor(), me)
        if queries.wrong_passwords(actor()) + 1 >= rules.MOST_TRIES_IN_SESSION:
            return _end_here()
        form.old.errors = [_("This is not your password until now.")]
        refused = 422
    if refused:
        return render(
            "organisation/sessions/password.html", "password_form", form=form
        ), refused
    actions.change_password(actor(), me, password_hash=checked.password_hash)
    return leave(_("Your password is changed. Sign in with the new one."))


def _end_here() -> ResponseReturnValue:
    """End this session, after too many wrong tries on a tablet left alone."""
    actions.end_session(actor(), queries.session(actor(), actor().session_id))
    return leave(_("That was wrong too often. Sign in again."))


def _show_profile(fragment: str, me: User, form: MailForm) -> TemplateResponse:
    return render(
        "organisation/sessions/profile.html",
        fragment,
        user=me,
        sessions=queries.my_sessions(actor()),
        form=ButtonForm(formdata=None),
        mail_form=form,
        is_mailed=bool(current_app.config["MAIL_SERVER"]),
        passkeys=found_passkeys.mine(actor()),
    )


@bp.post("/users/<int:user_id>/sign-out")
def sign_out_user(user_id: int) -> ResponseReturnValue:
    user = accounts.get(actor(), user_id)
    actions.report_lost(actor(), user, kept_passkeys=_kept(user))
    page = url_for("accounts.edit_user_form", user_id=user.id)
    return done(_("%(name)s is signed out everywhere.", name=user.name), page)
