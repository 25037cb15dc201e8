// Three exchanges with the fetch that node, Deno and Bun have built in.
import process from "node:process";

const APPLE = "https://appleid.apple.com";
const headers = { "Content-Type": "application/x-www-form-urlencoded" };

async function show(answer) {
  console.log(`${answer.status} ${await answer.text()}`);
}

await show(await fetch(`${APPLE}/auth/keys`));
await show(await fetch(`${APPLE}/auth/token`, { method: "POST", headers, body: process.env.RIGHT_FORM }));
await show(await fetch(`${APPLE}/auth/token`, { method: "POST", headers, body: process.env.REFUSED_FORM }));
