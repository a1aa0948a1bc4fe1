// The state of a referent's device, as it travels to the screen: plain values.
import type { Category, Tie } from '../shared/base/vocabulary.gen';
import type { ConnectionState } from '../shared/device/connection';
import type { Enrolled, EnrolmentStage } from '../shared/device/enrolment';
import type { NoticeView } from '../shared/device/notices';
import type { Listening } from '../shared/device/listening';
import type { EnteredAlert } from '../shared/device/referent';
import type { Covers } from '../shared/device/standing';
import type { AlertView } from '../shared/device/views';
import type { Problem } from '../shared/screen/calls';

export interface State {
  stage: 'opening' | 'none' | EnrolmentStage;
  problem: Problem | null; // why this device cannot start, or its enrolment cannot go on
  enrolled: Enrolled | null; // while the mandate is not in force
  connection: ConnectionState;
  trouble: Problem | null; // why what waits here is not taken
  commune: string;
  post: { name: string; telephone: string };
  sectors: { id: number; name: string; until: number | null }[]; // until: of an absent referent, as long as this one stands in
  allSectors: { id: number; name: string }[]; // of the commune
  categories: Category[];
  exercise: { always: boolean; until: number | null };
  listening: Listening | null;
  alerts: AlertView[]; // newest first
  notices: NoticeView[];
  entered: (EnteredAlert & { sectorName: string })[];
  places: string; // version of streets and outlines, "streets/map"; each empty where there are none
  today: { sent: number; allowed: number };
  mandate: { id: string; until: number; tie: Tie; deputy: string; stop: { rule: number; detail: number } | null };
  covers: Covers; // instants of the node's clock
  clockOffset: number;
}
export const nothingYet: State = {
  stage: 'opening',
  problem: null,
  enrolled: null,
  connection: 'stopped',
  trouble: null,
  commune: '',
  post: { name: '', telephone: '' },
  sectors: [],
  allSectors: [],
  categories: [],
  exercise: { always: false, until: null },
  listening: null,
  alerts: [],
  notices: [],
  entered: [],
  places: '/',
  today: { sent: 0, allowed: 0 },
  mandate: { id: '', until: 0, tie: 1, deputy: '', stop: null },
  covers: { away: null, standsIn: [], sequence: 0 },
  clockOffset: 0,
};
