"""Whether this process can serve: its database and the state of its tables; and the broker."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.backoff import NoBackoff
from redis.retry import Retry

LONGEST_WAIT = 1  # seconds
KEEPS_ALL = "noeviction"


def tables_are_current() -> bool:
    """Say whether the database answers and no migration waits: then pages can be served."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Say whether the broker answers: jobs want it, pages do not."""
    with _broker() as broker:
        try:
            return bool(broker.ping())
        except redis.RedisError:
            return False


def broker_forgets() -> bool:
    """Say whether the broker throws messages away when it is full; False where it does not tell."""
    with _broker() as broker:
        try:
            found = broker.config_get("maxmemory-policy")
        except redis.RedisError:
            return False
    return bool(found.get("maxmemory-policy", KEEPS_ALL) != KEEPS_ALL)


def _broker() -> redis.Redis:
    address = settings.REDIS_URL.replace("redis+socket:", "unix:")  # Celery's word for a socket
    return redis.Redis.from_url(
        address,
        socket_connect_timeout=LONGEST_WAIT,
        socket_timeout=LONGEST_WAIT,
        retry=Retry(NoBackoff(), 0),  # asked once: somebody waits for the answer
        decode_responses=True,
    )
