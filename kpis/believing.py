"""What a KPI's owner believes, held against where the KPI stands."""

from kpis.figures import Status

BELIEFS = {
    "yes": "it will be reached",
    "unsure": "it is not sure to be reached",
    "no": "it will not be reached",
}
STANDING = {
    Status.MET: "reached",
    Status.ON_COURSE: "on course",
    Status.BEHIND: "behind",
    Status.OFF_COURSE: "off course",
    Status.MISSED: "missed",
}
GOOD = frozenset({Status.MET, Status.ON_COURSE})


def disagreement(confidence: str, status: str) -> str:
    """Return what the owner says where the figures say otherwise, in words; else "".

    `confidence` is yes, unsure, no or "". Where the figures say nothing, nothing disagrees.
    """
    if confidence not in BELIEFS or status not in STANDING:
        return ""
    if (confidence == "yes") is (status in GOOD):
        return ""
    return f"Its owner says {BELIEFS[confidence]}, but it is {STANDING[Status(status)]}."
