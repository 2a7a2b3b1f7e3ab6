"""Law 6: a page whose type has gone with its add-on still shows, and nobody can harm it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Page, ReferenceIndex

from portal.tiles import missing_pages
from portal.tiles.models import MissingPage, StoredRendering


@pytest.fixture
def orphan(some_page):
    """A page whose type is not installed."""
    gone = ContentType.objects.create(app_label="quiz", model="quizpage")
    page = some_page.add_child(instance=Page(title="有奖问答", slug="quiz", live=False))
    Page.objects.filter(pk=page.pk).update(content_type=gone)
    yield Page.objects.get(pk=page.pk)
    ContentType.objects.clear_cache()


def test_it_has_a_class_so_that_the_admin_works(orphan, some_page):
    assert orphan.specific_class is MissingPage
    assert isinstance(orphan.specific, MissingPage)
    assert isinstance(orphan.get_latest_revision_as_object(), MissingPage)
    assert not orphan.is_previewable()
    assert Page.objects.get(pk=some_page.pk).specific_class is Page


def test_it_shows_its_stored_rendering_cleaned(orphan):
    StoredRendering.objects.create(page_id=orphan.pk, html="<p>第一题</p><script>x()</script>")
    request = RequestFactory().get("/")
    assert orphan.specific.get_context(request)["rendering"] == "<p>第一题</p>"
    assert orphan.specific.get_template(request) == "tiles/missing_page.html"


def test_without_a_rendering_it_shows_nothing_of_its_content(orphan):
    assert orphan.specific.rendering() == ""


def test_nobody_may_do_anything_to_it(orphan, django_user_model):
    chief = django_user_model(username="chief", is_active=True, is_superuser=True)
    tester = orphan.specific.permissions_for_user(chief)
    names = [name for name in dir(tester) if name.startswith("can_") and name not in {"can_move_to", "can_copy_to"}]
    assert len(names) > 10
    assert [name for name in names if getattr(tester, name)()] == []
    assert not tester.can_move_to(orphan)
    assert not tester.can_copy_to(orphan)


def test_a_revision_without_its_own_fields_is_refused(orphan):
    with pytest.raises(RuntimeError):
        orphan.specific.save_revision()


def test_its_references_can_be_described(orphan):
    row = ReferenceIndex(
        content_type=orphan.content_type, base_content_type=orphan.content_type, model_path="hero.image"
    )
    assert row.describe_source_field() == "Hero"


def test_deleting_it_or_what_is_above_it_is_refused(orphan, some_page):
    assert missing_pages.gone_below(orphan)
    assert missing_pages.gone_below(some_page)
    Page.objects.filter(pk=orphan.pk).update(content_type=some_page.content_type)
    assert not missing_pages.gone_below(some_page)


class TestStoring:
    def serve(self, monkeypatch, content):
        monkeypatch.setattr(Page, "serve", lambda self, request: HttpResponse(content))

    def test_what_the_public_sees_is_stored_without_frame_and_script(self, some_page, monkeypatch):
        self.serve(
            monkeypatch,
            "<body><nav>栏</nav><main><h1>题</h1><nav>路径</nav><p onclick='x()'>内容</p><script>x()</script>",
        )
        assert missing_pages.store_rendering(some_page).html == "<p>内容</p>"

    def test_a_second_publication_replaces_the_first(self, some_page, monkeypatch):
        self.serve(monkeypatch, "<main><p>一</p></main>")
        missing_pages.store_rendering(some_page)
        self.serve(monkeypatch, "<main><p>二</p></main>")
        missing_pages.store_rendering(some_page)
        assert [row.html for row in StoredRendering.objects.all()] == ["<p>二</p>"]

    def test_a_page_that_cant_be_rendered_is_published_all_the_same(self, some_page, monkeypatch):
        monkeypatch.setattr(Page, "serve", lambda self, request: 1 / 0)
        assert missing_pages.store_rendering(some_page).html == ""

    def test_only_pages_of_addons_are_stored(self, some_page, monkeypatch):
        stored = []
        monkeypatch.setattr(missing_pages, "store_rendering", stored.append)
        missing_pages.store_on_publication(Page, some_page)
        assert stored == []
        quiz = type("QuizPage", (), {"__module__": "quiz.models"})()
        missing_pages.store_on_publication(type(quiz), quiz)
        assert stored == [quiz]
