"""A vote that is stuffed from outside, and one whose server is killed: every honest vote counts once (clause S2)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from interaction.activities import services, voting
from interaction.activities.models import Ballot
from tests.load import stuffing
from tests.stories.portal_process import ROOT

pytestmark = [pytest.mark.clause("S2"), pytest.mark.django_db(transaction=True)]
VOTES, NETWORKS, CAP = 300, 4, 5
VOTER = """
import django, threading
django.setup()
from interaction.activities import admission, voting
from interaction.activities.models import Activity
activity = Activity.objects.get(pk={pk})
said = threading.Lock()
def go(thread):
    for number in range(10000):
        who = admission.person_of(activity, voter=f"{{thread}}-{{number}}", address=f"{{thread}}-{{number}}", agent="")
        voting.cast(activity, who, ["k1"])
        with said:
            print(who.voter, flush=True)
for thread in range(3):
    threading.Thread(target=go, args=(thread,)).start()
"""


def test_three_hundred_votes_from_few_devices_and_thirty_honest_ones(make, live_server, settings):
    settings.GONGKAI = {**settings.GONGKAI, "TRUSTED_PROXIES": ["127.0.0.0/8"]}
    vote = make("vote", rules={"show": "live", "per_address": CAP})
    base, path = live_server.url.replace("localhost", "127.0.0.1"), services.public_url(vote)

    sent = stuffing.attack(base, path, VOTES, devices=6, networks=NETWORKS)

    _status, page = stuffing.Device("192.0.2.1", "probe").send(base, path)
    found = stuffing.judge(vote, sent, page, NETWORKS, CAP)
    assert found["passed"], found["wrong"]
    assert found["honest"] == 30 and found["counted"] == 30 + NETWORKS * CAP
    assert found["refused"]["address"] > 100 and found["refused"]["twice"] >= 30


def test_what_was_acknowledged_survives_kill_9(make, tmp_path):
    """A process that takes votes in three threads is ended in the middle of it: no acknowledged vote is lost."""
    vote = make("vote")
    environment = {
        **os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "GONGKAI_VAR": str(settings.GONGKAI["VAR"]), "GONGKAI_DATABASE": f"sqlite:///{connection.settings_dict['NAME']}",
    }  # fmt: skip
    said = tmp_path / "said"
    with said.open("w") as out:
        command = [sys.executable, "-c", VOTER.format(pk=vote.pk)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out)
        begun = time.monotonic()
        while len(said.read_text().splitlines()) < 40:
            assert process.poll() is None and time.monotonic() - begun < 120
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()

    acknowledged = {line for line in said.read_text().splitlines() if len(line) == 64}
    kept = set(Ballot.objects.filter(activity=vote).values_list("voter", flat=True))
    assert acknowledged <= kept and len(kept - acknowledged) <= 3  # those that were under way
    standing = voting.standing(vote)
    assert standing.ballots == len(kept) == standing.rows[0].votes
