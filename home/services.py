"""Making the site itself: the home page in the place of Wagtail's welcome page."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, Site

from portal.approvals.ledger.services import record
from portal.approvals.models import Permit
from portal.approvals.permits import page_permit, table_permit

from .models import HomePage


class SiteStands(Exception):
    """There is a home page already."""


def lay_foundation(title: str, heading: str = "", popular: str = "", host: str = "localhost") -> HomePage:
    """Make the home page as a draft, and the site that begins at it; returns the page, ready to be sent.

    Raises SiteStands when there is a home page. It is the one act before anybody can approve; the ledger has it.
    """
    if HomePage.objects.exists():
        raise SiteStands
    with transaction.atomic():
        root = Page.get_first_root_node()
        with table_permit(Site._meta.db_table, "foundation", None):
            Site.objects.all().delete()
            for welcome in root.get_children():
                with page_permit(welcome, "foundation", None, tree=True):
                    welcome.delete()
            root.refresh_from_db()
            home = HomePage(title=title, slug="home", heading=heading, popular=popular, live=False)
            root.add_child(instance=home)
            home.save_revision()
            Site.objects.create(hostname=host, root_page=home, is_default_site=True, site_name=title)
        record("site.built", subject=f"home:{home.pk}", data={"scope": Permit.Scope.TREE.value})
    return home


def has_site() -> bool:
    """Say whether the site has been built."""
    return HomePage.objects.exists()
