from flask import Blueprint, abort, current_app
from flask.typing import ResponseReturnValue

from thuis_app.core.errors import require
from thuis_app.operations.privacy_papers import forms, policy, queries, rules
from thuis_app.operations.privacy_papers.rules import Facts, Paper
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.web import idempotency
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render

bp = Blueprint("privacy_papers", __name__, url_prefix="/privacy")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_read(actor()))
    facts = _facts()
    return render(
        "operations/privacy_papers/index.html",
        "papers",
        papers=list(Paper),
        words=forms,
        missing=facts.details.missing,
    )


@bp.get("/<sheet>")
def show(sheet: str) -> ResponseReturnValue:
    require(policy.may_read(actor()))
    if sheet not in set(Paper):
        abort(404)
    return render(
        f"operations/privacy_papers/{sheet}.html",
        "paper",
        paper=Paper(sheet),
        facts=_facts(),
        numbers=foundation.help_numbers(),
        rules=rules,
        words=forms,
    )


def _facts() -> Facts:
    return queries.facts(actor(), current_app.config, forms_kept=idempotency.KEPT)
