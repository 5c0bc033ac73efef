from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.reaching.outreach_steps import actions, forms, policy, queries, rules
from thuis_app.web.forms import Form
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, render
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("outreach_steps", __name__, url_prefix="/outreach")
bp.add_app_template_global(forms.what, "what_to_try")


@bp.get("/table")
def table_form() -> ResponseReturnValue:
    row = queries.stored_table(actor())
    stored = forms.as_stored(row.table)
    form = forms.TableForm(formdata=None, data=stored)
    return _show_table(row.table, form.for_version(row, **stored))


@bp.post("/table")
def change_table() -> ResponseReturnValue:
    require(policy.may_change_table(actor()))
    row, form = queries.stored_table(actor()), forms.TableForm()
    if refused := form.refused(row, **forms.as_stored(row.table)):
        return _show_table(row.table, form), refused
    actions.change_table(actor(), row, form.table)
    return done(_("The table is saved."), url_for(".table_form"))


def _show_table(table: rules.Table, form: Form) -> TemplateResponse:
    """The table in force in words, and as a form for who may change it."""
    return render(
        "reaching/outreach_steps/table.html",
        "table_form",
        form=form,
        story=forms.story(table),
        example=rules.unanswered(table, clock.today()),
    )
