// Small helpers to build and change the page. Text goes in as text, never as markup.

export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. `properties` may hold `class`, `text`, `data` (an object of data-* values), `on` (event listeners) and
 * any attribute; a null or undefined attribute is left out. Children are nodes or strings; null children are left out.
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key === 'class') made.className = value;
    else if (key === 'text') made.textContent = value;
    else if (key === 'data') Object.assign(made.dataset, value);
    else if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value === true) made.setAttribute(key, '');
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** What stands in an element now, so that drawing the same again can be left out. */
const drawn = new WeakMap();

/** Fills a select, keeping the choice. `options` are {value, label} or {label, options: [...]} for a group. */
export function fillSelect(select, options, chosen) {
  // A select that is refilled while it is open closes under the reader's hand.
  const signature = JSON.stringify(options);
  if (drawn.get(select) === signature) {
    select.value = chosen;
    return;
  }
  drawn.set(select, signature);
  const one = (option) =>
    element('option', { value: option.value, selected: option.value === chosen }, option.label);
  select.replaceChildren(
    ...options.map((option) =>
      option.options
        ? element('optgroup', { label: option.label }, option.options.map(one))
        : one(option)),
  );
  select.value = chosen;
}

/**
 * Fills `host` with `make()`, but only if `content` (anything JSON can say) differs from the last time: a redraw would take the
 * reader's place. Focus and scrolling stay with elements that keep their data-key.
 */
export function redraw(host, content, make) {
  const signature = JSON.stringify(content);
  if (drawn.get(host) === signature) return false;
  drawn.set(host, signature);
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const scrolled = [...host.querySelectorAll('[data-key]')].filter(({ scrollTop }) => scrollTop > 0)
    .map(({ dataset, scrollTop }) => [dataset.key, scrollTop]);
  host.replaceChildren(...[make()].flat(2).filter(Boolean));
  const keyed = (key) => host.querySelector(`[data-key="${CSS.escape(key)}"]`);
  for (const [key, top] of scrolled) {
    const node = keyed(key);
    if (node) node.scrollTop = top;
  }
  if (focused) keyed(focused)?.focus({ preventScroll: true });
  return true;
}

/** Shows what went wrong inside a card, in the API's own words; null takes the words away. */
export function showProblem(card, text) {
  const line = card.querySelector('.problem');
  if (!line) return;
  line.hidden = !text;
  setText(line, text ?? '');
}

/** Marks a changed value for a moment; the style sheet leaves it out for people who want less motion. */
export function flash(node) {
  node.classList.remove('changed');
  // Reading the width makes the browser notice the removal, so that the animation starts again.
  void node.offsetWidth;
  node.classList.add('changed');
}

/** A plain table: `heads` are [text, class], `rows` are tr elements. */
export const plainTable = (caption, heads, rows) => element('table', { class: 'plain' },
  element('caption', { class: 'unseen', text: caption }),
  element('thead', {}, element('tr', {}, heads.map(([text, kind]) => element('th', { scope: 'col', class: kind ?? null, text })))),
  element('tbody', {}, rows));
