"""Lists without their HTML, where a test counts only what the template was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.template.base import Template
from django.template.context import Context
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

from alignment.lib.kept_pages import FRAME


@contextmanager
def unrendered() -> Iterator[None]:
    """Answer with status and context and no HTML, but for the frame that kept pages are put in."""
    with mock.patch.object(Template, "_render", _given):
        yield


def _given(template: Template, context: Context) -> SafeString:
    template_rendered.send(sender=template, template=template, context=context)
    return SafeString(template.nodelist.render(context) if template.name == FRAME else "")
