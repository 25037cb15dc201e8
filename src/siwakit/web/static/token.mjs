// Draw a token in three colours with the faulty piece underlined, and its members as tables that can be edited.

import { fromBase64 } from "./bytes.mjs";
import { card, el, ruleLink } from "./dom.mjs";

const PARTS = ["header", "claims"];
const NAMES = { header: "Header", claims: "Payload" };

/** Return a card for each token; *editing* gives for a token what changes it: (token, part, name, value or undefined), or null. */
export function tokens(judgement, editing) {
  return judgement.tokens.map((sheet, number) => {
    const edit = editing(sheet);
    const faults = faultsOf(judgement.report, sheet.path);
    return card(`token token-${number}`, capital(sheet.kind), el("p", { class: "quiet" }, sheet.because), coloured(sheet, faults),
      ...PARTS.map((part) => table(sheet, number, part, faults, edit)), signature(sheet, faults),
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

/** Return where in *segment* the letters of the member *name* stand; null where it is not there. */
function rangeOf(segment, name) {
  if (!name || !/^[A-Za-z0-9_+/-]+$/.test(segment)) return null;
  const json = String.fromCharCode(...fromBase64(segment).slice(0, 12000));
  const start = json.indexOf(JSON.stringify(name));
  if (start < 0) return null;
  const rest = /^\s*:\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}]*)/.exec(json.slice(start + name.length + 2));
  const end = start + name.length + 2 + (rest ? rest[0].length : 0);
  return [Math.floor((start * 4) / 3), Math.min(Math.ceil((end * 4) / 3), segment.length)];
}

function table(sheet, number, part, faults, edit) {
  const members = sheet[part];
  const mine = faults.filter((one) => one.part === part);
  if (!members) return el("p", { class: "unread" }, `${NAMES[part]}: cannot be read`);
  const absent = mine.filter((one) => one.name && !one.name.includes(".") && !members.some((member) => member.name === one.name));
  const rows = members.map((member) => row(sheet, number, part, member, mine.filter((one) => one.name.split(".")[0] === member.name), edit));
  const missing = [...new Map(absent.map((one) => [one.name, one])).values()].map((one) =>
    el("tr", { class: one.tone }, el("th", { scope: "row" }, one.name), el("td", {}, el("em", {}, "missing")), el("td", {}, notes("", [one]))));
  const general = mine.filter((one) => one.isWhole);
  return el("div", { class: "members" }, el("table", {}, el("caption", {}, NAMES[part]),
    el("thead", {}, el("tr", {}, ...["Name", "Value", "Meaning"].map((word) => el("th", { scope: "col" }, word)))),
    el("tbody", {}, ...rows, ...missing)), general.length ? notes("", general) : null);
}

function row(sheet, number, part, member, faults, edit) {
  const label = `${NAMES[part]} ${member.name}`;
  const said = [member.meaning, member.moment].filter(Boolean).join(": ");
  const tone = faults.find((one) => one.tone === "bad")?.tone ?? faults[0]?.tone ?? "";
  return el("tr", { class: tone }, el("th", { scope: "row" }, member.name), el("td", {}, field(sheet, number, part, member, label, edit)), el("td", {}, notes(said, faults)));
}

function field(sheet, number, part, member, label, edit) {
  if (!edit) return el("code", {}, member.value);
  const input = el("input", { type: "text", "aria-label": label, "data-key": `${number}.${part}.${member.name}`, spellcheck: "false", autocomplete: "off" });
  input.value = member.value;
  input.addEventListener("input", () => {
    const value = parsed(input.value);
    input.setAttribute("aria-invalid", String(value === undefined));
    if (value !== undefined) edit(sheet, part, member.name, value);
  });
  const drop = el("button", { type: "button", class: "drop", "aria-label": `Take ${member.name} out`, title: "Take it out" }, "\u00d7");
  drop.addEventListener("click", () => edit(sheet, part, member.name, undefined));
  return el("span", { class: "edit" }, input, drop);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notes(said, faults) {
  return el("span", { class: "notes" }, said, ...faults.map((one) => el("span", { class: `note ${one.tone}` }, `${one.title} `, ruleLink(one.rule))));
}

function signature(sheet, faults) {
  const mine = faults.filter((one) => one.part === "signature");
  const bytes = sheet.signature_bytes === null ? "spells no bytes" : `${sheet.signature_bytes} bytes${sheet.signature_bytes === 64 ? ", as ES256 has them" : ""}`;
  return el("p", { class: `signature ${mine.length ? "bad" : ""}` }, el("b", {}, "Signature "), `${bytes}. `, notes("", mine));
}
