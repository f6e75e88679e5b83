"""An OpenSearch cluster of one JVM a node on 127.0.0.1, whose nodes can be killed, stopped and started one by one."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.scaleout.kit import Kit

PATIENCE = 240.0
"""Seconds that anything may take on a slow and busy machine before it counts as failed."""
PORTS = range(20_000, 32_000)
"""Below those that the system gives away by itself, so that a node finds its ports free when it comes back."""
SETTINGS = {
    "network.host": "127.0.0.1",
    "node.processors": "1",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "cluster.info.update.interval": "10s",
    "cluster.routing.allocation.node_concurrent_recoveries": "10",
    "indices.recovery.max_bytes_per_sec": "-1",
    "discovery.find_peers_interval": "200ms",
    "cluster.publish.timeout": "10s",
    "cluster.join.timeout": "10s",
}


class ClusterFailed(Exception):
    """A node did not come up, or the cluster did not become what was waited for."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Node:
    """Where one node listens; it keeps its ports and its data when it is started again."""

    name: str
    http: int
    transport: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http}"


class TestCluster:
    """Nodes go by number, from 0. The folder holds data, logs and `nodes.json`, by which another process finds it."""

    __test__ = False

    def __init__(self, folder: Path, *, name: str = "kommunarkiv-test", owner: int | None = None) -> None:
        """`owner`: a process with whose end the nodes end too, however it ends; None: they stay until stopped."""
        self.folder = folder
        self.name = name
        self.owner = owner
        self.nodes: tuple[Node, ...] = ()
        self._load()

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(node.address for node in self.nodes)

    def start(self, kit: Kit, nodes: int = 3, *, ports: tuple[int, ...] = ()) -> None:
        """New and empty; `ports` fixes them: as many for HTTP, then as many for the nodes among themselves."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        numbers = ports or free_ports(2 * nodes)
        pairs = zip(numbers[:nodes], numbers[nodes:], strict=True)
        self.nodes = tuple(Node(name=f"node-{i}", http=http, transport=talk) for i, (http, talk) in enumerate(pairs))
        self._save(kit)
        for number in range(nodes):
            self.start_again(number)
        self.wait_green()

    def start_again(self, number: int) -> None:
        """Starts a node that is down; does not wait for it (`wait_nodes`, `wait_green`)."""
        home = self._home(number)
        home.mkdir(exist_ok=True)
        before, after = json.loads(self._state.read_text("utf-8"))["command"]
        settings = [f"{key}={value}" for key, value in self._settings(number).items()]
        log = (os.POSIX_SPAWN_OPEN, 1, str(home / "log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), log, (os.POSIX_SPAWN_DUP2, 1, 2)]
        arguments = [*before, str(home), *after, *settings]
        pid = os.posix_spawn(before[0], arguments, os.environ, file_actions=files, setsid=True)
        (home / "pid").write_text(str(pid), "utf-8")
        until = time.monotonic() + PATIENCE
        while not self.pid(number) and not has_ended(pid) and time.monotonic() < until:
            time.sleep(0.01)  # the system shows the command line of a process only some moments after its start

    def pid(self, number: int) -> int | None:
        """None: this node does not run."""
        try:
            pid = int((self._home(number) / "pid").read_text("utf-8"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if str(self._home(number)).encode() in command else None

    def kill(self, number: int) -> None:
        """As if the power failed: no good-bye."""
        self._end(number, signal.SIGKILL)

    def shut(self, number: int) -> None:
        """As an administrator does it: the node takes leave of the others."""
        self._end(number, signal.SIGTERM)

    def pause(self, number: int) -> None:
        """The node is there and says nothing."""
        self._send(number, signal.SIGSTOP)

    def resume(self, number: int) -> None:
        self._send(number, signal.SIGCONT)

    def stop(self) -> None:
        """Ends every node, of whatever process they are; the data stay."""
        for number in range(len(self.nodes)):
            self._end(number, signal.SIGKILL)

    def heal_nodes(self) -> None:
        """Every node runs again, and every copy of every index is there."""
        self.wake()
        self.wait_green()

    def heal(self) -> None:
        """Every node runs, nothing is stored, nothing is set: as it was when it was new."""
        self.wake()
        self.wait_nodes()
        self.ask("_cluster/settings", {"persistent": {"*": None}, "transient": {"*": None}}, method="PUT")
        self.ask("*?expand_wildcards=all", method="DELETE")

    def wake(self) -> None:
        """Starts what is down and goes on with what was halted; does not wait for it."""
        for number in range(len(self.nodes)):
            if self.pid(number):
                self.resume(number)
            else:
                self.start_again(number)

    def up(self) -> list[int]:
        return [number for number in range(len(self.nodes)) if self.pid(number)]

    def wait_nodes(self) -> None:
        """Until all nodes that run have found each other and answer, and those that do not run are forgotten."""
        running = self.up()
        count = len(running)

        def is_together() -> bool:
            told = [self._health(f"wait_for_nodes={count}", number) for number in running]
            return all(each["number_of_nodes"] == count for each in told)

        self._wait(is_together, f"{count} nodes together")

    def wait_green(self) -> None:
        """Until every copy of every index is there and no node that runs is missing."""
        self.wait_nodes()
        self._wait(lambda: self._health("wait_for_status=green")["status"] == "green", "green")

    def ask(
        self,
        path: str,
        body: object = None,
        *,
        method: str | None = None,
        number: int | None = None,
        patience: float = 30,
    ) -> Any:
        """JSON in, JSON out, of a node (None: the first that runs); raises OSError, of which HTTPError is one."""
        node = self.nodes[(self.up() or [0])[0] if number is None else number]
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{node.address}/{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=patience) as answer:
            return json.load(answer)

    def _health(self, until: str, number: int | None = None) -> Any:
        try:
            return self.ask(f"_cluster/health?timeout=2s&cluster_manager_timeout=2s&{until}", number=number, patience=5)
        except urllib.error.HTTPError as failure:
            with failure:
                return {"number_of_nodes": 0, "status": "unknown"} | json.load(failure)

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if dead := [number for number in range(len(self.nodes)) if self._has_failed(number)]:
                raise ClusterFailed(f"node {dead[0]} ended by itself:\n{self.log(dead[0])}")
            try:
                if holds():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise ClusterFailed(f"not {what} within {PATIENCE:.0f} s; node 0 said last:\n{self.log(0)}")

    def log(self, number: int) -> str:
        """The end of what a node has said."""
        return (self._home(number) / "log").read_text("utf-8", "replace")[-2000:]

    def _has_failed(self, number: int) -> bool:
        """It was started, nobody ended it, and it is not there."""
        return (self._home(number) / "pid").exists() and self.pid(number) is None

    def _end(self, number: int, by: signal.Signals) -> None:
        pid = self.pid(number)
        if pid is None:
            return
        for each in (by, signal.SIGCONT):  # a paused process takes its leave only when it runs
            os.kill(pid, each)
        until = time.monotonic() + PATIENCE
        while not has_ended(pid) and time.monotonic() < until:
            time.sleep(0.02)
        (self._home(number) / "pid").unlink()

    def _send(self, number: int, what: signal.Signals) -> None:
        pid = self.pid(number)
        if pid is None:
            raise ClusterFailed(f"node {number} does not run")
        os.kill(pid, what)

    def _settings(self, number: int) -> dict[str, str]:
        node = self.nodes[number]
        return SETTINGS | {
            "cluster.name": self.name,
            "node.name": node.name,
            "http.port": str(node.http),
            "transport.port": str(node.transport),
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{each.transport}" for each in self.nodes),
            "cluster.initial_cluster_manager_nodes": ",".join(each.name for each in self.nodes),
            "path.repo": str(self.folder / "snapshots"),
        }

    def _home(self, number: int) -> Path:
        return self.folder / f"node-{number}"

    @property
    def _state(self) -> Path:
        return self.folder / "nodes.json"

    def _save(self, kit: Kit) -> None:
        owner = (f"-Downer={self.owner}",) if self.owner else ()
        command = kit.command(self.folder, flags=owner)
        at = command.index(str(self.folder))
        state = {
            "command": (command[:at], command[at + 1 :]),
            "nodes": [dataclasses.asdict(node) for node in self.nodes],
        }
        self._state.write_text(json.dumps(state), "utf-8")

    def _load(self) -> None:
        if self._state.exists():
            state = json.loads(self._state.read_text("utf-8"))
            self.nodes = tuple(Node(**each) for each in state["nodes"])


def has_ended(pid: int) -> bool:
    """A child that has ended is asked for its status, else it would stay as a name without a process.

    The child of another process stays one until that asks.
    """
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return state_of(pid) in ("", "Z")


def state_of(pid: int) -> str:
    """One letter as proc(5) has it; "" when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def free_ports(count: int) -> tuple[int, ...]:
    """Ports of 127.0.0.1 on which nothing listens."""
    found = (port for port in random.sample(PORTS, len(PORTS)) if is_free(port))
    return tuple(next(found) for _ in range(count))


def is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
