"""The crawl loop: waiting targets in, steps out, until nothing is due.

The frontier lives in Memory, so the loop may be killed anywhere: what was not recorded is still waiting. Hosts are
asked side by side, each one request at a time.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter, defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.found import opening
from crawler.model import Capture, Failure, Refusal, Revisit, Source, Step, Target, Visit
from crawler.seams import Clock, Counts, Fetcher, Manner, Memory, Renderer, Tools
from crawler.urls import host_of
from crawler.visiting import Visitor

BATCH = 200
GROUP = 100
"""Steps recorded together, at most."""
GROUP_AGE = timedelta(seconds=1)


async def crawl(
    source: Source,
    *,
    memory: Memory,
    fetcher: Fetcher,
    clock: Clock,
    manner: Manner | None = None,
    renderer: Renderer | None = None,
) -> Counts:
    """Crawl a source until nothing of it is due. Gives what this call did.

    Raises BadUrl for a seed that is no address, and whatever `memory` raises; then the steps at hand stay waiting.
    """
    tools = Tools(memory=memory, fetcher=fetcher, clock=clock, manner=manner or Manner(), renderer=renderer)
    memory.add(opening(source))
    return await _Crawl(source, tools).run()


class _Log:
    """Steps on their way to memory: kept together for a moment, so that one commit serves many."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._steps: list[Step] = []
        self._since: datetime | None = None
        self._retries: list[datetime] = []
        self._total: Counter[type[Visit]] = Counter()
        self._found = 0

    def add(self, step: Step) -> None:
        self._steps.append(step)
        self._total[type(step.visit)] += 1
        self._found += len(step.found)
        if isinstance(step.visit, Failure) and step.visit.retry_at:
            heapq.heappush(self._retries, step.visit.retry_at)
        now = self._tools.clock()
        self._since = self._since or now
        if len(self._steps) >= GROUP or now - self._since >= GROUP_AGE:
            self.flush()

    def flush(self) -> None:
        steps, self._steps, self._since = self._steps, [], None
        if steps:
            self._tools.memory.record(steps)
            if self._tools.manner.progress:
                self._tools.manner.progress(self.counts)

    @property
    def counts(self) -> Counts:
        total = self._total
        return Counts(
            captured=total[Capture],
            revisited=total[Revisit],
            refused=total[Refusal],
            failed=total[Failure],
            found=self._found,
        )

    def next_retry(self) -> timedelta | None:
        """How long until the next of this run's failures is due again; None when there is none."""
        now = self._tools.clock()
        while self._retries and self._retries[0] <= now:
            heapq.heappop(self._retries)
        return self._retries[0] - now if self._retries else None


class _Crawl:
    """One run of the loop."""

    def __init__(self, source: Source, tools: Tools) -> None:
        self._tools = tools
        self._visitor = Visitor(source, tools)
        self._log = _Log(tools)

    async def run(self) -> Counts:
        try:
            while not self._is_over():
                batch = self._tools.memory.take(now=self._tools.clock(), limit=BATCH)
                goes_on = await self._batch(batch) if batch else await self._wait_for_retry()
                if not goes_on:
                    return self._log.counts
        except asyncio.CancelledError:
            self._log.flush()
            raise
        return replace(self._log.counts, left=True)

    def _is_over(self) -> bool:
        limit = self._tools.manner.limit
        return self._tools.is_stopped() or (limit is not None and self._visitor.pages >= limit)

    async def _batch(self, batch: Sequence[Target]) -> bool:
        """Visit the targets, hosts side by side; False when nothing at all came of them."""
        before = self._log.counts.steps
        self._visitor.new_batch()
        queues: defaultdict[str, list[Target]] = defaultdict(list)
        for target in batch:
            queues[host_of(target.url)].append(target)
        await _side_by_side(self._host(queue) for queue in queues.values())
        self._log.flush()
        return self._log.counts.steps > before or self._is_over()

    async def _host(self, queue: Sequence[Target]) -> None:
        for target in queue:
            if self._is_over():
                return
            if await self._visitor.must_wait(target):
                self._log.flush()
            async for step in self._visitor.steps(target):
                self._log.add(step)

    async def _wait_for_retry(self) -> bool:
        """Sleep until a failure is due again; False when that is too far off."""
        wait, patience = self._log.next_retry(), timedelta(seconds=self._tools.manner.patience)
        if wait is None or wait > patience:
            return False
        await self._tools.manner.sleep(min(wait.total_seconds(), 1.0))
        return True


async def _side_by_side(works: Iterable[Coroutine[None, None, None]]) -> None:
    """Run all; when one fails, end the others and raise what it raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
