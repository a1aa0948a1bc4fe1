// The streets and the outlines that charters name: asked for once, kept under their names, verified each time they are read.
// Nothing waits for them, and nothing fails with them.
import { fromHex, isZero, toHex } from '../base/bytes';
import { Failure, orNull } from '../base/failure';
import { nameOf } from '../base/ids';
import { DocumentType, Errc, Verb } from '../base/vocabulary.gen';
import type { Outline } from '../place/outline';
import { verifySectorMap, verifyStreetList } from '../seal/locality';
import { documentHash } from '../seal/trust';
import { type Place, PlaceKind } from '../wire/alert';
import { type SignedDocument, decodeContainer } from '../wire/container';
import type { Charter } from '../wire/documents';
import { pointsOf } from '../wire/locality';
import { Refused, type Session, askAll } from './session';
import type { Store } from './store';

// Plain, for a screen. Empty: the charter names none, or it is not here yet.
export interface Locality {
  streets: string[];
  outlines: Outline[];
}
export const nowhere: Locality = { streets: [], outlines: [] };

// Which list of streets a charter named: alerts under a former charter count in its list.
interface Named {
  sequence: number;
  streets: string;
}
const formerMax = 4; // charters of one commune whose streets are kept
const kept = (name: string): string => `place/${name}`;
const namesOf = (charter: Charter): string => `streets/${nameOf(charter.commune)}`;

// What fails is asked for again no sooner; a line that breaks over it must not break over it each time.
const againMs = 600_000;

export class Localities {
  private failedAt: number | null = null;

  constructor(
    private readonly store: Store,
    private readonly clock: () => number,
  ) {}

  // Another one when a charter names other streets or another map, and when they have come.
  async version(charter: Charter): Promise<string> {
    const names = [charter.streetList, charter.sectorMap].map(toHex);
    const here = await Promise.all(names.map(async (name) => ((await this.store.get(kept(name))) === undefined ? '' : name)));
    return here.join('/');
  }

  // A street counts in the list that the person chose from: `from`, the version of the places that were on the screen.
  // conflict: the charter names another one now.
  async mayUse(place: Place, charter: Charter, from: string): Promise<void> {
    if (place.kind === PlaceKind.street && from !== (await this.version(charter)))
      throw new Failure(Errc.conflict, 'the commune’s list of streets is another one now: choose the street again');
  }

  async of(charter: Charter): Promise<Locality> {
    const map = await this.read(charter.sectorMap, (document) => verifySectorMap(document, charter));
    const outlines = (map?.rings ?? []).map(({ sector, points }) => ({ sector, points: pointsOf(points) }));
    return { streets: await this.streets(charter, charter.streetList), outlines };
  }
  // The streets that an alert under this number of a charter of the commune counts in; none where that is not known here.
  async streetsUnder(charter: Charter, sequence: number): Promise<string[]> {
    if (sequence === charter.sequence) return this.streets(charter, charter.streetList);
    const former = (await this.named(charter)).find((each) => each.sequence === sequence);
    return former === undefined ? [] : this.streets(charter, fromHex(former.streets));
  }
  private async streets(charter: Charter, streetList: Uint8Array): Promise<string[]> {
    const list = await this.read(streetList, (document) => verifyStreetList(document, { ...charter, streetList }));
    return (list?.streets ?? []).map(({ name }) => name);
  }
  private async read<T>(name: Uint8Array, verified: (document: SignedDocument) => T): Promise<T | null> {
    const container = (await this.store.get(kept(toHex(name)))) as Uint8Array | undefined;
    return container === undefined ? null : orNull(() => verified(decodeContainer(container)));
  }

  // Asks the node for what these charters name and this device does not hold, and drops what none of them names any more.
  async learn(session: Pick<Session, 'ask'>, charters: readonly Charter[]): Promise<void> {
    if (this.failedAt !== null && Math.abs(this.clock() - this.failedAt) < againMs) return;
    this.failedAt = null;
    try {
      for (const charter of charters) await this.note(charter);
      await this.fetch(session, charters, DocumentType.street_list, verifyStreetList, (charter) => charter.streetList);
      await this.fetch(session, charters, DocumentType.sector_map, verifySectorMap, (charter) => charter.sectorMap);
      await this.forgetOthers(charters);
    } catch (problem) {
      if (!(problem instanceof Failure) && !(problem instanceof Refused)) throw problem;
      this.failedAt = this.clock();
    }
  }
  private async fetch(
    session: Pick<Session, 'ask'>,
    charters: readonly Charter[],
    code: DocumentType,
    verified: (document: SignedDocument, charter: Charter) => unknown,
    nameIn: (charter: Charter) => Uint8Array,
  ): Promise<void> {
    const lacking: Charter[] = [];
    for (const charter of charters) {
      const name = nameIn(charter);
      if (!isZero(name) && (await this.store.get(kept(toHex(name)))) === undefined) lacking.push(charter);
    }
    if (lacking.length === 0) return;
    for (const { data } of await askAll(session, { verb: Verb.documents, code })) {
      const document = orNull(() => decodeContainer(data));
      if (document === null || !lacking.some((each) => orNull(() => verified(document, each)) !== null)) continue;
      await this.store.write({ [kept(toHex(documentHash(document)))]: data });
    }
  }

  private async named(charter: Charter): Promise<Named[]> {
    return ((await this.store.get(namesOf(charter))) as Named[] | undefined) ?? [];
  }
  private async note(charter: Charter): Promise<void> {
    const names = await this.named(charter);
    const fresh: Named = { sequence: charter.sequence, streets: toHex(charter.streetList) };
    if (names.at(-1)?.sequence === fresh.sequence && names.at(-1)?.streets === fresh.streets) return;
    await this.store.write({ [namesOf(charter)]: [...names.filter((each) => each.sequence < fresh.sequence), fresh].slice(-formerMax) });
  }
  private async forgetOthers(charters: readonly Charter[]): Promise<void> {
    const wanted = new Set(charters.flatMap((each) => [each.streetList, each.sectorMap].map(toHex)));
    for (const charter of charters) for (const { streets } of await this.named(charter)) wanted.add(streets);
    const others = (await this.store.list(kept(''))).map(([name]) => name).filter((name) => !wanted.has(name.slice(kept('').length)));
    if (others.length > 0) await this.store.write(Object.fromEntries(others.map((name) => [name, null])));
  }
}
