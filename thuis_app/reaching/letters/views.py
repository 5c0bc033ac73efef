from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import Missing, require
from thuis_app.reaching.letters import actions, forms, policy, queries, rules
from thuis_app.reaching.letters.rules import LetterAuditEvent, PaperKind
from thuis_app.reaching.outreach import queries as outreach
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render

bp = Blueprint("letters", __name__, url_prefix="/outreach")
bp.add_app_template_global(forms.envelope, "envelope")


@bp.get("/texts/<paper>")
def text_form(paper: str) -> ResponseReturnValue:
    row = queries.text(actor(), _kind(paper))
    form = forms.TextForm(formdata=None, obj=row).for_version(row)
    return render("reaching/letters/text.html", "text_form", form=form, kind=row.kind)


@bp.post("/texts/<paper>")
def change_text(paper: str) -> ResponseReturnValue:
    require(policy.may_change_texts(actor()))
    row, form = queries.text(actor(), _kind(paper)), forms.TextForm()
    if refused := form.refused(row):
        page = render(
            "reaching/letters/text.html", "text_form", form=form, kind=row.kind
        )
        return page, refused
    actions.change_text(actor(), row, **form.answers)
    return done(_("The text is saved."), url_for(".text_form", paper=paper))


@bp.get("/cards")
def cards() -> ResponseReturnValue:
    """Four cards without a name, for in the bag."""
    profile = queries.text(actor(), PaperKind.CARD)
    text = rules.filled(profile.text, forms.general_salutation())
    return render("reaching/letters/cards.html", "cards_sheet", text=text)


@bp.get("/<int:contact_id>/paper")
def paper(contact_id: int) -> ResponseReturnValue:
    plan = outreach.get(actor(), contact_id)
    kind = _kind(request.args.get("kind", PaperKind.CARD))
    audit_log.log_view(
        actor(), LetterAuditEvent.PRINTED, contact_id=contact_id, ground=kind
    )
    words = forms.on_paper(plan, plan.face.name if plan.face else actor().name)
    text = rules.filled(queries.text(actor(), kind).text, words)
    back = url_for("outreach.attempt_form", contact_id=contact_id)
    return render(
        "reaching/letters/paper.html",
        "paper",
        plan=plan,
        kind=kind,
        text=text,
        back=back,
    )


def _kind(paper: str) -> PaperKind:
    if paper not in set(PaperKind):
        raise Missing
    return PaperKind(paper)
