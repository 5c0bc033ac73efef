"""The drill of a backup that is put back on another machine, in `make test-all`."""

import pytest

from tests.drills.restoring import restored_elsewhere


@pytest.mark.thorough
def test_a_backup_made_under_load_is_there_again_on_another_machine() -> None:
    """Two servers and six commands, a minute; it breaks where backups change."""
    outcome = restored_elsewhere()

    assert outcome.is_kept, outcome.line
