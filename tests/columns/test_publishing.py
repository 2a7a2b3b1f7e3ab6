"""What happens to items when they become public."""

from __future__ import annotations

import pytest

from columns.models import IndexCounter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.clause("D1")
def test_index_numbers_are_issued_once_without_gaps(site):
    first = factories.public_disclosure(site)
    second = factories.public_disclosure(site, "second", document_number="岭自然资规〔2026〕9号", title="第二份")
    year = factories.today().year
    assert [first.index_number, second.index_number] == [f"XREGISTRA/{year}-00001", f"XREGISTRA/{year}-00002"]
    assert IndexCounter.objects.get().last == 2
