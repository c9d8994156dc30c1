// What was planned for the chosen place, what there is of it, and whether it is on track.

import { getJson } from './api.js';
import { column, columnTitle } from './catalogue.js';
import { byId, element, redraw, showProblem } from './dom.js';
import { showFigure } from './figure.js';
import { dayText, figureText, humanize, nameOf, percent, unitOf, valueOf, words } from './i18n.js';
import { SIGNS } from './obligations.js';
import { choose, readingChoice, state } from './state.js';
import { figuresDay } from './table.js';

/** So many are seen at a glance; of more, those that are on track fold away. */
const FEW = 8;
const URGENCY = ['breached', 'outstanding', 'met'];

const card = byId('targets');
let targets = [];
let readFor = null;

const choice = () => [readingChoice(), state.county].join(' ');

export async function loadTargets({ signal } = {}) {
  if (!state.county) return;
  const wanted = choice();
  try {
    const answer = await getJson(`/counties/${encodeURIComponent(state.county)}/targets`, { asOf: state.day }, signal);
    if (signal?.aborted) return;
    targets = answer.targets ?? [];
    readFor = wanted;
    showProblem(card, null);
  } catch (problem) {
    if (problem.name === 'AbortError') throw problem;
    targets = [];
    // A server of an earlier version has no targets.
    showProblem(card, problem.status === 404 ? null : problem.message);
  }
  render();
}

export function render() {
  const shown = readFor === choice() ? targets : [];
  card.classList.toggle('empty', !shown.length);
  const kept = byId('targets-body').querySelector('details')?.open ?? false;
  redraw(byId('targets-body'), [state.language, state.county, shown], () => {
    if (!shown.length) return element('p', { class: 'none', text: words('noTargets') });
    const kindOf = (target) => standing(target)[1];
    const ordered = [...shown].sort((a, b) => URGENCY.indexOf(kindOf(a)) - URGENCY.indexOf(kindOf(b)));
    if (shown.length <= FEW) return table(ordered);
    const met = ordered.filter((target) => kindOf(target) === 'met');
    const rest = ordered.filter((target) => kindOf(target) !== 'met');
    return [rest.length ? table(rest) : null, met.length ? folded(met, kept || !rest.length) : null];
  });
}

const folded = (met, open) => element('details', { class: 'on-track', open },
  element('summary', { data: { key: 'targets met' }, text: `${SIGNS.met} ${words('onTrack')} · ${met.length}` }), table(met));

const table = (shown) => element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': words('targets') }, element('table', { class: 'plain targets-table', data: { testid: 'targets-table' } },
  element('caption', { class: 'unseen', text: words('targets') }),
  element('thead', {}, element('tr', {}, ['target', 'standing', 'progressTo', 'actual', 'planned'].map((head, index) =>
    element('th', { scope: 'col', class: index > 2 ? 'number' : null, text: words(head) })))),
  element('tbody', {}, shown.map(line))));

function line(target) {
  const known = column(target.measure);
  const measure = known?.measure ?? { unit: target.unit };
  const title = known ? columnTitle(known) : nameOf({ ...target, name: undefined }, humanize(target.measure));
  const actual = element('td', { class: 'number' });
  showFigure(actual, valueOf({ value: target.actual, suppressed: target.suppressed }), measure);
  const [word, kind] = standing(target);
  return element('tr', { data: { target: target.measure, onTrack: target.onTrack } },
    element('th', { scope: 'row' },
      element('button', { type: 'button', class: 'plain-button', text: title, data: { key: `target ${target.measure} ${target.from}` }, on: { click: () => choose({ measure: target.measure }) } }),
      element('span', { class: 'tag', text: `${words('period', { from: dayText(target.from, 'short'), to: dayText(target.to) })}${target.setFor === 'all' ? ` · ${words('setForAll')}` : ''}` })),
    element('td', { class: `word ${kind}` }, element('span', { 'aria-hidden': 'true', text: `${SIGNS[kind]} ` }), words(word)),
    element('td', {}, bar(target, kind)),
    actual,
    element('td', { class: 'number' }, target.bound === 'at-most' ? '≤ ' : '', figureText(target.planned, measure), target.unit === 'ratio' ? '' : element('span', { class: 'unit', text: ` ${unitOf(target.unit)}` })));
}

/** In words, since a colour alone says nothing to many readers. */
function standing({ planned, actual, onTrack, to, bound }) {
  if (onTrack === null) return ['notTold', 'outstanding'];
  if (bound === 'at-most') return onTrack ? ['within', 'met'] : ['exceeded', 'breached'];
  if (onTrack) return [actual !== null && actual >= planned ? 'reached' : 'onTrack', 'met'];
  return figuresDay() >= to ? ['missed', 'breached'] : ['offTrack', 'outstanding'];
}

/** The share of the plan, with a tick where a steady pace would be today. */
function bar({ planned, share, expected }, kind) {
  if (share === null || share === undefined || !planned) return '–';
  const pace = expected === null || expected === undefined ? null : Math.min(1, expected / planned);
  const done = element('i', { class: kind });
  done.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  const tick = pace === null ? null : element('b', { title: `${words('pace')}: ${percent(pace)}` });
  if (tick) tick.style.left = `${pace * 100}%`;
  return element('div', { class: 'meter-line' },
    element('span', { class: 'plan', role: 'img', 'aria-label': words('targetLabel', { share: percent(share), pace: pace === null ? '–' : percent(pace) }), data: { testid: 'target-bar' } }, done, tick),
    element('span', { class: 'count', text: percent(share) }));
}
