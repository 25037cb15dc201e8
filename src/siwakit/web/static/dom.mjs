// Create elements; text is always set as text, so that nothing pasted can become markup.

/** Return the element *tag* with *properties* (class, attributes, listeners as on…) and *children*. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name === "class" ? "class" : name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Return a link to the page of the rule *id*. */
export function ruleLink(id) {
  return el("a", { class: "rule", href: /^[a-z0-9-]+$/.test(id) ? `/rules/${id}` : "/rules", target: "_blank", rel: "noopener" }, id);
}

/** Return a button that copies what *read* returns and says so. */
export function copyButton(label, read) {
  const button = el("button", { type: "button" }, label);
  button.addEventListener("click", async () => {
    const given = await read();
    if (given === null) return;
    await navigator.clipboard.writeText(given);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
  return button;
}

/** Return a card with *title* and *children*; *name* has its classes, and the last of them names it. */
export function card(name, title, ...children) {
  const id = `h-${name.split(" ").at(-1)}`;
  return el("section", { class: `card ${name}`, "aria-labelledby": id }, el("h2", { id }, title), ...children);
}

/** Return the details *name* with *title*, open if *isOpen* or if the user opened it before. */
export function fold(name, title, isOpen, ...children) {
  return el("details", { open: isOpen }, el("summary", { "data-key": `fold ${name}` }, title), ...children);
}

/** Return a card like `card` that is folded unless *isOpen*; its title opens it. */
export function foldedCard(name, title, isOpen, ...children) {
  const id = `h-${name.split(" ").at(-1)}`;
  return el("section", { class: `card folds ${name}`, "aria-labelledby": id }, fold(name, el("h2", { id }, title), isOpen, ...children));
}

/** Return *text* in a block with a button that copies it, after its title or, without one, below; *nodes* show it in another way. */
export function block(title, text, name, nodes = words(text)) {
  const copy = copyButton("Copy", () => text);
  const shown = el("pre", { class: name, tabindex: "0" }, ...nodes);
  return el("div", { class: "block" }, ...(title ? [el("div", { class: "head" }, el("h3", {}, title), copy), shown] : [shown, copy]));
}

/** Return *text* as nodes that a narrow block wraps between words, and not at the hyphens of an option. */
export function words(text) {
  return text.split(/(\s+)/).map((piece) => (piece.trim() ? el("span", { class: "word" }, piece) : piece));
}
