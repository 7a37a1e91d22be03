"""The project package: settings, addresses, the Celery app and the embedded servers."""

from alignment.celery import app as celery_app

__all__ = ["celery_app"]
