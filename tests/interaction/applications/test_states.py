"""Whatever is done in whatever order: an application keeps to its states, and its clock to its dates."""

from __future__ import annotations

import pytest
from django_fsm import TransitionNotAllowed
from hypothesis import given
from hypothesis import strategies as st

from interaction.applications.models import Application
from interaction.applications.states import ApplicationState as S

ACTS = ("confirm", "ask_correction", "correct", "pause", "resume", "send_answer", "drop_answer", "answer", "close")


@given(st.lists(st.sampled_from(ACTS), max_size=30))
def test_what_is_over_stays_over_and_an_answer_comes_from_approval_only(acts):
    application = Application()
    seen = [application.state]
    for name in acts:
        before = application.state
        try:
            getattr(application, name)()
        except TransitionNotAllowed:
            assert application.state == before
            continue
        assert before not in S.OVER
        if application.state == S.ANSWERED:
            assert before == S.ANSWERING
        seen.append(application.state)
    assert set(seen) <= set(S.LABELS)


@pytest.mark.parametrize("state", S.OVER)
@pytest.mark.parametrize("name", ACTS)
def test_nothing_leads_out_of_an_end(state, name):
    application = Application(state=state)
    with pytest.raises(TransitionNotAllowed):
        getattr(application, name)()
