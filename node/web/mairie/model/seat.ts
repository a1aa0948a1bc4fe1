// One commissioned device of a mairie in this browser: its keys, its pairing, its line to the commune's node. A mayor's or
// clerk's and the desk's are two devices, with keys of their own (R35).
import { Failure, untrusted } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { DocumentType, Errc, Role, Verb } from '../../shared/base/vocabulary.gen';
import { Connection } from '../../shared/device/connection';
import { type Handed, deviceLine, deviceQr, documentsIn, handedBack, mustBeCommissioned, preparePairing, spoken } from '../../shared/device/pairing';
import { Papers } from '../../shared/device/papers';
import { type DeviceKeys, type Tools, deviceKeys, keptRoster, withSecret } from '../../shared/device/profile';
import type { Roster } from '../../shared/device/roster';
import { type OpenAsker, Session, askAll, publicDocuments } from '../../shared/device/session';
import type { Problem } from '../../shared/screen/calls';
import { tagCommitment } from '../../shared/seal/alert';
import { keyId } from '../../shared/seal/sodium';
import { decodeContainer } from '../../shared/wire/container';
import { type Charter, Commission, type PostRecord } from '../../shared/wire/documents';
import type { Asker } from './asker';
import { type SeatKind, type SeatView, noSeat } from './views';

export interface Seated {
  roster: Roster;
  commune: Uint8Array;
  commission: Commission;
  keys: DeviceKeys;
}
export const charterOf = ({ roster, commune }: Pick<Seated, 'roster' | 'commune'>): Charter => {
  const charter = roster.charter(commune)?.value;
  if (charter === undefined) throw new Failure(Errc.store_damaged, `the charter of ${nameOf(commune)} is missing in this browser`);
  return charter;
};
export const recordOf = (seated: Pick<Seated, 'roster' | 'commune'>): PostRecord => {
  const record = seated.roster.record(charterOf(seated).post)?.value;
  if (record === undefined) throw new Failure(Errc.store_damaged, 'the record of the post is missing in this browser');
  return record;
};
export const supervisingOf = (seated: Pick<Seated, 'roster' | 'commune'>): PostRecord | null =>
  seated.roster.record(recordOf(seated).supervising)?.value ?? null;

interface Kept {
  commune: Uint8Array;
  commission: Uint8Array;
}
const rolesOf: Readonly<Record<SeatKind, readonly Role[]>> = { office: [Role.mayor, Role.clerk], desk: [Role.desk] };

export interface SeatOptions {
  kind: SeatKind;
  tools: Tools;
  changed(view: SeatView): void;
  // Asked on every new session, after its documents were taken.
  begin(session: Session): Promise<void>;
  problemOf(problem: unknown): Problem;
}

export class Seat {
  private seated: Seated | null = null;
  private handed: Handed | null = null;
  private view: SeatView = noSeat;
  private papersOf: Papers | null = null;
  private readonly line: Connection;

  constructor(private readonly options: SeatOptions) {
    this.line = new Connection({
      open: (handlers) => {
        const { roster, commune, keys } = this.mine();
        const { curve, signing } = charterOf({ roster, commune }).node;
        const { transport, entropy, clock } = options.tools;
        const formerCurves = roster.formerCurvesAt(commune, clock());
        return Session.open(transport, { curve, signing, formerCurves }, keys.signer, entropy, { ...handlers, newerKey: this.newerKey }, clock);
      },
      begin: async (session) => {
        await this.learn(session);
        await options.begin(session);
      },
      event: () => undefined, // nothing is followed here
      state: (connection, why) => this.change({ connection, trouble: why === null ? null : options.problemOf(why) }),
    });
  }

  async start(): Promise<void> {
    try {
      this.seated = await this.kept();
      if (this.seated === null) this.change({ stage: 'unpaired', device: await this.deviceView() });
      else this.enter();
    } catch (problem) {
      this.change({ stage: 'unpaired', problem: this.options.problemOf(problem) });
    }
  }
  // Files as they came, or what was pasted. Nothing is kept before `confirm`.
  async offer(files: Uint8Array[], pasted: string): Promise<void> {
    const { tools, kind } = this.options;
    this.handed = null;
    this.change({ pairing: null });
    const handed = await handedBack(tools, pasted.trim() === '' ? files : [...files, ...documentsIn(pasted)]);
    const { commune, role, until } = handed.commission;
    if (!rolesOf[kind].includes(role)) throw untrusted(kind === 'desk' ? 'the commission is not one of a desk' : 'the commission is not one of a mayor or clerk');
    const charter = handed.roster.charter(commune)?.value;
    if (charter === undefined) throw untrusted('no charter of this commune that the root, its post and its mairie vouch for');
    await mustBeCommissioned(tools, handed, commune);
    this.handed = handed;
    const office = spoken(keyId(charter.office));
    this.change({ pairing: { insee: nameOf(commune), name: charter.name, role, until, root: handed.root, office, device: handed.device } });
  }
  // After a person has compared root, office key and device key aloud.
  async confirm(): Promise<void> {
    if (this.handed === null) throw new Failure(Errc.not_found, 'nothing is there to confirm');
    const { roster, commission, container } = this.handed;
    const kept: Kept = { commune: commission.commune, commission: container };
    await this.options.tools.store.write({ roster: roster.save(), office: kept });
    this.seated = await this.kept();
    this.papersOf = null; // of the roster that is gone
    this.enter();
  }
  now(): void {
    this.line.now();
  }
  renew(): void {
    this.line.renew();
  }
  get here(): Seated | null {
    return this.seated;
  }
  mine(): Seated {
    if (this.seated === null) throw new Failure(Errc.not_found, 'this browser is not such a device of a mairie yet');
    return this.seated;
  }
  // unreachable: nothing was sent.
  asker(): Session {
    const session = this.line.current;
    if (session === null) throw new Failure(Errc.unreachable, 'the node is not connected; nothing was sent');
    return session;
  }
  get connected(): Session | null {
    return this.line.current;
  }
  // Null: it is over.
  trouble(problem: unknown): void {
    this.change({ trouble: problem === null ? null : this.options.problemOf(problem) });
  }

  private enter(): void {
    const { role, until } = this.mine().commission;
    this.change({ stage: 'paired', device: null, pairing: null, person: { role, until } });
    this.line.start();
  }
  // Somebody answers with a key that is not known here: the node's newest charter may name it.
  private readonly newerKey = async (asker: OpenAsker): Promise<Uint8Array> => {
    const seated = this.mine();
    await this.papers(seated).learn(asker);
    return charterOf(seated).node.signing;
  };
  private papers({ roster }: Seated): Papers {
    const { tools } = this.options;
    this.papersOf ??= new Papers(tools, roster, tools.clock);
    return this.papersOf;
  }
  private async learn(session: Session): Promise<void> {
    const containers = await publicDocuments(session);
    for (const code of [DocumentType.charter, DocumentType.commission])
      containers.push(...(await askAll(session as Asker, { verb: Verb.documents, code })).map((item) => item.data));
    await this.papers(this.mine()).take(containers);
    await session.learnTime();
  }
  private async kept(): Promise<Seated | null> {
    const { store } = this.options.tools;
    const kept = (await store.get('office')) as Kept | undefined;
    if (kept === undefined) return null;
    const roster = await keptRoster(store);
    const seated = { roster, commune: kept.commune, commission: Commission.decode(decodeContainer(kept.commission).bytes), keys: await deviceKeys(store) };
    recordOf(seated);
    return seated;
  }
  private async deviceView(): Promise<SeatView['device']> {
    const { tools, kind } = this.options;
    const keys = await preparePairing(tools);
    const line = kind === 'desk' ? deviceLine(keys, await withSecret(tools.store, 'tag', tagCommitment)) : deviceLine(keys);
    return { line, qr: deviceQr(line), key: spoken(keys.signer.id) };
  }
  private change(part: Partial<SeatView>): void {
    this.view = { ...this.view, ...part };
    this.options.changed(this.view);
  }
}
