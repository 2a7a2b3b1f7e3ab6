"""Who works somewhere sees the menu; what is told opens to those who handle it only (laws 5 and 7)."""

from __future__ import annotations

import pytest

from interaction.applications import permissions
from interaction.applications.models import Application


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("office_liaison", True), ("office_head", True), ("registration_handler", True), ("registration_leader", False),
        ("farmland_head", False), ("publicity_head", False), ("root", False), ("nobody", False),
    ],
)  # fmt: skip
def test_who_opens_an_application(people, in_hand, who, reads):
    assert permissions.can_read(in_hand, people.all[who]) is reads
    assert permissions.visible(people.all[who]).exists() is reads


def test_whose_turn_it_is(people, received):
    assert permissions.waiting_for(people.office_liaison).exists()
    assert not permissions.waiting_for(people.registration_liaison).exists()


def test_reasons_name_everything_that_stands_against_an_act(people, in_hand):
    assert len(permissions.reasons_against("lapse", in_hand, people.registration_liaison)) == 3
    assert Application.objects.get().version == in_hand.version
