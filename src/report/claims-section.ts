/** @file The claims of the paper beside what was measured, each with its verdict and what that rests on. */
import { type Condition, type JudgedClaim, VERDICTS } from './claims.ts';
import type { ReportedExperiment } from './experiment.ts';
import { type Html, html, table } from './html.ts';
import { brief } from './words.ts';

const MOST_CONDITIONS = 60;

export const claimsSection = ({ claims, deviations, notStated }: ReportedExperiment): Html | false =>
  claims.length > 0 &&
  html`<h3>Paper and measurement</h3>
${deviations.length > 0 && html`<p>These runs do not have the paper’s settings, so a finding is called <em>direction only</em> at best: ${deviations.join('; ')}.</p>`}
${claims.map(claimBlock)}
<p class="soft">${Object.entries(VERDICTS).map(([verdict, meaning]) => html`<em>${verdict}</em>: ${meaning}. `)}
A comparison counts as certain where the 95 % interval of the difference, run by run, does not hold zero; one pair alone has no interval.</p>
${notStated.length > 0 && html`<details><summary>What the paper does not state, and what was taken</summary><ul>${notStated.map((line) => html`<li>${line}</li>`)}</ul></details>`}`;

const claimBlock = ({ claim, conditions, verdict }: JudgedClaim): Html => {
  const holding = conditions.filter(({ holds }) => holds).length;
  const measured = conditions.filter(({ holds }) => holds !== undefined).length;
  const count =
    measured === 0
      ? ''
      : `${holding} of ${measured} comparisons hold${measured < conditions.length ? `, ${conditions.length - measured} not measured yet` : ''}`;
  const compared = conditions.filter(({ holds, isValue }) => holds !== undefined && !isValue);
  const alone = compared.length > 0 && compared.every(({ interval }) => interval === undefined);
  return html`<p><span class="verdict ${verdict.replace(' ', '-')}">${verdict}</span> · ${claim.what} <span class="soft">(${claim.where}, ${claim.basis}${count && `; ${count}`}${alone && ', from one pair of runs'})</span></p>
${measured > 0 && html`<details><summary>What that rests on</summary>${conditionTable(conditions)}</details>`}`;
};

const conditionTable = (conditions: readonly Condition[]): Html =>
  html`${table(
    ['comparison', 'left', 'right', 'holds', 'difference, 95 % interval'],
    conditions
      .slice(0, MOST_CONDITIONS)
      .map(({ text, left, right, holds, interval }) => [
        text,
        brief(left),
        brief(right),
        holds === undefined ? 'not measured' : holds ? 'yes' : 'no',
        interval ? `${brief(interval.low)} to ${brief(interval.high)}` : '–',
      ]),
    'Comparisons of this claim',
  )}${conditions.length > MOST_CONDITIONS && html`<p class="soft">${conditions.length - MOST_CONDITIONS} more.</p>`}`;
