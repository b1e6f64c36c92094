/**
 * Stands for the process behind the window in the browser tests: answers commands from view models.
 *
 * Invariant: self-contained, because it is handed to the page as text.
 */
export type Script = { answers: Record<string, unknown>; failing: Record<string, string>; freeze: boolean };

export function stand({ answers, failing, freeze }: Script): void {
  const calls: { command: string; args: unknown }[] = [];
  let callbacks = 0;
  const invoke = async (command: string, args: Record<string, unknown> = {}) => {
    if (command.startsWith('plugin:event|')) return 1;
    calls.push({ command, args });
    const code = failing[command];
    if (code) throw { code };
    if (command === 'preview') return preview(args['choice'] as { groups: string[]; levels: Record<string, string>; duration: string });
    if (!(command in answers)) throw { code: 'internal' };
    return structuredClone(answers[command]);
  };

  type Level = { level: string; lines: string[]; sent: string };
  type Asked = { groups: { id: string; details: { key: string; label: string; levels: Level[] }[] }[]; durations: { duration: string; until: number | null }[] };

  /** What the vault would say: the chosen groups at the chosen levels. */
  function preview(choice: { groups: string[]; levels: Record<string, string>; duration: string }) {
    const asked = answers['request'] as Asked;
    const details = asked.groups
      .filter((group) => choice.groups.includes(group.id))
      .flatMap((group) => group.details)
      .map((detail) => {
        const level = detail.levels.find((known) => known.level === choice.levels[detail.key]) ?? detail.levels.at(-1);
        return { key: detail.key, label: detail.label, ...level };
      });
    const until = asked.durations.find((known) => known.duration === choice.duration)?.until ?? null;
    return { count: details.length, details, until, digest: JSON.stringify(choice) };
  }

  const label = location.pathname.replace(/^\/|\.html$/g, '').replace('index', 'main');
  Object.assign(window, {
    __TAURI_INTERNALS__: { invoke, transformCallback: () => ++callbacks, unregisterCallback: () => {}, metadata: { currentWindow: { label }, currentWebview: { windowLabel: label, label } } },
    __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => {} },
    __calls: calls,
    __csp: [] as string[],
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    (window as unknown as { __csp: string[] }).__csp.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  if (freeze) Object.freeze(Object.prototype);
}
