// Render the report: the verdict, the root cause with its place, the four questions, what else is wrong or missing.

import { card, copyButton, el, ruleLink } from "./dom.mjs";

const TONES = { "root-cause": "bad", accepted: "good", clean: "good" };
const REPLIES = { yes: ["\u2713", "good"], no: ["\u2717", "bad"], unknown: ["?", "open"] };
const FIRST = ["client_id", "header", "payload", "signature"];
const MOST_SUSPECTS = 6;
const NEXT = "What to add next";

/** Return the verdict in one sentence, and what was recognised. */
export function verdict(judgement) {
  const { kind, sentence } = judgement.report.verdict;
  const tone = TONES[kind] ?? "open";
  return el("section", { class: `card verdict ${tone}` }, el("h2", {}, sentence), recognised(judgement.recognised));
}

function recognised(pieces) {
  const items = pieces.map(({ name, kind, is_read: isRead }) => el("li", { class: isRead ? "" : "unread" }, name ? `${name}: ${kind}` : kind));
  return el("ul", { class: "pieces", "aria-label": "What was recognised" }, ...items);
}

/** Return each question of the checklist with its answer. */
export function questions({ report, question_words: words }) {
  const order = (one) => (FIRST.includes(one.question) ? FIRST.indexOf(one.question) : FIRST.length);
  const items = [...report.questions].sort((first, second) => order(first) - order(second)).map((one) => {
    const [sign, tone] = REPLIES[one.reply] ?? REPLIES.unknown;
    const missing = one.missing.slice(0, 2).map((part) => report.missing_parts[part].ask);
    const rules = one.rules.slice(0, 3).map((id) => ruleLink(id));
    return el("li", { class: tone },
      el("span", { class: "sign", "aria-hidden": "true" }, sign),
      el("span", {}, el("b", {}, words[one.question]), el("span", { class: "reply" }, ` ${one.reply}`),
        ...(one.reply === "no" ? rules.map((link) => el("small", {}, link)) : missing.length ? [el("small", {}, `needs ${missing.join(", ")}`)] : [])));
  });
  return items.length ? card("questions", items.length === FIRST.length ? "The four questions" : "The questions", el("ol", { class: "checklist" }, ...items)) : null;
}

/** Return the card of the root cause; null if there is none. */
export function rootCause({ report, places }) {
  const { root } = report;
  if (!root) return null;
  return card("root", "Root cause",
    el("p", { class: "title" }, root.title), el("p", {}, ruleLink(root.rule)),
    place(places.find((one) => one.rule === root.rule && one.at === root.at) ?? places[0]),
    proof(root),
    el("p", { class: "why" }, root.why),
    el("div", { class: "fix" }, el("h3", {}, "Fix"), el("p", {}, root.fix), root.correct ? copyable(root.correct) : null),
    root.explained.length ? el("p", { class: "quiet" }, "Consequences, resolved by the same fix: ", ...joined(root.explained)) : null,
    basis(root));
}

function proof({ actual, expected, because }) {
  const rows = [["actual", actual], ["expected", expected], ["proof", because]].filter(([, value]) => value !== null && value !== "");
  return el("dl", { class: "proof" }, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, shown(value))]));
}

function shown(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function copyable(value) {
  return el("div", { class: "copyable" }, el("code", {}, value), copyButton("Copy", () => value));
}

function joined(findings) {
  return findings.flatMap((one, at) => [at ? ", " : "", ruleLink(one.rule)]);
}

function basis(finding) {
  const answer = finding.wire ?? finding.assumed;
  const source = answer?.source ?? finding.references[0];
  if (!source) return null;
  const says = answer ? `Apple answers ${answer.status ?? ""} ${answer.error ?? ""}`.trim() : "Source";
  const title = source.address ? el("a", { href: source.address, target: "_blank", rel: "noopener noreferrer" }, source.title) : source.title;
  return el("p", { class: "quiet basis" }, `${says}; ${answer?.basis ?? source.basis} (${answer?.seen ?? source.seen}): `, title);
}

/** Return the lines around a mistake with the mistake marked. */
export function place(found) {
  if (!found?.lines.length) return found ? el("p", { class: "quiet" }, found.title) : null;
  const lines = found.lines.flatMap(({ text, mark }) => [...marked(text, mark), "\n"]);
  return el("figure", { class: "place" }, el("figcaption", {}, found.title), el("pre", { tabindex: "0" }, ...lines));
}

function marked(text, mark) {
  if (!mark) return [text];
  const [start, end] = mark;
  return [text.slice(0, start), el("mark", {}, text.slice(start, Math.max(end, start + 1)) || " "), text.slice(end)];
}

/** Return the card of all other findings: further mistakes, doubts and advice. */
export function others({ report }) {
  const kinds = [["Also wrong", report.others, "bad"], ["Perhaps", report.assumed, "open"], ["Advice", report.advice, "quiet"]];
  const items = kinds.flatMap(([word, findings, tone]) => findings.map((one) =>
    el("li", {}, el("p", { class: "title" }, el("span", { class: `tag ${tone}` }, word), ` ${one.title} `, ruleLink(one.rule)),
      el("p", { class: "quiet" }, `${one.at}: ${shown(one.actual)}`), el("p", {}, one.fix))));
  return items.length ? card("others", "Other findings", el("ul", { class: "plain" }, ...items)) : null;
}

/** Return what libraries and services said; null if nobody said anything. */
export function said({ report }) {
  const items = report.said.map(({ sentence }) => el("li", {}, sentence));
  return items.length ? card("said", "What other software said, not Apple", el("ul", { class: "plain" }, ...items)) : null;
}

/** Return the suspects and what to add next, if there is no root cause. */
export function suspects({ report }) {
  if (report.root || !(report.suspects.length || report.wanted.length)) return null;
  const items = report.suspects.slice(0, MOST_SUSPECTS).map((one) =>
    el("li", {}, el("p", { class: "title" }, `${one.title} `, ruleLink(one.rule)), one.look ? el("p", {}, one.look) : null));
  const more = report.suspects.length - items.length;
  const wanted = report.wanted.slice(0, 5).map((one) => el("li", {}, report.missing_parts[one.part].ask, el("span", { class: "quiet" }, `: decides ${one.decides_count} ${one.decides_count === 1 ? "rule" : "rules"}`)));
  const head = report.verdict.kind === "clean" ? "If Apple refuses anyway: suspects, most likely first" : "Suspects, most likely first";
  return card("suspects", items.length ? head : NEXT,
    wanted.length ? el("div", { class: "wanted" }, items.length ? el("h3", {}, NEXT) : null, el("ul", {}, ...wanted)) : null,
    items.length ? el("ol", { class: "plain" }, ...items) : null, more > 0 ? el("p", { class: "quiet" }, `and ${more} more`) : null);
}
