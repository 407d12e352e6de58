/* What the events client runs in under test: sockets that a test speaks through, time that a test lets pass, seeded chance. */

const sockets = [];
const log = [];
const waits = [];
const held = new Set();
const pending = [];
let token = 't1';
let watching;
globalThis.console = { error: (who, error) => log.push(`console ${error.message}`) };

class FakeWebSocket {
  constructor(address) {
    if (!address.startsWith('ws')) throw new SyntaxError(`not a socket's address: ${address}`);
    this.address = address;
    this.sent = [];
    this.closed = false;
    sockets.push(this);
  }
  send(text) { this.sent.push(text); }
  close() { this.closed = true; }
}

const clock = {
  time: 1_800_000_000_000,
  timers: [],
  state: 1,
  now: () => clock.time,
  setTimeout(task, ms) {
    if (!(ms >= 0)) throw new TypeError(`setTimeout for ${ms}`);
    const timer = { task, at: clock.time + ms };
    clock.timers.push(timer);
    return timer;
  },
  clearTimeout(timer) { clock.timers = clock.timers.filter((other) => other !== timer); },
  /** mulberry32 */
  random() {
    clock.state = (clock.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(clock.state ^ (clock.state >>> 15), 1 | clock.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  },
};

/** Lets time pass up to the next timer that is due until then; false if there is none. Promises are settled by the caller's return. */
function tick(until) {
  const next = clock.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
  clock.time = next ? next.at : until;
  if (!next) return false;
  clock.clearTimeout(next);
  next.task();
  return true;
}

/** A call-back that writes down that it was called and, when it is held, returns when the test says so. */
function callBack(name, describe) {
  return (about) => {
    log.push(`${name} ${describe(about)}`.trim());
    return held.has(name) ? new Promise((resolve, reject) => pending.push({ resolve, reject })) : undefined;
  };
}

function start(watchEvents, options) {
  watching = watchEvents({
    url: 'https://host/ws/conversations',
    token: (end) => {
      log.push(`token ${end.code ?? ''}`.trim());
      return token;
    },
    onEvent: callBack('event', (event) => event.seq),
    onResync: callBack('resync', () => ''),
    onReady: callBack('ready', (position) => position.seq),
    onDown: (end) => {
      waits.push(end.retryInMs);
      log.push(`down ${end.code ?? end.reason}${end.error ? `: ${end.error.message}` : ''}`);
    },
    onClosed: callBack('closed', (end) => end.code ?? end.reason),
    WebSocket: FakeWebSocket,
    clock,
    ...options,
  });
}

const last = () => sockets[sockets.length - 1];

function receive(frame) {
  last().onmessage({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
}
