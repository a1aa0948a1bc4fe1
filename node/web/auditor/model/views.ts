// What the auditor's screen shows: plain values, made in the worker. Nothing of an alert's content can be among them: the
// verbs that lead to one are not asked (tests/auditor.test.ts).
import type { LawView } from '../../shared/device/law_view';
import type { Figures } from '../../shared/policy/figures';
import type { Problem } from '../../shared/screen/calls';

export interface DeviceView {
  key: string;
  line: string;
  qr: string;
}
export interface PairingView {
  root: string;
  device: string;
  node: string; // name and code of whose node this address leads to
  until: number;
}
export interface NodeView {
  name: string;
  code: string;
  commune: boolean; // else a post's
  until: number; // of the commission
}
// How the log stands against what this browser verified on an earlier visit.
export type Continuity = 'first' | 'same' | 'grew' | 'rewritten' | 'cut';
export interface LogView {
  origin: string;
  size: number;
  root: string;
  note: string;
  continuity: Continuity;
  earlier: { size: number; at: number; note: string } | null;
  kinds: { kind: number; count: number }[];
  events: number; // shown beside their leaf, each the one that was logged
  latest: { index: number; kind: number; at: number }[]; // newest first
}
export interface ReviewView {
  id: string;
  rule: number;
  subject: number;
  about: string;
  asks: 'mairie' | 'post';
  by: 'auditor' | 'referent' | 'node';
  state: 'open' | 'overdue' | 'answered';
  at: number;
  due: number;
  outcome: number; // 0: none yet
}
export interface DirectoryLine {
  code: string;
  name: string;
  listed: number; // sequence; 0: not listed
  held: number;
  is: 'same' | 'newer' | 'older' | 'other' | 'unlisted';
}
export interface DirectoryView {
  sequence: number;
  issued: number;
  lines: DirectoryLine[];
}
export interface AuditorState {
  stage: 'opening' | 'unpaired' | 'paired';
  problem: Problem | null;
  device: DeviceView | null;
  pairing: PairingView | null;
  node: NodeView | null;
  readAt: number | null;
  log: LogView | null;
  figures: Figures[];
  reviews: ReviewView[];
  law: LawView | null; // of a commune
  directory: DirectoryView | null;
}
export const nothingYet: AuditorState = {
  stage: 'opening',
  problem: null,
  device: null,
  pairing: null,
  node: null,
  readAt: null,
  log: null,
  figures: [],
  reviews: [],
  law: null,
  directory: null,
};
