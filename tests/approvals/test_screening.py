"""What the check finds in a text and its files before they can go public (clauses D10, C3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.approvals import screening, services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.files import services as files
from portal.registers.models import LexiconWord, LinkTarget
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
ID_NUMBER = "11010519491231002X"
BANK_CARD = "6222021234567890128"


def luhn(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits)) % 10 == 0


def card() -> str:
    """A bank card number whose check digit is right."""
    return next(BANK_CARD[:-1] + str(d) for d in range(10) if luhn(BANK_CARD[:-1] + str(d)))


def kinds(text: str, **snapshot) -> list[tuple[str, bool]]:
    return [(row["kind"], row["blocks"]) for row in screening.screen(snapshot, {"正文": text})]


@pytest.mark.parametrize("text", ["关于做好登记工作的通知", "联系电话：0791-8888888", "〔2026〕8号", ""])
def test_ordinary_words_are_left_alone(text):
    assert kinds(text) == []


@pytest.mark.clause("D10")
@pytest.mark.parametrize("mark", ["绝密★", "机密★1年", "秘密★6个月", "机密★启用前"])
def test_secrecy_markings_stop_the_case(mark):
    assert kinds(f"{mark}\n关于有关事项的通知") == [("secrecy_mark", True)]


@pytest.mark.clause("D10")
def test_the_header_of_a_cipher_telegram_stops_the_case():
    assert ("telegram_header", True) in kinds("发电单位：某部\n特提\n正文")
    assert kinds("本系统支持明传电报登记。") == []


@pytest.mark.parametrize(
    ("number", "kind", "blocks"),
    [(ID_NUMBER, "id_number", True), (card(), "bank_card", True), ("13812345678", "mobile", True)],
)
def test_personal_numbers_are_found_and_not_repeated_in_the_message(number, kind, blocks):
    rows = screening.screen({}, {"正文": f"联系人张某，号码{number}。"})
    assert [(row["kind"], row["blocks"]) for row in rows] == [(kind, blocks)]
    assert number not in rows[0]["message"] and rows[0]["where"] == "正文"


@pytest.mark.clause("C3")
def test_a_link_that_is_not_registered_stops_the_case():
    url = "https://unknown.example.org/a"
    assert kinds("", links=[url, url]) == [("link", True)]
    LinkTarget.objects.create(host="unknown.example.org", name="某站", level=2, evidence="备案证明")
    assert kinds("", links=[url]) == []


@pytest.mark.clause("C3")
def test_a_registered_link_counts_until_its_evidence_runs_out():
    yesterday = factories.today() - timedelta(days=1)
    LinkTarget.objects.create(host="a.example.org", name="某站", level=2, evidence="备案", valid_until=yesterday)
    assert kinds("", links=["https://a.example.org/"]) == [("link", True)]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x"])
def test_links_that_no_register_could_allow_stop_the_case(link):
    assert kinds("", links=[link]) == [("link", True)]


@pytest.mark.parametrize(("kind", "blocks"), [("forbidden", True), ("sensitive", False)])
def test_words_of_the_lexicon_in_whatever_letters(kind, blocks):
    LexiconWord.objects.create(word="違禁词A", kind=kind)
    for text in ("这里有违禁词a。", "這裡有違禁詞Ａ。"):
        assert kinds(text) == [(kind, blocks)]


def test_titles_of_leaders_are_no_finding():
    LexiconWord.objects.create(word="厅长", kind="leader_title")
    assert kinds("厅长接待日") == []


@pytest.mark.clause("D10")
def test_a_finding_in_the_text_keeps_a_document_from_being_sent(site):
    page = factories.draft_disclosure(site, body=factories.tile(f"申请人身份证号{ID_NUMBER}"))
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    with pytest.raises(ActRefused) as refused:
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert "11…" not in str(refused.value) and "110…2X" in str(refused.value)
    assert Case.objects.get(pk=case.pk).state == "drafting"


@pytest.mark.clause("D10")
def test_a_file_whose_reading_broke_off_is_sent_once_it_was_read(site, monkeypatch):
    """A busy machine blocks nothing for good, and lets nothing through that was not read."""
    page, liaison = factories.draft_disclosure(site), site.department.registration.liaison
    factories.attach(page, factories.document())
    case = services.open_case(page, liaison)
    with monkeypatch.context() as patch:
        patch.setattr(files, "EXTRACTION_SECONDS", 0.001)
        with pytest.raises(ActRefused) as refused:
            services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert "查询申请表.pdf" in str(refused.value)
    case = Case.objects.get(pk=case.pk)
    assert services.send(case.pk, liaison, case.version, declaration=DECLARED).state == CaseState.SECRECY_REVIEW


@pytest.mark.clause("D10")
def test_the_check_runs_again_at_the_last_desk(site):
    registration = site.department.registration
    page = factories.draft_disclosure(site)
    case = services.open_case(page, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    LexiconWord.objects.create(word="登记档案", kind="forbidden")
    with pytest.raises(ActRefused, match="登记档案"):
        services.agree(case.pk, registration.head, case.version)
    page.refresh_from_db()
    assert not page.live


@pytest.mark.clause("C3")
def test_a_document_with_an_unregistered_link_is_not_sent(site):
    body = [{"type": "rich_text", "value": '<p><a href="https://unknown.example.org/">某站</a>的说明</p>', "id": "1"}]
    liaison = site.department.registration.liaison
    case = services.open_case(factories.draft_disclosure(site, body=body), liaison)
    with pytest.raises(ActRefused, match=r"unknown\.example\.org"):
        services.send(case.pk, liaison, case.version, declaration=DECLARED)


NUMBERS = ("110101199003010238", "110101199003064738")  # both with a right check digit


def test_two_numbers_that_are_masked_alike_are_two_findings():
    first, second = (screening.screen({}, {"正文": f"身份证号码：{number}"})[0] for number in NUMBERS)
    assert first["message"] == second["message"] and first["id"] != second["id"]
