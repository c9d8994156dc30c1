// A figure in its place on the page: a number, a dash that says why, or a star for what could name somebody.

import { element, setText } from './dom.js';
import { SUPPRESSED, figureText, whyNoFigure } from './i18n.js';

/** Puts a figure into a node; undefined is one that has not been read. */
export function showFigure(node, value, measure) {
  const why = whyNoFigure(value, measure);
  // A screen reader says "less than five" for the sign, which is not why it stands there.
  if (value === SUPPRESSED) node.replaceChildren(element('span', { role: 'img', class: 'suppressed', 'aria-label': why, text: SUPPRESSED }));
  else setText(node, value === undefined ? '' : figureText(value, measure));
  if (why) node.title = why;
  else node.removeAttribute('title');
}
