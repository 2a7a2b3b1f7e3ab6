"""A column with all kinds of things in it, and every way in which somebody without a name could meet them.

Each subject is a letter: ``c`` the column, ``d`` a document with a file, ``n`` news, ``e`` an interpretation, ``l`` a
document in a column below. Beside them stand another column, whose pages name them, and a topic that leads to them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from columns.models import ColumnPage, Disclosure, Interpretation, NewsPage, Relation
from special_topics.models import TopicPage
from tests import factories, topics
from tests.factories import acts

TITLES = {
    "c": "政策文件",
    "d": "不动产登记档案查询办法",
    "n": "全省不动产登记工作会议",
    "e": "读懂不动产登记收费标准",
    "l": "不动产登记代理人名录",
}
BESIDE, TOPIC = "不动产登记收费标准公告", "耕地保护专题"
WORD = "不动产登记"  # in every title but the column's
NOTICE_DAYS = 10
ARCHIVED, MERGED = "已归档", "原所在栏目已并入"  # what pages say of the section that they lie in


@dataclass
class World:
    """The subjects by letter, the document's file, and what stands beside them."""

    site: factories.Site
    pages: dict[str, Page]
    file: Any
    lower: ColumnPage
    other: ColumnPage
    beside: Disclosure
    explaining: Interpretation | None = None
    topic: TopicPage | None = None


def build(site: factories.Site, public: bool = True) -> World:
    """Make the column with what lies in it, all public or all still drafts, and what stands beside it."""
    other = factories.open_column(site.department.registration, site.section, "other", "通知公告")
    aside = factories.Site(site.department, site.home, site.section, other)
    beside = factories.public_disclosure(aside, "beside", title=BESIDE, document_number="")
    file = factories.document("附件.pdf", "目录")
    pages: dict[str, Page] = {"d": factories.draft_disclosure(site, "d", title=TITLES["d"], document_number="")}
    factories.attach(pages["d"].get_latest_revision_as_object(), file)
    pages["n"] = _draft_news(site)
    pages["e"] = factories.draft_interpretation(site, beside, "e", title=TITLES["e"])
    lower = factories.open_column(site.department.registration, site.column, "lower", "名录")
    below = factories.Site(site.department, site.home, site.section, lower)
    pages["l"] = factories.draft_disclosure(below, "l", title=TITLES["l"], document_number="")
    world = World(site, {"c": site.column, **pages}, file, lower, other, beside)
    if public:
        for page in pages.values():
            _approve(page, site)
        _lead_there(world, aside)
    world.pages = {name: Page.objects.get(pk=page.pk).specific for name, page in world.pages.items()}
    world.other.refresh_from_db()
    return world


def _draft_news(site: factories.Site) -> NewsPage:
    page = NewsPage(
        title=TITLES["n"], slug="n", live=False, maker_unit=site.department.registration.unit, body=factories.tile("会")
    )
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    return page


def _approve(page: Page, site: factories.Site) -> None:
    acts.approve(page.specific_class.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())


def _lead_there(world: World, aside: factories.Site) -> None:
    """A document beside amends ours, an interpretation beside explains it, a topic links to it and to its column."""
    site, document = world.site, Disclosure.objects.get(pk=world.pages["d"].pk)
    draft = world.beside.get_latest_revision_as_object()
    draft.relations.add(Relation(kind="amends", target=document))
    draft.save_revision(user=site.department.registration.liaison)
    _approve(world.beside, site)
    world.explaining = factories.draft_interpretation(aside, document, "x", title="图解")
    _approve(world.explaining, site)
    topic = topics.open_topic(site, "farmland", TOPIC)
    links = [{"page": world.pages[name].pk} for name in "dc"]
    topic.body = [{"type": "link_list", "value": {"title": "相关", "items": links}}]
    topic.save_revision(user=site.department.farmland.liaison)
    world.topic = topics.publish(site, topic)
    world.explaining.refresh_from_db()


@dataclass
class Outside:
    """Somebody without a name, who looks for the subjects everywhere."""

    world: World

    def __post_init__(self) -> None:
        self.client = Client()

    def looks(self) -> dict[str, str]:
        """Return what is met where: channel → letters, "-" for none."""
        kinds = self.answers()
        found: dict[str, set[str]] = {f"page {kind}": {n for n in kinds if kinds[n] == kind} for kind in ANSWERS}
        found |= {name: channel(self) for name, channel in CHANNELS.items()}
        return {name: "".join(sorted(letters, key="cdnel".index)) or "-" for name, letters in found.items()}

    def answers(self) -> dict[str, str]:
        """How the address of each subject answers."""
        return {name: self._answer(name) for name in self.world.pages}

    def _answer(self, name: str) -> str:
        answer = self.client.get(self.world.pages[name].url)
        text = answer.content.decode()
        if answer.status_code != 200:
            assert name not in self.named(text), "whoever is turned away isn't told what there was"
            return str(answer.status_code)
        marks = {
            "told": f"{factories.today() + timedelta(days=NOTICE_DAYS)} 关闭",
            "archived": ARCHIVED,
            "moved": MERGED,
        }
        return next((kind for kind, words in marks.items() if words in text), "200")

    def named(self, text: str) -> set[str]:
        """The subjects whose title or address stands in a text; the column's title is a common word."""
        return self.led_to(text) | {name for name in self.world.pages if name != "c" and TITLES[name] in text}

    def led_to(self, text: str) -> set[str]:
        """The subjects whose address stands in a text as that of a link."""
        addresses = {name: re.escape(page.url) for name, page in self.world.pages.items()}
        return {name for name, url in addresses.items() if re.search(rf"(href=\"|testserver){url}[\"<]", text)}

    def read(self, address: str, begin: str = "<main", end: str = "<footer") -> set[str]:
        """The subjects that a part of a page names; none where it is no page of its own."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            return set()
        text = answer.content.decode()
        return self.named(text[text.index(begin) : text.index(end)])

    def menu(self) -> set[str]:
        """The main menu, as it is in the section that the column stands in."""
        return self.read(self.world.site.section.url, '<nav class="gk-menu"', "<main")

    def feed(self, column: ColumnPage) -> set[str]:
        """The items of a column's feed: RSS and Atom have the same ones, or neither answers."""
        rss, atom = (self.client.get(f"/feeds/columns/{column.pk}/{form}.xml") for form in ("rss", "atom"))
        assert rss.status_code == atom.status_code
        both = [self.named(feed.content.decode()) - {"c"} if feed.status_code == 200 else set() for feed in (rss, atom)]
        assert both[0] == both[1]
        return both[0]

    def sitemap(self) -> set[str]:
        """What search engines are told of: every part that the index names."""
        parts = re.findall(r"<loc>(.*?)</loc>", self.client.get("/sitemap.xml").content.decode())
        texts = [self.client.get(_path(part)).content.decode() for part in parts]
        for text in texts:
            ElementTree.fromstring(text)
        return self.named("".join(texts))

    def search(self) -> set[str]:
        """What the page of results leads to, for the word that all have and for each title; it repeats the question."""
        answers = [self.client.get("/search/", {"q": words}).content.decode() for words in (WORD, *TITLES.values())]
        return {name for text in answers for name in self.led_to(text[text.index("<main") :])}

    def search_json(self) -> set[str]:
        """The same for machines: what isn't listed isn't counted either, in the total and in no filter."""
        answer = self.client.get("/search.json", {"q": WORD}).json()
        hits = {hit["title"] for hit in answer["results"]}
        assert answer["total"] == len(hits)
        assert all(sum(value["count"] for value in answer["facets"][name]) <= len(hits) for name in ("kind", "unit"))
        return {name for name, title in TITLES.items() if title in hits}

    def table(self) -> set[str]:
        """The table of the results, for spreadsheets."""
        rows = csv.reader(self.client.get("/search.csv", {"q": WORD}).content.decode().splitlines())
        titles = {row[0] for row in rows}
        return {name for name, title in TITLES.items() if title in titles}

    def api_search(self) -> set[str]:
        """What the public API finds for the word that all have."""
        answer = self.client.get("/api/v1/search", {"q": WORD}).json()
        return {name for name, page in self.world.pages.items() if self._address(page) in str(answer["results"])}

    def api_list(self) -> set[str]:
        """The public API's list of documents."""
        rows = self.client.get("/api/v1/documents/", {"limit": 100}).json()["documents"]
        return {name for name, page in self.world.pages.items() if self._address(page) in str(rows)}

    def api_document(self) -> set[str]:
        """Each item by its key."""
        found = {name: self.client.get(f"/api/v1/documents/{self._key(name)}") for name in self.world.pages}
        return {name for name, answer in found.items() if answer.status_code == 200}

    def _key(self, name: str) -> str:
        return f"{'topic' if name == 't' else 'page'}:{self.world.pages[name].pk}"

    @staticmethod
    def _address(page: Page) -> str:
        return f"http://testserver{page.url}'"

    def suggested(self) -> set[str]:
        """The titles that the search box suggests while each of them is typed."""
        answers = [self.client.get("/search/suggest/", {"q": title}).json() for title in TITLES.values()]
        texts = {suggestion["text"] for answer in answers for suggestion in answer["suggestions"]}
        return {name for name, title in TITLES.items() if title in texts}

    def filtered(self) -> set[str]:
        """What is found by the filter of the column's name, without a word."""
        answer = self.client.get("/search.json", {"column": TITLES["c"]}).json()
        return {name for name, title in TITLES.items() if title in {hit["title"] for hit in answer["results"]}}

    def counted(self) -> set[str]:
        """The column as a value of the filters."""
        values = self.client.get("/search.json", {"q": WORD}).json()["facets"]["column"]
        return {"c"} & {"c" for value in values if value["value"] == TITLES["c"]}

    def files(self) -> set[str]:
        """The document's file, by its address."""
        return {"d"} if self.client.get(self.world.file.url).status_code == 200 else set()


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


ANSWERS = ("200", "told", "archived", "moved", "302", "410", "404")
CHANNELS: dict[str, Callable[[Outside], set[str]]] = {
    "file": Outside.files,
    "its own list": lambda o: o.read(o.world.site.column.url) - {"c"},
    "list above": lambda o: o.read(o.world.site.section.url),
    "list beside": lambda o: o.read(o.world.other.url),
    "menu": Outside.menu,
    "home page": lambda o: o.read("/"),
    "site map": lambda o: o.read("/sitemap/"),
    "catalogue": lambda o: o.read("/catalogue/"),
    "its own feed": lambda o: o.feed(o.world.site.column),
    "feed above": lambda o: o.feed(o.world.site.section),
    "feed beside": lambda o: o.feed(o.world.other),
    "sitemap.xml": Outside.sitemap,
    "search": Outside.search,
    "search.json": Outside.search_json,
    "search.csv": Outside.table,
    "API search": Outside.api_search,
    "API list": Outside.api_list,
    "API document": Outside.api_document,
    "suggestions": Outside.suggested,
    "search by column": Outside.filtered,
    "column counted": Outside.counted,
    "document beside": lambda o: o.read(o.world.beside.url),
    "explained beside": lambda o: o.read(o.world.explaining.url) if o.world.explaining else set(),
    "topic beside": lambda o: o.read(o.world.topic.url) if o.world.topic else set(),
}
