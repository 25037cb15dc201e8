// Show where in the developer portal a value stands: drawn sketches, the one that is needed first.

import { card, el } from "./dom.mjs";

const VALUES = {
  "team-id": ["Team ID", "Membership details. It is iss of the client_secret; the prefix of an older App ID may be another one.", ["iss", "team_id"]],
  "key-id": ["Key ID", "Keys, then the key. It is kid in the header, and stands in the name of the file: AuthKey_<KEYID>.p8.", ["kid", "key_id"]],
  "services-id": ["Services ID", "Identifiers, with the filter on Services IDs. It is the client_id of the web, and of Android.", ["client_id", "sub", "aud", "services_ids"]],
  "bundle-id": ["Bundle ID", "Identifiers, with the filter on App IDs. It is the client_id of codes from the app.", ["client_id", "sub", "bundle_ids"]],
  "return-url": ["Return URL", "Identifiers, the Services ID, Sign in with Apple, Configure. It is redirect_uri, letter by letter.", ["redirect_uri"]],
  "key-capability": ["Key capability", "Keys, the key, Edit: Sign in with Apple is on, and its primary App ID is yours.", ["signature", "key"]],
};

/** Return the card of the sketches, those that the root cause speaks of open. */
export function portal({ report }) {
  const at = report.root?.at ?? "";
  const name = at.split(".").at(-1);
  const items = Object.entries(VALUES).map(([id, [title, words, names]]) => {
    const isMeant = names.includes(name) || (names.includes("key") && at.startsWith("key["));
    const picture = el("img", { src: `/static/portal/${id}.svg`, alt: `Sketch of the developer portal: where the ${title} stands`, width: "640", height: "300", loading: "lazy" });
    return el("details", { open: isMeant }, el("summary", {}, title), el("p", {}, words), picture);
  });
  return card("portal", "Where to find it", ...items);
}
