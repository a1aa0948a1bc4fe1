// What a desk's screen is given: plain values, worked out where the keys are. A page needs no format and no key.
import type { AlertState, CancelReason, Category, ClosingCode, HandOverReason, NoticeKind, Role } from '../../shared/base/vocabulary.gen';
import type { ConnectionState } from '../../shared/device/connection';
import type { Problem } from '../../shared/screen/calls';
import type { ActName, WhyNot } from './acts';
import type { Elsewhere, FlagName, RollOver } from './alerts';
import type { Sound } from './attention';
import type { Section } from './inbox';
import type { NoticeState } from '../../shared/policy/notice_state';
import type { HowFar } from '../../shared/device/notice_desk';
import type { Outline } from '../../shared/place/outline';
import type { SectorCount } from './sectors';
import type { ServiceState } from './service';
import type { ShiftAct } from './shift';

export interface StepView {
  state: AlertState;
  byPost: boolean;
  at: number;
  code: ClosingCode | null;
  rule: number;
}
export interface AlertView {
  id: string;
  section: Section;
  category: Category;
  commune: string;
  sector: string; // "2 Bonneille"
  created: number;
  inProgress: boolean;
  exercise: boolean;
  called17: boolean;
  unconfirmed: boolean; // R35
  flags: FlagName[];
  group: string;
  rollOver: RollOver;
  elsewhere: Elsewhere | null;
  steps: StepView[]; // all that verified
  standing: StepView | null; // null: nothing of the post verifies
  unread: boolean;
  callBack: boolean;
  withdrawn: boolean;
  releaseNoted: boolean; // this desk has asked for its release
  unverified: number;
  why: Record<ActName, WhyNot | null>;
  alike: string[]; // R13, R31: may be of one target
}

export interface ContentView {
  category: Category;
  sector: number;
  conducts: number[];
  observed: number;
  place: { kind: number; latitude: number; longitude: number; street: number; number: number; name: string }; // name: of the street, where its list is here
  vehicle: { type: number; colour: number | null; make: number | null; plate: string } | null;
  personCount: number;
  persons: { height: number; upper: number | null; lower: number | null; luggage: number | null; direction: number | null }[];
}
export interface ReadingView {
  id: string;
  insee: string;
  content: ContentView;
  name: string; // of the sender, where the post has registered them
  telephone: string;
}
export interface Disclosure {
  id: string;
  insee: string;
  commune: string;
  sector: string; // its name
  created: number;
  inProgress: boolean;
  exercise: boolean;
  content: ContentView;
  leaf: number;
  procedure: string;
  reason: HandOverReason;
  at: number;
  post: { id: string; name: string; telephone: string };
  proof: string; // TOCSIN-HANDOVER1:…, what the officer signed
  papers: string[]; // TOCSIN-PAPER1:…, who vouches for it
  officer: string; // id of the key that signed
}

export interface NoticeView {
  id: string;
  kind: NoticeKind;
  category: Category | null;
  commune: string;
  sectors: string[];
  exercise: boolean;
  advice: number[];
  factsFrom: number;
  factsUntil: number;
  written: number;
  until: number;
  state: NoticeState;
  signatures: number;
  signedHere: boolean;
  cancelled: { reason: CancelReason; at: number } | null;
  howFar: HowFar | null;
  answered: boolean;
}
export interface CommuneView {
  insee: string;
  name: string;
  exercise: boolean;
  sectors: { id: number; name: string }[];
  hours: Record<number, number>; // how long a notice of each template may be shown
}
export type { SectorCount };
export interface CommunePlan {
  insee: string;
  outlines: Outline[];
}
export interface PairingView {
  post: string; // P25-014
  name: string;
  role: Role;
  until: number;
  root: string; // spoken
  office: string;
  device: string;
}
export interface DeviceView {
  line: string; // what `tocsin post commission --device` reads
  qr: string;
  key: string; // key id, spoken
}

export interface DeskState {
  stage: 'opening' | 'unpaired' | 'off' | 'duty';
  problem: Problem | null; // why it does not open
  device: DeviceView | null; // while unpaired
  pairing: PairingView | null; // to be compared
  post: { id: string; name: string; telephone: string; supervising: string; role: Role; until: number } | null;
  communes: CommuneView[];
  exercise: boolean; // all of the post's communes are in exercise
  service: { state: ServiceState; until: number | null };
  connection: ConnectionState;
  trouble: Problem | null; // why there is none
  listedAt: number | null;
  closedToo: boolean;
  alerts: AlertView[];
  waiting: number; // unread
  reading: ReadingView | null;
  disclosure: Disclosure | null;
  notices: NoticeView[];
  sectors: SectorCount[];
  places: string; // another one when outlines have come or changed
  sounding: { kind: Sound; fresh: boolean; number: number } | null; // a new number: sound now
}
export const nothingYet: DeskState = {
  stage: 'opening',
  problem: null,
  device: null,
  pairing: null,
  post: null,
  communes: [],
  exercise: false,
  service: { state: 'off', until: null },
  connection: 'stopped',
  trouble: null,
  listedAt: null,
  closedToo: false,
  alerts: [],
  waiting: 0,
  reading: null,
  disclosure: null,
  notices: [],
  sectors: [],
  places: '',
  sounding: null,
};

export interface ShiftView {
  at: number;
  act: ShiftAct;
  subject: string;
  code: number;
}

// What a person is told: who reads it has opened it, and waits for the receipt, whose key may still be on its way.
export const toldWhy = (why: WhyNot, isRead: boolean): WhyNot | 'notSignedYet' => (why === 'openFirst' && isRead ? 'notSignedYet' : why);
