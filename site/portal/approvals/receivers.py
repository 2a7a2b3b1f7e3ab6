"""What approvals follow: changed addresses of public pages, and years whose holidays were entered."""

from __future__ import annotations

from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Site
from wagtail.signals import page_slug_changed

from portal.calendars.signals import calendar_year_entered

from . import services


def redirect_public_page(instance, instance_before, **kwargs) -> None:
    """Keep the old address of a page that was public before and is now; drafts have none to keep."""
    if not (instance.live and instance_before.live):
        return
    sites = {site for site in Site.objects.exclude(root_page=instance) if instance.is_descendant_of(site.root_page)}
    if sites:
        create_redirects(page=instance, page_old=instance_before, sites=sites)


def recount_clocks(sender, **kwargs) -> None:
    """Deadlines of open cases are counted again when a year is entered."""
    services.recount_clocks()


def connect() -> None:
    calendar_year_entered.connect(recount_clocks, dispatch_uid="approvals.recount_clocks")
    page_slug_changed.connect(redirect_public_page, dispatch_uid="approvals.redirect_public_page")
