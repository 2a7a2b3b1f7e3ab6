"""Law 1 for answers: the public sees none without an approved case, whichever way it is tried."""

import pytest
from django.db import IntegrityError, connection, transaction

from interaction.models import Reply
from portal.approvals.errors import PublishingRefused


def refused_by_the_database(act):
    with pytest.raises(IntegrityError, match="审批"), transaction.atomic():
        act()


def test_a_draft_is_not_made_public_past_its_case(draft):
    draft.published = True
    with pytest.raises(PublishingRefused):
        draft.save()
    refused_by_the_database(lambda: Reply.objects.update(published=True))
    refused_by_the_database(lambda: Reply.objects.bulk_update([draft], ["published"]))
    with pytest.raises(IntegrityError, match="审批"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interaction_reply SET published = 1")
    assert not Reply.objects.filter(published=True).exists()


def test_what_is_public_does_not_change_or_go(answered):
    reply = Reply.objects.get()
    reply.public_answer = "别的"
    with pytest.raises(PublishingRefused):
        reply.save()
    reply.published = False
    with pytest.raises(PublishingRefused):
        reply.save()
    with pytest.raises(PublishingRefused):
        reply.delete()
    refused_by_the_database(lambda: Reply.objects.update(public_answer="别的"))
    refused_by_the_database(lambda: Reply.objects.update(published=False))
    refused_by_the_database(lambda: Reply.objects.all()._raw_delete("default"))


def test_a_public_row_is_not_inserted(draft):
    def insert():
        draft.pk, draft.published = None, True
        Reply.objects.bulk_create([draft])

    refused_by_the_database(insert)


def test_drafts_are_written_freely(draft):
    draft.public_answer = "改一改"
    draft.save()
    assert Reply.objects.get().public_answer == "改一改"
