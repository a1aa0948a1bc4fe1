// A mairie's browser from its pairing to an alert entered for a referent, against a node whose documents and receipts are signed.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { equal, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs, dayOf, fromTens, hourMs } from '../shared/base/time';
import { ActReason, AlertState, CancelReason, DocumentType, Errc, NoticeKind, ReviewOutcome, RiskKind, Role, Tie, Urgency } from '../shared/base/vocabulary.gen';
import { enrolmentWords, inviteRequestSigner } from '../shared/seal/enrolment';
import { seedSigner } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { hasSignature, signedDraft } from '../shared/seal/trust';
import { AlertKind, Header, splitEnvelope } from '../shared/wire/alert';
import { parseCard } from '../shared/wire/card';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import { Notice, NoticeCancel } from '../shared/wire/notices';
import { type NominationChoice, lookAgainMs, tendAgainMs } from '../mairie/device';
import { readCharter } from '../mairie/model/founding';
import { MandateState } from '../mairie/model/views';
import { MairieWorld, TestMairie } from './mairie_world';
import { failed, okay } from './fake_node';
import { someOutlines, someStreets } from './locality_world';
import { item, now, ordinary } from './world';

let world: MairieWorld;
beforeAll(startSodium);
beforeEach(async () => void (world = await MairieWorld.make()));
const choice: NominationChoice = { sectors: [1, 2], trained: now - dayMs, until: 0, replaces: null, deputy: null };
const signedByMayor = (mairie: TestMairie, type: DocumentType, tag: Tag): Promise<boolean> =>
  Promise.resolve(world.published_(type)?.signatures.some((each) => each.tag === tag) === true && mairie.now.office.person !== null);

describe('pairing', () => {
  test('a mayor’s browser shows its line, takes the commission back, and keeps nothing before it was compared', async () => {
    const mairie = new TestMairie(world);
    await mairie.device.start();
    expect(mairie.now.office.device?.line).toMatch(/^TOCSIN-DEVICE1:[0-9a-f]{128}\n$/);
    expect(mairie.now.desk.device?.line).toMatch(/^TOCSIN-DEVICE1:[0-9a-f]{192}\n$/); // with its tag key's commitment
    const commission = await world.commission(mairie.tools, Role.mayor);
    await mairie.device.offer('office', [...world.world.documents, commission], '');
    expect(mairie.now.office.pairing).toMatchObject({ insee: '25434', name: 'Ornans', role: Role.mayor });
    expect(await mairie.tools.store.get('office')).toBeUndefined();
    await mairie.device.confirmPairing('office');
    await mairie.until((state) => state.lookedAt !== null);
    expect(mairie.now.commune).toMatchObject({ name: 'Ornans', post: { name: 'Brigade d’Ornans' } });
  });
  test('a desk’s commission is not one of the office, nor a stranger’s one', async () => {
    const mairie = new TestMairie(world);
    await mairie.device.start();
    const desk = await world.commission(mairie.deskTools, Role.desk);
    await expect(mairie.device.offer('office', [...world.world.documents, desk], '')).rejects.toMatchObject({ code: Errc.not_found });
    const stranger = await world.commission(mairie.tools, Role.mayor);
    const forged = { ...decodeContainer(stranger), signatures: [{ tag: Tag.commission_mairie, key: seedSigner(systemEntropy(32)).id, signature: new Uint8Array(64).fill(1) }] };
    await expect(mairie.device.offer('office', [...world.world.documents, encodeContainer(forged)], '')).rejects.toMatchObject({ code: Errc.untrusted });
    expect(mairie.now.office.pairing).toBeNull();
  });
});

describe('the home', () => {
  test('says who listens, what is owed, and which sector has nobody', async () => {
    await world.holds('Jeanne Petit', { until: now + 10 * dayMs });
    await world.holds('Paul Grand', { trained: now - 800 * dayMs });
    await world.applies('Marie Nouvelle');
    const mairie = await world.paired();
    const { roll, withoutReferent, applicants, listening } = mairie.now;
    expect(listening?.now).toBe(true); // no hours, no presence asked: always
    expect(roll.map((each) => [each.name, each.renewalDue, each.untrained])).toEqual([
      ['Jeanne Petit', true, false],
      ['Paul Grand', false, true],
    ]);
    expect(withoutReferent).toEqual(['Bonneille']);
    expect(applicants.map((each) => each.name)).toEqual(['Marie Nouvelle']);
  });
  test('a renewal that follows is due no more', async () => {
    const running = await world.holds('Jeanne Petit', { until: now + 10 * dayMs });
    await world.holds('Jeanne Petit', { referent: running.referent, from: now, until: now + 300 * dayMs }, 0);
    const mairie = await world.paired();
    expect(mairie.now.roll.some((each) => each.renewalDue)).toBe(false);
  });
  test('shows the law of the commune in its parts', async () => {
    const { world: there } = world;
    const next = await there.nextCharter({ limits: [{ limit: 1, value: 2 }] });
    world.law = [
      item({ code: 5, number: 1n, data: Uint8Array.of(1, 3, 0, 0, 0) }),
      item({ code: 3, number: BigInt(now + 500 * dayMs), data: await there.renewal(now + 500 * dayMs) }),
      item({ code: 1, number: BigInt(now + 7 * dayMs), data: next }),
    ];
    const { law } = (await world.paired()).now;
    expect(law).toMatchObject({ looserRulesWait: true, renewedUntil: now + 500 * dayMs, suspension: null, unverified: 0 });
    expect(law.limits[0]).toBe(3); // the prefecture's three, not the charter's twenty
    expect(law.waiting).toEqual({ sequence: 2, from: now + 7 * dayMs, changes: [{ limit: 1, now: 3, later: 2 }] });
  });
  test('what those who should have not signed is counted, and is no law', async () => {
    const { world: there } = world;
    const act = { kind: wire.NodeActKind.suspend, commune: there.commune, charter: systemEntropy(32), sequence: 1, reason: ActReason.misuse, at: now };
    const byOfficer = encodeContainer(await signedDraft(wire.NodeAct, act, there.officer, Tag.node_suspend_mairie));
    world.law = [item({ code: 4, data: byOfficer }), item({ code: 3, number: BigInt(now + 500 * dayMs), data: there.documents[0] as Uint8Array })];
    expect((await world.paired()).now.law).toMatchObject({ suspension: null, renewedUntil: null, unverified: 2 });
  });
});

describe('people', () => {
  test('a card: the node gets the public halves and the name, the page the card', async () => {
    const mairie = await world.paired();
    await mairie.device.invite('  Jeanne Petit ', 24);
    const [card] = mairie.now.cards;
    const read = parseCard(card?.text ?? '');
    expect(toHex(read.invitation)).toBe(card?.id);
    expect(world.invited[0]).toMatchObject({ name: 'Jeanne Petit' });
    expect(world.invited[0]?.data.subarray(0, 32)).toEqual(inviteRequestSigner(read.secret).publicKey);
    expect(card?.until).toBe(now + 24 * 3_600_000);
    await mairie.device.forgetCards();
    expect(mairie.now.cards).toEqual([]);
    await expect(mairie.device.invite('x', 73)).rejects.toMatchObject({ code: Errc.configuration });
  });
  test('six words are those that the person’s own device makes', async () => {
    const id = await world.applies('Jeanne Petit');
    const mairie = await world.paired();
    const enrolment = wire.Enrolment.decode(decodeContainer(world.enrolments[0]?.data as Uint8Array).bytes);
    const words = enrolmentWords(enrolment, enrolment.root, enrolment.charter, world.world.postOffice.publicKey);
    expect(mairie.now.applicants[0]).toMatchObject({ id: toHex(id), words: words.split(' ') });
  });
  test('a nomination bears the mayor’s signature over what was chosen', async () => {
    const id = await world.applies('Jeanne Petit');
    const mairie = await world.paired();
    await mairie.device.nominate(toHex(id), choice);
    const mandate = wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array);
    expect(mandate).toMatchObject({ mandate: id, sectors: [1, 2], trained: now - dayMs });
    expect(mandate.until).toBeLessThanOrEqual(now + 300 * dayMs); // never past the charter's end
    expect(await signedByMayor(mairie, DocumentType.mandate, Tag.mandate_nominate)).toBe(true);
    expect(mairie.now.applicants).toEqual([]);
    expect(mairie.now.roll[0]).toMatchObject({ name: 'Jeanne Petit', state: MandateState.waiting, nominated: true, vetted: false });
  });
  test('R21 bars whoever declared to be an officer, elected or a candidate', async () => {
    const id = await world.applies('Un élu', Tie.elected);
    const mairie = await world.paired();
    await expect(mairie.device.nominate(toHex(id), choice)).rejects.toMatchObject({ rule: 21, detail: 'conflict_of_interest' });
    expect(world.published).toEqual([]);
  });
  test('a lost phone: the same person and sectors on a new device', async () => {
    const before = await world.holds('Jeanne Petit', { sectors: [2] });
    const id = await world.applies('Jeanne Petit');
    const mairie = await world.paired();
    await mairie.device.nominate(toHex(id), { sectors: [], trained: 0, until: 0, replaces: toHex(before.mandate), deputy: null });
    const mandate = wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array);
    expect(mandate).toMatchObject({ referent: before.referent, sectors: [2], trained: before.trained });
    expect(mandate.device).not.toEqual(before.device);
  });
  test('a renewal keeps person, device and sectors, and takes a tie that was declared since', async () => {
    const before = await world.holds('Jeanne Petit', { until: now + 5 * dayMs });
    const mairie = await world.paired();
    await mairie.device.renew(toHex(before.mandate), { ...choice, sectors: [], trained: 0 });
    const next = wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array);
    expect(next).toMatchObject({ referent: before.referent, device: before.device, sectors: [1], trained: before.trained });
    expect(next.mandate).not.toEqual(before.mandate);
  });
  test('R5 the mayor may name who alone stands in; a renewal keeps that person, or names another', async () => {
    const [jeanne, paul] = [await world.holds('Jeanne Petit'), await world.holds('Paul Grand')];
    const id = await world.applies('Marie Nouvelle');
    const mairie = await world.paired();
    const signed = () => wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array);
    await mairie.device.nominate(toHex(id), { ...choice, deputy: toHex(jeanne.mandate) });
    expect(signed().deputy).toEqual(jeanne.mandate);
    expect(mairie.now.roll.find((each) => each.name === 'Marie Nouvelle')?.deputy).toBe('Jeanne Petit');
    await mairie.device.renew(toHex(jeanne.mandate), { ...choice, deputy: toHex(paul.mandate) });
    expect(signed().deputy).toEqual(paul.mandate);
    const named = await world.holds('Luc', { deputy: paul.mandate });
    await mairie.device.refresh();
    await mairie.device.renew(toHex(named.mandate), choice);
    expect(signed().deputy).toEqual(paul.mandate);
  });
  test('R5 the roll says on both mandates who is away, from when and until when, and the desk offers those sectors meanwhile', async () => {
    const jeanne = await world.holds('Jeanne Petit', { sectors: [2] });
    const paul = await world.holds('Paul Grand');
    await world.isAway(jeanne, paul, now - dayMs, now + 20 * dayMs);
    const mairie = await world.paired();
    const cover = { sectors: ['Bonneille'], from: now - dayMs, until: now + 20 * dayMs };
    expect(mairie.now.roll.map((each) => [each.name, each.away, each.standsIn])).toEqual([
      ['Jeanne Petit', { name: 'Paul Grand', ...cover }, []],
      ['Paul Grand', null, [{ name: 'Jeanne Petit', ...cover }]],
    ]);
    const desk = await world.paired(Role.desk);
    expect(desk.now.callable.map((each) => each.sectorIds)).toEqual([[2], [1, 2]]);
  });
  test('a mandate that lacks the post’s signature is not renewed', async () => {
    const before = await world.holds('Jeanne Petit');
    const held = world.mandates[0] as (typeof world.mandates)[number];
    const document = decodeContainer(held.container);
    held.container = encodeContainer({ ...document, signatures: document.signatures.filter((each) => each.tag === Tag.mandate_nominate) });
    const mairie = await world.paired();
    await expect(mairie.device.renew(toHex(before.mandate), choice)).rejects.toMatchObject({ code: Errc.untrusted });
  });
  test('R22 suspends for a time, lifts and revokes, each with its reason', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired();
    const id = toHex(held.mandate);
    await mairie.device.actOnMandate(wire.ActKind.suspend, id, ActReason.device_lost, 72);
    expect(wire.Act.decode(world.published_(DocumentType.act)?.bytes as Uint8Array)).toMatchObject({ kind: wire.ActKind.suspend, subject: held.mandate, reason: ActReason.device_lost, until: now + 72 * 3_600_000 });
    await mairie.device.actOnMandate(wire.ActKind.revoke, id, ActReason.misuse, 0);
    expect(wire.Act.decode(world.published_(DocumentType.act)?.bytes as Uint8Array)).toMatchObject({ kind: wire.ActKind.revoke, until: 0 });
  });
  test('what the node refuses is said with its rule', async () => {
    const id = await world.applies('Jeanne Petit');
    const mairie = await world.paired();
    world.refuse = okay({ outcome: 2, rule: 25, detail: 'election_period' });
    await expect(mairie.device.nominate(toHex(id), choice)).rejects.toMatchObject({ rule: 25, detail: 'election_period' });
  });
});

describe('the node and its limits', () => {
  test('R23 suspends with the next number, and shows it', async () => {
    const mairie = await world.paired();
    await mairie.device.suspendNode(ActReason.review);
    expect(wire.NodeAct.decode(world.published_(DocumentType.node_act)?.bytes as Uint8Array)).toMatchObject({ kind: wire.NodeActKind.suspend, sequence: 1 });
    expect(mairie.now.law.suspension).toMatchObject({ by: 'mairie', reason: ActReason.review });
    const { file, complete } = await mairie.device.signResumption(ActReason.review, null);
    expect(complete).toBe(false); // root and post sign too
    const resumption = decodeContainer(file);
    expect(wire.NodeAct.decode(resumption.bytes)).toMatchObject({ kind: wire.NodeActKind.resume, sequence: 1 });
    expect(resumption.signatures.map((each) => each.tag)).toEqual([Tag.node_resume_mairie]);
  });
  test('R24 tightens, joins and takes back', async () => {
    const mairie = await world.paired();
    await mairie.device.tighten([{ limit: 1, value: 2 }], ActReason.misuse);
    const [overlay] = mairie.now.law.tightenings;
    expect(overlay).toMatchObject({ limits: [{ limit: 1, value: 2 }], byMairie: true, byPost: false, lapses: now + 90 * dayMs });
    expect(mairie.now.law.limits[0]).toBe(2);
    await mairie.device.withdrawOverlay(overlay?.id as string);
    expect(toHex(wire.OverlayWithdrawal.decode(world.published_(DocumentType.overlay_withdrawal)?.bytes as Uint8Array).overlay)).toBe(overlay?.id);
  });
});

describe('announcements', () => {
  const risk = { kind: NoticeKind.risk, risk: RiskKind.flood, venue: null, sectors: [], advice: [9], factsFrom: 0, factsUntil: 0, hours: 0 };
  test('R16 a risk goes out by one signature, as the mairie’s', async () => {
    const mairie = await world.paired(Role.clerk);
    await mairie.device.announce(risk);
    const document = world.published_(DocumentType.notice);
    expect(Notice.decode(document?.bytes as Uint8Array)).toMatchObject({ kind: NoticeKind.risk, risk: RiskKind.flood, post: new Uint8Array(8), sectors: [1, 2] });
    expect(mairie.now.announcements[0]).toMatchObject({ own: true, state: 2 });
  });
  test('R18 one key takes it back, by the cancel that was prepared', async () => {
    const mairie = await world.paired();
    await mairie.device.announce(risk);
    const { id } = mairie.now.announcements[0] as { id: string };
    await mairie.device.cancelAnnouncement(id, CancelReason.mistake);
    expect(toHex(NoticeCancel.decode(world.published_(DocumentType.notice_cancel)?.bytes as Uint8Array).notice)).toBe(id);
    expect(mairie.now.announcements[0]).toMatchObject({ state: 3, cancelled: { reason: CancelReason.mistake } });
  });
  test('what is no announcement of a mairie is not signed', async () => {
    const mairie = await world.paired();
    await expect(mairie.device.announce({ ...risk, kind: NoticeKind.prevention, risk: null })).rejects.toMatchObject({ code: Errc.malformed });
  });
});

describe('counts and reviews', () => {
  test('R20 masked numbers stay masked, and the year has no sum', async () => {
    const first = Date.UTC(2026, 0, 1);
    world.counted[dayOf(first)] = world.quarter(first, [
      { code: 4, number: 0, count: 12 },
      { code: 1, number: 1, count: 7 },
      { code: 1, number: 2, count: null },
    ]);
    world.counted[dayOf(Date.UTC(2026, 3, 1))] = world.quarter(Date.UTC(2026, 3, 1), [], { since: Date.UTC(2026, 8, 1) });
    await world.review(world.world.commander, { at: Date.UTC(2026, 1, 1) });
    const mairie = await world.paired();
    const report = await mairie.device.report(2026);
    expect(report.map((each) => each.state)).toEqual(['shown', 'not_counted', 'not_closed', 'not_closed']);
    expect(report[0]?.counts?.cells.map((each) => each.count)).toEqual([12, 7, null]);
    expect(report[0]?.reviews).toEqual([{ rule: 20, opened: 1, answered: 0, overdue: 0 }]);
  });
  test('R32 a review that asks the mairie is answered by the mayor, another is not', async () => {
    const ours = await world.review(world.world.commander);
    const theirs = await world.review(world.world.commander, { asks: wire.NodeKind.post });
    const mairie = await world.paired();
    expect(mairie.now.reviews.map((each) => each.ours)).toEqual([true, false]);
    await mairie.device.answerReview(ours, ReviewOutcome.corrected);
    expect(wire.ReviewAnswer.decode(world.published_(DocumentType.review_answer)?.bytes as Uint8Array)).toMatchObject({ outcome: ReviewOutcome.corrected });
    await expect(mairie.device.answerReview(theirs, ReviewOutcome.lifted)).rejects.toMatchObject({ code: Errc.not_allowed });
  });
});

describe('desk entry (R35)', () => {
  const seen = { ...ordinary, conducts: [2 as const] };
  test('is sealed as the desk’s, under the referent’s mandate, and shown by what was signed', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    await mairie.until((state) => state.callable.length > 0);
    expect(mairie.now.callable).toEqual([{ id: toHex(held.mandate), name: 'Jeanne Petit', sectorIds: [1] }]);
    await mairie.device.enter(toHex(held.mandate), seen);
    const [envelope] = world.entered as [Uint8Array];
    expect(Header.decode(splitEnvelope(envelope).header)).toMatchObject({ kind: AlertKind.desk, mandate: held.mandate, sequence: 1n });
    expect(mairie.now.entries[0]?.standing).toMatchObject({ state: AlertState.accepted, byPost: false });
    expect([mairie.now.lookedAt, mairie.now.deskLookedAt]).toEqual([null, now]);
    await world.answers(envelope, AlertState.delivered);
    mairie.timer.pass(tendAgainMs);
    await mairie.until((state) => state.entries[0]?.standing?.byPost === true);
    expect(mairie.now.entries[0]?.standing?.state).toBe(AlertState.delivered);
  });
  test('in a street is sealed from the list that the desk showed, and from no other; a point needs no list', async () => {
    world = await MairieWorld.make({ streets: someStreets, outlines: someOutlines });
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    await mairie.until((state) => state.callable.length > 0 && state.places.length > 100);
    const { places } = mairie.now;
    expect(await mairie.device.places()).toEqual({ streets: someStreets, outlines: someOutlines });
    const inStreet = { ...seen, place: { kind: 3 as const, latitude: 0, longitude: 0, street: 5, number: 12 } };
    await expect(mairie.device.enter(toHex(held.mandate), inStreet)).rejects.toMatchObject({ code: Errc.conflict });
    expect(world.entered).toEqual([]);
    await mairie.device.enter(toHex(held.mandate), inStreet, places);
    expect((await world.world.contentOf(world.entered[0] as Uint8Array)).place).toEqual(inStreet.place);
    const spot = { kind: 2 as const, latitude: 47_100_000, longitude: 6_120_000, street: 0, number: 0 };
    await mairie.device.enter(toHex(held.mandate), { ...seen, place: spot });
    expect((await world.world.contentOf(world.entered[1] as Uint8Array)).place).toEqual(spot);
  });
  test('of danger going on is not sealed before the call', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    await expect(mairie.device.enter(toHex(held.mandate), { ...seen, urgency: Urgency.in_progress })).rejects.toMatchObject({ rule: 9 });
    expect(world.entered).toEqual([]);
  });
  test('a receipt that nobody may have signed changes nothing', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    await mairie.device.enter(toHex(held.mandate), seen);
    const [envelope] = world.entered as [Uint8Array];
    await world.answers(envelope, AlertState.taken);
    (world.receipts[0] as { data: Uint8Array }).data[150] = ((world.receipts[0] as { data: Uint8Array }).data[150] as number) ^ 1;
    await mairie.device.refresh();
    expect(mairie.now.entries[0]?.standing?.state).toBe(AlertState.accepted);
  });
});

test('an entry is of the right time, whenever this computer’s clock was set wrong or right', async () => {
  const held = await world.holds('Jeanne Petit');
  const mairie = await world.paired(Role.desk);
  const { calls } = world.world.node;
  const enter = async () => {
    await mairie.device.enter(toHex(held.mandate), { ...ordinary, conducts: [2 as const] });
    await mairie.until((state) => state.desk.connection === 'connected' && state.entries.every((each) => each.standing !== null));
    const { created } = Header.decode(splitEnvelope(world.entered.at(-1) as Uint8Array).header);
    expect(Math.abs(fromTens(created) - world.world.node.time)).toBeLessThan(hourMs);
  };
  mairie.timer.pass(lookAgainMs);
  await enter();
  expect(world.world.node.calls).toBe(calls); // time that passes is no clock that was set
  mairie.ahead = 25 * hourMs;
  mairie.timer.pass(lookAgainMs);
  await mairie.until((state) => state.desk.connection !== 'connected');
  await mairie.until((state) => state.desk.connection === 'connected');
  await enter();
  mairie.ahead = 0;
  await enter();
  mairie.timer.pass(lookAgainMs);
  await mairie.until((state) => state.desk.connection !== 'connected');
});

describe('an entry that the node does not answer', () => {
  const seen = { ...ordinary, conducts: [2 as const] };
  const standings = (mairie: TestMairie) => mairie.now.entries.map((each) => each.standing?.state ?? null); // newest first
  test('is said, kept, and stops none of the others', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    let first: Uint8Array | null = null;
    world.onSubmit = (envelope) => (equal(envelope, (first ??= envelope)) ? failed(Errc.busy, 'not now') : undefined);
    await mairie.device.enter(toHex(held.mandate), seen);
    expect(mairie.now.desk).toMatchObject({ connection: 'connected', trouble: { kind: 'failure', code: Errc.busy } });
    await mairie.device.enter(toHex(held.mandate), seen);
    expect(standings(mairie)).toEqual([AlertState.accepted, null]);
    world.onSubmit = () => undefined;
    mairie.timer.pass(tendAgainMs);
    await mairie.until(() => !standings(mairie).includes(null));
    expect(mairie.now.desk.trouble).toBeNull();
  });
  test('because the line is lost is entered all the same, and goes out with the next line', async () => {
    const held = await world.holds('Jeanne Petit');
    const mairie = await world.paired(Role.desk);
    world.onSubmit = () => (world.world.node.cut(), null);
    await mairie.device.enter(toHex(held.mandate), seen);
    expect([standings(mairie), world.entered]).toEqual([[null], []]);
    world.onSubmit = () => undefined;
    await mairie.until((state) => state.desk.connection === 'waiting');
    await mairie.device.refresh();
    await mairie.until(() => standings(mairie)[0] === AlertState.accepted);
  });
});

describe('a charter that is being signed', () => {
  test('is read with its six words, and says who has signed', async () => {
    const container = world.world.documents.find((each) => decodeContainer(each).type === DocumentType.charter) as Uint8Array;
    const read = await readCharter(container);
    expect(read).toMatchObject({ insee: '25434', name: 'Ornans', post: 'P25-014', mairie: true, post_signed: true, root: 2 });
    expect(read.words.length).toBe(6);
    const document = decodeContainer(container);
    const alone = await readCharter(encodeContainer({ ...document, signatures: document.signatures.filter((each) => each.tag === Tag.charter_mairie) }));
    expect(alone).toMatchObject({ mairie: true, post_signed: false, root: 0, words: read.words });
    expect(hasSignature(document, world.world.mairieOffice.publicKey, Tag.charter_mairie)).toBe(true);
  });
});
