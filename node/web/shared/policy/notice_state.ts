// Where a notice stands (policy/notice.h), and what its templates ask for: what a page needs to know of them.
import { NoticeKind } from '../base/vocabulary.gen';

export const NoticeState = { waits: 1, open: 2, cancelled: 3, over: 4 } as const;
export type NoticeState = (typeof NoticeState)[keyof typeof NoticeState];

// The templates of a post, in the order of the list on the screen.
export const postTemplates: readonly NoticeKind[] = [
  NoticeKind.prevention,
  NoticeKind.scam_in_progress,
  NoticeKind.burglary_series,
  NoticeKind.witness_call,
  NoticeKind.missing_person,
  NoticeKind.end_of_alert,
];
// Those of a mairie (R16).
export const mairieTemplates: readonly NoticeKind[] = [NoticeKind.risk, NoticeKind.meeting];
// What a template asks for besides its sectors; the format refuses what it does not.
export const asksCategory = (kind: NoticeKind): boolean => kind === NoticeKind.witness_call;
export const asksRisk = (kind: NoticeKind): boolean => kind === NoticeKind.risk;
export const asksVenue = (kind: NoticeKind): boolean => kind === NoticeKind.meeting;
export const asksEnded = (kind: NoticeKind): boolean => kind === NoticeKind.end_of_alert;
export const asksFacts = (kind: NoticeKind): 'always' | 'maybe' | 'never' => {
  if (kind === NoticeKind.witness_call || kind === NoticeKind.missing_person || kind === NoticeKind.meeting) return 'always';
  return kind === NoticeKind.prevention || kind === NoticeKind.end_of_alert ? 'never' : 'maybe';
};
