// The live connection: server-sent events, tried again for as long as the page is open.

import { openStream } from './api.js';

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 8_000;
/** A stream that once sent something and then nothing for this long is dead, though nobody said so. */
const SILENCE_MILLIS = 45_000;

/**
 * Listens to /live. `onFigures({counties, measures})` for each message; `onState(state, waitMillis)` with 'connecting',
 * 'live' or 'disconnected' (and then how long until the next attempt).
 */
export function listen({ onFigures, onState }) {
  let wait = FIRST_WAIT_MILLIS;
  let attempt = null;
  let hurry = () => {};

  const heard = (event, data) => {
    if (event !== 'figures') return;
    try {
      onFigures(JSON.parse(data));
    } catch {
      // Something changed, we can't tell what: refetch all that is shown.
      onFigures({});
    }
  };

  async function run() {
    for (;;) {
      onState('connecting');
      attempt = new AbortController();
      try {
        const body = await openStream('/live', attempt.signal);
        onState('live');
        wait = FIRST_WAIT_MILLIS;
        await readEvents(body, heard, attempt);
      } catch {
        // Why it ended makes no difference to what is done: say so, and try again.
      }
      // Jitter, so that many pages do not all come back in the same moment.
      const pause = wait * (0.75 + Math.random() / 2);
      onState('disconnected', pause);
      await new Promise((resolve) => {
        hurry = resolve;
        setTimeout(resolve, pause);
      });
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
    }
  }

  addEventListener('online', () => hurry());
  addEventListener('offline', () => attempt?.abort());
  run();
}

async function readEvents(body, heard, attempt) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = eventParser(heard);
  let watchdog;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), SILENCE_MILLIS);
      parse(value);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

/** Takes text in any pieces and calls `heard(event, data)` for each whole message. Lines starting with a colon are heartbeats. */
function eventParser(heard) {
  let rest = '';
  let event = 'message';
  let data = [];
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (data.length) heard(event, data.join('\n'));
        event = 'message';
        data = [];
      } else if (line.startsWith('event:')) event = line.slice(6).trim();
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    }
  };
}
