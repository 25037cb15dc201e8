// Mint the corrected client_secret with the key in this page, and offer it as a value, a command and a snippet.

import { card, copyButton, el } from "./dom.mjs";
import { sign } from "./vault.mjs";

/** Return the card of the correction: what was minted, or what is missing to mint; *choose* is called with a language. */
export async function minted({ mint, report }, language, languages, choose) {
  const parts = [];
  const secret = mint.signing_input ? await mintedSecret(mint) : null;
  if (secret) parts.push(...offer(secret, mint));
  else {
    const missing = mint.missing.length ? mint.missing : ["your .p8 key, which stays in this page"];
    parts.push(el("p", {}, "To mint the corrected client_secret here, give:"), el("ul", {}, ...missing.map((one) => el("li", {}, one))));
  }
  parts.push(snippet(report.snippet, language, languages, choose));
  return card("mint", secret ? "The corrected client_secret" : "Correct client_secret and request", ...parts);
}

async function mintedSecret({ signing_input: input, stand_in: standIn }) {
  const signature = await sign(standIn, input);
  return signature ? `${input}.${signature}` : null;
}

function offer(secret, { names, request, key }) {
  const command = request ? curl(request, secret) : null;
  return [
    el("p", { class: "good" }, `Signed here with ${key}; every rule and the signature were checked.`),
    el("p", { class: "quiet" }, `Team ${names.team_id}, key ${names.key_id}, client ${names.client_id}, valid for ten minutes.`),
    block("The client_secret", secret, "minted"),
    command ? block("The request", command, "curl") : null,
  ];
}

function curl({ url, fields }, secret) {
  const lines = fields.map(({ name, value, variable }) => {
    if (name === "client_secret") return `  -d client_secret=${secret}`;
    return value === null ? `  --data-urlencode "${name}=$${variable.toUpperCase()}"` : `  --data-urlencode '${name}=${value.replaceAll("'", "'\\''")}'`;
  });
  return [`curl ${url}`, ...lines].join(" \\\n");
}

function block(title, text, name) {
  return el("div", { class: "block" }, el("h3", {}, title), copyButton("Copy", () => text), el("pre", { class: name, tabindex: "0" }, text));
}

function snippet(found, language, languages, choose) {
  const select = el("select", { id: "language", "data-key": "language" }, ...languages.map(([value, title]) => el("option", { value, selected: value === (found?.language ?? language) }, title)));
  select.addEventListener("change", () => choose(select.value));
  const head = el("div", { class: "row" }, el("label", { for: "language" }, "In your language"), select, found ? copyButton("Copy", () => found.text) : null);
  const none = language === "auto" ? "Choose a language to see the fix as code." : "This cannot be fixed with code.";
  return el("div", { class: "block" }, head, found ? el("pre", { class: "snippet", tabindex: "0" }, found.text) : el("p", { class: "quiet" }, none));
}
