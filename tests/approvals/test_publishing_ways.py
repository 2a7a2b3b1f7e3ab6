"""The table of publishing ways answers for the installed Wagtail, and a gap in it is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from portal.approvals import publishing_ways
from portal.approvals.publishing_ways import Answer, Table

PUBLISH = "wagtail.actions.publish_revision:PublishRevisionAction._publish_revision"


@pytest.fixture(scope="module")
def ways() -> dict[str, publishing_ways.Way]:
    return publishing_ways.scan()


@pytest.fixture(scope="module")
def table() -> Table:
    return publishing_ways.read_table()


def _faults(ways, table: Table, apps=()) -> list[str]:
    return publishing_ways.faults(ways, table, settings.ROOT, apps or settings.INSTALLED_APPS)


def test_the_table_answers_for_the_installed_wagtail(ways, table):
    assert _faults(ways, table) == []


@pytest.mark.parametrize(
    ("where", "manner"),
    [
        (PUBLISH, "sets `live`"),
        ("wagtail.actions.unpublish:UnpublishAction._unpublish_object", "sets `live`"),
        ("wagtail.models.pages:AbstractPage._update_descendant_url_paths", "updates by query (`update`)"),
        ("wagtail.contrib.redirects.models:Redirect.add_redirect", "sets `redirect_page`"),
        ("wagtail.api.v3.routers.sites:update_site", "write route of the API"),
        ("wagtail.management.commands.publish_scheduled:Command.handle", "publishes (`publish`)"),
        ("wagtail.admin.views.page_privacy:SetPrivacyView.form_valid", "saves (`save`)"),
        ("wagtail.admin.views.pages.edit:EditView.publish_action", "makes a `PublishPageRevisionAction`"),
        ("wagtail.management.commands.purge_revisions:purge_revisions", "deletes (`delete`)"),
    ],
)
def test_known_ways_are_found(ways, where, manner):
    assert manner in ways[where].manners


def test_a_function_that_nobody_answers_for_is_a_fault(ways, table):
    found = {**ways, "wagtail.new:publish_more": publishing_ways.Way("wagtail.new:publish_more", {"publishes"})}
    assert [fault for fault in _faults(found, table) if "wagtail.new:publish_more" in fault]


def test_a_function_that_is_gone_is_a_fault(ways, table):
    fewer = {where: way for where, way in ways.items() if where != PUBLISH}
    assert [fault for fault in _faults(fewer, table) if PUBLISH in fault]


def test_another_wagtail_is_a_fault(ways, table):
    other = replace(table, versions={**table.versions, "wagtail": "8.0.0"})
    assert [fault for fault in _faults(ways, other) if "made for 8.0.0" in fault]


def test_installing_an_app_that_was_left_out_is_a_fault(ways, table):
    apps = [*settings.INSTALLED_APPS, "wagtail.contrib.simple_translation"]
    assert [fault for fault in _faults(ways, table, apps) if "simple_translation is installed" in fault]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(("x:y",)), "give one of"),
        (Answer(("x:y",), test="tests/a.py::test_a", why_harmless="because"), "give one of"),
        (Answer(("x:y",), test="tests/approvals/test_publishing_ways.py::test_no_such_thing"), "there is no test"),
        (Answer(("x:y",), test="tests/approvals/test_nowhere.py::test_a"), "there is no test"),
        (Answer(()), "names no function"),
    ],
)
def test_an_answer_must_say_one_thing_that_is_true(answer, fault):
    wrong = Table({}, (), (answer,))
    assert fault in _faults({}, wrong)[0]


def test_tests_are_looked_up_in_classes_too(tmp_path: Path):
    (tmp_path / "test_a.py").write_text("class TestA:\n    def test_b(self): ...\n    def helper(self): ...\n")
    assert publishing_ways.has_test("test_a.py::TestA::test_b", tmp_path)
    assert not publishing_ways.has_test("test_a.py::TestA::helper", tmp_path)
    assert not publishing_ways.has_test("test_a.py::test_b", tmp_path)


def test_a_dictionary_is_not_a_query():
    reader = publishing_ways._Scan("m")
    reader.visit(publishing_ways.ast.parse("def f(d, q):\n    d.update({'live': True})\n    d.copy()\n"))
    assert reader.ways == {}
    reader.visit(publishing_ways.ast.parse("def g(q):\n    q.update(live=True)\n"))
    assert reader.ways["m:g"].manners == {"updates by query (`update`)"}


def test_the_document_shows_every_function_with_its_answer(ways, table):
    page = publishing_ways.render(ways, table)
    assert page.split("## wagtail.actions", 1)[1].count("\n| `") == len(ways)
    assert "**no answer**" not in page
