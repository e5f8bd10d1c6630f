import type { UserId } from '@rookery/protocol';
import type { Privacy } from '../ports/privacy.ts';

/** What was read holds so long: whoever hides how far she has read is hidden at most so much later. */
const freshMs = 2_000;
const keptChoices = 10_000;

type Choice = { readonly at: number; readonly shows: Promise<boolean> };

/** Who shows how far she has read, as this node knows it: reading marks come often, and the choice hardly ever changes. */
export class ShownReceipts {
  readonly #privacy: Pick<Privacy, 'settings'>;
  readonly #choices = new Map<UserId, Choice>();

  constructor(privacy: Pick<Privacy, 'settings'>) {
    this.#privacy = privacy;
  }

  shows(user: UserId): Promise<boolean> {
    const now = performance.now();
    const known = this.#choices.get(user);
    if (known && now - known.at < freshMs) return known.shows;
    const shows = this.#privacy.settings(user).then(({ receipts }) => receipts);
    // What failed is asked anew.
    shows.catch(() => this.#choices.delete(user));
    this.#choices.delete(user);
    this.#choices.set(user, { at: now, shows });
    for (const oldest of this.#choices.keys()) {
      if (this.#choices.size <= keptChoices) break;
      this.#choices.delete(oldest);
    }
    return shows;
  }
}
