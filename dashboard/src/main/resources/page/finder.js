// Finds a measure among all by a part of its name, in either language.

import { columnTitle, findColumns, viewName } from './catalogue.js';
import { byId, element, setText } from './dom.js';
import { words } from './i18n.js';
import { choose, state } from './state.js';

const MOST_FOUND = 12;
const field = byId('find-measure');
const results = byId('found-measures');

export function start() {
  field.addEventListener('input', draw);
  field.addEventListener('search', draw);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      const first = results.querySelector('button');
      if (event.key === 'Enter') first?.click();
      else first?.focus();
    }
  });
  const finder = field.parentElement;
  finder.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
    const line = event.target.closest('li');
    if (!line || !step) return;
    event.preventDefault();
    (line[step]?.querySelector('button') ?? field).focus();
  });
  finder.addEventListener('focusout', ({ relatedTarget }) => !finder.contains(relatedTarget) && hide());
}

export function draw() {
  const text = field.value.trim();
  const found = findColumns(text);
  setText(byId('found-count'), !text ? '' : found.length ? words('foundMeasures', { n: found.length }) : words('noMeasure'));
  results.hidden = !text;
  results.replaceChildren(...(found.length || !text ? found.slice(0, MOST_FOUND).map(line) : [element('li', { class: 'none', text: words('noMeasure') })]));
}

const line = (one) => element('li', {}, element('button', {
  type: 'button', class: 'plain-button', data: { testid: 'found-measure', measure: one.key }, on: { click: () => show(one) },
}, columnTitle(one), ' ', element('span', { class: 'unit', text: viewName(one.measure.view) })));

/** Turns the table to the measure's area, its whole opened if it is a part, and the trend to the measure. */
function show(one) {
  const whole = one.measure.partOf;
  const opened = whole && !state.opened.includes(whole) ? [...state.opened, whole] : state.opened;
  close();
  choose({ tab: one.measure.view, measure: one.key, opened });
}

function close() {
  field.value = '';
  draw();
  field.focus();
}

const hide = () => { results.hidden = true; };
