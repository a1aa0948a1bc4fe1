// The town hall's desk (R35): enters the alert of a referent on the telephone under her mandate, sealed for the post like her
// own. The desk reads nothing back but states, and shows nothing that a verified receipt does not say.
import { fromHex, toHex } from '../../shared/base/bytes';
import { Failure, malformed } from '../../shared/base/failure';
import { signedReceiptBytes } from '../../shared/base/limits.gen';
import { AlertState, Errc, Verb } from '../../shared/base/vocabulary.gen';
import { type AlertEntry, type IssuerKeys, addReceipt, believeReceipt, isOver, standing, toSubmit } from '../../shared/device/entry';
import { issuerKeys } from '../../shared/device/issuers';
import { Ledger } from '../../shared/device/ledger';
import { Localities, type Locality } from '../../shared/device/locality';
import type { Tools } from '../../shared/device/profile';
import { type Observation, sealObservation } from '../../shared/device/sealing';
import { type Session, accept } from '../../shared/device/session';
import { type AlertView, viewOf } from '../../shared/device/views';
import { knownLimits } from '../../shared/policy/limits';
import { AlertKind } from '../../shared/wire/alert';
import { NodeKind } from '../../shared/wire/documents';
import { Outcome } from '../../shared/wire/message';
import { type Seated, charterOf, recordOf, supervisingOf } from './seat';

export class EntryDesk {
  private readonly ledger: Ledger;
  private readonly localities: Localities;
  constructor(
    private readonly tools: Tools,
    private readonly seated: () => Seated,
    private readonly offset: () => number, // node's clock less the device's
  ) {
    this.ledger = new Ledger(tools.store);
    this.localities = new Localities(tools.store, tools.clock);
  }

  // Durable when it answers; nothing has been sent. Refused: by the policy. expired: no key of the post, call 17. conflict: the
  // street was chosen from another list (`from`: the version of the places on the screen) than the charter now names.
  async enter(mandate: string, seen: Observation, from: string): Promise<string> {
    const { roster, keys, commune } = this.seated();
    const place = { roster, commune };
    await this.localities.mayUse(seen.place, charterOf(place), from);
    const context = {
      tools: this.tools,
      kind: AlertKind.desk,
      mandate: fromHex(mandate),
      charter: charterOf(place),
      post: recordOf(place),
      roster,
      signer: keys.signer,
      offset: this.offset(),
    };
    return toHex((await sealObservation(seen, context, this.ledger)).alert);
  }

  // Hands over what the node has not answered yet, the same bytes each time; then what was signed about the last 24 h. An
  // entry that the node fails to answer stops none of the others: what it said of the first is thrown at the end.
  async tend(session: Session): Promise<void> {
    let trouble: unknown = null;
    for (const entry of (await this.ledger.entries()).filter(toSubmit)) await this.submit(session, entry).catch((problem: unknown) => (trouble ??= problem));
    await this.follow(session);
    if (trouble !== null) throw trouble;
  }
  private async submit(session: Session, { alert, envelope }: AlertEntry): Promise<void> {
    const { reply } = await session.ask({ verb: Verb.submit, command: alert, data: envelope as Uint8Array });
    // A refusal that was signed is an answer: the receipt names the rule.
    if (reply.outcome !== Outcome.failed && reply.data.length === signedReceiptBytes) return this.take(alert, reply.data);
    accept(reply);
    throw malformed('the node answered without a receipt: the entry is kept and sent again');
  }
  private async follow(session: Session): Promise<void> {
    for (const item of accept((await session.ask({ verb: Verb.follow })).reply).items) await this.take(item.id, item.data).catch(unlessForged);
    for (const view of await this.views()) if (view.erasedAt !== null && view.erasedAt <= this.tools.clock() + this.offset()) await this.ledger.erase(fromHex(view.id));
  }
  // Streets and outlines under the charter in force, and which they are.
  learnPlaces(session: Session): Promise<void> {
    return this.localities.learn(session, [charterOf(this.seated())]);
  }
  places(): Promise<Locality> {
    return this.localities.of(charterOf(this.seated()));
  }
  placesVersion(): Promise<string> {
    return this.localities.version(charterOf(this.seated()));
  }
  // Something is neither at the post nor over yet: it is asked for again soon.
  async restless(): Promise<boolean> {
    return (await this.ledger.entries()).some((entry) => {
      const now = standing(entry);
      return !isOver(entry) && (now === null || now.receipt.issuerKind !== NodeKind.post) && this.tools.clock() - entry.sent < restlessMs;
    });
  }
  async views(): Promise<AlertView[]> {
    const { roster, commune } = this.seated();
    const charter = charterOf({ roster, commune });
    const context = {
      keys: this.issuers(),
      limits: knownLimits(roster.rules?.value.limits ?? null, charter, null),
      clockOffset: this.offset(),
      now: this.tools.clock(),
      sectorName: (id: number) => charter.sectors.find((each) => each.id === id)?.name ?? String(id),
      isLost: (day: number, sealed: number, heard: number) => roster.isLost(charter.post, day, sealed, heard),
    };
    // The desk takes nothing back: the person and the post do.
    return (await this.ledger.entries()).map((entry) => ({ ...viewOf(entry, context), undoUntil: null })).reverse();
  }

  private issuers(): IssuerKeys {
    const { roster, commune } = this.seated();
    const above = supervisingOf({ roster, commune });
    return issuerKeys(roster, [commune, charterOf({ roster, commune }).post, above?.post ?? null], this.tools.clock() + this.offset());
  }
  private async take(alert: Uint8Array, signed: Uint8Array): Promise<void> {
    await this.ledger.update(alert, (held) => {
      addReceipt(held, believeReceipt(signed, held.headerHash, this.issuers()), signed, this.tools.clock());
    });
  }
}
const restlessMs = 600_000;
export const atThePost = (view: AlertView): boolean => view.standing?.byPost === true && view.standing.state !== AlertState.violation;

// What nobody may have signed is shown to nobody; it must not stop what comes after it.
function unlessForged(problem: unknown): void {
  const passed: readonly number[] = [Errc.bad_signature, Errc.conflict, Errc.malformed];
  if (!(problem instanceof Failure) || !passed.includes(problem.code)) throw problem;
}
