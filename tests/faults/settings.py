"""The product's settings, with an app of jobs that can be made to fail."""

from alignment.settings import *  # noqa: F403
from alignment.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.probe"]
