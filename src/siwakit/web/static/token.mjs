// Render a token in three colours with the faulty part underlined, and its members as editable tables.

import { fromBase64 } from "./bytes.mjs";
import { el, foldedCard, ruleLink } from "./dom.mjs";

const PARTS = ["header", "claims"];
const NAMES = { header: "Header", claims: "Payload" };

/** Return a card for each token; *editing* returns the editing functions for a token, or null: {edit, add, drop}, each of (part, name, value). */
export function tokens(judgement, editing, isOpen) {
  return judgement.tokens.map((sheet, number) => {
    const change = editing(sheet);
    const faults = faultsOf(judgement.report, sheet.path);
    return foldedCard(`token token-${number}`, capital(sheet.kind), isOpen, el("p", { class: "quiet" }, sheet.because), sheet.segments.length ? coloured(sheet, faults) : null,
      ...PARTS.map((part) => table(sheet, number, part, faults, change)), sheet.segments.length ? signature(sheet, faults) : null,
      sheet.faults.length ? el("ul", { class: "faults" }, ...sheet.faults.map((one) => el("li", {}, one))) : null);
  });
}

function capital(words) {
  const bare = words.replace(/^an? /, "");
  return bare === "client_secret" ? bare : bare[0].toUpperCase() + bare.slice(1);
}

function faultsOf({ root, others, assumed, advice }, path) {
  const all = [root, ...others, ...assumed].filter(Boolean).flatMap((one) => [one, ...one.explained]).map((one) => ({ ...one, tone: "bad" }));
  const told = [...all, ...advice.map((one) => ({ ...one, tone: "hint" }))];
  return told.filter((one) => path && one.at.startsWith(`${path}.`)).map((one) => {
    const [part, ...rest] = one.at.slice(path.length + 1).split(".");
    return { rule: one.rule, title: one.title, tone: one.tone, part: part === "payload" ? "claims" : part, name: rest.join("."), isWhole: rest.length === 0 };
  });
}

function coloured(sheet, faults) {
  const classes = ["seg-header", "seg-claims", "seg-signature"];
  const spans = sheet.segments.map((segment, at) => el("span", { class: classes[at] }, ...underlined(segment, ["header", "claims", "signature"][at], faults)));
  const dots = spans.flatMap((span, at) => (at ? [".", span] : [span]));
  return el("p", { class: "jwt", tabindex: "0", "aria-label": "The token: header, payload and signature" }, ...dots);
}

function underlined(segment, part, faults) {
  const mine = faults.filter((one) => one.part === part && one.tone === "bad");
  if (!mine.length) return [segment];
  const range = mine.map((one) => rangeOf(segment, one.name)).find(Boolean);
  const [start, end] = range ?? [0, segment.length];
  return [segment.slice(0, start), el("mark", { title: mine[0].title }, segment.slice(start, end)), segment.slice(end)];
}

/** Return where in *segment* the letters of the member *name* are; null if it has no such member. */
function rangeOf(segment, name) {
  if (!name || !/^[A-Za-z0-9_+/-]+$/.test(segment)) return null;
  const json = String.fromCharCode(...fromBase64(segment).slice(0, 12000));
  const start = json.indexOf(JSON.stringify(name));
  if (start < 0) return null;
  const rest = /^\s*:\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}]*)/.exec(json.slice(start + name.length + 2));
  const end = start + name.length + 2 + (rest ? rest[0].length : 0);
  return [Math.floor((start * 4) / 3), Math.min(Math.ceil((end * 4) / 3), segment.length)];
}

function table(sheet, number, part, faults, change) {
  const members = sheet[part];
  const mine = faults.filter((one) => one.part === part);
  if (!members) return el("p", { class: "unread" }, `${NAMES[part]}: cannot be read`);
  const absent = mine.filter((one) => one.name && !one.name.includes(".") && !members.some((member) => member.name === one.name));
  const rows = members.map((member) => row(number, part, member, mine.filter((one) => one.name.split(".")[0] === member.name), change));
  const missing = [...new Map(absent.map((one) => [one.name, one])).values()].map((one) => missingRow(number, part, one, change));
  const general = mine.filter((one) => one.isWhole);
  return el("div", { class: "members" }, el("table", {}, el("caption", {}, NAMES[part]),
    el("thead", {}, el("tr", {}, ...["Name", "Value", "Meaning"].map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...rows, ...missing, change ? newRow(number, part, change) : null)), general.length ? notes("", general) : null);
}

function row(number, part, member, faults, change) {
  const said = [member.meaning, member.moment].filter(Boolean).join(": ");
  const tone = faults.find((one) => one.tone === "bad")?.tone ?? faults[0]?.tone ?? "";
  return line(tone, member.name, change ? present(number, part, member, change) : el("code", {}, member.value), notes(said, faults));
}

function missingRow(number, part, fault, change) {
  const input = change && field(number, part, fault.name, "missing", (value) => change.add(part, fault.name, value));
  return line(fault.tone, fault.name, change ? el("span", { class: "edit" }, input) : el("em", {}, "missing"), notes("", [fault]));
}

function line(tone, name, value, said) {
  return el("tr", { class: tone }, el("th", { scope: "row" }, name), el("td", {}, value), el("td", {}, said));
}

function present(number, part, { name, value }, change) {
  const input = field(number, part, name, "", (given) => change.edit(part, name, given));
  input.value = value;
  const drop = el("button", { type: "button", class: "drop", "aria-label": `Remove ${name}`, title: "Remove", "data-key": `${input.dataset.key} drop` }, "\u00d7");
  drop.addEventListener("click", () => change.drop(part, name));
  return el("span", { class: "edit" }, input, drop);
}

/** Return the box for the value of *name*, which reports the value at each change once it is valid. */
function field(number, part, name, placeholder, tell) {
  const input = box(`${NAMES[part]} ${name}`, `${number}.${part}.${name}`, placeholder);
  input.addEventListener("input", () => {
    const value = meant(input.value);
    input.setAttribute("aria-invalid", String(value === undefined));
    if (value !== undefined) tell(value);
  });
  return input;
}

function box(label, key, placeholder) {
  return el("input", { type: "text", "aria-label": label, "data-key": key, placeholder, spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
}

/** Return the row for adding a member of any name. */
function newRow(number, part, change) {
  const [name, value] = ["name", "value"].map((word) => box(`New ${NAMES[part]} ${word}`, `${number}.${part}+${word}`, `new ${word}`));
  for (const one of [name, value]) one.dataset.draft = "";
  const button = el("button", { type: "button", class: "add", "aria-label": `Add to the ${NAMES[part]}` }, "Add");
  const add = () => {
    const given = meant(value.value);
    name.setAttribute("aria-invalid", String(!name.value));
    value.setAttribute("aria-invalid", String(given === undefined));
    const wrong = name.value ? value : name;
    if (!name.value || given === undefined) return wrong.focus();
    const added = name.value;
    for (const one of [name, value]) one.value = "";
    name.focus();
    return change.add(part, added, given);
  };
  button.addEventListener("click", add);
  for (const one of [name, value]) one.addEventListener("keydown", (event) => (event.key === "Enter" ? add() : null));
  return el("tr", { class: "new" }, el("th", { scope: "row" }, name), el("td", {}, value), el("td", {}, button));
}

/** Return the value that *text* means: JSON, or a bare word as itself; undefined if it is incomplete. */
function meant(text) {
  try {
    return JSON.parse(text);
  } catch {
    return /^\s*(?:["[{].*)?$/s.test(text) ? undefined : text.trim();
  }
}

function notes(said, faults) {
  return el("span", { class: "notes" }, said, ...faults.map((one) => el("span", { class: `note ${one.tone}` }, `${one.title} `, ruleLink(one.rule))));
}

function signature(sheet, faults) {
  const mine = faults.filter((one) => one.part === "signature");
  const bytes = sheet.signature_bytes === null ? "does not decode to bytes" : `${sheet.signature_bytes} bytes${sheet.signature_bytes === 64 ? ", as in ES256" : ""}`;
  return el("p", { class: `signature ${mine.length ? "bad" : ""}` }, el("b", {}, "Signature "), `${bytes}. `, notes("", mine));
}
