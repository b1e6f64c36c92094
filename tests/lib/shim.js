// Stands where the shell puts its message channel: the window's pages call commands through it, and the shell's part of a
// command (which window opens or closes) is played with the browser's own windows.
(() => {
  const page = location.pathname.split('/').pop();
  const asks = new URLSearchParams(location.search).has('grant') ? 'extension' : 'consent';
  const label = { 'unlock.html': 'unlock', 'consent.html': asks, 'keys.html': 'keys' }[page] ?? 'main';
  const callbacks = new Map();
  let next = 1;
  const call = async (command, args) => {
    const answer = await fetch(`/invoke/${label}/${command}`, { method: 'POST', body: JSON.stringify(args ?? {}) });
    const result = await answer.json();
    if (!answer.ok) throw result;
    return result;
  };
  const after = {
    create: () => location.assign('/index.html'),
    unlock: () => location.assign('/index.html'),
    recover: () => location.assign('/index.html'),
    unlock_quickly: () => location.assign('/index.html'),
    lock: () => location.assign('/unlock.html'),
    change_passphrase: () => close(),
    keep_kit: () => close(),
    quick_unlock_on: () => close(),
    decline: () => close(),
    extend: () => close(),
    approve: ({ return_to }) => { if (return_to) location.assign(return_to); },
  };
  const invoke = async (command, args) => {
    if (command === 'plugin:event|listen') return void listen(args.event, callbacks.get(args.handler));
    if (command.startsWith('plugin:')) return null;
    if (command === 'open_keys') return void open(`/keys.html?task=${args.task}`);
    if (command === 'review') return void open(`/consent.html?id=${args.id}`);
    if (command === 'review_extension') return void open(`/consent.html?grant=${args.id}&until=${args.until}`);
    if (command === 'decline_extension') return void close();
    const result = await call(command, args);
    if (after[command]) setTimeout(after[command], 0, result);
    return result;
  };
  const listen = (event, handler) => {
    if (event !== 'changed') return;
    let seen;
    setInterval(async () => {
      const { revision } = await call('status').catch(() => ({ revision: seen }));
      if (seen !== undefined && revision !== seen) handler({ event, id: 0, payload: null });
      seen = revision;
    }, 250);
  };
  window.__TAURI_INTERNALS__ = {
    invoke,
    transformCallback(callback) { callbacks.set(next, callback); return next++; },
    unregisterCallback(id) { callbacks.delete(id); },
    metadata: { currentWindow: { label }, currentWebview: { label, windowLabel: label } },
  };
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener() {} };
})();
