"""What supervision listens to."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from columns.sections.signals import duty_met, duty_overrun
from portal.addons import registry
from portal.approvals.signals import overrun, overrun_ended
from portal.notices.services import MAIL_JOB, notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders
from portal.outbox.models import OutboxRow
from portal.outbox.signals import dead_letter

from . import accountability


def tell_the_technology_centre(sender: Any, row: OutboxRow, **kwargs: Any) -> None:
    """Tell the technology centre that an after-effect failed for good; not by mail that mail fails."""
    if row.job == MAIL_JOB:
        return
    people = [post.person for post in function_holders(Function.TECHNOLOGY_CENTRE, tuple(Capacity.values))]
    url = reverse("outbox_outboxrow_modeladmin_index")
    job = registry.by_name("jobs").get(row.job)
    label = (job and job.label) or row.job
    notify(people, text=_("An after-effect failed for good: %(job)s") % {"job": label}, url=url, topic="outbox")


def record_overrun(sender: Any, case: Any, evidence: dict[str, Any], **kwargs: Any) -> None:
    """The overrun of a legal clock goes into the accountability of the unit (clauses D3, O7)."""
    accountability.record_overrun(case, evidence)


def complete_overrun(sender: Any, case: Any, evidence: dict[str, Any], due_at: Any, moved: bool, **kwargs: Any) -> None:
    """How an overrun ended is added to its record."""
    accountability.complete_overrun(case, due_at, evidence, moved=moved)


def record_neglect(sender: Any, standing: Any, unit: Any, due_at: Any, evidence: dict[str, Any], **kwargs: Any) -> None:
    """A column or topic that wasn't updated in time goes into the accountability of its unit (clauses G3, O7)."""
    accountability.record_neglect(unit, standing.page.title, due_at, evidence)


def complete_neglect(sender: Any, due_at: Any, evidence: dict[str, Any], **kwargs: Any) -> None:
    """That it was updated after all is added to its record."""
    accountability.complete_neglect(due_at, evidence)


def connect() -> None:
    overrun.connect(record_overrun, dispatch_uid="oversight.overrun")
    overrun_ended.connect(complete_overrun, dispatch_uid="oversight.overrun_ended")
    duty_overrun.connect(record_neglect, dispatch_uid="oversight.duty_overrun")
    duty_met.connect(complete_neglect, dispatch_uid="oversight.duty_met")
    dead_letter.connect(tell_the_technology_centre, dispatch_uid="oversight.dead_letter")
