"""What an approval and a permit cover: exactly one revision of one page, once, and for one transaction."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from columns.models import ColumnPage, Disclosure
from portal.approvals import desks, services, takedowns
from portal.approvals.errors import DigestMismatch, PublishingRefused
from portal.approvals.guard.python import refuse_unfounded_permit
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Opinion, Permit, Publication, Repudiation
from portal.approvals.pages import publish
from portal.approvals.states import CaseState
from portal.approvals.verification import verify
from portal.demonstration import acts
from tests import factories
from tests.factories import DECLARED
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes, refuses

pytestmark = pytest.mark.clause("D5")


def waiting_case(world: guard.World) -> Case:
    """A case of the draft that waits for the last agreement."""
    return acts.pass_secrecy(acts.send(world.draft, world.maker, timezone.now()), timezone.now())


def last_agreement(case: Case) -> Case:
    desk = desks.waiting_desks(case, desks.desks_done(case))[0]
    person = next(post.person for post in desks.holders(desk, case) if post.person_id != case.maker_id)
    return services.agree(case.pk, person, Case.objects.get(pk=case.pk).version, "同意")


def carried_out(world: guard.World, page: Page | None = None) -> Case:
    page = page or world.page
    return Publication.objects.get(subject_id=str(page.pk), kind="disclosure").case


def carry_out_again(case: Case) -> None:
    services.carry_out(case, case.kind_type, case.subject())


def test_revision_of_another_page(world):
    case = waiting_case(world)
    Revision.objects.filter(pk=case.revision_id).update(object_id=str(world.page.pk))
    assert_refused(last_agreement, case)
    other = world.draft.copy(update_attrs={"slug": "other"}, keep_live=False)
    Revision.objects.filter(pk=case.revision_id).update(object_id=str(other.pk))
    assert_refused(last_agreement, case)
    free = other.get_latest_revision()
    content = {**free.content, "slug": world.page.slug}
    Revision.objects.filter(pk=free.pk).update(object_id=str(world.page.pk), content=content)
    free.refresh_from_db()
    assert_refused(free.publish, user=world.superuser, skip_permission_checks=True)


def test_revision_rewritten_after_approval(world):
    """Autosave writes over revisions in place; a program may write over their rows."""
    case = waiting_case(world)
    Revision.objects.filter(pk=case.revision_id).update(content={**case.revision.content, "title": CHANGED})
    assert_refused(last_agreement, case)
    assert Case.objects.get(pk=case.pk).state == CaseState.IN_APPROVAL


def test_a_revision_saved_over_after_it_was_sent(world):
    case = waiting_case(world)
    draft = world.draft
    draft.title = CHANGED
    draft.save_revision(user=world.maker, overwrite_revision=case.revision)
    assert_refused(last_agreement, case)


def test_a_public_revision_rewritten_changes_nothing_and_brings_nothing_back(world):
    page = world.page
    with nothing_public_changes():
        Revision.objects.filter(pk=page.live_revision_id).update(
            content={**page.live_revision.content, "title": CHANGED}
        )
    assert_refused(Revision.objects.get(pk=page.live_revision_id).publish, skip_permission_checks=True)


def test_a_newer_draft_is_not_what_was_approved(world):
    case = waiting_case(world)
    draft = world.draft
    draft.title = CHANGED
    draft.save_revision()
    assert_refused(last_agreement, case)


def test_an_opinion_that_was_repudiated_founds_no_permit(world):
    """Asked for in the instant in which the case is carried out: whatever services did, the guard counts for itself."""
    case = carried_out(world)
    vars(case)["state"] = CaseState.APPROVED  # the field itself lets nobody in
    permit = Permit(case=case, scope=Permit.Scope.PAGE, target=world.page.path)
    refuse_unfounded_permit(Permit, permit)
    Repudiation.objects.create(opinion=case.opinions.filter(verdict="agreed").last(), reason="不是我签的")
    with pytest.raises(PublishingRefused):
        refuse_unfounded_permit(Permit, permit)


def test_approval_used_twice(world):
    case = carried_out(world)
    assert_refused(carry_out_again, case)
    takedowns.take_down(world.page, world.site.department.publicity.head, "内容有误")
    assert not world.page.live
    refuses(case.revision.publish, skip_permission_checks=True)
    confirmation = Case.objects.get(kind="take_down")
    services.agree(confirmation.pk, world.site.department.office.head, confirmation.version, "同意")
    refuses(carry_out_again, Case.objects.get(pk=case.pk))
    refuses(publish, case, case.revision, case.digest)
    assert not world.page.live


@pytest.mark.clause("C5")
def test_the_opening_of_a_column_covers_that_column_only_until_it_is_active(world):
    """It is used up later than other approvals, and nowhere else."""
    column = factories.open_column(world.site.department.registration, world.site.section, "waiting", "等待")
    case = column.life.opening_case
    with transaction.atomic(), guard.page_permit(column, "publish", case):
        pass
    refuses(_take_permit, world.page, case)
    document = factories.draft_disclosure(factories.Site(world.site.department, None, None, column), "first")
    acts.approve(document, world.maker, timezone.now())
    refuses(_take_permit, ColumnPage.objects.get(pk=column.pk), case)


def _take_permit(page: Page, case: Case) -> None:
    with transaction.atomic(), guard.page_permit(page, "publish", case):
        pass


def test_a_pinned_revision_that_was_changed_afterwards(world):
    """The last look is at the page as it would be public, whatever was looked at before."""
    case = waiting_case(world)
    Case.objects.filter(pk=case.pk).update(not_before=timezone.now() + timedelta(days=1))
    case = last_agreement(case)
    assert case.state == CaseState.APPROVED
    content = {**case.revision.content, "title": CHANGED}
    Revision.objects.filter(pk=case.revision_id).update(content=content)
    with pytest.raises(DigestMismatch), transaction.atomic():
        publish(case, Revision.objects.get(pk=case.revision_id), case.digest)
    assert not Page.objects.get(pk=world.draft.pk).live


def test_an_approval_forged_in_memory_founds_no_permit(world):
    case = waiting_case(world)
    case.approve()
    assert_refused(publish, case, case.revision, case.digest)
    case.digest = "0" * 64
    assert_refused(carry_out_again, case)


def test_an_earlier_round_is_no_approval(world):
    case = waiting_case(world)
    head = world.site.department.registration.head
    case = services.return_case(case.pk, head, case.version, "请补充")
    case = services.send(case.pk, world.maker, case.version, declaration=DECLARED)
    assert_refused(carry_out_again, case)


def test_approval_used_for_a_copy(world):
    case = carried_out(world)
    copy = world.page.copy(update_attrs={"slug": "copy"}, keep_live=False).specific
    assert_refused(copy.get_latest_revision().publish, skip_permission_checks=True)
    assert_refused(_reuse, case, copy)
    assert_refused(publish, case, copy.get_latest_revision(), case.digest)
    with transaction.atomic(), guard.page_permit(world.page, "publish", None):
        assert_refused(copy.get_latest_revision().publish, skip_permission_checks=True)


def _reuse(case: Case, copy: Disclosure) -> None:
    """Point the finished case at a copy and its revision, and carry it out once more."""
    Case.objects.filter(pk=case.pk).update(subject_id=str(copy.pk), revision=copy.get_latest_revision())
    carry_out_again(Case.objects.get(pk=case.pk))


def test_a_case_is_not_carried_out_before_it_is_approved(world):
    case = waiting_case(world)
    assert_refused(carry_out_again, case)


def test_opinions_and_ledger_are_appended_to_only(world):
    assert_refused(Opinion.objects.update, verdict="refused")
    assert_refused(Opinion.objects.all()._raw_delete, "default")
    assert_refused(Entry.objects.update, act="x")
    assert_refused(Entry.objects.all()._raw_delete, "default")


def test_no_permit_outlives_its_act(world):
    assert not Permit.objects.exists()
    with transaction.atomic(), guard.page_permit(world.page, "test", None):
        assert Permit.objects.exists()
    assert not Permit.objects.exists()


@pytest.mark.clause("D6")
def test_what_is_public_verifies(world):
    assert [p.subject for p in verify() if str(world.below.pk) not in p.subject] == []


def test_stored_bytes_changed(world):
    document, image = world.document, world.image
    original = Path(document.file.path).read_bytes()
    try:
        Path(document.file.path).write_bytes(original + b"%")
        problems = [p for p in verify() if p.subject == f"page:{world.page.pk}"]
        assert len(problems) == 1 and document.title in problems[0].message
        with pytest.raises((SystemExit, CommandError)):
            call_command("verify_publications")
    finally:
        Path(document.file.path).write_bytes(original)
    picture = Path(image.file.path).read_bytes()
    try:
        Path(image.file.path).unlink()
        assert any(image.title in problem.message for problem in verify())
    finally:
        Path(image.file.path).write_bytes(picture)


def test_a_page_made_public_past_the_guard_is_named(world):
    guard.without_triggers()
    Page.objects.filter(pk=world.draft.pk).update(live=True)
    Page.objects.filter(pk=world.page.pk).update(title=CHANGED)
    guard.triggers.install()
    found = " ".join(problem.message for problem in verify())
    assert world.draft.title in found and CHANGED in found


def test_nothing_public_changes_while_a_case_is_on_its_way(world):
    with nothing_public_changes():
        waiting_case(world)
