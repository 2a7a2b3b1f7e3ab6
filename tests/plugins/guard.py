"""What attacks on the guard share: a site with everything that can be attacked, and how a refusal is told from a hole.

An attack passes the test when it is refused in words (never by a server error) and every public address answers
afterwards exactly as it did before.
"""

from __future__ import annotations

import gc
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import Collection, Page, Site
from wagtail_factories import ImageFactory

from columns.models import ColumnPage, Disclosure, NewsPage
from portal.approvals.errors import ActRefused
from portal.approvals.guard import triggers
from portal.approvals.guard.python import NEEDS_CASE
from portal.approvals.permits import page_permit
from portal.approvals.permits import table_permit as _table_permit
from portal.demonstration import acts
from portal.files.models import Document, Image
from portal.organisation.models import User
from tests import factories
from tests.plugins.portal import drop_triggers as without_triggers
from tests.plugins.portal import empty_caches

__all__ = ["NEEDS_CASE", "acts", "page_permit", "triggers", "without_triggers"]

CHANGED = "这句话没有人批准过"
BEFORE: dict[str, tuple[int, str, bytes]] = {}  # what the public sees of the site that is attacked
_TOKEN = re.compile(rb'(csrfmiddlewaretoken"? value="?|nonce=")[^"]+')


@dataclass
class World:
    """A public site to attack. Rows are read anew at each access, so that no test sees stale ones."""

    site: factories.Site
    keys: dict[str, int]

    @property
    def page(self) -> Disclosure:
        """A public disclosure with an attachment, a picture and an older revision."""
        return Disclosure.objects.get(pk=self.keys["page"])

    @property
    def second(self) -> NewsPage:
        """Another public page in the same column."""
        return NewsPage.objects.get(pk=self.keys["second"])

    @property
    def draft(self) -> Disclosure:
        """A draft that nobody has approved."""
        return Disclosure.objects.get(pk=self.keys["draft"])

    @property
    def column(self) -> ColumnPage:
        return ColumnPage.objects.get(pk=self.keys["column"])

    @property
    def hidden(self) -> ColumnPage:
        """The draft of a column, above a public page."""
        return ColumnPage.objects.get(pk=self.keys["hidden"])

    @property
    def below(self) -> NewsPage:
        """The public page below the draft column."""
        return NewsPage.objects.get(pk=self.keys["below"])

    @property
    def document(self) -> Document:
        """A public document."""
        return Document.objects.get(pk=self.keys["document"])

    @property
    def image(self) -> Image:
        """A public picture."""
        return Image.objects.get(pk=self.keys["image"])

    @property
    def private_document(self) -> Document:
        return Document.objects.get(pk=self.keys["private_document"])

    @property
    def private_image(self) -> Image:
        return Image.objects.get(pk=self.keys["private_image"])

    @property
    def superuser(self) -> User:
        return User.objects.get(pk=self.keys["superuser"])

    @property
    def maker(self) -> User:
        """The liaison who wrote the pages."""
        return self.site.department.registration.liaison

    def person(self, name: str) -> User:
        return self.superuser if name == "superuser" else self.maker

    def browser(self, name: str = "superuser") -> Client:
        """The admin as somebody sees it; a server error would be an answer with status 500."""
        client = Client(raise_request_exception=False)
        client.force_login(self.person(name))
        return client


def picture_bytes(colour: str = "navy") -> bytes:
    """A small PNG."""
    buffer = io.BytesIO()
    Picture.new("RGB", (640, 480), colour).save(buffer, "PNG")
    return buffer.getvalue()


def picture(title: str, colour: str = "navy") -> Image:
    """A stored picture, not public."""
    return ImageFactory(
        title=title,
        description=title,
        collection=Collection.get_first_root_node(),
        file__width=640,
        file__height=480,
        file__color=colour,
        file__format="PNG",
        file__filename=f"{colour}.png",
    )


def build_world() -> World:
    """Build the site to attack through real cases."""
    empty_caches()
    site = factories.make_site()
    shown = picture("办公楼")
    page = factories.draft_disclosure(site, "public")
    page.body = [
        *factories.tile("为规范不动产登记档案的查询和利用，现就有关事项通知如下。"),
        {"type": "image", "value": {"image": shown.pk, "alt": "办公楼", "caption": ""}, "id": _block_id(2)},
    ]
    document = factories.document()
    factories.attach(page, document)
    acts.approve(page, site.department.registration.liaison, timezone.now())
    second = factories.public_news(site, "second")
    draft = factories.draft_disclosure(site, "draft", title="尚未批准的通知", document_number="岭自然资规〔2026〕9号")
    column = ColumnPage.objects.get(pk=site.column.pk)
    hidden = ColumnPage(title="筹备中的栏目", slug="hidden", owner_unit=site.department.registration.unit, live=False)
    ColumnPage.objects.get(pk=site.section.pk).add_child(instance=hidden)
    hidden.save_revision()
    below = NewsPage(title="先行公开的动态", slug="below", live=False, maker_unit=site.department.registration.unit)
    hidden.add_child(instance=below)
    publish_under_permit(below)
    private = factories.document("内部稿.pdf", "不公开")
    for stored in (document, private):
        stored.file.close()
    superuser = User.objects.create_superuser("root", password="pw", full_name="超级用户")
    rows: dict[str, Any] = {
        "page": page, "second": second, "draft": draft, "column": column, "hidden": hidden, "below": below,
        "document": document, "image": shown, "private_document": private,
        "private_image": picture("内部图", "maroon"), "superuser": superuser,
    }  # fmt: skip
    _look_before()
    return World(site, {name: row.pk for name, row in rows.items()})


def _look_before() -> None:
    """Keep what the public sees before any attack.

    Every page is shown once in advance: scaled pictures are made then (Wagtail leaves closing its buffers to the
    collector).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        public_view()
        gc.collect()
    BEFORE.clear()
    BEFORE.update(public_view())
    assert sum(status == 200 for status, _to, _body in BEFORE.values()) > 6


def _block_id(number: int) -> str:
    return f"0b1c1f5e-0000-4000-8000-{number:012d}"


def publish_under_permit(page: Page) -> None:
    """Publish without a case, as only the case engine could."""
    with transaction.atomic(), page_permit(page, "test", None):
        page.save_revision().publish(skip_permission_checks=True)


def public_alias(world: World) -> Page:
    """An alias that is public, as only the case engine could make one."""
    alias = world.draft.create_alias(update_slug="public-alias")
    with transaction.atomic(), page_permit(alias, "test", None):
        Page.objects.filter(pk=alias.pk).update(live=True)
    return Page.objects.get(pk=alias.pk)


def table_permit(table: str) -> AbstractContextManager[None]:
    """A permit for a table, as only the case engine writes it."""
    return _table_permit(table, "test", None)


def address(page: Page) -> str:
    """The public address of a page, whatever Wagtail thinks of its site."""
    home = Site.objects.get(is_default_site=True).root_page
    return "/" + page.url_path.removeprefix(home.url_path)


def _answer(path: str) -> tuple[int, str, bytes]:
    response = Client(raise_request_exception=False).get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, response.headers.get("Location", ""), _TOKEN.sub(b"", body)


def known_addresses() -> set[str]:
    """Every address at which something of the portal could answer."""
    paths = {address(page) for page in Page.objects.filter(depth__gt=1)}
    files = [*Document.objects.values_list("file", flat=True), *Image.objects.values_list("file", flat=True)]
    return paths | {settings.MEDIA_URL + name for name in files} | {reverse("site_map"), "/old-address"}


def public_view() -> dict[str, tuple[int, str, bytes]]:
    """What the public sees: address → answer. The old address is one that no redirect knows."""
    return {path: _answer(path) for path in sorted(known_addresses())}


@contextmanager
def nothing_public_changes(afresh: bool = False) -> Iterator[None]:
    """Whatever the block does, the public sees exactly what it saw; an address that is new answers 404.

    ``afresh``: the test has itself changed what is public, under a permit, so look again first.
    """
    before = public_view() if afresh else BEFORE
    yield
    for path, answer in public_view().items():
        assert answer[:2] == before.get(path, (404, ""))[:2], f"{path} now answers {answer[:2]}"
        assert path not in before or answer == before[path], f"{path} shows something else"


def refuses(attack: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """The attack ends in a refusal whose words say what to do; another error, or none, is a hole."""
    try:
        with transaction.atomic():
            attack(*args, **kwargs)
    except (PermissionDenied, ActRefused) as refusal:
        assert str(refusal)
        return
    raise AssertionError("nothing refused the attack")


def assert_refused(attack: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """The attack is refused, and the public sees what it saw."""
    with nothing_public_changes():
        refuses(attack, *args, **kwargs)


def refused_answer(response: Any) -> None:
    """A request was refused in words: 4xx, or a redirect with a message of error or warning; never a server error."""
    status = response.status_code
    assert status < 500, f"server error: {response.content[:400]!r}"
    if status >= 400:
        return
    texts = [str(message) for message in get_messages(response.wsgi_request)]
    assert texts, f"no message: {status} {response.headers.get('Location', '')}"
    # A form shown again may complain of a mistake in the attack itself: then nothing was proved.
    assert status != 200 or str(NEEDS_CASE) in texts, texts


def not_an_error(response: Any) -> None:
    assert response.status_code < 500, f"server error: {response.content[:400]!r}"
