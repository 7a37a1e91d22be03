"""The tree of objectives as parents by id: who is above, who is below, and circles.

A parent that is not among the ids is a root's: what is gone holds nothing up. Circles, which only
an import can bring in, never hang a walk.
"""

from collections.abc import Mapping

Parents = Mapping[int, int | None]


def ancestors(parents: Parents, of: int) -> tuple[int, ...]:
    """Return all above, nearest first; on a circle each once, itself left out."""
    found: dict[int, None] = {}
    above = parents.get(of)
    while above is not None and above in parents and above != of and above not in found:
        found[above] = None
        above = parents[above]
    return tuple(found)


def depth(parents: Parents, of: int) -> int:
    """Return how many are above; 0 for a root."""
    return len(ancestors(parents, of))


def children(parents: Parents) -> dict[int, list[int]]:
    """Return the ids right below each id that has any, in the order given."""
    below: dict[int, list[int]] = {}
    for one, above in parents.items():
        if above is not None and above in parents:
            below.setdefault(above, []).append(one)
    return below


def descendants(parents: Parents, of: int) -> tuple[int, ...]:
    """Return all below, nearest first; on a circle each once, itself left out."""
    below = children(parents)
    found: dict[int, None] = {}
    waiting = [of]
    for one in waiting:
        fresh = [child for child in below.get(one, ()) if child != of and child not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return tuple(found)


def circle(parents: Parents, through: int) -> tuple[int, ...]:
    """Return the ids on the circle through one, itself first; empty where it lies on none."""
    if through not in parents:
        return ()
    walk = (through, *ancestors(parents, through))
    return walk if parents[walk[-1]] == through else ()


def circle_after(parents: Parents, moving: int, under: int | None) -> tuple[int, ...]:
    """Return the circle that moving one under another would close; empty where it closes none."""
    return circle({**parents, moving: under}, moving)
