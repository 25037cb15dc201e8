// Render the correction: what to do, as one text that is complete and ready to copy.

import { block, card, el, words } from "./dom.mjs";

// Which field a blank is filled in from; the first that matches counts.
const FIELDS = [[/TEAM/, "team_id", "Team ID"], [/KEY_?FILE|\.P8/, "key", "key file"], [/KEY/, "key_id", "Key ID"], [/BUNDLE/, "bundle_ids", "bundle ID"],
  [/CLIENT_ID/, "bundle_ids", "bundle ID or Services ID"], [/SERVICES?/, "services_ids", "Services ID"], [/REDIRECT|RETURN/, "redirect_uri", "Return URL"], [/NATIVE/, "origin", "origin of the code"]];
const STAND_INS = /\$(?:CLIENT_SECRET|CODE|REFRESH_TOKEN|ACCESS_TOKEN)\b/g;

/** Return the next step in *report*: its sentence, and its text to copy ("" if there is none); null if the page asks for more instead. */
export function nextStep({ next, root, assumed, wanted }) {
  const isAsked = !root && !assumed.length && wanted.length > 0;
  if (isAsked) return null;
  if (next) return { ...next, text: next.text ?? "", blanks: next.blanks ?? [] };
  return root ? { kind: "action", sentence: root.fix, text: root.correct ?? "", blanks: [] } : null;
}

/** Return the card of the correction; *answerIn* leads to a field of the page. */
export function doThis({ report }, answerIn) {
  const step = nextStep(report);
  if (!step) return null;
  const { sentence, text, blanks } = step;
  return card("do", "Do this", el("p", { class: "sentence" }, sentence), text ? block("", text, `next ${step.kind}`, withBlanks(text, blanks)) : null,
    text ? fills(blanks, answerIn) : null, text ? standIns(text) : null);
}

/** Return *text* as nodes, with each of *blanks* marked. */
function withBlanks(text, blanks) {
  const escaped = blanks.filter(Boolean).map((blank) => blank.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  if (!escaped.length) return words(text);
  const pattern = new RegExp(`(${escaped.join("|")})`);
  const marked = (word) => word.split(pattern).map((piece, at) => (at % 2 ? el("mark", { class: "blank" }, piece) : piece));
  return words(text).map((node) => (node.textContent === undefined ? node : el("span", { class: "word" }, ...marked(node.textContent))));
}

/** Return what is left to fill in: a button for each blank that a field of the page answers. */
function fills(blanks, answerIn) {
  if (!blanks.length) return null;
  const items = blanks.map((blank) => {
    const [, field, title] = FIELDS.find(([pattern]) => pattern.test(blank.toUpperCase())) ?? [];
    return field ? el("button", { type: "button", onclick: () => answerIn(field, title) }, `Fill in the ${title}`) : el("mark", { class: "blank" }, blank);
  });
  return el("div", { class: "row fills" }, el("span", { class: "quiet" }, "Left to fill in:"), ...items);
}

function standIns(text) {
  const names = [...new Set(text.match(STAND_INS) ?? [])].filter((name) => !text.includes(`${name.slice(1)}=$(`));
  if (!names.length) return null;
  const listed = names.flatMap((name, at) => [at ? (at === names.length - 1 ? " and " : ", ") : "", el("code", {}, name)]);
  return el("p", { class: "quiet" }, ...listed, names.length === 1 ? " stands for your own, which a report does not show." : " stand for your own, which a report does not show.");
}
