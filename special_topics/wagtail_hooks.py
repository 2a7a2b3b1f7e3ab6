"""Special topics in Wagtail's admin."""

from django.contrib import messages
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from . import saved_templates, views
from .merging import keeping
from .models import TopicPage
from .regions import rights
from .regions.views import regions

urlpatterns = [
    path("topics/<int:pk>/snapshots/", views.snapshots, name="snapshots"),
    path("topics/snapshots/<int:pk>/", views.snapshot, name="snapshot"),
    path("topics/<int:pk>/regions/", regions, name="regions"),
    path("topics/<int:pk>/template/", views.template, name="template"),
    path("topics/templates/<int:pk>/delete/", views.delete_template, name="delete_template"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("", include((urlpatterns, "topics"))), path("", include("special_topics.canvas.urls"))]


@hooks.register("before_edit_page")
def goes_on_from_the_newest(request, page):
    """Let what somebody saves be put together with what others saved meanwhile; Wagtail alone would hold it back."""
    if request.method == "POST" and isinstance(page, TopicPage):
        request.POST = keeping.on_the_newest(request.POST, page)


@hooks.register("after_edit_page")
def tells_what_was_put_together(request, page):
    """Say after a save what others had saved meanwhile; the canvas says it after a background save."""
    if isinstance(page, TopicPage) and page.together_taken and request.headers.get("Accept") != "application/json":
        messages.info(request, page.together_taken)


@hooks.register("register_page_header_buttons")
def snapshots_button(page, user, view_name, next_url=None):
    """From the page of an archived topic to the files that were made of it."""
    topic = page.specific
    if view_name in ("index", "edit") and isinstance(topic, TopicPage) and topic.snapshots.exists():
        yield Button(_("Snapshots"), reverse("topics:snapshots", args=[topic.pk]), icon_name="download", priority=15)


@hooks.register("register_page_header_buttons")
def template_button(page, user, view_name, next_url=None):
    """From a topic to the templates that its unit keeps."""
    topic = page.specific
    if view_name == "edit" and isinstance(topic, TopicPage) and saved_templates.may_save(user, topic):
        yield Button(
            _("Save as a template"), reverse("topics:template", args=[topic.pk]), icon_name="copy", priority=25
        )


@hooks.register("register_page_header_buttons")
def regions_button(page, user, view_name, next_url=None):
    """From the editor of a topic to who edits what in it."""
    topic = page.specific
    if view_name == "edit" and isinstance(topic, TopicPage) and rights.may_assign(topic, user):
        yield Button(_("Regions of units"), reverse("topics:regions", args=[topic.pk]), icon_name="group", priority=24)


@hooks.register("register_page_header_buttons")
def versions_button(page, user, view_name, next_url=None):
    """From the editor of a topic to two of its versions, side by side."""
    if view_name == "edit" and isinstance(page.specific, TopicPage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Compare versions"), reverse("canvas:compare", args=[page.pk]), icon_name="history", priority=14)
