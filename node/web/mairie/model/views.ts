// What a mairie's screen is given: plain values, worked out where the keys are. A page needs no format and no key.
import type { ActReason, CancelReason, NoticeKind, ReviewOutcome, ReviewSubject, RiskKind, Role, Tie, Venue } from '../../shared/base/vocabulary.gen';
import type { ConnectionState } from '../../shared/device/connection';
import type { Listening } from '../../shared/device/listening';
import type { AlertView } from '../../shared/device/views';
import type { NoticeState } from '../../shared/policy/notice_state';
import type { Problem } from '../../shared/screen/calls';

export type SeatKind = 'office' | 'desk';
export interface SeatView {
  stage: 'opening' | 'unpaired' | 'paired';
  problem: Problem | null; // why it does not open
  device: { line: string; qr: string; key: string } | null; // while unpaired
  pairing: { insee: string; name: string; role: Role; until: number; root: string; office: string; device: string } | null; // to be compared
  person: { role: Role; until: number } | null;
  connection: ConnectionState;
  trouble: Problem | null;
}
export const noSeat: SeatView = { stage: 'opening', problem: null, device: null, pairing: null, person: null, connection: 'stopped', trouble: null };

// As the roll numbers them (protocol/README.md, verb 11).
export const MandateState = { waiting: 0, in_force: 1, suspended: 2, revoked: 3, expired: 4, tied: 5, refused: 6 } as const;
export type MandateState = (typeof MandateState)[keyof typeof MandateState];
export interface RollView {
  id: string;
  referent: string;
  name: string; // as it was typed on the card; empty: the node does not know it any more
  state: MandateState;
  sectors: string[];
  sectorIds: number[];
  from: number;
  until: number;
  trained: number;
  untrained: boolean; // R4: the training is older than the limit
  tie: Tie;
  stop: { rule: number; detail: number } | null;
  renewalDue: boolean;
  nominated: boolean;
  vetted: boolean;
  deputy: string; // who alone may stand in, as the mandate names it; empty: each of the others may
  away: RollCover | null; // who stands in
  standsIn: RollCover[]; // for whom this person stands in
}
export interface RollCover {
  name: string; // of the other person
  sectors: string[]; // of the absent one
  from: number;
  until: number;
}
export interface ApplicantView {
  id: string;
  name: string;
  asked: number;
  tie: Tie;
  words: string[];
}
export interface CardView {
  id: string;
  name: string;
  text: string;
  until: number;
}

export interface LimitChoice {
  limit: number;
  value: number;
}
export interface LawView {
  waiting: { sequence: number; from: number; changes: { limit: number; now: number; later: number }[] } | null;
  tightenings: { id: string; limits: LimitChoice[]; reason: ActReason; at: number; byMairie: boolean; byPost: boolean; lapses: number | null }[];
  renewedUntil: number | null;
  suspension: { by: 'mairie' | 'post' | 'prefecture'; reason: ActReason; at: number } | null;
  forked: boolean;
  mairieKeyFrom: number | null;
  postKeyFrom: number | null;
  looserRulesWait: boolean;
  limits: number[]; // what is in force, in the order of limitTable
  unverified: number; // documents that the node showed and this device does not believe
}
export const noLaw: LawView = {
  waiting: null,
  tightenings: [],
  renewedUntil: null,
  suspension: null,
  forked: false,
  mairieKeyFrom: null,
  postKeyFrom: null,
  looserRulesWait: false,
  limits: [],
  unverified: 0,
};

// 1 alerts by category, 2 by sector, 3 outcomes by code, 4 total, 5 unfounded by sector, 7 rules of drift, 8 refused by rule
export interface CountCell {
  table: number;
  key: number;
  count: number | null; // null: masked
  whole: number | null;
}
export interface CountsView {
  from: number;
  until: number;
  exercise: boolean;
  since: number; // when the node began to count; 0: not known
  minimum: number; // smaller numbers are masked
  cells: CountCell[];
}
export interface QuarterView {
  from: number;
  until: number;
  state: 'shown' | 'not_closed' | 'not_counted';
  counts: CountsView | null;
  reviews: { rule: number; opened: number; answered: number; overdue: number }[];
  reviewsWhole: boolean;
}
export interface ReviewView {
  id: string;
  rule: number;
  subject: ReviewSubject;
  about: string;
  ours: boolean; // it asks the mairie
  opener: 'auditor' | 'referent' | 'node';
  at: number;
  due: number;
  state: 'open' | 'overdue' | 'answered';
  outcome: ReviewOutcome | null;
  answeredAt: number | null;
}
export interface AnnouncementView {
  id: string;
  kind: NoticeKind;
  risk: RiskKind | null;
  venue: Venue | null;
  advice: number[];
  sectors: string[];
  exercise: boolean;
  own: boolean; // the mairie's; others are the post's
  factsFrom: number;
  factsUntil: number;
  written: number;
  until: number;
  state: NoticeState;
  cancelled: { reason: CancelReason; at: number } | null;
  shown: { shown: number; addressed: number; cancelShown: number } | null;
}
export interface CommuneView {
  insee: string;
  name: string;
  exercise: boolean;
  population: number;
  sequence: number;
  from: number;
  until: number;
  sectors: { id: number; name: string }[];
  categories: number[];
  noticeHours: number;
  entriesPerDay: number;
  post: { name: string; telephone: string };
}

export interface MairieState {
  office: SeatView;
  desk: SeatView;
  commune: CommuneView | null;
  lookedAt: number | null; // when the node last answered all that stands here
  deskLookedAt: number | null; // the same of the desk
  listening: Listening | null;
  law: LawView;
  roll: RollView[];
  withoutReferent: string[]; // sectors
  quarter: CountsView | null; // the last closed one
  applicants: ApplicantView[];
  cards: CardView[]; // made since this page was opened; kept nowhere
  announcements: AnnouncementView[];
  reviews: ReviewView[];
  entries: AlertView[];
  places: string; // version of streets and outlines at the desk, "streets/map"; each empty where there are none
  callable: { id: string; name: string; sectorIds: number[] }[]; // referents for whom the desk may enter an alert
}
export const nothingYet: MairieState = {
  office: noSeat,
  desk: noSeat,
  commune: null,
  lookedAt: null,
  deskLookedAt: null,
  listening: null,
  law: noLaw,
  roll: [],
  withoutReferent: [],
  quarter: null,
  applicants: [],
  cards: [],
  announcements: [],
  reviews: [],
  entries: [],
  places: '/',
  callable: [],
};
