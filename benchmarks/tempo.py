"""The tempo trainer in Chromium: from a tap to the shown rate, in frames; and the metronome's scheduled intervals.

    python benchmarks/tempo.py [number of taps]

A tap's delay runs from the event's own time stamp to the first frame that begins after the rate was written: what was
written before a frame is painted with it. Beside it, in the same run, a bare page that writes the time of each key:
their ratio is what the trainer adds. Drafts are written to the record meanwhile, as in a lesson. Beats are rendered for
twelve seconds at each rate; a beat's error is how far it is scheduled from the grid, and its sound how far that sets in
from where it was scheduled. Aim: the next frame, as bare; errors below a sample.
"""

from __future__ import annotations

import itertools
import math
import random
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.tempo.conftest import Kernel  # noqa: E402
from tests.tempo.test_metronome import RENDER  # noqa: E402
from tests.views.conftest import Site  # noqa: E402

RATES = range(40, 141, 10)
HERTZ = 48_000

# Notes the times of taps and of frames, and the first frame that begins after the watched text was written.
WATCH = """(watched) => {
  window.taps = [];
  window.frames = [];
  const frame = (time) => {
    frames.push(time);
    for (const tap of taps) if (tap.written && !tap.shown) tap.shown = time;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  addEventListener("keydown", (event) => taps.push({ at: event.timeStamp }), { capture: true });
  const write = () => { if (taps.length && !taps.at(-1).written) taps.at(-1).written = performance.now(); };
  new MutationObserver(write).observe(document.querySelector(watched), { attributes: true, childList: true });
}"""
BARE = """<!doctype html><title>Bare</title><button id="pad">Tap</button><p id="shown">-</p><script>
document.querySelector("#pad").addEventListener("keydown", (event) => {
  event.preventDefault();
  document.querySelector("#shown").textContent = event.timeStamp;
});
</script>"""


def tapped(page: Any, pad: str, watched: str, taps: int) -> tuple[list[float], list[float], float]:
    """Tap at uneven times; return each tap's delay and its part before the writing, and a frame's length, all in ms."""
    page.evaluate(WATCH, watched)
    page.locator(pad).focus()
    uneven = random.Random(1)
    for _ in range(taps):
        page.keyboard.press(" ")
        page.wait_for_timeout(uneven.uniform(120, 190))
    page.wait_for_function("taps.filter((tap) => tap.written).every((tap) => tap.shown)")
    # The first tap has no rate yet.
    noted = [tap for tap in page.evaluate("taps") if "shown" in tap][1:]
    length = statistics.median(b - a for a, b in itertools.pairwise(page.evaluate("frames")))
    return [tap["shown"] - tap["at"] for tap in noted], [tap["written"] - tap["at"] for tap in noted], length


def main() -> None:
    """Print both tables."""
    taps = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    site = Site()
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    try:
        with chromium() as browser, tempfile.TemporaryDirectory() as folder:
            bare = browser.new_page()
            bare.set_content(BARE)
            floor = tapped(bare, "#pad", "#shown", taps)
            bare.close()
            kernel = Kernel(Path(folder))
            site.traits = kernel.traits
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.expose_function("kernel", kernel.answer)
            page.goto(site.address)
            page.locator("#widget[data-ready]").wait_for()
            page.locator(".backmap-drawing").wait_for()
            trainer = tapped(page, ".bc-tempo-pad", ".bc-tempo-number", taps)
            head = f"{'tap to shown rate':20}{'taps':>6}{'written, ms':>13}{'shown, ms':>11}{'95 %, ms':>10}"
            print(f"{head}{'one frame':>11}{'two':>7}{'most frames':>13}")
            for name, (delays, written, frame) in (("bare page", floor), ("tempo trainer", trainer)):
                late = statistics.quantiles(delays, n=20)[-1]
                frames = [math.ceil(delay / frame) for delay in delays]
                one, two = (f"{100 * sum(n <= most for n in frames) / len(frames):.0f} %" for most in (1, 2))
                medians = f"{statistics.median(written):13.1f}{statistics.median(delays):11.1f}{late:10.1f}"
                print(f"{name:20}{len(delays):6}{medians}{one:>11}{two:>7}{max(frames):13}")
            ratio = statistics.median(trainer[0]) / statistics.median(floor[0])
            print(f"ratio of the medians {ratio:.2f}; a frame lasts {trainer[2]:.1f} ms\n")
            beats(page)
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


def beats(page: Any) -> None:
    """Print, for each rate, how exactly beats are scheduled and heard."""
    head = f"{'beats a minute':>14}{'beats':>7}{'interval, ms':>14}{'scheduled, us off':>19}"
    print(f"{head}{'heard, samples off':>20}{'off / interval':>16}")
    for rate in RATES:
        found = page.evaluate(RENDER, {"rate": rate, "seconds": 12})
        times, onsets = found["times"], found["onsets"]
        if len(times) != len(onsets):
            raise SystemExit(f"{len(times)} beats were scheduled at {rate} a minute and {len(onsets)} heard")
        interval = 60 / rate
        off = max(abs(time - times[0] - n * interval) for n, time in enumerate(times))
        heard = max(abs(onset - time) for onset, time in zip(onsets, times, strict=True)) * HERTZ
        print(f"{rate:14}{len(times):7}{interval * 1000:14.1f}{off * 1e6:19.6f}{heard:20.1f}{off / interval:16.1e}")


if __name__ == "__main__":
    main()
