import { acceptedAdvisories } from './allowed.ts';
import type { Locked } from './locked.ts';

type Advisory = { readonly url: string; readonly title: string; readonly severity: string };

export type Advised =
  | { readonly asked: true; readonly faults: readonly string[] }
  /** The registry does not tell, or cannot be reached. */
  | { readonly asked: false; readonly why: string };

const deadlineMs = 10_000;

/** Asks the registry for what is known against these versions, as `npm audit` does, and takes out what was accepted and still is on the day `today` (ISO 8601). */
export async function askAdvisories(registry: string, packages: readonly Locked[], today: string): Promise<Advised> {
  const versions: Record<string, string[]> = {};
  for (const { name, version } of packages) (versions[name] ??= []).push(version);
  try {
    const answer = await fetch(new URL('-/npm/v1/security/advisories/bulk', registry), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(versions),
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (!answer.ok) return { asked: false, why: `it answered ${answer.status}` };
    const found = (await answer.json()) as Readonly<Record<string, readonly Advisory[]>>;
    const faults = Object.entries(found).flatMap(([name, advisories]) =>
      advisories
        .filter(({ url }) => !isAccepted(url, today))
        .map(({ url, title, severity }) => `${name}: ${title} (${severity}, ${url}).`),
    );
    return { asked: true, faults };
  } catch (error) {
    return { asked: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function isAccepted(url: string, today: string): boolean {
  const accepted = acceptedAdvisories[url.slice(url.lastIndexOf('/') + 1)];
  return accepted !== undefined && today < accepted.until;
}
