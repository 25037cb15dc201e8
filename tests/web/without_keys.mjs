// Read texts on standard input, and write each as the page would send it; run by tests/web/test_key_forms.py.

const [folder] = process.argv.slice(2);
const { withoutKeys } = await import(`${folder}/keys.mjs`);
const { sendable } = await import(`${folder}/ask.mjs`);
let given = "";
for await (const part of process.stdin) given += part;
const { texts = [], cases = [] } = JSON.parse(given);
const sent = [];
const seconds = [];
for (const text of texts) {
  const start = performance.now();
  sent.push((await withoutKeys(text)).text);
  seconds.push((performance.now() - start) / 1000);
}
const bodies = [];
for (const { inputs, known } of cases) bodies.push(JSON.stringify(await sendable({ paste: "", files: inputs, known, language: "auto" })));
process.stdout.write(JSON.stringify({ sent, seconds, bodies }));
