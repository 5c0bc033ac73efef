from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import audit_log
from thuis_app.core.errors import require
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.areas import queries as areas
from thuis_app.organisation.areas.forms import village_filter
from thuis_app.organisation.changes import actions as changes
from thuis_app.organisation.changes.rules import About, ChangeKind
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.queries import PossibleDuplicate
from thuis_app.people.tasks.rules import TaskOwner
from thuis_app.reaching.signals import actions, policy, queries
from thuis_app.reaching.signals.forms import (
    STOPS_HERE,
    AcceptSignalForm,
    DeclineForm,
    EditSignalForm,
    SignalForm,
    as_read,
    duplicate_grounds,
)
from thuis_app.reaching.signals.models import Signal
from thuis_app.reaching.signals.rules import SignalAuditEvent
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import link
from thuis_app.web.request_args import moment_and_id
from thuis_app.web.responses import TemplateResponse

bp = Blueprint("signals", __name__, url_prefix="/signals")

bp.add_app_template_filter(duplicate_grounds, "alike")


@bp.get("/")
def index() -> ResponseReturnValue:
    shown = "handled" if request.args.get("shown") == "handled" else "waiting"
    after = request.args.get("after", type=moment_and_id)
    owner = request.args.get("of", TaskOwner.ALL, type=TaskOwner)
    villages = village_filter(actor())
    here = villages.area_ids
    if shown == "handled":
        some = queries.handled(actor(), here, after=after)
    else:
        some = queries.waiting(actor(), here, owner=owner, after=after)
    ids = [one.contact_id for one in some.rows if one.contact_id]
    audit_log.log_list(actor(), SignalAuditEvent.LISTED, ids)
    if after and wants_fragment():
        lines = {"some": some, "shown": shown, "owner": owner, "villages": villages}
        return part("reaching/signals/_lines.html", **lines)
    return render(
        "reaching/signals/index.html",
        "signal_list",
        some=some,
        shown=shown,
        owner=owner,
        owners=list(TaskOwner),
        villages=villages,
        waiting=queries.count_waiting(actor(), here),
        last_decided=queries.last_decided(actor()),
    )


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_hand_in(actor()))
    return _show_new(_offered(SignalForm(formdata=None)))


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_hand_in(actor()))
    form = _offered(SignalForm())
    if refused := form.refused():
        return _show_new(form), refused
    signal = actions.hand_in(actor(), **form.signal)
    if not actor().is_coordinator:
        return done(_("Your signal was received. Thank you."), link("home"))
    return done(_("The signal is saved."), url_for(".show", signal_id=signal.id))


@bp.get("/<int:signal_id>")
def show(signal_id: int) -> ResponseReturnValue:
    signal = _opened(signal_id)
    return render(
        "reaching/signals/show.html",
        "sheet",
        signal=signal,
        names=_names(signal),
        button=ButtonForm(formdata=None),
    )


@bp.get("/<int:signal_id>/edit")
def edit_form(signal_id: int) -> ResponseReturnValue:
    signal = queries.get(actor(), signal_id)
    audit_log.log_view(actor(), SignalAuditEvent.EDIT_OPENED, subject_id=str(signal.id))
    return _show_edit(signal, EditSignalForm(formdata=None, obj=signal))


@bp.post("/<int:signal_id>/edit")
def edit(signal_id: int) -> ResponseReturnValue:
    signal = queries.get(actor(), signal_id)
    form = EditSignalForm().offer(areas.options(actor()), is_own=False)
    if refused := form.refused(signal):
        return _show_edit(signal, form), refused
    actions.edit(actor(), signal, **form.signal)
    return done(_("The signal is saved."), url_for(".show", signal_id=signal.id))


@bp.get("/<int:signal_id>/accept")
def accept_form(signal_id: int) -> ResponseReturnValue:
    """Answers in the address fill in the form; htmx asks so for people we may know."""
    signal = _opened(signal_id)
    if "last_name" in request.args:
        form = AcceptSignalForm(formdata=request.args, area_id=signal.area_id)
    else:
        said = as_read(signal, areas.options(actor()))
        form = AcceptSignalForm(formdata=None, data=said)
    return _show_accept(signal, form, _doubles(form), "doubles")


@bp.post("/<int:signal_id>/accept")
def accept(signal_id: int) -> ResponseReturnValue:
    signal = queries.get(actor(), signal_id)
    form = AcceptSignalForm()
    doubles = _doubles(form)
    if refused := form.refused(signal, **_as_typed(form)):
        return _show_accept(signal, form, doubles, "accept_form"), refused
    with changes.undoable(actor(), ChangeKind.SIGNAL) as doing:
        doing.person = contact = _accepted(signal, form)
    page = link("person", contact_id=contact.id)
    said = _("Taken up. We try to reach this person.")
    return done(said, page, undo=doing.change_id)


@bp.get("/<int:signal_id>/decline")
def decline_form(signal_id: int) -> ResponseReturnValue:
    return _show_decline(_opened(signal_id), DeclineForm(formdata=None))


@bp.post("/<int:signal_id>/decline")
def decline(signal_id: int) -> ResponseReturnValue:
    signal = queries.get(actor(), signal_id)
    form = DeclineForm()
    if refused := form.refused(signal, because=signal.declined_because):
        return _show_decline(signal, form), refused
    about = About(area_id=signal.area_id)
    with changes.undoable(actor(), ChangeKind.DECLINED, about) as doing:
        actions.decline(actor(), signal, **form.answers)
    words, page = _("Saved: this signal is not for us."), url_for(".index")
    return done(words, page, undo=doing.change_id, undo_here=True)


def _opened(signal_id: int) -> Signal:
    """A signal that is opened, which is read about the person it was linked to."""
    signal = queries.get(actor(), signal_id)
    audit_log.log_view(
        actor(),
        SignalAuditEvent.OPENED,
        contact_id=signal.contact_id,
        subject_id=str(signal.id),
    )
    return signal


def _names(signal: Signal) -> dict[int, str]:
    query = {signal.received_by, signal.decided_by or signal.received_by}
    return accounts.names(actor(), query)


def _offered(form: SignalForm) -> SignalForm:
    villages = areas.options(actor())
    return form.offer(villages, is_own=not actor().is_coordinator)


def _show_new(form: SignalForm) -> TemplateResponse:
    return render("reaching/signals/new.html", "signal_form", form=form)


def _show_edit(signal: Signal, form: EditSignalForm) -> TemplateResponse:
    form.offer(areas.options(actor()), is_own=False).for_version(signal)
    return render("reaching/signals/edit.html", "signal_form", signal=signal, form=form)


def _doubles(form: AcceptSignalForm) -> list[PossibleDuplicate]:
    """The people we know who may be the one; the form offers them."""
    doubles = contacts.possible_duplicates(actor(), form.identity_traits)
    audit_log.log_list(
        actor(), SignalAuditEvent.DOUBLES, [one.contact.id for one in doubles]
    )
    form.offer(areas.options(actor()), doubles)
    return doubles


def _as_typed(form: AcceptSignalForm) -> dict[str, object]:
    """Nothing of this form is stored with the signal: only that it was handled."""
    return dict(form.answers)


def _accepted(signal: Signal, form: AcceptSignalForm) -> Contact:
    if form.linked_id is None:
        return actions.accept_new(actor(), signal, **form.known(signal))
    contact = contacts.get(actor(), form.linked_id)
    actions.accept(actor(), signal, contact)
    return contact


def _show_accept(
    signal: Signal, form: AcceptSignalForm, doubles: list[PossibleDuplicate], block: str
) -> TemplateResponse:
    return render(
        "reaching/signals/accept.html",
        block,
        signal=signal,
        names=_names(signal),
        form=form.for_version(signal),
        doubles={str(one.contact.id): one for one in doubles},
        stops_here=STOPS_HERE,
    )


def _show_decline(signal: Signal, form: DeclineForm) -> TemplateResponse:
    return render(
        "reaching/signals/decline.html",
        "decline_form",
        signal=signal,
        names=_names(signal),
        form=form.for_version(signal),
    )
