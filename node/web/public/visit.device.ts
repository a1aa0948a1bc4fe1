// One visit: asks the commune's node what anybody may know, verifies what is signed, and says it in plain values. It has
// no key, keeps nothing, and never sends what a visitor types: it is given nothing of that.
import { equal, fromHex, isZero, toHex } from '../shared/base/bytes';
import { Failure, orNull, untrusted } from '../shared/base/failure';
import { nameOf } from '../shared/base/ids';
import { Tag } from '../shared/base/tags.gen';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { asVisitor, lastQuarters } from '../shared/device/figures';
import { type Law, readLaw } from '../shared/device/law';
import { lawView } from '../shared/device/law_view';
import { spoken } from '../shared/device/pairing';
import { Roster } from '../shared/device/roster';
import { Session, accept, askAllOpen, publicDocuments } from '../shared/device/session';
import type { Transport } from '../shared/device/transport';
import type { Problem } from '../shared/screen/calls';
import { verifyCheckpoint } from '../shared/seal/log';
import { hasSignature, rootFingerprint } from '../shared/seal/trust';
import { type Entropy, keyId, sha256, startSodium } from '../shared/seal/sodium';
import { verify } from '../shared/seal/signer';
import { decodeContainer } from '../shared/wire/container';
import type { Charter, PostRecord } from '../shared/wire/documents';
import { type CharterView, type LogView, type PostView, type PublicState, type WebView, nothingYet } from './model';
import { filesOf } from './manifest';

const quartersMax = 4;
const quiet = { event: () => undefined, over: () => undefined };

export interface VisitTools {
  transport: Transport;
  entropy: Entropy;
  clock: () => number;
  servedNode(): Promise<Uint8Array>;
  fetchFile(path: string): Promise<Uint8Array>; // of this page's own address
}

export class Visit {
  private state: PublicState = nothingYet;
  private manifest = '';

  constructor(
    private readonly tools: VisitTools,
    private readonly push: (state: PublicState) => void,
    private readonly problemOf: (problem: unknown) => Problem,
  ) {}

  // `fingerprint`: of the root, in hexadecimal, as a link of the prefecture or of the town hall has it; or ''.
  async visit(fingerprint: string): Promise<void> {
    this.change({ ...nothingYet });
    try {
      await startSodium();
      await this.ask(fingerprint);
    } catch (problem) {
      this.change({ stage: 'failed', problem: this.problemOf(problem) });
    }
  }

  private async ask(fingerprint: string): Promise<void> {
    const { transport, entropy, clock } = this.tools;
    const curve = await this.tools.servedNode();
    const session = await Session.open(transport, { curve, signing: null }, null, entropy, quiet, clock);
    try {
      const { roster, charter, record } = await this.believe(await publicDocuments(session), curve, fingerprint);
      const law = readLaw(await askAllOpen(session, Verb.pending), roster, charter.commune);
      const figures = await lastQuarters(asVisitor(session), quartersMax);
      const note = accept(await session.askOpen({ verb: Verb.checkpoint })).data;
      const { origin, size, root } = await verifyCheckpoint(note, charter.node.log);
      const log: LogView = { origin, size, root: toHex(root), note: new TextDecoder().decode(note) };
      this.change({
        stage: 'shown',
        at: clock(),
        charter: charterView(roster, charter, law),
        post: postView(roster, record),
        law: lawView(roster, charter, law),
        figures,
        log,
      });
    } finally {
      session.close();
    }
    await this.lookAtWeb(this.release);
  }
  private release: Uint8Array = new Uint8Array(32);

  private async believe(containers: Uint8Array[], curve: Uint8Array, fingerprint: string): Promise<{ roster: Roster; charter: Charter; record: PostRecord }> {
    const [root, ...others] = containers;
    if (root === undefined) throw untrusted('the node shows no documents');
    const roster = Roster.fromKept(root);
    roster.addAll(others);
    const found = await rootFingerprint(decodeContainer(root));
    const pinned = fingerprint === '' ? null : orNull(() => fromHex(fingerprint));
    this.change({ root: spoken(found), compared: fingerprint === '' ? null : pinned !== null && equal(pinned, found) });
    if (this.state.compared === false) throw untrusted('the root of this node is not the one that the link names');
    const charter = roster.charters.find((each) => equal(each.value.node.curve, curve))?.value;
    if (charter === undefined) throw untrusted('no charter signed by root, mairie and post names the node behind this address');
    const record = roster.record(charter.post)?.value;
    if (record === undefined) throw untrusted('no record of the post that the charter names');
    this.release = roster.rules?.value.releaseKey ?? new Uint8Array(32);
    return { roster, charter, record };
  }

  // The manifest and its signature; the files themselves when somebody asks.
  private async lookAtWeb(release: Uint8Array): Promise<void> {
    try {
      const manifest = await this.tools.fetchFile('manifest');
      const signature = new TextDecoder().decode(await this.tools.fetchFile('manifest.sig')).trim();
      this.manifest = new TextDecoder().decode(manifest);
      const bytes = orNull(() => fromHex(signature));
      const signed = !isZero(release) && bytes?.length === 64 && verify(release, Tag.web_bundle, manifest, bytes);
      const web: WebView = {
        manifest: toHex(await sha256(manifest)),
        signed,
        releaseKey: isZero(release) ? '' : spoken(keyId(release)),
        files: filesOf(this.manifest).length,
        same: null,
      };
      this.change({ web });
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
      this.change({ web: null }); // an address that serves no manifest; the page says so
    }
  }
  async compareFiles(): Promise<void> {
    const { web } = this.state;
    if (web === null) throw new Failure(Errc.not_found, 'no manifest is served here');
    let same = true;
    for (const { path, sha256: expected, size } of filesOf(this.manifest)) {
      const bytes = await this.tools.fetchFile(path).catch(() => new Uint8Array());
      same &&= bytes.length === size && toHex(await sha256(bytes)) === expected;
    }
    this.change({ web: { ...web, same } });
  }

  private change(part: Partial<PublicState>): void {
    this.state = { ...this.state, ...part };
    this.push(this.state);
  }
}

function charterView(roster: Roster, charter: Charter, law: Law): CharterView {
  const document = decodeContainer((roster.charter(charter.commune) as { container: Uint8Array }).container);
  const categories = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((charter.categories >> bit) & 1) === 1);
  return {
    commune: charter.name,
    insee: nameOf(charter.commune),
    sequence: charter.sequence,
    from: charter.from,
    until: law.renewedUntil ?? charter.until,
    renewed: law.renewedUntil !== null,
    exercise: charter.exercise,
    population: charter.population,
    rootSignatures: roster.root.value.keys.filter((key) => hasSignature(document, key, Tag.charter_root)).length,
    mairieKey: spoken(keyId(charter.office)),
    postKey: spoken(keyId(roster.record(charter.post)?.value.office ?? new Uint8Array(32))),
    sectors: charter.sectors.map(({ id, name, border }) => ({ id, name, border: isZero(border) ? '' : nameOf(border) })),
    categories,
  };
}

function postView(roster: Roster, record: PostRecord): PostView {
  const above = isZero(record.supervising) ? null : roster.record(record.supervising)?.value;
  const hours = record.hours.map(({ weekday, fromMinute, untilMinute, day }) => ({ weekday, fromMinute, untilMinute, day }));
  const supervising = { supervising: above?.name ?? nameOf(record.supervising), supervisingTelephone: above?.telephone ?? '' };
  return { id: nameOf(record.post), name: record.name, telephone: record.telephone, hours, tells: record.presence, ...supervising };
}
