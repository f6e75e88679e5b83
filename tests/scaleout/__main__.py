"""`./run cluster up|down|status`: a cluster of three nodes to work with, until it is taken down."""

from __future__ import annotations

import sys

from tests.scaleout.cluster import ClusterFailed, TestCluster, is_free
from tests.scaleout.kit import PLACE, NoKit, make_kit, missing_tools

NODES = 3
PORTS = (9201, 9202, 9203, 9301, 9302, 9303)


def main(arguments: list[str]) -> int:
    verbs = {"up": up, "down": down, "status": status, "kit": kit}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print("usage: ./run cluster up|down|status", file=sys.stderr)
        return 2
    try:
        return verbs[arguments[0]]()
    except (NoKit, ClusterFailed) as failure:
        print(f"cluster: {failure}", file=sys.stderr)
        return 1


def up() -> int:
    cluster = TestCluster(PLACE / "data")
    if cluster.up():
        print("cluster: runs already (./run cluster down ends it)", file=sys.stderr)
        return status()
    if taken := [port for port in PORTS if not is_free(port)]:
        raise ClusterFailed(f"ports {', '.join(map(str, taken))} are taken by something else")
    if lacking := missing_tools():
        raise NoKit(lacking)
    try:
        cluster.start(make_kit(), NODES, ports=PORTS)
    except BaseException:
        cluster.stop()
        raise
    return status()


def down() -> int:
    cluster = TestCluster(PLACE / "data")
    running = cluster.up()
    cluster.stop()
    print(f"{len(running)} nodes ended")
    return 0


def status() -> int:
    """Addresses as KOMMUNARKIV_TEST_CLUSTER and the setting `search` take them; 1 unless every node runs."""
    cluster = TestCluster(PLACE / "data")
    running = cluster.up()
    for number in running:
        print(f"node {number}  {cluster.nodes[number].address}  pid {cluster.pid(number)}")
    if not running:
        print("no node runs")
        return 1
    print(f"state   {cluster.ask('_cluster/health')['status']}")
    print(f"KOMMUNARKIV_TEST_CLUSTER={','.join(cluster.addresses)}")
    return 0 if len(running) == len(cluster.nodes) else 1


def kit() -> int:
    """What `./run test` does beforehand, so that no test waits for Maven."""
    if lacking := missing_tools():
        raise NoKit(lacking)
    print(f"OpenSearch {make_kit().line.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
