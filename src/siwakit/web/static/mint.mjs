// Mint the corrected client_secret with the key in this page, and offer it as a value, a command and a snippet.

import { block, card, copyButton, el } from "./dom.mjs";
import { sign } from "./vault.mjs";

const MINTS = /^CLIENT_SECRET=\$\(.*?\)\n/s;
const KEY = { field: "key", ask: "your .p8 key, which stays in this page" };
const FIELDS = { client_id: "bundle_ids" };
const WORDS = { team_id: "Enter the Team ID", key_id: "Enter the Key ID", client_id: "Enter the bundle ID or Services ID", key: "Choose the key file" };

/** Return the card of the corrected client_secret: what was minted, or what is missing to mint; *choose* is called with a language. */
export async function minted({ mint, report }, language, languages, choose, answerIn) {
  const secret = mint.signing_input ? await mintedSecret(mint) : null;
  const parts = secret ? offer(secret, mint, report.next) : missing(mint, answerIn);
  return card("mint", secret ? "The corrected client_secret" : "Correct client_secret and request", ...parts, snippet(report.snippet, language, languages, choose));
}

function missing({ missing: asks, refused }, answerIn) {
  if (refused) return [el("p", {}, refused)];
  // Nothing is missing, but the key is not in this page: it was opened from a link.
  const listed = asks.length ? asks : [KEY];
  const buttons = listed.map(({ field }) => el("button", { type: "button", onclick: () => answerIn(FIELDS[field] ?? field) }, WORDS[field]));
  return [el("p", {}, `To mint the corrected client_secret here, give ${listed.map((one) => one.ask).join("; ")}.`), el("div", { class: "row" }, ...buttons)];
}

async function mintedSecret({ signing_input: input, stand_in: standIn }) {
  const signature = await sign(standIn, input);
  return signature ? `${input}.${signature}` : null;
}

function offer(secret, { names, request, key }, next) {
  const command = withSecret(next, secret) ?? (request ? curl(request, secret) : null);
  return [
    el("p", { class: "good" }, `Signed here with ${key}; every rule and the signature were checked.`),
    el("p", { class: "quiet" }, `Team ${names.team_id}, key ${names.key_id}, client ${names.client_id}, valid for ten minutes.`),
    block("The client_secret", secret, "minted"),
    command ? block("The request with it", command, "curl") : null,
  ];
}

/** Return the request of the next step with *secret* in its place; null if the next step is no request with a client_secret. */
function withSecret(next, secret) {
  if (next?.kind !== "request" || !next.text?.includes("$CLIENT_SECRET")) return null;
  // A step that mints one first keeps its shape: only the value is put there.
  return MINTS.test(next.text) ? next.text.replace(MINTS, `CLIENT_SECRET=${secret}\n`) : next.text.replaceAll("$CLIENT_SECRET", secret);
}

function curl({ url, fields }, secret) {
  const lines = fields.map(({ name, value, variable }) => {
    if (name === "client_secret") return `  -d client_secret=${secret}`;
    return value === null ? `  --data-urlencode "${name}=$${variable.toUpperCase()}"` : `  --data-urlencode '${name}=${value.replaceAll("'", "'\\''")}'`;
  });
  return [`curl ${url}`, ...lines].join(" \\\n");
}

function snippet(found, language, languages, choose) {
  const select = el("select", { id: "language", "data-key": "language" }, ...languages.map(([value, title]) => el("option", { value, selected: value === (found?.language ?? language) }, title)));
  select.addEventListener("change", () => choose(select.value));
  const head = el("div", { class: "row" }, el("label", { for: "language" }, "As code, in"), select, found ? copyButton("Copy", () => found.text) : null);
  const none = language === "auto" ? null : el("p", { class: "quiet" }, "This cannot be fixed with code.");
  return el("div", { class: "block" }, head, found ? el("pre", { class: "snippet", tabindex: "0" }, found.text) : none);
}
