"""Common phrases: one's own, and those of the department, which the Office keeps."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.approvals.errors import ActRefused
from portal.approvals.models import Phrase
from portal.approvals.phrases import services

pytestmark = pytest.mark.django_db


def test_one_s_own_come_before_those_of_everybody(department):
    head, office = department.registration.head, department.office.liaison
    assert "同意。" in services.choices_of(head)["agree"]
    services.add(head, "agree", "已阅，同意。")
    services.add(office, "agree", "同意公开。", shared=True)
    assert services.choices_of(head)["agree"] == ["已阅，同意。", "同意公开。"]
    assert services.choices_of(office)["agree"] == ["同意公开。"] and services.choices_of(head)["return"] == []


def test_the_office_alone_keeps_those_of_everybody(department):
    head, office = department.registration.head, department.office.liaison
    shared = services.add(office, "return", "请补充附件。", shared=True)
    own = services.add(head, "return", "请改。")
    with pytest.raises(ActRefused):
        services.add(head, "return", "请重报。", shared=True)
    for person, phrase in ((head, shared), (office, own)):
        with pytest.raises(ActRefused):
            services.take_away(phrase.pk, person)
    services.take_away(shared.pk, office)
    services.take_away(own.pk, head)
    assert not Phrase.objects.exists()


@pytest.mark.parametrize(("use", "text"), [("agree", "  "), ("", "同意"), ("agree", "长" * 201)])
def test_what_can_t_be_kept_is_said(department, use, text):
    with pytest.raises(ActRefused):
        services.add(department.registration.head, use, text)


def test_there_is_a_limit(department, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    services.add(department.registration.head, "agree", "同意")
    with pytest.raises(ActRefused):
        services.add(department.registration.head, "agree", "可以")


def test_the_page(client, department):
    url = reverse("approvals:phrases")
    client.force_login(department.registration.head)
    assert client.post(url, {"use": "agree", "text": "已阅，同意。"}).status_code == 302
    refused = client.post(url, {"use": "agree", "text": "全厅用", "whose": "shared"})
    assert refused.status_code == 422 and "全厅用" in refused.content.decode()
    phrase = Phrase.objects.get()
    client.force_login(department.registration.liaison)
    assert client.post(url, {"take_away": phrase.pk}).status_code == 422
    client.force_login(department.registration.head)
    assert client.post(url, {"take_away": phrase.pk}).status_code == 302 and not Phrase.objects.exists()
