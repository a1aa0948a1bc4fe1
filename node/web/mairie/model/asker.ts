// What the models of a mairie ask with, and the tools they sign with.
import { type ConnectionState } from '../../shared/device/connection';
import type { Roster } from '../../shared/device/roster';
import { type Session, accept } from '../../shared/device/session';
import type { Signer } from '../../shared/seal/signer';
import type { Entropy } from '../../shared/seal/sodium';
import { Verb } from '../../shared/base/vocabulary.gen';
import { type SignedDocument, encodeContainer } from '../../shared/wire/container';
import type { Reply } from '../../shared/wire/message';

export type Asker = Pick<Session, 'ask'>;
export type { ConnectionState };

export interface OfficeTools {
  asker: Asker;
  roster: Roster;
  commune: Uint8Array;
  signer: Signer;
  entropy: Entropy;
  nodeNow: () => number; // the node's clock, as far as it is known
}

export const publish = async (asker: Asker, document: SignedDocument): Promise<Reply> =>
  accept((await asker.ask({ verb: Verb.publish, data: encodeContainer(document) })).reply);
