from flask_babel import lazy_gettext as _l

from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject, WishAuditEvent, WishState
from thuis_app.web.fields import ChoiceField, NoteField, PastDayField
from thuis_app.web.forms import Form, VersionedForm

SIDES = {
    Side.WISH: _l("A wish"),
    Side.CONTRIBUTION: _l("A contribution"),
}

SUBJECTS = {
    Subject.GOING_OUT: _l("An outing"),
    Subject.EATING: _l("Eating together"),
    Subject.TALKING: _l("Talking with somebody"),
    Subject.CHORE: _l("A chore in and around the house"),
    Subject.TRANSPORT: _l("Transport"),
    Subject.FOR_OTHERS: _l("Doing something for others"),
    Subject.OTHER: _l("Something else"),
}

STATES = {
    WishState.OPEN: _l("Still open"),
    WishState.RUNNING: _l("Being worked on"),
    WishState.DONE: _l("It worked out"),
    WishState.DROPPED: _l("Let go"),
}


AUDIT_EVENTS = {
    WishAuditEvent.HEARD: _l("Wish recorded"),
    WishAuditEvent.TAKEN_BACK: _l("Wish taken back with its report"),
    WishAuditEvent.BECAME_OPEN: _l("Wish open again"),
    WishAuditEvent.BECAME_RUNNING: _l("Wish being worked on"),
    WishAuditEvent.BECAME_DONE: _l("Wish came true"),
    WishAuditEvent.BECAME_DROPPED: _l("Wish let go"),
    WishAuditEvent.OPENED: _l("Wishes viewed"),
}


class WishForm(Form):
    """A wish or a contribution, in the words of the person."""

    side = ChoiceField(
        _l("What it is"), SIDES, _l("Choose: a wish or a contribution."), Side
    )
    words = NoteField(
        _l("In their own words"),
        _l("Write down what was said."),
        limit=500,
        description=_l("As it was said. The person may read this."),
    )
    subject = ChoiceField(
        _l("What it is about"), SUBJECTS, _l("Choose what it is about."), Subject
    )
    heard_on = PastDayField(_l("Heard on"), _l("Choose the day."))


class MoveWishForm(VersionedForm):
    """The next state of a wish."""

    to = ChoiceField(_l("What became of it"), STATES, _l("Choose."), WishState)


def moving(wish: Wish) -> MoveWishForm:
    """The buttons beside a wish, made from how it stands now."""
    return MoveWishForm(formdata=None, version=str(wish.version))
