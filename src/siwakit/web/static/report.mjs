// The cards of the report in their order: the verdict, what to do, the corrected client_secret, and everything else below.

import { answered, doubts, others, questions, rootCause, said, verdict } from "./findings.mjs";
import { minted } from "./mint.mjs";
import { doThis } from "./next.mjs";
import { portal } from "./portal.mjs";
import { sharing } from "./share.mjs";
import { suspects, wanted } from "./suspects.mjs";
import { timeline } from "./timeline.mjs";
import { tokens } from "./token.mjs";

/** Return the cards for *answer* to *state*; long ones are folded unless the screen *isWide*, and the functions lead back to the page. */
export async function sectionsOf(answer, state, { isWide, languages, choose, answerIn, editing }) {
  const mint = await minted(answer, state.language, languages, choose, answerIn);
  const { root } = answer.report;
  const step = doThis(answer, answerIn);
  const first = root ? [step, mint, rootCause(answer)] : [step, doubts(answer), wanted(answer, answerIn), suspects(answer)];
  const evidence = [questions(answer, isWide || !root), ...tokens(answer, editing, isWide), timeline(answer, isWide)];
  const rest = [...said(answer), answered(answer), ...evidence, root ? null : mint, others(answer, isWide), portal(answer, isWide), sharing(state)];
  return [verdict(answer), ...first, ...rest].filter(Boolean);
}
