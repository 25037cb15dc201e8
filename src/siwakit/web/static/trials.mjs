// Find the tokens that were "signed" with the text of a key, and repeat the mistake with the text that is sent instead of the key.

import { fromBase64, same, toBase64url, utf8 } from "./bytes.mjs";

const TOKEN = /\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{43,86}/g;
const HASHES = { 32: "SHA-256", 48: "SHA-384", 64: "SHA-512" };
const MAX_TOKENS = 8;

/** Return *given* with each such token signed again; *texts* are pairs of a key's text and the text sent in its place. */
export async function withSameMistake(given, texts) {
  let out = given;
  for (const token of new Set([...given.matchAll(TOKEN)].slice(0, MAX_TOKENS).map((found) => found[0]))) {
    const dot = token.lastIndexOf(".");
    const signature = fromBase64(token.slice(dot + 1));
    const remade = HASHES[signature.length] ? await remake(token.slice(0, dot), signature, texts) : null;
    if (remade) out = out.replaceAll(token, `${token.slice(0, dot)}.${toBase64url(remade)}`);
  }
  return out;
}

async function remake(input, signature, texts) {
  const hash = HASHES[signature.length];
  for (const [before, after] of texts) {
    const sent = forms(after);
    for (const [at, form] of forms(before).entries()) {
      if (form && same(await hmac(hash, form, input), signature)) return hmac(hash, sent[at], input);
    }
  }
  return null;
}

async function hmac(hash, secret, input) {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(input)));
}

/** Return what libraries without support for key files turn the text of one into. */
function forms(text) {
  const plain = text.replaceAll("\\r\\n", "\n").replaceAll("\\n", "\n").replaceAll("\r\n", "\n").trim();
  const lines = plain.split("\n");
  const body = lines.filter((line) => !line.includes("-----")).map((line) => line.trim());
  const written = [text, text.trim(), plain, `${plain}\n`, lines.join("\r\n"), `${lines.join("\r\n")}\r\n`, lines.join("\\n"), `${lines.join("\\n")}\\n`];
  const bodies = [lines.join(""), body.join("\n"), body.join("")];
  const letters = body.join("").replace(/=+$/, "");
  const bytes = /^[A-Za-z0-9+/]{20,}$/.test(letters) ? fromBase64(letters) : null;
  return [...[...written, ...bodies].map((form) => (form ? utf8(form) : null)), bytes];
}
