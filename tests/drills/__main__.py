"""`make drill`: break an installation on purpose, and look whether promises are kept.

Each drill drives real forms over HTTP and prints its figures in a line. The exit status
is 1 when a promise was broken or a drill could not run. `make drill ONLY="kills disk"`
runs some of them. `make drill PLANTED=1` plants a fault in each, which it must find.
"""

import os
import sys
from collections.abc import Callable

from tests.drills import faults
from tests.drills.disk import full_under_load, read_only
from tests.drills.full_disk import full_disk
from tests.drills.kills import kills
from tests.drills.outcome import NotPossible, Outcome
from tests.drills.pages import overwritten_pages
from tests.drills.postgres import restarts, troubles
from tests.drills.power import power_cuts
from tests.drills.restarting import restarting
from tests.drills.restoring import restored_elsewhere
from tests.drills.soak import soak
from tests.drills.strangers import among_strangers
from tests.drills.upgrading import upgrades

DRILLS: dict[str, Callable[[], Outcome]] = {
    "strangers": among_strangers,
    "restarting": restarting,
    "full_disk": full_disk,
    "full_under_load": full_under_load,
    "read_only": read_only,
    "postgres": restarts,
    "postgres_troubles": troubles,
    "kills": kills,
    "power": power_cuts,
    "pages": overwritten_pages,
    "restore": restored_elsewhere,
    "upgrades": upgrades,
    "soak": soak,
}
PLANTED = {
    "strangers": "slow",
    "restarting": "abrupt",
    "full_disk": "without_reserve",
    "full_under_load": "boastful",
    "read_only": "reckless",
    "postgres": "forgetful",
    "postgres_troubles": "boastful",
    "kills": "forgetful",
    "pages": "blind",
    "restore": "careless",
    "upgrades": "piecemeal",
    "soak": "leaking",
}
"""The fault that each must find; `power` has a control of its own."""


def main(names: list[str], *, is_planted: bool) -> int:
    """Run these drills, or all of them; 0 when every promise was kept, or when each
    found the fault that was planted."""
    unknown = [name for name in names if name not in DRILLS]
    if unknown:
        print(f"No drill is called {unknown[0]}; there are: {', '.join(DRILLS)}.")
        return 2
    outcomes = [
        _finds(name) if is_planted and name in PLANTED else _run(name)
        for name in names or DRILLS
    ]
    return 0 if all(outcomes) else 1


def _run(name: str) -> bool:
    try:
        outcome = DRILLS[name]()
    except NotPossible as reason:
        print(f"NOT RUN  {name}: {reason}", flush=True)
        return False
    print(f"{'kept' if outcome.is_kept else 'BROKEN':8} {name}: {outcome.line}")
    sys.stdout.flush()
    return outcome.is_kept


def _finds(name: str) -> bool:
    """Whether a drill finds its fault: with that in it, it must not be kept."""
    fault = os.environ[faults.SETTING] = PLANTED[name]
    try:
        outcome = DRILLS[name]()
        is_found, line = not outcome.is_kept, outcome.line
    except NotPossible as reason:
        is_found, line = False, f"not run: {reason}"
    except AssertionError as broken:
        is_found, line = True, str(broken)
    print(f"{'found' if is_found else 'MISSED':8} {name} ({fault}): {line}", flush=True)
    return is_found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], is_planted=bool(os.environ.get("PLANTED"))))
