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
    with installed() as installed_app, socket.create_server(("127.0.0.1", 0)) as handed:
        installed_app.port = int(handed.getsockname()[1])
        installed_app.address = f"http://127.0.0.1:{installed_app.port}"
        installed_app.start(handed)
        installed_app.wait()
        clients = writers(installed_app, WRITERS, ledger)
        for writer in clients:
            writer.start()
        for _restart in range(RESTARTS):
            time.sleep(BETWEEN)
            began = time.monotonic()
            statuses.add(installed_app.stop())
            stops.append(time.monotonic() - began)
            installed_app.start(handed)
            installed_app.wait()
        ended(clients)
        statuses.add(installed_app.stop())
        rows = found(installed_app, ledger)
    return Outcome(
        f"{RESTARTS} restarts under {WRITERS} writers: {len(ledger.acknowledged)} "
        f"acknowledged of {len(ledger.writes)} sent; {rows}; without answer "
        f"{dict(ledger.no_answer)}; answers {dict(ledger.answers)}; stopped within "
        f"{max(stops):.1f} s with status {sorted(statuses)}",
        rows.is_right
        and len(ledger.acknowledged) == len(ledger.writes) > RESTARTS
        and statuses == {0}
        and max(stops) <= STOPS_WITHIN
        and not (ledger.no_answer or ledger.misreported or ledger.not_dutch),
    )
