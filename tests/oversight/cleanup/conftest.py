"""A small site with a campaign in any state, brought there by the people whose acts these are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from columns.models import ColumnPage
from portal.approvals import services as approvals
from portal.approvals.models import Case
from portal.oversight.cleanup import services
from portal.oversight.models import Campaign, CleanupLine
from tests import factories


@dataclass
class Cleaned:
    """A site and its campaign, with the acts of those who clean up together."""

    site: factories.Site
    campaign: Campaign

    @property
    def liaison(self) -> Any:
        """Who prepares it: the liaison of the Office."""
        return self.site.department.office.liaison

    @property
    def signers(self) -> list[Any]:
        department = self.site.department
        return [department.office.head, department.publicity.head, department.technology.head]

    def line(self, page: Any = None) -> CleanupLine:
        """The line of a page; of the site's column where none is given."""
        return CleanupLine.objects.get(campaign=self.campaign, page=(page or self.site.column).pk)

    def asked(self) -> Cleaned:
        services.ask(self.campaign.pk, self.liaison, factories.today() + timedelta(days=14))
        return self

    def answered(self) -> Cleaned:
        """Every unit agrees to all that is proposed."""
        self.asked()
        for line in self.campaign.lines.all():
            head = next(staff.head for staff in self._staffs() if staff.unit.pk == line.unit_id)
            services.answer(line.pk, head, agrees=True)
        return self

    def collected(self) -> Cleaned:
        self.answered()
        services.collect(self.campaign.pk, self.liaison)
        return self

    def decided(self, **verdicts: str) -> Cleaned:
        """Every line is decided: by the slug of its page as given, else to keep it."""
        self.collected()
        for line in self.campaign.lines.select_related("page"):
            verdict = verdicts.get(line.page.slug, "keep")
            services.decide(line.pk, self.liaison, verdict, "按实际需要")
        return self

    def sent(self, **verdicts: str) -> Case:
        self.decided(**verdicts)
        return services.send(self.campaign.pk, self.liaison)

    def signed(self, **verdicts: str) -> Case:
        case = self.sent(**verdicts)
        for person in self.signers:
            case = approvals.agree(case.pk, person, case.version, "同意。")
        return Case.objects.get(pk=case.pk)

    def now(self) -> Campaign:
        return Campaign.objects.get(pk=self.campaign.pk)

    def _staffs(self) -> list[factories.Staff]:
        return [staff for staff in vars(self.site.department).values() if isinstance(staff, factories.Staff)]


@pytest.fixture
def cleaned(site) -> Cleaned:
    """A campaign that was just opened, over an active column of registration and the section it stands in."""
    factories.public_disclosure(site)
    site.column = ColumnPage.objects.get(pk=site.column.pk)
    return Cleaned(site, services.open_campaign(factories.today().year, site.department.office.liaison))
