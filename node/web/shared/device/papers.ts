// The newest papers of a node, as far as they are vouched for: taken at each beginning, and when somebody signs with a key
// that this device does not know. The roster is changed in place.
import { toHex } from '../base/bytes';
import { Failure } from '../base/failure';
import { type Tools, keepRoster } from './profile';
import type { Roster } from './roster';
import { type OpenAsker, publicDocuments } from './session';

const againMs = 60_000; // a receipt that nobody has signed makes this device ask no oftener

export class Papers {
  private askedAt: number | null = null;
  private asking: Promise<boolean> | null = null; // who asks meanwhile waits for the same answer

  // `now`: by the clock by which receipts are judged.
  constructor(
    private readonly tools: Pick<Tools, 'store' | 'clock'>,
    private readonly roster: Roster,
    private readonly now: () => number,
  ) {}

  // Believes and keeps what is new. untrusted: a root that is not ours came, nothing of this sender is believed.
  async take(containers: readonly Uint8Array[], forget: (roster: Roster) => void = () => undefined): Promise<boolean> {
    const before = this.held();
    this.roster.addAll(containers); // an older issue changes nothing
    forget(this.roster);
    this.roster.learntAt(this.now());
    if (this.held() === before) return false;
    await keepRoster(this.tools.store, this.roster);
    return true;
  }

  // An unknown key signed. True: something is believed now that was not before, it is worth looking again.
  learn(asker: OpenAsker): Promise<boolean> {
    this.asking ??= this.ask(asker).finally(() => (this.asking = null));
    return this.asking;
  }
  // How long until it asks again; 0: it may now.
  get rests(): number {
    const since = this.askedAt === null ? againMs : Math.abs(this.tools.clock() - this.askedAt);
    return Math.max(0, againMs - since);
  }
  private async ask(asker: OpenAsker): Promise<boolean> {
    if (this.rests > 0) return false;
    this.askedAt = this.tools.clock();
    try {
      return await this.take(await publicDocuments(asker));
    } catch (problem) {
      if (problem instanceof Failure) return false;
      throw problem;
    }
  }

  private held(): string {
    const { documents, formerNodes } = this.roster.save();
    return [...documents.map(toHex), ...formerNodes.map(({ learnt }) => learnt)].join();
  }
}
