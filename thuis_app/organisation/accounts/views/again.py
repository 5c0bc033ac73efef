"""Signing in again while a form is open: nothing that was typed is lost."""

from functools import partial

from flask import (
    Response,
    after_this_request,
    current_app,
    g,
    jsonify,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from htmx_flask import make_response

from thuis_app.core.database import on_commit
from thuis_app.organisation.accounts import queries
from thuis_app.organisation.accounts.forms import OneButton, SignInForm
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.views.blueprint import bp
from thuis_app.web import devices, guard, resume
from thuis_app.web.guard import login_manager, public
from thuis_app.web.htmx import go, render

STILL_HERE = _l("You are signed out. What you wrote is still here.")


# Flask-Login has no types.
@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def session_gone() -> ResponseReturnValue:
    """401: to a script a notice, to a plain browser the sign-in page.

    That page carries what was typed, for the user whose session it was.
    """
    if request.endpoint == "accounts.sign_out":
        return go(url_for(".sign_in_form"))
    if "HX-Request" in request.headers:
        said = {"message": STILL_HERE, "kind": "wrong", "out_of_band": False}
        notice = render_template("_shared/_notice.html", **said)
        answer: Response = make_response(notice, 401, retarget="#notice")
        answer.headers["HX-Reselect"] = "unset"
        return answer
    if guard.is_script():
        return jsonify(refused="signed_out"), 401
    after_this_request(devices.know)
    owner = queries.ended_owner(session.get("_user_id", ""))
    typed = resume.seal(owner) if owner else ""
    form = SignInForm(formdata=None, next=_page_of_form(), typed=typed)
    return render_template(
        "organisation/accounts/sign_in.html", form=form, is_ended=True
    ), 401


@bp.get("/sign-in/again")
@public
def sign_in_again_form() -> ResponseReturnValue:
    """The sign-in for a dialog over a form; what follows it is `who_is_here`."""
    after_this_request(devices.know)
    form = SignInForm(formdata=None, next=url_for(".who_is_here"))
    return render("organisation/accounts/sign_in.html", "sign_in_form", form=form)


@bp.get("/sign-in/who")
@public
def who_is_here() -> ResponseReturnValue:
    """Who is signed in in this browser, and the token for their forms (JSON)."""
    user = str(current_user.id) if current_user.is_authenticated else ""
    return jsonify(user=user, token=generate_csrf())


def back_to_form(form: SignInForm, user: User) -> ResponseReturnValue | None:
    """A page with one button to the form that was open; None when there was none."""
    typed = resume.unseal(form.typed.data or "", user.id)
    if typed is None:
        return None
    # The page belongs to the new session, and so does its token: see generate_csrf.
    on_commit(partial(g.pop, "csrf_token", None))
    page = {"typed": typed, "marker": resume.MARKER, "form": OneButton(formdata=None)}
    return render("organisation/accounts/resume.html", "resume_form", **page)


def _page_of_form() -> str:
    """The address of the page that has this form, where it is the form's own."""
    routes = current_app.create_url_adapter(request)
    has_page = routes is not None and routes.test(request.path, method="GET")
    return request.path if has_page else ""
