// A desk of a post from its pairing to the end of its shift, against a post's node whose documents and receipts are signed.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { AlertState, CancelReason, Category, ClosingCode, Errc, GroupReason, HandOverReason, NoticeKind, OpenReason, Role, Urgency, Verb } from '../shared/base/vocabulary.gen';
import { commandHash } from '../shared/seal/session';
import { seedSigner } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { signedDraft } from '../shared/seal/trust';
import { verifyHandedOver } from '../shared/seal/trust_people';
import { parseHandedOver } from '../shared/wire/handed';
import { Roster } from '../shared/device/roster';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import { Commission } from '../shared/wire/documents';
import { Forward, NoticeCancel } from '../shared/wire/notices';
import type { NoticeChoice } from '../post/device';
import { Flag } from '../post/model/alerts';
import { NoticeState } from '../shared/policy/notice_state';
import { shiftKeptMs } from '../post/model/shift';
import { someOutlines, someStreets } from './locality_world';
import { FakeTimer, PostWorld, TestDesk, marksOf } from './post_world';
import { now } from './world';
import { postId } from '../shared/base/ids';

let post: PostWorld;
let timer: FakeTimer;
beforeAll(startSodium);
async function start(options: Parameters<typeof PostWorld.make>[0] = {}) {
  post = await PostWorld.make(options);
  timer = new FakeTimer();
}
beforeEach(() => start());

describe('pairing', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = new TestDesk(post, timer);
    await desk.device.start();
  });

  test('shows the line that the office signs, and the same as a QR code holds it', () => {
    const { stage, device } = desk.now;
    expect(stage).toBe('unpaired');
    expect(device?.line).toMatch(/^TOCSIN-DEVICE1:[0-9a-f]{128}\n$/);
    expect(device?.qr).toBe(device?.line.trim().toUpperCase());
    expect(device?.qr).toMatch(/^[0-9A-Z:-]+$/);
    expect(device?.key).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  });
  test('takes the commission back by file or pasted, and keeps nothing before a person has compared', async () => {
    const commission = await post.commission(desk.tools);
    const pasted = post.world.documents.map(toHex).join('\n');
    await desk.device.offer([commission], pasted);
    expect(desk.now.pairing).toMatchObject({ post: 'P25-014', name: 'Brigade d’Ornans', role: Role.officer, device: desk.now.device?.key });
    expect(await desk.tools.store.get('office')).toBeUndefined();
    await desk.device.confirmPairing();
    expect(desk.now).toMatchObject({ stage: 'off', post: { id: 'P25-014', role: Role.officer }, communes: [{ name: 'Ornans' }] });
    const again = new TestDesk(post, timer);
    Object.assign(again.tools, { store: desk.tools.store });
    await again.device.start();
    expect(again.now.stage).toBe('off');
  });
  test('base64 is read too, and neither is said', async () => {
    const commission = await post.commission(desk.tools);
    const base64 = [...post.world.documents, commission].map((each) => btoa(String.fromCharCode(...each))).join(' ');
    await desk.device.offer([], base64);
    expect(desk.now.pairing?.post).toBe('P25-014');
    await expect(desk.device.offer([], 'bonjour!')).rejects.toMatchObject({ code: Errc.malformed });
    expect(desk.now.pairing).toBeNull();
  });
  test('a commission by another key than the office’s is not believed', async () => {
    const commission = Commission.decode(decodeContainer(await post.commission(desk.tools)).bytes);
    const forged = encodeContainer(await signedDraft(Commission, commission, seedSigner(systemEntropy(32)), Tag.commission_post));
    await expect(desk.device.offer([...post.world.documents, forged], '')).rejects.toMatchObject({ code: Errc.untrusted });
    await expect(desk.device.confirmPairing()).rejects.toMatchObject({ code: Errc.not_found });
  });
  test('one for another device, one for other transport, one that is over, no root: each is told', async () => {
    const other = await post.commission(new TestDesk(post, timer).tools);
    await expect(desk.device.offer([...post.world.documents, other], '')).rejects.toMatchObject({ code: Errc.not_found });
    const over = await post.commission(desk.tools, Role.officer, { from: now - 20 * dayMs, until: now });
    await expect(desk.device.offer([...post.world.documents, over], '')).rejects.toMatchObject({ code: Errc.expired });
    const elsewhere = await post.commission(desk.tools, Role.officer, { transport: post.world.epochKey.publicKey });
    await expect(desk.device.offer([...post.world.documents, elsewhere], '')).rejects.toMatchObject({ code: Errc.untrusted });
    await expect(desk.device.offer([await post.commission(desk.tools)], '')).rejects.toMatchObject({ code: Errc.not_found });
  });
  test('two roots are one too many', async () => {
    const stranger = await PostWorld.make();
    const files = [...post.world.documents, stranger.world.documents[0] as Uint8Array, await post.commission(desk.tools)];
    await expect(desk.device.offer(files, '')).rejects.toMatchObject({ code: Errc.untrusted });
  });
});

describe('prise de service', () => {
  test('says so at once and each minute, by the node’s signed word; leaving says so too', async () => {
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.now.service).toEqual({ state: 'on', until: now + 180_000 });
    const served = post.serving.length;
    expect(timer.nextMs).toBe(60_000);
    timer.pass(60_000);
    await desk.until(() => post.serving.length === served + 1 && timer.pending > 0);
    await desk.device.leave();
    expect(post.serving.at(-1)).toBe(false);
    expect(desk.now).toMatchObject({ stage: 'off', service: { state: 'off', until: null }, alerts: [], reading: null });
    timer.pass(600_000);
    expect(post.serving.at(-1)).toBe(false);
  });
  test('a presence that the post’s node did not sign is not one', async () => {
    post.lie = async (reply, asked) => {
      if (asked.request.verb !== Verb.serve) return reply;
      const container = decodeContainer(reply.data);
      return { ...reply, data: encodeContainer({ ...container, signatures: container.signatures.map((each) => ({ ...each, signature: systemEntropy(64) })) }) };
    };
    const desk = await post.paired(timer);
    await desk.device.beginService();
    await desk.until((state) => state.listedAt !== null && state.service.state === 'unheard');
    expect(desk.now.service.until).toBeNull();
  });
  test('a node that does not answer is asked again after ten seconds, and it is said', async () => {
    post.deaf = true;
    const desk = await post.paired(timer);
    await desk.device.beginService();
    await desk.until((state) => state.listedAt !== null);
    await desk.until((state) => state.connection === 'connected' && post.unanswered > 0 && state.service.state === 'unheard' && timer.pending > 0);
    expect(timer.nextMs).toBe(10_000);
    post.deaf = false;
    timer.pass(10_000);
    await desk.until((state) => state.service.state === 'on');
  });
});

describe('the list', () => {
  test('is one for all, in progress first and then the oldest; names come from the charter', async () => {
    const young = await post.alert({ created: now - 60_000 });
    const old = await post.alert({ created: now - 600_000, sector: 2 });
    const danger = await post.alert({ created: now - 10_000, urgency: Urgency.in_progress });
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.now.alerts.map((each) => each.id)).toEqual([danger.id, old.id, young.id]);
    expect(desk.alert(old.id)).toMatchObject({ commune: 'Ornans', sector: '2 Bonneille', unread: true, section: 'work', unverified: 0 });
    expect(desk.now.waiting).toBe(3);
    expect(desk.sounds).toEqual(['danger']);
  });
  test('lives by events: what is new sounds; what another officer does shows', async () => {
    const first = await post.alert();
    const desk = await (await post.paired(timer)).onDuty();
    const fresh = await post.alert({ created: now });
    await desk.until((state) => state.alerts.length === 2);
    expect(desk.sounds).toEqual(['alert', 'alert']);
    await post.sign(first, AlertState.opened, systemEntropy(32));
    await post.sign(first, AlertState.taken, systemEntropy(32));
    await desk.until((state) => state.alerts.some((each) => each.standing?.state === AlertState.taken));
    expect(desk.alert(first.id)).toMatchObject({ unread: false, standing: { state: AlertState.taken } });
    expect(desk.alert(first.id)?.steps.map((each) => each.state)).toEqual([5, 10, 11, 1]);
    expect(desk.alert(fresh.id)?.unread).toBe(true);
    expect(desk.now.waiting).toBe(1);
  });
  test('has a street’s name from the list of the alert’s own charter, and its number where that list is not here', async () => {
    post = await PostWorld.make({ streets: someStreets, outlines: someOutlines });
    const at = (street: number) => ({ content: { place: { kind: 3 as const, latitude: 0, longitude: 0, street, number: 12 } } });
    const [known, beyond] = [await post.alert(at(2)), await post.alert(at(4000))];
    const desk = await (await post.paired(timer)).onDuty();
    await desk.until((state) => state.places.length > 1);
    expect(await desk.device.plans()).toEqual([{ insee: '25434', outlines: someOutlines }]);
    await desk.device.open(known.id, OpenReason.assess);
    expect(desk.now.reading).toMatchObject({ insee: '25434', content: { place: { street: 2, number: 12, name: someStreets[2] } } });
    await post.world.renameStreets(['Allée Neuve', ...someStreets]);
    const before = desk.now.places;
    post.world.desk.cut();
    await desk.until((state) => state.connection === 'waiting');
    await desk.device.refresh();
    await desk.until((state) => state.connection === 'connected' && state.places !== before);
    await desk.device.open(known.id, OpenReason.assess);
    expect(desk.now.reading?.content.place.name).toBe(someStreets[2]);
    await desk.device.handOver(known.id, HandOverReason.procedure, '00421/2026');
    expect(desk.now.disclosure?.content.place.name).toBe(someStreets[2]);
    await desk.device.open(beyond.id, OpenReason.assess);
    expect(desk.now.reading?.content.place).toMatchObject({ street: 4000, name: '' });
  });
  test('is asked for again after the line came back, and true then', async () => {
    const gone = await post.alert();
    const kept = await post.alert();
    const desk = await (await post.paired(timer)).onDuty();
    post.alerts.splice(post.alerts.indexOf(gone), 1);
    await post.sign(kept, AlertState.opened, systemEntropy(32), {}, false);
    post.world.desk.cut();
    await desk.until((state) => state.connection === 'waiting');
    expect(desk.now.trouble).not.toBeNull();
    await desk.device.refresh();
    await desk.until((state) => state.connection === 'connected');
    expect(desk.now.alerts.map((each) => each.id)).toEqual([kept.id]);
    expect(desk.alert(kept.id)?.unread).toBe(false);
    expect(desk.now.trouble).toBeNull();
  });
  test('news that overtakes the list is not lost', async () => {
    await post.alert();
    const desk = await post.paired(timer);
    let extra = 0;
    post.beforeInbox = async () => {
      if (extra++ > 0) return;
      const alert = await post.alert();
      post.alerts.pop(); // listed by a node that had begun its list before
      queueMicrotask(() => post.alerts.push(alert));
    };
    await desk.onDuty();
    expect(desk.now.alerts.length).toBe(2);
  });
  test('a receipt that nobody here signed is left out and counted', async () => {
    const alert = await post.alert();
    alert.receipts.push(await post.world.receipt(systemEntropy(32), 'post', AlertState.taken, 2)); // of another alert
    const forged = alert.receipts[1]?.slice() as Uint8Array;
    forged[150] = (forged[150] as number) ^ 1;
    alert.receipts.push(forged);
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.alert(alert.id)).toMatchObject({ unverified: 2, standing: { state: AlertState.delivered } });
  });
  test('what the supervising post has in hand stands apart and does not sound; why is told', async () => {
    const marks = marksOf({ cause: 3, post: postId('P25-000'), state: AlertState.taken, leads: true });
    const there = await post.alert({ marks });
    const due = await post.alert({ marks: marksOf({ cause: 1 }) });
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.alert(there.id)).toMatchObject({ section: 'elsewhere', elsewhere: { post: 'P25-000', state: AlertState.taken, leads: true }, rollOver: 3, unread: false });
    expect(desk.alert(there.id)?.why.take).toBe('inHandThere');
    expect(desk.alert(due.id)).toMatchObject({ section: 'work', rollOver: 1, elsewhere: null, unread: true });
  });
});

describe('an alert', () => {
  let desk: TestDesk;
  let id: string;
  beforeEach(async () => {
    id = (await post.alert()).id;
    desk = await (await post.paired(timer)).onDuty();
  });
  const state = (of: AlertState) => desk.until(() => desk.alert(id)?.standing?.state === of);

  test('is opened with a reason; the content is on the screen and nowhere else, and goes with Escape', async () => {
    await desk.device.open(id, OpenReason.assess);
    expect(desk.now.reading).toMatchObject({ id, name: 'Anne Exemple', telephone: '+33 6 00 00 00 00', content: { conducts: [3], vehicle: { plate: 'AB123CD' }, personCount: 2 } });
    expect(JSON.stringify(desk.now.reading)).not.toContain('tagKey');
    const asked = post.world.desk.asked.find((each) => each.request.verb === Verb.open);
    expect(asked?.request.code).toBe(OpenReason.assess);
    const kept = JSON.stringify([...(await desk.tools.store.list(''))]);
    expect(kept).not.toMatch(/AB123CD|Exemple|06 00/);
    await desk.device.back();
    expect(desk.now.reading).toBeNull();
  });
  test('is taken, called back, closed with a code, reopened; each by a receipt that answers this very request', async () => {
    await expect(desk.device.take(id)).rejects.toMatchObject({ rule: 2, detail: 'not_opened' });
    await desk.device.open(id, OpenReason.intervene);
    await desk.device.take(id);
    await state(AlertState.taken);
    await desk.device.callBack(id);
    await desk.until(() => desk.alert(id)?.callBack === true);
    await desk.device.close(id, ClosingCode.patrol_sent);
    await state(AlertState.closed);
    expect(desk.alert(id)).toMatchObject({ section: 'closed', standing: { code: ClosingCode.patrol_sent }, callBack: false });
    expect(desk.now.reading).toBeNull();
    await desk.device.reopen(id);
    await state(AlertState.reopened);
    expect(desk.alert(id)?.section).toBe('work');
  });
  test('a receipt of another request is not an answer', async () => {
    await desk.device.open(id, OpenReason.assess);
    const hash = post.alerts[0]?.hash as Uint8Array;
    post.lie = async (reply, asked) =>
      asked.request.verb === Verb.take ? { ...reply, data: await post.world.receipt(hash, 'post', AlertState.taken, 9) } : reply;
    await expect(desk.device.take(id)).rejects.toMatchObject({ code: Errc.bad_signature });
    expect((await desk.device.shiftEntries()).map((each) => each.act)).not.toContain('taken');
  });
  test('a receipt of another state, of another alert, or with another code is not an answer', async () => {
    await desk.device.open(id, OpenReason.assess);
    const hash = post.alerts[0]?.hash as Uint8Array;
    const answer = async (of: Uint8Array, state: AlertState, act: () => Promise<void>) => {
      post.lie = async (reply, asked) =>
        asked.request.verb === Verb.close ? { ...reply, data: await post.world.receipt(of, 'post', state, 9, { command: commandHash(asked.bytes) }) } : reply;
      await expect(act()).rejects.toMatchObject({ code: Errc.bad_signature });
    };
    await answer(hash, AlertState.taken, () => desk.device.close(id, ClosingCode.patrol_sent));
    await answer(systemEntropy(32), AlertState.closed, () => desk.device.close(id, ClosingCode.patrol_sent));
    await answer(hash, AlertState.closed, () => desk.device.close(id, ClosingCode.abusive)); // it says patrol_sent
  });
  test('a content of another alert is not shown', async () => {
    const other = await post.alert();
    (post.alerts[0] as { content: unknown }).content = other.content;
    await expect(desk.device.open(id, OpenReason.assess)).rejects.toMatchObject({ code: Errc.cannot_open });
    expect(desk.now.reading).toBeNull();
  });
  test('goes to the supervising post by an officer’s signature, and to a procedure with its number', async () => {
    await desk.device.open(id, OpenReason.assess);
    await expect(desk.device.pass(id, HandOverReason.closing_time)).rejects.toBeDefined(); // this post has none above it
    await desk.device.handOver(id, HandOverReason.procedure, '00421/2026');
    expect(post.handedTo).toEqual(['procedure:00421/2026']);
    expect(desk.now.disclosure).toMatchObject({ id, insee: '25434', leaf: 41, procedure: '00421/2026', at: now, post: { id: 'P25-014' } });
    const { proof = '', papers = [] } = desk.now.disclosure ?? {};
    const containers = papers.map((each) => fromHex(each.replace('TOCSIN-PAPER1:', '')));
    const roster = Roster.fromKept(containers[0] as Uint8Array);
    expect(roster.addAll(containers.slice(1))).toBeNull();
    const { statement, content } = verifyHandedOver(parseHandedOver(proof), roster.keysOf(Role.officer, postId('P25-014')));
    expect([toHex(statement.alert), statement.procedure, statement.leaf, content.category]).toEqual([id, '00421/2026', 41n, Category.VEH]);
    await desk.device.back();
    expect(desk.now.disclosure).toBeNull();
  });
  test('entered at the town hall is confirmed after the call (R35)', async () => {
    const entry = await post.alert({ desk: true, flags: Flag.unconfirmed });
    await desk.until((each) => each.alerts.length === 2);
    expect(desk.alert(entry.id)).toMatchObject({ unconfirmed: true, why: { confirm: null } });
    expect(desk.alert(id)?.why.confirm).toBe('notFromDesk');
    await desk.device.confirm(entry.id);
    expect(post.world.desk.asked.at(-1)?.request.verb).toBe(Verb.confirm);
  });
  test('is put together with others, with a reason', async () => {
    const other = await post.alert();
    await desk.until((each) => each.alerts.length === 2);
    await desk.device.group([id, other.id], GroupReason.same_vehicle);
    const asked = post.world.desk.asked.at(-1)?.request;
    expect([toHex(asked?.subject as Uint8Array), toHex(asked?.data as Uint8Array)].sort()).toEqual([id, other.id].sort());
    expect(toHex(asked?.subject as Uint8Array) < toHex(asked?.data as Uint8Array)).toBe(true);
    await expect(desk.device.group([id], GroupReason.same_vehicle)).rejects.toMatchObject({ code: Errc.configuration });
  });
  test('without a line nothing is done, and that is said', async () => {
    post.world.desk.cut();
    await desk.until((each) => each.connection === 'waiting');
    await expect(desk.device.take(id)).rejects.toMatchObject({ code: Errc.unreachable });
  });
  test('passing on names the supervising post and is signed', async () => {
    expect(desk.alert(id)?.why.pass).toBe('nobodyAbove');
    await start({ supervising: postId('P25-000') });
    id = (await post.alert()).id;
    desk = await (await post.paired(timer)).onDuty();
    expect(desk.now.post?.supervising).toBe('P25-000');
    expect(desk.alert(id)?.why.pass).toBe('openFirst');
    await desk.device.open(id, OpenReason.assess);
    await desk.device.pass(id, HandOverReason.closing_time);
    const forward = Forward.decode(decodeContainer(post.forwarded[0] as Uint8Array).bytes);
    expect([toHex(forward.alert), forward.recipient, forward.reason]).toEqual([id, postId('P25-000'), HandOverReason.closing_time]);
  });
});

describe('held apart (R11)', () => {
  test('sounds once, cannot be taken, and is released by a second officer on a device of his own', async () => {
    const held = await post.alert({ held: true, flags: Flag.sameTarget });
    const first = await (await post.paired(timer)).onDuty();
    expect(first.alert(held.id)).toMatchObject({ section: 'held', why: { take: 'stillHeld', release: null, group: 'stillHeld' } });
    expect(first.sounds).toEqual(['alert']);
    timer.pass(300_000);
    expect(first.sounds).toEqual(['alert']);
    expect(await first.device.release(held.id)).toBe(false);
    expect(await first.device.release(held.id)).toBe(false); // twice on one device is once
    expect(first.alert(held.id)).toMatchObject({ section: 'held', releaseNoted: true });
    await first.device.leave();
    const second = await (await post.paired(timer)).onDuty();
    expect(await second.device.release(held.id)).toBe(true);
    await second.until(() => second.alert(held.id)?.section === 'work');
    expect(second.sounds).toEqual(['alert', 'alert']); // released: new to everybody
  });
});

describe('notices', () => {
  const choice = (more: Partial<NoticeChoice> = {}): NoticeChoice => ({
    kind: NoticeKind.witness_call,
    insee: '25434',
    sectors: [2, 1],
    category: 3,
    advice: [6],
    ends: null,
    factsFrom: now - 3_600_000,
    factsUntil: now,
    hours: 0,
    exercise: false,
    ...more,
  });

  test('one officer writes, a second one signs on his own device, and any of them takes it back at once', async () => {
    const first = await (await post.paired(timer)).onDuty();
    await first.device.writeNotice(choice());
    const [written] = first.now.notices;
    expect(written).toMatchObject({ state: NoticeState.waits, signatures: 1, signedHere: true, sectors: ['Centre', 'Bonneille'], until: now + 12 * 3_600_000 });
    await expect(first.device.signNotice(written?.id as string)).rejects.toMatchObject({ code: Errc.conflict });
    await first.device.leave();
    const second = await (await post.paired(timer)).onDuty();
    expect(second.now.notices[0]).toMatchObject({ signedHere: false, signatures: 1 });
    await second.device.signNotice(written?.id as string);
    expect(second.now.notices[0]).toMatchObject({ state: NoticeState.open, signatures: 2, signedHere: true, howFar: { addressed: 6, shown: 4 }, answered: true });
    const prepared = await second.tools.store.get(`cancels/${written?.id}`);
    expect(prepared).toBeInstanceOf(Uint8Array);
    timer.pass(5000);
    await second.device.cancelNotice(written?.id as string, CancelReason.mistake);
    expect(post.notices[0]?.cancel?.data).toEqual(prepared); // the one that was ready, not a new one
    expect(second.now.notices[0]).toMatchObject({ state: NoticeState.cancelled, cancelled: { reason: CancelReason.mistake } });
    expect(await second.tools.store.get(`cancels/${written?.id}`)).toBeUndefined();
  });
  test('another reason makes another cancel', async () => {
    const desk = await (await post.paired(timer)).onDuty();
    await desk.device.writeNotice(choice());
    await desk.device.cancelNotice(desk.now.notices[0]?.id as string, CancelReason.over);
    expect(NoticeCancel.decode(decodeContainer(post.notices[0]?.cancel?.data as Uint8Array).bytes).reason).toBe(CancelReason.over);
  });
  test('what a template asks for must be there; nothing goes out without it', async () => {
    const desk = await (await post.paired(timer)).onDuty();
    await expect(desk.device.writeNotice(choice({ factsFrom: 0, factsUntil: 0 }))).rejects.toMatchObject({ code: Errc.malformed });
    await expect(desk.device.writeNotice(choice({ kind: NoticeKind.prevention, advice: [] }))).rejects.toMatchObject({ code: Errc.malformed });
    await expect(desk.device.writeNotice(choice({ insee: '25001' }))).rejects.toMatchObject({ code: Errc.not_found });
    expect(post.notices).toEqual([]);
  });
  test('one whose signatures are not of this post’s officers is not shown', async () => {
    const stranger = seedSigner(systemEntropy(32));
    post.notices.push({ item: await post.world.notice([post.world.officer, stranger]), signers: [], cancel: null });
    post.notices.push({ item: await post.world.notice([post.world.officer]), signers: [], cancel: null });
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.now.notices.length).toBe(1);
  });
});

describe('the shift', () => {
  test('is kept as codes and ids only, and forgotten after a day', async () => {
    const alert = await post.alert();
    const desk = await (await post.paired(timer)).onDuty();
    await desk.device.open(alert.id, OpenReason.follow_up);
    await desk.device.take(alert.id);
    await desk.device.close(alert.id, ClosingCode.handled);
    const entries = await desk.device.shiftEntries();
    expect(entries.map(({ act, subject, code }) => [act, subject, code])).toEqual([
      ['service_begun', '', 0],
      ['opened', alert.id, OpenReason.follow_up],
      ['taken', alert.id, 0],
      ['closed', alert.id, ClosingCode.handled],
    ]);
    expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['act', 'at', 'code', 'subject']);
    timer.pass(shiftKeptMs);
    expect(await desk.device.shiftEntries()).toEqual([]);
    expect(await desk.tools.store.list('shift/')).toEqual([]);
  });
});

describe('exercise (R27)', () => {
  test('is marked on the alert and on the whole desk where all communes are in exercise', async () => {
    await start({ exercise: true });
    const alert = await post.alert({ exercise: true });
    const desk = await (await post.paired(timer)).onDuty();
    expect(desk.now.exercise).toBe(true);
    expect(desk.alert(alert.id)?.exercise).toBe(true);
    expect(desk.sounds).toEqual(['exercise']);
    await desk.device.writeNotice({ kind: NoticeKind.prevention, insee: '25434', sectors: [], category: null, advice: [1], ends: null, factsFrom: 0, factsUntil: 0, hours: 0, exercise: false });
    expect(desk.now.notices[0]?.exercise).toBe(true);
  });
});
