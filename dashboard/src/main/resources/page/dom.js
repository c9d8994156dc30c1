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

/** Fills a select, keeping the choice. `options` are {value, label} or {label, options: [...]} for a group. */
export function fillSelect(select, options, chosen) {
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
