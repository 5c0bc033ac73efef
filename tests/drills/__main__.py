"""`make drill`: break an installation on purpose, and look whether promises are kept.

Each drill drives real forms over HTTP and prints its figures in a line. The exit status
is 1 when a promise was broken or a drill could not run. `make drill ONLY="kills disk"`
runs some of them.
"""

import sys
from collections.abc import Callable

from tests.drills.disk import full_disk, read_only
from tests.drills.kills import kills
from tests.drills.outcome import NotPossible, Outcome
from tests.drills.pages import overwritten_pages
from tests.drills.postgres import restarts
from tests.drills.power import power_cuts
from tests.drills.restarting import restarting
from tests.drills.restoring import restored_elsewhere
from tests.drills.strangers import among_strangers

DRILLS: dict[str, Callable[[], Outcome]] = {
    "strangers": among_strangers,
    "restarting": restarting,
    "full_disk": full_disk,
    "read_only": read_only,
    "postgres": restarts,
    "kills": kills,
    "power": power_cuts,
    "pages": overwritten_pages,
    "restore": restored_elsewhere,
}


def main(names: list[str]) -> int:
    """Run these drills, or all of them; 0 when every promise was kept."""
    unknown = [name for name in names if name not in DRILLS]
    if unknown:
        print(f"No drill is called {unknown[0]}; there are: {', '.join(DRILLS)}.")
        return 2
    outcomes = [_run(name) for name in names or DRILLS]
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
