"""What stands in a dossier, and what doesn't: drafts, sealed opinions, other people's acts."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.addons import registry
from portal.approvals.dossier import collect
from portal.approvals.dossier.services import make
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.canonical import canonical, digest
from portal.approvals.ledger.chain import unpack
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from tests.plugins.portal import drop_triggers

from .conftest import PERSONAL, Acts
from .test_form import words

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


def test_every_version_that_was_sent_is_kept_with_its_digest(dossiers):
    first, second = dossiers["returned"].dossier["drafts"]
    assert (first["round"], second["round"]) == (1, 2)
    assert not first["snapshot"]["fields"]["title"].endswith("（修改）")
    assert second["snapshot"]["fields"]["title"].endswith("（修改）")
    assert digest(first["snapshot"]) == first["digest"] != second["digest"] == digest(second["snapshot"])


def test_what_was_carried_out_stands_last_where_its_maker_went_back_to_an_earlier_version(dossiers):
    first, second, last = dossiers["gone_back"].dossier["drafts"]
    assert [draft["round"] for draft in (first, second, last)] == [1, 2, 3]
    assert first["digest"] == last["digest"] != second["digest"]
    assert second["files"] and not last["files"]
    assert dossiers["gone_back"].dossier["publication"]["digest"] == last["digest"]


def test_the_bytes_of_every_public_file_are_named(general):
    files = general.dossier["drafts"][-1]["files"]
    assert [file["name"] for file in files] == ["查询申请表.pdf"]
    assert all(general.files[file["path"]] for file in files)


def test_the_route_names_its_desks_and_clauses(dossiers):
    route = dossiers["important"].dossier["route"]
    assert [[desk["clause"] for desk in stage] for stage in route["desks"]] == [["O1"], ["D7"], ["D8"]]


def test_a_sealed_opinion_stays_sealed_and_nothing_personal_is_in_the_file(dossiers):
    """Law 7: also for those who may read the ticket; the file leaves the portal."""
    made = dossiers["reply"]
    opinion = next(said for said in made.dossier["opinions"] if said["sealed"])
    assert opinion["text"] == "" and len(opinion["text_digest"]) == 64
    everything = canonical(made.dossier) + words(made.data) + made.data.decode("latin-1")
    assert [personal for personal in PERSONAL if personal in everything] == []


def test_of_other_cases_there_are_salted_digests_only(dossiers):
    """Between the acts of a case stand those of others: nothing of them is in its file."""
    made = dossiers["reply"]
    assert unpack(next(iter(dossiers["general"].dossier["proof"][0]["between"].values())))
    text = canonical(made.dossier)
    for other in (other for name, other in dossiers.items() if name != "reply"):
        assert other.number not in text
        assert not any(entry["salt"] in text for entry in other.dossier["entries"])


@pytest.fixture
def acts(site) -> Acts:
    return Acts(site)


def queries(number: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        make(number)
    return len(found)


def test_the_number_of_queries_does_not_grow_with_the_record(acts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        case = acts.important()
    make(case.number)
    before = queries(case.number)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for turn in range(30):
            record("other.act", subject="thing:1")
            record("case.recounted", subject=case.subject_key, case_number=case.number, data={"round": turn})
    assert queries(case.number) == before < 60


def test_a_dossier_that_does_not_prove_itself_is_not_given_out(acts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        case = acts.general()
    drop_triggers()
    Entry.objects.filter(case_number=case.number, act="case.agreed").update(opinion="不同意")
    with pytest.raises(ActRefused) as refused:
        make(case.number)
    assert any("台账" in reason for reason in refused.value.reasons)


def test_before_its_acts_are_sealed_there_is_none(acts):
    case = acts.general()
    with pytest.raises(ActRefused, match="封存"):
        make(case.number)


def test_a_kind_that_has_gone_leaves_a_dossier_without_its_opinions_words(acts, django_capture_on_commit_callbacks):
    """Nobody can say any more whether they were sealed."""
    with django_capture_on_commit_callbacks(execute=True):
        case = acts.general()
    drop_triggers()
    Case.objects.filter(pk=case.pk).update(kind="gone")
    found = collect.dossier_of(case.number)
    assert found["case"]["kind_words"] == "gone" and "gone" not in registry.by_name("approvable_kinds")
    assert all(opinion["text"] == "" for opinion in found["opinions"])


def test_a_long_record_is_cut_and_says_so(acts, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(collect, "MAX_ENTRIES", 3)
    with django_capture_on_commit_callbacks(execute=True):
        case = acts.general()
    found = collect.dossier_of(case.number)
    assert (len(found["entries"]), found["entries_in_all"]) == (3, 5)
