import pytest
from hypothesis import settings

from portal.calendars import services

# A busy machine must not fail a property: hypothesis' limit of time per example is off.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


@pytest.fixture
def year_2027_unknown(monkeypatch):
    """The installed package may learn 2027 one day; these tests are about a year that it doesn't know."""
    known = services.holidays_of
    monkeypatch.setattr(services, "holidays_of", lambda year: known(year) if year < 2027 else None)
    monkeypatch.setattr(services, "_built", None)
    yield
    services._built = None
