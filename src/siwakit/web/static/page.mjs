// Main module of the page: send the input to the judge whenever it changes, and render the report.

import { ask, forgetTexts } from "./ask.mjs";
import { fromBase64, text as decoded, toBase64url, utf8 } from "./bytes.mjs";
import { el } from "./dom.mjs";
import { textOf } from "./files.mjs";
import { answerIn, collapse, expand, isPasted } from "./input.mjs";
import { follow } from "./journal.mjs";
import { stateOf } from "./share.mjs";
import { forget, sign } from "./vault.mjs";

const MOST_FILE = 1024 * 1024;
// Files of an example that go into the text box: requests, answers, addresses. Keys and tokens need their file names.
const PLAIN = /\.(?:sh|http)$|_url\.txt$/;
const LONG = 100000;
const LISTS = new Set(["bundle_ids", "services_ids"]);
const at = (id) => document.getElementById(id);
const languages = [...at("languages").options].map((one) => [one.value, one.label]);
const phone = matchMedia("(max-width: 40rem)");
const state = { paste: "", files: [], known: {}, language: "auto" };
// What the user folded or unfolded, by the name of the fold.
const folds = new Map();
// Whether the user has given something whole, and not typed it: then a narrow screen leads to the result once it is there.
let isGiven = false;
let judgement = null;
let turn = 0;
let changes = Promise.resolve();

/** Judge the input and show the report; *isWhole* says that something was pasted or added, and not typed. */
async function judge(isWhole = false) {
  const mine = (turn += 1);
  isGiven ||= isWhole;
  at("welcome").hidden = Boolean(state.paste.trim() || state.files.length);
  if (!at("welcome").hidden) {
    judgement = null;
    at("result").replaceChildren();
    at("keys").replaceChildren();
    at("show").hidden = true;
    expand();
    isGiven = false;
    return;
  }
  // Loaded on the first paste, so that the page opens quickly.
  const [answer, { sectionsOf }] = await Promise.all([ask("/judge", state), import("./report.mjs")]);
  if (answer === null || mine !== turn) return;
  judgement = answer.error ? null : answer;
  const sections = answer.error ? [refused(answer.error)] : await sectionsOf(answer, state, { isWide: !phone.matches, languages, choose, answerIn, editing: (sheet) => (isInInput(sheet) ? changing(sheet) : null) });
  if (mine !== turn) return;
  show(sections, answer.keys ?? []);
  at("show").hidden = false;
  if (isGiven) collapse(state);
  isGiven = false;
}

function choose(language) {
  state.language = language;
  judge();
}

function refused({ message, hint }) {
  return el("section", { class: "card verdict open" }, el("h2", {}, message), el("p", {}, hint));
}

function show(sections, keys) {
  const { activeElement: before } = document;
  const key = before?.dataset?.key;
  const typed = key && before.tagName === "INPUT" ? [before.value, before.selectionStart, before.selectionEnd] : null;
  const drafts = new Map([...document.querySelectorAll("[data-draft]")].map((one) => [one.dataset.key, one.value]));
  at("result").replaceChildren(...sections);
  for (const one of document.querySelectorAll("#result summary")) one.parentElement.open = folds.get(one.dataset.key) ?? one.parentElement.open;
  for (const one of document.querySelectorAll("[data-draft]")) one.value = drafts.get(one.dataset.key) ?? "";
  showKeys(keys);
  const again = key ? keyed(key) : null;
  again?.focus({ preventScroll: true });
  if (typed && again?.dataset.key === key) {
    [again.value] = typed;
    again.setSelectionRange(typed[1], typed[2]);
  }
  const name = judgement?.report.root?.rule;
  at("told").textContent = judgement ? `${judgement.report.verdict.sentence}${name ? ` Rule ${name}.` : ""}` : "";
}

/** Return the element with *key*; if it was removed with its member, the box for that member, or for a new one. */
function keyed(key) {
  const names = [key, key.replace(/ drop$/, ""), key.replace(/^(\d+\.\w+)\..*$/s, "$1+name")];
  return names.map((name) => document.querySelector(`[data-key="${CSS.escape(name)}"]`)).find(Boolean);
}

function showKeys(keys) {
  const items = keys.map((key) => {
    const words = [key.form, key.curve, ...key.damages.map((damage) => `with ${damage}`), key.origin].filter(Boolean).join(", ");
    const told = key.is_public ? "" : "It stays in this page, and a stand-in was sent instead.";
    return el("li", { class: key.is_checked ? null : "open" }, el("b", {}, key.name), `: ${words}. `, told, key.is_checked ? null : unchecked(key));
  });
  at("keys").replaceChildren(...items);
}

/** Explain why no signature was tried with a key that WebCrypto does not accept, and what to run instead. */
function unchecked({ name, curve }) {
  const file = /^\w[\w.-]*\.(?:p8|pem|der|key)$/.test(name) ? name : "KEYFILE";
  const isLeftOut = /^P-(?:256|384|521)$/.test(curve);
  const reason = isLeftOut ? "This browser cannot compute the public half, which this key leaves out" : `Browsers cannot compute with keys on ${curve}`;
  return el("p", {}, `${reason}, so no signature was checked with it: run `, el("code", {}, `siwakit key ${file}`), " to read the key, or ",
    el("code", {}, `siwakit doctor --key ${file} FILE \u2026`), " to judge it together with your request.");
}

/** Return whether the input contains the token of *sheet* unchanged, so that it can be edited there. */
function isInInput(sheet) {
  const token = sheet.segments.join(".");
  return token !== "" && [state.paste, ...state.files.map((file) => file.text)].some((text) => text.includes(token));
}

/** Return the editing functions for the token of *sheet*; changes are applied one after the other. */
function changing(sheet) {
  const change = (part, make) => (changes = changes.then(() => rewrite(sheet, part, make)).catch(() => note("This token cannot be changed here. Change it where it is created.")));
  const put = (members, name, value) => Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  return {
    edit: (part, name, value) => change(part, (members) => (Object.hasOwn(members, name) ? put(members, name, value) : null)),
    add: (part, name, value) => change(part, (members) => put(members, name, value)),
    drop: (part, name) => change(part, (members) => (delete members[name] ? members : null)),
  };
}

/** Rewrite a token wherever it occurs, with its members changed by *make*, and sign it again if its key is in this page. */
async function rewrite(sheet, part, make) {
  const before = sheet.segments.join(".");
  const segments = [...sheet.segments];
  const which = part === "header" ? 0 : 1;
  const members = make(JSON.parse(decoded(fromBase64(segments[which]))));
  if (members === null) return;
  segments[which] = toBase64url(utf8(JSON.stringify(members)));
  const signed = judgement?.mint.stand_in && sheet.path !== "identity_token" ? await sign(judgement.mint.stand_in, segments.slice(0, 2).join(".")) : null;
  if (signed) segments[2] = signed;
  const after = segments.join(".");
  state.paste = state.paste.replaceAll(before, after);
  state.files = state.files.map((file) => ({ ...file, text: file.text.replaceAll(before, after) }));
  at("paste").value = state.paste;
  sheet.segments = segments;
  judge();
}

async function addFiles(list) {
  for (const file of list) {
    if (file.size > MOST_FILE) note(`${file.name} has more than 1 MiB: give only the failing request and its answer`);
    else {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const given = textOf(bytes);
      if (given === null) note(`${file.name} is neither text nor a complete key, and was not read: give the .p8 that Apple lets you download`);
      else state.files = [...state.files.filter((one) => one.name !== file.name), { name: file.name, text: given }];
    }
  }
  showFiles();
  judge(true);
}

function note(words) {
  at("note").textContent = words;
}

function showFiles() {
  at("files").replaceChildren(...state.files.map((file) => {
    const drop = el("button", { type: "button", class: "drop", "aria-label": `Remove ${file.name}` }, "\u00d7");
    drop.addEventListener("click", () => {
      state.files = state.files.filter((one) => one !== file);
      showFiles();
      judge();
    });
    return el("li", {}, file.name, drop);
  }));
}

function readKnown() {
  state.known = { ...(state.known.now === undefined ? {} : { now: state.known.now }) };
  for (const input of document.querySelectorAll("[data-known]")) {
    const { known } = input.dataset;
    const value = input.value.trim();
    if (value) state.known[known] = LISTS.has(known) ? value.split(/[\s,]+/) : value;
  }
}

function put(next) {
  Object.assign(state, next);
  folds.clear();
  at("paste").value = state.paste;
  for (const input of document.querySelectorAll("[data-known]")) {
    const value = state.known[input.dataset.known] ?? "";
    input.value = Array.isArray(value) ? value.join(" ") : value;
  }
  note(state.known.now === undefined ? "" : `Judged as of ${new Date(state.known.now * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC. Clear to use the current time.`);
  at("known").open = Object.keys(state.known).some((name) => name !== "now");
  showFiles();
  return judge(true);
}

function clear() {
  forget();
  forgetTexts();
  put({ paste: "", files: [], known: {}, language: "auto" });
  at("paste").focus();
}

async function showExamples() {
  const answer = await fetch("/examples");
  const examples = answer.ok ? await answer.json() : [];
  at("examples").replaceChildren(...examples.map((example, number) => {
    const button = el("button", { type: "button" }, el("b", {}, example.title), el("small", {}, `reported ${example.date}`));
    button.addEventListener("click", async () => {
      const { inputs, known } = await (await fetch(`/examples/${number}`)).json();
      const isRead = ({ name }) => PLAIN.test(name);
      const paste = inputs.filter(isRead).map((one) => one.text.trim()).join("\n\n");
      await put({ paste, files: inputs.filter((one) => !isRead(one)), known, language: "auto" });
      at("result").focus({ preventScroll: true });
    });
    return el("li", {}, button);
  }));
}

/** Keep a very long text beside the box, like a file: its layout would freeze the page for longer than judging it takes. */
function setAside(box) {
  const count = state.files.filter((one) => one.name.startsWith("pasted-")).length + 1;
  state.files = [...state.files, { name: `pasted-${count}.txt`, text: box.value }];
  box.value = "";
  showFiles();
}

async function typed() {
  const box = at("paste");
  const wasPasted = isPasted(state.paste, box.value);
  if (box.value.length > LONG) setAside(box);
  const linked = box.value.includes("#v1.") ? await stateOf(box.value) : null;
  if (linked) await put(linked);
  else {
    state.paste = box.value;
    judge(wasPasted);
  }
}

function begin() {
  at("paste").addEventListener("input", typed);
  at("clear").addEventListener("click", clear);
  at("choose").addEventListener("click", () => at("file").click());
  at("edit").addEventListener("click", () => answerIn("paste"));
  at("show").addEventListener("click", () => collapse(state));
  at("result").addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary) folds.set(summary.dataset.key, !summary.parentElement.open);
  });
  at("file").addEventListener("change", (event) => {
    addFiles([...event.target.files]);
    event.target.value = "";
  });
  for (const input of document.querySelectorAll("[data-known]")) {
    input.addEventListener("input", () => {
      readKnown();
      judge();
    });
  }
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      document.body.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? document.body.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    const files = [...event.dataTransfer.files];
    if (files.length) addFiles(files);
    else put({ paste: event.dataTransfer.getData("text/plain") });
  });
  if (at("journal")) follow(at("journal"));
  showExamples();
  openLink();
}

async function openLink() {
  const linked = location.hash ? await stateOf(location.hash) : null;
  if (!linked) return;
  history.replaceState(null, "", "/");
  put(linked);
}

begin();
