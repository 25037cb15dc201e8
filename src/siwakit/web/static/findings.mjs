// Render the report: the verdict, the root cause with its place, Apple's answer, the four questions, and what else is wrong.

import { card, el, fold, foldedCard, ruleLink } from "./dom.mjs";

const TONES = { "root-cause": "bad", accepted: "good", clean: "good" };
const REPLIES = { yes: ["\u2713", "good"], no: ["\u2717", "bad"], unknown: ["?", "open"] };
const FIRST = ["client_id", "header", "payload", "signature"];
const FIRST_UNREAD = 3;

/** Return the verdict in one sentence, what was recognised, and what was not read. */
export function verdict({ report, recognised }) {
  const { kind, sentence } = report.verdict;
  const tone = TONES[kind] ?? "open";
  return el("section", { class: `card verdict ${tone}` }, el("h2", {}, sentence), pieces(recognised), unread(report.unread));
}

function pieces(recognised) {
  const read = recognised.filter((one) => one.is_read);
  const items = read.map(({ name, kind }) => el("li", {}, name ? `${name}: ${kind}` : kind));
  return items.length ? el("ul", { class: "pieces", "aria-label": "What was recognised" }, ...items) : null;
}

function unread(left) {
  if (!left.length) return null;
  const items = left.map(({ name, because, words }) => el("li", {}, name && !because.includes(name) ? `${name}: ${because}` : because, words ? el("q", {}, words) : null));
  return el("div", { class: "unread" }, el("p", {}, "Not read, so not part of this diagnosis:"), el("ul", {}, ...items.slice(0, FIRST_UNREAD)),
    items.length > FIRST_UNREAD ? fold("unread", `Show all ${items.length}`, false, el("ul", {}, ...items.slice(FIRST_UNREAD))) : null);
}

/** Return each question of the checklist with its answer. */
export function questions({ report, question_words: words }, isOpen) {
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
  return items.length ? foldedCard("questions", items.length === FIRST.length ? "The four questions" : "The questions", isOpen, el("ol", { class: "checklist" }, ...items)) : null;
}

/** Return the card of the root cause; null if there is none. */
export function rootCause({ report, places }) {
  const { root } = report;
  if (!root) return null;
  return card("root", "Root cause",
    el("p", { class: "title" }, `${root.title} `, ruleLink(root.rule)),
    place(places.find((one) => one.rule === root.rule && one.at === root.at) ?? places[0]),
    proof(root),
    el("p", { class: "why" }, root.why),
    report.next && !report.next.sentence.includes(root.fix) ? el("p", { class: "why" }, root.fix) : null,
    root.explained.length ? el("p", { class: "quiet" }, "Consequences, resolved by the same fix: ", ...joined(root.explained)) : null,
    basis(root));
}

function proof({ actual, expected, because }) {
  const rows = [["actual", actual], ["expected", expected], ["proof", because]].filter(([, value]) => value !== null && value !== "");
  return el("dl", { class: "proof" }, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { class: name === "proof" ? "prose" : null }, shown(value))]));
}

function shown(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function joined(findings) {
  return findings.flatMap((one, at) => [at ? ", " : "", ruleLink(one.rule)]);
}

function basis(finding) {
  const answer = finding.wire ?? finding.assumed;
  const source = answer?.source ?? finding.references[0];
  if (!source) return null;
  const says = answer ? `Apple answers ${answer.status ?? ""} ${answer.error ?? ""}`.trim() : "Source";
  return el("p", { class: "quiet basis" }, `${says}; ${answer?.basis ?? source.basis} (${answer?.seen ?? source.seen}): `, titled(source));
}

function titled({ address, title }) {
  return address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, title) : title;
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

/** Return what Apple may or may not accept, in full, if there is no root cause. */
export function doubts({ report, places }) {
  if (report.root || !report.assumed.length) return null;
  const items = report.assumed.map((one) => el("li", {}, el("p", { class: "title" }, `${one.title} `, ruleLink(one.rule)),
    place(places.find((found) => found.rule === one.rule && found.at === one.at)), proof(one), el("p", {}, one.why), el("p", {}, el("b", {}, "Fix: "), one.fix), basis(one)));
  return card("doubts", "Perhaps", el("ul", { class: "plain" }, ...items));
}

/** Return the card of all other findings: further mistakes, doubts and advice. */
export function others({ report }, isOpen) {
  const kinds = [["Also wrong", report.others, "bad"], ["Perhaps", report.root ? report.assumed : [], "open"], ["Advice", report.advice, "quiet"]];
  const items = kinds.flatMap(([word, findings, tone]) => findings.map((one) =>
    el("li", {}, el("p", { class: "title" }, el("span", { class: `tag ${tone}` }, word), ` ${one.title} `, ruleLink(one.rule)),
      el("p", { class: "quiet" }, `${one.at}: ${shown(one.actual)}`), el("p", {}, one.fix))));
  return items.length ? foldedCard("others", `Other findings (${items.length})`, isOpen, el("ul", { class: "plain" }, ...items)) : null;
}

/** Return the cards of what you said in plain words, and of what libraries and services said. */
export function said({ report }) {
  const groups = [["you", "What you said", (one) => one.speaker === "you"], ["said", "What other software said, not Apple", (one) => one.speaker !== "you"]];
  return groups.map(([name, head, belongs]) => {
    const items = report.said.filter(belongs).map(({ sentence }) => el("li", {}, sentence));
    return items.length ? card(name, head, el("ul", { class: "plain" }, ...items)) : null;
  });
}

/** Return what Apple's answer proves; null if it proves nothing. */
export function answered({ report: { answer } }) {
  if (!answer?.proves) return null;
  const words = [answer.status && `HTTP ${answer.status}`, answer.error, answer.description && `\u201c${answer.description}\u201d`].filter(Boolean).join(", ");
  const sources = answer.sources.flatMap((source, at) => [at ? "; " : "", titled(source)]);
  return card("answered", "Apple's answer", words ? el("p", {}, el("code", {}, words)) : null, el("p", {}, answer.proves), sources.length ? el("p", { class: "quiet basis" }, ...sources) : null);
}
