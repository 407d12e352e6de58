/*
 * Prints the events of a tenant. Its position is kept in a file: stop it, start it again, and it goes on after the last event
 * that it has printed.
 *
 *   CALLMISSED_TOKEN=… node watch.mjs [http://localhost:8080 [cursor-file]]
 *
 * The token is a dashboard token or an API key. Node 22 or later, or Node 20 with --experimental-websocket.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { watchEvents } from './callmissed-events.js';

const credential = process.env.CALLMISSED_TOKEN;
const [base = 'http://localhost:8080', file = '.callmissed-cursor'] = process.argv.slice(2);

/** An API key is accepted in the header only, which a page's socket cannot set, but Node's can. */
class KeySocket extends (globalThis.WebSocket ?? Object) {
  constructor(address) {
    super(address, { headers: { Authorization: `Bearer ${credential}` } });
  }
}

function load() {
  try { return readFileSync(file, 'utf8').trim(); } catch (error) { if (error.code === 'ENOENT') return ''; throw error; }
}

function save(cursor) {
  writeFileSync(`${file}.new`, cursor);
  renameSync(`${file}.new`, file); // a kill leaves the old position or the new one
}

const withKey = credential?.startsWith('cm_');
const stream = watchEvents({
  url: `${base}/ws/conversations`,
  token: withKey ? undefined : (end) => (end.code === 1008 ? undefined : credential), // there is only this one
  cursor: load(),
  WebSocket: withKey ? KeySocket : globalThis.WebSocket,
  onEvent(event) {
    console.log(event.seq, event.occurred_at, event.type, event.conversation_id, event.data.message?.content ?? '');
    save(event.cursor);
  },
  onResync() {
    console.log('events are missing: the log begins later than, or knows nothing of, the position in', file);
  },
  onReady({ seq, cursor }) {
    console.error(`connected at ${seq}`);
    if (!load()) save(cursor);
  },
  onDown: ({ code, reason, retryInMs }) => console.error(`away (${code ?? reason}), back in ${Math.round(retryInMs)} ms`),
});
process.once('SIGINT', () => stream.close());
