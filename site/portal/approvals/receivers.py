"""What approvals follow: addresses of public pages, years whose holidays were entered, posts, duties and units."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Site
from wagtail.signals import page_slug_changed

from portal.calendars.signals import calendar_year_entered
from portal.organisation.models import FunctionAssignment, Post, Unit
from portal.organisation.signals import first_password_moved, function_moved

from . import entrusting, file_checks, rerouting, services


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


def follow_posts(sender, instance, **kwargs) -> None:
    """Open cases wait for whoever holds the post now."""
    rerouting.follow(unit=instance.unit_id, capacity=instance.capacity)


def follow_functions(sender, instance, **kwargs) -> None:
    """Open cases wait in the unit that carries the duty now."""
    rerouting.follow(function=instance.function)


def follow_units(sender, instance, **kwargs) -> None:
    """What a unit that was taken over had open goes on in the one that took it over."""
    if not instance.is_active and instance.successor_id:
        rerouting.move_cases(instance, instance.acting)


def check_uploaded_file(sender, instance, created=False, raw=False, **kwargs) -> None:
    """Files are checked when they are uploaded, so that a case is mostly sent without waiting (clause D10)."""
    if created and not raw and instance.sha256:
        file_checks.ask_for(file_checks.carried_by(sender.__name__, instance))


def connect() -> None:
    for model in file_checks.MODELS.values():
        post_save.connect(check_uploaded_file, sender=model, dispatch_uid=f"approvals.check_{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(follow_posts, sender=Post, dispatch_uid=f"approvals.follow_posts.{id(signal)}")
        signal.connect(follow_functions, sender=FunctionAssignment, dispatch_uid=f"approvals.functions.{id(signal)}")
    first_password_moved.connect(entrusting.follow_first_password, dispatch_uid="approvals.first_passwords")
    function_moved.connect(entrusting.follow_function, dispatch_uid="approvals.entrusted_functions")
    post_save.connect(follow_units, sender=Unit, dispatch_uid="approvals.follow_units")
    calendar_year_entered.connect(recount_clocks, dispatch_uid="approvals.recount_clocks")
    page_slug_changed.connect(redirect_public_page, dispatch_uid="approvals.redirect_public_page")
