from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.organisation.agreements import actions, policy, queries, rules
from thuis_app.organisation.agreements.forms import PaperCodesForm, RefusalForm
from thuis_app.organisation.agreements.models import Agreement
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor, fresh
from thuis_app.web.htmx import done, render
from thuis_app.web.mailing import with_mail
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("agreements", __name__, url_prefix="/agreements")


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    return render(
        "organisation/agreements/index.html",
        "agreements",
        waiting=queries.waiting(actor()),
        answered=queries.answered(actor()),
        codes=queries.unused_codes(actor()),
        may_make_codes=policy.may_make_codes(
            actor(), has_files=queries.has_files(actor())
        ),
        form=ButtonForm(formdata=None),
    )


@bp.get("/<int:agreement_id>")
def show(agreement_id: int) -> ResponseReturnValue:
    return _page(queries.get(actor(), agreement_id))


@bp.post("/<int:agreement_id>/agree")
@fresh
def agree(agreement_id: int) -> ResponseReturnValue:
    agreement = queries.get(actor(), agreement_id)
    actions.agree(actor(), agreement)
    said = _("You agreed. It is in force now, for %(name)s.", name=agreement.user.name)
    return done(said, url_for(".index"))


@bp.post("/<int:agreement_id>/refuse")
def refuse(agreement_id: int) -> ResponseReturnValue:
    agreement, form = queries.get(actor(), agreement_id), RefusalForm()
    require(policy.may_decide(actor(), agreement))
    if refused := form.refused():
        return _page(agreement, refusal=form), refused
    actions.refuse(actor(), agreement, **form.answers)
    said = _("You did not agree to what %(name)s asks.", name=agreement.asker.name)
    return done(with_mail(said), url_for(".index"))


@bp.post("/<int:agreement_id>/take-back")
def take_back(agreement_id: int) -> ResponseReturnValue:
    actions.take_back(actor(), queries.get(actor(), agreement_id))
    return done(_("You ask this no more."), url_for(".index"))


@bp.post("/<int:agreement_id>/codes")
@fresh
def agree_by_codes(agreement_id: int) -> ResponseReturnValue:
    agreement, form = queries.get(actor(), agreement_id), PaperCodesForm()
    require(policy.may_take_back(actor(), agreement))
    if refused := form.refused():
        return _page(agreement, codes=form), refused
    if not actions.agree_by_codes(actor(), agreement, typed=form.typed):
        return _page(agreement, codes=form), form.refuse_codes()
    name = agreement.user.name
    return done(_("It is in force now, for %(name)s.", name=name), url_for(".index"))


@bp.post("/codes")
@fresh
def make_codes() -> ResponseReturnValue:
    """The codes are in this answer alone: the form has no key that would keep it."""
    codes = actions.make_codes(actor())
    return render("organisation/agreements/codes.html", "codes", codes=codes)


def _page(
    agreement: Agreement,
    *,
    refusal: RefusalForm | None = None,
    codes: PaperCodesForm | None = None,
) -> TemplateResponse:
    return render(
        "organisation/agreements/show.html",
        "agreement",
        agreement=agreement,
        until=rules.stands_until(agreement.asked_at),
        is_open=rules.is_open(agreement.state, agreement.asked_at, clock.now()),
        may_decide=policy.may_decide(actor(), agreement),
        is_own=policy.may_take_back(actor(), agreement),
        villages=queries.village_names(actor(), agreement),
        agreers=queries.agreers(
            actor(),
            about=agreement.user_id,
            asked_by=agreement.asked_by,
            for_concerns=agreement.for_concerns,
        ),
        has_codes=len(queries.unused_codes(actor())) >= rules.PAPER_CODES,
        refusal=refusal or RefusalForm(formdata=None),
        codes=codes or PaperCodesForm(formdata=None),
        form=ButtonForm(formdata=None),
    )
