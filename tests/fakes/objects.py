"""Object storage for tests: moto's server in a thread of this process, on loopback, with a fresh bucket a test."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import count
from typing import Any

from moto.moto_server.threaded_moto_server import ThreadedMotoServer

_NUMBERS = count(1)
KEYS = {
    "AWS_ACCESS_KEY_ID": "kommunarkiv-test",
    "AWS_SECRET_ACCESS_KEY": "not-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@lru_cache(maxsize=1)
def endpoint() -> str:
    """The address of the one server of this process; it ends with the process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@lru_cache(maxsize=1)
def client() -> Any:
    """A client that makes buckets and looks into them, apart from the one under test."""
    import boto3

    keys = {"aws_access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": KEYS["AWS_SECRET_ACCESS_KEY"]}
    return boto3.client("s3", endpoint_url=endpoint(), region_name="us-east-1", **keys)


def fresh_bucket(**more: Any) -> tuple[str, str]:
    """A new empty bucket: the address of a vault in it, and its endpoint. The credentials are set for this process."""
    os.environ.update(KEYS)
    name = f"arkiv-{os.getpid()}-{next(_NUMBERS)}"
    client().create_bucket(Bucket=name, **more)
    return f"s3://{name}/valv", endpoint()
