// Which code cells may run by themselves. The same as grammar.py; tests/lab/grammar.json holds both.
const CALLS = ["assignment", "case", "checklist", "clients", "exam", "figure", "hands_on", "home", "marking", "motion", "notes", "plan", "quiz", "reading", "reasoning", "tempo"];
const IMPORT = "from backcraft.lesson import *";

const TEXT = '"[^"\\\\\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]*"';
const NUMBER = "-?(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,15})?";
const SCALAR = `(?:${TEXT}|${NUMBER}|True|False|None)`;
const LITERAL = `(?:${SCALAR}|\\[(?:${SCALAR}(?:, ?${SCALAR})*)?\\])`;
const PAIR = `[a-z][a-z0-9_]{0,39}=${LITERAL}`;
const ARGUMENTS = `(?:${TEXT}(?:, ?${PAIR})*|${PAIR}(?:, ?${PAIR})*)?`;
const CALL = new RegExp(`^(?:${CALLS.join("|")})\\(${ARGUMENTS}\\)$`, "u");

export function allowed(source) {
  return source === IMPORT || CALL.test(source);
}
