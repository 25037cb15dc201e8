// Type one key after another into the page; return the milliseconds from each to its new verdict, the shortest first.
async (count) => {
  const box = document.getElementById("paste");
  const times = [];
  for (let number = 0; number < count; number += 1) {
    const began = performance.now();
    box.value += " ";
    box.dispatchEvent(new InputEvent("input"));
    await new Promise((done) => new MutationObserver(done).observe(document.getElementById("result"), { childList: true }));
    times.push(performance.now() - began);
    // Nobody types faster than the screen is drawn.
    await new Promise(requestAnimationFrame);
  }
  return times.sort((first, second) => first - second);
}
