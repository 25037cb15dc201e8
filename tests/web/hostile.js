// Give each of the texts to every field of the page; return for each field how often the page drew anew, and what may not be there.
async (texts) => {
  const { toBase64url, utf8 } = await import("/static/bytes.mjs");
  const violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
  const at = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const bad = "#result script, #files script, #journal script, iframe, style, base, embed, object, [onerror], [onload], [onclick], [href^='javascript:']";
  let count = 0;
  new MutationObserver(() => (count += 1)).observe(at("result"), { childList: true });
  const type = (box, text) => {
    box.value = text;
    box.dispatchEvent(new InputEvent("input"));
  };
  const until = async (isDone, most = 1000) => {
    const end = performance.now() + most;
    while (!isDone() && performance.now() < end) await new Promise((next) => setTimeout(next, 1));
  };
  const drawn = { paste: 0, known: 0, values: 0, names: 0, files: 0, link: 0 };
  const foreign = new Set();
  const after = async (field, act) => {
    const before = count;
    await act();
    await until(() => count > before, 1000);
    drawn[field] += count > before ? 1 : 0;
    const found = [...all(bad), ...all("#result img:not([src^='/static/portal/']), #files img, #keys img, #journal img")];
    for (const one of found) foreign.add(`${field}: ${one.outerHTML.slice(0, 80)}`);
  };
  const drop = (...files) => {
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  };
  const link = async (state) => {
    const stream = new Blob([utf8(JSON.stringify(state))]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return `#v1.${toBase64url(new Uint8Array(await new Response(stream).arrayBuffer()))}`;
  };
  const [token, ...hostile] = texts;
  const clear = async () => {
    at("clear").click();
    await until(() => !at("welcome").hidden);
  };
  for (const text of hostile) {
    await after("paste", () => type(at("paste"), text));
    await clear();
    type(at("paste"), token);
    await until(() => all(".token input").length);
    await after("known", () => all("[data-known]:not(select)").forEach((box) => type(box, text)));
    await after("values", () => all(".token input:not([data-draft])").forEach((box) => (type(box, text), type(box, JSON.stringify(text)))));
    await after("names", () => {
      for (const box of all(".token input[data-draft]")) type(box, text);
      for (const box of all(".token input[data-key$='+value']")) type(box, JSON.stringify(text));
      all(".token button.add").forEach((button) => button.click());
    });
    await clear();
    await after("files", () => drop(new File([token], text), new File([text], `${text}.p8`)));
    await clear();
    const known = { team_id: text, key_id: [text], bundle_ids: text, services_ids: { text }, redirect_uri: text, origin: text, [text]: text };
    const state = { inputs: [{ name: "", text: token }, { name: text, text }], known, keys: [{ stand_in: text, public: text }], language: text };
    const made = await link(state);
    type(at("paste"), `#v1.${text}`);
    await after("link", () => type(at("paste"), made));
    await clear();
  }
  return { violations, foreign: [...foreign], drawn, polluted: Object.keys(Object.prototype) };
}
