// The alerts of one device in its store, and its one chain of sequence numbers. What `append` has answered is durable:
// after a crash at any point the same bytes are there, no number is used twice and none is left out.
import { toHex } from '../base/bytes';
import type { AlertEntry } from './entry';
import type { Store } from './store';

interface ChainEnd {
  sequence: bigint; // of the last alert sealed; 0: none yet
  previous: Uint8Array; // its header hash
}
const noneYet: ChainEnd = { sequence: 0n, previous: new Uint8Array(32) };
const itemOf = (alert: Uint8Array): string => `alerts/${toHex(alert)}`;

export class Ledger {
  constructor(private readonly store: Store) {}

  // Ascending by sequence; those of a former phone first.
  async entries(): Promise<AlertEntry[]> {
    const all = (await this.store.list('alerts/')).map(([, value]) => value as AlertEntry);
    return all.sort((a, b) => (a.sequence === b.sequence ? a.created - b.created : a.sequence < b.sequence ? -1 : 1));
  }
  async find(alert: Uint8Array): Promise<AlertEntry | null> {
    return ((await this.store.get(itemOf(alert))) as AlertEntry | undefined) ?? null;
  }
  async lastSequence(): Promise<bigint> {
    return (await this.end()).sequence;
  }

  // Makes and keeps the next alert: `make` gets the number and the hash before it, and no other page of this device can
  // have them meanwhile. Nothing is kept where it fails.
  append(make: (next: { sequence: bigint; previous: Uint8Array }) => Promise<AlertEntry>): Promise<AlertEntry> {
    return this.store.exclusive('sequence', async () => {
      const { sequence, previous } = await this.end();
      const entry = await make({ sequence: sequence + 1n, previous });
      const end: ChainEnd = { sequence: entry.sequence, previous: entry.headerHash };
      await this.store.write({ [itemOf(entry.alert)]: entry, sequence: end });
      return entry;
    });
  }
  // Keeps an alert that was sent from a former phone: it has no number here and no envelope.
  inherit(entry: AlertEntry): Promise<void> {
    return this.change(entry.alert, (held) => held ?? entry).then(() => undefined);
  }
  // Changes the entry as it is now, whatever another page has made of it meanwhile. Null: no such alert here.
  update(alert: Uint8Array, change: (entry: AlertEntry) => void): Promise<AlertEntry | null> {
    return this.change(alert, (held) => {
      if (held !== null) change(held);
      return held;
    });
  }
  async erase(alert: Uint8Array): Promise<void> {
    await this.store.exclusive('alerts', () => this.store.write({ [itemOf(alert)]: null }));
  }

  private change(alert: Uint8Array, change: (held: AlertEntry | null) => AlertEntry | null): Promise<AlertEntry | null> {
    return this.store.exclusive('alerts', async () => {
      const entry = change(await this.find(alert));
      if (entry !== null) await this.store.write({ [itemOf(alert)]: entry });
      return entry;
    });
  }
  private async end(): Promise<ChainEnd> {
    return ((await this.store.get('sequence')) as ChainEnd | undefined) ?? noneYet;
  }
}
