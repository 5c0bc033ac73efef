from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from thuis_app.core import audit_log
from thuis_app.core.errors import require
from thuis_app.overview.search import forms, policy, queries
from thuis_app.overview.search.queries import Found
from thuis_app.overview.search.rules import SearchAuditEvent
from thuis_app.web.guard import actor
from thuis_app.web.htmx import part, render, wants_fragment
from thuis_app.web.request_args import search
from thuis_app.web.responses import TemplateResponse
from thuis_app.web.transaction import reads

bp = Blueprint("search", __name__, url_prefix="/search")
bp.add_app_template_filter(forms.who_words, "who_it_is")


@bp.get("/")
def find_form() -> ResponseReturnValue:
    require(policy.may_search(actor()))
    return _show("", Found(is_asked=False))


@bp.post("/")
@reads
def find() -> ResponseReturnValue:
    """The words are posted, so that they stand in no address, history or log."""
    require(policy.may_search(actor()))
    typed = request.form.get("words", "", type=search)
    found = queries.find(actor(), typed)
    audit_log.log_list(actor(), SearchAuditEvent.SEARCHED, found.people)
    if wants_fragment():
        return part("overview/search/_hits.html", typed=typed, found=found)
    return _show(typed, found)


def _show(typed: str, found: Found) -> TemplateResponse:
    return render("overview/search/find.html", "content", typed=typed, found=found)
