"""The one list of content rules: what each means and how to mend it.

A kind of question brings its own rules (``Q1xx``) in its class, as ``rules``; they are added here when asked for.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from backcraft.questions.registry import kinds


class Rule(Struct, frozen=True):
    """One rule. ``where`` says which files it is for."""

    id: str
    means: str
    mend: str


STAGES: Final = {
    "S": ("Syntax", "any content file"),
    "C": ("Shape of facts", "`data/` and `backcraft.toml`"),
    "F": ("Meaning of facts", "`data/`"),
    "Q": ("Questions and quizzes", "`quizzes/`"),
    "K": ("Client cases", "`quizzes/cases/` and `data/case-marks.csv`"),
    "L": ("Lessons", "`lessons/`"),
    "A": ("Assignments and class lists", "a private bank's `assignments/` and class list"),
    "R": ("Release", "`quizzes/ledger.json`"),
}

_SHAPE: Final = (
    ("011", "A key or column that must be there is missing.", "Add it."),
    ("012", "A key or column that nothing reads, often a slip of the pen.", "Correct its name or remove it."),
    ("013", "A list, table or text stands where another of them is due.", "Write it as the message says."),
    ("014", "Not a number, or a number (or length) out of range.", "Write a number in digits, with a point."),
    ("015", "Not one of the values that are allowed here.", "Use one of those that the message names."),
    ("016", "A text that must say something is empty.", "Write it."),
)

_OWN: Final = (
    ("S001", "The file cannot be read.", "Check its name and permissions."),
    ("S002", "The file is not UTF-8.", "Save it with the encoding UTF-8."),
    ("S003", "A control character.", "Remove it; it often comes along when text is pasted."),
    ("S004", "A tab in YAML's indentation.", "Use spaces."),
    ("S005", "The YAML is broken at this place.", "Check quotes, colons and indentation here and in the line above."),
    ("S006", "The file is empty.", "Fill it or remove it."),
    ("S007", "A key stands twice in one table.", "Keep one."),
    ("S008", "A YAML anchor or alias.", "Write the text out in both places."),
    ("S009", "A YAML tag.", "Remove it; put a text that starts with an exclamation mark in quotes."),
    ("S010", "A second YAML document in one file.", "Make it a file of its own."),
    ("S011", "Nested deeper than any content file needs.", "Check the indentation and brackets."),
    (
        "S012",
        "A file that nothing reads, named almost like one that is read.",
        "Correct its name, or move it.",
    ),
    ("S021", "A CSV column without a name, or two with the same.", "Name each column once."),
    ("S022", "A CSV row with more or fewer cells than the header.", "Put a text that holds a comma in double quotes."),
    ("S023", "A stray or unclosed quote in CSV.", "Quote the whole cell, and write a quote inside it twice."),
    ("S031", "`backcraft.toml` is broken.", 'Write `name = "..."` and `language = "en"`, a line each.'),
    ("S041", "`quizzes/ledger.json` is broken.", "Take it from the last commit."),
    ("F001", "A source that does not stand in `data/sources.yaml`.", "Correct the id, or add the source."),
    ("F002", "A fact that names no source.", "Name where it comes from."),
    ("F003", "An id that stands twice in one table.", "Give each row an id of its own."),
    ("F004", "An id in another form than small letters, digits and hyphens.", "Write it so; sources may use capitals."),
    ("F005", "A low end above the high end.", "Swap or correct them."),
    ("F006", "A timing with neither a low nor a high end.", "Give at least one."),
    ("F007", "A stroke that does not stand in `data/strokes.yaml`.", "Correct the id, or add the stroke."),
    ("F008", "A region that is not drawn on the back map.", "Correct the id, or draw the region."),
    ("F009", "A region of the back map that `data/regions.yaml` does not name.", "Add it there."),
    ("F010", "A region's id and its side disagree.", "An id that ends in -left has the side left, and so on."),
    ("F011", "A region of one side without its twin on the other.", "Add the twin."),
    ("F012", "A module that does not stand in `data/modules.csv`.", "Correct the number, or add the module."),
    ("F013", "A module's number stands twice.", "Give each module a number of its own."),
    ("F014", "A module's slug does not start with its number in two digits.", "Write it as in 06-strokes."),
    ("F015", "A conflict with fewer than two positions.", "Give each side, with its sources."),
    ("F016", "A role in a fact.", "Roles are for lessons and questions; write the words."),
    ("F017", "An id that is both a timing and a threshold.", "Give one of them another id: roles look in both."),
    ("F018", "A sequence without steps.", "Give its steps."),
    ("F019", "A number below zero where none can be.", "Write zero or more."),
    ("F020", "A fact that does not stand in `data/intake.yaml`.", "Correct the id, or add the fact."),
    ("F021", "A number that stands in neither `data/thresholds.csv` nor `data/timings.csv`.", "Correct the id."),
    ("F022", "A region that does not stand in `data/regions.yaml`.", "Correct the id."),
    ("F023", "A conflict that does not stand in `data/conflicts.yaml`.", "Correct the id, or add the conflict."),
    ("F024", "A condition that does not stand in `data/conditions.yaml`.", "Correct the id, or add the condition."),
    ("F025", "An empty condition.", "Name a fact, or all, any, none or unless."),
    ("F026", "A fact of the intake that nothing looks at.", "Use it in a rule, or take it out."),
    ("F027", "A red flag inside `none` or `unless`, where it could make a decision milder.", "Say it another way."),
    ("F028", "A comparison that does not fit the kind or the range of its fact.", "Write it as the message says."),
    (
        "F029",
        "A condition for which no rule stands, or one for which a rule stands although it says none does.",
        "Name it in a rule's `conditions`, or say why not in its `no_rule`.",
    ),
    ("F030", "A fact of the intake that lacks what its kind needs.", "Write it as the message says."),
    ("F031", "A fact of the intake that is never asked, or both always and sometimes.", "Give one of the two."),
    ("F032", "A stroke names a word that does not stand in `data/terms.csv`.", "Correct the id, or add the word."),
    (
        "F033",
        "A line of `data/checklists.csv` with a name in braces that it has not.",
        "Use one that the message names.",
    ),
    (
        "F034",
        "Something is said of a client of `data/clients.yaml` that the intake does not take.",
        "Write it as the message says.",
    ),
    ("F041", "A picture's or film's file that is not in the course's `media/`.", "Put it there, or correct its name."),
    ("F042", "A file that browsers show neither as a picture nor as a film.", "Save it as the message says."),
    ("F051", "An exam's areas do not add up to 100 percent, or a share is above it.", "Correct the shares."),
    ("F052", "A module belongs to two areas of an exam.", "Keep one."),
    ("F053", "A question that cannot decide an exam.", "Name one with a key, about safety, of the exam's areas."),
    ("F054", "An exam that asks for more questions than there are.", "Write more questions, or ask for fewer."),
    ("Q017", "A question of no known kind.", "Use one of the kinds that the message names."),
    ("Q021", "An objective that does not stand in `data/objectives.csv`.", "Correct the id, or add the objective."),
    ("Q022", "A source that does not stand in `data/sources.yaml`.", "Correct the id, or add the source."),
    ("Q023", "A question's id stands twice in the bank.", "Give each question an id of its own."),
    ("Q024", "A quiz's id stands twice.", "Give each quiz an id of its own."),
    ("Q025", "A quiz names a question that the bank does not hold.", "Correct the id, or write the question."),
    ("Q026", "Certainty is asked for with a kind that gives partial credit.", "Leave `certainty` out."),
    ("Q027", "A role in a question's text names nothing that exists, or is badly written.", "Correct it."),
    ("Q028", "Two parts of a question (options, cards, bins ...) share an id.", "Give each part an id of its own."),
    ("Q029", "An id in another form than small letters, digits and hyphens.", "Write it so."),
    ("Q030", "A question that names no source.", "Name what its key rests on."),
    ("Q031", "A quiz without questions.", "Name its questions, or remove it."),
    ("Q032", "A quiz names a question twice.", "Keep one."),
    ("Q033", "A number of attempts below zero.", "Write 0 for as often as wished, or a number."),
    ("Q034", "An option that stands for others, such as all of the above.", "Write out what is meant."),
    ("Q035", "Two questions whose stems say the same.", "Ask something else, or keep one."),
    ("Q036", "A right option far longer than every wrong one, which tells it.", "Shorten it, or fill the others out."),
    ("Q037", "A file of ten questions or more with over 60 % of kind `single`.", "Make some another kind."),
    ("Q038", "A file where right options are much longer or shorter than wrong ones.", "Even them out."),
    ("Q039", "A file where most right options stand at one place of their lists.", "Move some of them."),
    ("Q040", "A fact of a question's `facts` that stands in no table of `data/`.", "Correct the id, or add the row."),
    ("Q041", "A question names a fact twice.", "Keep one."),
    ("K021", "An objective that does not stand in `data/objectives.csv`.", "Correct the id, or add the objective."),
    ("K022", "A source that does not stand in `data/sources.yaml`.", "Correct the id, or add the source."),
    ("K023", "A case's id stands twice.", "Give each case an id of its own."),
    ("K024", "A case's id and its file's name differ.", "Name the file as the case."),
    ("K025", "A fact that does not stand in `data/intake.yaml`.", "Correct the id."),
    ("K026", "A value that does not fit its fact.", "Write it as the message says."),
    ("K027", "A role in a case's text names nothing that exists, or is badly written.", "Correct it."),
    ("K028", "Two choices of a plan share an id.", "Give each an id of its own."),
    ("K029", "An id in another form than small letters, digits and hyphens.", "Write it so."),
    ("K030", "A case, or a departure from the rules, that names no source.", "Name what it rests on."),
    ("K031", "An unusual yes or no for which the client has no words.", "Write them in `says` or `seen`."),
    ("K032", "A fact that no question leads to.", "List the general fact too, such as `illness: yes`."),
    ("K033", "No key finding, or one that asking cannot bring out.", "Name one that can be found."),
    ("K034", "The rules decide something else than the author.", "Correct the facts, or say why in `departs`."),
    ("K035", "A case says that it departs from the rules, and they agree.", "Leave `departs` out."),
    ("K036", "A plan with fewer than three choices, or none correct, or all.", "Add what is missing."),
    ("K037", "An emergency that does not say `your local emergency number`.", "Say it in `say` and in the plan."),
    ("K038", "A conflict that does not stand in `data/conflicts.yaml`.", "Correct the id, or add the conflict."),
    ("K039", "A module that does not stand in `data/modules.csv`.", "Correct the number."),
    ("K040", "A fact that the booking note is to tell and that has no value.", "Give it one in `facts`."),
    ("K041", "A choice of a plan that is both correct and unsafe.", "Leave one of them out."),
    ("K042", "A row of `data/case-marks.csv` is missing or unknown.", "Add or correct it."),
    ("K043", "A mark that would teach the wrong thing.", "See the message."),
    ("L011", "The front matter lacks the title, or a key has no value.", "Write it after the key and a colon."),
    ("L012", "A key of the front matter that nothing reads.", "Correct its name or remove it."),
    ("L014", "A number of the front matter is none.", "Write it in digits."),
    ("L021", "A role of no known name.", "Use one of those that the message names."),
    ("L022", "A role that names nothing, or is not closed.", "Write an id between two backticks on one line."),
    ("L023", "A role or block that names a fact that does not exist.", "Correct the id, or add the row."),
    ("L024", "A role asks for an end that the timing has not.", "Use `{num}`, or give the timing that end."),
    ("L101", "A lesson's file name has another form.", "Name it as in `06-strokes.md`."),
    ("L102", "The front matter is missing or not closed, or no keys.", "Start the file with it, between two `---`."),
    ("L103", "The front matter and `data/modules.csv` disagree.", "Correct one of them."),
    ("L104", "A first-level heading in the text.", "Start sections with `## `; the title is put in."),
    ("L105", "A lesson without text.", "Write some."),
    ("L106", "Two sections with the same id, or one without.", "Write `(an-id)=` in the line above the heading."),
    ("L110", "A block of no known name.", "Use one of those that the message names."),
    ("L111", "A block that is not closed.", "End it with `:::`."),
    ("L112", "A block that is filled from the data holds text.", "Leave it empty; the build fills it."),
    ("L113", "The data hold nothing of the lesson's module for this block.", "Add it there, or take the block out."),
    ("L114", "A block without the id that it needs, or with one that it does not take.", "See the message."),
    ("L120", "A code cell with options.", "Leave them out."),
    ("L121", "A code cell that is not one of the calls a lesson may make.", "Use one that the message names."),
    ("L122", "A code cell with more than one call.", "Give each call a cell of its own."),
    ("L123", "A call with something computed.", "Write the id itself, in quotes."),
    ("L124", "A call with other arguments than it takes.", "Write one id in quotes; home takes none."),
    ("L125", "A call names a quiz, figure or exercise that does not exist.", "Correct the id."),
    ("L130", "A lesson's cell fails when the notebook is built.", "See the message."),
    (
        "L131",
        "A number with a unit in a lesson's own words. Quoted speech, headings and `one session` are free.",
        "Give it a row in `data/timings.csv` or `data/thresholds.csv`, and refer to it by role.",
    ),
    ("L140", "A notebook differs from what its lesson gives now.", "Run `backcraft build` and commit what it writes."),
    ("L141", "A figure differs from what is drawn now.", "Run `backcraft build` and commit what it writes."),
    ("L142", "A file in `notebooks/` that no lesson gives.", "Run `backcraft build`, which removes it."),
    ("L143", "A picture or film in `notebooks/` that differs from the school's.", "Run `backcraft build`."),
    ("A021", "An assignment names a question that the bank does not hold.", "Correct the id, or write the question."),
    ("A022", "An assignment names a question or a case twice.", "Keep one."),
    ("A023", "An assignment with neither questions nor a blueprint, or both.", "Give one of the two."),
    ("A024", "A blueprint names an objective or a kind that does not exist.", "Correct it."),
    ("A025", "A blueprint asks for more questions than fit.", "Write more questions, or ask for fewer."),
    ("A026", "A tempo exercise that the course does not have.", "Correct the stroke's id."),
    ("A027", "An assignment names a client case that the bank does not hold.", "Correct the id, or write the case."),
    ("A028", "A weight for something that the assignment does not have.", "Correct the id, or remove the weight."),
    ("A029", "An assignment's id and its file's name differ, or the id has another form.", "Give both one id."),
    ("A030", "A time without its offset from UTC, or none.", "Write it like 2026-03-02T17:00:00+01:00."),
    ("A031", "An assignment closes before it opens.", "Correct one of the times."),
    (
        "A033",
        "A question whose id or text stands in the public course, so that learners have its key.",
        "Write another, or say `open_key: yes`, which every report repeats.",
    ),
    ("A041", "Two learners of a class list share an id, an email or a name in the LMS.", "Give each their own."),
    ("A042", "A learner's id that cannot be a part of a file's name.", "Use letters, digits, and . _ @ - inside."),
    (
        "R001",
        "A released question is gone.",
        "Put it back; to retire it, take it out of every quiz.",
    ),
    (
        "R002",
        "A released question's text or key says something else now.",
        "Give the new question a new id; for a mere correction of wording, `backcraft release-ids --same ID`.",
    ),
)


def rules() -> dict[str, Rule]:
    """Return every rule by id, those of all kinds of question included, in the order of the documentation."""
    found = {f + n: Rule(f + n, means, mend) for f in "CQKA" for n, means, mend in _SHAPE}
    found |= {id_: Rule(id_, means, mend) for id_, means, mend in _OWN}
    for name, kind in kinds().items():
        for id_, means in kind.rules.items():
            if id_ in found:
                raise TypeError(f"the rule {id_} of the kind {name} exists already")
            found[id_] = Rule(id_, f"{means} (`{name}`)", "See the message.")
    order = list(STAGES)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0])))
