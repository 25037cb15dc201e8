// The keys in this page and their stand-ins: a key goes in once and never comes out again.

import { fromBase64, hex, same, toBase64, toBase64url } from "./bytes.mjs";
import { pkcs8, publicInfo } from "./der.mjs";

// Nothing here computes with keys: WebCrypto does, and what it cannot do is left to the command line. docs/web.md says how browsers
// differ. If a file states a public half, it is imported as a JWK and must verify a signature; otherwise the browser computes it.
const WEB_CURVES = new Set(["P-256", "P-384", "P-521"]);
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
// What is known of a key that WebCrypto does not accept: it may be valid, and its public half is not known.
const UNCHECKED = { public: null };
let adopted = [];
const held = new Map();
const forbidden = new Set();
const byStandIn = new Map();

/** Return the stand-in for the key with the private number *scalar* on *curve*; *point* is the public half in its file. */
export async function take(curve, scalar, point) {
  const name = `${curve} ${hex(scalar)} ${point ? hex(point) : ""}`;
  if (!held.has(name)) {
    held.set(name, open(curve, scalar, point));
    const entry = await held.get(name);
    if (entry.standIn.d !== scalar) watch(scalar);
  }
  return held.get(name);
}

/** Remember a private number in hexadecimal, and in base64 at every alignment, so that nothing that contains it is sent. */
function watch(scalar) {
  forbidden.add(hex(scalar));
  forbidden.add(hex(scalar).toUpperCase());
  for (const shift of [[], [0], [0, 0]]) {
    const letters = toBase64(new Uint8Array([...shift, ...scalar])).slice(4, 40);
    forbidden.add(letters);
    forbidden.add(letters.replaceAll("+", "-").replaceAll("/", "_"));
  }
}

/** Return whether *text* contains the private number of a key in one piece. */
export function holdsKey(text) {
  return [...forbidden].some((letters) => text.includes(letters));
}

async function open(curve, scalar, point) {
  const pair = WEB_CURVES.has(curve) ? await load(curve, scalar, point) : UNCHECKED;
  if (pair?.public && isStandIn(pair.public)) return { standIn: { d: scalar, x: fromBase64(pair.x), y: fromBase64(pair.y) }, loads: true };
  const standIn = WEB_CURVES.has(curve) ? await makePair(curve) : await published(curve, scalar);
  if (!pair || standIn.d === scalar) return { standIn, loads: Boolean(pair) };
  const entry = { standIn, loads: true, ...pair };
  entry.asSent = publicOf(curve, { x: toBase64url(standIn.x), y: toBase64url(standIn.y) });
  byStandIn.set(nameOf(entry.asSent), entry);
  return entry;
}

/** Return a public half in the form in which it is sent: a JWK on P-256, base64url of its DER on other curves. */
function publicOf(curve, { x, y }) {
  return curve === "P-256" ? { kty: "EC", crv: curve, x, y } : toBase64url(publicInfo(curve, fromBase64(x), fromBase64(y)));
}

function nameOf(half) {
  return typeof half === "string" ? half : half?.x;
}

function isStandIn(half) {
  return byStandIn.has(nameOf(half)) || adopted.some((pair) => nameOf(pair.stand_in) === nameOf(half));
}

/** Return both halves as WebCrypto keys, UNCHECKED if it cannot compute the public half, null if it refuses the key. */
async function load(curve, scalar, point) {
  if (point?.[0] === 4) {
    const size = (point.length - 1) / 2;
    return bothHalves(curve, scalar, { x: toBase64url(point.subarray(1, 1 + size)), y: toBase64url(point.subarray(1 + size)) });
  }
  const half = await publicHalf(curve, scalar);
  if (half) return point && !agrees(half, point) ? null : bothHalves(curve, scalar, half);
  // If the browser does not compute the public half of the number 1 either, its failure says nothing about this key.
  const one = new Uint8Array(scalar.length);
  one[one.length - 1] = 1;
  return (await publicHalf(curve, one)) ? null : UNCHECKED;
}

async function publicHalf(curve, scalar) {
  try {
    const key = await crypto.subtle.importKey("pkcs8", pkcs8(curve, scalar), { name: "ECDSA", namedCurve: curve }, true, ["sign"]);
    return await crypto.subtle.exportKey("jwk", key);
  } catch {
    return null;
  }
}

async function bothHalves(curve, scalar, { x, y }) {
  const algorithm = { name: "ECDSA", namedCurve: curve };
  const half = { kty: "EC", crv: curve, x, y };
  try {
    const key = await crypto.subtle.importKey("jwk", { ...half, d: toBase64url(scalar) }, algorithm, false, ["sign"]);
    const verifier = await crypto.subtle.importKey("jwk", half, algorithm, false, ["verify"]);
    const pair = { x, y, key, verifier, public: publicOf(curve, half) };
    return (await signed(pair, new Uint8Array(8))) ? pair : null;
  } catch {
    return null;
  }
}

/** Return the signature over *data*; null if it does not verify, because the two halves belong to different keys. */
async function signed({ key, verifier }, data) {
  const signature = await crypto.subtle.sign(SIGNING, key, data);
  return (await crypto.subtle.verify(SIGNING, verifier, signature, data)) ? new Uint8Array(signature) : null;
}

function agrees(jwk, point) {
  const x = fromBase64(jwk.x);
  const y = fromBase64(jwk.y);
  if (point[0] === 4) return same(point.subarray(1), new Uint8Array([...x, ...y]));
  return same(point, new Uint8Array([2 + (y.at(-1) & 1), ...x]));
}

/** Return a new pair on *curve*, as bytes; two of its letters are a plus sign in every encoding, so that a lost one can be reproduced. */
async function makePair(curve) {
  for (;;) {
    const pair = await drawPair(curve);
    const bytes = [...pair.x, ...pair.y];
    if ([[], [0], [0, 0]].every((shift) => toBase64([...shift, ...bytes]).split("+").length > 2)) return pair;
  }
}

async function drawPair(curve) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: curve }, true, ["sign", "verify"]);
  const { d, x, y } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { d: fromBase64(d), x: fromBase64(x), y: fromBase64(y) };
}

/** Return a stand-in on a curve that WebCrypto does not support: a different one for a second key, and a stand-in itself unchanged. */
async function published(curve, scalar) {
  // Such keys are rare, and the page should open quickly.
  const { PAIRS } = await import("./stand_ins.mjs");
  const pairs = PAIRS[curve].map((spelled) => Object.fromEntries(Object.entries(spelled).map(([name, letters]) => [name, fromBase64(letters)])));
  const own = pairs.find((pair) => same(pair.d, scalar));
  if (own) return { ...own, d: scalar };
  const earlier = [...held.keys()].filter((name) => name.startsWith(`${curve} `)).length - 1;
  return pairs[earlier % pairs.length];
}

/** Return the evidence sent with a paste: each stand-in in this page with the public half of its key, null if that is not known. */
export function evidence() {
  const own = [...byStandIn.values()].map((entry) => ({ stand_in: entry.asSent, public: entry.public }));
  return [...adopted, ...own].slice(-16);
}

/** Return the base64url signature over *input* with the key that *standIn*, a JWK, represents; null if this page does not have it. */
export async function sign(standIn, input) {
  const entry = byStandIn.get(nameOf(standIn));
  const signature = entry?.key ? await signed(entry, new TextEncoder().encode(input)) : null;
  return signature && toBase64url(signature);
}

/** Adopt the evidence in a link: only the public halves of its keys are known, so nothing can be signed. */
export function adopt(pairs) {
  adopted = pairs.filter((pair) => typeof nameOf(pair?.stand_in) === "string" && (pair.public === null || typeof nameOf(pair.public) === "string"));
}

/** Forget every key. */
export function forget() {
  held.clear();
  byStandIn.clear();
  forbidden.clear();
  adopted = [];
}
