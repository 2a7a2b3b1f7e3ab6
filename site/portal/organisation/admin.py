"""The registers of the organisation in the admin (clause G2), on wagtail-modeladmin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from portal.addons.lists import FilteredIndexView
from portal.text.folding import fold

from .first_passwords import may_set
from .forms import FunctionForm, PersonForm, PostForm, UnitForm
from .models import Capacity, FunctionAssignment, Post, Unit, User
from .services import today
from .views import (
    FunctionCreateView,
    FunctionEditView,
    ReadersHistoryView,
    RecordedCreateView,
    RecordedEditView,
    UnitEditView,
    VacancyIndexView,
)


class FoldedSearch(DjangoORMSearchHandler):
    """Finds names in any spelling. A department's registers are small: rows are folded as they are read."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs: Any) -> QuerySet:
        words = fold(search_term or "").text.split()
        if not words or not self.search_fields:
            return queryset
        found = [
            pk
            for pk, *values in queryset.values_list("pk", *self.search_fields)
            if _holds_all(words, " ".join(str(value or "") for value in values))
        ]
        return queryset.filter(pk__in=found)


def _holds_all(words: list[str], text: str) -> bool:
    folded = fold(text).text
    return all(word in folded for word in words)


class OrganisationPermissions(PermissionHelper):
    """Reading needs the right to view. Nothing is deleted: units close, posts end, people leave, and stay on record."""

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class PersonPermissions(OrganisationPermissions):
    """A superuser's account is changed by superusers only: its mail address could be turned into a password."""

    def user_can_edit_obj(self, user: Any, obj: User) -> bool:
        return super().user_can_edit_obj(user, obj) and (user.is_superuser or not obj.is_superuser)


class FunctionPermissions(OrganisationPermissions):
    """To assign a vacant duty is a change of who carries what: who may move a duty may also assign one."""

    def user_can_create(self, user: Any) -> bool:
        return self.user_has_specific_permission(user, self.get_perm_codename("change"))


class PersonButtons(ButtonHelper):
    """Adds "first password" for people who never signed in; the button leads to a page that asks."""

    def get_buttons_for_obj(
        self, obj: User, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if may_set(self.request.user, obj):
            buttons.append(
                {
                    "url": reverse("organisation:first_password", args=[obj.pk]),
                    "label": gettext("First password"),
                    "classname": self.finalise_classname(classnames_add, classnames_exclude),
                    "title": gettext("Set a random first password"),
                }
            )
        return buttons


class Register(ModelAdmin):
    """What the registers of the organisation share."""

    permission_helper_class: type[PermissionHelper] = OrganisationPermissions
    search_handler_class = FoldedSearch
    create_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    history_view_class = ReadersHistoryView
    index_view_class = FilteredIndexView
    index_view_extra_css = ["registers/register.css", "organisation/register.css"]
    list_per_page = 50


def listed(names: Any) -> str:
    """Names one after the other, as Chinese writes them."""
    return pgettext("gongkai", ", ").join(str(name) for name in names)


class UnitRegister(Register):
    """Units: named, moved and closed by the Office, without code."""

    model = Unit
    edit_view_class = UnitEditView
    menu_label = pgettext_lazy("gongkai", "Units")
    menu_icon = "site"
    index_view_class = VacancyIndexView
    index_template_name = "organisation/register.html"
    list_display = ("name", "kind", "parent", "heads", "duties", "standing")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "short_name", "code", "disclosure_code")
    ordering = ("-is_active", "name")
    list_select_related = ("parent",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name"), FieldPanel("code")], heading=_("Name")),
            MultiFieldPanel([FieldPanel("kind"), FieldPanel("parent")], heading=_("Place in the department")),
            FieldPanel("disclosure_code"),
            FieldPanel("is_active"),
            FieldPanel("successor"),
        ],
        base_form_class=UnitForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        heads = Post.objects.on(today()).filter(capacity=Capacity.HEAD, person__is_active=True)
        return (
            super()
            .get_queryset(request)
            .prefetch_related("functions", Prefetch("posts", heads.select_related("person"), to_attr="heads_today"))
        )

    def heads(self, unit: Unit) -> str:
        """Who heads the unit today."""
        return listed(post.person for post in unit.heads_today)  # type: ignore[attr-defined]

    heads.short_description = _("unit head")  # type: ignore[attr-defined]

    def duties(self, unit: Unit) -> str:
        """Which duties of the regulation rest with the unit."""
        return listed(assignment.get_function_display() for assignment in unit.functions.all())

    duties.short_description = pgettext_lazy("gongkai", "functions")  # type: ignore[attr-defined]

    def standing(self, unit: Unit) -> str:
        """Whether the unit exists, in a word."""
        return gettext("in existence") if unit.is_active else gettext("closed")

    standing.short_description = pgettext_lazy("gongkai", "standing")  # type: ignore[attr-defined]
    standing.admin_order_field = "is_active"  # type: ignore[attr-defined]


class HoldingFilter(SimpleListFilter):
    """People by whether they hold a post today."""

    title = pgettext_lazy("gongkai", "post")
    parameter_name = "holding"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("holds a post")), ("no", _("holds no post"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        holding = Q(pk__in=Post.objects.on(today()).values("person"))
        if self.value() == "yes":
            return queryset.filter(holding)
        return queryset.exclude(holding) if self.value() == "no" else queryset


class PeopleRegister(Register):
    """People: who they are, and whether they may sign in. What they may do stands in the register of posts."""

    model = User
    menu_label = _("People")
    menu_icon = "group"
    permission_helper_class = PersonPermissions
    button_helper_class = PersonButtons
    list_display = ("full_name", "username", "posts_today", "email", "last_login", "standing")
    list_filter = (HoldingFilter, "is_active")
    search_fields = ("full_name", "username", "email")
    ordering = ("-is_active", "full_name")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("full_name"), FieldPanel("username")]),
            FieldRowPanel([FieldPanel("email"), FieldPanel("external_id")]),
            FieldPanel("is_active"),
        ],
        base_form_class=PersonForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        posts = Post.objects.on(today()).select_related("unit", "stands_in_for__person")
        return super().get_queryset(request).prefetch_related(Prefetch("posts", posts, to_attr="held_today"))

    def posts_today(self, person: User) -> str:
        """The posts that a person holds today."""
        return listed(post.title for post in person.held_today)  # type: ignore[attr-defined]

    posts_today.short_description = pgettext_lazy("gongkai", "posts")  # type: ignore[attr-defined]

    def standing(self, person: User) -> str:
        """Whether the person may sign in, in a word."""
        return gettext("may sign in") if person.is_active else gettext("account closed")

    standing.short_description = pgettext_lazy("gongkai", "standing")  # type: ignore[attr-defined]
    standing.admin_order_field = "is_active"  # type: ignore[attr-defined]


class StandingFilter(SimpleListFilter):
    """Posts by whether they are held today."""

    title = pgettext_lazy("gongkai", "standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", _("held today")), ("ended", _("ended")), ("coming", _("begins later"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "held":
                return queryset.on(today())
            case "ended":
                return queryset.filter(ends_on__lt=today())
            case "coming":
                return queryset.filter(starts_on__gt=today())
        return queryset


class UnitFilter(SimpleListFilter):
    """Posts by unit. Django's own filter for relations asks its admin site, which the portal doesn't have."""

    title = pgettext_lazy("gongkai", "unit")
    parameter_name = "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(unit.pk), str(unit)) for unit in Unit.objects.filter(posts__isnull=False).distinct()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(unit=self.value()) if (self.value() or "").isdecimal() else queryset


class PostRegister(Register):
    """Posts: who holds which capacity in which unit, from when to when, and who stands in."""

    model = Post
    menu_label = pgettext_lazy("gongkai", "Posts")
    menu_icon = "user"
    list_display = ("person", "unit", "capacity", "starts_on", "ends_on", "principal", "standing")
    list_filter = (StandingFilter, "capacity", UnitFilter)
    search_fields = ("person__full_name", "person__username", "unit__name", "unit__short_name")
    ordering = ("unit__name", "capacity", "starts_on")
    list_select_related = ("person", "unit", "stands_in_for__person")
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("person"), FieldPanel("unit"), FieldPanel("capacity")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel(
                "stands_in_for",
                help_text=_("Only for a stand-in: the post of the same unit and capacity; it needs a last day."),
            ),
        ],
        base_form_class=PostForm,
    )

    def principal(self, post: Post) -> str:
        """For whom a stand-in stands in."""
        return str(post.stands_in_for.person) if post.stands_in_for else ""

    principal.short_description = _("stands in for")  # type: ignore[attr-defined]

    def standing(self, post: Post) -> str:
        """Whether the post is held today, in a word."""
        if post.starts_on > today():
            return gettext("begins later")
        return gettext("ended") if post.ends_on and post.ends_on < today() else gettext("held today")

    standing.short_description = pgettext_lazy("gongkai", "standing")  # type: ignore[attr-defined]


class FunctionRegister(Register):
    """Functions: which unit carries which duty of the regulation."""

    model = FunctionAssignment
    menu_label = pgettext_lazy("gongkai", "Functions")
    menu_icon = "clipboard-list"
    permission_helper_class = FunctionPermissions
    create_view_class = FunctionCreateView
    edit_view_class = FunctionEditView
    index_view_class = VacancyIndexView
    index_template_name = "organisation/register.html"
    list_display = ("function", "unit", "since")
    ordering = ("function",)
    list_select_related = ("unit",)
    edit_handler = ObjectList(
        [FieldPanel("function"), FieldPanel("unit"), FieldPanel("since")], base_form_class=FunctionForm
    )


class Organisation(ModelAdminGroup):
    """The registers of the organisation, under one line of the main menu."""

    menu_label = _("Organisation")
    menu_icon = "group"
    menu_order = 650
    items = (UnitRegister, PeopleRegister, PostRegister, FunctionRegister)
