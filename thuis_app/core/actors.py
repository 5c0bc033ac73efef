"""`Actor`: the user on whose behalf a query or an action runs, and their roles."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """A role of a user; one user may hold several."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    STAND_IN = "stand_in"
    BOARD = "board"
    TREASURER = "treasurer"
    ADMINISTRATOR = "administrator"


class SignInStep(StrEnum):
    """What is still to be done before a session lets anybody further."""

    CODE = "code"
    SET_UP = "set_up"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, as light as a request needs; never a row of the database.

    `deputy_area_ids` are the villages of which they do the work of the coordinator
    today alone; these are among `area_ids` then, and they have that role.
    While a step of signing in is to be done (`next_step`) there are no roles.
    `is_fresh` is whether they showed less than ten minutes ago who they are, and
    `is_shared` whether this is a device that several users share.
    `agreements` is how many requests wait for a yes or no that they may give;
    `emergency_until` is until when they see every file, in an emergency; `emergencies`
    is how often others did lately, for who is mailed of it.
    """

    id: int
    name: str
    called: str
    roles: frozenset[Role]
    all_areas: bool = False
    area_ids: frozenset[int] = frozenset()
    deputy_area_ids: frozenset[int] = frozenset()
    language: str = "nl"
    session_id: int = 0
    token: str = ""
    keys_on: bool = True
    next_step: SignInStep | None = None
    is_fresh: bool = True
    is_shared: bool = False
    agreements: int = 0
    emergency_until: datetime | None = None
    emergencies: int = 0

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The key of the session, which Flask-Login puts into the signed cookie."""
        return self.token

    @property
    def is_volunteer(self) -> bool:
        return Role.VOLUNTEER in self.roles

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_safeguarding_lead(self) -> bool:
        return Role.SAFEGUARDING_LEAD in self.roles

    @property
    def is_stand_in(self) -> bool:
        """Whether concerns that wait too long come to this user."""
        return Role.STAND_IN in self.roles

    @property
    def is_board(self) -> bool:
        return Role.BOARD in self.roles

    @property
    def is_treasurer(self) -> bool:
        """Whether this user pays what was approved, and sees nobody's file."""
        return Role.TREASURER in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    def works_in(self, area_id: int) -> bool:
        """Whether this coordinator or volunteer works in that village."""
        return self.all_areas or area_id in self.area_ids

    def coordinates(self, area_id: int) -> bool:
        """Whether this is a coordinator in charge of that village."""
        return self.is_coordinator and self.works_in(area_id)

    def coordinates_oneself(self, area_id: int) -> bool:
        """Whether this is the coordinator of that village, and no deputy there."""
        return self.coordinates(area_id) and area_id not in self.deputy_area_ids


SYSTEM = Actor(id=0, name="Thuis", called="Thuis", roles=frozenset(), all_areas=True)
