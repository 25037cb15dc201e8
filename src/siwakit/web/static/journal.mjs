// Show the exchanges of the emulator beside this page as they happen.

import { el, ruleLink } from "./dom.mjs";

const EVERY = 1000;
const MOST = 200;

/** Keep the journal in *place* up to date while the page is open. */
export function follow(place) {
  const filter = el("select", { id: "journal-filter" }, el("option", { value: "" }, "everything"), el("option", { value: "*" }, "refused requests"));
  const list = el("ol", { class: "plain entries", "aria-live": "polite" });
  const empty = el("p", { class: "quiet" }, "No requests yet.");
  place.append(el("div", { class: "row" }, el("label", { for: "journal-filter" }, "Show"), filter), empty, list);
  const rules = new Set();
  let last = 0;
  filter.addEventListener("change", () => sift(list, filter.value));
  const look = async () => {
    for (const entry of document.hidden ? [] : await news(last)) {
      last = Math.max(last, entry.number);
      empty.hidden = true;
      list.prepend(line(entry));
      if (entry.rule && !rules.has(entry.rule)) {
        rules.add(entry.rule);
        filter.append(el("option", { value: entry.rule }, entry.rule));
      }
    }
    while (list.children.length > MOST) list.lastElementChild.remove();
    sift(list, filter.value);
    setTimeout(look, EVERY);
  };
  look();
}

async function news(after) {
  try {
    const answer = await fetch(`/journal?after=${after}`);
    return answer.ok ? await answer.json() : [];
  } catch {
    return [];
  }
}

function line({ at, method, path, status, rule, summary, report, client_id: client }) {
  const time = new Date(at * 1000).toISOString().slice(11, 19);
  return el("li", { "data-rule": rule ?? "", class: rule ? "bad" : "" },
    el("p", {}, el("time", {}, time), " ", el("b", {}, `${method} ${path}`), ` ${status} `, client ? el("code", {}, client) : null),
    el("p", {}, summary, " ", rule ? ruleLink(rule) : null),
    report ? el("details", {}, el("summary", {}, "Why"), el("pre", { tabindex: "0" }, report)) : null);
}

function sift(list, wanted) {
  for (const one of list.children) {
    const { rule } = one.dataset;
    one.hidden = wanted === "*" ? !rule : wanted !== "" && rule !== wanted;
  }
}
