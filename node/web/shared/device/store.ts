// Where a device keeps what it must not lose. Plain values by name; keys by name, as the browser's own objects.
import type { KeptKey, WrappedSecret } from '../seal/signer';

export type Keepable = KeptKey | WrappedSecret;

export interface Store {
  // Undefined when there is none.
  get(name: string): Promise<unknown>;
  // Names that begin so, ascending, with their values.
  list(prefix: string): Promise<[string, unknown][]>;
  // All or nothing, and durable when it answers; null removes.
  write(changes: Readonly<Record<string, unknown>>): Promise<void>;
  key(name: string): Promise<Keepable | undefined>;
  keepKey(name: string, key: Keepable): Promise<void>;
  forgetKey(name: string): Promise<void>;
  // Runs `work` while no other page of this device is inside the same name.
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>;
  // Nothing is left; for a person who leaves.
  eraseAll(): Promise<void>;
}

// In memory alone: for tests, and for pages that keep nothing.
export class MemoryStore implements Store {
  private readonly items = new Map<string, unknown>();
  private readonly keys = new Map<string, Keepable>();
  private readonly turns = new Map<string, Promise<unknown>>();

  async get(name: string): Promise<unknown> {
    return structuredClone(this.items.get(name));
  }
  async list(prefix: string): Promise<[string, unknown][]> {
    const found = [...this.items].filter(([name]) => name.startsWith(prefix));
    return structuredClone(found).sort(([a], [b]) => (a < b ? -1 : 1));
  }
  async write(changes: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [name, value] of Object.entries(structuredClone(changes)))
      if (value === null) this.items.delete(name);
      else this.items.set(name, value);
  }
  async key(name: string): Promise<Keepable | undefined> {
    return this.keys.get(name);
  }
  async keepKey(name: string, key: Keepable): Promise<void> {
    this.keys.set(name, key);
  }
  async forgetKey(name: string): Promise<void> {
    this.keys.delete(name);
  }
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(name) ?? Promise.resolve()).then(work);
    this.turns.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  }
  async eraseAll(): Promise<void> {
    this.items.clear();
    this.keys.clear();
  }
}
