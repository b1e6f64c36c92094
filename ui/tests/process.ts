/**
 * Stands for the process behind the window in the browser tests: answers commands from view models.
 *
 * Invariant: self-contained, because it is handed to the page as text.
 */
export type Script = { answers: Record<string, unknown>; failing: Record<string, string>; silent: string[]; freeze: boolean };

export function stand({ answers, failing, silent, freeze }: Script): void {
  const calls: { command: string; args: unknown }[] = [];
  let callbacks = 0;
  const invoke = async (command: string, args: Record<string, unknown> = {}) => {
    if (command.startsWith('plugin:event|')) return 1;
    calls.push({ command, args });
    if (silent.includes(command)) return new Promise(() => {});
    const code = failing[command];
    if (code) throw { code };
    if (command === 'preview') return preview(args['choice'] as Chosen);
    if (command === 'preview_amendment') return amended(args['amendment'] as Amended);
    if (!(command in answers)) throw { code: 'internal' };
    return structuredClone(answers[command]);
  };

  type Level = { level: string; lines: string[]; sent: string };
  type Detail = { key: string; label: string; levels: Level[] };
  type Group = { id: string; role: string; details: Detail[]; options: string[][]; option: number | null };
  type Asked = { groups: Group[]; durations: { duration: string; until: number | null }[] };
  type Chosen = { groups: string[]; levels: Record<string, string>; options: Record<string, number>; duration: string };

  /** What the vault would say: the chosen options of the chosen groups, at the chosen levels. */
  function preview(choice: Chosen) {
    const asked = answers['request'] as Asked;
    const given = asked.groups.filter((group) => choice.groups.includes(group.id));
    const oneOf = asked.groups.filter((group) => group.role === 'one-of');
    if (given.length === 0 || (oneOf.length > 0 && !oneOf.some((group) => given.includes(group)))) throw { code: 'nothing-to-share' };
    const details = given
      .flatMap((group) => (group.options[choice.options[group.id] ?? group.option ?? 0] ?? []).map((key) => group.details.find((detail) => detail.key === key) as Detail))
      .map((detail) => {
        const level = detail.levels.find((known) => known.level === choice.levels[detail.key]) ?? detail.levels.at(-1);
        return { key: detail.key, label: detail.label, ...level };
      });
    const until = asked.durations.find((known) => known.duration === choice.duration)?.until ?? null;
    return { count: details.length, details, instead: answers['instead'] ?? [], until, digest: JSON.stringify(choice) };
  }

  type Granted = { summary: { until: number }; groups: { id: string; details: Detail[] }[]; holds: (Level & { key: string; label: string })[] };
  type Amended = { groups: string[]; levels: Record<string, string>; until?: number };

  /** What the vault would say: what stays, at the chosen levels; what has no value now as it was agreed. */
  function amended(amendment: Amended) {
    const grant = answers['grant'] as Granted;
    const staying = grant.groups.filter((group) => amendment.groups.includes(group.id)).flatMap((group) => group.details);
    const details = staying.map((detail) => {
      const level = detail.levels.find((known) => known.level === amendment.levels[detail.key]) ?? detail.levels.at(-1);
      return level ? { key: detail.key, label: detail.label, ...level } : grant.holds.find((held) => held.key === detail.key);
    });
    return { count: details.length, details, instead: answers['instead'] ?? [], until: amendment.until ?? grant.summary.until, digest: JSON.stringify(amendment) };
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
