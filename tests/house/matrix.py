"""Who gets which answer from which address: one row for each address and method.

Columns: anonymous, viewer, tech lead of another team, tech lead of the KPI's team, leader without a
tie, leader who owns the objective, admin. A post is sent empty, so that 200 means "the form again,
with what is missing" and 302 "done". `in` is the way to the sign-in page.
"""

ACTORS = ("anonymous", "viewer", "lead_elsewhere", "lead_here", "leader", "owner", "admin")

ROWS: dict[tuple[str, str], str] = {}

# The same addresses asked for a confidential objective or what hangs on it; everybody but its
# owner and admins gets what an unknown number would give.
HIDDEN = "in 404 404 404 404 own own"
