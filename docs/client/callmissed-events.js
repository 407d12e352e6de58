/*
 * A client for the event feed of CallMissed Conversations, for the browser and for Node. See README.md beside this file.
 *
 * There is one connection at a time. When it ends, what it had brought is handed out first, and the next one is opened with the
 * cursor of the last event that the application has handled. So whatever is in memory may be lost at any moment.
 */

const FIRST_DELAY = 500; // ms: the first pause is drawn from 0 to this, each further one from twice as much,
const MAX_DELAY = 30_000; // up to this
const REFUSED_DELAY = 5_000; // instead of FIRST_DELAY after a close with 1008
const STEADY = 10_000; // after a connection that was ready for so long, the next pause is a first one again
const MAX_MOVE_DELAY = 60_000; // the longest `after_ms` that is believed
const SILENCE = 30_000; // after that much a ping is sent; a connection that has brought nothing yet is given up
const ANSWER_WITHIN = 10_000;

/** Timers and chance; tests bring their own. */
const REAL_CLOCK = {
  now: () => Date.now(),
  setTimeout: (task, ms) => setTimeout(task, ms), // not by reference: a browser's timers must be called on the window
  clearTimeout: (timer) => clearTimeout(timer),
  random: () => Math.random(),
};

/**
 * Hands out the events of a tenant, in order and one at a time, until `close()`. Options:
 *
 * - `url`: the address of the socket, https://host/ws/conversations (or wss:).
 * - `token(end)`: a token, or a promise of one, asked for before each connection. `end` is what `onDown` was told last. If there
 *   is no token (undefined), the stream ends. Without this option none is sent.
 * - `cursor`: where to go on. Without it the stream begins with what happens after the first connection.
 * - `onEvent(event)`: required. The position moves on when it has returned; a promise is awaited. If it fails, the same event
 *   comes again after a pause.
 * - `onResync()`: required. Events are missing for good: read anew what you show. May return the X-Event-Cursor of what was
 *   read. Events wait meanwhile. If it fails, it is called again after a pause.
 * - `onReady({seq, cursor})`: connected, at this position.
 * - `onDown({code, reason, error, retryInMs})`: not connected any more, or still not. Default: a line on the console.
 * - `onClosed({code, reason, error})`: stopped, because trying again is useless. Default: a line on the console.
 * - `maxWaiting`: events in memory. With more than that the connection ends until the application has caught up.
 * - `WebSocket`: the class to use where there is no global one.
 *
 * Returns `{cursor, close()}`: the cursor of the last event that was handled, and the end. After `close()` no call-back is
 * called; its promise is kept when the one that may be running has returned.
 */
export function watchEvents({
  url, token, cursor, onEvent, onResync, onReady = () => {}, onDown = (end) => console.warn('callmissed-events:', end),
  onClosed = (end) => console.error('callmissed-events:', end), maxWaiting = 10_000, WebSocket = globalThis.WebSocket,
  clock = REAL_CLOCK,
}) {
  for (const [name, value] of Object.entries({ onEvent, onResync, WebSocket })) {
    if (typeof value !== 'function') throw new TypeError(`callmissed-events: ${name} is required`);
  }
  let seq = null; // of `cursor`; null where only the service knows it
  let stopped = false;
  let interrupt = () => {}; // ends the pause or the connection of this moment

  function tell(callBack, about) {
    try { if (!stopped) callBack(about); } catch (error) { console.error('callmissed-events:', error); }
  }

  function stop({ code, reason, error }) { tell(onClosed, { code, reason, error }); stopped = true; }

  async function run() {
    let attempt = 0;
    let end = {}; // of the last connection
    let used; // its token
    while (!stopped) {
      try {
        const credential = token && (await token(end));
        if (stopped) return;
        if (token && !credential) return stop({ reason: 'there is no token' });
        if (end.code === 1008 && credential === used) return stop(end);
        used = credential;
        end = await connection(credential);
        if (end.hopeless) return stop(end);
      } catch (error) {
        end = { reason: 'token() failed', error };
      }
      if (end.steady) attempt = 0;
      const first = end.code === 1008 && !end.steady ? REFUSED_DELAY : FIRST_DELAY;
      const retryInMs = end.moveAt
        ? Math.max(0, end.moveAt - clock.now())
        : clock.random() * Math.min(MAX_DELAY, first * 2 ** attempt++);
      tell(onDown, { code: end.code, reason: end.reason, error: end.error, retryInMs });
      if (!stopped) await pause(retryInMs);
    }
  }

  function pause(ms) {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, ms);
      interrupt = () => { clock.clearTimeout(timer); resolve(); };
    });
  }

  /** Opens a connection. The promise is kept when it is over and what it had brought is handled. */
  function connection(credential) {
    return new Promise((resolve) => {
      const waiting = []; // frames for the application: events, and the call for a resync
      let socket, ready, readyAt, start, received, moveAt, silence, move, handling, end;

      const finish = (why) => {
        if (end) return;
        end = { ...why, moveAt, steady: clock.now() - readyAt >= STEADY };
        clock.clearTimeout(silence);
        clock.clearTimeout(move);
        socket?.close(); // nobody waits for its end, which may never come
        if (!handling) resolve(end);
      };
      const expectWithin = (ms, otherwise) => {
        clock.clearTimeout(silence);
        silence = clock.setTimeout(otherwise, ms);
      };
      const ping = () => {
        expectWithin(ANSWER_WITHIN, () => finish({ reason: 'nothing was heard' }));
        socket.send('{"type":"ping"}');
      };

      const handle = async () => {
        if (handling) return;
        handling = true;
        try {
          while (waiting.length && !stopped) {
            const frame = waiting.shift();
            if (frame.type === 'resync_required') await resync();
            else { await onEvent(frame); ({ seq, cursor } = frame); }
          }
        } catch (error) {
          finish({ reason: 'a call-back failed' });
          end.error ??= error;
        }
        handling = false;
        if (end) resolve(end);
      };
      const resync = async () => {
        const from = await onResync();
        const known = [ready, ...waiting];
        const at = typeof from === 'string' ? known.findIndex((position) => position.cursor === from) : 0;
        [seq, cursor] = at < 0 ? [null, from] : [known[at].seq, known[at].cursor];
        waiting.splice(0, at < 0 ? waiting.length : at);
        if (at < 0) finish({ reason: 'going on from the cursor of onResync' });
      };

      const control = {
        ready: (frame) => {
          [ready, readyAt] = [frame, clock.now()];
          if (!cursor) ({ seq, cursor } = frame);
          start = received = seq ?? frame.seq;
          tell(onReady, { seq: frame.seq, cursor: frame.cursor });
        },
        resync_required: (frame) => {
          if (received !== start) return finish({ reason: 'resync' }); // asked by cursor, the service says for which position
          start = received = ready.seq;
          waiting.push(frame);
        },
        reconnect: (frame) => {
          const ms = Math.min(Math.max(Number(frame.after_ms) || 0, 0), MAX_MOVE_DELAY);
          moveAt = clock.now() + ms;
          clock.clearTimeout(move);
          move = clock.setTimeout(() => finish({ code: 1001, reason: 'the service asked for a new connection' }), ms);
        },
      };
      const event = (frame) => {
        if (!Number.isInteger(frame.seq) || frame.seq <= received) return; // unknown, or not new
        if (frame.seq > received + 1) return finish({ reason: `a gap: ${frame.seq} follows ${received}` });
        if (waiting.length >= maxWaiting) return finish({ reason: 'the application is behind' });
        received = frame.seq;
        waiting.push(frame);
      };

      interrupt = () => finish({ reason: 'closed' });
      try {
        const query = Object.entries({ token: credential, after: cursor }).filter(([, value]) => value);
        const pairs = query.map((pair) => pair.map(encodeURIComponent).join('='));
        socket = new WebSocket(`${url.replace(/^http/, 'ws')}?${pairs.join('&')}`);
      } catch (error) {
        return finish({ reason: 'no such address', error, hopeless: true });
      }
      expectWithin(SILENCE, () => finish({ reason: 'no connection' }));
      socket.onclose = ({ code, reason }) => finish({ code, reason });
      socket.onerror = ({ message }) => finish({ code: 1006, reason: message || 'the connection failed' });
      socket.onmessage = ({ data }) => {
        if (end) return;
        expectWithin(SILENCE, ping);
        let frame;
        try { frame = Object(JSON.parse(data)); } catch { return; } // if it was an event, a gap will show
        if (Boolean(ready) === (frame.type === 'ready')) return; // which comes once, and before all others
        (Object.hasOwn(control, frame.type) ? control[frame.type] : event)(frame);
        handle();
      };
    });
  }

  const running = run();
  return {
    get cursor() { return cursor; },
    close() { stopped = true; interrupt(); return running; },
  };
}
