"""The metronome: exact on the audio clock, silent until asked, and gone after its fade."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import Site

from .conftest import Hands, Opening

# Renders some seconds of the metronome without a timer, and finds where sound sets in after silence.
RENDER = """async ({rate, seconds}) => {
  const { Metronome } = await import("/views/practice/tempo/metronome.js");
  const hertz = 48000;
  const context = new OfflineAudioContext(1, seconds * hertz, hertz);
  const metronome = new Metronome({ context, rate, volume: 1, later: () => 1, cancel: () => {} });
  metronome.start();
  metronome.fill(seconds - 0.2);
  const times = metronome.due.map((beat) => beat.time);
  const heard = (await context.startRendering()).getChannelData(0);
  const onsets = [];
  let quiet = 4800;
  heard.forEach((value, i) => {
    const loud = Math.abs(value) > 1e-4;
    if (loud && quiet >= 4800) onsets.push(i / hertz);
    quiet = loud ? 0 : quiet + 1;
  });
  return { times, onsets };
}"""

# Keeps a note of every sound that the page hands to WebAudio: when it is to start, and when that was said.
RECORD = """
window.sounds = [];
window.contexts = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  window.sounds.push({ when, said: this.context.currentTime });
  return start.call(this, when);
};
const Context = window.AudioContext;
window.AudioContext = class extends Context {
  constructor(...given) { super(...given); window.contexts += 1; }
};
"""


@pytest.fixture(scope="module")
def silent_page(browser: Browser, site: Site) -> Page:
    page = browser.new_page()
    page.goto(site.address + "views/words.json")
    return page


@pytest.mark.parametrize("rate", range(40, 141, 10))
def test_beats_are_exact_on_the_audio_clock(silent_page: Page, rate: int) -> None:
    """From 40 to 140 a minute every beat is scheduled on the grid, and sounds there to a sample or two."""
    found = silent_page.evaluate(RENDER, {"rate": rate, "seconds": 12})
    times, onsets = found["times"], found["onsets"]
    assert len(times) == len(onsets) >= 8
    for n, (time, onset) in enumerate(zip(times, onsets, strict=True)):
        assert time - times[0] == pytest.approx(n * 60 / rate, abs=1e-9)
        assert onset == pytest.approx(time, abs=4 / 48000)


def test_a_new_rate_holds_from_the_last_beat_on(silent_page: Page) -> None:
    """Turning the metronome from 60 to 90 leaves no gap and no double beat."""
    times = silent_page.evaluate("""async () => {
      const { Metronome } = await import("/views/practice/tempo/metronome.js");
      const context = new OfflineAudioContext(1, 48000, 48000);
      const metronome = new Metronome({ context, rate: 60, later: () => 1, cancel: () => {} });
      metronome.start();
      metronome.fill(2.5);
      metronome.change(90);
      metronome.fill(4);
      return metronome.due.map((beat) => beat.time);
    }""")
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert gaps == pytest.approx([1, 1, 60 / 90, 60 / 90])


def test_a_fade_ends_in_silence_and_says_when(silent_page: Page) -> None:
    """Two seconds of full beats, five of ever softer ones, then none; the end is told once."""
    found = silent_page.evaluate("""async () => {
      const { Metronome } = await import("/views/practice/tempo/metronome.js");
      const context = new OfflineAudioContext(1, 48000, 48000);
      const ends = [];
      const silent = (time) => ends.push(time);
      const metronome = new Metronome({ context, rate: 60, later: () => 1, cancel: () => {}, silent });
      metronome.start();
      metronome.fadeIn(2);
      metronome.fill(60);
      metronome.fill(60);
      return { levels: metronome.due.map((beat) => beat.level), ends, running: metronome.running };
    }""")
    assert found["levels"] == pytest.approx([1, 1, 0.98, 0.78, 0.58, 0.38, 0.18])
    assert (found["ends"], found["running"]) == ([pytest.approx(7.1)], False)


def opened_with_ears(opened: Opening) -> tuple[Page, Any]:
    page, kernel = opened()
    page.add_init_script(RECORD)
    page.reload()
    page.locator("#widget[data-ready]").wait_for()
    return page, kernel


def test_nothing_sounds_and_no_audio_is_opened_before_the_click(opened: Opening) -> None:
    """Tapping a whole attempt opens no audio."""
    page, _ = opened_with_ears(opened)
    page.locator(".bc-tempo-pad").focus()
    Hands(page).tap(6, 80)
    assert page.evaluate("[contexts, sounds.length]") == [0, 0]


def test_beats_are_handed_over_ahead_of_time_while_the_page_is_busy(opened: Opening) -> None:
    """Even when the page hangs for 150 ms again and again, every beat is said before it is due and on the grid."""
    page, _ = opened_with_ears(opened)
    page.get_by_label("Beat", exact=True).fill("100")
    page.get_by_role("button", name="Start the metronome").click()
    page.evaluate("""() => new Promise((done) => {
      const hang = () => {
        const until = performance.now() + 150;
        while (performance.now() < until);
        if (sounds.length >= 5) done(); else setTimeout(hang, 5);
      };
      hang();
    })""")
    sounds = page.evaluate("sounds")
    assert all(s["said"] < s["when"] for s in sounds)
    gaps = [b["when"] - a["when"] for a, b in itertools.pairwise(sounds)]
    assert gaps == pytest.approx([0.6] * len(gaps), abs=1e-9)


def test_the_beat_is_seen_and_stops_when_told(opened: Opening) -> None:
    """One lamp at a time is lit, first one side and then the other; after stopping both are out."""
    page, _ = opened_with_ears(opened)
    page.get_by_role("button", name="Start the metronome").click()
    lamps = page.locator(".bc-tempo-beat")
    for lit in (0, 1):
        expect(lamps.nth(lit)).to_have_attribute("data-lit", "true")
        expect(lamps.nth(1 - lit)).to_have_attribute("data-lit", "false")
    page.get_by_role("button", name="Stop the metronome").click()
    expect(page.locator(".bc-tempo-beat[data-lit=true]")).to_have_count(0)
    count = page.evaluate("sounds.length")
    page.wait_for_function("since => performance.now() > since + 400", arg=page.evaluate("performance.now()"))
    assert page.evaluate("sounds.length") == count


def test_the_rate_stays_within_the_protocol_s_range(opened: Opening) -> None:
    """For rubbing the metronome offers 60 to 100; where no rate is asked, 40 to 140."""
    page, _ = opened()
    beat = page.get_by_label("Beat", exact=True)
    assert (beat.get_attribute("min"), beat.get_attribute("max"), beat.input_value()) == ("60", "100", "80")


def test_an_attempt_keeps_how_the_metronome_helped(opened: Opening) -> None:
    """On the second rung it may fade, and its rate and end are kept; on the third there is none."""
    page, kernel = opened()
    page.get_by_role("radio", name="2. Fading").check()
    page.get_by_role("button", name="Start the metronome").click()
    page.get_by_role("button", name="Stop the metronome").wait_for()
    page.locator(".bc-tempo-pad").focus()
    hands = Hands(page)
    hands.tap(6, 80)
    hands.press("Escape")
    page.locator(".bc-tempo-figures").wait_for()
    kept = kernel.attempts()[0]
    assert (kept["rung"], kept["metronome"]) == ("fading", {"rate": 80, "fades": True, "silent": None})
    # It never fell silent, and the learner is told what that makes of the attempt.
    expect(page.locator(".bc-tempo-result")).to_contain_text("this attempt counts as guided")
    page.get_by_role("radio", name="3. Alone").check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Start the metronome")).to_be_hidden()
