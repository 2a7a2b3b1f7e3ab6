"""The figures of article 50: what came in and was carried over has ended or goes on, whatever happened when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interaction.applications import figures, outcomes
from interaction.applications.models import Application
from portal.calendars.working_days import ZONE

pytestmark = pytest.mark.django_db
START = datetime(2025, 1, 1, tzinfo=ZONE)
LIVES = st.lists(
    st.tuples(
        st.integers(0, 1200), st.none() | st.integers(0, 400), st.sampled_from([o.code for o in outcomes.ALL]),
        st.sampled_from(Application.Applicant.values),
    ),
    max_size=25,
)  # fmt: skip


def live(number: int, day: int, lasts: int | None, outcome: str, applicant: str) -> Application:
    received = START + timedelta(days=day)
    ended = received + timedelta(days=lasts) if lasts is not None else None
    return Application(
        number=f"SQ{number}", applicant=applicant, received_at=received, ended_at=ended,
        outcome=outcome if ended else "", state="answered" if ended else "in_hand",
        sealed_person=b"", sealed_request=b"", text_digest="",
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_the_sums_fit_in_every_year_and_column(db, lives):
    Application.objects.all().delete()
    Application.objects.bulk_create(live(number, *row) for number, row in enumerate(lives))
    carried = None
    for year in range(2025, 2030):
        rows = {row.label: row for row in figures.of_year(year)}
        new, before, *middle, ended, after = figures.of_year(year)
        for column in range(len(figures.COLUMNS) + 1):
            assert new.counts[column] + before.counts[column] == ended.counts[column] + after.counts[column]
            assert sum(row.counts[column] for row in middle if row.level == 1) == ended.counts[column]
        assert all(sum(row.counts[:-1]) == row.counts[-1] for row in rows.values())
        assert carried is None or before.counts == carried
        carried = after.counts


def test_a_year_takes_a_fixed_number_of_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        figures.of_year(2026)
