"""Opinions, routes, cases, take-downs: what an approval rests on can't be written afterwards, or beside the acts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from columns.models import ColumnPage, Disclosure
from portal.approvals import services, takedowns
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case, Opinion, Publication, Route, TakeDown
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.files.models import Document, Rendition
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, refuses

pytestmark = pytest.mark.clause("D6")


def sent(world: guard.World, page: Page, maker=None) -> Case:
    maker = maker or world.maker
    case = services.open_case(page, maker)
    return services.send(case.pk, maker, case.version, declaration=DECLARED)


def test_opinions_that_no_act_gave_found_nothing(world):
    case = sent(world, world.draft)
    registration = world.site.department.registration
    for stage, desk, person in ((-1, "secrecy_reviewer", registration.secrecy), (0, "unit_head", registration.head)):
        Opinion.objects.create(
            case=case, round=case.round, stage=stage, desk=desk, verdict="agreed", actor=person, capacity="x",
            digest=case.digest,
        )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(state=CaseState.APPROVED)
    forged = Case.objects.get(pk=case.pk)
    assert_refused(services.carry_out, forged, forged.kind_type, forged.subject())


def test_the_route_of_an_open_case_stays_what_it_was(world):
    case = sent(world, world.draft)
    assert_refused(Route.objects.filter(pk=case.route_id).update, stages=[])
    assert_refused(Route.objects.filter(pk=case.route_id).update, secrecy_review=False)


@pytest.mark.parametrize(
    "values", [{"digest": "0" * 64}, {"snapshot": {}}, {"authors": []}, {"state": CaseState.APPROVED}]
)
def test_what_was_decided_on_stays_what_it_was(world, values):
    case = Publication.objects.get(kind="disclosure", subject_id=str(world.page.pk)).case
    assert_refused(Case.objects.filter(pk=case.pk).update, **values)
    assert_refused(Case.objects.filter(pk=case.pk)._raw_delete, "default")


def test_a_decided_take_down_is_not_opened_again(world):
    row = takedowns.take_down(world.page, world.site.department.publicity.head, "内容有误")
    case = Case.objects.get(kind="take_down")
    services.agree(case.pk, world.site.department.office.head, case.version)
    refuses(TakeDown.objects.filter(pk=row.pk).update, state=TakeDown.State.DOWN)


def test_what_is_said_of_a_file_is_pinned_too(world):
    """Its title shows on the page: changed between two desks, the case has to be sent again."""
    document = factories.document("附件.pdf", text="另一份附件")
    draft = Disclosure.objects.get(pk=world.draft.pk).get_latest_revision_as_object()
    factories.attach(draft, document)
    case = acts.pass_secrecy(sent(world, world.draft), timezone.now())
    Document.objects.filter(pk=document.pk).update(title=CHANGED)
    assert_refused(services.agree, case.pk, world.site.department.registration.head, case.version)


def test_a_scaled_picture_of_a_public_one_is_not_exchanged(world):
    rendition = world.image.get_rendition("width-100")
    assert_refused(Rendition.objects.filter(pk=rendition.pk)._raw_delete, "default")
    assert_refused(Rendition.objects.filter(pk=rendition.pk).update, file="images/other.png")
    private = world.private_image.get_rendition("width-100")
    private.delete()


def test_the_stored_rendering_of_a_tile_that_has_gone_is_pinned(world):
    """It is what shows, so it counts."""
    draft = world.draft
    draft.body = [*factories.tile("正文"), {"type": "gone", "value": 1, "id": "2", "_rendering": "<p>批准的</p>"}]
    revision = draft.save_revision(user=world.maker)
    case = acts.pass_secrecy(sent(world, draft), timezone.now())
    tiles = json.loads(revision.content["body"])
    tiles[1]["_rendering"] = CHANGED
    content = {**revision.content, "body": json.dumps(tiles)}
    Revision.objects.filter(pk=case.revision_id).update(content=content)
    assert_refused(services.agree, case.pk, world.site.department.registration.head, case.version)


@pytest.mark.clause("O1")
def test_whoever_uploaded_a_file_or_wrote_before_a_revert_does_not_decide(world):
    registration = world.site.department.registration
    page = factories.draft_disclosure(world.site, "mine", document_number="岭自然资规〔2026〕31号")
    page.title = "负责人写的题目"
    own = page.save_revision(user=registration.head)
    page.title = "联络员写的题目"
    page.save_revision(user=registration.liaison)
    stand_in = factories.PostFactory(unit=registration.unit, capacity=Capacity.HEAD).person
    case = services.pass_secrecy((c := sent(world, page)).pk, registration.secrecy, c.version)
    with pytest.raises(ActRefused):
        services.agree(case.pk, registration.head, case.version)
    services.agree(case.pk, stand_in, case.version)
    page = Disclosure.objects.get(pk=page.pk)
    own.as_object().save_revision(user=registration.liaison, previous_revision=own, log_action=True)
    case = sent(world, page)
    assert registration.head.pk in case.authors and case.title == "负责人写的题目"
    draft = factories.draft_disclosure(world.site, "files", document_number="岭自然资规〔2026〕32号")
    factories.attach(draft, factories.document("稿.pdf", uploader=registration.head))
    assert registration.head.pk in sent(world, draft).authors


@pytest.mark.clause("D8")
def test_an_interpretation_takes_its_route_from_what_is_public(world):
    page = _public_important(world)
    page.touches_vital_interests = False
    page.save_revision(user=world.maker)
    explained = factories.Interpretation(
        title="解读", slug="why", live=False, interprets=page, maker_unit=page.maker_unit, body=factories.tile("说明")
    )
    ColumnPage.objects.get(pk=world.column.pk).add_child(instance=explained)
    explained.save_revision(user=world.maker)
    assert sent(world, explained).route.code == "important"


def _public_important(world: guard.World) -> Disclosure:
    page = factories.draft_disclosure(
        world.site, "vital", touches_vital_interests=True, document_number="岭自然资规〔2026〕33号"
    )
    acts.approve(page, world.maker, timezone.now())
    return Disclosure.objects.get(pk=page.pk)


def test_what_was_taken_down_for_good_can_be_mended_and_sent_again(world):
    takedowns.take_down(world.page, world.site.department.publicity.head, "内容有误")
    case = Case.objects.get(kind="take_down")
    services.agree(case.pk, world.site.department.office.head, case.version)
    first = world.page.first_published_at
    browser = world.browser("maker")
    edit = reverse("wagtailadmin_pages:edit", args=[world.page.pk])
    form = browser.get(edit).context["form"]
    page = world.page.get_latest_revision_as_object()
    page.title = "更正后的通知"
    page.save_revision(user=world.maker)
    page.save()
    assert form is not None and world.page.first_published_at == first
    acts.approve(world.page, world.maker, timezone.now() + timedelta(hours=2))  # sent after it was taken down
    assert world.page.live and world.page.title == "更正后的通知" and world.page.first_published_at == first


def test_a_column_that_is_down_is_not_named_on_the_pages_in_it(world):
    takedowns.take_down(world.column, world.site.department.publicity.head, "栏目名称有误")
    column = ColumnPage.objects.get(pk=world.column.pk)
    column.title = CHANGED
    column.save()
    assert CHANGED not in guard.Client().get(world.page.url).content.decode()


def test_refusing_what_cannot_come_back_is_said_and_changes_nothing(world):
    row = takedowns.take_down(world.page, world.site.department.publicity.head, "内容有误")
    Page.objects.filter(pk=row.page_id).update(slug="elsewhere", url_path="/elsewhere/")
    other = factories.draft_disclosure(world.site, "public", document_number="")
    assert other.slug == "public"
    case = Case.objects.get(kind="take_down")
    refuses(services.refuse, case.pk, world.site.department.office.head, case.version, "应予恢复")
    assert Case.objects.get(pk=case.pk).state == CaseState.IN_APPROVAL
