"""Parts of the company that somebody saved: on the alignment page, and on a page of their own."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.models import User
from reports.models import SavedScope
from reports.scopes import Scope
from stories.pages.parts import Link, Tab
from stories.pages.remedies import address

WHOLE = "/?scope=company"


@dataclass(frozen=True, slots=True)
class ScopesBar:
    """The saved scopes as tabs, and where to save the one that is shown."""

    tabs: tuple[Tab, ...]
    actions: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ListedScope:
    """A saved scope, and what can be done with it."""

    name: str
    href: str
    is_home: bool
    home_href: str
    delete_href: str


@dataclass(frozen=True, slots=True)
class ScopeListPage:
    """All scopes of a person."""

    section: str
    crumbs: tuple[Link, ...]
    scopes: tuple[ListedScope, ...]


def home_of(user: User, asked: QueryDict) -> str:
    """Return where the alignment page of somebody begins; "" is right here. One query at most."""
    if asked:
        return ""
    home = SavedScope.objects.of_person(user.pk).home().first()
    return f"/?{home.scope}" if home else ""


def scopes_bar(user: User, shown: Scope) -> ScopesBar:
    """Return the saved scopes of a reader, the one that is shown marked. One query."""
    saved = list(SavedScope.objects.of_person(user.pk))
    tabs = [Tab("Whole company", WHOLE, shown.is_company)] if saved else []
    tabs += [Tab(one.name, f"/?{one.scope}", one.scope == shown.text) for one in saved]
    actions = []
    if not shown.is_company and all(one.scope != shown.text for one in saved):
        href = address("reports:scope-new", **shown.query())
        actions.append(Link("Save this scope", href))
    if saved:
        tabs.append(Tab("My scopes …", address("reports:scope-list"), current=False))
    return ScopesBar(tuple(tabs), tuple(actions))


def list_scopes(user: User) -> ScopeListPage:
    """Return all scopes of a person. One query."""
    return ScopeListPage(
        section="alignment",
        crumbs=(Link("Alignment", WHOLE),),
        scopes=tuple(
            ListedScope(
                name=one.name,
                href=f"/?{one.scope}",
                is_home=one.is_home,
                home_href=address("reports:scope-home", one.pk),
                delete_href=address("reports:scope-delete", one.pk),
            )
            for one in SavedScope.objects.of_person(user.pk)
        ),
    )
