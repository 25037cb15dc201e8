// Sketches that show where a value is in the developer portal, opening the one that is needed.

import { el, fold, foldedCard } from "./dom.mjs";

const VALUES = {
  "team-id": ["Team ID", "Membership details. It is iss of the client_secret; the prefix of an older App ID may differ.", ["iss", "team_id"]],
  "key-id": ["Key ID", "Keys, then the key. It is kid in the header, and part of the file name: AuthKey_<KEYID>.p8.", ["kid", "key_id"]],
  "services-id": ["Services ID", "Identifiers, filtered by Services IDs. It is the client_id on the web and on Android.", ["client_id", "sub", "aud", "services_ids"]],
  "bundle-id": ["Bundle ID", "Identifiers, filtered by App IDs. It is the client_id for codes from the app.", ["client_id", "sub", "bundle_ids"]],
  "return-url": ["Return URL", "Identifiers, the Services ID, Sign in with Apple, Configure. It is redirect_uri, character for character.", ["redirect_uri"]],
  "key-capability": ["Key capability", "Keys, the key, Edit: Sign in with Apple is on, and its primary App ID is yours.", ["signature", "key"]],
};

/** Return the card of the sketches, with those that concern the root cause open. */
export function portal({ report }, isOpen) {
  const at = report.root?.at ?? "";
  const name = at.split(".").at(-1);
  const isMeantBy = (names) => names.includes(name) || (names.includes("key") && at.startsWith("key["));
  const items = Object.entries(VALUES).map(([id, [title, words, names]]) => {
    const picture = el("img", { src: `/static/portal/${id}.svg`, alt: `Sketch of the developer portal: where the ${title} is`, width: "640", height: "300", loading: "lazy" });
    return fold(id, title, isMeantBy(names), el("p", {}, words), picture);
  });
  return foldedCard("portal", "Where to find it", isOpen || Object.values(VALUES).some(([, , names]) => isMeantBy(names)), ...items);
}
