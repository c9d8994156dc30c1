// What became of some records, as a table: each record is in exactly one bucket.

import { eventTypeName } from './catalogue.js';
import { element, plainTable } from './dom.js';
import { integer, words } from './i18n.js';

export const BUCKETS = ['posted', 'duplicate', 'superseded', 'waiting', 'quarantined'];

const HEADS = { waiting: 'waitingShort', quarantined: 'quarantinedShort' };

/** `byType` is a list of {type, received, ...buckets}; `totals` the same without a type. */
export function countsTable(caption, byType, totals) {
  const names = ['received', ...BUCKETS];
  const line = (label, counts, kind) => element('tr', { class: kind ?? null, data: { type: counts.type ?? '' } },
    element('th', { scope: 'row', text: label }),
    names.map((name) => element('td', {
      class: `number${counts[name] ? '' : ' zero'}`, data: { bucket: name, value: counts[name] ?? '' }, text: integer(counts[name]),
    })));
  const heads = [[words('eventType')], ...names.map((name) => [words(HEADS[name] ?? name), 'number'])];
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption, data: { key: `counts ${caption}` } },
    plainTable(caption, heads, [
      ...byType.map((counts) => line(eventTypeName(counts.type), counts)),
      line(words('allTypes'), totals ?? {}, 'sum'),
    ]));
}
