"""The page on the life of sections is drawn from the code."""

from __future__ import annotations

from django.core.management import call_command

from columns.models import Life
from columns.sections import chart
from portal.approvals.chart import transitions


def test_the_document_is_what_the_code_says():
    call_command("sections_chart", check=True)


def test_every_transition_is_drawn():
    text = chart.render()
    for move in transitions(Life):
        assert f"{move.source} --> " in text and f": {move.name}" in text
