"""When the address of a public page changes, under its case, the old one leads to the new one."""

from __future__ import annotations

from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Site
from wagtail.signals import page_slug_changed


def redirect_public_page(instance, instance_before, **kwargs) -> None:
    """Keep the old address of a page that was public before and is now; drafts have none to keep."""
    if not (instance.live and instance_before.live):
        return
    sites = {site for site in Site.objects.exclude(root_page=instance) if instance.is_descendant_of(site.root_page)}
    if sites:
        create_redirects(page=instance, page_old=instance_before, sites=sites)


def connect() -> None:
    page_slug_changed.connect(redirect_public_page, dispatch_uid="approvals.redirect_public_page")
