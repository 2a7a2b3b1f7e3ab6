"""Exactly once on both sides, whatever the other one does: a small version of the proof in tests/load."""

import pytest

from interaction import services
from interaction.exchange import reconciling
from interaction.models import Note, Ticket
from interaction.ticket_kinds import OA

from .driving import connect, counterpart, differences, run

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sixty_messages_under_faults(people, petitions, tmp_path, seed):
    with counterpart(tmp_path / "theirs.sqlite3", seed, 0.25) as side:
        found = run(side, 60, seed)
        assert differences(side) == []
    assert reconciling.is_empty(found["report"])
    assert found["messages"] >= 50
    assert sum(found["faults"].values()) >= 5
    for ticket in Ticket.objects.filter(state="answered"):
        assert ticket.notes.filter(kind=Note.Kind.RESULT).count() == 1


@pytest.mark.clause("S5")
def test_consultations_in_the_oa_system_under_faults(people, petitions, tmp_path):
    with counterpart(tmp_path / "theirs.sqlite3", 5, 0.25) as side:
        connect(side, OA)
        services.choose_place(OA, people.office_liaison)
        found = run(side, 40, 5, party=OA)
        assert differences(side) == []
    assert reconciling.is_empty(found["report"])
    assert sum(found["faults"].values()) >= 5
    for ticket in Ticket.objects.all():
        assert ticket.replies.count() == 1
        assert [leg["name"] for leg in ticket.clock["legs"]] == ["distribute", "reply"]


def test_an_hour_down_loses_nothing(people, petitions, tmp_path):
    with counterpart(tmp_path / "theirs.sqlite3", 4, 0.0) as side:
        found = run(side, 20, 4, hour_down=True)
        assert differences(side) == []
    assert reconciling.is_empty(found["report"])
    assert Ticket.objects.count() == 26
