/** @file The claims of the paper beside what was measured, each with its verdict and what that rests on. */

import { brief } from '../text/digits.ts';
import { isComparable, type JudgedClaim, VERDICTS, type Verdict } from './claims.ts';
import type { Condition } from './condition.ts';
import { type Html, html, table } from './html.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

const MOST_CONDITIONS = 60;

/** A verdict in its colour. */
export const verdictMark = (verdict: Verdict): Html =>
  html`<span class="verdict ${verdict.replaceAll(/[^a-z]+/g, '-')}">${verdict}</span>`;

export const claimsSection = ({ title, claims, deviations, notStated }: ReportedExperiment): Html | false =>
  claims.length > 0 &&
  html`<h3>Paper and measurement</h3>
${deviations.length > 0 && html`<p>These runs do not have the paper’s settings, so a finding is called <em>direction only</em> at best, and numbers of the paper can’t be compared: ${deviations.join('; ')}.</p>`}
${claims.map((claim, i) => claimBlock(claim, `Comparisons of finding ${i + 1} of ${title}`))}
<p class="soft">${Object.entries(VERDICTS).map(([verdict, meaning]) => html`<em>${verdict}</em>: ${meaning}. `)}
A comparison counts as certain where the 95 % interval of the difference, run by run, does not hold zero; one pair alone has no interval. Of what is to hold throughout the training that is asked of the mean difference over its evaluations.</p>
${notStated.length > 0 && html`<details><summary>What the paper does not state, and what the paper’s experiment takes here</summary><ul>${notStated.map((line) => html`<li>${line}</li>`)}</ul></details>`}`;

function claimBlock({ claim, conditions, verdict }: JudgedClaim, label: string): Html {
  const measured = conditions.filter(({ holds }) => holds !== undefined);
  const judged = measured.filter(isComparable);
  const holding = judged.filter(({ holds }) => holds).length;
  const missing = conditions.length - measured.length;
  const count = [
    judged.length > 0 && `${holding} of ${judged.length} comparisons hold${evaluationsText(judged)}`,
    judged.length < measured.length && `${measured.length - judged.length} can’t be compared`,
    missing > 0 && `${missing} not measured`,
  ].filter((part) => part !== false);
  const compared = judged.filter(({ isValue }) => !isValue);
  const isUncertain = compared.length > 0 && compared.every(({ interval }) => interval === undefined);
  return html`<p>${verdictMark(verdict)} · ${claim.what} <span class="soft">(${claim.where}, ${claim.basis}${measured.length > 0 && `; ${count.join(', ')}`}${isUncertain && ', from fewer than two pairs of runs'})</span></p>
${measured.length > 0 && html`<details><summary>What that rests on</summary>${conditionTable(conditions, label)}</details>`}`;
}

/** What is to hold at every evaluation may miss a few of them. */
function evaluationsText(conditions: readonly Condition[]): string {
  const all = conditions.flatMap(({ evaluations }) => evaluations ?? []);
  const sum = (of: 'holding' | 'count') => all.reduce((total, one) => total + one[of], 0);
  return all.length === 0 ? '' : `, at ${sum('holding')} of ${sum('count')} evaluations`;
}

function holdsText(condition: Condition): string {
  const { holds, evaluations } = condition;
  if (holds === undefined) return 'not measured';
  if (!isComparable(condition)) return 'can’t be compared';
  if (evaluations) return `at ${evaluations.holding} of ${evaluations.count}`;
  return holds ? 'yes' : 'no';
}

const conditionTable = (conditions: readonly Condition[], label: string): Html =>
  html`${table(
    ['comparison', 'left', 'right', 'holds', 'difference, 95 % interval'],
    conditions
      .slice(0, MOST_CONDITIONS)
      .map((condition) => [
        condition.text,
        brief(condition.left),
        brief(condition.right),
        holdsText(condition),
        condition.interval ? `${brief(condition.interval.low)} to ${brief(condition.interval.high)}` : '–',
      ]),
    label,
  )}${conditions.length > MOST_CONDITIONS && html`<p class="soft">${conditions.length - MOST_CONDITIONS} more.</p>`}`;
