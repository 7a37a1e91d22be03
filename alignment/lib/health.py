"""Whether this process can serve: its database and the state of its tables; and the broker."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.backoff import NoBackoff
from redis.retry import Retry

LONGEST_WAIT = 1  # seconds


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
        address,
        socket_connect_timeout=LONGEST_WAIT,
        socket_timeout=LONGEST_WAIT,
        retry=Retry(NoBackoff(), 0),  # asked once: somebody waits for the answer
    )
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False
    finally:
        broker.close()
