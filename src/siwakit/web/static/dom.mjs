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

/** Return a card with *title* and *children*; *name* is its class. */
export function card(name, title, ...children) {
  return el("section", { class: `card ${name}`, "aria-labelledby": `h-${name}` }, el("h2", { id: `h-${name}` }, title), ...children);
}
