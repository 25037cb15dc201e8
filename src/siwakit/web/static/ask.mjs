// Prepare the input (replace keys, repeat mistakes made with them) and send it to the judge.

import { evidence, holdsKey } from "./vault.mjs";

const MOST_KEPT = 24;
const cleaned = new Map();
let running = null;

/** Return the inputs of *state* in the form in which they may be sent. */
export async function sendable(state) {
  // Loaded on the first paste, so that the page opens quickly.
  const [{ withoutKeys }, { blot }, { withSameMistake }] = await Promise.all([import("./keys.mjs"), import("./blot.mjs"), import("./trials.mjs")]);
  const own = [...(state.paste.trim() ? [{ name: "", text: state.paste }] : []), ...state.files];
  const found = await Promise.all(own.map(async ({ name, text }) => ({ name, given: text, ...(await clean(text, withoutKeys)) })));
  const texts = found.flatMap((one) => [...one.texts, ...(one.text === one.given ? [] : [[one.given, one.text]])]);
  const inputs = await Promise.all(found.map(async ({ name, text }) => ({ name: blot(name), text: texts.length ? await withSameMistake(text, texts) : text })));
  return { inputs, known: blotted(state.known, blot), keys: evidence(), language: state.language };
}

function blotted(value, blot) {
  if (typeof value === "string") return blot(value);
  if (Array.isArray(value)) return value.map((member) => blotted(member, blot));
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, blotted(member, blot)])) : value;
}

async function clean(text, withoutKeys) {
  if (!cleaned.has(text)) {
    if (cleaned.size >= MOST_KEPT) cleaned.delete(cleaned.keys().next().value);
    cleaned.set(text, withoutKeys(text));
  }
  return cleaned.get(text);
}

/** Forget every text. */
export function forgetTexts() {
  cleaned.clear();
}

/** Return the answer of *path* to *state*; null if there has been a newer request since. */
export async function ask(path, state) {
  const isJudging = path === "/judge";
  if (isJudging) running?.abort();
  const mine = new AbortController();
  if (isJudging) running = mine;
  const body = JSON.stringify(await sendable(state));
  if (mine.signal.aborted) return null;
  if (holdsKey(body)) {
    const hint = "remove the key from the surrounding text, or give only the key's file";
    return { error: { message: "nothing was sent, because it would still contain part of a key", hint } };
  }
  try {
    const answer = await fetch(path, { method: "POST", body, headers: { "Content-Type": "application/json" }, signal: mine.signal });
    return answer.headers.get("Content-Type") === "application/json" ? await answer.json() : { error: { message: await answer.text(), hint: "" } };
  } catch (fault) {
    if (fault.name === "AbortError") return null;
    return { error: { message: "siwakit does not respond", hint: "start it again (`siwakit web` or `siwakit emulator`), and open the address of the page that it prints" } };
  }
}
