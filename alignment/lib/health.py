"""Whether this process can serve: its database, the state of its tables, its broker."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LONGEST_WAIT = 2  # seconds


def is_ready() -> bool:
    """Say whether database and broker answer and no migration waits."""
    return _tables_are_current() and _broker_answers()


def _tables_are_current() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _broker_answers() -> bool:
    address = settings.REDIS_URL.replace("redis+socket:", "unix:")  # Celery's word for a socket
    broker = redis.Redis.from_url(
        address, socket_connect_timeout=LONGEST_WAIT, socket_timeout=LONGEST_WAIT
    )
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False
    finally:
        broker.close()
