"""The words of the enumerations, and how people are spoken of."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.queries import TieLine
from thuis_app.people.contacts.rules import (
    Address,
    Alike,
    ContactRole,
    Due,
    GivenHow,
    Purpose,
    Stage,
    TieKind,
)

STAGES = {
    Stage.KNOWN: _l("Known to us"),
    Stage.OUTREACH: _l("Getting in touch"),
    Stage.PARTICIPANT: _l("Participant"),
    Stage.ENDED: _l("Rounded off"),
    Stage.NO_CONTACT: _l("No more contact"),
    Stage.MOVED: _l("Moved away"),
    Stage.DECEASED: _l("Passed away"),
}

ADDRESSES = {
    Address.MRS: _l("Mrs"),
    Address.MR: _l("Mr"),
    Address.NAME: _l("By the name alone"),
}

ROLES = {
    ContactRole.OLDER_PERSON: _l("Older person"),
    ContactRole.CARER: _l("Carer"),
    ContactRole.VOLUNTEER: _l("Volunteer"),
    ContactRole.KEY_HOLDER: _l("Key holder"),
    ContactRole.PROFESSIONAL: _l("Professional"),
}

TIES = {
    TieKind.CARER: _l("Cares for this person"),
    TieKind.CARED_FOR: _l("Is cared for by this person"),
    TieKind.PARTNER: _l("Partner"),
    TieKind.CHILD: _l("Child"),
    TieKind.FAMILY: _l("Other family"),
    TieKind.NEIGHBOUR: _l("Neighbour"),
    TieKind.FRIEND: _l("Friend"),
    TieKind.KEY_HOLDER: _l("Has the key"),
    TieKind.DOCTOR: _l("Family doctor"),
    TieKind.PROFESSIONAL: _l("Other professional"),
}

PURPOSES = {
    Purpose.VISIT: _l("Being visited and called"),
    Purpose.REFERRAL: _l("Being referred"),
    Purpose.SHARE_WITH_CARER: _l("Sharing with the carer"),
    Purpose.MEASUREMENT: _l("Taking part in the questionnaire"),
    Purpose.PHOTO: _l("A photo"),
}

GIVEN_HOW = {
    GivenHow.SPOKEN: _l("Said in person"),
    GivenHow.PAPER: _l("On paper, signed"),
    GivenHow.TELEPHONE: _l("Said on the telephone"),
}


SEEN_FROM_OTHER = {
    TieKind.CARER: TIES[TieKind.CARED_FOR],
    TieKind.CARED_FOR: TIES[TieKind.CARER],
    TieKind.CHILD: _l("Parent"),
    TieKind.KEY_HOLDER: _l("Keeps the key of this person"),
    TieKind.DOCTOR: _l("Patient"),
    TieKind.PROFESSIONAL: _l("Helped in the course of work"),
}

ALIKE = {
    Alike.NAME: _l("the name sounds the same"),
    Alike.TELEPHONE: _l("the same telephone number"),
    Alike.ADDRESS: _l("the same address"),
}

DUES = {
    Due.NOW: _l("Today or late"),
    Due.WEEK: _l("Within a week"),
    Due.NONE: _l("Nothing planned"),
}

STEPS = {
    "attempt": _l("Attempt"),
    "match": _l("Find a volunteer"),
    "referral": _l("Referral"),
    "reopened": _l("Get in touch again"),
    "respite": _l("Respite"),
    "resting": _l("Resting until then"),
    "visit": _l("Visit"),
}


def step_words(step: str) -> str:
    """What comes next in words: 'attempt:4:door' is 'Attempt 4'."""
    known, *more = step.split(":")
    if known not in STEPS:
        return step
    number = more[0] if more and more[0].isdigit() else ""
    return f"{STEPS[known]} {number}".strip()


def tie_words(line: TieLine) -> str:
    """What the other is, seen from the person whose page it is."""
    if line.is_of_other and line.tie.kind in SEEN_FROM_OTHER:
        return str(SEEN_FROM_OTHER[line.tie.kind])
    return str(TIES[line.tie.kind])


def formal(contact: Contact, style: str = "") -> str:
    """How somebody is spoken of: 'mevrouw Van der Ploeg'.

    'start' begins a sentence ('Mevrouw Van der Ploeg'), 'full' is for above a page
    ('Mevrouw Trijntje van der Ploeg').
    """
    titles = {Address.MRS: _("title: Mrs"), Address.MR: _("title: Mr")}
    if contact.address not in titles:
        return contact.full_name
    title = titles[contact.address].removeprefix("title: ")
    if style:
        title = title[:1].upper() + title[1:]
    return f"{title} {contact.full_name if style == 'full' else contact.formal_name}"
