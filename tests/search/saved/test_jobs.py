"""Mails of saved searches: who gets one and when, nothing twice, nothing withdrawn, and no address anywhere."""

from __future__ import annotations

import logging
import signal
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from portal.addons import registry
from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import drain, enqueue
from search import jobs as search_jobs
from search.models import SavedSearch
from search.saved import jobs, services
from tests import factories
from tests.interaction.test_privacy import dump
from tests.plugins.processes import plant_roots, run_module

from .conftest import ADDRESS, ago

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """A process ends in the middle."""


@pytest.fixture
def told(mailoutbox):
    """What was sent after the questions."""
    mailoutbox.clear()
    return mailoutbox


def run(job: str, **payload) -> None:
    registry.by_name("jobs")[job].run(payload)


def due() -> None:
    """A morning has come."""
    SavedSearch.objects.exclude(next_at=None).update(next_at=ago(minutes=1))
    run(jobs.DUE)
    drain()


def refusing(monkeypatch, error: BaseException):
    def send(self, fail_silently=False):
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)


# --- the question ---
def test_the_question_quotes_nothing_and_its_link_holds(mailoutbox, client, engine) -> None:
    from django.http import QueryDict

    from search.query import from_address

    services.ask(ADDRESS, from_address(QueryDict("q=加微信领奖")), "weekly")
    drain()
    (mail,) = mailoutbox
    assert mail.to == [ADDRESS] and mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "加微信" not in mail.subject + mail.body + mail.alternatives[0][0]
    token = services.to_confirm(SavedSearch.objects.get(), "weekly")
    assert "/search/saved/confirm/" in mail.body and token.split(":")[0] in mail.body
    assert SavedSearch.objects.get().confirmed_at is None


def test_who_confirmed_meanwhile_is_not_asked(mailoutbox, saved) -> None:
    row = saved(how="daily")
    run(services.CONFIRM_JOB, saved=row.pk, how="daily")
    assert mailoutbox == []
    run(services.CONFIRM_JOB, saved=row.pk, how="weekly")
    assert len(mailoutbox) == 1


# --- what is told ---
def test_a_mail_names_what_is_new_with_links_and_the_way_to_end_it(saved, publish, told) -> None:
    row = saved()
    publish("1", "采矿权出让公告", ago(minutes=30), doc_no="岭自然资规〔2026〕8号", unit="权益处")
    due()
    (mail,) = told
    assert mail.to == [ADDRESS] and "采矿权" in mail.subject
    assert "采矿权出让公告" in mail.body and "岭自然资规〔2026〕8号" in mail.body and "localhost:8000/1/" in mail.body
    end = f"http://localhost:8000/search/saved/end/{services.to_end(row)}/"
    assert end in mail.body and end in mail.alternatives[0][0]
    assert mail.extra_headers["List-Unsubscribe"] == f"<{end}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_thing_is_told_once_and_nothing_new_is_no_mail(saved, publish, told) -> None:
    saved()
    due()
    assert told == []
    publish("1", "采矿权公告一", ago(minutes=30))
    due()
    due()
    assert len(told) == 1
    SavedSearch.objects.update(since=ago(minutes=20))  # as if that mail had gone out then
    publish("2", "采矿权公告二", ago(minutes=10))
    due()
    assert len(told) == 2 and "公告二" in told[1].body and "公告一" not in told[1].body


def test_only_those_whose_morning_has_come_are_looked_for(saved, publish, told) -> None:
    row = saved(how="weekly")
    publish("1", "采矿权公告", ago(minutes=30))
    SavedSearch.objects.update(next_at=timezone.now() + services.UNCONFIRMED)
    run(jobs.DUE)
    drain()
    assert told == []
    SavedSearch.objects.update(next_at=ago(minutes=1))
    run(jobs.DUE)
    drain()
    assert len(told) == 1
    row.refresh_from_db()
    assert row.next_at > timezone.now() and timezone.localtime(row.next_at).weekday() == 0


def test_who_is_told_at_once_is_told_after_the_index_was_written(saved, publish, shelf, told) -> None:
    saved(how="at_once")
    saved("q=采矿权", "daily", "daily@example.org")
    publish("1", "采矿权公告", ago(minutes=5))
    run("search.index", source=shelf.name, ids=["1"])
    row = OutboxRow.objects.get(job=jobs.AT_ONCE)
    assert row.available_at > timezone.now(), "what is published in one go makes one mail"
    run("search.index", source=shelf.name, ids=["1"])
    assert OutboxRow.objects.filter(job=jobs.AT_ONCE).count() == 1
    OutboxRow.objects.update(available_at=ago(seconds=1))
    drain()
    assert [mail.to for mail in told] == [[ADDRESS]]


def test_nobody_at_once_no_look(saved, publish, shelf) -> None:
    saved(how="daily")
    publish("1", "采矿权公告", ago(minutes=5))
    search_jobs.index({"source": shelf.name, "ids": ["1"]})
    assert not OutboxRow.objects.filter(job=jobs.AT_ONCE).exists()


@pytest.mark.parametrize("how", ["at_once", "daily"])
def test_many_are_looked_for_so_many_at_a_time(saved, publish, told, monkeypatch, how) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)
    for number in range(5):
        saved("q=采矿权", how, f"{number}@example.org")
    publish("1", "采矿权公告", ago(minutes=30))
    told.clear()
    run(jobs.AT_ONCE, after=0) if how == "at_once" else run(jobs.DUE)
    drain()
    assert sorted(mail.to[0] for mail in told) == [f"{number}@example.org" for number in range(5)]


# --- what must never happen ---
def test_what_was_withdrawn_before_sending_is_never_mailed(saved, publish, shelf, told) -> None:
    """Law 4: the state at the time of sending counts, not that of the look."""
    saved()
    publish("1", "采矿权公告", ago(minutes=30))
    SavedSearch.objects.update(next_at=ago(minutes=1))
    run(jobs.DUE)
    assert OutboxRow.objects.filter(job=jobs.MAIL).count() == 1
    del shelf.records["1"]
    drain()
    assert told == []


def test_a_kill_in_the_middle_sends_nothing_twice(saved, publish, told, monkeypatch) -> None:
    row = saved()
    publish("1", "采矿权公告", ago(minutes=30))
    real = EmailMultiAlternatives.send

    def killed_after_sending(self, fail_silently=False):
        real(self)
        raise Killed

    monkeypatch.setattr(EmailMultiAlternatives, "send", killed_after_sending)
    with pytest.raises(Killed):
        run(jobs.MAIL, saved=row.pk)
    monkeypatch.setattr(EmailMultiAlternatives, "send", real)
    run(jobs.MAIL, saved=row.pk)
    due()
    assert len(told) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("moment", "sent"), [("after", 1), ("before", 0)])
def test_a_worker_that_is_killed_for_real_sends_nothing_twice(tmp_path, settings, saved, moment, sent) -> None:
    """Killed before the server has the mail, it is lost: the price of never sending it twice (decision 0023)."""
    settings.GONGKAI = {**settings.GONGKAI, "VAR": tmp_path}  # its keys and the index are this process's
    plant_roots()
    factories.public_disclosure(factories.make_site())
    drain()
    row = saved("q=不动产登记")

    run = run_module(tmp_path, "tests.search.saved.killed_mail", row.pk, moment)
    assert (run.returncode, run.stdout.strip()) == (-signal.SIGKILL, "killed"), run.stderr[-3000:]
    again = run_module(tmp_path, "tests.search.saved.killed_mail", row.pk, "never")
    assert again.returncode == 0, again.stderr[-3000:]
    assert len(list(tmp_path.glob("mail/*"))) == sent

    SavedSearch.objects.update(since=ago(hours=1))  # as if it had never been told: there is something to tell
    assert run_module(tmp_path, "tests.search.saved.killed_mail", row.pk, "never").returncode == 0
    assert len(list(tmp_path.glob("mail/*"))) == sent + 1


def test_two_workers_with_one_mail_send_it_once(saved, publish, told, monkeypatch) -> None:
    row = saved()
    publish("1", "采矿权公告", ago(minutes=30))
    real = services.opened

    def while_another_sends(held):
        monkeypatch.setattr(services, "opened", real)
        run(jobs.MAIL, saved=row.pk)
        return real(held)

    monkeypatch.setattr(services, "opened", while_another_sends)
    run(jobs.MAIL, saved=row.pk)
    assert len(told) == 1


def test_a_server_that_is_away_is_tried_again_and_nothing_counts_as_told(saved, publish, told, monkeypatch) -> None:
    row = saved()
    publish("1", "采矿权公告", ago(minutes=30))
    real = EmailMultiAlternatives.send
    refusing(monkeypatch, ConnectionRefusedError(f"no route for {ADDRESS}"))
    with pytest.raises(jobs.NotSent):
        run(jobs.MAIL, saved=row.pk)
    monkeypatch.setattr(EmailMultiAlternatives, "send", real)
    run(jobs.MAIL, saved=row.pk)
    assert len(told) == 1


def test_an_address_that_is_refused_for_good_is_erased_one_that_is_busy_is_not(saved, publish, monkeypatch) -> None:
    row = saved()
    publish("1", "采矿权公告", ago(minutes=30))
    refusing(monkeypatch, SMTPRecipientsRefused({ADDRESS: (450, b"mailbox busy")}))
    with pytest.raises(jobs.NotSent):
        run(jobs.MAIL, saved=row.pk)
    refusing(monkeypatch, SMTPRecipientsRefused({ADDRESS: (550, b"no such user")}))
    run(jobs.MAIL, saved=row.pk)
    assert not SavedSearch.objects.exists()


def test_one_that_cant_be_opened_stops_no_other(saved, publish, told) -> None:
    broken = saved("q=采矿权", "daily", "broken@example.org")
    SavedSearch.objects.filter(pk=broken.pk).update(sealed=b"altered")
    saved()
    publish("1", "采矿权公告", ago(minutes=30))
    told.clear()
    due()
    assert [mail.to for mail in told] == [[ADDRESS]]


def test_the_address_and_the_search_stand_in_clear_nowhere(saved, publish, monkeypatch, caplog) -> None:
    """Law 7: in no table (sessions, after-effects and their errors among them) and no log."""
    caplog.set_level(logging.DEBUG)
    row = saved("q=采矿权麒麟")
    publish("1", "采矿权", ago(minutes=30))
    enqueue(services.CONFIRM_JOB, {"saved": row.pk, "how": "weekly"})
    refusing(monkeypatch, SMTPRecipientsRefused({ADDRESS: (450, f"<{ADDRESS}> busy".encode())}))
    drain()
    failed = OutboxRow.objects.filter(job=services.CONFIRM_JOB, status=Status.PENDING)
    assert failed.exists() and all(row.last_error for row in failed)
    for planted in (ADDRESS, "lu.yuan", "麒麟"):
        assert planted not in dump() and planted not in caplog.text
