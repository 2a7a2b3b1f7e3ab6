from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.registers.models import LexiconWord, LinkTarget, SiteMarks

pytestmark = pytest.mark.django_db
MARKS = {
    "organisation_name": "Department of Natural Resources", "identification_code": "4400000001",
    "sponsor": "Department",
    "tagline": "", "icp_record": "", "police_record": "", "contact": "", "postal_address": "", "agency_mark_url": "",
    "error_report_url": "",
}  # fmt: skip


def page(model: str, action: str = "index", *args) -> str:
    return reverse(f"registers_{model}_modeladmin_{action}", args=args)


@pytest.mark.clause("C3")
def test_the_office_registers_a_link_target(client, officer):
    client.force_login(officer)

    answer = client.post(
        page("linktarget", "create"),
        {"host": "https://www.mnr.gov.cn/", "name": "Ministry", "level": "3", "evidence": "No. 1", "owner_unit": "",
         "valid_until": "", "note": ""},
    )  # fmt: skip

    assert answer.status_code == 302
    assert LinkTarget.objects.get().host == "www.mnr.gov.cn"


def test_a_host_that_is_none_is_told_at_the_field(client, officer):
    client.force_login(officer)

    answer = client.post(page("linktarget", "create"), {"host": "cn", "name": "N", "level": "3", "evidence": "E"})

    assert answer.status_code == 200
    assert "host" in answer.context["form"].errors
    assert not LinkTarget.objects.exists()


def test_link_targets_are_searched_in_any_spelling_and_filtered_by_validity(client, officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    LinkTarget.objects.create(host="a.example", name="國土資源", level=3, evidence="No. 1")
    LinkTarget.objects.create(host="b.example", name="气象", level=2, evidence="No. 2", valid_until=yesterday)
    client.force_login(officer)

    found = client.get(page("linktarget"), {"q": "国土"}).content.decode()
    assert "a.example" in found
    assert "b.example" not in found
    expired = client.get(page("linktarget"), {"validity": "expired"}).content.decode()
    assert "b.example" in expired
    assert "a.example" not in expired
    valid = client.get(page("linktarget"), {"validity": "valid"}).content.decode()
    assert "a.example" in valid
    assert "b.example" not in valid


def test_the_lexicon_is_searched_in_any_spelling(client, officer):
    LexiconWord.objects.create(word="國土", kind="sensitive")
    LexiconWord.objects.create(word="气象", kind="forbidden")
    client.force_login(officer)

    found = client.get(page("lexiconword"), {"q": "国土"}).content.decode()
    assert "國土" in found
    assert "气象" not in found
    assert client.post(page("lexiconword", "create"), {"word": "国土", "kind": "sensitive"}).status_code == 200
    assert client.post(page("lexiconword", "create"), {"word": "国土", "kind": "leader_title"}).status_code == 302


def test_readers_read_and_change_nothing(client, reader):
    row = LinkTarget.objects.create(host="a.example", name="A", level=3, evidence="No. 1")
    client.force_login(reader)

    assert "a.example" in client.get(page("linktarget")).content.decode()
    for url in (
        page("linktarget", "create"), page("linktarget", "edit", row.pk), page("linktarget", "delete", row.pk)
    ):  # fmt: skip
        assert client.post(url, {"host": "b.example"}).status_code in {302, 403}
    assert LinkTarget.objects.get().host == "a.example"


@pytest.mark.parametrize("model", ["linktarget", "lexiconword", "sitemarks"])
def test_others_do_not_see_the_registers(client, handler, model):
    client.force_login(handler)

    assert client.get(page(model)).status_code in {302, 403}


class TestMarks:
    def test_a_new_version_is_entered_and_is_not_live(self, client, officer):
        client.force_login(officer)

        assert client.post(page("sitemarks", "create"), MARKS | {"live": "on"}).status_code == 302

        row = SiteMarks.objects.get()
        assert (row.created_by, row.live) == (officer, False)
        assert "4400000001" in client.get(page("sitemarks")).content.decode()
        assert client.get(page("sitemarks", "inspect", row.pk)).status_code == 200

    def test_it_starts_from_the_live_version(self, client, officer, make_live):
        live = SiteMarks.objects.create(**MARKS)
        make_live(live)
        SiteMarks.objects.create(**(MARKS | {"organisation_name": "Draft name"}))
        client.force_login(officer)

        form = client.get(page("sitemarks", "create")).context["form"]

        assert form["organisation_name"].value() == MARKS["organisation_name"]
        assert form.instance.pk is None

    @pytest.mark.parametrize("action", ["edit", "delete"])
    def test_no_version_is_changed_or_deleted(self, client, admin_user, action):
        row = SiteMarks.objects.create(**MARKS)
        client.force_login(admin_user)

        answer = client.post(page("sitemarks", action, row.pk), MARKS | {"sponsor": "X"})
        assert answer.status_code in {302, 403}
        row.refresh_from_db()
        assert row.sponsor == "Department"
