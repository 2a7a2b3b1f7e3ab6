"""Wagtail's workflows: should anybody start one, its end publishes nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.workflows import publish_workflow_state

from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes

pytestmark = pytest.mark.clause("D5")


@pytest.fixture
def workflow(world, settings) -> Workflow:
    """A workflow with one task, in an installation that switched workflows on."""
    settings.WAGTAIL_WORKFLOW_ENABLED = True
    task = GroupApprovalTask.objects.create(name="把关")
    group = Group.objects.create(name="编辑")
    task.groups.add(group)
    world.superuser.groups.add(group)
    flow = Workflow.objects.create(name="流程")
    WorkflowTask.objects.create(workflow=flow, task=task, sort_order=0)
    return flow


def started(world: guard.World, workflow: Workflow, page) -> WorkflowState:
    page.title = CHANGED
    page.save_revision(user=world.maker)
    with nothing_public_changes():
        return workflow.start(page, world.maker)


@pytest.mark.parametrize("name", ["draft", "page"])
def test_workflow_finish(world, workflow, name):
    page = getattr(world, name)
    state = started(world, workflow, page)
    task = state.current_task_state
    assert_refused(task.approve, user=world.superuser)
    task = TaskState.objects.get(pk=task.pk)
    assert_refused(task.task.specific.on_action, task, world.superuser, "approve")
    state = WorkflowState.objects.get(pk=state.pk)
    assert_refused(state.finish, user=world.superuser)
    state = WorkflowState.objects.get(pk=state.pk)
    assert_refused(publish_workflow_state, state)
    page.title = CHANGED + "再改"
    page.save_revision(user=world.maker)
    state = WorkflowState.objects.get(pk=state.pk)
    assert_refused(state.current_task_state.approve, user=world.superuser)
    with nothing_public_changes():
        TaskState.objects.get(pk=task.pk).reject(user=world.superuser)
        state = WorkflowState.objects.get(pk=state.pk)
        state.resume(world.maker)
        state.cancel(user=world.superuser)


@pytest.mark.parametrize("name", ["draft", "page"])
def test_workflow_without_tasks(world, workflow, name):
    empty = Workflow.objects.create(name="空流程")
    page = getattr(world, name)
    page.title = CHANGED
    page.save_revision(user=world.maker)
    assert_refused(empty.start, page, world.superuser)
    state = started(world, workflow, getattr(world, name))
    assert_refused(workflow.workflow_tasks.first().task.deactivate, user=world.superuser)
    state.refresh_from_db()
    assert state.status != WorkflowState.STATUS_APPROVED
    state.current_task_state.refresh_from_db()
    assert state.current_task_state.status == TaskState.STATUS_IN_PROGRESS
