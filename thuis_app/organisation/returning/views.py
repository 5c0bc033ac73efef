"""Coming back to a page whose session ended or was locked meanwhile: the five digits of
an own tablet, the sign-in over a form, and carrying a form past both."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
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

from thuis_app.core.actors import SignInStep
from thuis_app.core.database import on_commit, roll_back
from thuis_app.core.secrets import is_password
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.organisation.sessions import queries as found_sessions
from thuis_app.organisation.sessions.forms import (
    ProveForm,
    asking,
    empty_sign_in,
    ways_to_prove,
)
from thuis_app.organisation.unlock_codes import actions as unlock_codes
from thuis_app.organisation.unlock_codes import policy as unlock_policy
from thuis_app.organisation.unlock_codes import rules as unlock_rules
from thuis_app.organisation.unlock_codes.forms import ForgottenCodeForm, UnlockForm
from thuis_app.organisation.unlock_codes.queries import own_session
from thuis_app.web import devices, guard, resume
from thuis_app.web.guard import actor, before, login_manager, public
from thuis_app.web.htmx import go, go_within, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.resume import go_on, page_of_form
from thuis_app.web.sign_out import forget_session
from thuis_app.web.transaction import prepare

bp = Blueprint("returning", __name__, url_prefix="/account")
PROVE = "organisation/sessions/prove.html"
SIGN_IN = "organisation/sessions/sign_in.html"
UNLOCK = "organisation/returning/unlock.html"


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
    form, me = checked.form, found_sessions.myself(actor())
    if refused := form.refused():
        return _unlock_page(form), refused
    if not unlock_policy.may_unlock(actor()):
        return go_within(form.next.data or "")
    if checked.is_right:
        on_commit(partial(login_user, unlock_codes.unlock(actor())))
        return go_on(form.typed.data, form.next.data, me.id)
    unlock_codes.refuse(actor())
    if unlock_rules.is_last_try(own_session(actor()).wrong_codes):
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
    sessions.end_session(me, found_sessions.session(me, me.session_id))
    on_commit(logout_user)
    after_this_request(devices.set_device_cookie)
    signing_in = empty_sign_in(next=form.next.data, typed=form.typed.data)
    signing_in.form_errors = form.form_errors
    return render(SIGN_IN, "sign_in_ways", form=signing_in)


def _unlock_page(form: UnlockForm) -> TemplateResponse:
    return render(UNLOCK, "unlock_form", **_with_instead(form))


def _with_instead(form: UnlockForm) -> dict[str, Any]:
    """What the page of the code shows: its form, and that to give the password."""
    return {"form": form, "instead": ForgottenCodeForm(formdata=None)}


STILL_HERE = _l("You are signed out. What you wrote is still here.")


# Flask-Login has no types.
@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def session_gone() -> ResponseReturnValue:
    """401: to a script a notice, to a plain browser the sign-in page.

    That page carries what was typed, for the user whose session it was.
    """
    if request.endpoint == "sessions.sign_out":
        forget_session()
        return devices.forget_site(go(url_for("sessions.sign_in_form")))
    if "HX-Request" in request.headers:
        said = {"message": STILL_HERE, "kind": "wrong", "out_of_band": False}
        notice = render_template("_shared/_notice.html", **said)
        answer: Response = make_response(notice, 401, retarget="#notice")
        answer.headers["HX-Reselect"] = "unset"
        return answer
    if guard.is_script():
        return jsonify(refused="signed_out"), 401
    after_this_request(devices.set_device_cookie)
    owner = found_sessions.ended_owner(session.get("_user_id", ""))
    typed = resume.encrypt(owner) if owner else ""
    form = empty_sign_in(next=page_of_form(), typed=typed)
    return render_template(SIGN_IN, form=form, is_ended=True), 401


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
        locked = UnlockForm(formdata=None, next=page_of_form(), typed=typed)
        return render_template(UNLOCK, **_with_instead(locked)), 401
    form = asking(ProveForm(formdata=None, next=page_of_form()), actor())
    form.typed.data = resume.encrypt(actor().id, even_nothing=True)
    # The whole page also to htmx, which takes `main` of it in place of its own.
    page = render_template(
        PROVE, form=form, is_step=step is not None, **ways_to_prove(actor())
    )
    answer: Response = make_response(page, 422, retarget="#content", reswap="outerHTML")
    answer.headers["HX-Reselect"] = "#content"
    return answer


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
    return render(SIGN_IN, "sign_in_ways", form=empty_sign_in(next=after))


@bp.get("/sign-in/who")
@public
def who_is_here() -> ResponseReturnValue:
    """The user who is signed in in this browser, and a token for their forms (JSON)."""
    is_in = current_user.is_authenticated and current_user.next_step is None
    user = str(current_user.id) if is_in else ""
    return jsonify(user=user, token=generate_csrf())
