// Read dropped files as text: in the encodings that editors write, and a key in DER as its base64.

import { toBase64 } from "./bytes.mjs";
import { outline } from "./der.mjs";

const MARKS = { "255,254": "utf-16le", "254,255": "utf-16be" };

/** Return the text of a file with the content *bytes*; null if it is not text. */
export function textOf(bytes) {
  const { kind, declared } = outline(bytes);
  // The command line reads such a file the same way; from here on it is treated like a pasted key.
  if (kind !== "none" && declared === bytes.length) return padded(toBase64(bytes));
  const text = new TextDecoder(MARKS[`${bytes[0]},${bytes[1]}`] ?? "utf-8", { ignoreBOM: true }).decode(bytes);
  // Half a key is not text either, whatever its bytes look like.
  const isText = kind === "none" ? !text.includes("\0") : /^[\x20-\x7e\s]*$/.test(text);
  return isText ? text : null;
}

function padded(letters) {
  return letters + "=".repeat(-letters.length & 3);
}
