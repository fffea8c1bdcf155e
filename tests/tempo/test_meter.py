"""The live meter in the browser says what the score says: both hold to the same vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.site import Site

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))

READ = """async ({protocol, cases, spans, ladder}) => {
  const meter = await import("/views/practice/tempo/meter.js");
  const { movements } = await import("/views/practice/tempo/picture.js");
  const rates = cases.map(({ taps, areas, live }) => ({
    bouts: movements({ taps, areas }, protocol),
    live: live.map(({ now }) => {
      const soFar = taps.filter((t) => t <= now);
      const attempt = { taps: soFar, areas: areas.filter(([first]) => first < soFar.length) };
      return { rate: meter.liveRate(attempt, protocol, now), bout: meter.liveBout(attempt, protocol, now) };
    }),
  }));
  const { climbed } = await import("/views/practice/tempo/ladder.js");
  return {
    rates,
    spans: spans.cases.map(({ protocol: name, taps, areas, live }) => live.map(({ now }) => {
      const soFar = taps.filter((t) => t <= now);
      const attempt = { taps: soFar, areas: areas.filter(([first]) => first < soFar.length) };
      const value = meter.liveSpan(attempt, spans.protocols[name], now);
      return { value, band: meter.spanBand(value, spans.protocols[name]) };
    })),
    ladder: ladder.map(({ steps, standing }) => climbed(steps, standing.needed)),
  };
}"""


@pytest.fixture(scope="module")
def metered(browser: Browser, site: Site) -> dict[str, Any]:
    """What the browser reads and works out in every case."""
    page = browser.new_page()
    page.goto(site.address + "views/words.json")
    read = page.evaluate(READ, VECTORS)
    page.close()
    rates = {case["name"]: found for case, found in zip(VECTORS["cases"], read["rates"], strict=True)}
    return {**rates, "spans": read["spans"], "ladder": read["ladder"]}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["name"])
def test_the_live_rate_and_the_ring_are_the_expected_ones(case: dict[str, Any], metered: dict[str, Any]) -> None:
    """At each instant of the vectors: rate, band and seconds on the area."""
    for at, found in zip(case["live"], metered[case["name"]]["live"], strict=True):
        rate = found["rate"]
        assert (rate and rate["band"]) == at["band"]
        assert (rate and rate["rate"]) == (at["rate"] and pytest.approx(at["rate"], rel=1e-8))
        assert found["bout"] == pytest.approx(at["bout"], abs=1e-8)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["name"])
def test_the_picture_shows_the_bouts_and_bands_that_are_scored(case: dict[str, Any], metered: dict[str, Any]) -> None:
    """Each bout with its area, start, end and movements; each counted movement in its band."""
    bouts = metered[case["name"]]["bouts"]
    assert [b["area"] for b in bouts] == [b["area"] for b in case["bouts"]]
    for found, expected in zip(bouts, case["bouts"], strict=True):
        assert (found["from"], found["to"]) == (pytest.approx(expected["start"]), pytest.approx(expected["end"]))
        assert len(found["points"]) + 1 == expected["movements"]
    bands = [point["band"] for bout in bouts for point in bout["points"]]
    score = case["score"]
    assert [bands.count(b) for b in ("in", "below", "above")] == [score["inside"], score["below"], score["above"]]


def test_the_live_times_and_counts_are_the_expected_ones(metered: dict[str, Any]) -> None:
    """Seconds and repetitions of the present area or stage, and where they lie."""
    for case, found in zip(VECTORS["spans"]["cases"], metered["spans"], strict=True):
        for at, read in zip(case["live"], found, strict=True):
            expected = {"value": pytest.approx(at["value"], abs=1e-9), "band": at["band"]}
            assert read == expected, case["name"]


def test_the_browser_and_the_record_agree_on_the_rung_and_mastery(metered: dict[str, Any]) -> None:
    """The ladder that a learner sees is the one that is counted."""
    assert metered["ladder"] == [case["standing"] for case in VECTORS["ladder"]]
