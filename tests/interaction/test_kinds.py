"""A reply as an approvable."""

import pytest

from interaction import services
from interaction.kinds import ReplyKind
from interaction.models import Reply
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.canonical import digest
from tests.factories import DECLARED
from tests.interaction.conftest import passed

from .conftest import PUBLIC, QUESTION


@pytest.mark.clause("S5")
def test_the_case_holds_what_everybody_reads_and_digests_of_the_rest(case):
    assert case.snapshot["number"] in case.title
    assert case.snapshot["public"]["answer"] == PUBLIC["public_answer"]
    assert len(case.snapshot["private_answer"]) == 64
    for words in QUESTION.values():
        assert words not in str(case.snapshot) + case.title


def test_the_snapshot_is_the_same_before_and_after(answered, case):
    """What goes public can be recomputed from the row at any time, also when the ticket has been erased."""
    assert digest(ReplyKind().snapshot(Reply.objects.get())) == case.digest


def test_the_same_answer_written_twice_has_another_digest(draft):
    from interaction import crypto

    kind, key = ReplyKind(), draft.ticket.data_key
    before = kind.snapshot(draft)["private_answer"]
    draft.sealed_answer = crypto.seal(key, crypto.unseal(key, draft.sealed_answer))
    assert kind.snapshot(draft)["private_answer"] != before


def test_only_public_texts_are_screened(draft):
    kind = ReplyKind()
    assert PUBLIC["public_answer"] in "".join(kind.texts(draft).values())
    draft.audience = Reply.Audience.PRIVATE
    assert kind.texts(draft) == {}


@pytest.mark.clause("S5")
def test_everybody_who_wrote_in_a_reply_counts_as_its_author(people, draft):
    """A head who drafted the answer doesn't approve it because a liaison pressed the button."""
    head, liaison = people.registration_head, people.registration_liaison
    draft.writers = [head.pk]
    draft.save()
    again = services.draft_reply(draft.ticket, liaison, private_text="答复")
    assert ReplyKind().authors(again) == {head.pk, liaison.pk}
    case = passed(people, services.send_reply(again, liaison, DECLARED))
    with pytest.raises(ActRefused):
        approvals.agree(case.pk, head, case.version)
