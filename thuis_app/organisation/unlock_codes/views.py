"""Making this device one's own, with a code that unlocks it."""

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core.database import roll_back
from thuis_app.core.errors import require
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.unlock_codes import actions, policy, rules
from thuis_app.organisation.unlock_codes.forms import ChooseCodeForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.links import link
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.return_to import is_own_address
from thuis_app.web.transaction import prepare

bp = Blueprint("unlock_codes", __name__, url_prefix="/account/own-tablet")


@bp.get("/")
@fresh
def choose_form() -> ResponseReturnValue:
    require(policy.may_choose(actor()))
    form = ChooseCodeForm(formdata=None, next=request.args.get("next", ""))
    return _choose_page(form)


def hash_code() -> str:
    """The hash of the code that was chosen; '' where the form is not right."""
    form, secret = ChooseCodeForm(), str(current_app.secret_key)
    is_valid = policy.may_choose(actor()) and form.validate()
    roll_back()
    bound = rules.bound_code(secret, actor().session_id, form.plain_code)
    return hash_password(bound) if is_valid else ""


@bp.post("/")
@fresh
@prepare(hash_code)
def choose(code_hash: str) -> ResponseReturnValue:
    require(policy.may_choose(actor()))
    form = ChooseCodeForm()
    if refused := form.refused() or (None if code_hash else 422):
        return _choose_page(form), refused
    actions.choose(actor(), code_hash=code_hash)
    said = _("This is your own tablet now. Your five digits open it.")
    return done(said, _page_after(form))


def _choose_page(form: ChooseCodeForm) -> TemplateResponse:
    page = "organisation/unlock_codes/choose.html"
    return render(page, "choose_code_form", form=form, page_after=_page_after(form))


def _page_after(form: ChooseCodeForm) -> str:
    page = form.next.data or ""
    return page if is_own_address(page) else link("home")
