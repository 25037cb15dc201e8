// Render one sign-in side by side in chronological order, with values that should be equal joined and marked.

import { el, foldedCard, ruleLink } from "./dom.mjs";

/** Return the card of the time line; null if there are fewer than two stages. */
export function timeline({ timeline: { stages, pairs } }, isOpen) {
  if (stages.length < 2) return null;
  const letters = new Map();
  pairs.forEach(({ ends }, at) => ends.forEach((end) => letters.set(`${end.stage}.${end.name}`, String.fromCharCode(65 + (at % 26)))));
  const columns = stages.map((stage) => el("li", {}, el("h3", {}, stage.title), el("dl", {}, ...stage.rows.flatMap((row) => rows(stage, row, letters)))));
  return foldedCard("timeline", "Side by side", isOpen, pairs.length ? el("ul", { class: "pairs" }, ...pairs.map(pair)) : null,
    el("ol", { class: "stages", "aria-label": "The sign-in in chronological order" }, ...columns));
}

function rows(stage, { name, value, rule }, letters) {
  const letter = letters.get(`${stage.name}.${name}`);
  const tone = letter || rule ? "bad" : "";
  const badge = letter ? el("span", { class: "badge", title: "does not match" }, letter) : null;
  return [el("dt", { class: tone }, name, badge), el("dd", { class: tone }, value)];
}

function pair({ rule, ends: [first, second] }, at) {
  const end = ({ title, name, value }) => el("span", { class: "end" }, el("small", {}, `${title}, ${name}`), el("code", {}, value));
  return el("li", {}, el("span", { class: "badge" }, String.fromCharCode(65 + (at % 26))), end(first), el("span", { class: "differs", "aria-label": "differs from" }, "\u2260"), end(second), ruleLink(rule));
}
