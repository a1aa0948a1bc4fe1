// "Prise de service": this desk listens, and says so again each minute until it leaves (R33). What the screen may say of
// it is only what the node has answered and signed.
import { Failure, orNull, untrusted } from '../../shared/base/failure';
import { equal } from '../../shared/base/bytes';
import { Tag } from '../../shared/base/tags.gen';
import { Verb } from '../../shared/base/vocabulary.gen';
import { accept } from '../../shared/device/session';
import type { Timer } from '../../shared/device/timer';
import { verifySingle } from '../../shared/seal/trust_people';
import { decodeContainer } from '../../shared/wire/container';
import { type PostRecord, Presence } from '../../shared/wire/documents';
import type { Asker } from './desk';

export const serveAgainMs = 60_000;
export const serveRetryMs = 10_000;

// Until when somebody listens at this post, by its node's signed word.
export function presenceIn(container: Uint8Array, record: PostRecord): number {
  const presence = verifySingle(Presence, decodeContainer(container), record.node.signing, Tag.presence);
  if (!equal(presence.post, record.post)) throw untrusted('this presence is of another post');
  return presence.until;
}

export type ServiceState = 'off' | 'saying' | 'on' | 'unheard'; // unheard: in service here, and the node did not answer

export interface ServiceOptions {
  timer: Timer;
  // Null while there is no connection.
  asker(): Asker | null;
  record(): PostRecord;
  // True: newer papers of the post came.
  learn(): Promise<boolean>;
  changed(state: ServiceState, until: number | null): void;
}

export class Service {
  private listens = false;
  private until: number | null = null;
  private cancel: () => void = () => undefined;
  private round = 0;

  constructor(private readonly options: ServiceOptions) {}

  get on(): boolean {
    return this.listens;
  }
  begin(): Promise<void> {
    this.listens = true;
    this.say('saying');
    return this.serve();
  }
  // The connection came back: the node may have forgotten.
  again(): Promise<void> {
    return this.listens ? this.serve() : Promise.resolve();
  }
  // Says so, and is out of service whether the node heard it or not: unsaid, it ends by itself three minutes later.
  async leave(): Promise<void> {
    this.listens = false;
    this.round++;
    this.cancel();
    this.until = null;
    this.say('off');
    await this.options.asker()?.ask({ verb: Verb.serve, code: 0 }).then(({ reply }) => accept(reply));
  }

  private async serve(): Promise<void> {
    const round = ++this.round;
    this.cancel();
    const until = await this.ask();
    if (round !== this.round) return; // left, or said again meanwhile
    if (until !== null) this.until = until;
    this.cancel = this.options.timer.after(until === null ? serveRetryMs : serveAgainMs, () => void this.serve());
    this.say(until === null ? 'unheard' : 'on');
  }
  private async ask(): Promise<number | null> {
    const asker = this.options.asker();
    if (asker === null) return null;
    try {
      const { data } = accept((await asker.ask({ verb: Verb.serve, code: 1 })).reply);
      const said = () => presenceIn(data, this.options.record());
      return orNull(said) ?? ((await this.options.learn()) ? said() : null); // by a key that a newer record names, perhaps
    } catch (problem) {
      if (problem instanceof Failure) return null;
      throw problem;
    }
  }
  private say(state: ServiceState): void {
    this.options.changed(state, this.until);
  }
}
