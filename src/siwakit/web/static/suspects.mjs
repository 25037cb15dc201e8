// Render what is undecided: the one thing to add next with the way to add it, and the suspects.

import { card, el, fold, ruleLink } from "./dom.mjs";

const FIRST = 5;
const MOST_WANTED = 5;
const FIELDS = { "--team": "team_id", "--key-id": "key_id", "--bundle-id": "bundle_ids", "--services-id": "services_ids", "--redirect-uri": "redirect_uri", "--origin": "origin", "--key": "key" };
const WORDS = { key: "Choose the key file", origin: "Choose it", paste: "Paste it" };

/** Return the card of what to add next, if there is no root cause; *answerIn* leads to a field of the page. */
export function wanted({ report }, answerIn) {
  if (report.root || !report.wanted.length) return null;
  const asked = report.wanted.map((one) => ({ ...one, ...report.missing_parts[one.part] }));
  // What only the developer portal shows cannot be given here.
  const isPortal = (one) => one.part === "portal";
  const [first, ...others] = [...asked.filter((one) => !isPortal(one)), ...asked.filter(isPortal)].slice(0, MOST_WANTED);
  const total = report.suspects.length;
  const decides = ({ decides_count: count }) => (count ? `decides ${count} ${total > count ? `of ${total} suspects` : count === 1 ? "suspect" : "suspects"}` : "");
  const items = others.map((one) => el("li", {}, el("span", {}, el("b", {}, one.ask), el("small", { class: "quiet" }, decides(one))), way(one, answerIn)));
  return card("ask", "What to add next",
    el("p", { class: "question" }, el("b", {}, first.ask), el("span", { class: "quiet" }, ` ${decides(first)}`)), first.how ? el("p", { class: "how" }, first.how) : null, way(first, answerIn, "main"),
    items.length ? fold("wanted", "Not at hand? Other evidence that helps", false, el("ul", { class: "plain wanted" }, ...items)) : null);
}

/** Return the button that leads to where *asked* is answered. */
function way({ part, ask, option }, answerIn, name = "") {
  if (part === "portal") return el("p", { class: "quiet" }, "Look there: the sketches below show where.");
  const field = FIELDS[option?.split(/[ ,]/)[0]] ?? "paste";
  return el("button", { type: "button", class: name, "aria-label": `${WORDS[field] ?? "Enter it"}: ${ask}`, onclick: () => answerIn(field, ask) }, WORDS[field] ?? "Enter it");
}

/** Return the suspects, the most likely first, if there is no root cause. */
export function suspects({ report }) {
  if (report.root || !report.suspects.length) return null;
  const head = report.verdict.kind === "clean" ? "If Apple refuses anyway: suspects, most likely first" : "Suspects, most likely first";
  const rest = report.suspects.slice(FIRST);
  const full = rest.filter((one) => one.title);
  const bare = rest.filter((one) => !one.title);
  return card("suspects", head, el("ol", { class: "plain numbered" }, ...report.suspects.slice(0, FIRST).map(suspect)),
    rest.length ? fold("suspects", `Show all ${report.suspects.length}`, false,
      full.length ? el("ol", { class: "plain numbered", start: FIRST + 1 }, ...full.map(suspect)) : null,
      bare.length ? el("ul", { class: "plain ids" }, ...bare.map((one) => el("li", {}, ruleLink(one.rule)))) : null) : null);
}

function suspect(one) {
  return el("li", {}, el("p", { class: "title" }, `${one.title} `, ruleLink(one.rule), one.source ? `, ${one.source}` : null),
    one.look ? el("p", {}, one.look) : null, one.rules_out ? el("p", { class: "quiet" }, `Ruled out if: ${one.rules_out}`) : null);
}
