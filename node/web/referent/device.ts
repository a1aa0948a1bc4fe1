// The referent's device as its screen sees it: one state that is pushed whenever it changes, and the calls of a person. Runs
// in a worker; nothing here knows a page.
import { type State, nothingYet } from './device_state';
import { isZero, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Errc, type Tie } from '../shared/base/vocabulary.gen';
import { dayMs } from '../shared/base/time';
import { Connection, type ConnectionState } from '../shared/device/connection';
import { type Enrolled, enrol, enrolmentStanding } from '../shared/device/enrolment';
import type { Locality } from '../shared/device/locality';
import type { Tools } from '../shared/device/profile';
import { Referent } from '../shared/device/referent';
import type { Observation } from '../shared/device/sealing';
import { Session } from '../shared/device/session';
import type { Problem } from '../shared/screen/calls';
import { startSodium } from '../shared/seal/sodium';

const standingMs = 20_000; // how often a mandate that is not in force yet is asked for
const presenceMs = 60_000;
const timeMs = 3000; // no alert waits longer for the node's time

export class ReferentDevice {
  private referent: Referent | null = null;
  private connection: Connection | null = null;
  private connectionState: ConnectionState = 'stopped';
  private enrolled: Enrolled | null = null;
  private stage: State['stage'] = 'opening';
  private problem: Problem | null = null;
  private presenceAt = 0; // when the desks were last asked about
  private wait: ReturnType<typeof setTimeout> | undefined; // one at a time: for the mandate, then for who listens
  private asking: Promise<void> | null = null;

  constructor(
    private readonly tools: Tools,
    private readonly push: (state: State) => void,
    private readonly problemOf: (problem: unknown) => Problem,
  ) {}

  async start(): Promise<void> {
    await startSodium();
    try {
      this.referent = await Referent.open(this.tools);
      this.stage = 'inForce';
      this.connect(this.referent);
    } catch (problem) {
      if (!(problem instanceof Failure) || problem.code !== Errc.not_found) this.problem = this.problemOf(problem);
      this.stage = (await this.tools.store.get('enrolment')) === undefined ? 'none' : 'requested';
      if (this.stage === 'requested') return this.askStanding();
    }
    await this.changed();
  }

  // ---- calls of the person

  async enrol(card: string, tie: Tie): Promise<void> {
    await this.asking; // about an enrolment that was left: what its reply brings is gone before
    this.enrolled = await enrol(this.tools, card, tie);
    this.stage = 'requested';
    await this.askStanding();
  }
  // Now, not later: the network came back, or the person asks.
  async refresh(): Promise<void> {
    if (this.referent === null && this.stage !== 'none' && this.stage !== 'opening') await this.askStanding();
    if (!(await this.lookAtClock())) this.connection?.now();
  }
  // `from`: the version of the places that the person chose from.
  async seal(seen: Observation, from = ''): Promise<string> {
    await this.knowTime();
    const id = await this.mine().seal(seen, from);
    await this.changed();
    void this.hand();
    return id;
  }
  places(): Promise<Locality> {
    return this.mine().places();
  }
  async withdraw(id: string): Promise<void> {
    await this.knowTime();
    await this.mine().withdraw(id);
    await this.changed();
    await this.hand();
  }
  async confirm(id: string): Promise<void> {
    await this.mine().confirm(this.session(), id);
    await this.changed();
  }
  // What this person says about herself; refused by rule, as the node judges.
  async declare(tie: Tie): Promise<void> {
    await this.mine().declare(this.session(), tie);
    await this.changed();
  }
  async deputise(deputy: string, from: number, until: number): Promise<void> {
    const mine = this.mine();
    await mine.deputise(this.session(), deputy, from === 0 ? this.tools.clock() + mine.clockOffset : from, until);
    await this.changed();
  }
  async endDeputising(): Promise<void> {
    await this.mine().endDeputising(this.session());
    await this.changed();
  }
  async signConduct(seen: string): Promise<void> {
    await this.mine().signConduct(this.session(), seen);
    await this.changed();
  }
  // A mandate may have been stopped, and somebody may have asked this person to stand in, since the session began.
  async learnStanding(): Promise<void> {
    await this.mine().learnStanding(this.session());
    await this.changed();
  }
  async confirmShown(id: string): Promise<void> {
    await this.mine().confirmShown(this.session(), id);
  }
  async leave(): Promise<void> {
    this.stop();
    this.stage = 'none';
    this.referent = null;
    this.enrolled = null;
    this.problem = null;
    await this.tools.store.eraseAll();
    await this.changed();
  }
  stop(): void {
    this.connection?.stop();
    clearTimeout(this.wait);
  }

  private mine(): Referent {
    if (this.referent === null) throw new Failure(Errc.not_found, 'no mandate is in force on this device');
    return this.referent;
  }
  private session(): Session {
    const session = this.connection?.current ?? null;
    if (session === null) throw new Failure(Errc.unreachable, 'the node is not reached');
    return session;
  }

  // ---- what happens by itself

  // One question at a time: who asks meanwhile waits for its answer.
  private askStanding(): Promise<void> {
    this.asking ??= this.askStandingOnce().finally(() => void (this.asking = null));
    return this.asking;
  }
  private async askStandingOnce(): Promise<void> {
    this.problem = null;
    try {
      const { stage, enrolled } = await enrolmentStanding(this.tools);
      const referent = stage === 'inForce' ? await Referent.open(this.tools) : null;
      if (this.stage !== 'none') {
        this.stage = stage;
        this.enrolled = referent === null ? enrolled : null;
        this.referent = referent;
        if (referent !== null) this.connect(referent);
      }
    } catch (problem) {
      if (this.stage !== 'none') this.problem = this.problemOf(problem);
    }
    if (this.stage === 'none') return this.tools.store.eraseAll(); // the person has left meanwhile: what the reply brought goes too
    await this.changed();
    if (this.stage !== 'inForce') this.later(standingMs, () => this.askStanding());
  }

  private connect(referent: Referent): void {
    const { transport, entropy, clock } = this.tools;
    this.connection = new Connection({
      open: (handlers) =>
        Session.open(transport, referent.node, referent.signer, entropy, { ...handlers, newerKey: (asker) => referent.newerKey(asker) }, clock),
      begin: async (session) => {
        await referent.begin(session);
        this.presenceAt = clock();
      },
      event: (reply) => void this.take(reply),
      state: (state) => {
        this.connectionState = state;
        void this.changed();
      },
    });
    this.connection.start();
    this.later(presenceMs, () => this.askPresence());
  }

  private async take(reply: Parameters<Referent['takeEvent']>[0]): Promise<void> {
    const referent = this.mine();
    const aboutNotices = await referent.takeEvent(reply).catch(() => false);
    await this.changed();
    const session = this.connection?.current ?? null;
    if (!aboutNotices || session === null) return;
    await referent.learnNotices(session).catch(() => undefined); // asked again on the next session
    await this.changed();
  }

  // What waits here goes out, if the node is there.
  private async hand(): Promise<void> {
    const session = this.connection?.early ?? null; // an alert does not wait for the papers that a session begins with
    if (session === null) return this.connection?.now();
    await this.mine()
      .flush(session)
      .catch(() => undefined); // the session is over: the next one begins with it
    await this.changed();
  }

  // True: the clock was set, and what it is off by is learned anew, by another session.
  private async lookAtClock(): Promise<boolean> {
    if (this.referent === null || !(await this.referent.forgetMovedClock())) return false;
    this.connection?.renew();
    await this.changed();
    return true;
  }
  // Before something is signed with the time. Where the node is not reached, the device's own clock is all there is.
  private async knowTime(): Promise<void> {
    const learned = this.connection?.current == null ? null : this.mine().learnedTime();
    if (!(await this.lookAtClock()) || learned === null) return;
    await Promise.race([learned, new Promise((over) => setTimeout(over, timeMs))]);
  }

  private async askPresence(): Promise<void> {
    await this.lookAtClock();
    const { referent } = this;
    const session = this.connection?.current ?? null;
    if (session !== null && referent !== null) {
      await referent.learnPresence(session).then(
        () => void (this.presenceAt = this.tools.clock()),
        () => undefined,
      );
      await referent.lookAgain(session).catch(() => undefined);
      await referent.learnStanding(session).catch(() => undefined);
      if (this.referent === null) return; // the person has left meanwhile
      if (referent.trouble !== null) await this.hand();
      await this.changed();
    }
    this.later(presenceMs, () => this.askPresence());
  }

  private later(ms: number, work: () => Promise<void>): void {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => void work(), ms);
  }

  // ---- the state

  // States leave in the order in which they were asked for: an older one never covers a newer one.
  private changed(): Promise<void> {
    this.shown = this.shown.then(() => this.show());
    return this.shown;
  }
  private shown: Promise<void> = Promise.resolve();

  private async show(): Promise<void> {
    const state = await this.state().catch((problem: unknown): State => ({ ...nothingYet, stage: this.stage, problem: this.problemOf(problem) }));
    this.push(state);
    // Again when the next thing on the screen becomes untrue by itself.
    const now = this.tools.clock();
    const covers = [state.covers.away, ...state.covers.standsIn].flatMap((each) => (each === null ? [] : [each.from, each.until]));
    const onOurs = covers.map((at) => at - state.clockOffset);
    const due = [...onOurs, ...state.alerts.flatMap((each) => [each.truthChanges, each.undoUntil])].filter((at) => at !== null && at > now);
    const next = Math.min(...(due as number[]), state.listening?.changes ?? Infinity);
    if (this.tick !== undefined) clearTimeout(this.tick);
    if (next - now < dayMs) this.tick = setTimeout(() => void this.changed(), next - now + 50);
  }
  private tick: ReturnType<typeof setTimeout> | undefined;

  private async state(): Promise<State> {
    const { referent, stage, problem, enrolled, connectionState: connection } = this;
    if (referent === null) return { ...nothingYet, stage, problem, enrolled, connection };
    const { charter, post, sectors, categories, exercise, limits, mandate, tie, stop, covers, conductToSign } = referent;
    const now = this.tools.clock();
    const alerts = (await referent.alerts()).reverse();
    const real = alerts.filter((each) => !each.exercise && now - each.sent < dayMs);
    const entered = await referent.entered();
    return {
      stage,
      problem,
      enrolled: null,
      connection,
      trouble: referent.trouble === null ? null : this.problemOf(referent.trouble),
      commune: charter.name,
      post: { name: post.name, telephone: post.telephone },
      sectors,
      allSectors: charter.sectors.map(({ id, name }) => ({ id, name })),
      categories,
      exercise,
      listening: referent.listening(connection === 'connected' && now - this.presenceAt < 2 * presenceMs),
      alerts,
      notices: referent.shownNotices(),
      entered: entered.map((each) => ({ ...each, sectorName: sectors.find((one) => one.id === each.sector)?.name ?? '' })),
      places: await referent.placesVersion(),
      today: { sent: real.length, allowed: limits.alerts_per_day },
      mandate: { id: toHex(mandate.mandate), until: mandate.until, tie, deputy: isZero(mandate.deputy) ? '' : toHex(mandate.deputy), conductToSign: conductToSign === null ? '' : toHex(conductToSign), stop },
      covers,
      clockOffset: referent.clockOffset,
    };
  }
}
