"""Pages as approvables: what a page type needs to go through approval, and how it becomes public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, PageLogEntry, Revision

from portal.addons import registry
from portal.addons.types import ApprovableKind, Particulars, Place
from portal.files import permissions as file_permissions
from portal.files import services as files
from portal.files.models import Document
from portal.notices.mails import address
from portal.outbox.indexing import index_changed
from portal.text import html

from .errors import ActRefused, DigestMismatch
from .ledger.canonical import digest as digest_of
from .ledger.canonical import plain
from .models import Case, Publication, TakeDown, Withdrawal
from .permits import page_permit
from .snapshots import files_of, page_snapshot
from .states import CaseState

INDEX_SOURCE = "page"
UNREAD: dict[str, Any] = {
    Document.TextState.FAILED: gettext_lazy(
        "The file “%(name)s” can't be read, so nobody can check it; attach it in another form."
    ),
    Document.TextState.PENDING: gettext_lazy("The file “%(name)s” is still being read; please try in a few minutes."),
}
VERSIONS_TRIED = 5
NOT_AS_APPROVED = gettext_lazy("What would go public is not what was approved. Have it sent again.")
IS_DOWN = gettext_lazy("This was taken down at once; it can be sent again when the take-down is decided.")


class PageKind(ApprovableKind):
    """The case engine's view of one page type. Subclasses say who owns a page, its route, clock and problems."""

    name: str
    label: Any
    model: type[Page]
    index_source = INDEX_SOURCE

    def draft(self, subject: Page) -> Page:
        """Return the page as its latest revision has it: that is what is sent and read by the desks.

        Read once for each instance that is asked about: an act asks for route, problems, owner, text and snapshot.
        """
        kept = subject.__dict__.get("_kept_draft")
        if kept is None or kept[0] != subject.latest_revision_id:
            kept = (subject.latest_revision_id, subject.get_latest_revision_as_object())
            subject.__dict__["_kept_draft"] = kept
        return kept[1]

    def revision(self, subject: Page) -> Revision | None:
        """Return the revision that a case pins."""
        return subject.get_latest_revision() or subject.save_revision()

    def page(self, subject: Page) -> Page:
        return subject

    def problems(self, subject: Page) -> list[Any]:
        """Return why a page can't be sent; page types add theirs to these. Reads no files: :meth:`texts` does."""
        problems: list[Any] = []
        if TakeDown.objects.filter(page_id=subject.pk, state=TakeDown.State.DOWN).exists():
            problems.append(IS_DOWN)
        if self.draft(subject).go_live_at or self.draft(subject).expire_at:
            problems.append(_("The draft carries a date to go live or to expire; take it out, and send it again."))
        shown = files_of(self.draft(subject))
        for file in file_permissions.foreign(shown, self.making_units(subject), subject.owner_id):
            text = _(
                "The file number %(number)s in it is not public and was uploaded by another unit; upload it again."
            )
            problems.append(text % {"number": file.pk})
        for file in shown:
            if getattr(file, "never_public", False):
                problems.append(
                    _("The file “%(name)s” is kept for comparison and never goes public; attach a copy for readers.")
                    % {"name": file.display_name}
                )
            if isinstance(file, Document) and (unread := UNREAD.get(file.text_state)):
                problems.append(unread % {"name": file.display_name})
        return problems

    def making_units(self, subject: Page) -> list[Any]:
        """Return the units whose people write in it, and so may bring files into it."""
        return [self.owner_unit(subject)]

    def pages_of(self, case: Case, subject: Page) -> set[int]:
        """Return the ids of the pages that a case publishes."""
        return {subject.pk}

    def problems_since(self, case: Case, subject: Page) -> list[Any]:
        """What left the public's sight after a case was sent doesn't come back by that case (law 1)."""
        return taken_away_since(case, Q(page__in=self.pages_of(case, subject)))

    def authors(self, subject: Page) -> set[int]:
        """Return the ids of those who wrote in what is sent: revisions since the page was last published, and files.

        Where somebody went back to an older revision since then, whoever wrote before counts too.
        """
        revisions, people = subject.revisions.exclude(user=None), _uploaders(self.draft(subject))
        since = subject.live_revision.created_at if subject.live and subject.live_revision else None
        if since is None:
            people |= {subject.owner_id} if subject.owner_id else set()
        elif not PageLogEntry.objects.filter(page=subject.pk, action="wagtail.revert", timestamp__gt=since).exists():
            revisions = revisions.filter(created_at__gt=since)
        return people | set(revisions.values_list("user_id", flat=True))

    def snapshot(self, subject: Page) -> dict[str, Any]:
        return page_snapshot(self.draft(subject))

    def texts(self, subject: Page) -> dict[Place, str]:
        """Return place → text of all that screening reads: the page's own words and the text of its files."""
        draft = self.draft(subject)
        texts = {Place(_("The text"), (self.name, subject.pk)): f"{draft.title}\n{self.body_text(draft)}"}
        for file in files_of(draft):
            if isinstance(file, Document):
                words = _("The file “%(name)s”") % {"name": file.display_name}
                texts[Place(words, ("Document", file.pk))] = files.read_text(file).text
        return texts

    def body_text(self, draft: Page) -> str:
        """Return the words of a page; page types with other fields than ``body`` say theirs."""
        body = getattr(draft, "body", "")
        if hasattr(body, "stream_block"):
            return "\n".join(str(part) for part in body.stream_block.get_searchable_content(body))
        return html.to_text(str(body))

    def carry_out(self, case: Case, subject: Page) -> None:
        """Publish exactly the pinned revision, with its files, under a permit (law 1)."""
        revision = Revision.objects.select_for_update().get(pk=case.revision_id)
        publish(case, revision, case.digest)
        self.published(case, subject.specific)

    def published(self, case: Case, subject: Page) -> None:
        """What follows when a page has become public, in the same transaction (a column becomes active, say)."""

    def restore(self, case: Case, subject: Page) -> None:
        """Make the sent version the draft again; what was being corrected stays in the history of the page."""
        if case.revision_id is not None:
            make_draft_again(case.revision_id)

    def address(self, subject: Page) -> str:
        return subject.url or ""

    def conceal(self, subject: Page, act: str, case: Case | None) -> None:
        unpublish(subject, act, case)

    def reveal(self, subject: Page, shown: TakeDown) -> None:
        assert shown.publication_case is not None and shown.revision is not None  # kept when it was taken away
        publish(shown.publication_case, shown.revision, shown.digest, shown.kind)

    def repudiated(self, case: Case, subject: Page, person: Any, reason: str) -> None:
        """What rests on a repudiated opinion is taken away at once; the Office decides on it."""
        from .takedowns import take_away_or_tell  # it builds on this module

        shown = Publication.objects.filter(case=case, kind__in=page_kind_names()).values_list("subject_id", flat=True)
        for page in Page.objects.filter(pk__in=list(shown), live=True):
            take_away_or_tell(case, page, person, reason)

    def particulars(self, case: Case, subject: Page) -> Particulars:
        """Column and address of the page; page types add what they know from what was sent."""
        parent = subject.get_parent()
        return Particulars(column=parent.title if parent else "", address=address(subject.url or ""))

    def sent_snapshot(self, subject: Page, at: datetime, digest: str) -> dict[str, Any] | None:
        """Build a version again from the revisions of that time; none when it was written over or lacks a file."""
        revisions = subject.revisions.filter(created_at__lte=at).order_by("-created_at", "-pk")
        for revision in revisions[:VERSIONS_TRIED]:
            snapshot = plain(page_snapshot(revision.as_object()))
            if digest_of(snapshot) == digest:
                return snapshot
        return None

    def title(self, subject: Page) -> str:
        return self.draft(subject).title

    def url(self, subject: Page) -> str:
        return reverse("wagtailadmin_pages:edit", args=[subject.pk])


def taken_away_since(case: Case, of: Q) -> list[Any]:
    """Return, as a list of sentences, that some subjects (of take-downs and withdrawals) left after a case was sent."""
    down = TakeDown.objects.filter(of, at__gt=case.sent_at).exclude(state=TakeDown.State.RESTORED)
    asked = [str(pk) for pk in Withdrawal.objects.filter(of).values_list("pk", flat=True)]
    withdrawn = Case.objects.filter(kind="withdrawal", subject_id__in=asked, state=CaseState.CARRIED_OUT)
    if down.exists() or withdrawn.filter(closed_at__gt=case.sent_at).exists():
        return [_("It was taken out of public view after this was sent; have it sent again.")]
    return []


def make_draft_again(revision_id: int) -> None:
    """Save what a revision holds as the latest version of its page; what came after it stays in the history."""
    Revision.objects.get(pk=revision_id).as_object().save_revision(user=None, log_action=False, clean=False)


def _uploaders(draft: Page) -> set[int]:
    """People who uploaded files that a draft would make public."""
    return {
        file.uploaded_by_user_id for file in files_of(draft) if file.uploaded_by_user_id and not files.is_public(file)
    }


def publish(case: Case, revision: Revision, digest: str, kind: str = "") -> None:
    """Publish a revision for a case, inside the caller's transaction: page, files, publication row, search.

    ``digest`` is that of the snapshot that was approved; DigestMismatch where the page would show anything else.
    """
    page = revision.content_object
    name = kind or case.kind
    with page_permit(page, "publish", case, case.digest):
        # In memory only: Wagtail would take the date that the revision claims before the page's own (law 2).
        revision.content = {**revision.content, "first_published_at": None}
        revision.publish(user=case.maker, skip_permission_checks=True)
        page = Page.objects.get(pk=page.pk).specific
        if not page.live:
            raise ActRefused([_("The draft carries a date to go live; take it out, and send it again.")])
        if digest_of(page_snapshot(page)) != digest:
            raise DigestMismatch([NOT_AS_APPROVED])
        files.show(f"page:{page.pk}", files_of(page))
    Publication.objects.update_or_create(
        kind=name,
        subject_id=str(page.pk),
        defaults={"case": case, "revision": revision, "digest": digest, "published_at": timezone.now()},
    )
    reindex(page.pk, name)


def add_published(case: Case, parent: Page, page: Page, kind: str) -> Revision:
    """Add a page that is public from its first moment, with the revision that shows the same; nothing is indexed yet.

    For batches: one row where :func:`publish` would write the page three times. The caller's approved case covers the
    content by its manifest; the page shows no files.
    """
    now = timezone.now()
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = now
    with page_permit(parent, "publish", case, case.digest, tree=True):
        parent.add_child(instance=page)
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=case.maker,
            created_at=now,
            object_str=str(page),
            content=page.serializable_data(),
            object_id=str(page.pk),
        )
        Page.objects.filter(pk=page.pk).update(
            latest_revision=revision, live_revision=revision, latest_revision_created_at=now
        )
    Publication.objects.create(
        kind=kind,
        subject_id=str(page.pk),
        case=case,
        revision=revision,
        digest=digest_of(page_snapshot(page)),
        published_at=now,
    )
    return revision


def unpublish(page: Page, act: str, case: Case | None) -> None:
    """Take one page (not what lies below it) out of the public's sight, inside the caller's transaction."""
    publications = Publication.objects.filter(subject_id=str(page.pk), kind__in=page_kind_names())
    kinds = list(publications.values_list("kind", flat=True))
    with page_permit(page, act, case):
        page.specific.unpublish(set_expired=False, commit=True, log_action=False)
        files.hide(f"page:{page.pk}")
    publications.delete()
    for kind in kinds:
        reindex(page.pk, kind)


def page_kind_names() -> list[str]:
    """Names of the registered kinds whose subjects are pages."""
    return [kind.name for kind in registry.items("approvable_kinds") if issubclass(kind.model, Page)]


def reindex(page_id: int, kind: str) -> None:
    """Have search look at a page of a kind again once the transaction is committed."""
    source = registry.by_name("approvable_kinds")[kind].index_source
    if source:
        index_changed(source, page_id)
