from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from thuis_app.core import clock
from thuis_app.core.errors import require
from thuis_app.directory.offerings import actions, policy, queries, rules
from thuis_app.directory.offerings.forms import (
    OfferingForm,
    OfferingSearchForm,
    StarterForm,
)
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import Starter
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.request_args import row_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("offerings", __name__, url_prefix="/offerings")


@bp.app_template_test("stale_offering")
def is_stale(offering: Offering) -> bool:
    return rules.is_stale(offering.confirmed_on, clock.today())


@bp.get("/")
def index() -> ResponseReturnValue:
    form = OfferingSearchForm(request.args)
    villages = village_filter(actor(), areas.options_everywhere())
    is_retired = "retired" in request.args and policy.may_keep(actor())
    after = request.args.get("after", type=row_id)
    found = queries.directory(
        actor(),
        words=form.words,
        area_ids=villages.area_ids,
        is_active=not is_retired,
        after=after,
    )
    shown = {"form": form, "found": found, "is_retired": is_retired}
    shown |= {"villages": villages, "button": ButtonForm(formdata=None)}
    if after and wants_fragment():
        return part("directory/offerings/_rows.html", **shown)
    return render("directory/offerings/index.html", "offering_list", **shown)


@bp.get("/<int:offering_id>")
def show(offering_id: int) -> ResponseReturnValue:
    return render(
        "directory/offerings/show.html",
        "offering",
        offering=queries.get(actor(), offering_id),
        button=ButtonForm(formdata=None),
    )


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    return _form_page(_offered(OfferingForm(formdata=None)))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    form = _offered(OfferingForm())
    if refused := form.refused():
        return _form_page(form), refused
    offering = actions.create(actor(), **form.answers)
    return done(
        _("It is in the directory now."), url_for(".show", offering_id=offering.id)
    )


@bp.get("/starters")
def begin_with_form() -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    return _starters(StarterForm(formdata=None))


@bp.post("/starters")
def begin_with() -> ResponseReturnValue:
    require(policy.may_keep(actor()))
    form = StarterForm().offer(list(Starter))
    if refused := form.refused():
        return _starters(form), refused
    added = actions.begin_with(actor(), form.sentences)
    words = ngettext(
        "%(num)s offering is in the directory now.",
        "%(num)s offerings are in the directory now.",
        len(added),
    )
    return done(words, url_for(".index"))


@bp.get("/<int:offering_id>/edit")
def edit_form(offering_id: int) -> ResponseReturnValue:
    offering = _kept(offering_id)
    form = OfferingForm(formdata=None, obj=offering).for_version(offering)
    return _form_page(_offered(form, offering), offering)


@bp.post("/<int:offering_id>/edit")
def edit(offering_id: int) -> ResponseReturnValue:
    offering = _kept(offering_id)
    form = _offered(OfferingForm(), offering)
    if refused := form.refused(offering):
        return _form_page(form, offering), refused
    actions.edit(actor(), offering, **form.answers)
    return done(_("The change is saved."), url_for(".show", offering_id=offering_id))


@bp.post("/<int:offering_id>/confirm")
def confirm(offering_id: int) -> ResponseReturnValue:
    offering = queries.get(actor(), offering_id)
    actions.confirm(actor(), offering)
    return _changed(offering, _("Noted: confirmed today."))


@bp.post("/<int:offering_id>/retire")
def retire(offering_id: int) -> ResponseReturnValue:
    offering = queries.get(actor(), offering_id)
    actions.retire(actor(), offering)
    return _changed(offering, _("It is off the map. You can bring it back here."))


@bp.post("/<int:offering_id>/restore")
def restore(offering_id: int) -> ResponseReturnValue:
    offering = queries.get(actor(), offering_id)
    actions.restore(actor(), offering)
    return _changed(offering, _("It is back on the map."))


def _starters(form: StarterForm) -> TemplateResponse:
    left = queries.starters_left(actor())
    return render(
        "directory/offerings/starters.html",
        "starter_form",
        form=form.offer(left),
        is_complete=not left,
    )


def _kept(offering_id: int) -> Offering:
    """An offering that the actor may change."""
    offering = queries.get(actor(), offering_id)
    require(policy.may_keep(actor()))
    return offering


def _offered(form: OfferingForm, offering: Offering | None = None) -> OfferingForm:
    besides = offering.id if offering else None

    def is_taken(name: str) -> bool:
        return queries.is_taken(actor(), name, besides=besides)

    villages = {one.id: one for one in queries.villages(actor())}
    villages |= {one.id: one for one in (offering.areas if offering else [])}
    return form.offer(list(villages.values()), is_taken)


def _form_page(
    form: OfferingForm, offering: Offering | None = None
) -> TemplateResponse:
    return render(
        "directory/offerings/form.html", "offering_form", form=form, offering=offering
    )


def _changed(offering: Offering, message: str) -> ResponseReturnValue:
    return done(
        message,
        url_for(".show", offering_id=offering.id),
        "directory/offerings/show.html",
        "offering",
        offering=offering,
        button=ButtonForm(formdata=None),
    )
