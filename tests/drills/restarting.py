"""A server that is restarted under load, on a listening socket that stays open."""

import socket
import time

from tests.drills.installation import installed
from tests.drills.outcome import Outcome
from tests.drills.writers import Ledger, ended, found, writers

RESTARTS, WRITERS, BETWEEN, STOPS_WITHIN = 5, 6, 3.0, 10.0


def restarting() -> Outcome:
    """No request is refused, cut off or lost, and each end takes a few seconds."""
    ledger, stops, statuses = Ledger(), list[float](), set[int]()
    with installed() as house, socket.create_server(("127.0.0.1", 0)) as handed:
        house.port = int(handed.getsockname()[1])
        house.address = f"http://127.0.0.1:{house.port}"
        house.start(handed)
        house.wait()
        crowd = writers(house, WRITERS, ledger)
        for writer in crowd:
            writer.start()
        for _restart in range(RESTARTS):
            time.sleep(BETWEEN)
            began = time.monotonic()
            statuses.add(house.stop())
            stops.append(time.monotonic() - began)
            house.start(handed)
            house.wait()
        ended(crowd)
        statuses.add(house.stop())
        rows = found(house, ledger)
    return Outcome(
        f"{RESTARTS} restarts under {WRITERS} writers: {len(ledger.acknowledged)} "
        f"acknowledged of {len(ledger.writes)} sent; {rows}; without answer "
        f"{dict(ledger.no_answer)}; answers {dict(ledger.answers)}; stopped within "
        f"{max(stops):.1f} s with status {sorted(statuses)}",
        rows.is_right
        and len(ledger.acknowledged) == len(ledger.writes) > RESTARTS
        and statuses == {0}
        and max(stops) <= STOPS_WITHIN
        and not (ledger.no_answer or ledger.told_falsely or ledger.not_dutch),
    )
