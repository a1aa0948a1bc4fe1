// The store of a browser: one IndexedDB of this origin, and Web Locks between its pages.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { Failure } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import type { Keepable, Store } from './store';

interface Schema extends DBSchema {
  items: { key: string; value: unknown };
  keys: { key: string; value: Keepable };
}

export class IdbStore implements Store {
  private constructor(
    private readonly database: IDBPDatabase<Schema>,
    private readonly name: string,
  ) {}

  // io: the browser keeps nothing here (a private window, a full disk).
  static async open(name: string): Promise<IdbStore> {
    const database = await openDB<Schema>(name, 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore('items');
        fresh.createObjectStore('keys');
      },
    }).catch(() => {
      throw new Failure(Errc.io, 'this browser keeps nothing for this address');
    });
    return new IdbStore(database, name);
  }

  get(name: string): Promise<unknown> {
    return this.database.get('items', name);
  }
  async list(prefix: string): Promise<[string, unknown][]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const read = this.database.transaction('items').store;
    const [names, values] = await Promise.all([read.getAllKeys(range), read.getAll(range)]);
    return names.map((name, i) => [name, values[i]]);
  }
  async write(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const change = this.database.transaction('items', 'readwrite', { durability: 'strict' });
    for (const [name, value] of Object.entries(changes))
      void (value === null ? change.store.delete(name) : change.store.put(value, name));
    await change.done.catch(() => {
      throw new Failure(Errc.store_full, 'this browser has no room left: nothing was kept');
    });
  }
  key(name: string): Promise<Keepable | undefined> {
    return this.database.get('keys', name);
  }
  async keepKey(name: string, key: Keepable): Promise<void> {
    const change = this.database.transaction('keys', 'readwrite', { durability: 'strict' });
    void change.store.put(key, name);
    await change.done;
  }
  async forgetKey(name: string): Promise<void> {
    const change = this.database.transaction('keys', 'readwrite', { durability: 'strict' });
    void change.store.delete(name);
    await change.done;
  }
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`${this.name}/${name}`, work) as Promise<T>;
  }
  async eraseAll(): Promise<void> {
    const change = this.database.transaction(['items', 'keys'], 'readwrite', { durability: 'strict' });
    void change.objectStore('items').clear();
    void change.objectStore('keys').clear();
    await change.done;
  }
  close(): void {
    this.database.close();
  }
}
