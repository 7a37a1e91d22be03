"""The only writers of objectives, focus areas and the links between them."""

from objectives.services.focus_areas import create_focus_area, delete_focus_area, edit_focus_area
from objectives.services.links import (
    edit_focus_link,
    link_focus_area,
    move_focus_link,
    unlink_focus_area,
)
from objectives.services.objectives import (
    create_objective,
    delete_objective,
    edit_objective,
    share_objective,
)

__all__ = [
    "create_focus_area",
    "create_objective",
    "delete_focus_area",
    "delete_objective",
    "edit_focus_area",
    "edit_focus_link",
    "edit_objective",
    "link_focus_area",
    "move_focus_link",
    "share_objective",
    "unlink_focus_area",
]
