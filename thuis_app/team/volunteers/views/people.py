from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from thuis_app.core import clock
from thuis_app.core.errors import Missing, require
from thuis_app.directory.rooms.forms import DAYS
from thuis_app.organisation.accounts import queries as account_queries
from thuis_app.organisation.accounts.rules import INVITATION_LASTS
from thuis_app.team.volunteers import actions, policy, queries, rules
from thuis_app.team.volunteers.forms import FilterForm, NewForm
from thuis_app.team.volunteers.models import Someone
from thuis_app.team.volunteers.views.blueprint import bp, page_of
from thuis_app.web.guard import actor
from thuis_app.web.htmx import done, part, render, wants_fragment
from thuis_app.web.links import external


@bp.get("/")
def index() -> ResponseReturnValue:
    if not policy.may_list(actor()):
        raise Missing
    form = FilterForm(request.args).offer(queries.villages(actor()))
    asked = form.answers if form.validate() else {}
    people, after = queries.in_order(
        actor(),
        search=asked.get("search", ""),
        area_id=asked.get("area"),
        stage=asked.get("stage"),
        after=request.args.get("after", 0, type=_row),
    )
    shown = {"people": people, "more_page": after and _more(asked, after)}
    if "after" in request.args and wants_fragment():
        return part("team/volunteers/_rows.html", **shown)
    if not wants_fragment():
        shown |= _to_do()
    return render("team/volunteers/index.html", "volunteer_list", form=form, **shown)


def _to_do() -> dict[str, Any]:
    """What waits for a coordinator: talks, and papers that run out."""
    today, rows = clock.today(), queries.ROWS
    late = queries.run_out(actor(), today, limit=rows)
    soon = queries.expiring(actor(), today, limit=rows)
    return {"talks": queries.talks(actor()), "papers": [*late, *soon][:rows]}


@bp.get("/new")
def new_form() -> ResponseReturnValue:
    require(policy.may_begin(actor()))
    form = NewForm(formdata=None).offer(queries.villages(actor()))
    return render("team/volunteers/new.html", "new_form", form=form)


@bp.post("/new")
def create() -> ResponseReturnValue:
    require(policy.may_begin(actor()))
    form = NewForm().offer(queries.villages(actor()))
    if refused := form.refused() or _known_already(form):
        return render("team/volunteers/new.html", "new_form", form=form), refused
    user = actions.begin(actor(), **form.answers)
    return done(_("%(name)s is on the list.", name=user.name), page_of(user.id))


def _known_already(form: NewForm) -> int | None:
    if not account_queries.is_known(actor(), form.email.data):
        return None
    form.email.errors = [_("There is an account with this address already.")]
    return 422


@bp.get("/<int:user_id>")
def show(user_id: int) -> ResponseReturnValue:
    someone = queries.get(actor(), user_id)
    return render("team/volunteers/show.html", "volunteer", **_all_about(someone))


@bp.get("/me")
def me() -> ResponseReturnValue:
    someone = queries.known(actor(), actor().id)
    return render("team/volunteers/me.html", "my_card", **_all_about(someone))


@bp.post("/<int:user_id>/invitation")
def invite(user_id: int) -> ResponseReturnValue:
    """The link is in this answer alone: the form has no key that would keep it."""
    user = queries.get(actor(), user_id).user
    key = actions.invite(actor(), user)
    link = external("sessions.invitation_form", key=key)
    until, page = clock.now() + INVITATION_LASTS, page_of(user_id)
    shown = {"user": user, "link": link, "until": until, "page": page}
    return render("organisation/accounts/link.html", "link", **shown)


def _all_about(someone: Someone) -> dict[str, Any]:
    who = someone.user.id
    standing, changes = queries.standing(actor(), who), queries.changes(actor(), who)
    seen_by = {row.seen_by for row in standing.kept.values() if row.seen_by}
    writers = seen_by | {change.recorded_by for change in changes}
    road = rules.road(
        someone.card.stage,
        has_talked=someone.card.talked_on is not None,
        required=standing.required,
        lacks=standing.lacks,
    )
    return {
        "someone": someone,
        "standing": standing,
        "road": road,
        "changes": changes,
        "names": account_queries.names(actor(), writers),
        "times": queries.times(actor(), who),
        "blocks": queries.blocks(actor(), who),
        "talk": queries.open_talk(actor(), who),
        "days": DAYS,
    }


def _more(asked: dict[str, Any], after: int) -> str:
    return url_for("volunteers.index", **asked, after=after)


def _row(text: str) -> int:
    """The number of a row, as an address gives it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
