// Share the report: redacted Markdown, a file, or a link with everything in its fragment.

import { fromBase64, toBase64url, utf8 } from "./bytes.mjs";
import { ask, sendable } from "./ask.mjs";
import { card, copyButton, el } from "./dom.mjs";
import { adopt } from "./vault.mjs";

const MARK = "#v1.";
const LONGEST_LINK = 100000;
const MOST = 4 * 1024 * 1024;

/** Return the card that shares *state*. */
export function sharing(state) {
  const told = el("p", { class: "quiet", role: "status" });
  const markdown = async () => {
    const answer = await ask("/markdown", state);
    told.textContent = answer.error ? `${answer.error.message}; ${answer.error.hint}` : "";
    return answer.markdown ?? null;
  };
  const save = el("button", { type: "button" }, "Save the report");
  save.addEventListener("click", async () => download(await markdown()));
  const link = async () => {
    const found = await linkOf(state);
    told.textContent = found ? "" : "This is too large for a link: save the report.";
    return found;
  };
  return card("share", "Share", el("p", {}, "The report is redacted. The link contains everything you gave except keys, in its fragment (after #), which browsers do not send."),
    el("div", { class: "row" }, copyButton("Copy as Markdown", markdown), save, copyButton("Copy a link", link)), told);
}

function download(markdown) {
  if (markdown === null) return;
  const address = URL.createObjectURL(new Blob([markdown], { type: "text/markdown" }));
  el("a", { href: address, download: "siwakit-report.md" }).click();
  URL.revokeObjectURL(address);
}

async function linkOf(state) {
  const packed = await through(new CompressionStream("deflate-raw"), utf8(JSON.stringify(await sendable(state))), MOST);
  const link = `${location.origin}/${MARK}${toBase64url(packed)}`;
  return link.length > LONGEST_LINK ? null : link;
}

async function through(stream, bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) throw new RangeError("too large");
    parts.push(next.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Return the state in a link, or null if *text* is not such a link. */
export async function stateOf(text) {
  const at = text.indexOf(MARK);
  const packed = at < 0 ? "" : text.slice(at + MARK.length).trim();
  if (!/^[A-Za-z0-9_-]+$/.test(packed)) return null;
  try {
    const bytes = await through(new DecompressionStream("deflate-raw"), fromBase64(packed), MOST);
    return readState(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

function readState({ inputs, known, keys, language }) {
  const isText = (one) => typeof one?.name === "string" && typeof one?.text === "string";
  if (!Array.isArray(inputs) || !inputs.every(isText) || !Array.isArray(keys)) return null;
  adopt(keys);
  const isKnown = known !== null && typeof known === "object" && (known.now === undefined || Math.abs(known.now) < 1e11);
  const paste = inputs.find((one) => !one.name)?.text ?? "";
  return { paste, files: inputs.filter((one) => one.name), known: isKnown ? known : {}, language: String(language ?? "auto") };
}
