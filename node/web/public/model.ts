// What the public page shows: plain values, each with where it comes from. Made in the worker, read by the screen.
import type { Figures } from '../shared/policy/figures';
import type { LawView } from '../shared/device/law_view';
import type { Problem } from '../shared/screen/calls';

// What anybody could verify, and what only the node says.
export interface CharterView {
  commune: string;
  insee: string;
  sequence: number;
  from: number;
  until: number; // a renewal counted in
  renewed: boolean;
  exercise: boolean;
  population: number;
  rootSignatures: number; // of three; two are needed
  mairieKey: string; // key ids, spoken
  postKey: string;
  sectors: { id: number; name: string; border: string }[];
  categories: number[];
}
export interface PostView {
  id: string;
  name: string;
  telephone: string;
  supervising: string; // its name; '' where there is none
  supervisingTelephone: string;
  hours: { weekday: number; fromMinute: number; untilMinute: number; day: number }[]; // day: 0, or a date (days since 1970)
  tells: boolean; // its desks say whether they listen
}
export interface LogView {
  origin: string;
  size: number;
  root: string; // hexadecimal
  note: string;
}
export interface WebView {
  manifest: string; // SHA-256, hexadecimal
  signed: boolean; // by the release key that the rules name
  releaseKey: string; // key id, spoken; '' where the rules name none
  files: number;
  same: boolean | null; // the files served are those of the manifest; null: not compared yet
}
export interface PublicState {
  stage: 'asking' | 'shown' | 'failed';
  problem: Problem | null;
  at: number; // when it was asked
  root: string; // SHA-256 of the root document, spoken
  compared: boolean | null; // with the fingerprint in the link; null: the link has none
  charter: CharterView | null;
  post: PostView | null;
  law: LawView | null;
  figures: Figures[]; // newest quarter first
  log: LogView | null;
  web: WebView | null;
}
export const nothingYet: PublicState = {
  stage: 'asking',
  problem: null,
  at: 0,
  root: '',
  compared: null,
  charter: null,
  post: null,
  law: null,
  figures: [],
  log: null,
  web: null,
};
