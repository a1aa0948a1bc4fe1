// The auditor's device at one node: pairs, reads the log and computes it again, asks for numbers, reviews and limits, opens
// reviews. It asks for no alert and no content, and keeps of the log its last verified checkpoint.
import { Failure } from '../shared/base/failure';
import { nameOf } from '../shared/base/ids';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { asOffice, lastQuarters } from '../shared/device/figures';
import { readLaw } from '../shared/device/law';
import { lawView } from '../shared/device/law_view';
import { deviceLine, deviceQr, documentsIn, preparePairing, spoken } from '../shared/device/pairing';
import { Papers } from '../shared/device/papers';
import type { Tools } from '../shared/device/profile';
import { type OpenAsker, Session, askAllOpen, publicDocuments } from '../shared/device/session';
import type { Problem } from '../shared/screen/calls';
import { startSodium } from '../shared/seal/sodium';
import { compareDirectory } from './model/directory';
import { type Kept, readLog } from './model/log';
import { type Auditor, type Pairing, type Place, checkPairing, codeOf, keepPairing, nameIn, nodeOf, pairedAuditor, placeIn } from './model/pairing';
import { type ReviewChoice, listReviews, openReview } from './model/reviews';
import { type AuditorState, nothingYet } from './model/views';

const quartersMax = 4;
const quiet = { event: () => undefined, over: () => undefined };

export interface AuditorTools extends Tools {
  servedNode(): Promise<Uint8Array>;
}

export class AuditorDevice {
  private state: AuditorState = nothingYet;
  private auditor: Auditor | null = null;
  private pairing: Pairing | null = null;
  private papersOf: Papers | null = null;
  private file = '';

  constructor(
    private readonly tools: AuditorTools,
    private readonly push: (state: AuditorState) => void,
    private readonly problemOf: (problem: unknown) => Problem,
  ) {}

  async start(): Promise<void> {
    await startSodium();
    try {
      this.auditor = await pairedAuditor(this.tools);
      if (this.auditor !== null) return this.paired();
      const keys = await preparePairing(this.tools);
      const line = deviceLine(keys);
      this.change({ stage: 'unpaired', device: { key: spoken(keys.signer.id), line: line.trim(), qr: deviceQr(line) } });
    } catch (problem) {
      this.change({ stage: 'unpaired', problem: this.problemOf(problem) });
    }
  }
  // Files as they came, or what was pasted. Nothing is kept before `confirmPairing`.
  async offer(files: Uint8Array[], pasted: string): Promise<void> {
    this.pairing = null;
    this.change({ pairing: null });
    const containers = pasted.trim() === '' ? files : [...files, ...documentsIn(pasted)];
    this.pairing = await checkPairing(this.tools, containers, await this.tools.servedNode());
    const { handed, place } = this.pairing;
    this.change({ pairing: { root: handed.root, device: handed.device, node: `${nameIn(place)} (${codeOf(place)})`, until: handed.commission.until } });
  }
  async confirmPairing(): Promise<void> {
    if (this.pairing === null) throw new Failure(Errc.not_found, 'nothing is there to confirm');
    await keepPairing(this.tools, this.pairing);
    this.auditor = await pairedAuditor(this.tools);
    this.paired();
  }
  private paired(): void {
    const { commission } = this.mine();
    const place = this.place();
    const node = { name: nameIn(place), code: codeOf(place), commune: place.charter !== null, until: commission.until };
    this.change({ stage: 'paired', device: null, pairing: null, node });
  }

  // Everything, as it stands now.
  async read(): Promise<void> {
    await this.during(async (session) => {
      const { roster } = this.mine();
      await this.papers().take(await publicDocuments(session));
      const place = this.place();
      const earlier = ((await this.tools.store.get('checkpoint')) as Kept | undefined) ?? null;
      const { view, kept, file } = await readLog(session, nodeOf(place).log, earlier, this.tools.clock());
      // What contradicts the earlier checkpoint does not take its place: the two together are the evidence.
      if (view.continuity !== 'rewritten' && view.continuity !== 'cut') await this.tools.store.write({ checkpoint: kept });
      this.file = file;
      const pending = await askAllOpen(session, Verb.pending);
      const law = place.charter === null ? null : lawView(roster, place.charter, readLaw(pending, roster, place.charter.commune));
      const figures = await lastQuarters(asOffice(session), quartersMax);
      this.change({ log: view, law, figures, reviews: await listReviews(session), readAt: this.tools.clock() });
    });
  }
  // What `tocsin audit verify` reads.
  async logFile(): Promise<string> {
    return this.file;
  }
  async review(choice: Omit<ReviewChoice, 'insee'> & { insee: string }): Promise<void> {
    const { keys } = this.mine();
    const place = this.place();
    const insee = place.charter === null ? choice.insee : nameOf(place.charter.commune);
    await this.during(async (session) => {
      await openReview(session, keys.signer, this.tools.entropy, this.tools.clock(), { ...choice, insee });
      this.change({ reviews: await listReviews(session) });
    });
  }
  async compare(directory: Uint8Array): Promise<void> {
    this.change({ directory: compareDirectory(this.mine().roster, directory) });
  }

  private async during(work: (session: Session) => Promise<void>): Promise<void> {
    const { roster, of, keys } = this.mine();
    const { curve, signing } = nodeOf(this.place());
    const { transport, entropy, clock } = this.tools;
    const formerCurves = roster.formerCurvesAt(of, clock());
    const newerKey = async (asker: OpenAsker): Promise<Uint8Array> => {
      await this.papers().learn(asker);
      return nodeOf(this.place()).signing;
    };
    const session = await Session.open(transport, { curve, signing, formerCurves }, keys.signer, entropy, { ...quiet, newerKey }, clock);
    try {
      await work(session);
    } finally {
      session.close();
    }
  }
  private papers(): Papers {
    this.papersOf ??= new Papers(this.tools, this.mine().roster, this.tools.clock);
    return this.papersOf;
  }
  private place(): Place {
    return placeIn(this.mine());
  }
  private mine(): Auditor {
    if (this.auditor === null) throw new Failure(Errc.not_found, 'this browser is not an auditor’s device yet');
    return this.auditor;
  }
  private change(part: Partial<AuditorState>): void {
    this.state = { ...this.state, ...part };
    this.push(this.state);
  }
}
