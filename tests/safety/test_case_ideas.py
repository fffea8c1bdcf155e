"""The course's case ideas, and more traps, as intakes: each gets the decision that is due."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import Struct

from backcraft.content.load import Loaded
from backcraft.safety import Decision, Intake, screen, unremarkable

from .clients import answering, coherent


class Case(Struct, frozen=True):
    """A client in short: what there is to find, the decision, and rules that it must rest on."""

    name: str
    told: Intake
    decision: Decision
    rules: tuple[str, ...]
    extent: str = ""


LOW = ("lumbar-left", "lumbar-right")
LOIN = ("flank-right", "kidney-right")
BLADE = ("scapular-left",)


def case(name: str, decision: Decision, rules: str = "", extent: str = "", /, **told: Any) -> Case:
    return Case(name, {k.replace("_", "-"): v for k, v in told.items()}, decision, tuple(rules.split()), extent)


TREAT = [
    case("1 office worker, HIV, well, intact skin", "treat", "hiv", hiv=True, age=34),
    case("2 teacher, medicated, 128/80", "treat", "bp-controlled", high_bp=True, bp_medicine=True, systolic=128,
         diastolic=80, age=51),
    case("3 student, steady depression on a medicine", "treat", "mental-illness", mental_illness=True, medicines=True,
         age=22),
    case("4 lifter, sore the day after", "treat", "exercise-soreness", site=LOW, exercise_soreness=True, age=27),
    case("5 driver, eight weeks of low back pain", "treat", "back-pain", site=LOW, weeks_of_pain=8, age=45),
    case("6 nine weeks pregnant, uncomplicated", "treat", "pregnancy-early", pregnant=True, pregnancy_week=9, age=30),
    case("7 gardener, skin cancer of the forearm healed for two years", "treat", "cancer-healed", cancer_history=True,
         cancer_discharged=True, weeks_since_cancer_treatment=104, age=63),
]  # fmt: skip
MODIFY = [
    case("8 twenty-four weeks pregnant", "modify", "pregnancy", pregnant=True, pregnancy_week=24, age=31),
    case("9 osteoporosis at seventy, no new pain", "modify", "osteoporosis", osteoporosis=True, age=70),
    case("10 irregular heart on a blood thinner, doctor content", "modify", "anticoagulant heart-disease",
         heart_disease=True, heart_steady=True, doctor_agrees=True, anticoagulant=True, anticoagulant_steady=True,
         age=68),
    case("11 acne on the upper back", "modify", "acne", "local", acne=("scapular-left", "scapular-right"), age=19),
    case("12 sesame allergy", "modify", "allergy-sesame", allergy_sesame=True),
    case("13 heart failure, cleared, two pillows as for years", "modify", "heart-failure", heart_failure=True,
         heart_steady=True, doctor_agrees=True, breathless_flat=False, age=72),
    case("14 mild scoliosis, wants straightening", "modify", "scoliosis", scoliosis=True, scoliosis_degree=1),
]  # fmt: skip
CLEARANCE = [
    case("15 chemotherapy ended three weeks ago", "clearance", "chemotherapy cancer-treatment", cancer_history=True,
         chemotherapy=True, weeks_since_cancer_treatment=3),
    case("16 heart attack five weeks ago", "clearance", "heart-attack-recent", heart_attack=True, heart_steady=True,
         weeks_since_heart_attack=5, age=59),
    case("17 broken vertebra four months ago", "clearance", "spine-fracture", spine_fracture=True,
         months_since_spine_fracture=4),
    case("18 haemophilia", "clearance", "clotting-disorder", clotting_disorder=True),
    case("19 placenta praevia, twenty weeks", "clearance", "pregnancy-complicated", pregnant=True, pregnancy_week=20,
         pregnancy_complicated=True),
    case("20 haemolytic anaemia", "clearance", "anaemia", anaemia=True, anaemia_kind="destroyed"),
]  # fmt: skip
REFER = [
    case("21 tight loin, 38.6, burning urine", "refer", "kidney-infection", site=LOIN, feels_ill=True, fever_felt=True,
         temperature=38.6, burning_urine=True),
    case("22 one swollen calf after a flight, breathing normal", "refer", "leg-clot", long_journey=True,
         calf_swelling=True),
    case("23 band of burning pain and blisters", "refer", "shingles", site=("ribs-left",), quality="burning",
         spread="round", band_pain=True, blisters=("ribs-left",)),
    case("24 breast cancer six years ago, night pain, weight loss", "refer", "cancer-with-red-flag", site=LOW,
         cancer_history=True, cancer_discharged=True, weeks_since_cancer_treatment=312, night_pain=True,
         weight_loss=True, age=61),
    case("25 on prednisolone, sudden thoracic pain after lifting", "refer", "fragile-spine-sudden-pain",
         site=("thoracic-left", "spine-line"), onset="movement", corticosteroid=True, new_pattern=True, age=72),
    case("26 injected drugs, fever, tender spine", "refer", "spinal-infection", site=LOW, fever_felt=True,
         temperature=38.4, iv_drugs=True, spine_tender=True),
    case("27 spreading, hot, red skin", "refer", "cellulitis", cellulitis=("lumbar-left",)),
]  # fmt: skip
DECLINE = [
    case("28 cheerful, smells of alcohol", "decline", "intoxicated", intoxicated=True),
    case("29 flu, 38.5", "decline", "fever catching-illness", feels_ill=True, fever_felt=True, temperature=38.5,
         infection_catching=True),
    case("30 widespread crusted rash", "decline", "rash-catching", rash=("scapular-left", "lumbar-left"),
         rash_widespread=True, rash_catching=True),
    case("31 swollen strain, twelve hours old", "decline", "fresh-strain", site=LOW, onset="movement", strain=True,
         hours_since_strain=12),
    case("32 acute radicular flare, no loss", "decline", "flare-with-limb-pain", site=LOW, spread="leg", flare=True),
    case("33a refuses consent", "decline", "no-consent", consent=False),
    case("33b refuses a history", "decline", "no-history", history_given=False),
    case("34 therapist with an uncovered, weeping cut", "decline", "therapist-wound", therapist_wound=True),
]  # fmt: skip
EMERGENCY = [
    case("35 numb saddle, cannot pass urine", "emergency", "cauda-equina", site=LOW, saddle_numbness=True,
         bladder_bowel=True),
    case("36 sudden tearing pain, clammy, at sixty-eight", "emergency", "aortic-rupture", site=LOW, onset="unprovoked",
         tearing_pain=True, clammy=True, age=68),
    case("37 neck pain after a fall, double vision, slurred speech", "emergency", "neck-arteries stroke",
         site=("neck-left",), onset="injury", new_pattern=True, double_vision=True, slurred_speech=True),
    case("38 calf pain, now breathless with chest pain", "emergency", "lung-clot", calf_swelling=True,
         breathless=True, chest_pressure=True),
    case("39 knot at the shoulder blade, chest pressure, left arm, breathless", "emergency", "heart-attack-signs",
         site=BLADE, chest_pressure=True, arm_jaw_pain=True, breathless=True),
    case("40 hives and wheeze after a nut oil", "emergency", "anaphylaxis", hives=True, wheeze=True),
]  # fmt: skip
#: Near misses of the cases above: one fact more or less, and the decision changes.
TRAPS = [
    case("HIV, and an open wound on the back", "modify", "hiv wound", "local", hiv=True, wound=("lumbar-left",)),
    case("HIV, and feverish", "decline", "hiv fever", hiv=True, fever_felt=True, temperature=38.2),
    case("medicated, 150/94: below the line", "treat", "bp-controlled", high_bp=True, systolic=150, diastolic=94),
    case("162/88 without symptoms", "clearance", "bp-raised", high_bp=True, systolic=162, diastolic=88),
    case("150/95: the lower figure is enough", "clearance", "bp-raised", high_bp=True, systolic=150, diastolic=95),
    case("182/100 without symptoms", "refer", "bp-very-high", high_bp=True, systolic=182, diastolic=100),
    case("162/88 and newly confused", "emergency", "bp-with-symptoms", high_bp=True, systolic=162, diastolic=88,
         confusion=True),
    case("depression, in a crisis", "refer", "crisis", mental_illness=True, crisis=True),
    case("anxious, wants massage", "treat", "anxious", anxious=True),
    case("anxious, cannot settle", "decline", "cannot-settle", anxious=True, cannot_settle=True),
    case("lifter, dark urine", "refer", "dark-urine", site=LOW, exercise_soreness=True, dark_urine=True),
    case("low back pain, numb saddle only", "emergency", "cauda-equina", site=LOW, saddle_numbness=True),
    case("low back pain, wakes at night", "clearance", "rest-pain", site=LOW, night_pain=True),
    case("low back pain, wakes at night, weight loss", "refer", "rest-pain-with-another-sign", site=LOW,
         night_pain=True, weight_loss=True),
    case("nine weeks pregnant, bleeding", "refer", "pregnancy-warning", pregnant=True, pregnancy_week=9,
         pregnancy_warning=True),
    case("thirteen weeks pregnant", "modify", "pregnancy", pregnant=True, pregnancy_week=13),
    case("placenta praevia, the midwife agrees", "modify", "pregnancy", pregnant=True, pregnancy_week=20,
         pregnancy_complicated=True, doctor_agrees=True),
    case("skin cancer removed two years ago, not discharged", "clearance", "cancer-treatment", cancer_history=True,
         weeks_since_cancer_treatment=104),
    case("cancer in treatment, the team agrees", "modify", "cancer-care", cancer_history=True, chemotherapy=True,
         weeks_since_cancer_treatment=0, doctor_agrees=True),
    case("heart attack three years ago, steady", "modify", "heart-attack-past", heart_attack=True, heart_steady=True,
         weeks_since_heart_attack=156),
    case("vertebra broken four months ago, doctor confirmed", "treat", "spine-fracture-healed", spine_fracture=True,
         months_since_spine_fracture=4, fracture_healed=True),
    case("vertebra broken ten years ago", "treat", "spine-fracture-healed", spine_fracture=True,
         months_since_spine_fracture=120),
    case("blood thinner, begun lately", "clearance", "anticoagulant-unclear", anticoagulant=True, doctor_agrees=True),
    case("heart failure, needs more pillows now", "refer", "breathless-flat", heart_failure=True, heart_steady=True,
         doctor_agrees=True, breathless_flat=True),
    case("mild treated anaemia", "treat", "anaemia-mild", anaemia=True, anaemia_kind="mild"),
    case("anaemia of a kind that the client does not know", "clearance", "anaemia", anaemia=True,
         anaemia_kind="unknown"),
    case("flu-like fever with back pain", "refer", "spinal-infection", site=LOW, fever_felt=True, temperature=38.5),
    case("injected drugs, fever, tender spine, weak leg", "emergency", "spinal-infection-with-nerves", site=LOW,
         fever_felt=True, temperature=38.4, iv_drugs=True, spine_tender=True, limb_weakness=True),
    case("flank pain, fever, burning urine, drowsy", "emergency", "kidney-infection-drowsy", site=LOIN,
         fever_felt=True, temperature=38.9, burning_urine=True, confusion=True),
    case("calf swollen and breathless, chest free", "emergency", "lung-clot", calf_swelling=True, breathless=True),
    case("blood clot five years ago", "modify", "clot-care", clot_history=True, months_since_clot=60),
    case("smells of alcohol, and one arm sinks", "emergency", "stroke", intoxicated=True, arm_sinks=True),
    case("insulin, shaky", "decline", "low-sugar", diabetes=True, diabetes_steady=True, insulin=True,
         low_sugar_signs=True),
    case("diabetes, steady", "treat", "diabetes-steady", diabetes=True, diabetes_steady=True, age=58),
    case("hives without wheeze", "decline", "hives", hives=True),
    case("strain of five days ago", "modify", "settling-strain", "local", site=LOW, onset="movement", strain=True,
         hours_since_strain=120),
    case("pain into the leg, between flares", "modify", "limb-pain-between-flares", site=LOW, spread="leg"),
    case("radicular flare with growing weakness", "refer", "growing-weakness", site=LOW, spread="leg", flare=True,
         limb_weakness=True),
    case("rash at one place, not catching", "modify", "rash", "local", rash=("lumbar-left",)),
    case("a mole that changed", "modify", "mole-changing", "local", mole_changing=("scapular-right",)),
    case("scoliosis of the fourth degree", "clearance", "scoliosis-severe", scoliosis=True, scoliosis_degree=4),
    case("therapist's cut, covered", "modify", "therapist-wound-covered", therapist_wound=True,
         therapist_wound_covered=True),
    case("stiff neck from the desk", "treat", "neck-screened", site=("neck-left", "collar-left")),
    case("sixteen, with a parent who agrees", "treat", "", age=16, guardian_consent=True),
    case("sixteen, alone", "decline", "minor-alone", age=16, guardian_consent=False),
    case("appendix out five days ago", "decline", "operation-fresh", operation=True, weeks_since_operation=0.7),
    case("appendix out six weeks ago, discharged", "treat", "operation-healed", operation=True,
         weeks_since_operation=6, operation_healed=True),
    case("asthma, steady", "modify", "lung-disease", lung_disease=True),
    case("large fibroid", "clearance", "fibroid-large", fibroid=True, fibroid_size="large"),
]  # fmt: skip
IDEAS = [*TREAT, *MODIFY, *CLEARANCE, *REFER, *DECLINE, *EMERGENCY]


@pytest.mark.parametrize("case", [*IDEAS, *TRAPS], ids=lambda case: case.name)
def test_a_client_of_whom_all_is_known_gets_the_due_decision(case: Case, loaded: Loaded) -> None:
    """With everything known the decision is the author's, it rests on the right rules, and nothing is left to ask."""
    whole = coherent(loaded.screening, case.told)
    outcome = screen(loaded.screening, {**unremarkable(loaded.screening), **whole})
    assert outcome.decision == case.decision, [c.rule.id for c in outcome.conclusions]
    assert {c.rule.id for c in outcome.conclusions} >= set(case.rules)
    assert not outcome.provisional, [a.fact.id for a in outcome.ask]
    assert outcome.extent == (case.extent or outcome.extent)


@pytest.mark.parametrize("case", [*IDEAS, *TRAPS], ids=lambda case: case.name)
def test_a_therapist_who_asks_what_comes_up_gets_there_too(case: Case, loaded: Loaded) -> None:
    """Starting from nothing and asking only what the screen says to ask, the same decision is reached."""
    truth = {**unremarkable(loaded.screening), **coherent(loaded.screening, case.told)}
    known, outcome = answering(loaded.screening, truth)
    assert outcome.decision == case.decision
    assert set(case.told) <= set(known)
    assert not outcome.provisional


@pytest.mark.parametrize("case", [*TREAT, *MODIFY], ids=lambda case: case.name)
def test_no_case_to_treat_is_over_refused_on_the_way(case: Case, loaded: Loaded) -> None:
    """The red flags are asked about, and their absence leaves the client treated: nothing graver fires."""
    truth = {**unremarkable(loaded.screening), **coherent(loaded.screening, case.told)}
    _, outcome = answering(loaded.screening, truth)
    assert {c.rule.decision for c in outcome.conclusions} <= {"treat", "modify"}


def test_the_table_covers_all_forty_ideas() -> None:
    """Forty ideas, one of them in two parts."""
    assert sorted({int(case.name.split(" ")[0].rstrip("ab")) for case in IDEAS}) == list(range(1, 41))


def test_modifications_are_those_that_the_cases_ask_for(loaded: Loaded) -> None:
    """Side and length in pregnancy, no percussion on thin bones, no lying flat with a weak heart, sites kept clear."""
    rules, numbers = loaded.screening.rules, loaded.screening.thresholds
    pregnancy = {m.about: m for m in rules["pregnancy"].modify}
    assert numbers[pregnancy["duration"].at_most] == 45
    assert "cut-out" in pregnancy["position"].text
    assert not {"stroking", "rubbing"} & set(pregnancy["strokes"].without)
    bones = {m.about: m for m in rules["osteoporosis"].modify}
    assert {"patting", "tapping", "chopping", "sawing"} <= set(bones["strokes"].without)
    assert "Semi-upright" in next(m.text for m in rules["heart-failure"].modify if m.about == "position")
    acne = screen(loaded.screening, {"acne": ("scapular-left",)})
    assert acne.avoid == ("scapular-left",)
