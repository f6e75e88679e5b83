"""Who may do what: one right for every endpoint, the roles that have it. Nobody may ask for one without."""

from __future__ import annotations

from enum import StrEnum

from archive.model import Role


class Right(StrEnum):
    """What an endpoint needs."""

    OPEN = "open"
    """Nothing: log-in, styles, whether the service is up."""
    READ = "read"
    """Reading and searching: for everybody, or for those with an account where the archive is not public."""
    CORRECT = "correct"
    REVIEW = "review"
    HAND_OUT = "hand out"
    LOGS = "logs"
    """What others have done: corrections, hand-outs."""
    AUDIT = "audit"
    """What everybody has done, those who log in too."""
    TEND = "tend"
    """Sources, crawls, accounts, removals."""
    INSIDE = "inside"
    """Being logged in."""


HOLDERS: dict[Right, frozenset[Role]] = {
    Right.OPEN: frozenset(Role),
    Right.READ: frozenset(Role),
    Right.CORRECT: frozenset({Role.OFFICER, Role.ADMIN}),
    Right.REVIEW: frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMIN}),
    Right.HAND_OUT: frozenset({Role.OFFICER, Role.ADMIN}),
    Right.LOGS: frozenset({Role.OFFICER, Role.AUDITOR, Role.ADMIN}),
    Right.AUDIT: frozenset({Role.AUDITOR, Role.ADMIN}),
    Right.TEND: frozenset({Role.ADMIN}),
    Right.INSIDE: frozenset(Role),
}
"""The roles that have a right."""


def _each(right: Right, room: str, *names: str) -> dict[str, Right]:
    return {f"{room}.{name}" if room else name: right for name in names}


RULES: dict[str, Right] = {
    **_each(Right.OPEN, "", "static"),
    **_each(Right.OPEN, "brand", "logo", "style"),
    **_each(Right.OPEN, "start", "health"),
    **_each(Right.OPEN, "metrics", "figures"),
    **_each(Right.OPEN, "guides", "accessibility_page"),
    **_each(Right.OPEN, "discovery", "robots"),
    **_each(Right.OPEN, "admin.federated", "start", "answer"),
    **_each(Right.OPEN, "admin.entrance", "door", "enter", "invited", "accept"),
    **_each(Right.READ, "start", "start_page", "about_page"),
    **_each(Right.READ, "places", "places_page"),
    **_each(Right.READ, "guides", "help_page"),
    **_each(Right.READ, "search", "search_page", "search_json", "proposals_json"),
    **_each(Right.READ, "pages", "newest_page", "memento_page", "looks", "capture"),
    **_each(Right.READ, "versions", "versions_page", "chosen", "comparison"),
    **_each(Right.READ, "decisions", "decisions_page", "decisions_csv", "decisions_jsonl"),
    **_each(Right.READ, "matters", "decision_page", "case_page"),
    **_each(Right.READ, "units", "units_page", "unit_page"),
    **_each(Right.READ, "topics", "topics_page", "topic_page"),
    **_each(Right.READ, "procurements", "procurements_page", "as_csv", "as_jsonl", "as_ocds", "as_xlsx"),
    **_each(Right.READ, "printing", "search_report", "decisions_report", "procurements_report"),
    **_each(Right.READ, "feeds", "searched", "decided", "procured"),
    **_each(Right.READ, "discovery", "dataset", "opensearch", "proposals", "sitemap", "sitemap_part"),
    **_each(Right.READ, "protocol", "timegate", "timemap", "timemap_part"),
    **_each(Right.READ, "cdx", "captures"),
    **_each(Right.READ, "api", "entrance", "description", "status", "search", "facets", "page", "pages", "units"),
    **_each(Right.READ, "api", "memento", "mementos", "decisions", "procurements", "changes", "export"),
    **_each(Right.INSIDE, "admin", "home"),
    **_each(Right.INSIDE, "admin.own", "own", "password", "end", "leave"),
    **_each(Right.TEND, "admin.people", "accounts_page", "invite", "account_page", "change"),
    **_each(Right.CORRECT, "admin.acts", "reading", "correct"),
    **_each(Right.REVIEW, "admin.reviews", "reviews", "review", "check"),
    **_each(Right.HAND_OUT, "admin.handouts", "hand_out", "file"),
    **_each(Right.LOGS, "admin.handouts", "log", "act", "table"),
    **_each(Right.TEND, "admin.weeding", "ask", "answer"),
    **_each(Right.LOGS, "admin.weeding", "weedings", "removal", "proof"),
    **_each(Right.LOGS, "admin.lists", "log"),
    **_each(Right.AUDIT, "admin.audit", "log", "as_csv", "as_jsonl"),
    **_each(Right.CORRECT, "admin.lists", "undo", "identities"),
    **_each(Right.TEND, "admin.sources", "sources", "new", "add", "source", "change", "sample"),
    **_each(Right.TEND, "admin.coverage", "coverage"),
    **_each(Right.TEND, "admin.tips", "tips", "answer"),
    **_each(Right.READ, "missing", "form", "tell"),
    **_each(Right.TEND, "admin.runs", "history", "now", "run", "fates", "steer"),
    **_each(Right.TEND, "admin.troubles", "overview", "listing", "vanished", "retry", "exclude", "dismiss"),
}


ENTIRE = frozenset(
    {
        *_each(Right.TEND, "admin.people", "accounts_page", "invite", "account_page", "change"),
        *_each(Right.AUDIT, "admin.audit", "log", "as_csv", "as_jsonl"),
        *_each(Right.TEND, "admin.sources", "new", "add"),
    }
)
"""What is of the whole archive: not for those who are limited to some sources, whatever their role."""


def may(role: Role, endpoint: str, *, limited: bool = False) -> bool:
    """Whether somebody with this role may ask for an endpoint. Nobody may ask for one without a rule."""
    right = RULES.get(endpoint)
    return right is not None and role in HOLDERS[right] and not (limited and endpoint in ENTIRE)
