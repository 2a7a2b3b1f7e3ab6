"""Every state of a clean-up × every event."""

from __future__ import annotations

import pytest
from django_fsm import TransitionNotAllowed

from portal.oversight.cleanup.states import CampaignState
from portal.oversight.models import Campaign
from tests import factories

P, A, D, S, C, X = (code for code, _label in CampaignState.CHOICES)  # P: being prepared
EVENTS = {
    "ask": lambda campaign: campaign.ask(factories.today()),
    "collect": lambda campaign: campaign.collect(),
    "settle": lambda campaign: campaign.settle(),
    "close": lambda campaign: campaign.close(),
    "call_off": lambda campaign: campaign.call_off(),
}
# What each event makes of each state; what isn't here is refused.
TABLE = {
    (P, "ask"): A,
    (A, "ask"): A,
    (A, "collect"): D,
    (D, "settle"): S,
    (S, "close"): C,
    (P, "call_off"): X,
    (A, "call_off"): X,
    (D, "call_off"): X,
}
WAYS = {
    P: [],
    A: ["ask"],
    D: ["ask", "collect"],
    S: ["ask", "collect", "settle"],
    C: ["ask", "collect", "settle", "close"],
    X: ["call_off"],
}


def campaign_in(state: str) -> Campaign:
    campaign = Campaign(year=2026)
    for event in WAYS[state]:
        EVENTS[event](campaign)
    return campaign


@pytest.mark.clause("O5")
@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("event", EVENTS)
def test_every_state_and_event(state, event):
    campaign = campaign_in(state)
    assert campaign.state == state
    if (state, event) in TABLE:
        EVENTS[event](campaign)
        assert campaign.state == TABLE[state, event]
    else:
        with pytest.raises(TransitionNotAllowed):
            EVENTS[event](campaign)
        assert campaign.state == state


def test_nobody_writes_the_state():
    with pytest.raises(AttributeError):
        Campaign().state = S
