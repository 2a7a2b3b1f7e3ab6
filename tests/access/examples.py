"""Which objects of the tests' site stand in an address: for each URL with parameters one example, or several.

An example names values of :mod:`tests.access.world`; a value that begins with ``=`` is meant as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.access.routes import Route
from tests.access.world import World

Example = dict[str, str]

DRAFT = {"page_id": "draft", "page_to_move_id": "draft", "pk": "draft", "revision_id": "draft_revision"}
PUBLIC = DRAFT | {"page_id": "public", "page_to_move_id": "public", "pk": "public"}
WAITING = DRAFT | {"page_id": "waiting"}
DISCLOSURE = {
    "content_type_app_name": "=columns", "content_type_model_name": "=disclosure", "app_label": "=columns",
    "model_name": "=disclosure", "parent_page_id": "column",
}  # fmt: skip
WORKFLOW = {"action_name": "=approve", "task_state_id": "=1", "task_id": "task", "workflow_state_id": "=1"}


def _each(name: str, *labels: str) -> dict[str, Example]:
    return {label: {name: label} for label in labels}


# From the beginning of a URL to its examples by label; the first entry that fits counts. "" is the only example.
EXAMPLES: dict[str, dict[str, Example]] = {
    r"admin/api/main/pages/.*action_name": {"": {"pk": "draft", "action_name": "=publish"}},
    r"admin/api/main/pages/": {"": {"pk": "draft"}},
    r"admin/api/main/documents/": {"": {"pk": "document"}},
    r"admin/api/main/images/": {"": {"pk": "image"}},
    r"admin/bulk/": {"": {"app_label": "=wagtailcore", "model_name": "=page", "action": "=publish"}},
    r"admin/pages/.*destination_id": {"": DRAFT | {"destination_id": "column"}},
    r"admin/pages/.*compare": {"": {"pk": "draft", "revision_id_a": "draft_revision", "revision_id_b": "=live"}},
    r"admin/pages/workflow/": {"": DRAFT | WORKFLOW},
    r"admin/pages/.*workflow_history/detail": {"": DRAFT | WORKFLOW},
    r"admin/pages/.*(usage|create)/<": {"": DISCLOSURE},
    r"admin/pages/<int:page_id>/(edit/|view_draft/|send-for-approval/)": {
        "draft": DRAFT, "waiting": WAITING, "public": PUBLIC,
    },
    r"admin/pages/<int:page_id>/evidence/<int:pk>/": {"draft": DRAFT | {"pk": "evidence"}},
    r"admin/(take-down|withdraw)/<slug:kind>/": {"public": {"kind": "=disclosure", "pk": "public"}},
    r"admin/pages/<int:page_id>/revisions/<": {"draft": DRAFT},
    r"admin/pages/<int:page_id>/": {"draft": DRAFT, "public": PUBLIC},
    r"admin/pages/<int:page_to_move_id>/": {"draft": DRAFT, "public": PUBLIC},
    r"admin/pages/": {"": DISCLOSURE},
    r"admin/choose-page/": {"": {"parent_page_id": "column"}},
    r"admin/tag-autocomplete/": {"": {"app_name": "=taggit", "model_name": "=tag"}},
    r"admin/collections/": {"": {"pk": "collection", "collection_id": "collection"}},
    r"admin/workflows/tasks?/add/": {"": {"app_label": "=wagtailcore", "model_name": "=groupapprovaltask"}},
    r"admin/workflows/(tasks|task_chooser)/": {"": {"pk": "task", "task_id": "task"}},
    r"admin/workflows/": {"": {"pk": "workflow", "page_pk": "draft", "workflow_pk": "workflow"}},
    r"admin/editing-sessions/": {
        "": {"app_label": "=columns", "model_name": "=disclosure", "object_id": "draft", "session_id": "=1"}
    },
    r"admin/tickets/templates/": {"": {"pk": "reply_template"}},
    r"admin/tickets/answers/": {"": {"pk": "answer_review"}},
    r"admin/tickets/exchange/messages/": {"": {"pk": "message"}},
    r"admin/tickets/exchange/": {"": {"name": "=hall"}},
    r"admin/tickets/<int:pk>/files/": {"": {"pk": "ticket", "file_id": "ticket_file"}},
    r"admin/tickets/<int:pk>/acts/": {
        "of registration": {"pk": "ticket", "name": "=give_back"},
        "not distributed": {"pk": "new_ticket", "name": "=merge"},
    },
    r"admin/tickets/": {"of registration": {"pk": "ticket"}, "not distributed": {"pk": "new_ticket"}},
    r"admin/applications/<int:pk>/files/": {"": {"pk": "application", "file_id": "application_file"}},
    r"admin/applications/<int:pk>/letters/": {
        "": {"pk": "application", "letter_id": "application_letter", "form": "=pdf"}
    },
    r"admin/applications/": {
        "of registration": {"pk": "application", "name": "=pause"},
        "with no unit": {"pk": "new_application", "name": "=confirm"},
    },
    r"admin/hot-issues/responses/": {"": {"pk": "response"}},
    r"admin/hot-issues/": {"": {"pk": "hot_issue", "name": "=postpone"}},
    r"interaction/hot-issues/": {"not public": {"number": "hot_number"}},
    r"admin/live/new/": {"": {"unit_id": "unit"}},
    r"admin/live/announcements/": {"": {"pk": "announcement"}},
    r"admin/live/transcripts/": {"": {"pk": "transcript"}},
    r"admin/live/passages/<int:pk>/correct/": {"": {"pk": "spoken_passage"}},
    r"admin/live/passages/": {"waiting": {"pk": "waiting_passage", "act": "=release"}},
    r"admin/live/": {"": {"pk": "interview", "side": "=review"}},
    r"interaction/live/": {"": {"number": "interview_number", "after": "=0"}},
    r"admin/activities/new/": {"": {"kind": "=survey"}},
    r"admin/activities/": {
        "of registration": {"pk": "activity", "group_id": "activity_group"},
        "a draft": {"pk": "draft_activity", "group_id": "activity_group"},
    },
    r"interaction/activities/<number>": {
        "public": {"number": "activity_number"}, "a draft": {"number": "draft_activity_number"},
    },
    r"interaction/applications/mine/letters/": {"": {"pk": "application_letter", "form": "=pdf"}},
    r"admin/topics/<int:pk>/snapshots/": {"": {"pk": "topic"}},
    r"admin/topics/<int:pk>/template/": {"": {"pk": "topic"}},
    r"admin/topics/<int:pk>/regions/": {"": {"pk": "topic"}},
    r"admin/topics/templates/": {"": {"pk": "topic_template"}},
    r"admin/topics/<int:pk>/canvas/": {"": {"pk": "topic", "revision_id": "topic_version"}},
    r"admin/topics/snapshots/": {"its file is lost": {"pk": "topic_snapshot"}},
    r"admin/columns/from-file/": {"": {"pk": "conversion"}},
    r"sitemap-": {"": {"section": "=pages"}},
    r"admin/sections/new/": {"": {"section": "=column"}},
    r"admin/sections/requests/<slug:kind>/new/": {"": {"kind": "=section_retirement"}},
    r"admin/sections/requests/<": {
        "opening": {"kind": "=section_opening", "pk": "request"},
        "retirement": {"kind": "=section_retirement", "pk": "retirement"},
    },
    r"admin/cases/<int:pk>/files/": {
        "": {"pk": "case", "model": "=document", "file_id": "enclosed", "number": "=1"}
    },
    r"admin/columns/catalogue/": {"": {"pk": "rule", "scheme": "=topic"}},
    r"admin/search-lists/": {"": {"pk": "search_rule", "scheme": "=synonyms"}},
    r"admin/columns/interpretations/": {"": {"pk": "policy"}},
    r"admin/columns/releases/": {"": {"case_id": "release", "revision_id": "reading_revision"}},
    r"admin/columns/dutyrule/": {"": {"instance_pk": "duty_rule"}},
    r"admin/sections/table/frozen/": {"": {"pk": "frozen_table", "form": "=xlsx"}},
    r"admin/sections/table/as/": {"": {"form": "=xlsx"}},
    r"admin/sections/<int:pk>/": {"": {"pk": "column"}},
    r"feeds/columns/": {"": {"pk": "column"}},
    r"admin/cases/<int:pk>/findings/": {"": {"pk": "case", "finding": "=none"}},
    r"admin/outside-reviews/": {"": {"pk": "review"}},
    r"admin/routes/": {"": {"code": "=general"}},
    r"review/": {"guessed": {"key": "=guessed"}, "given": {"key": "review_key"}},
    r"admin/cases/<int:pk>/<slug:name>": {"": {"pk": "case", "name": "=agree"}},
    r"admin/cases/": {"": {"pk": "case"}},
    r"admin/worklist/batch/": {"of the liaison": {"pk": "batch"}},
    r"admin/accountability/": {"of registration": {"pk": "accountability"}},
    r"admin/cleanups/lines/": {"of registration": {"pk": "cleanup_line"}},
    r"admin/cleanups/": {"": {"pk": "cleanup", "form": "=pdf", "act": "=collect"}},
    r"admin/organisation/unit/": {"": {"instance_pk": "unit"}},
    r"admin/organisation/user/": {
        "of the liaison": {"instance_pk": "user", "pk": "user"},
        "of the superuser": {"instance_pk": "root_user", "pk": "root_user"},
    },
    r"admin/organisation/post/": {"": {"instance_pk": "post"}},
    r"admin/organisation/functionassignment/": {"": {"instance_pk": "function"}},
    r"admin/outbox/": {"": {"instance_pk": "outboxrow", "pk": "outboxrow"}},
    r"admin/oa/system/": {"": {"instance_pk": "oa_system"}},
    r"admin/oa/systems/": {"": {"pk": "oa_system"}},
    r"admin/oa/tokens/": {"": {"pk": "oa_token"}},
    r"admin/oa/submission/": {"": {"instance_pk": "oa_submission"}},
    r"admin/oa/delivery/": {"": {"instance_pk": "oa_delivery"}},
    r"oa/v1/cases/": {"": {"number": "case_number"}},
    r"admin/notices/": {"of the liaison": {"pk": "notice"}},
    r"admin/registers/linktarget/": {"": {"instance_pk": "linktarget"}},
    r"admin/registers/lexiconword/": {"": {"instance_pk": "lexiconword"}},
    r"admin/registers/sitemarks/": {"": {"instance_pk": "sitemarks"}},
    r"admin/redirects/": {"": {"redirect_id": "redirect"}},
    r"admin/documents/": {
        "": {"document_id": "document", "doc_id": "document", "pk": "document", "uploaded_file_id": "=1"}
    },
    r"admin/images/": {
        "": {"image_id": "image", "pk": "image", "uploaded_file_id": "=1", "filter_spec": "=width-100"}
    },
    r"admin/sites/": {"": {"pk": "site"}},
    r"admin/users/": {"": {"pk": "user", "rest": "="}},
    r"admin/groups/": {"": {"pk": "group", "rest": "="}},
    r"admin/password_reset/confirm/": {"": {"uidb64": "uidb64", "token": "token"}},
    r"media/": {"public": {"name": "public_file"}, "not public": {"name": "private_file"}},
    r"interaction/challenge/": {"": {"token": "=AAAAAAAAAAAAAAAAAAAAAAAA"}},
    r"interaction/answers/<number>": {"not public": {"number": "number"}},
    r"api/v1/documents/": {"public": {"key": "public_key"}, "not public": {"key": "draft_key"}},
    r"api/v1/<rest>": {"": {"rest": "=nothing"}},
    r"search/saved/confirm/": {"guessed": {"token": "=guessed"}, "given": {"token": "saved_confirm"}},
    r"search/saved/end/": {"guessed": {"token": "=guessed"}, "given": {"token": "saved_end"}},
    r"_util/": {"": {"page_view_restriction_id": "=1", "page_id": "public"}},
    r"<rest>": {
        "public": {"rest": "public_path"}, "draft": {"rest": "draft_path"}, "waiting": {"rest": "waiting_path"},
        "column": {"rest": "=disclosure/"},
    },
}  # fmt: skip


# URLs that aren't asked for, and why.
LEFT_OUT = {
    "admin/failwhale/": "Wagtail's page to try out what a server error looks like: it raises on purpose",
    "admin/redirects/import/process/": "Wagtail answers a form that it didn't sign itself with a server error",
}


def examples(route: Route) -> Iterator[tuple[str, Example]]:
    """Examples of a URL: key in the table, and what its parameters stand for."""
    if route.pattern in LEFT_OUT:
        return
    if not route.parameters:
        yield route.pattern, {}
        return
    fitting = next((found for start, found in EXAMPLES.items() if re.match(start, route.pattern)), None)
    if fitting is None:
        raise AssertionError(f"tests/access/examples.py has no example for {route.pattern}")
    for label, example in fitting.items():
        yield f"{route.pattern} [{label}]" if label else route.pattern, example


def values(example: Example, world: World) -> dict[str, Any]:
    """What the parameters of an example are in this site."""
    return {
        name: value.removeprefix("=") if value.startswith("=") else world.objects[value]
        for name, value in example.items()
    }
