// The input on a narrow screen: a bar above the report that opens again to be edited. On a wide screen both are side by side.

const at = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 67.99rem)");
const MANY = 20;

/** Return whether the change from *before* to *after* was pasted rather than typed. */
export function isPasted(before, after) {
  return after.length - before.length > MANY;
}

/** Make the input a bar, so that a narrow screen shows the verdict first. */
export function collapse(state) {
  const names = state.files.map((file) => file.name);
  at("gist").textContent = [state.paste.trim().split("\n", 1)[0].slice(0, 200), ...names].filter(Boolean).join(", ");
  at("given").classList.add("is-compact");
  if (!narrow.matches) return;
  if (at("given").contains(document.activeElement) || document.activeElement === document.body) at("result").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Show the whole input again. */
export function expand() {
  at("given").classList.remove("is-compact");
}

/** Lead to where something is given: a field by its name in the input, the key file, or the text box; *ask* says what it is, if anything. */
export function answerIn(field, ask) {
  if (field === "key") return at("file").click();
  expand();
  const box = document.querySelector(`[data-known="${CSS.escape(field)}"]`);
  if (box) at("known").open = true;
  else if (ask) at("note").textContent = `Paste ${ask} ${at("paste").value ? "below what is there" : "here"}.`;
  const target = box ?? at("paste");
  target.focus();
  if (!box) target.setSelectionRange(target.value.length, target.value.length);
  return target.scrollIntoView({ block: "center" });
}
