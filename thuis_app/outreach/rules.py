"""The tries to reach somebody, what to try next and when, and when to stop."""

from enum import StrEnum


class Channel(StrEnum):
    DOOR = "door"
    TELEPHONE = "telephone"
    CARD = "card"
    LETTER = "letter"
    FLOWERS = "flowers"
    VIA_SOMEBODY = "via_somebody"
    ACTIVITY = "activity"


class Outcome(StrEnum):
    NOBODY_HOME = "nobody_home"
    HEARD_SOMEBODY = "heard_somebody"
    TALK_AT_DOOR = "talk_at_door"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    APPOINTMENT = "appointment"
    GOOD_TALK = "good_talk"
