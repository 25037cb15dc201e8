// Copy buttons, and parts of a page that follow what happens. Without scripts the pages show the same after a reload.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // Not allowed, or not on this machine: select it instead.
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}

const invalid = document.querySelector("[aria-invalid]");
if (invalid) invalid.focus();

const EVERY = 1500;
const live = () => document.querySelectorAll("[data-live]");
const gone = document.querySelector("[data-gone]");

function isInUse(part) {
  const selection = getSelection();
  return (selection.type === "Range" && part.contains(selection.anchorNode)) || part.contains(document.activeElement);
}

async function refresh() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of live()) {
        const now = page.getElementById(part.id);
        if (now && now.innerHTML !== part.innerHTML && !isInUse(part)) part.replaceChildren(...now.childNodes);
      }
      gone.hidden = true;
    } catch {
      gone.hidden = false;
    }
  }
  setTimeout(refresh, EVERY);
}

if (live().length) setTimeout(refresh, EVERY);
