// Plain views of what the desk's device knows.
import { equal, isZero } from '../../shared/base/bytes';
import { nameOf } from '../../shared/base/ids';
import { fromTens } from '../../shared/base/time';
import { NoticeKind } from '../../shared/base/vocabulary.gen';
import { type DeskNotice, noticeHours } from '../../shared/device/notice_desk';
import { deviceLine, deviceQr, spoken } from '../../shared/device/pairing';
import type { Roster } from '../../shared/device/roster';
import { postTemplates } from '../../shared/policy/notice_state';
import { type Content, conductsIn } from '../../shared/wire/alert';
import { NodeKind } from '../../shared/wire/documents';
import type { Receipt } from '../../shared/wire/receipt';
import { type ActName, actNames, askedToCallBack, whyNot, withdrawn } from './acts';
import { type DeskAlert, Flag, flagsIn, standing } from './alerts';
import type { Opened } from './desk';
import { together } from './grouping';
import { type Inbox, isUnread, sectionOf } from './inbox';
import type { Office, Pairing } from './pairing';
import type { AlertView, CommuneView, ContentView, DeskState, DeviceView, NoticeView, PairingView, ReadingView, StepView } from './views';

const stepOf = (receipt: Receipt): StepView => ({
  state: receipt.state,
  byPost: receipt.issuerKind === NodeKind.post,
  at: receipt.at,
  code: receipt.code,
  rule: receipt.rule,
});

export function alertViews(inbox: Inbox, supervised: boolean, noted: ReadonlySet<string>): AlertView[] {
  return inbox.alerts.map((alert) => alertView(alert, inbox.alerts, supervised, noted.has(alert.id)));
}
function alertView(alert: DeskAlert, all: readonly DeskAlert[], supervised: boolean, releaseNoted: boolean): AlertView {
  const now = standing(alert);
  return {
    id: alert.id,
    section: sectionOf(alert),
    category: alert.header.category,
    commune: alert.commune,
    sector: `${alert.header.sector} ${alert.sector}`.trim(),
    created: alert.created,
    inProgress: alert.inProgress,
    exercise: alert.exercise,
    called17: alert.called17,
    unconfirmed: (alert.flags & Flag.unconfirmed) !== 0,
    flags: flagsIn(alert.flags),
    group: alert.group,
    rollOver: alert.rollOver,
    elsewhere: alert.elsewhere,
    steps: alert.receipts.map(stepOf),
    standing: now === null ? null : stepOf(now),
    unread: isUnread(alert),
    callBack: askedToCallBack(alert),
    withdrawn: withdrawn(alert),
    releaseNoted: releaseNoted && alert.held,
    unverified: alert.unverified,
    why: Object.fromEntries(actNames.map((act) => [act, whyNot(act, alert, supervised)])) as Record<ActName, ReturnType<typeof whyNot>>,
    alike: together(alert, all).map((each) => each.id),
  };
}

// Without the tag key: a screen has no use for it.
export function contentView(content: Content, street: string): ContentView {
  const { category, sector, place, vehicle, personCount, persons } = content;
  return {
    category,
    sector,
    conducts: conductsIn(content.conducts),
    observed: fromTens(content.observed),
    place: { ...place, name: street },
    vehicle: vehicle === null ? null : { ...vehicle },
    personCount,
    persons: persons.map((each) => ({ ...each })),
  };
}
export const readingView = (id: string, insee: string, { content, name, telephone }: Opened, street: string): ReadingView => ({ id, insee, content: contentView(content, street), name, telephone });

export function noticeView(of: DeskNotice): NoticeView {
  const { id, commune, sectors, state, signatures, signedHere, cancelled, howFar, answered } = of;
  const { kind, category, exercise, advice, factsFrom, factsUntil, written, until } = of.notice;
  const seen = { kind, category, exercise, advice: conductsIn(advice), factsFrom, factsUntil, written, until };
  return { id, ...seen, commune, sectors, state, signatures, signedHere, cancelled, howFar, answered };
}

export function communeViews(roster: Roster, post: Uint8Array): CommuneView[] {
  return roster.charters
    .map((each) => each.value)
    .filter((charter) => equal(charter.post, post))
    .map((charter) => ({
      insee: nameOf(charter.commune),
      name: charter.name,
      exercise: charter.exercise,
      sectors: charter.sectors.map((each) => ({ ...each })),
      hours: Object.fromEntries(postTemplates.map((kind: NoticeKind) => [kind, noticeHours(kind, charter, roster)])),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'fr'));
}

export function postView({ roster, post, record, commission }: Office): NonNullable<DeskState['post']> {
  const { name, telephone, supervising } = roster.record(post)?.value ?? record;
  const { role, until } = commission;
  return { id: nameOf(post), name, telephone, supervising: isZero(supervising) ? '' : nameOf(supervising), role, until };
}
export const pairingView = ({ post, record, role, until, root, office, device }: Pairing): PairingView => ({
  post: nameOf(post),
  name: record.name,
  role,
  until,
  root,
  office,
  device,
});
export const deviceView = (keys: Office['keys']): DeviceView => ({ line: deviceLine(keys), qr: deviceQr(deviceLine(keys)), key: spoken(keys.signer.id) });
