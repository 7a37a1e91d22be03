"""Whether this process can serve: its database and the state of its tables; and the broker."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

LONGEST_WAIT = 2  # seconds


def tables_are_current() -> bool:
    """Say whether the database answers and no migration waits: then pages can be served."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Say whether the broker answers: jobs want it, pages do not."""
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
