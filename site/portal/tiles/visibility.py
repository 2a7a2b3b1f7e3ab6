"""What the public sees of what tiles lead to."""

from __future__ import annotations

from typing import Any

from portal.addons import registry


def pages_in_sight(pages: list[Any]) -> set[int]:
    """Return the ids of those of some pages that the public sees now."""
    subjects = {f"page:{page.pk}": page.pk for page in pages if page.live}
    answers = registry.manager.hook.hidden_subjects(subjects=sorted(subjects)) if subjects else []
    return set(subjects.values()) - {subjects[subject] for found in answers for subject in found}
