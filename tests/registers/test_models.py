import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.registers.models import LexiconWord, LinkTarget, SiteMarks

pytestmark = pytest.mark.django_db


def target(host: str) -> LinkTarget:
    return LinkTarget(host=host, name="Ministry", level=3, evidence="No. 1")


def marks(**changes) -> SiteMarks:
    values = {"organisation_name": "Department", "identification_code": "4400000001", "sponsor": "Department"}
    return SiteMarks(**(values | changes))


@pytest.mark.clause("C3")
class TestLinkTarget:
    def test_a_pasted_address_becomes_its_host(self):
        row = target("https://WWW.mnr.gov.cn/path/" + "x" * 300)
        row.full_clean()

        assert row.host == "www.mnr.gov.cn"

    @pytest.mark.parametrize("host", ["", "no host", "cn", "localhost", "gov.cn", "COM.cn", "javascript:x", "-a.org"])
    def test_hosts_that_are_none_or_cover_strangers(self, host):
        with pytest.raises(ValidationError) as refused:
            target(host).full_clean()

        assert "host" in refused.value.message_dict

    def test_a_host_is_registered_once_however_it_is_written(self):
        target("www.mnr.gov.cn").save()

        with pytest.raises(ValidationError) as refused:
            target("HTTP://www.MNR.gov.cn").full_clean()
        assert "host" in refused.value.message_dict

    @pytest.mark.parametrize("field", ["level", "evidence", "name"])
    def test_level_and_evidence_are_asked_for(self, field):
        row = target("www.mnr.gov.cn")
        setattr(row, field, None if field == "level" else "")

        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert field in refused.value.message_dict


class TestLexiconWord:
    def test_the_same_word_in_other_letters(self):
        LexiconWord.objects.create(word="國土", kind="forbidden")

        LexiconWord(word="国土", kind="sensitive").full_clean()
        with pytest.raises(ValidationError) as refused:
            LexiconWord(word=" 国土 ", kind="forbidden").full_clean()
        assert "word" in refused.value.message_dict

    @pytest.mark.parametrize("word", ["", "  ", "\u200b"])
    def test_no_word_at_all(self, word):
        with pytest.raises(ValidationError):
            LexiconWord(word=word, kind="forbidden").full_clean()

    def test_words_are_folded_one_by_one_and_together(self):
        one = LexiconWord.objects.create(word="ＡＢ國", kind="forbidden")
        LexiconWord.objects.bulk_create([LexiconWord(word="ＣＤ國", kind="forbidden")])
        one.word = "Ｅ"
        one.save(update_fields=["word"])

        assert sorted(LexiconWord.objects.values_list("folded", flat=True)) == ["cd国", "e"]


class TestSiteMarks:
    @pytest.mark.parametrize("code", ["4400000001", "bm12345678"])
    def test_identification_codes(self, code):
        marks(identification_code=code).full_clean()

    @pytest.mark.parametrize(
        "code", ["", "123", "44000000011", "bm1234567", "BM12345678", "44000O0001", "4400000001\n"]
    )
    def test_other_identification_codes(self, code):
        with pytest.raises(ValidationError) as refused:
            marks(identification_code=code).full_clean()
        assert "identification_code" in refused.value.message_dict

    @pytest.mark.parametrize("field", ["agency_mark_url", "error_report_url"])
    def test_addresses_are_web_addresses(self, field):
        marks(**{field: "https://example.org/x"}).full_clean()

        with pytest.raises(ValidationError) as refused:
            marks(**{field: "javascript:alert(1)"}).full_clean()
        assert field in refused.value.message_dict

    def test_never_two_live_ones(self, permit):
        with pytest.raises(IntegrityError, match="live"), transaction.atomic(), permit():
            SiteMarks.objects.bulk_create([marks(live=True), marks(live=True)])
