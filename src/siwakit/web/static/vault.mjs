// Keep the keys of this page, and their stand-ins: a key goes in once and never comes out again.

import { fromBase64, hex, same, toBase64, toBase64url } from "./bytes.mjs";
import { pkcs8, publicInfo } from "./der.mjs";

const WEB_CURVES = new Set(["P-256", "P-384", "P-521"]);
// Few people have a key on another curve, and the page should be there at once.
const byHand = () => import("./curves.mjs");
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
let adopted = [];
const held = new Map();
const forbidden = new Set();
const byStandIn = new Map();

/** Return what stands for the key with the private number *scalar* on *curve*; *point* is what its file says of its public half. */
export async function take(curve, scalar, point) {
  const name = `${curve} ${hex(scalar)} ${point ? hex(point) : ""}`;
  if (!held.has(name)) {
    held.set(name, open(curve, scalar, point));
    const entry = await held.get(name);
    if (entry.standIn.d !== scalar) watch(scalar);
  }
  return held.get(name);
}

/** Remember how a private number looks in hexadecimal, and in base64 wherever it begins, so that nothing that holds it is sent. */
function watch(scalar) {
  forbidden.add(hex(scalar));
  forbidden.add(hex(scalar).toUpperCase());
  for (const shift of [[], [0], [0, 0]]) {
    const letters = toBase64(new Uint8Array([...shift, ...scalar])).slice(4, 40);
    forbidden.add(letters);
    forbidden.add(letters.replaceAll("+", "-").replaceAll("/", "_"));
  }
}

/** Tell whether *text* holds the private number of a key in one piece. */
export function holdsKey(text) {
  return [...forbidden].some((letters) => text.includes(letters));
}

async function open(curve, scalar, point) {
  const jwk = await load(curve, scalar, point);
  if (jwk && isStandIn(publicOf(curve, jwk))) return { standIn: { d: scalar, x: fromBase64(jwk.x), y: fromBase64(jwk.y) }, loads: true };
  const standIn = await makePair(curve);
  if (!jwk) return { standIn, loads: false };
  const entry = { standIn, loads: true, public: publicOf(curve, jwk) };
  entry.asSent = publicOf(curve, { x: toBase64url(standIn.x), y: toBase64url(standIn.y) });
  byStandIn.set(nameOf(entry.asSent), entry);
  if (curve === "P-256") {
    entry.key = await crypto.subtle.importKey("jwk", { ...entry.public, d: jwk.d }, { name: "ECDSA", namedCurve: curve }, false, ["sign"]);
    entry.verifier = await crypto.subtle.importKey("jwk", entry.public, { name: "ECDSA", namedCurve: curve }, true, ["verify"]);
  }
  return entry;
}

/** Return a public half as it is sent: a JWK on P-256, on other curves base64url of its DER. */
function publicOf(curve, { x, y }) {
  return curve === "P-256" ? { kty: "EC", crv: curve, x, y } : toBase64url(publicInfo(curve, fromBase64(x), fromBase64(y)));
}

function nameOf(half) {
  return typeof half === "string" ? half : half?.x;
}

function isStandIn(half) {
  return byStandIn.has(nameOf(half)) || adopted.some((pair) => nameOf(pair.stand_in) === nameOf(half));
}

async function load(curve, scalar, point) {
  return WEB_CURVES.has(curve) ? loadByBrowser(curve, scalar, point) : loadByHand(curve, scalar, point);
}

async function loadByHand(curve, scalar, point) {
  const { pointOf } = await byHand();
  const found = pointOf(curve, scalar);
  const jwk = found && { x: toBase64url(found.x), y: toBase64url(found.y) };
  return jwk && point && !agrees(jwk, point) ? null : jwk;
}

async function loadByBrowser(curve, scalar, point) {
  const algorithm = { name: "ECDSA", namedCurve: curve };
  try {
    const whole = await crypto.subtle.importKey("pkcs8", pkcs8(curve, scalar), algorithm, true, ["sign"]);
    const jwk = await crypto.subtle.exportKey("jwk", whole);
    return point && !agrees(jwk, point) ? null : jwk;
  } catch {
    return point && point[0] === 4 ? loadWhole(algorithm, scalar, point) : null;
  }
}

async function loadWhole(algorithm, scalar, point) {
  const size = (point.length - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map(toBase64url);
  const jwk = { kty: "EC", crv: algorithm.namedCurve, x, y };
  try {
    const key = await crypto.subtle.importKey("jwk", { ...jwk, d: toBase64url(scalar) }, algorithm, false, ["sign"]);
    const verifier = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    const probe = new Uint8Array(8);
    const signature = await crypto.subtle.sign(SIGNING, key, probe);
    return (await crypto.subtle.verify(SIGNING, verifier, signature, probe)) ? { ...jwk, d: toBase64url(scalar) } : null;
  } catch {
    return null;
  }
}

function agrees(jwk, point) {
  const x = fromBase64(jwk.x);
  const y = fromBase64(jwk.y);
  if (point[0] === 4) return same(point.subarray(1), new Uint8Array([...x, ...y]));
  return same(point, new Uint8Array([2 + (y.at(-1) & 1), ...x]));
}

/** Return a new pair on *curve*, as bytes; two letters of it are a plus however it is spelled, so that a lost one can be shown. */
async function makePair(curve) {
  for (;;) {
    const pair = await drawPair(curve);
    const bytes = [...pair.x, ...pair.y];
    if ([[], [0], [0, 0]].every((shift) => toBase64([...shift, ...bytes]).split("+").length > 2)) return pair;
  }
}

async function drawPair(curve) {
  if (!WEB_CURVES.has(curve)) {
    const { drawScalar, pointOf } = await byHand();
    const d = drawScalar(curve);
    return { d, ...pointOf(curve, d) };
  }
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: curve }, true, ["sign", "verify"]);
  const { d, x, y } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { d: fromBase64(d), x: fromBase64(x), y: fromBase64(y) };
}

/** Return the evidence that goes with a paste: each stand-in of this page beside the public half of its key. */
export function evidence() {
  const own = [...byStandIn.values()].map((entry) => ({ stand_in: entry.asSent, public: entry.public }));
  return [...adopted, ...own].slice(-16);
}

/** Return the base64url signature over *input* by the key that *standIn*, a JWK, stands for; null where this page has none. */
export async function sign(standIn, input) {
  const entry = byStandIn.get(nameOf(standIn));
  if (!entry?.key) return null;
  const data = new TextEncoder().encode(input);
  const signature = await crypto.subtle.sign(SIGNING, entry.key, data);
  const isGood = await crypto.subtle.verify(SIGNING, entry.verifier, signature, data);
  return isGood ? toBase64url(new Uint8Array(signature)) : null;
}

/** Take the evidence of a link: its keys are known by their public halves alone, so nothing can be signed. */
export function adopt(pairs) {
  adopted = pairs.filter((pair) => ["stand_in", "public"].every((half) => typeof nameOf(pair?.[half]) === "string"));
}

/** Forget every key. */
export function forget() {
  held.clear();
  byStandIn.clear();
  forbidden.clear();
  adopted = [];
}
